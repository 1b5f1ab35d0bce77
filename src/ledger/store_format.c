/* The tables of a store, format by format, and how an older store comes to have them. */
#include <stdio.h>

#include "base/json_read.h"
#include "ledger/store_parts.h"

enum { APPLICATION = 0x7665746f };

struct bytes store_matter_of(struct arena *a, struct bytes statement)
{
    struct error e;
    const struct json_node *n = json_get(json_get(json_read(a, statement, &e), "statement"), "case");

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

/* The number that a pragma says; -1 when it says none. */
static int64_t number(struct store *s, const char *sql)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW;
    int64_t n = ok ? sqlite3_column_int64(q, 0) : -1;

    sqlite3_finalize(q);
    return n;
}

static bool has_openings(struct store *s)
{
    return number(s, "SELECT count(*) FROM pragma_table_info('bodies') WHERE name = 'openings'") == 1;
}

/* The case of each statement that is there. The first stores had no openings, under the same number. */
static bool fill_matters(struct store *s, struct error *e)
{
    sqlite3_stmt *get = NULL, *put = NULL;
    struct arena a;
    int rc = SQLITE_DONE;
    bool ok = has_openings(s) || store_run(s, "ALTER TABLE bodies ADD COLUMN openings BLOB", e);

    if (!ok)
        return false;
    ok = (sqlite3_prepare_v2(s->db, "SELECT seq, statement FROM bodies ORDER BY seq", -1, &get, NULL) == SQLITE_OK &&
          sqlite3_prepare_v2(s->db, "UPDATE bodies SET matter = ? WHERE seq = ?", -1, &put, NULL) == SQLITE_OK) ||
         store_failed(s, e, "not prepared");
    arena_init(&a, LIMIT_STATEMENT * 64);
    while (ok && (rc = store_step(s, get, e)) == SQLITE_ROW) {
        struct bytes matter = store_matter_of(&a, store_column(get, 1));
        if (matter.size > 0) {
            sqlite3_bind_text(put, 1, (const char *)matter.data, (int)matter.size, SQLITE_STATIC);
            sqlite3_bind_int64(put, 2, sqlite3_column_int64(get, 0));
            ok = store_step(s, put, e) == SQLITE_DONE;
            sqlite3_reset(put);
        }
        arena_reset(&a);
    }
    arena_free(&a);
    sqlite3_finalize(get);
    sqlite3_finalize(put);
    return ok && rc == SQLITE_DONE;
}

/*
 * What each format adds to the one before; the store's user_version is how
 * many of these it has. Rows are only ever added at the end.
 */
static const struct {
    const char *sql;
    bool (*then)(struct store *s, struct error *e); /* what takes more than SQL; NULL for nothing */
} formats[] = {
    /* 1: the log of statements */
    {"CREATE TABLE log (origin TEXT NOT NULL) STRICT;"
     "CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
     "CREATE TABLE bodies (seq INTEGER PRIMARY KEY REFERENCES entries (seq),"
     " access INTEGER NOT NULL CHECK (access BETWEEN 0 AND 4), salt BLOB NOT NULL CHECK (length(salt) = 32),"
     " statement BLOB NOT NULL, openings BLOB) STRICT;"
     "CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL,"
     " PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;", NULL},
    /* 2: the fleet. Times are seconds since 1970; a report is one device in one answer of a source, an observation an app on it */
    {"CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
     "CREATE TABLE imports (id INTEGER PRIMARY KEY, source TEXT NOT NULL, sha256 BLOB, time INTEGER NOT NULL,"
     " complete INTEGER NOT NULL, reason TEXT, rows INTEGER, malformed INTEGER, position INTEGER) STRICT;"
     "CREATE TABLE issued (id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (id), serial INTEGER NOT NULL,"
     " asset TEXT, department INTEGER, platform TEXT, ownership TEXT, issued TEXT) STRICT;"
     "CREATE INDEX issued_by_serial ON issued (import, serial);"
     "CREATE TABLE reports (id INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (id), key INTEGER NOT NULL,"
     " serial INTEGER NOT NULL, time INTEGER NOT NULL, listed INTEGER NOT NULL, managed INTEGER NOT NULL,"
     " complete INTEGER NOT NULL, identifiers INTEGER NOT NULL, whole INTEGER NOT NULL, apps INTEGER, sha256 BLOB) STRICT;"
     "CREATE INDEX reports_by_serial ON reports (serial);"
     "CREATE TABLE observations (id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports (id), value INTEGER,"
     " name INTEGER, version INTEGER, signer INTEGER, present INTEGER NOT NULL, usable INTEGER NOT NULL) STRICT;"
     "CREATE INDEX observations_by_value ON observations (value) WHERE value IS NOT NULL;"
     "CREATE INDEX observations_by_name ON observations (name) WHERE name IS NOT NULL;"
     "CREATE INDEX observations_by_signer ON observations (signer) WHERE signer IS NOT NULL;"
     "CREATE TABLE samples (id INTEGER PRIMARY KEY, seed TEXT NOT NULL, size INTEGER NOT NULL, asset TEXT NOT NULL,"
     " family TEXT NOT NULL, found TEXT NOT NULL, note TEXT, as_of INTEGER NOT NULL, UNIQUE (seed, size, asset, family, as_of)) STRICT;", NULL},
    /* 3: which versions of which apps were evaluated; record is the SHA-256 of the evaluation's record */
    {"CREATE TABLE evaluations (package TEXT NOT NULL, version TEXT NOT NULL, code INTEGER, result TEXT NOT NULL,"
     " record BLOB NOT NULL, PRIMARY KEY (package, version, record)) STRICT, WITHOUT ROWID;", NULL},
    /* 4: the records themselves, without the line feed behind them */
    {"CREATE TABLE records (sha256 BLOB PRIMARY KEY, text BLOB NOT NULL) STRICT;", NULL},
    /* 5: answers of which every app is kept, what for and until when (seconds since 1970) */
    {"CREATE TABLE keepings (import INTEGER PRIMARY KEY, purpose TEXT NOT NULL, until INTEGER NOT NULL, disposed INTEGER) STRICT;", NULL},
    /* 6: the case of a statement, so that a case is read without the rest of the log */
    {"ALTER TABLE bodies ADD COLUMN matter TEXT; CREATE INDEX bodies_by_matter ON bodies (matter, seq) WHERE matter IS NOT NULL",
     fill_matters},
    /* 7: runs, one determination carried out on planes; want and was of a step are sealed (fleet/seal.h) */
    {"CREATE TABLE runs (id INTEGER PRIMARY KEY, matter TEXT NOT NULL, determination TEXT NOT NULL, time INTEGER NOT NULL, state TEXT NOT NULL,"
     " rings TEXT NOT NULL, stop TEXT NOT NULL, ring INTEGER NOT NULL, devices INTEGER NOT NULL, complaints INTEGER NOT NULL) STRICT;"
     "CREATE INDEX runs_by_matter ON runs (matter, id);"
     "CREATE TABLE steps (id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (id), ring INTEGER NOT NULL, doer TEXT NOT NULL,"
     " plane TEXT NOT NULL, place TEXT NOT NULL, device TEXT NOT NULL, reload TEXT NOT NULL, state INTEGER NOT NULL, want BLOB NOT NULL,"
     " was BLOB, answer TEXT NOT NULL) STRICT;"
     "CREATE INDEX steps_by_run ON steps (run, ring, id);", NULL},
    /* 8: what networks answered; a row is one address that asked one server, its answers those that were not as expected */
    {"CREATE TABLE probes (id INTEGER PRIMARY KEY, matter TEXT NOT NULL, determination TEXT NOT NULL, plane TEXT NOT NULL, server TEXT NOT NULL,"
     " source TEXT NOT NULL, exception TEXT NOT NULL, known TEXT NOT NULL, open INTEGER NOT NULL, former INTEGER NOT NULL, away INTEGER NOT NULL,"
     " mute INTEGER NOT NULL, time INTEGER NOT NULL, blocked INTEGER NOT NULL, opened INTEGER NOT NULL, unanswered INTEGER NOT NULL,"
     " names BLOB NOT NULL CHECK (length(names) = 32)) STRICT;"
     "CREATE INDEX probes_by_position ON probes (matter, plane, server, source, exception, former, time);"
     "CREATE TABLE probe_answers (probe INTEGER NOT NULL REFERENCES probes (id), name TEXT NOT NULL, pass INTEGER NOT NULL, answer TEXT NOT NULL) STRICT;"
     "CREATE INDEX probe_answers_by_probe ON probe_answers (probe, name, pass);", NULL},
    /* 9: what a run queues on MDM servers (fleet/mdm_queue.h); uuid is empty until it is decided */
    {"CREATE TABLE commands (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES steps (id), back INTEGER NOT NULL, sent INTEGER NOT NULL,"
     " kind TEXT NOT NULL, uuid TEXT NOT NULL, device TEXT NOT NULL, subject TEXT NOT NULL, state INTEGER NOT NULL, since INTEGER NOT NULL,"
     " answered INTEGER NOT NULL, listed INTEGER NOT NULL, why TEXT NOT NULL) STRICT;"
     "CREATE INDEX commands_by_step ON commands (step, id);", NULL},
};

enum { FORMATS = sizeof formats / sizeof *formats };

/* Adds the formats that the store does not have, all or none. */
static bool add_formats(struct store *s, int64_t from, struct error *e)
{
    char version[64];

    for (int64_t i = from; i < FORMATS; i++)
        if (!store_run(s, formats[i].sql, e) || (formats[i].then != NULL && !formats[i].then(s, e)))
            return false;
    snprintf(version, sizeof version, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION, FORMATS);
    return store_run(s, version, e);
}

bool store_make_tables(struct store *s, struct error *e)
{
    return add_formats(s, 0, e);
}

bool store_bring_forward(struct store *s, struct error *e)
{
    int64_t format = number(s, "PRAGMA user_version");

    if (number(s, "PRAGMA application_id") != APPLICATION || format < 1)
        return error_set(e, ERROR_FORMAT, 0, "the store: the file is none of veto's");
    if (format > FORMATS)
        return error_set(e, ERROR_FORMAT, 0, "the store: it is of format %lld, this veto knows formats up to %d; use a newer veto",
                         (long long)format, FORMATS);
    if (format == FORMATS)
        return true;
    if (!store_run(s, "BEGIN IMMEDIATE", e))
        return false;
    format = number(s, "PRAGMA user_version"); /* another process may have been faster */
    if (add_formats(s, format, e) && store_run(s, "COMMIT", e))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

