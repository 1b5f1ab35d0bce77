/*
 * Statements: what a person says and signs. One const row a kind names its
 * fields, their types and what is required; from the rows come checking,
 * forms and documentation. A statement is canonical JSON of at most
 * LIMIT_STATEMENT bytes together with its signatures.
 *
 * A refusal names the field as a path ("measures[1].findings"), the value it
 * saw where that is short, and the rule.
 */
#ifndef VETO_LEDGER_STATEMENT_H
#define VETO_LEDGER_STATEMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json_read.h"

enum field_type {
    FIELD_TEXT,   /* not empty */
    FIELD_CHOICE, /* one word of a closed list */
    FIELD_NUMBER, /* not negative */
    FIELD_DATE,   /* 2026-11-23 */
    FIELD_TIME,   /* 2026-11-23T18:05:30Z */
    FIELD_DIGEST, /* SHA-256 in hex */
    FIELD_TEXTS,  /* a list of texts, none twice */
    FIELD_DIGESTS,
    FIELD_ROWS,   /* a list of objects with fields of their own */
};

enum field_flags {
    FIELD_REQUIRED = 1,
    FIELD_SOME = 2,       /* a list with at least one */
    FIELD_REDACTABLE = 4, /* may be {"commitment": digest}, with an opening beside the statement */
};

/* A row without a name ends a table. */
struct field {
    const char *name;
    enum field_type type;
    unsigned flags;
    const char *choices;      /* of FIELD_CHOICE its words; of a digest the kinds of statements of the same case that it
                               * may refer to, NULL when it is one of other bytes; separated by spaces */
    const struct field *rows; /* of FIELD_ROWS */
    const char *doc;
};

struct statement_kind {
    const char *name;
    const char *role;   /* who may sign it: any of these roles, separated by spaces */
    const char *access; /* the class its body has in the store unless another is asked for: store_access_name() */
    const char *doc;
    const struct field *fields; /* beside those that every statement has */
    /* Rules over several fields; may be NULL. */
    bool (*rule)(const struct json_node *s, struct error *e);
};

struct statement {
    const struct statement_kind *kind;
    const struct json_node *root; /* the statement itself */
    struct bytes text;            /* its bytes, which are what is signed */
    const struct json_node *signatures; /* armored SSH signatures */
    uint8_t digest[SHA256_SIZE];  /* of text: how others refer to it */
};

/* The table: NULL past the last. */
const struct statement_kind *statement_kind_at(size_t i);
const struct statement_kind *statement_kind(struct bytes name);
/* Fields that every statement has. */
extern const struct field statement_common[];

/* Whether a text is a statement of its kind, without signatures; everything lives in the arena or borrows from text. */
bool statement_check(struct arena *a, struct bytes text, struct statement *s, struct error *e);

/* {"signatures":[...],"statement":{...}}, canonical. Whose the signatures are, and whether they hold, is not asked. */
bool statement_read(struct arena *a, struct bytes text, struct statement *s, struct error *e);
bool statement_write(struct buf *out, struct bytes statement, const struct bytes *signatures, size_t count,
                     struct error *e);

/* What a redactable field is signed as: SHA-256 of a salt and the canonical JSON of its value. */
void statement_commit(struct bytes salt, struct bytes value, uint8_t out[SHA256_SIZE]);
/* Whether the value opens the commitment that stands in the field of that path. */
bool statement_opens(const struct statement *s, struct bytes path, struct bytes salt, struct bytes value);

/* What stands at a path of a statement: "device", "answers[0]", "answers[0].says"; NULL when nothing does. */
const struct json_node *statement_field(const struct json_node *root, struct bytes path);

/* Whether each of the openings, {PATH: {"salt": hex, "value": ...}} in canonical JSON, opens a commitment of s. */
bool statement_openings_hold(struct arena *a, const struct statement *s, struct bytes openings, struct error *e);

/* Whether texts are a date, or a time, that exists. */
bool statement_is_date(struct bytes text);
bool statement_is_time(struct bytes text);

#endif
