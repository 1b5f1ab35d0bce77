/*
 * Microsoft Graph (Intune): an iosGeneralDeviceConfiguration, merged. Lists
 * and their types: Graph v1.0 reference, appListItem and appListType:
 * appsNotInListCompliant makes a list one of what is not wanted. The visibility
 * list hides apps of supervised devices; the compliance list only reports.
 */
#include "fleet/plane_graph.h"

#include "base/json_edit.h"
#include "base/json_scan.h"

#define FILE_NAME "graph-ios.json"
#define PATCH_NAME "graph-ios-patch.json"
#define TYPE "#microsoft.graph.iosGeneralDeviceConfiguration"

/* A list and what is meant by it. */
struct pair {
    const char *list, *type;
};

static const struct pair pairs[] = {
    {"appsVisibilityList", "appsVisibilityListType"},
    {"compliantAppsList", "compliantAppListType"},
};

struct merging {
    const struct control *c;
    const struct plane_input *in;
    struct rendering *out;
    struct json_edit edit;
    struct error *e;
};

static bool wrong(struct merging *m, const char *field)
{
    return error_set(m->e, ERROR_FORMAT, 0, FILE_NAME ": '%s' is not what an iosGeneralDeviceConfiguration has there", field);
}

/* Letters, digits, '-' and dots, as bundle ids have: nothing that JSON would have to escape. */
static bool is_bundle(const struct control_name *n)
{
    for (size_t i = 0; i < n->value.size; i++) {
        uint8_t b = n->value.data[i];
        if (!((b | 0x20) >= 'a' && (b | 0x20) <= 'z') && !(b >= '0' && b <= '9') && b != '-' && b != '.')
            return false;
    }
    return n->kind == IDENTIFIER_BUNDLE && n->accepted && n->value.size > 0 && !bytes_is(n->platform, "macos");
}

static bool has_id(const struct json_node *list, struct bytes id)
{
    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next) {
        const struct json_node *have = json_get(n, "appId");
        if (have != NULL && have->kind == JSON_TEXT && bytes_equal(have->text, id))
            return true;
    }
    return false;
}

static struct bytes item_of(struct merging *m, struct bytes id)
{
    return arena_printf(m->out->arena, "{\"name\":\"%.*s\",\"appId\":\"%.*s\"}", (int)id.size, (const char *)id.data, (int)id.size, (const char *)id.data);
}

static struct bytes new_list(struct merging *m)
{
    struct bytes text = BYTES("");

    for (size_t i = 0; i < m->c->count; i++)
        if (is_bundle(&m->c->names[i]))
            text = arena_printf(m->out->arena, "%.*s%s%s", (int)text.size, (const char *)text.data, text.size > 0 ? "," : "",
                                (const char *)item_of(m, m->c->names[i].value).data);
    return arena_printf(m->out->arena, "[%.*s]", (int)text.size, (const char *)text.data);
}

/* An allowing list: what it does not name is hidden or reported already. What it names has to be taken out by hand. */
static void look_at_allowed(struct merging *m, const struct json_node *list, const char *key)
{
    rendering_gap(m->out, GAP_NOTE, bytes_str(key), "a list of what is allowed: it stays as it is, and whatever it does not name is not allowed");
    for (size_t i = 0; i < m->c->count; i++)
        if (is_bundle(&m->c->names[i]) && has_id(list, m->c->names[i].value))
            rendering_gap(m->out, GAP_CANNOT, m->c->names[i].value, "stands on the list of what is allowed, %s: take it out by hand", key);
}

static bool allows(const struct json_node *type)
{
    return type != NULL && type->kind == JSON_TEXT && bytes_is(type->text, "appsInListCompliant");
}

/* Puts all bundle ids on a list of what is not wanted. */
static bool put_on(struct merging *m, const char *key, const char *type_key)
{
    const struct json_node *list = json_get(m->edit.root, key), *type = json_get(m->edit.root, type_key);

    if ((list != NULL && list->kind != JSON_ARRAY && list->kind != JSON_NULL) || (type != NULL && type->kind != JSON_TEXT && type->kind != JSON_NULL))
        return wrong(m, list != NULL && list->kind != JSON_ARRAY ? key : type_key);
    if (allows(type)) {
        look_at_allowed(m, list, key);
        return true;
    }
    if (list == NULL)
        json_edit_member(&m->edit, m->edit.root, key, new_list(m));
    else if (list->kind == JSON_NULL)
        json_edit_replace(&m->edit, list, new_list(m));
    else if (type != NULL && type->kind == JSON_TEXT && bytes_is(type->text, "none") && list->count > 0)
        rendering_gap(m->out, GAP_NOTE, bytes_str(key), "was turned off and holds %zu apps, which count from now on", list->count);
    for (size_t i = 0; list != NULL && list->kind == JSON_ARRAY && i < m->c->count; i++)
        if (is_bundle(&m->c->names[i]) && !has_id(list, m->c->names[i].value))
            json_edit_item(&m->edit, list, item_of(m, m->c->names[i].value));
    if (type == NULL)
        json_edit_member(&m->edit, m->edit.root, type_key, BYTES("\"appsNotInListCompliant\""));
    else if (type->kind == JSON_NULL || !bytes_is(type->text, "appsNotInListCompliant"))
        json_edit_replace(&m->edit, type, BYTES("\"appsNotInListCompliant\""));
    return true;
}

/* The spelling of a value in the merged text. */
static struct bytes spelt(struct bytes text, const struct json_node *value)
{
    size_t at = value->at;
    struct bytes out = {NULL, 0};

    json_scan_value(text, &at, &out);
    return out;
}

/* What to PATCH with: only the lists that are ours to fill, so that nothing else of the object is sent back. */
static bool patch(struct merging *m, struct bytes text)
{
    const struct json_node *root = json_read_foreign(m->out->arena, text, m->e);
    struct buf out;

    if (root == NULL)
        return false;
    buf_init(&out, text.size + 1000);
    buf_str(&out, "{\"@odata.type\":\"" TYPE "\"");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct json_node *list = json_get(root, pairs[i].list), *type = json_get(root, pairs[i].type);
        struct bytes rows;
        if (list == NULL || allows(type))
            continue;
        rows = spelt(text, list);
        buf_printf(&out, ",\n\"%s\":\"appsNotInListCompliant\",\n\"%s\":", pairs[i].type, pairs[i].list);
        buf_add(&out, rows);
    }
    buf_str(&out, "}\n");
    rendering_file(m->out, PATCH_NAME, buf_bytes(&out));
    buf_free(&out);
    return true;
}

static void say_gaps(struct merging *m)
{
    const struct control *c = m->c;

    plane_gaps(&plane_graph, c, m->out);
    for (size_t i = 0; i < c->count; i++)
        if (c->names[i].kind == IDENTIFIER_BUNDLE && !c->names[i].accepted)
            rendering_gap(m->out, GAP_COLLATERAL, c->names[i].value, "left out, since it would also hit: %.*s", (int)c->names[i].also_hits.size,
                          (const char *)c->names[i].also_hits.data);
    rendering_exempt(m->out, &plane_graph, c, m->in,
                     "a configuration holds for all devices it is assigned to: exclude a group of these from its assignment, and take each out of that group when its last day is over");
    rendering_gap(m->out, GAP_CANNOT, BYTES("Android"), "not in this configuration: assign the app with the intent 'uninstall', or use the plane amapi");
    rendering_gap(m->out, GAP_NEEDS, BYTES("supervision"), "devices that are not supervised only report the app");
}

static bool render(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct merging m = {.c = c, .in = in, .out = out, .e = e};
    struct bytes standing = plane_origin(in, FILE_NAME);
    const struct json_node *type;
    struct error why = {0};
    size_t bundles = 0;

    if (!c->removes && !c->blocks_install)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure remove or block-install");
    for (size_t i = 0; i < c->count; i++)
        bundles += is_bundle(&c->names[i]);
    if (bundles == 0)
        return error_set(e, ERROR_REFUSED, 0, "no bundle id of it is known");
    if (!json_edit_open(&m.edit, out->arena, standing.size > 0 ? standing : BYTES("{\"@odata.type\":\"" TYPE "\"}\n"), &why))
        return error_set(e, ERROR_FORMAT, why.offset, FILE_NAME ": %.300s", why.text);
    type = json_get(m.edit.root, "@odata.type");
    if (m.edit.root->kind != JSON_OBJECT || type == NULL || type->kind != JSON_TEXT || !bytes_is(type->text, TYPE))
        return wrong(&m, "@odata.type");
    say_gaps(&m);
    if (standing.size == 0)
        rendering_gap(out, GAP_NEEDS, BYTES(FILE_NAME),
                      "no configuration stood in this file's place: given to one that exists, these lists would take the place of its own. Put the "
                      "object as Graph has it there first (--targets)");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!put_on(&m, pairs[i].list, pairs[i].type))
            return false;
    rendering_file(out, FILE_NAME, json_edit_text(&m.edit));
    return patch(&m, json_edit_text(&m.edit));
}

const struct plane plane_graph = {
    .name = "graph",
    .kind = "device management",
    .title = "Microsoft Graph (Intune), an iOS device configuration",
    .versions = "v1.0; documents type-checked by the tests, no server",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_PARTLY, "supervised iPhones and iPads hide the app and do not start it; it can still be downloaded"},
        [PLANE_REMOVE] = {CAN_NO, "an app that a user installed is hidden, not taken off; others are only reported"},
        [PLANE_BLOCK_LAUNCH] = {CAN_PARTLY, "supervised iPhones and iPads"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "it governs apps, not the network"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by excluding a group from the assignment"},
        [PLANE_EXPIRE] = {CAN_NO, "an exclusion has no end: the device goes back into the group when the exception's last day is over"},
    },
    .privilege = "DeviceManagementConfiguration.ReadWrite.All; reading devices to verify",
    .applied = "the file is replaced whole; " PATCH_NAME " is what PATCH deviceManagement/deviceConfigurations/ID is given, its lists replace those there",
    .undone = "the file that stood there before, byte for byte; Graph is given its lists and their types by PATCH",
    .probed = "'veto observe detected' and 'veto observe intune': names of apps on devices, which prove no absence",
    .source = "Microsoft Graph v1.0 reference, iosGeneralDeviceConfiguration, appListItem, appListType",
    .merges = true,
    .render = render,
};
