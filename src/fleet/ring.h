/*
 * Rings: a change reaches a few devices first, then more, then all. "10,1%,all"
 * are three rings: the first ten, then as many as make one in a hundred of all,
 * then the rest; a percentage is rounded up. Who is in which ring follows from
 * the digest of the case and the device's serial number, so that nobody
 * chooses, and the same devices come first each time.
 */
#ifndef VETO_FLEET_RING_H
#define VETO_FLEET_RING_H

#include "base/error.h"
#include "base/hash.h"

enum { RINGS = 8 };

struct rings {
    unsigned count;
    struct {
        uint64_t number; /* devices, or hundredths of all */
        bool share, all;
    } size[RINGS];
};

/* At most RINGS, the last of which is "all". */
bool rings_read(struct rings *r, const char *text, struct error *e);
/* The ring, from 1, of the nth device (from 0) of so many. */
unsigned rings_of(const struct rings *r, uint64_t nth, uint64_t devices);

/* Where a device stands among the others: ordered bytewise. */
void rings_order(struct bytes matter, struct bytes serial, uint8_t out[SHA256_SIZE]);

/* A threshold, "3" or "5%": whether so many of so many reach it; one at least is needed for that. */
struct threshold {
    uint64_t number;
    bool share;
};
bool threshold_read(struct threshold *t, const char *text, struct error *e);
bool threshold_reached(const struct threshold *t, uint64_t bad, uint64_t of);

#endif
