#include "fleet/dns.h"

enum { HEADER = 12, LABEL_MOST = 63, NAME_MOST = 253, TYPE_A = 1, CLASS_IN = 1 };

static bool add16(struct buf *out, unsigned value)
{
    return buf_u8(out, (uint8_t)(value >> 8)) && buf_u8(out, (uint8_t)value);
}

static unsigned get16(struct bytes b, uint64_t at)
{
    return (unsigned)bytes_get8(b, at) << 8 | bytes_get8(b, at + 1);
}

static bool add_name(struct buf *out, struct bytes name)
{
    size_t at = 0;

    if (name.size == 0 || name.size > NAME_MOST)
        return false;
    while (at < name.size) {
        size_t dot = bytes_find(name, '.', at);
        struct bytes label;
        bytes_slice(name, at, dot - at, &label);
        if (label.size == 0 || label.size > LABEL_MOST)
            return false;
        buf_u8(out, (uint8_t)label.size);
        buf_add(out, label);
        at = dot + 1;
    }
    return buf_u8(out, 0);
}

bool dns_query(struct buf *out, uint16_t id, struct bytes name)
{
    add16(out, id);
    add16(out, 0x0100); /* recursion desired */
    add16(out, 1);
    add16(out, 0);
    add16(out, 0);
    add16(out, 0);
    return add_name(out, name) && add16(out, TYPE_A) && add16(out, CLASS_IN);
}

bool dns_response_read(struct bytes message, struct bytes query, struct dns_response *out)
{
    struct bytes asked = bytes_from(query, HEADER), question;
    unsigned flags = get16(message, 2);

    *out = (struct dns_response){flags & 0xf, get16(message, 6), (flags & 0x0200) != 0};
    return message.size >= query.size && query.size > HEADER && get16(message, 0) == get16(query, 0) && (flags & 0xf800) == 0x8000 &&
           get16(message, 4) == 1 && bytes_slice(message, HEADER, asked.size, &question) && bytes_equal(question, asked);
}
