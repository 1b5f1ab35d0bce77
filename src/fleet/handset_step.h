/*
 * Steps of a run on Android devices over adb: a family's packages off one
 * device, for each of its users. What is wanted is a package a line; what was
 * there before is "USER PACKAGE STATE" a line, as handset_state_id() says it.
 * Undoing brings back what the system image has and enables what was disabled;
 * what a user had installed is gone, and is said to be.
 */
#ifndef VETO_FLEET_HANDSET_STEP_H
#define VETO_FLEET_HANDSET_STEP_H

#include "fleet/handset.h"
#include "fleet/rollout.h"

/* Which device is behind which of the adb server's names; filled when first asked, one server at a time. */
struct handset_roster {
    char place[280];
    struct adb adb;
    size_t count;
    struct {
        char transport[256], serial[256];
    } rows[LIMIT_ADB_DEVICES];
};

/* Asks a server again for its devices. */
bool handset_roster_load(struct handset_roster *r, const char *place, struct error *e);

/* The context of a run is a struct handset_roster. */
extern const struct step_doer step_handsets;

#endif
