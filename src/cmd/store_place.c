#include "cmd/store_place.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "ledger/file.h"

void store_path(const char *place, char *path)
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

    store_path(place, path);
    s = store_open(path, &e);
    if (s == NULL)
        complain("%s: %s: %s", command, harmless(path), harmless(e.text));
    return s;
}
