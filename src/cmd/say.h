/* What the commands that write statements have in common: their options, a draft filled in, and how it is kept. */
#ifndef VETO_CMD_SAY_H
#define VETO_CMD_SAY_H

#include "cmd/cmd.h"
#include "ledger/draft.h"
#include "ledger/process.h"
#include "ledger/store.h"

/* The options; NULL and false when left out. */
struct say_options {
    bool json, dry_run, yes, edit;
    const char *place, *from, *key, *second, *roles, *process, *access, *out, *record, *commit;
};

struct saying {
    const struct command *command;
    const struct say_options *given;
    const struct statement_kind *kind;
    struct arena arena;
    struct store *store;
    struct matter m;
    struct process process;
    struct draft draft;
    struct statement s, plain; /* as signed, and with nothing hidden, as the rules see it */
    struct bytes text, now;
    struct bytes openings; /* of fields signed as commitments; empty when there are none */
    struct bytes signatures[LIMIT_NOTE_SIGNATURES];
    size_t signature_count;
    const char *roles;
    struct error error;
};

/* Prints w->error and hands the status through. */
int said(const struct saying *w, int status);
/* The time of this machine, "2026-11-23T18:05:30Z". */
struct bytes say_now(struct arena *a);

/* The statement's text, from the case, a file, a record, FIELD=VALUE and an editor: w->text and w->s; what somebody else signed
 * comes with its signatures and openings. EXIT_OK, or another status after saying why there is none. */
int say_draft(struct saying *w, int argc, char **argv);

/* Shows what is signed. */
void say_show(const struct saying *w);
/* Asks whether to sign, and signs; then writes the statement to a file, or into the store when roles and rules allow it. */
int say_keep(struct saying *w);

#endif
