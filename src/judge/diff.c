#include "judge/diff.h"

#include <stdlib.h>

#include "base/text.h"

/* Tables in the order of a report; those of facts that are not named here follow. */
static const char *const order[] = {"result", "answers", "findings", "artifacts", "app"};

static struct difference *add(struct diff *d, enum change change, const char *table)
{
    struct difference *out;

    d->list = arena_grow(d->arena, d->list, d->count, &d->capacity, sizeof *d->list);
    out = &d->list[d->count++];
    *out = (struct difference){.change = change, .table = table};
    return out;
}

/* What names a row: the cells of its table's key, or all that counts. */
static struct bytes row_key(const struct diff *d, const struct record_table *t, size_t row)
{
    const char *const *keys = compare_key(t->name);
    struct buf out;
    struct bytes key;

    buf_init(&out, LIMIT_RECORD);
    for (uint32_t i = 0; keys[0] != NULL ? keys[i] != NULL : i < t->column_count; i++) {
        struct cell c = keys[0] != NULL ? record_cell(t, row, keys[i]) : t->cells[row * t->column_count + i];
        bool digest =
            keys[0] != NULL ? strcmp(keys[i], "artifact") == 0 : !compare_counts(t->name, t->columns[i]);
        if (c.kind == 'n' || digest)
            continue;
        if (out.size > 0)
            buf_u8(&out, ' ');
        if (c.kind == 'i')
            buf_printf(&out, "%lld", (long long)c.number);
        else
            buf_add(&out, c.text);
    }
    key = arena_copy(d->arena, buf_bytes(&out));
    buf_free(&out);
    return key;
}

static void add_row(struct diff *d, enum change change, const char *table, const struct record_table *t,
                    size_t row)
{
    struct difference *out = add(d, change, table);

    out->where = t;
    out->row = row;
    out->key = row_key(d, t, row);
}

static void add_change(struct diff *d, const char *table, const struct pairs *p, size_t row, uint32_t column)
{
    struct cell to, from = p->a->cells[row * p->a->column_count + column];
    struct bytes name = p->a->columns[column];
    bool bytes_of_file = bytes_is(p->a->name, "artifacts") && bytes_is(name, "sha256");

    for (uint32_t i = 0; i < p->b->column_count; i++) {
        struct difference *out;
        if (!bytes_equal(p->b->columns[i], name))
            continue;
        to = p->b->cells[p->to_b[row] * p->b->column_count + i];
        if (bytes_of_file ? bytes_equal(from.text, to.text)
                          : !compare_counts(p->a->name, name) || compare_cells(&d->compared, from, to))
            continue;
        out = add(d, CHANGE_CHANGED, table);
        out->from = from;
        out->to = to;
        out->column = name;
        out->key = bytes_is(p->a->name, "app") ? bytes_of(NULL, 0) : row_key(d, p->a, row);
    }
}

static void compare_table(struct diff *d, const char *table)
{
    struct pairs p;

    compare_rows(&d->compared, table, COMPARE_FACTS, &p);
    if (p.a == NULL || p.b == NULL) /* only one of the two versions reads it */
        return;
    for (size_t row = 0; row < p.a->row_count; row++) {
        if (p.to_b[row] == NO_ROW)
            add_row(d, CHANGE_REMOVED, table, p.a, row);
        else
            for (uint32_t i = 0; i < p.a->column_count; i++)
                add_change(d, table, &p, row, i);
    }
    for (size_t row = 0; row < p.b->row_count; row++)
        if (p.to_a[row] == NO_ROW)
            add_row(d, CHANGE_ADDED, table, p.b, row);
}

static void compare_result(struct diff *d)
{
    struct cell from = record_cell(record_table(d->compared.a, "result"), 0, "result");
    struct cell to = record_cell(record_table(d->compared.b, "result"), 0, "result");
    struct difference *out;

    if (bytes_equal(from.text, to.text))
        return;
    out = add(d, CHANGE_CHANGED, "result");
    out->from = from;
    out->to = to;
    out->column = BYTES("result");
}

static bool ordered_first(struct bytes name)
{
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (bytes_is(name, order[i]))
            return true;
    return false;
}

void diff_open(struct diff *d, struct arena *a, const struct record *from, const struct record *to)
{
    *d = (struct diff){.arena = a, .other_version = !bytes_equal(from->veto, to->veto)};
    compare_open(&d->compared, a, from, to);
    d->pack_count = compare_packs(&d->compared, &d->packs);
    compare_result(d);
    for (size_t i = 1; i < sizeof order / sizeof *order; i++)
        compare_table(d, order[i]);
    for (const struct record_table *t = from->tables; t != NULL; t = t->next)
        if (!ordered_first(t->name))
            compare_table(d, (const char *)arena_copy(a, t->name).data);
}

bool diff_any(const struct diff *d)
{
    return d->count > 0 || d->pack_count > 0 || d->other_version;
}
