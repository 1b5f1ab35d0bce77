/*
 * Whether a record's claims hold: everything is derived again from the files
 * with the queries in the record, and compared claim by claim. A claim is a
 * value: a cell of a fact, an answer, a count, the result.
 *
 * Claims are named by their path in the record, rows by their number or, for
 * answers and coverage, by what they are about: facts.permissions[3].name,
 * answers[manifest.debuggable].answer, counts.strings, result.
 */
#ifndef VETO_JUDGE_RECHECK_H
#define VETO_JUDGE_RECHECK_H

#include "judge/compare.h"
#include "judge/derive.h"
#include "judge/words.h"

enum recheck_status { RECHECK_HOLDS, RECHECK_CONTRADICTED, RECHECK_UNDERIVABLE };

enum { RECHECK_LISTED = 50 }; /* contradictions named; the rest are counted */

struct contradiction {
    struct bytes claim;
    struct bytes record, files; /* what each says, as JSON; data NULL: it has nothing of the kind */
};

struct recheck {
    struct arena *arena;
    const struct record *record;
    struct record here; /* this version with its own packs, for what differs */
    enum recheck_status status;
    struct bytes reason; /* why it cannot be derived */
    size_t claims, holding;
    size_t peers, peers_derived; /* named in the record, and derived again from files */
    size_t counts, reproduced;   /* counts of their answers */
    struct contradiction listed[RECHECK_LISTED];
    size_t contradicted;   /* also those not listed */
    struct bytes *unknown; /* tables and columns that another version has and this one does not */
    size_t unknown_count, unknown_capacity;
    struct pack_difference *packs; /* from the record to this build */
    size_t pack_count;
};

/* A recheck of a record, with what differs between it and this build. */
void recheck_open(struct recheck *rc, struct arena *a, const struct record *r, const struct packs *builtin);
/* Cannot be derived, because of this. */
void recheck_fail(struct recheck *rc, struct bytes reason);
/* Finds the app that the record is about among those derived, and compares. */
void recheck_compare(struct recheck *rc, const struct derived *derived, size_t count);

/*
 * After recheck_compare(): the claims about peers, against the apps of the
 * pool; without one (NULL) they are said not to be derivable. Nothing for a
 * record without peers.
 */
struct peer_pool;
void recheck_peers(struct recheck *rc, const struct peer_pool *pool);
/* The digests of the apps it takes, sorted. */
size_t recheck_peers_wanted(const struct recheck *rc, struct bytes **out);

/* Notes that a claim does not hold; what each says is JSON. */
void recheck_contradict(struct recheck *rc, struct bytes claim, struct bytes record, struct bytes files);

/* Appends what came of it, for a person or as one JSON object. */
void recheck_report(struct buf *out, const struct recheck *rc, enum language language);
void recheck_json(struct buf *out, const struct recheck *rc);

#endif
