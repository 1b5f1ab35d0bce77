/*
 * What the store knows of issued devices at a moment: a walk over the issued
 * list, each device with every list of it and every match of the families
 * asked about. Devices stream; matches are held, since they are few.
 */
#ifndef VETO_FLEET_KNOWN_H
#define VETO_FLEET_KNOWN_H

#include "base/arena.h"
#include "base/error.h"
#include "fleet/family.h"
#include "fleet/keeping.h"
#include "fleet/verdict.h"
#include "ledger/store.h"

/* A match with what is shown of it. */
struct known_match {
    int64_t serial;
    uint32_t family;
    struct match match;
    bool evaluated;        /* the store has an evaluation of this version */
    struct bytes value, version, source; /* in the arena */
};

struct known_device {
    int64_t id, serial_id, department_id;
    struct bytes serial, asset, department, platform, ownership; /* until the next device */
    unsigned issued;
    bool short_answer;
    const struct sighting_list *lists;
    size_t list_count;
    const struct known_match *matches; /* of the families in order, each family's by time */
    size_t match_count;
};

struct known;

/* Opens the walk. The newest import when as_of is 0. NULL with the reason. Everything lives in the arena. */
struct known *known_open(struct store *s, struct arena *a, const struct families *families, int64_t as_of, struct error *e);
void known_close(struct known *k);

/*
 * The moments of the store's answers up to as_of (0: all), the newest `most`, oldest first: one for each time that
 * something was read. Their count, or -1 with the reason.
 */
int known_moments(struct store *s, int64_t as_of, int64_t *times, unsigned most, struct error *e);

/* The moment that counts, seconds since 1970. */
int64_t known_as_of(const struct known *k);
/* Answers that are kept whole at that moment; in the arena. */
const struct keepings *known_keepings(const struct known *k);
/* Names of sources by their number in a list; "" past the last. */
struct bytes known_source(const struct known *k, uint32_t source);

/* The next device in the order of the issued list: 1, 0 at the end, -1 with the reason. */
int known_next(struct known *k, struct known_device *out, struct error *e);

#endif
