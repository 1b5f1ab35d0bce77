#include "fact/action.h"

#include "fact/component.h"

/* The descriptor of a class name, in the arena. */
static struct bytes descriptor_of(struct arena *a, struct bytes name)
{
    uint8_t *out = arena_raw(a, name.size + 2);

    out[0] = 'L';
    for (size_t i = 0; i < name.size; i++)
        out[i + 1] = name.data[i] == '.' ? '/' : name.data[i];
    out[name.size + 1] = ';';
    return bytes_of(out, name.size + 2);
}

/* What the platform calls for a component; an alias stands for its target. */
static struct action action_of(struct app *app, const struct component *c)
{
    struct action out = {.grade = GRADE_REFERENCED};
    int32_t target = bytes_is(bytes_str(c->kind), "activity-alias")
                         ? manifest_alias_target(c->manifest, c->element)
                         : c->element;
    struct bytes name = c->name;

    if (target >= 0 && target != c->element)
        name = manifest_class(c->manifest, manifest_text(c->manifest, target, ATTR_NAME));
    if (manifest_bool(c->manifest, c->element, ATTR_ENABLED, true) &&
        graph_entry_of(graph_of(app), descriptor_of(app->scan.arena, name), app->scan.arena,
                       &out.entry_point))
        out.grade = GRADE_REACHABLE;
    return out;
}

void actions_open(struct actions *a, struct app *app)
{
    struct component_walk w = {.app = app};
    struct component c;
    struct action *rows = NULL;
    size_t capacity = 0;

    *a = (struct actions){0};
    while (component_next(&w, &c)) {
        const struct axml *x = &c.manifest->xml;
        struct action one = {.grade = GRADE_NONE};
        for (int32_t filter = component_filter(&c, c.element); filter >= 0;
             filter = component_filter(&c, filter))
            for (int32_t e = axml_child(x, filter, "action", filter); e >= 0;
                 e = axml_child(x, filter, "action", e)) {
                if (one.grade == GRADE_NONE)
                    one = action_of(app, &c);
                one.name = manifest_written_name(c.manifest, e);
                one.locus = axml_locus(x, (size_t)e);
                rows = arena_grow(app->scan.arena, rows, a->count, &capacity, sizeof *rows);
                rows[a->count++] = one;
            }
    }
    a->rows = rows;
}

const struct action *actions_find(const struct actions *a, struct bytes name)
{
    const struct action *best = NULL;

    for (size_t i = 0; i < a->count; i++)
        if ((best == NULL || a->rows[i].grade > best->grade) && bytes_equal(a->rows[i].name, name))
            best = &a->rows[i];
    return best;
}
