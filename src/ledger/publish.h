/*
 * What a log shows to others: signed checkpoints, what witnesses add to
 * them, and the static files of c2sp.org/tlog-tiles that any web server can
 * serve. Statements of class public only are among the files; of all others
 * there is the salted commitment and nothing else.
 */
#ifndef VETO_LEDGER_PUBLISH_H
#define VETO_LEDGER_PUBLISH_H

#include "ledger/note.h"
#include "ledger/store.h"

/* Signs a checkpoint of all entries, keeps it in the store and appends it to out. */
bool publish_checkpoint(struct store *s, const struct note_key *key, const struct agent *agent, struct buf *out,
                        struct error *e);

/*
 * Whether a log's checkpoint continues one that was kept: signed by the log,
 * of the same origin, not smaller, and with the same first entries. A log
 * that was rolled back, or rewritten, fails here whoever signed it. `tiles`
 * may be anybody's: the proof is checked against both roots.
 */
bool publish_continues(const struct checkpoint *kept, const struct checkpoint *now, struct merkle_tiles *tiles,
                       struct error *e);

/* The checkpoint of a note that carries a signature by the log's key; it lives in the arena. */
bool publish_open(struct arena *a, struct bytes note, const struct note_key *log, struct checkpoint *c,
                  struct error *e);

/* Appends the note with a cosignature of the witness; what it attests, the caller checked by publish_continues(). */
bool publish_cosign(struct arena *a, struct bytes note, const struct note_key *log, const struct note_key *witness,
                    uint64_t when, const struct agent *agent, struct buf *out, struct error *e);

/*
 * Writes the newest kept checkpoint, its tiles, entry bundles and public
 * statements below a folder, which is made. Each file appears whole; the
 * checkpoint, which names them all, comes last.
 */
bool publish_files(struct store *s, const char *folder, struct error *e);

/* The path of an entry bundle below the folder: that of a tile of level 0, under another name. */
void publish_bundle(uint64_t n, unsigned width, char out[MERKLE_PATH + 8]);

#endif
