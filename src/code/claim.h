/*
 * Which signs of the packs an app's code shows, and how surely: the best
 * grade of each, with the instruction that bears it out.
 */
#ifndef VETO_CODE_CLAIM_H
#define VETO_CODE_CLAIM_H

#include "code/graph.h"
#include "code/site.h"

/* The best that code shows of a sign; grade GRADE_NONE: nothing. */
struct claim {
    enum grade grade;
    uint32_t dex;   /* number of the DEX file */
    uint32_t order; /* at GRADE_REACHABLE: place in the order of search of the method that uses it */
    struct graph_target what; /* the reference, type, field or string */
    bool used;                /* an instruction bears it out: `site` */
    bool defined; /* a method of the app's own does, without naming anything: site.encoded is it */
    struct site site;
    struct locus locus; /* the instruction, else the reference, else the string */
};

struct claims {
    struct signs signs;
    struct claim *of; /* by row of signs */
};

/* Made at the first call for an app; lives in its arena. */
const struct claims *claims_of(struct app *app);

/*
 * How code comes to a claim, from GRADE_CALLED on: at GRADE_REACHABLE the
 * shortest chain from an entry point, else only the method that has the
 * instruction. *entry_point is empty below GRADE_REACHABLE. In `arena`; false
 * where no instruction bears the claim out.
 */
bool claim_path(struct app *app, const struct claim *c, struct arena *arena, struct bytes *entry_point,
                struct bytes *path);

#endif
