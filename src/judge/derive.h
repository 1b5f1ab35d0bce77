/*
 * Records that are kept: every app of an intake evaluated with given packs,
 * each record read back from its own canonical JSON, so that it is exactly
 * what a file of it would give. And packs out of a record.
 */
#ifndef VETO_JUDGE_DERIVE_H
#define VETO_JUDGE_DERIVE_H

#include "judge/evaluate.h"

struct derived {
    const char *path;
    struct record *record; /* NULL when there is none */
    struct bytes failure;  /* why not */
};

/* One for each app of the intake, in its order; everything in the arena. False when no child could be
 * started. */
bool derive_all(struct intake *in, const struct packs *packs, struct arena *a, struct derived **out,
                struct error *e);

/* The packs in a record, from their texts alone; not yet checked. */
bool derive_packs(const struct record *r, struct arena *a, struct packs *out, struct error *e);

/*
 * packs_check() in a jailed child: a record comes from others, and its SQL
 * reaches SQLite only where nothing can be reached from.
 */
bool derive_check(const struct packs *p, struct error *e);

#endif
