/*
 * Policies of device management as JSON: Android Management API (a Policy, a
 * list of them) and Microsoft Graph (deviceConfiguration objects as Intune
 * exports them). What each field does: their reference documentation; what
 * they leave open: fleet/trap.c.
 */
#include <stdlib.h>

#include "base/json_read.h"
#include "fleet/formats.h"

/* A policy text being read. */
struct policy {
    struct artefact *art;
    uint32_t *ends; /* offsets of line feeds */
    size_t lines;
    bool first; /* no policy of the file was read yet */
};

static struct policy policy_open(struct artefact *art, struct bytes text)
{
    struct policy p = {.art = art, .first = true};
    size_t capacity = 0;

    for (size_t at = bytes_find(text, '\n', 0); at < text.size && at < UINT32_MAX; at = bytes_find(text, '\n', at + 1)) {
        p.ends = arena_grow(art->arena, p.ends, p.lines, &capacity, sizeof *p.ends);
        p.ends[p.lines++] = (uint32_t)at;
    }
    return p;
}

static uint32_t line_of(const struct policy *p, const struct json_node *node)
{
    size_t low = 0, high = p->lines;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->ends[middle] < node->at)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low + 1;
}

static struct bytes text_of(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

static bool is_true(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_BOOL && n->number != 0;
}

static const struct json_node *items_of(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_ARRAY ? n->first : NULL;
}

static bool is_key(struct bytes word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_is(word, list[i]))
            return true;
    return false;
}

/* Each policy of a file: the object itself, the elements of an array, or those of the array at `key`. */
static void each(struct policy *p, const struct json_node *root, const char *key,
                 void (*read)(struct policy *p, const struct json_node *object))
{
    const struct json_node *list = root->kind == JSON_ARRAY ? root->first : items_of(root, key);

    if (list == NULL && root->kind == JSON_OBJECT) {
        read(p, root);
        return;
    }
    for (; list != NULL; list = list->next) {
        if (list->kind == JSON_OBJECT)
            read(p, list);
        else
            artefact_problem(p->art, line_of(p, list), "not an object", bytes_of(NULL, 0));
        p->first = false;
    }
}

/* --- Android Management API --- */

static int by_bytes(const void *a, const void *b)
{
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

struct names {
    struct bytes *names;
    size_t count, capacity;
};

/* The packages blocked on the personal side, sorted. */
static struct names personal_blocks(struct policy *p, const struct json_node *usage)
{
    struct names n = {NULL, 0, 0};

    for (const struct json_node *app = items_of(usage, "personalApplications"); app != NULL; app = app->next)
        if (bytes_is(text_of(app, "installType"), "BLOCKED")) {
            n.names = arena_grow(p->art->arena, n.names, n.count, &n.capacity, sizeof *n.names);
            n.names[n.count++] = text_of(app, "packageName");
        }
    if (n.count > 0)
        qsort(n.names, n.count, sizeof *n.names, by_bytes);
    return n;
}

/* One of applications[]: what it says of its package, and whether the personal side says the same. */
static void application(struct policy *p, const struct json_node *app, const struct names *personal, bool personal_list)
{
    struct bytes package = text_of(app, "packageName"), type = text_of(app, "installType");
    bool disabled = is_true(app, "disabled"), blocked = bytes_is(type, "BLOCKED") || disabled;
    uint32_t line = line_of(p, app);

    if (package.size == 0) {
        artefact_problem(p->art, line, "an application without packageName", bytes_of(NULL, 0));
        return;
    }
    if (disabled && !bytes_is(type, "BLOCKED"))
        artefact_trap(p->art, TRAP_AMAPI_DISABLED, line, package);
    artefact_state(p->art, (struct stated){IDENTIFIER_PACKAGE, blocked ? DEED_BLOCK : DEED_ALLOW, SCOPE_BOTH, line, package});
    if (blocked && !personal_list &&
        (personal->count == 0 || bsearch(&package, personal->names, personal->count, sizeof package, by_bytes) == NULL))
        artefact_trap(p->art, TRAP_AMAPI_PERSONAL, line, package);
}

static void enforcement(struct policy *p, const struct json_node *rule)
{
    const struct json_node *block = json_get(rule, "blockAction"), *wipe = json_get(rule, "wipeAction");
    const struct json_node *block_days = json_get(block, "blockAfterDays"), *wipe_days = json_get(wipe, "wipeAfterDays");
    int64_t blocks = block_days != NULL && block_days->kind == JSON_NUMBER ? block_days->number : 0;
    int64_t wipes = wipe_days != NULL && wipe_days->kind == JSON_NUMBER ? wipe_days->number : 0;

    if ((block == NULL) != (wipe == NULL))
        artefact_trap(p->art, TRAP_AMAPI_NO_WIPE, line_of(p, rule), text_of(rule, "settingName"));
    else if (block != NULL && blocks >= wipes)
        artefact_trap(p->art, TRAP_AMAPI_WIPE_ORDER, line_of(p, rule), text_of(rule, "settingName"));
}

static void amapi_settings(struct policy *p, const struct json_node *policy)
{
    static const char *const untrusted[] = {"ALLOW_INSTALL_DEVICE_WIDE", "ALLOW_INSTALL_IN_PERSONAL_PROFILE_ONLY"};
    const struct json_node *overrides = json_get(policy, "advancedSecurityOverrides");
    const struct json_node *status = json_get(policy, "statusReportingSettings");
    uint32_t line = line_of(p, policy);
    struct bytes trust = text_of(overrides, "untrustedAppsPolicy");

    if (is_key(trust, untrusted, 2) || is_true(policy, "installUnknownSourcesAllowed"))
        artefact_trap(p->art, TRAP_AMAPI_UNTRUSTED, line, trust);
    if (bytes_is(text_of(overrides, "developerSettings"), "DEVELOPER_SETTINGS_ALLOWED") ||
        is_true(policy, "debuggingFeaturesAllowed"))
        artefact_trap(p->art, TRAP_AMAPI_DEBUGGING, line, bytes_of(NULL, 0));
    if (!is_true(status, "applicationReportsEnabled"))
        artefact_trap(p->art, TRAP_AMAPI_NO_REPORTS, line, bytes_of(NULL, 0));
    else if (!is_true(json_get(status, "applicationReportingSettings"), "includeRemovedApps"))
        artefact_trap(p->art, TRAP_AMAPI_NO_REMOVED, line, bytes_of(NULL, 0));
}

static void amapi_policy(struct policy *p, const struct json_node *policy)
{
    const struct json_node *usage = json_get(policy, "personalUsagePolicies");
    struct bytes mode = text_of(policy, "playStoreMode");
    bool list = !bytes_is(mode, "BLACKLIST");
    bool personal_list = bytes_is(text_of(usage, "personalPlayStoreMode"), "ALLOWLIST");
    struct names personal = personal_blocks(p, usage);
    unsigned bit = 1u << IDENTIFIER_PACKAGE;

    p->art->carries |= bit;
    p->art->allow_lists = list && (p->first || (p->art->allow_lists & bit) != 0) ? bit : 0;
    if (list && !bytes_is(mode, "WHITELIST"))
        artefact_trap(p->art, TRAP_AMAPI_STORE_MODE, line_of(p, policy), mode);
    if (list && !personal_list && personal.count == 0)
        artefact_trap(p->art, TRAP_AMAPI_PERSONAL, line_of(p, policy), bytes_of(NULL, 0));
    for (const struct json_node *app = items_of(policy, "applications"); app != NULL; app = app->next)
        application(p, app, &personal, personal_list);
    for (const struct json_node *rule = items_of(policy, "policyEnforcementRules"); rule != NULL; rule = rule->next)
        enforcement(p, rule);
    amapi_settings(p, policy);
}

bool amapi_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct json_node *root = json_read(art->arena, text, e);
    struct policy p;

    if (root == NULL)
        return false;
    if (root->kind != JSON_OBJECT && root->kind != JSON_ARRAY)
        return error_set(e, ERROR_FORMAT, 0, "neither a policy nor a list of policies");
    p = policy_open(art, text);
    each(&p, root, "policies", amapi_policy);
    return true;
}

/* --- Microsoft Graph --- */

/* A list of apps in an object of a type: which key says what it means, and what being named does. */
static const struct graph_list {
    const char *type, *key, *mode; /* mode NULL: the list has one meaning */
    enum identifier_kind kind;
    enum deed deed;
    bool hides; /* what is not on an allowing list is hidden */
} graph_lists[] = {
    {"iosGeneralDeviceConfiguration", "compliantAppsList", "compliantAppListType", IDENTIFIER_BUNDLE, DEED_REPORT, false},
    {"iosGeneralDeviceConfiguration", "appsVisibilityList", "appsVisibilityListType", IDENTIFIER_BUNDLE, DEED_BLOCK, true},
    {"iosCompliancePolicy", "restrictedApps", NULL, IDENTIFIER_BUNDLE, DEED_REPORT, false},
    {"androidGeneralDeviceConfiguration", "compliantAppsList", "compliantAppListType", IDENTIFIER_PACKAGE, DEED_REPORT, false},
    {"androidGeneralDeviceConfiguration", "appsHideList", NULL, IDENTIFIER_PACKAGE, DEED_BLOCK, false},
    {"androidGeneralDeviceConfiguration", "appsLaunchBlockList", NULL, IDENTIFIER_PACKAGE, DEED_BLOCK, false},
    {"androidGeneralDeviceConfiguration", "appsInstallAllowList", NULL, IDENTIFIER_PACKAGE, DEED_ALLOW, false},
    {"androidCompliancePolicy", "restrictedApps", NULL, IDENTIFIER_PACKAGE, DEED_REPORT, false},
};

/* The number in an App Store address, or the package in one of Google Play; empty when there is none. */
static struct bytes id_in_url(struct bytes url, enum identifier_kind kind)
{
    struct bytes mark = kind == IDENTIFIER_STORE ? BYTES("/id") : BYTES("id="), id;
    size_t at = bytes_search(url, mark, 0), end;

    if (at == url.size)
        return bytes_of(NULL, 0);
    id = bytes_from(url, at + mark.size);
    for (end = 0; end < id.size && id.data[end] != '&' && id.data[end] != '?' && id.data[end] != '/' && id.data[end] != '#';)
        end++;
    bytes_slice(id, 0, end, &id);
    return id;
}

static void graph_item(struct policy *p, const struct json_node *item, const struct graph_list *list, enum deed deed)
{
    struct stated s = {list->kind, deed, SCOPE_BOTH, line_of(p, item), text_of(item, "appId")};

    if (s.value.size == 0) {
        s.kind = list->kind == IDENTIFIER_BUNDLE ? IDENTIFIER_STORE : list->kind;
        s.value = id_in_url(text_of(item, "appStoreUrl"), s.kind);
    }
    if (s.value.size == 0) {
        artefact_trap(p->art, TRAP_GRAPH_NAME_ONLY, s.line, text_of(item, "name"));
        return;
    }
    p->art->carries |= 1u << s.kind;
    artefact_state(p->art, s);
}

static void graph_list(struct policy *p, const struct json_node *object, const struct graph_list *list)
{
    struct bytes mode = list->mode == NULL ? bytes_of(NULL, 0) : text_of(object, list->mode);
    const struct json_node *item = items_of(object, list->key);
    enum deed deed = list->deed;

    if (item == NULL)
        return;
    if (list->mode != NULL && bytes_is(mode, "appsInListCompliant")) {
        deed = DEED_ALLOW;
        if (list->hides)
            p->art->allow_lists |= 1u << list->kind;
    } else if (list->mode != NULL && !bytes_is(mode, "appsNotInListCompliant")) {
        artefact_trap(p->art, TRAP_GRAPH_LIST_OFF, line_of(p, object), bytes_str(list->key));
        return;
    }
    if (list->hides)
        artefact_trap(p->art, TRAP_GRAPH_SUPERVISED, line_of(p, object), bytes_str(list->key));
    if (list->deed == DEED_REPORT)
        artefact_trap(p->art, TRAP_GRAPH_REPORTS, line_of(p, object), bytes_str(list->key));
    for (; item != NULL; item = item->next)
        graph_item(p, item, list, deed);
}

static void graph_policy(struct policy *p, const struct json_node *object)
{
    struct bytes type = text_of(object, "@odata.type");
    bool known = false;

    if (bytes_starts(type, BYTES("#microsoft.graph.")))
        type = bytes_from(type, sizeof "#microsoft.graph." - 1);
    for (size_t i = 0; i < sizeof graph_lists / sizeof *graph_lists; i++)
        if (bytes_is(type, graph_lists[i].type)) {
            known = true;
            p->art->carries |= 1u << graph_lists[i].kind;
            graph_list(p, object, &graph_lists[i]);
        }
    if (bytes_is(type, "androidDeviceOwnerGeneralDeviceConfiguration")) {
        known = true;
        p->art->carries |= 1u << IDENTIFIER_PACKAGE;
        if (bytes_is(text_of(object, "playStoreMode"), "blockList"))
            artefact_trap(p->art, TRAP_GRAPH_STORE_MODE, line_of(p, object), bytes_of(NULL, 0));
        else if (bytes_is(text_of(object, "playStoreMode"), "allowList"))
            p->art->allow_lists |= 1u << IDENTIFIER_PACKAGE;
    }
    if (!known)
        artefact_problem(p->art, line_of(p, object), "no @odata.type of which lists of apps are known", type);
}

bool graph_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct json_node *root = json_read(art->arena, text, e);
    struct policy p;

    if (root == NULL)
        return false;
    if (root->kind != JSON_OBJECT && root->kind != JSON_ARRAY)
        return error_set(e, ERROR_FORMAT, 0, "neither a policy nor a list of policies");
    p = policy_open(art, text);
    each(&p, root, "value", graph_policy);
    return true;
}
