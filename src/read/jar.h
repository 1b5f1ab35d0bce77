/*
 * JAR manifests and signature files (MANIFEST.MF, *.SF), as Android's
 * StrictJarManifestReader reads them: a name runs to the next colon wherever
 * that is, a space must follow, a value goes on in lines that begin with a
 * space, one empty line ends a section, a last line without its end does not
 * count.
 */
#ifndef VETO_READ_JAR_H
#define VETO_READ_JAR_H

#include "base/arena.h"

struct jar_attribute {
    struct bytes name, value; /* raw; a value of several lines is joined in the arena */
};

struct jar_section {
    struct bytes name;   /* the value of Name; empty for the main section */
    uint64_t start, end; /* what a digest of the section covers */
    size_t first, count; /* its attributes */
};

struct jar {
    struct bytes text;
    uint64_t main_end;
    struct jar_attribute *attributes;
    struct jar_section *sections; /* [0] is the main section */
    size_t section_count;
    const char *error; /* why the platform refuses the file; NULL when it does not */
    uint64_t error_at;
    /* private */
    uint32_t *slots;
    unsigned bits;
    uint64_t seed[2];
    size_t duplicate; /* a section whose name an earlier one has; 0: none */
};

/* Reads it all, linear in its size; false with error set. Sections read until then stay. */
bool jar_read(struct arena *a, struct bytes text, struct jar *out);

/* The section of an entry, NULL when there is none; the last one of several. */
const struct jar_section *jar_find(const struct jar *j, struct bytes name);

/* The value of an attribute (names do not mind case); the last one counts. False when there is none. */
bool jar_value(const struct jar *j, const struct jar_section *s, struct bytes name, struct bytes *out);

#endif
