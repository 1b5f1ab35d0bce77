/*
 * Programs in the folder of this one, which speak to servers: veto itself has
 * no code of the network but to ask resolvers and adb. Nothing is looked up in
 * PATH, and no shell is run.
 */
#ifndef VETO_FLEET_BESIDE_H
#define VETO_FLEET_BESIDE_H

#include <stdbool.h>

#include "ledger/file.h"

/* Where the program is; false when this build has none. */
bool beside_find(const char *program, char path[FILE_PATH]);

/*
 * Runs it to its end; argv ends with NULL. What it prints goes to the descriptors `out` and `err`, and to our own where
 * these are -1. Its exit status, or -1 when it could not be started or was ended.
 */
int beside_run(const char *path, const char *const argv[], int out, int err);

/* A file in memory that a program run so can open by its path; the descriptor, or -1. */
int beside_room(const char *name, struct bytes content, char path[32]);

#endif
