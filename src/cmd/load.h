/* An app or a record, whichever a file is, as a record. */
#ifndef VETO_CMD_LOAD_H
#define VETO_CMD_LOAD_H

#include "judge/criteria.h"
#include "judge/record.h"

/* Whether a file is a record: it begins with a brace, which no app does. */
bool is_record(const char *path);

/*
 * EXIT_OK and the record, or another exit status after saying what was wrong,
 * in the name of the command. An app is evaluated with the packs. The record's
 * texts live as long as the program.
 */
int load_either(const char *command, const char *path, const struct packs *packs, struct arena *a,
                struct record **out);

#endif
