/*
 * Comma-separated values as RFC 4180 has them, with a header. Text that a
 * spreadsheet would take for a formula - it begins with = + - @, or with a
 * tab or carriage return before one - gets an apostrophe in front, which
 * spreadsheets take for "this is text"; whoever reads the file by program
 * takes one apostrophe off such a field. Numbers stay as they are.
 */
#ifndef VETO_CMD_CSV_H
#define VETO_CMD_CSV_H

#include "judge/record.h"

/* One field: a text, neutralised and quoted where needed. */
void csv_field(struct buf *out, struct bytes text);
/* One row of cells, ended by CR LF; NULL is an empty field. */
void csv_row(struct buf *out, const struct cell *cells, size_t count);
void csv_head(struct buf *out, const struct bytes *columns, size_t count);
/* A table of a record with its header. */
void csv_table(struct buf *out, const struct record_table *t);

#endif
