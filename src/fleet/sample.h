/*
 * Devices drawn for an auditor to try by hand. A device's place in the draw is
 * the SHA-256 of the seed, a slash and its asset tag (its serial number where
 * it has none), in hexadecimal: whoever has the issued list repeats the draw
 * with any tool, and nobody who does not know the seed can foresee it.
 */
#ifndef VETO_FLEET_SAMPLE_H
#define VETO_FLEET_SAMPLE_H

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "fleet/interval.h"
#include "fleet/known.h"

struct sample_device {
    char place[HEX256 + 1];
    struct bytes serial, asset, department, platform;
};

struct sample {
    struct sample_device *devices; /* by place */
    size_t count;
    uint64_t issued; /* drawn from so many */
};

/* Draws at most n devices (up to LIMIT_SAMPLE). The walk is at its beginning; texts live in the arena. */
bool sample_draw(struct known *k, struct arena *a, struct bytes seed, size_t n, struct sample *out, struct error *e);

/* What was found by hand on one device about one family. */
enum hand { HAND_ABSENT, HAND_PRESENT, HAND_NOT_TRIED, HANDS };
const char *hand_id(enum hand h);
/* "absent", "present", "not-tried"; false for another word. */
bool hand_parse(struct bytes word, enum hand *out);

#endif
