/*
 * SQL over the fact tables: SQLite in memory with one virtual table for each
 * row of the registry, an authorizer that lets a statement read and nothing
 * else, and a budget of steps instead of a clock.
 *
 * Without an app the tables are empty: that is how packs are checked before
 * any app is read.
 */
#ifndef VETO_FACT_SQL_H
#define VETO_FACT_SQL_H

#include <sqlite3.h>

#include "base/error.h"
#include "fact/sql_texts.h"
#include "fact/table.h"

/* The statements of sql_keep(). */
struct sql_keeping {
    struct sql_kept *kept;
    struct sql_shared *shared;
    struct bytes *literals;
    size_t kept_count, kept_capacity, shared_count, shared_capacity, literal_count, literal_capacity;
};

struct sql {
    sqlite3 *db;
    struct app *app; /* NULL: tables are empty */
    struct sql_module *modules;
    bool strict;         /* while preparing: refuse walks over whole big tables, and functions off the list */
    uint64_t tables;     /* while preparing: bit i is set when table_at(i) is read */
    unsigned parts;      /* while preparing: the parts of the app that what is read comes from */
    const char *refused; /* what the authorizer said no to, static text */
    char refused_name[64];
    uint64_t budget; /* steps left, in units of SQL_STEP_UNIT instructions; 0 with .limited: none */
    uint64_t passed; /* rows that the statement passed over */
    bool limited;
    bool trusted;         /* statements of our own are running */
    bool exhausted;       /* the last statement was stopped because its budget was used up */
    bool answers;         /* while preparing: the tables of a policy may be read */
    struct sql_texts of_policy[2]; /* those tables, for who opens them */
    struct sql_keeping keeping;
};

enum { SQL_STEP_UNIT = 1000 };
/* Bytes of text compared with a key that cost one unit: about as long as its instructions take. */
enum { SQL_STEP_TEXT = 4096 };

/* For main(), before SQLite's first use, after which its settings can no longer be made. */
void sql_start(void);

/* Opens a database over the app's tables (app may be NULL); false with the reason. */
bool sql_open(struct sql *q, struct app *app, struct error *e);
void sql_close(struct sql *q);

/* A prepared statement and the tables it reads. */
struct sql_statement {
    sqlite3_stmt *handle;
    uint64_t tables; /* bit i: table_at(i) */
    unsigned parts;  /* of the app: those of the tables, and of columns that rest on more */
    bool kept;       /* of sql_keep() */
};

/*
 * Prepares one SELECT. Strict is for criteria and policies: only listed
 * functions, and no walk over a whole big table. On failure *e says what was
 * wrong, with the byte offset into `text` where SQLite knows it.
 */
bool sql_prepare(struct sql *q, struct bytes text, bool strict, struct sql_statement *out, struct error *e);
/* The same of a text that has so many parameters. */
bool sql_prepare_with(struct sql *q, struct bytes text, bool strict, size_t parameters, struct sql_statement *out,
                      struct error *e);
/*
 * Prepares statements that will be asked later, one after the other, and
 * numbers them from 0; each stays prepared until sql_close(). Those that
 * differ in nothing but text literals share one. What does not compile is
 * kept as well. The text stays where it is. False: there is no memory.
 */
bool sql_keep(struct sql *q, struct bytes text, bool strict);
/*
 * Statements whose shapes (fact/sql_shape.h) are known before: first all shapes, which are numbered from 0 and strict,
 * then each statement by the number of its shape and what is bound to it. It is prepared when it is asked or made ready.
 */
bool sql_shapes(struct sql *q, const char *const *texts, size_t count);
bool sql_keep_known(struct sql *q, struct bytes text, size_t shape, const struct bytes *literals, size_t count);
/* Has statement i prepared; false: it was. */
bool sql_kept_ready(struct sql *q, size_t i);
/* Statement i of those kept, or why it does not compile. Finish each before the next. */
bool sql_kept(struct sql *q, size_t i, struct sql_statement *out, struct error *e);
/* The tables it reads, as bits; 0 where it does not compile. */
uint64_t sql_kept_tables(struct sql *q, size_t i);
void sql_keeping_free(struct sql_keeping *k);
void sql_finish(struct sql_statement *s);

/* The next row: 1; 0 past the last; -1 on an error or an exhausted budget (q->exhausted), with the reason. */
int sql_step(struct sql *q, struct sql_statement *s, struct error *e);

/* Gives the following steps a budget of that many thousand instructions. */
void sql_budget(struct sql *q, uint64_t thousands);

/* The column of that name, or -1. */
int sql_column(const struct sql_statement *s, const char *name);

/* Adds a table of texts, which stays where it is until sql_close(); only `answers` and `findings` may be read. */
bool sql_add_texts(struct sql *q, struct sql_texts *t, struct error *e);

/* Text of a column of the current row, borrowed until the next step; empty for NULL. */
struct bytes sql_text(struct sql_statement *s, int column);

/*
 * The order of grades (present, referenced, called, reachable, permitted) and
 * of severities (info, low, medium, high, critical): 0 and up, -1 for a word
 * that is neither. Grades and severities do not compare with each other:
 * severities start at 100.
 */
int sql_rank(struct bytes word);

#endif
