/*
 * JAR signatures: from the .SF files to the manifest, and from the manifest
 * to the entries. The platform wants every entry outside META-INF/ digested
 * in the manifest and named by the same signers; entries the manifest names
 * must exist.
 */
#include "read/apksig_v1.h"

#include <openssl/evp.h>

/* A digest that a section names. */
struct named {
    const char *hash;   /* as libcrypto names it */
    struct bytes value; /* base64 */
};

/* Hashes as attribute names have them, the preferred first; old names for the releases before 4.3. */
static const struct {
    const char *name, *hash;
    bool now;       /* one of those that releases from 4.3 on look for */
    enum era since; /* ... and the first that older ones accept it in */
} hashes[] = {
    {"SHA-512", "SHA2-512", true, ERA_17}, {"SHA-384", "SHA2-384", true, ERA_17},
    {"SHA-256", "SHA2-256", true, ERA_8},  {"SHA1", "SHA1", true, ERA_8},
    {"SHA-1", "SHA1", false, ERA_8},       {"SHA", "SHA1", false, ERA_8},
    {"MD5", "MD5", false, ERA_8},
};
enum { HASH_COUNT = sizeof hashes / sizeof *hashes };

static bool value_of(const struct jar *j, const struct jar_section *s, struct bytes hash, const char *suffix,
                     struct bytes *out)
{
    char name[96];
    size_t n = strlen(suffix);

    if (hash.size == 0 || hash.size + n > sizeof name)
        return false;
    memcpy(name, hash.data, hash.size);
    memcpy(name + hash.size, suffix, n);
    return jar_value(j, s, bytes_of(name, hash.size + n), out);
}

static bool same_word(struct bytes word, const char *name)
{
    struct bytes other = bytes_str(name);

    if (word.size != other.size)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        uint8_t c = word.data[i];
        if (c >= 'a' && c <= 'z')
            c = (uint8_t)(c - 0x20);
        if (c != other.data[i])
            return false;
    }
    return true;
}

/* Before 4.3: the first of the algorithms that Digest-Algorithms lists which is known and has a digest. */
static bool choose_listed(const struct jar *j, const struct jar_section *s, const char *suffix, enum era era,
                          struct named *out)
{
    enum { WORDS_MOST = 16 };
    struct bytes list = BYTES("SHA SHA1"), word;
    int words = 0;

    jar_value(j, s, BYTES("Digest-Algorithms"), &list);
    for (size_t at = 0; at < list.size && words < WORDS_MOST; words++) {
        size_t end = at;

        while (end < list.size && list.data[end] != ' ' && list.data[end] != '\t')
            end++;
        bytes_slice(list, at, end - at, &word);
        at = end + 1;
        if (!value_of(j, s, word, suffix, &out->value))
            continue;
        for (int i = 0; i < HASH_COUNT; i++)
            if (same_word(word, hashes[i].name) && hashes[i].since <= era) {
                out->hash = hashes[i].hash;
                return true;
            }
    }
    return false;
}

static bool choose_digest(const struct jar *j, const struct jar_section *s, const char *suffix, enum era era,
                          struct named *out)
{
    if (era != ERA_NOW)
        return choose_listed(j, s, suffix, era, out);
    for (int i = 0; i < HASH_COUNT; i++)
        if (hashes[i].now && value_of(j, s, bytes_str(hashes[i].name), suffix, &out->value)) {
            out->hash = hashes[i].hash;
            return true;
        }
    return false;
}

/* Base64 with its padding; white space is skipped. Returns the number of bytes, 0 when it is malformed. */
static size_t decode64(struct bytes text, uint8_t out[64])
{
    uint32_t bits = 0;
    size_t n = 0, count = 0, pad = 0;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        uint32_t v;

        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            pad++;
            continue;
        }
        if (c >= 'A' && c <= 'Z')
            v = c - 'A';
        else if (c >= 'a' && c <= 'z')
            v = c - 'a' + 26u;
        else if (c >= '0' && c <= '9')
            v = c - '0' + 52u;
        else if (c == '+' || c == '/')
            v = c == '+' ? 62 : 63;
        else
            return 0;
        if (pad > 0)
            return 0;
        bits = bits << 6 | v;
        if (++count % 4 != 1) {
            if (n == 64)
                return 0;
            out[n++] = (uint8_t)(bits >> (6 - 2 * ((count - 1) % 4)));
        }
    }
    return (count + pad) % 4 == 0 && pad < 3 ? n : 0;
}

static bool digest_is(const struct named *d, const uint8_t actual[64], size_t size)
{
    uint8_t expected[64];
    size_t wanted = decode64(d->value, expected);

    return size > 0 && wanted == size && memcmp(expected, actual, size) == 0;
}

static bool digest_matches(const struct named *d, struct bytes data)
{
    uint8_t actual[64];
    size_t size;

    hash_named(d->hash, &data, 1, actual, &size);
    return digest_is(d, actual, size);
}

bool v1_read_text(struct apk *a, struct v1 *v, const struct zip_entry *entry, struct bytes *out,
                  struct bytes *error)
{
    struct error e = {0};

    *out = (struct bytes){NULL, 0};
    if (entry->size > v->text_left) {
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_TEXT_LIMIT], locus_whole(entry->place), entry->name,
                     "%llu bytes, %zu left", (unsigned long long)entry->size, v->text_left);
        *error = say(a, "%s: signature files of more than %u bytes together are not read",
                     shown(a, entry->name), LIMIT_JAR_TEXT);
        return false;
    }
    v->text_left -= (size_t)entry->size;
    if (!zip_read(a->scan, a->zip, entry, ZIP_EXTRACT, out, &e)) {
        *error = say(a, "%s cannot be extracted: %s", shown(a, entry->name), e.text);
        *out = (struct bytes){NULL, 0};
        return false;
    }
    return true;
}

bool v1_read_manifest(struct apk *a, struct v1 *v)
{
    if (v->manifest_tried || v->manifest_entry == NULL)
        return v->manifest_tried && v->manifest_error.size == 0;
    v->manifest_tried = true;
    if (!v1_read_text(a, v, v->manifest_entry, &v->manifest, &v->manifest_error))
        return false;
    if (!jar_read(a->scan->arena, v->manifest, &v->jar))
        v->manifest_error =
            say(a, "MANIFEST.MF at byte %llu: %s", (unsigned long long)v->jar.error_at, v->jar.error);
    else if (v->jar.duplicate != 0)
        v->manifest_error =
            say(a, "MANIFEST.MF has two sections for %s", shown(a, v->jar.sections[v->jar.duplicate].name));
    for (size_t i = 1; i < v->jar.section_count && v->manifest_error.size == 0; i++)
        if (zip_find(a->zip, v->jar.sections[i].name) == NULL)
            v->manifest_error =
                say(a, "MANIFEST.MF names %s, which is not there", shown(a, v->jar.sections[i].name));
    return v->manifest_error.size == 0;
}

/* Schemes named by X-Android-APK-Signed: numbers between commas. */
static void read_claims(struct v1_file *f)
{
    struct bytes list = {NULL, 0};
    int number = -1;

    jar_value(&f->jar, &f->jar.sections[0], BYTES("X-Android-APK-Signed"), &list);
    for (size_t i = 0; i <= list.size; i++) {
        uint8_t c = i < list.size ? list.data[i] : ',';

        if (c == ',') {
            f->claims_v2 = f->claims_v2 || number == 2;
            f->claims_v3 = f->claims_v3 || number == 3;
            number = -1;
        } else if (c >= '0' && c <= '9') {
            number = number < 0 ? c - '0' : number < 1000 && number >= 0 ? number * 10 + c - '0' : number;
        } else if (c != ' ' && c != '\t') {
            number = 100000; /* no number: passed over */
        }
    }
}

/* Reads the .SF file once. */
static void read_sf(struct apk *a, struct v1_file *f)
{
    struct bytes value;

    f->jar_tried = true;
    f->jar_ok = jar_read(a->scan->arena, f->sf, &f->jar);
    if (!f->jar_ok) {
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_IGNORED], locus_whole(f->sf_entry->place),
                     f->sf_entry->name, "byte %llu: %s", (unsigned long long)f->jar.error_at, f->jar.error);
        return;
    }
    read_claims(f);
    f->has_version = jar_value(&f->jar, &f->jar.sections[0], BYTES("Signature-Version"), &value);
    if (!f->has_version)
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_IGNORED], locus_whole(f->sf_entry->place),
                     f->sf_entry->name, "no Signature-Version");
    if (jar_value(&f->jar, &f->jar.sections[0], BYTES("Created-By"), &value))
        f->signtool = bytes_search(value, BYTES("signtool"), 0) < value.size;
}

/* Where the digest of the whole manifest does not hold: section by section. */
static enum state check_sections(struct apk *a, struct v1 *v, struct v1_file *f, enum era era)
{
    for (size_t i = 1; i < f->jar.section_count; i++) {
        const struct jar_section *s = &f->jar.sections[i];
        const struct jar_section *covered = jar_find(&v->jar, s->name);
        struct named d;
        struct bytes text;

        if (covered == NULL) {
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_IGNORED], locus_whole(f->sf_entry->place),
                         f->sf_entry->name, "it names %s, which the manifest does not", shown(a, s->name));
            return IGNORED;
        }
        bytes_slice(v->manifest, covered->start, covered->end - covered->start, &text);
        if (f->signtool && bytes_ends(text, BYTES("\n\n")))
            text.size--;
        if (!choose_digest(&f->jar, s, "-Digest", era, &d) || !digest_matches(&d, text)) {
            f->manifest_error[era] = say(a, "%s does not have the digest of the manifest's section for %s",
                                         shown(a, f->sf_entry->name), shown(a, s->name));
            return BAD;
        }
    }
    return GOOD;
}

static enum state check_manifest(struct apk *a, struct v1 *v, struct v1_file *f, enum era era)
{
    const struct jar_section *main = &f->jar.sections[0];
    struct bytes text;
    struct named d;

    if (!f->jar_ok || !f->has_version)
        return IGNORED;
    bytes_slice(v->manifest, 0, v->jar.main_end, &text);
    if (v->jar.main_end > 0 && !f->signtool &&
        choose_digest(&f->jar, main, "-Digest-Manifest-Main-Attributes", era, &d) &&
        !digest_matches(&d, text)) {
        f->manifest_error[era] =
            say(a, "%s does not have the digest of the manifest's main section", shown(a, f->sf_entry->name));
        return BAD;
    }
    if (choose_digest(&f->jar, main, f->signtool ? "-Digest" : "-Digest-Manifest", era, &d) &&
        digest_matches(&d, v->manifest))
        return GOOD;
    return check_sections(a, v, f, era);
}

enum state v1_check_manifest(struct apk *a, struct v1 *v, struct v1_file *f, enum era era)
{
    if (!f->jar_tried)
        read_sf(a, f);
    if (f->manifest[era] == UNKNOWN)
        f->manifest[era] = check_manifest(a, v, f, era);
    return f->manifest[era];
}

/* The signers that name an entry, as bits. */
static uint32_t signers_of(const struct v1 *v, struct bytes name, enum era era)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < v->count; i++)
        if (v->files[i].manifest[era] == GOOD && jar_find(&v->files[i].jar, name) != NULL)
            bits |= 1u << i;
    return bits;
}

/* One pass over the entries for all eras that are asked for. */
struct pass {
    struct apk *a;
    struct v1 *v;
    struct buf scratch;
    struct v1_guesses guesses;
    uint64_t begun_xml, read_xml; /* of entries begun, and read: bytes of XML that are kept */
    size_t begun;           /* entries before this one were begun, or not worth it */
    uint32_t signers[ERAS]; /* of the first entry; 0: none yet */
};

static void entry_fails(struct pass *p, enum era era, const struct zip_entry *e, const char *what)
{
    p->v->entries[era] = BAD;
    p->v->entries_error[era] = say(p->a, "%s: %s", shown(p->a, e->name), what);
}

/* Whether an entry has to be signed. */
static bool is_signed(const struct zip_entry *e)
{
    return !bytes_starts(e->name, BYTES("META-INF/")) && !bytes_ends(e->name, BYTES("/"));
}

/* Whether the content is kept for who looks at it next. Asked of one entry after the other, *kept is the sum so far. */
static bool is_kept(const struct zip_entry *e, uint64_t *kept)
{
    if (!bytes_starts(e->name, BYTES("res/")) || !bytes_ends(e->name, BYTES(".xml")) || e->size > LIMIT_KEPT_XML - *kept)
        return false;
    *kept += e->size;
    return true;
}

/*
 * Begins entries up to as many as there is room for, from entry i on, by the digest an era would choose: half of them
 * at a time, since waking the helper for each costs more than a small one.
 */
static void begin_entries(struct pass *p, size_t i, enum era era)
{
    if (i % (V1_GUESSES / 2) != 0)
        return;
    for (; ahead_helped() && p->begun < p->a->zip->count && p->begun < i + V1_GUESSES; p->begun++) {
        const struct zip_entry *e = &p->a->zip->entries[p->begun];
        const struct jar_section *s = is_signed(e) ? jar_find(&p->v->jar, e->name) : NULL;
        bool keep = is_kept(e, &p->begun_xml);
        struct named named;
        if (s != NULL && choose_digest(&p->v->jar, s, "-Digest", era, &named))
            guess_begin(&p->guesses, p->begun, named.hash, keep ? p->a->scan->arena : NULL);
    }
}

/* The digest of an entry: the one begun ahead where it is of that kind and of these bytes. */
static bool entry_matches(const struct named *d, struct bytes data, const struct v1_guess *guess)
{
    if (guess != NULL && guess->content.data == data.data && guess->content.size == data.size &&
        strcmp(guess->hash, d->hash) == 0)
        return digest_is(d, guess->digest, guess->size);
    return digest_matches(d, data);
}

static void check_entry(struct pass *p, const struct zip_entry *e, bool keep)
{
    const struct v1_guess *guess;
    const struct jar_section *s = jar_find(&p->v->jar, e->name);
    struct named wanted[ERAS];
    struct bytes data;
    struct error why = {0};
    bool any = false;

    for (enum era era = 0; era < ERAS; era++) {
        uint32_t bits;

        wanted[era].hash = NULL;
        if (p->v->entries[era] != GOOD)
            continue;
        bits = s == NULL ? 0 : signers_of(p->v, e->name, era);
        if (s == NULL)
            entry_fails(p, era, e, "it is not in the manifest");
        else if (bits == 0)
            entry_fails(p, era, e, "no .SF file names it");
        else if (p->signers[era] != 0 && p->signers[era] != bits)
            entry_fails(p, era, e, "its signers are not those of the other entries");
        else if (!choose_digest(&p->v->jar, s, "-Digest", era, &wanted[era]))
            entry_fails(p, era, e, "the manifest has no digest of it that is accepted");
        else
            any = true;
        p->signers[era] = bits;
    }
    if (!any)
        return;
    guess = guess_finish(&p->guesses, (size_t)(e - p->a->zip->entries));
    if (!zip_read_into(p->a->scan, p->a->zip, e, ZIP_EXTRACT, &data, &why, keep ? NULL : &p->scratch)) {
        for (enum era era = 0; era < ERAS; era++)
            if (p->v->entries[era] == GOOD)
                entry_fails(p, era, e, "it cannot be extracted");
        return;
    }
    for (enum era era = 0; era < ERAS; era++) {
        bool done = p->v->entries[era] != GOOD || wanted[era].hash == NULL;

        for (enum era before = 0; before < era; before++)
            done = done ||
                   (wanted[before].hash == wanted[era].hash &&
                    wanted[before].value.data == wanted[era].value.data && p->v->entries[before] == GOOD);
        if (!done && !entry_matches(&wanted[era], data, guess))
            entry_fails(p, era, e, "it does not have the manifest's digest");
    }
}

enum state v1_check_entries(struct apk *a, struct v1 *v, enum era wanted)
{
    struct pass p = {.a = a, .v = v};

    if (v->entries[wanted] != UNKNOWN)
        return v->entries[wanted];
    v->era_wanted[wanted] = true;
    for (enum era era = 0; era < ERAS; era++) {
        if (!v->era_wanted[era] || v->entries[era] != UNKNOWN)
            continue;
        v->entries[era] = GOOD;
        for (size_t i = 0; i < v->count; i++)
            v1_check_manifest(a, v, &v->files[i], era);
    }
    buf_init(&p.scratch, LIMIT_ENTRY_SIZE);
    guesses_open(&p.guesses, a->zip);
    for (size_t i = 0; i < a->zip->count; i++) {
        const struct zip_entry *e = &a->zip->entries[i];
        bool keep = is_kept(e, &p.read_xml);
        enum era open = 0;

        while (open < ERAS && v->entries[open] != GOOD)
            open++;
        if (open == ERAS)
            break;
        begin_entries(&p, i, open);
        if (is_signed(e))
            check_entry(&p, e, keep);
        guess_end(&p.guesses, i);
    }
    guesses_close(&p.guesses);
    buf_free(&p.scratch);
    for (enum era era = 0; era < ERAS; era++)
        if (v->entries[era] == GOOD && p.signers[era] == 0) {
            v->entries[era] = BAD;
            v->entries_error[era] = say(a, "no entry is signed");
        }
    return v->entries[wanted];
}
