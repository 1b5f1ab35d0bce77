/*
 * The Merkle tree of a log, RFC 6962 section 2, kept as tiles: level L holds
 * the hashes of subtrees of 256^L leaves, 256 to a tile (c2sp.org/tlog-tiles).
 * Everything a proof needs is in tiles; the leaves themselves are elsewhere.
 *
 * Making and checking are loops over at most 64 levels.
 */
#ifndef VETO_LEDGER_MERKLE_H
#define VETO_LEDGER_MERKLE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

enum { MERKLE_WIDTH = 256, MERKLE_TILE = MERKLE_WIDTH * SHA256_SIZE, MERKLE_LEVELS = 8, MERKLE_PROOF = 64 };

struct merkle_hash {
    uint8_t byte[SHA256_SIZE];
};

/* A proof: hashes from the leaf's side to the root's. */
struct merkle_proof {
    struct merkle_hash hash[MERKLE_PROOF];
    size_t count;
};

/* Where tiles come from, and go to. */
struct merkle_tiles {
    /* The hashes of tile n of a level: at least `width` of them, until the next call; false with the reason. */
    bool (*get)(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned width, struct bytes *hashes,
                struct error *e);
    /* Puts the hash at position `at` (0 to 255) of a tile; those before it are there. */
    bool (*put)(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned at, const struct merkle_hash *hash,
                struct error *e);
};

void merkle_leaf(struct bytes entry, struct merkle_hash *out);
void merkle_node(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *out);

/* The root of `count` hashes that stand one behind the other, a power of two of at most MERKLE_WIDTH. */
void merkle_fold(struct bytes hashes, size_t count, struct merkle_hash *out);

/* Appends a leaf to a tree of `size` leaves; the caller counts. */
bool merkle_append(struct merkle_tiles *t, uint64_t size, const struct merkle_hash *leaf, struct error *e);

/* The root of the first `size` leaves; of none, the digest of nothing. */
bool merkle_tree_root(struct merkle_tiles *t, uint64_t size, struct merkle_hash *root, struct error *e);
/* That leaf `index` is among the first `size`. */
bool merkle_inclusion(struct merkle_tiles *t, uint64_t index, uint64_t size, struct merkle_proof *p, struct error *e);
/* That the first `old` leaves are the beginning of the first `size`. */
bool merkle_consistency(struct merkle_tiles *t, uint64_t old, uint64_t size, struct merkle_proof *p, struct error *e);

/* RFC 9162 sections 2.1.3.2 and 2.1.4.2: whether a proof holds; nothing but its own arguments is looked at. */
bool merkle_included(const struct merkle_proof *p, uint64_t index, uint64_t size, const struct merkle_hash *leaf,
                     const struct merkle_hash *root);
bool merkle_consistent(const struct merkle_proof *p, uint64_t old, uint64_t size, const struct merkle_hash *old_root,
                       const struct merkle_hash *root);

/* The path of a tile below the log's folder, "tile/0/x001/234.p/17"; width 256 is a full one. */
enum { MERKLE_PATH = 64 };
void merkle_path(unsigned level, uint64_t n, unsigned width, char out[MERKLE_PATH]);

#endif
