/*
 * Names on the network, on the Apple device itself: the web filter that is
 * built in, which browsers ask, and DNS settings that send a family's names to
 * a resolver that refuses them. Keys: apple/device-management.
 */
#include <string.h>

#include "base/limits.h"
#include "fleet/mobileconfig.h"
#include "fleet/plane_apple.h"

static bool domains(const struct control *c, struct rendering *out, struct apple_names *names, struct error *e)
{
    if (!c->blocks_traffic)
        return error_set(e, ERROR_REFUSED, 0, "the determination has no measure block-traffic: this plane does nothing else");
    *names = apple_names(c, IDENTIFIER_DOMAIN, true, out);
    return names->count > 0 || error_set(e, ERROR_REFUSED, 0, "no domain of the subject is known that may be blocked: name it in a family of your own, or accept its collateral");
}

/* --- com.apple.webcontent-filter --- */

static bool render_webfilter(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    static const struct mobileconfig m = {"webfilter", "com.apple.webcontent-filter", "blocked sites"};
    struct apple_names names;
    struct buf keys;
    bool ok;

    apple_gaps(&plane_apple_webfilter, c, in, out);
    if (!domains(c, out, &names, e))
        return false;
    for (; names.count > LIMIT_APPLE_FILTER; names.count--)
        rendering_gap(out, GAP_CANNOT, names.values[names.count - 1], "left out: the filter takes about %u addresses", LIMIT_APPLE_FILTER);
    buf_init(&keys, LIMIT_PLACE_FILE);
    plist_texts(&keys, 3, "DenyListURLs", names.values, names.count);
    plist_key(&keys, 3, "FilterType");
    plist_text(&keys, 3, BYTES("BuiltIn"));
    ok = !keys.failed || error_set(e, ERROR_LIMIT, 0, "too many domains");
    ok = ok && apple_profile(c, in, &m, buf_bytes(&keys), out, e);
    buf_free(&keys);
    rendering_gap(out, GAP_NEEDS, BYTES("FilterType"), "the built-in filter holds on supervised devices only");
    rendering_gap(out, GAP_NOTE, BYTES("DenyListURLs"), "an entry hits every address that has its characters in it: example.com hits www.example.com, and notexample.com as well");
    if (c->traffic_app_only)
        rendering_gap(out, GAP_COLLATERAL, BYTES("DenyListURLs"), "the determination means the app only, and this filter stops the web and nothing of the app");
    return ok;
}

const struct plane plane_apple_webfilter = {
    .name = "apple-webfilter",
    .kind = "device management",
    .title = "Apple web content filter profile: denied sites",
    .versions = "iOS and iPadOS 14.5 and later; keys checked against Apple's schema of 18.1, on no device",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_NO, "a web filter knows no apps"},
        [PLANE_REMOVE] = {CAN_NO, "a web filter takes nothing away"},
        [PLANE_BLOCK_LAUNCH] = {CAN_NO, "a web filter knows no apps"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_PARTLY, "what browsers and web views ask for, on supervised devices; an app's own connections are not seen, and about 500 addresses is all it takes"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by device: an exempt device is not given the profile"},
        [PLANE_EXPIRE] = {CAN_NO, "a device that is exempt no longer has to be given the profile: no profile does that by itself"},
    },
    .privilege = "install profiles: a device enrolment on supervised devices",
    .applied = "device management installs apple-webfilter.mobileconfig, over NanoMDM enforce does; a later one of the same case replaces it",
    .undone = "device management removes the profile by its PayloadIdentifier",
    .probed = "ProfileList has it; somebody opens a denied site on the device",
    .source = "apple/device-management, mdm/profiles/com.apple.webcontent-filter.yaml, release of iOS 18.1; matching: Apple's documentation of WebContentFilter",
    .render = render_webfilter,
};

/* --- com.apple.dnsSettings.managed --- */

static bool resolver_keys(const char *resolver, struct buf *keys, struct error *e)
{
    struct bytes https = BYTES("https://"), tls = BYTES("tls://"), given = bytes_str(resolver), rest = {NULL, 0};
    bool over_https = bytes_starts(given, https);

    if (over_https || bytes_starts(given, tls))
        rest = bytes_from(given, over_https ? https.size : tls.size);
    if (rest.size == 0 || rest.size > 1000 || strpbrk(resolver, " \t\r\n\"<>") != NULL || (!over_https && bytes_find(rest, '/', 0) < rest.size))
        return error_set(e, ERROR_USAGE, 0, "a resolver is https://HOST/PATH or tls://HOST, not '%.200s'", resolver);
    plist_key(keys, 4, "DNSProtocol");
    plist_text(keys, 4, bytes_str(over_https ? "HTTPS" : "TLS"));
    plist_key(keys, 4, over_https ? "ServerURL" : "ServerName");
    plist_text(keys, 4, over_https ? given : rest);
    return true;
}

static bool render_dns(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    static const struct mobileconfig m = {"dns", "com.apple.dnsSettings.managed", "names asked of the organisation's resolver"};
    struct apple_names names;
    struct buf keys;
    bool ok;

    apple_gaps(&plane_apple_dns, c, in, out);
    if (!domains(c, out, &names, e))
        return false;
    if (in->resolver == NULL) {
        rendering_gap(out, GAP_NEEDS, BYTES("resolver"), "an encrypted resolver that refuses the names, https://HOST/PATH or tls://HOST: without one nothing is rendered");
        return true;
    }
    buf_init(&keys, LIMIT_PLACE_FILE);
    plist_key(&keys, 3, "DNSSettings");
    buf_str(&keys, "\t\t\t<dict>\n");
    ok = resolver_keys(in->resolver, &keys, e);
    plist_texts(&keys, 4, "SupplementalMatchDomains", names.values, names.count);
    buf_str(&keys, "\t\t\t</dict>\n");
    plist_key(&keys, 3, "ProhibitDisablement");
    buf_str(&keys, "\t\t\t<true/>\n");
    ok = ok && (!keys.failed || error_set(e, ERROR_LIMIT, 0, "too many domains"));
    ok = ok && apple_profile(c, in, &m, buf_bytes(&keys), out, e);
    buf_free(&keys);
    rendering_gap(out, GAP_NEEDS, bytes_str(in->resolver), "has to refuse these names itself: the profile only sends them there, and no others");
    rendering_gap(out, GAP_NEEDS, BYTES("ProhibitDisablement"), "holds on supervised devices only; elsewhere the user may switch it off; no user enrolment takes the payload");
    rendering_gap(out, GAP_NOTE, bytes_of(NULL, 0), "a VPN's own resolver comes first, and apps with a resolver of their own ask neither");
    if (c->traffic_app_only)
        rendering_gap(out, GAP_COLLATERAL, BYTES("SupplementalMatchDomains"), "the determination means the app only: the web is stopped as well");
    return ok;
}

const struct plane plane_apple_dns = {
    .name = "apple-dns",
    .kind = "device management",
    .title = "Apple DNS settings profile: a family's names go to the organisation's resolver",
    .versions = "iOS and iPadOS 14, macOS 11, visionOS 1 and later; keys checked against Apple's schema of 18.1, on no device",
    .can = {
        [PLANE_BLOCK_INSTALL] = {CAN_NO, "DNS settings know no apps"},
        [PLANE_REMOVE] = {CAN_NO, "DNS settings take nothing away"},
        [PLANE_BLOCK_LAUNCH] = {CAN_NO, "DNS settings know no apps"},
        [PLANE_BLOCK_TRAFFIC] = {CAN_PARTLY, "names that the system resolves, on any network, if the resolver named refuses them; addresses without names and apps with a resolver of their own are not stopped"},
        [PLANE_EXEMPT] = {CAN_PARTLY, "by device: an exempt device is not given the profile"},
        [PLANE_EXPIRE] = {CAN_NO, "a device that is exempt no longer has to be given the profile: no profile does that by itself"},
    },
    .privilege = "install profiles: a device enrolment",
    .applied = "device management installs apple-dns.mobileconfig, over NanoMDM enforce does; a later one of the same case replaces it",
    .undone = "device management removes the profile by its PayloadIdentifier",
    .probed = "ProfileList has it; the resolver is asked for the names itself",
    .source = "apple/device-management, mdm/profiles/com.apple.dnsSettings.managed.yaml, release of iOS 18.1",
    .render = render_dns,
};
