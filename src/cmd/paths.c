/*
 * paths: how code comes from one method to another, instruction by instruction. The search happens in the jail; each
 * step comes back over the pipe as a row.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "code/graph.h"
#include "fact/row.h"
#include "judge/reading.h"

enum { PATHS_DEFAULT = 1, PATHS_MOST = 1000 };

static bool as_json, as_csv, all, require_jail;
static const char *limit_text;

static const struct option_row options[] = {
    {"--limit", "N", "print paths to the N nearest methods that TO means; 1 unless said otherwise", NULL,
     &limit_text},
    {"--all", NULL, "the same as --limit 1000, which is the most", &all, NULL},
    {"--json", NULL, "one array of objects keyed by column", &as_json, NULL},
    {"--csv", NULL, "comma-separated values, RFC 4180, with a header", &as_csv, NULL},
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

static const char *const columns[] = {"path", "step", "edge", "method", "locus"};
enum { COLUMNS = sizeof columns / sizeof *columns };

struct paths {
    struct intake intake;
    struct bytes from, to;
    uint32_t limit;
    struct output out;
    bool failed;
    uint64_t rows;
};

/* In the child: where rows go. */
struct sending {
    struct frame_writer *out;
    struct arena *arena;
    struct buf row;
    uint32_t number;
};

static struct cell text_cell(struct sending *s, struct bytes text)
{
    return (struct cell){.kind = 't', .text = text_utf8(s->arena, text, NULL)};
}

static struct cell number_cell(uint32_t number)
{
    return (struct cell){.kind = 'i', .number = number};
}

static bool send_path(void *context, const struct graph_path *path)
{
    struct sending *s = context;

    s->number++;
    for (uint32_t i = 0; i < path->count; i++) {
        const struct graph_step *step = &path->steps[i];
        struct cell cells[COLUMNS];
        struct buf locus;
        const char *edge = graph_edge_name(step->edge);
        buf_init(&locus, LIMIT_FRAME);
        locus_write(&locus, step->locus);
        cells[0] = number_cell(s->number);
        cells[1] = number_cell(i + 1);
        cells[2] = text_cell(s, bytes_str(i == 0 ? path->entry_kind : edge));
        cells[3] = text_cell(s, step->text);
        cells[4] = text_cell(s, arena_copy(s->arena, buf_bytes(&locus)));
        buf_free(&locus);
        buf_reset(&s->row);
        if (!row_write(&s->row, cells, COLUMNS) || !frame_send(s->out, FRAME_ROW, buf_bytes(&s->row)))
            return false;
    }
    return true;
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct paths *paths = context;
    struct arena arena;
    struct app app;
    struct sending s = {.out = out, .arena = &arena};
    uint32_t from = 0, to = 0, count;
    struct bytes why;

    reading_start(&app, &arena, &paths->intake, index, NULL, out);
    frame_stage(out, "searching paths");
    buf_init(&s.row, LIMIT_FRAME);
    row_header_write(&s.row, "", columns, COLUMNS);
    frame_send(out, FRAME_HEADER, buf_bytes(&s.row));
    count = graph_paths(&app, paths->from, paths->to, paths->limit, &from, &to, send_path, &s);
    if (count > 0)
        return 0;
    if (from == 0)
        why = paths->from.size == 0 ? BYTES("the app has no entry point that could be found")
                                    : BYTES("no method that the app defines matches FROM");
    else if (to == 0)
        why = BYTES("no method that the code names matches TO");
    else
        why = BYTES("there is no path: TO is named, but nothing that FROM comes to calls it");
    frame_send(out, FRAME_ERROR, why);
    return JAIL_EXIT_ERROR;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    struct paths *paths = context;

    return intake_hold(&paths->intake, index, memory, e);
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct paths *paths = context;

    (void)index;
    if (type == FRAME_HEADER)
        return output_header(&paths->out, payload);
    paths->rows++;
    return type == FRAME_ROW && output_row(&paths->out, payload);
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct paths *paths = context;

    if (!end->whole) {
        paths->failed = true;
        complain_end(paths->intake.apps[index].path, end);
    }
    if (!intake_release(&paths->intake, index)) {
        paths->failed = true;
        complain("%s: the file changed while it was read", harmless(paths->intake.apps[index].path));
    }
    return true;
}

/* What --limit and --all say; false for what is no number from 1 to PATHS_MOST. */
static bool parse_limit(uint32_t *out)
{
    char *end;
    unsigned long value;

    *out = all ? PATHS_MOST : PATHS_DEFAULT;
    if (limit_text == NULL)
        return true;
    value = strtoul(limit_text, &end, 10);
    *out = (uint32_t)value;
    return *end == 0 && limit_text[0] >= '0' && limit_text[0] <= '9' && value >= 1 && value <= PATHS_MOST;
}

static int run(int argc, char **argv)
{
    struct paths paths = {0};
    struct jail_job job = {
        .jobs = 1, .context = &paths, .prepare = prepare, .work = work, .frame = frame, .done = done};
    struct error e;
    bool missing = false;

    if (argc < 3) {
        complain("paths: give files, where paths begin and where they end, as in\n"
                 "      veto paths app.apk entry 'Landroid/location/LocationManager;->requestLocationUpdates'");
        return EXIT_USAGE;
    }
    if (as_json && as_csv) {
        complain("paths: --json and --csv exclude each other");
        return EXIT_USAGE;
    }
    if (!parse_limit(&paths.limit)) {
        complain("paths: --limit takes a number from 1 to %d, not '%s'", PATHS_MOST, harmless(limit_text));
        return EXIT_USAGE;
    }
    paths.from = bytes_str(strcmp(argv[argc - 2], "entry") == 0 ? "" : argv[argc - 2]);
    paths.to = bytes_str(argv[argc - 1]);
    if (paths.to.size == 0 || *argv[argc - 2] == 0) {
        complain("paths: FROM and TO must not be empty");
        return EXIT_USAGE;
    }
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    if (!intake_open(&paths.intake, (const char *const *)argv, (size_t)argc - 2, (struct intake_options){.jobs = 1},
                     &e)) {
        complain("%s", harmless(e.text));
        return EXIT_OPERATION;
    }
    missing = complain_files(&paths.intake);
    output_open(&paths.out, as_json ? OUTPUT_JSON : as_csv ? OUTPUT_CSV : OUTPUT_ALIGNED);
    job.count = paths.intake.app_count;
    if (!jail_run(&job, &e)) {
        complain("%s", harmless(e.text));
        paths.failed = true;
    }
    output_close(&paths.out);
    intake_close(&paths.intake);
    return paths.failed || missing ? EXIT_OPERATION : EXIT_OK;
}

const struct command command_paths = {
    .name = "paths",
    .operands = "FILE... FROM TO",
    .doc = "Print the shortest paths of calls from one method to another",
    .more = "FROM and TO are a method (Lcom/foo/Bar;->baz(I)V, or without (I)V for every one of the name),\n"
            "a class (Lcom/foo/Bar;) with all its methods, or any other text, which means every method\n"
            "whose name contains it. FROM may be the word entry: what the platform itself calls.\n"
            "Each step is one instruction with its place; edge says how it leads to the method: call,\n"
            "virtual (to a class that code makes), callback and thread (by the platform, on an object\n"
            "made there), init (of a class), reflection (named by a constant). From a method that is\n"
            "no entry point, objects of every class that any code makes are taken to exist.",
    .options = options,
    .run = run,
};
