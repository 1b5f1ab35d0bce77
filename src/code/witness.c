/* Witnesses: the chain of instructions from an entry point to something that reachable code names. */
#include "code/graph_parts.h"

#include "base/text.h"

/* The first instruction of a defined method that is this kept reference. */
static struct locus locus_of(const struct graph *g, uint32_t method, uint32_t ref)
{
    const char *opcode;

    return graph_link_insn(g, &(struct graph_link){.from = method, .ref = ref}, &opcode);
}

struct locus graph_link_insn(const struct graph *g, const struct graph_link *l, const char **opcode)
{
    uint32_t method = l->from, ref = l->ref, dex;
    const struct dex_encoded *e = graph_encoded(g, method, &dex);
    const struct dex *d = g->dexes[dex].dex;
    struct dex_code code;
    struct dex_insn insn;

    *opcode = dex_ops[dex_kept_op(ref)].name;
    if (e->code_off == 0 || !dex_code(d, e->code_off, &code))
        return dex_row_locus(d, &d->methods, e->method);
    dex_insn_open(&insn, &code);
    while (dex_insn_next(&insn))
        if (insn.op == dex_kept_op(ref) && insn.index == dex_kept_index(ref))
            return dex_locus(d, insn.at, insn.size);
    return dex_row_locus(d, &d->methods, e->method);
}

static struct bytes taken(struct arena *a, struct buf *b)
{
    struct bytes text = arena_copy(a, buf_bytes(b));

    buf_free(b);
    return text;
}

static struct bytes method_text(struct arena *a, const struct dex *d, uint32_t method)
{
    struct buf b;

    buf_init(&b, LIMIT_FRAME / 2);
    dex_method_write(&b, d, method);
    return taken(a, &b);
}

static struct bytes target_text(const struct graph *g, struct graph_target t, struct arena *a)
{
    const struct dex *d = g->dexes[t.dex].dex;
    struct buf b;

    buf_init(&b, LIMIT_FRAME / 2);
    switch (t.kind) {
    case GRAPH_METHOD:
        dex_method_write(&b, d, t.index);
        break;
    case GRAPH_TYPE:
        dex_type_write(&b, d, t.index);
        break;
    case GRAPH_FIELD:
        dex_field_write(&b, d, t.index);
        break;
    case GRAPH_STRING:
        buf_u8(&b, '"');
        dex_text_write(&b, dex_string(d, t.index), NULL);
        buf_u8(&b, '"');
        break;
    }
    return taken(a, &b);
}

/* The first kept reference of a reached method that names the target. */
static uint32_t ref_of(const struct graph *g, uint32_t method, struct graph_target t)
{
    uint32_t dex;
    const struct dex_encoded *e = graph_encoded(g, method, &dex);

    for (uint32_t i = 0; i < e->ref_count; i++)
        if (dex_kept_index(e->refs[i]) == t.index && graph_kind_of(dex_kept_op(e->refs[i])) == (int)t.kind)
            return e->refs[i];
    for (uint32_t i = 0; t.kind == GRAPH_METHOD && i < e->ref_count; i++)
        if (dex_kept_op(e->refs[i]) >= OP_INVOKE_CUSTOM && graph_handles_name(g->dexes[dex].dex, e->refs[i], t.index))
            return e->refs[i];
    return 0;
}

static struct bytes path_text(struct arena *a, const struct graph_path *p)
{
    struct buf b;

    buf_init(&b, LIMIT_FRAME / 2);
    for (uint32_t i = 0; i < p->count; i++) {
        enum graph_edge edge = p->steps[i].edge;
        if (i == 1 && p->omitted > 0)
            buf_printf(&b, " > ... %u more ...", p->omitted);
        if (i > 0 && edge == EDGE_CALL)
            buf_str(&b, " > ");
        else if (i > 0)
            buf_printf(&b, " >%s> ", graph_edge_name(edge));
        buf_add(&b, p->steps[i].text);
    }
    return taken(a, &b);
}

/* The chain of places that ends with `place`; fills steps[0 .. count). */
static void fill_steps(const struct graph *g, uint32_t place, struct arena *a, struct graph_path *out, bool placed)
{
    for (uint32_t at = place, i = out->count; i-- > 0;) {
        const struct graph_reached *r = &g->reached[at];
        struct graph_step *step = &out->steps[i];
        uint32_t dex;
        const struct dex_encoded *e = graph_encoded(g, r->method, &dex);
        step->edge = (enum graph_edge)r->edge;
        step->text = method_text(a, g->dexes[dex].dex, e->method);
        if (r->edge == EDGE_ENTRY) {
            step->locus = g->entries[r->from].locus;
            out->entry_kind = g->entries[r->from].kind;
            return;
        }
        if (placed) /* it takes a look at all instructions of the method */
            step->locus = locus_of(g, g->reached[r->from].method, r->ref);
        at = r->from;
        for (uint32_t skip = i == 1 ? out->omitted : 0; skip > 0; skip--)
            at = g->reached[at].from;
    }
}

static uint32_t length_of(const struct graph *g, uint32_t place)
{
    uint32_t length = 1;

    for (; g->reached[place].edge != EDGE_ENTRY; place = g->reached[place].from)
        length++;
    return length;
}

/* How many steps of the chain to a place are written out, and how many are not. */
static void count_steps(const struct graph *g, uint32_t place, struct graph_path *out)
{
    uint32_t length = length_of(g, place);

    out->count = length < LIMIT_PATH_STEPS ? length : LIMIT_PATH_STEPS;
    out->omitted = length - out->count;
}

bool graph_witness(const struct graph *g, struct graph_target t, struct arena *arena, struct graph_path *out)
{
    uint32_t defined = t.kind == GRAPH_METHOD ? graph_defined(g, t.dex, t.index) : GRAPH_NONE;
    uint32_t place = defined == GRAPH_NONE ? 0 : g->place[defined], named = 0;

    *out = (struct graph_path){0};
    if (place == 0)
        place = named = graph_named_by(g, t);
    if (place == 0)
        return false;
    place--;
    count_steps(g, place, out);
    out->steps = arena_array(arena, (size_t)out->count + 1, sizeof *out->steps);
    fill_steps(g, place, arena, out, true);
    if (named != 0) {
        uint32_t method = g->reached[place].method, ref = ref_of(g, method, t);
        out->steps[out->count++] = (struct graph_step){
            .edge = dex_kept_op(ref) >= OP_INVOKE_CUSTOM ? EDGE_HANDLE : EDGE_CALL,
            .text = target_text(g, t, arena),
            .locus = locus_of(g, method, ref),
        };
    }
    out->entry_point = out->steps[0].text;
    out->locus = out->steps[out->count - 1].locus;
    out->text = path_text(arena, out);
    return true;
}

uint32_t graph_place(const struct graph *g, size_t dex, uint32_t encoded)
{
    return g->place[g->dexes[dex].encoded + encoded];
}

void graph_witness_from(const struct graph *g, size_t dex, uint32_t encoded, const struct graph_target *t,
                        struct locus at, struct arena *arena, struct graph_path *out)
{
    uint32_t place = graph_place(g, dex, encoded);
    const struct graph_dex *d = &g->dexes[dex];

    *out = (struct graph_path){.count = 1, .locus = at};
    if (place != 0)
        count_steps(g, place - 1, out);
    out->steps = arena_array(arena, (size_t)out->count + 1, sizeof *out->steps);
    if (place == 0)
        out->steps[0].text = method_text(arena, d->dex, d->from->use.encoded[encoded].method);
    else
        fill_steps(g, place - 1, arena, out, false);
    if (t != NULL)
        out->steps[out->count++] =
            (struct graph_step){.edge = t->handle ? EDGE_HANDLE : EDGE_CALL, .text = target_text(g, *t, arena), .locus = at};
    if (place != 0)
        out->entry_point = out->steps[0].text;
    out->text = path_text(arena, out);
}

bool graph_entry_of(const struct graph *g, struct bytes class, struct arena *arena, struct bytes *out)
{
    uint32_t type = graph_find_type(g, class), number = type == GRAPH_NONE ? GRAPH_NONE : g->types[type].class;
    uint32_t best = 0, dex;
    const struct graph_class *c;

    *out = (struct bytes){NULL, 0};
    if (number == GRAPH_NONE || !g->classes[number].made)
        return false;
    c = &g->classes[number];
    for (uint32_t m = c->first; m < c->first + c->count; m++) {
        uint32_t place = g->place[m];
        if (place != 0 && g->reached[place - 1].edge == EDGE_ENTRY &&
            (graph_encoded(g, m, &dex)->access & DEX_ACC_CONSTRUCTOR) == 0 && (best == 0 || place < best))
            best = place;
    }
    if (best != 0) {
        const struct dex_encoded *e = graph_encoded(g, g->reached[best - 1].method, &dex);
        *out = method_text(arena, g->dexes[dex].dex, e->method);
    }
    return best != 0;
}
