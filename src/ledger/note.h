/*
 * Signed notes (c2sp.org/signed-note), checkpoints (tlog-checkpoint) and
 * cosignatures (tlog-cosignature), all of Ed25519: what a log says about
 * itself, and what witnesses say about it.
 *
 * Keys are OpenSSH's ed25519 keys, in a file or behind ssh-agent; verifiers
 * are vkey texts "name+id+base64", as other implementations write them.
 */
#ifndef VETO_LEDGER_NOTE_H
#define VETO_LEDGER_NOTE_H

#include "ledger/agent.h"
#include "ledger/merkle.h"

enum note_kind { NOTE_SIGNED = 1, NOTE_COSIGNED = 4 };

/* Someone whose signatures are looked for. */
struct note_key {
    struct bytes name;
    enum note_kind kind;
    uint32_t id;
    uint8_t key[32];
};

struct note_line {
    struct bytes name;
    uint32_t id;
    struct bytes signature; /* behind the id */
};

struct note {
    struct bytes text; /* with its last line feed */
    struct note_line *lines;
    size_t count;
};

struct checkpoint {
    struct bytes origin;
    uint64_t size;
    struct merkle_hash root;
};

/* Reads a note; borrows from text. One that breaks a rule of the format is refused with it. */
bool note_read(struct arena *a, struct bytes text, struct note *n, struct error *e);

/* A verifier key from its text; borrows the name. */
bool note_key_read(struct bytes text, struct note_key *key, struct error *e);
/* The verifier key of an OpenSSH ed25519 key. */
bool note_key_of(struct bytes name, enum note_kind kind, const struct sshkey *ssh, struct note_key *key,
                 struct error *e);
/* Appends a verifier key as text. */
bool note_key_write(struct buf *out, const struct note_key *key);

/*
 * Whether the note carries a signature by that key that verifies; *when (may
 * be NULL) is the time of a cosignature. A signature of the key that does not
 * verify is an error even beside one that does.
 */
bool note_verify(const struct note *n, const struct note_key *key, uint64_t *when, struct error *e);

/* Appends a signature line for the text by the key at hand; `when` (POSIX seconds) counts in cosignatures only. */
bool note_sign(struct buf *out, struct bytes text, const struct note_key *key, uint64_t when,
               const struct agent *agent, struct error *e);

/* The text of a checkpoint; origin, size and root, and further lines left alone. */
bool checkpoint_read(struct bytes text, struct checkpoint *c, struct error *e);
bool checkpoint_write(struct buf *out, const struct checkpoint *c);

#endif
