/* show: everything a reader saw, with offsets. The reading happens in the jail. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/output.h"
#include "judge/reading.h"

static bool require_jail;

static const struct option_row options[] = {
    {"--require-jail", NULL, "refuse to read files where the kernel cannot jail the reader", &require_jail,
     NULL},
    {0},
};

struct show {
    struct input input;
    char *inner; /* what follows the first "!", or NULL */
    int status;
};

/* A printer fills a buffer; it goes out in frames. */
static void send_text(struct frame_writer *out, struct buf *text)
{
    struct bytes rest = buf_bytes(text);

    while (rest.size > 0) {
        struct bytes part;
        bytes_slice(rest, 0, rest.size < LIMIT_FRAME ? rest.size : LIMIT_FRAME, &part);
        frame_send(out, FRAME_TEXT, part);
        rest = bytes_from(rest, part.size);
    }
    if (text->failed)
        frame_send(out, FRAME_TEXT, BYTES("(more than a gigabyte of text: the rest is not shown)\n"));
}

static void show_anomalies(struct buf *text, const struct scan *s)
{
    static const char *const effects[] = {"tolerated", "refused", "limit"};

    for (const struct anomaly *a = s->first; a != NULL; a = a->next) {
        buf_printf(text, "anomaly %s (%s) ", a->kind->code, effects[a->kind->effect]);
        if (!a->locus.whole)
            buf_printf(text, "@0x%llx+%llu ", (unsigned long long)a->locus.at,
                       (unsigned long long)a->locus.size);
        text_show(text, a->subject);
        buf_str(text, a->subject.size > 0 ? ": " : "");
        text_show(text, a->detail);
        buf_u8(text, '\n');
    }
}

static void show_apk(struct scan *s, const struct zip *z, struct buf *text)
{
    const struct zip_entry *entry = zip_find(z, BYTES("AndroidManifest.xml"));
    struct apksig_facts facts = {0};
    struct apksig sig;
    struct error e;
    struct bytes raw;
    struct axml xml;
    struct manifest m;

    if (entry == NULL)
        return;
    zip_read(s, z, entry, ZIP_ASSET, &raw, &e);
    if (raw.size > 0 && axml_open(s, raw, entry->place, &xml, &e)) {
        manifest_open(&m, &xml, (struct axml_tables){NULL, 0});
        facts = (struct apksig_facts){m.min_sdk, m.target_sdk,
                                      manifest_int(&m, 0, ATTR_TARGET_SANDBOX_VERSION, 1)};
    }
    if (apksig_read(s, z, bytes_of(NULL, 0), facts, &sig, &e))
        apksig_print(text, &sig);
}

static void show_bytes(struct scan *s, struct bytes bytes, const struct place *place, struct buf *text)
{
    struct error e = {0};
    struct zip z;
    struct axml xml;
    struct arsc arsc;
    struct elf elf;
    struct dex *dex;
    size_t count;

    switch (content_of(bytes)) {
    case CONTENT_DEX:
        count = dex_open(s, bytes, place, &dex, &e);
        for (size_t i = 0; i < count; i++)
            dex_print(text, &dex[i]);
        break;
    case CONTENT_ELF:
        if (elf_open(s, bytes, place, &elf, &e))
            elf_print(text, &elf);
        break;
    case CONTENT_ARSC:
        if (arsc_open(s, bytes, place, &arsc, &e))
            arsc_print(text, &arsc);
        break;
    default:
        if (content_of(bytes) != CONTENT_AXML && zip_open(s, bytes, place, &z, &e)) {
            zip_print(text, &z);
            show_apk(s, &z, text);
        } else if (axml_open(s, bytes, place, &xml, &e)) {
            axml_print(text, &xml);
        }
    }
    if (e.text[0] != 0) {
        buf_printf(text, "cannot read on at 0x%llx: ", (unsigned long long)e.offset);
        text_show(text, bytes_str(e.text));
        buf_u8(text, '\n');
    }
}

/* The bytes an inner path leads to: entry names separated by "!". False when one is not there. */
static bool follow(struct scan *s, const char *inner, struct bytes *bytes, const struct place **place,
                   struct frame_writer *out)
{
    struct bytes path = bytes_str(inner);

    while (path.size > 0) {
        size_t end = bytes_find(path, '!', 0);
        struct bytes name;
        struct zip *z = arena_alloc(s->arena, sizeof *z);
        const struct zip_entry *entry = NULL;
        struct error e = {0};
        bytes_slice(path, 0, end, &name);
        path = bytes_from(path, end < path.size ? end + 1 : end);
        if (zip_open(s, *bytes, *place, z, &e))
            entry = zip_find(z, name);
        if (entry == NULL) {
            struct bytes why = arena_printf(s->arena, "there is no entry %.*s%s%s", (int)name.size,
                                            (const char *)name.data, e.text[0] == 0 ? "" : ": ", e.text);
            frame_send(out, FRAME_ERROR, why);
            return false;
        }
        zip_read(s, z, entry, ZIP_ASSET, bytes, &e);
        *place = entry->place;
    }
    return true;
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct show *show = context;
    struct arena arena;
    struct scan scan;
    struct buf text;
    struct bytes bytes = show->input.bytes;
    const struct place *place;

    (void)index;
    jail_arena(&arena, out);
    scan_init(&scan, &arena);
    frame_stage(out, "reading");
    place = place_inside(&arena, NULL, BYTES("file"), 1);
    if (show->inner != NULL && !follow(&scan, show->inner, &bytes, &place, out))
        return JAIL_EXIT_ERROR;
    buf_init(&text, LIMIT_PIPE_INPUT);
    buf_printf(&text, "%zu bytes, %s\n", bytes.size, content_name(content_of(bytes)));
    show_bytes(&scan, bytes, place, &text);
    show_anomalies(&text, &scan);
    send_text(out, &text);
    return 0;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct show *show = context;

    (void)index;
    (void)e;
    *memory = show->input.bytes.size;
    return true;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    (void)context;
    (void)index;
    return type == FRAME_TEXT && print_lines(payload);
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct show *show = context;

    (void)index;
    if (!end->whole) {
        complain_end(show->input.path, end);
        show->status = EXIT_OPERATION;
    }
    return true;
}

/* FILE!ENTRY!ENTRY: a file of just that name comes first, so that names with "!" can be given. */
static bool open_operand(struct show *show, char *operand, struct error *e)
{
    char *bang;

    if (input_open(&show->input, operand, e))
        return true;
    bang = strchr(operand, '!');
    if (bang == NULL)
        return false;
    *bang = 0;
    show->inner = bang + 1;
    return input_open(&show->input, operand, e);
}

static int run(int argc, char **argv)
{
    int status = EXIT_OK;

    if (argc == 0) {
        complain("show: give a file, or FILE!ENTRY for an entry of an archive");
        return EXIT_USAGE;
    }
    if (!jail_accepted(require_jail))
        return EXIT_OPERATION;
    for (int i = 0; i < argc; i++) {
        struct show show = {0};
        struct jail_job job = {.count = 1,
                               .jobs = 1,
                               .context = &show,
                               .prepare = prepare,
                               .work = work,
                               .frame = frame,
                               .done = done};
        struct error e;
        if (!open_operand(&show, argv[i], &e)) {
            complain("%s: %s", harmless(argv[i]), harmless(e.text));
            status = EXIT_OPERATION;
            continue;
        }
        if (!jail_run(&job, &e)) {
            complain("%s", harmless(e.text));
            show.status = EXIT_OPERATION;
        }
        input_close(&show.input);
        if (show.status != EXIT_OK)
            status = show.status;
    }
    return status;
}

const struct command command_show = {
    .name = "show",
    .operands = "FILE[!ENTRY]...",
    .doc = "Print everything the readers saw, with offsets",
    .more = "What a file is, is told by its first bytes. FILE!ENTRY reads an entry of an archive,\n"
            "FILE!ENTRY!ENTRY one of an archive inside it.",
    .options = options,
    .run = run,
};
