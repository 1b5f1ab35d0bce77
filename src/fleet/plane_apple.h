/* Planes of Apple's device management: apps in plane_apple.c, names on the network in plane_apple_net.c. */
#ifndef VETO_FLEET_PLANE_APPLE_H
#define VETO_FLEET_PLANE_APPLE_H

#include "fleet/plane.h"

extern const struct plane plane_apple_restrictions, plane_apple_webfilter, plane_apple_dns, plane_apple_remove, plane_apple_declaration;

/* What these planes share. */

struct apple_names {
    struct bytes *values;
    size_t count;
};

/* The control's names of a kind that may be blocked, those of Android left out, of macOS too unless `mac`; what is left out for another reason is a gap. */
struct apple_names apple_names(const struct control *c, enum identifier_kind kind, bool mac, struct rendering *out);
/* What is so of all of them: exceptions go by device, none expires by itself. */
void apple_gaps(const struct plane *p, const struct control *c, const struct plane_input *in, struct rendering *out);
/* Writes, and signs where there is a key, a profile of one payload into the file apple-PART.mobileconfig. */
struct mobileconfig;
bool apple_profile(const struct control *c, const struct plane_input *in, const struct mobileconfig *m, struct bytes keys, struct rendering *out, struct error *e);

#endif
