#include "fleet/keeping.h"

#include <inttypes.h>
#include <stdio.h>

#include "fleet/answer.h"
#include "ledger/store_sql.h"

enum { PATIENCE_MS = 1000 }; /* with readers, who would keep the log from being emptied */

bool keepings_load(struct store *s, struct arena *a, int64_t as_of, struct keepings *out, struct error *e)
{
    static const char sql[] = "SELECT purpose, until, count(*) FROM keepings JOIN imports ON id = import"
                              " WHERE disposed IS NULL AND time <= ?1 GROUP BY until, purpose ORDER BY until, purpose";
    sqlite3 *db = store_database(s);
    struct keeping *rows = NULL;
    sqlite3_stmt *q = NULL;
    size_t count = 0, room = 0;
    int rc;

    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
        return store_sql_failed(db, e, "not read");
    sqlite3_bind_int64(q, 1, as_of);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        rows = arena_grow(a, rows, count, &room, sizeof *rows);
        rows[count++] = (struct keeping){arena_copy(a, store_sql_text(q, 0)), sqlite3_column_int64(q, 1), (uint64_t)sqlite3_column_int64(q, 2)};
    }
    sqlite3_finalize(q);
    *out = (struct keepings){rows, count};
    return rc == SQLITE_DONE || store_sql_failed(db, e, "not read");
}

/* --- the end of it --- */

static bool run(sqlite3 *db, const char *sql, struct error *e)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || store_sql_failed(db, e, "not written");
}

/* Which kinds of apps on the lists that are over are like no family. */
static bool choose(sqlite3 *db, const struct families *families, struct error *e)
{
    static const char kinds[] =
        "SELECT o.value, o.name, o.signer, v.text, n.text, s.text FROM"
        " (SELECT DISTINCT value, name, signer FROM observations WHERE report IN (SELECT id FROM over_reports)) o"
        " LEFT JOIN texts v ON v.id = o.value LEFT JOIN texts n ON n.id = o.name LEFT JOIN texts s ON s.id = o.signer";
    sqlite3_stmt *q = NULL, *put = NULL;
    bool ok = sqlite3_prepare_v2(db, kinds, -1, &q, NULL) == SQLITE_OK || store_sql_failed(db, e, "not read");
    int rc = SQLITE_DONE;

    ok = ok && (sqlite3_prepare_v2(db, "INSERT INTO unwanted VALUES (?, ?, ?)", -1, &put, NULL) == SQLITE_OK || store_sql_failed(db, e, "not written"));
    while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        const struct bytes text[APP_TEXTS] = {[APP_VALUE] = store_sql_text(q, 3), [APP_NAME] = store_sql_text(q, 4), [APP_SIGNER] = store_sql_text(q, 5)};
        if (answer_wanted(families, text))
            continue;
        for (int i = 0; i < 3; i++)
            sqlite3_bind_int64(put, i + 1, sqlite3_column_int64(q, i));
        ok = sqlite3_step(put) == SQLITE_DONE || store_sql_failed(db, e, "not written");
        sqlite3_reset(put);
    }
    ok = ok && (rc == SQLITE_DONE || store_sql_failed(db, e, "not read"));
    sqlite3_finalize(put);
    sqlite3_finalize(q);
    return ok;
}

/* Every text that no row has the number of any more. A table that has numbers of texts has to stand here. */
static const char unused_texts[] =
    "DELETE FROM texts WHERE id NOT IN (SELECT serial FROM issued UNION SELECT department FROM issued WHERE department IS NOT NULL"
    " UNION SELECT key FROM reports UNION SELECT serial FROM reports UNION SELECT value FROM observations WHERE value IS NOT NULL"
    " UNION SELECT name FROM observations WHERE name IS NOT NULL UNION SELECT version FROM observations WHERE version IS NOT NULL"
    " UNION SELECT signer FROM observations WHERE signer IS NOT NULL)";

static bool count_over(sqlite3 *db, int64_t as_of, uint64_t *answers, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(db, "INSERT INTO over SELECT import FROM keepings WHERE disposed IS NULL AND until <= ?1", -1, &q, NULL) == SQLITE_OK;

    sqlite3_bind_int64(q, 1, as_of);
    ok = ok && sqlite3_step(q) == SQLITE_DONE;
    *answers = ok ? (uint64_t)sqlite3_changes64(db) : 0;
    sqlite3_finalize(q);
    return ok || store_sql_failed(db, e, "not read");
}

static bool take_out(sqlite3 *db, const struct families *families, uint64_t *apps, struct error *e)
{
    bool ok = run(db, "BEGIN IMMEDIATE", e);

    ok = ok && choose(db, families, e) &&
         run(db, "DELETE FROM observations WHERE report IN (SELECT id FROM over_reports)"
                 " AND (ifnull(value, 0), ifnull(name, 0), ifnull(signer, 0)) IN (SELECT * FROM unwanted)", e);
    *apps = ok ? (uint64_t)sqlite3_changes64(db) : 0;
    ok = ok && run(db, unused_texts, e) && run(db, "COMMIT", e);
    if (!ok)
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

/* Writes the whole file anew, so that no page has what was on it, and empties the log. */
static bool scrub(sqlite3 *db, struct error *e)
{
    int left = -1, done = -1;

    sqlite3_busy_timeout(db, PATIENCE_MS);
    if (!run(db, "VACUUM", e))
        return false;
    return (sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &left, &done) == SQLITE_OK && left == 0) ||
           error_set(e, ERROR_SYSTEM, 0, "the store: another process has it open, so its log still has what was deleted; end that one and say it again");
}

bool keepings_expire(struct store *s, const struct families *families, int64_t as_of, uint64_t *answers, uint64_t *apps, struct error *e)
{
    sqlite3 *db = store_database(s);
    char mark[160];

    *apps = 0;
    if (!run(db, "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; CREATE TEMP TABLE over (import INTEGER PRIMARY KEY);"
                 "CREATE TEMP TABLE unwanted (value, name, signer, PRIMARY KEY (value, name, signer)) WITHOUT ROWID", e) ||
        !count_over(db, as_of, answers, e))
        return false;
    if (*answers == 0)
        return true;
    if (!run(db, "CREATE TEMP TABLE over_reports AS SELECT id FROM reports WHERE import IN (SELECT import FROM over)", e) ||
        !take_out(db, families, apps, e) || !scrub(db, e))
        return false;
    snprintf(mark, sizeof mark, "UPDATE keepings SET disposed = %" PRId64 " WHERE import IN (SELECT import FROM over)", as_of);
    return run(db, mark, e);
}
