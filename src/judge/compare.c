#include "judge/compare.h"

#include <stdlib.h>

#include "base/json.h"

/* What names a row, table by table; others are named by all they say. */
static const struct {
    const char *table;
    const char *keys[10];
} keys_of_table[] = {
    {"answers", {"criterion"}},
    {"anomalies", {"code", "subject"}},
    {"artifacts", {"kind", "split"}},
    {"components", {"kind", "name"}},
    {"counts", {"table"}},
    {"coverage", {"part"}},
    {"defined_permissions", {"name"}},
    {"dex_files", {"name", "artifact"}},
    {"features", {"name"}},
    {"findings", {"criterion", "subject"}},
    {"intent_filters",
     {"component", "action", "category", "scheme", "host", "port", "path", "path_kind", "mime"}},
    {"meta_data", {"component", "name"}},
    {"native_libraries", {"name", "abi"}},
    {"network_config", {"domain", "debug_only"}},
    {"permissions", {"name"}},
    {"queries", {"kind", "name", "scheme", "host", "mime"}},
    {"signatures", {"scheme", "min_sdk", "artifact"}},
    {"signers", {"scheme", "sha256", "artifact"}},
};

/* Places, positions and sizes of files: what moves when nothing else does. */
static const struct {
    const char *table, *column;
} not_counted[] = {
    {NULL, "locus"},
    {"artifacts", "sha256"},
    {"artifacts", "size"},
    {"artifacts", "version_code"},
    {"findings", "locus"},
    {"signers", "position"},
    {"intent_filters", "filter"},
    {"findings", "witness"},
};

const char *const *compare_key(struct bytes table)
{
    static const char *const none[] = {NULL};

    for (size_t i = 0; i < sizeof keys_of_table / sizeof *keys_of_table; i++)
        if (bytes_is(table, keys_of_table[i].table))
            return keys_of_table[i].keys;
    return none;
}

bool compare_counts(struct bytes table, struct bytes column)
{
    for (size_t i = 0; i < sizeof not_counted / sizeof *not_counted; i++)
        if (bytes_is(column, not_counted[i].column) &&
            (not_counted[i].table == NULL || bytes_is(table, not_counted[i].table)))
            return false;
    return true;
}

/* --- pairing rows --- */

/* Columns that both tables have, by their numbers in each. */
struct common {
    const struct record_table *a, *b;
    uint32_t *of_a, *of_b;
    size_t count;
};

static struct common common_columns(const struct compared *c, const struct record_table *a,
                                    const struct record_table *b)
{
    struct common out = {a, b, arena_array(c->arena, a->column_count, sizeof(uint32_t)),
                         arena_array(c->arena, a->column_count, sizeof(uint32_t)), 0};

    for (uint32_t i = 0; i < a->column_count; i++)
        for (uint32_t k = 0; k < b->column_count; k++)
            if (bytes_equal(a->columns[i], b->columns[k])) {
                out.of_a[out.count] = i;
                out.of_b[out.count++] = k;
            }
    return out;
}

/* Those of them that are among `keys`; the other columns are left out. */
static struct common only_keys(const struct compared *c, const struct common *all, const char *const *keys)
{
    struct common out = *all;

    out.of_a = arena_array(c->arena, all->count, sizeof(uint32_t));
    out.of_b = arena_array(c->arena, all->count, sizeof(uint32_t));
    out.count = 0;
    for (size_t i = 0; i < all->count; i++)
        for (const char *const *k = keys; *k != NULL; k++)
            if (bytes_is(all->a->columns[all->of_a[i]], *k)) {
                out.of_a[out.count] = all->of_a[i];
                out.of_b[out.count++] = all->of_b[i];
            }
    return out;
}

static struct common only_counted(const struct compared *c, const struct common *all)
{
    struct common out = *all;

    out.of_a = arena_array(c->arena, all->count, sizeof(uint32_t));
    out.of_b = arena_array(c->arena, all->count, sizeof(uint32_t));
    out.count = 0;
    for (size_t i = 0; i < all->count; i++)
        if (compare_counts(all->a->name, all->a->columns[all->of_a[i]])) {
            out.of_a[out.count] = all->of_a[i];
            out.of_b[out.count++] = all->of_b[i];
        }
    return out;
}

/* The digest that a text of a begins with, as b has it; loci and columns named artifact begin so. */
static struct bytes neutral_head(const struct compared *c, struct bytes text)
{
    struct bytes head;

    if (c->part_count == 0 || !bytes_slice(text, 0, HEX256, &head))
        return bytes_of(NULL, 0);
    for (size_t i = 0; i < c->part_count; i++)
        if (bytes_equal(head, c->parts[i].a))
            return c->parts[i].b;
    return head;
}

static void add_cell(const struct compared *c, struct buf *out, struct cell cell)
{
    struct bytes head = neutral_head(c, cell.text);

    buf_u8(out, (uint8_t)cell.kind);
    if (cell.kind == 'i')
        buf_u64(out, (uint64_t)cell.number);
    if (cell.kind == 't') {
        buf_u64(out, cell.text.size); /* so that two texts are not taken for another two */
        buf_add(out, head);
        buf_add(out, bytes_from(cell.text, head.size));
    }
}

/* A row and what it is compared by. */
struct keyed {
    struct bytes key;
    size_t row;
};

static int order_keyed(const void *one, const void *two)
{
    const struct keyed *a = one, *b = two;
    int order = bytes_compare(a->key, b->key);

    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

/* Rows not yet paired, in the order of their keys. */
static struct keyed *keyed_rows(const struct compared *c, const struct record_table *t,
                                const uint32_t *columns, const struct common *by, const size_t *paired,
                                size_t *count)
{
    struct keyed *out = arena_array(c->arena, t->row_count, sizeof *out);
    struct buf key;

    *count = 0;
    buf_init(&key, LIMIT_RECORD);
    for (size_t row = 0; row < t->row_count; row++) {
        if (paired[row] != NO_ROW)
            continue;
        buf_reset(&key);
        for (size_t i = 0; i < by->count; i++)
            add_cell(c, &key, t->cells[row * t->column_count + columns[i]]);
        out[(*count)++] = (struct keyed){arena_copy(c->arena, buf_bytes(&key)), row};
    }
    buf_free(&key);
    if (*count > 1)
        qsort(out, *count, sizeof *out, order_keyed);
    return out;
}

static void pair_by(const struct compared *c, struct pairs *p, const struct common *by)
{
    size_t na, nb, i = 0, k = 0;
    struct keyed *a, *b;

    if (by->count == 0)
        return;
    a = keyed_rows(c, p->a, by->of_a, by, p->to_b, &na);
    b = keyed_rows(c, p->b, by->of_b, by, p->to_a, &nb);
    while (i < na && k < nb) {
        int order = bytes_compare(a[i].key, b[k].key);
        if (order == 0) {
            p->to_b[a[i].row] = b[k].row;
            p->to_a[b[k].row] = a[i].row;
        }
        i += order <= 0;
        k += order >= 0;
    }
}

static void pair_rest(struct pairs *p)
{
    size_t k = 0;

    for (size_t i = 0; i < p->a->row_count; i++) {
        if (p->to_b[i] != NO_ROW)
            continue;
        while (k < p->b->row_count && p->to_a[k] != NO_ROW)
            k++;
        if (k == p->b->row_count)
            return;
        p->to_b[i] = k;
        p->to_a[k] = i;
    }
}

static size_t *no_rows(struct arena *a, const struct record_table *t)
{
    size_t *out = arena_array(a, t == NULL ? 0 : t->row_count, sizeof *out);

    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        out[i] = NO_ROW;
    return out;
}

void compare_rows(const struct compared *c, const char *table, enum compare_how how, struct pairs *out)
{
    struct common all, by;

    *out = (struct pairs){.a = record_table(c->a, table), .b = record_table(c->b, table)};
    out->to_b = no_rows(c->arena, out->a);
    out->to_a = no_rows(c->arena, out->b);
    if (out->a == NULL || out->b == NULL || out->a->row_count == 0 || out->b->row_count == 0)
        return;
    all = common_columns(c, out->a, out->b);
    if (how == COMPARE_CLAIMS)
        pair_by(c, out, &all);
    by = only_counted(c, &all);
    pair_by(c, out, &by);
    by = only_keys(c, &all, compare_key(out->a->name));
    pair_by(c, out, &by);
    if (how == COMPARE_CLAIMS || out->a->row_count + out->b->row_count == 2)
        pair_rest(out);
}

bool compare_cells(const struct compared *c, struct cell a, struct cell b)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind != 't')
        return a.kind == 'n' || a.number == b.number;
    return bytes_equal(a.text, b.text) ||
           (a.text.size == b.text.size && bytes_equal(neutral_head(c, a.text), neutral_head(c, b.text)) &&
            bytes_equal(bytes_from(a.text, HEX256), bytes_from(b.text, HEX256)) && a.text.size >= HEX256 &&
            c->part_count > 0);
}

/* --- opening --- */

void compare_open(struct compared *c, struct arena *arena, const struct record *a, const struct record *b)
{
    static const char *const digest[] = {"sha256", NULL};
    struct pairs p = {.a = record_table(a, "artifacts"), .b = record_table(b, "artifacts")};
    struct common all, by;

    *c = (struct compared){.arena = arena, .a = a, .b = b};
    p.to_b = no_rows(arena, p.a);
    p.to_a = no_rows(arena, p.b);
    c->same_bytes = p.a->row_count == p.b->row_count;
    if (p.a->row_count == 0 || p.b->row_count == 0)
        return;
    all = common_columns(c, p.a, p.b);
    by = only_keys(c, &all, digest);
    pair_by(c, &p, &by);
    c->parts = arena_array(arena, p.a->row_count, sizeof *c->parts);
    for (size_t i = 0; i < p.a->row_count; i++)
        c->same_bytes = c->same_bytes && p.to_b[i] != NO_ROW;
    by = only_keys(c, &all, compare_key(BYTES("artifacts")));
    pair_by(c, &p, &by);
    pair_rest(&p);
    for (size_t i = 0; i < p.a->row_count; i++) {
        struct counterpart part = {record_text(p.a, i, "sha256"), {NULL, 0}};
        if (p.to_b[i] != NO_ROW)
            part.b = record_text(p.b, p.to_b[i], "sha256");
        if (part.b.size == HEX256 && part.a.size == HEX256 && !bytes_equal(part.a, part.b))
            c->parts[c->part_count++] = part;
    }
}

/* --- writing --- */

static void write_cell(struct json *j, const struct cell *c)
{
    if (c->kind == 'i')
        json_number(j, c->number);
    else if (c->kind == 't')
        json_text(j, c->text);
    else
        json_null(j);
}

static struct bytes keep(struct arena *a, struct buf *out)
{
    struct bytes copy = arena_copy(a, buf_bytes(out));

    buf_free(out);
    return copy;
}

struct bytes compare_cell_json(struct arena *a, struct cell c)
{
    struct buf out;
    struct json j;

    buf_init(&out, LIMIT_RECORD);
    json_open(&j, &out);
    write_cell(&j, &c);
    return keep(a, &out);
}

struct bytes compare_row_json(struct arena *a, const struct record_table *t, size_t row)
{
    struct buf out;
    struct json j;

    buf_init(&out, LIMIT_RECORD);
    json_open(&j, &out);
    json_object(&j);
    for (uint32_t i = 0; i < t->column_count; i++) { /* in canonical order, as record_read() left them */
        json_key(&j, t->columns[i]);
        write_cell(&j, &t->cells[row * t->column_count + i]);
    }
    json_end_object(&j);
    return keep(a, &out);
}

/* --- packs --- */

const char *pack_kind_name(enum pack_kind kind)
{
    static const char *const names[] = {"criterion", "policy", "data"};

    return names[kind];
}

/* One list of packs against the other, both in the order of ids; *out moves behind what differs. */
static void compare_lists(const struct record_pack *a, size_t a_count, const struct record_pack *b, size_t b_count,
                          enum pack_kind kind, struct pack_difference **out)
{
    size_t i = 0, k = 0;

    while (i < a_count || k < b_count) {
        int order = i == a_count ? 1 : k == b_count ? -1 : bytes_compare(a[i].id, b[k].id);
        if (order < 0)
            *(*out)++ = (struct pack_difference){PACK_REMOVED, kind, a[i].id};
        else if (order > 0)
            *(*out)++ = (struct pack_difference){PACK_ADDED, kind, b[k].id};
        else if (!bytes_equal(a[i].sha256, b[k].sha256))
            *(*out)++ = (struct pack_difference){PACK_CHANGED, kind, a[i].id};
        i += order <= 0;
        k += order >= 0;
    }
}

size_t compare_packs(const struct compared *c, struct pack_difference **out)
{
    const struct record *a = c->a, *b = c->b;
    struct pack_difference *end;

    *out = end = arena_array(c->arena, a->criterion_count + b->criterion_count + a->data_count + b->data_count + 1,
                             sizeof **out);
    compare_lists(a->criteria, a->criterion_count, b->criteria, b->criterion_count, PACK_CRITERION, &end);
    if (!bytes_equal(a->policy.text, b->policy.text))
        *end++ = (struct pack_difference){PACK_CHANGED, PACK_POLICY, b->policy.id};
    if (a->data_count > 0 && b->data_count > 0)
        compare_lists(a->data, a->data_count, b->data, b->data_count, PACK_DATA, &end);
    return (size_t)(end - *out);
}
