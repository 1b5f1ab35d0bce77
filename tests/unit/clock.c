/* Clocks around their day; what verdicts show to be done, not done, or neither; the order; what a list leaves out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/json_read.h"
#include "fleet/clock.h"

static struct arena arena;
static struct matter_item items[8];
static struct matter matter;
static struct clocks clocks;
static struct clock_from from;

/* The fleet of one family. */
static struct family row = {.id = BYTES("f")};
static struct families families = {&row, 1};
static struct verify_count figures;
static struct spared_case about;
static struct spared spared = {.cases = &about, .count = 1};
static struct verify_total total = {.families = &families, .as_of = 1, .all.families = &figures};

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    matter = (struct matter){.name = BYTES("case"), .items = items, .state = "decided"};
    about = (struct spared_case){.matter.name = BYTES("case")};
    figures = (struct verify_count){{0}, 0, 0};
    from = (struct clock_from){.soon = 30};
    return 0;
}

static int finish(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void say(const char *kind, const char *text)
{
    struct error e = {0};
    struct matter_item *item = &items[matter.count];

    *item = (struct matter_item){.index = matter.count, .s = {.kind = statement_kind(bytes_str(kind)), .root = json_read(&arena, bytes_str(text), &e)}, .after = "decided"};
    assert_non_null(item->s.root);
    memset(item->hex, 'a' + (int)matter.count++, HEX256);
}

static enum clock_state on(const char *today, enum due_what what)
{
    clocks_of(&matter, &arena, &from, bytes_str(today), &clocks);
    for (size_t i = 0; i < clocks.count; i++)
        if (clocks.rows[i].due.what == what)
            return clocks.rows[i].state;
    return CLOCK_STATES;
}

#define DETERMINATION DETERMINATION_OF("")
#define DETERMINATION_OF(measures) "{\"measures\":[" measures "],\"time\":\"2026-10-01T08:00:00Z\",\"effective\":\"2026-11-01\",\"remove_by\":\"2026-12-01\",\"identify_by\":\"2026-12-01\"," \
                      "\"block_by\":\"2026-12-01\",\"review_by\":\"2027-01-01\",\"authority\":\"A\"}"

static void a_day_is_late_once_it_is_past(void **state)
{
    (void)state;
    say("determination", DETERMINATION);
    assert_int_equal(on("2026-12-31", DUE_REVIEW), CLOCK_DUE);
    assert_int_equal(on("2027-01-01T23:59:59Z", DUE_REVIEW), CLOCK_DUE);
    assert_int_equal(on("2027-01-02", DUE_REVIEW), CLOCK_LATE);
    assert_int_equal(clocks.rows[0].days, -1);
    assert_int_equal(on("2026-10-31", DUE_EFFECTIVE), CLOCK_ENDS);
    assert_int_equal(on("2026-11-01", DUE_EFFECTIVE), CLOCK_OVER);
}

static void the_last_day_of_an_exception_is_one_of_it(void **state)
{
    (void)state;
    say("determination", DETERMINATION);
    say("exception", "{\"determination\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"expires\":\"2026-11-20\",\"approver\":\"B\"}");
    say("exception", "{\"determination\":\"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\",\"expires\":\"2026-11-20\"}");
    assert_int_equal(on("2026-11-20", DUE_EXCEPTION), CLOCK_ENDS);
    assert_int_equal(on("2026-11-21", DUE_EXCEPTION), CLOCK_OVER);
    assert_int_equal(clocks.tally[CLOCK_OVER], 2); /* and the determination: that of another one is none of it */
}

static void what_devices_have_to_be_is_told_by_verdicts(void **state)
{
    static const struct {
        unsigned absent, present, unknown;
        enum clock_state gone, known;
    } rows[] = {
        {0, 0, 0, CLOCK_UNSHOWN, CLOCK_UNSHOWN}, /* no device was issued */
        {9, 0, 0, CLOCK_DONE, CLOCK_DONE},
        {9, 1, 0, CLOCK_LATE, CLOCK_DONE},
        {9, 0, 1, CLOCK_UNSHOWN, CLOCK_LATE},
        {9, 1, 1, CLOCK_LATE, CLOCK_LATE},
    };

    (void)state;
    say("determination", DETERMINATION);
    assert_int_equal(on("2026-12-02", DUE_REMOVE), CLOCK_UNSHOWN);
    from.total = &total;
    from.spared = &spared;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        figures = (struct verify_count){{0}, 0, 0};
        for (int r = 0; r < VERDICT_REASONS; r++) { /* the first reason of each word */
            enum verdict_word w = verdict_reason_word((enum verdict_reason)r);
            if (r > 0 && w == verdict_reason_word((enum verdict_reason)(r - 1)))
                continue;
            figures.reasons[r] = w == VERDICT_VERIFIED ? rows[i].absent : w == VERDICT_VIOLATED ? rows[i].present : w == VERDICT_UNKNOWN ? rows[i].unknown : 0;
        }
        assert_int_equal(on("2026-12-02", DUE_REMOVE), rows[i].gone);
        assert_int_equal(on("2026-12-02", DUE_IDENTIFY), rows[i].known);
        assert_int_equal(on("2026-12-02", DUE_BLOCK), CLOCK_UNSHOWN); /* no list shows a block */
        assert_int_equal(on("2026-12-01", DUE_REMOVE), rows[i].gone == CLOCK_DONE ? CLOCK_DONE : CLOCK_DUE);
    }
    about.matter.name = BYTES("other");
    assert_int_equal(on("2026-12-02", DUE_REMOVE), CLOCK_UNSHOWN);
}

static void a_block_is_told_by_the_network(void **state)
{
    static const struct {
        enum position_reason one, two;
        enum clock_state state;
    } rows[] = {
        {POSITION_BLOCKED, POSITION_BLOCKED, CLOCK_DONE},  {POSITION_BLOCKED, POSITION_OPEN, CLOCK_LATE},
        {POSITION_BLOCKED, POSITION_OLD, CLOCK_UNSHOWN},   {POSITION_NEVER, POSITION_MUTE, CLOCK_UNSHOWN},
    };
    struct position places[4] = {{.matter = BYTES("case")}, {.matter = BYTES("case")}, {.matter = BYTES("other"), .reason = POSITION_OPEN},
                                 {.matter = BYTES("case"), .exception = BYTES("x"), .reason = POSITION_OPEN}};
    const struct positions networks = {.rows = places, .count = 4};

    (void)state;
    say("determination", DETERMINATION);
    assert_int_equal(on("2026-12-02", DUE_BLOCK), CLOCK_UNSHOWN);
    from.networks = &networks;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        places[0].reason = rows[i].one;
        places[1].reason = rows[i].two;
        assert_int_equal(on("2026-12-02", DUE_BLOCK), rows[i].state);
    }
    /* that downloads are blocked is not shown by a resolver */
    matter.count = 0;
    say("determination", DETERMINATION_OF("{\"measure\":\"block-install\"}"));
    places[0].reason = places[1].reason = POSITION_BLOCKED;
    assert_int_equal(on("2026-12-02", DUE_BLOCK), CLOCK_UNSHOWN);
}

static void late_ones_come_first(void **state)
{
    (void)state;
    say("determination", DETERMINATION);
    say("hold", "{\"time\":\"2026-10-02T08:00:00Z\",\"scope\":[\"d\"],\"custodian\":\"C\"}");
    say("response", "{\"time\":\"2026-10-03T08:00:00Z\"}");
    clocks_of(&matter, &arena, &from, BYTES("2027-02-01"), &clocks);
    assert_int_equal(clocks.rows[0].state, CLOCK_LATE);
    for (size_t i = 1; i < clocks.count; i++)
        assert_true(clocks.rows[i - 1].state < clocks.rows[i].state || clocks.rows[i - 1].days <= clocks.rows[i].days || clocks.rows[i].state == CLOCK_OVER);
    assert_int_equal(clocks.tally[CLOCK_WAITS], 2);
    say("waiver", "{\"hold\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\"devices\":[\"d\"]}");
    assert_int_equal(on("2027-02-01", DUE_HOLD), CLOCK_STATES); /* waived: nothing waits */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_day_is_late_once_it_is_past, begin, finish),
        cmocka_unit_test_setup_teardown(the_last_day_of_an_exception_is_one_of_it, begin, finish),
        cmocka_unit_test_setup_teardown(what_devices_have_to_be_is_told_by_verdicts, begin, finish),
        cmocka_unit_test_setup_teardown(a_block_is_told_by_the_network, begin, finish),
        cmocka_unit_test_setup_teardown(late_ones_come_first, begin, finish),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
