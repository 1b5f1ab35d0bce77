/*
 * Keys of people, as OpenSSH writes them: public keys as blobs (RFC 4253
 * section 6.6, RFC 5656, RFC 8709, PROTOCOL.u2f) and as text, private keys
 * from unencrypted files (PROTOCOL.key). The mathematics is libcrypto's.
 *
 * One table names the kinds that are taken; certificates, DSA, SHA-1
 * signatures and RSA keys of less than LIMIT_RSA_LEAST bits are not.
 */
#ifndef VETO_LEDGER_SSHKEY_H
#define VETO_LEDGER_SSHKEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <openssl/types.h>

struct sshkey_kind {
    const char *name;
    int type;          /* EVP_PKEY_... */
    const char *curve; /* SSH's name of it, of an ECDSA key */
    const char *group; /* libcrypto's */
    const char *hash;  /* of an ECDSA signature */
    bool security;     /* on a security key: signatures have flags and a counter */
};

struct sshkey {
    const struct sshkey_kind *kind;
    struct bytes blob;        /* the public key as SSH writes it; borrowed */
    struct bytes application; /* of a key on a security key; borrowed from blob */
    EVP_PKEY *pkey;
    bool secret; /* pkey can sign */
};

/* "SHA256:" and base64 without padding, as ssh-keygen -l prints it, and a NUL. */
enum { SSHKEY_FINGERPRINT = 7 + 43 + 1 };

/* A public key from its blob, which must stay; the caller calls sshkey_free(). Whole, or refused with the rule. */
bool sshkey_read(struct bytes blob, struct sshkey *key, struct error *e);
/* One line as in id_ed25519.pub: kind, base64, a comment that is ignored. The blob lives in the arena. */
bool sshkey_read_text(struct arena *a, struct bytes line, struct sshkey *key, struct error *e);
/* The text of an OpenSSH private key file; an encrypted one is refused, and says to use ssh-agent. */
bool sshkey_read_private(struct arena *a, struct bytes text, struct sshkey *key, struct error *e);
void sshkey_free(struct sshkey *key);

/* The kind of that name, or NULL. */
const struct sshkey_kind *sshkey_kind(struct bytes name);
void sshkey_fingerprint(struct bytes blob, char out[SSHKEY_FINGERPRINT]);

/*
 * Whether `signature` (kind and value as SSH writes them) is one of `data`
 * by `key`; else false with the rule it breaks. A security key's must say
 * that somebody touched it.
 */
bool sshkey_verify(const struct sshkey *key, struct bytes data, struct bytes signature, struct error *e);
/* Appends a signature of data by a private key; RSA with SHA-512. */
bool sshkey_sign(const struct sshkey *key, struct bytes data, struct buf *signature, struct error *e);

#endif
