#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/json_read.h"
#include "base/limits.h"
#include "ledger/statement.h"

enum { APPLICATION = 0x7665746f, BUSY_MS = 10000 };

struct store {
    struct merkle_tiles tiles; /* first: a pointer to it is one to the store */
    sqlite3 *db;
    sqlite3_stmt *get_tile, *put_tile, *count, *put_entry, *put_body, *get_entry;
    uint8_t tile[MERKLE_TILE];
    char origin[LIMIT_LOG_ORIGIN + 1];
    bool expects; /* the next append comes behind `expected` entries, or not at all */
    uint64_t expected;
};

/*
 * What each format adds to the one before; the store's user_version is how
 * many of these it has. Rows are only ever added at the end.
 */
static const char *const formats[] = {
    /* 1: the log of statements */
    "CREATE TABLE log (origin TEXT NOT NULL) STRICT;"
    "CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;"
    "CREATE TABLE bodies (seq INTEGER PRIMARY KEY REFERENCES entries (seq),"
    " access INTEGER NOT NULL CHECK (access BETWEEN 0 AND 4), salt BLOB NOT NULL CHECK (length(salt) = 32),"
    " statement BLOB NOT NULL, openings BLOB) STRICT;"
    "CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL,"
    " PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;",
    /* 2: the fleet. Times are seconds since 1970; a report is one device in one answer of a source, an observation an app on it */
    "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
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
    " family TEXT NOT NULL, found TEXT NOT NULL, note TEXT, as_of INTEGER NOT NULL, UNIQUE (seed, size, asset, family, as_of)) STRICT;",
    /* 3: which versions of which apps were evaluated; record is the SHA-256 of the evaluation's record */
    ("CREATE TABLE evaluations (package TEXT NOT NULL, version TEXT NOT NULL, code INTEGER, result TEXT NOT NULL,"
     " record BLOB NOT NULL, PRIMARY KEY (package, version, record)) STRICT, WITHOUT ROWID;"),
    /* 4: the records themselves, without the line feed behind them */
    "CREATE TABLE records (sha256 BLOB PRIMARY KEY, text BLOB NOT NULL) STRICT;",
    /* 5: answers of which every app is kept, what for and until when (seconds since 1970) */
    "CREATE TABLE keepings (import INTEGER PRIMARY KEY, purpose TEXT NOT NULL, until INTEGER NOT NULL, disposed INTEGER) STRICT;",
};

enum { FORMATS = sizeof formats / sizeof *formats };

const char *store_access_name(enum store_access access)
{
    static const char *const names[ACCESS_COUNT] = {"public", "vendor", "partner", "internal", "sealed"};

    return names[access];
}

static bool failed(struct store *s, struct error *e, const char *doing)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: %s: %s", doing, sqlite3_errmsg(s->db));
}

static bool run(struct store *s, const char *sql, struct error *e)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(s, e, "not written");
}

static struct bytes column(sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_blob(q, i);

    return bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i));
}

/* One row that has to be there, or nothing: SQLITE_ROW, SQLITE_DONE; anything else was said. */
static int step(struct store *s, sqlite3_stmt *q, struct error *e)
{
    int rc = sqlite3_step(q);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        failed(s, e, sqlite3_stmt_readonly(q) ? "not read" : "not written");
    return rc;
}

static void done(sqlite3_stmt *q)
{
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
}

static bool get_tile(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned width, struct bytes *hashes,
                     struct error *e)
{
    struct store *s = (struct store *)(void *)t;
    sqlite3_stmt *q = s->get_tile;
    struct bytes found;
    int rc;

    sqlite3_bind_int64(q, 1, (sqlite3_int64)level);
    sqlite3_bind_int64(q, 2, (sqlite3_int64)n);
    rc = step(s, q, e);
    found = rc == SQLITE_ROW ? column(q, 0) : bytes_of(NULL, 0);
    *hashes = bytes_of(s->tile, found.size < MERKLE_TILE ? found.size : MERKLE_TILE);
    if (hashes->size > 0)
        memcpy(s->tile, found.data, hashes->size);
    done(q);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return false;
    return hashes->size >= (size_t)width * SHA256_SIZE ||
           error_set(e, ERROR_FORMAT, n * MERKLE_WIDTH + hashes->size / SHA256_SIZE,
                     "the log: tile %" PRIu64 " of level %u has %zu hashes, not %u", n, level,
                     hashes->size / SHA256_SIZE, width);
}

static bool put_tile(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned at, const struct merkle_hash *hash,
                     struct error *e)
{
    struct store *s = (struct store *)(void *)t;
    struct bytes before;
    bool ok;

    if (at > 0 && !get_tile(t, level, n, at, &before, e))
        return false;
    if (at > 0 && before.size != (size_t)at * SHA256_SIZE)
        return error_set(e, ERROR_FORMAT, 0, "the log: tile %" PRIu64 " of level %u has more hashes than entries", n, level);
    memcpy(s->tile + (size_t)at * SHA256_SIZE, hash->byte, SHA256_SIZE);
    sqlite3_bind_int64(s->put_tile, 1, (sqlite3_int64)level);
    sqlite3_bind_int64(s->put_tile, 2, (sqlite3_int64)n);
    sqlite3_bind_blob(s->put_tile, 3, s->tile, (int)(at + 1) * SHA256_SIZE, SQLITE_STATIC);
    ok = step(s, s->put_tile, e) == SQLITE_DONE;
    done(s->put_tile);
    return ok;
}

static bool prepare(struct store *s, struct error *e)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } all[] = {
        {&s->get_tile, "SELECT hashes FROM tiles WHERE level = ? AND n = ?"},
        {&s->put_tile, "INSERT OR REPLACE INTO tiles VALUES (?, ?, ?)"},
        {&s->count, "SELECT coalesce(max(seq) + 1, 0) FROM entries"},
        {&s->put_entry, "INSERT INTO entries VALUES (?, ?)"},
        {&s->put_body, "INSERT INTO bodies VALUES (?, ?, ?, ?, ?)"},
        {&s->get_entry, "SELECT entry, access, salt, statement, bodies.seq IS NULL, openings FROM entries LEFT JOIN bodies"
                        " USING (seq) WHERE entries.seq = ?"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sqlite3_prepare_v3(s->db, all[i].sql, -1, SQLITE_PREPARE_PERSISTENT, all[i].statement, NULL) != SQLITE_OK)
            return failed(s, e, "not a store of statements");
    return true;
}

static struct store *connect_to(const char *path, struct error *e)
{
    struct store *s = calloc(1, sizeof *s);

    if (s == NULL) {
        error_set(e, ERROR_SYSTEM, 0, "no memory for the store");
        return NULL;
    }
    s->tiles = (struct merkle_tiles){get_tile, put_tile};
    if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK) {
        failed(s, e, "cannot be opened");
        store_close(s);
        return NULL;
    }
    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    if (!run(s, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;"
                "PRAGMA synchronous = FULL",
             e)) {
        store_close(s);
        return NULL;
    }
    return s;
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

/* Adds the formats that the store does not have, all or none. */
static bool add_formats(struct store *s, int64_t from, struct error *e)
{
    char version[64];

    for (int64_t i = from; i < FORMATS; i++)
        if (!run(s, formats[i], e))
            return false;
    snprintf(version, sizeof version, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION, FORMATS);
    return run(s, version, e);
}

static bool bring_forward(struct store *s, struct error *e)
{
    int64_t format = number(s, "PRAGMA user_version");

    if (number(s, "PRAGMA application_id") != APPLICATION || format < 1)
        return error_set(e, ERROR_FORMAT, 0, "the store: the file is none of veto's");
    if (format > FORMATS)
        return error_set(e, ERROR_FORMAT, 0, "the store: it is of format %lld, this veto knows formats up to %d; use a newer veto",
                         (long long)format, FORMATS);
    if (format == FORMATS)
        return true;
    if (!run(s, "BEGIN IMMEDIATE", e))
        return false;
    format = number(s, "PRAGMA user_version"); /* another process may have been faster */
    if (add_formats(s, format, e) && run(s, "COMMIT", e))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool read_origin(struct store *s, struct error *e)
{
    sqlite3_stmt *q = NULL;
    struct bytes origin = {NULL, 0};

    if (!bring_forward(s, e))
        return false;
    if (sqlite3_prepare_v2(s->db, "SELECT CAST(origin AS BLOB) FROM log", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        origin = column(q, 0);
    if (origin.size > 0 && origin.size <= LIMIT_LOG_ORIGIN)
        memcpy(s->origin, origin.data, origin.size);
    sqlite3_finalize(q);
    return s->origin[0] != 0 || error_set(e, ERROR_FORMAT, 0, "the store: the log has no origin");
}

struct store *store_open(const char *path, struct error *e)
{
    struct store *s = connect_to(path, e);

    if (s != NULL && (!read_origin(s, e) || !prepare(s, e))) {
        store_close(s);
        return NULL;
    }
    return s;
}

static bool make_tables(struct store *s, struct bytes origin, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = run(s, "BEGIN IMMEDIATE", e) && add_formats(s, 0, e);

    if (!ok)
        return false;
    ok = sqlite3_prepare_v2(s->db, "INSERT INTO log VALUES (?)", -1, &q, NULL) == SQLITE_OK &&
         sqlite3_bind_text(q, 1, (const char *)origin.data, (int)origin.size, SQLITE_STATIC) == SQLITE_OK &&
         sqlite3_step(q) == SQLITE_DONE;
    sqlite3_finalize(q);
    return (ok || failed(s, e, "not written")) && run(s, "COMMIT", e);
}

struct store *store_make(const char *path, struct bytes origin, struct error *e)
{
    struct store *s;
    int fd;

    if (origin.size == 0 || origin.size > LIMIT_LOG_ORIGIN || bytes_find(origin, '\n', 0) < origin.size) {
        error_set(e, ERROR_USAGE, 0, "a log's origin is one line of at most %u bytes", LIMIT_LOG_ORIGIN);
        return NULL;
    }
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_set(e, ERROR_SYSTEM, 0, "the store cannot be made: %s", strerror(errno));
        return NULL;
    }
    close(fd);
    s = connect_to(path, e);
    if (s == NULL || !make_tables(s, origin, e) || !read_origin(s, e) || !prepare(s, e)) {
        if (s != NULL)
            store_close(s);
        unlink(path);
        return NULL;
    }
    return s;
}

void store_close(struct store *s)
{
    sqlite3_stmt *all[] = {s->get_tile, s->put_tile, s->count, s->put_entry, s->put_body, s->get_entry};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        sqlite3_finalize(all[i]);
    sqlite3_close(s->db);
    free(s);
}

struct bytes store_origin(const struct store *s)
{
    return bytes_str(s->origin);
}

struct sqlite3 *store_database(struct store *s)
{
    return s->db;
}

struct merkle_tiles *store_tiles(struct store *s)
{
    return &s->tiles;
}

bool store_size(struct store *s, uint64_t *size, struct error *e)
{
    int rc = step(s, s->count, e);

    *size = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s->count, 0) : 0;
    done(s->count);
    return rc == SQLITE_ROW;
}

bool store_disposed(struct store *s, uint64_t *count, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "SELECT (SELECT count(*) FROM entries) - (SELECT count(*) FROM bodies)", -1, &q,
                                 NULL) == SQLITE_OK;

    ok = (ok || failed(s, e, "not prepared")) && step(s, q, e) == SQLITE_ROW;
    *count = ok ? (uint64_t)sqlite3_column_int64(q, 0) : 0;
    sqlite3_finalize(q);
    return ok;
}

/* What the log holds of a statement. */
static void write_entry(struct buf *out, const uint8_t commitment[SHA256_SIZE], const char *kind, const char *time)
{
    char hex[HEX256 + 1];
    struct json j;

    hash_hex(bytes_of(commitment, SHA256_SIZE), hex);
    json_open(&j, out);
    json_object(&j);
    json_key(&j, BYTES("commitment"));
    json_text(&j, bytes_str(hex));
    json_key(&j, BYTES("kind"));
    json_text(&j, bytes_str(kind));
    json_key(&j, BYTES("time"));
    json_text(&j, bytes_str(time));
    json_end_object(&j);
}

static bool put_rows(struct store *s, uint64_t index, struct bytes entry, enum store_access access,
                     const uint8_t salt[SALT_SIZE], struct bytes statement, struct bytes openings, struct error *e)
{
    bool ok;

    sqlite3_bind_int64(s->put_entry, 1, (sqlite3_int64)index);
    sqlite3_bind_blob(s->put_entry, 2, entry.data, (int)entry.size, SQLITE_STATIC);
    ok = step(s, s->put_entry, e) == SQLITE_DONE;
    done(s->put_entry);
    if (!ok)
        return false;
    sqlite3_bind_int64(s->put_body, 1, (sqlite3_int64)index);
    sqlite3_bind_int(s->put_body, 2, (int)access);
    sqlite3_bind_blob(s->put_body, 3, salt, SALT_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(s->put_body, 4, statement.data, (int)statement.size, SQLITE_STATIC);
    if (openings.size > 0)
        sqlite3_bind_blob(s->put_body, 5, openings.data, (int)openings.size, SQLITE_STATIC);
    ok = step(s, s->put_body, e) == SQLITE_DONE;
    done(s->put_body);
    return ok;
}

bool store_append(struct store *s, const char *kind, const char *time, enum store_access access, struct bytes statement,
                  uint64_t *index, struct error *e)
{
    return store_append_opened(s, kind, time, access, statement, bytes_of(NULL, 0), index, e);
}

void store_expect(struct store *s, uint64_t size)
{
    s->expects = true;
    s->expected = size;
}

static bool as_expected(struct store *s, uint64_t size, struct error *e)
{
    bool ok = !s->expects || s->expected == size;

    s->expects = false;
    return ok || error_set(e, ERROR_REFUSED, 0, "the log has another statement by now");
}

bool store_append_opened(struct store *s, const char *kind, const char *time, enum store_access access,
                         struct bytes statement, struct bytes openings, uint64_t *index, struct error *e)
{
    uint8_t salt[SALT_SIZE], commitment[SHA256_SIZE];
    struct merkle_hash leaf;
    struct buf entry;
    bool ok;

    if (statement.size == 0 || statement.size > LIMIT_STATEMENT)
        return error_set(e, ERROR_LIMIT, 0, "a statement of %zu bytes; 1 to %u are taken", statement.size, LIMIT_STATEMENT);
    if (openings.size > LIMIT_STATEMENT)
        return error_set(e, ERROR_LIMIT, 0, "openings of %zu bytes; at most %u are taken", openings.size, LIMIT_STATEMENT);
    if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        return error_set(e, ERROR_SYSTEM, 0, "the system gives no random bytes for a salt");
    hash_sha256_two(bytes_of(salt, sizeof salt), statement, commitment);
    buf_init(&entry, LIMIT_LOG_ENTRY);
    write_entry(&entry, commitment, kind, time);
    merkle_leaf(buf_bytes(&entry), &leaf);
    ok = (!entry.failed || error_set(e, ERROR_LIMIT, 0, "a log entry of more than %u bytes", LIMIT_LOG_ENTRY)) &&
         run(s, "BEGIN IMMEDIATE", e);
    if (ok) {
        ok = store_size(s, index, e) && as_expected(s, *index, e) && put_rows(s, *index, buf_bytes(&entry), access, salt, statement, openings, e) &&
             merkle_append(&s->tiles, *index, &leaf, e) && run(s, "COMMIT", e);
        if (!ok)
            sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    }
    buf_free(&entry);
    return ok;
}

bool store_entry_read(struct arena *a, uint64_t index, struct store_entry *out, struct error *e)
{
    struct error why;
    struct json_node *n = json_read(a, out->entry, &why);
    const struct json_node *commitment, *kind, *time;

    commitment = json_get(n, "commitment");
    kind = json_get(n, "kind");
    time = json_get(n, "time");
    if (n == NULL || !json_canonical(n, out->entry) || commitment == NULL || commitment->kind != JSON_TEXT ||
        !hash_is_hex256(commitment->text) || kind == NULL || kind->kind != JSON_TEXT || time == NULL ||
        time->kind != JSON_TEXT || n->count != 3)
        return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " is not commitment, kind and time", index);
    out->kind = kind->text;
    out->time = time->text;
    return hash_unhex(commitment->text, out->commitment);
}

bool store_get(struct store *s, struct arena *a, uint64_t index, struct store_entry *out, struct error *e)
{
    sqlite3_stmt *q = s->get_entry;
    int rc;

    *out = (struct store_entry){.disposed = true};
    sqlite3_bind_int64(q, 1, (sqlite3_int64)index);
    rc = step(s, q, e);
    if (rc == SQLITE_ROW) {
        int64_t access = sqlite3_column_int64(q, 1);
        out->entry = arena_copy(a, column(q, 0));
        out->disposed = sqlite3_column_int(q, 4) != 0;
        out->salt = arena_copy(a, column(q, 2));
        out->statement = arena_copy(a, column(q, 3));
        out->openings = arena_copy(a, column(q, 5));
        out->access = access >= 0 && access < ACCESS_COUNT ? (enum store_access)access : ACCESS_SEALED;
    }
    done(q);
    if (rc == SQLITE_DONE)
        return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " is not in the log", index);
    return rc == SQLITE_ROW && store_entry_read(a, index, out, e);
}

bool store_dispose(struct store *s, uint64_t index, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "DELETE FROM bodies WHERE seq = ?", -1, &q, NULL) == SQLITE_OK &&
              sqlite3_bind_int64(q, 1, (sqlite3_int64)index) == SQLITE_OK;

    run(s, "PRAGMA secure_delete = ON", NULL);
    ok = (ok || failed(s, e, "not prepared")) && step(s, q, e) == SQLITE_DONE;
    sqlite3_finalize(q);
    if (ok && sqlite3_changes(s->db) == 0)
        return error_set(e, ERROR_USAGE, index, "entry %" PRIu64 " has no statement to dispose of", index);
    /* what was deleted leaves the write-ahead log too */
    return ok && run(s, "PRAGMA wal_checkpoint(TRUNCATE)", e);
}

/* One entry against its statement and against its leaf in the tree. */
static bool check_entry(struct store *s, struct arena *a, uint64_t i, struct merkle_hash *leaf, struct error *e)
{
    struct store_entry entry;
    struct statement statement;
    struct error why;
    struct bytes tile, stored;
    uint8_t commitment[SHA256_SIZE];
    unsigned at = (unsigned)(i % MERKLE_WIDTH);

    if (!store_get(s, a, i, &entry, e))
        return false;
    hash_sha256_two(entry.salt, entry.statement, commitment);
    if (!entry.disposed && memcmp(commitment, entry.commitment, sizeof commitment) != 0)
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": the statement is not the one the log committed to", i);
    if (entry.openings.size > 0 && !statement_read(a, entry.statement, &statement, &why))
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": openings of what is no statement", i);
    if (entry.openings.size > 0 && !statement_openings_hold(a, &statement, entry.openings, &why))
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": openings: %.300s", i, why.text);
    merkle_leaf(entry.entry, leaf);
    if (!get_tile(&s->tiles, 0, i / MERKLE_WIDTH, at + 1, &tile, e))
        return false;
    return (bytes_slice(tile, (uint64_t)at * SHA256_SIZE, SHA256_SIZE, &stored) &&
            bytes_equal(stored, bytes_of(leaf->byte, SHA256_SIZE))) ||
           error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 " is not the one in the log's tree", i);
}

/* The tile of level 1 and above to which `size` entries gave their last hash, against the one below it. */
static bool check_level(struct store *s, unsigned level, uint64_t size, struct error *e)
{
    struct merkle_tiles *t = &s->tiles;
    uint64_t count = size;

    for (unsigned l = 0; l < level; l++)
        count /= MERKLE_WIDTH;
    for (uint64_t i = 0; i < count; i++) {
        struct merkle_hash want;
        struct bytes below, tile, stored;
        if (!get_tile(t, level - 1, i, MERKLE_WIDTH, &below, e))
            return false;
        merkle_fold(below, MERKLE_WIDTH, &want);
        if (!get_tile(t, level, i / MERKLE_WIDTH, (unsigned)(i % MERKLE_WIDTH) + 1, &tile, e))
            return false;
        if (!bytes_slice(tile, i % MERKLE_WIDTH * SHA256_SIZE, SHA256_SIZE, &stored) ||
            !bytes_equal(stored, bytes_of(want.byte, SHA256_SIZE)))
            return error_set(e, ERROR_FORMAT, i << (8 * level), "the log: hash %" PRIu64 " of level %u is wrong", i, level);
    }
    return true;
}

bool store_check(struct store *s, struct error *e)
{
    struct arena a;
    uint64_t size;
    bool ok = run(s, "BEGIN", e);

    if (!ok)
        return false;
    arena_init(&a, LIMIT_STATEMENT * 64);
    ok = store_size(s, &size, e);
    for (uint64_t i = 0; ok && i < size; i++) {
        struct merkle_hash leaf;
        ok = check_entry(s, &a, i, &leaf, e);
        arena_reset(&a);
    }
    for (unsigned level = 1; ok && level < MERKLE_LEVELS; level++)
        ok = check_level(s, level, size, e);
    arena_free(&a);
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

bool store_keep_checkpoint(struct store *s, uint64_t size, struct bytes note, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", -1, &q, NULL) == SQLITE_OK &&
              sqlite3_bind_int64(q, 1, (sqlite3_int64)size) == SQLITE_OK &&
              sqlite3_bind_blob(q, 2, note.data, (int)note.size, SQLITE_STATIC) == SQLITE_OK;

    ok = (ok || failed(s, e, "not prepared")) && step(s, q, e) == SQLITE_DONE;
    sqlite3_finalize(q);
    return ok;
}

bool store_checkpoint(struct store *s, struct arena *a, struct bytes *note, struct error *e)
{
    sqlite3_stmt *q = NULL;
    int rc;

    *note = bytes_of(NULL, 0);
    if (sqlite3_prepare_v2(s->db, "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", -1, &q, NULL) != SQLITE_OK)
        return failed(s, e, "not read");
    rc = step(s, q, e);
    if (rc == SQLITE_ROW)
        *note = arena_copy(a, column(q, 0));
    sqlite3_finalize(q);
    return rc == SQLITE_ROW || rc == SQLITE_DONE;
}
