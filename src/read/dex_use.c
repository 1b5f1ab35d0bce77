/*
 * One sweep over all code of a DEX. ART verifies bytecode when a class is
 * first used, by a linear sweep like this one: a method with an opcode that
 * does not exist, or that ends inside an instruction, makes its class
 * unusable and leaves the file loaded. So such methods are counted, not
 * followed any further.
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
    bool there, active;
};

static inline void note_string(const struct dex *d, struct dex_use *out, const uint8_t *p, uint8_t shape)
{
    uint32_t i = (shape & 0x80) != 0 ? bytes_load32(p + 2) : bytes_load16(p + 2);

    if (i < d->strings.rows)
        out->strings_used += mark(out->strings, i);
}

/*
 * dex_insn_next() again and again until there is something odd about the
 * instruction at in->next, the end included. Each position depends on two
 * loads after the one before: everything else stays in registers.
 */
static void sweep(struct dex_insn *in, const struct dex *d, struct dex_use *out)
{
    const uint8_t *insns = in->insns;
    uint32_t units = in->units, next = in->next, count = in->count, calls = 0;

    while (next < units) {
        const uint8_t *p = insns + 2 * (size_t)next;
        uint8_t shape = dex_op_shape[p[0]];
        uint32_t size = shape & 7;
        if (size == 0 || size > units - next)
            break;
        if ((shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, p, shape);
        calls += (shape & 0x70) == DEX_REF_METHOD << 4;
        next += size;
        count++;
    }
    in->next = next;
    in->count = count;
    out->calls += calls;
}

/* The same for two methods in turn, until one of them is odd: two chains of loads take the time of one. */
static void sweep_two(struct dex_insn *a, struct dex_insn *b, const struct dex *d, struct dex_use *out)
{
    const uint8_t *a_insns = a->insns, *b_insns = b->insns;
    uint32_t a_units = a->units, a_next = a->next, b_units = b->units, b_next = b->next, count = 0, calls = 0;

    while (a_next < a_units && b_next < b_units) {
        const uint8_t *p = a_insns + 2 * (size_t)a_next, *q = b_insns + 2 * (size_t)b_next;
        uint8_t a_shape = dex_op_shape[p[0]], b_shape = dex_op_shape[q[0]];
        uint32_t a_size = a_shape & 7, b_size = b_shape & 7;
        if (a_size == 0 || a_size > a_units - a_next || b_size == 0 || b_size > b_units - b_next)
            break;
        if ((a_shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, p, a_shape);
        if ((b_shape & 0x70) == DEX_REF_STRING << 4)
            note_string(d, out, q, b_shape);
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
    out->calls += calls;
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
        if ((size != 0 && size <= left) || dex_insn_odd(in))
            return true;
    }
    l->active = false;
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
        out->methods_defined++;
        if (m.index < d->methods.rows)
            mark(out->methods, m.index);
        if (m.code_off == 0)
            continue;
        l->there = dex_code(d, m.code_off, &l->code);
        l->active = true;
        l->method = m.index;
        dex_insn_open(&l->in, &l->code);
        out->methods_code++;
        out->code_units += l->code.units;
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
                            .methods = arena_alloc(s->arena, d->methods.rows / 8 + 1)};
    for (;;) {
        if (!a.active && !lane_fill(&c, &w, &a, out))
            break;
        if (!b.active && !lane_fill(&c, &w, &b, out))
            break;
        sweep_two(&a.in, &b.in, d, out);
        lane_goes_on(&c, &a, out);
        lane_goes_on(&c, &b, out);
    }
    while (a.active || b.active) {
        struct lane *last = a.active ? &a : &b;
        sweep(&last->in, d, out);
        lane_goes_on(&c, last, out);
    }
}
