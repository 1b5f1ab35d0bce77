#include "cmd/handsets.h"

#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

bool handsets_place(const char *source, const char *place)
{
    return strcmp(source, "adb") == 0 && access(place, F_OK) != 0;
}

struct walk {
    const struct adb *adb;
    const char *command, *serial;
    int (*each)(void *context, const struct handset *h);
    void *context;
    unsigned seen;
    int status;
};

static void worse(struct walk *w, int status)
{
    if (status > w->status)
        w->status = status;
}

/* Opens one device; another serial number than asked for is passed over. */
static void one(struct walk *w, struct bytes transport, bool named)
{
    struct error e = {0};
    struct handset h;

    if (!handset_open(&h, w->adb, transport, &e)) {
        complain("%s: %s: %s", w->command, harmless_bytes(transport), harmless(e.text));
        worse(w, EXIT_OPERATION);
        w->seen += named;
    } else if (w->serial == NULL || named || strcmp(h.serial, w->serial) == 0) {
        w->seen++;
        worse(w, w->each(w->context, &h));
    }
    handset_close(&h);
}

/* "SERIAL\tSTATE": only "device" can be asked. */
static void line(struct walk *w, struct bytes text)
{
    size_t tab = bytes_find(text, '\t', 0);
    struct bytes transport, state = bytes_from(text, tab + 1);
    bool named;

    bytes_slice(text, 0, tab, &transport);
    named = w->serial != NULL && bytes_is(transport, w->serial);
    if (transport.size == 0)
        return;
    if (bytes_is(state, "device")) {
        one(w, transport, named);
        return;
    }
    complain("%s: %s: the adb server says '%s': it cannot be asked", w->command, harmless_bytes(transport), harmless_bytes(state));
    w->seen += named;
    worse(w, EXIT_OPERATION);
}

int handsets_each(const char *command, const char *place, const char *serial, int (*each)(void *context, const struct handset *h), void *context)
{
    struct adb adb;
    struct walk w = {.adb = &adb, .command = command, .serial = serial, .each = each, .context = context};
    struct error e = {0};
    struct buf list;
    struct bytes text;

    buf_init(&list, 1 << 16);
    if (!adb_at(&adb, place, &e) || !adb_devices(&adb, &list, &e)) {
        complain("%s: %s", command, harmless(e.text));
        buf_free(&list);
        return e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
    }
    text = buf_bytes(&list);
    for (size_t at = 0; at < text.size;) {
        struct bytes row;
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &row);
        at += row.size + 1;
        line(&w, row);
    }
    if (w.seen == 0) {
        complain(serial == NULL ? "%s: the adb server has no device" : "%s: the adb server has no device %s", command, serial == NULL ? "" : harmless(serial));
        worse(&w, EXIT_OPERATION);
    }
    buf_free(&list);
    return w.status;
}
