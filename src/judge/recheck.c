#include "judge/recheck.h"

#include "base/version.h"

void recheck_open(struct recheck *rc, struct arena *a, const struct record *r, const struct packs *builtin)
{
    struct compared c = {.arena = a, .a = r, .b = &rc->here};

    *rc = (struct recheck){.arena = a, .record = r, .status = RECHECK_UNDERIVABLE};
    record_open(&rc->here, a, builtin);
    rc->pack_count = compare_packs(&c, &rc->packs);
}

void recheck_fail(struct recheck *rc, struct bytes reason)
{
    rc->status = RECHECK_UNDERIVABLE;
    rc->reason = arena_copy(rc->arena, reason);
}

/* --- claims --- */

void recheck_contradict(struct recheck *rc, struct bytes claim, struct bytes record, struct bytes files)
{
    if (rc->contradicted < RECHECK_LISTED)
        rc->listed[rc->contradicted] = (struct contradiction){claim, record, files};
    rc->contradicted++;
}

/* Whether a contradiction will still be listed, so that its texts are worth making. */
static bool listing(const struct recheck *rc)
{
    return rc->contradicted < RECHECK_LISTED;
}

/* The path of a row; without `row` that of its table. */
static struct bytes row_path(struct recheck *rc, const struct record_table *t, size_t row)
{
    const char *facts = record_is_top(t->name) ? "" : "facts.";
    struct bytes id = {NULL, 0};

    if (bytes_is(t->name, "answers"))
        id = record_text(t, row, "criterion");
    else if (bytes_is(t->name, "coverage"))
        id = record_text(t, row, "part");
    if (row == NO_ROW)
        return arena_printf(rc->arena, "%s%s", facts, (const char *)arena_copy(rc->arena, t->name).data);
    if (id.size > 0)
        return arena_printf(rc->arena, "%s[%.*s]", (const char *)arena_copy(rc->arena, t->name).data,
                            (int)(id.size < 200 ? id.size : 200), (const char *)id.data);
    return arena_printf(rc->arena, "%s%s[%zu]", facts, (const char *)arena_copy(rc->arena, t->name).data,
                        row);
}

static struct bytes cell_path(struct recheck *rc, const struct record_table *t, size_t row,
                              struct bytes column)
{
    struct bytes path = row_path(rc, t, row);

    return arena_printf(rc->arena, "%s.%.*s", (const char *)path.data, (int)column.size,
                        (const char *)column.data);
}

static bool other_version(const struct recheck *rc)
{
    return !bytes_equal(rc->record->veto, rc->here.veto);
}

/* A table or column that only one of the two versions has. */
static void note_unknown(struct recheck *rc, struct bytes path)
{
    for (size_t i = 0; i < rc->unknown_count; i++)
        if (bytes_equal(rc->unknown[i], path))
            return;
    rc->unknown =
        arena_grow(rc->arena, rc->unknown, rc->unknown_count, &rc->unknown_capacity, sizeof *rc->unknown);
    rc->unknown[rc->unknown_count++] = path;
}

/* One cell of a row of the record against the row that answers to it. */
static void compare_claim(struct recheck *rc, const struct compared *c, const struct pairs *p, size_t row,
                          uint32_t column)
{
    struct bytes name = p->a->columns[column];
    struct cell says = p->a->cells[row * p->a->column_count + column], is;
    int other = -1;
    bool digest = bytes_is(p->a->name, "artifacts") && bytes_is(name, "sha256");

    rc->claims++;
    for (uint32_t i = 0; i < p->b->column_count && other < 0; i++)
        if (bytes_equal(p->b->columns[i], name))
            other = (int)i;
    if (other < 0 && other_version(rc)) {
        note_unknown(rc, cell_path(rc, p->a, NO_ROW, name));
        return;
    }
    if (other >= 0) {
        is = p->b->cells[p->to_b[row] * p->b->column_count + (size_t)other];
        if (digest ? bytes_equal(says.text, is.text) : compare_cells(c, says, is)) {
            rc->holding++;
            return;
        }
    }
    if (!listing(rc))
        recheck_contradict(rc, name, name, name);
    else
        recheck_contradict(rc, cell_path(rc, p->a, row, name), compare_cell_json(rc->arena, says),
                   other < 0 ? bytes_of(NULL, 0) : compare_cell_json(rc->arena, is));
}

/* A row of the record that the files do not give: all its claims fall. */
static void missing_row(struct recheck *rc, const struct record_table *t, size_t row)
{
    rc->claims += t->column_count;
    if (listing(rc))
        recheck_contradict(rc, row_path(rc, t, row), compare_row_json(rc->arena, t, row), bytes_of(NULL, 0));
    else
        recheck_contradict(rc, t->name, t->name, t->name);
}

/* Rows that only the files give are a claim of the record too: that there are no others. */
static void added_rows(struct recheck *rc, const struct pairs *p)
{
    for (size_t row = 0; p->b != NULL && row < p->b->row_count; row++)
        if (p->to_a[row] == NO_ROW) {
            rc->claims++;
            recheck_contradict(rc, row_path(rc, p->b, NO_ROW), bytes_of(NULL, 0),
                       listing(rc) ? compare_row_json(rc->arena, p->b, row) : bytes_of(NULL, 0));
        }
}

/* Rows that are all there, but not in the order in which the files give them. */
static void compare_order(struct recheck *rc, const struct pairs *p)
{
    size_t last = 0;

    for (size_t row = 0; row < p->a->row_count; row++) {
        size_t other = p->to_b[row];
        if (other == NO_ROW)
            continue;
        if (other < last) {
            rc->claims++;
            recheck_contradict(rc, row_path(rc, p->a, row), BYTES("\"in this place\""),
                       BYTES("\"in another place\""));
            return;
        }
        last = other;
    }
}

static void compare_table(struct recheck *rc, const struct compared *c, const char *name)
{
    struct pairs p;

    compare_rows(c, name, COMPARE_CLAIMS, &p);
    if (p.b == NULL && p.a != NULL && other_version(rc)) {
        rc->claims += p.a->row_count * p.a->column_count;
        note_unknown(rc, row_path(rc, p.a, NO_ROW));
        return;
    }
    for (size_t row = 0; p.a != NULL && row < p.a->row_count; row++) {
        if (p.to_b[row] == NO_ROW) {
            missing_row(rc, p.a, row);
            continue;
        }
        for (uint32_t i = 0; i < p.a->column_count; i++)
            compare_claim(rc, c, &p, row, i);
        /* what this version reads besides does not speak against the record of another one */
        for (uint32_t i = 0; i < p.b->column_count && !other_version(rc); i++)
            if (record_column(p.a, (const char *)arena_copy(rc->arena, p.b->columns[i]).data) < 0) {
                rc->claims++;
                recheck_contradict(rc, cell_path(rc, p.a, row, p.b->columns[i]), bytes_of(NULL, 0),
                           compare_cell_json(rc->arena, p.b->cells[p.to_b[row] * p.b->column_count + i]));
            }
    }
    if (p.a != NULL || !other_version(rc))
        added_rows(rc, &p);
    if (p.a != NULL)
        compare_order(rc, &p);
}

/* A table of no rows has no claims to count, but it is one to say that there is such a table. */
static void compare_facts(struct recheck *rc, const struct compared *c)
{
    for (const struct record_table *t = c->a->tables; t != NULL; t = t->next)
        if (!record_is_top(t->name)) {
            const char *name = (const char *)arena_copy(rc->arena, t->name).data;
            if (record_table(c->b, name) == NULL && !other_version(rc)) {
                rc->claims++;
                recheck_contradict(rc, row_path(rc, t, NO_ROW), BYTES("[]"), bytes_of(NULL, 0));
            }
            compare_table(rc, c, name);
        }
    for (const struct record_table *t = c->b->tables; t != NULL && !other_version(rc); t = t->next)
        if (record_table(c->a, (const char *)arena_copy(rc->arena, t->name).data) == NULL) {
            rc->claims++;
            recheck_contradict(rc, row_path(rc, t, NO_ROW), bytes_of(NULL, 0), BYTES("[]"));
        }
}

static void compare_counts_of(struct recheck *rc, const struct compared *c)
{
    struct pairs p;

    compare_rows(c, "counts", COMPARE_FACTS, &p);
    for (size_t row = 0; row < p.a->row_count; row++) {
        struct bytes name = record_text(p.a, row, "table");
        struct cell says = record_cell(p.a, row, "rows"), is = {.kind = 'n'};
        rc->claims++;
        for (size_t i = 0; i < p.b->row_count; i++)
            if (bytes_equal(record_text(p.b, i, "table"), name))
                is = record_cell(p.b, i, "rows");
        if (is.kind == 'i' && is.number == says.number)
            rc->holding++;
        else if (is.kind == 'n' && other_version(rc))
            note_unknown(rc, cell_path(rc, p.a, NO_ROW, name));
        else
            recheck_contradict(rc, cell_path(rc, p.a, NO_ROW, name), compare_cell_json(rc->arena, says),
                       is.kind == 'n' ? bytes_of(NULL, 0) : compare_cell_json(rc->arena, is));
    }
    for (size_t row = 0; row < p.b->row_count && !other_version(rc); row++) {
        struct bytes name = record_text(p.b, row, "table");
        bool there = false;
        for (size_t i = 0; i < p.a->row_count; i++)
            there = there || bytes_equal(record_text(p.a, i, "table"), name);
        if (!there) {
            rc->claims++;
            recheck_contradict(rc, cell_path(rc, p.b, NO_ROW, name), bytes_of(NULL, 0),
                       compare_cell_json(rc->arena, record_cell(p.b, row, "rows")));
        }
    }
}

/* The result itself, then its reasons, which are compared as they are numbered. */
static void compare_result(struct recheck *rc, const struct compared *c)
{
    static const char *const columns[] = {"criterion", "detail", "result"};
    const struct record_table *a = record_table(c->a, "result"), *b = record_table(c->b, "result");
    size_t rows = a->row_count > b->row_count ? a->row_count : b->row_count;

    for (size_t row = 0; row < rows; row++) {
        struct bytes path =
            row == 0 ? BYTES("result") : arena_printf(rc->arena, "result.reasons[%zu]", row - 1);
        for (size_t i = row == 0 ? 2 : 0; i < 3; i++) {
            struct cell says = record_cell(a, row, columns[i]), is = record_cell(b, row, columns[i]);
            rc->claims++;
            if (row < a->row_count && row < b->row_count && compare_cells(c, says, is)) {
                rc->holding++;
                continue;
            }
            recheck_contradict(rc,
                       row == 0 ? path
                                : arena_printf(rc->arena, "%s.%s", (const char *)path.data, columns[i]),
                       row < a->row_count ? compare_cell_json(rc->arena, says) : bytes_of(NULL, 0),
                       row < b->row_count ? compare_cell_json(rc->arena, is) : bytes_of(NULL, 0));
        }
    }
}

/* --- which app --- */

static struct bytes package_of(const struct record *r)
{
    const struct record_table *t = record_table(r, "artifacts");

    for (size_t i = 0; i < t->row_count; i++)
        if (record_text(t, i, "package").size > 0)
            return record_text(t, i, "package");
    return bytes_of(NULL, 0);
}

static bool names_digest(const struct record_table *t, struct bytes digest)
{
    for (size_t i = 0; i < t->row_count; i++)
        if (bytes_equal(record_text(t, i, "sha256"), digest))
            return true;
    return false;
}

static size_t shared(const struct record_table *a, const struct record_table *b)
{
    size_t n = 0;

    for (size_t i = 0; i < a->row_count; i++)
        n += names_digest(b, record_text(a, i, "sha256"));
    return n;
}

static bool same_size(const struct record_table *a, const struct record_table *b)
{
    for (size_t i = 0; i < a->row_count; i++)
        for (size_t k = 0; k < b->row_count; k++)
            if (record_cell(a, i, "size").kind == 'i' &&
                record_number(a, i, "size") == record_number(b, k, "size"))
                return true;
    return false;
}

/* How near an app is to what the record names; 0: another one altogether. */
static size_t nearness(const struct recheck *rc, const struct record *r)
{
    const struct record_table *a = record_table(rc->record, "artifacts"), *b = record_table(r, "artifacts");
    struct bytes wanted = package_of(rc->record), package = package_of(r);
    size_t n = 4 * shared(a, b);

    n += wanted.size > 0 && bytes_equal(wanted, package) ? 2 : 0;
    /* what no longer has a name, or changed it within the same number of bytes, may be the same file altered
     */
    return n + (n == 0 && (package.size == 0 || same_size(a, b)));
}

/* The artifacts that the record names and these files lack, or have too many of. */
static struct bytes missing_text(struct recheck *rc, const struct record *r)
{
    const struct record_table *a = record_table(rc->record, "artifacts"), *b = record_table(r, "artifacts");
    struct buf out;
    struct bytes text;

    buf_init(&out, LIMIT_FRAME);
    buf_printf(&out, "the record is about %zu artifacts, the files have %zu", a->row_count, b->row_count);
    for (size_t i = 0; i < a->row_count; i++)
        if (!names_digest(b, record_text(a, i, "sha256"))) {
            buf_str(&out, "; missing: ");
            buf_add(&out, record_text(a, i, "sha256"));
        }
    for (size_t i = 0; i < b->row_count; i++)
        if (!names_digest(a, record_text(b, i, "sha256"))) {
            buf_str(&out, "; not in the record: ");
            buf_add(&out, record_text(b, i, "sha256"));
        }
    text = arena_copy(rc->arena, buf_bytes(&out));
    buf_free(&out);
    return text;
}

void recheck_compare(struct recheck *rc, const struct derived *derived, size_t count)
{
    const struct derived *best = NULL;
    struct compared c;
    size_t most = 0;

    for (size_t i = 0; i < count; i++) {
        size_t n = derived[i].record == NULL ? 0 : nearness(rc, derived[i].record);
        if (n > most) {
            most = n;
            best = &derived[i];
        }
    }
    for (size_t i = 0; best == NULL && i < count; i++)
        if (derived[i].record == NULL) {
            recheck_fail(rc, derived[i].failure);
            return;
        }
    if (best == NULL) {
        recheck_fail(rc, arena_printf(rc->arena, "the files are not the app that the record is about: %.*s",
                                      (int)(package_of(rc->record).size % 1000),
                                      package_of(rc->record).size == 0
                                          ? ""
                                          : (const char *)package_of(rc->record).data));
        return;
    }
    compare_open(&c, rc->arena, rc->record, best->record);
    if (record_table(c.a, "artifacts")->row_count != record_table(c.b, "artifacts")->row_count) {
        recheck_fail(rc, missing_text(rc, best->record));
        return;
    }
    compare_table(rc, &c, "artifacts");
    compare_table(rc, &c, "coverage");
    compare_facts(rc, &c);
    compare_counts_of(rc, &c);
    compare_table(rc, &c, "answers");
    compare_table(rc, &c, "findings");
    compare_result(rc, &c);
    rc->status = rc->contradicted > 0 ? RECHECK_CONTRADICTED : RECHECK_HOLDS;
    if (rc->status == RECHECK_HOLDS && rc->holding < rc->claims) {
        rc->status = RECHECK_UNDERIVABLE;
        rc->reason =
            BYTES("another version of veto made the record, and this one does not read all that it claims");
    }
}
