#include "ledger/matter.h"

#include <inttypes.h>

struct bytes matter_text(const struct statement *s, const char *field)
{
    const struct json_node *n = json_get(s->root, field);

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

struct matter_item *matter_add(struct matter *m, struct arena *a, const struct statement *s, uint64_t index)
{
    struct matter_item *item;
    const char *after;

    m->items = arena_grow(a, m->items, m->count, &m->capacity, sizeof *m->items);
    item = &m->items[m->count++];
    *item = (struct matter_item){.index = index, .s = *s};
    hash_hex(bytes_of(s->digest, SHA256_SIZE), item->hex);
    after = life_after(m->state, s);
    item->after = m->state = after == NULL ? m->state : after;
    return item;
}

/* How long the log is, and when its newest entry was made. */
static bool load_end(struct store *s, struct arena *a, struct matter *m, struct error *e)
{
    struct store_entry entry;

    if (!store_size(s, &m->size, e) || (m->size > 0 && !store_get(s, a, m->size - 1, &entry, e)))
        return false;
    m->last = m->size > 0 ? entry.time : bytes_of(NULL, 0);
    return true;
}

bool matter_load(struct store *s, struct arena *a, struct bytes name, struct matter *m, struct error *e)
{
    struct store_indexes at;

    *m = (struct matter){.name = name, .state = life_state_at(0)->name};
    if (!load_end(s, a, m, e) || !store_matter(s, a, name, &at, e))
        return false;
    for (size_t i = 0; i < at.count && at.rows[i] < m->size; i++) {
        struct store_entry entry;
        struct statement said;
        struct error why = {0};
        if (!store_get(s, a, at.rows[i], &entry, e))
            return false;
        if (entry.disposed) /* meanwhile */
            continue;
        if (!statement_read(a, entry.statement, &said, &why))
            return error_set(e, ERROR_FORMAT, at.rows[i], "entry %" PRIu64 ": %s", at.rows[i], why.text);
        matter_add(m, a, &said, at.rows[i])->access = entry.access;
    }
    return true;
}

bool matter_names(struct store *s, struct arena *a, struct bytes **names, size_t *count, struct error *e)
{
    return store_matters(s, a, names, count, e);
}

const struct matter_item *matter_find(const struct matter *m, struct bytes hex)
{
    for (size_t i = 0; i < m->count; i++)
        if (bytes_is(hex, m->items[i].hex))
            return &m->items[i];
    return NULL;
}

const struct matter_item *matter_last(const struct matter *m, const char *kind)
{
    for (size_t i = m->count; i-- > 0;)
        if (strcmp(m->items[i].s.kind->name, kind) == 0)
            return &m->items[i];
    return NULL;
}

static bool is(const struct matter_item *i, const char *kind)
{
    return strcmp(i->s.kind->name, kind) == 0;
}

bool matter_disposed(const struct matter *m, struct bytes hex)
{
    for (size_t i = 0; i < m->count; i++)
        if (is(&m->items[i], "disposal") && bytes_equal(matter_text(&m->items[i].s, "statement"), hex))
            return true;
    return false;
}

bool matter_answered(const struct matter *m, struct bytes hex)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct json_node *replies = json_get(m->items[i].s.root, "replies");
        for (const struct json_node *r = replies == NULL ? NULL : replies->first; r != NULL; r = r->next)
            if (bytes_equal(json_get(r, "statement")->text, hex))
                return true;
    }
    return false;
}

const struct matter_item *matter_in_force(const struct matter *m)
{
    const struct matter_item *last = matter_last(m, "determination");

    for (const struct matter_item *i = last; i != NULL && i < m->items + m->count; i++)
        if (strcmp(i->after, "revoked") == 0)
            return NULL;
    return last;
}

struct bytes matter_clock(const struct matter *m, const struct matter_item *of, const char *clock)
{
    struct bytes day = matter_text(&of->s, clock);

    for (size_t i = 0; i < m->count; i++)
        if (is(&m->items[i], "extension") && bytes_is(matter_text(&m->items[i].s, "clock"), clock) &&
            bytes_is(matter_text(&m->items[i].s, "statement"), of->hex))
            day = matter_text(&m->items[i].s, "until");
    if (strcmp(clock, "review_by") == 0)
        for (size_t i = 0; i < m->count; i++)
            if (is(&m->items[i], "review") && bytes_is(matter_text(&m->items[i].s, "determination"), of->hex))
                day = matter_text(&m->items[i].s, "review_by");
    return day;
}
