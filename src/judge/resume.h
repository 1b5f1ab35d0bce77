/*
 * A file of records, one a line, that a run over many apps appends to: after
 * an interruption the same command goes on where it stopped. A last line
 * that was cut off is removed; apps whose records are there are not read
 * again.
 */
#ifndef VETO_JUDGE_RESUME_H
#define VETO_JUDGE_RESUME_H

#include "judge/intake.h"
#include "judge/record.h"

/* A record that is there: the artifact it is known by, and its result. */
struct resume_entry {
    uint8_t sha256[SHA256_SIZE];
    enum result result;
};

struct resume {
    const char *path;
    int fd;
    struct resume_entry *have; /* sorted by digest */
    size_t count, capacity;
};

/*
 * Opens or makes the file, and reads what is there. False with the reason:
 * it cannot be opened, a line is no record, or a record was made by another
 * version of veto or with other packs (then another file is needed).
 */
bool resume_open(struct resume *r, const char *path, const struct packs *packs, struct arena *a, struct error *e);
/* Takes apps out of the intake whose records are there, and adds their results to counts; returns how many. */
size_t resume_skip(const struct resume *r, struct intake *in, size_t counts[RESULTS]);
/* Appends one record and its line feed, and has it on disk before it returns. */
bool resume_append(struct resume *r, struct bytes line, struct error *e);
void resume_close(struct resume *r);

#endif
