/* Where the store is: --store, else VETO_STORE, else the user's data folder. */
#ifndef VETO_CMD_STORE_PLACE_H
#define VETO_CMD_STORE_PLACE_H

#include "ledger/file.h"
#include "ledger/store.h"

/* Its path, into `out`, which holds FILE_PATH bytes. */
void store_path(const char *place, char *out);

/* Opens the store, or NULL after saying why, in the name of the command; `place` is the argument of --store or NULL. */
struct store *store_at(const char *command, const char *place);

#endif
