/*
 * Two records side by side: which row of a table is which row of the other,
 * so that one row more or less does not move all that follow. Used by recheck
 * (the record against what the files give now) and by diff (two versions).
 *
 * Where the records are of different bytes, a digest of an artifact in a cell
 * is taken for that of its counterpart, so that every locus does not differ
 * because one byte does.
 */
#ifndef VETO_JUDGE_COMPARE_H
#define VETO_JUDGE_COMPARE_H

#include "judge/record.h"

struct counterpart {
    struct bytes a, b; /* digests in hex; empty where there is none */
};

struct compared {
    struct arena *arena;
    const struct record *a, *b;
    struct counterpart *parts; /* artifacts with other digests; none when the bytes are the same */
    size_t part_count;
    bool same_bytes; /* the same artifacts */
};

/* Both records must have been read by record_read(), and outlive this. */
void compare_open(struct compared *c, struct arena *arena, const struct record *a, const struct record *b);

/* Whether two cells say the same. */
bool compare_cells(const struct compared *c, struct cell a, struct cell b);

#define NO_ROW SIZE_MAX

/* Rows paired: for each row of one table that of the other, or NO_ROW. */
struct pairs {
    const struct record_table *a, *b; /* NULL where the record has no such table */
    size_t *to_b, *to_a;
};

/* What compare_rows() does besides pairing rows by what is natural for their table (see keys_of_table). */
enum compare_how {
    COMPARE_CLAIMS, /* everything counts; what is left over is paired in order */
    COMPARE_FACTS,  /* places and positions do not count; what is left over is new or gone */
};
void compare_rows(const struct compared *c, const char *table, enum compare_how how, struct pairs *out);

/* Whether a column counts when facts of two versions are compared: places and positions do not. */
bool compare_counts(struct bytes table, struct bytes column);

/* The columns that name a row of a table, NULL at the end; an empty list where none do. */
const char *const *compare_key(struct bytes table);

/* A cell or a whole row as canonical JSON, in the arena. */
struct bytes compare_cell_json(struct arena *a, struct cell c);
struct bytes compare_row_json(struct arena *a, const struct record_table *t, size_t row);

/* How the packs of two records differ. */
enum pack_change { PACK_ADDED, PACK_REMOVED, PACK_CHANGED };
enum pack_kind { PACK_CRITERION, PACK_POLICY, PACK_DATA };
struct pack_difference {
    enum pack_change change;
    enum pack_kind kind;
    struct bytes id;
};
/* "criterion", "policy", "data" */
const char *pack_kind_name(enum pack_kind kind);
/* Differences from a to b, criteria in the order of ids, then the policy, then data, where both say theirs. */
size_t compare_packs(const struct compared *c, struct pack_difference **out);

#endif
