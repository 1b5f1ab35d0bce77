/*
 * What a statement is refused for, given all that was said before it in its
 * case: one row a rule, each with an id and the sentence that is printed.
 */
#ifndef VETO_LEDGER_RULES_H
#define VETO_LEDGER_RULES_H

#include "ledger/matter.h"
#include "ledger/process.h"

struct ruling {
    const struct matter *m;
    const struct statement *s;
    const struct process *p;
    struct bytes now; /* 2026-11-23T18:05:30Z: the clock of this machine */
    struct arena *arena;
};

struct rule {
    const char *id;
    const char *kinds; /* separated by spaces; NULL: all */
    const char *doc;   /* the sentence */
    /* Whether it is kept; else what breaks it in e. */
    bool (*kept)(const struct ruling *r, struct error *e);
};

/* The table: NULL past the last. */
const struct rule *rule_at(size_t i);

/* Whether all rules are kept; else the first that is not, e->text being "ID: what breaks it; the sentence". */
bool rules_check(const struct ruling *r, struct error *e);

/*
 * The comparators of the case that fail the same questions as a determination's measures rest on and are not
 * named by it: appends their names, separated by commas; how many.
 */
size_t rules_comparators(const struct ruling *r, struct buf *out);

#endif
