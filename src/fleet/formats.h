/* The readers of single formats. Each fills an artefact, names lines it cannot read, and stops at nothing less than
 * what makes the whole file unreadable: then it is false, with the reason. */
#ifndef VETO_FLEET_FORMATS_H
#define VETO_FLEET_FORMATS_H

#include "fleet/artefact.h"

bool zone_read(struct artefact *art, struct bytes text, struct error *e);
bool hosts_read(struct artefact *art, struct bytes text, struct error *e);
bool dnsmasq_read(struct artefact *art, struct bytes text, struct error *e);
bool pihole_read(struct artefact *art, struct bytes text, struct error *e);
bool nft_read(struct artefact *art, struct bytes text, struct error *e);
bool amapi_read(struct artefact *art, struct bytes text, struct error *e);
bool graph_read(struct artefact *art, struct bytes text, struct error *e);
bool profile_read(struct artefact *art, struct bytes text, struct error *e);

/* The next line without its end, '\r' taken off; false past the last. *line counts from 1. */
bool line_next(struct bytes text, size_t *at, uint32_t *line, struct bytes *out);
/* The next word separated by blanks; *rest moves past it. False when none is left. */
bool word_next(struct bytes *rest, struct bytes *word);
/* text without blanks at either end. */
struct bytes trimmed(struct bytes text);
/* Whether text is a dotted IPv4 address, or has the form of an IPv6 one. */
bool is_address(struct bytes text);

#endif
