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

static struct statement_kind kinds[] = {{.name = "determination"}, {.name = "exception"}};

static void item_of(struct matter_item *item, const struct statement_kind *kind, const char *hex, const char *text)
{
    *item = (struct matter_item){.s.kind = kind};
    snprintf(item->hex, sizeof item->hex, "%s", hex);
    say(item, text);
}

/* What an earlier determination blocked and the one that holds does not; exceptions that are over, unless another has their network. */
static void what_was_blocked_before_is_former(void **state)
{
    static const char was[] = "{\"subject\":\"f\",\"subject_kind\":\"family\",\"effective\":\"2026-10-01\",\"measures\":[{\"measure\":\"block-traffic\"}]}";
    static const char is[] = "{\"subject\":\"g\",\"subject_kind\":\"family\",\"effective\":\"2026-11-01\",\"measures\":[{\"measure\":\"block-traffic\"}]}";
    struct identifier ids[] = {domain("both.example", ""), domain("old.example", ""), domain("shared.example", "a bank")}, more[] = {domain("both.example", "")};
    struct family rows[] = {{.id = BYTES("f"), .identifiers = ids, .count = 3}, {.id = BYTES("g"), .identifiers = more, .count = 1}};
    struct matter_item items[4];
    struct control_options o = {NULL, 0};
    struct control_from from = {.mandate = &mandate, .families = &families};
    struct error e = {0};
    struct control c;

    (void)state;
    families = (struct families){rows, 2};
    item_of(&items[0], &kinds[0], "aa", was);
    item_of(&items[1], &kinds[1], "bb", "{\"determination\":\"aa\",\"device\":\"D1\",\"expires\":\"2026-10-20\",\"mitigations\":[{\"check\":\"network\",\"value\":\"10.0.0.7\"}]}");
    item_of(&items[2], &kinds[1], "cc", "{\"determination\":\"aa\",\"device\":\"D2\",\"expires\":\"2026-10-20\",\"mitigations\":[{\"check\":\"network\",\"value\":\"10.0.1.7\"}]}");
    item_of(&items[3], &kinds[0], "dd", is);
    matter = (struct matter){.name = BYTES("case"), .items = items, .count = 4};
    keep = (struct mandate_keep){.who = BYTES("D3"), .by = &exception, .until = BYTES("2026-12-01"), .word = "exception"};
    item_of(&exception, &kinds[1], "ee", "{\"mitigations\":[{\"check\":\"network\",\"value\":\"10.0.1.0/24\"}]}");
    mandate = (struct mandate){.m = &matter, .determination = &items[3], .keeps = &keep, .count = 1};
    assert_true(moment_parse(BYTES("2026-11-02"), &from.now));
    assert_true(control_make(&c, &arena, &from, &o, &e));
    assert_int_equal(c.former_count, 1);
    assert_true(bytes_is(c.former[0], "old.example"));
    assert_int_equal(c.ended_count, 1);
    assert_true(bytes_is(c.ended[0].network, "10.0.0.7") && bytes_is(c.ended[0].digest, "bb"));
    mandate = (struct mandate){.m = &matter, .revoked = true};
    assert_false(control_make(&c, &arena, &from, &o, &e));
    assert_int_equal(e.code, ERROR_REFUSED);
    from.revoked_too = true;
    e = (struct error){0};
    assert_true(control_make(&c, &arena, &from, &o, &e));
    assert_true(c.revoked);
    assert_int_equal(c.former_count, 2);
    assert_true(bytes_is(c.former[0], "both.example") && bytes_is(c.former[1], "old.example"));
    families = (struct families){NULL, 0};
    keep = (struct mandate_keep){.word = NULL};
    matter = (struct matter){.count = 0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_each_once), cmocka_unit_test(what_was_blocked_before_is_former), cmocka_unit_test(collateral_needs_its_name),
        cmocka_unit_test(an_exception_ends_with_its_last_day), cmocka_unit_test(nothing_to_block_is_refused), cmocka_unit_test(networks),
    };
    int failed;

    arena_init(&arena, 1 << 20);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
