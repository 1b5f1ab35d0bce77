#include "code/sign.h"

#include "base/pack.h"
#include "base/tsv.h"

static const char *const kinds[SIGN_KINDS] = {
    [SIGN_METHOD] = "method",     [SIGN_FIELD] = "field",       [SIGN_CLASS] = "class",
    [SIGN_OVERRIDE] = "override", [SIGN_URI] = "uri",           [SIGN_INTENT] = "intent",
    [SIGN_SETTING] = "setting",   [SIGN_CONSTANT] = "constant", [SIGN_PERMISSION] = "permission",
};

const char *sign_kind_name(enum sign_kind k)
{
    return kinds[k];
}

level_set levels_between(int64_t first, int64_t last)
{
    level_set set = 0;

    for (int level = LEVEL_FIRST; level <= LEVEL_LAST; level++)
        if (level >= first && level <= last)
            set |= 1u << (level - LEVEL_FIRST);
    return set;
}

int levels_lowest(level_set l)
{
    int level = LEVEL_FIRST;

    while (level < LEVEL_LAST && (l & 1) == 0) {
        l >>= 1;
        level++;
    }
    return level;
}

int levels_highest(level_set l)
{
    int level = LEVEL_LAST;

    while (level > LEVEL_FIRST && (l >> (level - LEVEL_FIRST) & 1) == 0)
        level--;
    return level;
}

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
    enum sign_kind k = SIGN_METHOD;

    while (k < SIGN_KINDS - 1 && !bytes_is(word, kinds[k]))
        k++;
    return k;
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

static struct bytes pack_text(const char *path)
{
    const struct pack_file *pack = pack_find(path);

    return pack == NULL ? (struct bytes){NULL, 0} : pack->text;
}

struct signs signs_read(struct arena *a)
{
    struct bytes f[9];
    struct bytes capabilities = pack_text("capabilities/android.tsv");
    struct bytes api = pack_text("permissions/api.tsv");
    struct bytes providers = pack_text("permissions/providers.tsv");
    size_t most = tsv_lines(capabilities) + tsv_lines(api) + 2 * tsv_lines(providers);
    struct sign *rows = arena_array(a, most, sizeof *rows);
    size_t count = 0;

    for (size_t at = tsv_start(capabilities); tsv_next(capabilities, &at, f, 9);)
        rows[count++] = capability_row(f);
    for (size_t at = tsv_start(api); tsv_next(api, &at, f, 6);)
        rows[count++] = api_row(f);
    for (size_t at = tsv_start(providers); tsv_next(providers, &at, f, 6);)
        for (int write = 0; write < 2; write++)
            if (!bytes_is(f[write == 0 ? 1 : 2], "-"))
                rows[count++] = provider_row(f, write != 0);
    return (struct signs){rows, count};
}

bool capability_find(struct bytes id, struct capability *out)
{
    struct bytes f[7];

    if (!tsv_find(pack_text("capabilities/capabilities.tsv"), id, f, 7))
        return false;
    *out = (struct capability){.id = f[0], .title = f[1], .title_fr = f[2], .severity = f[5], .needs = f[6]};
    return true;
}

/* The text from *at up to the next `end`, and moves behind it; false past the last. */
static bool next_part(struct bytes text, uint8_t end, size_t *at, struct bytes *out)
{
    size_t stop;

    if (*at >= text.size)
        return false;
    stop = bytes_find(text, end, *at);
    bytes_slice(text, *at, stop - *at, out);
    *at = stop + 1;
    return true;
}

level_set expression_levels(struct bytes expression,
                            level_set (*held)(void *context, struct bytes permission), void *context)
{
    level_set all = LEVELS_ALL;
    struct bytes condition, one;

    for (size_t at = 0; next_part(expression, '&', &at, &condition);) {
        level_set any = 0;
        for (size_t k = 0; next_part(condition, '|', &k, &one);)
            any |= held(context, one);
        all &= any;
    }
    return all;
}

bool expression_next(struct bytes expression, size_t *at, struct bytes *permission)
{
    size_t end = *at;

    if (end >= expression.size)
        return false;
    while (end < expression.size && expression.data[end] != '&' && expression.data[end] != '|')
        end++;
    bytes_slice(expression, *at, end - *at, permission);
    *at = end + 1;
    return true;
}
