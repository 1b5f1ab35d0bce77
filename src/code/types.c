/*
 * Types: numbers for the whole app. And the hierarchy: which definition of a
 * class counts, what is above and below it. All of it stands in the tables of
 * the DEX files: it may be begun before anybody has looked at their code.
 */
#include "code/graph_parts.h"

enum { SUPER_STEPS = 16 }; /* what a class above another counts, for the memory it takes */

/* Types */

static uint32_t *type_slot(const struct graph *g, uint32_t hash, struct bytes text)
{
    const struct intern *t = &g->type_table;

    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0 || (slot->hash == hash && bytes_equal(g->types[slot->number - 1].text, text))) {
            slot->hash = hash;
            return &slot->number;
        }
    }
}

uint32_t graph_add_type(struct graph *g, struct bytes text)
{
    uint32_t *number;

    intern_room(&g->type_table);
    number = type_slot(g, intern_hash(g->seed, text), text);
    if (*number == 0) {
        g->types = arena_grow(g->arena, g->types, g->type_table.count, &g->type_capacity, sizeof *g->types);
        g->types[g->type_table.count] =
            (struct graph_type){.text = text, .class = GRAPH_NONE, .platform = TYPE_UNASKED};
        *number = ++g->type_table.count;
    }
    return *number - 1;
}

uint32_t graph_find_type(const struct graph *g, struct bytes text)
{
    const struct intern *t = &g->type_table;
    uint32_t hash = intern_hash(g->seed, text);

    for (uint32_t at = hash;; at++) {
        const struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0)
            return GRAPH_NONE;
        if (slot->hash == hash && bytes_equal(g->types[slot->number - 1].text, text))
            return slot->number - 1;
    }
}

uint32_t graph_platform(struct graph *g, uint32_t type)
{
    struct graph_type *t = &g->types[type];

    if (t->platform == TYPE_UNASKED)
        t->platform = t->class != GRAPH_NONE || t->text.size < 2 || t->text.data[0] != 'L'
                          ? PLATFORM_NONE
                          : platform_find(t->text);
    return t->platform;
}

struct bytes graph_text_at(const struct graph *g, const struct graph_dex *d, uint32_t string)
{
    struct bytes text = {NULL, 0};

    if (graph_work(g, 0))
        text = dex_string(d->dex, string);
    graph_work(g, text.size / 8);
    return text;
}

void graph_types(struct graph *g)
{
    uint32_t rows = 1024;

    for (size_t k = 0; k < g->dex_count; k++)
        rows += g->dexes[k].dex->types.rows;
    g->types = arena_raw(g->arena, rows * sizeof *g->types);
    g->type_capacity = rows;
    intern_init(&g->type_table, g->arena, g->seed, rows);
    g->object = graph_add_type(g, BYTES("Ljava/lang/Object;"));
    for (size_t k = 0; k < g->dex_count; k++) {
        struct graph_dex *d = &g->dexes[k];
        d->types = arena_raw(g->arena, d->dex->types.rows * sizeof *d->types);
        for (uint32_t i = 0; i < d->dex->types.rows; i++)
            d->types[i] = graph_add_type(g, graph_text_at(g, d, dex_type_string(d->dex, i)));
    }
}

/* Classes */

static void add_class(struct graph *g, uint32_t dex, uint32_t def)
{
    struct graph_dex *d = &g->dexes[dex];
    struct dex_class k;
    uint32_t type;

    dex_class(d->dex, def, &k);
    type = graph_type_of(d, k.type);
    if (type == GRAPH_NONE || g->types[type].class != GRAPH_NONE)
        return;
    g->types[type].class = g->class_count;
    g->classes[g->class_count++] = (struct graph_class){
        .type = type,
        .dex = dex,
        .def = def,
        .above = graph_type_of(d, k.superclass),
        .access = k.access,
        .loaded = d->loaded,
    };
}

static void define_classes(struct graph *g)
{
    uint32_t classes = 0;

    for (size_t k = 0; k < g->dex_count; k++)
        classes += g->dexes[k].dex->classes.rows;
    g->classes = arena_raw(g->arena, classes * sizeof *g->classes);
    for (int loaded = 1; loaded >= 0; loaded--)
        for (uint32_t k = 0; k < g->dex_count; k++)
            for (uint32_t i = 0; g->dexes[k].loaded == loaded && i < g->dexes[k].dex->classes.rows; i++)
                add_class(g, k, i);
}

/* What is above each type */

/* Types directly above: the superclass first. Returns how many; those of the app's classes stand in the DEX. */
struct above {
    const struct graph_dex *dex;
    struct dex_types interfaces;
    uint32_t super;
    const uint16_t *platform;
    uint32_t count; /* with the superclass, which may be GRAPH_NONE */
};

static struct above above_of(struct graph *g, uint32_t type)
{
    uint32_t class = g->types[type].class, row;
    struct above a = {.super = GRAPH_NONE, .count = 1};

    if (class != GRAPH_NONE) {
        struct dex_class k;
        a.dex = &g->dexes[g->classes[class].dex];
        dex_class(a.dex->dex, g->classes[class].def, &k);
        a.super = g->classes[class].above;
        a.interfaces = k.interfaces;
        a.count += k.interfaces.count;
        return a;
    }
    row = graph_platform(g, type);
    if (row == PLATFORM_NONE)
        return a;
    if (platform_classes[row].above != PLATFORM_NONE)
        a.super = graph_add_type(g, platform_descriptor(platform_classes[row].above));
    a.platform = &platform_interfaces[platform_classes[row].interfaces];
    a.count += platform_classes[row].interface_count;
    return a;
}

static uint32_t above_at(struct graph *g, const struct above *a, uint32_t i)
{
    if (i == 0)
        return a->super;
    if (a->dex != NULL)
        return graph_type_of(a->dex, dex_types_at(a->interfaces, i - 1));
    return graph_add_type(g, platform_descriptor(a->platform[i - 1]));
}

static void add_super(struct graph *g, struct graph_type *t, uint32_t type)
{
    if (!graph_work(g, SUPER_STEPS))
        return;
    t->platform_above = t->platform_above || g->types[type].platform < PLATFORM_NONE;
    g->supers = arena_grow(g->arena, g->supers, g->super_count, &g->super_capacity, sizeof *g->supers);
    g->supers[g->super_count++] = type;
    t->ups++;
}

/* A depth-first walk with a stack of its own: what is above a type is finished before the type. */
struct climb {
    uint32_t *stack;
    size_t count, capacity;
    uint8_t *state; /* of types: 0 new, 1 waits for what is above it, 2 finished */
    uint32_t *stamp;
};

static void climb_push(struct graph *g, struct climb *c, uint32_t type)
{
    c->stack = arena_grow(g->arena, c->stack, c->count, &c->capacity, sizeof *c->stack);
    c->stack[c->count++] = type;
}

static void finish_type(struct graph *g, struct climb *c, uint32_t type)
{
    struct above a = above_of(g, type);
    struct graph_type *t = &g->types[type]; /* nothing is added: above_of() made what it needs before */

    t->up = g->super_count;
    add_super(g, t, type);
    c->stamp[type] = type + 1;
    for (uint32_t i = 0; i < a.count && graph_work(g, 1); i++) {
        uint32_t above = above_at(g, &a, i);
        if (above == GRAPH_NONE || above == g->object || c->state[above] != 2)
            continue; /* not finished: it is above itself, which the platform refuses */
        for (uint32_t k = 0; k < g->types[above].ups && graph_work(g, 1); k++) {
            uint32_t super = g->supers[g->types[above].up + k];
            if (c->stamp[super] != type + 1)
                add_super(g, t, super);
            c->stamp[super] = type + 1;
        }
    }
    c->state[type] = 2;
}

static void climb(struct graph *g, struct climb *c, uint32_t type)
{
    climb_push(g, c, type);
    while (c->count > 0) {
        uint32_t at = c->stack[c->count - 1];
        if (c->state[at] != 0) {
            c->count--;
            if (c->state[at] == 1)
                finish_type(g, c, at);
            continue;
        }
        c->state[at] = 1;
        struct above a = above_of(g, at);
        for (uint32_t i = 0; i < a.count && graph_work(g, 1); i++) {
            uint32_t above = above_at(g, &a, i);
            if (above != GRAPH_NONE && c->state[above] == 0 && graph_work(g, SUPER_STEPS))
                climb_push(g, c, above);
        }
    }
}

/* Every platform class above a type becomes a type itself. */
static void add_platform_types(struct graph *g)
{
    for (uint32_t i = 0; i < g->type_table.count; i++) {
        uint32_t row = graph_platform(g, i);
        if (row == PLATFORM_NONE)
            continue;
        if (platform_classes[row].above != PLATFORM_NONE)
            graph_add_type(g, platform_descriptor(platform_classes[row].above));
        for (uint32_t k = 0; k < platform_classes[row].interface_count; k++)
            graph_add_type(g, platform_descriptor(platform_interfaces[platform_classes[row].interfaces + k]));
    }
}

/* The other way round: what is below each type, and which DEX files name it. */
static void turn_round(struct graph *g)
{
    uint32_t types = g->type_table.count, *at = arena_raw(g->arena, ((size_t)types + 1) * sizeof *at);
    uint32_t total = 0;

    g->subs_from = arena_array(g->arena, (size_t)types + 1, sizeof *g->subs_from);
    for (uint32_t i = 0; i < g->super_count; i++)
        g->subs_from[g->supers[i] + 1]++;
    for (uint32_t i = 0; i < types; i++)
        g->subs_from[i + 1] += g->subs_from[i];
    memcpy(at, g->subs_from, ((size_t)types + 1) * sizeof *at);
    g->subs = arena_raw(g->arena, g->super_count * sizeof *g->subs);
    for (uint32_t i = 0; i < types; i++)
        for (uint32_t k = 0; k < g->types[i].ups; k++)
            g->subs[at[g->supers[g->types[i].up + k]]++] = i;
    g->uses_from = arena_array(g->arena, (size_t)types + 1, sizeof *g->uses_from);
    for (size_t k = 0; k < g->dex_count; k++) {
        total += g->dexes[k].dex->types.rows;
        for (uint32_t i = 0; i < g->dexes[k].dex->types.rows; i++)
            g->uses_from[g->dexes[k].types[i] + 1]++;
    }
    for (uint32_t i = 0; i < types; i++)
        g->uses_from[i + 1] += g->uses_from[i];
    memcpy(at, g->uses_from, ((size_t)types + 1) * sizeof *at);
    g->uses = arena_raw(g->arena, total * sizeof *g->uses);
    for (uint32_t k = 0; k < g->dex_count; k++)
        for (uint32_t i = 0; i < g->dexes[k].dex->types.rows; i++)
            g->uses[at[g->dexes[k].types[i]]++] = (struct graph_use){k, i};
}

void graph_hierarchy(struct graph *g)
{
    struct climb c = {0};
    uint32_t types;

    define_classes(g);
    add_platform_types(g);
    types = g->type_table.count;
    c.state = arena_array(g->arena, types, sizeof *c.state);
    c.stamp = arena_array(g->arena, types, sizeof *c.stamp);
    g->super_capacity = 6 * (size_t)types;
    g->supers = arena_raw(g->arena, g->super_capacity * sizeof *g->supers);
    for (uint32_t i = 0; i < types; i++)
        if (c.state[i] == 0)
            climb(g, &c, i);
    turn_round(g);
}

bool graph_is_a(const struct graph *g, uint32_t type, uint32_t super)
{
    const struct graph_type *t = &g->types[type];

    if (super == g->object || super == type)
        return true;
    for (uint32_t i = 0; i < t->ups; i++)
        if (g->supers[t->up + i] == super)
            return true;
    graph_work(g, t->ups / 16);
    return false;
}