/*
 * An Android device reached over adb: its users and profiles, what is
 * installed for each, and removal that is looked up again and never believed.
 *
 * Gone is what a sound list of that user does not have and `pm path` does not
 * find; a list is sound when its command came to its end and has the package
 * "android", which every device has. What one command says against another,
 * and what did not come, is unknown.
 */
#ifndef VETO_FLEET_HANDSET_H
#define VETO_FLEET_HANDSET_H

#include "base/limits.h"
#include "fleet/adb.h"
#include "fleet/family.h"

struct handset_user {
    int id;
    bool profile; /* a work profile, or a clone */
    char name[64];
};

struct handset {
    struct adb adb;
    char transport[256]; /* as the adb server calls it */
    char serial[256];    /* as the device does */
    struct handset_user users[LIMIT_ADB_USERS];
    size_t count;
    struct buf users_said;
};

/* Asks for serial number and users; false when either does not come. The caller closes it in either case. */
bool handset_open(struct handset *h, const struct adb *a, struct bytes transport, struct error *e);
void handset_close(struct handset *h);

/*
 * Appends everything that the device says of its apps, for the source "adb"
 * (source_adb.c): sections of a line "NAME USER STATUS SIZE" and as many bytes.
 * STATUS is the command's, or -1 when it did not come to its end.
 */
void handset_survey(const struct handset *h, struct buf *out);

enum handset_state {
    HANDSET_NEVER,    /* it was not installed for that user */
    HANDSET_GONE,     /* it was, and is not any more */
    HANDSET_DISABLED, /* it is there and cannot be opened */
    HANDSET_THERE,
    HANDSET_UNKNOWN,
    HANDSET_STATES
};

struct handset_removal {
    enum handset_state state;
    bool system;   /* it is part of the system image, where a copy stays */
    bool disabled; /* it could not be opened before either */
    char said[120]; /* the last line that the device answered to the removal */
    char why[400]; /* of unknown */
};

/* "gone", "present-not-usable". */
const char *handset_state_id(enum handset_state s);

/* What a package is for a user now, nothing being changed. */
void handset_look(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out);

/* Uninstalls a package for a user; what stays, as parts of the system do, is disabled; then looks. */
void handset_remove(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out);

/* Brings back for a user what the system image still has, or what is disabled; then looks: HANDSET_THERE when it is back. */
void handset_restore(const struct handset *h, const struct handset_user *u, struct bytes package, struct handset_removal *out);

#endif
