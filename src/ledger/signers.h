/*
 * Allowed signers: which keys speak for whom, in the files of
 * `ssh-keygen -Y verify` (ssh-keygen(1), ALLOWED SIGNERS). One file each role.
 *
 * Refused where ssh-keygen would go on: certificate authorities, times
 * without a Z (which mean another moment on another machine), and any line
 * that is not understood: a file either counts as a whole or not at all.
 */
#ifndef VETO_LEDGER_SIGNERS_H
#define VETO_LEDGER_SIGNERS_H

#include "base/arena.h"
#include "base/error.h"

struct signers_line {
    struct bytes principals; /* patterns separated by commas */
    struct bytes namespaces; /* the same; empty: any */
    struct bytes key;        /* a blob */
    int64_t after, before;   /* POSIX seconds, both inclusive; INT64_MIN and INT64_MAX where open */
    unsigned number;         /* of the line, from 1 */
};

struct signers {
    struct signers_line *lines;
    size_t count;
};

/* A whole file; the error's offset is that of the line, its text names the number. */
bool signers_read(struct arena *a, struct bytes text, struct signers *s, struct error *e);

/*
 * The line by which `key` may sign in that namespace at that time (POSIX
 * seconds) for `principal` (NULL: whoever it is); NULL with the reason.
 */
const struct signers_line *signers_find(const struct signers *s, struct bytes key, const char *space, int64_t when,
                                        const char *principal, struct error *e);

/* Whether a text matches a list of patterns with * and ?, of which those after ! exclude it. */
bool signers_match(struct bytes patterns, struct bytes text);

/* "20261123Z", "202611231805Z" or "20261123180530Z" in POSIX seconds; false for anything else. */
bool signers_time(struct bytes text, int64_t *seconds);

#endif
