/* features: hardware and software the app says it uses. */
#include "fact/tables.h"
#include "read/app.h"

enum { NAME, REQUIRED, VERSION, LOCUS };

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, 0, "the feature; OpenGL ES for one that names only a version of it"},
    [REQUIRED] = {"required", COLUMN_BOOL, 0, "stores do not offer the app to devices without it"},
    [VERSION] = {"version", COLUMN_TEXT, COLUMN_NULL, "OpenGL ES: major.minor; NULL for others"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the element"},
};

static void fill(struct rows *r, struct app *app)
{
    const struct manifest *m = app_manifest(app);

    if (m == NULL)
        return;
    for (int32_t e = axml_child(&m->xml, 0, "uses-feature", 0); e >= 0;
         e = axml_child(&m->xml, 0, "uses-feature", e)) {
        struct bytes name = manifest_text(m, e, ATTR_NAME);
        uint32_t version = (uint32_t)manifest_int(m, e, ATTR_GL_ES_VERSION, 0);
        rows_begin(r);
        if (name.size > 0)
            rows_text(r, NAME, name);
        else
            rows_str(r, NAME, "OpenGL ES");
        rows_bool(r, REQUIRED, manifest_bool(m, e, ATTR_REQUIRED, true));
        if (version != 0)
            rows_text(r, VERSION, arena_printf(r->arena, "%u.%u", version >> 16, version & 0xffff));
        rows_locus(r, LOCUS, axml_locus(&m->xml, (size_t)e));
    }
}

const struct table table_features = {
    .name = "features",
    .doc = "Features the app uses.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
