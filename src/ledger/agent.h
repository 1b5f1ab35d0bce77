/*
 * Who signs: a private key in a file, or a key that ssh-agent holds
 * (draft-ietf-sshm-ssh-agent; the socket that SSH_AUTH_SOCK names), so that
 * passphrases and security keys stay where they are.
 */
#ifndef VETO_LEDGER_AGENT_H
#define VETO_LEDGER_AGENT_H

#include "ledger/sshkey.h"
#include "ledger/sshsig.h"

struct agent {
    struct sshkey key;       /* a private key from a file, else the public key that the agent is asked to use */
    struct sshsig_signer by; /* for sshsig_sign(), which may be used until agent_close() */
};

/*
 * Opens the key at `path`: a private key file (nobody else may read it), or a
 * public key file whose private half the agent holds.
 */
bool agent_open(struct arena *a, const char *path, struct agent *agent, struct error *e);
void agent_close(struct agent *agent);

/* Signs with the key at hand, for other formats than SSHSIG. */
bool agent_sign(const struct agent *agent, struct bytes data, struct buf *signature, struct error *e);

#endif
