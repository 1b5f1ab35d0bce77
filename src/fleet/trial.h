/* What an auditor found by hand on drawn devices, against what veto said of them. */
#ifndef VETO_FLEET_TRIAL_H
#define VETO_FLEET_TRIAL_H

#include "fleet/sample.h"
#include "fleet/verify.h"

struct trial {
    struct bytes asset, note; /* asset tag, or serial number where there is none */
    uint32_t device, family;  /* indices */
    enum hand found;
    enum verdict_word said;
};

struct trial_count {
    uint32_t tried, present, not_tried;
    uint32_t verified_tried, verified_present; /* where veto said verified */
};

struct trials {
    struct arena *arena;
    const struct sample *sample;
    const struct families *families;
    struct trial *rows;
    size_t count;
    struct trial_count *counts; /* by family */
};

/*
 * Reads CSV with a header that has asset (or serial), family and found, and perhaps note. False with the line of a
 * row that is of no drawn device, of no family asked about, of an unknown word, or that stands twice.
 */
bool trials_read(struct trials *t, struct arena *a, struct bytes csv, const struct sample *s, const struct families *families,
                 struct error *e);
/* Adds what veto says of each, as of the moment of `k`, and counts. */
bool trials_judge(struct trials *t, struct store *s, struct known *k, int64_t accepted, struct error *e);
/* Records them in the store; the same results again change nothing. */
bool trials_keep(const struct trials *t, struct store *s, struct bytes seed, size_t n, int64_t as_of, struct error *e);

#endif
