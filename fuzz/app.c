/*
 * A whole file on its way through veto: identified, read, every small table
 * filled and every big one walked, all columns asked for. Texts are UTF-8,
 * what may not be NULL is not, coverage accounts for no more than there is,
 * and the same bytes give the same facts, with a helper and without.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/ahead.h"
#include "base/limits.h"
#include "base/text.h"
#include "code/graph.h"
#include "code/texts.h"
#include "fact/table.h"
#include "read/app.h"
#include "read/identify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORK_MOST = 1 << 20 }; /* steps of a walk */
enum { ROWS_MOST = 300 };     /* of each big table: enough for every kind of row, and an end */

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void stage(void *context, const char *what)
{
    (void)context;
    check(what[0] != 0);
}

static void put_value(struct buf *out, const struct column *c, const struct value *v)
{
    check(v->kind != VALUE_NULL || (c->flags & COLUMN_NULL) != 0);
    switch (v->kind) {
    case VALUE_NULL:
        buf_u8(out, 'n');
        break;
    case VALUE_INT:
        check(c->type == COLUMN_INT || (c->type == COLUMN_BOOL && (v->number == 0 || v->number == 1)));
        buf_u64(out, (uint64_t)v->number);
        break;
    case VALUE_TEXT:
        check(c->type == COLUMN_TEXT && text_is_utf8(v->text));
        buf_add(out, v->text);
        break;
    case VALUE_LOCUS:
        check(c->type == COLUMN_LOCUS);
        locus_write(out, v->locus);
        break;
    }
    buf_u8(out, 0);
}

static void put_rows(struct buf *out, const struct table *t, struct app *app)
{
    const struct rows *rows = table_rows(t, app);

    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < t->column_count; k++)
            put_value(out, &t->columns[k], rows_value(rows, i, (unsigned)k));
}

static void put_walk(struct buf *out, const struct table *t, struct app *app)
{
    struct walk w = {.app = app, .allowed = WORK_MOST};

    arena_init(&w.scratch, LIMIT_ARENA);
    arena_init(&w.kept, LIMIT_ARENA);
    for (int n = 0; n < ROWS_MOST && t->next(&w); n++) {
        for (size_t k = 0; k < t->column_count; k++) {
            struct value v = {VALUE_NULL, {0}};
            t->column(&w, (unsigned)k, &v);
            put_value(out, &t->columns[k], &v);
        }
        arena_reset(&w.scratch);
    }
    arena_free(&w.scratch);
    arena_free(&w.kept);
}

/* What app_read_watched() takes for an APK without asking identify(). */
static bool is_apk(struct scan *s, struct bytes file)
{
    struct zip z;
    struct error e;

    return zip_open(s, file, place_inside(s->arena, NULL, BYTES(""), 1), &z, &e) &&
           zip_find(&z, BYTES("AndroidManifest.xml")) != NULL;
}

/* Everything there is to say about a file. */
static void tell(struct bytes file, struct buf *out)
{
    struct arena arena;
    struct scan scan;
    struct identity *found;
    struct app_source sources[8];
    struct app app;
    size_t count;

    arena_init(&arena, LIMIT_ARENA);
    scan_init(&scan, &arena);
    count = identify(&scan, file, &found);
    check(count >= 1);
    check(!is_apk(&scan, file) || (count == 1 && found[0].inner.size == 0));
    count = count < 8 ? count : 8;
    for (size_t i = 0; i < count; i++)
        sources[i] = (struct app_source){.bytes = file, .inner = found[i].inner, .nth = found[i].nth};
    app_read_watched(&app, &arena, sources, count, &(struct app_watch){.stage = stage, .begun = graph_foresee});
    graph_begin(&app);
    texts_begin(&app);
    check(app.artifact_count >= 1 && app.artifact_count <= LIMIT_ARTIFACTS + 8);
    for (size_t i = 0; i < table_count(); i++)
        if (table_at(i)->fill != NULL)
            put_rows(out, table_at(i), &app);
        else
            put_walk(out, table_at(i), &app);
    for (unsigned i = 0; i < PART_COUNT; i++)
        check(app.coverage[i].analysed <= app.coverage[i].total);
    ahead_rest(true); /* what was begun and not asked for */
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out[2];

    check(ahead_start());
    for (int i = 0; i < 2; i++) {
        ahead_rest(i == 1);
        buf_init(&out[i], 256 << 20);
        tell(bytes_of(data, size), &out[i]);
    }
    check(bytes_equal(buf_bytes(&out[0]), buf_bytes(&out[1])));
    buf_free(&out[0]);
    buf_free(&out[1]);
    return 0;
}
