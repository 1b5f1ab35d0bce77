/* Public keys of others, from the command line and from files. */
#ifndef VETO_CMD_TRUST_H
#define VETO_CMD_TRUST_H

#include "ledger/note.h"
#include "ledger/signers.h"

/* A verifier key, or a file with one. */
bool trust_vkey(struct arena *a, const char *text, struct note_key *key, struct error *e);
/* A file of allowed signers, or a folder of them (one a role), all taken together. */
bool trust_signers(struct arena *a, const char *path, struct signers *s, struct error *e);

#endif
