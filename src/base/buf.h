/*
 * A growable buffer of output that takes its cap when it is made. Once an
 * append does not fit, the buffer has failed and stays as it was; the writer
 * checks once, at the end.
 */
#ifndef VETO_BASE_BUF_H
#define VETO_BASE_BUF_H

#include "base/bytes.h"

struct buf {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t cap;  /* most bytes it may ever hold */
    bool failed; /* an append was refused: over the cap, or no memory */
};

void buf_init(struct buf *b, size_t cap);
/* Frees the memory; the buffer is empty and may be used again with the same cap. */
void buf_free(struct buf *b);
/* Empties it and forgets a failure, keeping the memory. */
void buf_reset(struct buf *b);

/*
 * Replaces the content by n bytes that the caller writes in full; NULL, and
 * failed, when they are too many. What was there is not copied: a scratch.
 */
uint8_t *buf_space(struct buf *b, size_t n);

/* Makes room for n more bytes at once, where so many are expected; false, and failed, when the cap is below. */
bool buf_room(struct buf *b, size_t n);

/* Takes n bytes off the front; all of them when there are fewer. */
void buf_drop(struct buf *b, size_t n);

bool buf_add(struct buf *b, struct bytes more);
bool buf_str(struct buf *b, const char *s);
/* A number as people write it. */
bool buf_decimal(struct buf *b, uint64_t value);
bool buf_hex(struct buf *b, uint64_t value); /* lower case, no leading zeros */
bool buf_u8(struct buf *b, uint8_t byte);
bool buf_u32(struct buf *b, uint32_t value); /* little-endian */
bool buf_u64(struct buf *b, uint64_t value); /* little-endian */
__attribute__((format(printf, 2, 3))) bool buf_printf(struct buf *b, const char *format, ...);

static inline struct bytes buf_bytes(const struct buf *b)
{
    return bytes_of(b->data, b->size);
}

#endif
