/* coverage: what was there and what was examined, part by part. */
#include "code/graph.h"
#include "fact/tables.h"
#include "read/app.h"

enum { PART, TOTAL, ANALYSED, OPAQUE, REASON, LOCUS };

static const struct column columns[] = {
    [PART] = {"part", COLUMN_TEXT, 0, "container, manifest, resources, signatures, code or native"},
    [TOTAL] = {"total", COLUMN_INT, 0,
               "entries, manifests, resource tables, signed APKs, classes or libraries that are there"},
    [ANALYSED] = {"analysed", COLUMN_INT, 0, "of them, read to the end"},
    [OPAQUE] = {"opaque", COLUMN_INT, 0, "methods or files of code of which nothing can be said"},
    [REASON] = {"reason", COLUMN_TEXT, COLUMN_NULL, "the first reason for a gap; NULL when there is none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, COLUMN_NULL, "where that is; NULL when there is no gap"},
};

static void fill(struct rows *r, struct app *app)
{
    graph_of(app); /* which says where it was cut */
    for (unsigned i = 0; i < PART_COUNT; i++) {
        const struct coverage *c = &app->coverage[i];
        rows_begin(r);
        rows_str(r, PART, part_name(i));
        rows_int(r, TOTAL, (int64_t)c->total);
        rows_int(r, ANALYSED, (int64_t)c->analysed);
        rows_int(r, OPAQUE, (int64_t)c->opaque);
        if (c->reason.size > 0)
            rows_text(r, REASON, c->reason);
        rows_locus(r, LOCUS, c->locus);
    }
}

const struct table table_coverage = {
    .name = "coverage",
    .doc = "What was examined. A gap never takes away a yes; it can take away a no.",
    TABLE_COLUMNS(columns),
    .fill = fill,
};
