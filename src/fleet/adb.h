/*
 * The adb server's own protocol (AOSP, packages/modules/adb/SERVICES.TXT): a
 * request is four hexadecimal digits of length and a text, the reply OKAY or
 * FAIL with a text in the same form. "host:devices" lists devices;
 * "host:transport:SERIAL" and then "shell:COMMAND" run a command on one of
 * them, whose output follows until the connection ends. That stream has no
 * exit status, so each command says its own at the end; output without it was
 * cut off. Nothing starts an adb server.
 *
 * What devices say is hostile: replies and output are bounded in size, and in
 * time by a deadline per request.
 */
#ifndef VETO_FLEET_ADB_H
#define VETO_FLEET_ADB_H

#include "base/buf.h"
#include "base/error.h"

struct adb {
    char host[256], port[8];
    unsigned seconds; /* for one request, connecting included */
};

/* "HOST:PORT" or "HOST"; the port is 5037 where none is given, the deadline LIMIT_ADB_SECONDS. */
bool adb_at(struct adb *a, const char *place, struct error *e);

/* Appends what the server says of its devices: a line each, serial, tab, state. */
bool adb_devices(const struct adb *a, struct buf *out, struct error *e);

/*
 * Runs a command in the shell of one device and appends what it printed, line
 * ends as \n. False when its end did not come: no such device, cut off, too
 * much (out's cap), too long; what came until then was appended. The command
 * is veto's own text: whatever goes into it from elsewhere has passed
 * adb_word().
 */
bool adb_shell(const struct adb *a, struct bytes serial, struct bytes command, struct buf *out, int *status, struct error *e);

/* Whether a text may stand in a command as it is: letters, digits, '.', '_' and '-', not first, at most 255. */
bool adb_word(struct bytes text);

#endif
