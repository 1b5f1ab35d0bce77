/*
 * Memory by size: small blocks from malloc(), blocks of PAGES_BIG and more in
 * mappings that begin on a huge page and ask for huge pages. A DEX of 10 MiB
 * then takes 5 page faults instead of 2,500, and its strings, which are read
 * in no order, a few entries of the TLB.
 */
#ifndef VETO_BASE_PAGES_H
#define VETO_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* From here on huge pages serve: one is made faster than the small ones of half its size. */
enum { PAGES_BIG = 1 << 20, PAGES_HUGE = 2 << 20 };

/* size bytes of unspecified content, NULL when there are none to have. Caller frees by pages_free(). */
void *pages_alloc(size_t size);
/* Frees what pages_alloc() gave for the same size; memory may be NULL. */
void pages_free(void *memory, size_t size);

/* How much pages_alloc() gives where `size` is asked for: what is left of a page costs nothing more. */
size_t pages_room(size_t size);

/* Whether what pages_alloc() gives for that size is all zero. */
bool pages_zeroed(size_t size);

/* Whether a sanitizer watches what malloc() gives: then memory comes from nowhere else. */
bool pages_watched(void);

/* The same in pages of their own whatever the size, all zero. */
void *pages_map(size_t size);
/* Frees what pages_map() gave for the same size; memory may be NULL. */
void pages_unmap(void *memory, size_t size);
/* Makes them readable only. */
void pages_protect(void *memory, size_t size);

/*
 * Has malloc() take what it gives from now on from huge pages, up to 8 MiB, of
 * which each comes when it is used: page by page, a heap of half a megabyte takes as long to come into
 * being as to fill. For the start of a process; a child that is forked shares
 * the pages of its parent, and asks again. Where there are none, small ones do.
 */
void pages_heap(void);

#endif
