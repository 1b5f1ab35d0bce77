/*
 * Fact tables: what is there, never what to think of it. Each table is one C
 * file with one const row that says everything about it: from that row come
 * the SQLite virtual table, the record, `veto tables` and the reference page.
 *
 * A small table fills all its rows at once, when first asked. A big one
 * (strings, methods, classes, entries) walks: rows are made one at a time and
 * only the columns asked for, and an equality on a key column reaches it.
 */
#ifndef VETO_FACT_TABLE_H
#define VETO_FACT_TABLE_H

#include "base/arena.h"
#include "base/locus.h"

struct app;

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_LOCUS };

/* One cell. Text is valid UTF-8, borrowed. A locus is written out only when somebody reads it. */
struct value {
    enum value_kind kind;
    union {
        int64_t number;
        struct bytes text;
        struct locus locus;
    };
};

enum column_type { COLUMN_TEXT, COLUMN_INT, COLUMN_BOOL, COLUMN_LOCUS };
enum column_flags {
    COLUMN_NULL = 1, /* may be NULL: the documentation says when */
    COLUMN_KEY = 2,  /* of a big table: an equality on it is answered without a walk over everything */
    COLUMN_CODE = 4, /* rests on code besides the parts of its table */
};

struct column {
    const char *name;
    enum column_type type;
    unsigned flags;
    const char *doc;
};

/*
 * The parts of an app that coverage accounts for. A table names those its
 * rows come from: a "no" that rests on the table needs them whole.
 */
enum part {
    PART_CONTAINER = 1 << 0,  /* the archives: every entry listed and identified */
    PART_MANIFEST = 1 << 1,   /* AndroidManifest.xml of base and splits */
    PART_RESOURCES = 1 << 2,  /* resources.arsc and the values it resolves */
    PART_SIGNATURES = 1 << 3, /* every scheme and certificate */
    PART_CODE = 1 << 4,       /* DEX: classes, methods, strings */
    PART_NATIVE = 1 << 5,     /* ELF libraries */
};
enum { PART_COUNT = 6 };
/* "container", "manifest" ... for bit number i below PART_COUNT. */
const char *part_name(unsigned i);

/* Where a walk stands. The table's next() moves it, its column() reads it. */
struct walk {
    struct app *app;
    const struct value *key; /* the value that column `key_column` must equal, or NULL for everything */
    unsigned key_column;
    uint64_t at[6];       /* the table's own; zero at the start */
    struct arena scratch; /* for a row's texts; emptied before each next() */
    struct arena kept;    /* for what the table gathers for all its rows; emptied when a walk begins */
    const void *gathered;
    uint64_t work;           /* bytes of text made only to compare them with the key */
    uint64_t allowed;        /* of them; past that the walk ends with .spent, and what it found is not all there is */
    bool spent;
};

struct rows;

struct table {
    const char *name;
    const char *doc;
    const struct column *columns;
    size_t column_count;
    unsigned parts;
    bool seldom; /* many apps have no row of it: what needs one is prepared when it is known to be there */
    /* A small table: adds all its rows. NULL for a big one. */
    void (*fill)(struct rows *rows, struct app *app);
    /* A big table: moves to the next row, false past the last; and gives one column of the row it stands on.
     */
    bool (*next)(struct walk *w);
    void (*column)(struct walk *w, unsigned column, struct value *out);
    uint64_t (*size)(struct app *app); /* how many rows a walk gives, where that is known without one;
                                        of calls fewer, as its documentation says */
};

#define TABLE_SIZE_UNKNOWN UINT64_MAX
#define TABLE_COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof *(array)

/* The registry: NULL past the last. Order is that of the documentation. */
const struct table *table_at(size_t i);
/* The table of that name, or NULL. */
const struct table *table_find(const char *name);
size_t table_count(void);

/* The rows of a small table, row by row, table->column_count values each. */
struct rows {
    const struct table *table;
    struct arena *arena;
    struct value *values;
    size_t count;
    size_t capacity;
    bool filled;
};

/* Begins a row; all its columns are NULL until set. */
void rows_begin(struct rows *r);
/* Sets a column of the row last begun. Text is borrowed; what is not UTF-8 is replaced by U+FFFD. */
void rows_text(struct rows *r, unsigned column, struct bytes text);
/* The same, but empty text leaves the column NULL. */
void rows_some(struct rows *r, unsigned column, struct bytes text);
void rows_str(struct rows *r, unsigned column, const char *text);
void rows_int(struct rows *r, unsigned column, int64_t number);
void rows_bool(struct rows *r, unsigned column, bool yes);
void rows_locus(struct rows *r, unsigned column, struct locus locus);

/* Sets a column of an earlier row. */
void rows_at_bool(struct rows *r, size_t row, unsigned column, bool yes);

static inline const struct value *rows_value(const struct rows *r, size_t row, unsigned column)
{
    return &r->values[row * r->table->column_count + column];
}

/*
 * Readers decode late, and filling a table may find an oddity or a gap: so
 * all small tables are filled before anything is answered, always in the same
 * order, and the two that list what was found come last. Else the answers
 * would depend on what was asked before. They are filled in steps, since who
 * reads one that is filled may do so while others are.
 */
enum { TABLE_STEPS = 4 };
/* Fills the tables of a step, below TABLE_STEPS, and of those before it: bit i of what returns is table_at(i). */
uint64_t table_fill(struct app *app, unsigned step);
/* The rows of a small table for this app. The first call for an app fills all of them, unless table_fill() was there. */
const struct rows *table_rows(const struct table *t, struct app *app);

/* How many rows a table has for this app. */
uint64_t table_size(const struct table *t, struct app *app);

static inline struct value value_text(struct bytes text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}
static inline struct value value_str(const char *text)
{
    return value_text(bytes_str(text));
}
static inline struct value value_int(int64_t number)
{
    return (struct value){.kind = VALUE_INT, .number = number};
}
static inline struct value value_locus(struct locus locus)
{
    return (struct value){.kind = VALUE_LOCUS, .locus = locus};
}

#endif
