/*
 * Response policy zones as text: what the planes of three resolvers share.
 * Form of triggers and actions: draft-vixie-dnsop-dns-rpz, and the manuals of
 * BIND 9, Unbound and the PowerDNS Recursor.
 */
#ifndef VETO_FLEET_RPZ_H
#define VETO_FLEET_RPZ_H

#include "fleet/plane.h"

struct rpz {
    bool names;       /* the blocked names and all below them */
    bool exempt;      /* client networks that may pass */
    bool sinkhole;    /* this product answers with a local name where one is given */
    const char *file; /* of the rendering: "rpz-bind9.zone" */
};

/*
 * Adds a zone to the rendering. The serial is that of what stands there where nothing else changed, else the larger of
 * what follows it and now: so the same content gives the same bytes on any day.
 */
void rpz_render(const struct control *c, const struct plane_input *in, const struct rpz *z, struct rendering *out);

/* Whether two zones say the same but for their serials; texts that are no zones of ours only when they are equal. */
bool rpz_same(struct bytes a, struct bytes b);
/* An empty zone that follows this one; false where the text is no zone of ours. */
bool rpz_blank(struct bytes text, struct buf *out);

/* Whether a resolver is to block this name: a domain that is no collateral, or one that was accepted, and that a zone can hold. */
bool rpz_blocks(const struct control_name *n);
/* False, with the reason, where the determination has no measure about traffic. */
bool rpz_asked(const struct control *c, struct error *e);
/* Gaps that every resolver has: collateral left out, exceptions without a network, what a resolver cannot see. */
void rpz_gaps(const struct control *c, struct rendering *out);
/* The network as the owner of a trigger, "32.9.2.0.127": written into out, at most 80 bytes. */
void rpz_network(const struct control_network *n, struct buf *out);
/* A comment line for each fact of the control, each line begun with `mark`. */
void rpz_heading(const struct control *c, const char *mark, struct buf *out);

#endif
