/*
 * Sources: androidfw ResourceTypes.cpp (ResStringPool) and
 * android_util_StringBlock.cpp. Java code asks StringBlock, which takes
 * string8At() of a UTF-8 pool, never compares the UTF-16 length stored before
 * it, and hands the bytes to NewStringUTF() as a C string: they end at the
 * first NUL.
 */
#include "read/strpool.h"

#include "base/text.h"

enum { HEADER = 28, UTF8_FLAG = 0x100, SPAN_SIZE = 12 };

enum {
    CORRUPT,
    HEADER_SIZE,
    COUNT,
    GAP,
    LENGTH,
    TRUNCATED_LENGTH,
    INNER_NUL,
    ENCODING,
    UNREADABLE,
    LIMIT,
};

const struct anomaly_kind strpool_kinds[STRPOOL_KINDS] = {
    [CORRUPT] =
        {"strpool.corrupt", EFFECT_REFUSED,
         "ResStringPool::setTo() refuses a pool whose header, counts, starts or last terminator do not fit"},
    [HEADER_SIZE] = {"strpool.header-size", EFFECT_TOLERATED,
                     "the header of a string pool is 28 bytes; the device takes any larger multiple of 4 and "
                     "reads the offsets behind it, strict readers stop or read offsets from the header"},
    [COUNT] = {"strpool.count", EFFECT_TOLERATED,
               "the array of offsets runs into the strings; the device only requires that it end inside the "
               "chunk, strict readers stop at the count"},
    [GAP] = {"strpool.gap", EFFECT_TOLERATED,
             "the strings do not begin where the offsets end; the device goes by stringsStart alone"},
    [LENGTH] = {"strpool.length", EFFECT_TOLERATED,
                "the UTF-16 length before a UTF-8 string is not that of the string; Java code on the device "
                "reads it "
                "all the same, native tools such as aapt see no string"},
    [TRUNCATED_LENGTH] =
        {"strpool.length.truncated", EFFECT_TOLERATED,
         "a UTF-8 string is longer than its 15 bits of length say; the device looks for the NUL "
         "in steps of 32768, others cut the string"},
    [INNER_NUL] =
        {"strpool.nul", EFFECT_TOLERATED,
         "a UTF-8 string has a NUL before its end; Java code on the device reads up to it, others read on"},
    [ENCODING] =
        {"strpool.encoding", EFFECT_TOLERATED,
         "a string is not well-formed in the pool's encoding; the platform and other readers replace "
         "different bytes"},
    [UNREADABLE] =
        {"strpool.unreadable", EFFECT_REFUSED,
         "an index, offset or terminator of a string that is used does not fit; asking for it gives "
         "null or throws on the device"},
    [LIMIT] = {"strpool.limit", EFFECT_LIMIT, "LIMIT_POOL_TEXT bytes of text were decoded from one pool"},
};

/* A decoded string; known is set for a failure, too. */
struct strpool_cell {
    struct bytes text;
    bool known, ok;
};

struct strpool_state {
    struct strpool_cell *cells; /* one a string, made on first use */
    uint64_t decoded;           /* bytes of text, against LIMIT_POOL_TEXT */
};

static uint32_t field(struct bytes chunk, uint64_t at)
{
    uint32_t value;

    bytes_u32(chunk, at, &value);
    return value;
}

static bool corrupt(struct strpool *p, const char *what, uint64_t value)
{
    scan_anomaly(p->scan, &strpool_kinds[CORRUPT], locus_at(p->place, p->at, p->chunk.size),
                 (struct bytes){0}, "%s %llu, chunk of %zu bytes", what, (unsigned long long)value,
                 p->chunk.size);
    return false;
}

/* Whether the area of characters, as bytes from strings_start to end, ends in a terminator. */
static bool terminated(const struct strpool *p)
{
    uint16_t unit;
    uint8_t byte;

    if (p->utf8)
        return bytes_u8(p->chunk, (uint64_t)p->strings_start + p->units - 1, &byte) && byte == 0;
    return bytes_u16(p->chunk, p->strings_start + ((uint64_t)p->units - 1) * 2, &unit) && unit == 0;
}

static bool check_strings(struct strpool *p, uint32_t styles_start)
{
    uint64_t size = p->chunk.size, end = size;

    if (p->header_size + (uint64_t)p->count * 4 > size)
        return corrupt(p, "string count", p->count);
    if (p->strings_start >= size - 2)
        return corrupt(p, "strings start", p->strings_start);
    if (p->style_count > 0) {
        if (styles_start >= size - 2 || styles_start <= p->strings_start)
            return corrupt(p, "styles start", styles_start);
        end = styles_start;
    }
    p->units = (uint32_t)((end - p->strings_start) / (p->utf8 ? 1 : 2));
    if (p->units == 0 || !terminated(p))
        return corrupt(p, "no terminator at the end of the strings, which start at", p->strings_start);
    return true;
}

static bool check_styles(struct strpool *p, uint32_t styles_start)
{
    uint64_t size = p->chunk.size, offsets = p->header_size + (uint64_t)p->count * 4;
    uint64_t words, last;
    struct bytes span;

    if (offsets > size)
        return corrupt(p, "style offsets at", offsets);
    if (styles_start >= size)
        return corrupt(p, "styles start", styles_start);
    if (p->style_count > UINT32_MAX / 4 ||
        (p->strings_start >= offsets && (uint64_t)p->style_count * 4 > p->strings_start - offsets))
        return corrupt(p, "style count", p->style_count);
    words = (size - styles_start) / 4;
    last = styles_start + words * 4;
    if (last < SPAN_SIZE || !bytes_slice(p->chunk, last - SPAN_SIZE, SPAN_SIZE, &span) ||
        field(span, 0) != UINT32_MAX || field(span, 4) != UINT32_MAX || field(span, 8) != UINT32_MAX)
        return corrupt(p, "the last style is not terminated, styles start", styles_start);
    return true;
}

bool strpool_open(struct scan *s, struct bytes chunk, struct locus where, struct strpool *out)
{
    struct strpool *p = out;
    uint16_t header_size;
    uint32_t styles_start;

    *p = (struct strpool){.scan = s, .place = where.place, .chunk = chunk, .at = where.at};
    bytes_u16(chunk, 2, &header_size);
    p->header_size = header_size;
    if (chunk.size < HEADER || header_size < HEADER || header_size > chunk.size || (header_size & 3) != 0)
        return corrupt(p, "header size", header_size);
    p->count = field(chunk, 8);
    p->style_count = field(chunk, 12);
    p->flags = field(chunk, 16);
    p->strings_start = field(chunk, 20);
    styles_start = field(chunk, 24);
    p->utf8 = (p->flags & UTF8_FLAG) != 0;
    if (p->count > 0 && !check_strings(p, styles_start))
        return false;
    if (p->style_count > 0 && !check_styles(p, styles_start))
        return false;
    p->usable = true;
    p->state = arena_alloc(s->arena, sizeof *p->state);
    if (header_size != HEADER)
        scan_anomaly(s, &strpool_kinds[HEADER_SIZE], where, (struct bytes){0}, "header of %u bytes",
                     header_size);
    if (p->count > 0) {
        uint64_t end = header_size + ((uint64_t)p->count + p->style_count) * 4;
        if (end > p->strings_start)
            scan_anomaly(s, &strpool_kinds[COUNT], where, (struct bytes){0},
                         "%u strings need offsets up to %llu, the strings start at %u", p->count,
                         (unsigned long long)end, p->strings_start);
        else if (end < p->strings_start)
            scan_anomaly(s, &strpool_kinds[GAP], where, (struct bytes){0},
                         "offsets end at %llu, strings start at %u", (unsigned long long)end,
                         p->strings_start);
    }
    return true;
}

/* Takes a length of one or two units from the character area; at counts units. */
static bool take_length(const struct strpool *p, uint64_t *at, uint32_t *length)
{
    uint64_t base = p->strings_start;
    uint16_t unit = 0, low16 = 0;
    uint8_t byte = 0, low8 = 0;

    if (p->utf8) {
        if (!bytes_u8(p->chunk, base + *at, &byte))
            return false;
        *at += 1;
        *length = byte;
        if ((byte & 0x80) != 0) {
            if (!bytes_u8(p->chunk, base + *at, &low8))
                return false;
            *at += 1;
            *length = (byte & 0x7fu) << 8 | low8;
        }
        return true;
    }
    if (!bytes_u16(p->chunk, base + *at * 2, &unit))
        return false;
    *at += 1;
    *length = unit;
    if ((unit & 0x8000) != 0) {
        if (!bytes_u16(p->chunk, base + *at * 2, &low16))
            return false;
        *at += 1;
        *length = (unit & 0x7fffu) << 16 | low16;
    }
    return true;
}

/* Where one string is: units from strings_start. */
struct extent {
    uint64_t begin;  /* the length prefix */
    uint64_t text;   /* the first character */
    uint64_t length; /* units before the terminator */
    uint32_t u16;    /* UTF-8 pools: the UTF-16 length written */
    bool cut;        /* the length was too short by a multiple of 32768 */
};

static bool find_extent8(const struct strpool *p, struct extent *x)
{
    uint32_t encoded;
    uint64_t length;
    uint8_t byte;

    if (!take_length(p, &x->text, &x->u16) || !take_length(p, &x->text, &encoded))
        return false;
    length = encoded;
    for (uint64_t i = 1; x->text + length < p->units; i++) {
        if (bytes_u8(p->chunk, p->strings_start + x->text + length, &byte) && byte == 0) {
            x->length = length;
            return true;
        }
        x->cut = true;
        length = i << 15 | encoded;
    }
    return false;
}

static bool find_extent(const struct strpool *p, uint32_t i, struct extent *x)
{
    uint32_t offset, length;
    uint16_t unit;

    if (!p->usable || i >= p->count || !bytes_u32(p->chunk, p->header_size + (uint64_t)i * 4, &offset))
        return false;
    *x = (struct extent){0};
    x->begin = x->text = offset / (p->utf8 ? 1 : 2);
    if (x->begin >= p->units - 1)
        return false;
    if (p->utf8)
        return find_extent8(p, x);
    if (!take_length(p, &x->text, &length) || x->text + length >= p->units)
        return false;
    x->length = length;
    return bytes_u16(p->chunk, p->strings_start + (x->text + length) * 2, &unit) && unit == 0;
}

static struct bytes extent_bytes(const struct strpool *p, const struct extent *x)
{
    struct bytes b;
    uint64_t unit = p->utf8 ? 1 : 2;

    bytes_slice(p->chunk, p->strings_start + x->text * unit, x->length * unit, &b);
    return b;
}

bool strpool_range(const struct strpool *p, uint32_t i, uint64_t *at, uint64_t *size)
{
    struct extent x;
    uint64_t unit = p->utf8 ? 1 : 2;

    *at = *size = 0;
    if (!find_extent(p, i, &x))
        return false;
    *at = p->at + p->strings_start + x.begin * unit;
    *size = (x.text + x.length + 1 - x.begin) * unit;
    return true;
}

static void report(const struct strpool *p, int kind, uint32_t i, struct bytes subject)
{
    uint64_t at, size;

    if (strpool_range(p, i, &at, &size))
        scan_anomaly(p->scan, &strpool_kinds[kind], locus_at(p->place, at, size), subject, "string %u", i);
    else
        scan_anomaly(p->scan, &strpool_kinds[kind], locus_at(p->place, p->at, p->chunk.size), subject,
                     "string %u of %u", i, p->count);
}

/* The length in UTF-16 units of valid UTF-8. */
static uint64_t utf16_length(struct bytes b)
{
    uint64_t n = 0;

    for (size_t i = 0; i < b.size; i++)
        n += ((b.data[i] & 0xc0) != 0x80 ? 1u : 0u) + (b.data[i] >= 0xf0 ? 1u : 0u);
    return n;
}

/* Modified UTF-8, as NewStringUTF() takes it; where it is neither that nor UTF-8, U+FFFD for what is bad. */
static struct bytes decode8(const struct strpool *p, uint32_t i, const struct extent *x)
{
    struct bytes raw = extent_bytes(p, x), text;
    size_t nul = bytes_find(raw, 0, 0);
    bool valid = text_is_utf8(raw), bad = false;

    if (x->cut)
        report(p, TRUNCATED_LENGTH, i, raw);
    if (valid && (utf16_length(raw) & 0x7fff) != x->u16)
        report(p, LENGTH, i, raw);
    if (nul < raw.size) {
        report(p, INNER_NUL, i, raw);
        bytes_slice(raw, 0, nul, &raw);
    }
    if (valid)
        return raw;
    text = text_mutf8(p->scan->arena, raw, &bad);
    if (bad)
        text = text_utf8(p->scan->arena, raw, NULL);
    report(p, ENCODING, i, text);
    return text;
}

static bool decode(const struct strpool *p, uint32_t i, struct bytes *out)
{
    struct extent x;
    bool bad = false;

    *out = (struct bytes){NULL, 0};
    if (!find_extent(p, i, &x)) {
        report(p, UNREADABLE, i, (struct bytes){0});
        return false;
    }
    if (p->state->decoded + x.length > LIMIT_POOL_TEXT) {
        report(p, LIMIT, i, (struct bytes){0});
        return false;
    }
    p->state->decoded += x.length;
    if (p->utf8) {
        *out = decode8(p, i, &x);
    } else {
        *out = text_utf16(p->scan->arena, extent_bytes(p, &x), &bad);
        if (bad)
            report(p, ENCODING, i, *out);
    }
    if (out->data == NULL)
        *out = bytes_of("", 0); /* an empty string is not the same as none */
    return true;
}

bool strpool_get(const struct strpool *p, uint32_t i, struct bytes *out)
{
    struct strpool_cell *cell;

    *out = (struct bytes){NULL, 0};
    if (!p->usable || i >= p->count) {
        if (p->usable)
            report(p, UNREADABLE, i, (struct bytes){0});
        return false;
    }
    if (p->state->cells == NULL) /* count * 4 bytes of offsets are there */
        p->state->cells = arena_array(p->scan->arena, p->count, sizeof *cell);
    cell = &p->state->cells[i];
    if (!cell->known) {
        cell->known = true;
        cell->ok = decode(p, i, &cell->text);
    }
    *out = cell->text;
    return cell->ok;
}

bool strpool_find(const struct strpool *p, struct bytes text, uint32_t *index)
{
    struct extent x;
    struct bytes found;

    for (uint32_t i = p->usable ? p->count : 0; i-- > 0;) {
        if (!find_extent(p, i, &x))
            continue;
        if (p->utf8) {
            found = extent_bytes(p, &x);
        } else if (x.length > text.size || !strpool_get(p, i, &found)) {
            continue; /* UTF-8 is never shorter in bytes than UTF-16 in units */
        }
        if (bytes_equal(found, text)) {
            *index = i;
            return true;
        }
    }
    return false;
}
