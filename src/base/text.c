/*
 * Decoding follows the Unicode standard's "maximal subpart" practice for
 * U+FFFD, and for MUTF-8 the rules of the DEX format ("MUTF-8 encoding").
 */
#include "base/text.h"

#include <stdio.h>

enum { REPLACEMENT = 0xfffd };

/*
 * Length of the well-formed UTF-8 sequence at the start of b and its code
 * point; on a bad one, *point is REPLACEMENT and the length is that of the
 * maximal subpart (at least 1). b must not be empty.
 */
static size_t utf8_step(struct bytes b, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = b.data[0];
    size_t want = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    uint32_t value;

    if (want <= 1) {
        *point = want == 1 ? lead : REPLACEMENT;
        return 1;
    }
    value = lead & (0x7fu >> want);
    for (size_t i = 1; i < want; i++) {
        uint8_t byte = 0;
        uint32_t next;
        if (!bytes_u8(b, i, &byte) || (byte & 0xc0) != 0x80) {
            *point = REPLACEMENT;
            return i;
        }
        next = value << 6 | (byte & 0x3fu);
        if (i == 1) { /* the second byte decides overlong forms, surrogates and what is above U+10FFFF */
            uint32_t low = next << (6 * (want - 2));
            uint32_t high = low | ((1u << (6 * (want - 2))) - 1);
            if (high < least[want] || low > 0x10ffff || (low >= 0xd800 && high <= 0xdfff)) {
                *point = REPLACEMENT;
                return 1;
            }
        }
        value = next;
    }
    *point = value;
    return want;
}

uint32_t text_next(struct bytes b, size_t *at)
{
    uint32_t point;

    *at += utf8_step(bytes_from(b, *at), &point);
    return point;
}

/* The length of the leading run of b that is ASCII. */
static size_t ascii_run(struct bytes b)
{
    size_t i = 0;

    for (; bytes_has(b, i, 8); i += 8) {
        uint64_t word;
        memcpy(&word, b.data + i, 8);
        if ((word & 0x8080808080808080u) != 0)
            break;
    }
    while (i < b.size && b.data[i] < 0x80)
        i++;
    return i;
}

bool text_is_utf8(struct bytes b)
{
    size_t at = ascii_run(b);

    while (at < b.size) {
        uint32_t point;
        size_t size = utf8_step(bytes_from(b, at), &point);
        if (point == REPLACEMENT && size < 3)
            return false;
        if (point == REPLACEMENT && bytes_load16(b.data + at) != 0xbfef) /* a literal U+FFFD is EF BF BD */
            return false;
        at += size;
        at += ascii_run(bytes_from(b, at));
    }
    return true;
}

static uint8_t *encode(uint8_t *to, uint32_t point)
{
    if (point < 0x80) {
        *to++ = (uint8_t)point;
    } else if (point < 0x800) {
        *to++ = (uint8_t)(0xc0 | point >> 6);
        *to++ = (uint8_t)(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        *to++ = (uint8_t)(0xe0 | point >> 12);
        *to++ = (uint8_t)(0x80 | (point >> 6 & 0x3f));
        *to++ = (uint8_t)(0x80 | (point & 0x3f));
    } else {
        *to++ = (uint8_t)(0xf0 | point >> 18);
        *to++ = (uint8_t)(0x80 | (point >> 12 & 0x3f));
        *to++ = (uint8_t)(0x80 | (point >> 6 & 0x3f));
        *to++ = (uint8_t)(0x80 | (point & 0x3f));
    }
    return to;
}

bool text_put(struct buf *out, uint32_t point)
{
    uint8_t raw[4];

    return buf_add(out, bytes_of(raw, (size_t)(encode(raw, point) - raw)));
}

struct bytes text_utf8(struct arena *a, struct bytes raw, bool *bad)
{
    uint8_t *out, *to;

    if (text_is_utf8(raw))
        return raw;
    if (bad != NULL)
        *bad = true;
    to = out = arena_array(a, raw.size, 3); /* the worst a single bad byte becomes */
    for (size_t at = 0; at < raw.size;)
        to = encode(to, text_next(raw, &at));
    return bytes_of(out, (size_t)(to - out));
}

/* One UTF-16 unit of MUTF-8: true, or false with *unit REPLACEMENT and *at moved past one byte. */
static bool mutf8_unit(struct bytes b, size_t *at, uint32_t *unit)
{
    uint8_t one = 0, two = 0, three = 0;

    bytes_u8(b, *at, &one);
    if (one < 0x80 && one != 0) {
        *unit = one;
        *at += 1;
        return true;
    }
    if ((one & 0xe0) == 0xc0 && bytes_u8(b, *at + 1, &two) && (two & 0xc0) == 0x80) {
        *unit = (one & 0x1fu) << 6 | (two & 0x3fu);
        *at += 2;
        return *unit >= 0x80 || *unit == 0; /* art accepts overlong forms, the format does not */
    }
    if ((one & 0xf0) == 0xe0 && bytes_u8(b, *at + 1, &two) && (two & 0xc0) == 0x80 &&
        bytes_u8(b, *at + 2, &three) && (three & 0xc0) == 0x80) {
        *unit = (one & 0xfu) << 12 | (two & 0x3fu) << 6 | (three & 0x3fu);
        *at += 3;
        return *unit >= 0x800;
    }
    *unit = REPLACEMENT;
    *at += 1;
    return false;
}

struct bytes text_mutf8(struct arena *a, struct bytes raw, bool *bad)
{
    size_t at = ascii_run(raw);
    uint8_t *out, *to;

    if (at == raw.size && bytes_find(raw, 0, 0) == raw.size)
        return raw;
    to = out = arena_array(a, raw.size, 3);
    for (at = 0; at < raw.size;) {
        uint32_t unit, low;
        size_t next;
        bool ok = mutf8_unit(raw, &at, &unit);
        if (unit >= 0xd800 && unit < 0xdc00) {
            next = at;
            if (at < raw.size && mutf8_unit(raw, &next, &low) && low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                at = next;
            } else {
                unit = REPLACEMENT;
                ok = false;
            }
        } else if (unit >= 0xdc00 && unit < 0xe000) {
            unit = REPLACEMENT;
            ok = false;
        }
        if (!ok && bad != NULL)
            *bad = true;
        to = encode(to, unit);
    }
    return bytes_of(out, (size_t)(to - out));
}

struct bytes text_utf16(struct arena *a, struct bytes raw, bool *bad)
{
    struct cursor c = cursor_open(raw, 0);
    uint8_t *to = arena_array(a, raw.size / 2 + 1, 3), *out = to;

    while (cursor_left(&c) >= 2) {
        uint32_t unit = cursor_u16(&c);
        uint16_t low = 0;
        if (unit >= 0xd800 && unit < 0xdc00 && bytes_u16(raw, c.at, &low) && low >= 0xdc00 && low < 0xe000) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00u);
            cursor_skip(&c, 2);
        } else if (unit >= 0xd800 && unit < 0xe000) {
            unit = REPLACEMENT;
            if (bad != NULL)
                *bad = true;
        }
        to = encode(to, unit);
    }
    if (cursor_left(&c) != 0) {
        to = encode(to, REPLACEMENT);
        if (bad != NULL)
            *bad = true;
    }
    return bytes_of(out, (size_t)(to - out));
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

bool text_acts(uint32_t point)
{
    static const struct range ranges[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},     {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},
        {0x115f, 0x1160},   {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
        {0x2060, 0x206f},   {0x3164, 0x3164}, {0xd800, 0xf8ff}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
        {0xffa0, 0xffa0},   {0xfff0, 0xfffc}, {0xfffe, 0xffff}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
        {0xe0000, 0x10ffff},
    };

    return in_ranges(point, ranges, sizeof ranges / sizeof *ranges);
}

static bool is_wide(uint32_t point)
{
    static const struct range ranges[] = {
        {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
        {0xa000, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},   {0xfe30, 0xfe4f},   {0xff00, 0xff60},
        {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
    };

    return in_ranges(point, ranges, sizeof ranges / sizeof *ranges);
}

static bool needs_escape(struct bytes b, size_t at, uint32_t point)
{
    struct bytes three;

    if (point == '\\')
        return bytes_slice(b, at, 3, &three) && bytes_equal(three, BYTES("\\u{"));
    return text_acts(point);
}

/* Where the printable ASCII at `at` ends, which stands for itself. */
static size_t printable_end(struct bytes b, size_t at)
{
    while (at < b.size && b.data[at] >= ' ' && b.data[at] < 0x7f && b.data[at] != '\\')
        at++;
    return at;
}

bool text_show(struct buf *out, struct bytes b)
{
    for (size_t at = 0; at < b.size;) {
        size_t start = at;
        uint32_t point;
        at = printable_end(b, at);
        if (at > start) {
            buf_add(out, bytes_of(&b.data[start], at - start));
            continue;
        }
        point = text_next(b, &at);
        if (needs_escape(b, start, point))
            buf_printf(out, "\\u{%x}", point);
        else
            text_put(out, point);
    }
    return !out->failed;
}

/* Letters, digits and ._/$- */
static const bool plain[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['-' ... '9'] = true, ['_'] = true, ['$'] = true,
};

bool text_percent(struct buf *out, struct bytes b)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0, from = 0; i < b.size; from = ++i) {
        uint8_t byte = 0;
        while (i < b.size && plain[byte = b.data[i]])
            i++;
        buf_add(out, bytes_of(&b.data[from], i - from));
        if (i < b.size) {
            buf_u8(out, '%');
            buf_u8(out, (uint8_t)digits[byte >> 4]);
            buf_u8(out, (uint8_t)digits[byte & 15]);
        }
    }
    return !out->failed;
}

size_t text_columns(struct bytes b)
{
    size_t columns = 0;

    for (size_t at = 0; at < b.size;) {
        size_t start = at;
        uint32_t point;
        at = printable_end(b, at);
        columns += at - start;
        if (at > start)
            continue;
        point = text_next(b, &at);
        if (needs_escape(b, start, point))
            columns += (size_t)snprintf(NULL, 0, "\\u{%x}", point);
        else if (point >= 0x300 && point < 0x370)
            continue; /* combining marks */
        else
            columns += is_wide(point) ? 2 : 1;
    }
    return columns;
}
