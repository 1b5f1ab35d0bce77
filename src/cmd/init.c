/* init: makes the store. */
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"

static const char *place, *origin;

static const struct option_row options[] = {
    {"--store", "FILE", "where; else VETO_STORE, else the user's data folder", NULL, &place},
    {"--origin", "NAME", "the name of its log, for example veto.example.org/log; else that of this machine", NULL, &origin},
    {0},
};

static int run(int argc, char **argv)
{
    char host[LIMIT_LOG_ORIGIN + 1] = "";

    (void)argv;
    if (argc > 0) {
        complain("init: takes options only");
        return EXIT_USAGE;
    }
    if (origin == NULL && (gethostname(host, sizeof host - 1) != 0 || host[0] == 0)) {
        complain("init: this machine has no name; give --origin");
        return EXIT_OPERATION;
    }
    return store_make_at("init", place, bytes_str(origin == NULL ? host : origin)) ? EXIT_OK : EXIT_OPERATION;
}

const struct command command_init = {
    .name = "init",
    .operands = "",
    .doc = "Make the store of statements and its log",
    .more = "The store is one file. The origin names its log for ever: in checkpoints, and to witnesses. Example:\n\n"
            "    veto init --origin veto.example.org/log",
    .options = options,
    .run = run,
};
