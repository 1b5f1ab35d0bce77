/*
 * Certificates, by libcrypto: what others need is copied into the arena, its
 * own objects live as long as the reading of signatures, and its error queue
 * is cleared.
 */
#include "base/hash.h"
#include "base/text.h"
#include "read/apksig_parts.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

void crypto_clear(void)
{
    ERR_clear_error();
}

/* libcrypto's own object for a hash: looked up once in each thread, kept as long, as libcrypto itself does. */
static const EVP_MD *hash_by_name(const char *name)
{
    static _Thread_local struct {
        const char *name;
        EVP_MD *md;
    } known[8];

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].name == NULL) {
            known[i].md = EVP_MD_fetch(NULL, name, NULL);
            known[i].name = name;
        }
        if (strcmp(known[i].name, name) == 0)
            return known[i].md;
    }
    return NULL;
}

void hash_named(const char *name, const struct bytes *parts, size_t count, uint8_t out[64], size_t *size)
{
    const EVP_MD *md = hash_by_name(name);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned n = 0;

    *size = 0;
    if (md != NULL && ctx != NULL && EVP_MD_get_size(md) <= 64 && EVP_DigestInit_ex(ctx, md, NULL) == 1) {
        for (size_t i = 0; i < count; i++)
            EVP_DigestUpdate(ctx, parts[i].data, parts[i].size);
        if (EVP_DigestFinal_ex(ctx, out, &n) == 1)
            *size = n;
    }
    EVP_MD_CTX_free(ctx);
}

/* A copy in the arena of what libcrypto wrote for us, which is freed. */
static struct bytes take(struct apk *a, unsigned char *data, int size)
{
    struct bytes out = {NULL, 0};

    if (data != NULL && size > 0)
        out = arena_copy(a->scan->arena, bytes_of(data, (size_t)size));
    OPENSSL_free(data);
    return out;
}

/* The certificate, or NULL; bytes behind it are reported. Parsed once, however often a scheme names it. */
static X509 *x509_of(struct apk *a, struct bytes der)
{
    const unsigned char *p = der.data;
    X509 *x = NULL;
    bool parsed = false;

    for (size_t i = 0; i < CRYPTO_KEPT && !parsed; i++) {
        parsed = a->crypto.x509[i] != NULL && bytes_equal(a->crypto.der[i], der);
        x = parsed ? a->crypto.x509[i] : NULL;
    }
    if (der.size > LIMIT_CERTIFICATE)
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_CERT_LIMIT], locus_whole(a->zip->place),
                     (struct bytes){NULL, 0}, "%zu bytes", der.size);
    else if (der.size > 0 && !parsed)
        x = d2i_X509(NULL, &p, (long)der.size);
    crypto_clear();
    if (x == NULL || parsed)
        return x;
    if ((size_t)(p - der.data) < der.size)
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_CERT_TRAILING], locus_whole(a->zip->place),
                     (struct bytes){NULL, 0}, "%zu bytes behind it", der.size - (size_t)(p - der.data));
    X509_free(a->crypto.x509[a->crypto.next_x509]);
    a->crypto.x509[a->crypto.next_x509] = x;
    a->crypto.der[a->crypto.next_x509] = der;
    a->crypto.next_x509 = (a->crypto.next_x509 + 1) % CRYPTO_KEPT;
    return x;
}

bool certificate_load(struct apk *a, struct bytes der, struct certificate *out)
{
    X509 *x = x509_of(a, der);
    unsigned char *p = NULL;
    EVP_PKEY *key;
    int size;

    *out = (struct certificate){.der = der};
    if (x == NULL)
        return false;
    size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &p);
    out->key_raw = take(a, p, size);
    key = X509_get0_pubkey(x);
    if (key != NULL && key_is_canonical(out->key_raw)) {
        out->key = out->key_raw;
        key_keep(a, out->key, key);
    } else {
        p = NULL;
        size = key == NULL ? 0 : i2d_PUBKEY(key, &p);
        out->key = take(a, p, size);
    }
    p = NULL;
    size = i2d_X509_NAME(X509_get_issuer_name(x), &p);
    out->issuer = take(a, p, size);
    p = NULL;
    size = i2d_X509_NAME(X509_get_subject_name(x), &p);
    out->subject = take(a, p, size);
    p = NULL;
    size = i2d_ASN1_INTEGER(X509_get_serialNumber(x), &p);
    out->serial = take(a, p, size);
    out->critical_unknown = (X509_get_extension_flags(x) & EXFLAG_CRITICAL) != 0;
    out->usage_signs =
        (X509_get_key_usage(x) & (X509v3_KU_DIGITAL_SIGNATURE | X509v3_KU_NON_REPUDIATION)) != 0;
    crypto_clear();
    return true;
}

bool certificate_has_key(const struct certificate *c, struct bytes key)
{
    return c->key.size > 0 && bytes_equal(c->key, key);
}

bool certificate_is(const struct certificate *c, struct bytes issuer, struct bytes serial)
{
    const unsigned char *p = issuer.data, *q = c->issuer.data;
    X509_NAME *wanted, *name;
    bool same = false;

    if (!bytes_equal(serial, c->serial))
        return false;
    if (bytes_equal(issuer, c->issuer))
        return true;
    if (issuer.size == 0 || issuer.size > LIMIT_CERTIFICATE || c->issuer.size == 0)
        return false;
    wanted = d2i_X509_NAME(NULL, &p, (long)issuer.size);
    name = d2i_X509_NAME(NULL, &q, (long)c->issuer.size);
    if (wanted != NULL && name != NULL)
        same = X509_NAME_cmp(wanted, name) == 0;
    X509_NAME_free(wanted);
    X509_NAME_free(name);
    crypto_clear();
    return same;
}

static struct bytes name_text(struct apk *a, const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    struct bytes out = {NULL, 0};
    char *data;
    long size;

    if (bio != NULL && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        size = BIO_get_mem_data(bio, &data);
        out = text_utf8(a->scan->arena, arena_copy(a->scan->arena, bytes_of(data, (size_t)size)), NULL);
    }
    BIO_free(bio);
    return out;
}

static struct bytes time_text(struct apk *a, const ASN1_TIME *t)
{
    struct tm tm;

    if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
        return (struct bytes){NULL, 0};
    return arena_printf(a->scan->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static struct bytes serial_text(struct apk *a, const ASN1_INTEGER *serial)
{
    struct bytes out = {NULL, 0};
    BIGNUM *n = ASN1_INTEGER_to_BN(serial, NULL);

    if (n != NULL) {
        size_t size = (size_t)BN_num_bytes(n);
        uint8_t *bytes = arena_alloc(a->scan->arena, size + 1);
        char *hex = arena_alloc(a->scan->arena, 2 * size + 4);
        size_t sign = BN_is_negative(n) ? 1 : 0;

        BN_bn2bin(n, bytes);
        if (size == 0)
            size = 1;
        if (sign)
            hex[0] = '-';
        hash_hex(bytes_of(bytes, size), hex + sign);
        out = bytes_str(hex);
    }
    BN_free(n);
    return out;
}

static struct bytes key_name(struct apk *a, X509 *x)
{
    ASN1_OBJECT *object = NULL;
    char oid[128];

    if (X509_PUBKEY_get0_param(&object, NULL, NULL, NULL, X509_get_X509_PUBKEY(x)) != 1)
        return (struct bytes){NULL, 0};
    switch (OBJ_obj2nid(object)) {
    case NID_rsaEncryption:
    case NID_rsassaPss:
        return BYTES("RSA");
    case NID_X9_62_id_ecPublicKey:
        return BYTES("EC");
    case NID_dsa:
        return BYTES("DSA");
    default:
        OBJ_obj2txt(oid, sizeof oid, object, 1);
        return arena_copy(a->scan->arena, bytes_str(oid));
    }
}

struct signer *signer_add(struct apk *a, struct signer like)
{
    struct apksig *out = a->out;
    struct signer *s;
    X509 *x;

    if (out->signer_count >= LIMIT_SIGNERS) {
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_SIGNER_LIMIT], like.locus, (struct bytes){NULL, 0},
                     "more than %u", LIMIT_SIGNERS);
        return NULL;
    }
    out->signers =
        arena_grow(a->scan->arena, out->signers, out->signer_count, &a->signer_capacity, sizeof *s);
    s = &out->signers[out->signer_count++];
    *s = like;
    hash_sha256(s->certificate, s->sha256);
    hash_sha1(s->certificate, s->sha1);
    x = x509_of(a, s->certificate);
    if (x == NULL)
        return s;
    s->subject = name_text(a, X509_get_subject_name(x));
    s->issuer = name_text(a, X509_get_issuer_name(x));
    s->serial = serial_text(a, X509_get0_serialNumber(x));
    s->not_before = time_text(a, X509_get0_notBefore(x));
    s->not_after = time_text(a, X509_get0_notAfter(x));
    s->key_algorithm = key_name(a, x);
    if (X509_get0_pubkey(x) != NULL)
        s->key_bits = EVP_PKEY_get_bits(X509_get0_pubkey(x));
    crypto_clear();
    return s;
}
