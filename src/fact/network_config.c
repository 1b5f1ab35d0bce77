/* network_config: what the app lets the network stack do, by domain. */
#include "fact/network.h"
#include "fact/tables.h"

enum { DOMAIN, SUBDOMAINS, CLEARTEXT, PINS, TRUST_USER, DEBUG_ONLY, LOCUS };

static const struct column columns[] = {
    [DOMAIN] = {"domain", COLUMN_TEXT, 0, "the domain, or * for every one not named"},
    [SUBDOMAINS] = {"subdomains", COLUMN_BOOL, 0, "the rule holds below the domain too"},
    [CLEARTEXT] = {"cleartext", COLUMN_BOOL, 0, "connections without TLS are permitted"},
    [PINS] = {"pins", COLUMN_INT, 0, "certificates pinned"},
    [TRUST_USER] = {"trust_user", COLUMN_BOOL, 0, "certificates that the user installed are trusted"},
    [DEBUG_ONLY] = {"debug_only", COLUMN_BOOL, 0, "counts only where the app is debuggable"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0,
               "the element that says so; the application element where nothing does"},
};

static void fill(struct rows *r, struct app *app)
{
    for (const struct network_rule *rule = network_rules(app); rule != NULL; rule = rule->next) {
        rows_begin(r);
        rows_text(r, DOMAIN, rule->domain);
        rows_bool(r, SUBDOMAINS, rule->subdomains);
        rows_bool(r, CLEARTEXT, rule->cleartext);
        rows_int(r, PINS, rule->pins);
        rows_bool(r, TRUST_USER, rule->trust_user);
        rows_bool(r, DEBUG_ONLY, rule->debug_only);
        rows_locus(r, LOCUS, rule->locus);
    }
}

const struct table table_network_config = {
    .name = "network_config",
    .doc = "Network security configuration in effect on Android 7 and later, the rule for * first.",
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES,
    .fill = fill,
};
