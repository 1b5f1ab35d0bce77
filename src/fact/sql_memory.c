/*
 * Small pieces are cut from a chunk in multiples of UNIT; one that is given
 * back serves the next of its room. Before each stands its size. Larger ones
 * come from malloc(), as pages do, which would lose most to rounding. What
 * SQLite is told of a size is what its own allocator tells it: it makes use
 * of what was rounded up, and a limit on lengths would be another.
 */
#include "fact/sql_memory.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

enum { UNIT = 16, SMALL = 2048, CHUNK = 128 << 10 };

struct piece {
    uint64_t size; /* without the head */
    struct piece *next; /* while nobody has it */
};
enum { HEAD = sizeof(uint64_t) };

static struct piece *spare[SMALL / UNIT + 1];
static uint8_t *next;
static size_t left;

static struct piece *piece_of(void *memory)
{
    return (struct piece *)(void *)((uint8_t *)memory - HEAD);
}

static int m_roundup(int size)
{
    return (size + 7) & ~7;
}

static size_t room_of(size_t size)
{
    return (size + HEAD + UNIT - 1) & ~(size_t)(UNIT - 1);
}

static struct piece *cut(size_t room)
{
    struct piece *p;

    if (left < room) {
        uint8_t *chunk = malloc(CHUNK);
        if (chunk == NULL)
            return NULL;
        next = chunk;
        left = CHUNK;
    }
    p = (struct piece *)(void *)next;
    next += room;
    left -= room;
    return p;
}

static void *m_malloc(int wanted)
{
    size_t size = (size_t)m_roundup(wanted), room = room_of(size);
    struct piece *p;

    if (room > SMALL) {
        p = malloc(room);
    } else if (spare[room / UNIT] != NULL) {
        p = spare[room / UNIT];
        spare[room / UNIT] = p->next;
    } else {
        p = cut(room);
    }
    if (p == NULL)
        return NULL;
    p->size = size;
    return (uint8_t *)p + HEAD;
}

static int m_size(void *memory)
{
    return memory == NULL ? 0 : (int)piece_of(memory)->size;
}

static void m_free(void *memory)
{
    struct piece *p;
    size_t room;

    if (memory == NULL)
        return;
    p = piece_of(memory);
    room = room_of(p->size);
    if (room > SMALL) {
        free(p);
        return;
    }
    p->next = spare[room / UNIT];
    spare[room / UNIT] = p;
}

static void *m_realloc(void *memory, int wanted)
{
    struct piece *p = piece_of(memory);
    size_t size = (size_t)m_roundup(wanted), room = room_of(size), had = p->size;
    void *moved;

    if (room > SMALL && room_of(had) > SMALL) {
        p = realloc(p, room);
        if (p == NULL)
            return NULL;
    } else if (room != room_of(had)) {
        moved = m_malloc(wanted);
        if (moved != NULL) {
            memcpy(moved, memory, had < size ? had : size);
            m_free(memory);
        }
        return moved;
    }
    p->size = size;
    return (uint8_t *)p + HEAD;
}

static int m_init(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void m_shutdown(void *context)
{
    (void)context;
}

void sql_memory(void)
{
    static const sqlite3_mem_methods own = {m_malloc, m_free, m_realloc, m_size, m_roundup, m_init, m_shutdown, NULL};

    if (!pages_watched())
        sqlite3_config(SQLITE_CONFIG_MALLOC, &own);
}
