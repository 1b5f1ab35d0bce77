/*
 * Apps on Apple devices, three ways. Restrictions hide and stop an app and take
 * nothing away; RemoveApplication takes away what management installed and
 * nothing else; the declaration of version 27 stops an app too, and quits it.
 * So an app that a user installed is blocked, and stays until the user deletes
 * it. Keys: apple/device-management.
 */
#include "fleet/plane_apple.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "fleet/adb.h"
#include "fleet/mobileconfig.h"

/* --- what they share --- */

struct apple_names apple_names(const struct control *c, enum identifier_kind kind, bool mac, struct rendering *out)
{
    struct apple_names names = {arena_array(out->arena, c->count + 1, sizeof *names.values), 0};

    for (size_t i = 0; i < c->count; i++) {
        const struct control_name *n = &c->names[i];
        if (n->kind != kind || bytes_is(n->platform, "android"))
            continue;
        if (!mac && bytes_is(n->platform, "macos"))
            rendering_gap(out, GAP_CANNOT, n->value, "an app of macOS, which does not know this setting; it is left out");
        else if (!adb_word(n->value))
            rendering_gap(out, GAP_CANNOT, n->value, "this is no name of its kind, and is left out");
        else if (!n->accepted)
            rendering_gap(out, GAP_COLLATERAL, n->value, "left out, since it would hit something else too: %.*s", (int)n->also_hits.size, (const char *)n->also_hits.data);
        else
            names.values[names.count++] = n->value;
    }
    return names;
}

void apple_gaps(const struct plane *p, const struct control *c, const struct plane_input *in, struct rendering *out)
{
    plane_gaps(p, c, out);
    rendering_exempt(out, p, c, in, "leave these out of whom it is assigned to until their last day is over; none leaves itself out");
}

bool apple_profile(const struct control *c, const struct plane_input *in, const struct mobileconfig *m, struct bytes keys, struct rendering *out, struct error *e)
{
    char name[64];
    struct bytes text;
    struct buf buf;
    bool ok;

    buf_init(&buf, LIMIT_PLACE_FILE);
    mobileconfig_write(&buf, out->arena, c, m, keys);
    text = arena_copy(out->arena, buf_bytes(&buf));
    ok = !buf.failed || error_set(e, ERROR_LIMIT, 0, "a profile of more than %u bytes", LIMIT_PLACE_FILE);
    buf_free(&buf);
    if (in->signing_key == NULL && in->signing_certificate == NULL)
        rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "the profile is not signed: device management signs it or not; give a key and a certificate to have it signed here");
    else
        ok = ok && mobileconfig_sign(out->arena, text, in, c->now, &text, e);
    if (!ok)
        return false;
    snprintf(name, sizeof name, "apple-%s.mobileconfig", m->part);
    rendering_file(out, name, text);
    return true;
}

/* The family's apps, those of macOS where the plane knows it; false where none is known. */
static bool bundles(const struct control *c, bool mac, struct rendering *out, struct apple_names *names, struct error *e)
{
    *names = apple_names(c, IDENTIFIER_BUNDLE, mac, out);
    if (!c->removes && !c->blocks_install)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure remove or block-install");
    return names->count > 0 || error_set(e, ERROR_REFUSED, 0, "no bundle id of the subject is known that may be blocked: name it in a family of your own, or accept its collateral");
}

/* --- com.apple.applicationaccess --- */

static bool render_restrictions(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    static const struct mobileconfig m = {"restrictions", "com.apple.applicationaccess", "blocked apps"};
    bool old = in->version != NULL && strtol(in->version, NULL, 10) > 0 && strtol(in->version, NULL, 10) < 15;
    struct apple_names names;
    struct buf keys;
    bool ok;

    apple_gaps(&plane_apple_restrictions, c, in, out);
    if (!bundles(c, false, out, &names, e))
        return false;
    buf_init(&keys, LIMIT_PLACE_FILE);
    plist_texts(&keys, 3, old ? "blacklistedAppBundleIDs" : "blockedAppBundleIDs", names.values, names.count);
    ok = !keys.failed || error_set(e, ERROR_LIMIT, 0, "too many bundle ids");
    ok = ok && apple_profile(c, in, &m, buf_bytes(&keys), out, e);
    buf_free(&keys);
    rendering_gap(out, GAP_NEEDS, bytes_str(old ? "blacklistedAppBundleIDs" : "blockedAppBundleIDs"), "holds on supervised devices only, and on none of a user enrolment");
    rendering_gap(out, GAP_NOTE, BYTES("allowMarketplaceAppInstallation"), "not set: other marketplaces, web distribution (allowWebDistributionAppInstallation) and enterprise "
                  "apps (allowEnterpriseAppTrust) stay open for copies under other bundle ids; closing them hits more than the subject");
    rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "several restrictions add up: what another profile of the device blocks stays blocked");
    return ok;
}

const struct plane plane_apple_restrictions = {
    .name = "apple-restrictions",
    .kind = "device management",
    .title = "Apple restrictions profile: blocked apps",
    .versions = "iOS, iPadOS and tvOS 15 and later; from 9.3 to 14 with the older key with --ios; keys checked against Apple's schema of 18.1, on no device",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_PARTLY, "a blocked app is neither shown nor opened, on supervised devices only; it can be downloaded all the same"},
        [PLANE_REMOVE] = {CAN_NO, "a restriction takes nothing away: the app stays on the device until its user deletes it"},
        [PLANE_BLOCK_LAUNCH] = {CAN_PARTLY, "on supervised devices; unsupervised ones and user enrolments ignore it"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "restrictions know no addresses"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by device: an exempt device is not given the profile"},
        [PLANE_EXPIRE] = {CAN_NO, "a device that is exempt no longer has to be given the profile: no profile does that by itself"},
    },
    .privilege = "install profiles: a device enrolment on supervised devices",
    .applied = "device management installs apple-restrictions.mobileconfig, over NanoMDM enforce does; a later one of the same case replaces it",
    .undone = "device management removes the profile by its PayloadIdentifier",
    .probed = "ProfileList has it; that an app cannot be opened no command says",
    .source = "apple/device-management, mdm/profiles/com.apple.applicationaccess.yaml, release of iOS 18.1",
    .render = render_restrictions,
};

/* --- RemoveApplication --- */

static bool render_remove(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct apple_names names;
    struct buf text;
    bool ok;

    (void)in;
    if (!c->removes)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure remove: this plane does nothing else");
    apple_gaps(&plane_apple_remove, c, in, out);
    if (!bundles(c, true, out, &names, e))
        return false;
    buf_init(&text, LIMIT_PLACE_FILE);
    plist_begin(&text);
    buf_str(&text, "<array>\n");
    for (size_t i = 0; i < names.count; i++) {
        buf_str(&text, "\t<dict>\n");
        plist_key(&text, 2, "Identifier");
        plist_text(&text, 2, names.values[i]);
        plist_key(&text, 2, "RequestType");
        plist_text(&text, 2, BYTES("RemoveApplication"));
        buf_str(&text, "\t</dict>\n");
    }
    buf_str(&text, "</array>\n");
    plist_end(&text);
    ok = !text.failed || error_set(e, ERROR_LIMIT, 0, "too many bundle ids");
    if (ok)
        rendering_file(out, "apple-remove.plist", buf_bytes(&text));
    buf_free(&text);
    rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "a device acknowledges a removal before it is done: ask it for InstalledApplicationList afterwards");
    return ok;
}

const struct plane plane_apple_remove = {
    .name = "apple-remove",
    .kind = "device management",
    .title = "Apple RemoveApplication commands",
    .versions = "iOS 5, tvOS 10.2, macOS 11, watchOS 10 and later; keys checked against Apple's schema of 18.1, answers replayed, on no device",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_NO, "what was removed can be installed again: block it as well"},
        [PLANE_REMOVE] = {CAN_PARTLY, "managed apps only: the command fails for what a user installed, and for apps of declarative management"},
        [PLANE_BLOCK_LAUNCH] = {CAN_NO, "an app that is still there can be opened"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "commands know no addresses"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by device: an exempt device is not sent the command"},
        [PLANE_EXPIRE] = {CAN_NO, "a device that is exempt no longer has to be sent the command"},
    },
    .privilege = "remove apps: the access right AllowAppInstallation",
    .applied = "device management queues each command of apple-remove.plist with a CommandUUID; over NanoMDM enforce does",
    .undone = "managed apps are installed again by bundle id, without their data, where a licence is assigned; what the device refuses is lost",
    .probed = "InstalledApplicationList afterwards; acknowledged is not gone",
    .source = "apple/device-management, mdm/commands/application.remove.yaml, release of iOS 18.1",
    .removes = true,
    .render = render_remove,
};

/* --- com.apple.configuration.app.settings --- */

static void pair(struct json *j, const char *key, struct bytes text)
{
    json_key(j, bytes_str(key));
    json_text(j, text);
}

static bool render_declaration(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    struct apple_names names;
    struct buf text;
    struct json j;
    bool ok;

    (void)in;
    apple_gaps(&plane_apple_declaration, c, in, out);
    if (!bundles(c, false, out, &names, e))
        return false;
    buf_init(&text, LIMIT_PLACE_FILE);
    json_open(&j, &text);
    json_object(&j);
    pair(&j, "Identifier", mobileconfig_identifier(out->arena, c, "declaration"));
    json_key(&j, BYTES("Payload"));
    json_object(&j);
    json_key(&j, BYTES("Allowed"));
    json_object(&j);
    json_key(&j, BYTES("DeniedApps"));
    json_array(&j);
    for (size_t i = 0; i < names.count; i++)
        json_text(&j, names.values[i]);
    json_end_array(&j);
    json_end_object(&j);
    json_end_object(&j);
    pair(&j, "ServerToken", c->determination);
    pair(&j, "Type", BYTES("com.apple.configuration.app.settings"));
    json_end_object(&j);
    buf_str(&text, "\n");
    ok = (!text.failed && !j.disordered) || error_set(e, ERROR_LIMIT, 0, "too many bundle ids");
    if (ok)
        rendering_file(out, "apple-declaration.json", buf_bytes(&text));
    buf_free(&text);
    rendering_gap(out, GAP_NEEDS, BYTES("DeniedApps"), "holds on supervised devices of version 27 and later; older ones need apple-restrictions");
    rendering_gap(out, GAP_NOTE, BYTES("DeniedApps"), "the DeniedApps of several declarations are united, their AllowedApps intersected: this one takes nothing from others");
    return ok;
}

const struct plane plane_apple_declaration = {
    .name = "apple-declaration",
    .kind = "device management",
    .title = "Apple declarative management: denied apps",
    .versions = "iOS, iPadOS, tvOS and visionOS 27 and later; written from Apple's published documentation, checked against no schema file here and on no device",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_PARTLY, "a denied app is neither shown nor opened, and one that runs is quit, on supervised devices only; it can be downloaded all the same"},
        [PLANE_REMOVE] = {CAN_NO, "a denied app stays on the device until its user deletes it"},
        [PLANE_BLOCK_LAUNCH] = {CAN_PARTLY, "on supervised devices of version 27 and later"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_NO, "app settings know no addresses"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by device: an exempt device is not given the declaration"},
        [PLANE_EXPIRE] = {CAN_NO, "a device that is exempt no longer has to be given the declaration"},
    },
    .privilege = "put declarations into the set of devices",
    .applied = "a server of declarative management takes apple-declaration.json into a set, such as KMFDDM by PUT /v1/declarations",
    .undone = "the declaration leaves the set by its Identifier",
    .probed = "the device's status reports say whether the declaration is active and valid; that an app cannot be opened none says",
    .source = "apple/device-management, declarative/declarations/configurations/app.settings.yaml, introduced in 27.0",
    .render = render_declaration,
};
