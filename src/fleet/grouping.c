#include "fleet/grouping.h"

#include "base/limits.h"

void grouping_open(struct grouping *g, struct answer_out *a)
{
    *g = (struct grouping){.answer = a};
    arena_init(&g->kept, LIMIT_ARENA);
    g->kept.exhausted = a->arena->exhausted;
    g->kept.context = a->arena->context;
    intern_init(&g->serials, &g->kept, a->numbers.seed, 1024);
}

void grouping_close(struct grouping *g)
{
    arena_free(&g->kept);
}

static uint32_t device_of(struct grouping *g, struct bytes serial)
{
    uint32_t hash = intern_hash(g->serials.seed, serial), at = hash;

    intern_room(&g->serials);
    for (;; at++) {
        struct intern_slot *slot = &g->serials.slots[at & g->serials.mask];
        if (slot->number == 0) {
            g->serial = arena_grow(&g->kept, g->serial, g->serials.count, &g->room, sizeof *g->serial);
            g->serial[g->serials.count] = arena_copy(&g->kept, serial);
            *slot = (struct intern_slot){hash, ++g->serials.count};
            return slot->number;
        }
        if (slot->hash == hash && bytes_equal(g->serial[slot->number - 1], serial))
            return slot->number;
    }
}

uint32_t grouping_add(struct grouping *g, struct bytes serial, uint64_t at, uint64_t line)
{
    if (serial.size == 0 || !answer_sound(serial)) {
        answer_problem(g->answer, line, "a row without serial number, or with one that is no text:", serial);
        return 0;
    }
    g->row = arena_grow(&g->kept, g->row, g->count, &g->capacity, sizeof *g->row);
    g->row[g->count] = (struct grouped){at, (uint32_t)line, device_of(g, serial)};
    return g->row[g->count++].device;
}

/* A counting sort. */
const struct grouped *grouping_sort(struct grouping *g)
{
    struct grouped *sorted = arena_array(&g->kept, g->count + 1, sizeof *sorted);
    size_t *next = arena_array(&g->kept, (size_t)g->serials.count + 2, sizeof *next);

    for (size_t i = 0; i < g->count; i++)
        next[g->row[i].device + 1]++;
    for (size_t i = 1; i < (size_t)g->serials.count + 2; i++)
        next[i] += next[i - 1];
    for (size_t i = 0; i < g->count; i++)
        sorted[next[g->row[i].device]++] = g->row[i];
    return sorted;
}

