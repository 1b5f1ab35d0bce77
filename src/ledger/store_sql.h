/* What nouns with tables of their own in the store (store_database()) share. */
#ifndef VETO_LEDGER_STORE_SQL_H
#define VETO_LEDGER_STORE_SQL_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/error.h"

/* False, with what SQLite says; doing: "not read", "not written". */
bool store_sql_failed(sqlite3 *db, struct error *e, const char *doing);
/* Binds a text that stays where it is until the statement is reset; size 0 is an empty text, never NULL. */
void store_sql_bind(sqlite3_stmt *q, int i, struct bytes text);
/* A column's text, until the next step; size 0 for NULL. */
struct bytes store_sql_text(sqlite3_stmt *q, int i);

#endif
