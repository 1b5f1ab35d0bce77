/*
 * Criteria and policies: SQL files with a head of comments, read and checked
 * before any app is.
 *
 *     -- id: manifest.debuggable
 *     -- question: Can anybody with the device attach a debugger?
 *     -- question.fr: ...
 *     -- severity: high
 *     -- refs: MASVS-RESILIENCE-4, MASWE-0067
 *     -- why: one sentence: what follows from a yes
 *     -- why.fr: ...
 *     SELECT subject, locus FROM ...
 *
 * A criterion's columns are subject and locus, and optionally grade, witness
 * and detail. A policy has id, title (and title.fr) and the columns result
 * and criterion; see policy.h.
 */
#ifndef VETO_JUDGE_CRITERIA_H
#define VETO_JUDGE_CRITERIA_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "fact/sql.h"
#include "judge/builtin.h"

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
const char *severity_name(enum severity s);

struct criterion {
    struct bytes id;
    struct bytes question, question_fr;
    struct bytes why, why_fr;
    struct bytes refs; /* separated by ", " */
    enum severity severity;
    struct bytes text; /* the whole file */
    char sha256[HEX256 + 1];
    const char *file; /* for messages: "criteria/manifest.debuggable.sql" or a path */
    bool builtin;     /* part of the program: its tests prepared it */
    const struct builtin_criterion *known; /* of one that is built in (judge/builtin.h), or NULL */
    uint64_t tables;  /* bit i: table_at(i) is read; both filled in by packs_prepare(), or known */
    unsigned parts;   /* enum part: what a "no" needs */
};

struct policy {
    struct bytes id;
    struct bytes title, title_fr;
    struct bytes text;
    char sha256[HEX256 + 1];
    const char *file;
    bool builtin;
};

struct packs {
    struct arena *arena;
    struct criterion *criteria; /* by id, bytewise */
    size_t count, capacity;
    struct policy policy;
    /*
     * From packs_prepare() to packs_close(): a database without an app, and everything prepared. Children
     * inherit it and put their app into it, so that nothing is prepared once for each app.
     */
    struct sql *sql;
    struct sql_statement *prepared; /* as criteria */
    struct sql_statement prepared_policy;
};

/* The built-in criteria and the default policy, not yet checked. */
bool packs_builtin(struct packs *p, struct arena *a, struct error *e);
/* Adds the *.sql files of a folder; one with an id that is there already replaces it. */
bool packs_add_folder(struct packs *p, const char *folder, struct error *e);
/* Takes the policy from a file. */
bool packs_set_policy(struct packs *p, const char *path, struct error *e);
/* Adds one criterion from its text; `file` is for messages and must live as long as the arena. */
bool packs_add(struct packs *p, const char *file, struct bytes text, struct error *e);
bool packs_policy_text(struct packs *p, const char *file, struct bytes text, struct error *e);

/*
 * Prepares everything over empty tables: a statement that is wrong, reads
 * what it may not, walks over a whole big table or lacks a column is named
 * with its file and line. Also fills in tables and parts. The packs are not
 * changed any more until packs_close().
 */
bool packs_prepare(struct packs *p, struct error *e);
/* Lets go of what packs_prepare() prepared; harmless where it did not. */
void packs_close(struct packs *p);
/*
 * The same check of what is not part of the program, and nothing kept: all
 * that must be known before one app is read, whose child prepares each
 * statement when it asks.
 */
bool packs_check(const struct packs *p, struct error *e);
/* NULL when there is none of that id. */
const struct criterion *packs_find(const struct packs *p, struct bytes id);

#endif
