/* Where the store is: --store, else VETO_STORE, else the user's data folder. */
#ifndef VETO_CMD_STORE_PLACE_H
#define VETO_CMD_STORE_PLACE_H

#include "ledger/store.h"

/* Opens the store, or NULL after saying why, in the name of the command; `place` is the argument of --store or NULL. */
struct store *store_at(const char *command, const char *place);

/* Makes one where none is, with its folder; false after saying why not. */
bool store_make_at(const char *command, const char *place, struct bytes origin);

#endif
