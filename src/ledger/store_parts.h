/* What the files of store.h share. */
#ifndef VETO_LEDGER_STORE_PARTS_H
#define VETO_LEDGER_STORE_PARTS_H

#include <sqlite3.h>

#include "base/limits.h"
#include "ledger/store.h"

struct store {
    struct merkle_tiles tiles; /* first: a pointer to it is one to the store */
    sqlite3 *db;
    sqlite3_stmt *get_tile, *put_tile, *count, *put_entry, *put_body, *get_entry;
    uint8_t tile[MERKLE_TILE];
    char origin[LIMIT_LOG_ORIGIN + 1];
    bool expects; /* the next append comes behind `expected` entries, or not at all */
    uint64_t expected;
};

/* False, with what SQLite says it was that failed. */
bool store_failed(struct store *s, struct error *e, const char *doing);
bool store_run(struct store *s, const char *sql, struct error *e);
/* One row that has to be there, or nothing: SQLITE_ROW, SQLITE_DONE; anything else was said. */
int store_step(struct store *s, sqlite3_stmt *q, struct error *e);
/* A column's bytes, until the next step. */
struct bytes store_column(sqlite3_stmt *q, int i);

/* Makes the tables of a new store, within a transaction of the caller. */
bool store_make_tables(struct store *s, struct error *e);
/* Adds what an older format does not have. ERROR_FORMAT for a file that is none of veto's, or newer than it. */
bool store_bring_forward(struct store *s, struct error *e);

/* The case that a signed statement names; empty when it names none. The text lives in the arena. */
struct bytes store_matter_of(struct arena *a, struct bytes statement);

#endif
