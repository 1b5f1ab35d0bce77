/* remove: a family's apps off the Android devices of an adb server, every user and profile, looked up again. */
#include <inttypes.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/handsets.h"

static const char *folder, *serial;
static bool apply;

static const struct option_row options[] = {
    {"--serial", "S", "only the device of that serial number", NULL, &serial},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &folder},
    {"--apply", NULL, "do it; else only what would be done is shown", &apply, NULL},
    {0},
};

struct removing {
    const struct family *family;
    unsigned done, left, unknown;
};

static const char *would(const struct handset_removal *r)
{
    return r->system ? "would be uninstalled, else disabled: part of the system image" : "would be uninstalled";
}

static void tell(const struct handset *h, const struct handset_user *u, struct bytes package, const struct handset_removal *r)
{
    printf("%s: user %d (%s%s): %s: ", harmless(h->serial), u->id, u->profile ? "profile " : "", harmless(u->name), harmless_bytes(package));
    if (r->state == HANDSET_UNKNOWN)
        printf("unknown: %s", harmless(r->why));
    else if (!apply)
        printf("%s", would(r));
    else
        printf("%s", handset_state_id(r->state));
    if (r->said[0] != 0)
        printf("; the device said: %s", harmless(r->said));
    if (apply && r->state == HANDSET_GONE && r->system)
        printf("; a copy stays in the system image");
    putchar('\n');
}

static void one(struct removing *w, const struct handset *h, const struct handset_user *u, struct bytes package)
{
    struct handset_removal r;

    (apply ? handset_remove : handset_look)(h, u, package, &r);
    w->unknown += r.state == HANDSET_UNKNOWN;
    w->left += apply && r.state == HANDSET_THERE;
    if (r.state == HANDSET_NEVER)
        return;
    w->done++;
    tell(h, u, package, &r);
}

static int each(void *context, const struct handset *h)
{
    struct removing *w = context;
    const struct family *f = w->family;

    *w = (struct removing){.family = f};
    for (size_t i = 0; i < f->count; i++)
        if (f->identifiers[i].kind == IDENTIFIER_PACKAGE && identifier_counts(&f->identifiers[i]))
            for (size_t u = 0; u < h->count; u++)
                one(w, h, &h->users[u], f->identifiers[i].value);
    if (w->done == 0 && w->unknown == 0)
        printf("%s: none of %s is installed for any of %zu users\n", harmless(h->serial), harmless_bytes(f->id), h->count);
    return w->unknown > 0 ? EXIT_UNDETERMINED : w->left > 0 ? EXIT_NOT_MET : EXIT_OK;
}

static int run(int argc, char **argv)
{
    struct families families;
    struct removing w = {0};
    struct arena arena;
    struct error e = {0};
    int status;

    if (argc != 2) {
        complain("remove: give a family and the adb server's HOST:PORT");
        return EXIT_USAGE;
    }
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&families, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    w.family = families_find(&families, bytes_str(argv[0]));
    if (w.family == NULL) {
        complain("remove: there is no family %s; 'veto families' lists them", harmless(argv[0]));
        status = EXIT_USAGE;
    } else {
        status = handsets_each("remove", argv[1], serial, each, &w);
    }
    arena_free(&arena);
    return status;
}

const struct command command_remove = {
    .name = "remove",
    .operands = "FAMILY HOST:PORT",
    .doc = "Take a family's apps off the Android devices of an adb server",
    .more = "Every user and profile of each device is gone through. An app is uninstalled for the user; what then stays, as\n"
            "parts of the system do, is disabled. Then the device is asked again: a line says gone only when a whole list of\n"
            "that user no longer has the app and 'pm path' does not find it, whatever the device answered to the removal.\n"
            "Without --apply nothing is changed. The device's user can install the app again: block it as well. No case is asked:\n"
            "to carry out a determination, with its holds and exceptions, and signed, use veto enforce.\n"
            "Exit status: 0 when none can be opened any more, 4 when one still can, 5 when a device did not say.\n\n"
            "    veto remove tiktok 127.0.0.1:5037\n"
            "    veto remove tiktok 127.0.0.1:5037 --serial R58N1 --apply",
    .options = options,
    .run = run,
};
