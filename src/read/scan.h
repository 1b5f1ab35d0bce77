/*
 * What every reader is given, and the oddities it hands back.
 *
 * A reader turns bytes into structures in the arena. Where the device's
 * reading and a strict reading of the specification differ, it adds an
 * anomaly: that is evidence, not an error. Each reader has one const table
 * of the kinds of anomaly it can find; scan.c lists the tables, so that the
 * documentation and the completeness test can walk them all.
 */
#ifndef VETO_READ_SCAN_H
#define VETO_READ_SCAN_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/locus.h"

enum effect {
    EFFECT_TOLERATED, /* the device reads on; other readers may stop or see something else */
    EFFECT_REFUSED,   /* the device refuses the file, the part or the call; we read on as far as it goes */
    EFFECT_LIMIT,     /* a limit of limits.h stopped us */
};

/* One kind of oddity. `code` is public and stable: reader.what, e.g. "zip.method.unknown". */
struct anomaly_kind {
    const char *code;
    enum effect effect;
    const char *rule; /* one sentence: what the device does, and who differs */
};

struct anomaly {
    const struct anomaly_kind *kind;
    struct locus locus;
    struct bytes subject; /* what it is about, raw bytes: an entry's name, an attribute */
    struct bytes detail;  /* the values seen; ASCII written by us */
    struct anomaly *next;
};

/* How often a kind was met, beyond what is kept. */
struct scan_tally {
    const struct anomaly_kind *kind;
    size_t count;
    struct scan_tally *next;
};

/* One app's reading. Lives as long as its arena. */
struct scan {
    struct arena *arena;
    struct anomaly *first, *last; /* anomalies in the order they were met */
    struct scan_tally *tallies;
    uint64_t inflated;            /* bytes inflated so far, against LIMIT_INFLATE_TOTAL */
    uint64_t ahead;               /* bytes begun ahead, against LIMIT_AHEAD */
};

void scan_init(struct scan *s, struct arena *a);

/*
 * Adds an anomaly of `kind`. `subject` is borrowed and must live as long as
 * the arena; detail is formatted into it. After LIMIT_ANOMALIES_PER_CODE of
 * one kind, further ones are only counted: scan_count() has the true number.
 */
__attribute__((format(printf, 5, 6))) void scan_anomaly(struct scan *s, const struct anomaly_kind *kind,
                                                        struct locus where, struct bytes subject,
                                                        const char *format, ...);

/* Adds what another scan met, as if it had been met here. `from` has an arena that lives as long, and is not used on. */
void scan_merge(struct scan *s, struct scan *from);

/* How many anomalies of that kind were met so far, kept or not. */
size_t scan_count(const struct scan *s, const struct anomaly_kind *kind);

/* All kinds, table by table: NULL past the last. */
const struct anomaly_kind *scan_kind(size_t i);

#endif
