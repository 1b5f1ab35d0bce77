#include "judge/french.h"

#include <string.h>

/* Words of closed lists. What an app names itself is not asked for among them. */
static const struct {
    const char *english, *french;
} words[] = {
    /* kinds of SDKs */
    {"ads", "publicité"},
    {"analytics", "mesure d'audience"},
    {"anti-fraud", "lutte contre la fraude"},
    {"app", "application"},
    {"attribution", "attribution"},
    {"crash", "pannes"},
    {"dev", "développement"},
    {"family", "famille"},
    {"game engine", "moteur de jeu"},
    {"hotfix", "correction à chaud"},
    {"identity", "identité"},
    {"location", "position"},
    {"maps", "cartes"},
    {"media", "média"},
    {"messaging", "messagerie"},
    {"network", "réseau"},
    {"payment", "paiement"},
    {"push", "notifications poussées"},
    {"social", "réseau social"},
    {"storage", "stockage"},
    {"ui", "interface"},
    {"web engine", "moteur web"},
    /* what something was known by */
    {"code", "code"},
    {"component", "composant"},
    {"components", "composants"},
    {"library", "bibliothèque"},
    {"constant", "constante"},
    {"meta-data", "métadonnées"},
    {"permission", "permission"},
    {"host", "hôte"},
    {"named", "nommé"},
    {"class", "classe"},
    {"asset", "ressource"},
    {"loader", "chargeur"},
    {"package", "paquet"},
    {"signer", "signataire"},
    {"resident", "code présent"},
    {"sdk", "SDK"},
    {"similar", "semblable"},
    /* kinds of addresses and files */
    {"url", "URL"},
    {"ip", "adresse IP"},
    {"domain", "domaine"},
    {"template", "modèle"},
    {"mention", "mention"},
    {"documentation", "documentation"},
    {"namespace", "espace de noms"},
    {"local", "local"},
    {"reserved", "réservé"},
    {"base", "base"},
    {"split", "partie"},
    {"apk", "APK"},
    {"bundle", "lot"},
    {"nested apk", "APK contenue"},
};

/* "$n" stands for any text up to what follows it; the first row that fits counts. */
static const struct {
    const char *english, *french;
} rows[] = {
    /* what findings add: packs/criteria */
    {"added by Android for the app's target level", "ajoutée par Android pour le niveau que l'application vise"},
    {"up to API level $1", "jusqu'au niveau d'API $1"},
    {"without the permission it needs", "sans la permission requise"},
    {"granted by the person", "accordée par la personne"},
    {"from API level $1 to $2: $3", "du niveau d'API $1 à $2 : &3"},
    {"from API level $1 on: $2", "à partir du niveau d'API $1 : &2"},
    {"API level $1 to $2: $3", "niveaux d'API $1 à $2 : &3"},
    {"API level $1 and later: $2", "à partir du niveau d'API $1 : &2"},
    {"API level $1 to $2", "niveaux d'API $1 à $2"},
    {"API level $1 and later", "à partir du niveau d'API $1"},
    {"API level $1", "niveau d'API $1"},
    {"priority $1", "priorité $1"},
    {"and below it", "et ses sous-domaines"},
    {"disabled when installed", "désactivé à l'installation"},
    {"segments aligned to $1", "segments alignés sur $1"},
    {"valid until $1", "valide jusqu'au $1"},
    {"refused", "refusée"},
    {"$1, place $2 of the proof", "$1, rang $2 de la preuve"},
    {"$1, high: $2", "&1, confiance élevée : $2"},
    {"$1, medium: $2", "&1, confiance moyenne : $2"},
    {"$1, low: $2", "&1, confiance faible : $2"},
    {"$1, certain: $2", "&1, certain : $2"},
    {"$1, claim: $2", "&1, déclaré : $2"},
    {"$1, hint: $2", "&1, indice seulement : $2"},
    {"code: $1", "code : $1"},
    {"component: $1", "composant : $1"},
    {"library: $1", "bibliothèque : $1"},
    {"constant: $1", "constante : $1"},
    {"meta-data: $1", "métadonnées : $1"},
    {"permission: $1", "permission : $1"},
    {"host: $1", "hôte : $1"},
    {"named: $1", "nommé : $1"},
    /* why something could not be told */
    {"$1 is named, which can load code from elsewhere", "du code venu d'ailleurs peut être chargé : le code nomme $1"},
    {"not a ZIP archive: no end-of-directory record in $1 bytes", "pas une archive ZIP : aucune fin de répertoire dans $1 octets"},
    {"the question was not asked to its end: $1", "la question n'a pas été posée jusqu'au bout : $1"},
    {"there may be more findings: $1", "il peut y avoir d'autres constats : $1"},
    {"only the first $1 findings are listed", "seuls les $1 premiers constats sont énumérés"},
    {"AndroidManifest.xml cannot be read", "AndroidManifest.xml est illisible"},
    {"AndroidManifest.xml ends before its root element does", "AndroidManifest.xml finit avant son élément racine"},
    {"there is no AndroidManifest.xml", "il n'y a pas d'AndroidManifest.xml"},
    {"an entry cannot be read", "un fichier de l'archive est illisible"},
    {"Android refuses the archive as a whole", "Android refuse l'archive entière"},
    {"Android refuses resources.arsc", "Android refuse resources.arsc"},
    {"members of a class cannot be decoded", "les membres d'une classe ne peuvent être décodés"},
    {"code of a method cannot be decoded", "le code d'une méthode ne peut être décodé"},
    {"a class table is cut off", "une table de classes est tronquée"},
    {"a limit of work or rows was reached", "une limite de travail ou de lignes a été atteinte"},
    /* what signatures are refused for */
    {"signer $1: $2", "signataire $1 : &2"},
    {"the contents do not have the signed digest ($1)", "le contenu n'a pas l'empreinte signée ($1)"},
    {"no META-INF/MANIFEST.MF", "aucun META-INF/MANIFEST.MF"},
    {"no signature block with its .SF file under META-INF/", "aucun bloc de signature avec son fichier .SF sous META-INF/"},
    {"no .SF file of that name", "aucun fichier .SF de ce nom"},
    {"$1 says the APK is signed with scheme $2, and no such signature is there: stripped", "$1 dit l'APK signée avec le schéma $2, et cette signature n'y est pas : elle a été ôtée"},
    {"$1: it is not in the manifest", "$1 : absent du manifeste"},
    {"$1: the signature does not verify", "$1 : la signature ne se vérifie pas"},
    {"$1 does not have the digest of the manifest's section for $2", "$1 n'a pas l'empreinte de la section du manifeste pour $2"},
    {"$1: it cannot be extracted", "$1 : ne peut être extrait"},
    /* what readers add */
    {"signed with $1", "signé avec $1"},
    {"$1 bytes, $2 entries", "$1 octets, $2 entrées"},
    {"$1 entries, none of that name", "$1 entrées, aucune de ce nom"},
    {"$1 entries", "$1 entrées"},
    {"$1 bytes", "$1 octets"},
    {"$1 characters", "$1 caractères"},
    {"$1 ($2 characters)", "$1 ($2 caractères)"},
    {"method $1: opcode $2 at unit $3", "méthode $1 : instruction $2 à l'unité $3"},
    {"method $1, target level $2", "méthode $1, niveau visé $2"},
    {"target level $1", "niveau visé $1"},
    {"package $1", "paquet $1"},
    {"part $1", "partie $1"},
    {"more than $1 bytes, directory $2", "plus de $1 octets, répertoire : $2"},
    {"inflates to more than $1 bytes, the directory says $2", "se décompresse en plus de $1 octets, le répertoire dit $2"},
    {"$1 in the header, $2 of the bytes", "$1 dans l'en-tête, $2 d'après les octets"},
    {"the app's code is hidden: $1", "le code de l'application est caché : &1"},
    {"Classes of components that are in no DEX file", "des classes de composants qui ne sont dans aucun fichier DEX"},
    {"tables walk more than $1 times the file", "les tables parcourent plus de $1 fois le fichier"},
    {"what follows was not looked at", "la suite n'a pas été regardée"},
    {"there is no app that could be read", "aucune application n'a pu être lue"},
};

/* Whether the text is as the pattern says, and what it names. */
static bool fits(struct bytes text, const char *pattern, struct bytes named[FRENCH_NAMED])
{
    size_t at = 0;

    while (*pattern != 0) {
        size_t size = strcspn(pattern, "$");
        struct bytes literal = {(const uint8_t *)pattern, size};
        if (size > 0 && !bytes_starts(bytes_from(text, at), literal))
            return false;
        at += size;
        pattern += size;
        if (*pattern == '$') {
            struct bytes *out = &named[pattern[1] - '1'];
            size_t end;
            pattern += 2;
            size = strcspn(pattern, "$");
            end = size == 0 ? text.size : bytes_search(text, bytes_of(pattern, size), at);
            if (end <= at || !bytes_slice(text, at, end - at, out))
                return false;
            at = end;
        }
    }
    return at == text.size;
}

bool french_of(struct bytes english, struct french *out)
{
    if (english.size == 0)
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        *out = (struct french){.words = rows[i].french};
        if ((rows[i].english[0] == '$' || (uint8_t)rows[i].english[0] == english.data[0]) && fits(english, rows[i].english, out->named))
            return true;
    }
    return false;
}

const char *french_word(struct bytes english)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_is(english, words[i].english))
            return words[i].french;
    return NULL;
}

static void add(struct buf *out, struct bytes english, unsigned deep)
{
    const char *word = french_word(english);
    struct french f;

    if (deep > 2 || !french_of(english, &f)) {
        if (deep > 0 && word != NULL)
            buf_str(out, word);
        else
            buf_add(out, english);
        return;
    }
    for (const char *at = f.words; *at != 0; at++)
        if (*at == '$')
            buf_add(out, f.named[*++at - '1']);
        else if (*at == '&')
            add(out, f.named[*++at - '1'], deep + 1);
        else
            buf_u8(out, (uint8_t)*at);
}

/* "zip.gap.data: " or "code: ", a part of what is examined. */
static bool is_head(struct bytes head, const char **french)
{
    static const struct {
        const char *part, *french;
    } parts[] = {{"container", "archive"}, {"manifest", "manifeste"}, {"resources", "ressources"},
                 {"signatures", "signatures"}, {"code", "code"}, {"native", "bibliothèques natives"}};

    *french = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (bytes_is(head, parts[i].part))
            *french = parts[i].french;
    return *french != NULL || french_rule(head) != NULL;
}

void french_add(struct buf *out, struct bytes english)
{
    size_t colon = bytes_find(english, ':', 0);
    struct bytes head, rest = bytes_from(english, colon + 2);
    const char *french;
    struct french f;

    if (bytes_slice(english, 0, colon, &head) && rest.size > 0 && is_head(head, &french) &&
        (french_of(rest, &f) || !french_of(english, &f))) {
        if (french != NULL)
            buf_str(out, french);
        else
            buf_add(out, head);
        buf_str(out, "\xe2\x80\xaf: ");
        english = rest;
    }
    add(out, english, 0);
}
