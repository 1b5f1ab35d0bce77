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

void declared_each(struct app *app,
                   void (*each)(void *context, enum declared kind, struct bytes name, struct locus locus),
                   void *context)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        const struct manifest *m = a->manifest;
        if (a->kind > ARTIFACT_SPLIT || m == NULL)
            continue;
        for (int32_t e = 0; (size_t)e < m->xml.count; e++) {
            enum declared kind;
            struct bytes name;
            if (!kind_of(m, e, &kind))
                continue;
            name = manifest_text(m, e, ATTR_NAME);
            if (kind == DECLARED_COMPONENT)
                name = manifest_class(m, name);
            if (name.size > 0)
                each(context, kind, name, manifest_locus(m, e, ATTR_NAME));
        }
    }
}

struct bytes name_of_entry(struct bytes entry)
{
    size_t at = entry.size;

    while (at > 0 && entry.data[at - 1] != '/')
        at--;
    return bytes_from(entry, at);
}
