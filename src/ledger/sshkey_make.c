/* Keys of libcrypto from their numbers. */
#include "ledger/sshkey_parts.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

enum { RSA_PARTS = 6, NUMBERS = 8 };

/* Numbers on their way into a key; they are wiped when it is made. */
struct making {
    OSSL_PARAM_BLD *build;
    BIGNUM *number[NUMBERS];
    size_t count;
    bool ok;
};

static void put_number(struct making *m, const char *name, const BIGNUM *n)
{
    m->ok = m->ok && n != NULL && OSSL_PARAM_BLD_push_BN(m->build, name, n) == 1;
}

static BIGNUM *number(struct making *m, struct bytes magnitude)
{
    BIGNUM *n = m->count == NUMBERS ? NULL : BN_bin2bn(magnitude.data, (int)magnitude.size, NULL);

    if (n == NULL)
        m->ok = false;
    else
        m->number[m->count++] = n;
    return n;
}

static EVP_PKEY *finish(struct making *m, const char *type, bool secret)
{
    OSSL_PARAM *params = m->ok ? OSSL_PARAM_BLD_to_param(m->build) : NULL;
    EVP_PKEY_CTX *ctx = params == NULL ? NULL : EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
        EVP_PKEY_fromdata(ctx, &key, secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    for (size_t i = 0; i < m->count; i++)
        BN_clear_free(m->number[i]);
    OSSL_PARAM_BLD_free(m->build);
    return key;
}

static struct making start(void)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();

    return (struct making){.build = build, .ok = build != NULL};
}

EVP_PKEY *sshkey_make_ec(const struct sshkey_kind *kind, struct bytes point, struct bytes secret)
{
    struct making m = start();

    m.ok = m.ok && OSSL_PARAM_BLD_push_utf8_string(m.build, OSSL_PKEY_PARAM_GROUP_NAME, kind->group, 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(m.build, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.size) == 1;
    if (m.ok && secret.size > 0)
        put_number(&m, OSSL_PKEY_PARAM_PRIV_KEY, number(&m, secret));
    return finish(&m, "EC", secret.size > 0);
}

/* d mod (prime - 1), which the file of a private key leaves out. */
static void put_exponent(struct making *m, const char *name, const BIGNUM *d, const BIGNUM *prime)
{
    BIGNUM *less = m->ok ? BN_dup(prime) : NULL, *rest = BN_new();
    BN_CTX *ctx = BN_CTX_secure_new();

    if (less == NULL || rest == NULL || ctx == NULL || BN_sub_word(less, 1) != 1 || BN_mod(rest, d, less, ctx) != 1)
        m->ok = false;
    put_number(m, name, rest);
    BN_CTX_free(ctx);
    BN_clear_free(less);
    if (rest != NULL && m->count < NUMBERS)
        m->number[m->count++] = rest;
    else
        BN_clear_free(rest);
}

EVP_PKEY *sshkey_make_rsa(const struct bytes *parts, size_t count)
{
    static const char *const names[RSA_PARTS] = {
        OSSL_PKEY_PARAM_RSA_N,       OSSL_PKEY_PARAM_RSA_E,       OSSL_PKEY_PARAM_RSA_D,
        OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    struct making m = start();

    for (size_t i = 0; i < count && m.ok; i++)
        put_number(&m, names[i], number(&m, parts[i]));
    if (m.ok && count == RSA_PARTS) {
        put_exponent(&m, OSSL_PKEY_PARAM_RSA_EXPONENT1, m.number[2], m.number[3]);
        put_exponent(&m, OSSL_PKEY_PARAM_RSA_EXPONENT2, m.number[2], m.number[4]);
    }
    return finish(&m, "RSA", count == RSA_PARTS);
}
