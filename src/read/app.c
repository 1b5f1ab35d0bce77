/*
 * Order: every archive and manifest first, so that references resolve
 * against all tables; then nested archives, so that what takes long of them
 * begins as well; then signatures; then code and libraries. Rules:
 * PackageParser for what makes an APK a base or a split, ART's DexFileLoader
 * for which classesN.dex are loaded (consecutive numbers, up to the first that
 * is missing or does not open).
 */
#include "read/app.h"

#include <stdatomic.h>
#include <stdio.h>

#include "read/app_parts.h"
#include "read/manifest_check.h"

enum app_kind {
    APP_MANIFEST_MISSING,
    APP_MANIFEST_UNREADABLE,
    APP_SPLIT_ORPHAN,
    APP_SPLIT_SIGNER,
    APP_RESOURCES_COMPRESSED,
    APP_RESOURCES_UNREADABLE,
    APP_DEX_HIDDEN,
    APP_DEX_GAP,
    APP_DEX_NOT_LOADED,
    APP_ARCHIVE_NESTED_APK,
    APP_LIMIT_NESTING,
    APP_LIMIT_ARTIFACTS,
    APP_LIMIT_ROWS,
    APP_FILE_UNKNOWN,
};

const struct anomaly_kind app_kinds[APP_KINDS] = {
    [APP_MANIFEST_MISSING] = {"app.manifest.missing", EFFECT_REFUSED,
                              "Android installs no archive without an entry AndroidManifest.xml."},
    [APP_MANIFEST_UNREADABLE] = {"app.manifest.unreadable", EFFECT_REFUSED,
                                 "Android refuses a package whose manifest it cannot read."},
    [APP_SPLIT_ORPHAN] = {"app.split.orphan", EFFECT_REFUSED,
                          "A split cannot be installed without its base, which was not among the files."},
    [APP_SPLIT_SIGNER] =
        {"app.split.signer", EFFECT_REFUSED,
         "Android installs a split only when the same signers as the base's signed it; it is read "
         "as a file beside the app."},
    [APP_RESOURCES_COMPRESSED] = {"app.resources.compressed", EFFECT_REFUSED,
                                  "From target level 30 on, Android 11 refuses a compressed resources.arsc."},
    [APP_RESOURCES_UNREADABLE] = {"app.resources.unreadable", EFFECT_REFUSED,
                                  "Android refuses a package whose resources.arsc it cannot read."},
    [APP_DEX_HIDDEN] =
        {"app.dex.hidden", EFFECT_TOLERATED,
         "DEX code under a name that the platform does not load by itself; the app can load it "
         "when it runs, and tools that go by name do not see it."},
    [APP_DEX_GAP] = {"app.dex.gap", EFFECT_TOLERATED,
                     "ART stops at the first number missing in classes.dex, classes2.dex ...; tools that "
                     "match the pattern read on."},
    [APP_DEX_NOT_LOADED] = {"app.dex.not-loaded", EFFECT_REFUSED,
                            "ART does not open this file, nor any with a higher number."},
    [APP_ARCHIVE_NESTED_APK] = {"app.archive.nested-apk", EFFECT_TOLERATED,
                                "A whole app lies inside the app; it can ask the user to install it."},
    [APP_LIMIT_NESTING] = {"app.limit.nesting", EFFECT_LIMIT,
                           "Archives inside archives are followed LIMIT_NESTING deep."},
    [APP_LIMIT_ARTIFACTS] = {"app.limit.artifacts", EFFECT_LIMIT,
                             "Of archives inside an app, LIMIT_ARTIFACTS are read."},
    [APP_LIMIT_ROWS] = {"app.limit.rows", EFFECT_LIMIT, "A table of facts was cut at its limit of rows."},
    [APP_FILE_UNKNOWN] = {"app.file.unknown", EFFECT_REFUSED,
                          "The file is neither an archive nor DEX nor ELF: no device installs it."},
};

const char *artifact_kind_name(enum artifact_kind kind)
{
    static const char *const names[] = {
        [ARTIFACT_BASE] = "base", [ARTIFACT_SPLIT] = "split",     [ARTIFACT_BUNDLE] = "bundle",
        [ARTIFACT_APK] = "apk",   [ARTIFACT_ARCHIVE] = "archive", [ARTIFACT_DEX] = "dex",
        [ARTIFACT_ELF] = "elf",   [ARTIFACT_OTHER] = "other",
    };

    return names[kind];
}

void app_cover(struct app *app, unsigned part, uint64_t total, uint64_t analysed)
{
    app->coverage[part].total += total;
    app->coverage[part].analysed += analysed;
}

void app_uncovered(struct app *app, unsigned part, struct locus where, struct bytes reason)
{
    struct coverage *c = &app->coverage[part];

    if (c->reason.size > 0)
        return;
    c->reason = reason;
    c->locus = where;
}

static void compute_digest(struct ahead_job *job)
{
    struct artifact *a = (struct artifact *)job;
    uint8_t digest[SHA256_SIZE];

    hash_sha256(a->bytes, digest);
    hash_hex(bytes_of(digest, sizeof digest), a->sha256);
}

static struct artifact *add_artifact(struct app *app, struct bytes bytes, const struct place *place,
                                     unsigned depth)
{
    struct artifact *a;

    app->artifacts = arena_grow(app->scan.arena, app->artifacts, app->artifact_count, &app->artifact_capacity,
                                sizeof *app->artifacts);
    app->artifacts[app->artifact_count++] = a = arena_alloc(app->scan.arena, sizeof *a);
    *a = (struct artifact){
        .digest = {.run = compute_digest}, .kind = ARTIFACT_OTHER, .bytes = bytes, .depth = depth};
    a->place = place != NULL ? place
                             : place_inside(app->scan.arena, NULL, bytes_of((uint8_t *)a->sha256, HEX256), 1);
    return a;
}

/* Whether an earlier file is the same. */
static bool given_before(const struct app *app, struct artifact *a)
{
    for (size_t i = 0; i + 1 < app->artifact_count; i++) {
        struct artifact *b = app->artifacts[i];
        if (b->kind == ARTIFACT_BUNDLE || b->bytes.size != a->bytes.size)
            continue;
        ahead_finish(&a->digest);
        ahead_finish(&b->digest);
        if (strcmp(b->sha256, a->sha256) == 0)
            return true;
    }
    return false;
}

/* What the entries of an archive are, by their first bytes: whoever looks takes the next few. */
struct peeking {
    struct ahead_job job;
    const struct zip *zip;
    uint8_t *contents;
    atomic_size_t next;
};

enum { PEEKED = 16 }; /* entries at a time */

static uint8_t peek(const struct zip *zip, const struct zip_entry *entry)
{
    uint8_t room[ZIP_PEEK_MOST];

    if (entry->name.size > 0 && entry->name.data[entry->name.size - 1] == '/' && entry->size == 0)
        return CONTENT_FOLDER;
    if (!entry->readable)
        return CONTENT_UNREADABLE;
    return (uint8_t)content_of(zip_peek(zip, entry, CONTENT_PEEK, room));
}

static void peek_on(struct ahead_job *job)
{
    struct peeking *p = (struct peeking *)job;
    size_t from;

    while ((from = atomic_fetch_add(&p->next, PEEKED)) < p->zip->count)
        for (size_t i = from; i < from + PEEKED && i < p->zip->count; i++)
            p->contents[i] = peek(p->zip, &p->zip->entries[i]);
}

/* What each entry is, by two threads where there are. */
static void identify_entries(struct app *app, struct artifact *a)
{
    struct peeking all = {.job = {.run = peek_on}, .zip = &a->zip};
    uint64_t readable = 0;

    a->contents = all.contents = arena_array(app->scan.arena, a->zip.count, 1);
    ahead_post(&all.job);
    peek_on(&all.job);
    ahead_forget(&all.job);
    for (size_t i = 0; i < a->zip.count; i++) {
        if (a->contents[i] == CONTENT_UNREADABLE)
            app_uncovered(app, COVER_CONTAINER, locus_whole(a->zip.entries[i].place),
                          bytes_str("an entry cannot be read"));
        else
            readable++;
    }
    app_cover(app, COVER_CONTAINER, a->zip.count, readable);
}

/* Opens the archive of an artifact, if it is one; what its entries are is not looked at yet. */
static void open_zip(struct app *app, struct artifact *a)
{
    struct error e;

    a->is_zip = zip_open(&app->scan, a->bytes, a->place, &a->zip, &e);
    if (!a->is_zip) {
        app_cover(app, COVER_CONTAINER, 1, 0);
        app_uncovered(app, COVER_CONTAINER, locus_whole(a->place),
                      arena_copy(app->scan.arena, bytes_str(e.text)));
        return;
    }
    if (a->zip.refused)
        app_uncovered(app, COVER_CONTAINER, locus_whole(a->place),
                      bytes_str("Android refuses the archive as a whole"));
}

static void open_archive(struct app *app, struct artifact *a)
{
    open_zip(app, a);
    if (a->is_zip)
        identify_entries(app, a);
}

static void read_resources(struct app *app, struct artifact *a)
{
    const struct zip_entry *entry = zip_find(&a->zip, BYTES("resources.arsc"));
    struct bytes raw;
    struct error e = {0};
    struct arsc *arsc;

    if (entry == NULL)
        return;
    arsc = arena_alloc(app->scan.arena, sizeof *arsc);
    zip_read(&app->scan, &a->zip, entry, ZIP_ASSET, &raw, &e);
    if (raw.size == 0 || !arsc_open(&app->scan, raw, entry->place, arsc, &e)) {
        scan_anomaly(&app->scan, &app_kinds[APP_RESOURCES_UNREADABLE], locus_whole(entry->place), entry->name,
                     "%s", e.text);
        app_cover(app, COVER_RESOURCES, 1, 0);
        app_uncovered(app, COVER_RESOURCES, locus_whole(entry->place),
                      bytes_str("resources.arsc cannot be read"));
        return;
    }
    app_cover(app, COVER_RESOURCES, 1, arsc->refused ? 0 : 1);
    if (arsc->refused)
        app_uncovered(app, COVER_RESOURCES, locus_whole(entry->place),
                      bytes_str("Android refuses resources.arsc"));
    a->resources = arsc;
}

/* Base, split, or no app: what the manifest says. */
static void read_manifest(struct app *app, struct artifact *a)
{
    const struct zip_entry *entry = zip_find(&a->zip, BYTES("AndroidManifest.xml"));
    struct bytes raw;
    struct error e = {0};
    struct axml xml;

    if (entry == NULL)
        return;
    a->kind = a->depth == 0 ? ARTIFACT_BASE : a->kind;
    zip_read(&app->scan, &a->zip, entry, ZIP_ASSET, &raw, &e);
    if (raw.size == 0 || !axml_open(&app->scan, raw, entry->place, &xml, &e)) {
        scan_anomaly(&app->scan, &app_kinds[APP_MANIFEST_UNREADABLE], locus_whole(entry->place), entry->name,
                     "%s", e.text);
        app_cover(app, COVER_MANIFEST, 1, 0);
        app_uncovered(app, COVER_MANIFEST, locus_whole(entry->place),
                      bytes_str("AndroidManifest.xml cannot be read"));
        return;
    }
    a->manifest = arena_alloc(app->scan.arena, sizeof *a->manifest);
    manifest_open(a->manifest, &xml, (struct axml_tables){NULL, 0});
    app_cover(app, COVER_MANIFEST, 1, xml.complete && !xml.refused ? 1 : 0);
    if (!xml.complete || xml.refused)
        app_uncovered(app, COVER_MANIFEST, locus_whole(entry->place),
                      bytes_str("AndroidManifest.xml ends before its root element does"));
    if (a->depth == 0 && a->manifest->split.size > 0)
        a->kind = ARTIFACT_SPLIT;
}

/* What has time, once all that is waited for has begun. */
static void begin_rest(struct app *app, struct artifact *a)
{
    ahead_post(&a->digest);
    if (app->meanwhile != NULL)
        ahead_post_late(app->meanwhile);
    app->meanwhile = NULL;
}

/* The bundle a source names an entry of: made once for each file. */
static struct artifact *bundle_of(struct app *app, struct bytes file)
{
    struct artifact *a;

    for (size_t i = 0; i < app->artifact_count; i++)
        if (app->artifacts[i]->kind == ARTIFACT_BUNDLE && app->artifacts[i]->bytes.data == file.data)
            return app->artifacts[i];
    a = add_artifact(app, file, NULL, 0);
    a->kind = ARTIFACT_BUNDLE;
    open_archive(app, a);
    ahead_post(&a->digest);
    return a;
}

/* Whether the only source is to be an APK and is none; `a`: NULL where it is no archive. */
static bool is_other(struct app *app, const struct artifact *a)
{
    app->other = app->only_apk &&
                 (a == NULL || !a->is_zip || zip_find(&a->zip, BYTES("AndroidManifest.xml")) == NULL);
    return app->other;
}

static void read_source(struct app *app, const struct app_source *source)
{
    struct bytes bytes = source->bytes;
    const struct place *place = NULL;
    struct artifact *a;
    struct error e = {0};
    enum content content;

    if (source->inner.size > 0) {
        const struct artifact *bundle = bundle_of(app, source->bytes);
        const struct zip_entry *entry = zip_find_nth(&bundle->zip, source->inner, source->nth);
        if (entry == NULL)
            return;
        zip_read(&app->scan, &bundle->zip, entry, ZIP_EXTRACT, &bytes, &e);
        place = entry->place;
    }
    a = add_artifact(app, bytes, place, 0);
    if (given_before(app, a)) {
        app->artifact_count--;
        return;
    }
    a->idsig = source->idsig;
    content = content_of(bytes);
    if ((content == CONTENT_DEX || content == CONTENT_ELF) && !zip_ends(bytes)) {
        if (is_other(app, NULL))
            return;
        a->kind = content == CONTENT_DEX ? ARTIFACT_DEX : ARTIFACT_ELF;
        begin_rest(app, a);
        return;
    }
    open_zip(app, a);
    if (is_other(app, a))
        return;
    if (a->is_zip) {
        app_begin_named(app, a);
        identify_entries(app, a);
        app_begin_code(app, a);
    }
    begin_rest(app, a);
    if (!a->is_zip) {
        scan_anomaly(&app->scan, &app_kinds[APP_FILE_UNKNOWN],
                     locus_at(a->place, 0, bytes.size < 16 ? bytes.size : 16), bytes_of(NULL, 0),
                     "%zu bytes, first seen as \"%s\"", bytes.size, content_name(content));
        return;
    }
    a->kind = ARTIFACT_ARCHIVE;
    read_manifest(app, a);
    read_resources(app, a);
    if (zip_find(&a->zip, BYTES("AndroidManifest.xml")) == NULL)
        scan_anomaly(&app->scan, &app_kinds[APP_MANIFEST_MISSING], locus_whole(a->place), bytes_of(NULL, 0),
                     "%zu entries, none of that name", a->zip.count);
}

/* Base first, then splits: the order in which the platform asks resource tables. */
static void gather_tables(struct app *app)
{
    struct axml_tables tables;

    app->tables = arena_array(app->scan.arena, app->artifact_count, sizeof *app->tables);
    for (int splits = 0; splits < 2; splits++)
        for (size_t i = 0; i < app->artifact_count; i++) {
            struct artifact *a = app->artifacts[i];
            if (a->kind == (splits ? ARTIFACT_SPLIT : ARTIFACT_BASE) && a->resources != NULL)
                app->tables[app->table_count++] = a->resources;
        }
    tables = (struct axml_tables){app->tables, app->table_count};
    for (size_t i = 0; i < app->artifact_count; i++) {
        struct artifact *a = app->artifacts[i];
        if (a->manifest != NULL) {
            struct axml xml = a->manifest->xml;
            manifest_open(a->manifest, &xml, tables); /* once more: text may stand behind references */
        }
    }
}

static void find_base(struct app *app)
{
    for (size_t i = 0; i < app->artifact_count && app->base == NULL; i++)
        if (app->artifacts[i]->kind == ARTIFACT_BASE)
            app->base = app->artifacts[i];
    for (size_t i = 0; i < app->artifact_count && app->base == NULL; i++)
        if (app->artifacts[i]->kind == ARTIFACT_SPLIT) {
            const struct manifest *m = app->artifacts[i]->manifest;
            scan_anomaly(&app->scan, &app_kinds[APP_SPLIT_ORPHAN], locus_whole(app->artifacts[i]->place),
                         m->split, "package %.*s", (int)m->package.size, (const char *)m->package.data);
            break;
        }
}

static void check_resources(struct app *app)
{
    const struct manifest *m = app_manifest(app);

    for (size_t i = 0; m != NULL && m->target_sdk >= 30 && i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        const struct zip_entry *entry =
            a->kind <= ARTIFACT_SPLIT ? zip_find(&a->zip, BYTES("resources.arsc")) : NULL;
        if (entry != NULL && entry->method == ZIP_DEFLATED)
            scan_anomaly(&app->scan, &app_kinds[APP_RESOURCES_COMPRESSED], locus_whole(entry->place),
                         entry->name, "method %u, target level %d", entry->method, m->target_sdk);
    }
}

static void check_manifests(struct app *app)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        if (a->kind <= ARTIFACT_SPLIT && a->manifest != NULL)
            manifest_check(&app->scan, a->manifest, app_manifest(app));
    }
}

static void read_signatures(struct app *app)
{
    const struct manifest *m = app_manifest(app);

    for (size_t i = 0; i < app->artifact_count; i++) {
        struct artifact *a = app->artifacts[i];
        struct apksig_facts facts = {0};
        struct error e = {0};
        bool whole;
        if (a->kind > ARTIFACT_SPLIT || !a->is_zip)
            continue;
        if (m != NULL)
            facts = (struct apksig_facts){m->min_sdk, m->target_sdk,
                                          manifest_int(m, 0, ATTR_TARGET_SANDBOX_VERSION, 1)};
        a->signature = arena_alloc(app->scan.arena, sizeof *a->signature);
        whole = apksig_read(&app->scan, &a->zip, a->idsig, facts, a->signature, &e);
        app_cover(app, COVER_SIGNATURES, 1, whole ? 1 : 0);
        if (!whole)
            app_uncovered(app, COVER_SIGNATURES, locus_whole(a->place),
                          arena_copy(app->scan.arena, bytes_str(e.text)));
    }
}

/* Binary XML besides the manifest is looked at for what it makes the platform run: it may begin, as far as it is small. */
static void begin_layouts(struct app *app)
{
    uint64_t begun = 0;

    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        for (size_t k = 0; a->kind <= ARTIFACT_SPLIT && a->is_zip && k < a->zip.count; k++) {
            const struct zip_entry *entry = &a->zip.entries[k];
            if (a->contents[k] != CONTENT_AXML || !bytes_starts(entry->name, BYTES("res/")) ||
                entry->size > LIMIT_KEPT_XML - begun)
                continue;
            begun += entry->size;
            zip_begin(&app->scan, &a->zip, entry, NULL, NULL);
        }
    }
}

/* The scheme that decides on the newest releases: the last verified without an end, else the last that is
 * present. */
static enum scheme deciding_scheme(const struct apksig *sig)
{
    enum scheme best = SCHEME_V1;
    bool verified = false;

    for (size_t i = 0; i < sig->signature_count; i++) {
        const struct signature *s = &sig->signatures[i];
        if (!s->present || s->scheme > SCHEME_V31 || s->max_sdk >= 0 || (verified && !s->verified))
            continue;
        best = s->scheme;
        verified = s->verified;
    }
    return best;
}

/* Whether every signer of `a` signed `b`, each by the scheme that decides on it, and both verify alike. */
static bool signers_within(const struct apksig *a, const struct apksig *b)
{
    enum scheme of_a = deciding_scheme(a), of_b = deciding_scheme(b);

    for (size_t i = 0; i < a->signer_count; i++) {
        const struct signer *s = &a->signers[i];
        bool found = false;
        if (s->lineage_position >= 0 || s->scheme != of_a)
            continue;
        for (size_t k = 0; k < b->signer_count && !found; k++)
            found = b->signers[k].scheme == of_b && b->signers[k].lineage_position < 0 &&
                    memcmp(b->signers[k].sha256, s->sha256, sizeof s->sha256) == 0;
        if (!found)
            return false;
    }
    return a->verified_any == b->verified_any;
}

/* A split that the base's signers did not sign is no part of the app. */
static void check_splits(struct app *app)
{
    for (size_t i = 0; app->base != NULL && i < app->artifact_count; i++) {
        struct artifact *a = app->artifacts[i];
        if (a->kind != ARTIFACT_SPLIT || (signers_within(a->signature, app->base->signature) &&
                                          signers_within(app->base->signature, a->signature)))
            continue;
        scan_anomaly(&app->scan, &app_kinds[APP_SPLIT_SIGNER], locus_whole(a->place), a->manifest->split,
                     "its signers, or whether they verify, differ from the base's");
        a->kind = ARTIFACT_APK;
    }
}

void app_note_hidden_dex(struct app *app, const struct zip_entry *entry, struct bytes detail)
{
    scan_anomaly(&app->scan, &app_kinds[APP_DEX_HIDDEN], locus_whole(entry->place), entry->name, "%.*s",
                 (int)detail.size, (const char *)detail.data);
}

void app_note_unloaded_dex(struct app *app, const struct zip_entry *entry, bool gap, const char *why)
{
    scan_anomaly(&app->scan, &app_kinds[gap ? APP_DEX_GAP : APP_DEX_NOT_LOADED], locus_whole(entry->place),
                 entry->name, "%s", why);
}

void app_note_limit(struct app *app, struct locus where, const char *what)
{
    scan_anomaly(&app->scan, &app_kinds[APP_LIMIT_ROWS], where, bytes_str(what), "later ones are not listed");
    app_uncovered(app, COVER_MANIFEST, where, bytes_str("a table was cut at its limit of rows"));
    app_cover(app, COVER_MANIFEST, 1, 0);
}

void app_note_gap(struct app *app, unsigned part, struct locus where, const char *what)
{
    scan_anomaly(&app->scan, &app_kinds[APP_LIMIT_ROWS], where, bytes_str(what), "what follows was not looked at");
    app_uncovered(app, part, where, bytes_str("a limit of work or rows was reached"));
    app_cover(app, part, 1, 0);
}

void app_note_opaque(struct app *app, struct locus where, struct bytes reason)
{
    app->coverage[COVER_CODE].opaque++;
    app_uncovered(app, COVER_CODE, where, reason);
}

/* Opens an archive that lies in another, and puts it on the list. */
static void open_nested(struct app *app, const struct artifact *outer, const struct zip_entry *entry)
{
    unsigned depth = outer->depth + 1;
    struct artifact *a;
    struct bytes bytes;
    struct error e = {0};

    if (depth >= LIMIT_NESTING || app->artifact_count >= LIMIT_ARTIFACTS) {
        scan_anomaly(&app->scan, &app_kinds[depth >= LIMIT_NESTING ? APP_LIMIT_NESTING : APP_LIMIT_ARTIFACTS],
                     locus_whole(entry->place), entry->name, "depth %u, %zu archives", depth,
                     app->artifact_count);
        app_cover(app, COVER_CONTAINER, 1, 0);
        app_uncovered(app, COVER_CONTAINER, locus_whole(entry->place),
                      bytes_str("archives nested beyond the limit"));
        return;
    }
    zip_read(&app->scan, &outer->zip, entry, ZIP_ASSET, &bytes, &e);
    if (bytes.size == 0) {
        app_cover(app, COVER_CONTAINER, 1, 0);
        app_uncovered(app, COVER_CONTAINER, locus_whole(entry->place),
                      arena_copy(app->scan.arena, bytes_str(e.text)));
        return;
    }
    a = add_artifact(app, bytes, entry->place, depth);
    a->kind = ARTIFACT_ARCHIVE;
    open_archive(app, a);
    if (a->is_zip)
        app_begin_code(app, a);
    ahead_post(&a->digest);
    if (a->is_zip && zip_find(&a->zip, BYTES("AndroidManifest.xml")) != NULL) {
        a->kind = ARTIFACT_APK;
        scan_anomaly(&app->scan, &app_kinds[APP_ARCHIVE_NESTED_APK], locus_whole(entry->place), entry->name,
                     "%zu bytes, %zu entries", bytes.size, a->zip.count);
    }
}

/* The archives in every archive but bundles, whose APKs were chosen by name. The list grows while it is walked. */
static void open_inside(struct app *app)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        for (size_t k = 0; a->is_zip && a->kind != ARTIFACT_BUNDLE && k < a->zip.count; k++)
            if (a->contents[k] == CONTENT_ZIP)
                open_nested(app, a, &a->zip.entries[k]);
    }
}

/* Code and libraries. */
static void read_inside(struct app *app, void (*stage)(void *, const char *), void *context)
{
    struct buf scratch;

    stage(context, "reading code and libraries");
    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    for (size_t i = 0; i < app->artifact_count; i++) {
        struct artifact *a = app->artifacts[i];
        /* What begins as code is read as code too, though it ends as an archive. */
        if (a->depth == 0 && content_of(a->bytes) == CONTENT_DEX)
            app_read_dex_file(app, a);
        if (a->depth == 0 && content_of(a->bytes) == CONTENT_ELF)
            app_read_elf_file(app, a);
        if (!a->is_zip || a->kind == ARTIFACT_BUNDLE)
            continue;
        app_read_code(app, a);
        app_read_libraries(app, a, &scratch);
    }
    buf_free(&scratch);
}

void app_read(struct app *app, struct arena *arena, const struct app_source *sources, size_t count,
              void (*stage)(void *context, const char *what), void *context)
{
    struct app_watch watch = {.stage = stage, .context = context};

    app_read_watched(app, arena, sources, count, &watch);
}

bool app_read_watched(struct app *app, struct arena *arena, const struct app_source *sources, size_t count,
                      const struct app_watch *watch)
{
    *app = (struct app){.meanwhile = watch->meanwhile, .only_apk = watch->only_apk};
    scan_init(&app->scan, arena);
    watch->stage(watch->context, "reading archives and manifests");
    for (size_t i = 0; i < count; i++)
        read_source(app, &sources[i]);
    if (app->other)
        return false;
    gather_tables(app);
    find_base(app);
    check_resources(app);
    check_manifests(app);
    if (app->base == NULL && app->coverage[COVER_MANIFEST].total == 0) {
        app_cover(app, COVER_MANIFEST, 1, 0);
        app_uncovered(app, COVER_MANIFEST,
                      count > 0 ? locus_whole(app->artifacts[0]->place) : locus_whole(NULL),
                      bytes_str("there is no AndroidManifest.xml"));
    }
    watch->stage(watch->context, "reading nested archives");
    open_inside(app);
    watch->stage(watch->context, "verifying signatures");
    read_signatures(app);
    begin_layouts(app); /* there may be time until all DEX files are inflated */
    if (watch->begun != NULL) {
        app_inflated_dex(app);
        watch->begun(app);
    }
    check_splits(app);
    read_inside(app, watch->stage, watch->context);
    for (size_t i = 0; i < app->artifact_count; i++)
        ahead_finish(&app->artifacts[i]->digest);
    app_end_dex(app);
    return true;
}
