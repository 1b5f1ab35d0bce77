/* What decisions have to keep to, as a policy says it: packs/process/default.tsv, or an organisation's own file. */
#ifndef VETO_LEDGER_PROCESS_H
#define VETO_LEDGER_PROCESS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct process_row {
    struct bytes key, value, source;
};

struct process {
    struct process_row *rows;
    size_t count;
};

/* A file of rows; borrows from text. ERROR_FORMAT names the line. */
bool process_read(struct arena *a, struct bytes text, struct process *p, struct error *e);
/* The one that is built in. */
bool process_default(struct arena *a, struct process *p, struct error *e);

/* Whether the policy has this row. */
bool process_says(const struct process *p, const char *key, struct bytes value);
/* The number of the first row of that key; `fallback` when there is none. */
int32_t process_number(const struct process *p, const char *key, int32_t fallback);
/* The values of a key, separated by commas. */
void process_values(const struct process *p, const char *key, struct buf *out);

#endif
