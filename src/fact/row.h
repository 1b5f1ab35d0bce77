/*
 * Tables on the wire between child and parent: a header names the table and
 * its columns, rows follow. Reading checks everything: the child may lie.
 *
 * Header: u32 count, then name and columns as u32 length and bytes. Row: each
 * value as one byte of kind ('n', 'i', 'r', 't') and, for 'i', eight bytes,
 * for 'r' (a real number as SQLite prints it) and 't', u32 length and UTF-8.
 */
#ifndef VETO_FACT_ROW_H
#define VETO_FACT_ROW_H

#include "fact/table.h"

enum { ROW_COLUMNS_MOST = 2000 }; /* SQLite's own bound on result columns */

struct cell {
    char kind; /* 'n', 'i', 'r', 't' */
    int64_t number;
    struct bytes text;
};

struct row_header {
    struct bytes name;
    uint32_t count;
    struct bytes columns[ROW_COLUMNS_MOST];
};

bool row_header_write(struct buf *out, const char *name, const char *const *columns, uint32_t count);
/* Slices of payload. False when the payload is not a header. */
bool row_header_read(struct bytes payload, struct row_header *out);

bool row_write(struct buf *out, const struct cell *cells, uint32_t count);
/* Exactly count cells, slices of payload; false when the payload is anything else or text is not UTF-8. */
bool row_read(struct bytes payload, struct cell *cells, uint32_t count);

#endif
