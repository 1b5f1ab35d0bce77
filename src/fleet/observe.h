/*
 * Answers of sources, put into the store. A jailed reader (source.h) says what
 * it finds; an answer goes in as a whole or not at all, and once only. Of a
 * device's apps only those are kept that are like a family (likeness.h), plus
 * how many there are and their digest: the others are nobody's business unless
 * a purpose is stated, and a time until which they are kept. What is malformed
 * is counted and named; an answer that came short is kept as incomplete.
 */
#ifndef VETO_FLEET_OBSERVE_H
#define VETO_FLEET_OBSERVE_H

#include "fleet/source.h"
#include "ledger/store.h"

struct observed {
    uint64_t devices, apps, kept, malformed;
    bool complete, known; /* known: this answer was read before, and nothing was done */
    struct buf problems;  /* a line each, of the first LIMIT_OBSERVE_PROBLEMS */
    char reason[200];     /* why it is incomplete */
};

struct hearing;

/* Runs source_read() somewhere and gives each of its frames to observe_hear(); false with the reason when it did not come to its end. */
typedef bool observe_speaker(const struct source_ask *ask, struct hearing *hearing, struct error *e);

struct observe_how {
    observe_speaker *speak;
    struct bytes purpose; /* of keeping all apps */
    int64_t until;        /* when they are due to be disposed of */
};

/* Takes one frame; false when it is none that a reader sends, or the store was not written. */
bool observe_hear(struct hearing *hearing, enum frame_type type, struct bytes payload);

/*
 * False when the answer cannot be read at all or the store not be written;
 * then nothing was stored. Source "evaluation" is a record of veto evaluate.
 * The caller frees out->problems.
 */
bool observe(struct store *s, const struct source_ask *ask, const struct observe_how *how, struct observed *out, struct error *e);

#endif
