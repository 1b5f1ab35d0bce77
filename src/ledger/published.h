/* A log as its static files show it to everybody: read again, and checked without the store. */
#ifndef VETO_LEDGER_PUBLISHED_H
#define VETO_LEDGER_PUBLISHED_H

#include "ledger/publish.h"

struct published {
    struct merkle_tiles tiles; /* first: a pointer to it is one to the folder */
    const char *folder;
    uint64_t size; /* of the tree whose tiles are there */
    uint8_t tile[MERKLE_TILE];
};

/* The tiles of a tree of `size` entries below a folder; the path is borrowed. */
void published_open(struct published *p, const char *folder, uint64_t size);

/*
 * Derives everything again below p->folder: each leaf from its entry, each
 * tile from those below, the root of `c` from the tiles, and what is there of
 * statements from commitments. False with the first that does not fit, named
 * by its index, which is also e->offset. *statements counts those that were there.
 */
bool published_check(struct published *p, const struct checkpoint *c, uint64_t *statements, struct error *e);

/*
 * What published_check() consists of, in its order: each bundle - its entries
 * against their tile, then what is there of their statements - and the tree
 * above: tiles of level 1 and up from those below, and the root. A bundle's
 * check reads the files of its own 256 entries only.
 */
bool published_check_bundle(struct published *p, uint64_t n, uint64_t *statements, struct error *e);
bool published_check_tree(struct published *p, const struct checkpoint *c, struct error *e);

#endif
