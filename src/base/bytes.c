/* The parts of bytes.h that need not be inline. */
#include "base/bytes.h"

bool bytes_ends(struct bytes b, struct bytes suffix)
{
    if (b.size < suffix.size)
        return false;
    return bytes_equal(bytes_from(b, b.size - suffix.size), suffix);
}

int bytes_compare(struct bytes a, struct bytes b)
{
    size_t n = a.size < b.size ? a.size : b.size;
    int order = n == 0 ? 0 : memcmp(a.data, b.data, n);
    if (order != 0)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

size_t bytes_find(struct bytes b, uint8_t byte, size_t from)
{
    struct bytes rest = bytes_from(b, from);
    const uint8_t *hit = rest.size == 0 ? NULL : memchr(rest.data, byte, rest.size);
    return hit == NULL ? b.size : (size_t)(hit - b.data);
}

size_t bytes_search(struct bytes b, struct bytes needle, size_t from)
{
    struct bytes rest = bytes_from(b, from);
    if (needle.size == 0)
        return from <= b.size ? from : b.size;
    if (rest.size < needle.size)
        return b.size;
    const uint8_t *hit = memmem(rest.data, rest.size, needle.data, needle.size);
    return hit == NULL ? b.size : (size_t)(hit - b.data);
}

uint16_t cursor_be16(struct cursor *c)
{
    struct bytes b = cursor_take(c, 2);
    return b.size == 2 ? __builtin_bswap16(bytes_load16(b.data)) : 0;
}

uint32_t cursor_be32(struct cursor *c)
{
    struct bytes b = cursor_take(c, 4);
    return b.size == 4 ? __builtin_bswap32(bytes_load32(b.data)) : 0;
}

uint64_t cursor_be64(struct cursor *c)
{
    struct bytes b = cursor_take(c, 8);
    return b.size == 8 ? __builtin_bswap64(bytes_load64(b.data)) : 0;
}

uint32_t cursor_uleb128(struct cursor *c)
{
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint8_t byte = cursor_u8(c);
        value |= (uint32_t)(byte & 0x7f) << (shift < 32 ? shift : 31);
        if ((byte & 0x80) == 0)
            return value;
    }
    c->failed = true; /* a sixth byte would follow: art's DecodeUnsignedLeb128Checked refuses it too */
    return 0;
}

int32_t cursor_sleb128(struct cursor *c)
{
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint8_t byte = cursor_u8(c);
        value |= (uint32_t)(byte & 0x7f) << (shift < 32 ? shift : 31);
        if ((byte & 0x80) == 0) {
            if (shift + 7 < 32 && (byte & 0x40) != 0)
                value |= ~(uint32_t)0 << (shift + 7);
            return (int32_t)value;
        }
    }
    c->failed = true;
    return 0;
}
