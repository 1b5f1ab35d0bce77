/* One app from what it is given: bases, splits, doubles, nested archives, and the code that is or is not
 * loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libdeflate.h>

#include "apk_make.h"
#include "dex_make.h"
#include "fact/table.h"
#include "read/app.h"
#include "read/identify.h"

enum { MOST = 8 };

/* What is given to app_read(), and what came of it. */
struct reading {
    struct arena arena;
    struct app app;
    struct app_source sources[MOST];
    struct buf files[MOST];
    size_t count;
};

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

static void begin(struct reading *r)
{
    *r = (struct reading){0};
    arena_init(&r->arena, LIMIT_ARENA);
}

/* Takes over the file, and keeps it as a seed of the fuzz target when seeds are wanted. */
static struct app_source *give(struct reading *r, struct buf file)
{
    static unsigned number;
    char name[32];

    snprintf(name, sizeof name, "app-%02u", number++);
    keep_seed("app", name, buf_bytes(&file));
    assert_true(r->count < MOST);
    r->files[r->count] = file;
    r->sources[r->count] = (struct app_source){.bytes = buf_bytes(&file), .nth = 1};
    return &r->sources[r->count++];
}

static struct app *read_all(struct reading *r)
{
    app_read(&r->app, &r->arena, r->sources, r->count, stage, NULL);
    return &r->app;
}

static void end(struct reading *r)
{
    arena_free(&r->arena);
    for (size_t i = 0; i < r->count; i++)
        buf_free(&r->files[i]);
}

static size_t said(const struct app *app, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < APP_KINDS; i++)
        if (strcmp(app_kinds[i].code, code) == 0)
            return scan_count(&app->scan, &app_kinds[i]);
    fail_msg("no anomaly %s", code);
    return count;
}

static struct bytes detail_of(const struct app *app, const char *code)
{
    for (const struct anomaly *a = app->scan.first; a != NULL; a = a->next)
        if (strcmp(a->kind->code, code) == 0)
            return a->detail;
    return bytes_of(NULL, 0);
}

/* The part of that name. */
static const struct coverage *part(const struct app *app, const char *name)
{
    for (unsigned i = 0; i < PART_COUNT; i++)
        if (strcmp(part_name(i), name) == 0)
            return &app->coverage[i];
    fail_msg("no part %s", name);
    return NULL;
}

static bool whole(const struct app *app, const char *name)
{
    const struct coverage *c = part(app, name);

    return c->analysed == c->total && c->opaque == 0;
}

static struct buf plain_apk(const char *package, const char *split, uint32_t version)
{
    struct apk_make m;

    apk_begin(&m);
    apk_manifest(&m, &(struct manifest_make){.package = package, .split = split, .version = version});
    return apk_end(&m);
}

static void add_dex(struct apk_make *m, const char *name)
{
    static struct dex_make dex;

    dex_make_plain(&dex, 35);
    apk_add(m, bytes_str(name), bytes_of(dex.data, dex.size));
}

static const struct app_dex *dex_named(const struct app *app, const char *name)
{
    for (size_t i = 0; i < app->dex_count; i++)
        if (bytes_is(app->dexes[i].name, name))
            return &app->dexes[i];
    return NULL;
}

/* --- bases and splits --- */

static void a_base_and_its_splits(void **state)
{
    struct reading r;
    const struct app *app;

    (void)state;
    for (size_t first = 0; first < 3; first++) {
        static const char *const splits[] = {NULL, "fr", "voice"};
        begin(&r);
        for (size_t i = 0; i < 3; i++)
            give(&r, plain_apk("a.b", splits[(first + i) % 3], 7));
        app = read_all(&r);
        assert_int_equal(app->artifact_count, 3);
        assert_non_null(app->base);
        assert_true(bytes_is(app->base->manifest->package, "a.b") && app->base->manifest->version_code == 7);
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(app->artifacts[i]->kind, (first + i) % 3 == 0 ? ARTIFACT_BASE : ARTIFACT_SPLIT);
        assert_int_equal(said(app, "app.split.orphan"), 0);
        assert_true(whole(app, "manifest") && whole(app, "container"));
        assert_int_equal(part(app, "manifest")->total, 3);
        end(&r);
    }
}

static void a_split_alone_is_an_orphan(void **state)
{
    struct reading r;
    const struct app *app;

    (void)state;
    begin(&r);
    give(&r, plain_apk("a.b", "fr", 1));
    give(&r, plain_apk("a.b", "de", 1));
    app = read_all(&r);
    assert_null(app->base);
    assert_null(app_manifest(app));
    assert_int_equal(said(app, "app.split.orphan"), 1);
    assert_true(bytes_is(detail_of(app, "app.split.orphan"), "package a.b"));
    end(&r);
}

static void the_same_file_twice_is_one_artifact(void **state)
{
    struct reading r;

    (void)state;
    begin(&r);
    give(&r, plain_apk("a.b", NULL, 1));
    give(&r, plain_apk("a.b", NULL, 1));
    give(&r, plain_apk("a.b", "fr", 1));
    give(&r, plain_apk("a.b", "fr", 1));
    assert_int_equal(read_all(&r)->artifact_count, 2);
    end(&r);
}

static void entries_of_a_bundle(void **state)
{
    struct reading r;
    struct apk_make m;
    struct buf base = plain_apk("a.b", NULL, 1), split = plain_apk("a.b", "fr", 1), bundle;
    struct identity *found;
    struct scan scan;
    const struct app *app;

    (void)state;
    apk_begin(&m);
    apk_add(&m, BYTES("splits/base.apk"), buf_bytes(&base));
    apk_add(&m, BYTES("splits/fr.apk"), buf_bytes(&split));
    apk_add(&m, BYTES("toc.pb"), BYTES("x"));
    bundle = apk_end(&m);
    begin(&r);
    scan_init(&scan, &r.arena);
    assert_int_equal(identify(&scan, buf_bytes(&bundle), &found), 2);
    assert_true(bytes_is(found[0].inner, "splits/base.apk") && found[0].kind == ARTIFACT_BASE &&
                bytes_is(found[0].package, "a.b") && found[0].version_code == 1 && found[0].nth == 1);
    assert_true(found[1].kind == ARTIFACT_SPLIT && bytes_is(found[1].split, "fr"));
    give(&r, bundle)->inner = BYTES("splits/base.apk");
    r.sources[1] =
        (struct app_source){.bytes = buf_bytes(&bundle), .inner = BYTES("splits/fr.apk"), .nth = 1};
    r.sources[2] =
        (struct app_source){.bytes = buf_bytes(&bundle), .inner = BYTES("splits/gone.apk"), .nth = 1};
    app_read(&r.app, &r.arena, r.sources, 3, stage, NULL);
    app = &r.app;
    assert_int_equal(app->artifact_count, 3);
    assert_int_equal(app->artifacts[0]->kind, ARTIFACT_BUNDLE);
    assert_ptr_equal(app->base, app->artifacts[1]);
    assert_int_equal(app->artifacts[2]->kind, ARTIFACT_SPLIT);
    assert_int_equal(said(app, "app.archive.nested-apk"), 0);
    end(&r);
    buf_free(&base);
    buf_free(&split);
}

static void nothing_of_a_bundle_is_there(void **state)
{
    struct reading r;

    (void)state;
    begin(&r);
    give(&r, plain_apk("a.b", NULL, 1))->inner = BYTES("gone.apk");
    assert_null(read_all(&r)->base);
    assert_false(whole(&r.app, "manifest"));
    end(&r);
}

/* --- what is no app --- */

static void files_that_are_no_app(void **state)
{
    static const struct {
        struct bytes bytes;
        enum artifact_kind kind;
        const char *code;
    } cases[] = {
        {{(const uint8_t *)"", 0}, ARTIFACT_OTHER, "app.file.unknown"},
        {{(const uint8_t *)"plain text", 10}, ARTIFACT_OTHER, "app.file.unknown"},
        {{(const uint8_t *)"PK\3\4", 4}, ARTIFACT_OTHER, "app.file.unknown"},
        {{(const uint8_t *)"PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22},
         ARTIFACT_ARCHIVE,
         "app.manifest.missing"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        struct buf file;
        buf_init(&file, 100);
        buf_add(&file, cases[i].bytes);
        begin(&r);
        give(&r, file);
        read_all(&r);
        assert_int_equal(r.app.artifact_count, 1);
        assert_null(r.app.base);
        assert_false(whole(&r.app, "manifest"));
        if (cases[i].kind != r.app.artifacts[0]->kind || said(&r.app, cases[i].code) != 1)
            fail_msg("case %zu: kind %d, %zu anomalies", i, (int)r.app.artifacts[0]->kind,
                     said(&r.app, cases[i].code));
        end(&r);
    }
}

static void an_unreadable_manifest(void **state)
{
    struct reading r;
    struct apk_make m;

    (void)state;
    apk_begin(&m);
    apk_add(&m, BYTES("AndroidManifest.xml"), BYTES("<manifest/>"));
    begin(&r);
    give(&r, apk_end(&m));
    read_all(&r);
    assert_int_equal(said(&r.app, "app.manifest.unreadable"), 1);
    assert_int_equal(r.app.artifacts[0]->kind, ARTIFACT_BASE);
    assert_null(app_manifest(&r.app));
    assert_false(whole(&r.app, "manifest"));
    end(&r);
}

static void unreadable_resources(void **state)
{
    struct reading r;
    struct apk_make m;

    (void)state;
    apk_begin(&m);
    apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
    apk_add(&m, BYTES("resources.arsc"), BYTES("nothing"));
    begin(&r);
    give(&r, apk_end(&m));
    read_all(&r);
    assert_int_equal(said(&r.app, "app.resources.unreadable"), 1);
    assert_false(whole(&r.app, "resources"));
    assert_true(whole(&r.app, "manifest"));
    end(&r);
}

static void a_dex_and_an_elf_by_themselves(void **state)
{
    static struct dex_make dex;
    struct reading r;
    struct buf file;

    (void)state;
    dex_make_plain(&dex, 35);
    buf_init(&file, 10000);
    buf_add(&file, bytes_of(dex.data, dex.size));
    begin(&r);
    give(&r, file);
    buf_init(&file, 100);
    buf_add(&file, BYTES("\177ELF and no more"));
    give(&r, file);
    read_all(&r);
    assert_int_equal(r.app.artifacts[0]->kind, ARTIFACT_DEX);
    assert_int_equal(r.app.artifacts[1]->kind, ARTIFACT_ELF);
    assert_int_equal(r.app.dex_count, 1);
    assert_false(r.app.dexes[0].loaded); /* nothing loads it by itself */
    assert_false(whole(&r.app, "native"));
    end(&r);
}

/* --- code --- */

/* Reads an APK with these DEX files. */
static const struct app *with_dex(struct reading *r, const char *const *names, size_t count, bool no_code)
{
    struct apk_make m;

    apk_begin(&m);
    apk_manifest(&m, &(struct manifest_make){.package = "a.b", .no_code = no_code});
    for (size_t i = 0; i < count; i++)
        add_dex(&m, names[i]);
    begin(r);
    give(r, apk_end(&m));
    return read_all(r);
}

static void numbered_dex_are_loaded(void **state)
{
    static const char *const names[] = {"classes3.dex", "classes.dex", "classes2.dex"};
    struct reading r;
    const struct app *app = with_dex(&r, names, 3, false);

    (void)state;
    assert_int_equal(app->dex_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(app->dexes[i].loaded);
    assert_true(bytes_is(app->dexes[0].name, "classes.dex") && bytes_is(app->dexes[2].name, "classes3.dex"));
    assert_int_equal(said(app, "app.dex.gap") + said(app, "app.dex.hidden") + said(app, "app.dex.not-loaded"),
                     0);
    assert_true(whole(app, "code"));
    end(&r);
}

static void a_gap_ends_the_numbers(void **state)
{
    static const char *const names[] = {"classes.dex", "classes3.dex", "classes4.dex"};
    struct reading r;
    const struct app *app = with_dex(&r, names, 3, false);

    (void)state;
    assert_int_equal(said(app, "app.dex.gap"), 2);
    assert_true(dex_named(app, "classes.dex")->loaded);
    assert_false(dex_named(app, "classes3.dex")->loaded);
    end(&r);
}

static void other_names_are_hidden(void **state)
{
    static const char *const names[] = {"classes.dex",  "assets/data.bin", "classes0.dex",
                                        "classes1.dex", "classes02.dex",   "Classes2.dex"};
    struct reading r;
    const struct app *app = with_dex(&r, names, 6, false);

    (void)state;
    assert_int_equal(said(app, "app.dex.hidden"), 5);
    assert_int_equal(said(app, "app.dex.gap"), 0);
    assert_int_equal(app->dex_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(app->dexes[i].loaded, bytes_is(app->dexes[i].name, "classes.dex"));
    end(&r);
}

static void a_second_entry_of_the_name_is_hidden(void **state)
{
    static const char *const names[] = {"classes.dex", "classes.dex"};
    struct reading r;
    const struct app *app = with_dex(&r, names, 2, false);

    (void)state;
    assert_int_equal(app->dex_count, 2);
    assert_true(app->artifacts[0]->zip.refused); /* Android takes no archive with a name twice */
    assert_false(app->dexes[0].loaded || app->dexes[1].loaded);
    assert_int_equal(said(app, "app.dex.hidden"), 1);
    end(&r);
}

static void without_code_nothing_is_loaded(void **state)
{
    static const char *const names[] = {"classes.dex", "classes2.dex"};
    struct reading r;
    const struct app *app = with_dex(&r, names, 2, true);

    (void)state;
    assert_int_equal(app->dex_count, 2);
    assert_false(app->dexes[0].loaded || app->dexes[1].loaded);
    assert_int_equal(said(app, "app.dex.hidden"), 2);
    assert_true(bytes_is(detail_of(app, "app.dex.hidden"), "android:hasCode is false"));
    end(&r);
}

static void a_dex_that_does_not_open_ends_the_numbers(void **state)
{
    struct reading r;
    struct apk_make m;

    (void)state;
    apk_begin(&m);
    apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
    add_dex(&m, "classes.dex");
    apk_add(&m, BYTES("classes2.dex"), BYTES("no DEX at all"));
    add_dex(&m, "classes3.dex");
    begin(&r);
    give(&r, apk_end(&m));
    read_all(&r);
    assert_int_equal(said(&r.app, "app.dex.not-loaded"), 1);
    assert_true(detail_of(&r.app, "app.dex.not-loaded").size >
                5); /* its own reason, not that of the one before */
    assert_int_equal(said(&r.app, "app.dex.gap"), 1);
    assert_true(dex_named(&r.app, "classes.dex")->loaded);
    assert_false(dex_named(&r.app, "classes3.dex")->loaded);
    assert_false(whole(&r.app, "code"));
    end(&r);
}

static void code_that_is_only_named_is_opaque(void **state)
{
    static const char *const magics[] = {"dey\n036", "cdex001", "vdex027"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct reading r;
        struct apk_make m;
        apk_begin(&m);
        apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        apk_add(&m, BYTES("assets/code"), bytes_str(magics[i]));
        begin(&r);
        give(&r, apk_end(&m));
        read_all(&r);
        assert_int_equal(part(&r.app, "code")->opaque, 1);
        end(&r);
    }
}

/* --- archives in archives --- */

/* An archive that holds an archive that holds ... */
static struct buf nested(unsigned depth)
{
    struct buf inner = {0};

    for (unsigned i = 0; i < depth; i++) {
        struct apk_make m;
        struct buf outer;
        apk_begin(&m);
        if (i == 0)
            apk_add(&m, BYTES("innermost"), BYTES("x"));
        else
            apk_add(&m, BYTES("inner.zip"), buf_bytes(&inner));
        if (i + 1 == depth)
            apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        outer = apk_end(&m);
        buf_free(&inner);
        inner = outer;
    }
    return inner;
}

/* LIMIT_NESTING: so many archives one in another, the file itself counted. */
static void limit_of_nesting(void **state)
{
    (void)state;
    for (unsigned depth = LIMIT_NESTING - 1; depth <= LIMIT_NESTING + 1; depth++) {
        struct reading r;
        begin(&r);
        give(&r, nested(depth));
        read_all(&r);
        assert_int_equal(r.app.artifact_count, depth <= LIMIT_NESTING ? depth : LIMIT_NESTING);
        assert_int_equal(said(&r.app, "app.limit.nesting"), depth > LIMIT_NESTING);
        assert_int_equal(whole(&r.app, "container"), depth <= LIMIT_NESTING);
        end(&r);
    }
}

/* LIMIT_ARTIFACTS: all archives, the file itself counted. */
static void limit_of_artifacts(void **state)
{
    struct buf inner;
    struct apk_make m;

    (void)state;
    apk_begin(&m);
    apk_add(&m, BYTES("x"), BYTES("x"));
    inner = apk_end(&m);
    for (unsigned count = LIMIT_ARTIFACTS - 1; count <= LIMIT_ARTIFACTS + 1; count++) {
        struct reading r;
        apk_begin(&m);
        apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        for (unsigned i = 1; i < count; i++) {
            char name[20];
            snprintf(name, sizeof name, "%u.zip", i);
            apk_add(&m, bytes_str(name), buf_bytes(&inner));
        }
        begin(&r);
        give(&r, apk_end(&m));
        read_all(&r);
        assert_int_equal(r.app.artifact_count, count <= LIMIT_ARTIFACTS ? count : LIMIT_ARTIFACTS);
        assert_int_equal(said(&r.app, "app.limit.artifacts"), count > LIMIT_ARTIFACTS);
        assert_int_equal(whole(&r.app, "container"), count <= LIMIT_ARTIFACTS);
        end(&r);
    }
    buf_free(&inner);
}

/* LIMIT_KEPT: a library up to that size is inflated for signatures and headers once, and kept; a larger one is not. */
static void limit_of_what_is_kept(void **state)
{
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(1);
    uint8_t *content = calloc(LIMIT_KEPT + 1, 1), *data = malloc(1 << 20);

    (void)state;
    memcpy(content, "\177ELF", 4);
    for (size_t size = LIMIT_KEPT - 1; size <= LIMIT_KEPT + 1; size++) {
        struct reading r;
        struct apk_make m;
        size_t deflated = libdeflate_deflate_compress(deflater, content, size, data, 1 << 20);
        apk_begin(&m);
        apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        apk_add_as(&m, BYTES("lib/x86_64/libbig.so"), bytes_of(content, size), 8, bytes_of(data, deflated));
        begin(&r);
        give(&r, apk_end(&m));
        read_all(&r);
        const struct zip *z = &r.app.artifacts[0]->zip;
        const struct zip_entry *entry = zip_find(z, BYTES("lib/x86_64/libbig.so"));
        assert_int_equal(z->kept[entry - z->entries].data != NULL, size <= LIMIT_KEPT);
        assert_int_equal(part(&r.app, "native")->total, 1);
        end(&r);
    }
    free(content);
    free(data);
    libdeflate_free_compressor(deflater);
}

/* LIMIT_KEPT_XML: binary XML up to that size together is begun ahead, what would go beyond is left to its turn. */
static void limit_of_xml_that_is_kept(void **state)
{
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(1);
    uint8_t *content = calloc(LIMIT_KEPT_XML + 1, 1), *data = malloc(1 << 20);

    (void)state;
    assert_true(ahead_start());
    memcpy(content, "\3\0\10\0", 4);
    for (size_t size = LIMIT_KEPT_XML - 1; size <= LIMIT_KEPT_XML + 1; size++) {
        struct reading r;
        struct apk_make m;
        size_t deflated = libdeflate_deflate_compress(deflater, content, size, data, 1 << 20);
        apk_begin(&m);
        apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        apk_add_as(&m, BYTES("res/big.xml"), bytes_of(content, size), 8, bytes_of(data, deflated));
        begin(&r);
        give(&r, apk_end(&m));
        read_all(&r);
        const struct zip *z = &r.app.artifacts[0]->zip;
        const struct zip_entry *entry = zip_find(z, BYTES("res/big.xml"));
        struct zip_ahead *begun = z->ahead[entry - z->entries];
        assert_int_equal(begun != NULL, size <= LIMIT_KEPT_XML);
        ahead_rest(true); /* the arena goes */
        end(&r);
        ahead_rest(false);
    }
    ahead_rest(true);
    free(content);
    free(data);
    libdeflate_free_compressor(deflater);
}

static size_t begun_dex;

static void count_begun(struct app *app)
{
    begun_dex = app->reading_count;
}

/* LIMIT_DEX_AHEAD: of more DEX files, whatever they hold, those that follow are read in their turn, and all are read. */
static void limit_of_dex_begun(void **state)
{
    struct dex_make dex;

    (void)state;
    assert_true(ahead_start());
    ahead_rest(false);
    dex_make_plain(&dex, 35);
    for (unsigned n = LIMIT_DEX_AHEAD - 1; n <= LIMIT_DEX_AHEAD + 1; n++) {
        struct reading r;
        struct apk_make m;
        apk_begin(&m);
        apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
        for (unsigned i = 1; i <= n; i++) {
            char name[32];
            snprintf(name, sizeof name, i == 1 ? "classes.dex" : "classes%u.dex", i);
            apk_add(&m, bytes_str(name), bytes_of(dex.data, dex.size));
        }
        begin(&r);
        give(&r, apk_end(&m));
        app_read_watched(&r.app, &r.arena, r.sources, r.count,
                         &(struct app_watch){.stage = stage, .begun = count_begun});
        assert_int_equal(begun_dex, n < LIMIT_DEX_AHEAD ? n : LIMIT_DEX_AHEAD);
        assert_int_equal(r.app.dex_count, n);
        ahead_rest(true); /* the arena goes */
        end(&r);
        ahead_rest(false);
    }
    ahead_rest(true);
}

static void an_app_in_an_app(void **state)
{
    struct reading r;
    struct apk_make m;
    struct buf inner = plain_apk("c.d", NULL, 9);

    (void)state;
    apk_begin(&m);
    apk_manifest(&m, &(struct manifest_make){.package = "a.b"});
    apk_add(&m, BYTES("assets/update.bin"), buf_bytes(&inner));
    begin(&r);
    give(&r, apk_end(&m));
    read_all(&r);
    assert_int_equal(said(&r.app, "app.archive.nested-apk"), 1);
    assert_int_equal(r.app.artifact_count, 2);
    assert_int_equal(r.app.artifacts[1]->kind, ARTIFACT_APK);
    assert_true(bytes_is(r.app.base->manifest->package, "a.b"));
    end(&r);
    buf_free(&inner);
}

/* LIMIT_FILTER_ROWS: actions times data of all filters. */
static void limit_of_filter_rows(void **state)
{
    const struct table *filters = table_find("intent_filters"), *anomalies = table_find("anomalies");

    (void)state;
    for (int over = -1; over <= 1; over++) {
        /* 199 or 200 filters of 10 x 10, and one with what is missing */
        unsigned rows = LIMIT_FILTER_ROWS + (unsigned)over;
        struct manifest_make what = {.package = "a.b", .filters = rows / 100, .actions = 10, .data = 10};
        struct reading r;
        struct apk_make m;
        struct buf b;
        size_t at;
        uint32_t wanted = rows % 100;
        assert_int_equal(LIMIT_FILTER_ROWS % 100, 0);
        apk_begin(&m);
        if (wanted == 0) {
            apk_manifest(&m, &what);
        } else { /* one more filter of 1 x `wanted` */
            b = manifest_make(&what);
            at = b.size - 48; /* before the ends of application and manifest */
            b.size = at;
            manifest_filters(&b, &(struct manifest_make){.filters = 1, .actions = 1, .data = wanted});
            put_end(&b, 8);
            put_end(&b, 7);
            set32(&b, 4, (uint32_t)b.size);
            apk_add(&m, BYTES("AndroidManifest.xml"), buf_bytes(&b));
            buf_free(&b);
        }
        begin(&r);
        give(&r, apk_end(&m));
        read_all(&r);
        assert_int_equal(table_rows(anomalies, &r.app)->count > 0,
                         over > 0); /* asked first, and right all the same */
        assert_int_equal(table_rows(filters, &r.app)->count, over > 0 ? LIMIT_FILTER_ROWS : rows);
        assert_int_equal(said(&r.app, "app.limit.rows"), over > 0);
        assert_int_equal(whole(&r.app, "manifest"), over <= 0);
        end(&r);
    }
}

/* Janus and its kin: the archive is what is examined, the code in front of it as well. */
static void code_in_front_of_an_archive(void **state)
{
    static struct dex_make dex;
    struct buf apk = plain_apk("x.y", NULL, 1), both;
    struct reading r;
    struct app *app;

    (void)state;
    dex_make_plain(&dex, 35);
    buf_init(&both, 1 << 20);
    buf_add(&both, bytes_of(dex.data, dex.size));
    buf_add(&both, buf_bytes(&apk));
    buf_free(&apk);
    begin(&r);
    give(&r, both);
    app = read_all(&r);
    assert_non_null(app->base);
    assert_true(app->base->zip.refused);
    assert_int_equal(app->dex_count, 1);
    assert_false(app->dexes[0].loaded);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_in_front_of_an_archive),
        cmocka_unit_test(a_base_and_its_splits),
        cmocka_unit_test(a_split_alone_is_an_orphan),
        cmocka_unit_test(the_same_file_twice_is_one_artifact),
        cmocka_unit_test(entries_of_a_bundle),
        cmocka_unit_test(nothing_of_a_bundle_is_there),
        cmocka_unit_test(files_that_are_no_app),
        cmocka_unit_test(an_unreadable_manifest),
        cmocka_unit_test(unreadable_resources),
        cmocka_unit_test(a_dex_and_an_elf_by_themselves),
        cmocka_unit_test(numbered_dex_are_loaded),
        cmocka_unit_test(a_gap_ends_the_numbers),
        cmocka_unit_test(other_names_are_hidden),
        cmocka_unit_test(a_second_entry_of_the_name_is_hidden),
        cmocka_unit_test(without_code_nothing_is_loaded),
        cmocka_unit_test(a_dex_that_does_not_open_ends_the_numbers),
        cmocka_unit_test(code_that_is_only_named_is_opaque),
        cmocka_unit_test(limit_of_nesting),
        cmocka_unit_test(limit_of_artifacts), cmocka_unit_test(limit_of_what_is_kept),
        cmocka_unit_test(limit_of_xml_that_is_kept),
        cmocka_unit_test(limit_of_dex_begun),
        cmocka_unit_test(an_app_in_an_app),
        cmocka_unit_test(limit_of_filter_rows),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
