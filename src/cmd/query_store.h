/* A SELECT over the records that the store keeps, printed as query prints. */
#ifndef VETO_CMD_QUERY_STORE_H
#define VETO_CMD_QUERY_STORE_H

#include "cmd/output.h"

/* Exit status. `place` is the argument of --store or NULL; complaints are in the name of the command. */
int query_store(const char *command, const char *place, const char *sql, enum output_form form);

#endif
