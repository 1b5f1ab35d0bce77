#include "judge/intake.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "read/identify.h"

/* What a child said of one APK. */
struct intake_found {
    enum artifact_kind kind;
    int64_t version_code;
    uint32_t nth;
    struct bytes inner, package, split;
    uint8_t sha256[SHA256_SIZE]; /* of the APK; zeros when it is the only one of the run */
    bool duplicate;              /* of one found earlier, byte for byte */
    struct intake_found *next;
};

/* --- holding files --- */

static bool hold(struct intake *in, struct intake_file *f, struct error *e)
{
    struct bytes beside;

    f->users++;
    if (f->held)
        return true;
    if (!input_open(&f->input, f->path, e)) {
        f->users--;
        return false;
    }
    beside = arena_printf(&in->arena, "%s.idsig", f->path);
    if (strcmp(f->path, "-") != 0 && access((const char *)beside.data, R_OK) == 0)
        input_open(&f->idsig, (const char *)beside.data, NULL);
    f->held = true;
    in->held += f->input.bytes.size + f->idsig.bytes.size;
    return true;
}

static void drop(struct intake *in, struct intake_file *f)
{
    in->held -= f->input.bytes.size + f->idsig.bytes.size;
    input_close(&f->input);
    input_close(&f->idsig);
    f->held = false;
}

static bool release(struct intake *in, struct intake_file *f)
{
    bool unchanged = !f->held || input_unchanged(&f->input);

    if (f->users > 0)
        f->users--;
    /* what comes from a pipe cannot be opened a second time */
    if (f->held && f->users == 0 && f->sized && in->held > LIMIT_HELD)
        drop(in, f);
    return unchanged;
}

/* --- looking at files --- */

static void put_text(struct buf *out, struct bytes text)
{
    buf_u32(out, (uint32_t)text.size);
    buf_add(out, text);
}

/* Says what was found; false when the parent is gone. */
static bool tell(const struct intake *in, const struct identity *found, size_t count, struct frame_writer *out)
{
    struct buf row;
    bool ok = true;

    buf_init(&row, LIMIT_FRAME);
    for (size_t i = 0; i < count && ok; i++) {
        uint8_t digest[SHA256_SIZE] = {0};
        if (in->digests || in->file_count > 1 || count > 1) /* one APK alone has nothing to be a double of */
            hash_sha256(found[i].bytes, digest);
        buf_reset(&row);
        buf_add(&row, bytes_of(digest, sizeof digest));
        buf_u32(&row, found[i].kind);
        buf_u64(&row, (uint64_t)found[i].version_code);
        buf_u32(&row, found[i].nth);
        put_text(&row, found[i].inner);
        put_text(&row, found[i].package);
        put_text(&row, found[i].split);
        ok = frame_send(out, FRAME_NOTE, buf_bytes(&row));
    }
    buf_free(&row);
    return ok;
}

static int look(void *context, size_t index, struct frame_writer *out)
{
    const struct intake *in = context;
    struct arena arena;
    struct scan scan;
    struct identity *found;
    size_t count;

    jail_arena(&arena, out);
    scan_init(&scan, &arena);
    frame_stage(out, "identifying");
    count = identify(&scan, in->files[index].input.bytes, &found);
    return tell(in, found, count, out) ? 0 : JAIL_EXIT_ERROR;
}

bool intake_look(const struct intake *in, struct frame_writer *out)
{
    struct arena arena;
    struct scan scan;
    struct identity *found;
    size_t count;
    bool one;

    jail_arena(&arena, out);
    scan_init(&scan, &arena);
    frame_stage(out, "identifying");
    count = identify(&scan, in->files[0].input.bytes, &found);
    one = count == 1 && found[0].inner.size == 0;
    if (!one)
        tell(in, found, count, out);
    arena_free(&arena);
    return one;
}

/* What a look may say altogether is bounded, so that a child taken over cannot fill the parent's memory. */
static bool heard(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct intake *in = context;
    struct intake_file *file = &in->files[index];
    struct cursor c = cursor_open(payload, 0);
    struct intake_found *found;
    struct bytes digest = cursor_take(&c, SHA256_SIZE);
    uint32_t kind = cursor_u32(&c);

    file->heard += payload.size + sizeof *found;
    if (file->heard > LIMIT_FRAME)
        return false;
    found = arena_alloc(&in->arena, sizeof *found);
    if (digest.size == SHA256_SIZE)
        memcpy(found->sha256, digest.data, SHA256_SIZE);
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

bool intake_heard(struct intake *in, struct bytes payload)
{
    return in->lone && heard(in, 0, FRAME_NOTE, payload);
}

static bool prepare_look(void *context, size_t index, uint64_t *memory, struct error *e)
{
    struct intake *in = context;
    struct intake_file *f = &in->files[index];

    f->readable = hold(in, f, &f->error);
    if (!f->readable) {
        in->unreadable = true;
        *e = f->error;
        return false;
    }
    *memory = f->input.bytes.size + f->idsig.bytes.size;
    return true;
}

static bool looked(void *context, size_t index, const struct jail_end *end)
{
    struct intake *in = context;

    in->files[index].end = *end;
    if (!end->whole) /* half a look is no ground to group by; reading the file will say what is wrong */
        in->files[index].found = NULL;
    release(in, &in->files[index]);
    return true;
}

/* --- grouping --- */

/* Whether one with the same digest was found before this one. */
static bool found_before(const struct intake *in, const struct intake_found *this)
{
    for (size_t i = 0; i < in->file_count; i++)
        for (const struct intake_found *f = in->files[i].found; f != NULL; f = f->next) {
            if (f == this)
                return false;
            if (memcmp(f->sha256, this->sha256, SHA256_SIZE) == 0)
                return true;
        }
    return false;
}

static void mark_duplicates(struct intake *in)
{
    for (size_t i = 0; i < in->file_count; i++)
        for (struct intake_found *f = in->files[i].found; f != NULL; f = f->next) {
            f->duplicate = found_before(in, f);
            if (!f->duplicate || f->kind == ARTIFACT_SPLIT)
                continue;
            in->doubles = arena_grow(&in->arena, in->doubles, in->double_count, &in->double_capacity,
                                     sizeof *in->doubles);
            memcpy(in->doubles[in->double_count++].sha256, f->sha256, SHA256_SIZE);
        }
}

static struct intake_source source_of(size_t file, const struct intake_found *found)
{
    struct intake_source s = {.file = file};

    if (found != NULL) {
        s.inner = found->inner;
        s.nth = found->nth;
    }
    return s;
}

static struct intake_app *add_app(struct intake *in, size_t file, const struct intake_found *found,
                                  size_t *capacity)
{
    struct intake_app *app;

    in->apps = arena_grow(&in->arena, in->apps, in->app_count, capacity, sizeof *in->apps);
    app = &in->apps[in->app_count++];
    *app = (struct intake_app){.path = in->files[file].path};
    if (found != NULL) {
        app->inner = found->inner;
        memcpy(app->sha256, found->sha256, SHA256_SIZE);
    }
    app->sources = arena_alloc(&in->arena, sizeof *app->sources);
    app->sources[0] = source_of(file, found);
    app->count = 1;
    return app;
}

static bool joins(const struct intake_found *split, const struct intake_found *base)
{
    return split->kind == ARTIFACT_SPLIT && split->version_code == base->version_code &&
           split->package.size > 0 && bytes_equal(split->package, base->package);
}

/* The folder of an entry in its bundle; empty outside folders. */
static struct bytes folder_of(const struct intake_found *f)
{
    struct bytes folder = f->inner;

    while (folder.size > 0 && folder.data[folder.size - 1] != '/')
        folder.size--;
    return folder;
}

/*
 * A bundle may hold the app several times, each in a folder of its own:
 * installed as usual, and as an instant app. A split belongs to the base of
 * its folder; one from a folder without a base belongs to every base.
 */
static bool belongs(const struct intake *in, size_t file, const struct intake_found *split,
                    const struct intake_found *base)
{
    bool other = false;

    for (const struct intake_found *f = in->files[file].found; f != NULL; f = f->next)
        if (f->kind == ARTIFACT_BASE && joins(split, f) && bytes_equal(folder_of(f), folder_of(split))) {
            if (f == base)
                return true;
            other = true;
        }
    return !other;
}

/* A split and the file it came from. */
struct joined {
    size_t file;
    const struct intake_found *found;
};

static int by_split(const void *one, const void *two)
{
    const struct joined *a = one, *b = two;
    int order = bytes_compare(a->found->split, b->found->split);

    return order != 0 ? order : memcmp(a->found->sha256, b->found->sha256, SHA256_SIZE);
}

/* All splits of a base, by their names: a record does not depend on the order in which files are given. */
static void add_splits(struct intake *in, struct intake_app *app, const struct intake_found *base)
{
    struct joined *splits = NULL;
    size_t count = 0, capacity = 0, room = app->count;

    for (size_t i = 0; i < in->file_count; i++)
        for (struct intake_found *f = in->files[i].found; f != NULL; f = f->next)
            if (!f->duplicate && joins(f, base) && belongs(in, i, f, base)) {
                splits = arena_grow(&in->arena, splits, count, &capacity, sizeof *splits);
                splits[count++] = (struct joined){i, f};
            }
    if (count > 1)
        qsort(splits, count, sizeof *splits, by_split);
    for (size_t i = 0; i < count; i++) {
        app->sources = arena_grow(&in->arena, app->sources, app->count, &room, sizeof *app->sources);
        app->sources[app->count++] = source_of(splits[i].file, splits[i].found);
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

static void group_found(struct intake *in, size_t file, struct intake_found *f, size_t *capacity)
{
    struct intake_app *app;

    if (f->kind != ARTIFACT_SPLIT) {
        app = add_app(in, file, f, capacity);
        if (f->kind == ARTIFACT_BASE)
            add_splits(in, app, f);
    } else if (!has_base(in, f) && !led_by_earlier(in, file, f)) {
        app = add_app(in, file, f, capacity);
        app->count = 0;
        add_splits(in, app, f);
    }
}

static void group(struct intake *in)
{
    size_t capacity = 0;

    for (size_t i = 0; i < in->file_count; i++) {
        if (!in->files[i].readable)
            continue;
        if (in->files[i].found == NULL) /* the look failed: reading it will say why */
            add_app(in, i, NULL, &capacity);
        for (struct intake_found *f = in->files[i].found; f != NULL; f = f->next)
            if (!f->duplicate)
                group_found(in, i, f, &capacity);
    }
}

bool intake_regroup(struct intake *in)
{
    bool many = in->files[0].found != NULL;

    in->lone = false;
    if (!many)
        return false;
    in->app_count = 0;
    mark_duplicates(in);
    group(in);
    return true;
}

/* A file that is alone: opened, and its reader will look at it. */
static void take_lone(struct intake *in)
{
    uint64_t memory;
    struct error e;

    in->lone = true;
    if (prepare_look(in, 0, &memory, &e))
        release(in, &in->files[0]);
    group(in);
}

/* --- naming files --- */

static void add_file(struct intake *in, const char *path)
{
    struct stat st;
    struct intake_file *f;

    in->files = arena_grow(&in->arena, in->files, in->file_count, &in->file_capacity, sizeof *in->files);
    f = &in->files[in->file_count++];
    *f = (struct intake_file){.path = path};
    f->input.fd = f->idsig.fd = -1;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
        f->sized = true;
        f->size = (uint64_t)st.st_size;
    }
}

/* In a folder, what is named like an app; a file named by the user is taken whatever it is called. */
static bool named_like_app(const char *name)
{
    static const char *const endings[] = {".apk", ".apks", ".xapk", ".apkm"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (bytes_ends(bytes_str(name), bytes_str(endings[i])))
            return true;
    return false;
}

static bool named_like_record(const char *name)
{
    return bytes_ends(bytes_str(name), BYTES(".json")) || bytes_ends(bytes_str(name), BYTES(".jsonl"));
}

static void add_record(struct intake *in, const char *path)
{
    in->records = arena_grow(&in->arena, in->records, in->record_count, &in->record_capacity, sizeof *in->records);
    in->records[in->record_count++] = path;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, sorted; NULL when it cannot be read. */
static const char **list(struct intake *in, const char *folder, size_t *count)
{
    DIR *dir = opendir(folder);
    const char **names = arena_alloc(&in->arena, sizeof *names);
    size_t capacity = 1;
    struct dirent *entry;

    *count = 0;
    if (dir == NULL)
        return NULL;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        names = arena_grow(&in->arena, names, *count, &capacity, sizeof *names);
        names[(*count)++] = (const char *)arena_printf(&in->arena, "%s/%s", folder, entry->d_name).data;
    }
    closedir(dir);
    qsort(names, *count, sizeof *names, by_text);
    return names;
}

/* Everything below a folder, in the order of names; a list instead of recursion, links to folders not
 * followed. */
static void add_folder(struct intake *in, const char *folder)
{
    const char **waiting = arena_alloc(&in->arena, sizeof *waiting);
    size_t count = 1, capacity = 1;

    waiting[0] = folder;
    while (count > 0) {
        const char *path = waiting[--count];
        struct stat st;
        size_t names = 0;
        const char **inside;
        if (path != folder && (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))) {
            if (named_like_app(path))
                add_file(in, path);
            else if (in->want_records && named_like_record(path))
                add_record(in, path);
            continue;
        }
        inside = list(in, path, &names);
        if (inside == NULL) {
            add_file(in, path); /* opening it will say why it cannot be read */
            continue;
        }
        for (size_t i = names; i-- > 0;) {
            waiting = arena_grow(&in->arena, waiting, count, &capacity, sizeof *waiting);
            waiting[count++] = inside[i];
        }
    }
}

/* An .idsig named beside its APK goes with it, not alone. */
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

bool intake_open(struct intake *in, const char *const *paths, size_t count, struct intake_options options,
                 struct error *e)
{
    struct jail_job job = {.jobs = options.jobs,
                           .context = in,
                           .prepare = prepare_look,
                           .work = look,
                           .frame = heard,
                           .done = looked};

    *in = (struct intake){.digests = options.digests, .want_records = options.records};
    arena_init(&in->arena, LIMIT_ARENA);
    for (size_t i = 0; i < count; i++) {
        struct stat st;
        if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
            add_folder(in, paths[i]);
        else if (!is_idsig_of_another(paths, count, paths[i]))
            add_file(in, paths[i]);
    }
    if (options.lone && !options.digests && in->file_count == 1) {
        take_lone(in);
        return true;
    }
    job.count = in->file_count;
    if (!jail_run(&job, e))
        return false;
    mark_duplicates(in);
    group(in);
    return true;
}

void intake_close(struct intake *in)
{
    for (size_t i = 0; i < in->file_count; i++)
        if (in->files[i].held)
            drop(in, &in->files[i]);
    arena_free(&in->arena);
}

/* --- reading apps --- */

bool intake_hold(struct intake *in, size_t app, uint64_t *memory, struct error *e)
{
    const struct intake_app *a = &in->apps[app];

    *memory = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct intake_file *f = &in->files[a->sources[i].file];
        if (!hold(in, f, e)) {
            while (i-- > 0)
                release(in, &in->files[a->sources[i].file]);
            return false;
        }
        *memory += f->input.bytes.size + f->idsig.bytes.size;
    }
    return true;
}

bool intake_release(struct intake *in, size_t app)
{
    const struct intake_app *a = &in->apps[app];
    bool unchanged = true;

    for (size_t i = 0; i < a->count; i++)
        unchanged = release(in, &in->files[a->sources[i].file]) && unchanged;
    return unchanged;
}

struct app_source *intake_sources(const struct intake *in, size_t app, struct arena *arena)
{
    const struct intake_app *a = &in->apps[app];
    struct app_source *sources = arena_array(arena, a->count, sizeof *sources);

    for (size_t i = 0; i < a->count; i++) {
        const struct intake_file *f = &in->files[a->sources[i].file];
        sources[i] =
            (struct app_source){f->input.bytes, a->sources[i].inner, a->sources[i].nth, bytes_of(NULL, 0)};
        if (sources[i].inner.size == 0)
            sources[i].idsig = f->idsig.bytes;
    }
    return sources;
}
