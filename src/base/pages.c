#include "base/pages.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SMALL_PAGE = 4096, HUGE_PAGE = PAGES_HUGE };

/* Address sanitizer knows the bounds of what malloc() gave, not those of a mapping. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* The length of the mapping: to the end of a small page, or of the huge page when enough of that is used to be worth it. */
static size_t mapped(size_t size)
{
    size_t page = size >= PAGES_BIG && size % HUGE_PAGE >= HUGE_PAGE / 4 ? HUGE_PAGE : SMALL_PAGE;

    return (size + page - 1) & ~(page - 1);
}

void *pages_map(size_t size)
{
    size_t length = mapped(size), more = size < PAGES_BIG ? 0 : HUGE_PAGE, before = 0;
    uint8_t *memory;

    if (size == 0 || size > SIZE_MAX / 2)
        return NULL;
    memory = mmap(NULL, length + more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    if (more == 0)
        return memory;
    before = (HUGE_PAGE - (uintptr_t)memory % HUGE_PAGE) % HUGE_PAGE;
    if (before > 0)
        munmap(memory, before);
    munmap(memory + before + length, HUGE_PAGE - before);
    madvise(memory + before, length, MADV_HUGEPAGE); /* where there are none, small ones do */
    return memory + before;
}

void pages_unmap(void *memory, size_t size)
{
    if (memory != NULL)
        munmap(memory, mapped(size));
}

void pages_protect(void *memory, size_t size)
{
    if (memory != NULL)
        mprotect(memory, mapped(size), PROT_READ);
}

bool pages_watched(void)
{
    return SANITIZED;
}

void *pages_alloc(size_t size)
{
    return size < PAGES_BIG || SANITIZED ? malloc(size) : pages_map(size);
}

size_t pages_room(size_t size)
{
    return size < PAGES_BIG || SANITIZED || size > SIZE_MAX / 2 ? size : mapped(size);
}

bool pages_zeroed(size_t size)
{
    return size >= PAGES_BIG && !SANITIZED;
}

void pages_free(void *memory, size_t size)
{
    if (size < PAGES_BIG || SANITIZED)
        free(memory);
    else
        pages_unmap(memory, size);
}

/*
 * malloc() adds to its heap where the break is, wherever somebody else has
 * moved it: to a page before a huge one. A block of the whole step has its
 * own mark on that page and the next one's behind the step, so that nothing
 * is written to in between before huge pages have been asked for.
 */
void pages_heap(void)
{
    enum { STEP = 4 * HUGE_PAGE };
    uintptr_t end = (uintptr_t)sbrk(0), from = (end + SMALL_PAGE + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    void *volatile step; /* else the compiler leaves it out */

    if (SANITIZED || end == UINTPTR_MAX || sbrk((intptr_t)(from - SMALL_PAGE - end)) == (void *)UINTPTR_MAX)
        return;
    mallopt(M_MMAP_THRESHOLD, 2 * STEP);
    mallopt(M_TRIM_THRESHOLD, INT32_MAX);
    mallopt(M_TOP_PAD, STEP);
    step = malloc(STEP + SMALL_PAGE);
    madvise((void *)from, STEP, MADV_HUGEPAGE);
    free(step);
    mallopt(M_MMAP_THRESHOLD, PAGES_BIG);
}
