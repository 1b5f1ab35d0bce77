/*
 * Witnesses that are paths through code, as the code graph prints them:
 * methods in smali form, separated by " > ", or " >kind> " where a step is no
 * plain call; the last step may be a string in quotes.
 */
#ifndef VETO_JUDGE_PATH_H
#define VETO_JUDGE_PATH_H

#include "base/buf.h"

/* The step that begins at *at, and moves behind it; false past the last. */
bool path_step(struct bytes path, size_t *at, struct bytes *step);
/* How many steps a path has; a text that is none has one. */
size_t path_steps(struct bytes path);
/* Appends a step as people say it: Bar.baz for Lcom/foo/Bar;->baz(I)V; what is no name of code as it stands.
 */
void path_short(struct buf *out, struct bytes step);

#endif
