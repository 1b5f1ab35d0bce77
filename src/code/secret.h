/*
 * Keys and passwords in texts: kinds that are known by how they begin, what
 * they are made of and how long they are. They are shown by their kind, their
 * beginning and their length only.
 */
#ifndef VETO_CODE_SECRET_H
#define VETO_CODE_SECRET_H

#include "base/arena.h"

struct secret_kind {
    const char *name;   /* "aws-access-key-id" */
    const char *prefix; /* what it begins with, or, with `after`, stands behind */
    const char *set;    /* what follows: ranges as in "A-Z0-9" */
    uint16_t least, most; /* characters that follow */
    bool after;           /* the prefix is a name: the key itself begins behind it */
    uint8_t before;       /* characters of digits that belong to the key before the prefix, at least */
    uint16_t entropy;     /* least entropy of what follows, in thousandths of a bit for each character */
    const char *source;   /* where the form is documented */
};
/* NULL past the last. */
const struct secret_kind *secret_kind_at(size_t i);

struct secret {
    const char *kind;
    size_t from, size; /* in the text */
    size_t shown;      /* bytes from its beginning that may be printed */
    uint32_t entropy;  /* Shannon's, of its characters, in thousandths of a bit for each */
};

/* The key whose known beginning stands at `at`; false when what follows is none of the kind. */
bool secret_at(struct bytes text, size_t at, struct secret *out);

/* The password in the address at `at` (of "://"), for URLs like https://user:password@host. */
bool secret_in_url(struct arena *a, struct bytes text, size_t at, struct secret *out);

/* "AIza... (39 characters)", in the arena. */
struct bytes secret_redacted(struct arena *a, struct bytes text, const struct secret *s);

/* The text with every key, password and value of a telling name in it blacked out; itself where there is none. */
struct bytes secret_clean(struct arena *a, struct bytes text);

/* Shannon entropy of the bytes in thousandths of a bit for each, by integers only. */
uint32_t entropy_millibits(struct bytes b);

#endif
