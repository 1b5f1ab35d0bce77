/*
 * The parts of the graph that may be made by whoever has time, into arenas
 * that join the app's: types with their hierarchy, and methods' names and
 * prototypes, which need no more than the tables of the DEX files. They are
 * begun when it can be foreseen which DEX files the app will have; where that
 * was wrong, or an arena or the limit of work came to its end, they are made
 * once more in the app's own. What code names at all is noted in bitmaps, DEX
 * by DEX, when all of it is read.
 */
#include <stdatomic.h>

#include "base/ahead.h"
#include "code/graph_parts.h"

/* A part being made: a graph of its own but for the DEX files, of which each part fills fields that are its alone. */
struct part {
    struct ahead_job job;
    struct graph graph;
    void (*make)(struct graph *g);
    struct arena arena;
    uint64_t work;
    bool whole; /* it came to its end within its memory */
};

struct graph_begun {
    struct graph_dex *dexes;
    size_t dex_count;
    struct part types, names;
    atomic_bool numbered; /* types: prototypes may be, whoever makes the hierarchy meanwhile */
    bool sigs;            /* they were, with the names */
    struct graph_noting *notes; /* NULL: the app is not read to its end */
    struct layouts_ahead *layouts;
};

static void make(void *context)
{
    struct part *p = context;

    p->make(&p->graph);
}

static void run(struct ahead_job *job)
{
    struct part *p = (struct part *)job;

    p->whole = arena_try(&p->arena, LIMIT_AHEAD, make, p);
}

static void begin_part(struct part *p, const struct graph *like, void (*how)(struct graph *g))
{
    *p = (struct part){.job = {.run = run}, .graph = *like, .make = how};
    p->graph.arena = &p->arena;
    p->graph.work = &p->work;
    ahead_post(&p->job);
}

static void make_types(struct graph *g)
{
    graph_types(g);
    atomic_store(&g->app->graph_begun->numbered, true);
    graph_hierarchy(g);
}

/* Types were begun before: where they are not there yet, prototypes wait until they are asked for. */
static void make_names(struct graph *g)
{
    struct graph_begun *b = g->app->graph_begun;

    graph_number_names(g);
    if (!atomic_load(&b->numbered))
        return;
    graph_sigs(g);
    b->sigs = true;
}

static void begin(struct app *app, const struct app_dex *dexes, size_t count)
{
    struct graph_begun *b = arena_alloc(app->scan.arena, sizeof *b);
    struct graph g = {.app = app, .seed = graph_seed(), .dex_count = count};

    b->dexes = g.dexes = graph_dexes(app->scan.arena, dexes, count);
    b->dex_count = count;
    app->graph_begun = b;
    begin_part(&b->types, &g, make_types);
    begin_part(&b->names, &g, make_names);
}

void graph_foresee(struct app *app)
{
    struct app_dex *dexes;
    size_t count;

    if (ahead_helped() && app_foresee_code(app, &dexes, &count))
        begin(app, dexes, count);
}

/* Whether these are the app's DEX files: tables that begin a file are what the file says, whoever looks. */
static bool foreseen(const struct graph_begun *b, const struct app *app)
{
    if (b->dex_count != app->dex_count)
        return false;
    for (size_t k = 0; k < b->dex_count; k++) {
        const struct dex *one = b->dexes[k].dex, *other = app->dexes[k].dex;
        if (one->file.data != other->file.data || one->file.size != other->file.size || other->header != 0 ||
            other->origin != 0 || b->dexes[k].loaded != app->dexes[k].loaded)
            return false;
    }
    return true;
}

static void finish(struct graph_begun *b)
{
    ahead_finish(&b->types.job);
    ahead_finish(&b->names.job);
}

static void forget(struct graph_begun *b)
{
    finish(b);
    arena_free(&b->types.arena);
    arena_free(&b->names.arena);
}

void graph_begin(struct app *app)
{
    struct graph_begun *b = app->graph_begun;

    if (!ahead_helped() || app->dex_count == 0 || (b != NULL && b->notes != NULL))
        return;
    if (b != NULL && !foreseen(b, app)) {
        forget(b);
        b = NULL;
    }
    if (b == NULL)
        begin(app, app->dexes, app->dex_count);
    b = app->graph_begun;
    b->notes = graph_note(app);
    for (size_t k = 0; k < app->dex_count; k++)
        ahead_post(&b->notes[k].job);
    b->layouts = graph_begin_layouts(app);
}

struct layouts_ahead *graph_begun_layouts(const struct app *app)
{
    return app->graph_begun == NULL ? NULL : app->graph_begun->layouts;
}

void graph_forget_layouts(const struct app *app)
{
    if (graph_begun_layouts(app) != NULL)
        graph_end_layouts(app->graph_begun->layouts);
}

static void take_types(struct graph *g, struct part *p)
{
    const struct graph *from = &p->graph;

    arena_adopt(g->arena, &p->arena);
    g->type_table = from->type_table;
    g->type_table.arena = g->arena;
    g->types = from->types;
    g->type_capacity = from->type_capacity;
    g->object = from->object;
    g->uses_from = from->uses_from;
    g->uses = from->uses;
    g->classes = from->classes;
    g->class_count = from->class_count;
    g->supers = from->supers;
    g->super_capacity = from->super_capacity;
    g->super_count = from->super_count;
    g->subs_from = from->subs_from;
    g->subs = from->subs;
}

static void take_names(struct graph *g, struct part *p)
{
    const struct graph *from = &p->graph;

    arena_adopt(g->arena, &p->arena);
    g->name_table = from->name_table;
    g->name_table.arena = g->arena;
    g->names = from->names;
    g->name_capacity = from->name_capacity;
    g->reference_count = from->reference_count;
    g->proto_table = from->proto_table;
    g->proto_table.arena = g->arena;
    g->proto_at = from->proto_at;
    g->proto_pool = from->proto_pool;
    g->proto_capacity = from->proto_capacity;
    g->pool_capacity = from->pool_capacity;
    g->pool_size = from->pool_size;
    g->sig_table = from->sig_table;
    g->sig_table.arena = g->arena;
    g->sig = from->sig;
    g->sig_capacity = from->sig_capacity;
    g->platform_names = from->platform_names;
}

bool graph_take(struct graph *g)
{
    struct graph_begun *b = g->app->graph_begun;

    if (b == NULL)
        return false;
    finish(b);
    if (!b->types.whole || !b->names.whole || b->types.work + b->names.work > LIMIT_GRAPH_WORK) {
        forget(b);
        return false;
    }
    take_types(g, &b->types);
    take_names(g, &b->names);
    *g->work += b->types.work + b->names.work;
    g->dexes = b->dexes;
    for (size_t k = 0; k < g->dex_count; k++) {
        g->dexes[k].from = &g->app->dexes[k];
        g->dexes[k].dex = g->app->dexes[k].dex;
    }
    if (!b->sigs)
        graph_sigs(g);
    return true;
}

/* What any instruction of a DEX file calls, makes, loads or reads */

static void set_bit(uint8_t *bitmap, uint32_t i, uint32_t rows)
{
    if (i < rows)
        bitmap[i / 8] |= (uint8_t)(1u << i % 8);
}

static void note(struct ahead_job *job)
{
    const struct graph_noting *n = (const struct graph_noting *)job;
    const struct dex *d = n->from->dex;
    const struct dex_use *use = &n->from->use;

    for (size_t i = 0; i < use->methods_defined; i++)
        for (uint32_t k = 0; k < use->encoded[i].ref_count; k++) {
            uint32_t ref = use->encoded[i].refs[k], index = dex_kept_index(ref);
            uint8_t op = dex_kept_op(ref);
            if (op >= OP_INVOKE_VIRTUAL && op < OP_INVOKE_CUSTOM)
                set_bit(n->called, index, d->methods.rows);
            else if (op >= OP_SGET && op < OP_INVOKE_VIRTUAL)
                set_bit(n->loaded_field, index, d->fields.rows);
            else if (op == OP_NEW_INSTANCE)
                set_bit(n->fresh, index, d->types.rows);
            else if (op == OP_CONST_CLASS)
                set_bit(n->made, index, d->types.rows);
        }
    for (size_t i = 0; i < d->types.rows / 8 + 1; i++)
        n->made[i] |= n->fresh[i];
}

struct graph_noting *graph_note(struct app *app)
{
    struct arena *a = app->scan.arena;
    struct graph_noting *notes = arena_array(a, app->dex_count, sizeof *notes);

    for (size_t k = 0; k < app->dex_count; k++) {
        const struct dex *d = app->dexes[k].dex;
        notes[k] = (struct graph_noting){.job = {.run = note},
                                         .from = &app->dexes[k],
                                         .called = arena_alloc(a, d->methods.rows / 8 + 1),
                                         .loaded_field = arena_alloc(a, d->fields.rows / 8 + 1),
                                         .made = arena_alloc(a, d->types.rows / 8 + 1),
                                         .fresh = arena_alloc(a, d->types.rows / 8 + 1)};
    }
    return notes;
}

void graph_noted(struct graph *g)
{
    struct graph_begun *b = g->app->graph_begun;
    struct graph_noting *notes = b != NULL && b->notes != NULL ? b->notes : graph_note(g->app);

    for (size_t k = 0; k < g->dex_count; k++) {
        struct graph_dex *d = &g->dexes[k];
        ahead_finish(&notes[k].job);
        d->called = notes[k].called;
        d->made = notes[k].made;
        d->loaded_field = notes[k].loaded_field;
        for (uint32_t i = 0; d->loaded && i < d->dex->types.rows; i++) {
            uint32_t class = dex_bit(notes[k].fresh, i) ? g->types[d->types[i]].class : GRAPH_NONE;
            if (class != GRAPH_NONE)
                g->classes[class].anywhere = true;
        }
    }
}
