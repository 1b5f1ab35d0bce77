/* Companies and the domains they own, from packs/sdks/owners.tsv and packs/domains. Slices are of the packs. */
#ifndef VETO_CODE_OWNER_H
#define VETO_CODE_OWNER_H

#include "base/bytes.h"

struct owner {
    struct bytes id, name;
    struct bytes group;        /* id of the owner at the end of the chain of parents; the owner's own without one */
    struct bytes jurisdiction; /* ISO 3166-1 alpha-2 of the group; empty: no company controls it */
};

/* False, and *out empty, when the pack has no such owner. */
bool owner_find(struct bytes id, struct owner *out);

/* The owner of a host by the longest domain of the pack that it is or lies below; false when none is known. */
bool owner_of_host(struct bytes host, struct owner *out);

/*
 * The registrable domain of a lower-case host: one label more than its public suffix; empty where the host is a
 * public suffix itself. Rules: publicsuffix.org, where the last label is a suffix when no rule says otherwise.
 */
struct bytes host_registrable(struct bytes host);
/* Whether the last label is a top-level domain of the list's. */
bool host_known_top(struct bytes host);

#endif
