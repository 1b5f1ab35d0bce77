/* observe: what device management says of devices and their apps, read into the store. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>
#include <time.h>

#include "base/limits.h"
#include "base/moment.h"
#include "cmd/cmd.h"
#include "cmd/fetched.h"
#include "cmd/handsets.h"
#include "cmd/store_place.h"
#include "fleet/observe.h"
#include "cmd/output.h"
#include "jail/input.h"
#include "jail/jail.h"

static const char *place, *folder, *time_given, *serial, *disabled_file, *map, *purpose, *until, *token, *authorities, *save;
static bool keep_all, whole, require_jail;

static const struct option_row options[] = {
    {"--store", "FILE", "the store; else VETO_STORE, else the one in the user's data folder", NULL, &place},
    {"--time", "TIME", "when the source answered: 2026-10-30T06:00:00Z; needed of a file", NULL, &time_given},
    {"--families", "DIR", "an organisation's own families beside ours", NULL, &folder},
    {"--serial", "S", "of a list of one device: its serial number", NULL, &serial},
    {"--disabled", "FILE", "of such a list: what 'pm list packages -d' printed", NULL, &disabled_file},
    {"--map", "NAME=COLUMN,...", "of csv and json: the columns of serial, package, name, version, signer, time; a comma in one is %2C", NULL, &map},
    {"--whole", NULL, "of apple, nanomdm, csv and json: lists have all apps of the device, not those of a work side only", &whole, NULL},
    {"--keep-all", NULL, "keep every app, not only those like a family; needs the next two", &keep_all, NULL},
    {"--purpose", "TEXT", "what all apps are kept for; stored and shown", NULL, &purpose},
    {"--retain-until", "DATE", "when they are to be disposed of", NULL, &until},
    {"--token", "FILE", "of an address: a bearer token, one line; else VETO_TOKEN", NULL, &token},
    {"--ca", "FILE", "of an address: certificates to trust in the place of the system's", NULL, &authorities},
    {"--save", "FILE", "of an address: keep the pages as they came; else they are not kept", NULL, &save},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail, NULL},
    {0},
};

/* --- the reader in the jail --- */

struct reading {
    const struct source_ask *ask;
    struct hearing *hearing;
    struct jail_end end;
    bool refused;
};

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct reading *r = context;
    struct arena arena;
    struct error e = {0};

    (void)index;
    jail_arena(&arena, out);
    frame_stage(out, "reading");
    if (source_read(r->ask, &arena, out, &e))
        return 0;
    frame_send(out, FRAME_ERROR, bytes_str(e.text));
    return e.code == ERROR_USAGE ? EXIT_USAGE : JAIL_EXIT_ERROR;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct reading *r = context;

    (void)index;
    (void)e;
    *memory = r->ask->text.size + r->ask->disabled.size;
    return true;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct reading *r = context;

    (void)index;
    if (!r->refused && !observe_hear(r->hearing, type, payload))
        r->refused = true;
    return !r->refused;
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct reading *r = context;

    (void)index;
    r->end = *end;
    return true;
}

static bool speak(const struct source_ask *ask, struct hearing *hearing, struct error *e)
{
    struct reading r = {.ask = ask, .hearing = hearing};
    struct jail_job job = {.count = 1, .jobs = 1, .context = &r, .prepare = prepare, .work = work, .frame = frame, .done = done};

    if (!jail_run(&job, e) || r.refused)
        return false;
    if (r.end.whole)
        return true;
    if (r.end.error[0] != 0)
        return error_set(e, r.end.status == EXIT_USAGE ? ERROR_USAGE : ERROR_FORMAT, 0, "%s", r.end.error);
    return error_set(e, ERROR_FORMAT, 0, "the reader was ended by signal %d while %s; nothing was stored", r.end.signal, r.end.stage);
}

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

/* `name` is what the user calls it. */
static int observe_into(struct store *s, const char *path, const char *name, struct source_ask *ask, const struct observe_how *how)
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
        ok = observe(s, ask, how, &observed, &e);
        if (ok)
            say(&observed, name);
        else
            complain("%s: %s", harmless(name), harmless(e.text));
        buf_free(&observed.problems);
    }
    if (ok && !input_unchanged(&in))
        complain("%s: the file changed while it was read", harmless(name));
    if (disabled_file != NULL && disabled.bytes.data != NULL)
        input_close(&disabled);
    input_close(&in);
    return ok ? EXIT_OK : e.code == ERROR_USAGE ? EXIT_USAGE : EXIT_OPERATION;
}

/* --- devices asked through an adb server --- */

struct asking {
    struct store *store;
    struct source_ask *ask;
    const struct observe_how *how;
};

static int observe_handset(void *context, const struct handset *h)
{
    struct asking *a = context;
    struct observed observed;
    struct error e = {0};
    struct buf survey;
    bool ok;

    buf_init(&survey, (2 * LIMIT_ADB_USERS + 2) * (size_t)LIMIT_ADB_OUTPUT);
    handset_survey(h, &survey);
    a->ask->text = buf_bytes(&survey);
    ok = (!survey.failed || error_set(&e, ERROR_LIMIT, 0, "no memory for what it says")) && observe(a->store, a->ask, a->how, &observed, &e);
    if (ok) {
        say(&observed, h->transport);
        buf_free(&observed.problems);
    } else {
        complain("%s: %s", harmless(h->transport), harmless(e.text));
    }
    buf_free(&survey);
    return ok ? EXIT_OK : EXIT_OPERATION;
}

/* The answer at an address; what came of one that broke off is read too, and is incomplete. */
static int observe_address(struct store *s, const char *url, struct source_ask *ask, const struct observe_how *how)
{
    const struct fetch f = {"observe", (const char *)ask->source.data, url, token, authorities, save};
    char path[FETCHED_PATH];
    bool ended;
    int fd = fetch_answer(&f, path, &ended), status;

    if (fd < 0)
        return EXIT_OPERATION;
    status = observe_into(s, path, url, ask, how);
    close(fd);
    return status == EXIT_OK && !ended ? EXIT_OPERATION : status;
}

static int run(int argc, char **argv)
{
    bool live = argc == 2 && handsets_place(argv[0], argv[1]);
    bool address = argc == 2 && !live && is_address_of_server(argv[1]);
    struct families families;
    struct source_ask ask = {.families = &families, .keep_all = keep_all, .whole = whole};
    struct observe_how how = {.speak = speak};
    struct arena arena;
    struct error e = {0};
    struct store *s;
    int status;

    if ((live || address) && time_given == NULL) {
        ask.time = (int64_t)time(NULL);
    } else if (argc != 2 || time_given == NULL || !moment_parse(bytes_str(time_given), &ask.time)) {
        complain(argc != 2 ? "observe: give a source and a file" : "observe: --time says when the source answered, such as 2026-10-30T06:00:00Z");
        return EXIT_USAGE;
    }
    ask.source = bytes_str(argv[0]);
    ask.serial = bytes_str(serial);
    ask.map = bytes_str(map);
    how.purpose = bytes_str(purpose);
    if (keep_all != (purpose != NULL) || keep_all != (until != NULL) || (until != NULL && !moment_parse(bytes_str(until), &how.until))) {
        complain("observe: --keep-all, --purpose TEXT and --retain-until DATE go together");
        return EXIT_USAGE;
    }
    if ((token != NULL || authorities != NULL || save != NULL) && !address) {
        complain("observe: --token, --ca and --save are of an address");
        return EXIT_USAGE;
    }
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    arena_init(&arena, LIMIT_ARENA);
    if (!families_load(&families, &arena, folder, &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    s = store_at("observe", place);
    if (s == NULL)
        return EXIT_OPERATION;
    if (live)
        status = handsets_each("observe", argv[1], serial, observe_handset, &(struct asking){s, &ask, &how});
    else if (address)
        status = observe_address(s, argv[1], &ask, &how);
    else
        status = observe_into(s, argv[1], argv[1], &ask, &how);
    store_close(s);
    arena_free(&arena);
    return status;
}

const struct command command_observe = {
    .name = "observe",
    .operands = "SOURCE FILE|URL|HOST:PORT",
    .doc = "Read what device management says of devices and their apps into the store",
    .more = "SOURCE is one of\n"
            "  issued      the list of issued devices, CSV: serial, asset_tag, department, platform, ownership, issued\n"
            "  amapi       Android Management API: enterprises.devices.list\n"
            "  jamf        Jamf Pro: /api/v2/mobile-devices/detail\n"
            "  intune      Microsoft Graph v1.0: managedDevices with their detectedApps; names only\n"
            "  detected    Microsoft Graph v1.0: detectedApps with their managedDevices; names only\n"
            "  fleet       Fleet: /api/v1/fleet/hosts with software\n"
            "  osquery     osquery: snapshot results of a query over apps, one a line\n"
            "  apple       what a device answers to InstalledApplicationList, a property list (--serial, --whole)\n"
            "  apple-status  a declarative status report of app.managed.list, JSON (--serial): managed apps only\n"
            "  nanomdm     events of NanoMDM's webhook, a JSON object a line: each device's newest list of apps (--whole)\n"
            "  pm          what 'pm list packages' printed on one Android device (--serial, --disabled)\n"
            "  adb         Android devices of the adb server at HOST:PORT instead of a file, asked now, every user and profile\n"
            "              of them (--serial: only that one); nothing is changed on them, and no server is started\n"
            "  csv, json   anything with a row for each app on each device (--map, --whole)\n"
            "  evaluation  a record of 'veto evaluate --json': this version of this app was evaluated\n"
            "An address (amapi, detected, fleet, intune, jamf) is fetched by veto-fetch, page after page, with a token that goes to\n"
            "that server only and is never shown; a server that is busy is waited for; what breaks off is incomplete.\n"
            "Pages follow each other in the file as they were received. The reader is jailed. Of a device's apps only\n"
            "those are kept that are like a family, and how many there are. A file goes in as a whole or not at all, and once;\n"
            "what is malformed is counted and named, and an answer that came short is kept as incomplete, never as zero.\n\n"
            "    veto observe issued issued.csv --time 2026-10-30T06:00:00Z\n"
            "    veto observe amapi devices.jsonl --time 2026-10-30T06:00:00Z\n"
            "    veto observe adb 127.0.0.1:5037\n"
            "    veto observe jamf https://jamf.example/api/v2/mobile-devices/detail --token token\n"
            "    veto observe csv apps.csv --map serial=Serial,package=Bundle --time 2026-10-30T06:00:00Z",
    .options = options,
    .run = run,
};
