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

#include <sqlite3.h>

#include "base/limits.h"
#include "base/moment.h"
#include "fleet/demo.h"
#include "fleet/interval.h"
#include "fleet/position.h"
#include "fleet/trial.h"
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

/* What a case spares is excepted, and only what would be violated; nothing is verified for it. */
static void what_a_case_spares_is_excepted(void **state)
{
    static const enum verdict_reason wanted[] = {REASON_PRESENT, REASON_EXCEPTION, REASON_HOLD, REASON_REVOKED};
    struct sighting_list list = good_list(NOW);
    struct match m = {.time = NOW, .strength = MATCH_CERTAIN, .usable = true};
    struct evidence e = {.issued = 1, .identifiable = true, .lists = &list, .list_count = 1, .matches = &m, .match_count = 1, .as_of = NOW, .accepted = DAY};

    (void)state;
    for (int s = SPARE_NOT; s <= SPARE_REVOKED; s++) {
        e.spare = (enum spare)s;
        e.match_count = 1;
        m.strength = MATCH_CERTAIN;
        assert_int_equal(verdict_of(&e).reason, wanted[s]);
        assert_int_equal(verdict_of(&e).present, YES3);
        m.strength = MATCH_NAME;
        assert_int_equal(verdict_of(&e).reason, REASON_NAME_MATCH);
        e.match_count = 0;
        assert_int_equal(verdict_of(&e).reason, REASON_ABSENT);
        list.complete = false;
        assert_int_equal(verdict_of(&e).reason, REASON_INCOMPLETE);
        list.complete = true;
    }
    for (int a = 0; a < VERDICT_WORDS; a++)
        for (int b = 0; b < VERDICT_WORDS; b++)
            assert_int_equal(verdict_worse((enum verdict_word)a, (enum verdict_word)b), verdict_worse((enum verdict_word)b, (enum verdict_word)a));
    assert_int_equal(verdict_worse(VERDICT_EXCEPTED, VERDICT_UNKNOWN), VERDICT_UNKNOWN);
    assert_int_equal(verdict_worse(VERDICT_UNKNOWN, VERDICT_VIOLATED), VERDICT_VIOLATED);
    assert_int_equal(verdict_worse(VERDICT_VERIFIED, VERDICT_EXCEPTED), VERDICT_EXCEPTED);
}

/* Every combination of answers: nothing is verified on silence, and one open name is enough for a violation. */
static void answers_make_a_position(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 1 << 7; bits++) {
        struct position p = {.open = bits & 1, .former = (bits & 3) == 3, .away = bits >> 2 & 1, .mute = bits >> 3 & 1, .blocked = bits >> 4 & 1, .opened = bits >> 5 & 1,
                             .unanswered = bits >> 6 & 1};
        enum position_reason r = position_judge(&p);
        enum verdict_word word = position_reason_word(r);
        if (word == VERDICT_VERIFIED)
            assert_true(!p.away && !p.mute && p.unanswered == 0 && (p.open ? p.opened == 1 && p.blocked == 0 : p.blocked == 1 && p.opened == 0));
        if (!p.away && !p.open && p.opened > 0)
            assert_int_equal(r, POSITION_OPEN);
        if (word == VERDICT_VIOLATED && p.open)
            assert_true(p.opened == 0 && p.blocked == 1 && p.unanswered == 0 && !p.mute);
        assert_int_equal(r == POSITION_FREE || r == POSITION_CUT_STILL, p.former && word != VERDICT_UNKNOWN);
    }
    for (int r = 0; r < POSITION_REASONS; r++)
        for (int k = 0; k < r; k++) {
            assert_string_not_equal(position_reason_id((enum position_reason)r), position_reason_id((enum position_reason)k));
            assert_string_not_equal(position_reason_say(FRENCH, (enum position_reason)r), position_reason_say(ENGLISH, (enum position_reason)r));
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
    struct demo demo = {.seed = 5, .sample = true, .devices = LIMIT_DEMO_DEVICES, .apps = 10, .rounds = 3};
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

/* A store in a folder of its own with so many departments, a device each. */
static struct store *store_with(char *folder, unsigned departments)
{
    struct error e = {0};
    struct store *s;
    char path[200];
    sqlite3_stmt *q = NULL;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.db", folder);
    s = store_make(path, BYTES("unit.example"), &e);
    assert_non_null(s);
    assert_int_equal(sqlite3_exec(store_database(s), "BEGIN; INSERT INTO imports (source, time, complete) VALUES ('issued', 1000, 1)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(store_database(s),
                                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"
                                        " INSERT INTO texts (text) SELECT 'd' || i FROM n", -1, &q, NULL), SQLITE_OK);
    sqlite3_bind_int64(q, 1, departments);
    assert_int_equal(sqlite3_step(q), SQLITE_DONE);
    sqlite3_finalize(q);
    assert_int_equal(sqlite3_exec(store_database(s), "INSERT INTO issued (import, serial, asset, department, platform) SELECT 1, id, 'a' || id, id, 'ios' FROM texts; COMMIT", NULL, NULL, NULL), SQLITE_OK);
    return s;
}

static void remove_folder(struct store *s, const char *folder)
{
    char command[200];

    store_close(s);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void departments_are_limited(void **state)
{
    for (unsigned n = LIMIT_DEPARTMENTS - 1; n <= LIMIT_DEPARTMENTS + 1; n++) {
        char folder[] = "/tmp/veto-fleet-XXXXXX";
        struct store *s = store_with(folder, n);
        struct arena a;
        struct families f;
        struct verify_total total;
        struct error e = {0};
        struct known *k;
        bool ok;
        (void)state;
        arena_init(&a, LIMIT_ARENA);
        assert_true(families_load(&f, &a, NULL, &e));
        k = known_open(s, &a, &f, 0, &e);
        assert_non_null(k);
        ok = verify_fleet(k, &a, &(struct verify_asked){.families = &f, .accepted = DAY}, &total, &e);
        assert_int_equal(ok, n <= LIMIT_DEPARTMENTS);
        if (ok) {
            assert_int_equal(total.all.devices, n);
            assert_int_equal(total.all.words[VERDICT_UNKNOWN], n);
            assert_int_equal(total.department_count, n);
        } else {
            assert_int_equal(e.code, ERROR_LIMIT);
        }
        known_close(k);
        arena_free(&a);
        remove_folder(s, folder);
    }
}

static bool reads(const char *csv, struct trials *t, struct arena *a, const char *error)
{
    static struct sample_device devices[] = {{.asset = {(const uint8_t *)"a1", 2}, .serial = {(const uint8_t *)"s1", 2}}, {.serial = {(const uint8_t *)"s2", 2}}};
    const struct sample s = {devices, 2, 10};
    struct families f;
    struct error e = {0};
    bool ok;

    assert_true(families_load(&f, a, NULL, &e));
    ok = trials_read(t, a, bytes_str(csv), &s, &f, &e);
    assert_int_equal(ok, error == NULL);
    if (error != NULL)
        assert_non_null(strstr(e.text, error));
    return ok;
}

static void forms_are_read_strictly(void **state)
{
    struct trials t;
    struct arena a;
    struct error e = {0};
    uint8_t *large = calloc(1, LIMIT_TRIALS_FILE + 1);
    const struct sample none = {NULL, 0, 0};
    struct families f = {NULL, 0};

    (void)state;
    arena_init(&a, LIMIT_ARENA);
    reads("asset,family,found,note\r\na1,tiktok,absent,\"a, \"\"b\"\"\nc\"\r\n", &t, &a, NULL);
    assert_int_equal(t.count, 1);
    assert_true(bytes_is(t.rows[0].note, "a, \"b\"\nc"));
    reads("serial,asset,family,found\ns2,,tiktok,present\ns1,a1,wechat,not-tried", &t, &a, NULL);
    assert_int_equal(t.count, 2);
    reads("", &t, &a, "first line");
    reads("asset,found\n", &t, &a, "first line");
    reads("asset,family,found\nb1,tiktok,absent\n", &t, &a, "line 2: no device of this draw: 'b1'");
    reads("asset,family,found\na1,tiktok,absent\na1,tiktok,absent\n", &t, &a, "line 3: the second row");
    reads("asset,family,found\na1,nobody,absent\n", &t, &a, "no family");
    reads("asset,family,found\na1,tiktok,maybe\n", &t, &a, "maybe");
    reads("asset,family,found\na1,tiktok,\"absent\n", &t, &a, "line 2: a quote");
    assert_non_null(large);
    for (size_t more = 0; more < 2; more++) {
        memset(large, '\n', LIMIT_TRIALS_FILE + more);
        memcpy(large, "asset,family,found", 18);
        assert_int_equal(trials_read(&t, &a, bytes_of(large, LIMIT_TRIALS_FILE + more), &none, &f, &e), more == 0);
    }
    assert_int_equal(e.code, ERROR_LIMIT);
    free(large);
    arena_free(&a);
}

static void moments_are_those_of_the_calendar(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = {{"1970-01-01", 0}, {"2026-10-30T06:00:00Z", 1793340000}, {"2026-10-30T08:00:00.123+02:00", 1793340000},
                {"2026-10-30T01:00:00-0500", 1793340000}, {"2000-02-29", 951782400}, {"9999-12-31T23:59:59Z", 253402300799}};
    static const char *const bad[] = {"", "2026", "2026-13-01", "2026-02-29", "1900-01-01", "2026-10-30T06:00:00", "2026-10-30T24:00:00Z",
                                      "2026-10-30T06:00Z", "2026-10-30T06:00:00Zx", "2026-10-30 ", "2026-1-1", "1970-01-01T00:00:00+01:00"};
    char text[MOMENT_SIZE];
    int64_t seconds;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(moment_parse(bytes_str(good[i].text), &seconds));
        assert_int_equal(seconds, good[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(moment_parse(bytes_str(bad[i]), &seconds));
    for (int64_t s = 0; s < 253402300799; s += 86399 * 997) {
        moment_format(s, text);
        assert_true(moment_parse(bytes_str(text), &seconds));
        assert_int_equal(seconds, s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict_needs_a_whole_complete_fresh_list),
        cmocka_unit_test(a_sight_stands_until_a_later_clear_list),
        cmocka_unit_test(nothing_seen_is_ever_verified),
        cmocka_unit_test(what_a_case_spares_is_excepted), cmocka_unit_test(answers_make_a_position), cmocka_unit_test(two_devices_with_one_serial_are_unknown),
        cmocka_unit_test(every_reason_has_its_words),
        cmocka_unit_test(intervals_are_exact),
        cmocka_unit_test(the_same_seed_gives_the_same_device),
        cmocka_unit_test(a_page_holds_fifty_large_devices),
        cmocka_unit_test(departments_are_limited),
        cmocka_unit_test(forms_are_read_strictly),
        cmocka_unit_test(moments_are_those_of_the_calendar),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
