/*
 * Method handles: what invoke-custom and const-method-handle name. A call site is an array of values (a bootstrap
 * method's handle, a name, a type, then whatever it is given); the methods behind all handles in it may be called
 * there: of LambdaMetafactory the last one is the lambda's body.
 */
#include "code/graph_parts.h"

enum { HANDLE_ROW = 8, CALL_SITE_ROW = 4, VALUE_METHOD_HANDLE = 0x16, VALUE_ENUM = 0x1b, VALUE_NULL = 0x1e };

struct graph_handles graph_handles_of(const struct dex *d, uint32_t ref)
{
    struct graph_handles h = {.dex = d, .single = DEX_NO_INDEX};
    uint32_t index = dex_kept_index(ref), at;

    if (dex_kept_op(ref) == OP_CONST_METHOD_HANDLE) {
        h.single = index;
        h.left = 1;
    } else if (dex_kept_op(ref) < OP_CONST_METHOD_HANDLE && index < d->call_sites.rows &&
               bytes_u32(bytes_of(d->call_sites.data, CALL_SITE_ROW * (size_t)d->call_sites.rows),
                         CALL_SITE_ROW * (uint64_t)index, &at)) {
        h.values = cursor_open(bytes_from(d->file, at), at);
        h.left = cursor_uleb128(&h.values);
        if (h.left > LIMIT_CALL_SITE_VALUES)
            h.left = LIMIT_CALL_SITE_VALUES;
    }
    return h;
}

/* The next value: the row of a method handle, DEX_NO_INDEX for anything else. What is no value of a call site ends it. */
static uint32_t next_value(struct graph_handles *h)
{
    uint8_t head = cursor_u8(&h->values), type = head & 0x1f, bytes = (uint8_t)((head >> 5) + 1);
    struct bytes value;
    uint32_t row = 0;

    if (type > VALUE_ENUM) { /* null and booleans are in the head; arrays and annotations do not belong here */
        if (type < VALUE_NULL)
            h->left = 0;
        return DEX_NO_INDEX;
    }
    value = cursor_take(&h->values, bytes);
    for (size_t i = 0; i < value.size && i < 4; i++)
        row |= (uint32_t)value.data[i] << 8 * i;
    return type == VALUE_METHOD_HANDLE && value.size == bytes ? row : DEX_NO_INDEX;
}

bool graph_handles_next(struct graph_handles *h, uint32_t *row, uint32_t *kind, uint32_t *method)
{
    const struct dex_table *t = &h->dex->method_handles;
    struct bytes rows = bytes_of(t->data, HANDLE_ROW * (size_t)t->rows);

    while (h->left > 0 && !h->values.failed) {
        uint16_t type, index;
        h->left--;
        *row = h->single != DEX_NO_INDEX ? h->single : next_value(h);
        if (*row >= t->rows || !bytes_u16(rows, HANDLE_ROW * (uint64_t)*row, &type) ||
            !bytes_u16(rows, HANDLE_ROW * (uint64_t)*row + 4, &index))
            continue;
        *kind = type;
        *method = index;
        if (type >= HANDLE_STATIC && type <= HANDLE_INTERFACE && index < h->dex->methods.rows)
            return true;
    }
    return false;
}

bool graph_handles_name(const struct dex *d, uint32_t ref, uint32_t method)
{
    struct graph_handles h = graph_handles_of(d, ref);
    uint32_t row, kind, named;

    while (graph_handles_next(&h, &row, &kind, &named))
        if (named == method)
            return true;
    return false;
}

/* Whether the bit was clear; sets it. */
static bool first(uint8_t *bitmap, uint32_t i, uint32_t rows)
{
    if (i >= rows || dex_bit(bitmap, i))
        return false;
    bitmap[i / 8] |= (uint8_t)(1u << i % 8);
    return true;
}

static void follow_handle(struct graph *g, struct graph_dex *d, uint32_t kind, uint32_t method, struct graph_origin o)
{
    struct dex_method m;
    uint32_t type, class, found;

    if (d->by_method[method] == 0 && g->listing == NULL)
        d->by_method[method] = o.from + 1;
    if (!dex_method(d->dex, method, &m) || m.class >= d->dex->types.rows || d->sigs[method] == GRAPH_NONE)
        return;
    type = d->types[m.class];
    class = g->types[type].class;
    if (kind == HANDLE_INSTANCE || kind == HANDLE_INTERFACE) {
        graph_dispatch(g, type, d->sigs[method], o);
        return;
    }
    if (class == GRAPH_NONE)
        return;
    if (kind == HANDLE_CONSTRUCTOR)
        graph_make(g, class, (struct graph_origin){o.from, o.ref, EDGE_CALLBACK});
    found = graph_lookup(g, class, d->sigs[method]);
    if (found != GRAPH_NONE)
        graph_reach_method(g, found, o);
}

void graph_follow_handles(struct graph *g, uint32_t dex, struct graph_origin o)
{
    struct graph_dex *d = &g->dexes[dex];
    struct graph_handles h;
    uint32_t row, kind, method;

    if (g->listing == NULL && dex_kept_op(o.ref) < OP_CONST_METHOD_HANDLE && !first(d->sites, dex_kept_index(o.ref), d->dex->call_sites.rows))
        return;
    o.edge = EDGE_HANDLE;
    h = graph_handles_of(d->dex, o.ref);
    while (graph_work(g, 1) && graph_handles_next(&h, &row, &kind, &method))
        if (g->listing != NULL || first(d->handles, row, d->dex->method_handles.rows))
            follow_handle(g, d, kind, method, o);
}

void graph_note_handles(struct graph *g, struct graph_dex *d)
{
    const struct dex_use *use = &d->from->use;
    uint8_t *sites = arena_alloc(g->arena, d->dex->call_sites.rows / 8 + 1);

    for (size_t i = 0; i < use->methods_defined; i++)
        for (uint32_t k = 0; k < use->encoded[i].ref_count; k++) {
            uint32_t ref = use->encoded[i].refs[k], row, kind, method;
            struct graph_handles h;
            if (dex_kept_op(ref) < OP_INVOKE_CUSTOM || (dex_kept_op(ref) < OP_CONST_METHOD_HANDLE &&
                                                        !first(sites, dex_kept_index(ref), d->dex->call_sites.rows)))
                continue;
            h = graph_handles_of(d->dex, ref);
            while (graph_work(g, 1) && graph_handles_next(&h, &row, &kind, &method))
                d->called[method / 8] |= (uint8_t)(1u << method % 8);
        }
}
