/*
 * Rows of a pack: lines of tab-separated fields after a header of lines that
 * begin with '#'. Packs are sorted bytewise, so a row is found by a binary
 * search over the text itself: nothing is built and nothing allocated.
 */
#ifndef VETO_BASE_TSV_H
#define VETO_BASE_TSV_H

#include "base/bytes.h"

/* Where the first row begins. */
size_t tsv_start(struct bytes text);

/*
 * The row at *at, which moves to the next one; false past the last. Fields
 * are slices of the text; missing ones are empty, more than `count` are left out.
 */
bool tsv_next(struct bytes text, size_t *at, struct bytes *fields, size_t count);

/* How many lines the text has: enough room for its rows. */
size_t tsv_lines(struct bytes text);

/* The decimal number a field begins with; `fallback` for an empty field. */
int32_t tsv_number(struct bytes field, int32_t fallback);

/* The first row whose first field is `key`; false when there is none. The text is sorted by its first field. */
bool tsv_find(struct bytes text, struct bytes key, struct bytes *fields, size_t count);

/* The next word of a list separated by single spaces; *list moves past it. False at the end. */
bool tsv_word(struct bytes *list, struct bytes *word);

#endif
