#include "fleet/kept.h"

#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "base/limits.h"
#include "fact/table.h"
#include "ledger/store_sql.h"

/* --- into the store --- */

static struct bytes text_of(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

static bool done(sqlite3 *db, sqlite3_stmt *q, struct error *e)
{
    bool ok = sqlite3_step(q) == SQLITE_DONE || store_sql_failed(db, e, "not written");

    sqlite3_finalize(q);
    return ok;
}

static bool put_text(sqlite3 *db, struct bytes text, const uint8_t *digest, struct error *e)
{
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO records (sha256, text) VALUES (?, ?)", -1, &q, NULL) != SQLITE_OK)
        return store_sql_failed(db, e, "not written");
    sqlite3_bind_blob(q, 1, digest, SHA256_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob64(q, 2, text.data, text.size, SQLITE_STATIC);
    return done(db, q, e);
}

static bool put_row(sqlite3 *db, const struct json_node *app, struct bytes result, const uint8_t *digest,
                    struct error *e)
{
    const struct json_node *code = json_get(app, "version_code");
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(db,
                           "INSERT OR IGNORE INTO evaluations (package, version, code, result, record)"
                           " VALUES (?, ?, ?, ?, ?)",
                           -1, &q, NULL) != SQLITE_OK)
        return store_sql_failed(db, e, "not written");
    store_sql_bind(q, 1, text_of(app, "id"));
    store_sql_bind(q, 2, text_of(app, "version_name"));
    if (code != NULL && code->kind == JSON_NUMBER)
        sqlite3_bind_int64(q, 3, code->number);
    store_sql_bind(q, 4, result);
    sqlite3_bind_blob(q, 5, digest, SHA256_SIZE, SQLITE_STATIC);
    return done(db, q, e);
}

bool kept_put(struct store *s, struct bytes text, struct error *e)
{
    sqlite3 *db = store_database(s);
    const struct json_node *record, *apps;
    uint8_t digest[SHA256_SIZE];
    struct arena arena;
    struct bytes result;
    bool ok;

    arena_init(&arena, LIMIT_ARENA);
    record = json_read(&arena, text, e);
    ok = record != NULL;
    if (ok) {
        result = text_of(json_get(record, "result"), "result");
        apps = json_get(json_get(record, "facts"), "app");
        ok = (result.size > 0 && apps != NULL && apps->kind == JSON_ARRAY && apps->count > 0 &&
              text_of(apps->first, "id").size > 0) ||
             error_set(e, ERROR_FORMAT, 0, "no record of an app's evaluation; veto evaluate --json prints one");
    }
    if (ok) {
        if (text.data[text.size - 1] == '\n')
            text.size--; /* a record's digest is without the line feed behind it */
        hash_sha256(text, digest);
        ok = sqlite3_exec(db, "SAVEPOINT kept", NULL, NULL, NULL) == SQLITE_OK || store_sql_failed(db, e, "not written");
        ok = ok && put_text(db, text, digest, e) && put_row(db, apps->first, result, digest, e);
        sqlite3_exec(db, ok ? "RELEASE kept" : "ROLLBACK TO kept; RELEASE kept", NULL, NULL, NULL);
    }
    arena_free(&arena);
    return ok;
}

/* --- asked over all --- */

/* Tables of a record that are not facts. */
static const struct other {
    const char *name, *columns[7];
} others[] = {
    {"answers", {"criterion", "answer", "reason"}},
    {"findings", {"criterion", "subject", "grade", "witness", "detail", "locus"}},
};

enum { OTHERS = sizeof others / sizeof *others, TABLES_MOST = 64, COLUMNS_MOST = 64 };

struct asking {
    sqlite3 *db;
    bool armed;             /* statements are the user's now */
    bool read[TABLES_MOST]; /* the fact tables, in order of the registry, then the others */
};

/* The table of that number and its columns; NULL past the last. */
static const char *table_name(size_t i, const char *columns[COLUMNS_MOST], size_t *count)
{
    const struct table *t = i < table_count() ? table_at(i) : NULL;

    *count = 0;
    if (t != NULL) {
        while (*count < t->column_count && *count < COLUMNS_MOST) {
            columns[*count] = t->columns[*count].name;
            ++*count;
        }
        return t->name;
    }
    i -= table_count();
    if (i >= OTHERS)
        return NULL;
    while (others[i].columns[*count] != NULL) {
        columns[*count] = others[i].columns[*count];
        ++*count;
    }
    return others[i].name;
}

/* Of the big tables a record has counts only. */
static bool small(size_t i)
{
    return i >= table_count() || table_at(i)->fill != NULL;
}

static int authorize(void *context, int action, const char *one, const char *two, const char *three, const char *four)
{
    const struct asking *a = context;

    (void)one, (void)three, (void)four;
    if (!a->armed || action == SQLITE_READ || action == SQLITE_SELECT || action == SQLITE_RECURSIVE)
        return SQLITE_OK;
    return action == SQLITE_FUNCTION && strcmp(two, "load_extension") != 0 ? SQLITE_OK : SQLITE_DENY;
}

/*
 * Tables whose name occurs in the SQL: a few too many at worst. What the
 * authorizer is told would be fewer, but of a column in USING it is told nothing.
 */
static void note_named(struct asking *a, const char *sql)
{
    const char *columns[COLUMNS_MOST], *name;
    size_t count;

    for (size_t i = 0; (name = table_name(i, columns, &count)) != NULL; i++)
        for (const char *at = sql; *at != 0 && !a->read[i]; at++)
            a->read[i] = small(i) && sqlite3_strnicmp(at, name, (int)strlen(name)) == 0;
}

static bool memory_failed(struct asking *a, struct error *e)
{
    return error_set(e, ERROR_SYSTEM, 0, "the facts of all apps: %s", sqlite3_errmsg(a->db));
}

static bool make_tables(struct asking *a, struct error *e)
{
    const char *columns[COLUMNS_MOST], *name;
    size_t count;
    struct buf sql;
    bool ok = true;

    buf_init(&sql, LIMIT_FRAME);
    buf_str(&sql, "CREATE TABLE apps (app, version, version_code, result, record);");
    for (size_t i = 0; (name = table_name(i, columns, &count)) != NULL; i++) {
        if (!small(i))
            continue;
        buf_printf(&sql, "CREATE TABLE \"%s\" (app, record", name);
        for (size_t k = 0; k < count; k++)
            buf_printf(&sql, ", \"%s\"", columns[k]);
        buf_str(&sql, ");");
    }
    buf_u8(&sql, 0);
    ok = sqlite3_exec(a->db, (const char *)buf_bytes(&sql).data, NULL, NULL, NULL) == SQLITE_OK || memory_failed(a, e);
    buf_free(&sql);
    return ok;
}

static void bind_node(sqlite3_stmt *q, int i, const struct json_node *n)
{
    if (n == NULL || n->kind == JSON_NULL)
        sqlite3_bind_null(q, i);
    else if (n->kind == JSON_TEXT)
        store_sql_bind(q, i, n->text);
    else if (n->kind == JSON_NUMBER || n->kind == JSON_BOOL)
        sqlite3_bind_int64(q, i, n->number);
    else
        sqlite3_bind_null(q, i);
}

/* The rows of one table of one record. */
static bool fill(struct asking *a, size_t i, const struct json_node *record, struct bytes app, struct bytes digest,
                 struct error *e)
{
    const char *columns[COLUMNS_MOST], *name;
    const struct json_node *rows;
    sqlite3_stmt *q = NULL;
    size_t count;
    struct buf sql;
    bool ok;

    name = table_name(i, columns, &count);
    rows = i < table_count() ? json_get(json_get(record, "facts"), name) : NULL;
    if (rows == NULL)
        rows = json_get(record, name); /* coverage is no fact of the record's */
    if (rows == NULL || rows->kind != JSON_ARRAY)
        return true;
    buf_init(&sql, LIMIT_FRAME);
    buf_printf(&sql, "INSERT INTO \"%s\" VALUES (?, ?", name);
    for (size_t k = 0; k < count; k++)
        buf_str(&sql, ", ?");
    buf_str(&sql, ")");
    buf_u8(&sql, 0);
    ok = sqlite3_prepare_v2(a->db, (const char *)buf_bytes(&sql).data, -1, &q, NULL) == SQLITE_OK || memory_failed(a, e);
    buf_free(&sql);
    for (const struct json_node *row = rows->first; ok && row != NULL; row = row->next) {
        store_sql_bind(q, 1, app);
        store_sql_bind(q, 2, digest);
        for (size_t k = 0; k < count; k++)
            bind_node(q, (int)k + 3, json_get(row, columns[k]));
        ok = sqlite3_step(q) == SQLITE_DONE || memory_failed(a, e);
        sqlite3_reset(q);
    }
    sqlite3_finalize(q);
    return ok;
}

static struct bytes blob(sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_blob(q, i);

    return bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i));
}

/* One evaluation: its row of apps, and of its record what is asked for. */
static bool add(struct asking *a, sqlite3_stmt *from, sqlite3_stmt *to, struct arena *arena, struct error *e)
{
    struct bytes app = blob(from, 0), text = blob(from, 5), digest = blob(from, 4);
    const struct json_node *record = NULL;
    bool ok;

    for (int i = 0; i < 5; i++)
        sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
    ok = sqlite3_step(to) == SQLITE_DONE || memory_failed(a, e);
    sqlite3_reset(to);
    for (size_t i = 0; ok && i < table_count() + OTHERS; i++) {
        if (!a->read[i] || text.size == 0)
            continue;
        if (record == NULL)
            record = json_read(arena, text, e);
        ok = record != NULL && fill(a, i, record, app, digest, e);
    }
    arena_reset(arena);
    return ok;
}

static bool add_all(struct asking *a, sqlite3 *store, uint64_t *without, struct error *e)
{
    static const char select[] = "SELECT package, version, code, result, lower(hex(record)), text FROM evaluations"
                                 " LEFT JOIN records ON sha256 = record ORDER BY package, code, version, record";
    sqlite3_stmt *from = NULL, *to = NULL;
    struct arena arena;
    bool ok;
    int rc = SQLITE_DONE;

    *without = 0;
    ok = sqlite3_prepare_v2(store, select, -1, &from, NULL) == SQLITE_OK || store_sql_failed(store, e, "not read");
    ok = ok && (sqlite3_prepare_v2(a->db, "INSERT INTO apps VALUES (?, ?, ?, ?, ?)", -1, &to, NULL) == SQLITE_OK ||
                memory_failed(a, e));
    arena_init(&arena, LIMIT_ARENA);
    while (ok && (rc = sqlite3_step(from)) == SQLITE_ROW) {
        *without += sqlite3_column_type(from, 5) == SQLITE_NULL;
        ok = add(a, from, to, &arena, e);
    }
    if (ok && rc != SQLITE_DONE)
        ok = store_sql_failed(store, e, "not read");
    arena_free(&arena);
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    return ok;
}

/* The one statement, which may only read. */
static bool prepare(struct asking *a, const char *sql, sqlite3_stmt **q, struct error *e)
{
    const char *tail = "";

    a->armed = true;
    if (sqlite3_prepare_v2(a->db, sql, -1, q, &tail) != SQLITE_OK || *q == NULL)
        return error_set(e, ERROR_USAGE, 0, "%s", *q == NULL && sqlite3_errcode(a->db) == SQLITE_OK
                                                       ? "no statement" : sqlite3_errmsg(a->db));
    a->armed = false;
    while (*tail == ' ' || *tail == '\n' || *tail == '\t' || *tail == ';')
        tail++;
    return *tail == 0 || error_set(e, ERROR_USAGE, 0, "more than one statement");
}

bool kept_ask(struct store *s, const char *sql, sqlite3 **db, sqlite3_stmt **q, uint64_t *without, struct error *e)
{
    struct asking a = {0};
    bool ok;

    *q = NULL;
    *db = NULL;
    if (table_count() + OTHERS > TABLES_MOST)
        return error_set(e, ERROR_LIMIT, 0, "more than %d tables", TABLES_MOST);
    if (sqlite3_open_v2(":memory:", &a.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
        sqlite3_close(a.db);
        return error_set(e, ERROR_SYSTEM, 0, "no memory for the facts of all apps");
    }
    ok = make_tables(&a, e);
    sqlite3_set_authorizer(a.db, authorize, &a);
    note_named(&a, sql);
    ok = ok && prepare(&a, sql, q, e) && add_all(&a, store_database(s), without, e);
    sqlite3_set_authorizer(a.db, NULL, NULL);
    if (!ok) {
        sqlite3_finalize(*q);
        sqlite3_close(a.db);
        *q = NULL;
        return false;
    }
    *db = a.db;
    return true;
}
