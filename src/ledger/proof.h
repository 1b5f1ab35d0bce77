/*
 * Proofs that stand on their own (c2sp.org/tlog-proof): an entry's index, the
 * hashes up to the root, and the checkpoint they lead to. Whoever has the
 * log's public key checks one without the log.
 */
#ifndef VETO_LEDGER_PROOF_H
#define VETO_LEDGER_PROOF_H

#include "ledger/note.h"

struct proof {
    uint64_t index;
    struct merkle_proof path;
    struct bytes checkpoint; /* the signed note */
};

/* Appends the proof of an entry in the tree that a checkpoint, given as a note, speaks of. */
bool proof_write(struct buf *out, struct merkle_tiles *tiles, uint64_t index, struct bytes note, struct error *e);
/* Reads one; borrows from text. Extra data is refused: veto writes none, and nothing would vouch for it. */
bool proof_read(struct bytes text, struct proof *p, struct error *e);
/* Whether the entry is in the log: `c` is what publish_open() made of p->checkpoint. */
bool proof_holds(const struct proof *p, struct bytes entry, const struct checkpoint *c, struct error *e);

#endif
