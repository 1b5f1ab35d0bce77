/* Controls: what is made of a determination, a family and exceptions; the last second of an exception; networks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/json_read.h"
#include "base/moment.h"
#include "fleet/control.h"

static struct arena arena;
static struct matter_item determination, exception;
static struct matter matter;
static struct mandate mandate;
static struct mandate_keep keep;
static struct families families;

static void say(struct matter_item *item, const char *text)
{
    struct error e = {0};

    item->s.root = json_read(&arena, bytes_str(text), &e);
    assert_non_null(item->s.root);
}

static struct identifier domain(const char *value, const char *also)
{
    return (struct identifier){.kind = IDENTIFIER_DOMAIN, .confidence = CONFIDENCE_CERTAIN, .value = bytes_str(value), .platform = BYTES("any"),
                               .may_also_hit = bytes_str(also)};
}

static bool make(struct control *c, const char *text, const char *now, const char *accept, struct error *e)
{
    struct bytes accepted = bytes_str(accept);
    struct control_options o = {&accepted, accepted.size > 0};
    struct control_from from = {.mandate = &mandate, .families = &families};

    say(&determination, text);
    matter.name = BYTES("case");
    mandate = (struct mandate){.m = &matter, .determination = &determination, .keeps = &keep, .count = keep.word != NULL};
    assert_true(moment_parse(bytes_str(now), &from.now));
    *e = (struct error){0};
    return control_make(c, &arena, &from, &o, e);
}

#define APP "{\"subject\":\"org.b\",\"subject_kind\":\"app\",\"effective\":\"2026-11-01\",\"measures\":[{\"measure\":\"remove\"}],"

static void names_are_sorted_each_once(void **state)
{
    struct control c;
    struct error e;

    (void)state;
    assert_true(make(&c, APP "\"apps\":[\"org.c\",\"org.a\",\"org.b\"],\"successors\":[\"nobody\"]}", "2026-11-02", "", &e));
    assert_int_equal(c.count, 6); /* three, as package and as bundle id */
    for (size_t i = 1; i < c.count; i++)
        assert_true(c.names[i - 1].kind < c.names[i].kind || bytes_compare(c.names[i - 1].value, c.names[i].value) < 0);
    assert_int_equal(c.unresolved_count, 1);
    assert_true(bytes_is(c.unresolved[0], "nobody"));
    assert_true(c.removes && !c.blocks_install && !c.blocks_traffic);
}

static void collateral_needs_its_name(void **state)
{
    static const char text[] = "{\"subject\":\"f\",\"subject_kind\":\"family\",\"effective\":\"2026-11-01\",\"measures\":[{\"measure\":\"block-traffic\"}]}";
    static const char *const accepts[] = {"", "other.example", "shared.example", "*"};
    struct identifier ids[] = {domain("shared.example", "a bank"), domain("own.example", "")};
    struct family f = {.id = BYTES("f"), .identifiers = ids, .count = 2};
    struct control c;
    struct error e;

    (void)state;
    families.rows = &f;
    families.count = 1;
    for (size_t i = 0; i < 4; i++) {
        assert_true(make(&c, text, "2026-11-02", accepts[i], &e));
        assert_int_equal(c.count, 2);
        assert_true(bytes_is(c.names[0].value, "own.example") && c.names[0].accepted);
        assert_int_equal(c.names[1].accepted, i >= 2);
    }
    families = (struct families){0};
}

static void an_exception_ends_with_its_last_day(void **state)
{
    struct control c;
    struct error e;

    (void)state;
    say(&exception, "{\"device\":\"D1\",\"mitigations\":[{\"check\":\"network\",\"value\":\"192.0.2.9\"}]}");
    keep = (struct mandate_keep){BYTES("D1"), &exception, BYTES("2027-03-31"), "exception"};
    assert_true(make(&c, APP "\"apps\":[]}", "2027-03-31T23:59:59Z", "", &e));
    assert_int_equal(c.exempt_count, 1);
    assert_true(bytes_is(c.exempt[0].network, "192.0.2.9"));
    assert_int_equal(c.exempt[0].ends, c.now + 1);
    assert_true(make(&c, APP "\"apps\":[]}", "2027-04-01T00:00:00Z", "", &e));
    assert_int_equal(c.exempt_count, 0);
    say(&exception, "{\"device\":\"D1\",\"mitigations\":[{\"check\":\"network\",\"value\":\"192.0.2.9/24\"}]}");
    assert_true(make(&c, APP "\"apps\":[]}", "2027-03-01", "", &e));
    assert_int_equal(c.exempt_count, 1);
    assert_int_equal(c.exempt[0].network.size, 0); /* no network: it exempts nothing there */
}

static void nothing_to_block_is_refused(void **state)
{
    struct control c;
    struct error e;

    (void)state;
    assert_false(make(&c, "{\"subject\":\"nobody\",\"subject_kind\":\"family\",\"effective\":\"2026-11-01\",\"measures\":[]}", "2026-11-02", "", &e));
    assert_int_equal(e.code, ERROR_REFUSED);
}

static void networks(void **state)
{
    static const struct {
        const char *text;
        int bits; /* -1: refused */
    } rows[] = {{"192.0.2.9", 32}, {"192.0.2.0/24", 24}, {"192.0.2.9/24", -1}, {"0.0.0.0/0", 0}, {"192.0.2.9/33", -1}, {"2001:db8::1", 128},
                {"2001:db8::/32", 32}, {"2001:db8::1/32", -1}, {"2001:db8::/129", -1}, {"", -1}, {"/24", -1}, {"192.0.2.0/", -1},
                {"192.0.2.0/2x", -1}, {"192.0.2", -1}, {"host.example", -1}, {"192.0.2.0/0024", -1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct control_network n;
        assert_int_equal(control_network(bytes_str(rows[i].text), &n) ? (int)n.bits : -1, rows[i].bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_each_once), cmocka_unit_test(collateral_needs_its_name),
        cmocka_unit_test(an_exception_ends_with_its_last_day), cmocka_unit_test(nothing_to_block_is_refused), cmocka_unit_test(networks),
    };
    int failed;

    arena_init(&arena, 1 << 20);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
