/*
 * What the cases of a store say of devices that still have an app: an
 * exception or a hold lets it stay there, or the determination about it was
 * revoked. Cases are found by their determination's subject: a family, or an
 * app or signer that is an identifier of one.
 */
#ifndef VETO_FLEET_SPARED_H
#define VETO_FLEET_SPARED_H

#include "fleet/family.h"
#include "fleet/mandate.h"

enum spare { SPARE_NOT, SPARE_EXCEPTION, SPARE_HOLD, SPARE_REVOKED };

struct spared_case {
    struct mandate mandate;
    struct matter matter;
    unsigned family; /* index */
};

/* A case that could not be read: what it spares is not known. */
struct spared_gap {
    struct bytes matter, why;
};

struct spared {
    struct spared_case *cases;
    size_t count;
    struct spared_gap *gaps;
    size_t gap_count;
};

/*
 * As of a moment, seconds since 1970: exceptions that end before its day are over. `said`: what was said later than that is
 * left out too; else every statement counts. False when the store cannot be read; everything lives in the arena.
 */
bool spared_read(struct store *s, struct arena *a, const struct families *families, int64_t as_of, bool said, struct spared *out, struct error *e);

/* Whether the app may stay on the device, and why; *by is the exception or hold, NULL for SPARE_REVOKED and SPARE_NOT. */
enum spare spared_device(const struct spared *s, unsigned family, const struct mandate_device *d, const struct mandate_keep **by);

#endif
