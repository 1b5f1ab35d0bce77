/*
 * A dossier: all that belongs to one matter and that one audience may see, in
 * one archive that verifies offline: signed statements, the log entries that
 * commit to them with proofs, openings of what was signed as commitments,
 * records and other files that statements refer to by digest, and what is
 * withheld. SHA256SUMS names every file, and is signed by whoever gives the
 * dossier out: so every bit of it is vouched for.
 *
 *     README  SHA256SUMS  SHA256SUMS.sig  checkpoint  dossier.json
 *     entries/N.json      an entry of the log       entries/N.tlog-proof
 *     files/DIGEST        a file with that SHA-256
 *     openings/N.json     of fields signed as commitments
 *     redacted/N.json     of a public edition: a statement with fields left out
 *     redactions.json     and what is left out on which ground, by whom
 *     statements/N.json   a statement with its signatures, N.salt its salt;
 *                         N.text what is signed, N.K.sig its Kth signature
 */
#ifndef VETO_LEDGER_DOSSIER_H
#define VETO_LEDGER_DOSSIER_H

#include "ledger/note.h"
#include "ledger/process.h"
#include "ledger/signers.h"
#include "ledger/statement.h"
#include "ledger/store.h"

enum dossier_for { DOSSIER_VENDOR, DOSSIER_PARTNER, DOSSIER_PUBLIC, DOSSIER_FORS };

const char *dossier_for_name(enum dossier_for f);
/* false for a word that names none. */
bool dossier_for_of(const char *word, enum dossier_for *f);
/* Labels of FIRST TLP 2.0, as written. */
bool dossier_tlp(const char *word);

struct dossier_file {
    struct bytes name, content;
};

/* What goes into an archive, in no order; in the arena. */
struct dossier_files {
    struct arena *arena;
    struct dossier_file *rows;
    size_t count, capacity;
};

void dossier_add(struct dossier_files *f, struct bytes name, struct bytes content);
/* Sorts them, adds SHA256SUMS and its signature, and appends the archive to out. */
bool dossier_pack(struct dossier_files *f, const struct agent *agent, struct buf *out, struct error *e);

/*
 * What a public edition leaves out, and on which ground: a field of a
 * statement ("device", "answers[0]", "answers[0].says"), "*" for all of it,
 * or "none" where somebody decided that nothing has to be left out.
 */
struct dossier_left {
    struct bytes statement; /* its digest, hex */
    struct bytes field, ground, official;
};

/*
 * A public edition: every statement of the case, of whatever class, with what
 * is left out. One that is not of class public has to be spoken of; a passage
 * of a vendor's statement is released only when a third-party notice named it
 * and its day for representations has passed.
 */
struct dossier_release {
    const struct dossier_left *left;
    size_t left_count;
    struct bytes day; /* 2026-11-23: on which it is released */
    /* Set when it was written: digests in hex, in the order of the log. */
    struct bytes *statements, *notices;
    size_t statement_count, notice_count;
};

struct dossier_request {
    struct bytes name; /* of the matter */
    enum dossier_for audience;
    const char *tlp, *originator; /* of a partner's; NULL for others */
    const struct bytes *enclose;  /* files that statements may refer to: those that are referred to go in */
    size_t enclose_count;
    const struct agent *agent; /* who gives it out */
    struct dossier_release *release; /* of a public edition; NULL for a dossier */
};

struct dossier_counts {
    size_t enclosed, redacted, withheld, files, missing;
};

/* Everything is looked up in the store, whose newest checkpoint has to hold all of it. */
bool dossier_write(struct store *s, struct arena *a, const struct dossier_request *r, struct buf *out,
                   struct dossier_counts *counts, struct error *e);

/* --- checking --- */

/* Public keys and notes of those whose word the reader takes; what is NULL or empty is not asked for. */
struct dossier_trust {
    const struct signers *signers;
    const char *roles; /* a folder of ROLE.allowed_signers: each kind is signed by a role that may */
    const struct process *process; /* with roles: what is signed by two people */
    const struct note_key *log, *witness;
    struct bytes kept; /* a checkpoint kept from before */
};

enum dossier_finding { DOSSIER_HOLDS, DOSSIER_UNKNOWN, DOSSIER_FAILS };

struct dossier_report {
    /* One thing that was looked at: the file it is about, and why it fails or cannot be told; both until it returns. */
    void (*item)(void *context, enum dossier_finding f, struct bytes file, const char *what);
    void *context;
    size_t count[3];
};

/* True when nothing fails and nothing is unknown. */
bool dossier_check(struct bytes archive, struct arena *a, const struct dossier_trust *t, struct dossier_report *r);

#endif
