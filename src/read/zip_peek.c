/*
 * The first bytes of an entry, for telling its kind by its magic. Done for
 * every entry of an app, so it must not set up a decompressor's tables: a
 * small DEFLATE decoder (RFC 1951) walks the codes bit by bit and stops after
 * a few symbols. It accepts what zlib accepts and gives the same bytes.
 */
#include "read/zip_part.h"

enum { MOST_BITS = 15, MOST_LITERALS = 288, MOST_DISTANCES = 32, ORDER = 19, LENGTHS_BITS = 7 };

/* Bits of a stream, least significant first. Past the end come zeros, and `over` is set once they are used.
 */
struct bits {
    struct bytes in;
    size_t at;
    uint64_t hold;
    unsigned have;
    bool over;
};

static void refill(struct bits *b)
{
    while (b->have <= 56 && b->at < b->in.size) {
        b->hold |= (uint64_t)b->in.data[b->at++] << b->have;
        b->have += 8;
    }
}

static unsigned take(struct bits *b, unsigned n)
{
    unsigned value;

    if (b->have < n)
        refill(b);
    if (b->have < n) {
        b->over = true;
        return 0;
    }
    value = (unsigned)(b->hold & (((uint64_t)1 << n) - 1));
    b->hold >>= n;
    b->have -= n;
    return value;
}

/* A canonical Huffman code: how many codes of each length, and the symbols in the order of their codes. */
struct code {
    uint16_t count[MOST_BITS + 1];
    uint16_t symbol[MOST_LITERALS];
};

/* Fills the code; false where zlib refuses it: too many codes, or too few unless there is a single one-bit
 * code or none. */
static bool code_make(struct code *c, const uint8_t *length, size_t n, bool may_lack)
{
    uint16_t start[MOST_BITS + 2] = {0};
    int left = 1;
    unsigned longest = 0;

    memset(c->count, 0, sizeof c->count);
    for (size_t i = 0; i < n; i++)
        c->count[length[i]]++;
    c->count[0] = 0;
    for (unsigned bits = 1; bits <= MOST_BITS; bits++) {
        left = left * 2 - c->count[bits];
        if (left < 0)
            return false;
        if (c->count[bits] != 0)
            longest = bits;
        start[bits + 1] = (uint16_t)(start[bits] + c->count[bits]);
    }
    if (longest > 0 && left > 0 && !(may_lack && longest == 1))
        return false;
    if (longest == 0 && !may_lack)
        return false;
    for (size_t i = 0; i < n; i++)
        if (length[i] != 0)
            c->symbol[start[length[i]]++] = (uint16_t)i;
    return true;
}

/* The next symbol; -1 where the bits are no code or there are no more. */
static int decode(struct bits *b, const struct code *c)
{
    int code = 0, first = 0, index = 0;

    if (b->have < MOST_BITS)
        refill(b);
    for (unsigned bits = 1; bits <= MOST_BITS && bits <= b->have; bits++) {
        code |= (int)(b->hold >> (bits - 1) & 1);
        int count = c->count[bits];
        if (code - first < count) {
            b->hold >>= bits;
            b->have -= bits;
            return c->symbol[index + code - first];
        }
        index += count;
        first = (first + count) * 2;
        code *= 2;
    }
    b->over = true;
    return -1;
}

/* The lengths of both codes of a dynamic block, run-length coded by a third; false where the header is
 * invalid. */
static bool read_lengths(struct bits *b, uint8_t lengths[MOST_LITERALS + MOST_DISTANCES], unsigned *literals,
                         unsigned *distances)
{
    static const uint8_t order[ORDER] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t small[ORDER] = {0};
    struct code code;
    unsigned n, at = 0;

    *literals = take(b, 5) + 257;
    *distances = take(b, 5) + 1;
    n = take(b, 4) + 4;
    if (b->over || *literals > 286 || *distances > 30)
        return false;
    for (unsigned i = 0; i < n; i++)
        small[order[i]] = (uint8_t)take(b, 3);
    if (b->over || !code_make(&code, small, ORDER, false))
        return false;
    while (at < *literals + *distances) {
        int symbol = decode(b, &code);
        unsigned repeat = 1;
        uint8_t value = (uint8_t)symbol;
        if (symbol < 0)
            return false;
        if (symbol >= 16) {
            if (symbol == 16 && at == 0)
                return false;
            value = symbol == 16 ? lengths[at - 1] : 0;
            repeat = symbol == 16 ? 3 + take(b, 2) : symbol == 17 ? 3 + take(b, 3) : 11 + take(b, 7);
            if (b->over || repeat > *literals + *distances - at)
                return false;
        }
        memset(lengths + at, value, repeat);
        at += repeat;
    }
    return lengths[256] != 0; /* a block must be able to end */
}

/* Where the output goes. */
struct peek {
    uint8_t *room;
    size_t n, size;
};

static void peek_stored(struct bits *b, struct peek *p)
{
    unsigned length;

    take(b, b->have & 7);
    length = take(b, 16);
    if (take(b, 16) != (~length & 0xffff))
        b->over = true;
    for (; length > 0 && p->size < p->n; length--) {
        uint8_t byte = (uint8_t)take(b, 8);
        if (b->over)
            return;
        p->room[p->size++] = byte;
    }
}

/* Copies a match; false where it is invalid. */
static bool peek_match(struct bits *b, struct peek *p, int symbol, const struct code *distances)
{
    static const uint16_t base[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                      31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t far[30] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                     33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                     1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    unsigned length, distance;

    if (symbol >= 257 + 29)
        return false;
    length = base[symbol - 257] + take(b, extra[symbol - 257]);
    symbol = decode(b, distances);
    if (symbol < 0 || symbol >= 30)
        return false;
    distance = far[symbol] + take(b, symbol < 2 ? 0 : (unsigned)symbol / 2 - 1);
    if (b->over || distance > p->size)
        return false;
    for (; length > 0 && p->size < p->n; length--, p->size++)
        p->room[p->size] = p->room[p->size - distance];
    return true;
}

/* One block of literals and matches; false at the end of what can be read. */
static bool peek_codes(struct bits *b, struct peek *p, const struct code *literals,
                       const struct code *distances)
{
    while (p->size < p->n) {
        int symbol = decode(b, literals);
        if (symbol == 256)
            return true;
        if (symbol < 0)
            return false;
        if (symbol < 256)
            p->room[p->size++] = (uint8_t)symbol;
        else if (!peek_match(b, p, symbol, distances))
            return false;
    }
    return true;
}

static bool peek_coded(struct bits *b, struct peek *p, bool dynamic)
{
    uint8_t lengths[MOST_LITERALS + MOST_DISTANCES];
    unsigned n = MOST_LITERALS, m = 30;
    struct code literals, distances;

    if (dynamic) {
        if (!read_lengths(b, lengths, &n, &m))
            return false;
    } else {
        memset(lengths, 8, 144);
        memset(lengths + 144, 9, 112);
        memset(lengths + 256, 7, 24);
        memset(lengths + 280, 8, 8);
        memset(lengths + MOST_LITERALS, 5, MOST_DISTANCES);
        m = MOST_DISTANCES;
    }
    return code_make(&literals, lengths, n, true) && code_make(&distances, lengths + n, m, true) &&
           peek_codes(b, p, &literals, &distances);
}

static void peek_deflate(struct bytes in, struct peek *p)
{
    struct bits b = {.in = in};
    bool last = false;

    while (!last && !b.over && p->size < p->n) {
        last = take(&b, 1);
        unsigned type = take(&b, 2);
        if (b.over || type == 3)
            return;
        if (type == 0)
            peek_stored(&b, p);
        else if (!peek_coded(&b, p, type == 2))
            return;
    }
}

struct bytes zip_peek(const struct zip *z, const struct zip_entry *entry, size_t n,
                      uint8_t room[ZIP_PEEK_MOST])
{
    struct bytes in;
    struct peek p = {room, n < ZIP_PEEK_MOST ? n : ZIP_PEEK_MOST, 0};

    if (!zip_has_local(entry))
        return (struct bytes){NULL, 0};
    if (p.n > entry->size)
        p.n = (size_t)entry->size;
    in = bytes_from(z->file, entry->data);
    if (entry->method != ZIP_DEFLATED)
        return bytes_of(in.data, p.n < in.size ? p.n : in.size);
    if (in.size > entry->compressed_size)
        bytes_slice(in, 0, entry->compressed_size, &in);
    peek_deflate(in, &p);
    return bytes_of(room, p.size);
}
