#include "code/keys.h"

#include "base/limits.h"

static bool matches(const struct key *key, struct bytes text)
{
    if (!bytes_starts(text, key->text))
        return false;
    if (!key->open)
        return text.size == key->text.size;
    return text.size - key->text.size >= key->rest.size && bytes_ends(text, key->rest);
}

/* How many keys are not after the text. */
static uint32_t before(const struct keys *k, struct bytes text)
{
    uint32_t low = 0, high = k->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (bytes_compare(k->items[middle].text, text) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t keys_more(const struct keys *k, struct bytes text, uint32_t found)
{
    uint32_t i = found == 0 ? 0 : k->items[found - 1].parent;

    while (i > 0 && !matches(&k->items[i - 1], text))
        i = k->items[i - 1].parent;
    return i;
}

uint32_t keys_find(const struct keys *k, struct bytes text)
{
    uint32_t i = before(k, text);

    while (i > 0 && !matches(&k->items[i - 1], text))
        i = k->items[i - 1].parent;
    return i;
}

/* Whether a descriptor stands before the end of what begins with `prefix` (or, with `past` false, before the prefix). */
static bool stands_before(struct bytes descriptor, struct bytes prefix, bool past)
{
    int order = bytes_compare(descriptor, prefix);

    return order < 0 || (past && bytes_starts(descriptor, prefix));
}

/* What of a descriptor is compared: no key is longer. */
enum { HEAD = 256 };

static struct bytes head_of(const struct dex *d, uint32_t type)
{
    return dex_string_head(d, dex_type_string(d, type), HEAD);
}

/* The first type at or after `from` that does not stand before the prefix: leaps that double, then a search. */
static uint32_t leap(const struct dex *d, uint32_t from, struct bytes prefix, bool past)
{
    uint32_t rows = d->types.rows, step = 1, low, high;

    while (step < rows - from && stands_before(head_of(d, from + step), prefix, past))
        step *= 2;
    low = from + step / 2;
    high = step < rows - from ? from + step : rows;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (stands_before(head_of(d, middle), prefix, past))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct joining {
    struct app *app;
    const struct keys *keys;
    const struct app_dex *dex;
    const uint8_t *defined; /* bitmap by type */
    void (*each)(void *context, const struct keys_types *t);
    void *context;
};

static void hand_out(const struct joining *j, uint32_t key, uint32_t from, uint32_t to)
{
    struct keys_types t = {j->dex, from, to, key - 1, 0, from};

    for (uint32_t i = to; i > from; i--)
        if (dex_bit(j->defined, i - 1)) {
            t.defined++;
            t.first = i - 1;
        }
    j->each(j->context, &t);
}

static void join_sorted(const struct joining *j)
{
    const struct dex *d = j->dex->dex;
    const struct keys *k = j->keys;
    uint32_t t = 0;

    while (t < d->types.rows) {
        struct bytes descriptor = head_of(d, t);
        uint32_t last = before(k, descriptor), found = last, end;
        while (found > 0 && !matches(&k->items[found - 1], descriptor))
            found = k->items[found - 1].parent;
        end = last < k->count ? leap(d, t, k->items[last].text, false) : d->types.rows;
        if (found > 0) {
            uint32_t own = leap(d, t, k->items[found - 1].text, true);
            end = own < end ? own : end;
            hand_out(j, found, t, end);
        } else if (last == k->count) {
            return;
        }
        t = end > t ? end : t + 1;
    }
}

static void join_each(const struct joining *j)
{
    const struct dex *d = j->dex->dex;
    uint32_t rows = d->types.rows < LIMIT_KEY_TYPES ? d->types.rows : LIMIT_KEY_TYPES;

    if (rows < d->types.rows)
        app_note_gap(j->app, COVER_CODE, locus_whole(d->place), "types");
    for (uint32_t t = 0; t < rows; t++) {
        uint32_t found = keys_find(j->keys, head_of(d, t));
        if (found > 0)
            hand_out(j, found, t, t + 1);
    }
}

/* Bit i: the DEX defines a class of its type i. In the arena. */
static const uint8_t *types_defined(struct arena *a, const struct dex *d)
{
    uint8_t *defined = arena_alloc(a, d->types.rows / 8 + 1);

    for (uint32_t c = 0; c < d->classes.rows; c++) {
        struct dex_class class;
        if (dex_class(d, c, &class) && class.type < d->types.rows)
            defined[class.type / 8] |= (uint8_t)(1u << class.type % 8);
    }
    return defined;
}

void keys_types(const struct keys *k, struct app *app, void (*each)(void *context, const struct keys_types *t),
                void *context)
{
    for (size_t i = 0; i < app->dex_count; i++) {
        const struct dex *d = app->dexes[i].dex;
        struct joining j = {app, k, &app->dexes[i], types_defined(app->scan.arena, d), each, context};
        if (d->loadable)
            join_sorted(&j);
        else
            join_each(&j);
    }
}
