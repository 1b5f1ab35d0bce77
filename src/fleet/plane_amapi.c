/*
 * Android Management API: a Policy resource, merged. Fields and their effect:
 * its reference, enterprises.policies (installType BLOCKED: "The app is
 * blocked and can't be installed. If the app was installed under a previous
 * policy, it will be uninstalled."). Everything that is not touched stays
 * byte for byte (base/json_edit.h).
 */
#include "fleet/plane_amapi.h"

#include "base/json_edit.h"
#include "base/limits.h"

static const char file[] = "amapi-policy.json", exempt_file[] = "amapi-exempt-policy.json";

struct merging {
    const struct control *c;
    struct rendering *out;
    struct json_edit edit;
    struct error *e;
    bool personal; /* the policy says something of the personal side */
};

static bool wrong(struct merging *m, const char *field, const char *wanted)
{
    return error_set(m->e, ERROR_FORMAT, 0, "%s: '%s' is no %s: not a policy of the Android Management API", file, field, wanted);
}

/* The member of that name, of that kind; NULL where there is none. False where it is something else. */
static bool member(struct merging *m, const struct json_node *object, const char *key, enum json_kind kind, const struct json_node **out)
{
    *out = json_get(object, key);
    return *out == NULL || (*out)->kind == kind || wrong(m, key, kind == JSON_ARRAY ? "list" : "object");
}

/* The next entry of that package from `n` on, which may be NULL. */
static const struct json_node *entry_of(const struct json_node *n, struct bytes package)
{
    for (; n != NULL; n = n->next) {
        const struct json_node *name = json_get(n, "packageName");
        if (name != NULL && name->kind == JSON_TEXT && bytes_equal(name->text, package))
            return n;
    }
    return NULL;
}

static void block_entry(struct merging *m, const struct json_node *app, struct bytes package)
{
    const struct json_node *type = json_get(app, "installType");

    if (type == NULL)
        json_edit_member(&m->edit, app, "installType", BYTES("\"BLOCKED\""));
    else if (type->kind != JSON_TEXT || !bytes_is(type->text, "BLOCKED"))
        json_edit_replace(&m->edit, type, BYTES("\"BLOCKED\""));
    if (json_get(app, "customAppConfig") != NULL)
        rendering_gap(m->out, GAP_NEEDS, package, "take its customAppConfig out of the policy: the service takes it with installType CUSTOM only");
}

/* Blocks one package in a list of apps that is there, every time it names it. Returns how many entries that adds. */
static size_t block(struct merging *m, const struct json_node *list, struct bytes package)
{
    const struct json_node *app = entry_of(list->first, package);

    if (app == NULL) {
        json_edit_item(&m->edit, list, arena_printf(m->out->arena, "{\"packageName\":\"%.*s\",\"installType\":\"BLOCKED\"}", (int)package.size, (const char *)package.data));
        return 1;
    }
    for (; app != NULL; app = entry_of(app->next, package))
        block_entry(m, app, package);
    return 0;
}

/* Letters, digits, '_' and dots, as package names have: nothing that JSON would have to escape. */
static bool is_package(const struct control_name *n)
{
    for (size_t i = 0; i < n->value.size; i++) {
        uint8_t b = n->value.data[i];
        if (!((b | 0x20) >= 'a' && (b | 0x20) <= 'z') && !(b >= '0' && b <= '9') && b != '_' && b != '.')
            return false;
    }
    return n->kind == IDENTIFIER_PACKAGE && n->accepted && n->value.size > 0;
}

/* The packages as a list of their own. */
static struct bytes new_list(struct merging *m)
{
    struct buf text;
    struct bytes out;

    buf_init(&text, LIMIT_PLACE_FILE);
    for (size_t i = 0; i < m->c->count; i++)
        if (is_package(&m->c->names[i]))
            buf_printf(&text, "%s{\"packageName\":\"%.*s\",\"installType\":\"BLOCKED\"}", text.size == 0 ? "[" : ",", (int)m->c->names[i].value.size,
                       (const char *)m->c->names[i].value.data);
    buf_str(&text, text.size == 0 ? "[]" : "]");
    out = arena_copy(m->out->arena, buf_bytes(&text));
    buf_free(&text);
    return out;
}

/* Blocks all packages in the list that `object` has under that key. */
static bool block_all(struct merging *m, const struct json_node *object, const char *key)
{
    const struct json_node *list;
    size_t count = 0;

    if (!member(m, object, key, JSON_ARRAY, &list))
        return false;
    if (list == NULL) {
        json_edit_member(&m->edit, object, key, new_list(m));
        return true;
    }
    for (size_t i = 0; i < m->c->count; i++)
        count += is_package(&m->c->names[i]) ? block(m, list, m->c->names[i].value) : 0;
    return object != m->edit.root || list->count + count <= LIMIT_AMAPI_APPS ||
           error_set(m->e, ERROR_LIMIT, 0, "%s: '%s' would name %zu apps, and the service takes %u: take out what is not needed", file, key,
                     list->count + count, LIMIT_AMAPI_APPS);
}

/* A boolean that has to be true. */
static void turn_on(struct merging *m, const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    if (n == NULL)
        json_edit_member(&m->edit, object, key, BYTES("true"));
    else if (n->kind != JSON_BOOL || n->number == 0)
        json_edit_replace(&m->edit, n, BYTES("true"));
}

/* Without reports of apps nobody can tell whether the app is gone. */
static bool report_apps(struct merging *m)
{
    const struct json_node *status, *apps;

    if (!member(m, m->edit.root, "statusReportingSettings", JSON_OBJECT, &status))
        return false;
    if (status == NULL) {
        json_edit_member(&m->edit, m->edit.root, "statusReportingSettings",
                         BYTES("{\"applicationReportsEnabled\":true,\"applicationReportingSettings\":{\"includeRemovedApps\":true}}"));
        return true;
    }
    turn_on(m, status, "applicationReportsEnabled");
    if (!member(m, status, "applicationReportingSettings", JSON_OBJECT, &apps))
        return false;
    if (apps == NULL)
        json_edit_member(&m->edit, status, "applicationReportingSettings", BYTES("{\"includeRemovedApps\":true}"));
    else
        turn_on(m, apps, "includeRemovedApps");
    return true;
}

static bool personal_apps(struct merging *m)
{
    const struct json_node *usage;

    if (!member(m, m->edit.root, "personalUsagePolicies", JSON_OBJECT, &usage))
        return false;
    if (usage == NULL) {
        rendering_gap(m->out, GAP_NEEDS, BYTES("personalUsagePolicies"),
                      "not in this policy: on company-owned devices with a work profile the personal side is not blocked unless it is");
        return true;
    }
    m->personal = true;
    return block_all(m, usage, "personalApplications");
}

/* What in the policy as it is works against the block; not changed unasked. */
static void look_around(struct merging *m)
{
    const struct json_node *mode = json_get(m->edit.root, "playStoreMode"), *advanced = json_get(m->edit.root, "advancedSecurityOverrides");
    const struct json_node *untrusted = json_get(advanced, "untrustedAppsPolicy");

    if (mode == NULL || (mode->kind == JSON_TEXT && !bytes_is(mode->text, "BLACKLIST")))
        rendering_gap(m->out, GAP_NOTE, BYTES("playStoreMode"), "%s: devices uninstall whatever the policy does not name",
                      mode == NULL ? "not said, which means WHITELIST" : "WHITELIST");
    if (untrusted != NULL && untrusted->kind == JSON_TEXT && !bytes_is(untrusted->text, "DISALLOW_INSTALL"))
        rendering_gap(m->out, GAP_NEEDS, BYTES("advancedSecurityOverrides.untrustedAppsPolicy"),
                      "DISALLOW_INSTALL: else a renamed copy can be installed from outside the store");
}

/*
 * The mask names the same fields whether or not the file still had to change: the service may not have been given what
 * is in the file, and a mask that names nothing would have it replace every field of the policy.
 */
static bool finish(struct merging *m)
{
    rendering_file(m->out, file, json_edit_text(&m->edit));
    rendering_file(m->out, "amapi-mask.txt",
                   m->personal ? BYTES("applications,personalUsagePolicies,statusReportingSettings\n") : BYTES("applications,statusReportingSettings\n"));
    rendering_gap(m->out, GAP_NEEDS, BYTES("amapi-mask.txt"),
                  "PATCH the policy with this updateMask, never without one; the fields it names are replaced whole, so start from the policy as the "
                  "service has it today");
    rendering_gap(m->out, GAP_NOTE, BYTES("remove"), "a matter of days: 'veto observe amapi' reads what devices report");
    return true;
}

/* The policy of who is excepted: what stood there before, and reports of apps, so that they are seen too. */
static bool exempt_policy(const struct merging *of, struct bytes standing)
{
    struct merging m = {.c = of->c, .out = of->out, .e = of->e};
    struct error why = {0};

    if (!json_edit_open(&m.edit, m.out->arena, standing, &why))
        return error_set(m.e, ERROR_FORMAT, why.offset, "%s: %.300s", exempt_file, why.text);
    if (!report_apps(&m))
        return false;
    rendering_file(m.out, exempt_file, json_edit_text(&m.edit));
    return true;
}

static bool render(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct merging m = {.c = c, .out = out, .e = e};
    struct bytes standing = plane_origin(in, file);
    struct error why = {0};

    if (!c->removes && !c->blocks_install)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure remove or block-install");
    plane_gaps(&plane_amapi, c, out);
    if (!json_edit_open(&m.edit, out->arena, standing.size > 0 ? standing : BYTES("{}\n"), &why))
        return error_set(e, ERROR_FORMAT, why.offset, "%s: %.300s", file, why.text);
    if (m.edit.root->kind != JSON_OBJECT)
        return wrong(&m, "the whole", "object");
    for (size_t i = 0; i < c->count; i++)
        if (c->names[i].kind == IDENTIFIER_PACKAGE && !c->names[i].accepted)
            rendering_gap(out, GAP_COLLATERAL, c->names[i].value, "left out, since it would also hit: %.*s", (int)c->names[i].also_hits.size,
                          (const char *)c->names[i].also_hits.data);
    rendering_exempt(out, &plane_amapi, c, in, "a policy holds for all devices it is assigned to: assign them the policy amapi-exempt-policy.json, which is this one without "
                                               "the block, before this is applied, and this one again when their last day is over");
    if ((c->exempt_count > 0 || plane_wants(in, exempt_file)) && standing.size > 0 && !exempt_policy(&m, standing))
        return false;
    if (c->removes && !c->blocks_install)
        rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "BLOCKED also keeps the app from being installed, which the determination does not ask for");
    if (standing.size == 0)
        rendering_gap(out, GAP_NEEDS, BYTES("applications"),
                      "no policy stood in this file's place: given to one that exists, this list would take all its other apps out. Put the policy as the "
                      "service has it there first (--targets)");
    look_around(&m);
    return block_all(&m, m.edit.root, "applications") && personal_apps(&m) && report_apps(&m) && finish(&m);
}

const struct plane plane_amapi = {
    .name = "amapi",
    .kind = "device management",
    .title = "Android Management API, a policy",
    .versions = "v1; documents type-checked by the tests, no server",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_PARTLY, "on managed devices and profiles; never on the personal side of a personally-owned device"},
        [PLANE_REMOVE] = {CAN_PARTLY, "when the device next applies the policy, and only what a policy governs: the personal side of a personally-owned device is invisible"},
        [PLANE_BLOCK_LAUNCH] = {CAN_PARTLY, "by removal; instant apps are blocked too"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "it governs apps, not the network"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by another policy for the excepted device, rendered beside it"},
        [PLANE_EXPIRE] = {CAN_NO, "a policy has no end: the device goes back to the common policy when the exception's last day is over"},
    },
    .privilege = "androidmanagement scope, enterprises.policies.patch on the one policy; reading devices to verify",
    .applied = "the policy file is replaced whole, and given to the API with its update mask",
    .undone = "the policy that stood there before, byte for byte, given to the API with the same update mask; apps come back only when users or the policy install them",
    .probed = "'veto observe amapi': applicationReports of each device, with includeRemovedApps",
    .source = "Android Management API reference, enterprises.policies",
    .merges = true,
    .removes = true,
    .render = render,
};
