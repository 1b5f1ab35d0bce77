#include "ledger/wire.h"

#include "base/limits.h"

struct bytes wire_string(struct cursor *c)
{
    uint32_t size = cursor_be32(c);

    return cursor_take(c, size);
}

struct bytes wire_mpint(struct cursor *c)
{
    struct bytes n = wire_string(c);

    if (n.size == 0)
        return n;
    if ((n.data[0] & 0x80) != 0 || (n.data[0] == 0 && (bytes_get8(n, 1) & 0x80) == 0)) {
        c->failed = true;
        return bytes_of(NULL, 0);
    }
    return n.data[0] == 0 ? bytes_from(n, 1) : n;
}

bool wire_put_u32(struct buf *out, uint32_t value)
{
    uint8_t raw[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};

    return buf_add(out, bytes_of(raw, sizeof raw));
}

bool wire_put_u64(struct buf *out, uint64_t value)
{
    return wire_put_u32(out, (uint32_t)(value >> 32)) && wire_put_u32(out, (uint32_t)value);
}

bool wire_put_string(struct buf *out, struct bytes text)
{
    if (text.size > UINT32_MAX) {
        out->failed = true;
        return false;
    }
    return wire_put_u32(out, (uint32_t)text.size) && buf_add(out, text);
}

bool wire_put_mpint(struct buf *out, struct bytes n)
{
    bool sign;

    while (n.size > 0 && n.data[0] == 0)
        n = bytes_from(n, 1);
    if (n.size > LIMIT_KEY_FILE) {
        out->failed = true;
        return false;
    }
    sign = n.size > 0 && (n.data[0] & 0x80) != 0;
    return wire_put_u32(out, (uint32_t)(n.size + sign)) && (!sign || buf_u8(out, 0)) && buf_add(out, n);
}
