#include "judge/intake.h"

#include <unistd.h>

#include "judge/reading.h"
#include "read/identify.h"

/* What a child said of one APK. */
struct intake_found {
    enum artifact_kind kind;
    int64_t version_code;
    uint32_t nth;
    struct bytes inner, package, split;
    struct intake_found *next;
};

static void put_text(struct buf *out, struct bytes text)
{
    buf_u32(out, (uint32_t)text.size);
    buf_add(out, text);
}

static int look(void *context, size_t index, struct frame_writer *out)
{
    const struct intake *in = context;
    struct arena arena;
    struct scan scan;
    struct identity *found;
    struct buf row;
    size_t count;

    reading_arena(&arena, out);
    scan_init(&scan, &arena);
    frame_stage(out, "identifying");
    count = identify(&scan, in->files[index].input.bytes, &found);
    buf_init(&row, LIMIT_FRAME);
    for (size_t i = 0; i < count; i++) {
        buf_reset(&row);
        buf_u32(&row, found[i].kind);
        buf_u64(&row, (uint64_t)found[i].version_code);
        buf_u32(&row, found[i].nth);
        put_text(&row, found[i].inner);
        put_text(&row, found[i].package);
        put_text(&row, found[i].split);
        if (!frame_send(out, FRAME_NOTE, buf_bytes(&row)))
            return JAIL_EXIT_ERROR;
    }
    return 0;
}

static bool heard(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct intake *in = context;
    struct intake_file *file = &in->files[index];
    struct cursor c = cursor_open(payload, 0);
    struct intake_found *found = arena_alloc(&in->arena, sizeof *found);
    uint32_t kind = cursor_u32(&c);

    found->version_code = (int64_t)cursor_u64(&c);
    found->nth = cursor_u32(&c);
    found->inner = arena_copy(&in->arena, cursor_take(&c, cursor_u32(&c)));
    found->package = arena_copy(&in->arena, cursor_take(&c, cursor_u32(&c)));
    found->split = arena_copy(&in->arena, cursor_take(&c, cursor_u32(&c)));
    if (type != FRAME_NOTE || c.failed || cursor_left(&c) != 0 || kind > ARTIFACT_OTHER)
        return false;
    found->kind = (enum artifact_kind)kind;
    if (file->found_last == NULL)
        file->found = found;
    else
        file->found_last->next = found;
    file->found_last = found;
    return true;
}

static bool looked(void *context, size_t index, const struct jail_end *end)
{
    struct intake *in = context;

    in->files[index].end = *end;
    return true;
}

/* Opens a file, and FILE.idsig beside it; an .idsig named by itself goes with its APK, not alone. */
static void open_file(struct intake *in, struct intake_file *file, const char *path)
{
    struct bytes beside = arena_printf(&in->arena, "%s.idsig", path);

    file->opened = input_open(&file->input, path, &file->error);
    if (file->opened && access((const char *)beside.data, R_OK) == 0)
        input_open(&file->idsig, (const char *)beside.data, NULL);
    in->bytes += file->input.bytes.size + file->idsig.bytes.size;
}

static void mark_duplicates(struct intake *in)
{
    for (size_t i = 0; i < in->file_count; i++)
        for (size_t k = 0; k < i && !in->files[i].duplicate; k++)
            in->files[i].duplicate = in->files[k].opened && in->files[i].opened && !in->files[k].duplicate &&
                                     bytes_equal(in->files[k].input.bytes, in->files[i].input.bytes);
}

static struct app_source source_of(const struct intake_file *file, const struct intake_found *found)
{
    struct app_source s = {.bytes = file->input.bytes};

    if (found != NULL) {
        s.inner = found->inner;
        s.nth = found->nth;
    }
    if (s.inner.size == 0)
        s.idsig = file->idsig.bytes;
    return s;
}

static struct intake_app *add_app(struct intake *in, const struct intake_file *file,
                                  const struct intake_found *found, size_t *capacity)
{
    struct intake_app *app;

    in->apps = arena_grow(&in->arena, in->apps, in->app_count, capacity, sizeof *in->apps);
    app = &in->apps[in->app_count++];
    *app = (struct intake_app){.path = file->input.path};
    if (found != NULL)
        app->inner = found->inner;
    app->sources = arena_alloc(&in->arena, sizeof *app->sources);
    app->sources[0] = source_of(file, found);
    app->count = 1;
    return app;
}

static bool joins(const struct intake_found *split, const struct intake_found *base)
{
    return split->kind == ARTIFACT_SPLIT && split->version_code == base->version_code && split->package.size > 0 &&
           bytes_equal(split->package, base->package);
}

/* All splits of a base, in the order given. */
static void add_splits(struct intake *in, struct intake_app *app, const struct intake_found *base)
{
    size_t capacity = 1;

    for (size_t i = 0; i < in->file_count; i++)
        for (struct intake_found *f = in->files[i].found; f != NULL; f = f->next)
            if (joins(f, base)) {
                app->sources = arena_grow(&in->arena, app->sources, app->count, &capacity, sizeof *app->sources);
                app->sources[app->count++] = source_of(&in->files[i], f);
            }
}

static bool has_base(const struct intake *in, const struct intake_found *split)
{
    for (size_t i = 0; i < in->file_count; i++)
        for (const struct intake_found *f = in->files[i].found; f != NULL; f = f->next)
            if (f->kind == ARTIFACT_BASE && joins(split, f))
                return true;
    return false;
}

/* An orphan split leads an app of its own, together with the other orphans of its package. */
static bool led_by_earlier(const struct intake *in, size_t file, const struct intake_found *split)
{
    for (size_t i = 0; i <= file; i++)
        for (const struct intake_found *f = in->files[i].found; f != NULL && f != split; f = f->next)
            if (f->kind == ARTIFACT_SPLIT && joins(split, f))
                return true;
    return false;
}

static void group(struct intake *in)
{
    size_t capacity = 0;

    for (size_t i = 0; i < in->file_count; i++) {
        struct intake_file *file = &in->files[i];
        if (!file->opened || file->duplicate)
            continue;
        if (file->found == NULL) /* the look failed: reading it will say why */
            add_app(in, file, NULL, &capacity);
        for (struct intake_found *f = file->found; f != NULL; f = f->next) {
            if (f->kind == ARTIFACT_BASE) {
                add_splits(in, add_app(in, file, f, &capacity), f);
            } else if (f->kind == ARTIFACT_SPLIT) {
                if (!has_base(in, f) && !led_by_earlier(in, i, f)) {
                    struct intake_app *app = add_app(in, file, f, &capacity);
                    app->count = 0;
                    add_splits(in, app, f);
                }
            } else {
                add_app(in, file, f, &capacity);
            }
        }
    }
}

static bool is_idsig_of_another(const char *const *paths, size_t count, const char *path)
{
    size_t size = strlen(path);

    if (size < 6 || strcmp(path + size - 6, ".idsig") != 0)
        return false;
    for (size_t i = 0; i < count; i++)
        if (strlen(paths[i]) == size - 6 && strncmp(paths[i], path, size - 6) == 0)
            return true;
    return false;
}

bool intake_open(struct intake *in, const char *const *paths, size_t count, struct error *e)
{
    struct jail_job job = {.jobs = 1, .context = in, .work = look, .frame = heard, .done = looked};

    *in = (struct intake){0};
    arena_init(&in->arena, LIMIT_ARENA);
    in->files = arena_array(&in->arena, count, sizeof *in->files);
    for (size_t i = 0; i < count; i++)
        if (!is_idsig_of_another(paths, count, paths[i]))
            open_file(in, &in->files[in->file_count++], paths[i]);
    mark_duplicates(in);
    job.count = in->file_count;
    job.memory = in->bytes;
    if (!jail_run(&job, e))
        return false;
    group(in);
    return true;
}

void intake_close(struct intake *in)
{
    for (size_t i = 0; i < in->file_count; i++) {
        if (in->files[i].opened)
            input_close(&in->files[i].input);
        if (in->files[i].idsig.bytes.size > 0)
            input_close(&in->files[i].idsig);
    }
    arena_free(&in->arena);
}
