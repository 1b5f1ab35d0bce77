/*
 * Documents of management services: JSON objects of which a run changes some
 * fields and leaves the rest. Services give back what they were given in a
 * spelling of their own, in another order, and without what is a default, so
 * documents are compared by what they say.
 */
#ifndef VETO_FLEET_DOCUMENT_H
#define VETO_FLEET_DOCUMENT_H

#include "base/arena.h"
#include "base/error.h"

/* Names of fields: those of an object but annotations ("@odata.type"), or the words of a list "a,b" with white space behind. In the arena. */
struct document_fields {
    struct bytes *names;
    size_t count;
};
bool document_fields(struct arena *a, struct bytes text, struct document_fields *out, struct error *e);
struct document_fields document_mask(struct arena *a, struct bytes text);

/* Those of either list, and those of which two documents say something else. In the arena. */
struct document_fields document_union(struct arena *a, const struct document_fields *x, const struct document_fields *y);
bool document_differing(struct arena *a, struct bytes x, struct bytes y, struct document_fields *out, struct error *e);

/* An object of these fields as the document spells them; those that it has not are left out. In the arena. */
bool document_pick(struct arena *a, struct bytes text, const struct document_fields *fields, struct bytes *out, struct error *e);

/* The document with these fields as `picked` has them, or without where that has not. In the arena. */
bool document_with(struct arena *a, struct bytes text, const struct document_fields *fields, struct bytes picked, struct bytes *out, struct error *e);

/*
 * Whether two objects say the same: order of members and of items does not count, nor annotations, nor a member that is
 * false, 0, empty or null and is left out. False too for what is no object.
 */
bool document_same(struct bytes a, struct bytes b);

#endif
