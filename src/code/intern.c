#include "code/intern.h"

static struct intern_slot *slots_new(struct intern *t, uint32_t size)
{
    t->mask = size - 1;
    return t->slots = arena_array(t->arena, size, sizeof *t->slots);
}

void intern_init(struct intern *t, struct arena *arena, uint64_t seed, uint32_t expected)
{
    uint32_t size = 64;

    while (size < expected && size < 1u << 30)
        size *= 2;
    *t = (struct intern){.arena = arena, .seed = seed};
    slots_new(t, size);
}

void intern_room(struct intern *t)
{
    const struct intern_slot *old = t->slots;
    uint32_t size = t->mask + 1;

    if (t->count < size / 4 * 3)
        return;
    slots_new(t, 2 * size);
    for (uint32_t i = 0; i < size; i++) {
        uint32_t at = old[i].hash;
        if (old[i].number == 0)
            continue;
        while (t->slots[at & t->mask].number != 0)
            at++;
        t->slots[at & t->mask] = old[i];
    }
}
