/* methods: every method a DEX file names, whether it defines it or not. A big table. */
#include "base/text.h"
#include "code/graph.h"
#include "fact/dexwalk.h"
#include "fact/tables.h"

/* Besides AT_DEX, AT_NEXT and AT_READY (this DEX was entered). */
enum { AT_TYPE = AT_READY + 1, AT_END };

enum { NAME, CLASS, ACCESS, CODE_SIZE, DEFINED, REACHABLE, DEX, LOCUS };

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, COLUMN_KEY, "Lcom/foo/Bar;->baz(I)V"},
    [CLASS] = {"class", COLUMN_TEXT, COLUMN_KEY, "Lcom/foo/Bar;"},
    [ACCESS] = {"access", COLUMN_INT, COLUMN_NULL, "access flags; NULL where it is not defined"},
    [CODE_SIZE] = {"code_size", COLUMN_INT, 0, "16-bit units of its instructions; 0 without code"},
    [DEFINED] = {"defined", COLUMN_BOOL, 0, "a class of this DEX file defines it; else it is only named"},
    [REACHABLE] = {"reachable", COLUMN_BOOL, 0,
                   "the platform can come to run it, or code that it can come to run calls it"},
    [DEX] = {"dex", COLUMN_TEXT, 0, "name of the DEX file, as in dex_files"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the definition, else the method_id_item"},
};

/* The class part of a method's name in smali form. */
static struct bytes class_part(struct bytes name)
{
    struct bytes class;

    bytes_slice(name, 0, bytes_search(name, BYTES("->"), 0), &class);
    return class;
}

/* Entering a DEX: the class that the key names, and the rows among which its methods stand. */
static void enter(struct walk *w, const struct dex *d)
{
    uint32_t type = DEX_NO_INDEX, from = 0, to = d->methods.rows;

    if (w->key != NULL && dexwalk_searchable(w)) {
        if (w->key->kind == VALUE_TEXT)
            type = dex_find_type(d, w->key_column == CLASS ? w->key->text : class_part(w->key->text));
        dex_methods_of(d, type, &from, &to);
    }
    w->at[AT_READY] = 1;
    w->at[AT_TYPE] = type;
    w->at[AT_NEXT] = from;
    w->at[AT_END] = to;
}

static void column(struct walk *w, unsigned column, struct value *out);

/* Whether the row the walk stands on is one the key asks for. */
static bool wanted(struct walk *w, const struct dex *d)
{
    struct dex_method method;

    if (!dex_method(d, walk_row(w), &method))
        return false;
    if (w->key == NULL)
        return true;
    if (!dexwalk_searchable(w))
        return dexwalk_shows(w, dex_type_string(d, method.class), column);
    return method.class == w->at[AT_TYPE] &&
           (w->key_column == CLASS || dexwalk_shows(w, dex_type_string(d, method.class), column));
}

static bool next(struct walk *w)
{
    for (; w->at[AT_DEX] < w->app->dex_count; w->at[AT_DEX]++, w->at[AT_READY] = 0) {
        const struct dex *d = walk_dex(w)->dex;
        if (w->at[AT_READY] == 0)
            enter(w, d);
        while (w->at[AT_NEXT] < w->at[AT_END]) {
            w->at[AT_NEXT]++;
            if (wanted(w, d))
                return true;
        }
    }
    return false;
}

static void column(struct walk *w, unsigned column, struct value *out)
{
    struct app_dex *d = walk_dex(w);
    uint32_t i = walk_row(w);
    const struct dex_encoded *defined = dex_defined(d->dex, &d->use, i);
    struct dex_method method;
    struct dex_code code;

    switch (column) {
    case NAME:
        *out = dexwalk_method(w, i);
        break;
    case CLASS:
        dex_method(d->dex, i, &method);
        *out = dexwalk_type(w, method.class);
        break;
    case ACCESS:
        if (defined != NULL)
            *out = value_int(defined->access);
        break;
    case CODE_SIZE:
        *out = value_int(defined != NULL && defined->code_off != 0 && dex_code(d->dex, defined->code_off, &code)
                             ? code.units
                             : 0);
        break;
    case DEFINED:
        *out = value_int(defined != NULL);
        break;
    case REACHABLE:
        *out = value_int(graph_grade(graph_of(w->app), graph_target(GRAPH_METHOD, w->at[AT_DEX], i)) >=
                         GRADE_REACHABLE);
        break;
    case DEX:
        *out = value_text(text_utf8(&w->scratch, d->name, NULL));
        break;
    case LOCUS:
        *out = value_locus(defined != NULL ? dex_locus(d->dex, defined->at, defined->size)
                                             : dex_row_locus(d->dex, &d->dex->methods, i));
        break;
    }
}

static uint64_t size(struct app *app)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < app->dex_count; i++)
        rows += app->dexes[i].dex->methods.rows;
    return rows;
}

const struct table table_methods = {
    .name = "methods",
    .doc = "Methods that DEX files name, in the order of each file's table.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_CODE,
    .next = next,
    .column = column,
    .size = size,
};
