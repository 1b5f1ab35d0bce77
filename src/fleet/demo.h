/*
 * A synthetic fleet whose truth is known: devices, what they hold, and each way
 * in which what device management says of them falls short. Everything about a
 * device follows from the seed and its number, so that a fleet of any size is
 * made in constant memory and the same seed gives the same files.
 */
#ifndef VETO_FLEET_DEMO_H
#define VETO_FLEET_DEMO_H

#include "base/error.h"
#include "fleet/verdict.h"

/* Where a device is managed, if anywhere. */
enum demo_plane { DEMO_NOWHERE, DEMO_AMAPI, DEMO_JAMF, DEMO_INTUNE, DEMO_PM, DEMO_PLANES };

/* What is wrong with what is known of a device; at most one each. */
enum demo_gap {
    GAP_NONE,
    GAP_UNMANAGED,      /* issued, and no plane knows it */
    GAP_RETIRED,        /* the plane says it manages it no more */
    GAP_SILENT,         /* enrolled, and never sent a list */
    GAP_STALE,          /* the list is months old */
    GAP_EMPTY,          /* the list came empty */
    GAP_ISSUED_TWICE,   /* its serial stands on two asset tags */
    GAP_REPORTED_TWICE, /* two devices of the plane give its serial */
    DEMO_GAPS
};

/* How an app of a family is there, or seems to be. */
enum demo_app {
    APP_ABSENT,
    APP_PRESENT,
    APP_RENAMED,  /* shown under another name */
    APP_RESIGNED, /* another signer */
    APP_DISABLED, /* there, cannot be opened */
    APP_REMOVED,  /* the plane says that it was there once */
    APP_SIBLING,  /* another product of the owner */
    APP_CLONE,    /* another package, signed with the family's key */
    APP_NAMED,    /* another package that goes by the family's name */
    DEMO_APPS
};

enum { DEMO_FAMILIES = 4 }; /* the last is the project's own sample, of doc/example/families */

struct demo_device {
    uint64_t number;
    char serial[16], asset[16], id[40]; /* id: what the plane calls it */
    const char *department, *platform, *ownership;
    char issued[11];
    enum demo_plane plane;
    enum demo_gap gap;
    bool work_side; /* the plane sees the work side alone */
    unsigned age;   /* of its list: hours before the report */
    enum demo_app app[DEMO_FAMILIES];
    unsigned until[DEMO_FAMILIES]; /* the round in which the app went; DEMO_ROUNDS_MOST when it stays */
};

enum { DEMO_ROUNDS_MOST = 52 };

struct demo {
    uint64_t seed, devices;
    unsigned apps;   /* unrelated apps of a device, on average */
    unsigned rounds; /* weekly reports; the last is of DEMO_END */
    bool sample;     /* plant the last family too; what is planted of the others stays the same */
};

/* 2026-10-30T06:00:00Z */
#define DEMO_END 1793340000

extern const char *const demo_families[DEMO_FAMILIES];
/* How many of them are planted. */
unsigned demo_family_count(const struct demo *demo);
const char *demo_gap_name(enum demo_gap gap);

/* The device of that number, from 0. */
void demo_device(const struct demo *demo, uint64_t number, struct demo_device *out);

/* Whether an app is there in a round (from 0), and what veto has to say of it in the last one. */
bool demo_present(const struct demo_device *d, unsigned family, unsigned round);
struct device_verdict demo_truth(const struct demo_device *d, unsigned family, bool page_lost);

/*
 * Writes the fleet into a folder that is there: issued.csv, a folder a round
 * with a file for each answer of each plane, truth.tsv, import.sh (the commands
 * that read it all). False with the file that could not be written.
 */
bool demo_write(const struct demo *demo, const char *folder, struct error *e);

/* Bits that follow from a seed, a number and a purpose alone (splitmix64). */
uint64_t demo_bits(uint64_t seed, uint64_t number, uint64_t purpose);

#endif
