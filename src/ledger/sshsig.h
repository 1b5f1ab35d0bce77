/*
 * SSHSIG, the signatures of `ssh-keygen -Y sign` (PROTOCOL.sshsig of
 * OpenSSH): what is signed is a digest of the message together with a
 * namespace, so that a signature made for one purpose is none for another.
 *
 * One spelling is read: every bit of an armored signature counts.
 */
#ifndef VETO_LEDGER_SSHSIG_H
#define VETO_LEDGER_SSHSIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* The namespace of everything that veto signs. */
#define SSHSIG_NAMESPACE "veto"

struct sshsig {
    struct bytes key;       /* the signer's public key, a blob */
    struct bytes space;     /* the namespace it was made for; not empty */
    struct bytes hash;      /* "sha256" or "sha512" */
    struct bytes signature; /* kind and value */
};

/* Who signs: appends a signature of data by `key` to out. One by a file, one by ssh-agent. */
struct sshsig_signer {
    struct bytes key; /* the public key, a blob */
    bool (*sign)(const struct sshsig_signer *s, struct bytes data, struct buf *out, struct error *e);
    const void *context;
};

/* An armored signature; everything lives in the arena. */
bool sshsig_read(struct arena *a, struct bytes armored, struct sshsig *s, struct error *e);
/* Whether s is a signature of the message in that namespace by s->key; whose key that is, signers.h tells. */
bool sshsig_verify(const struct sshsig *s, const char *space, struct bytes message, struct error *e);
/* Appends an armored signature of the message, with SHA-512. */
bool sshsig_sign(const struct sshsig_signer *signer, const char *space, struct bytes message, struct buf *armored,
                 struct error *e);

#endif
