/* Anomalies: kept in order up to the limit of a kind, counted beyond it; the tables of kinds are complete. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "read/scan.h"

static const struct anomaly_kind first_kind = {"test.first", EFFECT_TOLERATED, "A kind for this test."};
static const struct anomaly_kind second_kind = {"test.second", EFFECT_REFUSED, "Another kind for this test."};
static const struct place file = {NULL, {(const uint8_t *)"00", 2}, 1};

static size_t kept(const struct scan *s)
{
    size_t n = 0;

    for (const struct anomaly *a = s->first; a != NULL; a = a->next)
        n++;
    return n;
}

static void add(struct scan *s, const struct anomaly_kind *kind, unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        scan_anomaly(s, kind, locus_at(&file, i, 1), BYTES("subject"), "seen %u", i);
}

/* LIMIT_ANOMALIES_PER_CODE: one less, just as many, one more. */
static void a_kind_is_kept_up_to_its_limit(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_ANOMALIES_PER_CODE - 1; n <= LIMIT_ANOMALIES_PER_CODE + 1; n++) {
        struct arena a;
        struct scan s;

        arena_init(&a, 1 << 20);
        scan_init(&s, &a);
        add(&s, &first_kind, n);
        assert_int_equal(kept(&s), n < LIMIT_ANOMALIES_PER_CODE ? n : LIMIT_ANOMALIES_PER_CODE);
        assert_int_equal(scan_count(&s, &first_kind), n);
        assert_int_equal(scan_count(&s, &second_kind), 0);
        arena_free(&a);
    }
}

/* A flood of one kind leaves room for the others, and order is that of meeting. */
static void kinds_are_counted_apart(void **state)
{
    struct arena a;
    struct scan s;

    (void)state;
    arena_init(&a, 1 << 20);
    scan_init(&s, &a);
    add(&s, &second_kind, 1);
    add(&s, &first_kind, 10 * LIMIT_ANOMALIES_PER_CODE);
    add(&s, &second_kind, 1);
    assert_int_equal(kept(&s), LIMIT_ANOMALIES_PER_CODE + 2);
    assert_ptr_equal(s.first->kind, &second_kind);
    assert_ptr_equal(s.last->kind, &second_kind);
    assert_int_equal(scan_count(&s, &second_kind), 2);
    assert_true(bytes_is(s.first->next->detail, "seen 0") && bytes_is(s.first->next->subject, "subject"));
    arena_free(&a);
}

/* Merged lists are what one list would have been: the limit counts both, what was only counted is. */
static void merging_is_like_meeting(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_ANOMALIES_PER_CODE - 2; n <= LIMIT_ANOMALIES_PER_CODE + 2; n++)
        for (unsigned before = 0; before <= 2; before++) {
            struct arena a, b;
            struct scan one, two, from;
            const struct anomaly *x, *y;

            arena_init(&a, 1 << 20);
            arena_init(&b, 1 << 20);
            scan_init(&one, &a);
            scan_init(&two, &a);
            scan_init(&from, &b);
            add(&one, &first_kind, before);
            add(&one, &first_kind, n);
            add(&one, &second_kind, 1);
            add(&two, &first_kind, before);
            add(&from, &first_kind, n);
            add(&from, &second_kind, 1);
            arena_adopt(&a, &b);
            scan_merge(&two, &from);
            assert_int_equal(scan_count(&one, &first_kind), scan_count(&two, &first_kind));
            assert_int_equal(scan_count(&one, &second_kind), scan_count(&two, &second_kind));
            for (x = one.first, y = two.first; x != NULL && y != NULL; x = x->next, y = y->next)
                assert_true(x->kind == y->kind && bytes_equal(x->detail, y->detail));
            assert_true(x == NULL && y == NULL);
            arena_free(&b);
            arena_free(&a);
        }
}

/* A detail longer than its room is cut, never overrun. */
static void a_long_detail_is_cut(void **state)
{
    struct arena a;
    struct scan s;

    (void)state;
    arena_init(&a, 1 << 20);
    scan_init(&s, &a);
    scan_anomaly(&s, &first_kind, locus_whole(&file), BYTES(""), "%05000d", 7);
    assert_true(s.first->detail.size > 100 && s.first->detail.size < 5000);
    arena_free(&a);
}

static void expect_code(const char *code)
{
    const char *dot = strchr(code, '.');

    assert_non_null(dot);
    assert_true(dot > code && dot[1] != 0);
    for (const char *p = code; *p != 0; p++)
        assert_true(islower((unsigned char)*p) || isdigit((unsigned char)*p) || *p == '.' || *p == '_' ||
                    *p == '-');
}

/* Every kind of every reader: a code of its own in the public form, and a rule in a sentence. */
static void every_kind_is_documented(void **state)
{
    const struct anomaly_kind *kind, *other;

    (void)state;
    for (size_t i = 0; (kind = scan_kind(i)) != NULL; i++) {
        expect_code(kind->code);
        assert_true(kind->effect == EFFECT_TOLERATED || kind->effect == EFFECT_REFUSED ||
                    kind->effect == EFFECT_LIMIT);
        if (strlen(kind->rule) < 20)
            fail_msg("%s: the rule is no sentence: %s", kind->code, kind->rule);
        for (size_t j = 0; j < i; j++) {
            other = scan_kind(j);
            if (strcmp(kind->code, other->code) == 0)
                fail_msg("%s is listed twice", kind->code);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_is_kept_up_to_its_limit),
        cmocka_unit_test(kinds_are_counted_apart),
        cmocka_unit_test(merging_is_like_meeting),
        cmocka_unit_test(a_long_detail_is_cut),
        cmocka_unit_test(every_kind_is_documented),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
