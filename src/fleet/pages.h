/*
 * Answers that are pages of JSON, each with an array. Pages follow each other
 * in the file, on lines of their own or not. Only one element at a time is
 * taken apart, by who asks for it, so that memory is bounded by the largest.
 */
#ifndef VETO_FLEET_PAGES_H
#define VETO_FLEET_PAGES_H

#include "fleet/answer.h"

struct pages {
    const char *array; /* the key of the array; NULL: a page is one element */
    const char *next;  /* the key that a page has when another follows, or NULL */
    const char *more;  /* the key in that object that says so; NULL: that there is a value says it */
    const char *count; /* the key that says how many elements there are in all, or NULL */
    /* Takes an element, which stands at a byte of the answer; it may be no object. */
    void (*take)(struct answer_out *a, void *context, struct bytes element, uint64_t at);
};

/* Reads them all; names what is no page, says when pages or elements are missing. */
bool pages_read(struct answer_out *a, const struct pages *pages, void *context);

#endif
