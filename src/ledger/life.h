/*
 * The life of a determination: in which state a case is, and which statement
 * takes it to which. One table; doc/life.svg is drawn from it, and what no row
 * allows is refused.
 */
#ifndef VETO_LEDGER_LIFE_H
#define VETO_LEDGER_LIFE_H

#include "ledger/statement.h"

struct life_state {
    const char *name;
    const char *doc;
};

struct life_row {
    const char *from;
    const char *kind;
    const char *field, *word; /* only when the statement's field says that word; NULL: always */
    const char *to;
    const char *doc;
};

/* The tables: NULL past the last. The first state is that of a case without statements. */
const struct life_state *life_state_at(size_t i);
const struct life_row *life_at(size_t i);

/* The state after a statement: the same when its kind has no part in the life, NULL when it may not come now. */
const char *life_after(const char *state, const struct statement *s);
/* Appends the kinds that may come in a state, separated by commas. */
void life_possible(const char *state, struct buf *out);
/* The same tables as a drawing. */
void life_draw(struct buf *svg);

#endif
