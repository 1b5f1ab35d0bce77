/*
 * Clocks: what is due in the cases of a store, as of a day, and by how much
 * it is late. What has to be done on devices is judged by the verdicts on the
 * fleet, on networks by what was asked there (position.h), as far as these can
 * show it; what they cannot show is never called done.
 */
#ifndef VETO_FLEET_CLOCK_H
#define VETO_FLEET_CLOCK_H

#include "base/json.h"
#include "fleet/position.h"
#include "fleet/verify.h"
#include "judge/html.h"
#include "ledger/due.h"

/* In the order in which they are shown. */
enum clock_state {
    CLOCK_LATE,    /* its day is past and it is not done */
    CLOCK_UNSHOWN, /* its day is past, and nothing that is known shows that it was done */
    CLOCK_DUE,     /* its day is to come */
    CLOCK_ENDS,    /* begins or ends by itself on a day to come */
    CLOCK_WAITS,   /* no day is set */
    CLOCK_OVER,    /* began or ended by itself */
    CLOCK_DONE,    /* the verdicts show it */
    CLOCK_STATES
};

struct clock {
    struct bytes matter;
    struct due due;
    enum clock_state state;
    int64_t days;    /* until its day; below 0: so many days ago, or waiting */
    bool judged;     /* the next three are known */
    uint64_t there;  /* devices that still have the app and may not */
    uint64_t unknown, devices;
    uint64_t blocking, open, unclear; /* places on the network that were asked, of DUE_BLOCK */
};

/* A case that could not be read. */
struct clock_gap {
    struct bytes matter, why;
};

struct clocks {
    struct bytes today;     /* 2026-11-23 */
    int64_t as_of;          /* of the verdicts, seconds since 1970; 0: nothing is known of devices */
    struct clock *rows;     /* by state, then the longest past first */
    size_t count, capacity;
    struct clock_gap *gaps; /* what is missing */
    size_t gap_count, gap_capacity;
    uint64_t tally[CLOCK_STATES];
    uint64_t later;         /* exceptions that end later than those listed */
};

/* The figures of a case's family; NULL: no family, or nothing is known of devices. */
struct clock_from {
    const struct verify_total *total; /* NULL: nothing is known of devices */
    const struct spared *spared;      /* which family a case is about */
    const struct positions *networks; /* NULL: nothing is known of the network */
    int64_t soon;                     /* days: exceptions that end later, or ended longer ago, are counted only */
};

/* All cases of the store, as of a day; what is done or over is left out, but for what ended within `soon` days. False when the store cannot be read. */
bool clocks_read(struct store *s, struct arena *a, const struct clock_from *from, struct bytes today, struct clocks *out, struct error *e);
/* One case, everything. */
void clocks_of(const struct matter *m, struct arena *a, const struct clock_from *from, struct bytes today, struct clocks *out);

/* "late", "not-shown", "due", "ends", "waits", "over", "done". */
const char *clock_state_id(enum clock_state state);
/* "LATE by 10 days", "due in 3 days", "waiting for 12 days". */
void clock_say_state(struct buf *out, const struct clock *c, enum language l);
/* What is due, its day, what the devices say, who: the rest of the line. */
void clock_say(struct buf *out, const struct clock *c, enum language l);
/* One line that says how many are late, due and so on; nothing when there is none. */
void clocks_write_tally(struct buf *out, const struct clocks *c, enum language l);
/* All of them, a line each, what is missing first; `cases`: with the name of the case. */
void clocks_write(struct buf *out, const struct clocks *c, enum language l, bool cases);
/* One as an object, keys in order. */
void clock_json(struct json *j, const struct clock *c);
/* A section of a page; nothing when there is none. */
void clocks_page(struct html *h, const struct clocks *c, enum language l, const char *prefix);

#endif
