/* What a configuration profile is called on a device: its PayloadIdentifier and PayloadUUID. */
#ifndef VETO_FLEET_PROFILE_NAME_H
#define VETO_FLEET_PROFILE_NAME_H

#include "base/arena.h"
#include "base/error.h"

/*
 * "IDENTIFIER UUID" of a profile, bare or signed, read in a jailed child; in the arena, a NUL behind. False for what is no
 * profile, or has names with other characters than letters, digits, dots, hyphens and underscores.
 */
bool profile_name(struct arena *a, struct bytes profile, struct bytes *name, struct error *e);

#endif
