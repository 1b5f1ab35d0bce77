/* Builds binary XML and resource tables for tests, piece by piece, with every field open to abuse. */
#ifndef VETO_TESTS_AXML_BUILD_H
#define VETO_TESTS_AXML_BUILD_H

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

__attribute__((unused)) static void put16(struct buf *b, unsigned value)
{
    buf_u8(b, (uint8_t)value);
    buf_u8(b, (uint8_t)(value >> 8));
}

__attribute__((unused)) static void put32(struct buf *b, uint32_t value)
{
    buf_u32(b, value);
}

__attribute__((unused)) static void set32(struct buf *b, size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        b->data[at + (size_t)i] = (uint8_t)(value >> 8 * i);
}

__attribute__((unused)) static void set16(struct buf *b, size_t at, unsigned value)
{
    b->data[at] = (uint8_t)value;
    b->data[at + 1] = (uint8_t)(value >> 8);
}

__attribute__((unused)) static size_t chunk_begin(struct buf *b, unsigned type, unsigned header)
{
    size_t at = b->size;

    put16(b, type);
    put16(b, header);
    put32(b, 0);
    return at;
}

__attribute__((unused)) static void chunk_end(struct buf *b, size_t at)
{
    while ((b->size - at) % 4 != 0)
        buf_u8(b, 0);
    set32(b, at + 4, (uint32_t)(b->size - at));
}

struct pool_shape {
    bool utf8;
    unsigned header;    /* 0: 28 */
    unsigned count_add; /* strings claimed beyond those there are */
    unsigned gap;       /* bytes between offsets and strings */
};

/* ASCII strings only. */
__attribute__((unused)) static size_t put_pool(struct buf *b, const char *const *strings, unsigned count,
                                               struct pool_shape shape)
{
    unsigned header = shape.header == 0 ? 28 : shape.header;
    size_t at = chunk_begin(b, 1, header), offsets, start;

    put32(b, count + shape.count_add);
    put32(b, 0);
    put32(b, shape.utf8 ? 0x100 : 0);
    put32(b, header + count * 4 + shape.gap);
    put32(b, 0);
    while (b->size - at < header)
        buf_u8(b, 0xee);
    offsets = b->size;
    for (unsigned i = 0; i < count; i++)
        put32(b, 0);
    for (unsigned i = 0; i < shape.gap; i++)
        buf_u8(b, 0);
    start = b->size;
    for (unsigned i = 0; i < count; i++) {
        size_t length = strlen(strings[i]);
        set32(b, offsets + i * 4, (uint32_t)(b->size - start));
        if (shape.utf8) {
            buf_u8(b, (uint8_t)length);
            buf_u8(b, (uint8_t)length);
            buf_add(b, bytes_str(strings[i]));
            buf_u8(b, 0);
        } else {
            put16(b, (unsigned)length);
            for (size_t n = 0; n < length; n++)
                put16(b, (uint8_t)strings[i][n]);
            put16(b, 0);
        }
    }
    chunk_end(b, at);
    return at;
}

__attribute__((unused)) static void put_map(struct buf *b, const uint32_t *ids, unsigned count)
{
    size_t at = chunk_begin(b, 0x180, 8);

    for (unsigned i = 0; i < count; i++)
        put32(b, ids[i]);
    chunk_end(b, at);
}

__attribute__((unused)) static void put_attribute(struct buf *b, uint32_t ns, uint32_t name, unsigned type,
                                                  uint32_t data)
{
    put32(b, ns);
    put32(b, name);
    put32(b, type == 3 ? data : UINT32_MAX);
    put16(b, 8);
    buf_u8(b, 0);
    buf_u8(b, (uint8_t)type);
    put32(b, data);
}

/* The head of a START_ELEMENT; attributes follow, then chunk_end(). */
__attribute__((unused)) static size_t put_start(struct buf *b, uint32_t name, unsigned count, unsigned header)
{
    size_t at = chunk_begin(b, 0x102, header);

    put32(b, 7);
    put32(b, UINT32_MAX);
    while (b->size - at < header)
        buf_u8(b, 0);
    put32(b, UINT32_MAX);
    put32(b, name);
    put16(b, 20);
    put16(b, 20);
    put16(b, count);
    put16(b, 0);
    put32(b, 0);
    return at;
}

__attribute__((unused)) static size_t put_end(struct buf *b, uint32_t name)
{
    size_t at = chunk_begin(b, 0x103, 16);

    put32(b, 7);
    put32(b, UINT32_MAX);
    put32(b, UINT32_MAX);
    put32(b, name);
    chunk_end(b, at);
    return at;
}

__attribute__((unused)) static size_t put_namespace(struct buf *b, unsigned type)
{
    size_t at = chunk_begin(b, type, 16);

    put32(b, 1);
    put32(b, UINT32_MAX);
    put32(b, 6);
    put32(b, 6);
    chunk_end(b, at);
    return at;
}

/* With VETO_SEEDS set, keeps the input as a seed of a fuzz target. */
__attribute__((unused)) static void keep_seed(const char *target, const char *name, struct bytes b)
{
    const char *folder = getenv("VETO_SEEDS");
    char path[512];
    FILE *file;

    if (folder == NULL || b.size == 0 || b.size > 8192)
        return;
    snprintf(path, sizeof path, "%s/%s/%s", folder, target, name);
    file = fopen(path, "wb");
    if (file != NULL) {
        fwrite(b.data, 1, b.size, file);
        fclose(file);
    }
}

#endif
