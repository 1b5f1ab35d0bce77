/*
 * What a case asks of devices on a day: the determination that holds, whether
 * it was revoked, and which devices are kept as they are: by a hold until it is
 * waived, by an exception until it expires. Devices are named by serial number,
 * asset tag or department.
 */
#ifndef VETO_FLEET_MANDATE_H
#define VETO_FLEET_MANDATE_H

#include "ledger/matter.h"

struct mandate_keep {
    struct bytes who;     /* a device or group */
    const struct matter_item *by; /* the hold or exception */
    struct bytes until;   /* the last day of an exception */
    const char *word;     /* "hold" or "exception" */
};

struct mandate {
    const struct matter *m;
    const struct matter_item *determination; /* NULL: none holds */
    bool revoked;                            /* one did */
    bool removes, blocks;                    /* its measures: remove or block-install; block-traffic */
    struct mandate_keep *keeps;
    size_t count;
};

struct mandate_device {
    struct bytes serial, asset, department;
};

/* `today` is "2026-11-23" or more; everything lives in the arena. False where a committed device cannot be opened. */
bool mandate_read(struct store *s, struct arena *a, const struct matter *m, struct bytes today, struct mandate *out, struct error *e);

/* What keeps a device; NULL when nothing does. */
const struct mandate_keep *mandate_keeps(const struct mandate *m, const struct mandate_device *d);
/* Whether any hold that is not waived as a whole stands: then nothing is removed that cannot leave single devices out. */
const struct mandate_keep *mandate_holds(const struct mandate *m);
/* Whether the determination is carried out on that plane: it names none, that one, or its kind: "resolver", "firewall", "device management". */
bool mandate_has_plane(const struct mandate *m, struct bytes plane);

#endif
