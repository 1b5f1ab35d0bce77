#include "ledger/matter.h"

#include <inttypes.h>
#include <stdlib.h>


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

struct dues {
    struct matter_due *rows;
    size_t count, capacity;
    struct arena *arena;
};

static void due(struct dues *d, struct bytes day, const char *what, const struct matter_item *of)
{
    d->rows = arena_grow(d->arena, d->rows, d->count, &d->capacity, sizeof *d->rows);
    d->rows[d->count++] = (struct matter_due){day, bytes_str(what), of};
}

static int by_day(const void *one, const void *two)
{
    const struct matter_due *a = one, *b = two;
    int order = (a->day.size == 0) - (b->day.size == 0);

    if (order == 0)
        order = bytes_compare(a->day, b->day);
    if (order == 0 && a->of->index != b->of->index)
        order = a->of->index < b->of->index ? -1 : 1;
    return order != 0 ? order : bytes_compare(a->what, b->what);
}

static void due_determination(struct dues *d, const struct matter *m, const struct matter_item *of)
{
    static const char *const clocks[][2] = {
        {"effective", "the determination takes effect"}, {"identify_by", "devices with the app are known"},
        {"remove_by", "the app is gone from devices"},   {"block_by", "traffic and downloads are blocked"},
        {"review_by", "the determination is reviewed"},
    };

    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        struct bytes day = matter_clock(m, of, clocks[i][0]);
        if (day.size > 0)
            due(d, day, clocks[i][1], of);
    }
}

static void due_item(struct dues *d, const struct matter *m, const struct matter_item *i)
{
    bool waits = strcmp(m->state, "notified") == 0;
    bool over = strcmp(m->state, "revoked") == 0;

    if (is(i, "notice") && waits && i == matter_last(m, "notice"))
        due(d, matter_clock(m, i, "window"), "the window for a response ends", i);
    if ((is(i, "response") || is(i, "proposal")) && !over && !matter_answered(m, bytes_str(i->hex)))
        due(d, bytes_of(NULL, 0), is(i, "response") ? "the response is answered" : "the proposal is accepted or rejected", i);
    if (is(i, "exception") && !over)
        due(d, matter_text(&i->s, "expires"), "the exception ends", i);
    if (is(i, "third-party-notice"))
        due(d, matter_text(&i->s, "reply_by"), "the third party's representation", i);
    if (is(i, "appeal") && i == matter_last(m, "appeal") && strcmp(m->state, "appealed") == 0)
        due(d, bytes_of(NULL, 0), "the appeal is decided by a review", i);
    if (is(i, "review") && i == matter_last(m, "review") && strcmp(m->state, "to-amend") == 0)
        due(d, bytes_of(NULL, 0), "an amended determination", i);
    if (is(i, "review") && i == matter_last(m, "review") && strcmp(m->state, "to-revoke") == 0)
        due(d, bytes_of(NULL, 0), "the revocation", i);
    if (is(i, "hold") && !over)
        due(d, bytes_of(NULL, 0), "records are preserved before anything is removed", i);
}

struct matter_due *matter_dues(const struct matter *m, struct arena *a, size_t *count)
{
    struct dues d = {NULL, 0, 0, a};
    const struct matter_item *in_force = matter_in_force(m);

    for (size_t i = 0; i < m->count; i++)
        due_item(&d, m, &m->items[i]);
    if (in_force != NULL)
        due_determination(&d, m, in_force);
    if (d.count > 1)
        qsort(d.rows, d.count, sizeof *d.rows, by_day);
    *count = d.count;
    return d.rows;
}
