/* A record as canonical JSON. Keys are written in order; json.h holds us to it. */
#include <stdlib.h>

#include "base/json.h"
#include "judge/peers.h"

static void write_cell(struct json *j, const struct cell *c)
{
    if (c->kind == 'i')
        json_number(j, c->number);
    else if (c->kind == 't')
        json_text(j, c->text);
    else
        json_null(j);
}

/* Which column comes first in canonical order: an insertion sort of a few indices. */
static void order_columns(const struct record_table *t, uint32_t *order)
{
    for (uint32_t i = 0; i < t->column_count; i++) {
        uint32_t at = i;
        while (at > 0 && json_compare(t->columns[order[at - 1]], t->columns[i]) > 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}

/* An array of objects, one a row. */
static void write_table(struct json *j, const struct record_table *t)
{
    uint32_t *order = calloc(t->column_count + 1, sizeof *order);

    json_array(j);
    if (order != NULL)
        order_columns(t, order);
    for (size_t r = 0; order != NULL && r < t->row_count; r++) {
        json_object(j);
        for (uint32_t i = 0; i < t->column_count; i++) {
            json_key(j, t->columns[order[i]]);
            write_cell(j, &t->cells[r * t->column_count + order[i]]);
        }
        json_end_object(j);
    }
    json_end_array(j);
    if (order == NULL)
        j->disordered = true;
    free(order);
}

static void write_named(struct json *j, const struct record *r, const char *name)
{
    const struct record_table *t = record_table(r, name);

    json_key(j, bytes_str(name));
    if (t != NULL) {
        write_table(j, t);
    } else {
        json_array(j);
        json_end_array(j);
    }
}

static int by_name(const void *a, const void *b)
{
    return json_compare((*(const struct record_table *const *)a)->name,
                        (*(const struct record_table *const *)b)->name);
}

static void write_facts(struct json *j, const struct record *r)
{
    const struct record_table **sorted;
    struct arena room; /* a record is only read: two may write it at once */
    size_t count = 0, all = 0;

    for (const struct record_table *t = r->tables; t != NULL; t = t->next)
        all++;
    arena_init(&room, LIMIT_ARENA);
    sorted = arena_array(&room, all, sizeof *sorted);
    for (const struct record_table *t = r->tables; t != NULL; t = t->next)
        if (!record_is_top(t->name))
            sorted[count++] = t;
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_name);
    json_key(j, BYTES("facts"));
    json_object(j);
    for (size_t i = 0; i < count; i++) {
        json_key(j, sorted[i]->name);
        write_table(j, sorted[i]);
    }
    json_end_object(j);
    arena_free(&room);
}

static void write_counts(struct json *j, const struct record *r)
{
    const struct record_table *t = record_table(r, "counts");
    size_t written = 0;
    struct bytes last = {NULL, 0};

    json_key(j, BYTES("counts"));
    json_object(j);
    while (t != NULL && written < t->row_count) { /* a handful of rows: the next in order each time */
        size_t best = t->row_count;
        for (size_t i = 0; i < t->row_count; i++) {
            struct bytes name = record_text(t, i, "table");
            if (written > 0 && json_compare(name, last) <= 0)
                continue;
            if (best == t->row_count || json_compare(name, record_text(t, best, "table")) < 0)
                best = i;
        }
        if (best == t->row_count)
            break;
        last = record_text(t, best, "table");
        json_key(j, last);
        json_number(j, record_number(t, best, "rows"));
        written++;
    }
    json_end_object(j);
}

static void write_pack(struct json *j, const struct record_pack *p)
{
    json_object(j);
    json_key(j, BYTES("id"));
    json_text(j, p->id);
    json_key(j, BYTES("sha256"));
    json_text(j, p->sha256);
    json_key(j, BYTES("text"));
    json_text(j, p->text);
    json_end_object(j);
}

static void write_packs(struct json *j, const struct record *r)
{
    json_key(j, BYTES("packs"));
    json_object(j);
    json_key(j, BYTES("criteria"));
    json_array(j);
    for (size_t i = 0; i < r->criterion_count; i++)
        write_pack(j, &r->criteria[i]);
    json_end_array(j);
    if (r->data_count > 0) {
        json_key(j, BYTES("data"));
        json_array(j);
        for (size_t i = 0; i < r->data_count; i++) {
            json_object(j);
            json_key(j, BYTES("id"));
            json_text(j, r->data[i].id);
            json_key(j, BYTES("sha256"));
            json_text(j, r->data[i].sha256);
            json_end_object(j);
        }
        json_end_array(j);
    }
    json_key(j, BYTES("policy"));
    write_pack(j, &r->policy);
    json_end_object(j);
}

static void write_result(struct json *j, const struct record *r)
{
    const struct record_table *t = record_table(r, "result");

    json_key(j, BYTES("result"));
    json_object(j);
    json_key(j, BYTES("reasons"));
    json_array(j);
    for (size_t i = 1; t != NULL && i < t->row_count; i++) {
        static const char *const columns[] = {"criterion", "detail", "result"};
        json_object(j);
        for (size_t k = 0; k < 3; k++) {
            struct cell c = record_cell(t, i, columns[k]);
            json_key(j, bytes_str(columns[k]));
            write_cell(j, &c);
        }
        json_end_object(j);
    }
    json_end_array(j);
    json_key(j, BYTES("result"));
    json_text(j, t == NULL ? BYTES("undetermined") : record_text(t, 0, "result"));
    json_end_object(j);
}

bool record_write(const struct record *r, struct buf *out)
{
    struct json j;

    json_open(&j, out);
    json_object(&j);
    write_named(&j, r, "answers");
    write_named(&j, r, "artifacts");
    write_counts(&j, r);
    write_named(&j, r, "coverage");
    write_facts(&j, r);
    write_named(&j, r, "findings");
    write_packs(&j, r);
    if (r->peers != NULL) {
        json_key(&j, BYTES("peers"));
        peers_write(&j, r->peers, r);
    }
    write_result(&j, r);
    json_key(&j, BYTES("veto"));
    json_text(&j, r->veto);
    json_end_object(&j);
    return !out->failed && !j.disordered;
}
