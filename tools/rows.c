/*
 * Writes the tables of src/code/rows.h from packs: rows OUT PACKS
 *
 * A host tool: its input is ours, so it just stops on an error. Rows hold
 * places in the text of their pack, which the program has as it is.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "code/packer.h"
#include "code/rows.h"

static FILE *out;

static _Noreturn void die(const char *what, const char *which)
{
    fprintf(stderr, "rows: %s: %s\n", which, what);
    exit(1);
}

static struct bytes whole(const char *root, const char *name)
{
    char path[4096];
    FILE *in;
    char *text;
    long size = 0;

    snprintf(path, sizeof path, "%s/%s", root, name);
    in = fopen(path, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0 || (size = ftell(in)) < 0)
        die(strerror(errno), path);
    rewind(in);
    text = malloc((size_t)size + 1);
    if (text == NULL || fread(text, 1, (size_t)size, in) != (size_t)size)
        die(strerror(errno), path);
    fclose(in);
    return bytes_of(text, (size_t)size);
}

static void write_piece(struct bytes pack, struct bytes piece)
{
    size_t at = piece.size == 0 ? 0 : (size_t)(piece.data - pack.data);

    if (at >= 1u << 20 || piece.size >= 1u << 12 || !bytes_has(pack, at, piece.size))
        die("a field is too long, or stands too far behind", "a pack");
    fprintf(out, "{%zu, %zu}, ", at, piece.size);
}

/* --- signs --- */

/* `Lclass;->name(prototype)type` in its parts; without an arrow all of it is the class. */
static void split_member(struct sign *s)
{
    size_t arrow = bytes_search(s->pattern, BYTES("->"), 0), open;

    bytes_slice(s->pattern, 0, arrow, &s->class);
    if (arrow == s->pattern.size)
        return;
    open = bytes_find(s->pattern, '(', arrow);
    bytes_slice(s->pattern, arrow + 2, open - arrow - 2, &s->name);
    s->proto = bytes_from(s->pattern, open);
}

static enum given given_of(struct sign *s, struct bytes text)
{
    static const struct {
        const char *word;
        enum given given;
    } words[] = {
        {"nonzero", GIVEN_NONZERO}, {"intent", GIVEN_INTENT}, {"cipher", GIVEN_CIPHER},
        {"digest", GIVEN_DIGEST},   {"drm", GIVEN_DRM},       {"resolver.write", GIVEN_WRITE},
        {"empty", GIVEN_EMPTY},     {"true", GIVEN_TRUE},     {"body", GIVEN_BODY},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_is(text, words[i].word))
            return words[i].given;
    if (bytes_starts(text, BYTES("int:"))) {
        s->numbers = bytes_from(text, 4);
        return GIVEN_INT;
    }
    if (bytes_starts(text, BYTES("bit:"))) {
        s->numbers = bytes_from(text, 4);
        return GIVEN_BIT;
    }
    switch (s->kind) {
    case SIGN_URI:
        return GIVEN_READ;
    case SIGN_FIELD:
        return bytes_search(s->name, BYTES("URI"), 0) < s->name.size ? GIVEN_READ : GIVEN_ANY;
    case SIGN_INTENT:
        return GIVEN_INTENT;
    case SIGN_SETTING:
        return GIVEN_SETTINGS;
    default:
        return GIVEN_ANY;
    }
}

static enum sign_kind kind_of(struct bytes word)
{
    static const char *const kinds[SIGN_KINDS] = {"method", "field",   "class",    "override",  "uri",
                                                  "intent", "setting", "constant", "permission"};

    for (int k = 0; k < SIGN_KINDS; k++)
        if (bytes_is(word, kinds[k]))
            return (enum sign_kind)k;
    die("is no kind of sign", "capabilities/android.tsv");
}

static level_set levels_of(struct bytes since, struct bytes until)
{
    return levels_between(tsv_number(since, LEVEL_FIRST), tsv_number(until, LEVEL_LAST));
}

/* capability, group, kind, pattern, given, permissions, since, until, source */
static struct sign capability_row(const struct bytes f[9])
{
    struct sign s = {.pack = SIGN_CAPABILITY, .capability = f[0], .kind = kind_of(f[2]), .pattern = f[3]};

    s.permissions = f[5];
    s.levels = levels_of(f[6], f[7]);
    s.source = f[8];
    if (s.kind <= SIGN_OVERRIDE) {
        split_member(&s);
    } else {
        s.text = s.pattern;
        s.prefix = s.kind == SIGN_URI;
        if (s.kind == SIGN_CONSTANT && bytes_ends(s.text, BYTES("*"))) {
            s.prefix = true;
            bytes_slice(s.text, 0, s.text.size - 1, &s.text);
        }
    }
    s.given = given_of(&s, f[4]);
    return s;
}

/* method, permissions, since, until, when, source */
static struct sign api_row(const struct bytes f[6])
{
    struct sign s = {.pack = SIGN_API, .kind = SIGN_METHOD, .pattern = f[0], .permissions = f[1]};

    s.levels = levels_of(f[2], f[3]);
    s.conditional = f[4].size > 0;
    s.source = f[5];
    split_member(&s);
    return s;
}

/* uri, read, write, since, until, source */
static struct sign provider_row(const struct bytes f[6], bool write)
{
    struct sign s = {.kind = SIGN_URI, .prefix = true, .pattern = f[0], .text = f[0], .source = f[5]};

    s.pack = write ? SIGN_PROVIDER_WRITE : SIGN_PROVIDER_READ;
    s.given = write ? GIVEN_WRITE : GIVEN_READ;
    s.permissions = f[write ? 2 : 1];
    s.levels = levels_of(f[3], f[4]);
    return s;
}

static uint32_t signs_written;

static void write_sign(struct bytes pack, const struct sign *s)
{
    fputs("    {", out);
    write_piece(pack, s->capability);
    write_piece(pack, s->pattern);
    write_piece(pack, s->class);
    write_piece(pack, s->name);
    write_piece(pack, s->proto);
    write_piece(pack, s->text);
    write_piece(pack, s->numbers);
    write_piece(pack, s->permissions);
    write_piece(pack, s->source);
    fprintf(out, "%u, %d, %d, %d, %d, %d},\n", s->levels, (int)s->pack, (int)s->kind, (int)s->given, s->prefix,
            s->conditional);
    signs_written++;
}

static void write_signs(const char *root)
{
    struct bytes capabilities = whole(root, "capabilities/android.tsv"), api = whole(root, "permissions/api.tsv");
    struct bytes providers = whole(root, "permissions/providers.tsv"), f[9];
    struct sign s;

    fputs("const struct sign_row sign_rows[] = {\n", out);
    for (size_t at = tsv_start(capabilities); tsv_next(capabilities, &at, f, 9);) {
        s = capability_row(f);
        write_sign(capabilities, &s);
    }
    for (size_t at = tsv_start(api); tsv_next(api, &at, f, 6);) {
        s = api_row(f);
        write_sign(api, &s);
    }
    for (size_t at = tsv_start(providers); tsv_next(providers, &at, f, 6);)
        for (int write = 0; write < 2; write++)
            if (!bytes_is(f[write == 0 ? 1 : 2], "-")) {
                s = provider_row(f, write != 0);
                write_sign(providers, &s);
            }
    fprintf(out, "};\nconst uint32_t sign_row_count = %u;\n", signs_written);
}

/* --- keys --- */

/* The tables of several sets of keys, one after the other, and where each begins. */
static void write_keys(const char *name, struct bytes pack, const struct keys *sets, unsigned count)
{
    uint32_t from = 0;

    fprintf(out, "const struct key_row %s[] = {\n", name);
    for (unsigned i = 0; i < count; i++)
        for (uint32_t k = 0; k < sets[i].count; k++) {
            const struct key *key = &sets[i].items[k];
            if (key->parent > UINT16_MAX)
                die("too many keys", name);
            fputs("    {", out);
            write_piece(pack, key->text);
            write_piece(pack, key->rest);
            write_piece(pack, key->id);
            fprintf(out, "%zu, %u, %d},\n", key->row, key->parent, key->open);
        }
    fprintf(out, "};\nconst uint32_t %s_from[] = {", name);
    for (unsigned i = 0; i < count; from += sets[i++].count)
        fprintf(out, "%u, ", from);
    fprintf(out, "%u};\n", from);
}

/* kind, key, id; what is open at its end is a prefix. */
static void write_sdks(const char *root, struct arena *a)
{
    static const char *const kinds[SDK_KEYS] = {"component", "domain", "library", "meta", "permission", "type"};
    struct bytes pack = whole(root, "sdks/index.tsv"), row[3];
    struct keys sets[SDK_KEYS] = {{.count = 0}};

    for (size_t at = tsv_start(pack), from = at; tsv_next(pack, &at, row, 3); from = at) {
        int kind = 0;
        while (kind < SDK_KEYS && !bytes_is(row[0], kinds[kind]))
            kind++;
        if (kind == SDK_KEYS)
            die("is no kind", "sdks/index.tsv");
        keys_add(&sets[kind], a, (struct key){.text = row[1], .id = row[2], .row = from},
                 kind == SDK_BY_TYPE || kind == SDK_BY_PERMISSION ||
                     (kind == SDK_BY_COMPONENT && row[1].size > 0 && row[1].data[0] != '*'));
    }
    write_keys("sdk_keys", pack, sets, SDK_KEYS);
}

struct marker {
    struct key key;
    unsigned basis;
    bool prefix;
};

static int by_text(const void *a, const void *b)
{
    const struct marker *x = a, *y = b;
    int order = bytes_compare(x->key.text, y->key.text);

    return order != 0 ? order : x->key.row < y->key.row ? -1 : 1;
}

/* id, name, kind, marker_kind, marker; the pack is in the order of ids, keys are in that of markers. */
static void write_packers(const char *root, struct arena *a)
{
    static const char *const kinds[PACKER_KEYS] = {
        [PACKER_CLASS] = "class", [PACKER_LIBRARY] = "library", [PACKER_ASSET] = "asset"};
    struct bytes pack = whole(root, "packers/packers.tsv"), row[5];
    struct keys sets[PACKER_KEYS] = {{.count = 0}};
    struct marker *markers = arena_array(a, tsv_lines(pack), sizeof *markers);
    size_t count = 0;

    for (size_t at = tsv_start(pack), from = at; tsv_next(pack, &at, row, 5); from = at) {
        struct marker m = {.key = {.text = row[4], .id = row[0], .row = from}};
        while (m.basis < PACKER_KEYS && !bytes_is(row[3], kinds[m.basis]))
            m.basis++;
        m.prefix = m.basis == PACKER_CLASS || bytes_ends(row[4], BYTES("/"));
        if (m.basis < PACKER_KEYS)
            markers[count++] = m;
    }
    if (count > 0)
        qsort(markers, count, sizeof *markers, by_text);
    for (size_t i = 0; i < count; i++)
        keys_add(&sets[markers[i].basis], a, markers[i].key, markers[i].prefix);
    write_keys("packer_keys", pack, sets, PACKER_KEYS);
}

int main(int argc, char **argv)
{
    struct arena a;

    if (argc != 3)
        die("give OUT and PACKS", "usage");
    out = fopen(argv[1], "w");
    if (out == NULL)
        die(strerror(errno), argv[1]);
    arena_init(&a, 64u << 20);
    fputs("/* Made by tools/rows.c. */\n#include \"code/rows.h\"\n", out);
    write_signs(argv[2]);
    write_sdks(argv[2], &a);
    write_packers(argv[2], &a);
    if (ferror(out) || fclose(out) != 0)
        die(strerror(errno), argv[1]);
    return 0;
}
