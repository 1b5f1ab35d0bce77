/* Private keys from the files that ssh-keygen writes, without a passphrase: PROTOCOL.key of OpenSSH. */
#include "ledger/sshkey_parts.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/hash.h"
#include "base/limits.h"
#include "ledger/armor.h"
#include "ledger/wire.h"

static bool read_ed25519(struct cursor *c, struct sshkey *key, struct error *e)
{
    struct bytes open = wire_string(c), both = wire_string(c), seed;

    if (c->failed || open.size != 32 || both.size != 64 || !bytes_slice(both, 0, 32, &seed) ||
        !bytes_equal(bytes_from(both, 32), open))
        return error_set(e, ERROR_FORMAT, 0, "the halves of the Ed25519 key do not fit");
    key->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed.data, seed.size);
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "libcrypto does not take the Ed25519 key");
}

static bool read_ec(struct cursor *c, struct sshkey *key, struct error *e)
{
    struct bytes point, number;

    if (!sshkey_point(key->kind, c, &point, e))
        return false;
    number = wire_mpint(c);
    if (c->failed || number.size == 0)
        return error_set(e, ERROR_FORMAT, 0, "the private number of the ECDSA key is missing");
    key->pkey = sshkey_make_ec(key->kind, point, number);
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "libcrypto does not take the ECDSA key");
}

static bool read_rsa(struct cursor *c, struct sshkey *key, struct error *e)
{
    struct bytes n = wire_mpint(c), exponent = wire_mpint(c), d = wire_mpint(c), iqmp = wire_mpint(c);
    struct bytes p = wire_mpint(c), q = wire_mpint(c);
    struct bytes parts[] = {n, exponent, d, p, q, iqmp};

    if (c->failed)
        return error_set(e, ERROR_FORMAT, 0, "the numbers of the RSA key are cut short");
    if (!sshkey_rsa_size(n, e))
        return false;
    key->pkey = sshkey_make_rsa(parts, 6);
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "libcrypto does not take the RSA key");
}

/* The part that would be encrypted: two equal check numbers, the key, a comment, and padding 1, 2, 3 ... */
static bool read_secret(struct bytes in, struct sshkey *key, struct error *e)
{
    struct cursor c = cursor_open(in, 0);
    uint32_t first = cursor_be32(&c), second = cursor_be32(&c);
    struct bytes name = wire_string(&c);
    bool ok;

    if (c.failed || first != second || !bytes_is(name, key->kind->name))
        return error_set(e, ERROR_FORMAT, 0, "PROTOCOL.key: the private part does not belong to the public key");
    ok = key->kind->type == EVP_PKEY_ED25519 ? read_ed25519(&c, key, e)
         : key->kind->type == EVP_PKEY_EC    ? read_ec(&c, key, e)
                                             : read_rsa(&c, key, e);
    if (!ok)
        return false;
    wire_string(&c);
    for (uint8_t i = 1; cursor_left(&c) > 0; i++)
        if (cursor_u8(&c) != i)
            c.failed = true;
    if (c.failed)
        return error_set(e, ERROR_FORMAT, 0, "PROTOCOL.key: the padding is not 1, 2, 3");
    return true;
}

static bool read_file(struct bytes raw, struct sshkey *key, struct error *e)
{
    struct cursor c = cursor_open(raw, 0);
    struct bytes magic = cursor_take(&c, 15), cipher = wire_string(&c), kdf = wire_string(&c);
    struct bytes options = wire_string(&c), blob, secret;
    struct sshkey open;
    uint32_t keys = cursor_be32(&c);

    blob = wire_string(&c);
    if (c.failed || !bytes_equal(magic, bytes_of("openssh-key-v1", 15)) || keys != 1)
        return error_set(e, ERROR_FORMAT, 0, "not a file of one OpenSSH private key");
    if (!bytes_is(cipher, "none") || !bytes_is(kdf, "none") || options.size != 0)
        return error_set(e, ERROR_REFUSED, 0,
                         "the private key has a passphrase; give it to ssh-agent (ssh-add), and name the public key");
    secret = wire_string(&c);
    if (c.failed || cursor_left(&c) != 0)
        return error_set(e, ERROR_FORMAT, cursor_offset(&c), "the private key file is cut short or has bytes behind");
    if (!sshkey_read(blob, &open, e))
        return false;
    sshkey_free(&open);
    *key = (struct sshkey){.blob = blob, .kind = open.kind, .secret = true};
    if (key->kind->security)
        return error_set(e, ERROR_REFUSED, 0, "the key is on a security key; sign through ssh-agent");
    return read_secret(secret, key, e);
}

/* Whether the private half belongs to the public one that the file shows. */
static bool fits(const struct sshkey *key, struct error *e)
{
    struct sshkey open;
    bool ok;

    if (!sshkey_read(key->blob, &open, e))
        return false;
    ok = EVP_PKEY_eq(open.pkey, key->pkey) == 1;
    sshkey_free(&open);
    return ok || error_set(e, ERROR_FORMAT, 0, "the private key does not belong to the public key in the same file");
}

bool sshkey_read_private(struct arena *a, struct bytes text, struct sshkey *key, struct error *e)
{
    struct bytes raw;
    bool ok;

    *key = (struct sshkey){.pkey = NULL};
    if (text.size > LIMIT_KEY_FILE)
        return error_set(e, ERROR_LIMIT, 0, "a private key file of more than %u bytes", LIMIT_KEY_FILE);
    if (!armor_read(a, "OPENSSH PRIVATE KEY", text, &raw, e))
        return false;
    ok = read_file(raw, key, e) && fits(key, e);
    if (ok)
        key->blob = arena_copy(a, key->blob);
    else
        sshkey_free(key);
    armor_wipe(raw);
    return ok;
}
