/*
 * A file given by the user, held so that what is hashed is what is parsed.
 * Up to LIMIT_SEALED_FILE it is copied into memory that nobody else can
 * reach; a larger one is mapped where it lies and its identity (size, times)
 * compared before and after. The memory is the parent's, read-only, and
 * inherited by the jail: a child that writes to it writes to its own copy.
 */
#ifndef VETO_JAIL_INPUT_H
#define VETO_JAIL_INPUT_H

#include <sys/stat.h>

#include "base/bytes.h"
#include "base/error.h"

struct input {
    const char *path; /* borrowed; for messages only, never part of a record */
    struct bytes bytes;
    bool sealed;
    int fd; /* -1 when sealed */
    struct stat before;
    void *copy;  /* what bytes.data points to when sealed */
    size_t room; /* its size */
};

/* Opens and maps a regular file (or the whole of a pipe or "-"); false with the reason in *e. */
bool input_open(struct input *in, const char *path, struct error *e);
/* The same with another bound than LIMIT_PIPE_INPUT on what comes from a pipe. */
bool input_open_within(struct input *in, const char *path, uint64_t most, struct error *e);
/* Whether the file is still what was mapped; always true for a sealed one. */
bool input_unchanged(const struct input *in);
void input_close(struct input *in);

#endif
