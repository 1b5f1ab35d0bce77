/*
 * Apple configuration profiles: a property list, bare or as the content of a
 * CMS SignedData (RFC 5652; BER with indefinite lengths and chunked octets
 * included: libcrypto reads it). Keys: apple/device-management.
 */
#include <openssl/cms.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "base/text.h"
#include "fleet/formats.h"
#include "fleet/plist.h"

/* --- the envelope --- */

/* Who signed, and with what. */
static void note_signers(struct artefact *art, CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    char name[256];

    for (int i = 0; i < sk_CMS_SignerInfo_num(infos) && i < (int)LIMIT_PKCS7_ITEMS; i++) {
        X509_ALGOR *digest = NULL;
        const ASN1_OBJECT *id = NULL;
        CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(infos, i), NULL, NULL, &digest, NULL);
        X509_ALGOR_get0(&id, NULL, NULL, digest);
        if (OBJ_obj2nid(id) == NID_sha1 || OBJ_obj2nid(id) == NID_md5)
            artefact_trap(art, TRAP_APPLE_OLD_DIGEST, 0, bytes_str(OBJ_nid2sn(OBJ_obj2nid(id))));
    }
    if (sk_X509_num(signers) > 0 &&
        X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(signers, 0)), NID_commonName, name, sizeof name) > 0)
        art->signer = text_utf8(art->arena, arena_copy(art->arena, bytes_str(name)), NULL);
    sk_X509_free(signers);
}

/* The signed content; the signature is checked against the certificate that comes with it, not whom that belongs to. */
static bool unwrap(struct artefact *art, struct bytes *text, struct error *e)
{
    BIO *in = BIO_new_mem_buf(text->data, text->size > INT32_MAX ? INT32_MAX : (int)text->size);
    CMS_ContentInfo *cms = in == NULL ? NULL : d2i_CMS_bio(in, NULL);
    ASN1_OCTET_STRING **content = cms == NULL ? NULL : CMS_get0_content(cms);

    if (content == NULL || *content == NULL || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
        CMS_ContentInfo_free(cms);
        BIO_free(in);
        return error_set(e, ERROR_FORMAT, 0, "neither a property list nor a signed one");
    }
    *text = arena_copy(art->arena, bytes_of(ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content)));
    if (CMS_verify(cms, NULL, NULL, NULL, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1)
        artefact_trap(art, TRAP_APPLE_SIGNATURE, 0, bytes_of(NULL, 0));
    note_signers(art, cms);
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    return true;
}

/* --- payloads --- */

static bool is_bool(const struct json_node *object, const char *key, bool value)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_BOOL && (n->number != 0) == value;
}

static struct bytes text_of(const struct json_node *object, const char *key)
{
    const struct json_node *n = json_get(object, key);

    return n != NULL && n->kind == JSON_TEXT ? n->text : bytes_of(NULL, 0);
}

/* What the profile's payloads say together. */
struct profile {
    struct artefact *art;
    bool marketplace, web, enterprise; /* closed by some payload */
};

static void bundle_ids(struct artefact *art, const struct json_node *restrictions, const char *key, enum deed deed, bool old)
{
    const struct json_node *list = json_get(restrictions, key);

    if (list == NULL || list->kind != JSON_ARRAY)
        return;
    if (old)
        artefact_trap(art, TRAP_APPLE_DEPRECATED, list->at, bytes_str(key));
    if (deed == DEED_ALLOW)
        art->allow_lists |= 1u << IDENTIFIER_BUNDLE;
    artefact_trap(art, TRAP_APPLE_SUPERVISED, list->at, bytes_str(key));
    if (deed == DEED_BLOCK && list->first != NULL)
        artefact_trap(art, TRAP_APPLE_STAYS, list->at, bytes_of(NULL, 0));
    for (const struct json_node *id = list->first; id != NULL; id = id->next)
        if (id->kind == JSON_TEXT)
            artefact_state(art, (struct stated){IDENTIFIER_BUNDLE, deed, SCOPE_BOTH, id->at, id->text});
        else
            artefact_problem(art, id->at, "a bundle id that is no text", bytes_of(NULL, 0));
}

static void restrictions(struct profile *p, const struct json_node *payload)
{
    bundle_ids(p->art, payload, "blockedAppBundleIDs", DEED_BLOCK, false);
    bundle_ids(p->art, payload, "blacklistedAppBundleIDs", DEED_BLOCK, true);
    bundle_ids(p->art, payload, "allowListedAppBundleIDs", DEED_ALLOW, false);
    bundle_ids(p->art, payload, "whitelistedAppBundleIDs", DEED_ALLOW, true);
    p->marketplace |= is_bool(payload, "allowMarketplaceAppInstallation", false);
    p->web |= is_bool(payload, "allowWebDistributionAppInstallation", false);
    p->enterprise |= is_bool(payload, "allowEnterpriseAppTrust", false);
}

/* The host of an address as DenyListURLs holds it, with or without scheme. */
static struct bytes host_of(struct bytes url)
{
    size_t scheme = bytes_search(url, BYTES("://"), 0), end;

    if (scheme < url.size)
        url = bytes_from(url, scheme + 3);
    for (end = 0; end < url.size && url.data[end] != '/' && url.data[end] != ':' && url.data[end] != '?';)
        end++;
    bytes_slice(url, 0, end, &url);
    return url;
}

static void denied(struct profile *p, const struct json_node *payload, const char *key, bool old)
{
    const struct json_node *list = json_get(payload, key);

    if (list == NULL || list->kind != JSON_ARRAY)
        return;
    if (old)
        artefact_trap(p->art, TRAP_APPLE_DEPRECATED, list->at, bytes_str(key));
    if (list->count > 500)
        artefact_trap(p->art, TRAP_APPLE_FILTER_MANY, list->at, bytes_str(key));
    if (bytes_is(text_of(payload, "FilterType"), "Plugin")) {
        artefact_trap(p->art, TRAP_APPLE_FILTER_PLUGIN, list->at, bytes_str(key));
        return;
    }
    for (const struct json_node *url = list->first; url != NULL; url = url->next)
        if (url->kind == JSON_TEXT)
            artefact_domain(p->art, DEED_BLOCK, SCOPE_BOTH, url->at, host_of(url->text));
        else
            artefact_problem(p->art, url->at, "an address that is no text", bytes_of(NULL, 0));
}

static void payload(struct profile *p, const struct json_node *one)
{
    struct bytes type = text_of(one, "PayloadType");

    if (bytes_is(type, "com.apple.applicationaccess")) {
        restrictions(p, one);
    } else if (bytes_is(type, "com.apple.webcontent-filter")) {
        denied(p, one, "DenyListURLs", false);
        denied(p, one, "BlacklistedURLs", true);
    }
}

bool profile_read(struct artefact *art, struct bytes text, struct error *e)
{
    struct profile p = {.art = art};
    const struct json_node *root, *content;
    size_t at = 0;

    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\n' || text.data[at] == '\r' || text.data[at] == '\t'))
        at++;
    if (at < text.size && text.data[at] != '<' && !bytes_starts(text, BYTES("bplist00"))) {
        if (!unwrap(art, &text, e))
            return false;
    } else {
        artefact_trap(art, TRAP_APPLE_UNSIGNED, 0, bytes_of(NULL, 0));
    }
    root = plist_read(art->arena, text, e);
    if (root == NULL)
        return false;
    content = json_get(root, "PayloadContent");
    if (content == NULL || content->kind != JSON_ARRAY)
        return error_set(e, ERROR_FORMAT, 0, "a property list without PayloadContent: not a configuration profile");
    for (const struct json_node *one = content->first; one != NULL; one = one->next)
        payload(&p, one);
    if (!p.marketplace)
        artefact_trap(art, TRAP_APPLE_MARKETPLACE, 0, bytes_of(NULL, 0));
    if (!p.web)
        artefact_trap(art, TRAP_APPLE_WEB_INSTALL, 0, bytes_of(NULL, 0));
    if (!p.enterprise)
        artefact_trap(art, TRAP_APPLE_ENTERPRISE, 0, bytes_of(NULL, 0));
    if (!is_bool(root, "PayloadRemovalDisallowed", true))
        artefact_trap(art, TRAP_APPLE_REMOVABLE, 0, bytes_of(NULL, 0));
    return true;
}
