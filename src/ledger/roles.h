/*
 * Roles: who may sign which kinds of statements. One allowed-signers file
 * each, DIR/ROLE.allowed_signers, so that ssh-keygen checks by the same file.
 */
#ifndef VETO_LEDGER_ROLES_H
#define VETO_LEDGER_ROLES_H

#include "ledger/process.h"
#include "ledger/signers.h"
#include "ledger/statement.h"

struct roles_signer {
    const char *role;
    struct bytes principals; /* of the line of the role's file */
    struct bytes key;
};

struct roles_signers {
    struct roles_signer *rows;
    size_t count;
    size_t people; /* different ones among them */
};

/* All roles, the names of files without .allowed_signers; NULL past the last. */
const char *roles_at(size_t i);

/*
 * Whether the signatures of a statement are those its kind needs: each holds,
 * by a key that one of the kind's roles allowed at the statement's time; one is
 * of `by`; two are of different people where the policy says so. Else false
 * with the rule in front: "role-signature: ...". Without a policy (NULL) one
 * person's signature is enough.
 */
bool roles_check(struct arena *a, const char *folder, const struct statement *s, const struct process *p,
                 struct roles_signers *signers, struct error *e);
/* The principals that a key has in one of these roles (separated by spaces); empty when it is in none. */
struct bytes roles_principal(struct arena *a, const char *folder, const char *roles, struct bytes key);
/* Whether a folder has a file of any role. */
bool roles_there(const char *folder);
/* POSIX seconds of "2026-11-23T18:05:30Z". */
bool roles_seconds(struct bytes time, int64_t *seconds);

#endif
