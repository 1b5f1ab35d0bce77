/*
 * intent_filters: one row for each action and <data> element of a filter, so
 * that each can be compared with =; categories are joined by a space.
 */
#include "fact/component.h"
#include "fact/tables.h"

enum {
    COMPONENT,
    FILTER,
    ACTION,
    CATEGORY,
    SCHEME,
    HOST,
    PORT,
    PATH,
    PATH_KIND,
    MIME,
    AUTO_VERIFY,
    PRIORITY,
    LOCUS
};

static const struct column columns[] = {
    [COMPONENT] = {"component", COLUMN_TEXT, 0, "class name, as in components"},
    [FILTER] = {"filter", COLUMN_INT, 0, "number of the filter within the app, from 1"},
    [ACTION] = {"action", COLUMN_TEXT, COLUMN_NULL, "one of the filter's actions; NULL when it has none"},
    [CATEGORY] = {"category", COLUMN_TEXT, COLUMN_NULL,
                  "all its categories, separated by a space; NULL: none"},
    [SCHEME] = {"scheme", COLUMN_TEXT, COLUMN_NULL,
                "of one <data>; the device mixes all of a filter's; NULL: none"},
    [HOST] = {"host", COLUMN_TEXT, COLUMN_NULL, "of the same <data>; NULL: none"},
    [PORT] = {"port", COLUMN_TEXT, COLUMN_NULL, "of the same <data>; NULL: none"},
    [PATH] = {"path", COLUMN_TEXT, COLUMN_NULL, "of the same <data>; NULL: none"},
    [PATH_KIND] = {"path_kind", COLUMN_TEXT, COLUMN_NULL,
                   "literal, prefix, suffix, pattern or advanced; NULL: no path"},
    [MIME] = {"mime", COLUMN_TEXT, COLUMN_NULL, "of the same <data>; NULL: none"},
    [AUTO_VERIFY] = {"auto_verify", COLUMN_BOOL, 0, "the platform checks that the host belongs to the app"},
    [PRIORITY] = {"priority", COLUMN_INT, 0, "before others; 0 by default"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the <data>, else the <action>, else the filter"},
};

static struct bytes categories(struct rows *r, const struct component *c, int32_t filter)
{
    const struct axml *x = &c->manifest->xml;
    struct buf joined;
    struct bytes text;

    buf_init(&joined, 1 << 20);
    for (int32_t e = axml_child(x, filter, "category", filter); e >= 0;
         e = axml_child(x, filter, "category", e)) {
        if (joined.size > 0)
            buf_u8(&joined, ' ');
        buf_add(&joined, manifest_written_name(c->manifest, e));
    }
    text = arena_copy(r->arena, buf_bytes(&joined));
    buf_free(&joined);
    return text;
}

static void path_columns(struct rows *r, const struct manifest *m, int32_t data)
{
    static const struct {
        enum manifest_id attr;
        const char *kind;
    } kinds[] = {{ATTR_PATH, "literal"},
                 {ATTR_PATH_PREFIX, "prefix"},
                 {ATTR_PATH_SUFFIX, "suffix"},
                 {ATTR_PATH_PATTERN, "pattern"},
                 {ATTR_PATH_ADVANCED_PATTERN, "advanced"}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (manifest_attr(m, data, kinds[i].attr) != NULL) {
            rows_text(r, PATH, manifest_text(m, data, kinds[i].attr));
            rows_str(r, PATH_KIND, kinds[i].kind);
            return;
        }
}

struct filter {
    const struct component *component;
    int32_t element;
    int64_t number;
    struct bytes category;
};

static void row(struct rows *r, const struct filter *f, int32_t action, int32_t data)
{
    const struct manifest *m = f->component->manifest;
    int32_t where = data >= 0 ? data : action >= 0 ? action : f->element;

    rows_begin(r);
    rows_text(r, COMPONENT, f->component->name);
    rows_int(r, FILTER, f->number);
    if (action >= 0)
        rows_text(r, ACTION, manifest_written_name(m, action));
    rows_some(r, CATEGORY, f->category);
    if (data >= 0) {
        rows_some(r, SCHEME, manifest_text(m, data, ATTR_SCHEME));
        rows_some(r, HOST, manifest_text(m, data, ATTR_HOST));
        rows_some(r, PORT, manifest_text(m, data, ATTR_PORT));
        rows_some(r, MIME, manifest_text(m, data, ATTR_MIME_TYPE));
        path_columns(r, m, data);
    }
    rows_bool(r, AUTO_VERIFY, manifest_bool(m, f->element, ATTR_AUTO_VERIFY, false));
    rows_int(r, PRIORITY, manifest_int(m, f->element, ATTR_PRIORITY, 0));
    rows_locus(r, LOCUS, axml_locus(&m->xml, (size_t)where));
}

/* Every action with every <data>; one row when there is neither. False when there is no room for one. */
static bool filter_rows(struct rows *r, const struct filter *f)
{
    const struct axml *x = &f->component->manifest->xml;
    int32_t action = axml_child(x, f->element, "action", f->element);

    do {
        int32_t data = axml_child(x, f->element, "data", f->element);
        do {
            if (r->count >= LIMIT_FILTER_ROWS)
                return false;
            row(r, f, action, data);
            if (data >= 0)
                data = axml_child(x, f->element, "data", data);
        } while (data >= 0);
        if (action >= 0)
            action = axml_child(x, f->element, "action", action);
    } while (action >= 0);
    return true;
}

static void fill(struct rows *r, struct app *app)
{
    struct component_walk walk = {.app = app};
    struct component c;
    int64_t number = 0;

    while (component_next(&walk, &c))
        for (int32_t e = component_filter(&c, c.element); e >= 0; e = component_filter(&c, e)) {
            struct filter f = {&c, e, ++number, categories(r, &c, e)};
            if (!filter_rows(r, &f)) {
                app_note_limit(app, axml_locus(&c.manifest->xml, (size_t)e), "intent filters");
                return;
            }
        }
}

const struct table table_intent_filters = {
    .name = "intent_filters",
    .doc = "What intents components answer to: one row for each action and <data> of a filter.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
