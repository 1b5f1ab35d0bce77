#include "cmd/store_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "ledger/file.h"

static void path_of(const char *place, char path[FILE_PATH])
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (place == NULL)
        place = getenv("VETO_STORE");
    if (place != NULL && place[0] != 0)
        snprintf(path, FILE_PATH, "%s", place);
    else if (data != NULL && data[0] == '/')
        snprintf(path, FILE_PATH, "%s/veto/store.db", data);
    else
        snprintf(path, FILE_PATH, "%s/.local/share/veto/store.db", home == NULL ? "" : home);
}

struct store *store_at(const char *command, const char *place)
{
    struct error e = {0};
    struct store *s;
    char path[FILE_PATH];

    path_of(place, path);
    s = store_open(path, &e);
    if (s == NULL)
        complain("%s: %s: %s; 'veto init' makes a store", command, harmless(path), harmless(e.text));
    return s;
}

/* The folders a file stands in, which only the user may read. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
}

bool store_make_at(const char *command, const char *place, struct bytes origin)
{
    struct error e = {0};
    struct store *s;
    char path[FILE_PATH];

    path_of(place, path);
    make_folders(path);
    s = store_make(path, origin, &e);
    if (s == NULL)
        complain("%s: %s: %s", command, harmless(path), harmless(e.text));
    else
        store_close(s);
    return s != NULL;
}
