/* Chunks double from 64 KiB to 4 MiB; what is larger than half a chunk gets one of its own. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/pages.h"

enum { CHUNK_FIRST = 64 << 10, CHUNK_MOST = 4 << 20, ALIGN = 16 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    _Alignas(ALIGN) uint8_t memory[];
};

void arena_init(struct arena *a, size_t cap)
{
    *a = (struct arena){.cap = cap};
}

void arena_free(struct arena *a)
{
    while (a->chunks != NULL) {
        struct arena_chunk *older = a->chunks->older;
        pages_free(a->chunks, sizeof *a->chunks + a->chunks->size);
        a->chunks = older;
    }
    a->next = NULL;
    a->left = 0;
    a->zero = false;
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *kept = a->chunks;

    if (kept == NULL)
        return;
    a->chunks = kept->older;
    arena_free(a);
    kept->older = NULL;
    a->chunks = kept;
    a->next = kept->memory;
    a->left = kept->size;
    a->zero = false;
    a->used = kept->size;
}

static _Noreturn void give_up(struct arena *a, size_t wanted)
{
    if (a->exhausted != NULL)
        a->exhausted(a, wanted);
    fprintf(stderr, "veto: out of memory: %zu bytes more than the %zu allowed\n", wanted, a->cap);
    exit(1);
}

/* A chunk of `size` bytes or, within the cap, all that its pages hold. */
static struct arena_chunk *chunk_new(struct arena *a, size_t size)
{
    struct arena_chunk *chunk;
    size_t room;

    if (size > a->cap || a->used > a->cap - size)
        give_up(a, size);
    room = pages_room(sizeof *chunk + size) - sizeof *chunk;
    if (room <= a->cap - a->used)
        size = room;
    chunk = pages_alloc(sizeof *chunk + size);
    if (chunk == NULL)
        give_up(a, size);
    a->used += size;
    chunk->size = size;
    return chunk;
}

static bool is_zero(const struct arena_chunk *chunk)
{
    return pages_zeroed(sizeof *chunk + chunk->size);
}

void arena_ready(struct arena *a, size_t size)
{
    struct arena_chunk *chunk = chunk_new(a, size - sizeof *chunk);

    chunk->older = a->chunks;
    a->chunks = chunk;
    a->next = chunk->memory;
    a->left = chunk->size;
    a->zero = is_zero(chunk);
    for (size_t at = 0; at < chunk->size; at += 4096)
        chunk->memory[at] = 0;
}

static void end_work(struct arena *a, size_t wanted)
{
    jmp_buf *out = a->context;

    (void)wanted;
    longjmp(*out, 1);
}

bool arena_try(struct arena *a, size_t cap, void (*work)(void *context), void *context)
{
    jmp_buf out;

    arena_init(a, cap);
    a->exhausted = end_work;
    a->context = &out;
    if (setjmp(out) != 0)
        return false;
    work(context);
    a->exhausted = NULL;
    a->context = NULL;
    return true;
}

void arena_adopt(struct arena *a, struct arena *from)
{
    struct arena_chunk **end = &a->chunks;

    if (from->used > a->cap || a->used > a->cap - from->used)
        give_up(a, from->used);
    while (*end != NULL)
        end = &(*end)->older;
    *end = from->chunks;
    a->used += from->used;
    from->chunks = NULL;
    arena_free(from);
}

/* *zero: the memory is. */
static void *take(struct arena *a, size_t size, bool *zero)
{
    size_t room = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    size_t chunk_size = a->used < CHUNK_FIRST ? CHUNK_FIRST : a->used < CHUNK_MOST ? a->used : CHUNK_MOST;
    struct arena_chunk *chunk;
    void *out;

    if (room < size)
        give_up(a, size);
    if (room == 0)
        room = ALIGN;
    if (room > a->left) {
        bool own = room > chunk_size / 2 && a->chunks != NULL;
        chunk = chunk_new(a, own || room > chunk_size ? room : chunk_size);
        if (own && chunk->size - room <= a->left) {
            /* its own chunk, put behind the newest so that the newest stays in use */
            chunk->older = a->chunks->older;
            a->chunks->older = chunk;
            *zero = is_zero(chunk);
            return chunk->memory;
        }
        chunk->older = a->chunks;
        a->chunks = chunk;
        a->next = chunk->memory;
        a->left = chunk->size;
        a->zero = is_zero(chunk);
    }
    out = a->next;
    a->next += room;
    a->left -= room;
    *zero = a->zero;
    return out;
}

void *arena_raw(struct arena *a, size_t size)
{
    bool zero;

    return take(a, size, &zero);
}

void *arena_alloc(struct arena *a, size_t size)
{
    bool zero;
    void *out = take(a, size, &zero);

    return zero ? out : memset(out, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        give_up(a, SIZE_MAX);
    return arena_alloc(a, total);
}

void *arena_grow(struct arena *a, void *old, size_t count, size_t *capacity, size_t size)
{
    size_t more = *capacity == 0 ? 8 : *capacity * 2, total;
    uint8_t *grown;
    bool zero;

    if (count < *capacity)
        return old;
    if (__builtin_mul_overflow(more, size, &total))
        give_up(a, SIZE_MAX);
    grown = take(a, total, &zero);
    if (count > 0)
        memcpy(grown, old, count * size);
    if (!zero)
        memset(grown + count * size, 0, total - count * size);
    *capacity = more;
    return grown;
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
    uint8_t *copy = arena_raw(a, b.size + 1);

    if (b.size > 0)
        memcpy(copy, b.data, b.size);
    copy[b.size] = 0;
    return bytes_of(copy, b.size);
}

struct bytes arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    char *out;
    int size;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        return bytes_of(NULL, 0);
    out = arena_raw(a, (size_t)size + 1);
    va_start(args, format);
    vsnprintf(out, (size_t)size + 1, format, args);
    va_end(args);
    return bytes_of(out, (size_t)size);
}
