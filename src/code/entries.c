/*
 * Where the platform begins to run an app: the components of its manifests
 * with the methods it calls on them, the application, its component factory
 * and backup agent, instrumentation; what layouts name; and classes that
 * meta-data name, which libraries make when the app starts.
 */
#include "code/graph_parts.h"

static void enter_attribute(struct graph *g, const struct manifest *m, int32_t element, enum manifest_id id,
                            const char *kind)
{
    struct bytes name = manifest_text(m, element, id);
    uint32_t class = name.size == 0 ? GRAPH_NONE : graph_class_named(g, manifest_class(m, name));

    if (class != GRAPH_NONE)
        graph_enter_class(g, class, kind, manifest_locus(m, element, id));
}

/* An enabled component: intents make it, and its authorities, separated by ;, lead to a provider. */
static void note_component(struct graph *g, const struct manifest *m, int32_t element, enum manifest_id id)
{
    struct bytes name = manifest_text(m, element, id), authorities = manifest_text(m, element, ATTR_AUTHORITIES);
    uint32_t class = name.size == 0 ? GRAPH_NONE : graph_class_named(g, manifest_class(m, name));

    if (class == GRAPH_NONE)
        return;
    g->classes[class].component = true;
    while (authorities.size > 0 && bytes_is(m->xml.elements[element].name, "provider")) {
        size_t end = bytes_find(authorities, ';', 0);
        struct graph_provider p = {.class = class};
        bytes_slice(authorities, 0, end, &p.authority);
        g->providers = arena_grow(g->arena, g->providers, g->provider_count, &g->provider_capacity, sizeof *g->providers);
        g->providers[g->provider_count++] = p;
        authorities = end < authorities.size ? bytes_from(authorities, end + 1) : bytes_of(NULL, 0);
    }
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
            if (bytes_is(m->xml.elements[e].name, kinds[i].tag) && manifest_bool(m, e, ATTR_ENABLED, true)) {
                enter_attribute(g, m, e, kinds[i].name, kinds[i].kind);
                note_component(g, m, e, kinds[i].name);
            }
}

/* <meta-data>: a class as the value, or in the name as "com.foo:com.bar.Baz", of the application or a component. */
static void enter_meta_data(struct graph *g, const struct manifest *m)
{
    for (size_t e = 0; e < m->xml.count; e++) {
        struct bytes texts[2];
        if (!bytes_is(m->xml.elements[e].name, "meta-data"))
            continue;
        texts[0] = manifest_text(m, (int32_t)e, ATTR_NAME);
        texts[1] = manifest_text(m, (int32_t)e, ATTR_VALUE);
        for (int i = 0; i < 2; i++) {
            size_t colon = bytes_find(texts[i], ':', 0);
            uint32_t class =
                graph_class_named(g, colon < texts[i].size ? bytes_from(texts[i], colon + 1) : texts[i]);
            if (class != GRAPH_NONE)
                graph_enter_class(g, class, "meta-data", axml_locus(&m->xml, e));
        }
    }
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
    for (size_t i = 0; i < g->app->artifact_count; i++)
        if (g->app->artifacts[i]->kind <= ARTIFACT_SPLIT && g->app->artifacts[i]->manifest != NULL)
            enter_meta_data(g, g->app->artifacts[i]->manifest);
    if (g->entry_count > 0)
        graph_layouts(g);
    for (int32_t e = axml_child(&base->xml, 0, "instrumentation", 0); e >= 0;
         e = axml_child(&base->xml, 0, "instrumentation", e))
        enter_attribute(g, base, e, ATTR_NAME, "instrumentation");
}
