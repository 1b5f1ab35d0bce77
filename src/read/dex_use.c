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

static void use_code(struct dex_check *c, const struct dex_member *m, struct dex_use *out)
{
    const struct dex *d = c->dex;
    struct dex_code code;
    struct dex_insn in;
    bool there = dex_code(d, m->code_off, &code);

    out->methods_code++;
    out->code_units += code.units;
    dex_insn_open(&in, &code);
    while (dex_insn_next(&in))
        if (dex_insn_ref(&in) == DEX_REF_STRING && in.index < d->strings.rows)
            out->strings_used += mark(out->strings, in.index);
    out->instructions += in.count;
    if (there && !code.cut && in.stop == DEX_STOP_END)
        return;
    out->methods_undecoded++;
    if (in.stop == DEX_STOP_OPCODE)
        dex_refuse(c, DEX_KIND_CODE_OPCODE, dex_locus(d, code.at + 2 * (uint64_t)in.next, 2),
                   "method %u: opcode 0x%02x at unit %u", m->index, in.insns[2 * (size_t)in.next], in.next);
    else
        dex_refuse(c, DEX_KIND_CODE_CUT, dex_locus(d, code.at + 2 * (uint64_t)in.next, 0),
                   "method %u: code at 0x%x ends within unit %u", m->index, m->code_off, in.next);
}

void dex_use(struct scan *s, const struct dex *d, struct dex_use *out)
{
    struct dex copy = *d; /* dex_refuse() marks the DEX: here it may not */
    struct dex_check c = {.scan = s, .dex = &copy};
    struct dex_class k;
    struct dex_members list;
    struct dex_member m;

    *out = (struct dex_use){.strings = arena_alloc(s->arena, d->strings.rows / 8 + 1),
                            .methods = arena_alloc(s->arena, d->methods.rows / 8 + 1)};
    for (uint32_t i = 0; i < d->classes.rows && !out->limited; i++) {
        dex_class(d, i, &k);
        dex_members_open(&list, d, k.class_data_off);
        while (!out->limited && dex_members_next(&list, &m)) {
            if (m.kind <= DEX_INSTANCE_FIELD) {
                out->fields_defined++;
                continue;
            }
            out->methods_defined++;
            if (m.index < d->methods.rows)
                mark(out->methods, m.index);
            if (m.code_off != 0)
                use_code(&c, &m, out);
            out->limited = 2 * out->code_units > (uint64_t)d->file.size * LIMIT_DEX_WORK;
        }
        out->classes_undecoded += list.failed;
        out->limited = out->limited || !dex_work(&c, list.at);
    }
    if (out->limited)
        dex_refuse(&c, DEX_KIND_LIMIT, locus_whole(d->place), "code of more than %u times the file",
                   LIMIT_DEX_WORK);
}
