/*
 * Addresses in texts: what "://" stands in, as RFC 3986 writes it, and what
 * kind of thing is named by it: a name of a vocabulary, a page to read, a
 * machine of one's own network, or something that an app may speak to.
 */
#ifndef VETO_CODE_URL_H
#define VETO_CODE_URL_H

#include "base/arena.h"

enum url_kind {
    URL_REMOTE,        /* url: an address with a host name */
    URL_ADDRESS,       /* ip: with a public IP address */
    URL_HOST,          /* host: a host name without a scheme */
    URL_DOMAIN,        /* domain: named by the network security configuration */
    URL_TEMPLATE,      /* template: part of the host is put in at run time */
    URL_MENTION,       /* mention: in the middle of a sentence */
    URL_DOCUMENTATION, /* documentation: pages for people who write or license software */
    URL_NAMESPACE,     /* namespace: identifies a vocabulary (XML, RDF, XMP), is not fetched */
    URL_LOCAL,         /* local: this machine or a private network */
    URL_RESERVED,      /* reserved: names and addresses for examples (RFC 2606, 5737, 6761) */
    URL_KINDS,
};
const char *url_kind_name(enum url_kind kind);

struct url {
    enum url_kind kind;
    struct bytes value;              /* from the scheme on; borrowed */
    struct bytes scheme;             /* lower case as written; empty for bare hosts */
    struct bytes host;               /* lower case, without a final dot; empty for a template without a fixed end */
    size_t userinfo, userinfo_size;  /* in value: user:password before the host; size 0: none */
    size_t from;                     /* of value in the text */
};

/*
 * The address around "://" at `at` of the text. False where the scheme is not one of the network's or no host
 * follows. The host lies in the arena when letters had to be made small.
 */
bool url_at(struct arena *a, struct bytes text, size_t at, struct url *out);

/* A text that is nothing but a host name or an IPv4 address, optionally with a port. */
bool url_bare(struct arena *a, struct bytes text, struct url *out);

/* Whether four numbers with dots; *kind is URL_ADDRESS, URL_LOCAL or URL_RESERVED. */
bool url_ipv4(struct bytes host, enum url_kind *kind);

#endif
