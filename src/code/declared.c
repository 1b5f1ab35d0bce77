/* Names that the manifest declares, which a packer or a renamed copy has to leave as they are. */
#include "code/sdk.h"

static bool is_component(struct bytes tag)
{
    static const char *const tags[] = {"activity", "activity-alias", "service", "receiver", "provider"};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (bytes_is(tag, tags[i]))
            return true;
    return false;
}

/* What the element is, by its place and tag; false for others. */
static bool kind_of(const struct manifest *m, int32_t e, enum declared *kind)
{
    struct bytes tag = m->xml.elements[e].name;
    uint32_t depth = m->xml.elements[e].depth;

    if (depth == 2 && is_component(tag))
        *kind = DECLARED_COMPONENT;
    else if (depth >= 2 && bytes_is(tag, "meta-data"))
        *kind = DECLARED_META;
    else if (depth == 1 && bytes_starts(tag, BYTES("uses-permission")))
        *kind = DECLARED_PERMISSION;
    else
        return false;
    return true;
}

struct declared_name {
    enum declared kind;
    struct bytes name;
    struct locus locus;
};

/* All of them, in the order of artifacts and elements. */
struct declared_names {
    struct declared_name *items;
    size_t count, capacity;
};

static void list_names(struct app *app, struct declared_names *list, const struct manifest *m)
{
    for (int32_t e = 0; (size_t)e < m->xml.count; e++) {
        struct declared_name one;
        if (!kind_of(m, e, &one.kind))
            continue;
        one.name = manifest_text(m, e, ATTR_NAME);
        if (one.kind == DECLARED_COMPONENT)
            one.name = manifest_class(m, one.name);
        if (one.name.size == 0)
            continue;
        one.locus = manifest_locus(m, e, ATTR_NAME);
        list->items = arena_grow(app->scan.arena, list->items, list->count, &list->capacity, sizeof *list->items);
        list->items[list->count++] = one;
    }
}

void declared_each(struct app *app,
                   void (*each)(void *context, enum declared kind, struct bytes name, struct locus locus),
                   void *context)
{
    struct declared_names *list = app->declared;

    if (list == NULL) {
        app->declared = list = arena_alloc(app->scan.arena, sizeof *list);
        for (size_t i = 0; i < app->artifact_count; i++)
            if (app->artifacts[i]->kind <= ARTIFACT_SPLIT && app->artifacts[i]->manifest != NULL)
                list_names(app, list, app->artifacts[i]->manifest);
    }
    for (size_t i = 0; i < list->count; i++)
        each(context, list->items[i].kind, list->items[i].name, list->items[i].locus);
}

struct bytes name_of_entry(struct bytes entry)
{
    size_t at = entry.size;

    while (at > 0 && entry.data[at - 1] != '/')
        at--;
    return bytes_from(entry, at);
}
