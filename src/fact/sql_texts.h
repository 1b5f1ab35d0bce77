/*
 * A table of texts that stand in memory, read where they stand: SQLite
 * neither copies them nor sorts them into pages. Rows are ordered bytewise by
 * their first column, and an equality on it is searched.
 */
#ifndef VETO_FACT_SQL_TEXTS_H
#define VETO_FACT_SQL_TEXTS_H

#include <sqlite3.h>

#include "base/bytes.h"

struct sql_texts {
    const char *name;
    const char *const *columns;
    size_t column_count;
    const struct bytes *cells; /* row by row; data NULL: NULL. To be set, with .count, while no statement runs */
    size_t count;              /* rows */
};

/* Connects it; it stays where it is, and so do the cells while statements read them. False: see sqlite3_errmsg(). */
bool sql_texts_open(sqlite3 *db, struct sql_texts *t);

#endif
