#include "code/sign.h"

#include "base/pack.h"
#include "base/tsv.h"
#include "code/rows.h"

static const char *const kinds[SIGN_KINDS] = {
    [SIGN_METHOD] = "method",     [SIGN_FIELD] = "field",       [SIGN_CLASS] = "class",
    [SIGN_OVERRIDE] = "override", [SIGN_URI] = "uri",           [SIGN_INTENT] = "intent",
    [SIGN_SETTING] = "setting",   [SIGN_CONSTANT] = "constant", [SIGN_PERMISSION] = "permission",
};

const char *sign_kind_name(enum sign_kind k)
{
    return kinds[k];
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

static struct bytes pack_text(const char *path)
{
    const struct pack_file *pack = pack_find(path);

    return pack == NULL ? (struct bytes){NULL, 0} : pack->text;
}

struct signs signs_read(struct arena *a)
{
    struct bytes packs[SIGN_PACKS] = {[SIGN_CAPABILITY] = pack_text("capabilities/android.tsv"),
                                      [SIGN_API] = pack_text("permissions/api.tsv"),
                                      [SIGN_PROVIDER_READ] = pack_text("permissions/providers.tsv")};
    struct sign *rows = arena_raw(a, sign_row_count * sizeof *rows);

    packs[SIGN_PROVIDER_WRITE] = packs[SIGN_PROVIDER_READ];
    for (uint32_t i = 0; i < sign_row_count; i++) {
        const struct sign_row *r = &sign_rows[i];
        struct bytes pack = packs[r->pack];
        rows[i] = (struct sign){.pack = (enum sign_pack)r->pack,
                                .kind = (enum sign_kind)r->kind,
                                .given = (enum given)r->given,
                                .capability = rows_piece(pack, r->capability),
                                .pattern = rows_piece(pack, r->pattern),
                                .class = rows_piece(pack, r->class),
                                .name = rows_piece(pack, r->name),
                                .proto = rows_piece(pack, r->proto),
                                .text = rows_piece(pack, r->text),
                                .numbers = rows_piece(pack, r->numbers),
                                .prefix = r->prefix,
                                .conditional = r->conditional,
                                .permissions = rows_piece(pack, r->permissions),
                                .levels = r->levels,
                                .source = rows_piece(pack, r->source)};
    }
    return (struct signs){rows, sign_row_count};
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
