/*
 * Evaluations that the store keeps: each record by its digest, whole, so that
 * one question can be put to all apps that were ever evaluated.
 */
#ifndef VETO_FLEET_KEPT_H
#define VETO_FLEET_KEPT_H

#include <sqlite3.h>

#include "ledger/store.h"

/*
 * Keeps the text of an app's record, a line feed at its end or not; the same
 * record twice is kept once. False when it is no record of an app, or nothing
 * could be written; what the caller's transaction did before is left to it.
 */
bool kept_put(struct store *s, struct bytes record, struct error *e);

/*
 * A database in memory with every small fact table over all kept records, each
 * row with `app` (the package) and `record` (the digest) in front; answers and
 * findings likewise; and apps: app, version, version_code, result, record.
 * Only what `sql` reads is filled. The statement is prepared in *q, and may
 * only read: the caller steps and finalizes it, then closes *db. False with
 * ERROR_USAGE when the SQL is wrong. *without is how many evaluations have no
 * record in the store, so that only `apps` knows them.
 */
bool kept_ask(struct store *s, const char *sql, sqlite3 **db, sqlite3_stmt **q, uint64_t *without, struct error *e);

#endif
