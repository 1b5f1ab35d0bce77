/*
 * Members, code items and instructions: the parts of a DEX that are walked,
 * as ART's ClassAccessor and method verifier walk them. Nothing here looks
 * past d->file: each walk begins with a slice to its end.
 */
#include "read/dex.h"

static bool uleb_long(struct bytes in, size_t *at, uint32_t *out)
{
    uint32_t value = 0;
    size_t i = *at;

    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (i >= in.size)
            return false;
        uint8_t byte = in.data[i++];
        value |= (uint32_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *at = i;
            *out = value;
            return true;
        }
    }
    return false;
}

/* One unsigned LEB128 as ART's checked decoder takes it: at most five bytes. */
static inline bool uleb(struct bytes in, size_t *at, uint32_t *out)
{
    if (*at >= in.size || in.data[*at] >= 0x80)
        return uleb_long(in, at, out);
    *out = in.data[(*at)++];
    return true;
}

bool dex_members_open(struct dex_members *m, const struct dex *d, uint32_t class_data_off)
{
    *m = (struct dex_members){.base = class_data_off};
    if (class_data_off == 0)
        return true;
    m->in = bytes_from(d->file, class_data_off);
    for (int i = 0; i < 4; i++) {
        if (!uleb(m->in, &m->at, &m->total[i])) {
            memset(m->total, 0, sizeof m->total);
            memset(m->left, 0, sizeof m->left);
            m->failed = true;
            return false;
        }
        m->left[i] = m->total[i];
    }
    return true;
}

bool dex_members_next(struct dex_members *m, struct dex_member *out)
{
    size_t start = m->at;
    uint32_t delta;

    while (m->left[m->kind] == 0) {
        if (m->kind == DEX_VIRTUAL_METHOD)
            return false;
        m->kind++;
        m->previous = 0;
    }
    if (m->failed)
        return false;
    out->code_off = 0;
    if (!uleb(m->in, &m->at, &delta) || !uleb(m->in, &m->at, &out->access) ||
        (m->kind >= DEX_DIRECT_METHOD && !uleb(m->in, &m->at, &out->code_off))) {
        m->failed = true;
        return false;
    }
    out->kind = (enum dex_member_kind)m->kind;
    out->index = m->previous += delta;
    out->at = m->base + (uint32_t)start;
    out->size = (uint32_t)(m->at - start);
    m->left[m->kind]--;
    return true;
}

bool dex_code(const struct dex *d, uint32_t off, struct dex_code *out)
{
    struct bytes head, insns;
    uint32_t units;

    *out = (struct dex_code){.at = off};
    if (off == 0 || !bytes_slice(d->file, off, 16, &head))
        return false;
    out->registers = bytes_get16(head, 0);
    out->ins = bytes_get16(head, 2);
    out->outs = bytes_get16(head, 4);
    out->tries = bytes_get16(head, 6);
    out->debug_off = bytes_get32(head, 8);
    units = bytes_get32(head, 12);
    out->at = off + 16;
    if (!bytes_slice(d->file, out->at, 2 * (uint64_t)units, &insns)) {
        insns = bytes_from(d->file, out->at);
        out->cut = true;
    }
    out->insns = insns.data;
    out->units = (uint32_t)(insns.size / 2);
    return true;
}

static uint16_t unit_at(const struct dex_insn *c, uint32_t unit)
{
    return unit < c->units ? bytes_load16(c->insns + 2 * (size_t)unit) : 0;
}

/* Units of the payload at `unit`, computed in 32 bits as ART does; 0 when it is none. */
static uint32_t payload_units(const struct dex_insn *c, uint32_t unit)
{
    uint32_t size = unit_at(c, unit + 1);

    switch (unit_at(c, unit)) {
    case 0x0100: /* packed-switch: size, first key, targets */
        return 4 + 2 * size;
    case 0x0200: /* sparse-switch: size, keys, targets */
        return 2 + 4 * size;
    case 0x0300: /* array data: width, size, elements */
        return 4 + (size * (unit_at(c, unit + 2) | (uint32_t)unit_at(c, unit + 3) << 16) + 1) / 2;
    default:
        return 0;
    }
}

static bool stop(struct dex_insn *c, enum dex_stop why)
{
    c->stop = (uint8_t)why;
    return false;
}

bool dex_insn_odd(struct dex_insn *c)
{
    uint32_t left = c->units - c->next, units;

    if (left == 0)
        return stop(c, DEX_STOP_END);
    uint8_t op = c->insns[2 * (size_t)c->next];
    if (op != 0)
        return stop(c, (dex_op_shape[op] & 7) == 0 ? DEX_STOP_OPCODE : DEX_STOP_CUT);
    units = payload_units(c, c->next);
    if (units > left)
        return stop(c, DEX_STOP_CUT);
    if (units == 0) { /* a nop, whatever its second byte */
        c->count++;
        units = 1;
    }
    c->next += units;
    return true;
}

static uint32_t unit32(const struct dex_insn *c, uint32_t i)
{
    return unit_at(c, c->unit + i) | (uint32_t)unit_at(c, c->unit + i + 1) << 16;
}

uint32_t dex_insn_proto(const struct dex_insn *c)
{
    switch (dex_ops[c->op].format) {
    case DEX_45CC:
    case DEX_4RCC:
        return unit_at(c, c->unit + 3);
    default:
        return DEX_NO_INDEX;
    }
}

/* Registers of an invoke: up to five nibbles, the fifth beside the opcode. */
static uint32_t list35(uint16_t first, uint16_t third, uint16_t all[5])
{
    uint32_t count = first >> 12;

    for (unsigned i = 0; i < 4; i++)
        all[i] = third >> (4 * i) & 0xf;
    all[4] = first >> 8 & 0xf;
    return count < 5 ? count : 5;
}

uint32_t dex_insn_registers(const struct dex_insn *c, uint16_t *out, uint32_t max)
{
    uint16_t first = unit_at(c, c->unit), second = unit_at(c, c->unit + 1), third = unit_at(c, c->unit + 2);
    uint16_t all[5] = {0};
    uint32_t count = 0;

    switch ((enum dex_format)dex_ops[c->op].format) {
    case DEX_12X:
    case DEX_22S:
    case DEX_22C:
    case DEX_22T:
        all[0] = first >> 8 & 0xf;
        all[1] = first >> 12;
        count = 2;
        break;
    case DEX_11N:
        all[0] = first >> 8 & 0xf;
        count = 1;
        break;
    case DEX_11X:
    case DEX_21T:
    case DEX_21S:
    case DEX_21H:
    case DEX_21C:
    case DEX_31I:
    case DEX_31T:
    case DEX_31C:
    case DEX_51L:
        all[0] = first >> 8;
        count = 1;
        break;
    case DEX_22X:
        all[0] = first >> 8;
        all[1] = second;
        count = 2;
        break;
    case DEX_22B:
        all[0] = first >> 8;
        all[1] = second & 0xff;
        count = 2;
        break;
    case DEX_23X:
        all[0] = first >> 8;
        all[1] = second & 0xff;
        all[2] = second >> 8;
        count = 3;
        break;
    case DEX_32X:
        all[0] = second;
        all[1] = third;
        count = 2;
        break;
    case DEX_35C:
    case DEX_45CC:
        count = list35(first, third, all);
        break;
    case DEX_3RC:
    case DEX_4RCC:
        count = first >> 8;
        for (uint32_t i = 0; i < count && i < max; i++)
            out[i] = (uint16_t)(third + i);
        return count;
    case DEX_10X:
    case DEX_10T:
    case DEX_20T:
    case DEX_30T:
    case DEX_UNUSED:
        break;
    }
    for (uint32_t i = 0; i < count && i < max; i++)
        out[i] = all[i];
    return count;
}

bool dex_insn_literal(const struct dex_insn *c, int64_t *out)
{
    uint16_t first = unit_at(c, c->unit), second = unit_at(c, c->unit + 1);

    *out = 0;
    switch ((enum dex_format)dex_ops[c->op].format) {
    case DEX_11N:
        *out = (int8_t)(first >> 8) >> 4;
        return true;
    case DEX_21S:
    case DEX_22S:
        *out = (int16_t)second;
        return true;
    case DEX_21H: /* const/high16 or const-wide/high16 */
        *out = c->op == 0x15 ? (int64_t)(int32_t)((uint32_t)second << 16) : (int64_t)((uint64_t)second << 48);
        return true;
    case DEX_22B:
        *out = (int8_t)(second >> 8);
        return true;
    case DEX_31I:
        *out = (int32_t)unit32(c, 1);
        return true;
    case DEX_51L:
        *out = (int64_t)((uint64_t)unit32(c, 1) | (uint64_t)unit32(c, 3) << 32);
        return true;
    default:
        return false;
    }
}

bool dex_insn_target(const struct dex_insn *c, uint32_t *out)
{
    uint16_t first = unit_at(c, c->unit), second = unit_at(c, c->unit + 1);
    int64_t delta;

    *out = 0;
    switch ((enum dex_format)dex_ops[c->op].format) {
    case DEX_10T:
        delta = (int8_t)(first >> 8);
        break;
    case DEX_20T:
    case DEX_21T:
    case DEX_22T:
        delta = (int16_t)second;
        break;
    case DEX_30T:
    case DEX_31T:
        delta = (int32_t)unit32(c, 1);
        break;
    default:
        return false;
    }
    if ((int64_t)c->unit + delta < 0 || (int64_t)c->unit + delta >= (int64_t)c->units)
        return false;
    *out = (uint32_t)((int64_t)c->unit + delta);
    return true;
}
