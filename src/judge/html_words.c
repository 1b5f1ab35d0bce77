#include "judge/html_words.h"

#include <stddef.h>
#include <string.h>

/* A French colon, semicolon, question or exclamation mark stands after a narrow no-break space (U+202F). */
#define NNBSP "\xe2\x80\xaf"

static const char *const says[SAYS][2] = {
    [SAY_KICKER] = {"Evaluation of an app", "Évaluation d'une application"},
    [SAY_NO_NAME] = {"App without a name", "Application sans nom"},
    [SAY_NOT_READ] = {"No app that could be read", "Aucune application lisible"},
    [SAY_NOT_MET] = {"Not met", "Non satisfaite"},
    [SAY_CONDITIONS] = {"Met with conditions", "Satisfaite sous conditions"},
    [SAY_UNDETERMINED] = {"Undetermined", "Indéterminée"},
    [SAY_MET] = {"Met", "Satisfaite"},
    [SAY_NOT_MET_LONG] = {"The app does not meet the policy: $t.", "L'application ne satisfait pas à la politique" NNBSP ": $t."},
    [SAY_CONDITIONS_LONG] = {"The app meets the policy under the conditions below: $t.", "L'application satisfait à la politique sous les conditions ci-dessous" NNBSP ": $t."},
    [SAY_UNDETERMINED_LONG] = {"Whether the app meets the policy ($t) cannot be said from what could be examined.", "Ce qui a pu être examiné ne permet pas de dire si l'application satisfait à la politique ($t)."},
    [SAY_MET_LONG] = {"The app meets the policy: $t.", "L'application satisfait à la politique" NNBSP ": $t."},
    [SAY_PEOPLE] = {"This result compares the app with a policy. It is not a decision: people decide, on this and on what an examination of files cannot show.", "Ce résultat compare l'application à une politique. Ce n'est pas une décision" NNBSP ": des personnes décident, sur cette base et sur ce que l'examen de fichiers ne peut montrer."},
    [SAY_VERSION] = {"version", "version"},
    [SAY_LEVELS] = {"Android API level $n and later", "Android, niveau d'API $n et suivants"},
    [SAY_TARGET] = {"targets level $n", "cible le niveau $n"},
    [SAY_CONTENTS] = {"Contents", "Sommaire"},
    [SAY_SKIP] = {"Skip to the report in English", "Aller au rapport en français"},
    [SAY_TILE_YES] = {"{question|questions} answered yes", "{question a|questions ont} pour réponse oui"},
    [SAY_TILE_UNKNOWN] = {"could not be answered", "sans réponse possible"},
    [SAY_TILE_NO] = {"answered no", "{a|ont} pour réponse non"},
    [SAY_TILE_EXAMINED] = {"parts examined whole", "parties examinées en entier"},
    [SAY_PARTS_OF] = {"$n of $m", "$n sur $m"},
    [SAY_CHART_ANSWERS] = {"Answers by severity", "Réponses par gravité"},
    [SAY_LEGEND] = {"Legend", "Légende"},
    [SAY_REASONS] = {"Result and reasons", "Résultat et motifs"},
    [SAY_REASONS_DECIDE] = {"What the policy does not accept", "Ce que la politique n'accepte pas"},
    [SAY_REASONS_CONDITIONS] = {"Conditions under which the rest can be accepted", "Conditions auxquelles le reste peut être accepté"},
    [SAY_REASONS_UNKNOWN] = {"What the policy needs to know and could not be answered", "Ce que la politique doit savoir et qui reste sans réponse"},
    [SAY_REASONS_NONE] = {"Nothing in the answers speaks against the policy.", "Rien dans les réponses ne s'oppose à la politique."},
    [SAY_REASONS_POLICY] = {"The policy, as the evaluation applied it", "La politique, telle que l'évaluation l'a appliquée"},
    [SAY_ACCESS] = {"What the code can do on the device", "Ce que le code peut faire sur l'appareil"},
    [SAY_ACCESS_INTRO] = {"Each row is something the platform lets apps do. How far the app goes is a grade, from a name in its files to a call that the platform can reach and permits.", "Chaque ligne est une chose que la plateforme laisse faire aux applications. Jusqu'où va l'application est un degré, d'un nom dans ses fichiers à un appel que la plateforme peut atteindre et permet."},
    [SAY_CAPABILITY] = {"Capability", "Capacité"},
    [SAY_APIS] = {"$n {call or name|calls or names}", "$n {appel ou nom|appels ou noms}"},
    [SAY_NO_APIS] = {"none", "aucun"},
    [SAY_HIGHEST] = {"highest grade", "degré le plus haut"},
    [SAY_WITNESSES] = {"What bears it out", "Ce qui l'établit"},
    [SAY_OTHER] = {"Other", "Autre"},
    [SAY_GRADE_PRESENT] = {"present", "présent"},
    [SAY_GRADE_REFERENCED] = {"referenced", "référencé"},
    [SAY_GRADE_CALLED] = {"called", "appelé"},
    [SAY_GRADE_REACHABLE] = {"reachable", "atteignable"},
    [SAY_GRADE_PERMITTED] = {"permitted", "permis"},
    [SAY_GRADE_PRESENT_IS] = {"named somewhere in the files", "nommé quelque part dans les fichiers"},
    [SAY_GRADE_REFERENCED_IS] = {"the code refers to it", "le code y fait référence"},
    [SAY_GRADE_CALLED_IS] = {"an instruction of the code calls it", "une instruction du code l'appelle"},
    [SAY_GRADE_REACHABLE_IS] = {"a chain of calls leads to it from where the platform starts the app", "une chaîne d'appels y mène depuis un point où la plateforme lance l'application"},
    [SAY_GRADE_PERMITTED_IS] = {"reachable, and the app holds the permission it needs", "atteignable, et l'application a la permission nécessaire"},
    [SAY_GRADES] = {"The grades", "Les degrés"},
    [SAY_PERMISSION] = {"Permission", "Permission"},
    [SAY_ENTRY] = {"From", "Depuis"},
    [SAY_PATH] = {"Chain of calls", "Chaîne d'appels"},
    [SAY_STEPS] = {"Chain of calls, $n {step|steps}", "Chaîne d'appels, $n {étape|étapes}"},
    [SAY_MORE] = {"and $n more", "et $n de plus"},
    [SAY_MORE_RECORD] = {"and $n more; the record has them all", "et $n de plus" NNBSP "; le relevé les contient tous"},
    [SAY_PLACE] = {"Place", "Emplacement"},
    [SAY_PERMISSIONS] = {"What it asks the user for", "Ce qu'elle demande à l'utilisateur"},
    [SAY_PERMISSIONS_INTRO] = {"A permission says what an app may do once it is granted, not what it does.", "Une permission dit ce qu'une application peut faire une fois qu'elle est accordée, non ce qu'elle fait."},
    [SAY_GROUP] = {"Group", "Groupe"},
    [SAY_ASKED] = {"asked for", "demandée"},
    [SAY_ADDED] = {"added by the platform", "ajoutée par la plateforme"},
    [SAY_SPECIAL] = {"Special access, granted in settings", "Accès spécial, accordé dans les paramètres"},
    [SAY_ORDINARY] = {"$n {permission that no user is asked about|permissions that no user is asked about}", "$n {permission sans question à l'utilisateur|permissions sans question à l'utilisateur}"},
    [SAY_USED] = {"used", "utilisée"},
    [SAY_UNUSED] = {"not seen in use", "usage non constaté"},
    [SAY_CAN_REACH] = {"used, and reachable", "utilisée, et atteignable"},
    [SAY_YES_HEAD] = {"Questions answered yes", "Questions dont la réponse est oui"},
    [SAY_YES_INTRO] = {"Gravest first. Each opens on what bears it out, with the place in the files; a click selects a place whole, to be copied.", "Les plus graves d'abord. Chacune s'ouvre sur ce qui l'établit, avec l'emplacement dans les fichiers" NNBSP "; un clic sélectionne tout l'emplacement, pour le copier."},
    [SAY_WHY] = {"What follows", "Ce qui en découle"},
    [SAY_REFERENCES] = {"References", "Références"},
    [SAY_FINDINGS] = {"$n {finding|findings}", "$n {constat|constats}"},
    [SAY_CUT] = {"There are more than were kept.", "Il y en a plus que ce qui a été conservé."},
    [SAY_QUESTION_ID] = {"Question", "Question"},
    [SAY_PEERS_ALSO] = {"also $n of $m peers", "de même chez $n des $m comparables"},
    [SAY_UNKNOWN_HEAD] = {"Questions that could not be answered", "Questions restées sans réponse"},
    [SAY_UNKNOWN_INTRO] = {"A no is given only where everything it rests on was examined. These were not answered, for the reasons given.", "Un non n'est donné que là où tout ce dont il dépend a été examiné. Ces questions n'ont pas de réponse, pour les raisons indiquées."},
    [SAY_NO_HEAD] = {"Questions answered no", "Questions dont la réponse est non"},
    [SAY_NO_INTRO] = {"{One question was|$n questions were} answered no, with everything examined that the answer rests on.", "{Une question a|$n questions ont} pour réponse non, tout ce dont la réponse dépend ayant été examiné."},
    [SAY_NO_LIST] = {"List them", "En voir la liste"},
    [SAY_EXPOSED] = {"What other apps can reach in it", "Ce que d'autres applications y atteignent"},
    [SAY_EXPOSED_INTRO] = {"$n {component|components} can be called by any app on the device, without a permission.", "$n {composant peut être appelé|composants peuvent être appelés} par toute application de l'appareil, sans permission."},
    [SAY_EXPOSED_NONE] = {"Nothing, without a permission.", "Rien, sans permission."},
    [SAY_GUARDED] = {"$n more {is|are} guarded by a permission.", "$n de plus {est gardé|sont gardés} par une permission."},
    [SAY_ACTIVITY] = {"Windows", "Fenêtres"},
    [SAY_SERVICE] = {"Services", "Services"},
    [SAY_RECEIVER] = {"Receivers of messages", "Récepteurs de messages"},
    [SAY_PROVIDER] = {"Providers of data", "Fournisseurs de données"},
    [SAY_OWNERS] = {"Whose code it carries, and whose hosts it names", "De qui vient son code, et quels hôtes elle nomme"},
    [SAY_OWNERS_INTRO] = {"By the jurisdiction from which the owner is run. An owner's jurisdiction is a fact about the owner, not about the code.", "Selon le territoire d'où le propriétaire est dirigé. Le territoire est un fait du propriétaire, non du code."},
    [SAY_JURISDICTION] = {"Jurisdiction", "Territoire"},
    [SAY_SDKS] = {"Components of others", "Composants de tiers"},
    [SAY_ENDPOINTS] = {"Hosts", "Hôtes"},
    [SAY_OWNER] = {"Owner", "Propriétaire"},
    [SAY_NAME] = {"Name", "Nom"},
    [SAY_CATEGORY] = {"Category", "Catégorie"},
    [SAY_BASIS] = {"Recognised by", "Reconnu par"},
    [SAY_HOST] = {"Host", "Hôte"},
    [SAY_KIND] = {"Kind", "Nature"},
    [SAY_GRADE] = {"Grade", "Degré"},
    [SAY_UNKNOWN_OWNER] = {"owner not known", "propriétaire inconnu"},
    [SAY_NO_COUNTRY] = {"none or not known", "aucun ou inconnu"},
    [SAY_SDK_LIST] = {"$n {component|components} of others", "$n {composant|composants} de tiers"},
    [SAY_ENDPOINT_LIST] = {"$n {host|hosts} named in the files", "$n {hôte nommé|hôtes nommés} dans les fichiers"},
    [SAY_CHART_OWNERS] = {"Components and hosts by jurisdiction", "Composants et hôtes par territoire"},
    [SAY_EXAMINED] = {"What was not examined", "Ce qui n'a pas été examiné"},
    [SAY_EXAMINED_ALL] = {"Every part of the files was examined whole.", "Toutes les parties des fichiers ont été examinées en entier."},
    [SAY_EXAMINED_NOT] = {"Gaps never take away a yes; they can take away a no.", "Une lacune n'enlève jamais un oui" NNBSP "; elle peut enlever un non."},
    [SAY_PART] = {"Part", "Partie"},
    [SAY_SHARE] = {"Examined", "Examiné"},
    [SAY_GAP] = {"Gap", "Lacune"},
    [SAY_NO_GAP] = {"no gap", "sans lacune"},
    [SAY_OPAQUE] = {"$n opaque", "$n {opaque|opaques}"},
    [SAY_OF] = {"$n of $m", "$n sur $m"},
    [SAY_CONTAINER] = {"Files in the archives", "Fichiers des archives"},
    [SAY_MANIFEST] = {"Manifests", "Manifestes"},
    [SAY_RESOURCES] = {"Resource tables", "Tables de ressources"},
    [SAY_SIGNATURES] = {"Signatures", "Signatures"},
    [SAY_CODE] = {"Classes of code", "Classes de code"},
    [SAY_NATIVE] = {"Native libraries", "Bibliothèques natives"},
    [SAY_LIMITS_STATIC] = {"Files were examined, not a running device. What a server sends later, and what people do, is not in them.", "Des fichiers ont été examinés, non un appareil en marche. Ce qu'un serveur envoie plus tard, et ce que font les personnes, n'y est pas."},
    [SAY_ODD] = {"Oddities in the files", "Singularités des fichiers"},
    [SAY_ODD_INTRO] = {"Places where the device reads the files otherwise than a strict reader would. They can be accidents of a build, or made to mislead.", "Endroits où l'appareil lit les fichiers autrement qu'un lecteur strict. Ce peut être un accident de fabrication, ou fait pour tromper."},
    [SAY_ODD_NONE] = {"None was found.", "Aucune n'a été trouvée."},
    [SAY_TOLERATED] = {"the device reads on", "l'appareil poursuit la lecture"},
    [SAY_REFUSED] = {"the device refuses it", "l'appareil le refuse"},
    [SAY_LIMIT] = {"a limit of veto's own", "une limite propre à veto"},
    [SAY_TIMES] = {"$n {time|times}", "$n fois"},
    [SAY_IDENTITY] = {"Which app this is", "De quelle application il s'agit"},
    [SAY_FILES] = {"Files", "Fichiers"},
    [SAY_FILE] = {"File", "Fichier"},
    [SAY_SIZE] = {"Size", "Taille"},
    [SAY_DIGEST] = {"SHA-256", "SHA-256"},
    [SAY_SIGNERS] = {"Signed by", "Signée par"},
    [SAY_SIGNER] = {"Certificate", "Certificat"},
    [SAY_NO_SIGNER] = {"No signer.", "Aucun signataire."},
    [SAY_SCHEME] = {"Scheme", "Schéma"},
    [SAY_APPLIES] = {"Android API levels", "Niveaux d'API Android"},
    [SAY_VERDICT] = {"Verdict", "Verdict"},
    [SAY_VERIFIED] = {"verified", "vérifiée"},
    [SAY_NOT_VERIFIED] = {"not verified", "non vérifiée"},
    [SAY_OBTAINED] = {"How the files were obtained: not stated.", "Provenance des fichiers" NNBSP ": non déclarée."},
    [SAY_BYTES] = {"$n {byte|bytes}", "$n {octet|octets}"},
    [SAY_LEVEL_FROM] = {"$n and later", "$n et suivants"},
    [SAY_LEVEL_RANGE] = {"$n to $m", "$n à $m"},
    [SAY_SPLIT] = {"split", "partie"},
    [SAY_CHANGES] = {"What changed since the version before", "Ce qui a changé depuis la version précédente"},
    [SAY_CHANGES_FROM] = {"Compared with", "Comparée à"},
    [SAY_CHANGES_NONE] = {"Nothing differs.", "Rien ne diffère."},
    [SAY_CHANGE_ADDED] = {"new", "nouveau"},
    [SAY_CHANGE_REMOVED] = {"gone", "disparu"},
    [SAY_CHANGE_CHANGED] = {"changed", "modifié"},
    [SAY_NOTHING] = {"nothing", "rien"},
    [SAY_CHANGES_OLD] = {"before", "avant"},
    [SAY_CHANGES_ANSWERS] = {"Result and answers", "Résultat et réponses"},
    [SAY_CHANGES_FACTS] = {"Facts", "Faits"},
    [SAY_CHANGES_PACKS] = {"The two evaluations did not ask the same questions with the same program: part of what differs comes from that.", "Les deux évaluations n'ont pas posé les mêmes questions avec le même programme" NNBSP ": une partie des différences en vient."},
    [SAY_RECHECK] = {"Check it yourself", "Vérifiez par vous-même"},
    [SAY_RECHECK_INTRO] = {"Everything here is made from a record that names the files by their digests and pins each claim to bytes in them. Whoever has the files can derive it again, offline.", "Tout ceci provient d'un relevé qui désigne les fichiers par leurs empreintes et rattache chaque affirmation à des octets. Quiconque a les fichiers peut tout établir de nouveau, hors ligne."},
    [SAY_RECHECK_RECORD] = {"Make the record", "Établir le relevé"},
    [SAY_RECHECK_CLAIMS] = {"Derive every claim of it again from the files", "Établir de nouveau chaque affirmation à partir des fichiers"},
    [SAY_RECHECK_PLACE] = {"Look at the bytes that a place names", "Voir les octets que désigne un emplacement"},
    [SAY_RECHECK_DIGEST] = {"SHA-256 of the record, without its line feed", "SHA-256 du relevé, sans son saut de ligne"},
    [SAY_RECHECK_PACKS] = {"$n questions and the policy ($t) are in the record as they were asked.", "$n questions et la politique ($t) figurent dans le relevé telles qu'elles ont été posées."},
    [SAY_RECHECK_SAME] = {"The same files, questions and version of veto give the same bytes, everywhere.", "Les mêmes fichiers, questions et version de veto donnent les mêmes octets, partout."},
    [SAY_MADE_BY] = {"Made by veto $t from the record.", "Établi par veto $t à partir du relevé."},
    [SAY_BRIEF] = {"Brief", "Note de synthèse"},
    [SAY_BRIEF_MOST] = {"What stands out", "Ce qui ressort"},
    [SAY_BRIEF_UNKNOWN] = {"What is not known", "Ce qu'on ne sait pas"},
    [SAY_BRIEF_WHO] = {"Who answers for it", "Qui en répond"},
    [SAY_BRIEF_CHECK] = {"How to check", "Comment vérifier"},
    [SAY_BRIEF_MORE] = {"and $n more in the full report", "et $n de plus dans le rapport complet"},
    [SAY_BRIEF_NOTHING] = {"No question of severity medium or above was answered yes.", "Aucune question de gravité moyenne ou supérieure n'a pour réponse oui."},
    [SAY_BRIEF_ACCESS] = {"What it can reach", "Ce qu'elle peut atteindre"},
    [SAY_INFO] = {"info", "info"},
    [SAY_LOW] = {"low", "faible"},
    [SAY_MEDIUM] = {"medium", "moyenne"},
    [SAY_HIGH] = {"high", "élevée"},
    [SAY_CRITICAL] = {"critical", "critique"},
    [SAY_PEERS] = {"How comparable apps answer", "Ce que répondent des applications comparables"},
    [SAY_PEERS_INTRO] = {"The same questions were put to $n other {app|apps}, with the same program. How many answer alike says whether the app stands out.", "Les mêmes questions ont été posées à $n {autre application|autres applications}, avec le même programme. Combien répondent de même dit si l'application se distingue."},
    [SAY_PEERS_UNTOLD] = {"; of $n it could not be told", "\xe2\x80\xaf; sans réponse pour $n"},
    [SAY_PEERS_RULE] = {"Chosen by a rule", "Choisies selon une règle"},
    [SAY_PEERS_LEFT] = {"left out", "écartées"},
    [SAY_PEERS_FAIL] = {"The same policy is not met by $n of $m peers.", "La même politique n'est pas satisfaite par $n des $m applications comparables."},
    [SAY_PEERS_NONE_FAILS] = {"Every peer meets the same policy, or its result is undetermined.", "Chaque application comparable satisfait à la même politique, ou son résultat est indéterminé."},
    [SAY_PEERS_RANK] = {"Where it stands out most", "Ce qui la distingue le plus"},
    [SAY_PEERS_MEASURE] = {"How often an app taken at random from those compared would be among the ones that answer as this one does. Peers whose answer could not be told are not counted.", "Combien de fois une application prise au hasard parmi les comparées serait de celles qui répondent comme celle-ci. Les réponses indéterminées ne comptent pas."},
    [SAY_PEERS_CHANCE] = {"Many questions are asked: up to $n of them {gets|get} to 1 in $m by chance alone.", "Beaucoup de questions sont posées\xe2\x80\xaf: jusqu'à $n {atteint|atteignent} 1 sur $m par le seul hasard."},
    [SAY_PEERS_ONE_IN] = {"$n in $m", "$n sur $m"},
    [SAY_PEERS_ALIKE] = {"Peers that answer alike", "Comparables de même réponse"},
    [SAY_PEERS_APP] = {"App", "Application"},
    [SAY_PEERS_RESULT] = {"Result", "Résultat"},
    [SAY_PEERS_MATRIX] = {"Apps by questions", "Applications par questions"},
    [SAY_PEERS_LETTERS] = {"Y: yes. \xe2\x80\x93: no. ?: could not be answered. Columns are numbered as in the list of apps; the first is this app. Questions that this app does not answer yes are left out.", "O\xe2\x80\xaf: oui. \xe2\x80\x93\xe2\x80\xaf: non. ?\xe2\x80\xaf: sans réponse possible. Les colonnes portent les numéros de la liste\xe2\x80\xaf; la première est cette application. Les questions auxquelles elle ne répond pas oui sont omises."},
    [SAY_PEERS_THIS] = {"this app", "cette application"},
    [SAY_PEERS_YES] = {"Y", "O"},
    [SAY_PEERS_NO_ONE] = {"No peer is left to compare with.", "Aucune application comparable ne reste."},
    [SAY_PEERS_NUMBER] = {"No.", "N\xc2\xba"},
    [SAY_PEERS_HOW_OFTEN] = {"How often", "Fréquence"},
    [SAY_PEERS_ANSWER] = {"Answer", "Réponse"},
    [SAY_PEERS_REST] = {"In the other questions it answers as at least half of its peers, or cannot be compared ($n).", "Aux autres questions elle répond comme la moitié au moins des comparables, ou ne se compare pas ($n)."},
    [SAY_PEERS_CHART] = {"Peers", "Applications comparables"},
    [SAY_SWITCH] = {"Language", "Langue"},
    [SAY_ALL_EXAMINED_SHORT] = {"Nothing: every question was answered and every part of the files examined.", "Rien" NNBSP ": chaque question a une réponse et chaque partie des fichiers a été examinée."},
    [SAY_YES_SEVERITY] = {"yes, $t", "oui, $t"},
};

const char *say_words(enum language l, enum say s)
{
    return says[s][l];
}

struct named {
    const char *code;
    const char *names[2];
};

static const char *name_in(const struct named *rows, size_t count, enum language l, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].code, code) == 0)
            return rows[i].names[l];
    return NULL;
}

const char *say_country(enum language l, const char *code)
{
    static const struct named countries[] = {
        {"AT", {"Austria", "Autriche"}},       {"AU", {"Australia", "Australie"}},
        {"BE", {"Belgium", "Belgique"}},       {"BG", {"Bulgaria", "Bulgarie"}},
        {"BR", {"Brazil", "Brésil"}},          {"BY", {"Belarus", "Bélarus"}},
        {"CA", {"Canada", "Canada"}},          {"CH", {"Switzerland", "Suisse"}},
        {"CN", {"China", "Chine"}},            {"CY", {"Cyprus", "Chypre"}},
        {"CZ", {"Czechia", "Tchéquie"}},       {"DE", {"Germany", "Allemagne"}},
        {"DK", {"Denmark", "Danemark"}},       {"EE", {"Estonia", "Estonie"}},
        {"ES", {"Spain", "Espagne"}},          {"FI", {"Finland", "Finlande"}},
        {"FR", {"France", "France"}},          {"GB", {"United Kingdom", "Royaume-Uni"}},
        {"GR", {"Greece", "Grèce"}},           {"HK", {"Hong Kong", "Hong Kong"}},
        {"HU", {"Hungary", "Hongrie"}},        {"ID", {"Indonesia", "Indonésie"}},
        {"IE", {"Ireland", "Irlande"}},        {"IL", {"Israel", "Israël"}},
        {"IN", {"India", "Inde"}},             {"IR", {"Iran", "Iran"}},
        {"IT", {"Italy", "Italie"}},           {"JP", {"Japan", "Japon"}},
        {"KP", {"North Korea", "Corée du Nord"}}, {"KR", {"South Korea", "Corée du Sud"}},
        {"LT", {"Lithuania", "Lituanie"}},     {"LU", {"Luxembourg", "Luxembourg"}},
        {"LV", {"Latvia", "Lettonie"}},        {"MX", {"Mexico", "Mexique"}},
        {"NL", {"Netherlands", "Pays-Bas"}},   {"NO", {"Norway", "Norvège"}},
        {"NZ", {"New Zealand", "Nouvelle-Zélande"}}, {"PL", {"Poland", "Pologne"}},
        {"PT", {"Portugal", "Portugal"}},      {"RO", {"Romania", "Roumanie"}},
        {"RU", {"Russia", "Russie"}},          {"SE", {"Sweden", "Suède"}},
        {"SG", {"Singapore", "Singapour"}},    {"TH", {"Thailand", "Thaïlande"}},
        {"TR", {"Türkiye", "Turquie"}},        {"TW", {"Taiwan", "Taïwan"}},
        {"UA", {"Ukraine", "Ukraine"}},        {"US", {"United States", "États-Unis"}},
        {"UY", {"Uruguay", "Uruguay"}},        {"VN", {"Viet Nam", "Viêt Nam"}},
        {"ZA", {"South Africa", "Afrique du Sud"}},
    };

    return name_in(countries, sizeof countries / sizeof *countries, l, code);
}

const char *say_group(enum language l, const char *group)
{
    static const struct named groups[] = {
        {"ACTIVITY_RECOGNITION", {"Physical activity", "Activité physique"}},
        {"CALENDAR", {"Calendar", "Agenda"}},
        {"CALL_LOG", {"Call log", "Journal d'appels"}},
        {"CAMERA", {"Camera", "Appareil photo"}},
        {"CONTACTS", {"Contacts and accounts", "Contacts et comptes"}},
        {"LOCATION", {"Location", "Position"}},
        {"MICROPHONE", {"Microphone", "Micro"}},
        {"NEARBY_DEVICES", {"Nearby devices", "Appareils à proximité"}},
        {"NOTIFICATIONS", {"Notifications", "Notifications"}},
        {"PHONE", {"Telephone", "Téléphone"}},
        {"READ_MEDIA_AURAL", {"Music and sound files", "Musique et fichiers sonores"}},
        {"READ_MEDIA_VISUAL", {"Pictures and films", "Images et films"}},
        {"SENSORS", {"Body sensors", "Capteurs corporels"}},
        {"SMS", {"Text messages", "Messages texte"}},
        {"STORAGE", {"Shared files", "Fichiers partagés"}},
    };

    return name_in(groups, sizeof groups / sizeof *groups, l, group);
}

bool say_reason(struct bytes english, const char **before, struct bytes *named, const char **after)
{
    /* "$" is what the reason names: in both, or in the English only */
    static const struct {
        const char *head, *tail; /* around what is named */
        const char *before, *after;
        bool names;
    } rows[] = {
        {"", " is named, which can load code from elsewhere", "", " est nommé, qui peut charger du code venu d'ailleurs", true},
        {"not a ZIP archive: no end-of-directory record in ", " bytes", "pas une archive ZIP" NNBSP ": aucune fin de répertoire dans ", " octets", true},
        {"the question was not asked to its end: ", "", "la question n'a pas été posée jusqu'au bout" NNBSP ": ", "", true},
        {"there may be more findings: ", "", "il peut y avoir d'autres constats" NNBSP ": ", "", true},
        {"only the first ", " findings are listed", "seuls les ", " premiers constats sont énumérés", true},
        {"AndroidManifest.xml cannot be read", "", "AndroidManifest.xml est illisible", "", false},
        {"AndroidManifest.xml ends before its root element does", "", "AndroidManifest.xml finit avant son élément racine", "", false},
        {"there is no AndroidManifest.xml", "", "il n'y a pas d'AndroidManifest.xml", "", false},
        {"an entry cannot be read", "", "un fichier de l'archive est illisible", "", false},
        {"Android refuses the archive as a whole", "", "Android refuse l'archive entière", "", false},
        {"Android refuses resources.arsc", "", "Android refuse resources.arsc", "", false},
        {"members of a class cannot be decoded", "", "les membres d'une classe ne peuvent être décodés", "", false},
        {"code of a method cannot be decoded", "", "le code d'une méthode ne peut être décodé", "", false},
        {"a class table is cut off", "", "une table de classes est tronquée", "", false},
        {"a limit of work or rows was reached", "", "une limite de travail ou de lignes a été atteinte", "", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t head = strlen(rows[i].head), tail = strlen(rows[i].tail);
        struct bytes end;
        if (!bytes_starts(english, bytes_str(rows[i].head)) || english.size < head + tail ||
            !bytes_slice(english, english.size - tail, tail, &end) || !bytes_is(end, rows[i].tail) ||
            rows[i].names == (english.size == head + tail))
            continue;
        bytes_slice(english, head, english.size - head - tail, named);
        *before = rows[i].before;
        *after = rows[i].after;
        return true;
    }
    return false;
}
