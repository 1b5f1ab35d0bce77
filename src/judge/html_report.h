/*
 * The report as a page: one file that needs nothing else, in English and in
 * French, with one switch between them that works without scripts. Made from
 * the record alone, so it says nothing that recheck could not derive again.
 *
 * The brief is one page for whoever decides: result, what stands out, what is
 * not known, how to check.
 */
#ifndef VETO_JUDGE_HTML_REPORT_H
#define VETO_JUDGE_HTML_REPORT_H

#include "judge/diff.h"
#include "judge/record.h"
#include "judge/words.h"

struct html_report {
    const struct record *record;
    const struct packs *packs; /* those the record was made with */
    const char *const *files;  /* names of the files, ended by NULL, for the commands to check again */
    const struct diff *diff;   /* from an older version to this, or NULL */
    enum language language;    /* the one shown first */
};

/* Appends the document; false when it does not fit. The record's arena is used for what must be sorted. */
bool html_report_write(struct buf *out, const struct html_report *what);
bool html_brief_write(struct buf *out, const struct html_report *what);

#endif
