/* What commands about cases share. */
#ifndef VETO_CMD_CASE_H
#define VETO_CMD_CASE_H

#include "ledger/process.h"

/* The policy of a file, or the built-in one for NULL. */
bool case_policy(struct arena *a, const char *path, struct process *p, struct error *e);
/* The folder that the store is in, where the roles' files are unless said otherwise; `place` as for store_at(). */
const char *case_roles(struct arena *a, const char *place);

#endif
