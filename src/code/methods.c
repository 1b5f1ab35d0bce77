/* The methods that classes of the app define: which of them a class has, and which of them a call comes to. */
#include "code/graph_parts.h"

enum { MANY_METHODS = 32 }; /* of a class: beyond, a table finds them */

static void add_member(struct graph *g, uint32_t class, uint32_t method)
{
    struct intern *t = &g->member_table;
    uint32_t sig = g->method_sig[method], hash = intern_hash_pair(g->seed, class, sig);

    intern_room(t);
    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0) {
            g->members = arena_grow(g->arena, g->members, t->count, &g->member_capacity, sizeof *g->members);
            g->members[t->count] = (struct graph_member){class, sig, method};
            *slot = (struct intern_slot){hash, ++t->count};
            return;
        }
        if (slot->hash == hash && g->members[slot->number - 1].class == class && g->members[slot->number - 1].sig == sig)
            return; /* of two the first counts */
    }
}

/* The methods of a class, in its DEX. */
static void define(struct graph *g, uint32_t class)
{
    struct graph_class *c = &g->classes[class];
    const struct graph_dex *d = &g->dexes[c->dex];
    const struct dex_use *use = &d->from->use;

    c->first = d->encoded + use->first[c->def];
    c->count = use->first[c->def + 1] - use->first[c->def];
    for (uint32_t i = use->first[c->def]; i < use->first[c->def + 1]; i++) {
        uint32_t method = use->encoded[i].method;
        g->method_class[d->encoded + i] = class;
        g->method_sig[d->encoded + i] = method < d->dex->methods.rows ? d->sigs[method] : GRAPH_NONE;
    }
}

static void index_members(struct graph *g)
{
    uint32_t many = 0;

    for (uint32_t i = 0; i < g->class_count; i++)
        many += g->classes[i].count > MANY_METHODS ? g->classes[i].count : 0;
    intern_init(&g->member_table, g->arena, g->seed, many + many / 3);
    g->member_capacity = many;
    g->members = arena_raw(g->arena, many * sizeof *g->members);
    for (uint32_t i = 0; i < g->class_count; i++)
        for (uint32_t m = 0; g->classes[i].count > MANY_METHODS && m < g->classes[i].count; m++)
            add_member(g, i, g->classes[i].first + m);
}

/* Whether a virtual call can come to this method of a loaded class. */
static bool is_target(const struct graph *g, uint32_t method)
{
    uint32_t dex;

    return g->method_class[method] != GRAPH_NONE && g->method_sig[method] != GRAPH_NONE &&
           g->classes[g->method_class[method]].loaded &&
           (graph_encoded(g, method, &dex)->access &
            (DEX_ACC_STATIC | DEX_ACC_PRIVATE | DEX_ACC_CONSTRUCTOR | DEX_ACC_ABSTRACT)) == 0;
}

/* Such methods by name and proto. */
static void index_definitions(struct graph *g)
{
    uint32_t sigs = g->sig_table.count, total = 0;
    uint32_t *targets = arena_raw(g->arena, g->method_count * sizeof *targets);
    uint32_t *from = arena_array(g->arena, (size_t)sigs + 2, sizeof *from);

    for (uint32_t m = 0; m < g->method_count; m++)
        if (is_target(g, m)) {
            targets[total++] = m;
            from[g->method_sig[m] + 2]++;
        }
    for (uint32_t i = 0; i < sigs; i++)
        from[i + 2] += from[i + 1];
    g->defs = arena_raw(g->arena, total * sizeof *g->defs);
    for (uint32_t i = 0; i < total; i++) /* from[sig + 1] moves from where the sig's begin to where they end */
        g->defs[from[g->method_sig[targets[i]] + 1]++] = targets[i];
    g->defs_from = from;
}

void graph_methods(struct graph *g)
{
    for (size_t k = 0; k < g->dex_count; k++) {
        g->dexes[k].encoded = g->method_count;
        g->method_count += (uint32_t)g->dexes[k].from->use.methods_defined;
    }
    g->method_class = arena_raw(g->arena, g->method_count * sizeof *g->method_class);
    g->method_sig = arena_raw(g->arena, g->method_count * sizeof *g->method_sig);
    memset(g->method_class, 0xff, g->method_count * sizeof *g->method_class);
    memset(g->method_sig, 0xff, g->method_count * sizeof *g->method_sig);
    for (uint32_t i = 0; i < g->class_count; i++)
        define(g, i);
    index_members(g);
    index_definitions(g);
}

const struct dex_encoded *graph_encoded(const struct graph *g, uint32_t method, uint32_t *dex)
{
    *dex = g->classes[g->method_class[method]].dex;
    return &g->dexes[*dex].from->use.encoded[method - g->dexes[*dex].encoded];
}

uint32_t graph_own_method(const struct graph *g, uint32_t class, uint32_t sig)
{
    const struct graph_class *c = &g->classes[class];
    const struct intern *t = &g->member_table;

    if (c->count <= MANY_METHODS) {
        for (uint32_t i = c->first; i < c->first + c->count; i++)
            if (g->method_sig[i] == sig)
                return i;
        return GRAPH_NONE;
    }
    for (uint32_t at = intern_hash_pair(g->seed, class, sig);; at++) {
        const struct intern_slot *slot = &t->slots[at & t->mask];
        const struct graph_member *m = &g->members[slot->number - 1];
        if (slot->number == 0)
            return GRAPH_NONE;
        if (m->class == class && m->sig == sig)
            return m->method;
    }
}

uint32_t graph_lookup(const struct graph *g, uint32_t class, uint32_t sig)
{
    const struct graph_type *t = &g->types[g->classes[class].type];
    uint32_t at = class, found;

    while (at != GRAPH_NONE && graph_work(g, 1)) {
        uint32_t above = g->classes[at].above;
        found = graph_own_method(g, at, sig);
        if (found != GRAPH_NONE)
            return found;
        at = above == GRAPH_NONE ? GRAPH_NONE : g->types[above].class;
    }
    for (uint32_t i = 0; i < t->ups && graph_work(g, 1); i++) { /* methods with code in interfaces */
        uint32_t k = g->types[g->supers[t->up + i]].class, dex;
        if (k == GRAPH_NONE || (g->classes[k].access & DEX_ACC_INTERFACE) == 0)
            continue;
        found = graph_own_method(g, k, sig);
        if (found != GRAPH_NONE && graph_encoded(g, found, &dex)->code_off != 0)
            return found;
    }
    return GRAPH_NONE;
}
