/* meta_data: named values for the platform, libraries and services. */
#include "code/secret.h"
#include "fact/component.h"
#include "fact/tables.h"

enum { COMPONENT, NAME, VALUE, RESOURCE, LOCUS };

static const struct column columns[] = {
    [COMPONENT] = {"component", COLUMN_TEXT, COLUMN_NULL,
                   "class name of the component; NULL: the application's"},
    [NAME] = {"name", COLUMN_TEXT, 0, "the name"},
    [VALUE] = {"value", COLUMN_TEXT, COLUMN_NULL,
               "its value, references followed, keys in it blacked out; NULL when it has a resource"},
    [RESOURCE] = {"resource", COLUMN_TEXT, COLUMN_NULL,
                  "the resource it names: type/name, or a file's path; NULL: none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the element"},
};

static void add(struct rows *r, const struct manifest *m, int32_t parent, const struct bytes *component)
{
    for (int32_t e = axml_child(&m->xml, parent, "meta-data", parent); e >= 0;
         e = axml_child(&m->xml, parent, "meta-data", e)) {
        rows_begin(r);
        if (component != NULL)
            rows_text(r, COMPONENT, *component);
        rows_text(r, NAME, manifest_text(m, e, ATTR_NAME));
        if (manifest_reference(m, e, ATTR_RESOURCE))
            rows_text(r, RESOURCE, manifest_text(m, e, ATTR_RESOURCE));
        else if (manifest_attr(m, e, ATTR_VALUE) != NULL)
            rows_text(r, VALUE, secret_clean(r->arena, manifest_text(m, e, ATTR_VALUE)));
        rows_locus(r, LOCUS, axml_locus(&m->xml, (size_t)e));
    }
}

static void fill(struct rows *r, struct app *app)
{
    struct component_walk walk = {.app = app};
    struct component c;

    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        if (a->kind <= ARTIFACT_SPLIT && a->manifest != NULL && a->manifest->application >= 0)
            add(r, a->manifest, a->manifest->application, NULL);
    }
    while (component_next(&walk, &c))
        add(r, c.manifest, c.element, &c.name);
}

const struct table table_meta_data = {
    .name = "meta_data",
    .doc = "Meta-data of the application and of its components.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
