/*
 * What is due in a case: what somebody has to do, by a day or since one, and
 * what begins or ends by itself on a day. Whether what has to be done on
 * devices was done is not for statements to say: fleet/clock.h.
 */
#ifndef VETO_LEDGER_DUE_H
#define VETO_LEDGER_DUE_H

#include "judge/words.h"
#include "ledger/matter.h"

enum due_what {
    DUE_EFFECTIVE,
    DUE_IDENTIFY,
    DUE_REMOVE,
    DUE_BLOCK,
    DUE_REVIEW,
    DUE_WINDOW,
    DUE_RESPONSE,
    DUE_PROPOSAL,
    DUE_EXCEPTION,
    DUE_REPRESENTATION,
    DUE_APPEAL,
    DUE_AMENDED,
    DUE_REVOCATION,
    DUE_HOLD,
    DUES
};

struct due {
    enum due_what what;
    struct bytes day;   /* 2026-11-23; empty: no day is set, it waits */
    struct bytes since; /* the day it was said */
    struct bytes who;   /* whom the statements name; empty: due_role() has to do it */
    const struct matter_item *of;
};

/* What is due next, by day; what has no day comes last. All of it lives in the arena. */
struct due *due_list(const struct matter *m, struct arena *a, size_t *count);

/* In a sentence: "the app is gone from devices". */
const char *due_say(enum language l, enum due_what what);
/* Who does it, where the statements name nobody. */
const char *due_role(enum language l, enum due_what what);
/* Whether it comes to pass on its day without anybody doing it. */
bool due_by_itself(enum due_what what);

#endif
