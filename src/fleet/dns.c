#include "fleet/dns.h"

enum { HEADER = 12, LABEL_MOST = 63, NAME_MOST = 253, TYPE_A = 1, TYPE_CNAME = 5, CLASS_IN = 1 };

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

/* A name at an offset: as text with dots, without the last, in lower case; where it ends in the message. False for none. */
static bool read_name(struct bytes message, size_t at, struct buf *out, size_t *end)
{
    bool followed = false;
    size_t limit = at; /* pointers go before this */

    *end = 0;
    while (at < message.size) {
        uint8_t size = bytes_get8(message, at);
        if (size == 0) {
            if (!followed)
                *end = at + 1;
            return !out->failed;
        }
        if (size >= 0xc0) {
            size_t to = (size_t)(get16(message, at) & 0x3fff);
            if (!followed)
                *end = at + 2;
            followed = true;
            if (to >= limit)
                return false;
            at = limit = to;
            continue;
        }
        if (size > LABEL_MOST || at + 1 + size > message.size || out->size + size > NAME_MOST)
            return false;
        if (out->size > 0)
            buf_u8(out, '.');
        for (size_t i = at + 1; i <= at + size; i++) {
            uint8_t c = bytes_get8(message, i);
            buf_u8(out, c >= 'A' && c <= 'Z' ? (uint8_t)(c + 0x20) : c);
        }
        at += (size_t)size + 1;
    }
    return false;
}

bool dns_response_alias(struct bytes message, struct bytes query, struct bytes name)
{
    struct dns_response r;
    struct buf owner, target, asked;
    size_t at, ignored;
    bool is;

    if (!dns_response_read(message, query, &r) || r.answers == 0)
        return false;
    buf_init(&owner, NAME_MOST + 1);
    buf_init(&target, NAME_MOST + 1);
    buf_init(&asked, NAME_MOST + 1);
    is = read_name(query, HEADER, &asked, &ignored) && read_name(message, query.size, &owner, &at) && bytes_equal(buf_bytes(&owner), buf_bytes(&asked)) &&
         get16(message, at) == TYPE_CNAME && get16(message, at + 2) == CLASS_IN && read_name(message, at + 10, &target, &ignored) &&
         bytes_equal(buf_bytes(&target), name);
    buf_free(&owner);
    buf_free(&target);
    buf_free(&asked);
    return is;
}
