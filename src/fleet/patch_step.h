/*
 * Steps of a run on documents of management services, by their address: a
 * policy of the Android Management API, a device configuration of Microsoft
 * Graph. What is wanted, and what was there, are objects of the fields that
 * the run changes, and nothing else of the document is ever sent. Requests are
 * made by veto-patch, the program beside this one.
 *
 * A change is made only to fields that are as they were; with the document's
 * version where the service names one, so that nothing that somebody else
 * wrote at the same time is overwritten.
 */
#ifndef VETO_FLEET_PATCH_STEP_H
#define VETO_FLEET_PATCH_STEP_H

#include "fleet/document.h"
#include "fleet/rollout.h"

/* The context of such steps. */
struct patch_reach {
    const char *authorities; /* certificates to trust, PEM, or NULL */
    struct bytes away;       /* a service that was not reached is not tried again; in no arena */
    char why_away[200];
};

/* The document of an address, and its version, which may be empty; in the arena. `token` is a file, or empty for that of the environment. */
bool patch_get(struct patch_reach *r, struct arena *a, struct bytes url, struct bytes token, struct bytes *text, struct bytes *etag, struct error *e);

/* Microsoft Graph takes the fields of what it is given; the other service, the Android Management API, those of an update mask. */
bool patch_is_graph(struct bytes plane);

extern const struct step_doer step_patch;

#endif
