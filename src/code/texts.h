/*
 * Texts of an app in which addresses and keys may stand: strings of code, of
 * resources and of the manifest, native libraries, and files that are text.
 */
#ifndef VETO_CODE_TEXTS_H
#define VETO_CODE_TEXTS_H

#include "code/grade.h"
#include "read/app.h"
#include "read/marks.h"

/* All marks, code first; found at the first call. */
const struct marks *texts_of(struct app *app);
/* Begins it ahead (base/ahead.h), once app_read() has returned. */
void texts_begin(struct app *app);

/* The bytes of the place that `size` bytes of the mark's text from `from` on come from. */
struct locus mark_locus(const struct mark *m, size_t from, size_t size);

/* The grade of the text: of code, whether instructions load it, and reachable ones; else that it is there. */
enum grade mark_grade(struct app *app, const struct mark *m);

#endif
