/*
 * All edges of one method, from it or to it. The search keeps one to each method, the first; here its rules are put to
 * the same references again, in the state in which it ended, and what they come to is listed instead of followed.
 */
#include "code/graph_parts.h"

#include <stdlib.h>

struct graph_listing {
    struct arena *arena;
    struct graph_edges *out;
    size_t capacity;
    uint32_t only; /* list edges to this method alone; GRAPH_NONE: to all */
    bool alone;    /* a method that is listed brings no initialiser with it */
};

/* The next reference: what was listed for the one before does not count any more. */
static void next_reference(struct graph *g)
{
    if (++g->serial == 0) {
        memset(g->listed, 0, g->method_count * sizeof *g->listed);
        g->serial = 1;
    }
}

bool graph_listed(const struct graph *g, uint32_t method)
{
    return g->listing->only == GRAPH_NONE || g->listing->only == method;
}

void graph_list(struct graph *g, uint32_t method, struct graph_origin o)
{
    struct graph_listing *l = g->listing;
    const struct dex_encoded *to, *from;
    struct graph_link *link;
    uint32_t caller = g->reached[o.from].method, dex;

    if (g->method_class[method] == GRAPH_NONE || !g->classes[g->method_class[method]].loaded || !graph_work(g, 1))
        return;
    to = graph_encoded(g, method, &dex);
    if (o.edge != EDGE_INIT && !l->alone && (to->access & (DEX_ACC_STATIC | DEX_ACC_CONSTRUCTOR)) != 0)
        graph_initialise(g, g->method_class[method], o);
    if (!graph_listed(g, method) || g->listed[method] == g->serial)
        return;
    g->listed[method] = g->serial;
    l->out->links = arena_grow(l->arena, l->out->links, l->out->count, &l->capacity, sizeof *l->out->links);
    link = &l->out->links[l->out->count];
    from = graph_encoded(g, caller, &link->caller_dex);
    link->callee_dex = dex;
    link->caller = from->method;
    link->callee = to->method;
    link->edge = o.edge;
    link->from = caller;
    link->ref = o.ref;
    if ((o.edge != EDGE_CALL && o.edge != EDGE_VIRTUAL) || !graph_names(g, link->caller_dex, o.ref, method))
        l->out->count++;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The first edge to a reached method, which the search may have found before it knew of all objects. */
static void list_first(struct graph *g, uint32_t place)
{
    const struct graph_reached *r = &g->reached[place];
    const struct graph_edges *out = g->listing->out;
    uint32_t dex, callee = graph_encoded(g, r->method, &dex)->method;

    if (r->edge == EDGE_ENTRY)
        return;
    for (size_t i = 0; i < out->count && graph_work(g, 1); i++)
        if (out->links[i].from == g->reached[r->from].method && out->links[i].ref == r->ref &&
            out->links[i].callee_dex == dex && out->links[i].callee == callee)
            return;
    next_reference(g);
    g->listing->alone = true;
    graph_list(g, r->method, (struct graph_origin){r->from, r->ref, (enum graph_edge)r->edge});
    g->listing->alone = false;
}

/* What each reference of a reached method comes to, the same one once. */
static void list_from(struct graph *g, uint32_t place)
{
    uint32_t dex, *refs;
    const struct dex_encoded *e = graph_encoded(g, g->reached[place].method, &dex);
    uint16_t marked = 0;

    refs = arena_raw(g->listing->arena, e->ref_count * sizeof *refs);
    if (e->ref_count > 0)
        memcpy(refs, e->refs, e->ref_count * sizeof *refs);
    qsort(refs, e->ref_count, sizeof *refs, by_value);
    for (uint32_t i = 0; i < e->ref_count; i++)
        if (i == 0 || refs[i] != refs[i - 1]) {
            next_reference(g);
            marked |= graph_follow(g, place, dex, refs[i]);
        }
    next_reference(g);
    if ((marked & MARKS) != 0)
        graph_reflect(g, place);
}

/* Whether following the reference can come to the one method that is asked for. */
static bool may_come(const struct graph *g, uint32_t dex, uint32_t ref)
{
    const struct graph_dex *d = &g->dexes[dex];
    uint32_t only = g->listing->only, index = dex_kept_index(ref), sig = g->method_sig[only], type;
    uint8_t op = dex_kept_op(ref);

    if (op == OP_CONST_STRING || op == OP_CONST_STRING_JUMBO)
        return false;
    if (op >= OP_INVOKE_CUSTOM || sig == g->initialiser)
        return true;
    if (op >= OP_INVOKE_VIRTUAL)
        return index < d->dex->methods.rows && d->sigs[index] == sig;
    if (op >= OP_SGET || index >= d->dex->types.rows)
        return false;
    type = d->types[index];
    return graph_is_a(g, type, g->classes[g->method_class[only]].type);
}

/* Whether the method of a reached place calls what reflection is about. */
static bool reflects(const struct graph_dex *d, uint32_t ref)
{
    uint8_t op = dex_kept_op(ref);

    return op >= OP_INVOKE_VIRTUAL && op < OP_INVOKE_CUSTOM && dex_kept_index(ref) < d->dex->methods.rows &&
           (d->state[dex_kept_index(ref)] & MARKS) != 0;
}

/* All references of all reached methods that may come to the method. */
static void list_to(struct graph *g)
{
    struct graph_listing *l = g->listing;

    for (uint32_t place = 0; place < g->reached_count && graph_work(g, 0); place++) {
        uint32_t dex;
        const struct dex_encoded *e = graph_encoded(g, g->reached[place].method, &dex);
        size_t before = l->out->count;
        bool marked = false;
        for (uint32_t i = 0; i < e->ref_count; i++) {
            bool listed = false;
            marked = marked || reflects(&g->dexes[dex], e->refs[i]);
            if (!may_come(g, dex, e->refs[i]))
                continue;
            for (size_t k = before; k < l->out->count && !listed && graph_work(g, 1); k++)
                listed = l->out->links[k].ref == e->refs[i];
            next_reference(g);
            if (!listed)
                graph_follow(g, place, dex, e->refs[i]);
        }
        next_reference(g);
        if (marked)
            graph_reflect(g, place);
    }
}

/* What every listing needs and the first one makes. */
static void make_room(struct graph *g)
{
    if (g->listed != NULL)
        return;
    g->listed = arena_array(g->arena, g->method_count, sizeof *g->listed);
    g->firsts = arena_array(g->arena, g->reached_count, sizeof *g->firsts);
    g->others = arena_array(g->arena, g->reached_count, sizeof *g->others);
    for (uint32_t i = 0; i < g->reached_count; i++)
        if (g->reached[i].edge != EDGE_ENTRY) {
            g->others[i] = g->firsts[g->reached[i].from];
            g->firsts[g->reached[i].from] = i + 1;
        }
}

static bool list(struct graph *g, uint32_t place, uint32_t only, struct graph_listing *l)
{
    uint64_t *work = g->work, steps = LIMIT_GRAPH_WORK - LIMIT_GRAPH_LISTING + l->out->steps;

    make_room(g);
    l->only = only;
    g->listing = l;
    g->work = &steps;
    if (only != GRAPH_NONE) {
        list_to(g);
        list_first(g, place);
    } else {
        list_from(g, place);
        for (uint32_t i = g->firsts[place]; i != 0; i = g->others[i - 1])
            list_first(g, i - 1);
    }
    g->work = work;
    g->listing = NULL;
    l->out->steps = steps - (LIMIT_GRAPH_WORK - LIMIT_GRAPH_LISTING);
    return steps <= LIMIT_GRAPH_WORK;
}

/* The place of a method in smali form + 1; 0: it is not reached. */
static uint32_t place_of(struct app *app, struct bytes name)
{
    uint32_t method = graph_definition(graph_of(app), name);

    return method == GRAPH_NONE ? 0 : app->graph->place[method];
}

bool graph_edges_from(struct app *app, struct bytes caller, struct arena *arena, struct graph_edges *out)
{
    uint32_t place = place_of(app, caller);

    return place == 0 || graph_edges_at(app, place - 1, arena, out);
}

bool graph_edges_at(struct app *app, uint32_t place, struct arena *arena, struct graph_edges *out)
{
    struct graph_listing l = {.arena = arena, .out = out};

    return list(app->graph, place, GRAPH_NONE, &l);
}

bool graph_edges_to(struct app *app, struct bytes callee, struct arena *arena, struct graph_edges *out)
{
    struct graph_listing l = {.arena = arena, .out = out};
    uint32_t place = place_of(app, callee);

    return place == 0 || list(app->graph, place - 1, app->graph->reached[place - 1].method, &l);
}
