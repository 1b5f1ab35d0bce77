/*
 * What changed from one evaluation to another: rows of facts by what names
 * them, answers and findings; and whether it was the app that changed, or the
 * packs or the version of veto.
 *
 * Places, positions and digests of artifacts are not changes of every row
 * that has them; that the bytes differ is one change of its own. The reasons
 * of a result follow from the answers and are not compared.
 */
#ifndef VETO_JUDGE_DIFF_H
#define VETO_JUDGE_DIFF_H

#include "judge/compare.h"
#include "judge/words.h"

enum change { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED };

struct difference {
    enum change change;
    const char *table;
    struct bytes key;                 /* what names the row, words apart by spaces */
    struct bytes column;              /* of a change */
    struct cell from, to;             /* of a change */
    const struct record_table *where; /* of a row added or removed */
    size_t row;
};

struct diff {
    struct arena *arena;
    const char *name_a, *name_b; /* as the user calls them */
    struct compared compared;
    struct difference *list;
    size_t count, capacity;
    struct pack_difference *packs;
    size_t pack_count;
    bool other_version;
};

/* Compares two records that record_read() read. */
void diff_open(struct diff *d, struct arena *a, const struct record *from, const struct record *to);
/* Whether there is anything to report. */
bool diff_any(const struct diff *d);

/* Appends what changed, for a person or as one JSON object. */
void diff_report(struct buf *out, const struct diff *d, enum language language);
void diff_json(struct buf *out, const struct diff *d);

#endif
