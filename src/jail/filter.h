/* Which system calls a jailed child may make (seccomp); any other ends it. */
#ifndef VETO_JAIL_FILTER_H
#define VETO_JAIL_FILTER_H

#include <stdbool.h>

/*
 * Makes the filter while there is time, before children are forked; it is made when it is loaded otherwise. `waits`: for
 * a child with two threads, which wait for each other. One thread at a time.
 */
void filter_ready(bool waits);

/* Loads it for all threads of this process; false with errno. Files need not be possible any more. */
bool filter_load(bool waits);

#endif
