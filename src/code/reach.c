/*
 * What the platform can come to run: a breadth-first search from the entry
 * points. A virtual call goes to what objects of the classes that reachable
 * code makes have for it; each pair of a call and a class is looked at from
 * whichever of the two comes second. An object of a class that extends or
 * implements the platform's is in the platform's hands: methods that override
 * the platform's are called back from where it is made.
 *
 * A call on java.lang.Object itself (toString, equals ...) is not followed to
 * every class that overrides it: nothing could be said of its paths.
 */
#include "code/graph_parts.h"

static bool is_virtual(const struct graph *g, uint32_t method)
{
    uint32_t dex;

    return (graph_encoded(g, method, &dex)->access & (DEX_ACC_STATIC | DEX_ACC_PRIVATE | DEX_ACC_CONSTRUCTOR)) == 0;
}

void graph_reach_method(struct graph *g, uint32_t method, struct graph_origin o)
{
    const struct dex_encoded *e;
    uint32_t dex, class = g->method_class[method];

    if (g->listing != NULL) {
        graph_list(g, method, o);
        return;
    }
    if (g->place[method] != 0 || !g->classes[class].loaded)
        return;
    g->reached = arena_grow(g->arena, g->reached, g->reached_count, &g->reached_capacity, sizeof *g->reached);
    g->reached[g->reached_count++] = (struct graph_reached){method, o.from, o.ref, (uint8_t)o.edge};
    g->place[method] = (uint32_t)g->reached_count;
    e = graph_encoded(g, method, &dex);
    if ((e->access & (DEX_ACC_STATIC | DEX_ACC_CONSTRUCTOR)) != 0)
        graph_initialise(g, class, o);
}

/* Runs the static initialisers of a class and of those above it. */
void graph_initialise(struct graph *g, uint32_t class, struct graph_origin o)
{
    while (class != GRAPH_NONE && (!g->classes[class].initialised || g->listing != NULL) && graph_work(g, 1)) {
        struct graph_class *c = &g->classes[class];
        uint32_t method = g->initialiser == GRAPH_NONE ? GRAPH_NONE : graph_own_method(g, class, g->initialiser);
        c->initialised = c->initialised || g->listing == NULL;
        if (method != GRAPH_NONE)
            graph_reach_method(g, method, (struct graph_origin){o.from, o.ref, o.edge == EDGE_ENTRY ? EDGE_ENTRY : EDGE_INIT});
        class = c->above == GRAPH_NONE ? GRAPH_NONE : g->types[c->above].class;
    }
}

/* The platform's number of a method's name, or PLATFORM_NONE. */
static uint32_t platform_name(const struct graph *g, uint32_t name)
{
    if (g->platform_names[name] == 0)
        g->platform_names[name] = platform_find_name(g->names[name]) + 1;
    return g->platform_names[name] - 1;
}

/* Whether a class of the platform above `type`, java.lang.Object apart, declares the method. */
static bool overrides(const struct graph *g, uint32_t type, uint32_t sig, uint32_t *declarer)
{
    const struct graph_type *t = &g->types[type];
    uint32_t name, arity;

    if (sig == GRAPH_NONE || !t->platform_above)
        return false;
    name = platform_name(g, g->sig[sig].name);
    if (name == PLATFORM_NONE)
        return false;
    arity = graph_arity(g, g->sig[sig].proto);
    for (uint32_t i = 0; i < t->ups && graph_work(g, 1); i++) {
        uint32_t row = g->types[g->supers[t->up + i]].platform;
        if (row < PLATFORM_NONE && platform_declares(row, name, arity)) {
            *declarer = row;
            return true;
        }
    }
    return false;
}

/* An object of a new class: its methods of one class above it, or its own. */
static void offer_methods(struct graph *g, uint32_t class, uint32_t from_class, struct graph_origin o)
{
    const struct graph_class *k = &g->classes[from_class];
    uint32_t type = g->classes[class].type, declarer;

    for (uint32_t m = k->first; m < k->first + k->count && graph_work(g, 1); m++) {
        uint32_t sig = g->method_sig[m];
        if ((g->place[m] != 0 && g->listing == NULL) || sig == GRAPH_NONE || !is_virtual(g, m))
            continue;
        if (overrides(g, type, sig, &declarer)) {
            if (graph_lookup(g, class, sig) == m)
                graph_reach_method(g, m, (struct graph_origin){o.from, o.ref, graph_callback_edge(declarer, o.edge)});
            continue;
        }
        for (uint32_t s = g->listing == NULL ? g->site_of[sig] : 0; s != 0 && graph_work(g, 1); s = g->sites[s - 1].next) {
            const struct graph_site *site = &g->sites[s - 1];
            if (!graph_is_a(g, type, site->type) || graph_lookup(g, class, sig) != m)
                continue;
            graph_reach_method(g, m, (struct graph_origin){site->from, site->ref, EDGE_VIRTUAL});
            break;
        }
    }
}

/* Methods that pages in a web view call: those of an object that is made, with the annotation. */
static void offer_annotated(struct graph *g, uint32_t class, struct graph_origin o)
{
    const struct graph_class *c = &g->classes[class];
    const struct graph_dex *d = &g->dexes[c->dex];
    struct dex_class k;
    struct bytes in = d->dex->file;
    uint32_t fields, methods;

    if (d->script == DEX_NO_INDEX || !dex_class(d->dex, c->def, &k) || k.annotations_off == 0)
        return;
    bytes_u32(in, (uint64_t)k.annotations_off + 4, &fields);
    bytes_u32(in, (uint64_t)k.annotations_off + 8, &methods);
    for (uint64_t i = 0; i < methods && graph_work(g, 1); i++) {
        uint64_t row = k.annotations_off + 16 + 8 * ((uint64_t)fields + i);
        uint32_t method, set, count = 0;
        if (!bytes_u32(in, row, &method) || !bytes_u32(in, row + 4, &set))
            return;
        bytes_u32(in, set, &count);
        for (uint64_t n = 0; n < count && graph_work(g, 1); n++) {
            uint32_t item, found;
            struct cursor at;
            if (!bytes_u32(in, set + 4 + 4 * n, &item))
                break;
            at = cursor_open(bytes_from(in, (uint64_t)item + 1), 0);
            if (cursor_uleb128(&at) != d->script || method >= d->dex->methods.rows)
                continue;
            found = graph_own_method(g, class, d->sigs[method]);
            if (found != GRAPH_NONE)
                graph_reach_method(g, found, (struct graph_origin){o.from, o.ref, o.edge == EDGE_ENTRY ? EDGE_ENTRY : EDGE_CALLBACK});
        }
    }
}

void graph_make(struct graph *g, uint32_t class, struct graph_origin o)
{
    struct graph_class *c = &g->classes[class];
    const struct graph_type *t = &g->types[c->type];

    if ((c->made && g->listing == NULL) || !c->loaded)
        return;
    c->made = c->made || g->listing == NULL;
    graph_initialise(g, class, o);
    for (uint32_t i = 0; i < t->ups && graph_work(g, 1); i++) {
        uint32_t k = g->types[g->supers[t->up + i]].class;
        if (k != GRAPH_NONE)
            offer_methods(g, class, k, o);
        if (k != GRAPH_NONE)
            offer_annotated(g, k, o);
    }
}

void graph_make_by_name(struct graph *g, uint32_t class, struct graph_origin o)
{
    const struct graph_class *c = &g->classes[class];

    if ((c->made && g->listing == NULL) || (c->access & (DEX_ACC_INTERFACE | DEX_ACC_ABSTRACT)) != 0)
        return;
    graph_make(g, class, o);
    for (uint32_t m = c->first; m < c->first + c->count && graph_work(g, 1); m++) {
        uint32_t dex;
        if ((graph_encoded(g, m, &dex)->access & (DEX_ACC_CONSTRUCTOR | DEX_ACC_STATIC)) == DEX_ACC_CONSTRUCTOR)
            graph_reach_method(g, m, o);
    }
}

/* Whether there may be objects of the class. */
static bool is_there(const struct graph *g, uint32_t class)
{
    return class != GRAPH_NONE && (g->classes[class].made || (g->open_world && g->classes[class].anywhere));
}

/* Whether some class that is made has this very method for the call. */
static bool has_object(struct graph *g, uint32_t method, uint32_t type, uint32_t sig)
{
    uint32_t own = g->classes[g->method_class[method]].type;

    for (uint32_t i = g->subs_from[own]; i < g->subs_from[own + 1] && graph_work(g, 1); i++) {
        uint32_t class = g->types[g->subs[i]].class;
        if (is_there(g, class) && graph_is_a(g, g->subs[i], type) &&
            graph_lookup(g, class, sig) == method)
            return true;
    }
    return false;
}

/*
 * The method of a call on a class of which nobody makes objects that we see (native code, deserialisers do): that of
 * just the class. GRAPH_NONE: there are objects, or it can have none.
 */
static uint32_t settled(struct graph *g, uint32_t type, uint32_t sig)
{
    uint32_t class = g->types[type].class;

    if (class == GRAPH_NONE || (g->classes[class].access & (DEX_ACC_INTERFACE | DEX_ACC_ABSTRACT)) != 0)
        return GRAPH_NONE;
    for (uint32_t i = g->subs_from[type]; i < g->subs_from[type + 1] && graph_work(g, 1); i++) {
        if (is_there(g, g->types[g->subs[i]].class))
            return GRAPH_NONE;
    }
    return graph_lookup(g, class, sig);
}

/* Every method that a virtual call can come to, of all classes that reachable code makes. */
static void list_targets(struct graph *g, uint32_t type, uint32_t sig, struct graph_origin o)
{
    uint32_t method = settled(g, type, sig);

    if (method != GRAPH_NONE)
        graph_list(g, method, o);
    for (uint32_t i = g->defs_from[sig]; i < g->defs_from[sig + 1] && graph_work(g, 1); i++)
        if (graph_listed(g, g->defs[i]) && has_object(g, g->defs[i], type, sig))
            graph_list(g, g->defs[i], o);
}

/* A virtual call from reachable code, to all classes made so far; later ones will find it. */
void graph_dispatch(struct graph *g, uint32_t type, uint32_t sig, struct graph_origin o)
{
    uint32_t subs, defs;

    if (sig == GRAPH_NONE || type == g->object || g->defs_from[sig] == g->defs_from[sig + 1])
        return;
    if (g->listing != NULL) {
        list_targets(g, type, sig, o);
        return;
    }
    g->sites = arena_grow(g->arena, g->sites, g->site_count, &g->site_capacity, sizeof *g->sites);
    g->sites[g->site_count++] = (struct graph_site){type, o.from, o.ref, sig, g->site_of[sig]};
    g->site_of[sig] = (uint32_t)g->site_count;
    subs = g->subs_from[type + 1] - g->subs_from[type];
    defs = g->defs_from[sig + 1] - g->defs_from[sig];
    if (defs <= subs) {
        for (uint32_t i = g->defs_from[sig]; i < g->defs_from[sig + 1] && graph_work(g, 1); i++)
            if (g->place[g->defs[i]] == 0 && has_object(g, g->defs[i], type, sig))
                graph_reach_method(g, g->defs[i], o);
        return;
    }
    for (uint32_t i = g->subs_from[type]; i < g->subs_from[type + 1] && graph_work(g, 1); i++) {
        uint32_t class = g->types[g->subs[i]].class, method;
        if (!is_there(g, class))
            continue;
        method = graph_lookup(g, class, sig);
        if (method != GRAPH_NONE)
            graph_reach_method(g, method, o);
    }
}

static void follow_invoke(struct graph *g, uint32_t dex, uint32_t method, uint8_t op, struct graph_origin o)
{
    struct graph_dex *d = &g->dexes[dex];
    bool on_object = op == OP_INVOKE_VIRTUAL || op == OP_INVOKE_VIRTUAL_RANGE || op == OP_INVOKE_INTERFACE ||
                     op == OP_INVOKE_INTERFACE_RANGE;
    bool super = op == OP_INVOKE_SUPER || op == OP_INVOKE_SUPER_RANGE;
    uint16_t state = on_object ? CALLED_VIRTUAL : super ? CALLED_SUPER : CALLED_DIRECT;
    struct dex_method m;
    uint32_t type, class, found, caller;

    if (g->listing == NULL) {
        if ((d->state[method] & state) != 0)
            return;
        d->state[method] |= state;
        if (d->by_method[method] == 0)
            d->by_method[method] = o.from + 1;
    }
    dex_method(d->dex, method, &m);
    type = m.class < d->dex->types.rows ? d->types[m.class] : GRAPH_NONE;
    if (type == GRAPH_NONE || d->sigs[method] == GRAPH_NONE)
        return;
    if (on_object) {
        o.edge = EDGE_VIRTUAL;
        graph_dispatch(g, type, d->sigs[method], o);
        return;
    }
    class = g->types[type].class;
    caller = g->method_class[g->reached[o.from].method];
    if (super && class == caller && class != GRAPH_NONE)
        class = g->classes[class].above == GRAPH_NONE ? GRAPH_NONE : g->types[g->classes[class].above].class;
    if (class == GRAPH_NONE)
        return;
    found = graph_lookup(g, class, d->sigs[method]);
    if (found != GRAPH_NONE)
        graph_reach_method(g, found, o);
}

static void follow_type(struct graph *g, uint32_t dex, uint32_t index, uint8_t op, struct graph_origin o)
{
    struct graph_dex *d = &g->dexes[dex];
    uint32_t class;

    if (index >= d->dex->types.rows)
        return;
    if (d->by_type[index] == 0 && g->listing == NULL)
        d->by_type[index] = o.from + 1;
    class = g->types[d->types[index]].class;
    if (class == GRAPH_NONE)
        return;
    if (op == OP_NEW_INSTANCE) {
        o.edge = EDGE_CALLBACK;
        graph_make(g, class, o);
    } else if (!g->classes[class].anywhere && class != g->method_class[g->reached[o.from].method]) {
        o.edge = EDGE_REFLECTION; /* no instruction makes one: whoever is given the class does, by its name */
        graph_make_by_name(g, class, o);
    }
}

static void follow_field(struct graph *g, uint32_t dex, uint32_t index, struct graph_origin o)
{
    struct graph_dex *d = &g->dexes[dex];
    struct dex_field f;

    if (index >= d->dex->fields.rows || (d->by_field[index] != 0 && g->listing == NULL))
        return;
    if (g->listing == NULL)
        d->by_field[index] = o.from + 1;
    dex_field(d->dex, index, &f);
    if (f.class < d->dex->types.rows)
        graph_initialise(g, g->types[d->types[f.class]].class, o);
}

/* What one reference of a reached method comes to; what calling it means for reflect.c. */
static inline uint16_t follow_ref(struct graph *g, uint32_t place, uint32_t dex, uint32_t ref)
{
    struct graph_dex *d = &g->dexes[dex];
    uint32_t index = dex_kept_index(ref);
    uint8_t op = dex_kept_op(ref);
    struct graph_origin o = {place, ref, EDGE_CALL};

    if (op >= OP_INVOKE_CUSTOM) {
        graph_follow_handles(g, dex, o);
    } else if (op >= OP_INVOKE_VIRTUAL) {
        uint16_t marked;
        if (index >= d->dex->methods.rows)
            return 0;
        marked = d->state[index];
        follow_invoke(g, dex, index, op, o);
        return marked;
    } else if (op >= OP_SGET) {
        follow_field(g, dex, index, o);
    } else if (op == OP_CONST_STRING || op == OP_CONST_STRING_JUMBO) {
        if (index < d->dex->strings.rows && d->by_string[index] == 0 && g->listing == NULL)
            d->by_string[index] = place + 1;
    } else {
        follow_type(g, dex, index, op, o);
    }
    return 0;
}

uint16_t graph_follow(struct graph *g, uint32_t place, uint32_t dex, uint32_t ref)
{
    return follow_ref(g, place, dex, ref);
}

/* All that a reached method names. */
static void follow(struct graph *g, uint32_t place)
{
    uint32_t dex;
    const struct dex_encoded *e = graph_encoded(g, g->reached[place].method, &dex);
    uint16_t marked = 0;

    for (uint32_t i = 0; i < e->ref_count; i++)
        marked |= follow_ref(g, place, dex, e->refs[i]);
    if ((marked & MARKS) != 0)
        graph_reflect(g, place);
}

/* Calls without objects are looked at when nothing else is left, so that only such are. */
static void settle(struct graph *g, uint32_t site)
{
    uint32_t method = settled(g, g->sites[site].type, g->sites[site].sig);

    if (method != GRAPH_NONE)
        graph_reach_method(g, method, (struct graph_origin){g->sites[site].from, g->sites[site].ref, EDGE_VIRTUAL});
}

void graph_reach(struct graph *g)
{
    size_t site = 0;

    for (uint32_t place = 0;;) {
        if (place < g->reached_count) {
            follow(g, place++);
            continue;
        }
        if (site == g->site_count)
            break;
        settle(g, (uint32_t)site++);
    }
}

static uint32_t add_entry(struct graph *g, const char *kind, struct locus locus)
{
    g->entries = arena_grow(g->arena, g->entries, g->entry_count, &g->entry_capacity, sizeof *g->entries);
    g->entries[g->entry_count] = (struct graph_entry){kind, locus};
    return (uint32_t)g->entry_count++;
}

void graph_enter_method(struct graph *g, uint32_t method, const char *kind, struct locus locus)
{
    if (g->place[method] == 0)
        graph_reach_method(g, method, (struct graph_origin){add_entry(g, kind, locus), 0, EDGE_ENTRY});
}

void graph_enter_class(struct graph *g, uint32_t class, const char *kind, struct locus locus)
{
    if (!g->classes[class].made)
        graph_make_by_name(g, class, (struct graph_origin){add_entry(g, kind, locus), 0, EDGE_ENTRY});
}
