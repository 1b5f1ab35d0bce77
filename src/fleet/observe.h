/*
 * Answers of sources, read into the store: one row a source. An answer goes in
 * as a whole or not at all, and once only. Of a device's apps only those are
 * kept that are like a family (likeness.h), plus their count: the others are
 * nobody's business. What is malformed is counted and named; an answer that
 * came short is kept as incomplete.
 */
#ifndef VETO_FLEET_OBSERVE_H
#define VETO_FLEET_OBSERVE_H

#include "base/arena.h"
#include "base/buf.h"
#include "fleet/family.h"
#include "ledger/store.h"

struct observed {
    uint64_t devices, apps, kept, malformed;
    bool complete, known; /* known: this answer was read before, and nothing was done */
    struct buf problems;  /* a line each, of the first LIMIT_OBSERVE_PROBLEMS */
    char reason[200];     /* why it is incomplete */
};

struct observe_ask {
    struct bytes source;   /* the name of a row */
    struct bytes text;     /* the answer */
    struct bytes serial;   /* of a list of one device */
    struct bytes disabled; /* of such a list: the apps that cannot be opened */
    int64_t time;          /* of the answer */
    const struct families *families;
};

/* Names and what they are, in order; NULL past the last. */
const char *observe_source(size_t i, const char **doc);

/* False when the answer cannot be read at all or the store not be written; then nothing was stored. */
bool observe(struct store *s, const struct observe_ask *ask, struct observed *out, struct error *e);

#endif
