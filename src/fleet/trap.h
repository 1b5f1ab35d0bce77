/*
 * Traps: settings that make a block do less than its author believes, each
 * with what happens instead and where that is known from. Readers of formats
 * name them; the texts stand here once, in both languages.
 */
#ifndef VETO_FLEET_TRAP_H
#define VETO_FLEET_TRAP_H

#include <stddef.h>

enum trap {
    TRAP_DNS_OUTSIDE,
    TRAP_DNS_RELAY,
    TRAP_DNS_BROWSER,
    TRAP_RPZ_NOT_A_ZONE,
    TRAP_RPZ_OUTSIDE,
    TRAP_RPZ_CLIENT,
    TRAP_RPZ_ADDRESS,
    TRAP_RPZ_DATA,
    TRAP_RPZ_TCP,
    TRAP_RPZ_INCLUDE,
    TRAP_HOSTS_EXACT,
    TRAP_HOSTS_WILDCARD,
    TRAP_HOSTS_REDIRECT,
    TRAP_DNSMASQ_INCLUDE,
    TRAP_PIHOLE_EXACT,
    TRAP_PIHOLE_GROUPS,
    TRAP_NFT_ADDRESSES,
    TRAP_NFT_KEYWORD,
    TRAP_NFT_UNUSED,
    TRAP_NFT_NO_TIMEOUT,
    TRAP_NFT_ONE_PROTOCOL,
    TRAP_NFT_WIDE,
    TRAP_NFT_EMPTY,
    TRAP_AMAPI_NO_WIPE,
    TRAP_AMAPI_WIPE_ORDER,
    TRAP_AMAPI_STORE_MODE,
    TRAP_AMAPI_UNTRUSTED,
    TRAP_AMAPI_DEBUGGING,
    TRAP_AMAPI_NO_REPORTS,
    TRAP_AMAPI_NO_REMOVED,
    TRAP_AMAPI_PERSONAL,
    TRAP_AMAPI_DISABLED,
    TRAP_GRAPH_REPORTS,
    TRAP_GRAPH_LIST_OFF,
    TRAP_GRAPH_NAME_ONLY,
    TRAP_GRAPH_SUPERVISED,
    TRAP_GRAPH_STORE_MODE,
    TRAP_APPLE_SUPERVISED,
    TRAP_APPLE_STAYS,
    TRAP_APPLE_DEPRECATED,
    TRAP_APPLE_MARKETPLACE,
    TRAP_APPLE_WEB_INSTALL,
    TRAP_APPLE_ENTERPRISE,
    TRAP_APPLE_REMOVABLE,
    TRAP_APPLE_FILTER_PLUGIN,
    TRAP_APPLE_FILTER_MANY,
    TRAP_APPLE_UNSIGNED,
    TRAP_APPLE_SIGNATURE,
    TRAP_APPLE_OLD_DIGEST,
    TRAPS,
};

struct trap_row {
    const char *code;
    enum { TRAP_OPENS, TRAP_NOTES } weight; /* leaves a way open; worth knowing */
    const char *english, *french;
    const char *source;
};

/* The row of a trap; NULL for none of them. */
const struct trap_row *trap_row(size_t trap);

#endif
