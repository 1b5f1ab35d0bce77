/*
 * Public keys and the signatures made with them, by libcrypto. Keys are kept
 * while the signatures of an APK are read: each scheme names the same few.
 */
#include "read/apksig_parts.h"

#include "read/pkcs7.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static const struct signature_algorithm algorithms[] = {
    {0x0101, "RSA-PSS with SHA-256", EVP_PKEY_RSA, "SHA2-256", true, CONTENT_SHA256, 24},
    {0x0102, "RSA-PSS with SHA-512", EVP_PKEY_RSA, "SHA2-512", true, CONTENT_SHA512, 24},
    {0x0103, "RSA with SHA-256", EVP_PKEY_RSA, "SHA2-256", false, CONTENT_SHA256, 24},
    {0x0104, "RSA with SHA-512", EVP_PKEY_RSA, "SHA2-512", false, CONTENT_SHA512, 24},
    {0x0201, "ECDSA with SHA-256", EVP_PKEY_EC, "SHA2-256", false, CONTENT_SHA256, 24},
    {0x0202, "ECDSA with SHA-512", EVP_PKEY_EC, "SHA2-512", false, CONTENT_SHA512, 24},
    {0x0301, "DSA with SHA-256", EVP_PKEY_DSA, "SHA2-256", false, CONTENT_SHA256, 24},
    {0x0421, "RSA with SHA-256, verity", EVP_PKEY_RSA, "SHA2-256", false, CONTENT_VERITY, 28},
    {0x0423, "ECDSA with SHA-256, verity", EVP_PKEY_EC, "SHA2-256", false, CONTENT_VERITY, 28},
    {0x0425, "DSA with SHA-256, verity", EVP_PKEY_DSA, "SHA2-256", false, CONTENT_VERITY, 28},
};

const struct signature_algorithm *signature_algorithm(uint32_t id)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (algorithms[i].id == id)
            return &algorithms[i];
    return NULL;
}

/* What a DER element of that tag holds, when its length is written in the shortest way; false otherwise. */
static bool der_next(struct cursor *c, uint8_t tag, struct bytes *content)
{
    struct ber element;
    size_t length;

    if (!ber_next(c, &element) || element.tag != tag)
        return false;
    *content = element.content;
    length = content->size < 0x80 ? 1 : content->size < 0x100 ? 2 : content->size < 0x10000 ? 3 : 4;
    return element.whole.size == 1 + length + content->size;
}

/* A positive integer without needless zeros. */
static bool der_positive(struct cursor *c)
{
    struct bytes n;

    return der_next(c, 0x02, &n) && n.size > 0 && n.data[0] < 0x80 &&
           (n.data[0] != 0 || (n.size > 1 && n.data[1] >= 0x80));
}

/* Two integers and nothing else: modulus and exponent. */
static bool canonical_rsa(struct bytes point)
{
    struct cursor c = cursor_open(point, 0), numbers;
    struct bytes both;

    if (!der_next(&c, 0x30, &both) || cursor_left(&c) != 0)
        return false;
    numbers = cursor_open(both, 0);
    return der_positive(&numbers) && der_positive(&numbers) && cursor_left(&numbers) == 0;
}

#define KIND(literal) {(const uint8_t *)("" literal), sizeof(literal) - 1}

bool key_is_canonical(struct bytes spki)
{
    static const struct {
        struct bytes algorithm; /* content of the AlgorithmIdentifier */
        size_t point;           /* bytes of an uncompressed point; 0: RSA */
    } known[] = {
        {KIND("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"), 0},
        {KIND("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"), 65},
        {KIND("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22"), 97},
        {KIND("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x23"), 133},
    };
#undef KIND
    struct cursor c = cursor_open(spki, 0), in;
    struct bytes both, algorithm, bits;

    if (!der_next(&c, 0x30, &both) || cursor_left(&c) != 0)
        return false;
    in = cursor_open(both, 0);
    if (!der_next(&in, 0x30, &algorithm) || !der_next(&in, 0x03, &bits) || cursor_left(&in) != 0 || bits.size < 2 ||
        bits.data[0] != 0)
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (bytes_equal(algorithm, known[i].algorithm))
            return known[i].point == 0 ? canonical_rsa(bytes_from(bits, 1))
                                       : bits.size == 1 + known[i].point && bits.data[1] == 4;
    return false;
}

void key_keep(struct apk *a, struct bytes spki, EVP_PKEY *key)
{
    for (size_t i = 0; i < CRYPTO_KEPT; i++)
        if (a->crypto.key[i] == key)
            return;
    EVP_PKEY_up_ref(key);
    EVP_PKEY_free(a->crypto.key[a->crypto.next_key]);
    a->crypto.key[a->crypto.next_key] = key;
    a->crypto.spki[a->crypto.next_key] = spki;
    a->crypto.next_key = (a->crypto.next_key + 1) % CRYPTO_KEPT;
}

/* A key out of its SubjectPublicKeyInfo, kept by the apk; NULL when libcrypto cannot read it. */
static EVP_PKEY *key_of(struct apk *a, struct bytes spki)
{
    const unsigned char *p = spki.data;
    EVP_PKEY *key;

    if (spki.size == 0 || spki.size > LIMIT_CERTIFICATE)
        return NULL;
    for (size_t i = 0; i < CRYPTO_KEPT; i++)
        if (a->crypto.key[i] != NULL && bytes_equal(a->crypto.spki[i], spki))
            return a->crypto.key[i];
    key = d2i_PUBKEY(NULL, &p, (long)spki.size);
    if (key != NULL) {
        key_keep(a, spki, key);
        EVP_PKEY_free(key);
    }
    return key;
}

void crypto_free(struct apk *a)
{
    for (size_t i = 0; i < CRYPTO_KEPT; i++) {
        X509_free(a->crypto.x509[i]);
        EVP_PKEY_free(a->crypto.key[i]);
    }
    a->crypto = (struct crypto){.next_key = 0};
}

/* The context of a verification of `c`; NULL when the key or the hash does not go with it. */
static EVP_MD_CTX *verify_start(EVP_PKEY *key, const struct check *c)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;

    if (ctx == NULL || EVP_DigestVerifyInit_ex(ctx, &pctx, c->hash, NULL, NULL, key, NULL) != 1)
        goto fail;
    if (c->pss && (EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) != 1 ||
                   EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) != 1))
        goto fail;
    return ctx;
fail:
    EVP_MD_CTX_free(ctx);
    return NULL;
}

bool check_signature(struct apk *a, const struct check *c, const char **why)
{
    EVP_PKEY *key = key_of(a, c->key);
    EVP_MD_CTX *ctx = NULL;
    bool ok = false;

    *why = "the public key cannot be read";
    if (key == NULL)
        goto out;
    *why = "the public key is not of the kind the algorithm needs";
    if (EVP_PKEY_get_base_id(key) != c->key_type)
        goto out;
    if (EVP_PKEY_get_bits(key) > LIMIT_KEY_BITS) {
        *why = "the public key is longer than the limit";
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_KEY_LIMIT], locus_whole(a->zip->place),
                     (struct bytes){NULL, 0}, "%d bits", EVP_PKEY_get_bits(key));
        goto out;
    }
    *why = "the signature does not verify";
    ctx = verify_start(key, c);
    if (ctx == NULL)
        goto out;
    for (int i = 0; i < 2; i++)
        if (c->data[i].size > 0 && EVP_DigestVerifyUpdate(ctx, c->data[i].data, c->data[i].size) != 1)
            goto out;
    ok = EVP_DigestVerifyFinal(ctx, c->signature.data, c->signature.size) == 1;
out:
    EVP_MD_CTX_free(ctx);
    crypto_clear();
    return ok;
}

bool check_block_signature(struct apk *a, const struct signature_algorithm *alg, struct bytes key,
                           struct bytes data, struct bytes signature, const char **why)
{
    struct check c = {.key = key,
                      .key_type = alg->key,
                      .hash = alg->hash,
                      .pss = alg->pss,
                      .data = {data, {NULL, 0}},
                      .signature = signature};

    return check_signature(a, &c, why);
}
