/*
 * Where a fact stands: a place (an artifact, or an entry inside one, however
 * deep) and a range of bytes in it. Written as the design says:
 *
 *     sha256hex *("!" pct-name ["#" n]) ["@0x" hex "+" len]
 *
 * Names are percent-encoded outside [A-Za-z0-9._/$-]; "#n" is written for the
 * second and later entries of the same name (n counts from 1, so the second
 * is "#2"); offsets count in the innermost place's uncompressed bytes.
 */
#ifndef VETO_BASE_LOCUS_H
#define VETO_BASE_LOCUS_H

#include "base/arena.h"
#include "base/buf.h"

/* An artifact (parent NULL; name is its SHA-256 in hex) or an entry inside the parent. Lives in the app's arena. */
struct place {
    const struct place *parent;
    struct bytes name; /* raw bytes of the entry's name */
    uint32_t nth;      /* 1 for the first entry of that name */
};

struct locus {
    const struct place *place;
    uint64_t at;
    uint64_t size;
    bool whole; /* the place as such: no range is written */
};

static inline struct locus locus_at(const struct place *place, uint64_t at, uint64_t size)
{
    return (struct locus){place, at, size, false};
}

static inline struct locus locus_whole(const struct place *place)
{
    return (struct locus){place, 0, 0, true};
}

/* A place inside `parent`; name is borrowed and must outlive it. */
const struct place *place_inside(struct arena *a, const struct place *parent, struct bytes name, uint32_t nth);

/* Appends the written form to out; false when out is full. A locus without a place writes nothing. */
bool locus_write(struct buf *out, struct locus l);

#endif
