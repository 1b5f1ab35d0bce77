/* What the files that read and use keys share. */
#ifndef VETO_LEDGER_SSHKEY_PARTS_H
#define VETO_LEDGER_SSHKEY_PARTS_H

#include "ledger/sshkey.h"

/* The curve's name and the uncompressed point that stand next. */
bool sshkey_point(const struct sshkey_kind *kind, struct cursor *c, struct bytes *point, struct error *e);
/* Whether a modulus is of a size that is taken. */
bool sshkey_rsa_size(struct bytes n, struct error *e);

/* libcrypto's keys; NULL when it does not take them. A private number may be empty: a public key. */
EVP_PKEY *sshkey_make_ec(const struct sshkey_kind *kind, struct bytes point, struct bytes number);
/* n, e and, of a private key, d, p, q, iqmp. */
EVP_PKEY *sshkey_make_rsa(const struct bytes *parts, size_t count);

#endif
