#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/pages.h"

void buf_init(struct buf *b, size_t cap)
{
    *b = (struct buf){.cap = cap};
}

void buf_free(struct buf *b)
{
    pages_free(b->data, b->capacity);
    buf_init(b, b->cap);
}

void buf_reset(struct buf *b)
{
    b->size = 0;
    b->failed = false;
}

/* Room for n more bytes; NULL when there is none to have. */
static uint8_t *reserve(struct buf *b, size_t n)
{
    if (b->failed || n > b->cap - b->size) {
        b->failed = true;
        return NULL;
    }
    if (n > b->capacity - b->size) {
        size_t want = b->capacity < 256 ? 256 : b->capacity * 2;
        uint8_t *grown;
        if (want < b->size + n)
            want = b->size + n;
        if (want > b->cap)
            want = b->cap;
        grown = pages_alloc(want);
        if (grown == NULL) {
            b->failed = true;
            return NULL;
        }
        if (b->size > 0)
            memcpy(grown, b->data, b->size);
        pages_free(b->data, b->capacity);
        b->data = grown;
        b->capacity = want;
    }
    return b->data + b->size;
}

bool buf_room(struct buf *b, size_t n)
{
    return reserve(b, n) != NULL;
}

uint8_t *buf_space(struct buf *b, size_t n)
{
    buf_reset(b);
    if (n > b->cap) {
        b->failed = true;
        return NULL;
    }
    if (n > b->capacity || b->data == NULL) {
        size_t want = n < 4096 ? 4096 : n;
        pages_free(b->data, b->capacity);
        if (want > b->cap)
            want = b->cap;
        b->data = pages_alloc(want);
        b->capacity = b->data == NULL ? 0 : want;
        b->failed = b->data == NULL;
    }
    b->size = b->failed ? 0 : n;
    return b->data;
}

void buf_drop(struct buf *b, size_t n)
{
    struct bytes rest = bytes_from(buf_bytes(b), n < b->size ? n : b->size);

    if (rest.size > 0)
        memmove(b->data, rest.data, rest.size);
    b->size = rest.size;
}

bool buf_add(struct buf *b, struct bytes more)
{
    uint8_t *room;

    if (more.size == 0)
        return !b->failed;
    room = reserve(b, more.size);
    if (room == NULL)
        return false;
    memcpy(room, more.data, more.size);
    b->size += more.size;
    return true;
}

bool buf_str(struct buf *b, const char *s)
{
    return buf_add(b, bytes_str(s));
}

bool buf_u8(struct buf *b, uint8_t byte)
{
    if (b->size < b->capacity && !b->failed) {
        b->data[b->size++] = byte;
        return true;
    }
    return buf_add(b, bytes_of(&byte, 1));
}

static bool add_number(struct buf *b, uint64_t value, unsigned base)
{
    uint8_t digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (uint8_t)"0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    return buf_add(b, bytes_of(&digits[at], sizeof digits - at));
}

bool buf_decimal(struct buf *b, uint64_t value)
{
    return add_number(b, value, 10);
}

bool buf_hex(struct buf *b, uint64_t value)
{
    return add_number(b, value, 16);
}

bool buf_u32(struct buf *b, uint32_t value)
{
    uint8_t raw[4];

    for (int i = 0; i < 4; i++)
        raw[i] = (uint8_t)(value >> (8 * i));
    return buf_add(b, bytes_of(raw, sizeof raw));
}

bool buf_u64(struct buf *b, uint64_t value)
{
    return buf_u32(b, (uint32_t)value) && buf_u32(b, (uint32_t)(value >> 32));
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    char small[512];
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (size < 0) {
        b->failed = true;
        return false;
    }
    if ((size_t)size < sizeof small)
        return buf_add(b, bytes_of(small, (size_t)size));

    /* vsnprintf needs one byte for its NUL, which is not counted */
    uint8_t *room = reserve(b, (size_t)size + 1);
    if (room == NULL)
        return false;
    va_start(args, format);
    vsnprintf((char *)room, (size_t)size + 1, format, args);
    va_end(args);
    b->size += (size_t)size;
    return true;
}
