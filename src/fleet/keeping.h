/*
 * Answers of which every app is kept, not only those like a family: what for,
 * until when, and the end of it. What is over is taken out of the file's
 * bytes, indexes and write-ahead log included, and each answer is then what it
 * would have been without --keep-all.
 */
#ifndef VETO_FLEET_KEEPING_H
#define VETO_FLEET_KEEPING_H

#include "base/arena.h"
#include "base/error.h"
#include "fleet/family.h"
#include "ledger/store.h"

/* Answers that are kept whole for one purpose and until one time. */
struct keeping {
    struct bytes purpose;
    int64_t until; /* seconds since 1970 */
    uint64_t answers;
};

struct keepings {
    const struct keeping *rows; /* by time, then purpose */
    size_t count;
};

/* What is kept of answers up to as_of and not disposed of yet; texts live in the arena. */
bool keepings_load(struct store *s, struct arena *a, int64_t as_of, struct keepings *out, struct error *e);

/*
 * Ends every keeping whose time is over at as_of: how many answers and apps
 * that were. False with the reason; what was not ended is ended the next time,
 * and only when no other process has the store open.
 */
bool keepings_expire(struct store *s, const struct families *families, int64_t as_of, uint64_t *answers, uint64_t *apps, struct error *e);

#endif
