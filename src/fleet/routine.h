/*
 * The file of what is done on a timer (veto routine): where the store is, and
 * a line for each source that is asked, each resolver that is probed, each
 * case whose planes are looked at, each report. Words are separated by blanks;
 * "..." keeps blanks in a word, a line that begins with # says nothing.
 */
#ifndef VETO_FLEET_ROUTINE_H
#define VETO_FLEET_ROUTINE_H

#include "base/arena.h"
#include "base/error.h"

/* In the order in which they run. */
enum routine_kind { ROUTINE_OBSERVE, ROUTINE_PROBE, ROUTINE_ENFORCE, ROUTINE_REPORT, ROUTINE_KINDS };

struct routine_job {
    enum routine_kind kind;
    size_t line;
    struct bytes text;   /* the line, for people */
    const char **words;  /* the command and its words, NULL behind the last */
    size_t count;
};

struct routine {
    const char *store, *families; /* NULL: not given */
    int32_t days;     /* how old lists of apps may be */
    int32_t soon;     /* exceptions that end within so many days are told */
    int32_t patience; /* minutes that one job may take */
    struct routine_job *jobs; /* by kind, then line */
    size_t count;
};

/*
 * Reads such a file; everything lives in the arena. False with the line and what to do about it: for a word that there is
 * not, a command that may not run unattended, an option that belongs to the whole file.
 */
bool routine_read(struct arena *a, struct bytes text, struct routine *r, struct error *e);

/* "observe", "probe", "enforce", "report". */
const char *routine_kind_id(enum routine_kind kind);
/* Whether the job has that word. */
bool routine_has(const struct routine_job *j, const char *word);

#endif
