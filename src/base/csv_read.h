/* Reads comma-separated values as RFC 4180 has them, a record at a time; a line feed alone ends a record too. */
#ifndef VETO_BASE_CSV_READ_H
#define VETO_BASE_CSV_READ_H

#include "base/arena.h"
#include "base/error.h"

enum { CSV_COLUMNS = 32 };

struct csv_reader {
    struct arena *arena; /* for the fields */
    struct bytes text;
    size_t at, line; /* line: of the end of the record read last */
};

/* The fields of the next record: how many, 0 at the end, -1 with the reason. More than CSV_COLUMNS are left out. */
int csv_next(struct csv_reader *r, struct bytes *fields, struct error *e);

#endif
