/* Paths between methods: a search of its own over the app's graph, from whatever is asked for. */
#include "code/graph_parts.h"

/* What a text means, tried on methods in smali form. */
struct meaning {
    struct bytes text, class, name, proto;
    bool is_method, is_class;
};

static struct meaning meaning_of(struct bytes text)
{
    struct meaning m = {.text = text};
    size_t arrow = bytes_search(text, BYTES("->"), 0), open = bytes_find(text, '(', 0);

    if (bytes_starts(text, BYTES("L")) && arrow < open && arrow < text.size) {
        m.is_method = true;
        bytes_slice(text, 0, arrow, &m.class);
        bytes_slice(text, arrow + 2, open - arrow - 2, &m.name);
        m.proto = bytes_from(text, open);
    } else if (bytes_starts(text, BYTES("L")) && bytes_ends(text, BYTES(";"))) {
        m.is_class = true;
        m.class = text;
    }
    return m;
}

/* Whether it means this method; the scratch is emptied. */
static bool means(const struct graph *g, const struct meaning *m, const struct dex *d, uint32_t index, struct buf *scratch)
{
    struct dex_method method;

    if (!dex_method(d, index, &method))
        return false;
    if ((m->is_class || m->is_method) && !bytes_equal(dex_type(d, method.class), m->class))
        return false;
    if (m->is_class)
        return true;
    if (m->is_method && !bytes_equal(dex_string(d, method.name), m->name))
        return false;
    buf_reset(scratch);
    if (m->is_method) {
        dex_proto_write(scratch, d, method.proto);
        return m->proto.size == 0 || bytes_equal(buf_bytes(scratch), m->proto);
    }
    if (!graph_work(g, 1))
        return false;
    dex_method_write(scratch, d, index);
    graph_work(g, scratch->size / 8);
    return bytes_search(buf_bytes(scratch), m->text, 0) < scratch->size;
}

/* A graph over the same hierarchy where nothing is reached yet. */
static struct graph *fresh(const struct graph *g)
{
    struct graph *f = arena_alloc(g->arena, sizeof *f);

    *f = *g;
    f->open_world = true;
    f->work = arena_alloc(g->arena, sizeof *f->work);
    f->dexes = arena_array(g->arena, g->dex_count, sizeof *f->dexes);
    memcpy(f->dexes, g->dexes, g->dex_count * sizeof *f->dexes);
    f->classes = arena_array(g->arena, g->class_count, sizeof *f->classes);
    memcpy(f->classes, g->classes, g->class_count * sizeof *f->classes);
    for (uint32_t i = 0; i < f->class_count; i++) {
        f->classes[i].anywhere = f->classes[i].anywhere || f->classes[i].made;
        f->classes[i].made = f->classes[i].initialised = false;
    }
    f->reached = NULL;
    f->entries = NULL;
    f->sites = NULL;
    f->reached_count = f->reached_capacity = f->entry_count = f->entry_capacity = f->site_count = f->site_capacity = 0;
    graph_make_room(f);
    graph_mark_reflection(f);
    return f;
}

/* Whether this reference is a definition that counts, and which. */
static uint32_t definition_at(const struct graph *g, uint32_t dex, uint32_t index)
{
    struct dex_method m;
    uint32_t class;

    if (!dex_method(g->dexes[dex].dex, index, &m) || m.class >= g->dexes[dex].dex->types.rows ||
        g->dexes[dex].sigs[index] == GRAPH_NONE)
        return GRAPH_NONE;
    class = g->types[g->dexes[dex].types[m.class]].class;
    return class == GRAPH_NONE ? GRAPH_NONE : graph_own_method(g, class, g->dexes[dex].sigs[index]);
}

static uint32_t enter_all(struct graph *g, const struct meaning *m, struct buf *scratch)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < g->dex_count; k++)
        for (uint32_t i = 0; i < g->dexes[k].dex->methods.rows; i++) {
            uint32_t method = means(g, m, g->dexes[k].dex, i, scratch) ? definition_at(g, k, i) : GRAPH_NONE;
            if (method == GRAPH_NONE || g->place[method] != 0)
                continue;
            graph_enter_method(g, method, "from", dex_row_locus(g->dexes[k].dex, &g->dexes[k].dex->methods, i));
            count++;
        }
    return count;
}

/* How near a target is: the place in the order of search of what names it, or of itself. */
static uint32_t place_of(const struct graph *g, uint32_t dex, uint32_t index)
{
    uint32_t method = definition_at(g, dex, index), own;

    if (method == GRAPH_NONE)
        return g->dexes[dex].by_method[index];
    graph_encoded(g, method, &own);
    return own == dex ? g->place[method] : 0; /* once, where it is defined */
}

struct aim {
    uint32_t place, dex, index;
};

/* Keeps the nearest `limit` of them in order; of methods named in several DEX files the nearest. */
static uint32_t keep(struct aim *aims, uint32_t count, uint32_t limit, struct aim a)
{
    uint32_t at = count;

    if (count == limit && a.place >= aims[count - 1].place)
        return count;
    if (count == limit)
        at = --count;
    for (; at > 0 && aims[at - 1].place > a.place; at--)
        aims[at] = aims[at - 1];
    aims[at] = a;
    return count + 1;
}

uint32_t graph_paths(struct app *app, struct bytes from, struct bytes to, uint32_t limit, uint32_t *from_count,
                     uint32_t *to_count, bool (*found)(void *context, const struct graph_path *path), void *context)
{
    const struct graph *whole = graph_of(app);
    struct meaning origin = meaning_of(from), target = meaning_of(to);
    struct graph *g = from.size == 0 ? app->graph : fresh(whole);
    struct aim *aims = arena_array(g->arena, limit, sizeof *aims);
    uint32_t count = 0, done = 0;
    struct buf scratch;

    buf_init(&scratch, LIMIT_FRAME / 2);
    *to_count = 0;
    *from_count = from.size == 0 ? (uint32_t)g->entry_count : enter_all(g, &origin, &scratch);
    if (from.size > 0)
        graph_reach(g);
    for (uint32_t k = 0; k < g->dex_count; k++)
        for (uint32_t i = 0; i < g->dexes[k].dex->methods.rows; i++) {
            uint32_t place;
            if (!means(g, &target, g->dexes[k].dex, i, &scratch))
                continue;
            ++*to_count;
            place = place_of(g, k, i);
            if (place != 0 && limit > 0)
                count = keep(aims, count, limit, (struct aim){place, k, i});
        }
    buf_free(&scratch);
    for (uint32_t i = 0; i < count; i++) {
        struct graph_path path;
        if (!graph_witness(g, graph_target(GRAPH_METHOD, aims[i].dex, aims[i].index), g->arena, &path))
            continue;
        done++;
        if (!found(context, &path))
            break;
    }
    return done;
}
