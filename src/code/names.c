#include "code/names.h"

static uint32_t hash(struct bytes text)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < text.size; i++)
        h = (h ^ text.data[i]) * 16777619u;
    return h * 2654435769u;
}

/* A table of twice the size with everything put in again. */
static void widen(struct names *n)
{
    n->bits++;
    n->slots = arena_array(n->arena, (size_t)1 << n->bits, sizeof *n->slots);
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t slot = hash(n->items[i]) >> (32 - n->bits);
        while (n->slots[slot] != 0)
            slot = (slot + 1) & ((1u << n->bits) - 1);
        n->slots[slot] = i + 1;
    }
}

void names_init(struct names *n, struct arena *a, uint32_t most)
{
    *n = (struct names){.bits = 4, .most = most, .arena = a};
    widen(n);
}

uint32_t names_add(struct names *n, struct bytes text, bool *fresh)
{
    uint32_t slot = hash(text) >> (32 - n->bits);

    *fresh = false;
    for (; n->slots[slot] != 0; slot = (slot + 1) & ((1u << n->bits) - 1))
        if (bytes_equal(n->items[n->slots[slot] - 1], text))
            return n->slots[slot] - 1;
    if (n->count >= n->most)
        return UINT32_MAX;
    *fresh = true;
    n->items = arena_grow(n->arena, n->items, n->count, &n->capacity, sizeof *n->items);
    n->items[n->count++] = text;
    n->slots[slot] = n->count;
    if (n->count > 1u << (n->bits - 1))
        widen(n);
    return n->count - 1;
}
