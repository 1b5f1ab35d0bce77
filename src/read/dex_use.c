/*
 * One sweep over all code of a DEX. ART verifies bytecode when a class is
 * first used, by a linear sweep like this one: a method with an opcode that
 * does not exist, or that ends inside an instruction, makes its class
 * unusable and leaves the file loaded. So such methods are counted, not
 * followed any further. What instructions name is kept, method by method: the
 * code graph is made from that and sweeps nothing again.
 */
#include "read/dex_internal.h"

static bool mark(uint8_t *bitmap, uint32_t i)
{
    uint8_t bit = (uint8_t)(1u << i % 8), *at = &bitmap[i / 8];
    bool fresh = (*at & bit) == 0;

    *at |= bit;
    return fresh;
}

/* A method whose code is being swept. */
struct lane {
    struct dex_insn in;
    struct dex_code code;
    uint32_t method;
    size_t encoded;       /* its row */
    uint32_t *refs, *ref; /* where its references begin, where the next one goes */
    size_t room;          /* from refs on */
    bool there, active, keeps;
};

enum { REFS_CHUNK = 16384 };

static inline void note_string(const struct dex *d, struct dex_use *out, const uint8_t *p, uint8_t shape,
                               uint32_t *ref)
{
    uint32_t i = (shape & 0x80) != 0 ? bytes_load32(p + 2) : bytes_load16(p + 2);

    if (i < d->strings.rows)
        out->strings_used += mark(out->strings, i);
    *ref = (uint32_t)p[0] << 24 | (i < DEX_KEPT_INDEX ? i : DEX_KEPT_INDEX);
}

/*
 * dex_insn_next() again and again until there is something odd about the
 * instruction at in->next, the end included. Each position depends on two
 * loads after the one before: everything else stays in registers.
 */
static void sweep(struct lane *l, const struct dex *d, struct dex_use *out)
{
    struct dex_insn *in = &l->in;
    uint32_t *ref = l->ref;
    const uint8_t *insns = in->insns;
    uint32_t units = in->units, next = in->next, count = in->count, calls = 0;

    while (next + 1 < units) {
        const uint8_t *p = insns + 2 * (size_t)next;
        uint8_t shape = dex_op_shape[p[0]];
        uint32_t size = shape & 7;
        if (size == 0 || size > units - next)
            break;
        *ref = (uint32_t)p[0] << 24 | bytes_load16(p + 2);
        if ((shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, p, shape, ref);
        ref += shape >> 3 & 1;
        calls += (shape & 0x70) == DEX_REF_METHOD << 4;
        next += size;
        count++;
    }
    in->next = next;
    in->count = count;
    l->ref = ref;
    out->calls += calls;
}

/* The same for two methods in turn, until one of them is odd: two chains of loads take the time of one. */
static void sweep_two(struct lane *first, struct lane *second, const struct dex *d, struct dex_use *out)
{
    struct dex_insn *a = &first->in, *b = &second->in;
    uint32_t *a_ref = first->ref, *b_ref = second->ref;
    const uint8_t *a_insns = a->insns, *b_insns = b->insns;
    uint32_t a_units = a->units, a_next = a->next, b_units = b->units, b_next = b->next, count = 0, calls = 0;

    while (a_next + 1 < a_units && b_next + 1 < b_units) {
        const uint8_t *p = a_insns + 2 * (size_t)a_next, *q = b_insns + 2 * (size_t)b_next;
        uint8_t a_shape = dex_op_shape[p[0]], b_shape = dex_op_shape[q[0]];
        uint32_t a_size = a_shape & 7, b_size = b_shape & 7;
        if (a_size == 0 || a_size > a_units - a_next || b_size == 0 || b_size > b_units - b_next)
            break;
        *a_ref = (uint32_t)p[0] << 24 | bytes_load16(p + 2);
        *b_ref = (uint32_t)q[0] << 24 | bytes_load16(q + 2);
        if ((a_shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, p, a_shape, a_ref);
        if ((b_shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, q, b_shape, b_ref);
        a_ref += a_shape >> 3 & 1;
        b_ref += b_shape >> 3 & 1;
        calls += (a_shape & 0x70) == DEX_REF_METHOD << 4;
        calls += (b_shape & 0x70) == DEX_REF_METHOD << 4;
        a_next += a_size;
        b_next += b_size;
        count++;
    }
    a->next = a_next;
    a->count += count;
    b->next = b_next;
    b->count += count;
    first->ref = a_ref;
    second->ref = b_ref;
    out->calls += calls;
}

/* Hands what the lane wrote down to the method's row. */
static void keep_refs(struct lane *l, struct dex_use *out)
{
    size_t count = (size_t)(l->ref - l->refs);
    struct dex_encoded *e = &out->encoded[l->encoded];

    if (!l->keeps)
        return;
    e->refs = l->refs;
    e->ref_count = (uint32_t)count;
    l->refs = l->ref;
    l->room -= count;
}

/* Makes room for all references that so many units can hold, each instruction with one being two units or more. */
static void make_room(struct dex_check *c, struct lane *l, struct dex_use *out)
{
    size_t most = l->code.units / 2 + 1;

    /* methods with code of their own cannot have more units than the file has bytes for */
    l->keeps = 2 * out->code_units <= c->dex->file.size;
    out->refs_cut = out->refs_cut || !l->keeps;
    if (l->room < most) {
        l->room = most > REFS_CHUNK ? most : REFS_CHUNK;
        l->refs = arena_raw(c->scan->arena, l->room * sizeof *l->refs);
    }
    l->ref = l->refs;
}

/* Deals with what is odd at the next instruction, if anything is; false, with everything counted, at the end
 * of the method. */
static bool lane_goes_on(struct dex_check *c, struct lane *l, struct dex_use *out)
{
    const struct dex *d = c->dex;
    struct dex_insn *in = &l->in;
    uint32_t left = in->units - in->next;

    if (left != 0) {
        uint32_t size = dex_op_shape[in->insns[2 * (size_t)in->next]] & 7;
        bool last = size == 1 && left == 1; /* it names nothing, and what would follow is not there */
        if (last) {
            in->next++;
            in->count++;
        } else if ((size != 0 && size <= left) || dex_insn_odd(in)) {
            return true;
        }
    }
    l->active = false;
    keep_refs(l, out);
    out->instructions += in->count;
    if (l->there && !l->code.cut && in->stop == DEX_STOP_END)
        return false;
    out->methods_undecoded++;
    if (in->stop == DEX_STOP_OPCODE)
        dex_refuse(c, DEX_KIND_CODE_OPCODE, dex_locus(d, l->code.at + 2 * (uint64_t)in->next, 2),
                   "method %u: opcode 0x%02x at unit %u", l->method, in->insns[2 * (size_t)in->next],
                   in->next);
    else
        dex_refuse(c, DEX_KIND_CODE_CUT,
                   dex_locus(d, l->code.at + 2 * (uint64_t)in->next, 2 * (uint64_t)left),
                   "method %u: unit %u runs past the end, unit %u", l->method, in->next, in->units);
    return false;
}

/* All members of all classes, one after the other. */
struct walk {
    uint32_t class;
    struct dex_members list;
    bool open;
};

static void add_encoded(struct dex_check *c, const struct dex_member *m, struct dex_use *out)
{
    out->encoded = arena_grow(c->scan->arena, out->encoded, out->methods_defined, &out->encoded_capacity,
                              sizeof *out->encoded);
    out->encoded[out->methods_defined++] =
        (struct dex_encoded){
            .method = m->index, .access = m->access, .code_off = m->code_off, .at = m->at, .size = m->size};
    if (m->index < c->dex->methods.rows) {
        mark(out->methods, m->index);
        if (out->definition[m->index] == 0)
            out->definition[m->index] = (uint32_t)out->methods_defined;
    }
}

/* Puts the next method that has code into the lane; false when there is none. */
static bool lane_fill(struct dex_check *c, struct walk *w, struct lane *l, struct dex_use *out)
{
    const struct dex *d = c->dex;
    struct dex_class k;
    struct dex_member m;

    while (!out->limited) {
        if (!w->open) {
            if (!dex_class(d, w->class, &k))
                return false;
            out->first[w->class] = (uint32_t)out->methods_defined;
            dex_members_open(&w->list, d, k.class_data_off);
            w->class ++;
            w->open = true;
        }
        if (!dex_members_next(&w->list, &m)) {
            out->classes_undecoded += w->list.failed;
            out->limited = !dex_work(c, w->list.at);
            w->open = false;
            continue;
        }
        if (m.kind <= DEX_INSTANCE_FIELD) {
            out->fields_defined++;
            continue;
        }
        add_encoded(c, &m, out);
        if (m.code_off == 0)
            continue;
        l->there = dex_code(d, m.code_off, &l->code);
        l->active = true;
        l->method = m.index;
        dex_insn_open(&l->in, &l->code);
        out->methods_code++;
        out->code_units += l->code.units;
        l->encoded = out->methods_defined - 1;
        make_room(c, l, out);
        out->limited = !dex_work(c, 2 * (uint64_t)l->code.units);
        return true;
    }
    return false;
}

void dex_use(struct scan *s, const struct dex *d, struct dex_use *out)
{
    struct dex copy = *d; /* dex_refuse() marks the DEX: here it may not */
    struct dex_check c = {.scan = s, .dex = &copy};
    struct walk w = {0};
    struct lane a = {.active = false}, b = {.active = false};

    *out = (struct dex_use){.strings = arena_alloc(s->arena, d->strings.rows / 8 + 1),
                            .methods = arena_alloc(s->arena, d->methods.rows / 8 + 1),
                            .encoded = arena_raw(s->arena, d->methods.rows * sizeof *out->encoded),
                            .encoded_capacity = d->methods.rows,
                            .definition = arena_array(s->arena, d->methods.rows, sizeof *out->definition),
                            .first = arena_array(s->arena, (size_t)d->classes.rows + 1, sizeof *out->first)};
    for (;;) {
        if (!a.active && !lane_fill(&c, &w, &a, out))
            break;
        if (!b.active && !lane_fill(&c, &w, &b, out))
            break;
        sweep_two(&a, &b, d, out);
        lane_goes_on(&c, &a, out);
        lane_goes_on(&c, &b, out);
    }
    while (a.active || b.active) {
        struct lane *last = a.active ? &a : &b;
        sweep(last, d, out);
        lane_goes_on(&c, last, out);
    }
    for (uint32_t i = w.class; i <= d->classes.rows; i++)
        out->first[i] = (uint32_t)out->methods_defined;
}
