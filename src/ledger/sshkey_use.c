/* Signatures as SSH writes them: RFC 8332 (RSA), RFC 5656 (ECDSA), RFC 8709 (Ed25519), PROTOCOL.u2f. */
#include "ledger/sshkey.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/hash.h"
#include "base/limits.h"
#include "ledger/wire.h"

enum { USER_PRESENT = 1, SIGNATURE_MAX = LIMIT_KEY_BITS / 8 + 64 };

/* r and s as DER, which libcrypto wants; NULL when they are not two integers. The caller frees. */
static unsigned char *der_of(struct bytes both, int *size)
{
    struct cursor c = cursor_open(both, 0);
    struct bytes r = wire_mpint(&c), s = wire_mpint(&c);
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *a = NULL, *b = NULL;
    unsigned char *der = NULL;

    *size = 0;
    if (c.failed || cursor_left(&c) != 0 || r.size > 66 || s.size > 66 || sig == NULL)
        goto out;
    a = BN_bin2bn(r.data, (int)r.size, NULL);
    b = BN_bin2bn(s.data, (int)s.size, NULL);
    if (a == NULL || b == NULL || ECDSA_SIG_set0(sig, a, b) != 1)
        goto out;
    a = b = NULL;
    *size = i2d_ECDSA_SIG(sig, &der);
    if (*size <= 0)
        der = NULL;
out:
    BN_free(a);
    BN_free(b);
    ECDSA_SIG_free(sig);
    return der;
}

static bool check(const struct sshkey *key, const char *hash, struct bytes data, struct bytes value)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx != NULL && EVP_DigestVerifyInit_ex(ctx, NULL, hash, NULL, NULL, key->pkey, NULL) == 1 &&
              EVP_DigestVerify(ctx, value.data, value.size, data.data, data.size) == 1;

    EVP_MD_CTX_free(ctx);
    return ok;
}

static bool check_value(const struct sshkey *key, struct bytes name, struct bytes data, struct bytes value)
{
    unsigned char *der;
    bool ok;
    int size;

    if (key->kind->type == EVP_PKEY_RSA)
        return value.size == (size_t)EVP_PKEY_get_size(key->pkey) &&
               check(key, bytes_is(name, "rsa-sha2-256") ? "SHA2-256" : "SHA2-512", data, value);
    if (key->kind->type == EVP_PKEY_ED25519)
        return value.size == 64 && check(key, NULL, data, value);
    der = der_of(value, &size);
    ok = der != NULL && check(key, key->kind->hash, data, bytes_of(der, (size_t)size));
    OPENSSL_free(der);
    return ok;
}

/* What a security key signs: digests of the application and of the data around its flags and counter. */
static void security_data(const struct sshkey *key, uint8_t flags, uint32_t counter, struct bytes data,
                          uint8_t out[2 * SHA256_SIZE + 5])
{
    hash_sha256(key->application, out);
    out[SHA256_SIZE] = flags;
    for (int i = 0; i < 4; i++)
        out[SHA256_SIZE + 1 + i] = (uint8_t)(counter >> (24 - 8 * i));
    hash_sha256(data, out + SHA256_SIZE + 5);
}

bool sshkey_verify(const struct sshkey *key, struct bytes data, struct bytes signature, struct error *e)
{
    struct cursor c = cursor_open(signature, 0);
    struct bytes name = wire_string(&c), value = wire_string(&c);
    uint8_t security[2 * SHA256_SIZE + 5];

    if (c.failed)
        return error_set(e, ERROR_FORMAT, 0, "the signature is cut short");
    if (key->kind->type == EVP_PKEY_RSA) {
        if (bytes_is(name, "ssh-rsa"))
            return error_set(e, ERROR_REFUSED, 0, "RFC 8332: a signature with SHA-1 is not taken");
        if (!bytes_is(name, "rsa-sha2-256") && !bytes_is(name, "rsa-sha2-512"))
            return error_set(e, ERROR_FORMAT, 0, "the signature is of another kind than the key");
    } else if (!bytes_is(name, key->kind->name)) {
        return error_set(e, ERROR_FORMAT, 0, "the signature is of another kind than the key");
    }
    if (key->kind->security) {
        uint8_t flags = cursor_u8(&c);
        uint32_t counter = cursor_be32(&c);
        if (c.failed)
            return error_set(e, ERROR_FORMAT, 0, "PROTOCOL.u2f: the signature has no flags and counter");
        if ((flags & USER_PRESENT) == 0)
            return error_set(e, ERROR_REFUSED, 0, "PROTOCOL.u2f: nobody touched the security key");
        security_data(key, flags, counter, data, security);
        data = bytes_of(security, sizeof security);
    }
    if (cursor_left(&c) != 0)
        return error_set(e, ERROR_FORMAT, cursor_offset(&c), "%zu bytes behind the signature", cursor_left(&c));
    return check_value(key, name, data, value) ||
           error_set(e, ERROR_REFUSED, 0, "the signature is not one of these bytes by this key");
}

/* A DER signature of ECDSA as SSH writes it: r and s. */
static bool put_ecdsa(struct buf *out, const unsigned char *der, size_t size)
{
    const unsigned char *p = der;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)size);
    unsigned char r[66], s[66];
    struct buf both;
    bool ok = sig != NULL;

    if (ok) {
        int n = BN_bn2bin(ECDSA_SIG_get0_r(sig), r), m = BN_bn2bin(ECDSA_SIG_get0_s(sig), s);
        buf_init(&both, 256);
        wire_put_mpint(&both, bytes_of(r, (size_t)n));
        wire_put_mpint(&both, bytes_of(s, (size_t)m));
        ok = !both.failed && wire_put_string(out, buf_bytes(&both));
        buf_free(&both);
    }
    ECDSA_SIG_free(sig);
    return ok;
}

bool sshkey_sign(const struct sshkey *key, struct bytes data, struct buf *signature, struct error *e)
{
    const char *hash = key->kind->type == EVP_PKEY_RSA ? "SHA2-512" : key->kind->hash;
    const char *name = key->kind->type == EVP_PKEY_RSA ? "rsa-sha2-512" : key->kind->name;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char value[SIGNATURE_MAX];
    size_t size = sizeof value;
    bool ok;

    if (!key->secret) {
        EVP_MD_CTX_free(ctx);
        return error_set(e, ERROR_USAGE, 0, "a public key cannot sign");
    }
    ok = ctx != NULL && EVP_DigestSignInit_ex(ctx, NULL, hash, NULL, NULL, key->pkey, NULL) == 1 &&
         EVP_DigestSign(ctx, value, &size, data.data, data.size) == 1;
    EVP_MD_CTX_free(ctx);
    ok = ok && wire_put_string(signature, bytes_str(name)) &&
         (key->kind->type == EVP_PKEY_EC ? put_ecdsa(signature, value, size)
                                         : wire_put_string(signature, bytes_of(value, size)));
    return ok || error_set(e, ERROR_SYSTEM, 0, "libcrypto could not sign with the key");
}
