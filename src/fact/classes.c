/* classes: every class that a DEX file defines. A big table. */
#include "base/text.h"
#include "fact/dexwalk.h"
#include "fact/tables.h"

enum { NAME, SUPER, INTERFACES, ACCESS, DEX, SOURCE_FILE, LOCUS };

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, COLUMN_KEY, "Lcom/foo/Bar;"},
    [SUPER] = {"super", COLUMN_TEXT, COLUMN_KEY | COLUMN_NULL,
               "its superclass; NULL for java.lang.Object itself"},
    [INTERFACES] = {"interfaces", COLUMN_TEXT, 0, "interfaces it names, separated by a space"},
    [ACCESS] = {"access", COLUMN_INT, 0, "access flags"},
    [DEX] = {"dex", COLUMN_TEXT, 0, "name of the DEX file, as in dex_files"},
    [SOURCE_FILE] = {"source_file", COLUMN_TEXT, COLUMN_NULL, "name of the source file; NULL: none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the class_def_item"},
};

/* With a key: the type it names, once for each DEX. */
static uint32_t wanted(struct walk *w, const struct dex *d)
{
    if (w->at[AT_NEXT] == 0)
        w->at[AT_READY] = dex_find_type(d, w->key->text);
    return (uint32_t)w->at[AT_READY];
}

static void column(struct walk *w, unsigned column, struct value *out);

static bool next(struct walk *w)
{
    for (; w->at[AT_DEX] < w->app->dex_count; w->at[AT_DEX]++, w->at[AT_NEXT] = 0) {
        const struct dex *d = walk_dex(w)->dex;
        bool search = w->key != NULL && dexwalk_searchable(w);
        uint32_t type = search ? wanted(w, d) : 0;
        while (type != DEX_NO_INDEX && w->at[AT_NEXT] < d->classes.rows) {
            struct dex_class class;
            uint32_t named;
            w->at[AT_NEXT]++;
            if (!dex_class(d, walk_row(w), &class))
                continue;
            named = w->key_column == NAME ? class.type : class.superclass;
            if (w->key == NULL || (search ? named == type : dexwalk_shows(w, dex_type_string(d, named), column)))
                return true;
        }
    }
    return false;
}

static struct value interfaces(struct walk *w, const struct dex *d, struct dex_types list)
{
    struct buf out;
    struct value v;

    buf_init(&out, LIMIT_FRAME / 2);
    for (uint32_t i = 0; i < list.count; i++) {
        if (i > 0)
            buf_u8(&out, ' ');
        dex_type_write(&out, d, dex_types_at(list, i));
    }
    v = value_text(arena_copy(&w->scratch, buf_bytes(&out)));
    buf_free(&out);
    return v;
}

static void column(struct walk *w, unsigned column, struct value *out)
{
    const struct app_dex *d = walk_dex(w);
    struct dex_class class;

    dex_class(d->dex, walk_row(w), &class);
    switch (column) {
    case NAME:
        *out = dexwalk_type(w, class.type);
        break;
    case SUPER:
        if (class.superclass != DEX_NO_INDEX)
            *out = dexwalk_type(w, class.superclass);
        break;
    case INTERFACES:
        *out = interfaces(w, d->dex, class.interfaces);
        break;
    case ACCESS:
        *out = value_int(class.access);
        break;
    case DEX:
        *out = value_text(text_utf8(&w->scratch, d->name, NULL));
        break;
    case SOURCE_FILE:
        if (class.source_file != DEX_NO_INDEX)
            *out = dexwalk_string(w, class.source_file);
        break;
    case LOCUS:
        *out = value_locus(dex_locus(d->dex, class.at, 32));
        break;
    }
}

static uint64_t size(struct app *app)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < app->dex_count; i++)
        rows += app->dexes[i].dex->classes.rows;
    return rows;
}

const struct table table_classes = {
    .name = "classes",
    .doc = "Classes that DEX files define, in the order of each file.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_CODE,
    .next = next,
    .column = column,
    .size = size,
};
