/* Files that evaluate writes besides its output: the page, the brief, a folder of tables. */
#ifndef VETO_CMD_PAGES_H
#define VETO_CMD_PAGES_H

#include "judge/evaluate.h"
#include "judge/html_report.h"

/* What the options name; NULL: not asked for. */
struct pages {
    const char *html, *brief, *tables;
    const struct packs *packs;
    enum language language;
    const struct record *old; /* an older version's record, or NULL */
};

static inline bool pages_any(const struct pages *p)
{
    return p->html != NULL || p->brief != NULL || p->tables != NULL;
}

/* Writes what was asked for of one app; says what went wrong, and is false, when something did. */
bool pages_write(const struct pages *p, const struct intake *in, const struct evaluated *result);
/* Writes what was asked for of a record; the names of its files, ended by NULL, are for the commands to check again. */
bool pages_write_record(const struct pages *p, const struct record *r, const char *const *files);

/* Says on standard output what was written where. */
void pages_say(const struct pages *p);

/* A file as a whole or not at all; "-" is standard output. Says what went wrong. */
bool page_file(const char *path, struct bytes text);

#endif
