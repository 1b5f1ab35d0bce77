/* The code graph: made once, and what others ask of it. */
#include <sys/auxv.h>

#include "code/graph_parts.h"

/* The seed of all tables: random bytes that this process was given, which a builder of hostile input cannot know. */
uint64_t graph_seed(void)
{
    const uint8_t *bytes = (const uint8_t *)getauxval(AT_RANDOM); /* NOLINT: an address as the kernel gives it */

    return bytes == NULL ? 0x9e3779b97f4a7c15u : bytes_load64(bytes);
}

struct graph_dex *graph_dexes(struct arena *a, const struct app_dex *dexes, size_t count)
{
    struct graph_dex *out = arena_array(a, count, sizeof *out);

    for (size_t k = 0; k < count; k++)
        out[k] = (struct graph_dex){.from = &dexes[k], .dex = dexes[k].dex, .loaded = dexes[k].loaded};
    return out;
}

void graph_make_room(struct graph *g)
{
    g->place = arena_array(g->arena, g->method_count, sizeof *g->place);
    g->site_of = arena_array(g->arena, (size_t)g->sig_table.count + 1, sizeof *g->site_of);
    for (size_t k = 0; k < g->dex_count; k++) {
        struct graph_dex *d = &g->dexes[k];
        d->by_method = arena_array(g->arena, d->dex->methods.rows, sizeof *d->by_method);
        d->by_type = arena_array(g->arena, d->dex->types.rows, sizeof *d->by_type);
        d->by_string = arena_array(g->arena, d->dex->strings.rows, sizeof *d->by_string);
        d->by_field = arena_array(g->arena, d->dex->fields.rows, sizeof *d->by_field);
        d->state = arena_array(g->arena, d->dex->methods.rows, sizeof *d->state);
        d->sites = arena_alloc(g->arena, d->dex->call_sites.rows / 8 + 1);
        d->handles = arena_alloc(g->arena, d->dex->method_handles.rows / 8 + 1);
        d->script = dex_find_type(d->dex, BYTES("Landroid/webkit/JavascriptInterface;"));
    }
}

static void note_gap(const struct graph *g, const char *what)
{
    const struct artifact *a = g->app->base;

    if (a == NULL && g->app->artifact_count > 0)
        a = g->app->artifacts[0]; /* no app: what was given */
    app_note_gap(g->app, COVER_CODE, locus_whole(a != NULL ? a->place : NULL), what);
}

/* What was not looked at, or not followed, is said. */
static void note_limits(const struct graph *g)
{
    if (*g->work > LIMIT_GRAPH_WORK)
        note_gap(g, "code graph");
    if (g->layout_bytes > LIMIT_GRAPH_LAYOUTS)
        note_gap(g, "layouts");
    for (size_t k = 0; k < g->dex_count; k++)
        if (g->dexes[k].from->use.refs_cut) {
            note_gap(g, "code shared by methods");
            return;
        }
}

const struct graph *graph_of(struct app *app)
{
    return graph_of_telling(app, NULL);
}

const struct graph *graph_of_telling(struct app *app, void (*told)(struct app *app, const struct graph *g))
{
    struct graph *g = app->graph;

    if (g != NULL)
        return g;
    app->graph = g = arena_alloc(app->scan.arena, sizeof *g);
    g->app = app;
    g->arena = app->scan.arena;
    g->seed = graph_seed();
    g->work = arena_alloc(g->arena, sizeof *g->work);
    g->dex_count = app->dex_count;
    graph_begin(app);
    if (!graph_take(g)) {
        g->dexes = graph_dexes(g->arena, app->dexes, app->dex_count);
        graph_types(g);
        graph_hierarchy(g);
        graph_number_names(g);
        graph_sigs(g);
    }
    graph_methods(g);
    graph_make_room(g);
    graph_noted(g);
    for (size_t k = 0; k < g->dex_count; k++)
        if (g->dexes[k].dex->method_handles.rows > 0)
            graph_note_handles(g, &g->dexes[k]);
    if (told != NULL)
        told(app, g);
    g->initialiser = graph_plain_sig(g, BYTES("<clinit>"));
    graph_mark_reflection(g);
    graph_entries(g);
    graph_forget_layouts(app);
    graph_reach(g);
    note_limits(g);
    return g;
}

static const char *const edges[GRAPH_EDGES] = {
    [EDGE_ENTRY] = "entry",     [EDGE_CALL] = "call",     [EDGE_VIRTUAL] = "virtual",
    [EDGE_CALLBACK] = "callback", [EDGE_INIT] = "init",   [EDGE_THREAD] = "thread",
    [EDGE_INTENT] = "intent",   [EDGE_REFLECTION] = "reflection", [EDGE_PROVIDER] = "provider",
    [EDGE_HANDLE] = "handle",
};

const char *graph_edge_name(enum graph_edge e)
{
    return edges[e];
}

enum graph_edge graph_callback_edge(uint32_t platform, enum graph_edge made)
{
    static const char *const runs[] = {
        "Ljava/lang/Runnable;", "Ljava/lang/Thread;", "Ljava/util/TimerTask;", "Ljava/util/concurrent/Callable;",
        "Landroid/os/AsyncTask;", "Landroid/os/Handler;", "Landroid/os/Handler$Callback;",
    };

    if (made == EDGE_ENTRY || made == EDGE_INTENT)
        return made;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (bytes_is(platform_descriptor(platform), runs[i]))
            return EDGE_THREAD;
    return EDGE_CALLBACK;
}

uint32_t graph_reference(const struct graph *g, size_t dex, uint32_t method)
{
    return g->dexes[dex].references + method;
}

void graph_reference_at(const struct graph *g, uint32_t reference, size_t *dex, uint32_t *method)
{
    size_t low = 0, high = g->dex_count;

    while (high - low > 1) { /* the last that does not begin behind it; empty ones stand before */
        size_t middle = low + (high - low) / 2;
        if (g->dexes[middle].references <= reference)
            low = middle;
        else
            high = middle;
    }
    *dex = low;
    *method = reference - g->dexes[low].references;
}

struct graph_target graph_target_of(const struct graph *g, uint32_t reference)
{
    size_t dex;
    uint32_t method;

    graph_reference_at(g, reference, &dex, &method);
    return graph_target(GRAPH_METHOD, dex, method);
}

/* Row i of a type's methods in a DEX, as a method index. */
static uint32_t method_at(const struct graph_dex *d, uint32_t i)
{
    return d->sorted == NULL ? i : d->sorted[i];
}

/* Whether the parameters of a prototype, "(" and ")" around them, are these. */
static bool has_parameters(const struct graph *g, uint32_t proto, struct bytes wanted)
{
    size_t at = 1;

    for (uint32_t i = g->proto_at[proto] + 1; i < g->proto_at[proto + 1]; i++) {
        uint32_t type = g->proto_pool[i];
        if (type == GRAPH_NONE || !bytes_starts(bytes_from(wanted, at), g->types[type].text))
            return false;
        at += g->types[type].text.size;
    }
    return at + 1 == wanted.size;
}

static bool has_result(const struct graph *g, uint32_t proto, struct bytes wanted)
{
    uint32_t type = g->proto_pool[g->proto_at[proto]];

    return type != GRAPH_NONE && bytes_equal(g->types[type].text, wanted);
}

uint32_t graph_method(const struct graph *g, struct bytes class, struct bytes name, struct bytes proto)
{
    uint32_t type = graph_find_type(g, class), number = graph_find_name(g, name);
    size_t close = bytes_find(proto, ')', 0) + 1;
    struct bytes parameters;

    if (type == GRAPH_NONE || number == GRAPH_NONE)
        return GRAPH_NONE;
    bytes_slice(proto, 0, close < proto.size ? close : proto.size, &parameters);
    for (uint32_t u = g->uses_from[type]; u < g->uses_from[type + 1]; u++) {
        const struct graph_dex *d = &g->dexes[g->uses[u].dex];
        for (uint32_t i = d->first[g->uses[u].type]; i < d->first[g->uses[u].type + 1]; i++) {
            uint32_t method = method_at(d, i), sig = d->sigs[method];
            if (sig == GRAPH_NONE || g->sig[sig].name != number)
                continue;
            if (proto.size == 0 || (has_parameters(g, g->sig[sig].proto, parameters) &&
                                    has_result(g, g->sig[sig].proto, bytes_from(proto, close))))
                return d->references + method;
        }
    }
    return GRAPH_NONE;
}

struct graph_refs graph_api(const struct graph *g, struct bytes class, struct bytes name, struct bytes parameters)
{
    struct graph_refs r = {.g = g, .parameters = parameters, .name = GRAPH_NONE};
    uint32_t type = graph_find_type(g, class);

    if (name.size > 0) {
        r.name = graph_find_name(g, name);
        if (r.name == GRAPH_NONE)
            type = GRAPH_NONE;
    }
    if (type != GRAPH_NONE) {
        r.at = g->subs_from[type];
        r.to = g->subs_from[type + 1];
    }
    return r;
}

static bool api_matches(const struct graph_refs *r, const struct graph_dex *d, uint32_t method, uint32_t type)
{
    const struct graph *g = r->g;
    uint32_t sig = d->sigs[method];

    if (sig == GRAPH_NONE || (r->name != GRAPH_NONE && g->sig[sig].name != r->name))
        return false;
    if (r->parameters.size > 0 && !has_parameters(g, g->sig[sig].proto, r->parameters))
        return false;
    return g->types[type].class == GRAPH_NONE || graph_lookup(g, g->types[type].class, sig) == GRAPH_NONE;
}

uint32_t graph_refs_next(struct graph_refs *r)
{
    const struct graph *g = r->g;

    for (; r->at < r->to; r->at++, r->use = 0) {
        uint32_t type = g->subs[r->at], uses = g->uses_from[type + 1] - g->uses_from[type];
        for (; r->use < uses; r->use++, r->row = r->rows = 0) {
            const struct graph_use *u = &g->uses[g->uses_from[type] + r->use];
            const struct graph_dex *d = &g->dexes[u->dex];
            if (r->rows == 0) {
                r->row = d->first[u->type];
                r->rows = d->first[u->type + 1];
            }
            while (r->row < r->rows) {
                uint32_t method = method_at(d, r->row++);
                if (api_matches(r, d, method, type))
                    return d->references + method;
            }
        }
    }
    return GRAPH_NONE;
}

uint32_t graph_defined(const struct graph *g, size_t dex, uint32_t method)
{
    const struct graph_dex *d = &g->dexes[dex];
    struct dex_method m;
    uint32_t class;

    if (!dex_method(d->dex, method, &m) || m.class >= d->dex->types.rows || d->sigs[method] == GRAPH_NONE)
        return GRAPH_NONE;
    class = g->types[d->types[m.class]].class;
    return class == GRAPH_NONE ? GRAPH_NONE : graph_lookup(g, class, d->sigs[method]);
}

uint32_t graph_named_by(const struct graph *g, struct graph_target t)
{
    const struct graph_dex *d = &g->dexes[t.dex];

    switch (t.kind) {
    case GRAPH_METHOD:
        return t.index < d->dex->methods.rows ? d->by_method[t.index] : 0;
    case GRAPH_TYPE:
        return t.index < d->dex->types.rows ? d->by_type[t.index] : 0;
    case GRAPH_STRING:
        return t.index < d->dex->strings.rows ? d->by_string[t.index] : 0;
    case GRAPH_FIELD:
        return t.index < d->dex->fields.rows ? d->by_field[t.index] : 0;
    }
    return 0;
}

enum grade graph_grade(const struct graph *g, struct graph_target t)
{
    const struct graph_dex *d = &g->dexes[t.dex];
    uint32_t defined;

    if (graph_named_by(g, t) != 0)
        return GRADE_REACHABLE;
    switch (t.kind) {
    case GRAPH_METHOD:
        if (t.index >= d->dex->methods.rows)
            return GRADE_NONE;
        defined = graph_defined(g, t.dex, t.index);
        if (defined != GRAPH_NONE && g->place[defined] != 0)
            return GRADE_REACHABLE;
        return dex_bit(d->called, t.index) ? GRADE_CALLED : GRADE_REFERENCED;
    case GRAPH_TYPE:
        if (t.index >= d->dex->types.rows)
            return GRADE_NONE;
        return dex_bit(d->made, t.index) ? GRADE_CALLED : GRADE_REFERENCED;
    case GRAPH_STRING:
        if (t.index >= d->dex->strings.rows)
            return GRADE_NONE;
        return dex_bit(d->from->use.strings, t.index) ? GRADE_CALLED : GRADE_PRESENT;
    case GRAPH_FIELD:
        if (t.index >= d->dex->fields.rows)
            return GRADE_NONE;
        return dex_bit(d->loaded_field, t.index) ? GRADE_CALLED : GRADE_REFERENCED;
    }
    return GRADE_NONE;
}

enum grade graph_method_grade(const struct graph *g, uint32_t reference)
{
    return graph_grade(g, graph_target_of(g, reference));
}

enum grade graph_type_grade(const struct graph *g, struct bytes descriptor)
{
    uint32_t type = graph_find_type(g, descriptor);
    enum grade best = GRADE_NONE;

    if (type == GRAPH_NONE)
        return GRADE_NONE;
    if (g->types[type].class != GRAPH_NONE && (g->classes[g->types[type].class].made || g->classes[g->types[type].class].initialised))
        return GRADE_REACHABLE;
    for (uint32_t u = g->uses_from[type]; u < g->uses_from[type + 1]; u++) {
        const struct graph_dex *d = &g->dexes[g->uses[u].dex];
        enum grade grade = graph_grade(g, graph_target(GRAPH_TYPE, g->uses[u].dex, g->uses[u].type));
        for (uint32_t i = d->first[g->uses[u].type]; grade < GRADE_REACHABLE && i < d->first[g->uses[u].type + 1]; i++)
            if (d->by_method[method_at(d, i)] != 0)
                grade = GRADE_REACHABLE;
            else if (dex_bit(d->called, method_at(d, i)))
                grade = grade > GRADE_CALLED ? grade : GRADE_CALLED;
        best = grade > best ? grade : best;
    }
    return best;
}

bool graph_reached(const struct graph *g, size_t dex, uint32_t method)
{
    uint32_t defined = graph_defined(g, dex, method);

    return defined != GRAPH_NONE && g->place[defined] != 0;
}

uint32_t graph_links(const struct graph *g)
{
    return (uint32_t)g->reached_count;
}

bool graph_link(const struct graph *g, uint32_t i, struct graph_link *out)
{
    const struct graph_reached *r = &g->reached[i];
    const struct dex_encoded *to = graph_encoded(g, r->method, &out->callee_dex), *from;

    if (r->edge == EDGE_ENTRY)
        return false;
    from = graph_encoded(g, g->reached[r->from].method, &out->caller_dex);
    out->caller = from->method;
    out->callee = to->method;
    out->edge = (enum graph_edge)r->edge;
    out->from = g->reached[r->from].method;
    out->ref = r->ref;
    if (r->edge != EDGE_CALL && r->edge != EDGE_VIRTUAL)
        return true;
    return !graph_names(g, out->caller_dex, r->ref, r->method); /* that is a written one */
}

bool graph_names(const struct graph *g, uint32_t dex, uint32_t ref, uint32_t method)
{
    const struct graph_dex *d = &g->dexes[dex];
    struct dex_method m;

    return dex_method(d->dex, dex_kept_index(ref), &m) && m.class < d->dex->types.rows &&
           g->types[d->types[m.class]].class == g->method_class[method];
}

uint32_t graph_definition(const struct graph *g, struct bytes name)
{
    size_t arrow = bytes_search(name, BYTES("->"), 0), open = bytes_find(name, '(', 0);
    struct bytes class, method;
    uint32_t reference, index;
    size_t dex;

    if (arrow >= open || open == name.size)
        return GRAPH_NONE;
    bytes_slice(name, 0, arrow, &class);
    bytes_slice(name, arrow + 2, open - arrow - 2, &method);
    reference = graph_method(g, class, method, bytes_from(name, open));
    if (reference == GRAPH_NONE)
        return GRAPH_NONE;
    graph_reference_at(g, reference, &dex, &index);
    return graph_find_type(g, class) == GRAPH_NONE || g->types[graph_find_type(g, class)].class == GRAPH_NONE
               ? GRAPH_NONE
               : graph_own_method(g, g->types[graph_find_type(g, class)].class, g->dexes[dex].sigs[index]);
}
