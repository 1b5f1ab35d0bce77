#include "fact/sql_texts.h"

#include <stdio.h>

#include "base/buf.h"

struct vtab {
    sqlite3_vtab base;
    const struct sql_texts *texts;
};

struct vcursor {
    sqlite3_vtab_cursor base;
    size_t row, end;
};

static const struct sql_texts *texts_of(const sqlite3_vtab_cursor *c)
{
    return ((const struct vtab *)c->pVtab)->texts;
}

static int v_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **why)
{
    const struct sql_texts *t = aux;
    struct vtab *v;
    struct buf ddl;
    int rc;

    (void)argc;
    (void)argv;
    (void)why;
    buf_init(&ddl, 1 << 10);
    for (size_t i = 0; i < t->column_count; i++)
        buf_printf(&ddl, "%s%s TEXT", i == 0 ? "CREATE TABLE x(" : ",", t->columns[i]);
    buf_add(&ddl, bytes_of(")", 2));
    rc = ddl.failed ? SQLITE_NOMEM : sqlite3_declare_vtab(db, (const char *)ddl.data);
    buf_free(&ddl);
    if (rc != SQLITE_OK)
        return rc;
    v = sqlite3_malloc(sizeof *v);
    if (v == NULL)
        return SQLITE_NOMEM;
    *v = (struct vtab){.texts = t};
    *out = &v->base;
    return SQLITE_OK;
}

static int v_disconnect(sqlite3_vtab *v)
{
    sqlite3_free(v);
    return SQLITE_OK;
}

/* The costs do not rest on how many rows there are: the same statement has the same plan for every app. */
static int v_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    (void)base;
    info->estimatedCost = 1000;
    info->estimatedRows = 500;
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].usable && info->aConstraint[i].iColumn == 0 &&
            info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ &&
            strcmp(sqlite3_vtab_collation(info, i), "BINARY") == 0) {
            info->idxNum = 1;
            info->aConstraintUsage[i].argvIndex = 1;
            info->estimatedCost = 10;
            info->estimatedRows = 2;
            break;
        }
    return SQLITE_OK;
}

static int v_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct vcursor *c = sqlite3_malloc(sizeof *c);

    (void)base;
    if (c == NULL)
        return SQLITE_NOMEM;
    *c = (struct vcursor){.row = 0};
    *out = &c->base;
    return SQLITE_OK;
}

static int v_close(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

/* The first row from `row` on that begins with no less than the key or, `past`, with more. */
static size_t search(const struct sql_texts *t, size_t row, struct bytes key, bool past)
{
    size_t end = t->count;

    while (row < end) {
        size_t middle = row + (end - row) / 2;
        int order = bytes_compare(t->cells[middle * t->column_count], key);
        if (order < 0 || (past && order == 0))
            row = middle + 1;
        else
            end = middle;
    }
    return row;
}

static int v_filter(sqlite3_vtab_cursor *base, int number, const char *name, int argc, sqlite3_value **argv)
{
    struct vcursor *c = (struct vcursor *)base;
    const struct sql_texts *t = texts_of(base);

    (void)name;
    c->row = 0;
    c->end = t->count;
    if (number == 1 && argc == 1 && sqlite3_value_type(argv[0]) == SQLITE_TEXT) { /* SQLite compares once more */
        struct bytes key = bytes_of(sqlite3_value_text(argv[0]), (size_t)sqlite3_value_bytes(argv[0]));
        c->row = search(t, 0, key, false);
        c->end = search(t, c->row, key, true);
    }
    return SQLITE_OK;
}

static int v_next(sqlite3_vtab_cursor *base)
{
    ((struct vcursor *)base)->row++;
    return SQLITE_OK;
}

static int v_eof(sqlite3_vtab_cursor *base)
{
    const struct vcursor *c = (const struct vcursor *)base;

    return c->row >= c->end;
}

static int v_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
    const struct sql_texts *t = texts_of(base);
    struct bytes text = t->cells[((struct vcursor *)base)->row * t->column_count + (size_t)column];

    if (text.data == NULL)
        sqlite3_result_null(to);
    else
        sqlite3_result_text64(to, (const char *)text.data, text.size, SQLITE_STATIC, SQLITE_UTF8);
    return SQLITE_OK;
}

static int v_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct vcursor *)base)->row + 1;
    return SQLITE_OK;
}

bool sql_texts_open(sqlite3 *db, struct sql_texts *t)
{
    static const sqlite3_module calls = {
        .iVersion = 1,
        .xConnect = v_connect,
        .xBestIndex = v_best_index,
        .xDisconnect = v_disconnect,
        .xOpen = v_open,
        .xClose = v_close,
        .xFilter = v_filter,
        .xNext = v_next,
        .xEof = v_eof,
        .xColumn = v_column,
        .xRowid = v_rowid,
    };
    char text[100];
    sqlite3_stmt *s = NULL;
    bool ok;

    /* asked about once, so that it is connected before an authorizer refuses that */
    snprintf(text, sizeof text, "SELECT 1 FROM %s", t->name);
    ok = sqlite3_create_module(db, t->name, &calls, t) == SQLITE_OK &&
         sqlite3_prepare_v2(db, text, -1, &s, NULL) == SQLITE_OK;
    sqlite3_finalize(s);
    return ok;
}
