/* What a public edition has of each statement: decided by rows of grounds, third-party notices and access classes. */
#ifndef VETO_LEDGER_DOSSIER_EDITION_H
#define VETO_LEDGER_DOSSIER_EDITION_H

#include "ledger/dossier.h"

enum edition_way { EDITION_WHOLE, EDITION_REDACTED, EDITION_WITHHELD };

/* A passage that somebody was told may be released. */
struct edition_passage {
    struct bytes statement, field; /* digest in hex, and a field or "*" */
    struct bytes reply_by;         /* a date */
    size_t notice;                 /* of release->notices */
};

struct edition {
    struct dossier_release *release;
    struct edition_passage *passages;
    size_t passage_count, passage_capacity;
    size_t notice_capacity, statement_capacity;
    struct buf rows; /* of redactions.json, separated by commas; the caller frees it */
    size_t used;     /* rows of grounds that spoke of a statement there is */
};

/* Remembers what a third-party notice of the case names. */
void edition_notice(struct edition *d, struct arena *a, const struct statement *s);
/* How much of a statement is released; of one with fields left out, *redacted is what is left, canonical JSON. */
bool edition_decide(struct edition *d, struct arena *a, const struct statement *s, const struct store_entry *entry,
                    enum edition_way *way, struct bytes *redacted, struct error *e);
/* Openings without those of fields that are left out; empty when none is left. */
struct bytes edition_openings(struct edition *d, struct arena *a, const struct statement *s, struct bytes openings);
/* That every row of grounds was about a statement of the case. */
bool edition_finish(const struct edition *d, struct error *e);
/* redactions.json: what was left out of what, each with its ground and official. */
struct bytes edition_redactions(struct edition *d, struct arena *a);

#endif
