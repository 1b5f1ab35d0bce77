/*
 * A statement being written: fields are set by the paths that refusals name
 * ("measures[0].findings"), what the case tells is filled in, and the rest is
 * left to whoever signs.
 */
#ifndef VETO_LEDGER_DRAFT_H
#define VETO_LEDGER_DRAFT_H

#include "ledger/matter.h"

struct draft {
    struct arena *arena;
    const struct statement_kind *kind;
    const struct matter *m;
    struct json_node *root;
};

/* Case and kind, what the case tells (the notice answered, replies that are owed), and empty lists where one is wanted. */
void draft_open(struct draft *d, struct arena *a, const struct statement_kind *kind, const struct matter *m);
/* Takes the place of everything: a statement, a signed statement or a filled-in form. */
bool draft_read(struct draft *d, struct bytes text, struct error *e);

/*
 * Sets a field: a text; a number; one more text or digest of a list; rows of a list as JSON, or one field of
 * a row by its path. A digest is given in full, as the first six or more letters of that of a statement of the case,
 * as the kind of such a statement (the newest), or as KIND#n, its nth.
 */
bool draft_set(struct draft *d, struct bytes path, struct bytes value, struct error *e);
/* Sets a text field at the top if it is not there. */
void draft_default(struct draft *d, const char *field, struct bytes value);
/* One more row of a list of rows; fields with draft_row_text() and draft_row_texts(). */
struct json_node *draft_row(struct draft *d, const char *list);
void draft_text(struct draft *d, struct json_node *object, const char *field, struct bytes value);
/* One more text of a list. */
void draft_more(struct draft *d, struct json_node *object, const char *field, struct bytes value);

/* The canonical JSON, without what was left empty; in the arena. */
bool draft_finish(struct draft *d, struct bytes *text, struct error *e);
/* A form to fill in: every field with its words, then JSON; lines that begin with # are not read. */
void draft_form(const struct draft *d, struct buf *out);

#endif
