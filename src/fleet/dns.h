/*
 * As much of DNS (RFC 1035) as asking a resolver takes: one query for one
 * name's addresses, and of the response its code and how many answers it has.
 * The question has to be ours, byte for byte; what stands behind it is only
 * counted, but for whether the first answer is an alias of a name we know.
 */
#ifndef VETO_FLEET_DNS_H
#define VETO_FLEET_DNS_H

#include "base/buf.h"

enum { DNS_QUERY_MOST = 300, DNS_RESPONSE_MOST = 65535 };

/* Appends a query for addresses (type A, recursion desired). False for what is no domain name of at most 253 bytes. */
bool dns_query(struct buf *out, uint16_t id, struct bytes name);

struct dns_response {
    unsigned code;    /* 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED */
    unsigned answers; /* as its header counts them */
    bool cut;         /* truncated: to be asked again over TCP */
};

/*
 * Whether the first answer of a response to that query is an alias (CNAME) of `name`, in lower case. Pointers in names
 * (RFC 1035, 4.1.4) are followed backwards only.
 */
bool dns_response_alias(struct bytes message, struct bytes query, struct bytes name);

/* False for what is no response to that query: another id, another question, no response at all, cut short. */
bool dns_response_read(struct bytes message, struct bytes query, struct dns_response *out);

#endif
