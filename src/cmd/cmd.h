/*
 * Commands: one file each, one row in main.c's table each. Help, the manual
 * and shell completions are made from the rows, so they cannot disagree.
 */
#ifndef VETO_CMD_CMD_H
#define VETO_CMD_CMD_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

/* Exit statuses; the results of an evaluation are 0 met, 3, 4 and 5. */
enum {
    EXIT_OK = 0,
    EXIT_OPERATION = 1,
    EXIT_USAGE = 2,
    EXIT_CONDITIONS = 3,
    EXIT_NOT_MET = 4,
    EXIT_UNDETERMINED = 5,
};

/* An option of a command; a row of zeros ends the table. */
struct option_row {
    const char *name;     /* "--json" */
    const char *argument; /* "DIR", or NULL for a switch */
    const char *doc;
    bool *flag;         /* set to true by a switch */
    const char **value; /* set to the argument */
};

struct command {
    const char *name;
    const char *operands; /* "FILE... 'SELECT ...'" */
    const char *doc;      /* one line */
    const char *more;     /* paragraphs for the manual and --help */
    const struct option_row *options;
    int (*run)(int argc, char **argv); /* operands only, options taken out */
};

extern const struct command command_evaluate;
extern const struct command command_recheck;
extern const struct command command_diff;
extern const struct command command_peers;
extern const struct command command_report;
extern const struct command command_criteria;
extern const struct command command_families;
extern const struct command command_lint;
extern const struct command command_init;
extern const struct command command_observe;
extern const struct command command_remove;
extern const struct command command_planes;
extern const struct command command_enforce;
extern const struct command command_mdm_event;
extern const struct command command_expire;
extern const struct command command_user_notice;
extern const struct command command_probe;
extern const struct command command_routine;
extern const struct command command_verify;
extern const struct command command_sample;
extern const struct command command_demo_fleet;
extern const struct command command_log;
extern const struct command command_dossier;
extern const struct command command_verify_dossier;
extern const struct command command_release;
extern const struct command command_apps;
extern const struct command command_query;
extern const struct command command_paths;
extern const struct command command_tables;
extern const struct command command_show;
extern const struct command command_case;
extern const struct command command_acquire;
extern const struct command command_attest;
extern const struct command command_exhibit;
extern const struct command command_notice;
extern const struct command command_respond;
extern const struct command command_propose;
extern const struct command command_determine;
extern const struct command command_exempt;
extern const struct command command_hold;
extern const struct command command_waive;
extern const struct command command_revoke;
extern const struct command command_review;
extern const struct command command_appeal;
extern const struct command command_extend;
extern const struct command command_dispose;
extern const struct command command_expose;
extern const struct command command_inform;
extern const struct command command_help;
extern const struct command command_version;

/* The table: NULL past the last. */
const struct command *command_at(size_t i);
/* NULL when there is none of that name. */
const struct command *command_find(const char *name);
/* The name nearest to a mistyped one, or NULL when none is near. */
const char *command_near(const char *name);

/*
 * Takes options out of argv (argv[0] is the command) and leaves the operands.
 * Returns how many operands, or -1 after saying what was wrong.
 */
int options_parse(const struct command *c, int argc, char **argv);

/* Prints help for one command on `to`. */
void help_command(FILE *to, const struct command *c);

/* Says what went wrong on stderr, "veto: " in front; untrusted text is made harmless. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
/* A path or other untrusted text, made harmless; static memory of eight texts, the oldest reused. */
const char *harmless(const char *text);
const char *harmless_bytes(struct bytes text);

/* Writes a whole buffer to stdout; false (and a complaint) when that fails, as on a full disk. */
bool print_bytes(struct bytes text);
/* Flushes stdout; EXIT_OPERATION instead of `status` when that fails. */
int finish_output(int status);

/* Levenshtein distance of two short words; at most 99. */
unsigned word_distance(const char *a, const char *b);

#endif
