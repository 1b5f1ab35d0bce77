#include "code/texts.h"

#include "base/limits.h"
#include "code/graph.h"

static uint32_t string_offset(const struct dex *d, uint32_t i)
{
    return bytes_get32(bytes_of(d->strings.data, 4 * (size_t)d->strings.rows), 4 * (uint64_t)i);
}

/* Whether strings stand in the file in the order of their ids, as builders write them. */
static bool in_order(const struct dex *d)
{
    uint32_t before = 0;

    for (uint32_t i = 0; i < d->strings.rows; i++) {
        uint32_t at = string_offset(d, i);
        if (at < before)
            return false;
        before = at;
    }
    return true;
}

/* The string that position `at` of the file lies in, by its offset. */
static uint32_t string_at(const struct dex *d, uint64_t at)
{
    uint32_t low = 0, high = d->strings.rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (string_offset(d, middle) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? 0 : low - 1;
}

/* Where the characters of a string begin: behind its length, of at most five bytes. */
static uint64_t characters_at(const struct dex *d, uint32_t string)
{
    struct cursor c = cursor_open(bytes_from(d->file, string_offset(d, string)), string_offset(d, string));

    cursor_uleb128(&c);
    return cursor_offset(&c);
}

/* Takes what stands before the string, its length for one, off the mark's text; false when the mark itself does. */
static bool cut_to_string(struct mark *mark, const struct dex *d)
{
    uint64_t at = mark->offset - d->origin + mark->at, start;

    mark->string = string_at(d, at);
    start = characters_at(d, mark->string);
    if (at < start)
        return false;
    if (mark->offset - d->origin < start) {
        uint32_t cut = (uint32_t)(start - (mark->offset - d->origin));
        mark->text = bytes_from(mark->text, cut);
        mark->at -= cut;
        mark->offset += cut;
    }
    return true;
}

static void scan_in_order(struct marks *m, const struct app_dex *dex)
{
    const struct dex *d = dex->dex;
    uint64_t from = string_offset(d, 0), last = characters_at(d, d->strings.rows - 1);
    struct mark like = {.source = MARK_CODE, .place = d->place, .offset = d->origin + from, .dex = dex};
    size_t kept = m->count;
    struct bytes all;

    bytes_slice(d->file, 0, bytes_find(d->file, 0, last), &all);
    marks_scan(m, bytes_from(all, from), like, false);
    for (size_t i = kept; i < m->count; i++)
        if (cut_to_string(&m->items[i], d))
            m->items[kept++] = m->items[i];
    m->count = kept;
}

static void scan_each(struct marks *m, const struct app_dex *dex)
{
    const struct dex *d = dex->dex;

    for (uint32_t i = 0; i < d->strings.rows && !m->limited; i++) {
        struct mark like = {.source = MARK_CODE, .place = d->place, .dex = dex, .string = i};
        like.offset = d->origin + characters_at(d, i);
        m->searched += 64; /* what finding the string's end costs at least */
        marks_scan(m, dex_string_head(d, i, LIMIT_DEX_NAME), like, false);
    }
}

static void scan_code(struct marks *m, const struct app *app)
{
    for (size_t i = 0; i < app->dex_count && !m->limited; i++) {
        const struct app_dex *d = &app->dexes[i];
        if (d->dex->strings.rows == 0)
            continue;
        if (in_order(d->dex))
            scan_in_order(m, d);
        else
            scan_each(m, d);
    }
}

/* A string pool as bytes; of UTF-16 the low halves, with a control character for what is not ASCII. */
static void scan_pool(struct marks *m, const struct strpool *p, enum mark_source source)
{
    struct mark like = {.source = (uint8_t)source, .place = p->place, .offset = p->at};
    struct bytes chunk = p->chunk;

    if (!p->utf8) {
        uint8_t *low = arena_raw(m->arena, chunk.size / 2 + 1);
        for (size_t i = 0; i < chunk.size / 2; i++)
            low[i] = chunk.data[2 * i + 1] == 0 && chunk.data[2 * i] < 0x80 ? chunk.data[2 * i] : 1;
        like.unit = 2;
        chunk = bytes_of(low, chunk.size / 2);
    }
    marks_scan(m, chunk, like, false);
}

/* Returns the last artifact it came to, or NULL. */
static const struct place *scan_pools(struct marks *m, const struct app *app)
{
    const struct place *last = NULL;

    for (size_t i = 0; i < app->artifact_count && !m->limited; i++) {
        const struct artifact *a = app->artifacts[i];
        last = a->place;
        if (a->kind <= ARTIFACT_SPLIT && a->manifest != NULL)
            scan_pool(m, &a->manifest->xml.strings, MARK_MANIFEST);
        if (a->resources != NULL)
            scan_pool(m, &a->resources->strings, MARK_RESOURCE);
    }
    return last;
}

/* Names of files that hold text which an app reads itself: scripts, pages, settings. */
static bool is_text_name(struct bytes name)
{
    static const char *const ends[] = {".js",   ".json", ".bundle", ".jsbundle", ".html", ".htm",        ".txt",
                                       ".xml",  ".cfg",  ".conf",   ".ini",      ".yml",  ".yaml",       ".properties",
                                       ".toml", ".env",  ".plist",  ".pem",      ".key",  ".lua",        ".py",
                                       ".sh",   ".sql",  ".csv",    ".hbc",      ".map",  ".mjs",        ".config"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (bytes_ends(name, bytes_str(ends[i])))
            return true;
    return false;
}

static bool is_text(const struct artifact *a, size_t k)
{
    const struct zip_entry *entry = &a->zip.entries[k];
    enum content content = (enum content)a->contents[k];

    if (bytes_starts(entry->name, BYTES("META-INF/")))
        return false;
    if (content == CONTENT_HERMES || content == CONTENT_SCRIPT || content == CONTENT_XML)
        return true;
    return content == CONTENT_OTHER && is_text_name(entry->name);
}

static void scan_files(struct marks *m, struct app *app)
{
    uint64_t left = LIMIT_TEXT_ENTRIES;
    struct buf scratch;

    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        for (size_t k = 0; a->is_zip && a->kind <= ARTIFACT_SPLIT && k < a->zip.count; k++) {
            const struct zip_entry *entry = &a->zip.entries[k];
            struct mark like = {.source = MARK_FILE, .place = entry->place};
            struct bytes text;
            struct error e;
            if (!is_text(a, k))
                continue;
            if (entry->size > LIMIT_TEXT_ENTRY || entry->size > left || m->limited) {
                app_note_gap(app, COVER_RESOURCES, locus_whole(entry->place), "texts of files");
                buf_free(&scratch);
                return;
            }
            left -= entry->size;
            zip_read_into(&app->scan, &a->zip, entry, ZIP_ASSET, &text, &e, &scratch);
            marks_scan(m, text, like, true);
        }
    }
    buf_free(&scratch);
}

/* The texts of code and resources, looked through by whoever has time, into an arena that joins the app's. */
struct texts_ahead {
    struct ahead_job job;
    const struct app *app;
    struct arena arena;
    struct marks marks;
    const struct place *last; /* of scan_pools() */
    bool code_limited, whole;
};

static void scan_texts(struct texts_ahead *t, struct arena *arena)
{
    marks_init(&t->marks, arena);
    scan_code(&t->marks, t->app);
    t->code_limited = t->marks.limited;
    t->last = scan_pools(&t->marks, t->app);
}

static void scan_ahead(void *context)
{
    struct texts_ahead *t = context;

    scan_texts(t, &t->arena);
}

static void run(struct ahead_job *job)
{
    struct texts_ahead *t = (struct texts_ahead *)job;

    t->whole = arena_try(&t->arena, LIMIT_AHEAD, scan_ahead, t);
    if (!t->whole)
        arena_free(&t->arena);
}

static struct texts_ahead *texts_new(struct app *app)
{
    app->texts_ahead = arena_alloc(app->scan.arena, sizeof *app->texts_ahead);
    *app->texts_ahead = (struct texts_ahead){.job = {.run = run}, .app = app};
    return app->texts_ahead;
}

void texts_begin(struct app *app)
{
    if (ahead_helped())
        ahead_post(&texts_new(app)->job);
}

const struct marks *texts_of(struct app *app)
{
    struct texts_ahead *t = app->texts_ahead;
    struct marks *m;

    if (app->texts != NULL)
        return app->texts;
    if (t != NULL)
        ahead_finish(&t->job);
    else
        t = texts_new(app);
    if (t->whole)
        arena_adopt(app->scan.arena, &t->arena);
    else /* nobody began, or his memory came to its end: here it is the app's */
        scan_texts(t, app->scan.arena);
    app->texts = m = &t->marks;
    m->arena = app->scan.arena;
    if (t->code_limited)
        app_note_gap(app, COVER_CODE, locus_whole(app->dexes[0].dex->place), "texts of code");
    if (m->limited)
        app_note_gap(app, COVER_RESOURCES, locus_whole(t->last), "texts of resources");
    for (size_t i = 0; app->marks != NULL && i < app->marks->count; i++) {
        m->items = arena_grow(m->arena, m->items, m->count, &m->capacity, sizeof *m->items);
        m->items[m->count++] = app->marks->items[i];
    }
    scan_files(m, app);
    return m;
}

struct locus mark_locus(const struct mark *m, size_t from, size_t size)
{
    uint64_t unit = m->unit == 0 ? 1 : m->unit;

    return locus_at(m->place, m->offset + from * unit, size * unit);
}

enum grade mark_grade(struct app *app, const struct mark *m)
{
    if (m->dex == NULL)
        return GRADE_PRESENT;
    return graph_grade(graph_of(app), graph_target(GRAPH_STRING, (size_t)(m->dex - app->dexes), m->string));
}
