/*
 * Commands of a run on an MDM server, in the store: which UUID was decided for
 * what, whether the server has it, and what became of it. A command is in the
 * store before it is sent, so that after an interruption the same one is sent
 * again. One row a step, direction, kind and subject: another try has another
 * UUID in the same row.
 */
#ifndef VETO_FLEET_MDM_QUEUE_H
#define VETO_FLEET_MDM_QUEUE_H

#include "fleet/mdm.h"
#include "ledger/store.h"

struct mdm_queue {
    struct store *store;
    struct arena *arena;
    int64_t base;        /* the first step of the run that is loaded */
    size_t span;         /* its steps */
    size_t *first;       /* by step: its first row and one, 0 for none */
    struct mdm_command *rows;
    size_t *next;        /* by row, likewise */
    size_t count, capacity, next_capacity;
    bool loaded;
};

/* Loads the commands of the run that has the step. Store and arena are set by the caller. */
bool mdm_queue_load(struct mdm_queue *q, int64_t step, struct error *e);

/* The first row of a step, and the one behind it; NULL for none. They stay where they are until one is added. */
struct mdm_command *mdm_queue_first(const struct mdm_queue *q, int64_t step);
struct mdm_command *mdm_queue_next(const struct mdm_queue *q, const struct mdm_command *c);

/* The row of a step, direction, kind and subject; NULL for none. */
struct mdm_command *mdm_queue_find(const struct mdm_queue *q, int64_t step, bool back, enum mdm_kind kind, struct bytes subject);

/* Several changes at once: all of them are on the disk when the end returns true, or none. */
bool mdm_queue_begin(struct mdm_queue *q, struct error *e);
bool mdm_queue_end(struct mdm_queue *q, bool ok, struct error *e);

/* Texts are copied. */
bool mdm_queue_add(struct mdm_queue *q, const struct mdm_command *c, struct error *e);
bool mdm_queue_keep(struct mdm_queue *q, const struct mdm_command *c, struct error *e);

/* Gives a command a UUID (RFC 9562, version 4) and has it queued now, for the first time or again. Not yet in the store. */
bool mdm_queue_decide(struct mdm_queue *q, struct mdm_command *c, int64_t now, struct error *e);

#endif
