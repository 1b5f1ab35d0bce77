/*
 * Rules: a configuration file replaces android:usesCleartextTraffic; without
 * either, clear text is on for apps that target a level below 28 and user
 * certificates count below 24. A nested <domain-config> inherits from the one
 * around it, the outermost from <base-config>.
 */
#include "fact/network.h"

enum { MOST_DEPTH = 16 }; /* nested domain-config: the platform has no bound, real files have two */

static struct bytes plain(const struct manifest *m, int32_t element, const char *name)
{
    const struct axml_attribute *a = axml_find(&m->xml, (size_t)element, 0, name);
    struct bytes text = {NULL, 0};

    if (a != NULL)
        axml_string(&m->xml, a, m->tables, AXML_ANY, &text);
    return text;
}

static bool plain_bool(const struct manifest *m, int32_t element, const char *name, bool fallback)
{
    return axml_bool(&m->xml, axml_find(&m->xml, (size_t)element, 0, name), m->tables, fallback);
}

static bool element_is(const struct manifest *m, int32_t element, const char *name)
{
    return bytes_is(m->xml.elements[element].name, name);
}

/* Whether the element's <trust-anchors> names the user's certificates; `fallback` when it has none. */
static bool trusts_user(const struct manifest *m, int32_t element, bool fallback)
{
    int32_t anchors = axml_child(&m->xml, element, "trust-anchors", element);

    if (anchors < 0)
        return fallback;
    for (int32_t c = axml_child(&m->xml, anchors, "certificates", anchors); c >= 0;
         c = axml_child(&m->xml, anchors, "certificates", c))
        if (bytes_is(plain(m, c, "src"), "user"))
            return true;
    return false;
}

static uint32_t count_pins(const struct manifest *m, int32_t element, uint32_t fallback)
{
    int32_t set = axml_child(&m->xml, element, "pin-set", element);
    uint32_t pins = 0;

    if (set < 0)
        return fallback;
    for (int32_t pin = axml_child(&m->xml, set, "pin", set); pin >= 0;
         pin = axml_child(&m->xml, set, "pin", pin))
        pins++;
    return pins;
}

struct making {
    struct arena *arena;
    struct network_rule *first, *last;
};

static struct network_rule *add(struct making *made, struct network_rule rule)
{
    struct network_rule *r = arena_alloc(made->arena, sizeof *r);

    *r = rule;
    r->next = NULL;
    if (made->last == NULL)
        made->first = r;
    else
        made->last->next = r;
    made->last = r;
    return r;
}

/* All <domain-config> in document order; inherited[depth] is what the one at that depth passes on. */
static void add_domains(struct making *made, const struct manifest *m, struct network_rule base)
{
    struct network_rule inherited[MOST_DEPTH + 2];

    for (int i = 0; i < MOST_DEPTH + 2; i++)
        inherited[i] = base;
    for (int32_t e = 1; (size_t)e < m->xml.count; e++) {
        uint32_t depth = m->xml.elements[e].depth;
        struct network_rule rule;
        if (!element_is(m, e, "domain-config") || depth < 1)
            continue;
        depth = depth > MOST_DEPTH ? MOST_DEPTH : depth;
        rule = depth == 1 ? base : inherited[depth - 1];
        rule.cleartext = plain_bool(m, e, "cleartextTrafficPermitted", rule.cleartext);
        rule.trust_user = trusts_user(m, e, rule.trust_user);
        rule.pins = count_pins(m, e, rule.pins);
        inherited[depth] = rule;
        for (int32_t d = axml_child(&m->xml, e, "domain", e); d >= 0;
             d = axml_child(&m->xml, e, "domain", d)) {
            rule.domain = m->xml.elements[d].cdata;
            rule.subdomains = plain_bool(m, d, "includeSubdomains", false);
            rule.locus = axml_locus(&m->xml, (size_t)d);
            add(made, rule);
        }
    }
}

/* The file android:networkSecurityConfig names, opened; false when there is none or it cannot be read. */
static bool open_config(struct app *app, const struct manifest *m, struct manifest *config)
{
    struct bytes path = manifest_text(m, m->application, ATTR_NETWORK_SECURITY_CONFIG), raw;
    const struct zip_entry *entry = path.size == 0 ? NULL : zip_find(&app->base->zip, path);
    struct axml xml;
    struct error e;

    if (entry == NULL)
        return false;
    zip_read(&app->scan, &app->base->zip, entry, ZIP_ASSET, &raw, &e);
    if (raw.size == 0 || !axml_open(&app->scan, raw, entry->place, &xml, &e) || xml.count == 0)
        return false;
    *config = (struct manifest){.xml = xml, .tables = m->tables, .application = -1};
    return true;
}

const struct network_rule *network_rules(struct app *app)
{
    const struct manifest *m = app_manifest(app);
    struct making made = {.arena = app->scan.arena};
    struct network_rule base = {.domain = BYTES("*"), .subdomains = true};
    struct manifest config;
    int32_t e;

    if (m == NULL)
        return NULL;
    base.cleartext = m->target_codename.size == 0 && m->target_sdk < 28;
    base.trust_user = m->target_codename.size == 0 && m->target_sdk < 24;
    base.locus = manifest_locus(m, m->application, ATTR_USES_CLEARTEXT);
    if (!open_config(app, m, &config)) {
        base.cleartext = manifest_bool(m, m->application, ATTR_USES_CLEARTEXT, base.cleartext);
        add(&made, base);
        return made.first;
    }
    base.locus = axml_locus(&config.xml, 0);
    e = axml_child(&config.xml, 0, "base-config", 0);
    if (e >= 0) {
        base.cleartext = plain_bool(&config, e, "cleartextTrafficPermitted", base.cleartext);
        base.trust_user = trusts_user(&config, e, base.trust_user);
        base.locus = axml_locus(&config.xml, (size_t)e);
    }
    add(&made, base);
    add_domains(&made, &config, base);
    e = axml_child(&config.xml, 0, "debug-overrides", 0);
    if (e >= 0) {
        struct network_rule debug = base;
        debug.trust_user = trusts_user(&config, e, base.trust_user);
        debug.debug_only = true;
        debug.locus = axml_locus(&config.xml, (size_t)e);
        add(&made, debug);
    }
    return made.first;
}
