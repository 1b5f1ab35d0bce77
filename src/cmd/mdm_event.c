/* mdm-event: what an MDM server's webhook said, put together with what was queued; read in the jail. */
#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "fleet/mdm.h"
#include "jail/input.h"
#include "jail/jail.h"

static bool require_jail;

static const struct option_row options[] = {
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail, NULL},
    {0},
};

struct reading {
    struct input queued, events;
    struct jail_end end;
    unsigned states[MDM_STATES];
};

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct reading *r = context;
    struct arena arena;
    struct error e = {0};
    struct buf row;
    struct mdm m;

    (void)index;
    jail_arena(&arena, out);
    frame_stage(out, "reading events");
    if (!mdm_read(&arena, r->queued.bytes, r->events.bytes, &m, &e)) {
        frame_send(out, FRAME_ERROR, bytes_str(e.text));
        return JAIL_EXIT_ERROR;
    }
    buf_init(&row, LIMIT_FRAME);
    for (size_t i = 0; i < m.count; i++) {
        buf_reset(&row);
        buf_u8(&row, (uint8_t)m.rows[i].state);
        buf_printf(&row, "%.*s\t%.*s", (int)m.rows[i].device.size, (const char *)m.rows[i].device.data, (int)m.rows[i].subject.size, (const char *)m.rows[i].subject.data);
        frame_send(out, FRAME_ROW, buf_bytes(&row));
    }
    buf_reset(&row);
    buf_printf(&row, "%" PRIu64 " events, %" PRIu64 " of them said before, %" PRIu64 " to commands that were not queued here, %" PRIu64 " malformed", m.events.lines, m.events.repeated, m.unknown, m.events.malformed);
    frame_send(out, FRAME_TEXT, buf_bytes(&row));
    buf_free(&row);
    return 0;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct reading *r = context;

    (void)index;
    (void)e;
    *memory = r->queued.bytes.size + r->events.bytes.size;
    return true;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct reading *r = context;
    uint8_t state;

    (void)index;
    if (type == FRAME_TEXT) {
        printf("%s\n", harmless_bytes(payload));
        return true;
    }
    if (type != FRAME_ROW || !bytes_u8(payload, 0, &state) || state >= MDM_STATES)
        return false;
    r->states[state]++;
    payload = bytes_from(payload, 1);
    struct bytes device;
    bytes_slice(payload, 0, bytes_find(payload, '\t', 0), &device);
    printf("%s: %s: %s (%s)\n", harmless_bytes(device), harmless_bytes(bytes_from(payload, device.size + 1)),
           mdm_command_say(&(struct mdm_command){.kind = MDM_REMOVE_APP, .state = state}), mdm_state_id(state));
    return true;
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct reading *r = context;

    (void)index;
    r->end = *end;
    return true;
}

static int read_both(struct reading *r)
{
    struct jail_job job = {.count = 1, .jobs = 1, .context = r, .prepare = prepare, .work = work, .frame = frame, .done = done};
    struct error e = {0};

    if (!jail_run(&job, &e) || !r->end.whole) {
        complain("mdm-event: %s", harmless(e.code != ERROR_NONE ? e.text : r->end.error[0] != 0 ? r->end.error : "the reader was ended"));
        return EXIT_OPERATION;
    }
    if (r->states[MDM_CONTRARY] + r->states[MDM_NEEDED] + r->states[MDM_REFUSED] > 0)
        return EXIT_NOT_MET;
    return r->states[MDM_QUEUED] + r->states[MDM_WAITING] + r->states[MDM_ACKNOWLEDGED] > 0 ? EXIT_UNDETERMINED : EXIT_OK;
}

static int run(int argc, char **argv)
{
    struct reading r = {.states = {0}};
    struct error e = {0};
    int status;

    if (argc != 2) {
        complain("mdm-event: give the file of what was queued and the file of events");
        return EXIT_USAGE;
    }
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    if (!input_open(&r.queued, argv[0], &e)) {
        complain("%s: %s", harmless(argv[0]), harmless(e.text));
        return EXIT_OPERATION;
    }
    if (!input_open(&r.events, argv[1], &e)) {
        complain("%s: %s", harmless(argv[1]), harmless(e.text));
        input_close(&r.queued);
        return EXIT_OPERATION;
    }
    status = read_both(&r);
    input_close(&r.events);
    input_close(&r.queued);
    return status;
}

const struct command command_mdm_event = {
    .name = "mdm-event",
    .operands = "QUEUED EVENTS",
    .doc = "Say what became of removals that were queued on an MDM server",
    .more = "QUEUED has the lines that veto-push printed, EVENTS what NanoMDM's webhook received, a JSON object a line, in any\n"
            "order and as often as it came. A removal is gone only when the device's list of apps of later date no longer has\n"
            "it: acknowledged is pending, and so are a locked device (NotNow) and an answer that never came.\n"
            "Exit status: 0 all gone, 4 one is present or was refused, 5 one is pending.\n\n"
            "    veto-push https://mdm.example.org/ UDID --api-key key --remove com.zhiliaoapp.musically --list >>queued\n"
            "    veto mdm-event queued webhook.jsonl",
    .options = options,
    .run = run,
};
