/* Verdicts from evidence, intervals from samples, and the synthetic fleet they are tried on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "fleet/demo.h"
#include "fleet/interval.h"
#include "fleet/verdict.h"

enum { DAY = 86400, NOW = 1000 * DAY };

static struct sighting_list good_list(int64_t time)
{
    return (struct sighting_list){.time = time, .listed = true, .managed = true, .complete = true, .identifiers = true, .whole = true, .newest = true, .device = 1, .source = 1};
}

static struct device_verdict of_two(const struct sighting_list *lists, size_t count, const struct match *m, size_t matches)
{
    struct evidence e = {.issued = 1, .identifiable = true, .lists = lists, .list_count = count, .matches = m, .match_count = matches, .as_of = NOW, .accepted = 14 * DAY};

    return verdict_of(&e);
}

static enum verdict_reason reason_of(struct sighting_list l)
{
    return of_two(&l, 1, NULL, 0).reason;
}

static void verdict_needs_a_whole_complete_fresh_list(void **state)
{
    struct sighting_list l = good_list(NOW);

    (void)state;
    assert_int_equal(reason_of(l), REASON_ABSENT);
    l.time = NOW - 14 * DAY;
    assert_int_equal(reason_of(l), REASON_ABSENT);
    l.time--;
    assert_int_equal(reason_of(l), REASON_STALE);
    l = good_list(NOW);
    l.complete = false;
    assert_int_equal(reason_of(l), REASON_INCOMPLETE);
    l = good_list(NOW);
    l.listed = false;
    assert_int_equal(reason_of(l), REASON_NEVER_REPORTED);
    l.managed = false;
    assert_int_equal(reason_of(l), REASON_UNMANAGED);
    l = good_list(NOW);
    l.whole = false;
    assert_int_equal(reason_of(l), REASON_PERSONAL_SIDE);
    l = good_list(NOW);
    l.identifiers = false;
    assert_int_equal(reason_of(l), REASON_NAMES_ONLY);
    assert_int_equal(of_two(NULL, 0, NULL, 0).reason, REASON_UNMANAGED);
}

static void a_sight_stands_until_a_later_clear_list(void **state)
{
    struct sighting_list lists[2] = {good_list(NOW - DAY), good_list(NOW)};
    struct match m = {.time = NOW - DAY, .strength = MATCH_CLAIM, .usable = true};

    (void)state;
    assert_int_equal(of_two(lists, 1, &m, 1).word, VERDICT_VIOLATED);
    assert_int_equal(of_two(lists, 2, &m, 1).word, VERDICT_VERIFIED);
    m.source = 7; /* another source than that of the lists */
    lists[1].complete = false;
    assert_int_equal(of_two(lists, 2, &m, 1).word, VERDICT_VIOLATED);
    lists[1] = good_list(NOW);
    lists[1].identifiers = false;
    assert_int_equal(of_two(lists, 2, &m, 1).word, VERDICT_VIOLATED);
    lists[1] = good_list(NOW);
    lists[1].whole = false;
    assert_int_equal(of_two(lists, 2, &m, 1).word, VERDICT_VIOLATED);
    m.source = m.device = 1; /* the same source does not see it any more, on the side that it sees */
    /* ... and the list of the whole device is the one that it stood on */
    assert_int_equal(of_two(lists, 2, &m, 1).reason, REASON_PERSONAL_SIDE);
    lists[1].complete = false;
    assert_int_equal(of_two(lists, 2, &m, 1).word, VERDICT_VIOLATED);
    m.usable = false;
    assert_int_equal(of_two(lists, 1, &m, 1).reason, REASON_BLOCKED);
    m.strength = MATCH_NAME;
    assert_int_equal(of_two(lists, 1, &m, 1).reason, REASON_NAME_MATCH);
    m.strength = MATCH_SIGNER;
    assert_int_equal(of_two(lists, 1, &m, 1).reason, REASON_SIGNER_MATCH);
}

/* Every combination of what a list may be, with a match in it: never verified. */
static void nothing_seen_is_ever_verified(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1 << 12; bits++) {
        struct sighting_list lists[2];
        struct match m = {.time = NOW - (bits & 1 ? 100 : 0) * DAY, .strength = (enum match_strength)(1 + (bits >> 1) % 4), .usable = bits >> 3 & 1};
        struct device_verdict v;
        for (int i = 0; i < 2; i++) {
            unsigned b = bits >> (4 + 4 * i);
            lists[i] = (struct sighting_list){.time = m.time - i * DAY, .listed = b & 1, .managed = b >> 1 & 1, .complete = b >> 2 & 1, .identifiers = b >> 3 & 1, .whole = true, .newest = true, .device = (unsigned)i, .source = (unsigned)i};
        }
        v = of_two(lists, 2, &m, 1);
        assert_int_not_equal(v.word, VERDICT_VERIFIED);
        assert_int_equal(v.word, verdict_reason_word(v.reason));
        assert_int_equal(v.word == VERDICT_VIOLATED, m.strength >= MATCH_CLAIM);
    }
}

static void two_devices_with_one_serial_are_unknown(void **state)
{
    struct sighting_list lists[2] = {good_list(NOW), good_list(NOW)};
    struct evidence e = {.issued = 2, .identifiable = true, .lists = lists, .list_count = 1, .as_of = NOW, .accepted = DAY};

    (void)state;
    assert_int_equal(verdict_of(&e).reason, REASON_DUPLICATE);
    e.issued = 1;
    assert_int_equal(verdict_of(&e).reason, REASON_ABSENT);
    e.list_count = 2;
    assert_int_equal(verdict_of(&e).reason, REASON_ABSENT);
    lists[1].device = 2;
    assert_int_equal(verdict_of(&e).reason, REASON_DUPLICATE);
    lists[1].source = 2; /* two sources, each with its own number */
    assert_int_equal(verdict_of(&e).reason, REASON_ABSENT);
    e.identifiable = false;
    assert_int_equal(verdict_of(&e).reason, REASON_NO_IDENTIFIER);
}

static void every_reason_has_its_words(void **state)
{
    (void)state;
    for (int r = 0; r < VERDICT_REASONS; r++)
        for (int k = 0; k < r; k++)
            assert_string_not_equal(verdict_reason_id((enum verdict_reason)r), verdict_reason_id((enum verdict_reason)k));
    for (int r = 0; r < VERDICT_REASONS; r++)
        assert_string_not_equal(verdict_reason_say(ENGLISH, (enum verdict_reason)r), verdict_reason_say(FRENCH, (enum verdict_reason)r));
}

/* Figures of published tables of the Clopper-Pearson interval, to four places. */
static void intervals_are_exact(void **state)
{
    static const struct {
        uint32_t hits, tried;
        double low, high;
    } rows[] = {{0, 30, 0, 0.1157}, {1, 30, 0.0008, 0.1722}, {15, 30, 0.3130, 0.6870}, {30, 30, 0.8843, 1}, {0, 59, 0, 0.0606}, {0, 0, 0, 1}};
    struct interval i;

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        i = interval_95(rows[k].hits, rows[k].tried);
        assert_true(i.low > rows[k].low - 0.00006 && i.low < rows[k].low + 0.00006);
        assert_true(i.high > rows[k].high - 0.00006 && i.high < rows[k].high + 0.00006);
    }
    /* of nothing found among n the upper end is 1 - 0.025^(1/n): its nth power comes back */
    for (uint32_t n = 1; n <= LIMIT_SAMPLE; n = n < LIMIT_SAMPLE && n * 7 > LIMIT_SAMPLE ? LIMIT_SAMPLE : n * 7) {
        long double back = 1;
        i = interval_95(0, n);
        for (uint32_t k = 0; k < n; k++)
            back *= 1 - (long double)i.high;
        assert_true(back > 0.02499L && back < 0.02501L);
        assert_true(interval_95(n, n).low > 1 - i.high - 1e-9 && interval_95(n, n).low < 1 - i.high + 1e-9);
    }
    i = interval_95(1, 30);
    assert_int_equal(interval_low_permille(&i), 0);
    assert_int_equal(interval_high_permille(&i), 173);
}

static void the_same_seed_gives_the_same_device(void **state)
{
    struct demo demo = {.seed = 5, .devices = LIMIT_DEMO_DEVICES, .apps = 10, .rounds = 3};
    struct demo_device a, b;
    unsigned gaps[DEMO_GAPS] = {0}, apps[DEMO_APPS] = {0};

    (void)state;
    for (uint64_t n = 0; n < 20000; n++) {
        demo_device(&demo, n, &a);
        demo_device(&demo, n, &b);
        assert_memory_equal(&a, &b, sizeof a);
        gaps[a.gap]++;
        for (int f = 0; f < DEMO_FAMILIES; f++)
            apps[a.app[f]]++;
    }
    for (int i = 0; i < DEMO_GAPS; i++)
        assert_true(gaps[i] > 20);
    for (int i = 0; i < DEMO_APPS; i++)
        assert_true(apps[i] > 5);
    demo.seed = 6;
    demo_device(&demo, 19999, &a);
    assert_memory_not_equal(a.id, b.id, sizeof a.id);
}

/* A device with a thousand apps is a fraction of a page, so that fifty fit. */
static void a_page_holds_fifty_large_devices(void **state)
{
    struct demo demo = {.seed = 1, .devices = 60, .apps = 1000, .rounds = 1};
    char folder[] = "/tmp/veto-demo-XXXXXX", path[200], command[200];
    struct error e = {0};
    long size;
    FILE *f;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_true(demo_write(&demo, folder, &e));
    snprintf(path, sizeof path, "%s/2026-10-30/amapi.json", folder);
    f = fopen(path, "r");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    size = ftell(f);
    fclose(f);
    assert_true(size > 1 << 20 && (unsigned long)size < LIMIT_DEMO_PAGE);
    snprintf(path, sizeof path, "%s/nowhere", folder);
    assert_false(demo_write(&demo, path, &e));
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_needs_a_whole_complete_fresh_list),
        cmocka_unit_test(a_sight_stands_until_a_later_clear_list),
        cmocka_unit_test(nothing_seen_is_ever_verified),
        cmocka_unit_test(two_devices_with_one_serial_are_unknown),
        cmocka_unit_test(every_reason_has_its_words),
        cmocka_unit_test(intervals_are_exact),
        cmocka_unit_test(the_same_seed_gives_the_same_device),
        cmocka_unit_test(a_page_holds_fifty_large_devices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
