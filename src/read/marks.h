/*
 * Places in bytes where an address or a key may stand: "://", and what known
 * kinds of keys begin with. All of them are looked for in one pass that reads
 * two bytes of every two: a table of byte pairs says where to look closer.
 */
#ifndef VETO_READ_MARKS_H
#define VETO_READ_MARKS_H

#include "base/arena.h"
#include "base/locus.h"

struct app_dex;

/* Where a text stands. */
enum mark_source { MARK_CODE, MARK_RESOURCE, MARK_MANIFEST, MARK_NATIVE, MARK_FILE };
const char *mark_source_name(enum mark_source source);

struct mark {
    struct bytes text; /* around the mark, up to control characters and to half of LIMIT_MARK_TEXT each way */
    uint32_t at;       /* of the mark in text */
    uint8_t source;    /* enum mark_source */
    bool address;      /* "://"; else the beginning of a key */
    const struct place *place;
    uint64_t offset;           /* of text in the place */
    uint8_t unit;              /* bytes of the place for one of text: 2 where that is UTF-16 */
    const struct app_dex *dex; /* of code: the DEX and its string; NULL elsewhere */
    uint32_t string;
};

struct marks {
    struct arena *arena;
    struct mark *items;
    size_t count, capacity;
    uint64_t searched; /* bytes, against LIMIT_TEXT_SEARCH */
    bool limited;      /* that or LIMIT_MARKS was reached: the rest was not looked at */
    bool pairs[1 << 16]; /* whether an anchor has it; of the few in texts, those asked stay in the nearest cache */
    uint8_t first[256], next[128]; /* anchors by a hash of the pair: index + 1 */
};

void marks_init(struct marks *m, struct arena *a);

/*
 * Adds the marks of b. `like` says where b stands: its offset is that of b in the place. Texts are borrowed
 * from b or, with `copy`, copied.
 */
void marks_scan(struct marks *m, struct bytes b, struct mark like, bool copy);

/* What keys begin with, for the test that every known kind is found; NULL past the last. */
const char *marks_anchor(size_t i);

#endif
