/* init: makes a store. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/store_place.h"

static const char *place, *origin = "veto.example";

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--origin", "NAME", "the name of its log, as witnesses will know it: a host name of yours and a path", NULL, &origin},
    {0},
};

/* The folders above a path, as far as they are not there. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        int made;
        *slash = 0;
        made = mkdir(path, 0700);
        *slash = '/';
        if (made != 0 && errno != EEXIST)
            return false;
    }
    return true;
}

static int run(int argc, char **argv)
{
    char path[FILE_PATH];
    struct error e = {0};
    struct store *s;

    (void)argv;
    if (argc != 0) {
        complain("init: takes options only");
        return EXIT_USAGE;
    }
    store_path(place, path);
    if (!make_folders(path)) {
        complain("init: %s: %s", harmless(path), strerror(errno));
        return EXIT_OPERATION;
    }
    s = store_make(path, bytes_str(origin), &e);
    if (s == NULL) {
        complain("init: %s: %s", harmless(path), harmless(e.text));
        return e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
    }
    store_close(s);
    return EXIT_OK;
}

const struct command command_init = {
    .name = "init",
    .operands = "",
    .doc = "Make the store: one file for statements and their log, the fleet and what was observed of it",
    .more = "Nothing has to be set up beside it. A store of an older format is brought forward when it is opened; an older\n"
            "veto refuses a newer store. Nothing is overwritten.\n\n"
            "    veto init --store /srv/veto/store.db --origin log.example.gc.ca/veto",
    .options = options,
    .run = run,
};
