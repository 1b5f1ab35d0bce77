/*
 * Asks through a firewall what a device would ask: a resolver's ports, over
 * each way that DNS has. What comes back is told apart: an answer, a refusal
 * by something on the way (the sender of the ICMP error, RFC 792 and RFC 4443),
 * a refusal in the name of the other end, which a closed port looks like, and
 * silence. Only the first two are evidence by themselves.
 */
#ifndef VETO_FLEET_PASSAGE_H
#define VETO_FLEET_PASSAGE_H

#include "fleet/probe.h"

enum passage_way {
    WAY_UDP,  /* DNS over UDP, port 53 (RFC 1035) */
    WAY_TCP,  /* DNS over TCP, port 53 (RFC 7766) */
    WAY_TLS,  /* DNS over TLS, TCP port 853 (RFC 7858): that a connection comes about */
    WAY_QUIC, /* DNS over QUIC, UDP port 853 (RFC 9250): that a version is negotiated (RFC 9000, section 6) */
    WAYS
};

enum passage {
    PASSAGE_OPEN,    /* something answered */
    PASSAGE_REFUSED, /* by something on the way */
    PASSAGE_CLOSED,  /* by the other end, or in its name */
    PASSAGE_SILENT,
    PASSAGES
};

const char *passage_way_id(enum passage_way w);   /* "udp/53", ... */
const char *passage_way_title(enum passage_way w); /* "DNS over UDP", ... */
const char *passage_id(enum passage p);            /* "open", "refused", "closed", "silent" */

enum { PASSAGE_ADDRESS = 46 }; /* an address as text, with its NUL */

struct passage_answer {
    enum passage passage;
    char by[PASSAGE_ADDRESS]; /* who refused it on the way, else empty */
};

/*
 * Tries one way to the server's address, the port of the way; within LIMIT_PROBE_MS. `known` is a name to ask for.
 * False with ERROR_USAGE where this machine does not have the address `from`, ERROR_SYSTEM where nothing could be sent.
 */
bool passage_try(const struct probe_server *to, struct bytes from, enum passage_way way, struct bytes known, struct passage_answer *out, struct error *e);
/* Whether a TCP connection to that port comes about; false on errors too, which passage_try() names. */
bool passage_reaches(const struct probe_server *to, struct bytes from, uint16_t port);

#endif
