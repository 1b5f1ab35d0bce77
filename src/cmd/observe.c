/* observe: what device management says of devices and their apps, read into the store. */
#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/store_place.h"
#include "fleet/observe.h"
#include "jail/input.h"

static const char *place, *folder, *time_given, *serial, *disabled_file;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--time", "TIME", "when the source answered: 2026-10-30T06:00:00Z; needed", NULL, &time_given},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &folder},
    {"--serial", "S", "of a list of one device: its serial number", NULL, &serial},
    {"--disabled", "FILE", "of such a list: what 'pm list packages -d' printed", NULL, &disabled_file},
    {0},
};

static bool open_file(struct input *in, const char *path)
{
    struct error e = {0};

    if (input_open(in, path, &e))
        return true;
    complain("%s: %s", harmless(path), harmless(e.text));
    return false;
}

static void say(const struct observed *o, const char *path)
{
    struct buf out;

    buf_init(&out, LIMIT_STATEMENT * 2);
    if (o->known)
        buf_printf(&out, "%s: read before; nothing was done\n", harmless(path));
    else
        buf_printf(&out, "%s: %" PRIu64 " devices, %" PRIu64 " apps of which %" PRIu64 " are kept, %" PRIu64 " malformed; %s%s\n", harmless(path),
                   o->devices, o->apps, o->kept, o->malformed, o->complete ? "complete" : "incomplete: ", o->reason);
    print_bytes(buf_bytes(&out));
    buf_free(&out);
    if (o->problems.size > 0)
        complain("%s: malformed, at byte or line\n%.*s", harmless(path), (int)o->problems.size, (const char *)o->problems.data);
}

static int observe_into(struct store *s, const char *path, struct observe_ask *ask)
{
    struct input in, disabled = {.fd = -1};
    struct observed observed;
    struct error e = {0};
    bool ok;

    if (!open_file(&in, path))
        return EXIT_OPERATION;
    ask->text = in.bytes;
    ok = disabled_file == NULL || open_file(&disabled, disabled_file);
    if (ok && disabled_file != NULL)
        ask->disabled = disabled.bytes;
    if (ok) {
        ok = observe(s, ask, &observed, &e);
        if (ok)
            say(&observed, path);
        else
            complain("%s: %s", harmless(path), harmless(e.text));
        buf_free(&observed.problems);
    }
    if (ok && !input_unchanged(&in))
        complain("%s: the file changed while it was read", harmless(path));
    if (disabled_file != NULL && disabled.bytes.data != NULL)
        input_close(&disabled);
    input_close(&in);
    return ok ? EXIT_OK : e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
}

static int run(int argc, char **argv)
{
    struct families families;
    struct observe_ask ask = {.families = &families};
    struct arena arena;
    struct error e = {0};
    struct store *s;
    int status;

    if (argc != 2 || time_given == NULL || !moment_parse(bytes_str(time_given), &ask.time)) {
        complain(argc != 2 ? "observe: give a source and a file" : "observe: --time says when the source answered, such as 2026-10-30T06:00:00Z");
        return EXIT_USAGE;
    }
    ask.source = bytes_str(argv[0]);
    ask.serial = bytes_str(serial);
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&families, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    s = store_at("observe", place);
    if (s == NULL)
        return EXIT_OPERATION;
    status = observe_into(s, argv[1], &ask);
    store_close(s);
    arena_free(&arena);
    return status;
}

const struct command command_observe = {
    .name = "observe",
    .operands = "SOURCE FILE",
    .doc = "Read what device management says of devices and their apps into the store",
    .more = "SOURCE is one of\n"
            "  issued   the list of issued devices, CSV: serial, asset_tag, department, platform, ownership, issued\n"
            "  amapi    Android Management API: enterprises.devices.list, a page a line\n"
            "  jamf     Jamf Pro: /api/v2/mobile-devices/detail, a page a line\n"
            "  intune   Microsoft Graph v1.0: managedDevices with their detectedApps, a page a line; names only\n"
            "  pm       what 'pm list packages' printed on one Android device (--serial, --disabled)\n"
            "  evaluation  a record of 'veto evaluate --json': this version of this app was evaluated\n"
            "Of a device's apps only those are kept that are like a family. A file goes in as a whole or not at all, and once;\n"
            "what is malformed is counted and named, and an answer that came short is kept as incomplete, never as zero.\n\n"
            "    veto observe issued issued.csv --time 2026-10-30T06:00:00Z\n"
            "    veto observe amapi devices.jsonl --time 2026-10-30T06:00:00Z",
    .options = options,
    .run = run,
};
