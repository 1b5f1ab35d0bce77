/* A set of texts, numbered in the order they came: for lists without doubles. */
#ifndef VETO_CODE_NAMES_H
#define VETO_CODE_NAMES_H

#include "base/arena.h"

struct names {
    struct bytes *items;
    uint32_t *slots; /* index + 1 by hash */
    uint32_t count, bits, most;
    size_t capacity;
    struct arena *arena;
};

/* For at most `most` texts. */
void names_init(struct names *n, struct arena *a, uint32_t most);
/* The number of a text, borrowed and added when it is new (*fresh); UINT32_MAX when there is no more room. */
uint32_t names_add(struct names *n, struct bytes text, bool *fresh);

#endif
