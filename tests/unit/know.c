/* What packs know, looked up in hostile texts and types: keys, marks, addresses, secrets, owners, suffixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "apk_make.h"
#include "base/limits.h"
#include "base/pack.h"
#include "base/tsv.h"
#include "code/names.h"
#include "code/owner.h"
#include "code/packer.h"
#include "code/rows.h"
#include "code/sdk.h"
#include "code/secret.h"
#include "code/texts.h"
#include "code/url.h"
#include "dex_make.h"
#include "fact/table.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1u << 30);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct bytes text(const char *s)
{
    return bytes_str(s);
}

static void rows_are_found_by_key(void **state)
{
    struct bytes pack = BYTES("# head\n# more\na\t1\nab\t2\nb\t\nz\tlast"), f[3], list = BYTES("one two"), word;

    (void)state;
    assert_true(tsv_find(pack, BYTES("a"), f, 2) && bytes_is(f[1], "1"));
    assert_true(tsv_find(pack, BYTES("ab"), f, 2) && bytes_is(f[1], "2"));
    assert_true(tsv_find(pack, BYTES("b"), f, 3) && f[1].size == 0 && f[2].size == 0);
    assert_true(tsv_find(pack, BYTES("z"), f, 2) && bytes_is(f[1], "last"));
    assert_false(tsv_find(pack, BYTES("aa"), f, 2));
    assert_false(tsv_find(pack, BYTES("# head"), f, 2));
    assert_false(tsv_find(BYTES("# head"), BYTES("a"), f, 2));
    assert_false(tsv_find(bytes_of(NULL, 0), BYTES("a"), f, 2));
    assert_true(tsv_word(&list, &word) && bytes_is(word, "one"));
    assert_true(tsv_word(&list, &word) && bytes_is(word, "two"));
    assert_false(tsv_word(&list, &word));
}

static void longest_key_wins(void **state)
{
    static const char *const keys[] = {"La/", "La/b/", "La/b/c/", "Lb/"};
    struct keys k = {.count = 0}, l = {.count = 0};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        keys_add(&k, &arena, (struct key){.text = text(keys[i])}, true);
    assert_int_equal(keys_find(&k, BYTES("La/b/x;")), 2);
    assert_int_equal(keys_more(&k, BYTES("La/b/x;"), 2), 1);
    assert_int_equal(keys_find(&k, BYTES("La/b/c/x;")), 3);
    assert_int_equal(keys_find(&k, BYTES("La/c;")), 1);
    assert_int_equal(keys_find(&k, BYTES("La;")), 0);
    assert_int_equal(keys_find(&k, BYTES("Lc/")), 0);
    keys_add(&l, &arena, (struct key){.text = text("*.wxapi.Entry")}, false);
    keys_add(&l, &arena, (struct key){.text = text("liba-*.so")}, false);
    keys_add(&l, &arena, (struct key){.text = text("liba.so")}, false);
    assert_int_equal(keys_find(&l, BYTES("liba-1.2.so")), 2);
    assert_int_equal(keys_find(&l, BYTES("liba.so")), 3);
    assert_int_equal(keys_find(&l, BYTES("liba.so.1")), 0);
    assert_int_equal(keys_find(&l, BYTES("liba-.s")), 0);
    assert_int_equal(keys_find(&l, BYTES("com.x.wxapi.Entry")), 1);
    assert_int_equal(keys_find(&l, BYTES("liba-.wxapi.Entry")), 1); /* not the pattern before, but the one above it */
}

static void names_are_numbered_once(void **state)
{
    struct names n;
    bool fresh;

    (void)state;
    names_init(&n, &arena, 1000);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 1000; i++) {
            assert_int_equal(names_add(&n, arena_printf(&arena, "name %u", i), &fresh), i);
            assert_int_equal(fresh, round == 0);
        }
    assert_int_equal(names_add(&n, BYTES("one more"), &fresh), UINT32_MAX);
    assert_false(fresh);
}

static void owners_and_suffixes(void **state)
{
    static const struct {
        const char *host, *registrable;
    } hosts[] = {
        {"a.b.example.co.uk", "example.co.uk"}, {"co.uk", ""}, {"uk", ""}, {"www.ck", "www.ck"}, {"a.www.ck", "www.ck"},
        {"b.c.ck", "b.c.ck"}, {"c.ck", ""}, {"x.y.unknowntop", "y.unknowntop"}, {"com", ""}, {"a.com", "a.com"},
        {"x.github.io", "x.github.io"}, {"a.x.github.io", "x.github.io"}, {"", ""},
    };
    struct owner o;

    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (!bytes_is(host_registrable(text(hosts[i].host)), hosts[i].registrable))
            fail_msg("%s", hosts[i].host);
    assert_true(host_known_top(BYTES("a.cn")));
    assert_false(host_known_top(BYTES("a.nonsense")));
    assert_true(owner_find(BYTES("umeng"), &o));
    assert_true(bytes_is(o.group, "alibaba") && bytes_is(o.jurisdiction, "CN"));
    assert_false(owner_find(BYTES("nobody"), &o));
    assert_true(owner_of_host(BYTES("api.weixin.qq.com"), &o) && bytes_is(o.id, "tencent"));
    assert_false(owner_of_host(BYTES("notqq.com.example.org"), &o));
    assert_false(owner_of_host(BYTES("xqq.com"), &o));
}

static void addresses_are_told_apart(void **state)
{
    static const struct {
        const char *text, *value, *host, *kind;
    } rows[] = {
        {"https://Api.Foo.com/x?y=1#z", "https://Api.Foo.com/x?y=1#z", "api.foo.com", "url"},
        {"xhttp://a.org.", "http://a.org", "a.org", "url"},
        {"{\"u\":\"wss://a.org:99/s\"}", "wss://a.org:99/s", "a.org", "url"},
        {"see https://a.org/x), and", "https://a.org/x", "a.org", "mention"},
        {"url = https://a.org/x", "https://a.org/x", "a.org", "url"},
        {"http://10.0.0.1/", "http://10.0.0.1/", "10.0.0.1", "local"},
        {"http://172.32.0.1/", "http://172.32.0.1/", "172.32.0.1", "ip"},
        {"http://172.31.0.1/", "http://172.31.0.1/", "172.31.0.1", "local"},
        {"http://203.0.113.9/", "http://203.0.113.9/", "203.0.113.9", "reserved"},
        {"http://8.8.8.8", "http://8.8.8.8", "8.8.8.8", "ip"},
        {"http://[2001:4860::88]/x", "http://[2001:4860::88]/x", "2001:4860::88", "ip"},
        {"http://[::1]/", "http://[::1]/", "::1", "local"},
        {"https://%s.foo.com/x", "https://%s.foo.com/x", "foo.com", "template"},
        {"https://{host}/api", "https://{host}/api", "", "template"},
        {"http://schemas.android.com/apk/res/android", "http://schemas.android.com/apk/res/android", "schemas.android.com", "namespace"},
        {"https://developer.android.com/x", "https://developer.android.com/x", "developer.android.com", "documentation"},
        {"http://localhost:8080", "http://localhost:8080", "localhost", "local"},
        {"https://www.example.com/", "https://www.example.com/", "www.example.com", "reserved"},
        {"https://u:p@h.org/", "https://u:p@h.org/", "h.org", "url"},
    };
    static const char *const none[] = {"://", "http://", "content://a.b", "http:///x", "file:///etc", "http://-", "https://.", "http://%s"};
    static const char *const bare[] = {"mqtt.foo.com", "1.2.3.4", "1.2.3.4:80", "api.weixin.qq.com"};
    static const char *const no_bare[] = {"com.foo.bar", "1.2.3", "1.2.3.4.5", "1.2.3.256", "foo.bar", "Foo.com", "a..com", "foo.com:x", ".com", "a b.com"};
    struct url url;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes t = text(rows[i].text);
        if (!url_at(&arena, t, bytes_search(t, BYTES("://"), 0), &url) || !bytes_is(url.value, rows[i].value) ||
            !bytes_is(url.host, rows[i].host) || strcmp(url_kind_name(url.kind), rows[i].kind) != 0)
            fail_msg("%s: %.*s, host %.*s, %s", rows[i].text, (int)url.value.size, (const char *)url.value.data,
                     (int)url.host.size, (const char *)url.host.data, url_kind_name(url.kind));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (url_at(&arena, text(none[i]), bytes_search(text(none[i]), BYTES("://"), 0), &url) && url.host.size > 0 && i < 5)
            fail_msg("%s", none[i]);
    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
        if (!url_bare(&arena, text(bare[i]), &url))
            fail_msg("%s", bare[i]);
    for (size_t i = 0; i < sizeof no_bare / sizeof *no_bare; i++)
        if (url_bare(&arena, text(no_bare[i]), &url))
            fail_msg("%s", no_bare[i]);
}

#define FAKE "Zx8Kq2Lm5Vw1Rt7Yb3Nc9Hd4Gf6Js0Pa"

static bool secret_in(const char *t, struct secret *s)
{
    struct bytes b = text(t);

    for (size_t i = 0; i < b.size; i++)
        if (secret_at(b, i, s))
            return true;
    return false;
}

static void secrets_are_found_and_not_shown(void **state)
{
    static const struct {
        const char *text, *kind;
    } yes[] = {
        {"x=\"AIza" FAKE "-Q_\"", "google-api-key"},
        {"AK" "IAQ3ZR7XWM2KVB5TLP", "aws-access-key-id"},
        {"token gh" "p_" FAKE "Qe8W", "github-token"},
        {"12345678:AA" FAKE "x", "telegram-bot-token"},
        {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MjQyNDIifQ." FAKE, "json-web-token"},
        {"-----BEGIN " "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj" FAKE FAKE, "private-key"},
        {"AccountKey=" FAKE FAKE "Qe8WtYu3IoP5aSd7FgHjKl==", "azure-storage-key"},
    };
    static const char *const no[] = {
        "AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "AIza" FAKE, "xAIza" FAKE "-Q_", "AKIAIOSFODNN7EXAMPLE", "AKIAAAAAAAAAAAAAAAAA",
        "-----BEGIN PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj" FAKE FAKE,
        "-----BEGIN CERTIFICATE-----", "eyJhbGciOiJIUzI1NiJ9", "ghp_short", "sk_live_",
    };
    struct secret s;
    struct bytes clean;

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        struct bytes shown;
        if (!secret_in(yes[i].text, &s) || strcmp(s.kind, yes[i].kind) != 0)
            fail_msg("%s", yes[i].text);
        assert_true(s.from + s.size <= strlen(yes[i].text));
        shown = secret_redacted(&arena, text(yes[i].text), &s);
        assert_true(bytes_search(shown, BYTES("Zx8K"), 0) == shown.size);
        clean = secret_clean(&arena, text(yes[i].text));
        assert_true(bytes_search(clean, BYTES("Zx8Kq2"), 0) == clean.size);
    }
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (secret_in(no[i], &s))
            fail_msg("%s", no[i]);
    clean = secret_clean(&arena, BYTES("https://bob:k7Yq2Lm5Vw@a.org/?key=abcdefgh&x=1"));
    assert_true(bytes_is(clean, "https://bob:**********@a.org/?key=********&x=1"));
    clean = secret_clean(&arena, BYTES("https://a.org/?x=1"));
    assert_true(bytes_is(clean, "https://a.org/?x=1"));
}

static void entropy_is_shannons(void **state)
{
    (void)state;
    assert_int_equal(entropy_millibits(BYTES("aaaa")), 0);
    assert_int_equal(entropy_millibits(BYTES("abab")), 1000);
    assert_int_equal(entropy_millibits(BYTES("abcdefgh")), 3000);
    assert_in_range(entropy_millibits(BYTES("aab")), 915, 921); /* 0.9183 */
    assert_int_equal(entropy_millibits(bytes_of(NULL, 0)), 0);
}

/* Each kind begins with something that the search looks for, at every position. */
static void every_kind_is_searched_for(void **state)
{
    (void)state;
    for (size_t i = 0; secret_kind_at(i) != NULL; i++) {
        const char *prefix = secret_kind_at(i)->prefix;
        for (unsigned shift = 0; shift < 2; shift++) {
            struct marks m;
            struct bytes b = arena_printf(&arena, "%s%s%s", shift == 0 ? "" : " ", prefix,
                                          strcmp(prefix, "eyJ") == 0 ? "hbGci" : "");
            marks_init(&m, &arena);
            marks_scan(&m, b, (struct mark){.source = MARK_FILE}, false);
            if (m.count == 0 || m.items[0].at != shift)
                fail_msg("%s at %u", prefix, shift);
        }
    }
    for (size_t i = 0; marks_anchor(i) != NULL; i++)
        assert_true(strlen(marks_anchor(i)) >= 3);
}

static void marks_stop_at_their_limits(void **state)
{
    size_t size = 3 * (size_t)LIMIT_MARKS;
    uint8_t *many = arena_raw(&arena, size + 3);
    uint8_t *wide = arena_raw(&arena, 4 * LIMIT_MARK_TEXT);
    struct marks m;

    (void)state;
    for (size_t i = 0; i < size + 3; i++)
        many[i] = (uint8_t)"://"[i % 3];
    for (int more = -1; more <= 1; more++) {
        marks_init(&m, &arena);
        marks_scan(&m, bytes_of(many, size + (size_t)(3 * more)), (struct mark){.source = MARK_FILE}, false);
        assert_int_equal(m.count, more < 0 ? LIMIT_MARKS - 1 : LIMIT_MARKS);
        assert_int_equal(m.limited, more > 0);
    }
    memset(wide, 'a', 4 * LIMIT_MARK_TEXT);
    memcpy(&wide[2 * LIMIT_MARK_TEXT], "://", 3);
    marks_init(&m, &arena);
    marks_scan(&m, bytes_of(wide, 4 * LIMIT_MARK_TEXT), (struct mark){.source = MARK_FILE, .offset = 7}, true);
    assert_int_equal(m.count, 1);
    assert_int_equal(m.items[0].text.size, LIMIT_MARK_TEXT);
    assert_int_equal(m.items[0].offset + m.items[0].at, 7 + 2 * LIMIT_MARK_TEXT);
    m.searched = LIMIT_TEXT_SEARCH - 2;
    marks_scan(&m, BYTES("ab"), (struct mark){.source = MARK_FILE}, false);
    assert_false(m.limited);
    marks_scan(&m, BYTES("a"), (struct mark){.source = MARK_FILE}, false);
    assert_true(m.limited);
}

static void no_stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

/* One archive read as an app; its bytes stay until the test ends. */
static struct app *read_one(struct apk_make *m)
{
    struct app *app = arena_alloc(&arena, sizeof *app);
    struct buf file = apk_end(m);
    struct app_source source = {.bytes = arena_copy(&arena, buf_bytes(&file)), .nth = 1};

    buf_free(&file);
    app_read(app, &arena, &source, 1, no_stage, NULL);
    return app;
}

static const struct rows *rows_of(struct app *app, const char *name)
{
    return table_rows(table_find(name), app);
}

static void begin_app(struct apk_make *m, const char *package, unsigned activities)
{
    static struct dex_make dex;

    dex_make_plain(&dex, 35);
    apk_begin(m);
    apk_manifest(m, &(struct manifest_make){.package = package, .filters = activities});
    apk_add(m, BYTES("classes.dex"), bytes_of(dex.data, dex.size));
}

/* `count` lines, each a different address or key. */
static struct app *app_of_lines(unsigned count, const char *before, const char *after)
{
    struct apk_make m;
    struct buf lines;

    buf_init(&lines, 16 << 20);
    for (unsigned i = 0; i < count; i++) {
        char number[5] = {(char)('A' + i % 26), (char)('A' + i / 26 % 26), (char)('A' + i / 676 % 26), (char)('A' + i / 17576 % 26), 0};
        buf_printf(&lines, "%s%s%s\n", before, number, after);
    }
    begin_app(&m, "a.b", 0);
    apk_add(&m, BYTES("assets/lines.txt"), buf_bytes(&lines));
    buf_free(&lines);
    return read_one(&m);
}

static void rows_stop_at_their_limits(void **state)
{
    (void)state;
    for (int over = -1; over <= 1; over++) {
        /* besides the name of the manifest's vocabulary */
        struct app *app = app_of_lines(LIMIT_ENDPOINTS - 1 + (unsigned)over, "https://", ".org/");
        assert_int_equal(rows_of(app, "endpoints")->count, (int)LIMIT_ENDPOINTS + (over > 0 ? 0 : over));
        assert_int_equal(app->coverage[COVER_CODE].analysed < app->coverage[COVER_CODE].total, over > 0);
        app = app_of_lines(LIMIT_SECRETS + (unsigned)over, "AKIAQ3ZR7XWM2KVB", "");
        assert_int_equal(rows_of(app, "secrets")->count, (int)LIMIT_SECRETS + (over > 0 ? 0 : over));
        assert_int_equal(app->coverage[COVER_CODE].analysed < app->coverage[COVER_CODE].total, over > 0);
    }
}

/* LIMIT_TEXT_ENTRY for one file, LIMIT_TEXT_ENTRIES for two that are as large as one may be and a third. */
static void files_stop_at_their_limits(void **state)
{
    uint8_t *big = arena_alloc(&arena, LIMIT_TEXT_ENTRY + 1);

    (void)state;
    assert_int_equal(LIMIT_TEXT_ENTRIES, 2 * LIMIT_TEXT_ENTRY);
    memset(big, ' ', LIMIT_TEXT_ENTRY + 1);
    for (int over = 0; over <= 2; over++) {
        struct apk_make m;
        struct app *app;
        begin_app(&m, "a.b", 0);
        apk_add(&m, BYTES("a.txt"), bytes_of(big, LIMIT_TEXT_ENTRY + (over == 1 ? 1 : 0)));
        if (over != 1)
            apk_add(&m, BYTES("b.txt"), bytes_of(big, LIMIT_TEXT_ENTRY));
        if (over == 2)
            apk_add(&m, BYTES("c.txt"), BYTES("x"));
        app = read_one(&m);
        rows_of(app, "endpoints");
        assert_int_equal(app->coverage[COVER_RESOURCES].analysed < app->coverage[COVER_RESOURCES].total, over > 0);
    }
}

static void count_types(void *context, const struct keys_types *t)
{
    *(size_t *)context += t->to - t->from;
}

/* LIMIT_KEY_TYPES: a DEX that ART refuses may claim as many types as it has bytes. */
static void types_stop_at_their_limit(void **state)
{
    uint8_t *types = arena_alloc(&arena, 4 * ((size_t)LIMIT_KEY_TYPES + 1));
    static const uint8_t string[] = {0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 'L', 'a', ';', 0};
    struct keys k = {.count = 0};

    (void)state;
    keys_add(&k, &arena, (struct key){.text = text("La")}, true);
    for (int over = 0; over <= 1; over++) {
        struct dex d = {.file = bytes_of(string, sizeof string), .strings = {1, 0, 1, string}};
        struct app_dex dex = {.dex = &d};
        struct app app = {.dexes = &dex, .dex_count = 1};
        size_t met = 0;
        d.types = (struct dex_table){0, 0, LIMIT_KEY_TYPES + (uint32_t)over, types};
        scan_init(&app.scan, &arena);
        keys_types(&k, &app, count_types, &met);
        assert_int_equal(met, LIMIT_KEY_TYPES);
        assert_int_equal(app.coverage[COVER_CODE].total, over);
    }
}

/* LIMIT_COMPONENTS_SOUGHT; and that a manifest of classes that are nowhere makes the code opaque. */
static void components_stop_at_their_limit(void **state)
{
    (void)state;
    for (int over = -1; over <= 1; over++) {
        struct apk_make m;
        struct app *app;
        struct packers found;
        begin_app(&m, "a.b", LIMIT_COMPONENTS_SOUGHT + (unsigned)over);
        app = read_one(&m);
        found = packers_find(app);
        assert_int_equal(found.count, 1);
        assert_int_equal(found.items[0].markers, (int)LIMIT_COMPONENTS_SOUGHT + (over > 0 ? 0 : over));
        rows_of(app, "packers");
        assert_int_equal(app->coverage[COVER_CODE].opaque, 1);
    }
}

/* Keys are made when veto is built: all rows of their kind, in order, each found by its own text. */
static void keys_are_those_of_the_pack(const char *path, unsigned field, const struct key_row *rows,
                                       const uint32_t *from, unsigned count, size_t all)
{
    struct bytes pack = pack_find(path)->text, f[5];

    for (unsigned i = 0; i < count; i++) {
        struct keys k = rows_keys(&arena, pack, rows, from[i], from[i + 1]);
        all -= k.count;
        for (uint32_t n = 0; n < k.count; n++) {
            const struct key *key = &k.items[n];
            size_t at = key->row;
            uint32_t found;
            assert_true(tsv_next(pack, &at, f, 5));
            assert_true(bytes_equal(key->id, f[field == 1 ? 2 : 0]));
            assert_true(bytes_starts(f[field], key->text) && bytes_ends(f[field], key->rest));
            assert_true(f[field].size - key->text.size - key->rest.size <= 1);
            assert_true(n == 0 || bytes_compare(k.items[n - 1].text, key->text) <= 0);
            assert_true(key->parent <= n);
            found = keys_find(&k, f[field]);
            while (found > 0 && found != n + 1)
                found = keys_more(&k, f[field], found);
            assert_int_equal(found, n + 1);
        }
    }
    assert_int_equal(all, 0);
}

static void keys_of_the_packs(void **state)
{
    struct bytes sdks = pack_find("sdks/index.tsv")->text, packers = pack_find("packers/packers.tsv")->text, f[5];
    size_t rows = 0, markers = 0;

    (void)state;
    for (size_t at = tsv_start(sdks); tsv_next(sdks, &at, f, 3);)
        rows++;
    for (size_t at = tsv_start(packers); tsv_next(packers, &at, f, 5);)
        markers += bytes_is(f[3], "class") || bytes_is(f[3], "library") || bytes_is(f[3], "asset");
    assert_true(rows > 1000 && markers > 100);
    keys_are_those_of_the_pack("sdks/index.tsv", 1, sdk_keys, sdk_keys_from, SDK_KEYS, rows);
    keys_are_those_of_the_pack("packers/packers.tsv", 4, packer_keys, packer_keys_from, PACKER_KEYS, markers);
}

/* A family's app by its package; the same package where another signer is known for it. */
static void families_by_package(void **state)
{
    static const struct {
        const char *package, *relation, *family;
    } apps[] = {
        {"com.kms.free", "member", "kaspersky"}, {"com.tencent.mm", "resigned", "wechat"},
        {"com.tencent.mobileqq", "relative", "wechat"}, {"com.zhiliaoapp.musically", "member", "tiktok"}, {"a.b", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof apps / sizeof *apps; i++) {
        const struct rows *r;
        struct apk_make m;
        begin_app(&m, apps[i].package, 0);
        r = rows_of(read_one(&m), "families");
        assert_int_equal(r->count, apps[i].family == NULL ? 0 : 1);
        if (r->count > 0) {
            assert_true(bytes_is(rows_value(r, 0, 0)->text, apps[i].family));
            assert_true(bytes_is(rows_value(r, 0, 1)->text, apps[i].relation));
        }
    }
}

/* Work on texts made to be slow: each of these took minutes if it were quadratic. */
static void hostile_texts_take_no_time(void **state)
{
    static const char *const pieces[] = {"eyJ", "eyJ.", "http://", "://", "https://a@", "-----BEGIN ", "AccountKey=", ":AA", "http://%", "AIza", "http://a.", "?key=", "[", "http://["};

    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t size = strlen(pieces[i]), count = 200000 / size;
        uint8_t *all = arena_raw(&arena, size * count);
        struct bytes clean;
        for (size_t k = 0; k < count; k++)
            memcpy(&all[k * size], pieces[i], size);
        clean = secret_clean(&arena, bytes_of(all, size * count));
        assert_int_equal(clean.size, size * count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_found_by_key, setup, teardown),
        cmocka_unit_test_setup_teardown(longest_key_wins, setup, teardown),
        cmocka_unit_test_setup_teardown(names_are_numbered_once, setup, teardown),
        cmocka_unit_test_setup_teardown(owners_and_suffixes, setup, teardown),
        cmocka_unit_test_setup_teardown(addresses_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(secrets_are_found_and_not_shown, setup, teardown),
        cmocka_unit_test_setup_teardown(entropy_is_shannons, setup, teardown),
        cmocka_unit_test_setup_teardown(every_kind_is_searched_for, setup, teardown),
        cmocka_unit_test_setup_teardown(marks_stop_at_their_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_stop_at_their_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(files_stop_at_their_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(types_stop_at_their_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(components_stop_at_their_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_of_the_packs, setup, teardown),
        cmocka_unit_test_setup_teardown(families_by_package, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_texts_take_no_time, setup, teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("know", tests, NULL, NULL);
}
