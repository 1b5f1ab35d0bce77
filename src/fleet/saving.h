/*
 * How users save messages and files before an app goes, and what is left
 * afterwards: packs/notices/saving.tsv, and an organisation's file over it.
 * Each step has a source and a day on which that was read.
 */
#ifndef VETO_FLEET_SAVING_H
#define VETO_FLEET_SAVING_H

#include "base/arena.h"
#include "base/error.h"
#include "judge/words.h"

struct saving_step {
    struct bytes subject;  /* a family's id, a package or bundle id */
    bool after;            /* what is left, not what to do before */
    struct bytes platform; /* any, android, ios */
    struct bytes text[2];  /* by enum language */
    struct bytes source, date;
};

struct saving {
    struct saving_step *rows; /* in the order in which they are shown */
    size_t count;
};

/*
 * Ours and, where path is not NULL, the rows of that file in the place of all rows of their subjects. Everything lives
 * in the arena. False with file and line of the first row that is wrong.
 */
bool saving_load(struct saving *s, struct arena *a, const char *path, struct error *e);

/* The oldest day on which a source of the steps of that subject was read; empty when there is no step. */
struct bytes saving_since(const struct saving *s, struct bytes subject, bool after);

#endif
