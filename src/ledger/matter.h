/*
 * A matter: all statements of one case that the store still has, in the order
 * of the log. What they say together: the state of the determination's life,
 * and which responses and proposals wait for an answer; what is due: due.h.
 */
#ifndef VETO_LEDGER_MATTER_H
#define VETO_LEDGER_MATTER_H

#include "ledger/life.h"
#include "ledger/store.h"

struct matter_item {
    uint64_t index; /* in the log */
    enum store_access access;
    struct statement s;
    char hex[HEX256 + 1]; /* its digest, as others refer to it */
    const char *after;    /* the state of the case once it was said */
};

struct matter {
    struct bytes name;
    struct matter_item *items;
    size_t count, capacity;
    const char *state;
    uint64_t size;     /* of the log when it was read: store_expect() */
    struct bytes last; /* time of the newest entry of the whole log; empty when there is none */
};

/* All of it lives in the arena. A statement that is none any more is an error that names its index. */
bool matter_load(struct store *s, struct arena *a, struct bytes name, struct matter *m, struct error *e);
/* The names of all cases of the store, in the order in which they began; *count of them. */
bool matter_names(struct store *s, struct arena *a, struct bytes **names, size_t *count, struct error *e);
/* Puts a statement behind the others, as matter_load() does. */
struct matter_item *matter_add(struct matter *m, struct arena *a, const struct statement *s, uint64_t index);

/* The item with that digest; NULL when there is none. */
const struct matter_item *matter_find(const struct matter *m, struct bytes hex);
/* The newest item of a kind; NULL when there is none. */
const struct matter_item *matter_last(const struct matter *m, const char *kind);
/* Whether a digest is that of a statement whose body was disposed of. */
bool matter_disposed(const struct matter *m, struct bytes hex);
/* Whether a response or proposal was answered by a determination or review. */
bool matter_answered(const struct matter *m, struct bytes hex);
/* The determination that holds: the newest, unless the case is revoked. */
const struct matter_item *matter_in_force(const struct matter *m);
/* The last day of a clock of a statement, extensions counted; empty when it has none. */
struct bytes matter_clock(const struct matter *m, const struct matter_item *of, const char *clock);

/* A text field of a statement; empty when it is not there or no text. */
struct bytes matter_text(const struct statement *s, const char *field);

#endif
