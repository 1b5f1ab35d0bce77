/* Controls and planes: what is blocked and what is left out, exceptions, texts that change only where they have to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/json_edit.h"
#include "base/limits.h"
#include "fleet/plane.h"
#include "fleet/rpz.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- rows --- */

static void every_row_is_complete(void **state)
{
    const struct plane *p;

    (void)state;
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        const char *const texts[] = {p->name, p->kind, p->title, p->versions, p->privilege, p->applied, p->undone, p->probed, p->source};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            assert_true(texts[k] != NULL && texts[k][0] != 0);
        for (int d = 0; d < PLANE_DEEDS; d++)
            assert_true(p->can[d].how != NULL && p->can[d].how[0] != 0);
        assert_ptr_equal(plane_find(bytes_str(p->name)), p);
        for (size_t k = 0; k < i; k++)
            assert_true(strcmp(plane_at(k)->name, p->name) < 0);
    }
    assert_null(plane_find(BYTES("rpz")));
}

/* --- networks --- */

static void networks_are_addresses_or_prefixes(void **state)
{
    static const char *const good[] = {"10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::1", "::/0", "2001:db8::1/128"};
    static const char *const bad[] = {"", "/8", "10.0.0.1/", "10.0.0.1/33", "10.0.0.1/8", "10.0.0", "::1/129", "2001:db8::1/64", "10.0.0.1/x", "10.0.0.1 ", "any", "10.0.0.0/0008"};
    struct control_network n;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(control_network(bytes_str(good[i]), &n));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(control_network(bytes_str(bad[i]), &n));
}

/* The examples of the draft: section "IP Trigger". */
static void networks_become_owners(void **state)
{
    static const struct {
        const char *network, *owner;
    } rows[] = {
        {"192.0.2.0/24", "24.0.2.0.192"}, {"127.0.2.9", "32.9.2.0.127"}, {"2001:db8::/32", "32.zz.db8.2001"},
        {"2001:db8:0:1:1:1:1:1", "128.1.1.1.1.1.0.db8.2001"}, {"2001:db8::1", "128.1.zz.db8.2001"}, {"::/0", "0.zz"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct control_network n;
        struct buf out;
        buf_init(&out, 1000);
        assert_true(control_network(bytes_str(rows[i].network), &n));
        rpz_network(&n, &out);
        assert_true(bytes_is(buf_bytes(&out), rows[i].owner));
        buf_free(&out);
    }
}

/* --- zones --- */

static struct control_name names[] = {
    {IDENTIFIER_PACKAGE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.example.app", 15}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_BUNDLE, CONFIDENCE_CERTAIN, {(const uint8_t *)"com.example.App", 15}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_DOMAIN, CONFIDENCE_CERTAIN, {(const uint8_t *)"example.com", 11}, {NULL, 0}, {NULL, 0}, true},
    {IDENTIFIER_DOMAIN, CONFIDENCE_CLAIM, {(const uint8_t *)"shared.net", 10}, {NULL, 0}, {(const uint8_t *)"others", 6}, false},
    {IDENTIFIER_DOMAIN, CONFIDENCE_CLAIM, {(const uint8_t *)"a b\nevil", 8}, {NULL, 0}, {NULL, 0}, true},
};

static struct control control_of(struct control_exempt *exempt, size_t count, int64_t now)
{
    return (struct control){.matter = BYTES("m"), .determination = BYTES("d"), .effective = BYTES("2026-11-01"), .title_en = BYTES("Example\nevil"),
                            .title_fr = BYTES("Exemple"), .removes = true, .blocks_install = true, .blocks_traffic = true, .now = now, .names = names,
                            .count = sizeof names / sizeof *names, .exempt = exempt, .exempt_count = count};
}

static struct rendering render(const char *plane, const struct control *c, const struct rendered *standing, size_t count)
{
    static const struct bytes resolver = {(const uint8_t *)"10.0.0.53", 9};
    struct plane_input in = {.standing = standing, .standing_count = count, .resolvers = &resolver, .resolver_count = 1};
    struct rendering r = {.arena = &arena};
    struct error e = {0};

    assert_true(plane_find(bytes_str(plane))->render(c, &in, &r, &e));
    return r;
}

static bool has(struct bytes text, const char *part)
{
    return memmem(text.data, text.size, part, strlen(part)) != NULL;
}

static bool says(const struct rendering *r, enum gap_kind kind, const char *about)
{
    for (size_t i = 0; i < r->gap_count; i++)
        if (r->gaps[i].kind == kind && bytes_is(r->gaps[i].about, about))
            return true;
    return false;
}

static struct bytes file_of(const struct rendering *r, struct bytes name)
{
    for (size_t i = 0; i < r->file_count; i++)
        if (bytes_equal(r->files[i].name, name))
            return r->files[i].text;
    return bytes_of(NULL, 0);
}

/* Planes that leave single devices out of what is assigned name them; others need no list. */
static void who_is_excepted_is_on_a_list(void **state)
{
    struct control_exempt exempt[] = {{BYTES("A\tB\n"), BYTES("10.1.0.0/16"), BYTES("2027-01-01"), 2000000000, BYTES("0123456789abcdef"), true}};
    const struct plane *p;

    (void)state;
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        struct control c = control_of(exempt, 1, 1000000), none = control_of(NULL, 0, 1000000);
        bool lists = p->render != NULL && p->can[PLANE_EXEMPT].can == CAN_PARTLY && p->kind[0] == 'd' && strcmp(p->name, "adb") != 0;
        struct bytes name = arena_printf(&arena, "%s-exempt.tsv", p->name), text;
        struct rendering r;
        if (p->render == NULL || strcmp(p->name, "apple-dns") == 0)
            continue;
        r = render(p->name, &c, NULL, 0);
        text = file_of(&r, name);
        assert_int_equal(text.size > 0, lists);
        if (lists)
            assert_true(has(text, "\tgroup\t2027-01-01\t0123456789abcdef\n") && !has(text, "A\tB") && says(&r, GAP_EXEMPT, (const char *)name.data));
        r = render(p->name, &none, NULL, 0);
        assert_int_equal(file_of(&r, name).size, 0);
        r = render(p->name, &none, &(struct rendered){name, BYTES("")}, 1); /* a target names it */
        assert_int_equal(file_of(&r, name).size > 0, lists);
    }
}

static void nothing_gets_into_a_zone_that_is_no_name(void **state)
{
    static const char *const planes[] = {"rpz-bind9", "rpz-unbound", "rpz-pdns", "rpz-knot"};
    struct control c = control_of(NULL, 0, 1000);

    (void)state;
    for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
        struct rendering r = render(planes[i], &c, NULL, 0);
        assert_true(has(r.files[0].text, "example.com"));
        assert_false(has(r.files[0].text, "\nevil"));
        assert_false(has(r.files[0].text, "shared.net"));
        assert_true(says(&r, GAP_COLLATERAL, "shared.net"));
        assert_true(says(&r, GAP_CANNOT, "a b\nevil"));
    }
}

/* Every plane that renders into what stands there gives that again, on any day; and another text when something changed. */
static void the_same_again_changes_nothing(void **state)
{
    struct control_exempt exempt = {BYTES("D1"), BYTES("10.1.0.0/16"), BYTES("2027-01-01"), 2000000000, BYTES("0123456789abcdef"), false};
    const struct plane *p;

    (void)state;
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        struct control c = control_of(&exempt, 1, 1000000), later = control_of(&exempt, 1, 1900000), ended = control_of(NULL, 0, 1900000);
        struct rendering first, again, after;
        if (p->render == NULL || strncmp(p->name, "apple", 5) == 0)
            continue;
        first = render(p->name, &c, NULL, 0);
        again = render(p->name, &later, first.files, first.file_count);
        for (size_t k = 0; k < first.file_count; k++)
            assert_true(bytes_equal(file_of(&again, first.files[k].name), first.files[k].text));
        if (p->can[PLANE_EXEMPT].can != CAN_YES)
            continue;
        after = render(p->name, &ended, first.files, first.file_count);
        for (size_t k = 0; k < after.file_count; k++)
            assert_false(has(after.files[k].text, "10.1.0.0") || has(after.files[k].text, "passthru"));
    }
}

static void a_serial_only_rises(void **state)
{
    struct control c = control_of(NULL, 0, 5);
    struct rendered standing = {BYTES("rpz-bind9.zone"), BYTES("$TTL 60\n@ SOA localhost. veto.localhost. 4000000000 60 30 604800 60\n@ NS localhost.\n")};
    struct rendering r = render("rpz-bind9", &c, &standing, 1);

    (void)state;
    assert_true(has(r.files[0].text, "veto.localhost. 4000000001 60"));
}

static void no_measure_no_file(void **state)
{
    struct control c = control_of(NULL, 0, 5);
    struct rendering r = {.arena = &arena};
    struct plane_input in = {0};
    const struct plane *p;

    (void)state;
    c.removes = c.blocks_install = c.blocks_traffic = false;
    for (size_t i = 0; (p = plane_at(i)) != NULL; i++) {
        struct error e = {0};
        assert_true(p->render == NULL || !p->render(&c, &in, &r, &e));
    }
    assert_int_equal(r.file_count, 0);
}

/* --- texts that others wrote --- */

static struct bytes edited(const char *text, void (*edit)(struct json_edit *))
{
    struct json_edit ed;
    struct error e = {0};

    assert_true(json_edit_open(&ed, &arena, bytes_str(text), &e));
    edit(&ed);
    return json_edit_text(&ed);
}

static void add_all(struct json_edit *ed)
{
    json_edit_member(ed, ed->root, "k", BYTES("1"));
    json_edit_member(ed, ed->root, "l", BYTES("[]"));
    if (json_get(ed->root, "a") != NULL)
        json_edit_item(ed, json_get(ed->root, "a"), BYTES("true"));
    if (json_get(ed->root, "b") != NULL)
        json_edit_replace(ed, json_get(ed->root, "b"), BYTES("\"x\""));
}

static void what_is_added_looks_like_its_neighbours(void **state)
{
    (void)state;
    assert_true(bytes_is(edited("{}\n", add_all), "{\"k\":1,\"l\":[]}\n"));
    assert_true(bytes_is(edited(" { } ", add_all), " {\"k\":1,\"l\":[] } "));
    assert_true(bytes_is(edited("{\"b\":1.50}", add_all), "{\"b\":\"x\",\"k\":1,\"l\":[]}"));
    assert_true(bytes_is(edited("{\n  \"z\" : 1e2,\n  \"a\": [ 1, 2 ]\n}", add_all), "{\n  \"z\" : 1e2,\n  \"a\": [ 1, 2, true ],\n  \"k\": 1,\n  \"l\": []\n}"));
    assert_true(bytes_is(edited("{\"a\":[],\"b\":{\"c\":[{}]}}", add_all), "{\"a\":[true],\"b\":\"x\",\"k\":1,\"l\":[]}"));
}

/* A policy of 200 apps: each of its lines is there again, and only what had to be is new. */
static void a_policy_of_others_is_kept(void **state)
{
    struct control c = control_of(NULL, 0, 5);
    struct rendered standing = {BYTES("amapi-policy.json"), {NULL, 0}};
    struct rendering r;
    struct buf text;

    (void)state;
    buf_init(&text, 1 << 20);
    buf_str(&text, "{\n  \"name\": \"p\",\n  \"unknown\": 1.0e3,\n  \"applications\": [\n");
    for (int i = 0; i < 200; i++)
        buf_printf(&text, "    { \"packageName\": \"com.app%d\", \"installType\": \"FORCE_INSTALLED\", \"extra\": %d.50 },\n", i, i);
    buf_str(&text, "    { \"packageName\": \"com.example.app\", \"installType\": \"AVAILABLE\" }\n  ],\n  \"playStoreMode\": \"BLACKLIST\"\n}\n");
    standing.text = buf_bytes(&text);
    r = render("amapi", &c, &standing, 1);
    for (int i = 0; i < 200; i++) {
        char line[120];
        snprintf(line, sizeof line, "\n    { \"packageName\": \"com.app%d\", \"installType\": \"FORCE_INSTALLED\", \"extra\": %d.50 },", i, i);
        assert_true(has(r.files[0].text, line));
    }
    assert_true(has(r.files[0].text, "{ \"packageName\": \"com.example.app\", \"installType\": \"BLOCKED\" }"));
    assert_true(has(r.files[0].text, "\"unknown\": 1.0e3"));
    assert_true(bytes_is(r.files[1].text, "applications,statusReportingSettings\n"));
    buf_free(&text);
}

/* What names a package twice is blocked twice; what the service would refuse is said or refused here. */
static void what_the_service_would_not_take(void **state)
{
    struct control c = control_of(NULL, 0, 5);
    struct rendered standing = {BYTES("amapi-policy.json"),
                                BYTES("{\"applications\":[{\"packageName\":\"com.example.app\",\"installType\":\"CUSTOM\",\"customAppConfig\":{}},"
                                      "{\"packageName\":\"com.example.app\",\"installType\":\"FORCE_INSTALLED\"}]}")};
    struct plane_input in = {.standing = &standing, .standing_count = 1};
    struct rendering r = render("amapi", &c, &standing, 1);
    struct error e = {0};
    struct buf text;

    (void)state;
    assert_false(has(r.files[0].text, "FORCE_INSTALLED") || has(r.files[0].text, "\"CUSTOM\""));
    assert_true(says(&r, GAP_NEEDS, "com.example.app"));
    for (int over = 0; over < 2; over++) {
        buf_init(&text, 1 << 20);
        for (int i = 0; i < (int)LIMIT_AMAPI_APPS - 1 + over; i++)
            buf_printf(&text, "%s{\"packageName\":\"com.app%d\"}", i == 0 ? "{\"applications\":[" : ",", i);
        buf_str(&text, "]}");
        standing.text = buf_bytes(&text);
        r = (struct rendering){.arena = &arena};
        assert_int_equal(plane_find(BYTES("amapi"))->render(&c, &in, &r, &e), over == 0);
        buf_free(&text);
    }
    assert_int_equal(e.code, ERROR_LIMIT);
}

static void lists_that_allow_are_left_alone(void **state)
{
    static const char before[] = "{\"@odata.type\":\"#microsoft.graph.iosGeneralDeviceConfiguration\",\"appsVisibilityListType\":\"appsInListCompliant\","
                                 "\"appsVisibilityList\":[{\"appId\":\"com.example.App\"}],\"compliantAppsList\":[{\"name\":\"x\"}],\"compliantAppListType\":\"none\"}";
    static const char after[] = "{\"@odata.type\":\"#microsoft.graph.iosGeneralDeviceConfiguration\",\"appsVisibilityListType\":\"appsInListCompliant\","
                                "\"appsVisibilityList\":[{\"appId\":\"com.example.App\"}],\"compliantAppsList\":[{\"name\":\"x\"},"
                                "{\"name\":\"com.example.App\",\"appId\":\"com.example.App\"}],\"compliantAppListType\":\"appsNotInListCompliant\"}";
    struct control c = control_of(NULL, 0, 5);
    struct rendered standing = {BYTES("graph-ios.json"), bytes_str(before)};
    struct rendering r = render("graph", &c, &standing, 1);

    (void)state;
    assert_true(bytes_is(r.files[0].text, after));
    assert_true(says(&r, GAP_CANNOT, "com.example.App"));
    assert_true(says(&r, GAP_NOTE, "compliantAppsList"));
}

static void what_is_no_policy_is_refused(void **state)
{
    static const char *const texts[] = {"[]", "{\"applications\":{}}", "{\"applications\":[", "{\"statusReportingSettings\":[]}", "{\"a\":1,\"a\":1}", "{\"personalUsagePolicies\":1}"};
    struct control c = control_of(NULL, 0, 5);

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rendered standing = {BYTES("amapi-policy.json"), bytes_str(texts[i])};
        struct plane_input in = {.standing = &standing, .standing_count = 1};
        struct rendering r = {.arena = &arena};
        struct error e = {0};
        assert_false(plane_find(BYTES("amapi"))->render(&c, &in, &r, &e));
        assert_true(e.text[0] != 0);
    }
}

/* Each truncation and bit flip of a policy: refused, or merged into what reads as JSON and blocks the app; and then nothing is left to do. */
static void damaged_policies_are_merged_or_refused(void **state)
{
    static const char whole[] = "{\"applications\":[{\"packageName\":\"com.a\",\"installType\":\"KIOSK\"},{\"packageName\":\"com.example.app\"}],"
                                "\"statusReportingSettings\":{\"applicationReportsEnabled\":false},\"personalUsagePolicies\":{}}";
    struct control c = control_of(NULL, 0, 5);
    size_t merged = 0;

    (void)state;
    for (size_t i = 0; i < 9 * (sizeof whole - 1); i++) {
        struct rendering r = {.arena = &arena}, again = {.arena = &arena};
        struct error e = {0};
        char text[sizeof whole];
        struct rendered standing = {BYTES("amapi-policy.json"), {NULL, 0}};
        struct plane_input in = {.standing = &standing, .standing_count = 1};
        memcpy(text, whole, sizeof whole);
        standing.text = bytes_of((const uint8_t *)text, i % 9 == 8 ? i / 9 : sizeof whole - 1);
        if (i % 9 < 8)
            text[i / 9] = (char)(text[i / 9] ^ 1 << i % 9);
        if (standing.text.size == 0 || !plane_find(BYTES("amapi"))->render(&c, &in, &r, &e))
            continue;
        merged++;
        assert_non_null(json_read_foreign(&arena, r.files[0].text, &e));
        assert_true(has(r.files[0].text, "BLOCKED"));
        standing.text = r.files[0].text;
        assert_true(plane_find(BYTES("amapi"))->render(&c, &in, &again, &e));
        assert_true(bytes_equal(again.files[0].text, r.files[0].text));
        assert_true(bytes_equal(again.files[1].text, r.files[1].text)); /* a mask that is empty would replace the whole policy */
    }
    assert_true(merged > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(networks_are_addresses_or_prefixes),
        cmocka_unit_test(networks_become_owners),
        cmocka_unit_test(nothing_gets_into_a_zone_that_is_no_name),
        cmocka_unit_test(the_same_again_changes_nothing), cmocka_unit_test(who_is_excepted_is_on_a_list),
        cmocka_unit_test(a_serial_only_rises),
        cmocka_unit_test(no_measure_no_file),
        cmocka_unit_test(what_is_added_looks_like_its_neighbours),
        cmocka_unit_test(a_policy_of_others_is_kept),
        cmocka_unit_test(what_the_service_would_not_take),
        cmocka_unit_test(lists_that_allow_are_left_alone),
        cmocka_unit_test(what_is_no_policy_is_refused),
        cmocka_unit_test(damaged_policies_are_merged_or_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, finish);
}
