/* The store and its log: what is acknowledged is there after a kill at any moment; changed, deleted, swapped and
 * doubled entries are found and named; disposal leaves every proof; two writers at once; limits; figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "ledger/store.h"

#define ORIGIN "log.example"
#define TIME "2026-11-23T10:00:00Z"

static char folder[] = "/tmp/veto-store-XXXXXX";
static char path[64];

static int setup(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/log", folder);
    return 0;
}

static void clean(void)
{
    char command[200];

    snprintf(command, sizeof command, "rm -rf -- %s/*", folder);
    assert_int_equal(system(command), 0);
}

static int teardown(void **state)
{
    (void)state;
    clean();
    return rmdir(folder);
}

static uint64_t add(struct store *s, unsigned n)
{
    char text[64];
    uint64_t index = 0;
    struct error e = {0};

    snprintf(text, sizeof text, "{\"kind\":\"notice\",\"n\":%u}", n);
    if (!store_append(s, "notice", TIME, ACCESS_VENDOR, bytes_str(text), &index, &e))
        fail_msg("%s", e.text);
    return index;
}

static struct store *filled(unsigned entries)
{
    struct error e = {0};
    struct store *s;

    clean();
    s = store_make(path, BYTES(ORIGIN), &e);
    if (s == NULL)
        fail_msg("%s", e.text);
    for (unsigned i = 0; i < entries; i++)
        assert_int_equal(add(s, i), i);
    return s;
}

static void written_and_read(void **state)
{
    struct error e = {0};
    struct arena a;
    struct store_entry entry;
    struct store *s = filled(300);
    struct merkle_hash root, again;
    struct bytes note;
    uint64_t size;

    (void)state;
    arena_init(&a, 8u << 20);
    assert_true(merkle_tree_root(store_tiles(s), 300, &root, &e));
    assert_true(store_keep_checkpoint(s, 300, BYTES("note 300"), &e));
    assert_true(store_keep_checkpoint(s, 100, BYTES("note 100"), &e));
    store_close(s);
    assert_null(store_make(path, BYTES(ORIGIN), &e));
    s = store_open(path, &e);
    assert_non_null(s);
    assert_true(bytes_is(store_origin(s), ORIGIN));
    assert_true(store_size(s, &size, &e));
    assert_int_equal(size, 300);
    assert_true(merkle_tree_root(store_tiles(s), 300, &again, &e));
    assert_memory_equal(&root, &again, sizeof root);
    assert_true(store_checkpoint(s, &a, &note, &e));
    assert_true(bytes_is(note, "note 300"));
    assert_true(store_get(s, &a, 7, &entry, &e));
    assert_true(bytes_is(entry.statement, "{\"kind\":\"notice\",\"n\":7}"));
    assert_true(bytes_is(entry.kind, "notice") && bytes_is(entry.time, TIME));
    assert_int_equal(entry.access, ACCESS_VENDOR);
    assert_int_equal(entry.salt.size, SALT_SIZE);
    assert_false(store_get(s, &a, 300, &entry, &e));
    assert_true(store_check(s, &e));
    store_close(s);
    arena_free(&a);
    assert_null(store_open("/nowhere/log", &e));
    assert_int_equal(e.code, ERROR_SYSTEM);
}

/* Nobody can tell from the log what a short statement says: the same one gives another commitment each time. */
static void salted(void **state)
{
    struct error e = {0};
    struct arena a;
    struct store_entry one, two;
    struct store *s = filled(0);

    (void)state;
    arena_init(&a, 8u << 20);
    add(s, 1);
    add(s, 1);
    assert_true(store_get(s, &a, 0, &one, &e));
    assert_true(store_get(s, &a, 1, &two, &e));
    assert_true(bytes_equal(one.statement, two.statement));
    assert_memory_not_equal(one.commitment, two.commitment, SHA256_SIZE);
    assert_false(bytes_equal(one.salt, two.salt));
    arena_free(&a);
    store_close(s);
}

static bool anywhere(const char *marker)
{
    char command[300];

    snprintf(command, sizeof command, "grep -q -a -r -e '%s' %s", marker, folder);
    return system(command) == 0;
}

static void disposal(void **state)
{
    struct error e = {0};
    struct arena a;
    struct store_entry entry;
    struct store *s = filled(20);
    struct merkle_hash root, leaf;
    struct merkle_proof p;
    uint64_t index;

    (void)state;
    arena_init(&a, 8u << 20);
    assert_true(store_append(s, "exception", TIME, ACCESS_SEALED, BYTES("{\"device\":\"MARKER-7731\"}"), &index, &e));
    add(s, 21);
    assert_true(anywhere("MARKER-7731"));
    assert_true(merkle_tree_root(store_tiles(s), 22, &root, &e));
    assert_true(store_dispose(s, index, &e));
    assert_false(store_dispose(s, index, &e));
    assert_true(store_get(s, &a, index, &entry, &e));
    assert_true(entry.disposed && entry.statement.size == 0 && entry.salt.size == 0);
    merkle_leaf(entry.entry, &leaf);
    assert_true(merkle_inclusion(store_tiles(s), index, 22, &p, &e));
    assert_true(merkle_included(&p, index, 22, &leaf, &root));
    assert_true(store_check(s, &e));
    store_close(s);
    assert_false(anywhere("MARKER-7731"));
    arena_free(&a);
}

/* What somebody with the file and SQLite can do to it; the first entry that does not fit is named. */
static void tampered(void **state)
{
    static const struct {
        const char *sql;
        uint64_t at;
        const char *why;
    } all[] = {
        {"UPDATE bodies SET statement = CAST('{}' AS BLOB) WHERE seq = 77", 77, "entry 77: the statement"},
        {"UPDATE bodies SET salt = zeroblob(32) WHERE seq = 5", 5, "entry 5: the statement"},
        {"DELETE FROM bodies WHERE seq = 600; DELETE FROM entries WHERE seq = 600", 600, "entry 600 is not in the log"},
        {"UPDATE entries SET entry = (SELECT entry FROM entries WHERE seq = 11) WHERE seq = 10;"
         "DELETE FROM bodies WHERE seq = 10", 10, "entry 10 is not the one"},
        {"UPDATE entries SET entry = CAST(replace(CAST(entry AS TEXT), '10:00', '09:00') AS BLOB) WHERE seq = 700", 700,
         "entry 700 is not the one"},
        {"UPDATE entries SET entry = CAST('[]' AS BLOB) WHERE seq = 3", 3, "entry 3 is not commitment"},
        {"DELETE FROM tiles WHERE level = 0 AND n = 1", 256, "tile 1 of level 0"},
        {"UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND n = 2", 512, "entry 512"},
        {"UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 1", 0, "of level 1 is wrong"},
        {"INSERT INTO entries SELECT 1000, entry FROM entries WHERE seq = 999", 1000, "tile 3 of level 0"},
        {"DELETE FROM bodies WHERE seq = 999; DELETE FROM entries WHERE seq = 999", 999, NULL},
    };
    struct merkle_hash before, after;
    struct error e = {0};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct store *s;
        sqlite3 *db;
        if (i == 0) {
            s = filled(1000);
            assert_true(merkle_tree_root(store_tiles(s), 1000, &before, &e));
            assert_true(store_check(s, &e));
            store_close(s);
            assert_int_equal(system("true"), 0);
            char copy[400];
            snprintf(copy, sizeof copy, "cp %s %s/kept", path, folder);
            assert_int_equal(system(copy), 0);
        } else {
            char copy[400];
            snprintf(copy, sizeof copy, "rm -f %s-wal %s-shm && cp %s/kept %s", path, path, folder, path);
            assert_int_equal(system(copy), 0);
        }
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, all[i].sql, NULL, NULL, NULL), SQLITE_OK);
        assert_true(sqlite3_changes(db) > 0);
        sqlite3_close(db);
        s = store_open(path, &e);
        assert_non_null(s);
        if (all[i].why != NULL) {
            if (store_check(s, &e) || strstr(e.text, all[i].why) == NULL || e.offset != all[i].at)
                fail_msg("%s: at %llu: %s", all[i].sql, (unsigned long long)e.offset, e.text);
        } else {
            /* a rollback that is consistent in itself: what a kept checkpoint is for */
            uint64_t size;
            assert_true(store_size(s, &size, &e));
            assert_int_equal(size, 999);
            assert_true(merkle_tree_root(store_tiles(s), 999, &after, &e));
            assert_memory_not_equal(&before, &after, sizeof before);
        }
        store_close(s);
    }
}

/* A child appends and acknowledges each on a pipe; it is killed at some moment. Every entry acknowledged is there. */
static void killed(void **state)
{
    unsigned kills = getenv("VETO_KILLS") != NULL ? (unsigned)strtoul(getenv("VETO_KILLS"), NULL, 10) : 200;
    uint64_t acknowledged = 0, total = 0, size;
    struct error e = {0};
    struct store *s;

    (void)state;
    for (unsigned k = 0; k < kills; k++) {
        int ends[2];
        uint64_t index;
        pid_t child;
        if (k % 200 == 0) { /* another log, so that deriving it again stays short */
            store_close(filled(1));
            total += acknowledged;
            acknowledged = 0;
        }
        assert_int_equal(pipe(ends), 0);
        child = fork();
        if (child == 0) {
            s = store_open(path, &e);
            for (;;) {
                index = add(s, k);
                if (write(ends[1], &index, sizeof index) != (ssize_t)sizeof index)
                    _exit(1);
            }
        }
        close(ends[1]);
        /* every other time once it writes, else wherever it is, in the middle of opening too */
        if (k % 2 == 0 && read(ends[0], &index, sizeof index) == (ssize_t)sizeof index)
            acknowledged = index + 1;
        usleep(1000 + k * 7919 % 9000);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(ends[0], &index, sizeof index) == (ssize_t)sizeof index)
            acknowledged = index + 1;
        close(ends[0]);
        s = store_open(path, &e);
        if (s == NULL)
            fail_msg("kill %u: %s", k, e.text);
        assert_true(store_size(s, &size, &e));
        assert_true(size >= acknowledged);
        if (k % 20 == 19 && !store_check(s, &e))
            fail_msg("kill %u: %s", k, e.text);
        store_close(s);
    }
    total += acknowledged;
    assert_true(total > kills / 4);
    print_message("# %u kills, %llu entries\n", kills, (unsigned long long)total);
}

static void two_writers(void **state)
{
    enum { EACH = 100 };
    struct error e = {0};
    struct store *s = filled(0);
    uint64_t size;
    pid_t child[2];
    int status;

    (void)state;
    store_close(s);
    for (int i = 0; i < 2; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            s = store_open(path, &e);
            for (unsigned n = 0; n < EACH; n++)
                add(s, n);
            store_close(s);
            _exit(0);
        }
    }
    for (int i = 0; i < 2; i++) {
        waitpid(child[i], &status, 0);
        assert_int_equal(status, 0);
    }
    s = store_open(path, &e);
    assert_true(store_size(s, &size, &e));
    assert_int_equal(size, 2 * EACH);
    assert_true(store_check(s, &e));
    store_close(s);
}

static void limits(void **state)
{
    struct error e = {0};
    struct store *s = filled(0);
    uint64_t index;
    static char big[LIMIT_STATEMENT + 1], name[LIMIT_LOG_ORIGIN + 2], kind[LIMIT_LOG_ENTRY + 1];

    (void)state;
    memset(big, 'x', sizeof big);
    assert_true(store_append(s, "notice", TIME, ACCESS_PUBLIC, bytes_of(big, LIMIT_STATEMENT), &index, &e));
    assert_false(store_append(s, "notice", TIME, ACCESS_PUBLIC, bytes_of(big, LIMIT_STATEMENT + 1), &index, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(store_append(s, "notice", TIME, ACCESS_PUBLIC, bytes_of(big, 0), &index, &e));
    memset(kind, 'k', LIMIT_LOG_ENTRY);
    assert_false(store_append(s, kind, TIME, ACCESS_PUBLIC, BYTES("x"), &index, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_true(store_check(s, &e));
    store_close(s);
    clean();
    memset(name, 'n', LIMIT_LOG_ORIGIN + 1);
    assert_null(store_make(path, bytes_of(name, LIMIT_LOG_ORIGIN + 1), &e));
    assert_null(store_make(path, BYTES("two\nlines"), &e));
    assert_null(store_make(path, BYTES(""), &e));
    s = store_make(path, bytes_of(name, LIMIT_LOG_ORIGIN), &e);
    assert_non_null(s);
    store_close(s);
}

/* Rows of the log, one blob of an entry each; a tile is that of the entries from ? * 256 on. */
static const struct {
    const char *get, *put;
    unsigned width; /* entries to a row */
} blobs[] = {
    {"SELECT entry FROM entries WHERE seq = ?", "UPDATE entries SET entry = ? WHERE seq = ?", 1},
    {"SELECT salt FROM bodies WHERE seq = ?", "UPDATE bodies SET salt = ? WHERE seq = ?", 1},
    {"SELECT statement FROM bodies WHERE seq = ?", "UPDATE bodies SET statement = ? WHERE seq = ?", 1},
    {"SELECT hashes FROM tiles WHERE level = 0 AND n = ?", "UPDATE tiles SET hashes = ? WHERE level = 0 AND n = ?", 256},
};

static void put_blob(sqlite3_stmt *put, const uint8_t *data, size_t size, uint64_t row)
{
    sqlite3_bind_blob(put, 1, data, (int)size, SQLITE_STATIC);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)row);
    if (sqlite3_step(put) != SQLITE_DONE)
        fail_msg("not written");
    sqlite3_reset(put);
}

/* Flips bits of one row; the entry that the byte is about does not fit, and is the one that is named. */
static size_t flip_row(struct store *s, size_t which, uint64_t row, size_t step)
{
    static uint8_t kept[1 << 16];
    sqlite3 *db = store_database(s);
    sqlite3_stmt *get, *put;
    struct error e = {0};
    struct arena a;
    size_t size, tried = 0;

    assert_int_equal(sqlite3_prepare_v2(db, blobs[which].get, -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, blobs[which].put, -1, &put, NULL), SQLITE_OK);
    sqlite3_bind_int64(get, 1, (sqlite3_int64)row);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    size = (size_t)sqlite3_column_bytes(get, 0);
    memcpy(kept, sqlite3_column_blob(get, 0), size);
    sqlite3_finalize(get);
    arena_init(&a, 64u << 20);
    for (size_t bit = row % step; bit < size * 8; bit += step, tried++) {
        uint64_t entry = blobs[which].width == 1 ? row : row * 256 + bit / 256;
        kept[bit / 8] ^= (uint8_t)(1 << bit % 8);
        put_blob(put, kept, size, row);
        kept[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (store_check_entry(s, &a, entry, &e) || e.offset != entry)
            fail_msg("bit %zu of %s, row %llu: %s", bit, blobs[which].get, (unsigned long long)row, e.text);
        arena_reset(&a);
    }
    put_blob(put, kept, size, row);
    assert_true(store_check_entry(s, &a, row * blobs[which].width, &e));
    arena_free(&a);
    sqlite3_finalize(put);
    return tried;
}

/* Bits of every row of a log of 1,000 entries, or every bit by `make torture`. */
static void every_bit(void **state)
{
    size_t step = getenv("VETO_TORTURE") != NULL ? 1 : 997, tried = 0;
    struct store *s = filled(1000);
    struct error e = {0};

    (void)state;
    assert_int_equal(sqlite3_exec(store_database(s), "BEGIN", NULL, NULL, NULL), SQLITE_OK);
    for (size_t which = 0; which < sizeof blobs / sizeof *blobs; which++)
        for (uint64_t row = 0; row * blobs[which].width < 1000; row++)
            tried += flip_row(s, which, row, step);
    assert_int_equal(sqlite3_exec(store_database(s), "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_true(store_check(s, &e));
    print_message("# %zu bits of the store's rows\n", tried);
    store_close(s);
}

static void add_of(struct store *s, const char *matter)
{
    struct error e = {0};
    char text[200];
    uint64_t index;

    snprintf(text, sizeof text, "{\"signatures\":[\"s\"],\"statement\":{\"case\":\"%s\"}}", matter);
    if (!store_append(s, "notice", TIME, ACCESS_PUBLIC, bytes_str(text), &index, &e))
        fail_msg("%s", e.text);
}

static void change(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void finds(struct store *s, const char *matter, const char *indexes)
{
    struct store_indexes at;
    struct error e = {0};
    struct arena a;
    char got[100] = "";

    arena_init(&a, 1u << 20);
    assert_true(store_matter(s, &a, bytes_str(matter), &at, &e));
    for (size_t i = 0; i < at.count; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%llu ", (unsigned long long)at.rows[i]);
    assert_string_equal(got, indexes);
    arena_free(&a);
}

/* A case is found by index, is what the statements say, and goes with them. */
static void matters(void **state)
{
    struct store *s = filled(3);
    struct error e = {0};
    struct bytes *names;
    struct arena a;
    size_t count;

    (void)state;
    arena_init(&a, 1u << 20);
    add_of(s, "chatter");
    add_of(s, "other");
    add_of(s, "chatter");
    finds(s, "chatter", "3 5 ");
    finds(s, "chat", "");
    assert_true(store_matters(s, &a, &names, &count, &e));
    assert_true(count == 2 && bytes_is(names[0], "chatter") && bytes_is(names[1], "other"));
    assert_true(store_dispose(s, 3, &e));
    finds(s, "chatter", "5 ");
    assert_true(store_check(s, &e));
    store_close(s);
    change("UPDATE bodies SET matter = 'other' WHERE seq = 5");
    s = store_open(path, &e);
    assert_false(store_check(s, &e));
    assert_int_equal(e.offset, 5);
    assert_non_null(strstr(e.text, "another case"));
    store_close(s);
    arena_free(&a);
}

/* A store as the first veto made it: format 1, without openings. */
static void first_format(void **state)
{
    struct store *s = filled(2);
    struct error e = {0};
    uint64_t index;

    (void)state;
    add_of(s, "chatter");
    store_close(s);
    change("CREATE TABLE b (seq INTEGER PRIMARY KEY REFERENCES entries (seq), access INTEGER NOT NULL CHECK (access BETWEEN 0 AND 4),"
           " salt BLOB NOT NULL CHECK (length(salt) = 32), statement BLOB NOT NULL) STRICT;"
           "INSERT INTO b SELECT seq, access, salt, statement FROM bodies; DROP TABLE bodies; ALTER TABLE b RENAME TO bodies;"
           "DROP TABLE observations; DROP TABLE reports; DROP TABLE issued; DROP TABLE imports; DROP TABLE texts; DROP TABLE samples;"
           "DROP TABLE evaluations; DROP TABLE records; DROP TABLE keepings; DROP TABLE commands; DROP TABLE steps; DROP TABLE runs; DROP TABLE probe_answers;"
           "DROP TABLE probes; PRAGMA user_version = 1");
    s = store_open(path, &e);
    if (s == NULL)
        fail_msg("%s", e.text);
    finds(s, "chatter", "2 ");
    assert_true(store_put(s, &(struct store_new){"notice", TIME, ACCESS_PUBLIC, BYTES("{}"), BYTES("{}"), NULL}, &index, &e));
    assert_int_equal(index, 3);
    store_close(s);
    s = store_open(path, &e);
    assert_non_null(s);
    finds(s, "chatter", "2 ");
    store_close(s);
}

/* A file that SQLite wrote for somebody else, or nobody did. */
static void others(void **state)
{
    struct error e = {0};
    sqlite3 *db;
    FILE *f;

    (void)state;
    clean();
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE entries (x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_null(store_open(path, &e));
    assert_non_null(strstr(e.text, "none of veto's"));
    f = fopen(path, "wb");
    fputs("not a database, but long enough to be taken for one by somebody who only looks at its size", f);
    fclose(f);
    assert_null(store_open(path, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_read), cmocka_unit_test(salted), cmocka_unit_test(disposal),
        cmocka_unit_test(tampered),         cmocka_unit_test(killed), cmocka_unit_test(two_writers),
        cmocka_unit_test(limits),           cmocka_unit_test(others), cmocka_unit_test(matters), cmocka_unit_test(every_bit), cmocka_unit_test(first_format),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
