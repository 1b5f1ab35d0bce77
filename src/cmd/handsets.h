/* The devices of an adb server, one after another, for commands. */
#ifndef VETO_CMD_HANDSETS_H
#define VETO_CMD_HANDSETS_H

#include "fleet/handset.h"

/* Whether the operands of a command are source "adb" and a server's place, rather than a file that is there. */
bool handsets_place(const char *source, const char *place);

/*
 * Opens each device that the server at `place` has, or only the one of that
 * serial number (the server's or its own), and calls `each`. What cannot be
 * asked is complained of. The largest status of all: EXIT_OPERATION where a
 * device, or the server, could not be asked.
 */
int handsets_each(const char *command, const char *place, const char *serial, int (*each)(void *context, const struct handset *h), void *context);

#endif
