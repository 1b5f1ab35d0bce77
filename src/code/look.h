/*
 * What an app's code has of what signs name: the strings, types, fields and
 * methods of each DEX file, the instructions that name them, and where values
 * go there. It needs the graph's tables and nothing of its search: with a
 * helper it is done while the search goes on (base/ahead.h).
 */
#ifndef VETO_CODE_LOOK_H
#define VETO_CODE_LOOK_H

#include "code/graph.h"
#include "code/sign.h"
#include "code/site.h"

/* One DEX file being looked at. */
struct match {
    uint32_t index; /* of the string, type, field or method */
    uint32_t sign;
    enum dex_ref ref;
};
struct look {
    struct arena *arena;
    const struct app_dex *d;
    uint32_t number; /* of the DEX file */
    const struct signs *signs;
    const uint32_t *next; /* by row of signs: the next field of the same class + 1 */
    uint32_t *fields;     /* by type: the first field sign of that class + 1; NULL: none */
    struct match *matches;
    size_t match_count, match_capacity;
    struct wanted wanted;
    struct sites sites;
    struct number *numbers;
    size_t number_count, number_capacity;
};
/* A constant argument of a wanted call. */
struct number {
    uint32_t site;
    bool last;
    int64_t value;
};

struct looks {
    struct signs signs;
    struct look *of; /* by DEX file */
};

/* Begins it, where there is a helper: for graph_of_telling(). */
void looks_begin(struct app *app, const struct graph *g);
/* All of it, of the graph that is whole. */
const struct looks *looks_of(struct app *app, const struct graph *g);

/* The matches of what a site names: from the first on, as long as look_same(). */
const struct match *look_matches(const struct look *l, const struct site *site);
static inline bool look_same(const struct look *l, const struct match *m, const struct site *site)
{
    return m < l->matches + l->match_count && m->ref == site->ref && m->index == site->index;
}

#endif
