/*
 * Res_value: the typed values of binary XML and resource tables, and the text
 * TypedValue.coerceToString() makes of them.
 */
#ifndef VETO_READ_RESVALUE_H
#define VETO_READ_RESVALUE_H

#include "base/arena.h"
#include "base/buf.h"

enum res_type {
    RES_NULL = 0x00, /* data 0: undefined, 1: @empty */
    RES_REFERENCE = 0x01,
    RES_ATTRIBUTE = 0x02,
    RES_STRING = 0x03,
    RES_FLOAT = 0x04,
    RES_DIMENSION = 0x05,
    RES_FRACTION = 0x06,
    RES_DYNAMIC_REFERENCE = 0x07, /* read as a reference */
    RES_DYNAMIC_ATTRIBUTE = 0x08,
    RES_INT_DEC = 0x10, /* the first of the integers */
    RES_INT_HEX = 0x11,
    RES_INT_BOOLEAN = 0x12,
    RES_COLOR_FIRST = 0x1c,
    RES_INT_LAST = 0x1f,
};

static inline bool res_is_int(uint8_t type)
{
    return type >= RES_INT_DEC && type <= RES_INT_LAST;
}

static inline bool res_is_reference(uint8_t type)
{
    return type == RES_REFERENCE || type == RES_DYNAMIC_REFERENCE;
}

/*
 * Appends a value that is not a string as people write it: 12, 0x1c, true,
 * #ff00ff00, 16dp, 50%, @0x7f010001, @android:0x0104000a, ?0x7f010001, @null.
 */
bool res_value_write(struct buf *out, uint8_t type, uint32_t data);
/* The same as text in the arena. */
struct bytes res_value_text(struct arena *a, uint8_t type, uint32_t data);

/* What a type of chunk is called: "string pool"; NULL for one Android does not know. */
const char *res_chunk_name(uint16_t type);

#endif
