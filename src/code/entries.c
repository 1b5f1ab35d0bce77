/*
 * Where the platform begins to run an app: the components of its manifests
 * with the methods it calls on them, the application, its component factory
 * and backup agent, instrumentation.
 */
#include "code/graph_parts.h"

/* The app's class of a Java name: com.foo.Bar. */
static uint32_t class_named(const struct graph *g, struct bytes name)
{
    struct bytes descriptor = arena_printf(g->arena, "L%.*s;", (int)name.size, (const char *)name.data);
    uint8_t *text = arena_raw(g->arena, descriptor.size);
    uint32_t type;

    for (size_t i = 0; i < descriptor.size; i++)
        text[i] = descriptor.data[i] == '.' ? '/' : descriptor.data[i];
    type = graph_find_type(g, bytes_of(text, descriptor.size));
    return type == GRAPH_NONE ? GRAPH_NONE : g->types[type].class;
}

static void enter_attribute(struct graph *g, const struct manifest *m, int32_t element, enum manifest_id id,
                            const char *kind)
{
    struct bytes name = manifest_text(m, element, id);
    uint32_t class = name.size == 0 ? GRAPH_NONE : class_named(g, manifest_class(m, name));

    if (class != GRAPH_NONE)
        graph_enter_class(g, class, kind, manifest_locus(m, element, id));
}

static void enter_components(struct graph *g, const struct manifest *m)
{
    static const struct {
        const char *tag;
        enum manifest_id name;
        const char *kind;
    } kinds[] = {
        {"activity", ATTR_NAME, "activity"},
        {"activity-alias", ATTR_TARGET_ACTIVITY, "activity"},
        {"service", ATTR_NAME, "service"},
        {"receiver", ATTR_NAME, "receiver"},
        {"provider", ATTR_NAME, "provider"},
    };

    for (int32_t e = axml_child(&m->xml, m->application, NULL, m->application); e >= 0;
         e = axml_child(&m->xml, m->application, NULL, e))
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (bytes_is(m->xml.elements[e].name, kinds[i].tag) && manifest_bool(m, e, ATTR_ENABLED, true))
                enter_attribute(g, m, e, kinds[i].name, kinds[i].kind);
}

void graph_entries(struct graph *g)
{
    const struct manifest *base = app_manifest(g->app);

    if (base == NULL || !manifest_bool(base, base->application, ATTR_ENABLED, true))
        return;
    enter_attribute(g, base, base->application, ATTR_NAME, "application");
    enter_attribute(g, base, base->application, ATTR_APP_COMPONENT_FACTORY, "factory");
    enter_attribute(g, base, base->application, ATTR_BACKUP_AGENT, "backup");
    for (size_t i = 0; i < g->app->artifact_count; i++) {
        const struct artifact *a = g->app->artifacts[i];
        if (a->kind <= ARTIFACT_SPLIT && a->manifest != NULL && a->manifest->application >= 0)
            enter_components(g, a->manifest);
    }
    for (int32_t e = axml_child(&base->xml, 0, "instrumentation", 0); e >= 0;
         e = axml_child(&base->xml, 0, "instrumentation", e))
        enter_attribute(g, base, e, ATTR_NAME, "instrumentation");
}
