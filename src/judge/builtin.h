/*
 * What is known of the built-in criteria since veto was built: where the
 * parts of their heads lie, and what their statements read. tools/criteria.c
 * writes it, with the code that finds it out of criteria that are given. Who
 * has no such table (that tool, for one) has criteria read and prepared.
 */
#ifndef VETO_JUDGE_BUILTIN_H
#define VETO_JUDGE_BUILTIN_H

#include <stddef.h>
#include <stdint.h>

enum { BUILTIN_LITERALS = 128 }; /* the most that a statement has */

/* A part of a criterion's file. */
struct builtin_part {
    uint16_t at, size;
};

struct builtin_criterion {
    uint16_t file; /* from the first of criteria/ (base/pack.h) */
    struct builtin_part id, question, question_fr, why, why_fr, refs;
    uint16_t shape;                  /* of builtin_shapes */
    uint16_t literal, literal_count; /* of builtin_literals: what is bound to it */
    uint8_t severity;
    unsigned parts;  /* enum part: what a "no" needs */
    uint64_t tables; /* bit i: table_at(i) is read */
    uint64_t needed; /* of these: without a row of each of them there is no finding */
};

extern const struct builtin_criterion builtin_criteria[]; /* by id, bytewise */
extern const size_t builtin_criterion_count;
extern const char *const builtin_shapes[];
extern const size_t builtin_shape_count;
extern const struct builtin_part builtin_literals[]; /* of the criterion's file, between the quotes */

#endif
