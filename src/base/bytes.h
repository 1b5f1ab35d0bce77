/*
 * Borrowed byte ranges and a bounds-checked cursor over them.
 *
 * This header is the only place of the project that compares a length with a
 * position in input. Readers never form a pointer from an offset themselves:
 * they ask for a slice or take from a cursor, and learn whether it was there.
 * Numbers are little-endian unless the name says otherwise.
 */
#ifndef VETO_BASE_BYTES_H
#define VETO_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A range of bytes that belongs to somebody else. data may be NULL when size is 0. */
struct bytes {
    const uint8_t *data;
    size_t size;
};

/* The bytes of a string literal, without its terminator. */
#define BYTES(literal) ((struct bytes){(const uint8_t *)("" literal), sizeof(literal) - 1})

static inline struct bytes bytes_of(const void *data, size_t size)
{
    return (struct bytes){data, size};
}

/* The bytes of a C string, borrowed; empty for NULL. */
static inline struct bytes bytes_str(const char *s)
{
    return (struct bytes){(const uint8_t *)s, s == NULL ? 0 : strlen(s)};
}

/* Whether [at, at+n) lies inside b. The one comparison everything else rests on. */
static inline bool bytes_has(struct bytes b, uint64_t at, uint64_t n)
{
    return at <= b.size && n <= b.size - at;
}

/* Sets *out to the n bytes at `at` and returns true, or returns false and leaves *out empty. */
static inline bool bytes_slice(struct bytes b, uint64_t at, uint64_t n, struct bytes *out)
{
    if (!bytes_has(b, at, n)) {
        *out = (struct bytes){NULL, 0};
        return false;
    }
    *out = (struct bytes){n == 0 ? b.data : b.data + at, (size_t)n};
    return true;
}

/* What is left of b from `at` on; empty when `at` is past its end. */
static inline struct bytes bytes_from(struct bytes b, uint64_t at)
{
    struct bytes out;
    bytes_slice(b, at, at <= b.size ? b.size - at : 0, &out);
    return out;
}

/* Readers of one number at a position: false, and *out 0, where it does not fit. */
static inline bool bytes_u8(struct bytes b, uint64_t at, uint8_t *out)
{
    bool ok = bytes_has(b, at, 1);
    *out = ok ? b.data[at] : 0;
    return ok;
}

static inline uint16_t bytes_load16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t bytes_load32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t bytes_load64(const uint8_t *p)
{
    return (uint64_t)bytes_load32(p) | (uint64_t)bytes_load32(p + 4) << 32;
}

static inline bool bytes_u16(struct bytes b, uint64_t at, uint16_t *out)
{
    bool ok = bytes_has(b, at, 2);
    *out = ok ? bytes_load16(b.data + at) : 0;
    return ok;
}

static inline bool bytes_u32(struct bytes b, uint64_t at, uint32_t *out)
{
    bool ok = bytes_has(b, at, 4);
    *out = ok ? bytes_load32(b.data + at) : 0;
    return ok;
}

static inline bool bytes_u64(struct bytes b, uint64_t at, uint64_t *out)
{
    bool ok = bytes_has(b, at, 8);
    *out = ok ? bytes_load64(b.data + at) : 0;
    return ok;
}

/*
 * The number at `at`, for the fields of a header or row that was sliced to its size before: 0 where it does not
 * fit. On a slice of known size the comparison costs nothing.
 */
static inline uint8_t bytes_get8(struct bytes b, uint64_t at)
{
    return bytes_has(b, at, 1) ? b.data[at] : 0;
}

static inline uint16_t bytes_get16(struct bytes b, uint64_t at)
{
    return bytes_has(b, at, 2) ? bytes_load16(b.data + at) : 0;
}

static inline uint32_t bytes_get32(struct bytes b, uint64_t at)
{
    return bytes_has(b, at, 4) ? bytes_load32(b.data + at) : 0;
}

static inline uint64_t bytes_get64(struct bytes b, uint64_t at)
{
    return bytes_has(b, at, 8) ? bytes_load64(b.data + at) : 0;
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Whether b is exactly the C string s. */
static inline bool bytes_is(struct bytes b, const char *s)
{
    return bytes_equal(b, bytes_str(s));
}

static inline bool bytes_starts(struct bytes b, struct bytes prefix)
{
    return b.size >= prefix.size && (prefix.size == 0 || memcmp(b.data, prefix.data, prefix.size) == 0);
}

bool bytes_ends(struct bytes b, struct bytes suffix);

/* Order by unsigned byte value, a prefix before what it begins: <0, 0 or >0. */
int bytes_compare(struct bytes a, struct bytes b);

/* Position of the first `byte` at or after `from`, or b.size when there is none. */
size_t bytes_find(struct bytes b, uint8_t byte, size_t from);

/* Position of the first `needle` at or after `from`, or b.size when there is none. An empty needle is found at `from`. */
size_t bytes_search(struct bytes b, struct bytes needle, size_t from);

/*
 * Reads forward through a range. Once a read does not fit, the cursor has
 * failed: that read and all later ones give 0 or an empty range and move
 * nothing, so a parser checks once, where it matters. `origin` is the offset
 * of in.data[0] in whatever the caller counts from; cursor_offset() adds it.
 */
struct cursor {
    struct bytes in;
    size_t at;
    uint64_t origin;
    bool failed;
};

static inline struct cursor cursor_open(struct bytes in, uint64_t origin)
{
    return (struct cursor){in, 0, origin, false};
}

static inline uint64_t cursor_offset(const struct cursor *c)
{
    return c->origin + c->at;
}

static inline size_t cursor_left(const struct cursor *c)
{
    return c->failed ? 0 : c->in.size - c->at;
}

/* The next n bytes, borrowed; empty and failed when there are fewer. */
static inline struct bytes cursor_take(struct cursor *c, uint64_t n)
{
    struct bytes out = {NULL, 0};
    if (c->failed || !bytes_slice(c->in, c->at, n, &out)) {
        c->failed = true;
        return out;
    }
    c->at += (size_t)n;
    return out;
}

static inline void cursor_skip(struct cursor *c, uint64_t n)
{
    cursor_take(c, n);
}

/* Moves to position `at` of the range (not counting origin), forward or back. */
static inline void cursor_seek(struct cursor *c, uint64_t at)
{
    if (c->failed || !bytes_has(c->in, at, 0))
        c->failed = true;
    else
        c->at = (size_t)at;
}

/* A cursor over the next n bytes, which this one skips: a section cannot read its neighbour. */
static inline struct cursor cursor_sub(struct cursor *c, uint64_t n)
{
    uint64_t origin = cursor_offset(c);
    struct cursor sub = cursor_open(cursor_take(c, n), origin);
    sub.failed = c->failed;
    return sub;
}

static inline uint8_t cursor_u8(struct cursor *c)
{
    struct bytes b = cursor_take(c, 1);
    return b.size == 1 ? b.data[0] : 0;
}

static inline uint16_t cursor_u16(struct cursor *c)
{
    struct bytes b = cursor_take(c, 2);
    return b.size == 2 ? bytes_load16(b.data) : 0;
}

static inline uint32_t cursor_u32(struct cursor *c)
{
    struct bytes b = cursor_take(c, 4);
    return b.size == 4 ? bytes_load32(b.data) : 0;
}

static inline uint64_t cursor_u64(struct cursor *c)
{
    struct bytes b = cursor_take(c, 8);
    return b.size == 8 ? bytes_load64(b.data) : 0;
}

/* Big-endian numbers. */
uint16_t cursor_be16(struct cursor *c);
uint32_t cursor_be32(struct cursor *c);
uint64_t cursor_be64(struct cursor *c);

/* LEB128 as DEX uses it: at most five bytes, bits past the 32nd ignored. */
uint32_t cursor_uleb128(struct cursor *c);
int32_t cursor_sleb128(struct cursor *c);

#endif
