/*
 * The id tables of a DEX, strings to methods, as DexFileVerifier checks them:
 * range, validity, order. Each check ends at its first violation.
 */
#include "read/dex_internal.h"

#define EACH 0x0101010101010101u /* a one in each byte of a word */

/*
 * The MUTF-8 string at the start of `in` that should have `units` UTF-16
 * units: its size in bytes, or the kind of what is wrong with it.
 */
static enum dex_kind string_check(struct bytes in, uint32_t units, size_t *size)
{
    size_t i = 0;
    uint32_t left = units;

    *size = 0;
    if (in.size <= units)
        return DEX_KIND_STRING_RANGE;
    for (; left != 0; left--) {
        /* Eight ASCII characters at a time, none of them zero; then the last few, with the rest taken as
         * ASCII. */
        uint64_t word;
        while (left >= 8 && in.size - i >= 8) {
            memcpy(&word, &in.data[i], 8);
            if (((word | (word - EACH)) & EACH << 7) != 0)
                break;
            i += 8;
            left -= 8;
        }
        if (left != 0 && left < 8 && in.size - i >= 8) {
            uint64_t mask = ~(uint64_t)0 << 8 * left;
            memcpy(&word, &in.data[i], 8);
            word = (word & ~mask) | (EACH & mask);
            if (((word | (word - EACH)) & EACH << 7) == 0) {
                i += left;
                left = 0;
            }
        }
        if (left == 0)
            break;
        if (i >= in.size)
            return DEX_KIND_STRING_RANGE;
        uint8_t byte = in.data[i];
        if (byte < 0x80) {
            if (byte == 0)
                return DEX_KIND_STRING_LENGTH;
            i++;
        } else if ((byte & 0xe0) == 0xc0) {
            if (in.size - i < 2)
                return DEX_KIND_STRING_RANGE;
            uint32_t value = (byte & 0x1fu) << 6 | (in.data[i + 1] & 0x3fu);
            if ((in.data[i + 1] & 0xc0) != 0x80 || (value != 0 && value < 0x80))
                return DEX_KIND_STRING_MUTF8;
            i += 2;
        } else if ((byte & 0xf0) == 0xe0) {
            if (in.size - i < 3)
                return DEX_KIND_STRING_RANGE;
            uint32_t value = (byte & 0xfu) << 12 | (in.data[i + 1] & 0x3fu) << 6;
            if ((in.data[i + 1] & 0xc0) != 0x80 || (in.data[i + 2] & 0xc0) != 0x80 || value < 0x800)
                return DEX_KIND_STRING_MUTF8;
            i += 3;
        } else {
            return DEX_KIND_STRING_MUTF8;
        }
    }
    if (i >= in.size)
        return DEX_KIND_STRING_RANGE;
    *size = i;
    return in.data[i] == 0 ? DEX_KIND_COUNT : DEX_KIND_STRING_LENGTH;
}

/* Order by UTF-16 unit: that of the bytes, but for C0 80, which is zero. `ascii`: neither has any. */
static int string_compare(struct bytes a, struct bytes b, bool ascii)
{
    size_t common = a.size < b.size ? a.size : b.size;
    uint64_t x, y;
    int order;

    if (common >= 8) { /* most neighbours differ here, and a call costs more than the comparison */
        memcpy(&x, a.data, 8);
        memcpy(&y, b.data, 8);
        if (x != y && ((x | y) & EACH << 7) == 0)
            return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
    }
    order = common == 0 ? 0 : memcmp(a.data, b.data, common);

    if (order == 0)
        return (a.size > b.size) - (a.size < b.size);
    if (ascii)
        return order;
    for (size_t i = 0; i < common; i++)
        if (a.data[i] != b.data[i]) {
            if (a.data[i] == 0xc0)
                return -1;
            if (b.data[i] == 0xc0)
                return 1;
            break;
        }
    return order;
}

void dex_verify_strings(struct dex_check *c)
{
    const struct dex *d = c->dex;
    struct bytes before = {NULL, 0}, data;
    uint64_t total = 0;
    bool ascii = true;

    for (uint32_t i = 0; i < d->strings.rows; i++) {
        uint32_t off = bytes_load32(&d->strings.data[(size_t)i * DEX_STRING_ROW]), units = 0;
        struct cursor in = cursor_open(bytes_from(d->file, off), off);
        size_t size = 0;
        enum dex_kind kind;
        if (cursor_left(&in) != 0 && in.in.data[0] < 0x80) {
            units = in.in.data[0];
            in.at = 1;
        } else {
            units = cursor_uleb128(&in);
        }
        data = bytes_from(in.in, in.at);
        kind = in.failed ? DEX_KIND_STRING_RANGE : string_check(data, units, &size);
        if (kind != DEX_KIND_COUNT) {
            dex_refuse(c, kind,
                       kind == DEX_KIND_STRING_RANGE ? dex_row_locus(d, &d->strings, i)
                                                     : dex_string_locus(d, i),
                       "string %u of %u units at 0x%x", i, units, off);
            return;
        }
        data.size = size;
        total += size + in.at + 1;
        if (total > d->file.size) {
            dex_refuse(c, DEX_KIND_STRING_OVERLAP, dex_string_locus(d, i),
                       "%u strings have %llu bytes, the file %zu", i + 1, (unsigned long long)total,
                       d->file.size);
            return;
        }
        if (!dex_work(c, size))
            return;
        if (i != 0 && string_compare(before, data, ascii && size == units) >= 0) {
            c->subject = data;
            dex_refuse(c, DEX_KIND_STRING_ORDER, dex_row_locus(d, &d->strings, i),
                       "string %u is not after %u", i, i - 1);
            return;
        }
        before = data;
        ascii = size == units;
    }
}

/* Characters of a member name: letters, digits, $, - and _ and, as releases since Android 11 have it, spaces.
 */
static const uint8_t name_ascii[256] = {
    [' '] = 1, ['$'] = 1, ['-'] = 1, ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['_'] = 1, ['a' ... 'z'] = 1,
};

static uint32_t unit_next(struct bytes b, size_t *i)
{
    struct bytes three;
    uint8_t one = b.data[*i];

    if ((one & 0xe0) == 0xc0 && bytes_slice(b, *i, 2, &three)) {
        *i += 2;
        return (one & 0x1fu) << 6 | (three.data[1] & 0x3fu);
    }
    if ((one & 0xf0) == 0xe0 && bytes_slice(b, *i, 3, &three)) {
        *i += 3;
        return (one & 0xfu) << 12 | (three.data[1] & 0x3fu) << 6 | (three.data[2] & 0x3fu);
    }
    *i += 1;
    return 0;
}

/* Whether the character at *i, which moves past it, may stand in a name. *i is less than b.size. */
static bool name_part(struct bytes b, size_t *i)
{
    uint32_t unit;

    if (b.data[*i] < 0x80)
        return name_ascii[b.data[(*i)++]] != 0;
    unit = unit_next(b, i);
    if (unit < 0xa0)
        return false;
    if (unit >= 0xd800 && unit < 0xdc00) {
        if (*i >= b.size)
            return false;
        unit = unit_next(b, i);
        return unit >= 0xdc00 && unit < 0xe000;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        return false;
    /* Format characters and specials; the spaces among them are allowed. */
    return !(unit >= 0x200b && unit <= 0x200f) && !(unit >= 0x2028 && unit <= 0x202e) && unit < 0xfff0;
}

bool dex_name_valid(struct bytes b)
{
    bool angle = b.size != 0 && b.data[0] == '<';
    size_t i = angle ? 1 : 0;

    if (b.size == 0)
        return false;
    while (i < b.size) {
        while (i < b.size && name_ascii[b.data[i]])
            i++;
        if (i == b.size)
            break;
        if (b.data[i] == '>')
            return angle && i + 1 == b.size;
        if (!name_part(b, &i))
            return false;
    }
    return !angle;
}

bool dex_descriptor_valid(struct bytes b)
{
    size_t i = 0;
    bool start = true;

    while (i < b.size && b.data[i] == '[')
        i++;
    if (i > 255 || i >= b.size)
        return false;
    switch (b.data[i]) {
    case 'V':
        return i == 0 && b.size == 1;
    case 'B':
    case 'C':
    case 'D':
    case 'F':
    case 'I':
    case 'J':
    case 'S':
    case 'Z':
        return i + 1 == b.size;
    case 'L':
        break;
    default:
        return false;
    }
    for (i++; i < b.size;) {
        size_t from = i;
        while (i < b.size && name_ascii[b.data[i]])
            i++;
        start = start && i == from;
        if (i == b.size)
            return false;
        if (b.data[i] == ';')
            return !start && i + 1 == b.size;
        if (b.data[i] == '/') {
            if (start)
                return false;
            start = true;
            i++;
        } else {
            if (!name_part(b, &i))
                return false;
            start = false;
        }
    }
    return false;
}

static void verify_types(struct dex_check *c)
{
    const struct dex *d = c->dex;
    uint32_t before = 0;

    c->initials = arena_alloc(c->scan->arena, d->types.rows);
    for (uint32_t i = 0; i < d->types.rows; i++) {
        uint32_t string = dex_type_string(d, i);
        struct bytes descriptor = dex_string(d, string);
        if (string >= d->strings.rows) {
            dex_refuse(c, DEX_KIND_TYPE_INDEX, dex_row_locus(d, &d->types, i), "type %u is string %u of %u",
                       i, string, d->strings.rows);
            return;
        }
        if (!dex_work(c, descriptor.size))
            return;
        if (!dex_descriptor_valid(descriptor)) {
            c->subject = descriptor;
            dex_refuse(c, DEX_KIND_TYPE_DESCRIPTOR, dex_string_locus(d, string), "type %u", i);
            return;
        }
        if (i != 0 && before >= string) {
            dex_refuse(c, DEX_KIND_TYPE_ORDER, dex_row_locus(d, &d->types, i),
                       "type %u is string %u, after %u", i, string, before);
            return;
        }
        c->initials[i] = descriptor.data[0];
        before = string;
    }
}

/* First character of a valid descriptor; 0 for an index or type that is none. */
static uint8_t initial(const struct dex_check *c, uint32_t type)
{
    return type < c->dex->types.rows ? c->initials[type] : 0;
}

/* Whether `letter` is the short form of `type`; void as a result only. */
static bool shorty_fits(const struct dex_check *c, uint8_t letter, uint32_t type, bool result)
{
    uint8_t first = initial(c, type);

    if (letter == 'L')
        return first == 'L' || first == '[';
    return first == letter && first != '[' && (first != 'V' || result);
}

/* Whether protos `a` and then `b`, of the same result, stand in order. */
static bool parameters_rise(struct dex_types a, struct dex_types b)
{
    for (uint32_t i = 0; i < a.count && i < b.count; i++)
        if (dex_types_at(a, i) != dex_types_at(b, i))
            return dex_types_at(a, i) < dex_types_at(b, i);
    return a.count < b.count;
}

static void verify_protos(struct dex_check *c)
{
    const struct dex *d = c->dex;
    struct dex_proto before = {0}, p;

    for (uint32_t i = 0; i < d->protos.rows; i++) {
        struct bytes shorty;
        bool fits;
        uint32_t count = 0;
        dex_proto(d, i, &p);
        shorty = dex_string(d, p.shorty);
        if (p.parameters_off != 0)
            bytes_u32(d->file, p.parameters_off, &count);
        if (p.shorty >= d->strings.rows || p.result >= d->types.rows || p.parameters.count != count ||
            (p.parameters_off & 3) != 0 || p.parameters_off >= d->file.size) {
            dex_refuse(c, DEX_KIND_PROTO_INDEX, dex_row_locus(d, &d->protos, i),
                       "proto %u: string %u, type %u, %u parameters at 0x%x", i, p.shorty, p.result, count,
                       p.parameters_off);
            return;
        }
        if (!dex_work(c, shorty.size + 2 * (uint64_t)count))
            return;
        fits = shorty.size == (size_t)count + 1 && shorty_fits(c, shorty.data[0], p.result, true);
        for (uint32_t k = 0; k < count && fits; k++)
            fits = shorty_fits(c, shorty.data[k + 1], dex_types_at(p.parameters, k), false);
        if (!fits) {
            c->subject = shorty;
            dex_refuse(c, DEX_KIND_PROTO_SHORTY, dex_row_locus(d, &d->protos, i),
                       "proto %u with %u parameters", i, count);
            return;
        }
        if (i != 0 && (before.result > p.result ||
                       (before.result == p.result && !parameters_rise(before.parameters, p.parameters)))) {
            dex_refuse(c, DEX_KIND_PROTO_ORDER, dex_row_locus(d, &d->protos, i), "proto %u is not after %u",
                       i, i - 1);
            return;
        }
        before = p;
    }
}

/* Whether string `i` is a valid member name; each is looked at once. */
static bool name_valid(struct dex_check *c, uint8_t *known, uint32_t i)
{
    struct bytes name;

    if (dex_bit(known, i))
        return true;
    name = dex_string(c->dex, i);
    c->subject = name;
    if (!dex_work(c, name.size) || !dex_name_valid(name))
        return false;
    c->subject = bytes_of(NULL, 0);
    known[i / 8] |= (uint8_t)(1u << i % 8);
    return true;
}

static void verify_fields(struct dex_check *c, uint8_t *known)
{
    const struct dex *d = c->dex;
    struct dex_field before = {0}, f;

    for (uint32_t i = 0; i < d->fields.rows; i++) {
        dex_field(d, i, &f);
        if (initial(c, f.class) != 'L' || initial(c, f.type) == 0 || initial(c, f.type) == 'V' ||
            f.name >= d->strings.rows) {
            dex_refuse(c, DEX_KIND_FIELD_INDEX, dex_row_locus(d, &d->fields, i),
                       "field %u: class %u, type %u, name %u", i, f.class, f.type, f.name);
            return;
        }
        if (!name_valid(c, known, f.name)) {
            dex_refuse(c, DEX_KIND_FIELD_NAME, dex_row_locus(d, &d->fields, i), "field %u", i);
            return;
        }
        if (i != 0 && (before.class != f.class ? before.class > f.class
                       : before.name != f.name ? before.name > f.name
                                               : before.type >= f.type)) {
            dex_refuse(c, DEX_KIND_FIELD_ORDER, dex_row_locus(d, &d->fields, i), "field %u is not after %u",
                       i, i - 1);
            return;
        }
        before = f;
    }
}

static void verify_methods(struct dex_check *c, uint8_t *known)
{
    const struct dex *d = c->dex;
    struct dex_method before = {0}, m;

    for (uint32_t i = 0; i < d->methods.rows; i++) {
        dex_method(d, i, &m);
        if ((initial(c, m.class) != 'L' && initial(c, m.class) != '[') || m.proto >= d->protos.rows ||
            m.name >= d->strings.rows) {
            dex_refuse(c, DEX_KIND_METHOD_INDEX, dex_row_locus(d, &d->methods, i),
                       "method %u: class %u, proto %u, name %u", i, m.class, m.proto, m.name);
            return;
        }
        if (!name_valid(c, known, m.name)) {
            dex_refuse(c, DEX_KIND_METHOD_NAME, dex_row_locus(d, &d->methods, i), "method %u", i);
            return;
        }
        if (i != 0 && (before.class != m.class ? before.class > m.class
                       : before.name != m.name ? before.name > m.name
                                               : before.proto >= m.proto)) {
            dex_refuse(c, DEX_KIND_METHOD_ORDER, dex_row_locus(d, &d->methods, i),
                       "method %u is not after %u", i, i - 1);
            return;
        }
        before = m;
    }
}

static void verify_method_handles(struct dex_check *c)
{
    const struct dex *d = c->dex;

    for (uint32_t i = 0; i < d->method_handles.rows; i++) {
        const uint8_t *row = &d->method_handles.data[(size_t)i * DEX_METHOD_HANDLE_ROW];
        uint16_t type = bytes_load16(row), index = bytes_load16(row + 4);
        if (type > 8 || index >= (type < 4 ? d->fields.count : d->methods.count)) {
            dex_refuse(c, DEX_KIND_METHOD_HANDLE, dex_row_locus(d, &d->method_handles, i),
                       "handle %u: type %u, index %u", i, type, index);
            return;
        }
    }
}

void dex_verify_ids(struct dex_check *c)
{
    uint8_t *known = arena_alloc(c->scan->arena, c->dex->strings.rows / 8 + 1);

    verify_types(c);
    verify_protos(c);
    verify_fields(c, known);
    verify_methods(c, known);
    verify_method_handles(c);
}
