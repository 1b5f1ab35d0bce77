/*
 * The report for a person: result first, then each yes with its place, what
 * is undetermined and why, counts of no, what was not examined, and how to
 * check it all again. Untrusted text goes through text_show() only.
 */
#ifndef VETO_JUDGE_REPORT_H
#define VETO_JUDGE_REPORT_H

#include "judge/record.h"
#include "judge/words.h"

struct report_style {
    enum language language;
    unsigned width; /* columns; lines of prose are wrapped, loci are not */
    bool colour;
    const char *peers, *peer_files; /* as the user named them, for the line that says how to check; or NULL */
};

/* Appends the report of a record. `path` is what the user called the file; criteria give the questions'
 * words. */
void report_write(struct buf *out, const struct record *r, const struct packs *packs, const char *path,
                  struct report_style style);
/* One line for one of many apps. */
void report_line(struct buf *out, const struct record *r, const char *path, struct report_style style);
/* The same for an app without a record. */
void report_failure(struct buf *out, const char *path, struct bytes why, struct report_style style);

#endif
