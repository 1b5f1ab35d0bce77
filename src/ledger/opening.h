/*
 * Fields that are signed as commitments: the statement has the SHA-256 of a
 * random salt and the value, which stand beside it as an opening. Who does
 * not get the opening can check the signature, and cannot guess the value.
 */
#ifndef VETO_LEDGER_OPENING_H
#define VETO_LEDGER_OPENING_H

#include "ledger/statement.h"

/*
 * Replaces the fields named in a list (paths as of statement_field(),
 * separated by commas) of a statement in canonical JSON by commitments; the new text, and the openings that
 * statement_openings_hold() takes, live in the arena. ERROR_USAGE for a field
 * that is not there or, of that kind, always open.
 */
bool opening_commit(struct arena *a, struct bytes text, const struct statement_kind *kind, const char *fields,
                    struct bytes *committed, struct bytes *openings, struct error *e);

/* The statement's text as it would be with the values that the openings have, in the arena; ERROR_FORMAT for an opening
 * that is of no commitment of it. */
bool opening_reveal(struct arena *a, const struct statement *s, struct bytes openings, struct bytes *plain, struct error *e);

/* Whether a field is still a commitment; appends the path of the first to an empty buffer. */
bool opening_closed(const struct statement *s, struct buf *path);

#endif
