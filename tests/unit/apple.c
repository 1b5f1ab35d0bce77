/*
 * Planes of Apple devices, from a control that is made by hand: same input same
 * bytes, what is left out is a gap, and the limits. As "apple OUT [KEY CERT]"
 * it renders the family tiktok into a folder instead, for tests/cli/apple.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fleet/mobileconfig.h"
#include "fleet/plane.h"
#include "fleet/plist.h"
#include "ledger/file.h"

static const char digest[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

static struct arena arena;

static int fresh(void **state)
{
    (void)state;
    arena_free(&arena);
    arena_init(&arena, LIMIT_ARENA);
    return 0;
}

static struct control made(void)
{
    return (struct control){.matter = BYTES("tiktok"), .determination = bytes_of(digest, sizeof digest - 1), .effective = BYTES("2026-11-01"), .title_en = BYTES("TikTok & <others>"),
                            .title_fr = BYTES("TikTok"), .removes = true, .blocks_install = true, .blocks_traffic = true, .now = 1793500000};
}

static void add(struct control *c, enum identifier_kind kind, struct bytes value, const char *platform, bool accepted)
{
    static size_t capacity;

    if (c->count == 0)
        capacity = 0;
    c->names = arena_grow(&arena, c->names, c->count, &capacity, sizeof *c->names);
    c->names[c->count++] = (struct control_name){.kind = kind, .value = value, .platform = bytes_str(platform), .accepted = accepted,
                                                 .also_hits = accepted ? BYTES("") : BYTES("mail of the same name")};
}

static bool render(const char *plane, const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e)
{
    *out = (struct rendering){.arena = &arena};
    *e = (struct error){0};
    return plane_find(bytes_str(plane))->render(c, in, out, e);
}

static unsigned gaps(const struct rendering *r, enum gap_kind kind, const char *about)
{
    unsigned n = 0;

    for (size_t i = 0; i < r->gap_count; i++)
        n += r->gaps[i].kind == kind && (about == NULL || bytes_is(r->gaps[i].about, about));
    return n;
}

/* The first payload of a profile. */
static const struct json_node *payload(struct bytes text)
{
    struct error e = {0};
    const struct json_node *root = plist_read(&arena, text, &e);

    assert_non_null(root);
    return json_get(root, "PayloadContent")->first;
}

static void same_input_same_bytes(void **state)
{
    static const char *const planes[] = {"apple-restrictions", "apple-webfilter", "apple-dns", "apple-remove", "apple-declaration"};
    struct plane_input in = {.resolver = "https://dns.example.org/dns-query"};
    struct control c = made(), later = made();
    struct rendering a, b, d;
    struct error e;

    (void)state;
    later.determination = BYTES("0000000000000000000000000000000000000000000000000000000000000000");
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.x"), "ios", true);
    add(&c, IDENTIFIER_DOMAIN, BYTES("x.com"), "", true);
    later.names = c.names;
    later.count = c.count;
    for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
        assert_true(render(planes[i], &c, &in, &a, &e));
        assert_true(render(planes[i], &c, &in, &b, &e));
        assert_true(render(planes[i], &later, &in, &d, &e));
        assert_int_equal(a.file_count, 1);
        assert_true(bytes_equal(a.files[0].text, b.files[0].text));
        if (i < 3) { /* another determination of the case: other UUIDs, the same identifier, so that it replaces the first */
            const struct json_node *one = payload(a.files[0].text), *two = payload(d.files[0].text);
            assert_true(bytes_equal(json_get(one, "PayloadIdentifier")->text, json_get(two, "PayloadIdentifier")->text));
            assert_false(bytes_equal(json_get(one, "PayloadUUID")->text, json_get(two, "PayloadUUID")->text));
            assert_true(bytes_search(a.files[0].text, BYTES("TikTok &amp; &lt;others&gt;: "), 0) < a.files[0].text.size);
        }
    }
}

static void what_is_left_out_is_a_gap(void **state)
{
    struct control_exempt exempt = {.who = BYTES("IPAD1"), .until = BYTES("2027-03-31")};
    struct plane_input in = {0};
    struct control c = made();
    struct rendering out;
    struct error e;

    (void)state;
    c.exempt = &exempt;
    c.exempt_count = 1;
    assert_false(render("apple-restrictions", &c, &in, &out, &e));
    assert_int_equal(e.code, ERROR_REFUSED);
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.mac"), "macos", true);
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.shared"), "ios", false);
    add(&c, IDENTIFIER_BUNDLE, BYTES("no</string>name"), "ios", true);
    assert_false(render("apple-declaration", &c, &in, &out, &e));
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.x"), "ios", true);
    assert_true(render("apple-restrictions", &c, &in, &out, &e));
    assert_int_equal(json_get(payload(out.files[out.file_count - 1].text), "blockedAppBundleIDs")->count, 1); /* behind the list of who is excepted */
    assert_int_equal(gaps(&out, GAP_CANNOT, "com.mac"), 1);
    assert_int_equal(gaps(&out, GAP_CANNOT, "no</string>name"), 1);
    assert_int_equal(gaps(&out, GAP_COLLATERAL, "com.shared"), 1);
    assert_int_equal(gaps(&out, GAP_EXEMPT, "apple-restrictions-exempt.tsv"), 1);
    assert_int_equal(gaps(&out, GAP_EXEMPT, "expire"), 1);
    assert_int_equal(gaps(&out, GAP_CANNOT, "remove"), 1);
    assert_true(render("apple-remove", &c, &in, &out, &e)); /* which knows macOS */
    assert_true(bytes_search(out.files[out.file_count - 1].text, BYTES("com.mac"), 0) < out.files[out.file_count - 1].text.size);
    assert_int_equal(gaps(&out, GAP_CANNOT, "com.mac"), 0);
    c.removes = c.blocks_traffic = false;
    assert_false(render("apple-remove", &c, &in, &out, &e));
    assert_false(render("apple-webfilter", &c, &in, &out, &e));
    assert_false(render("apple-dns", &c, &in, &out, &e));
}

static void versions(void **state)
{
    struct {
        const char *version, *key;
    } rows[] = {{NULL, "blockedAppBundleIDs"}, {"9.3", "blacklistedAppBundleIDs"}, {"14.8", "blacklistedAppBundleIDs"}, {"15", "blockedAppBundleIDs"}, {"18.1", "blockedAppBundleIDs"}};
    struct control c = made();
    struct rendering out;
    struct error e;

    (void)state;
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.x"), "ios", true);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plane_input in = {.version = rows[i].version};
        assert_true(render("apple-restrictions", &c, &in, &out, &e));
        assert_non_null(json_get(payload(out.files[0].text), rows[i].key));
    }
}

static void resolvers(void **state)
{
    static const char *const bad[] = {"dns.example.org", "http://dns.example.org/", "https://", "tls://", "tls://a/b", "https://a b", "tls://a\"b"};
    struct plane_input in = {.resolver = NULL};
    struct control c = made();
    struct rendering out;
    struct error e;

    (void)state;
    add(&c, IDENTIFIER_DOMAIN, BYTES("x.com"), "", true);
    assert_true(render("apple-dns", &c, &in, &out, &e));
    assert_int_equal(out.file_count, 0);
    assert_int_equal(gaps(&out, GAP_NEEDS, "resolver"), 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        in.resolver = bad[i];
        assert_false(render("apple-dns", &c, &in, &out, &e));
        assert_int_equal(e.code, ERROR_USAGE);
    }
    in.resolver = "tls://dns.example.org";
    assert_true(render("apple-dns", &c, &in, &out, &e));
    assert_true(bytes_is(json_get(json_get(payload(out.files[0].text), "DNSSettings"), "ServerName")->text, "dns.example.org"));
    assert_null(json_get(json_get(payload(out.files[0].text), "DNSSettings"), "ServerURL"));
}

static void the_filter_takes_so_many(void **state)
{
    struct plane_input in = {0};
    struct rendering out;
    struct error e;

    (void)state;
    for (unsigned more = 0; more < 3; more++) {
        struct control c = made();
        unsigned n = LIMIT_APPLE_FILTER - 1 + more, left_out = n > LIMIT_APPLE_FILTER ? n - LIMIT_APPLE_FILTER : 0;
        for (unsigned i = 0; i < n; i++)
            add(&c, IDENTIFIER_DOMAIN, arena_printf(&arena, "d%05u.example", i), "", true);
        assert_true(render("apple-webfilter", &c, &in, &out, &e));
        assert_int_equal(json_get(payload(out.files[0].text), "DenyListURLs")->count, n - left_out);
        assert_int_equal(gaps(&out, GAP_CANNOT, "d00500.example"), left_out);
    }
}

static void a_key_that_is_none(void **state)
{
    struct plane_input in = {.signing_key = "/dev/null/none"};
    struct control c = made();
    struct rendering out;
    struct error e;

    (void)state;
    add(&c, IDENTIFIER_BUNDLE, BYTES("com.x"), "ios", true);
    assert_false(render("apple-restrictions", &c, &in, &out, &e));
    assert_int_equal(e.code, ERROR_USAGE); /* a key and no certificate */
    in.signing_certificate = "/dev/null/none";
    assert_false(render("apple-restrictions", &c, &in, &out, &e));
    assert_int_equal(e.code, ERROR_SYSTEM);
}

static int render_all(const char *folder, const char *key, const char *certificate)
{
    struct plane_input in = {.resolver = "https://dns.example.org/dns-query", .signing_key = key, .signing_certificate = certificate};
    struct control c = made();
    struct families families;
    const struct family *f;
    struct error e = {0};

    fresh(NULL);
    if (!families_load(&families, &arena, NULL, &e))
        return 1;
    f = families_find(&families, BYTES("tiktok"));
    for (size_t i = 0; i < f->count; i++)
        if (identifier_counts(&f->identifiers[i]))
            add(&c, f->identifiers[i].kind, f->identifiers[i].value, (const char *)arena_copy(&arena, f->identifiers[i].platform).data, true);
    for (size_t i = 0; plane_at(i) != NULL; i++) {
        struct rendering out = {.arena = &arena};
        char path[FILE_PATH];
        if (!bytes_starts(bytes_str(plane_at(i)->name), BYTES("apple-")))
            continue;
        if (!plane_at(i)->render(&c, &in, &out, &e)) {
            fprintf(stderr, "%s: %s\n", plane_at(i)->name, e.text);
            return 1;
        }
        for (size_t n = 0; n < out.file_count; n++)
            if (!file_path(folder, (const char *)out.files[n].name.data, path, &e) || !file_put(path, out.files[n].text, &e))
                return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(same_input_same_bytes, fresh), cmocka_unit_test_setup(what_is_left_out_is_a_gap, fresh), cmocka_unit_test_setup(versions, fresh),
        cmocka_unit_test_setup(resolvers, fresh),             cmocka_unit_test_setup(the_filter_takes_so_many, fresh),  cmocka_unit_test_setup(a_key_that_is_none, fresh),
    };
    int failed;

    if (argc > 1)
        return render_all(argv[1], argc > 3 ? argv[2] : NULL, argc > 3 ? argv[3] : NULL);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
