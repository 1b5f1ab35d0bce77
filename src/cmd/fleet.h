/* What commands on a fleet have in common: the store, the families, the moment. */
#ifndef VETO_CMD_FLEET_H
#define VETO_CMD_FLEET_H

#include "fleet/known.h"
#include "fleet/position.h"

struct fleet_options {
    const char *store, *family, *folder, *as_of, *days;
};

#define FLEET_OPTIONS(o)                                                                                                       \
    {"--store", "FILE", "the store; else VETO_STORE, else veto/store.db where data of yours is kept", NULL, &(o).store},      \
        {"--family", "F", "one family, not all", NULL, &(o).family},                                                          \
        {"--families", "DIR", "an organisation's own families beside ours", NULL, &(o).folder},                               \
        {"--as-of", "TIME", "what was known then: 2026-10-30, or 2026-10-30T06:00:00Z; else the newest import", NULL, &(o).as_of}, \
    {                                                                                                                          \
        "--days", "N", "accept lists of up to N days before; 14 when not given", NULL, &(o).days                              \
    }

struct fleet {
    struct arena arena;
    struct families families;
    struct store *store;
    struct known *known;
    struct spared spared; /* by the cases of the store, at the moment that counts */
    struct positions positions;
    int64_t accepted; /* seconds */
};

/* EXIT_OK, or the exit status after saying what is wrong. */
int fleet_open(const char *command, const struct fleet_options *o, struct fleet *f);
void fleet_close(struct fleet *f);

#endif
