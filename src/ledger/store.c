#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/json_read.h"
#include "ledger/store_parts.h"

enum { BUSY_MS = 10000 };

const char *store_access_name(enum store_access access)
{
    static const char *const names[ACCESS_COUNT] = {"public", "vendor", "partner", "internal", "sealed"};

    return names[access];
}

bool store_failed(struct store *s, struct error *e, const char *doing)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: %s: %s", doing, sqlite3_errmsg(s->db));
}

bool store_run(struct store *s, const char *sql, struct error *e)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_failed(s, e, "not written");
}

struct bytes store_column(sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_blob(q, i);

    return bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i));
}

/* One row that has to be there, or nothing: SQLITE_ROW, SQLITE_DONE; anything else was said. */
int store_step(struct store *s, sqlite3_stmt *q, struct error *e)
{
    int rc = sqlite3_step(q);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        store_failed(s, e, sqlite3_stmt_readonly(q) ? "not read" : "not written");
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
    rc = store_step(s, q, e);
    found = rc == SQLITE_ROW ? store_column(q, 0) : bytes_of(NULL, 0);
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
    ok = store_step(s, s->put_tile, e) == SQLITE_DONE;
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
        {&s->put_body, "INSERT INTO bodies (seq, access, salt, statement, openings, matter) VALUES (?, ?, ?, ?, ?, ?)"},
        {&s->get_entry, "SELECT entry, access, salt, statement, bodies.seq IS NULL, openings, CAST(matter AS BLOB) FROM entries LEFT JOIN bodies"
                        " USING (seq) WHERE entries.seq = ?"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sqlite3_prepare_v3(s->db, all[i].sql, -1, SQLITE_PREPARE_PERSISTENT, all[i].statement, NULL) != SQLITE_OK)
            return store_failed(s, e, "not a store of statements");
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
        store_failed(s, e, "cannot be opened");
        store_close(s);
        return NULL;
    }
    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    if (!store_run(s, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;"
                "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
             e)) {
        store_close(s);
        return NULL;
    }
    return s;
}

static bool read_origin(struct store *s, struct error *e)
{
    sqlite3_stmt *q = NULL;
    struct bytes origin = {NULL, 0};

    if (!store_bring_forward(s, e))
        return false;
    if (sqlite3_prepare_v2(s->db, "SELECT CAST(origin AS BLOB) FROM log", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        origin = store_column(q, 0);
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
    bool ok = store_run(s, "BEGIN IMMEDIATE", e) && store_make_tables(s, e);

    if (!ok)
        return false;
    ok = sqlite3_prepare_v2(s->db, "INSERT INTO log VALUES (?)", -1, &q, NULL) == SQLITE_OK &&
         sqlite3_bind_text(q, 1, (const char *)origin.data, (int)origin.size, SQLITE_STATIC) == SQLITE_OK &&
         sqlite3_step(q) == SQLITE_DONE;
    sqlite3_finalize(q);
    return (ok || store_failed(s, e, "not written")) && store_run(s, "COMMIT", e);
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
    int rc = store_step(s, s->count, e);

    *size = rc == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(s->count, 0) : 0;
    done(s->count);
    return rc == SQLITE_ROW;
}

bool store_disposed(struct store *s, uint64_t *count, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "SELECT (SELECT count(*) FROM entries) - (SELECT count(*) FROM bodies)", -1, &q,
                                 NULL) == SQLITE_OK;

    ok = (ok || store_failed(s, e, "not prepared")) && store_step(s, q, e) == SQLITE_ROW;
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

static bool put_entry(struct store *s, uint64_t index, struct bytes entry, struct error *e)
{
    bool ok;

    sqlite3_bind_int64(s->put_entry, 1, (sqlite3_int64)index);
    sqlite3_bind_blob(s->put_entry, 2, entry.data, (int)entry.size, SQLITE_STATIC);
    ok = store_step(s, s->put_entry, e) == SQLITE_DONE;
    done(s->put_entry);
    return ok;
}

static bool put_body(struct store *s, uint64_t index, const struct store_new *n, const uint8_t salt[SALT_SIZE], struct error *e)
{
    struct arena a;
    struct bytes matter;
    bool ok;

    arena_init(&a, LIMIT_STATEMENT * 64);
    matter = store_matter_of(&a, n->statement);
    sqlite3_bind_int64(s->put_body, 1, (sqlite3_int64)index);
    sqlite3_bind_int(s->put_body, 2, (int)n->access);
    sqlite3_bind_blob(s->put_body, 3, salt, SALT_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob(s->put_body, 4, n->statement.data, (int)n->statement.size, SQLITE_STATIC);
    if (n->openings.size > 0)
        sqlite3_bind_blob(s->put_body, 5, n->openings.data, (int)n->openings.size, SQLITE_STATIC);
    if (matter.size > 0)
        sqlite3_bind_text(s->put_body, 6, (const char *)matter.data, (int)matter.size, SQLITE_STATIC);
    ok = store_step(s, s->put_body, e) == SQLITE_DONE;
    done(s->put_body);
    arena_free(&a);
    return ok;
}

bool store_append(struct store *s, const char *kind, const char *time, enum store_access access, struct bytes statement,
                  uint64_t *index, struct error *e)
{
    struct store_new n = {.kind = kind, .time = time, .access = access, .statement = statement};

    return store_put(s, &n, index, e);
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

/* Takes the body of an entry away; what was there is overwritten. */
static bool take_body(struct store *s, uint64_t index, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "DELETE FROM bodies WHERE seq = ?", -1, &q, NULL) == SQLITE_OK &&
              sqlite3_bind_int64(q, 1, (sqlite3_int64)index) == SQLITE_OK;

    ok = (ok || store_failed(s, e, "not prepared")) && store_step(s, q, e) == SQLITE_DONE;
    sqlite3_finalize(q);
    return ok && (sqlite3_changes(s->db) > 0 ||
                  error_set(e, ERROR_USAGE, index, "entry %" PRIu64 " has no statement to dispose of", index));
}

/* What was deleted leaves the write-ahead log too. */
static bool empty_wal(struct store *s, struct error *e)
{
    struct error why = {0};

    return store_run(s, "PRAGMA wal_checkpoint(TRUNCATE)", &why) ||
           error_set(e, why.code, 0, "disposed of, but what was there may still be in the store's -wal file until it is next opened: %.200s",
                     why.text);
}

/* All that an append changes, in the transaction that is open. */
static bool put_all(struct store *s, const struct store_new *n, const uint8_t salt[SALT_SIZE], struct bytes entry, uint64_t *index,
                    struct error *e)
{
    struct merkle_hash leaf;

    merkle_leaf(entry, &leaf);
    return store_size(s, index, e) && as_expected(s, *index, e) && put_entry(s, *index, entry, e) &&
           put_body(s, *index, n, salt, e) && merkle_append(&s->tiles, *index, &leaf, e) &&
           (n->disposes == NULL || take_body(s, *n->disposes, e));
}

static bool check_new(const struct store_new *n, struct error *e)
{
    if (n->statement.size == 0 || n->statement.size > LIMIT_STATEMENT)
        return error_set(e, ERROR_LIMIT, 0, "a statement of %zu bytes; 1 to %u are taken", n->statement.size, LIMIT_STATEMENT);
    return n->openings.size <= LIMIT_STATEMENT ||
           error_set(e, ERROR_LIMIT, 0, "openings of %zu bytes; at most %u are taken", n->openings.size, LIMIT_STATEMENT);
}

bool store_put(struct store *s, const struct store_new *n, uint64_t *index, struct error *e)
{
    uint8_t salt[SALT_SIZE], commitment[SHA256_SIZE];
    struct buf entry;
    bool ok;

    if (!check_new(n, e))
        return false;
    if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        return error_set(e, ERROR_SYSTEM, 0, "the system gives no random bytes for a salt");
    hash_sha256_two(bytes_of(salt, sizeof salt), n->statement, commitment);
    buf_init(&entry, LIMIT_LOG_ENTRY);
    write_entry(&entry, commitment, n->kind, n->time);
    ok = (!entry.failed || error_set(e, ERROR_LIMIT, 0, "a log entry of more than %u bytes", LIMIT_LOG_ENTRY)) &&
         store_run(s, "BEGIN IMMEDIATE", e);
    if (ok) {
        ok = put_all(s, n, salt, buf_bytes(&entry), index, e) && store_run(s, "COMMIT", e);
        if (!ok)
            sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    }
    buf_free(&entry);
    return ok && (n->disposes == NULL || empty_wal(s, e));
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
    rc = store_step(s, q, e);
    if (rc == SQLITE_ROW) {
        int64_t access = sqlite3_column_int64(q, 1);
        out->entry = arena_copy(a, store_column(q, 0));
        out->disposed = sqlite3_column_int(q, 4) != 0;
        out->salt = arena_copy(a, store_column(q, 2));
        out->statement = arena_copy(a, store_column(q, 3));
        out->openings = arena_copy(a, store_column(q, 5));
        out->matter = arena_copy(a, store_column(q, 6));
        out->access = access >= 0 && access < ACCESS_COUNT ? (enum store_access)access : ACCESS_SEALED;
    }
    done(q);
    if (rc == SQLITE_DONE)
        return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " is not in the log", index);
    return rc == SQLITE_ROW && store_entry_read(a, index, out, e);
}

bool store_dispose(struct store *s, uint64_t index, struct error *e)
{
    return take_body(s, index, e) && empty_wal(s, e);
}

bool store_keep_checkpoint(struct store *s, uint64_t size, struct bytes note, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(s->db, "INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", -1, &q, NULL) == SQLITE_OK &&
              sqlite3_bind_int64(q, 1, (sqlite3_int64)size) == SQLITE_OK &&
              sqlite3_bind_blob(q, 2, note.data, (int)note.size, SQLITE_STATIC) == SQLITE_OK;

    ok = (ok || store_failed(s, e, "not prepared")) && store_step(s, q, e) == SQLITE_DONE;
    sqlite3_finalize(q);
    return ok;
}

bool store_checkpoint(struct store *s, struct arena *a, struct bytes *note, struct error *e)
{
    sqlite3_stmt *q = NULL;
    int rc;

    *note = bytes_of(NULL, 0);
    if (sqlite3_prepare_v2(s->db, "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1", -1, &q, NULL) != SQLITE_OK)
        return store_failed(s, e, "not read");
    rc = store_step(s, q, e);
    if (rc == SQLITE_ROW)
        *note = arena_copy(a, store_column(q, 0));
    sqlite3_finalize(q);
    return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

bool store_matter(struct store *s, struct arena *a, struct bytes name, struct store_indexes *out, struct error *e)
{
    sqlite3_stmt *q = NULL;
    size_t capacity = 0;
    int rc;

    *out = (struct store_indexes){NULL, 0};
    if (sqlite3_prepare_v2(s->db, "SELECT seq FROM bodies WHERE matter = ? ORDER BY seq", -1, &q, NULL) != SQLITE_OK ||
        sqlite3_bind_text(q, 1, (const char *)name.data, (int)name.size, SQLITE_STATIC) != SQLITE_OK) {
        sqlite3_finalize(q);
        return store_failed(s, e, "not read");
    }
    while ((rc = store_step(s, q, e)) == SQLITE_ROW) {
        out->rows = arena_grow(a, out->rows, out->count, &capacity, sizeof *out->rows);
        out->rows[out->count++] = (uint64_t)sqlite3_column_int64(q, 0);
    }
    sqlite3_finalize(q);
    return rc == SQLITE_DONE;
}

bool store_matters(struct store *s, struct arena *a, struct bytes **names, size_t *count, struct error *e)
{
    sqlite3_stmt *q = NULL;
    size_t capacity = 0;
    int rc;

    *names = NULL;
    *count = 0;
    if (sqlite3_prepare_v2(s->db, "SELECT CAST(matter AS BLOB) FROM bodies WHERE matter IS NOT NULL GROUP BY matter ORDER BY min(seq)",
                           -1, &q, NULL) != SQLITE_OK)
        return store_failed(s, e, "not read");
    while ((rc = store_step(s, q, e)) == SQLITE_ROW) {
        *names = arena_grow(a, *names, *count, &capacity, sizeof **names);
        (*names)[(*count)++] = arena_copy(a, store_column(q, 0));
    }
    sqlite3_finalize(q);
    return rc == SQLITE_DONE;
}
