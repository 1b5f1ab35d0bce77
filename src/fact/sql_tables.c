/* The fact tables as SQLite's virtual tables: small ones as their rows are, big ones as walks. */
#include "fact/sql_tables.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

/* One virtual table's link back to its registration. */
struct sql_module {
    struct sql *sql;
    const struct table *table;
};

struct vtab {
    sqlite3_vtab base;
    struct sql_module *module;
};

enum { KEYS = 3 }; /* of a small table, that one walk over it compares */

struct vcursor {
    sqlite3_vtab_cursor base;
    struct walk walk;
    const struct rows *rows; /* small tables */
    size_t row;
    struct {
        unsigned column;
        size_t at, size; /* its text, in .text */
    } keys[KEYS];
    unsigned key_count;
    bool ended;
    struct value key; /* what walk.key points at */
    struct buf text;  /* a locus written out, or a text of the key */
    sqlite3_int64 id;
};

static const struct table *table_of(const sqlite3_vtab_cursor *c)
{
    return ((const struct vtab *)c->pVtab)->module->table;
}

static int v_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out,
                     char **why)
{
    struct sql_module *module = aux;
    const struct table *t = module->table;
    struct vtab *v;
    struct buf ddl;
    bool trusted;
    int rc;

    (void)argc;
    (void)argv;
    (void)why;
    buf_init(&ddl, 1 << 16);
    buf_str(&ddl, "CREATE TABLE x(");
    for (size_t i = 0; i < t->column_count; i++)
        buf_printf(&ddl, "%s\"%s\" %s", i == 0 ? "" : ",", t->columns[i].name,
                   t->columns[i].type == COLUMN_INT || t->columns[i].type == COLUMN_BOOL ? "INTEGER"
                                                                                         : "TEXT");
    buf_str(&ddl, ")");
    buf_u8(&ddl, 0);
    trusted = module->sql->trusted;
    module->sql->trusted = true; /* declaring would be refused as making a table */
    rc = ddl.failed ? SQLITE_NOMEM : sqlite3_declare_vtab(db, (const char *)ddl.data);
    module->sql->trusted = trusted;
    buf_free(&ddl);
    if (rc != SQLITE_OK)
        return rc;
    v = sqlite3_malloc(sizeof *v);
    if (v == NULL)
        return SQLITE_NOMEM;
    *v = (struct vtab){.module = module};
    *out = &v->base;
    return SQLITE_OK;
}

static int v_disconnect(sqlite3_vtab *v)
{
    sqlite3_free(v);
    return SQLITE_OK;
}

/* The constraint that is an equality on a key column, or -1. NOCASE and the like equal more than the key
 * does. */
static int key_constraint(const struct table *t, sqlite3_index_info *info)
{
    for (int i = 0; i < info->nConstraint; i++)
        if (info->aConstraint[i].usable && strcmp(sqlite3_vtab_collation(info, i), "BINARY") == 0 &&
            info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ && info->aConstraint[i].iColumn >= 0 &&
            (size_t)info->aConstraint[i].iColumn < t->column_count &&
            (t->columns[info->aConstraint[i].iColumn].flags & COLUMN_KEY) != 0)
            return i;
    return -1;
}

/*
 * Equalities on texts of a small table: rows that lack one are left out before SQLite sees them, and it compares once
 * more what is not. Plans stay as they are, and so does the order of rows: an IN would be one walk for each value.
 */
static int take_keys(const struct table *t, sqlite3_index_info *info)
{
    unsigned count = 0, columns = 0;

    for (int i = 0; i < info->nConstraint && count < KEYS; i++) {
        const struct sqlite3_index_constraint *c = &info->aConstraint[i];
        if (!c->usable || c->op != SQLITE_INDEX_CONSTRAINT_EQ || c->iColumn < 0 ||
            (size_t)c->iColumn >= t->column_count || t->columns[c->iColumn].type != COLUMN_TEXT ||
            sqlite3_vtab_in(info, i, -1) != 0 || strcmp(sqlite3_vtab_collation(info, i), "BINARY") != 0)
            continue;
        columns |= (unsigned)c->iColumn << 8 * count;
        info->aConstraintUsage[i].argvIndex = (int)++count;
    }
    info->idxNum = (int)columns;
    info->estimatedCost = 100;
    info->estimatedRows = 50;
    return SQLITE_OK;
}

static int v_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    const struct sql_module *module = ((const struct vtab *)base)->module;
    const struct table *t = module->table;
    int key;

    if (t->fill != NULL)
        return take_keys(t, info);
    info->idxNum = -1;
    key = key_constraint(t, info);
    if (key < 0) {
        if (module->sql->strict) {
            module->sql->refused = "walks over all of a big table; compare a key column with =";
            snprintf(module->sql->refused_name, sizeof module->sql->refused_name, "%s", t->name);
            return SQLITE_CONSTRAINT;
        }
        info->estimatedCost = 1e6;
        info->estimatedRows = 1000000;
        return SQLITE_OK;
    }
    info->idxNum = info->aConstraint[key].iColumn;
    info->aConstraintUsage[key].argvIndex = 1;
    info->estimatedCost = 20;
    info->estimatedRows = 5;
    return SQLITE_OK;
}

static int v_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct vcursor *c = sqlite3_malloc(sizeof *c);

    (void)base;
    if (c == NULL)
        return SQLITE_NOMEM;
    *c = (struct vcursor){.ended = true};
    arena_init(&c->walk.scratch, LIMIT_ARENA);
    arena_init(&c->walk.kept, LIMIT_ARENA);
    buf_init(&c->text, LIMIT_FRAME);
    *out = &c->base;
    return SQLITE_OK;
}

static int v_close(sqlite3_vtab_cursor *base)
{
    struct vcursor *c = (struct vcursor *)base;

    arena_free(&c->walk.scratch);
    arena_free(&c->walk.kept);
    buf_free(&c->text);
    sqlite3_free(c);
    return SQLITE_OK;
}

/*
 * Moves a walk, at the cost of the statement's budget: in a DEX that nothing
 * can be searched in, one step may look at every row, and SQLite's own
 * counter does not see that.
 */
static int walk_on(struct vcursor *c)
{
    struct sql *q = ((const struct vtab *)c->base.pVtab)->module->sql;

    c->walk.work = 0;
    c->walk.allowed = q->limited ? q->budget * SQL_STEP_TEXT : UINT64_MAX;
    arena_reset(&c->walk.scratch);
    c->ended = !table_of(&c->base)->next(&c->walk);
    if (c->walk.spent) {
        q->budget = 0;
        q->exhausted = true;
        return SQLITE_INTERRUPT;
    }
    if (!q->limited)
        return SQLITE_OK;
    q->budget -= c->walk.work / SQL_STEP_TEXT;
    return SQLITE_OK;
}

/* Whether the row it stands on may have the keys. */
static bool may_match(const struct vcursor *c)
{
    for (unsigned i = 0; i < c->key_count; i++) {
        const struct value *v = rows_value(c->rows, c->row, c->keys[i].column);
        struct bytes key;
        bytes_slice(buf_bytes(&c->text), c->keys[i].at, c->keys[i].size, &key);
        if (v->kind == VALUE_NULL || (v->kind == VALUE_TEXT && !bytes_equal(v->text, key)))
            return false;
    }
    return true;
}

/* From the row it stands on to the first that may have the keys: a row passed over costs as much as an instruction. */
static int pass_rows(struct vcursor *c)
{
    struct sql *q = ((const struct vtab *)c->base.pVtab)->module->sql;

    for (; c->row < c->rows->count && !may_match(c); c->row++)
        if (++q->passed % SQL_STEP_UNIT == 0 && !sql_spend(q))
            return SQLITE_INTERRUPT;
    c->ended = c->row >= c->rows->count;
    return SQLITE_OK;
}

static int v_next(sqlite3_vtab_cursor *base)
{
    struct vcursor *c = (struct vcursor *)base;

    c->id++;
    if (c->rows == NULL)
        return walk_on(c);
    c->row++;
    return pass_rows(c);
}

/* The keys of take_keys() that are texts: what else equals a text is for SQLite to say. */
static void take_texts(struct vcursor *c, unsigned columns, int argc, sqlite3_value **argv)
{
    c->key_count = 0;
    buf_reset(&c->text);
    for (int i = 0; i < argc; i++) {
        struct bytes text;
        if (sqlite3_value_type(argv[i]) != SQLITE_TEXT)
            continue;
        text = bytes_of(sqlite3_value_text(argv[i]), (size_t)sqlite3_value_bytes(argv[i]));
        c->keys[c->key_count].column = columns >> 8 * i & 0xff;
        c->keys[c->key_count].at = c->text.size;
        c->keys[c->key_count].size = text.size;
        if (buf_add(&c->text, text))
            c->key_count++;
    }
}

static int v_filter(sqlite3_vtab_cursor *base, int number, const char *name, int argc, sqlite3_value **argv)
{
    struct vcursor *c = (struct vcursor *)base;
    const struct table *t = table_of(base);
    struct app *app = ((const struct vtab *)base->pVtab)->module->sql->app;

    (void)name;
    c->id = 0;
    c->row = 0;
    c->rows = NULL;
    c->ended = true;
    if (app == NULL)
        return SQLITE_OK;
    if (t->fill != NULL) {
        c->rows = table_rows(t, app);
        take_texts(c, (unsigned)number, argc, argv);
        return pass_rows(c);
    }
    arena_reset(&c->walk.kept);
    c->walk = (struct walk){.app = app, .scratch = c->walk.scratch, .kept = c->walk.kept};
    if (number >= 0 && argc == 1) {
        if (sqlite3_value_type(argv[0]) == SQLITE_NULL)
            return SQLITE_OK; /* nothing equals NULL */
        buf_reset(&c->text);  /* key columns are text, and a number compared with text is text to SQLite */
        buf_add(&c->text, bytes_of(sqlite3_value_text(argv[0]), (size_t)sqlite3_value_bytes(argv[0])));
        c->key = value_text(buf_bytes(&c->text));
        c->walk.key = &c->key;
        c->walk.key_column = (unsigned)number;
    }
    return walk_on(c);
}

static int v_eof(sqlite3_vtab_cursor *base)
{
    return ((struct vcursor *)base)->ended;
}

static void give_locus(sqlite3_context *to, struct locus locus)
{
    struct buf text;

    buf_init(&text, LIMIT_FRAME);
    if (locus_write(&text, locus))
        sqlite3_result_text(to, (const char *)text.data, (int)text.size, SQLITE_TRANSIENT);
    else
        sqlite3_result_error_toobig(to);
    buf_free(&text);
}

static int v_column(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
    struct vcursor *c = (struct vcursor *)base;
    const struct table *t = table_of(base);
    struct value v = {VALUE_NULL, {0}};

    if (c->rows != NULL)
        v = *rows_value(c->rows, c->row, (unsigned)column);
    else
        t->column(&c->walk, (unsigned)column, &v);
    switch (v.kind) {
    case VALUE_NULL:
        sqlite3_result_null(to);
        break;
    case VALUE_INT:
        sqlite3_result_int64(to, v.number);
        break;
    case VALUE_TEXT: /* rows stay as long as the database; a walk's texts go with the next row */
        sqlite3_result_text64(to, v.text.size == 0 ? "" : (const char *)v.text.data, v.text.size,
                              c->rows != NULL ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case VALUE_LOCUS:
        give_locus(to, v.locus);
        break;
    }
    return SQLITE_OK;
}

static int v_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = ((struct vcursor *)base)->id;
    return SQLITE_OK;
}

/* No xCreate: the tables exist by themselves and cannot be made a second time. */
static const sqlite3_module module_calls = {
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

bool sql_tables_open(struct sql *q)
{
    q->modules = calloc(table_count(), sizeof *q->modules);
    if (q->modules == NULL)
        return false;
    for (size_t i = 0; table_at(i) != NULL; i++) {
        q->modules[i] = (struct sql_module){q, table_at(i)};
        if (sqlite3_create_module(q->db, table_at(i)->name, &module_calls, &q->modules[i]) != SQLITE_OK)
            return false;
    }
    return true;
}
