/*
 * Where peers come from: folders and files of apps, which are evaluated with
 * the packs of the run in jailed children, and records, which must have been
 * made by this version with exactly these packs.
 */
#ifndef VETO_JUDGE_PEERS_GATHER_H
#define VETO_JUDGE_PEERS_GATHER_H

#include "judge/evaluate.h"
#include "judge/peer_set.h"
#include "judge/peers.h"

/* What the user should hear of; it does not stop the comparison. */
struct peer_note {
    struct bytes path, text;
};

struct peer_files {
    const char *const *paths;
    size_t count;
    const struct packs *packs;
    unsigned jobs;
    bool selected;              /* only apps whose digests are wanted are read */
    const struct bytes *wanted; /* sorted */
    size_t wanted_count;
    bool no_records; /* records are named, not taken: a recheck derives from files */
    struct peer_note *notes;
    size_t note_count, note_capacity;
    bool trouble; /* some file could not be opened */
};

/*
 * Adds every app of the paths to the pool, whose arena is set. False with the
 * reason: a record that is none or was made with other packs, or no child
 * could be started.
 */
bool peers_gather(struct peer_pool *pool, struct peer_files *from, struct error *e);

/* The set in a file, or with an id the one that is built in. The text stays in the arena. */
bool peer_set_open(struct peer_set *s, struct arena *a, const char *name, struct error *e);
/* The digests of a set, or of a category of it, sorted; error when there is none of that category. */
bool peer_set_wanted(const struct peer_set *s, struct arena *a, struct bytes category, struct bytes **out,
                     size_t *count, struct error *e);

#endif
