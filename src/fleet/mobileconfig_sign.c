/* Signed profiles: CMS SignedData with the profile in it, SHA-256, and the control's time as the time of signing. */
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "fleet/mobileconfig.h"
#include "ledger/file.h"

struct signer {
    EVP_PKEY *key;
    X509 *certificate;
    STACK_OF(X509) *chain;
};

/* No passphrase is asked for. */
static int no_passphrase(char *room, int size, int writing, void *context)
{
    (void)room;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static BIO *open_text(struct arena *a, const char *path, struct error *e)
{
    struct error why = {0};
    struct bytes text;

    if (!file_read(a, path, LIMIT_PLACE_FILE, &text, &why)) {
        error_set(e, ERROR_SYSTEM, 0, "%.300s", why.text);
        return NULL;
    }
    return BIO_new_mem_buf(text.data, (int)text.size);
}

static bool read_signer(struct arena *a, const struct plane_input *in, struct signer *s, struct error *e)
{
    BIO *key = open_text(a, in->signing_key, e), *certificates = key == NULL ? NULL : open_text(a, in->signing_certificate, e);
    bool ok = key != NULL && certificates != NULL;

    if (ok) {
        s->key = PEM_read_bio_PrivateKey(key, NULL, no_passphrase, NULL);
        s->certificate = PEM_read_bio_X509(certificates, NULL, no_passphrase, NULL);
        s->chain = sk_X509_new_null();
        for (X509 *more; s->chain != NULL && sk_X509_num(s->chain) < (int)LIMIT_PKCS7_ITEMS && (more = PEM_read_bio_X509(certificates, NULL, no_passphrase, NULL)) != NULL;)
            sk_X509_push(s->chain, more);
        if (s->key == NULL)
            ok = error_set(e, ERROR_FORMAT, 0, "%.200s: no private key in PEM without a passphrase", in->signing_key);
        else if (s->certificate == NULL)
            ok = error_set(e, ERROR_FORMAT, 0, "%.200s: no certificate in PEM", in->signing_certificate);
        else if (X509_check_private_key(s->certificate, s->key) != 1)
            ok = error_set(e, ERROR_FORMAT, 0, "%.150s is not the key of the first certificate of %.150s", in->signing_key, in->signing_certificate);
    }
    BIO_free(key);
    BIO_free(certificates);
    return ok;
}

/* UTCTime until 2049, as RFC 5652 wants it. */
static bool add_time(CMS_SignerInfo *info, int64_t now)
{
    ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)now);
    bool ok = time != NULL && CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, ASN1_STRING_type(time), time, -1) == 1;

    ASN1_TIME_free(time);
    return ok;
}

static CMS_ContentInfo *make(const struct signer *s, struct bytes profile, int64_t now)
{
    unsigned flags = CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
    CMS_SignerInfo *info = cms == NULL ? NULL : CMS_add1_signer(cms, s->certificate, s->key, EVP_sha256(), flags);
    BIO *content = BIO_new_mem_buf(profile.data, (int)profile.size);
    bool ok = info != NULL && content != NULL && add_time(info, now);

    for (int i = 0; ok && i < sk_X509_num(s->chain); i++)
        ok = CMS_add1_cert(cms, sk_X509_value(s->chain, i)) == 1;
    ok = ok && CMS_final(cms, content, NULL, CMS_BINARY) == 1;
    BIO_free(content);
    if (ok)
        return cms;
    CMS_ContentInfo_free(cms);
    return NULL;
}

bool mobileconfig_sign(struct arena *a, struct bytes profile, const struct plane_input *in, int64_t now, struct bytes *out, struct error *e)
{
    struct signer s = {0};
    CMS_ContentInfo *cms = NULL;
    uint8_t *der = NULL;
    int size = 0;
    bool ok = (in->signing_key != NULL && in->signing_certificate != NULL) ||
              error_set(e, ERROR_USAGE, 0, "a profile is signed with a key and its certificate: give both, or neither");

    if (ok && read_signer(a, in, &s, e)) {
        cms = make(&s, profile, now);
        size = cms == NULL ? 0 : i2d_CMS_ContentInfo(cms, &der);
        if (size > 0)
            *out = arena_copy(a, bytes_of(der, (size_t)size));
        else
            error_set(e, ERROR_FORMAT, 0, "%.200s: a profile cannot be signed with that key", in->signing_key);
    }
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    EVP_PKEY_free(s.key);
    X509_free(s.certificate);
    sk_X509_pop_free(s.chain, X509_free);
    return size > 0;
}
