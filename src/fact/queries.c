/* queries: which other apps the app wants to see (<queries>, Android 11 and later). */
#include "fact/tables.h"
#include "read/app.h"

enum { KIND, NAME, SCHEME, HOST, MIME, LOCUS };

static const struct column columns[] = {
    [KIND] = {"kind", COLUMN_TEXT, 0, "package, intent or provider"},
    [NAME] = {"name", COLUMN_TEXT, 0, "the package, the intent's action or the authority"},
    [SCHEME] = {"scheme", COLUMN_TEXT, COLUMN_NULL, "intents: scheme of the data; NULL when there is none"},
    [HOST] = {"host", COLUMN_TEXT, COLUMN_NULL, "intents: host of the data; NULL when there is none"},
    [MIME] = {"mime", COLUMN_TEXT, COLUMN_NULL, "intents: type of the data; NULL when there is none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the element"},
};

static void row(struct rows *r, const struct manifest *m, int32_t e)
{
    struct bytes tag = m->xml.elements[e].name;
    int32_t data;

    rows_begin(r);
    rows_locus(r, LOCUS, axml_locus(&m->xml, (size_t)e));
    rows_text(r, KIND, tag);
    if (bytes_is(tag, "package")) {
        rows_text(r, NAME, manifest_text(m, e, ATTR_NAME));
    } else if (bytes_is(tag, "provider")) {
        rows_text(r, NAME, manifest_text(m, e, ATTR_AUTHORITIES));
    } else {
        rows_text(r, NAME, manifest_written_name(m, axml_child(&m->xml, e, "action", e)));
        data = axml_child(&m->xml, e, "data", e);
        rows_some(r, SCHEME, manifest_text(m, data, ATTR_SCHEME));
        rows_some(r, HOST, manifest_text(m, data, ATTR_HOST));
        rows_some(r, MIME, manifest_text(m, data, ATTR_MIME_TYPE));
    }
}

static void fill(struct rows *r, struct app *app)
{
    const struct manifest *m = app_manifest(app);

    if (m == NULL)
        return;
    for (int32_t q = axml_child(&m->xml, 0, "queries", 0); q >= 0; q = axml_child(&m->xml, 0, "queries", q))
        for (int32_t e = axml_child(&m->xml, q, NULL, q); e >= 0; e = axml_child(&m->xml, q, NULL, e)) {
            struct bytes tag = m->xml.elements[e].name;
            if (bytes_is(tag, "package") || bytes_is(tag, "intent") || bytes_is(tag, "provider"))
                row(r, m, e);
        }
}

const struct table table_queries = {
    .name = "queries",
    .doc = "Other apps the app asks to see.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
