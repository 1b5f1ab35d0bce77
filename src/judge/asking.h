/* What judge/asking.c and judge/judging.c share: statements of criteria and of the policy, and the texts of their rows. */
#ifndef VETO_JUDGE_ASKING_H
#define VETO_JUDGE_ASKING_H

#include "judge/judging.h"

/* Order of texts: bytewise, an absent one before everything. */
int asking_order(struct bytes a, struct bytes b);

/* The statement of a criterion, NULL: of the policy; false with the reason where it does not compile. */
bool asking_statement(const struct judging *j, struct sql *q, const struct criterion *c, struct sql_statement *out,
                      struct error *e);
/* Ends it: what is prepared stays so. */
void asking_end(const struct judging *j, struct sql *q, struct sql_statement *s);
/* Text of a column of the current row, in the arena; absent for NULL and where there is no such column. */
struct bytes asking_text(struct arena *a, struct sql_statement *s, int column);

#endif
