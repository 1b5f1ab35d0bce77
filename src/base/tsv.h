/*
 * The tables of packs/: lines of tab-separated fields, with a header of lines
 * that begin with `#`. Packs are ours and checked by tests; reading them is
 * bounded all the same.
 */
#ifndef VETO_BASE_TSV_H
#define VETO_BASE_TSV_H

#include "base/bytes.h"

/* Where reading stands: begin with {.text = the whole file}. */
struct tsv {
    struct bytes text;
    size_t at;
};

/* The fields of the next line that is no header, borrowed; missing ones are empty. False past the last line. */
bool tsv_next(struct tsv *t, struct bytes *fields, size_t count);

/* How many lines the text has at most: enough room for its rows. */
size_t tsv_lines(struct bytes text);

/* The decimal number a field begins with; `fallback` for an empty field. */
int32_t tsv_number(struct bytes field, int32_t fallback);

#endif
