/*
 * Many questions differ in nothing but the texts they look for. The shape of
 * a statement is what is left when its text literals are parameters: SQLite
 * compiles each shape once, and the literals are bound.
 *
 * A literal and a bound text mean the same wherever SQLite takes an
 * expression. Where it does not (an alias in quotes), the shape does not
 * compile, and the statement is prepared as it was written.
 */
#ifndef VETO_FACT_SQL_SHAPE_H
#define VETO_FACT_SQL_SHAPE_H

#include "base/buf.h"

enum { SQL_SHAPE_LITERALS = 64 }; /* a statement with more is not worth sharing */

struct sql_shape {
    struct buf text;                           /* the statement, comments left out */
    struct bytes literals[SQL_SHAPE_LITERALS]; /* between their quotes, borrowed from the statement */
    size_t count;
};

/* The shape of a statement; false when it has none worth sharing. The caller frees text in either case. */
bool sql_shape(struct bytes statement, struct sql_shape *out);
/* Appends what a literal means: two quotes inside are one. */
bool sql_literal(struct buf *out, struct bytes literal);

#endif
