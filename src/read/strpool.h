/*
 * String pools (ResStringPool), shared by binary XML and resource tables.
 *
 * Rules: androidfw ResStringPool::setTo() for the pool as a whole, which is
 * checked when it is opened; string8At() and StringBlock's NewStringUTF() for
 * one string, which is checked only when somebody asks for it.
 */
#ifndef VETO_READ_STRPOOL_H
#define VETO_READ_STRPOOL_H

#include "read/scan.h"

/* One pool. `usable` is what setTo() would say; a pool that is not gives no strings. */
struct strpool {
    struct scan *scan;
    const struct place *place;
    struct bytes chunk; /* the whole chunk, header included */
    uint64_t at;        /* offset of the chunk in its file */
    uint32_t count;
    uint32_t style_count;
    uint32_t flags;
    uint32_t header_size;
    uint32_t strings_start;
    uint32_t units; /* size of the character area: bytes, or UTF-16 units */
    bool utf8;
    bool usable;
    struct strpool_state *state; /* strings decoded so far */
};

/*
 * Opens the pool in `chunk`, which stands at `where`. The result says whether
 * the device would accept it; if not, an anomaly says why. *out is filled in
 * either case and may be asked for strings.
 */
bool strpool_open(struct scan *s, struct bytes chunk, struct locus where, struct strpool *out);

/*
 * String i as valid UTF-8, borrowed from the file or in the arena. False, and
 * *out empty, where the device has no such string.
 */
bool strpool_get(const struct strpool *p, uint32_t i, struct bytes *out);

/* Where string i stands in the file, its length prefix included; false where there is none. */
bool strpool_range(const struct strpool *p, uint32_t i, uint64_t *at, uint64_t *size);

/* The last string that equals `text`, as indexOfString() searches; false when there is none. */
bool strpool_find(const struct strpool *p, struct bytes text, uint32_t *index);

enum { STRPOOL_KINDS = 10 };
extern const struct anomaly_kind strpool_kinds[STRPOOL_KINDS];

#endif
