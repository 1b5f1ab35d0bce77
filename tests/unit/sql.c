/* SQL over the facts: reads and nothing else, the same rows by key as by looking at everything, and an end to
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "dex_make.h"
#include "fact/sql.h"
#include "fact/sql_shape.h"
#include "jail/input.h"
#include "read/app.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* statements are made from lists of forms */

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

/* An app with everything open. */
struct opened {
    struct arena arena;
    struct input input;
    struct app app;
    struct sql sql;
};

static void open_bytes(struct opened *o, struct bytes bytes)
{
    struct app_source source = {.bytes = bytes, .nth = 1};
    struct error e = {0};

    arena_init(&o->arena, LIMIT_ARENA);
    app_read(&o->app, &o->arena, &source, 1, stage, NULL);
    assert_true(sql_open(&o->sql, &o->app, &e));
}

static void open_file(struct opened *o, const char *path)
{
    struct error e = {0};

    *o = (struct opened){0};
    assert_true(input_open(&o->input, path, &e));
    open_bytes(o, o->input.bytes);
}

static void shut(struct opened *o)
{
    sql_close(&o->sql);
    arena_free(&o->arena);
    input_close(&o->input);
}

static const char *refusal(struct sql *q, const char *text, bool strict)
{
    static struct error e;
    struct sql_statement s;

    e = (struct error){0};
    if (!sql_prepare(q, bytes_str(text), strict, &s, &e))
        return e.text;
    sql_finish(&s);
    return NULL;
}

/* The first column of the only row, as text; the error of a step when there is one. */
static const char *value(struct sql *q, const char *text)
{
    static char out[4096];
    struct sql_statement s;
    struct error e = {0};
    struct bytes got;
    int more;

    if (!sql_prepare(q, bytes_str(text), false, &s, &e)) {
        snprintf(out, sizeof out, "refused: %s", e.text);
        return out;
    }
    more = sql_step(q, &s, &e);
    if (more == 1) {
        got = sql_text(&s, 0);
        snprintf(out, sizeof out, "%.*s", (int)got.size, got.size == 0 ? "" : (const char *)got.data);
    } else {
        snprintf(out, sizeof out, more == 0 ? "no row" : "error: %s", e.text);
    }
    sql_finish(&s);
    return out;
}

/* --- what may be asked --- */

static void nothing_but_select(void **state)
{
    static const char *const forbidden[] = {
        "INSERT INTO app VALUES(1)",
        "UPDATE app SET id = 1",
        "DELETE FROM app",
        "DROP TABLE app",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE INDEX x ON app(id)",
        "CREATE TRIGGER x AFTER INSERT ON app BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE x USING strings",
        "ALTER TABLE app RENAME TO x",
        "ATTACH ':memory:' AS x",
        "ATTACH '/etc/passwd' AS x",
        "DETACH main",
        "PRAGMA temp_store",
        "PRAGMA temp_store=FILE",
        "PRAGMA writable_schema=1",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT x",
        "VACUUM",
        "VACUUM INTO '/tmp/x'",
        "ANALYZE",
        "REINDEX",
        "EXPLAIN SELECT 1",
        "EXPLAIN QUERY PLAN SELECT 1",
        "WITH x AS (SELECT 1) INSERT INTO app SELECT * FROM x",
        "WITH x AS (SELECT 1) DELETE FROM app",
        "REPLACE INTO app VALUES(1)",
        "SELECT load_extension('x')",
        "SELECT * FROM sqlite_master",
        "SELECT count(*) FROM sqlite_master",
        "SELECT * FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_master",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('app')",
        "SELECT * FROM nonsense",
        "SELECT nonsense FROM app",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE app",
        "",
        ";",
        "  ",
        "-- nothing",
        "SELECT ?",
        "SELECT :x",
        "SELECT @x",
        "SELECT $x",
        "SELECT ?1",
        "SELEC 1",
        "VALUES",
        "SELECT (",
        "SELECT * FROM fts3tokenize('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT edit('x')",
        "SELECT * FROM dbstat",
        "SELECT * FROM answers",
    };
    struct sql q;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        for (int strict = 0; strict < 2; strict++) {
            const char *why = refusal(&q, forbidden[i], strict);
            if (why == NULL || why[0] == 0)
                fail_msg("not refused%s: %s", strict ? " (strict)" : "", forbidden[i]);
        }
    assert_non_null(refusal(&q, "SELECT 1 ", false) == NULL ? "" : NULL);
    assert_null(refusal(&q, "SELECT 1; -- and a comment", false));
    assert_null(refusal(&q, "SELECT 1; /* and another */ ;", false));
    assert_null(refusal(&q, "SELECT 1 /* open to the end", false));
    assert_null(refusal(&q, "WITH x(y) AS (SELECT 1) SELECT count(*) FROM x", false));
    assert_null(refusal(&q, "VALUES (1), (2)", false));
    assert_null(refusal(&q, "SELECT a.id FROM app AS a JOIN components USING (locus)", true));
    sql_close(&q);
}

static void a_nul_byte_hides_nothing(void **state)
{
    struct sql q;
    struct sql_statement s;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    assert_false(sql_prepare(&q, BYTES("SELECT 1\0; DROP TABLE app"), false, &s, &e));
    assert_int_equal(e.offset, 8);
    sql_close(&q);
}

static void strict_lists_functions(void **state)
{
    static const char *const clocks[] = {
        "random()",
        "randomblob(4)",
        "date()",
        "time()",
        "datetime()",
        "julianday()",
        "unixepoch()",
        "strftime('%s')",
        "strftime('%s', 'now')",
        "sqlite_version()",
        "sqlite_source_id()",
        "changes()",
        "total_changes()",
        "last_insert_rowid()",
        "zeroblob(9)",
        "likelihood(1, 0.5)",
        "sqlite_compileoption_get(0)",
        "sqlite_offset(id)",
    };
    struct sql q;
    struct error e = {0};
    char text[200];

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        snprintf(text, sizeof text, "SELECT %s FROM app", clocks[i]);
        if (refusal(&q, text, true) == NULL)
            fail_msg("not refused: %s", text);
        snprintf(text, sizeof text, "SELECT id FROM app ORDER BY %s", clocks[i]);
        assert_non_null(refusal(&q, text, true));
    }
    assert_non_null(refusal(&q, "SELECT CURRENT_TIMESTAMP", true));
    assert_non_null(refusal(&q, "SELECT CURRENT_DATE", true));
    assert_non_null(refusal(&q, "SELECT id FROM app WHERE CURRENT_TIME > '1'", true));
    assert_null(refusal(&q, "SELECT at_least('called', 'present'), lower(id), count(*) FROM app", true));
    sql_close(&q);
}

static void strict_refuses_walks(void **state)
{
    struct sql q;
    struct error e = {0};
    char text[300];

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < table_count(); i++) {
        const struct table *t = table_at(i);
        snprintf(text, sizeof text, "SELECT * FROM %s", t->name);
        assert_null(refusal(&q, text, false));
        assert_int_equal(refusal(&q, text, true) != NULL, t->fill == NULL);
        if (t->fill != NULL)
            continue;
        assert_non_null(strstr(refusal(&q, text, true), t->name)); /* says which */
        snprintf(text, sizeof text, "SELECT count(*) FROM %s", t->name);
        assert_non_null(refusal(&q, text, true));
        snprintf(text, sizeof text, "SELECT 1 FROM app WHERE EXISTS (SELECT 1 FROM %s)", t->name);
        assert_non_null(refusal(&q, text, true));
        for (size_t k = 0; k < t->column_count; k++) {
            const char *column = t->columns[k].name;
            bool key = (t->columns[k].flags & COLUMN_KEY) != 0;
            static const char *const forms[] = {"= 'x'", "= (SELECT id FROM app)", "IN ('x', 'y')"};
            static const char *const walks[] = {
                "LIKE 'x%'", "> 'x'",      "<> 'x'", "IS NOT NULL", "= 'x' COLLATE NOCASE",
                "GLOB 'x*'", "|| '' = 'x'"};
            for (size_t f = 0; f < 3; f++) {
                snprintf(text, sizeof text, "SELECT locus FROM %s WHERE %s %s", t->name, column, forms[f]);
                if ((refusal(&q, text, true) == NULL) != key)
                    fail_msg("%s: %s", key ? "refused" : "not refused", text);
            }
            for (size_t f = 0; f < 7; f++) {
                snprintf(text, sizeof text, "SELECT locus FROM %s WHERE %s %s", t->name, column, walks[f]);
                if (refusal(&q, text, true) == NULL)
                    fail_msg("not refused: %s", text);
            }
            snprintf(text, sizeof text, "SELECT t.locus FROM app JOIN %s AS t ON t.%s = app.id", t->name,
                     column);
            assert_int_equal(refusal(&q, text, true) == NULL, key);
            snprintf(text, sizeof text, "SELECT locus FROM %s WHERE %s = 'x' OR 1", t->name, column);
            assert_non_null(refusal(&q, text, true));
        }
    }
    sql_close(&q);
}

static void tables_read_are_told(void **state)
{
    struct sql q;
    struct sql_statement s;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < table_count(); i++) {
        char text[200];
        static const char *const forms[] = {"SELECT * FROM %s", "SELECT count(*) FROM %s",
                                            "SELECT 1 FROM %s AS x",
                                            "WITH w AS (SELECT locus FROM %s) SELECT 1 FROM w"};
        for (size_t f = 0; f < 4; f++) {
            snprintf(text, sizeof text, forms[f], table_at(i)->name);
            assert_true(sql_prepare(&q, bytes_str(text), false, &s, &e));
            if (s.tables != 1ull << i)
                fail_msg("%s: %llx", text, (unsigned long long)s.tables);
            sql_finish(&s);
        }
    }
    assert_true(sql_prepare(&q, BYTES("SELECT 1"), false, &s, &e));
    assert_int_equal(s.tables, 0);
    sql_finish(&s);
    sql_close(&q);
}

/* LIMIT_SQL_LENGTH */
static void limit_of_length(void **state)
{
    struct sql q;
    struct sql_statement s;
    struct error e = {0};
    char *text = malloc(LIMIT_SQL_LENGTH + 2);

    (void)state;
    assert_non_null(text);
    assert_true(sql_open(&q, NULL, &e));
    memset(text, ' ', LIMIT_SQL_LENGTH + 1);
    memcpy(text, "SELECT 1", 8);
    for (size_t size = LIMIT_SQL_LENGTH - 1; size <= LIMIT_SQL_LENGTH + 1; size++) {
        bool ok = sql_prepare(&q, bytes_of(text, size), true, &s, &e);
        assert_int_equal(ok, size <= LIMIT_SQL_LENGTH);
        if (ok)
            sql_finish(&s);
    }
    for (int over = -1; over <= 1; over++) {
        snprintf(text, 100, "SELECT length(printf('%%%dd', 1))", LIMIT_SQL_LENGTH + over);
        if (over < 0) /* printf() needs room for its end, and gives NULL where there is none */
            assert_int_equal(atoi(value(&q, text)), LIMIT_SQL_LENGTH + over);
        else
            assert_string_equal(value(&q, text), "");
    }
    sql_close(&q);
    free(text);
}

/* --- an end to it --- */

static int steps_of(struct sql *q, const char *text, uint64_t budget)
{
    struct sql_statement s;
    struct error e = {0};
    int more;

    sql_budget(q, budget);
    assert_true(sql_prepare(q, bytes_str(text), true, &s, &e));
    while ((more = sql_step(q, &s, &e)) == 1)
        ;
    sql_finish(&s);
    return more;
}

static void endless_queries_end(void **state)
{
    static const char *const endless[] = {
        "WITH RECURSIVE x(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM x) SELECT y FROM x",
        "WITH RECURSIVE x(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM x) SELECT count(*) FROM x",
        "WITH RECURSIVE x(y) AS (SELECT 1 UNION SELECT y + 1 FROM x) SELECT max(y) FROM x",
        ("WITH RECURSIVE a(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM a LIMIT 3000) "
         "SELECT count(*) FROM a AS x, a AS y, a AS z WHERE x.i + y.i = z.i"),
    };
    struct sql q;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        assert_int_equal(steps_of(&q, endless[i], 50), -1);
        assert_true(q.exhausted);
        assert_int_equal(steps_of(&q, "SELECT 1", 50), 0); /* the next one starts afresh */
        assert_false(q.exhausted);
    }
    sql_close(&q);
}

/* Budgets count work: whatever takes n steps is stopped below n and not from n on, each time at the same
 * place. */
static void budgets_count_work(void **state)
{
    static const char text[] = "WITH RECURSIVE x(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM x WHERE y < "
                               "20000) SELECT sum(y) FROM x";
    struct sql q;
    struct error e = {0};
    uint64_t needed = 0;

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    while (steps_of(&q, text, needed) != 0)
        assert_true(++needed < LIMIT_CRITERION_STEPS);
    assert_true(needed > 50);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(steps_of(&q, text, needed - 1), -1);
        assert_int_equal(steps_of(&q, text, needed), 0);
        assert_int_equal(steps_of(&q, text, needed + 1), 0);
    }
    sql_close(&q);
}

/* Rows that are passed over because they lack a key are work as well. */
static void rows_passed_over_count(void **state)
{
    static const char text[] = "WITH RECURSIVE x(y) AS (SELECT 1 UNION ALL SELECT y + 1 FROM x WHERE y < 2000) "
                               "SELECT count(*) FROM x CROSS JOIN capabilities WHERE api = 'none' || y";
    struct opened o;
    uint64_t needed = 0, rows;

    (void)state;
    open_file(&o, "samples/eager.apk");
    rows = table_size(table_find("capabilities"), &o.app);
    assert_true(rows > 40); /* more than SQLite's own instructions for each of the 2,000 */
    while (steps_of(&o.sql, text, needed) != 0)
        assert_true(++needed < LIMIT_CRITERION_STEPS);
    assert_true(needed >= 2000 * rows / SQL_STEP_UNIT);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(steps_of(&o.sql, text, needed - 1), -1);
        assert_int_equal(steps_of(&o.sql, text, needed), 0);
    }
    shut(&o);
}

/* --- rows by key and by looking at everything --- */

static bool has_locus(const struct table *t)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (strcmp(t->columns[i].name, "locus") == 0)
            return true;
    return false;
}

/* How many rows have that value in the column, by key and by a comparison no key answers; -1 when they
 * differ. */
static long rows_with(struct sql *q, const struct table *t, const char *column, struct bytes key)
{
    static const char *const forms[] = {"SELECT %s FROM %s WHERE %s = (SELECT v FROM key)",
                                        "SELECT %s FROM %s WHERE +%s = (SELECT v FROM key)"};
    uint8_t digest[2][SHA256_SIZE];
    long count[2] = {0, 0};

    for (int f = 0; f < 2; f++) {
        struct sql_statement s;
        struct error e = {0};
        struct buf rows;
        char text[300];
        buf_init(&rows, 64 << 20);
        snprintf(text, sizeof text, forms[f], has_locus(t) ? "locus" : t->columns[0].name, t->name, column);
        q->trusted = true; /* the key's table is the test's own */
        if (!sql_prepare(q, bytes_str(text), false, &s, &e))
            fail_msg("%s: %s", text, e.text);
        q->trusted = false;
        for (; sql_step(q, &s, &e) == 1; count[f]++)
            buf_add(&rows, sql_text(&s, 0));
        sql_finish(&s);
        hash_sha256(buf_bytes(&rows), digest[f]);
        buf_free(&rows);
    }
    (void)key;
    return count[0] == count[1] && memcmp(digest[0], digest[1], SHA256_SIZE) == 0 ? count[0] : -1;
}

/* Runs statements past the authorizer. */
static void change(struct sql *q, const char *statements)
{
    q->trusted = true;
    assert_int_equal(sqlite3_exec(q->db, statements, NULL, NULL, NULL), SQLITE_OK);
    q->trusted = false;
}

static void set_key(struct sql *q, struct bytes key)
{
    const uint8_t *byte = key.data;
    struct buf text;

    buf_init(&text, LIMIT_FRAME);
    buf_str(&text, "DELETE FROM key; INSERT INTO key VALUES(CAST(X'");
    for (size_t i = 0; i < key.size; i++)
        buf_printf(&text, "%02x", *byte++);
    buf_add(&text, bytes_of("' AS TEXT))", 12));
    change(q, (const char *)text.data);
    buf_free(&text);
}

static const struct bytes odd_keys[] = {
    {(const uint8_t *)"", 0},
    {(const uint8_t *)"absent", 6},
    {(const uint8_t *)"5", 1},
    {(const uint8_t *)"\xef\xbf\xbd", 3},
    {(const uint8_t *)"caf\xc3\xa9", 5},
    {(const uint8_t *)"\xf0\x9f\x98\x80", 4},
    {(const uint8_t *)"a\0b", 3},
    {(const uint8_t *)"\xff\xfe", 2},
    {(const uint8_t *)"->", 2},
    {(const uint8_t *)"LA;->", 5},
    {(const uint8_t *)"Ljava/lang/Object;", 18},
    {(const uint8_t *)"\xee\x80\x80", 3},
};

/* A column that an equality may be answered by without SQLite's looking at every row. */
static bool may_be_key(const struct table *t, const struct column *c)
{
    return t->fill != NULL ? c->type == COLUMN_TEXT : (c->flags & COLUMN_KEY) != 0;
}

/* Compares for every value there is (some of them, when there are many) and for odd ones. */
static void compare_keys(struct opened *o)
{
    struct error e = {0};

    change(&o->sql, "CREATE TABLE key(v)");
    for (size_t i = 0; i < table_count(); i++) {
        const struct table *t = table_at(i);
        for (size_t k = 0; k < t->column_count; k++) {
            struct bytes *keys = NULL;
            size_t count = 0, capacity = 0, step;
            struct sql_statement s;
            char text[200];
            if (!may_be_key(t, &t->columns[k]))
                continue;
            snprintf(text, sizeof text, "SELECT DISTINCT %s FROM %s", t->columns[k].name, t->name);
            assert_true(sql_prepare(&o->sql, bytes_str(text), false, &s, &e));
            while (sql_step(&o->sql, &s, &e) == 1) {
                keys = arena_grow(&o->arena, keys, count, &capacity, sizeof *keys);
                keys[count++] = arena_copy(&o->arena, sql_text(&s, 0));
            }
            sql_finish(&s);
            step = count / 40 + 1;
            for (size_t n = 0; n < count; n += step) {
                set_key(&o->sql, keys[n]);
                if (rows_with(&o->sql, t, t->columns[k].name, keys[n]) < (keys[n].size > 0))
                    fail_msg("%s.%s = %.*s", t->name, t->columns[k].name, (int)keys[n].size,
                             (const char *)keys[n].data);
            }
            for (size_t n = 0; n < sizeof odd_keys / sizeof *odd_keys; n++) {
                set_key(&o->sql, odd_keys[n]);
                if (rows_with(&o->sql, t, t->columns[k].name, odd_keys[n]) < 0)
                    fail_msg("%s.%s, odd key %zu", t->name, t->columns[k].name, n);
            }
        }
    }
}

static void keys_find_what_a_scan_finds(void **state)
{
    static const char *const files[] = {"samples/chatter.apk", "samples/chatter-loader.apk",
                                        "samples/quiet.apk", "samples/quiet-hidden-dex.apk",
                                        "samples/vintage.apk"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct opened o;
        open_file(&o, files[i]);
        compare_keys(&o);
        shut(&o);
    }
}

/* A DEX that ART refuses, its strings out of order, doubled or not decodable. */
static void keys_find_it_in_broken_dex(void **state)
{
    static struct dex_make m;

    (void)state;
    for (int how = 0; how < 5; how++) {
        struct opened o = {0};
        uint32_t kept;
        dex_make_plain(&m, 35);
        kept = bytes_load32(m.data + m.strings);
        switch (how) {
        case 0: /* out of order */
            make_set(&m, m.strings, bytes_load32(m.data + m.strings + 4 * (MAKE_STRINGS - 1)), 4);
            make_set(&m, m.strings + 4 * (MAKE_STRINGS - 1), kept, 4);
            break;
        case 1: /* the same one twice */
            make_set(&m, m.strings + 4, kept, 4);
            break;
        case 2: /* not MUTF-8 */
            m.data[m.text[MAKE_HELLO] + 1] = 0xff;
            break;
        case 3: /* half a surrogate pair, which ART takes */
            m.data[m.text[MAKE_HELLO] + 1] = 0xed;
            m.data[m.text[MAKE_HELLO] + 2] = 0xa0;
            m.data[m.text[MAKE_HELLO] + 3] = 0x80;
            break;
        case 4: /* two types of one name */
            make_set(&m, m.types + 4, bytes_load32(m.data + m.types), 4);
            break;
        }
        make_seal(&m);
        open_bytes(&o, bytes_of(m.data, m.size));
        assert_int_equal(o.app.dex_count, 1);
        compare_keys(&o);
        shut(&o);
    }
}

static void numbers_and_nulls_as_keys(void **state)
{
    struct opened o;

    (void)state;
    open_file(&o, "samples/chatter.apk");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM entries WHERE name = 5"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM strings WHERE value = NULL"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM strings WHERE value IS NULL"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM entries WHERE name = x'636c61737365732e646578'"),
                        "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM entries WHERE name = 'classes.dex'"), "1");
    assert_string_equal(value(&o.sql,
                              "SELECT count(*) FROM entries WHERE name = 'CLASSES.dex' COLLATE NOCASE"),
                        "1");
    assert_string_equal(value(&o.sql,
                              "SELECT count(*) FROM entries WHERE name = 'classes.dex  ' COLLATE RTRIM"),
                        "1");
    assert_string_equal(
        value(&o.sql, "SELECT count(*) FROM entries WHERE name IN ('classes.dex', 'classes.dex', 'x')"), "1");
    assert_string_equal(value(&o.sql,
                              "SELECT count(*) FROM entries AS a JOIN entries AS b ON a.name = b.name"),
                        value(&o.sql, "SELECT count(*) FROM entries"));
    /* a small table: texts are compared before SQLite does, anything else by SQLite alone */
    assert_string_not_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind = 'activity'"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind = 'ACTIVITY' COLLATE NOCASE"),
                        value(&o.sql, "SELECT count(*) FROM components WHERE kind = 'activity'"));
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind IN ('activity', 'service', 5)"),
                        value(&o.sql, "SELECT count(*) FROM components WHERE +kind IN ('activity', 'service', 5)"));
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind = NULL"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind = x'6163746976697479'"), "0");
    assert_string_equal(value(&o.sql, "SELECT count(*) FROM components WHERE kind = 'a' || 'ctivity' AND "
                                      "name = (SELECT max(name) FROM components WHERE kind = 'activity')"),
                        "1");
    assert_string_equal(value(&o.sql, "SELECT group_concat(a.name || b.kind) FROM components AS a JOIN components "
                                      "AS b ON a.name = b.name AND a.kind = b.kind"),
                        value(&o.sql, "SELECT group_concat(a.name || b.kind) FROM components AS a JOIN components "
                                      "AS b ON +a.name = +b.name AND +a.kind = +b.kind"));
    shut(&o);
}

static void without_an_app_tables_are_empty(void **state)
{
    struct sql q;
    struct error e = {0};
    char text[200];

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < table_count(); i++) {
        snprintf(text, sizeof text, "SELECT count(*) FROM %s", table_at(i)->name);
        assert_string_equal(value(&q, text), "0");
    }
    sql_close(&q);
}

/* Booleans are 0 or 1, integers are integers, a locus parses, and only what may be NULL is. */
static void cells_are_of_their_type(void **state)
{
    static const char *const files[] = {"samples/chatter.apk",    "samples/quiet-rotated.apk",
                                        "samples/vintage.apk",    "samples/quiet-unsigned.apk",
                                        "samples/parts-base.apk", "README.md"};

    (void)state;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct opened o;
        open_file(&o, files[f]);
        for (size_t i = 0; i < table_count(); i++) {
            const struct table *t = table_at(i);
            for (size_t k = 0; k < t->column_count; k++) {
                static const char *const wanted[] = {"typeof(%s) = 'text'", "typeof(%s) = 'integer'",
                                                     "%s IN (0, 1)",
                                                     "typeof(%s) = 'text' AND length(%s) >= 64"};
                const struct column *c = &t->columns[k];
                char test[200], text[400];
                snprintf(test, sizeof test, wanted[c->type], c->name, c->name);
                snprintf(text, sizeof text, "SELECT count(*) FROM %s WHERE NOT (%s)%s%s%s", t->name, test,
                         c->flags & COLUMN_NULL ? " AND " : " OR ", c->name,
                         c->flags & COLUMN_NULL ? " IS NOT NULL" : " IS NULL");
                if (strcmp(value(&o.sql, text), "0") != 0)
                    fail_msg("%s: %s.%s: %s", files[f], t->name, c->name, value(&o.sql, text));
            }
        }
        shut(&o);
    }
}

/* --- at_least --- */

static void grades_and_severities_have_an_order(void **state)
{
    static const struct {
        const char *sql, *answer;
    } cases[] = {
        {"SELECT at_least('reachable', 'called')", "1"}, {"SELECT at_least('called', 'reachable')", "0"},
        {"SELECT at_least('called', 'called')", "1"},    {"SELECT at_least('present', 'permitted')", "0"},
        {"SELECT at_least('critical', 'info')", "1"},    {"SELECT at_least('low', 'medium')", "0"},
        {"SELECT at_least(NULL, 'low') IS NULL", "1"},   {"SELECT at_least('low', NULL) IS NULL", "1"},
    };
    static const char *const wrong[] = {"SELECT at_least('low', 'called')",
                                        "SELECT at_least('Low', 'low')",
                                        "SELECT at_least('', 'low')",
                                        "SELECT at_least('low ', 'low')",
                                        "SELECT at_least(1, 'low')",
                                        "SELECT at_least('low', x'6c6f7700')"};
    struct sql q;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(value(&q, cases[i].sql), cases[i].answer);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (strstr(value(&q, wrong[i]), "error: at_least") == NULL)
            fail_msg("%s: %s", wrong[i], value(&q, wrong[i]));
    assert_non_null(refusal(&q, "SELECT at_least('low')", false));
    assert_true(sql_rank(BYTES("present")) == 0 && sql_rank(BYTES("permitted")) == 4 &&
                sql_rank(BYTES("info")) == 100 && sql_rank(BYTES("critical")) == 104 &&
                sql_rank(BYTES("x")) == -1);
    sql_close(&q);
}

/* --- shapes --- */

static void shapes_are_what_is_left(void **state)
{
    static const struct {
        const char *sql, *shape; /* NULL: none */
        const char *literals[3];
    } cases[] = {
        {"SELECT 'a' , 'b'", "SELECT ? , ?", {"a", "b"}},
        {"-- it's a head\nSELECT\t/* 'x' */  'it''s'\n;", "SELECT ? ;", {"it's"}},
        {"SELECT \"a'b\", [c'd], `e'f`, ''", "SELECT \"a'b\", [c'd], `e'f`, ?", {""}},
        {"SELECT 'a''' || ''''", "SELECT ? || ?", {"a'", "'"}},
        {"SELECT x'00', 'a'", NULL, {NULL}},
        {"SELECT ?, 'a'", NULL, {NULL}},
        {"SELECT 'a", NULL, {NULL}},
        {"SELECT \"a", NULL, {NULL}},
        {"SELECT 1", NULL, {NULL}},
        {"", NULL, {NULL}},
        {"SELECT 'a' /* never closed", "SELECT ? ", {"a"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sql_shape shape;
        bool ok = sql_shape(bytes_str(cases[i].sql), &shape);
        if (ok != (cases[i].shape != NULL) || (ok && !bytes_is(buf_bytes(&shape.text), cases[i].shape)))
            fail_msg("%s", cases[i].sql);
        for (size_t k = 0; ok && k < shape.count; k++) {
            struct buf meant;
            buf_init(&meant, 100);
            if (!sql_literal(&meant, shape.literals[k]) || !bytes_is(buf_bytes(&meant), cases[i].literals[k]))
                fail_msg("%s: literal %zu", cases[i].sql, k);
            buf_free(&meant);
        }
        buf_free(&shape.text);
    }
}

/* A statement with more literals than are kept has no shape. */
static void limit_of_literals(void **state)
{
    (void)state;
    for (size_t n = SQL_SHAPE_LITERALS; n <= SQL_SHAPE_LITERALS + 1; n++) {
        struct buf text;
        struct sql_shape shape;
        buf_init(&text, 1000);
        buf_add(&text, BYTES("SELECT ''"));
        for (size_t i = 1; i < n; i++)
            buf_add(&text, BYTES("||''"));
        assert_int_equal(sql_shape(buf_bytes(&text), &shape), n <= SQL_SHAPE_LITERALS);
        buf_free(&shape.text);
        buf_free(&text);
    }
}

static void kept_statements_say_the_same(void **state)
{
    static const char *const statements[] = {
        "SELECT 'a' AS subject, 'b' AS locus",     "SELECT 'c' AS subject, 'it''s' AS locus",
        "SELECT 1 AS subject, 'x' AS 'locus'",     "SELECT 'a' AS subject WHERE 1 = '1'",
        "SELECT 'b' AS subject WHERE 1 + 0 = '1'", "SELECT 'k' AS subject FROM permissions WHERE name = 'n'",
        "SELECT typeof('5') AS subject",           "SELECT 'ab' LIKE 'A%' AS subject",
        "SELECT 'ab' LIKE 'B%' AS subject",        "SELECT '5' + 0 AS subject",
        "SELECT length('') AS subject",            "SELECT length('a') AS subject",
        "SELECT value AS subject FROM strings WHERE value IN ('a', 'b')",
    };
    static const char *const refused[] = {"SELECT 'a', ? AS subject", "DELETE FROM answers WHERE 'a' = 'a'"};
    struct sql q;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        assert_true(sql_keep(&q, bytes_str(statements[i]), true));
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct sql_statement alone, shared;
        int more;
        assert_true(sql_prepare(&q, bytes_str(statements[i]), true, &alone, &e));
        assert_true(sql_kept(&q, i, &shared, &e));
        assert_true(alone.tables == shared.tables && alone.parts == shared.parts);
        assert_int_equal(sql_column(&alone, "locus"), sql_column(&shared, "locus"));
        do {
            more = sql_step(&q, &alone, &e);
            assert_int_equal(sql_step(&q, &shared, &e), more);
            if (more == 1 && !bytes_equal(sql_text(&alone, 0), sql_text(&shared, 0)))
                fail_msg("%s", statements[i]);
        } while (more == 1);
        sql_finish(&alone);
        sql_finish(&shared);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct sql_statement s;
        assert_true(sql_keep(&q, bytes_str(refused[i]), true));
        assert_false(sql_kept(&q, sizeof statements / sizeof *statements + i, &s, &e));
    }
    sql_close(&q);
}

/* Shapes that are known before: prepared when they are asked, and as the text says where one does not compile. */
static void known_shapes_are_prepared_when_asked(void **state)
{
    static const char *const shapes[] = {"SELECT ? AS subject WHERE ? IN (?, ?)", "SELECT ? AS 'subject' FROM nowhere"};
    static const struct bytes first[] = {BYTES("it''s"), BYTES("b"), BYTES("a"), BYTES("b")},
                              second[] = {BYTES("x"), BYTES("c"), BYTES("a"), BYTES("b")};
    struct sql q;
    struct sql_statement s;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    assert_true(sql_shapes(&q, shapes, 2));
    assert_true(sql_keep_known(&q, BYTES("unread"), 0, first, 4));
    assert_true(sql_keep_known(&q, BYTES("unread"), 0, second, 4));
    assert_true(sql_keep_known(&q, BYTES("SELECT 'z' AS subject"), 1, first, 1));
    assert_true(sql_keep(&q, BYTES("SELECT 'y' AS subject"), true));
    assert_true(sql_kept_ready(&q, 1));
    assert_false(sql_kept_ready(&q, 1));
    assert_false(sql_kept_ready(&q, 0)); /* it is the same shape */
    assert_false(sql_kept_ready(&q, 3)); /* prepared when it was kept */
    assert_true(sql_kept(&q, 0, &s, &e));
    assert_int_equal(sql_step(&q, &s, &e), 1);
    assert_true(bytes_is(sql_text(&s, 0), "it's"));
    sql_finish(&s);
    assert_true(sql_kept(&q, 1, &s, &e));
    assert_int_equal(sql_step(&q, &s, &e), 0);
    sql_finish(&s);
    assert_true(sql_kept(&q, 2, &s, &e));
    assert_int_equal(sql_step(&q, &s, &e), 1);
    assert_true(bytes_is(sql_text(&s, 0), "z"));
    sql_finish(&s);
    sql_close(&q);
}

/* An equality is searched, whatever it is with; anything else is compared by SQLite. */
static void texts_are_found_where_they_stand(void **state)
{
    static const char *const columns[] = {"a", "b"};
    static const struct bytes cells[] = {BYTES(""),  BYTES("1"),  BYTES("5"),  BYTES("2"), BYTES("A"), {NULL, 0},
                                         BYTES("a"), BYTES("3"), BYTES("a"), BYTES("4"), BYTES("aa"), BYTES("5")};
    static const struct {
        const char *where, *found;
    } cases[] = {
        {"1", "12345"},           {"a = 'a'", "34"},         {"a = ''", "1"},
        {"a = 'b'", ""},          {"a = 'a' AND b = '4'", "4"}, {"a = 5", "2"},
        {"a = NULL", ""},         {"a = X'61'", ""},         {"a = 'A' COLLATE NOCASE", "34"},
        {"a IN ('aa', '')", "15"}, {"a > 'A'", "345"},       {"b IS NULL", ""},
        {"a = (SELECT max(a) FROM answers)", "5"},
    };
    struct sql_texts t = {"answers", columns, 2, cells, 6};
    struct sql q;
    struct sql_statement s;
    struct error e = {0};

    (void)state;
    assert_true(sql_open(&q, NULL, &e));
    assert_true(sql_add_texts(&q, &t, &e));
    assert_false(sql_prepare(&q, BYTES("SELECT a FROM answers"), true, &s, &e));
    q.answers = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        snprintf(text, sizeof text, "SELECT coalesce(group_concat(b, ''), '') FROM (SELECT b FROM answers WHERE %s ORDER BY b)",
                 cases[i].where);
        if (strcmp(value(&q, text), cases[i].found) != 0)
            fail_msg("%s", cases[i].where);
    }
    assert_string_equal(value(&q, "SELECT count(*) FROM answers WHERE b IS NULL"), "1");
    assert_string_equal(value(&q, "SELECT count(*) FROM answers x JOIN answers y ON x.a = y.a"), "8");
    sql_close(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_shapes_are_prepared_when_asked),
        cmocka_unit_test(texts_are_found_where_they_stand),
        cmocka_unit_test(nothing_but_select),          cmocka_unit_test(a_nul_byte_hides_nothing),
        cmocka_unit_test(strict_lists_functions),      cmocka_unit_test(strict_refuses_walks),
        cmocka_unit_test(tables_read_are_told),        cmocka_unit_test(limit_of_length),
        cmocka_unit_test(endless_queries_end),         cmocka_unit_test(budgets_count_work),
        cmocka_unit_test(rows_passed_over_count),
        cmocka_unit_test(keys_find_what_a_scan_finds), cmocka_unit_test(keys_find_it_in_broken_dex),
        cmocka_unit_test(numbers_and_nulls_as_keys),   cmocka_unit_test(without_an_app_tables_are_empty),
        cmocka_unit_test(cells_are_of_their_type),     cmocka_unit_test(grades_and_severities_have_an_order),
        cmocka_unit_test(shapes_are_what_is_left),     cmocka_unit_test(limit_of_literals),
        cmocka_unit_test(kept_statements_say_the_same),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
