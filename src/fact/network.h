/*
 * Network security configuration: what the app lets the platform's network
 * stack do, as XmlConfigSource and NetworkSecurityConfig work it out.
 */
#ifndef VETO_FACT_NETWORK_H
#define VETO_FACT_NETWORK_H

#include "read/app.h"

struct network_rule {
    struct bytes domain; /* "*" for everything not named */
    bool subdomains;
    bool cleartext;
    bool trust_user;
    bool debug_only; /* of <debug-overrides>: counts only in a debuggable app */
    uint32_t pins;
    struct locus locus;
    struct network_rule *next;
};

/* The effective rules, the one for "*" first; NULL when there is no base manifest. */
const struct network_rule *network_rules(struct app *app);

#endif
