/*
 * First uses of libraries that want files, random bytes or time, made before
 * a child is forked: it is in the jail by its own first uses, and finds them
 * made; and the filter of the one that has a helper. A millisecond, which a
 * command that will start children has done by a second thread while it reads
 * what the children need.
 */
#ifndef VETO_JAIL_WARM_H
#define VETO_JAIL_WARM_H

/* Begins. May be left out. */
void warm_begin(void);
/* Returns when all is warm and there is no second thread. For jail_run(), before each fork. */
void warm_finish(void);

#endif
