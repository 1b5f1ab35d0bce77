/*
 * Steps of a run on Apple devices through a NanoMDM server: a family's apps
 * off one device, or one profile on it. What is wanted is a bundle id a line,
 * or a line "IDENTIFIER UUID" and the profile behind it. Commands are sent by
 * veto-push, the program beside this one; what became of them say the events
 * of the server's webhook. A step waits until the device's own list shows what
 * it was for: acknowledged is not gone, and a locked device (NotNow) has not
 * failed.
 *
 * A removal is queued only for apps that the device's list has, so the list
 * comes first. Undoing removes the profile, or puts back the one that an
 * earlier run of the case left there; apps that were removed are installed
 * again by their bundle ids, without their data, where the organisation has a
 * licence, and are said to be lost where the device refuses.
 */
#ifndef VETO_FLEET_MDM_STEP_H
#define VETO_FLEET_MDM_STEP_H

#include "fleet/enrolled.h"
#include "fleet/mdm_queue.h"
#include "fleet/rollout.h"

/* The context of such steps. The caller sets the first block, and starts the rest as zeros. */
struct mdm_reach {
    struct store *store;
    struct arena *arena;
    const struct seal *seal;
    const char *authorities; /* certificates to trust, PEM, or NULL */
    bool nopush;             /* queue only */
    bool again;              /* what was refused is sent again, and who did not answer is asked again */
    bool record;             /* what events say is kept in the store */
    int64_t now;             /* seconds since 1970 */

    struct mdm_events events;
    struct enrolled enrolled;
    struct mdm_queue queue;
    struct bytes away;       /* a server that was not reached is not tried again */
    char why_away[200];
};

/* Takes the events of a file, or none for NULL: first who the devices are, then, asked about these texts, a line each, what they say. */
bool mdm_reach_listen(struct mdm_reach *r, const char *path, struct bytes about, struct error *e);

/* Appends the lines that a step is about: bundle ids, or the profile's identifier. */
void mdm_step_about(const struct step *s, struct buf *out);

/* Whether the step is about a profile, and where that begins. */
bool mdm_step_profile(struct bytes want, struct bytes *name, struct bytes *profile);

/* Has the server queue a command; false when it does not take it (refused) or was not reached (r->away). */
bool mdm_push(struct mdm_reach *r, const struct step *s, const struct mdm_command *c, struct error *e);

extern const struct step_doer step_mdm;

#endif
