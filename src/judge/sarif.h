/*
 * Evaluations as SARIF 2.1.0 (OASIS, 27 March 2020): one log, one run an app.
 * A criterion is a rule, a finding a result, an undetermined answer a
 * notification, because SARIF has no word for a question that could not be
 * answered and silence would read as a no.
 *
 * A place is the URI sha256:HEX, with "!" and the entry's name for each
 * archive on the way as in a locus (";n" instead of "#n", which would begin a
 * fragment), and a region of bytes: file names are not part of a record.
 */
#ifndef VETO_JUDGE_SARIF_H
#define VETO_JUDGE_SARIF_H

#include "judge/record.h"

void sarif_begin(struct buf *out);
/* One run; record NULL: the app could not be examined, for the reason given. `first` is that of the log. */
void sarif_run(struct buf *out, bool first, const struct record *r, const struct packs *packs,
               struct bytes failure);
void sarif_end(struct buf *out);

#endif
