/* Reads comma-separated values as RFC 4180 has them, a record at a time; a line feed alone ends a record too, and a byte
 * order mark in front is passed over. */
#ifndef VETO_BASE_CSV_READ_H
#define VETO_BASE_CSV_READ_H

#include "base/arena.h"
#include "base/error.h"

enum { CSV_COLUMNS = 256 };

struct csv_reader {
    struct arena *arena; /* for the fields */
    struct bytes text;
    size_t at, line;   /* line: of the end of the record read last */
    uint8_t separator; /* 0: found out by the first record: comma, semicolon (as spreadsheets write in French) or tab */
};

/* The fields of the next record: how many, 0 at the end, -1 with the reason. More than CSV_COLUMNS are left out. */
int csv_next(struct csv_reader *r, struct bytes *fields, struct error *e);

#endif
