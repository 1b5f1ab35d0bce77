#include "ledger/sshsig.h"

#include <openssl/evp.h>

#include "base/hash.h"
#include "base/limits.h"
#include "ledger/armor.h"
#include "ledger/sshkey.h"
#include "ledger/wire.h"

#define MAGIC "SSHSIG"
#define LABEL "SSH SIGNATURE"

enum { VERSION = 1, SIGNED_MAX = 4096 };

bool sshsig_read(struct arena *a, struct bytes armored, struct sshsig *s, struct error *e)
{
    struct bytes raw, magic, reserved;
    struct cursor c;
    uint32_t version;

    *s = (struct sshsig){.key = {NULL, 0}};
    if (armored.size > LIMIT_SSHSIG)
        return error_set(e, ERROR_LIMIT, 0, "a signature of more than %u bytes", LIMIT_SSHSIG);
    if (!armor_read(a, LABEL, armored, &raw, e))
        return false;
    c = cursor_open(raw, 0);
    magic = cursor_take(&c, strlen(MAGIC));
    version = cursor_be32(&c);
    s->key = wire_string(&c);
    s->space = wire_string(&c);
    reserved = wire_string(&c);
    s->hash = wire_string(&c);
    s->signature = wire_string(&c);
    if (c.failed || !bytes_is(magic, MAGIC))
        return error_set(e, ERROR_FORMAT, cursor_offset(&c), "PROTOCOL.sshsig: not a whole SSH signature");
    if (version != VERSION)
        return error_set(e, ERROR_FORMAT, 6, "PROTOCOL.sshsig: version %u, not 1", version);
    if (s->space.size == 0)
        return error_set(e, ERROR_FORMAT, 0, "PROTOCOL.sshsig: the namespace is empty");
    if (reserved.size != 0)
        return error_set(e, ERROR_REFUSED, 0, "PROTOCOL.sshsig: the reserved field is not empty");
    if (!bytes_is(s->hash, "sha256") && !bytes_is(s->hash, "sha512"))
        return error_set(e, ERROR_FORMAT, 0, "PROTOCOL.sshsig: the hash is neither sha256 nor sha512");
    if (cursor_left(&c) != 0)
        return error_set(e, ERROR_FORMAT, cursor_offset(&c), "%zu bytes behind the signature", cursor_left(&c));
    return true;
}

/* What the key signs: magic, namespace, nothing, the hash's name, the message's digest. */
static bool signed_data(struct buf *out, struct bytes space, struct bytes hash, struct bytes message)
{
    uint8_t digest[SHA512_SIZE];
    unsigned size = 0;
    const EVP_MD *kind = bytes_is(hash, "sha256") ? EVP_sha256() : EVP_sha512();

    if (EVP_Digest(message.data, message.size, digest, &size, kind, NULL) != 1)
        return false;
    buf_str(out, MAGIC);
    wire_put_string(out, space);
    wire_put_string(out, bytes_of(NULL, 0));
    wire_put_string(out, hash);
    return wire_put_string(out, bytes_of(digest, size)) && !out->failed;
}

bool sshsig_verify(const struct sshsig *s, const char *space, struct bytes message, struct error *e)
{
    struct sshkey key;
    struct buf data;
    bool ok;

    if (!bytes_is(s->space, space))
        return error_set(e, ERROR_REFUSED, 0, "the signature was made for another namespace than %s", space);
    if (!sshkey_read(s->key, &key, e))
        return false;
    buf_init(&data, SIGNED_MAX);
    ok = signed_data(&data, s->space, s->hash, message) ||
         error_set(e, ERROR_SYSTEM, 0, "no memory for the signed data");
    ok = ok && sshkey_verify(&key, buf_bytes(&data), s->signature, e);
    buf_free(&data);
    sshkey_free(&key);
    return ok;
}

bool sshsig_sign(const struct sshsig_signer *signer, const char *space, struct bytes message, struct buf *armored,
                 struct error *e)
{
    struct buf data, signature, raw;
    bool ok;

    buf_init(&data, SIGNED_MAX);
    buf_init(&signature, LIMIT_SSHSIG);
    buf_init(&raw, LIMIT_SSHSIG);
    ok = (signed_data(&data, bytes_str(space), BYTES("sha512"), message) ||
          error_set(e, ERROR_SYSTEM, 0, "no memory for the signed data")) &&
         signer->sign(signer, buf_bytes(&data), &signature, e);
    if (ok) {
        buf_str(&raw, MAGIC);
        wire_put_u32(&raw, VERSION);
        wire_put_string(&raw, signer->key);
        wire_put_string(&raw, bytes_str(space));
        wire_put_string(&raw, bytes_of(NULL, 0));
        wire_put_string(&raw, BYTES("sha512"));
        wire_put_string(&raw, buf_bytes(&signature));
        armor_write(armored, LABEL, buf_bytes(&raw));
        ok = (!raw.failed && !armored->failed) || error_set(e, ERROR_SYSTEM, 0, "no room for the signature");
    }
    buf_free(&data);
    buf_free(&signature);
    buf_free(&raw);
    return ok;
}
