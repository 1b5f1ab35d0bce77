/*
 * A command run as a child: without input, in a group of its own, what it
 * says collected up to a limit, ended with all it started when it takes too
 * long or when this process is told to end. No shell.
 */
#ifndef VETO_FLEET_ERRAND_H
#define VETO_FLEET_ERRAND_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

struct errand {
    char *const *argv;  /* argv[0] is a path from the root */
    int64_t patience;   /* seconds */
    struct buf said;    /* both streams, LIMIT_ROUTINE_OUTPUT at most; buf_free() by the caller */
    uint64_t more;      /* bytes beyond that */
    int64_t took;       /* seconds */
    int status;         /* its exit status; -1: it was ended, or crashed */
    bool late;          /* it took too long */
};

/* False with the reason when it could not be started; said is empty then. */
bool errand_run(struct errand *x, struct error *e);

/* Only starts a command so, in a group of its own, both its streams into `out`: 0, or what went wrong as errno says it. */
int errand_start(char *const *argv, char *const *environment, int out, pid_t *pid);

#endif
