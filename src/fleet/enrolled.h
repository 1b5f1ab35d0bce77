/*
 * Which enrolment id of an MDM server an issued device has, by its serial
 * number: from answers of NanoMDM that the store has, and from events.
 */
#ifndef VETO_FLEET_ENROLLED_H
#define VETO_FLEET_ENROLLED_H

#include "fleet/mdm_event.h"
#include "ledger/store.h"

struct enrolled {
    struct enrolled_device {
        struct bytes serial, device;
        int64_t time; /* when it was said, seconds since 1970 */
    } *rows;          /* by serial, the newest of each */
    size_t count, capacity;
};

/* Both sources together; everything lives in the arena. */
bool enrolled_load(struct enrolled *n, struct store *s, struct arena *a, const struct mdm_events *events, struct error *e);

/* Empty when none is known. */
struct bytes enrolled_find(const struct enrolled *n, struct bytes serial);

#endif
