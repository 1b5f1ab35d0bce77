/*
 * A record: one evaluation as data. It comes from a child's frames or from
 * its own canonical JSON, and everything that shows, compares or rechecks an
 * evaluation works on it. Canonical: RFC 8785 and a line feed, the same bytes
 * for the same artifacts, packs and version.
 */
#ifndef VETO_JUDGE_RECORD_H
#define VETO_JUDGE_RECORD_H

#include "fact/row.h"
#include "judge/criteria.h"
#include "judge/judging.h"

/* A table of the record: facts, answers, findings and so on, as rows of cells. */
struct record_table {
    struct bytes name;
    struct bytes *columns;
    uint32_t column_count;
    struct cell *cells; /* row by row */
    size_t row_count, row_capacity;
    struct record_table *next;
};

struct record_pack {
    struct bytes id, sha256, text; /* of data no text: the id is its file below packs/ */
};

struct peers; /* judge/peers.h */

/* Room that the JSON of most records, and a page, do not outgrow. */
enum { RECORD_USUAL = 512 << 10 };

struct record {
    struct arena *arena;
    struct bytes veto; /* version that made it */
    struct record_pack *criteria;
    size_t criterion_count;
    struct record_pack policy;
    struct record_pack *data; /* what facts were looked up in: names of capabilities, SDKs, domains, families ... */
    size_t data_count;        /* 0: a record from before they were named */
    struct record_table *tables, *last;
    const struct peers *peers; /* NULL: it was compared with none, and has no such key */
    bool broken; /* frames that make no sense were taken */
    char digest[HEX256 + 1];          /* of its JSON, as record_told() was told; empty before */
    const struct peers *digest_peers; /* the digest counts only with these */
};

/* An empty record of this version of veto with these packs. */
void record_open(struct record *r, struct arena *a, const struct packs *packs);
/* Takes a child's FRAME_HEADER or FRAME_ROW; false when it is not what it should be. */
bool record_take(struct record *r, enum frame_type type, struct bytes payload);
/* Whether everything a record must have is there and only one of each. */
bool record_whole(const struct record *r, struct error *e);

/* A new table, and a new row of one, whose cells the caller sets. Everything is copied into the record's
 * arena. */
struct record_table *record_add_table(struct record *r, struct bytes name, const struct bytes *columns,
                                      uint32_t count);
struct cell *record_add_row(struct record *r, struct record_table *t);

/* NULL when there is none of that name. */
const struct record_table *record_table(const struct record *r, const char *name);
/* Whether a table has a key of its own at the top, so that it is none of the facts. */
bool record_is_top(struct bytes name);
/* The number of a column, or -1. */
int record_column(const struct record_table *t, const char *name);
/* A cell by row and column name; a NULL cell where there is no such column. */
struct cell record_cell(const struct record_table *t, size_t row, const char *column);
/* Its text; empty for NULL and for numbers. */
struct bytes record_text(const struct record_table *t, size_t row, const char *column);
int64_t record_number(const struct record_table *t, size_t row, const char *column);

/* The result, and false when the record has none. */
bool record_result(const struct record *r, enum result *out);

/* Whether this version of veto made the record with exactly these packs; *e says what is other. */
bool record_same_packs(const struct record *r, const struct packs *packs, struct error *e);

/* Appends the canonical JSON without the line feed. False when it is too long or would not be canonical. */
bool record_write(const struct record *r, struct buf *out);
/*
 * Reads canonical JSON (with or without the line feed), from which texts are
 * borrowed; *e says where it is not a record, ERROR_REFUSED that it
 * contradicts itself.
 */
bool record_read(struct record *r, struct arena *a, struct bytes json, struct error *e);
/* Keeps the digest of the record's JSON, given without a line feed, so that record_digest() need not write it again. */
void record_told(struct record *r, struct bytes json);
/* SHA-256 of the canonical JSON, hex. */
bool record_digest(const struct record *r, char out[HEX256 + 1]);

#endif
