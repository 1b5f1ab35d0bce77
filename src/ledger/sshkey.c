#include "ledger/sshkey.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/hash.h"
#include "base/limits.h"
#include "ledger/sshkey_parts.h"
#include "ledger/wire.h"

static const struct sshkey_kind kinds[] = {
    {"ssh-ed25519", EVP_PKEY_ED25519, NULL, NULL, NULL, false},
    {"ecdsa-sha2-nistp256", EVP_PKEY_EC, "nistp256", "prime256v1", "SHA2-256", false},
    {"ecdsa-sha2-nistp384", EVP_PKEY_EC, "nistp384", "secp384r1", "SHA2-384", false},
    {"ecdsa-sha2-nistp521", EVP_PKEY_EC, "nistp521", "secp521r1", "SHA2-512", false},
    {"ssh-rsa", EVP_PKEY_RSA, NULL, NULL, NULL, false},
    {"sk-ssh-ed25519@openssh.com", EVP_PKEY_ED25519, NULL, NULL, NULL, true},
    {"sk-ecdsa-sha2-nistp256@openssh.com", EVP_PKEY_EC, "nistp256", "prime256v1", "SHA2-256", true},
};

const struct sshkey_kind *sshkey_kind(struct bytes name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

void sshkey_fingerprint(struct bytes blob, char out[SSHKEY_FINGERPRINT])
{
    uint8_t digest[SHA256_SIZE];
    char text[(SHA256_SIZE + 2) / 3 * 4 + 1];

    hash_sha256(blob, digest);
    hash_base64(bytes_of(digest, sizeof digest), text);
    memcpy(out, "SHA256:", 7);
    memcpy(out + 7, text, 43);
    out[SSHKEY_FINGERPRINT - 1] = 0;
}

bool sshkey_point(const struct sshkey_kind *kind, struct cursor *c, struct bytes *point, struct error *e)
{
    struct bytes curve = wire_string(c);

    *point = wire_string(c);
    if (c->failed)
        return error_set(e, ERROR_FORMAT, cursor_offset(c), "the key ends before its point");
    if (!bytes_is(curve, kind->curve))
        return error_set(e, ERROR_FORMAT, 0, "RFC 5656 section 3.1: a key of kind %s names another curve", kind->name);
    if (point->size == 0 || point->data[0] != 4)
        return error_set(e, ERROR_FORMAT, 0, "the point of an ECDSA key is not written uncompressed");
    return true;
}

/* The public part of an elliptic curve key. */
static bool read_ec(struct sshkey *key, struct cursor *c, struct error *e)
{
    struct bytes point;

    if (!sshkey_point(key->kind, c, &point, e))
        return false;
    key->pkey = sshkey_make_ec(key->kind, point, bytes_of(NULL, 0));
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "the point is not on the curve %s", key->kind->curve);
}

static bool read_ed25519(struct sshkey *key, struct cursor *c, struct error *e)
{
    struct bytes raw = wire_string(c);

    if (c->failed || raw.size != 32)
        return error_set(e, ERROR_FORMAT, 0, "RFC 8709 section 4: an Ed25519 key has %zu bytes, not 32", raw.size);
    key->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw.data, raw.size);
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "libcrypto does not take the Ed25519 key");
}

bool sshkey_rsa_size(struct bytes n, struct error *e)
{
    size_t bits = n.size == 0 ? 0 : n.size * 8 - (size_t)__builtin_clz(n.data[0]) % 8;

    if (n.size == 0 || bits < LIMIT_RSA_LEAST)
        return error_set(e, ERROR_REFUSED, 0, "an RSA key of %zu bits; at least %d are wanted", bits, LIMIT_RSA_LEAST);
    if (n.size > LIMIT_KEY_BITS / 8)
        return error_set(e, ERROR_LIMIT, 0, "an RSA key of %zu bits; at most %d are taken", bits, LIMIT_KEY_BITS);
    return true;
}

static bool read_rsa(struct sshkey *key, struct cursor *c, struct error *e)
{
    struct bytes part[2];

    part[1] = wire_mpint(c);
    part[0] = wire_mpint(c);
    if (c->failed)
        return error_set(e, ERROR_FORMAT, 0, "an RSA key's numbers are cut short or not written as RFC 4251 says");
    if (!sshkey_rsa_size(part[0], e))
        return false;
    if (part[1].size > 8)
        return error_set(e, ERROR_LIMIT, 0, "an RSA exponent of %zu bytes", part[1].size);
    key->pkey = sshkey_make_rsa(part, 2);
    return key->pkey != NULL || error_set(e, ERROR_FORMAT, 0, "libcrypto does not take the RSA key");
}

bool sshkey_read(struct bytes blob, struct sshkey *key, struct error *e)
{
    struct cursor c = cursor_open(blob, 0);
    struct bytes name = wire_string(&c);
    bool ok;

    *key = (struct sshkey){.blob = blob, .kind = sshkey_kind(name)};
    if (c.failed)
        return error_set(e, ERROR_FORMAT, 0, "the key is cut short");
    if (key->kind == NULL && bytes_ends(name, BYTES("-cert-v01@openssh.com")))
        return error_set(e, ERROR_REFUSED, 0, "an SSH certificate; only plain keys are taken");
    if (key->kind == NULL)
        return error_set(e, ERROR_REFUSED, 0, "a key of a kind that is not taken: ed25519, ecdsa, rsa or their sk forms");
    ok = key->kind->type == EVP_PKEY_ED25519 ? read_ed25519(key, &c, e)
         : key->kind->type == EVP_PKEY_EC    ? read_ec(key, &c, e)
                                             : read_rsa(key, &c, e);
    if (ok && key->kind->security) {
        key->application = wire_string(&c);
        if (c.failed)
            ok = error_set(e, ERROR_FORMAT, cursor_offset(&c), "PROTOCOL.u2f: the key has no application");
    }
    if (ok && cursor_left(&c) != 0)
        ok = error_set(e, ERROR_FORMAT, cursor_offset(&c), "%zu bytes behind the key", cursor_left(&c));
    if (!ok)
        sshkey_free(key);
    return ok;
}

void sshkey_free(struct sshkey *key)
{
    EVP_PKEY_free(key->pkey);
    key->pkey = NULL;
}

/* The next word of a line and the blanks behind it. */
static struct bytes next_word(struct bytes *line)
{
    struct bytes word;
    size_t end = 0, next;

    while (end < line->size && line->data[end] != ' ' && line->data[end] != '\t')
        end++;
    for (next = end; next < line->size && (line->data[next] == ' ' || line->data[next] == '\t');)
        next++;
    bytes_slice(*line, 0, end, &word);
    *line = bytes_from(*line, next);
    return word;
}

bool sshkey_read_text(struct arena *a, struct bytes line, struct sshkey *key, struct error *e)
{
    struct bytes name, text;
    uint8_t *raw;
    size_t size;

    *key = (struct sshkey){.pkey = NULL};
    while (line.size > 0 && (line.data[line.size - 1] == '\n' || line.data[line.size - 1] == '\r'))
        line.size--;
    name = next_word(&line);
    text = next_word(&line);
    raw = arena_raw(a, text.size / 4 * 3 + 1);
    if (!hash_unbase64(text, raw, &size))
        return error_set(e, ERROR_FORMAT, name.size + 1, "the key is not base64 text");
    if (!sshkey_read(bytes_of(raw, size), key, e))
        return false;
    if (bytes_is(name, key->kind->name))
        return true;
    sshkey_free(key);
    return error_set(e, ERROR_FORMAT, 0, "the key is of another kind than the line says");
}
