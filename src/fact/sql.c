#include "fact/sql.h"
#include "fact/sql_memory.h"
#include "fact/sql_tables.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"

int sql_rank(struct bytes word)
{
    static const char *const grades[] = {"present", "referenced", "called", "reachable", "permitted"};
    static const char *const severities[] = {"info", "low", "medium", "high", "critical"};

    for (int i = 0; i < 5; i++) {
        if (bytes_is(word, grades[i]))
            return i;
        if (bytes_is(word, severities[i]))
            return 100 + i;
    }
    return -1;
}

static void f_at_least(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    int rank[2];

    (void)argc;
    for (int i = 0; i < 2; i++) {
        struct bytes word = bytes_of(sqlite3_value_text(argv[i]), (size_t)sqlite3_value_bytes(argv[i]));
        char why[200];
        if (sqlite3_value_type(argv[i]) == SQLITE_NULL) {
            sqlite3_result_null(to);
            return;
        }
        rank[i] = sql_rank(word);
        if (rank[i] < 0) {
            snprintf(why, sizeof why, "at_least: \"%.60s\" is neither a grade nor a severity",
                     (const char *)sqlite3_value_text(argv[i]));
            sqlite3_result_error(to, why, -1);
            return;
        }
    }
    if ((rank[0] >= 100) != (rank[1] >= 100))
        sqlite3_result_error(to, "at_least: a grade does not compare with a severity", -1);
    else
        sqlite3_result_int(to, rank[0] >= rank[1]);
}

/*
 * Functions that may be used: no clock, no randomness, no settings, so that the same question to the same app
 * has the same answer; for criteria and policies no floating point either.
 */
static bool function_listed(const char *name, bool strict)
{
    static const char *const listed[] = {
        "abs",          "at_least", "char",        "coalesce",   "count",      "format", "glob",
        "group_concat", "hex",      "ifnull",      "iif",        "instr",      "length", "like",
        "lower",        "ltrim",    "max",         "min",        "nullif",     "printf", "quote",
        "replace",      "rtrim",    "sum",         "substr",     "substring",  "trim",   "typeof",
        "unicode",      "upper",    "row_number",  "rank",       "dense_rank", "likely", "unlikely",
        "lag",          "lead",     "first_value", "last_value",
    };

    static const char *const of_queries[] = {"avg",         "total",     "round", "json_group_array",
                                             "json_object", "json_array"};

    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (strcmp(listed[i], name) == 0)
            return true;
    for (size_t i = 0; !strict && i < sizeof of_queries / sizeof *of_queries; i++)
        if (strcmp(of_queries[i], name) == 0)
            return true;
    return false;
}

static int refuse(struct sql *q, const char *what, const char *name)
{
    q->refused = what;
    snprintf(q->refused_name, sizeof q->refused_name, "%s", name == NULL ? "" : name);
    return SQLITE_DENY;
}

/* A column of a fact table is read: what it rests on. */
static void note_read(struct sql *q, size_t table, const char *column)
{
    const struct table *t = table_at(table);

    q->tables |= 1ull << table;
    q->parts |= t->parts;
    for (size_t i = 0; i < t->column_count; i++)
        if ((t->columns[i].flags & COLUMN_CODE) != 0 && strcmp(t->columns[i].name, column) == 0)
            q->parts |= PART_CONTAINER | PART_CODE;
}

static int authorize(void *context, int action, const char *one, const char *two, const char *three,
                     const char *four)
{
    struct sql *q = context;

    (void)three;
    (void)four;
    if (q->trusted)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        for (size_t i = 0; table_at(i) != NULL; i++)
            if (strcmp(table_at(i)->name, one) == 0) {
                note_read(q, i, two);
                return SQLITE_OK;
            }
        if (strcmp(one, "answers") == 0 || strcmp(one, "findings") == 0) /* of sql_add_texts() */
            return q->answers ? SQLITE_OK : refuse(q, "is for policies; criteria ask about facts", one);
        /* counting the rows of a name given in WITH or AS is asked about as a table without a column */
        if (one[0] == 0 || (two[0] == 0 && strncmp(one, "sqlite_", 7) != 0))
            return SQLITE_OK;
        return refuse(q, "reads a table that is not a fact table", one);
    case SQLITE_FUNCTION:
        if (!function_listed(two, q->strict))
            return refuse(q, "uses a function that is not allowed", two);
        return SQLITE_OK;
    case SQLITE_PRAGMA:
        return refuse(q, "is a PRAGMA; only SELECT is allowed", one);
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return refuse(q, "attaches a database; only SELECT is allowed", "");
    default:
        return refuse(q, "would change something; only SELECT is allowed", one);
    }
}

bool sql_spend(struct sql *q)
{
    if (!q->limited)
        return true;
    if (q->budget == 0) {
        q->exhausted = true;
        return false;
    }
    q->budget--;
    return true;
}

static int on_progress(void *context)
{
    return !sql_spend(context);
}

/*
 * No locks, no statistics of memory, and room for the small pieces of a few hundred prepared statements:
 * half the time of preparing them was malloc() and its locks. One thread at a time uses SQLite: a helper
 * (base/ahead.h) until its job is finished, then the reader.
 */
void sql_start(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sql_memory();
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 800);
}

bool sql_open(struct sql *q, struct app *app, struct error *e)
{
    *q = (struct sql){.app = app};
    sql_start();
    if (sqlite3_open_v2(":memory:", &q->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) != SQLITE_OK)
        goto fail;
    sqlite3_db_config(q->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 512, 400); /* statements are made of small pieces */
    /* a plan rests on the text of a statement, never on what is bound to it: else binding would have it made again */
    sqlite3_db_config(q->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    if (!sql_tables_open(q))
        goto fail;
    sqlite3_limit(q->db, SQLITE_LIMIT_LENGTH, LIMIT_SQL_LENGTH);
    sqlite3_limit(q->db, SQLITE_LIMIT_EXPR_DEPTH, 200);
    sqlite3_limit(q->db, SQLITE_LIMIT_COMPOUND_SELECT, 50);
    sqlite3_limit(q->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(q->db, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_limit(q->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
    if (sqlite3_exec(q->db, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_create_function(q->db, "at_least", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, f_at_least,
                                NULL, NULL) != SQLITE_OK)
        goto fail;
    sqlite3_set_authorizer(q->db, authorize, q);
    sqlite3_progress_handler(q->db, SQL_STEP_UNIT, on_progress, q);
    return true;
fail:
    error_set(e, ERROR_SYSTEM, 0, "cannot open the fact tables: %s",
              q->db == NULL ? "out of memory" : sqlite3_errmsg(q->db));
    sql_close(q);
    return false;
}

void sql_close(struct sql *q)
{
    sql_keeping_free(&q->keeping);
    sqlite3_close(q->db);
    free(q->modules);
    *q = (struct sql){0};
}

/* SQLite's word for what went wrong, or ours when it was us who refused. */
static bool fail_prepare(struct sql *q, struct error *e)
{
    int at = sqlite3_error_offset(q->db);

    if (q->refused != NULL && q->refused_name[0] != 0)
        return error_set(e, ERROR_REFUSED, 0, "%s: %s", q->refused_name, q->refused);
    if (q->refused != NULL)
        return error_set(e, ERROR_REFUSED, 0, "%s", q->refused);
    return error_set(e, ERROR_FORMAT, at < 0 ? 0 : (uint64_t)at, "%s", sqlite3_errmsg(q->db));
}

/* Whether `rest` holds nothing but white space, comments and semicolons. */
static bool only_space(struct bytes rest)
{
    for (size_t at = 0; at < rest.size; at++) {
        struct bytes from = bytes_from(rest, at);
        if (bytes_starts(from, BYTES("--")))
            at = bytes_find(rest, '\n', at);
        else if (bytes_starts(from, BYTES("/*"))) /* SQLite lets the end of the text end it */
            at = bytes_search(rest, BYTES("*/"), at + 2) + 1;
        else if (rest.data[at] == 0 || strchr(" \t\r\n;", rest.data[at]) == NULL)
            return false;
    }
    return true;
}

bool sql_prepare_with(struct sql *q, struct bytes text, bool strict, size_t parameters, struct sql_statement *out,
                      struct error *e)
{
    const char *tail = NULL;
    int rc;

    *out = (struct sql_statement){0};
    if (text.size > LIMIT_SQL_LENGTH)
        return error_set(e, ERROR_LIMIT, 0, "the SQL is %zu bytes long, more than %u", text.size,
                         LIMIT_SQL_LENGTH);
    if (bytes_find(text, 0, 0) != text.size)
        return error_set(e, ERROR_FORMAT, bytes_find(text, 0, 0), "the SQL holds a NUL byte");
    q->strict = strict;
    q->tables = 0;
    q->parts = 0;
    q->refused = NULL;
    rc = sqlite3_prepare_v2(q->db, (const char *)text.data, (int)text.size, &out->handle, &tail);
    if (rc != SQLITE_OK)
        return fail_prepare(q, e);
    if (out->handle == NULL)
        return error_set(e, ERROR_FORMAT, 0, "there is no SQL statement");
    out->tables = q->tables;
    out->parts = q->parts;
    if (sqlite3_stmt_isexplain(out->handle) != 0)
        error_set(e, ERROR_REFUSED, 0, "is an EXPLAIN; only SELECT is allowed");
    else if (!sqlite3_stmt_readonly(out->handle) || sqlite3_column_count(out->handle) == 0)
        error_set(e, ERROR_REFUSED, 0, "would change something; only SELECT is allowed");
    else if (!only_space(bytes_from(text, (size_t)((const uint8_t *)tail - text.data))))
        error_set(e, ERROR_REFUSED, (uint64_t)((const uint8_t *)tail - text.data),
                  "holds more than one statement");
    else if ((size_t)sqlite3_bind_parameter_count(out->handle) != parameters)
        error_set(e, ERROR_REFUSED, 0, "has a parameter (?, :name, @name or $name); nothing binds it");
    else
        return true;
    sql_finish(out);
    return false;
}

bool sql_prepare(struct sql *q, struct bytes text, bool strict, struct sql_statement *out, struct error *e)
{
    return sql_prepare_with(q, text, strict, 0, out, e);
}

void sql_finish(struct sql_statement *s)
{
    if (s->kept)
        sqlite3_reset(s->handle);
    else
        sqlite3_finalize(s->handle);
    s->handle = NULL;
}

void sql_budget(struct sql *q, uint64_t thousands)
{
    q->limited = true;
    q->budget = thousands;
    q->passed = 0;
    q->exhausted = false;
}

int sql_step(struct sql *q, struct sql_statement *s, struct error *e)
{
    int rc = sqlite3_step(s->handle);

    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE)
        return 0;
    if (q->exhausted)
        error_set(e, ERROR_LIMIT, 0, "its step budget is used up");
    else
        error_set(e, ERROR_FORMAT, 0, "%s", sqlite3_errmsg(q->db));
    return -1;
}

int sql_column(const struct sql_statement *s, const char *name)
{
    for (int i = 0; i < sqlite3_column_count(s->handle); i++)
        if (strcmp(sqlite3_column_name(s->handle, i), name) == 0)
            return i;
    return -1;
}

bool sql_add_texts(struct sql *q, struct sql_texts *t, struct error *e)
{
    bool ok;

    q->trusted = true;
    ok = sql_texts_open(q->db, t);
    q->trusted = false;
    return ok || error_set(e, ERROR_SYSTEM, 0, "%s", sqlite3_errmsg(q->db));
}

struct bytes sql_text(struct sql_statement *s, int column)
{
    const void *text = sqlite3_column_text(s->handle, column);

    return bytes_of(text, text == NULL ? 0 : (size_t)sqlite3_column_bytes(s->handle, column));
}
