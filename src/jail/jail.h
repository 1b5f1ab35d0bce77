/*
 * Runs a callback in a child process that can reach nothing: no paths
 * (Landlock), no system calls but those of computing and of writing to one
 * pipe (seccomp, default kill), no new files or processes, bounded memory and
 * processor time. What a hostile file can win inside is a wrong answer about
 * itself, which is what recheck is for.
 */
#ifndef VETO_JAIL_JAIL_H
#define VETO_JAIL_JAIL_H

#include "base/arena.h"
#include "base/error.h"
#include "jail/frame.h"

/* What this kernel offers. */
struct jail_support {
    int landlock_abi; /* 0: none */
    bool seccomp;
};

struct jail_support jail_support(void);
/* One line naming what is missing, or NULL when the jail is whole. Static text. */
const char *jail_missing(void);

/* How a child ended. */
struct jail_end {
    bool whole;      /* FRAME_END was its last word: everything it had to say was said, and the rest does not matter */
    int signal;      /* the signal that killed it, or 0 */
    int status;      /* its exit status otherwise */
    bool protocol;   /* it broke the frame protocol */
    char stage[80];  /* the last stage it named; raw, to be shown by text_show() */
    char error[400]; /* the text of its FRAME_ERROR, if any; raw as well */
};

/* Exit statuses of a child besides 0. */
enum { JAIL_EXIT_ERROR = 1, JAIL_EXIT_MEMORY = 3, JAIL_EXIT_SETUP = 4 };

struct jail_job {
    size_t count;  /* how many children there will be, numbered from 0 */
    unsigned jobs; /* how many at the same time, at least 1 */
    bool helper;   /* of one child: it has a second thread for what is begun ahead (base/ahead.h), if it can be made */
    void *context;
    /*
     * In the parent, before child `index` is started: opens what it will
     * inherit and says how many bytes that is, which are allowed on top of
     * LIMIT_CHILD_MEMORY. False: the child is not started, and done() is told
     * the error. May be NULL.
     */
    bool (*prepare)(void *context, size_t index, uint64_t *memory, struct error *e);
    /* In the parent, while child `index` is beginning: makes ready for its frames. May be NULL. */
    void (*started)(void *context, size_t index);
    /* In the child: the work. Its return value is the exit status; 0 sends FRAME_END. */
    int (*work)(void *context, size_t index, struct frame_writer *out);
    /* In the parent: a frame of child `index` other than stage, error and end. False ends that child. */
    bool (*frame)(void *context, size_t index, enum frame_type type, struct bytes payload);
    /* In the parent: child `index` has said its last word or has ended. May be NULL. False stops the rest from being started. */
    bool (*done)(void *context, size_t index, const struct jail_end *end);
};

/* An arena for a child: when it is full, the child says so and ends with JAIL_EXIT_MEMORY. */
void jail_arena(struct arena *arena, struct frame_writer *out);

/* Runs all children; false with the reason when one could not even be started. */
bool jail_run(const struct jail_job *job, struct error *e);

#endif
