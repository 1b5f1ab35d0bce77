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
    uint32_t only;   /* list edges to this method alone; GRAPH_NONE: to all */
    uint32_t serial; /* of the reference that is followed */
    uint32_t *stamp; /* of each method: the reference for which it was listed last */
};

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
    if (o.edge != EDGE_INIT && (to->access & (DEX_ACC_STATIC | DEX_ACC_CONSTRUCTOR)) != 0)
        graph_initialise(g, g->method_class[method], o);
    if (!graph_listed(g, method) || l->stamp[method] == l->serial)
        return;
    l->stamp[method] = l->serial;
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
            g->listing->serial++;
            marked |= graph_follow(g, place, dex, refs[i]);
        }
    g->listing->serial++;
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
            l->serial++;
            if (!listed)
                graph_follow(g, place, dex, e->refs[i]);
        }
        l->serial++;
        if (marked)
            graph_reflect(g, place);
    }
}

/* The first edge to a reached method, which the search may have found before it knew of all objects. */
static void list_first(struct graph *g, uint32_t place)
{
    const struct graph_reached *r = &g->reached[place];
    const struct graph_edges *out = g->listing->out;

    if (r->edge == EDGE_ENTRY)
        return;
    for (size_t i = 0; i < out->count; i++)
        if (out->links[i].from == g->reached[r->from].method && out->links[i].ref == r->ref &&
            out->links[i].edge == (enum graph_edge)r->edge)
            return;
    g->listing->serial++;
    graph_list(g, r->method, (struct graph_origin){r->from, r->ref, (enum graph_edge)r->edge});
}

static bool list(struct app *app, struct bytes name, bool to, struct graph_listing *l)
{
    const struct graph *whole = graph_of(app);
    struct graph *g = app->graph;
    uint32_t method = graph_definition(whole, name), place;
    uint64_t *work = g->work, steps = LIMIT_GRAPH_WORK - LIMIT_GRAPH_LISTING + l->out->steps;

    if (method == GRAPH_NONE || g->place[method] == 0)
        return true;
    place = g->place[method] - 1;
    l->only = to ? method : GRAPH_NONE;
    l->stamp = arena_array(l->arena, g->method_count, sizeof *l->stamp);
    g->listing = l;
    g->work = &steps;
    if (to) {
        list_to(g);
        list_first(g, place);
    } else {
        list_from(g, place);
    }
    g->work = work;
    g->listing = NULL;
    l->out->steps = steps - (LIMIT_GRAPH_WORK - LIMIT_GRAPH_LISTING);
    return steps <= LIMIT_GRAPH_WORK;
}

bool graph_edges_from(struct app *app, struct bytes caller, struct arena *arena, struct graph_edges *out)
{
    struct graph_listing l = {.arena = arena, .out = out};

    return list(app, caller, false, &l);
}

bool graph_edges_to(struct app *app, struct bytes callee, struct arena *arena, struct graph_edges *out)
{
    struct graph_listing l = {.arena = arena, .out = out};

    return list(app, callee, true, &l);
}
