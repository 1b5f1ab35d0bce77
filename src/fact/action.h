/*
 * The actions that intent filters of the manifests name, and how far the
 * platform gets with each: an enabled component whose class is there is
 * called for what its filters say.
 */
#ifndef VETO_FACT_ACTION_H
#define VETO_FACT_ACTION_H

#include "code/graph.h"

struct action {
    struct bytes name;
    enum grade grade;         /* GRADE_REFERENCED, or GRADE_REACHABLE */
    struct bytes entry_point; /* the method that the platform calls first; empty below GRADE_REACHABLE */
    struct locus locus;       /* the <action> */
};

struct actions {
    const struct action *rows; /* in document order */
    size_t count;
};

void actions_open(struct actions *a, struct app *app);
/* The first of the best grade, or NULL. */
const struct action *actions_find(const struct actions *a, struct bytes name);

#endif
