/* What the files of the command enforce share. */
#ifndef VETO_CMD_ENFORCE_H
#define VETO_CMD_ENFORCE_H

#include "cmd/say.h"
#include "fleet/family.h"
#include "fleet/handset_step.h"
#include "fleet/mandate.h"
#include "fleet/mdm_step.h"
#include "fleet/plane.h"
#include "fleet/rollout.h"
#include "fleet/target.h"

/* NULL and false where not given. */
struct enforce_options {
    const char *from, *targets, *families, *rings, *through, *stop_at, *complaints, *events, *authorities;
    const char *out, *planes, *accept, *sinkhole, *resolver, *allow_resolvers, *ios, *signing_key, *signing_certificate, *as_of;
    bool go_on, no_wait, no_push;
};

struct enforce {
    const struct command *command;
    const struct enforce_options *given;
    const struct say_options *say; /* store, keys, roles */
    struct arena arena;
    struct store *store;
    struct bytes name, now; /* of the case; "2026-11-23T18:05:30Z" */
    struct matter m;
    struct mandate mandate;
    struct families families;
    struct control control; /* count 0: not made yet */
    struct seal seal;
    struct rollout run; /* the newest of the case */
    bool unasked; /* the last rendering was refused: the determination asks nothing of that plane */
    struct step *steps; /* that would be made now */
    size_t count, capacity;
    uint64_t devices;   /* issued */
    struct handset_roster *roster;
    struct mdm_reach mdm;
    struct step_reach reaches[6]; /* NULL behind the last */
};

/* Prints an error, the command's name in front, and hands the status through. */
int enforce_said(const struct enforce *w, const struct error *e, int status);

/* The steps that the case, the targets and the rendered files make now. */
bool enforce_steps(struct enforce *w, struct error *e);
/* A step more; the pointer holds until the next. */
struct step *enforce_step(struct enforce *w, const struct target *t);
/* What a target's file is to hold: rendered, or made by hand. */
bool enforce_file(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *text, struct error *e);

/* Counts the issued devices. */
bool enforce_count_devices(struct enforce *w, struct error *e);
/* A step for each device that a target reaches one by one: those of an adb server, or issued Apple devices through a server. */
bool enforce_handsets(struct enforce *w, const struct target *t, struct error *e);
bool enforce_apple(struct enforce *w, const struct targets *all, const struct target *t, struct error *e);
/* Has the events of --events say what devices answered to these steps and those of the run, if any is of an MDM server, or always. */
bool enforce_listen(struct enforce *w, bool always, struct error *e);

/* Reads --targets. */
bool enforce_targets(struct enforce *w, struct targets *t, struct error *e);
/* What stands in the places of a plane's files, under the names that the targets give them; in the arena. */
bool enforce_standing(struct enforce *w, const struct targets *all, struct bytes plane, struct plane_input *in, struct error *e);

/* Makes w->control once. */
bool enforce_control(struct enforce *w, struct error *e);
/* What the plane is to be told, given what stands in its places; everything in w->arena. */
bool enforce_render(struct enforce *w, const struct plane *p, const struct plane_input *standing, struct rendering *out, struct error *e);
/* Every plane of the determination, its files and gaps: for people; and into the folder --out. */
int enforce_show_planes(struct enforce *w);
int enforce_out(struct enforce *w);

/* Signs a statement of kind run about w->run and puts it into the store. */
int enforce_sign(struct enforce *w, const char *action, const char *outcome);

int enforce_apply(struct enforce *w);
int enforce_rollback(struct enforce *w);
int enforce_status(struct enforce *w);

#endif
