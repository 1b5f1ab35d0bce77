/*
 * Answers that come in pages: where the next one is. A page is read in the
 * jail (paging_read), the address made in the parent (paging_next), which
 * never leaves the server that the first page came from: the token goes with
 * every request.
 */
#ifndef VETO_FLEET_PAGING_H
#define VETO_FLEET_PAGING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* How a source goes on: by an address, by a token for the first address, or by counting pages from 0. */
enum paging_kind { PAGING_LINK, PAGING_TOKEN, PAGING_NUMBER };

struct paging {
    const char *source; /* as source.c names it */
    enum paging_kind kind;
    const char *key;   /* in a page: the address, the token, or the object that says whether there is more */
    const char *more;  /* in that object */
    const char *total; /* in a page: how many rows there are in all */
    const char *rows;  /* in a page: the array */
};

/* NULL for a source that does not come in pages from a server. */
const struct paging *paging_find(struct bytes source);

/* What a page says of going on. */
struct page_end {
    struct bytes value; /* the address or token; empty when there is none; in the arena */
    uint64_t rows, total; /* total is UINT64_MAX when the page does not say it */
    bool more;
};

/* False with the reason when the page is no object, or larger than LIMIT_FETCH_PAGE. */
bool paging_read(const struct paging *p, struct arena *a, struct bytes page, struct page_end *out, struct error *e);

/* Where a reader stands. */
struct paging_walk {
    struct bytes first; /* the address that was asked for */
    uint64_t pages, rows;
};

/* Whether an address may be asked with a token: https, or http to this machine itself; no user in it, no blanks, no fragment. */
bool paging_address(struct bytes url, struct error *e);

/*
 * Takes the end of the page that came last and writes the next address, none
 * when that was the last. False with the reason when it may not be asked.
 */
bool paging_next(const struct paging *p, struct paging_walk *w, const struct page_end *end, struct buf *next, struct error *e);

/*
 * How long to wait before asking again, in seconds, when a server said that it
 * is busy (or nothing came): `tries` were made, it asked for `asked` seconds or
 * none (0). -1 when it is to be given up.
 */
int paging_wait(unsigned tries, int64_t asked);

#endif
