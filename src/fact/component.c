#include "fact/component.h"

static const char *kind_of(struct bytes tag)
{
    static const char *const kinds[] = {"activity", "activity-alias", "service", "receiver", "provider"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes_is(tag, kinds[i]))
            return kinds[i];
    return NULL;
}

int32_t component_filter(const struct component *c, int32_t after)
{
    return axml_child(&c->manifest->xml, c->element, "intent-filter", after);
}

/* Activities, their aliases and receivers lose a filter without an action; services keep it. */
static bool filter_counts(const struct component *c, int32_t filter)
{
    return bytes_is(bytes_str(c->kind), "service") ||
           axml_child(&c->manifest->xml, filter, "action", filter) >= 0;
}

/*
 * Where android:exported is not set: an activity, service or receiver is
 * exported when it has an intent filter (from target level 31 on the package
 * is refused instead); a provider is when the app targets a level below 17.
 */
static bool exported_by_default(const struct component *c, const struct manifest *base)
{
    if (bytes_is(bytes_str(c->kind), "provider"))
        return base->target_codename.size == 0 && base->target_sdk < 17;
    for (int32_t f = component_filter(c, c->element); f >= 0; f = component_filter(c, f))
        if (filter_counts(c, f))
            return true;
    return false;
}

static bool make(struct app *app, const struct artifact *a, int32_t element, struct component *out)
{
    const struct manifest *m = a->manifest;
    const char *kind = kind_of(m->xml.elements[element].name);
    const struct axml_attribute *exported;

    if (kind == NULL)
        return false;
    *out = (struct component){.manifest = m, .artifact = a, .element = element, .kind = kind};
    out->name = manifest_class(m, manifest_text(m, element, ATTR_NAME));
    exported = manifest_attr(m, element, ATTR_EXPORTED);
    out->exported_explicit = exported != NULL;
    out->exported =
        axml_bool(&m->xml, exported, m->tables,
                  exported == NULL &&
                      exported_by_default(out, app_manifest(app) == NULL ? m : app_manifest(app)));
    return true;
}

struct components {
    struct component *items;
    size_t count, capacity;
};

static struct components *list(struct app *app)
{
    struct components *all = arena_alloc(app->scan.arena, sizeof *all);

    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        int32_t application = a->kind <= ARTIFACT_SPLIT && a->manifest != NULL ? a->manifest->application : -1;
        struct component c;
        if (application < 0)
            continue;
        for (int32_t e = axml_child(&a->manifest->xml, application, NULL, application); e >= 0;
             e = axml_child(&a->manifest->xml, application, NULL, e)) {
            if (!make(app, a, e, &c))
                continue;
            all->items = arena_grow(app->scan.arena, all->items, all->count, &all->capacity, sizeof *all->items);
            all->items[all->count++] = c;
        }
    }
    return all;
}

bool component_next(struct component_walk *w, struct component *out)
{
    if (w->app->components == NULL)
        w->app->components = list(w->app);
    if (w->next == w->app->components->count)
        return false;
    *out = w->app->components->items[w->next++];
    return true;
}
