/*
 * Controls: what any plane needs to carry out a determination on a day, and
 * nothing of one plane: names to block, who is exempt and until when, and
 * which measures were decided. Made of the case, its family and the accepted
 * collateral; planes render it (fleet/plane.h).
 */
#ifndef VETO_FLEET_CONTROL_H
#define VETO_FLEET_CONTROL_H

#include "fleet/family.h"
#include "fleet/mandate.h"

struct control_name {
    enum identifier_kind kind;  /* package, bundle-id, app-store-id, apple-team, domain, signer digests */
    enum confidence confidence; /* certain or claim; what the determination itself names is certain */
    struct bytes value, platform;
    struct bytes also_hits;     /* what else it reaches; empty: nothing that is known */
    bool accepted;              /* nothing else is hit, or somebody accepted that: only then a plane blocks it */
};

struct control_exempt {
    struct bytes who;     /* device (serial number or asset tag) or group, as the exception names it */
    struct bytes network; /* the value of its mitigation "network": an address or prefix it is reached from; empty: none */
    struct bytes until;   /* the last day, "2027-03-31" */
    int64_t ends;         /* the first second after that day, UTC, seconds since 1970 */
    struct bytes digest;  /* of the exception, hex */
    bool group;           /* who is a group */
};

struct control {
    struct bytes matter;        /* name of the case */
    struct bytes determination; /* its digest, hex */
    struct bytes effective;     /* "2026-11-01" */
    struct bytes title_en, title_fr; /* the subject, for people: "WeChat (Weixin)" */
    bool removes;       /* measure remove */
    bool blocks_install;
    bool blocks_traffic;
    bool traffic_app_only; /* the determination says app-only: web use is not meant, traffic measures hit more than it asks for */
    int64_t now;        /* seconds since 1970; renderers ask no clock */
    struct control_name *names; /* by kind, then value, bytewise; each once */
    size_t count;
    struct control_exempt *exempt; /* in force at now, by network, then who */
    size_t exempt_count;
    struct control_exempt *ended; /* exceptions that hold no more and whose network no other has; by network, then who */
    size_t ended_count;
    struct bytes *former; /* domains that an earlier determination blocked, or the revoked one, and that nothing blocks now; bytewise */
    size_t former_count;
    bool revoked;         /* no determination holds: names are those of the last, and none is to be blocked */
    struct bytes *unresolved; /* successors and a family that no pack knows: nothing is blocked of them */
    size_t unresolved_count;
};

struct control_options {
    const struct bytes *accepted; /* values whose collateral was accepted, "*" for all */
    size_t accepted_count;
};

/* What a control is made of; now: seconds since 1970. */
struct control_from {
    const struct mandate *mandate;
    const struct families *families;
    int64_t now;
    bool revoked_too; /* of a case whose determination was revoked, for asking whether its names are open again */
};

/*
 * Everything lives in the arena, or in what it is made of. False with ERROR_REFUSED where no determination is in
 * force, or its subject gives no identifier any plane could block. An exception that names no network, or what is no
 * address or prefix, exempts nothing on the network: renderers say so as a gap.
 */
bool control_make(struct control *c, struct arena *a, const struct control_from *from, const struct control_options *o, struct error *e);

struct control_network {
    uint8_t address[16]; /* network order; of IPv4 the first four */
    unsigned bits;
    bool v6;
};

/* Reads an IPv4 or IPv6 address or prefix; false for anything else, host bits in a prefix too. */
bool control_network(struct bytes text, struct control_network *out);
/* Whether all of n lies in wide. */
bool control_contains(const struct control_network *wide, const struct control_network *n);
/* The exception in force that an address or prefix is wholly in; NULL: none. */
const struct control_exempt *control_exempts(const struct control *c, struct bytes address);
/* Whether an address of the same kind lies in it. */
bool control_network_has(const struct control_network *n, const uint8_t address[16]);

#endif
