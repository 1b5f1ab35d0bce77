/*
 * The verdicts on a fleet: every issued device against every family asked
 * about, counted by reason, by department and in all. Devices that nobody
 * manages are in the denominator, which is the issued list.
 */
#ifndef VETO_FLEET_VERIFY_H
#define VETO_FLEET_VERIFY_H

#include "fleet/known.h"
#include "fleet/spared.h"

struct verify_count {
    uint64_t reasons[VERDICT_REASONS]; /* devices by reason; their sum is the denominator */
    uint64_t copies, evaluated;        /* copies that are there, and how many of those are of versions that were evaluated */
};

struct verify_department {
    struct bytes name;
    int64_t id;
    uint64_t devices;
    uint64_t words[VERDICT_WORDS]; /* over all families: the worst of each device */
    struct verify_count *families;
};

struct verify_total {
    const struct families *families;
    const struct spared *spared; /* NULL: no case was asked */
    const struct keepings *keepings;
    int64_t as_of, accepted; /* seconds */
    struct verify_department all;
    struct verify_department *departments; /* by name, bytewise */
    size_t department_count;
};

struct verify_row {
    const struct known_device *device;
    unsigned family;
    struct device_verdict verdict;
    const struct known_match *match; /* the one that the verdict rests on, or NULL */
    const struct sighting_list *list; /* the list it rests on, or NULL */
    const struct mandate_keep *spared; /* the exception or hold that lets it stay, or NULL */
};

/* Called for each device and family; false ends the walk. */
typedef bool verify_sink(void *context, const struct verify_row *row);

struct verify_asked {
    const struct families *families;
    int64_t accepted;            /* lists so many seconds old */
    const struct spared *spared; /* NULL: no case lets anything stay */
    verify_sink *sink;           /* may be NULL */
    void *context;
};

/* Walks over all devices. Texts of the total live in the arena. */
bool verify_fleet(struct known *k, struct arena *a, const struct verify_asked *asked, struct verify_total *total, struct error *e);

uint64_t verify_word(const struct verify_count *c, enum verdict_word word);
uint64_t verify_devices(const struct verify_count *c);

#endif
