/*
 * Numbers for keys: the same key gets the same number, counted from 0 in the
 * order they are first met. An open hash table of numbers and hashes; the keys
 * themselves stay with the caller. Nobody can know the seed, so nobody can
 * build an app whose keys all fall into one place.
 */
#ifndef VETO_CODE_INTERN_H
#define VETO_CODE_INTERN_H

#include "base/arena.h"

struct intern {
    struct arena *arena;
    struct intern_slot *slots;
    uint32_t mask, count;
    uint64_t seed;
};
struct intern_slot {
    uint32_t hash;
    uint32_t number; /* + 1; 0: empty */
};

void intern_init(struct intern *t, struct arena *arena, uint64_t seed, uint32_t expected);
/* Doubles the table when it is three quarters full. */
void intern_room(struct intern *t);

static inline uint64_t intern_mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Of bytes, eight at a time. */
static inline uint32_t intern_hash(uint64_t seed, struct bytes b)
{
    uint64_t hash = seed ^ b.size;
    size_t i = 0;

    for (; i + 8 <= b.size; i += 8)
        hash = intern_mix(hash ^ bytes_load64(&b.data[i]), 0x9e3779b97f4a7c15u);
    if (i < b.size) {
        uint64_t last = 0;
        for (; i < b.size; i++)
            last = last << 8 | b.data[i];
        hash = intern_mix(hash ^ last, 0xd6e8feb86659fd93u);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static inline uint32_t intern_hash_pair(uint64_t seed, uint32_t a, uint32_t b)
{
    uint64_t hash = intern_mix(seed ^ ((uint64_t)a << 32 | b), 0x9e3779b97f4a7c15u);

    return (uint32_t)(hash ^ hash >> 32);
}

#endif
