/* strings: every string of every DEX file. A big table. */
#include "base/text.h"
#include "fact/dexwalk.h"
#include "fact/tables.h"

enum { VALUE, DEX, USED, LOCUS };

static const struct column columns[] = {
    [VALUE] = {"value", COLUMN_TEXT, COLUMN_KEY, "the text"},
    [DEX] = {"dex", COLUMN_TEXT, 0, "name of the DEX file, as in dex_files"},
    [USED] = {"used", COLUMN_BOOL, 0, "an instruction loads it; else it only names something"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the string's data"},
};

static void column(struct walk *w, unsigned column, struct value *out);

static bool next(struct walk *w)
{
    for (; w->at[AT_DEX] < w->app->dex_count; w->at[AT_DEX]++, w->at[AT_NEXT] = 0) {
        const struct dex *d = walk_dex(w)->dex;
        if (w->key == NULL) {
            if (w->at[AT_NEXT]++ < d->strings.rows)
                return true;
        } else if (!dexwalk_searchable(w)) {
            while (w->at[AT_NEXT]++ < d->strings.rows)
                if (dexwalk_shows(w, walk_row(w), column))
                    return true;
        } else if (w->at[AT_NEXT] == 0) {
            uint32_t found = dex_find_string(d, w->key->text);
            w->at[AT_NEXT] = (uint64_t)found + 1;
            if (found != DEX_NO_INDEX)
                return true;
        }
    }
    return false;
}

static void column(struct walk *w, unsigned column, struct value *out)
{
    const struct app_dex *d = walk_dex(w);
    uint32_t i = walk_row(w);

    switch (column) {
    case VALUE:
        *out = dexwalk_string(w, i);
        break;
    case DEX:
        *out = value_text(text_utf8(&w->scratch, d->name, NULL));
        break;
    case USED:
        *out = value_int(d->use.strings != NULL && dex_bit(d->use.strings, i));
        break;
    case LOCUS:
        *out = value_locus(dex_string_locus(d->dex, i));
        break;
    }
}

static uint64_t size(struct app *app)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < app->dex_count; i++)
        rows += app->dexes[i].dex->strings.rows;
    return rows;
}

const struct table table_strings = {
    .name = "strings",
    .doc = "Strings of DEX files, in the order of each file's table.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_CODE,
    .next = next,
    .column = column,
    .size = size,
};
