/*
 * Events of NanoMDM's webhook, a JSON object a line: what devices answered to
 * commands, and who they are. Read in the jail (mdm_events_read), or, for a
 * parent that wants them, by a child that says them in frames
 * (mdm_events_open). Of a list only what was asked about is taken.
 */
#ifndef VETO_FLEET_MDM_EVENT_H
#define VETO_FLEET_MDM_EVENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum mdm_answer { MDM_SAID_NOTHING, MDM_SAID_NOT_NOW, MDM_SAID_ACKNOWLEDGED, MDM_SAID_ERROR, MDM_ANSWERS };
enum mdm_list { MDM_NO_LIST, MDM_APPS, MDM_PROFILES, MDM_LISTS };

struct mdm_event {
    struct bytes device;  /* the enrolment id: the UDID, or of a user enrolment its EnrollmentID */
    struct bytes uuid;    /* of the command it answers; empty for a check-in */
    struct bytes serial;  /* of Authenticate and DeviceInformation: whose device it is; else empty */
    int64_t time;         /* when the server had it, seconds since 1970 */
    enum mdm_answer answer;
    enum mdm_list list;
    struct bytes on;      /* of what was asked about, what is on the list, a line each; of profiles "IDENTIFIER UUID" */
    struct bytes why;     /* of an error, the device's own words */
    uint32_t order;       /* in the file */
};

struct mdm_events {
    struct mdm_event *rows; /* by device, then by time, then as they came */
    size_t count, capacity;
    uint64_t lines, repeated, malformed;
};

/* `about`: bundle ids and PayloadIdentifiers, a line each, bytewise in order. Everything lives in the arena. */
void mdm_events_read(struct arena *a, struct bytes text, struct bytes about, struct mdm_events *out);

/* Reads a file of them in a jailed child. False with the reason. */
bool mdm_events_open(struct arena *a, const char *path, struct bytes about, struct mdm_events *out, struct error *e);

/* The first event of a device, or where it would stand. */
size_t mdm_events_of(const struct mdm_events *events, struct bytes device);

/* Whether a text is a line of that list of lines. */
bool mdm_line(struct bytes lines, struct bytes line);

#endif
