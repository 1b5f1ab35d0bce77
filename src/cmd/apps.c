/* apps: the evaluations that the store keeps. */
#include "cmd/cmd.h"
#include "cmd/query_store.h"

static const char *place;
static bool as_json, as_csv;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--json", NULL, "one array of objects", &as_json, NULL},
    {"--csv", NULL, "comma-separated values, RFC 4180, with a header", &as_csv, NULL},
    {0},
};

static int run(int argc, char **argv)
{
    if (argc > 0) {
        complain("apps: takes no operand, and got \"%s\"; 'veto query --store FILE' asks more", harmless(argv[0]));
        return EXIT_USAGE;
    }
    if (as_json && as_csv) {
        complain("apps: --json and --csv exclude each other");
        return EXIT_USAGE;
    }
    return query_store("apps", place, "SELECT app, version, version_code, result, record FROM apps",
                       as_json ? OUTPUT_JSON : as_csv ? OUTPUT_CSV : OUTPUT_ALIGNED);
}

const struct command command_apps = {
    .name = "apps",
    .operands = "",
    .doc = "List the evaluations that the store keeps",
    .more = "One line for each record, which 'veto evaluate --store' and 'veto observe evaluation' put there.\n"
            "'veto query --store FILE' asks all of them anything.\n\n"
            "    veto apps --csv",
    .options = options,
    .run = run,
};
