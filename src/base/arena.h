/*
 * Memory that is freed all at once. One arena serves one app: readers
 * allocate and never free, and never check for NULL: when the cap is reached
 * or the system has no more, `exhausted` is called, and must not return (a
 * jailed child reports the stage it reached and exits; a test jumps out).
 */
#ifndef VETO_BASE_ARENA_H
#define VETO_BASE_ARENA_H

#include "base/bytes.h"

struct arena {
    struct arena_chunk *chunks;
    uint8_t *next;    /* free space of the newest chunk */
    size_t left;
    bool zero;        /* nobody has written to it yet */
    size_t used;      /* bytes taken from the system, compared with cap */
    size_t cap;
    void (*exhausted)(struct arena *a, size_t wanted); /* NULL: say so on stderr and exit 1 */
    void *context;    /* for exhausted() */
};

/* An arena that holds at most cap bytes. */
void arena_init(struct arena *a, size_t cap);
/* Frees everything; the arena may be used again. */
void arena_free(struct arena *a);
/* Forgets everything allocated but keeps one chunk of memory for what comes next. */
void arena_reset(struct arena *a);

/* Takes memory for what is to come from the system, and touches it: while there is time. */
void arena_ready(struct arena *a, size_t size);

/*
 * Runs work(context), which allocates in `a`, made here to hold at most cap bytes: its end is the end of the work, not
 * of the process. False then; what was taken stays until arena_free().
 */
bool arena_try(struct arena *a, size_t cap, void (*work)(void *context), void *context);

/* Takes over everything `from` holds, at the cost of the cap; from is empty afterwards. */
void arena_adopt(struct arena *a, struct arena *from);

/* size zeroed bytes, aligned for any type. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);
/* The same for count * size bytes; an overflow counts as exhaustion. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* size bytes of unspecified content, for output that is written in full. */
void *arena_raw(struct arena *a, size_t size);

/*
 * Room for one more element in a growable array: returns `old` when
 * count < *capacity, else a copy of twice the size (the old one stays until
 * the arena goes) and updates *capacity.
 */
void *arena_grow(struct arena *a, void *old, size_t count, size_t *capacity, size_t size);

/* A copy of b with a NUL behind it (not counted). */
struct bytes arena_copy(struct arena *a, struct bytes b);
/* A formatted text with a NUL behind it (not counted). */
__attribute__((format(printf, 2, 3))) struct bytes arena_printf(struct arena *a, const char *format, ...);

#endif
