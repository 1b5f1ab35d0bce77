/* Which DEX and ELF files an app has, and which of them the platform loads by itself. */
#include <stdio.h>

#include "read/app_parts.h"
#include "read/dex_internal.h"
#include "read/marks.h"

/* The number N of "classesN.dex" (1 for "classes.dex"), or 0 for any other name. */
static uint32_t dex_number(struct bytes name)
{
    uint32_t number = 0;

    if (bytes_is(name, "classes.dex"))
        return 1;
    if (!bytes_starts(name, BYTES("classes")) || !bytes_ends(name, BYTES(".dex")) || name.size > 20)
        return 0;
    for (size_t i = 7; i < name.size - 4; i++) {
        uint8_t digit = name.data[i];
        if (digit < '0' || digit > '9' || (i == 7 && digit == '0'))
            return 0;
        number = number * 10 + (digit - '0');
    }
    return number < 2 ? 0 : number;
}

/* Accounts for a DEX file's classes. */
static void cover_dex(struct app *app, const struct app_dex *d)
{
    uint32_t there = d->dex->classes.rows, lost = (uint32_t)d->use.classes_undecoded;

    app_cover(app, COVER_CODE, d->dex->classes.count, lost < there ? there - lost : 0);
    if (there < d->dex->classes.count)
        app_uncovered(app, COVER_CODE, locus_whole(d->dex->place), bytes_str("a class table is cut off"));
    else if (lost > 0)
        app_uncovered(app, COVER_CODE, locus_whole(d->dex->place),
                      bytes_str("members of a class cannot be decoded"));
    else if (d->use.methods_undecoded > 0)
        app_uncovered(app, COVER_CODE, locus_whole(d->dex->place),
                      bytes_str("code of a method cannot be decoded"));
    else if (d->use.limited)
        app_uncovered(app, COVER_CODE, locus_whole(d->dex->place),
                      bytes_str("the limit of code was reached"));
    app->coverage[COVER_CODE].opaque += d->use.methods_undecoded;
    if (d->use.limited) /* nobody knows how much lies behind the limit */
        app->coverage[COVER_CODE].opaque++;
}

/*
 * A class of the platform that loads code which is not in the app: what it
 * brings cannot be examined, so code as a whole is not. Only a type counts, a
 * class that code can use; a string of that spelling may be just a text.
 */
static void note_loaders(struct app *app, const struct dex *d)
{
    static const char *const loaders[] = {
        "Ldalvik/system/DexClassLoader;",         "Ldalvik/system/PathClassLoader;",
        "Ldalvik/system/InMemoryDexClassLoader;", "Ldalvik/system/DelegateLastClassLoader;",
        "Ldalvik/system/BaseDexClassLoader;",     "Ldalvik/system/DexFile;",
    };

    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
        uint32_t type = dex_find_type(d, bytes_str(loaders[i]));
        if (type == DEX_NO_INDEX)
            continue;
        app->coverage[COVER_CODE].opaque++;
        app_uncovered(app, COVER_CODE, dex_string_locus(d, dex_type_string(d, type)),
                      arena_printf(app->scan.arena, "%s is named, which can load code from elsewhere",
                                   loaders[i]));
    }
}

static void start_dex(void *reading, struct bytes content)
{
    dex_start(reading, content);
}

/* Whoever has inflated a file begins to read it. */
static void begin_dex(struct app *app, const struct zip *z, const struct zip_entry *entry)
{
    struct dex_reading *r;
    struct bytes stored;

    if (!ahead_helped()) {
        zip_begin(&app->scan, z, entry, NULL, NULL);
        return;
    }
    if (app->reading_count == LIMIT_DEX_AHEAD)
        return;
    r = dex_begin(app->scan.arena, entry->place);
    if (entry->method != ZIP_DEFLATED && zip_has_local(entry) && bytes_slice(z->file, entry->data, entry->size, &stored))
        dex_start(r, stored);
    else if (zip_begin(&app->scan, z, entry, start_dex, r))
        r->after = &z->ahead[entry - z->entries]->job;
    else
        return;
    app->readings = arena_grow(app->scan.arena, app->readings, app->reading_count, &app->reading_capacity,
                               sizeof *app->readings);
    app->readings[app->reading_count++] = r;
}

void app_begin_named(struct app *app, const struct artifact *a)
{
    for (size_t i = 0; i < a->zip.count && ahead_helped(); i++)
        if (a->zip.entries[i].readable && dex_number(a->zip.entries[i].name) > 0 &&
            a->zip.entries[i].method == ZIP_DEFLATED)
            begin_dex(app, &a->zip, &a->zip.entries[i]);
}

void app_begin_code(struct app *app, const struct artifact *a)
{
    uint64_t kept = 0;

    for (size_t i = 0; i < a->zip.count; i++)
        if (a->contents[i] == CONTENT_DEX)
            begin_dex(app, &a->zip, &a->zip.entries[i]);
    for (size_t i = 0; i < a->zip.count; i++) {
        const struct zip_entry *entry = &a->zip.entries[i];
        if (a->contents[i] != CONTENT_ELF || entry->method != ZIP_DEFLATED || entry->size > LIMIT_KEPT - kept)
            continue;
        if (zip_begin(&app->scan, &a->zip, entry, NULL, NULL))
            kept += entry->size;
    }
}

void app_inflated_dex(struct app *app)
{
    for (size_t i = 0; i < app->reading_count; i++)
        if (app->readings[i]->after != NULL)
            ahead_finish(app->readings[i]->after);
}

void app_end_dex(struct app *app)
{
    app_inflated_dex(app);
    for (; app->reading_count > 0; app->reading_count--)
        dex_forget(app->readings[app->reading_count - 1]);
}

/* Puts what was begun of an entry on the list of what is foreseen; false where nothing was. */
static bool foresee(const struct app *app, const struct artifact *a, const struct zip_entry *entry, bool loaded,
                    struct app_dex *dexes, size_t *count)
{
    for (size_t i = 0; i < app->reading_count; i++) {
        const struct dex_reading *r = app->readings[i];
        uint64_t *work;
        struct dex *d;
        if (r->place != entry->place)
            continue;
        if (r->after != NULL)
            ahead_finish(r->after); /* as it is already, but where the entry was refused for a limit */
        work = arena_alloc(app->scan.arena, sizeof *work);
        d = arena_alloc(app->scan.arena, sizeof *d);
        if (!dex_tables(r->file, r->place, work, d))
            return false;
        dexes[(*count)++] = (struct app_dex){.dex = d, .artifact = a, .size = r->file.size, .loaded = loaded};
        return true;
    }
    return false;
}

/* classesN.dex of an archive, or NULL. */
static const struct zip_entry *numbered_dex(const struct zip *z, uint32_t number)
{
    char name[32];

    snprintf(name, sizeof name, number == 1 ? "classes.dex" : "classes%u.dex", number);
    return zip_find(z, bytes_str(name));
}

/* Whether the platform runs the code of an archive. */
static bool runs_code(const struct artifact *a)
{
    return a->kind <= ARTIFACT_SPLIT &&
           (a->manifest == NULL || manifest_bool(a->manifest, a->manifest->application, ATTR_HAS_CODE, true));
}

/* The number of an entry among the classesN.dex that the platform would look for, or 0. */
static uint32_t number_of(const struct artifact *a, const struct zip_entry *entry)
{
    return a->kind <= ARTIFACT_SPLIT && entry->nth == 1 ? dex_number(entry->name) : 0;
}

/* The order of app_read_code(), where nothing is refused. */
bool app_foresee_code(const struct app *app, struct app_dex **out, size_t *count)
{
    struct app_dex *dexes = arena_array(app->scan.arena, app->reading_count, sizeof *dexes);
    bool ok = true;

    *out = dexes;
    *count = 0;
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        const struct zip_entry *entry;
        uint32_t through = 0;
        if (!a->is_zip || a->kind == ARTIFACT_BUNDLE)
            continue;
        while (ok && runs_code(a) && (entry = numbered_dex(&a->zip, through + 1)) != NULL) {
            ok = foresee(app, a, entry, !a->zip.refused, dexes, count);
            through++;
        }
        for (size_t k = 0; ok && k < a->zip.count; k++) {
            uint32_t number = number_of(a, &a->zip.entries[k]);
            if (a->contents[k] == CONTENT_DEX && (number == 0 || number > through))
                ok = foresee(app, a, &a->zip.entries[k], false, dexes, count);
        }
    }
    return ok && *count > 0 && *count == app->reading_count;
}

/* Reads a DEX file, or takes what was begun. They are asked for about in the order in which they were begun. */
static struct dex_reading *read_dex(struct app *app, struct bytes bytes, const struct place *place)
{
    struct dex_reading *r;

    for (size_t i = 0; i < app->reading_count; i++) {
        r = app->readings[i];
        if (r->place != place)
            continue;
        if (r->after != NULL)
            ahead_finish(r->after); /* as it is already, but where the entry was refused for a limit */
        if (r->file.data != bytes.data || r->file.size != bytes.size)
            continue;
        app->readings[i] = app->readings[--app->reading_count];
        dex_finish(&app->scan, r);
        return r;
    }
    r = arena_alloc(app->scan.arena, sizeof *r);
    dex_read(&app->scan, bytes, place, r);
    return r;
}

/* Opens the bytes of a DEX file; why ART would not load all of it, or NULL. */
static const char *add_dex(struct app *app, const struct artifact *a, struct bytes bytes,
                           const struct place *place, bool load)
{
    const struct dex_reading *r = read_dex(app, bytes, place);
    const char *refusal = NULL;

    if (r->count == 0) {
        app_cover(app, COVER_CODE, 1, 0);
        app->coverage[COVER_CODE].opaque++;
        refusal = (const char *)arena_copy(app->scan.arena, bytes_str(r->error.text)).data;
        app_uncovered(app, COVER_CODE, locus_whole(place), bytes_str(refusal));
    }
    for (size_t i = 0; i < r->count && refusal == NULL; i++)
        refusal = r->dexes[i].loadable ? NULL : r->dexes[i].refusal;
    for (size_t i = 0; i < r->count; i++) {
        struct app_dex *d;
        app->dexes =
            arena_grow(app->scan.arena, app->dexes, app->dex_count, &app->dex_capacity, sizeof *app->dexes);
        d = &app->dexes[app->dex_count++];
        *d = (struct app_dex){.dex = &r->dexes[i], .artifact = a, .size = bytes.size, .use = r->uses[i]};
        d->name = place->parent == NULL ? bytes_str("") : place->name;
        if (i > 0)
            d->name = arena_printf(app->scan.arena, "%.*s:%zu", (int)d->name.size, (const char *)d->name.data,
                                   i + 1);
        d->loaded = load && refusal == NULL;
        cover_dex(app, d);
        note_loaders(app, d->dex);
    }
    return refusal;
}

/* The loaded ones in the order of their numbers; returns how many numbers the platform gets through. */
static uint32_t read_numbered(struct app *app, const struct artifact *a)
{
    const struct zip *z = &a->zip;

    for (uint32_t number = 1;; number++) {
        const struct zip_entry *entry = numbered_dex(z, number);
        struct bytes bytes;
        struct error e = {0};
        const char *refusal;
        bool read;
        if (entry == NULL)
            return number - 1;
        read = zip_read(&app->scan, z, entry, ZIP_EXTRACT, &bytes, &e);
        refusal = add_dex(app, a, bytes, entry->place, read && !z->refused);
        if (refusal != NULL || !read) {
            app_note_unloaded_dex(app, entry, false, read ? refusal : e.text);
            return number;
        }
    }
}

void app_read_code(struct app *app, struct artifact *a)
{
    bool runs = runs_code(a);
    uint32_t through = runs ? read_numbered(app, a) : 0;
    for (size_t k = 0; k < a->zip.count; k++) {
        const struct zip_entry *entry = &a->zip.entries[k];
        uint32_t number = number_of(a, entry);
        struct bytes bytes;
        struct error e = {0};
        enum content content = (enum content)a->contents[k];
        if (number > 0 && number <= through)
            continue;
        if (content == CONTENT_ODEX || content == CONTENT_CDEX || content == CONTENT_VDEX) {
            app->coverage[COVER_CODE].opaque++;
            app_uncovered(app, COVER_CODE, locus_whole(entry->place),
                          arena_printf(app->scan.arena, "%s code is named, not read", content_name(content)));
            continue;
        }
        if (content != CONTENT_DEX)
            continue;
        if (number > 0 && !runs)
            app_note_hidden_dex(app, entry, BYTES("android:hasCode is false"));
        else if (number > 0)
            app_note_unloaded_dex(app, entry, true, "its number is not reached");
        else
            app_note_hidden_dex(app, entry,
                                arena_printf(app->scan.arena, "%llu bytes", (unsigned long long)entry->size));
        zip_read(&app->scan, &a->zip, entry, ZIP_ASSET, &bytes, &e);
        add_dex(app, a, bytes, entry->place, false);
    }
}

void app_read_dex_file(struct app *app, struct artifact *a)
{
    add_dex(app, a, a->bytes, a->place, false);
}

/* The folder lib/<abi>/ of a name, with nothing below it; empty for other names. */
static struct bytes abi_of(struct bytes name)
{
    struct bytes rest, abi;
    size_t slash;

    if (!bytes_starts(name, BYTES("lib/")))
        return bytes_of(NULL, 0);
    rest = bytes_from(name, 4);
    slash = bytes_find(rest, '/', 0);
    if (slash == rest.size || bytes_find(rest, '/', slash + 1) != rest.size)
        return bytes_of(NULL, 0);
    bytes_slice(rest, 0, slash, &abi);
    return abi;
}

/* A library's bytes are gone when the next one is read: what stands in it that anybody will ask for is kept. */
static void find_marks(struct app *app, struct bytes bytes, const struct place *place)
{
    struct mark like = {.source = MARK_NATIVE, .place = place};

    if (app->marks == NULL) {
        app->marks = arena_alloc(app->scan.arena, sizeof *app->marks);
        marks_init(app->marks, app->scan.arena);
    }
    if (app->marks->limited)
        return;
    marks_scan(app->marks, bytes, like, true);
    if (app->marks->limited)
        app_note_gap(app, COVER_NATIVE, locus_whole(place), "texts of libraries");
}

static void add_library(struct app *app, const struct artifact *a, struct bytes bytes,
                        const struct place *place)
{
    struct app_library library = {.artifact = a};
    struct error e = {0};

    if (place->parent != NULL) {
        library.name = place->name;
        library.abi = abi_of(place->name);
        library.installed = library.artifact->kind <= ARTIFACT_SPLIT && library.abi.size > 0 &&
                            bytes_ends(place->name, BYTES(".so"));
    }
    if (bytes.size == 0 || !elf_open(&app->scan, bytes, place, &library.elf, &e)) {
        app_cover(app, COVER_NATIVE, 1, 0);
        app_uncovered(app, COVER_NATIVE, locus_whole(place), arena_copy(app->scan.arena, bytes_str(e.text)));
        return;
    }
    app_cover(app, COVER_NATIVE, 1, 1);
    find_marks(app, bytes, place);
    app->libraries = arena_grow(app->scan.arena, app->libraries, app->library_count, &app->library_capacity,
                                sizeof library);
    app->libraries[app->library_count++] = library;
}

void app_read_libraries(struct app *app, struct artifact *a, struct buf *scratch)
{
    for (size_t k = 0; k < a->zip.count; k++) {
        const struct zip_entry *entry = &a->zip.entries[k];
        struct bytes bytes;
        struct error e = {0};
        if (a->contents[k] != CONTENT_ELF)
            continue;
        zip_read_into(&app->scan, &a->zip, entry, ZIP_EXTRACT, &bytes, &e, scratch);
        add_library(app, a, bytes, entry->place);
    }
}

void app_read_elf_file(struct app *app, struct artifact *a)
{
    add_library(app, a, a->bytes, a->place);
}
