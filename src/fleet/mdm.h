/*
 * Removal through an MDM server: what was queued (the lines of veto-push) and
 * what came back (the events of NanoMDM's webhook, a JSON object each), put
 * together into what is known of each app on each device. Events come twice,
 * late, in another order, or never: a state machine in one table. That the
 * device acknowledged is not that the app is gone: only a later list of the
 * device without it says so. NotNow is a locked device, which answers later.
 */
#ifndef VETO_FLEET_MDM_H
#define VETO_FLEET_MDM_H

#include "base/arena.h"
#include "base/error.h"

enum mdm_state { MDM_QUEUED, MDM_WAITING, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_PRESENT, MDM_GONE, MDM_STATES };
enum mdm_event { MDM_NOT_NOW, MDM_ACK, MDM_ERROR, MDM_LISTED, MDM_UNLISTED, MDM_EVENTS };

/* "queued"; what a removal in that state is called: "pending", "not removed", "present", "gone"; the next state. */
const char *mdm_state_id(enum mdm_state s);
const char *mdm_state_say(enum mdm_state s);
enum mdm_state mdm_next(enum mdm_state s, enum mdm_event e);

struct mdm_removal {
    struct bytes uuid, device, app;
    enum mdm_state state;
    int64_t listed; /* time of the newest list that counted; 0: none */
};

struct mdm {
    struct mdm_removal *rows;
    size_t count, capacity;
    uint64_t events, repeated, unknown, malformed;
};

/*
 * `queued`: lines UUID, type, device, subject, separated by tabs; `events`: JSON objects, one a line. False where the
 * queue is not of that form; events that are none are counted. In the arena.
 */
bool mdm_read(struct arena *a, struct bytes queued, struct bytes events, struct mdm *out, struct error *e);

#endif
