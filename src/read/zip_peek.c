/*
 * The first bytes of an entry, for telling its kind by its magic. Done for
 * every entry of an app, so it must not set up a decompressor's tables: a
 * small DEFLATE decoder (RFC 1951) walks the codes bit by bit and stops after
 * a few symbols. It accepts what zlib accepts and gives the same bytes.
 */
#include "read/zip_part.h"

enum { MOST_BITS = 15, MOST_LITERALS = 288, MOST_DISTANCES = 32, ORDER = 19, SMALL_BITS = 7 };

/* Bits of a stream, least significant first. Past the end come zeros, and `over` is set once they are used.
 */
struct bits {
    struct bytes in;
    size_t at;
    uint64_t hold;
    unsigned have;
    bool over;
};

static inline void refill(struct bits *b)
{
    uint64_t eight;

    if (bytes_u64(b->in, b->at, &eight)) { /* of which as many count as fit */
        b->hold |= eight << b->have;
        b->at += (63 - b->have) / 8;
        b->have |= 56;
        return;
    }
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

/* False where zlib refuses the counts: too many codes, or too few unless there is a single one-bit code, or
 * none. */
static bool code_good(struct code *c, bool may_lack)
{
    int left = 1;
    unsigned longest = 0;

    c->count[0] = 0;
    for (unsigned bits = 1; bits <= MOST_BITS; bits++) {
        left = left * 2 - c->count[bits];
        if (left < 0)
            return false;
        if (c->count[bits] != 0)
            longest = bits;
    }
    return left == 0 || (may_lack && longest <= 1);
}

/* Puts the symbols in order, given the counts. Most symbols of a small file are unused: eight of them cost
 * one look. */
static void code_sort(struct code *c, const uint8_t *length, size_t n)
{
    uint16_t start[MOST_BITS + 2] = {0};

    for (unsigned bits = 1; bits <= MOST_BITS; bits++)
        start[bits + 1] = (uint16_t)(start[bits] + c->count[bits]);
    for (size_t i = 0; i < n; i++) {
        if (length[i] != 0)
            c->symbol[start[length[i]]++] = (uint16_t)i;
        else if (n - i >= 8 && bytes_load64(length + i) == 0)
            i += 7;
    }
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

/* A dynamic block's two codes; lengths are those of the literals, then those of the distances. */
struct codes {
    uint8_t lengths[MOST_LITERALS + MOST_DISTANCES];
    unsigned n, m;
    struct code literals, distances;
    bool sorted; /* the distances: most peeks end before the first match */
};

/* The code of the lengths, as a table from the next seven bits to symbol and size (size 0: no code). */
static bool read_small_code(struct bits *b, uint8_t symbol[1 << SMALL_BITS], uint8_t size[1 << SMALL_BITS])
{
    static const uint8_t order[ORDER] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[ORDER] = {0};
    struct code code = {0};
    unsigned n = take(b, 4) + 4, next = 0;

    for (unsigned i = 0; i < n; i++) {
        lengths[order[i]] = (uint8_t)take(b, 3);
        code.count[lengths[order[i]]]++;
    }
    if (b->over || !code_good(&code, false))
        return false;
    for (unsigned bits = 1; bits <= SMALL_BITS; bits++, next <<= 1)
        for (unsigned i = 0; i < ORDER; i++) {
            unsigned reversed = 0;
            if (lengths[i] != bits)
                continue;
            for (unsigned k = 0; k < bits; k++)
                reversed |= (next >> k & 1) << (bits - 1 - k);
            for (unsigned at = reversed; at < 1 << SMALL_BITS; at += 1u << bits) {
                symbol[at] = (uint8_t)i;
                size[at] = (uint8_t)bits;
            }
            next++;
        }
    return true;
}

/* `repeat` more lengths of that value, counted for the code they belong to. */
static inline void put_lengths(struct codes *c, unsigned at, unsigned repeat, uint8_t value)
{
    unsigned literals = at >= c->n ? 0 : repeat < c->n - at ? repeat : c->n - at;

    memset(c->lengths + at, value, repeat);
    c->literals.count[value] = (uint16_t)(c->literals.count[value] + literals);
    c->distances.count[value] = (uint16_t)(c->distances.count[value] + (repeat - literals));
}

/* The lengths of both codes of a dynamic block, run-length coded by a third; false where the header is
 * invalid. */
static bool read_lengths(struct bits *b, struct codes *c)
{
    uint8_t symbols[1 << SMALL_BITS], sizes[1 << SMALL_BITS];
    unsigned at = 0;

    c->n = take(b, 5) + 257;
    c->m = take(b, 5) + 1;
    if (b->over || c->n > 286 || c->m > 30 || !read_small_code(b, symbols, sizes))
        return false;
    while (at < c->n + c->m) {
        unsigned window, repeat;
        uint8_t value;
        if (b->have < 32)
            refill(b); /* zeros past the end, of which none is given away */
        window = (unsigned)(b->hold & ((1 << SMALL_BITS) - 1));
        value = symbols[window];
        if (sizes[window] > b->have)
            return false;
        b->hold >>= sizes[window];
        b->have -= sizes[window];
        if (value < 16) {
            struct code *code = at < c->n ? &c->literals : &c->distances;
            c->lengths[at++] = value;
            code->count[value]++;
            continue;
        }
        if (value == 16 && at == 0)
            return false;
        repeat = value == 16 ? 3 + take(b, 2) : value == 17 ? 3 + take(b, 3) : 11 + take(b, 7);
        value = value == 16 ? c->lengths[at - 1] : 0;
        if (b->over || repeat > c->n + c->m - at)
            return false;
        put_lengths(c, at, repeat, value);
        at += repeat;
    }
    return c->lengths[256] != 0; /* a block must be able to end */
}

/* The codes of a fixed block. */
static void fixed_lengths(struct codes *c)
{
    c->n = MOST_LITERALS;
    c->m = MOST_DISTANCES;
    put_lengths(c, 0, 144, 8);
    put_lengths(c, 144, 112, 9);
    put_lengths(c, 256, 24, 7);
    put_lengths(c, 280, 8, 8);
    put_lengths(c, MOST_LITERALS, MOST_DISTANCES, 5);
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
static bool peek_match(struct bits *b, struct peek *p, int symbol, struct codes *c)
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
    if (!c->sorted)
        code_sort(&c->distances, c->lengths + c->n, c->m);
    c->sorted = true;
    symbol = decode(b, &c->distances);
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
static bool peek_coded(struct bits *b, struct peek *p, bool dynamic)
{
    struct codes c;

    memset(c.literals.count, 0, sizeof c.literals.count);
    memset(c.distances.count, 0, sizeof c.distances.count);
    c.sorted = false;
    if (!dynamic)
        fixed_lengths(&c);
    else if (!read_lengths(b, &c) || !code_good(&c.literals, true) || !code_good(&c.distances, true))
        return false;
    code_sort(&c.literals, c.lengths, c.n);
    while (p->size < p->n) {
        int symbol = decode(b, &c.literals);
        if (symbol == 256)
            return true;
        if (symbol < 0)
            return false;
        if (symbol < 256)
            p->room[p->size++] = (uint8_t)symbol;
        else if (!peek_match(b, p, symbol, &c))
            return false;
    }
    return true;
}

static void peek_deflate(struct bytes in, struct peek *p)
{
    struct bits b = {.in = in};
    bool last = false;

    for (unsigned blocks = 0; !last && !b.over && p->size < p->n && blocks < LIMIT_PEEK_BLOCKS; blocks++) {
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
