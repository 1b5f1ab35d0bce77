/*
 * A file of rows that somebody wrote by hand, ours or an organisation's:
 * each of the same number of fields, all UTF-8. What is wrong is said with
 * the file and the line.
 */
#ifndef VETO_BASE_TSV_ROWS_H
#define VETO_BASE_TSV_ROWS_H

#include "base/error.h"
#include "base/tsv.h"

struct tsv_rows {
    struct bytes text;
    const char *name; /* for people: the path */
    size_t at, line;
    struct error *e;
};

/* Borrows text and name. */
struct tsv_rows tsv_rows_open(struct bytes text, const char *name, struct error *e);
/* The next row of exactly `count` fields: 1, 0 past the last, -1 with the reason. */
int tsv_rows_next(struct tsv_rows *r, struct bytes *fields, size_t count);
/* Says what is wrong with the row that was read last, and that value of it; false. */
bool tsv_rows_wrong(const struct tsv_rows *r, const char *what, struct bytes value);

#endif
