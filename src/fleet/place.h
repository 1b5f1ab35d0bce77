/*
 * Places where an administrator's program reads what veto renders: a file, and
 * the command that makes the program read it again. A file is replaced whole:
 * written beside it, on the disk, then renamed over it; owner and mode stay.
 */
#ifndef VETO_FLEET_PLACE_H
#define VETO_FLEET_PLACE_H

#include "base/arena.h"
#include "base/error.h"

struct placed {
    bool there;
    struct bytes text; /* in the arena */
};

/* What stands at an absolute path; false for what is no regular file, too large or not to be read. */
bool place_read(struct arena *a, const char *path, struct placed *out, struct error *e);

/* Puts that there: the text, or nothing. A new file is readable by all, as resolvers run as others, unless one was there. */
bool place_put(const char *path, const struct placed *what, struct error *e);

/*
 * Runs a command, words separated by single spaces, the first an absolute
 * path; no shell. True when it ended with status 0 within LIMIT_RELOAD_SECONDS.
 * What it prints is counted into the digest and thrown away, since it may hold
 * credentials. answer[] says status and digest.
 */
bool place_reload(struct bytes command, char answer[120], struct error *e);

#endif
