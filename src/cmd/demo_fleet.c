/* demo-fleet: a synthetic fleet with known truth, as files that device management would give. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/number.h"
#include "fleet/demo.h"

static const char *devices, *seed, *apps, *rounds;
static bool sample;

static const struct option_row options[] = {
    {"--devices", "N", "how many are issued; 1000 when not given", NULL, &devices},
    {"--seed", "S", "a number: the same seed gives the same files; 1 when not given", NULL, &seed},
    {"--apps", "N", "unrelated apps of a device, on average; 40 when not given", NULL, &apps},
    {"--weeks", "N", "weekly reports, 1 to 52, the last of 2026-10-30; 1 when not given", NULL, &rounds},
    {"--sample", NULL, "plant the project's sample app, too: the family of doc/example/families", &sample, NULL},
    {0},
};

static int run(int argc, char **argv)
{
    struct demo demo = {.seed = 1, .devices = 1000, .apps = 40, .rounds = 1};
    struct error e = {0};
    uint64_t n = 40, weeks = 1;

    if (argc != 1) {
        complain("demo-fleet: give one folder");
        return EXIT_USAGE;
    }
    if (!parse_number("demo-fleet", "--devices", devices, 1, LIMIT_DEMO_DEVICES, &demo.devices) ||
        !parse_number("demo-fleet", "--seed", seed, 0, UINT32_MAX, &demo.seed) ||
        !parse_number("demo-fleet", "--apps", apps, 1, 1000, &n) ||
        !parse_number("demo-fleet", "--weeks", rounds, 1, DEMO_ROUNDS_MOST, &weeks))
        return EXIT_USAGE;
    demo.apps = (unsigned)n;
    demo.sample = sample;
    demo.rounds = (unsigned)weeks;
    if (mkdir(argv[0], 0777) != 0 && errno != EEXIST) {
        complain("%s: %s", harmless(argv[0]), strerror(errno));
        return EXIT_OPERATION;
    }
    if (!demo_write(&demo, argv[0], &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    return EXIT_OK;
}

const struct command command_demo_fleet = {
    .name = "demo-fleet",
    .operands = "DIR",
    .doc = "Make a synthetic fleet with known truth, for trials and tests",
    .more = "Writes what device management would give of phones that do not exist: the issued list, answers of Android\n"
            "Management API, Jamf Pro and Microsoft Graph, lists of phones in the hand, one folder a week. Planted are\n"
            "unmanaged, silent and stale devices, serial numbers that occur twice, short, empty and reordered answers, and\n"
            "apps that are renamed, re-signed, disabled or removed. DIR/truth.tsv says what veto verify has to say of each\n"
            "device, DIR/import.sh reads the fleet into a store:\n\n"
            "    veto demo-fleet /tmp/fleet --devices 1000 --seed 7\n"
            "    sh /tmp/fleet/import.sh /tmp/fleet/store.db\n"
            "    veto verify --store /tmp/fleet/store.db",
    .options = options,
    .run = run,
};
