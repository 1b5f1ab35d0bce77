/*
 * Work begun ahead: whoever does it, each job is done once and its result is there; an entry inflated ahead, a DEX
 * read ahead give what they give in their turn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ahead.h"
#include "base/limits.h"
#include "dex_make.h"
#include "jail/input.h"
#include "read/zip.h"

enum { JOBS = 5000 };

struct count {
    struct ahead_job job;
    unsigned runs, begin, sum;
};

static struct count counts[JOBS];

static void add_up(struct ahead_job *job)
{
    struct count *c = (struct count *)job;
    unsigned sum = 0;

    for (unsigned i = 0; i < c->begin % 997; i++)
        sum += i;
    c->sum = sum;
    c->runs++;
}

static void prepare(void)
{
    for (unsigned i = 0; i < JOBS; i++)
        counts[i] = (struct count){.job = {.run = add_up}, .begin = i * 7919};
}

static void expect_all_done(void)
{
    for (unsigned i = 0; i < JOBS; i++) {
        unsigned n = counts[i].begin % 997;
        assert_int_equal(counts[i].runs, 1);
        assert_int_equal(counts[i].sum, n == 0 ? 0 : n * (n - 1) / 2);
    }
}

/* Before ahead_start(): everything is done when it is asked for, and nothing before. */
static void without_a_helper_a_job_is_done_in_its_turn(void **state)
{
    (void)state;
    assert_false(ahead_helped());
    prepare();
    for (unsigned i = 0; i < JOBS; i++)
        ahead_post(&counts[i].job);
    for (unsigned i = 0; i < JOBS; i++)
        assert_int_equal(counts[i].runs, 0);
    for (unsigned i = JOBS; i-- > 0;) {
        ahead_finish(&counts[i].job);
        ahead_finish(&counts[i].job);
    }
    expect_all_done();
}

static void each_job_is_done_once(void **state)
{
    (void)state;
    assert_true(ahead_start());
    assert_true(ahead_start());
    assert_true(ahead_helped());
    for (unsigned order = 0; order < 3; order++) {
        prepare();
        for (unsigned i = 0; i < JOBS; i++)
            if (i % 5 != 0) /* every fifth is never posted */
                ahead_post(&counts[i].job);
        for (unsigned i = 0; i < JOBS; i++) {
            unsigned k = order == 0 ? i : order == 1 ? JOBS - 1 - i : i * 1999 % JOBS;
            ahead_finish(&counts[k].job);
            ahead_finish(&counts[k].job);
        }
        expect_all_done();
    }
}

/* A job that notes when it ran, holds its thread until somebody says otherwise, and says so to another. */
struct turn {
    struct ahead_job job;
    unsigned *clock, at;
    const atomic_uint *until;
    atomic_uint begun, *then;
};

static void note_turn(struct ahead_job *job)
{
    struct turn *t = (struct turn *)job;

    t->begun = 1;
    while (t->until != NULL && *t->until == 0)
        ;
    t->at = ++*t->clock;
    if (t->then != NULL)
        *t->then = 1;
}

/* Late ones come after all others, whoever was posted first; who waits begins them only for something slow. */
static void late_ones_come_last(void **state)
{
    (void)state;
    assert_true(ahead_start());
    for (int slow = 0; slow < 2; slow++) {
        unsigned helpers = 0, clock = 0;
        atomic_uint go = 0;
        struct turn held = {.job = {.run = note_turn, .slow = slow}, .clock = &helpers, .until = &go};
        struct turn late = {.job = {.run = note_turn}, .clock = &clock, .then = &go};
        struct turn one = {.job = {.run = note_turn}, .clock = &clock};
        struct turn two = {.job = {.run = note_turn}, .clock = &clock};

        ahead_post(&held.job);
        while (held.begun == 0) /* the helper is at it now */
            ;
        ahead_post_late(&late.job);
        ahead_post(&one.job);
        ahead_post(&two.job);
        ahead_finish(&two.job);
        assert_int_equal(two.at, 1);
        assert_int_equal(one.at + late.at, 0);
        ahead_finish(&one.job);
        assert_int_equal(one.at, 2);
        assert_int_equal(late.at, 0);
        if (!slow) /* else the late one does, which who waits has to begin */
            go = 1;
        ahead_finish(&held.job);
        ahead_finish(&late.job);
        assert_int_equal(late.at, 3);
    }
}

/* What is let go is not begun any more, and nobody is at it. */
static void forgotten_ones_are_left_alone(void **state)
{
    (void)state;
    assert_true(ahead_start());
    for (unsigned round = 0; round < 20; round++) {
        unsigned runs = 0;
        prepare();
        for (unsigned i = 0; i < JOBS; i++)
            if (i % 5 != 0)
                ahead_post(&counts[i].job);
        for (unsigned i = 0; i < JOBS; i++)
            ahead_forget(&counts[round % 2 == 0 ? i : JOBS - 1 - i].job);
        for (unsigned i = 0; i < JOBS; i++) {
            assert_true(counts[i].runs <= 1);
            runs += counts[i].runs;
            counts[i].runs = 0;
        }
        assert_true(runs < JOBS);
        for (unsigned i = 0; i < JOBS; i++)
            ahead_finish(&counts[i].job); /* done, as far as anybody is concerned */
        for (unsigned i = 0; i < JOBS; i++)
            assert_int_equal(counts[i].runs, 0);
    }
}

/* Entries of the samples: begun ahead and in their turn give the same bytes, anomalies and work. */
static void entries_are_the_same(void **state)
{
    static const struct place place = {NULL, {(const uint8_t *)"00", 2}, 1};
    struct input in;
    struct scan plain, begun;
    struct arena a, b;
    struct zip one, two;

    (void)state;
    assert_true(input_open(&in, "samples/chatter.apk", NULL));
    arena_init(&a, LIMIT_ARENA);
    arena_init(&b, LIMIT_ARENA);
    scan_init(&plain, &a);
    scan_init(&begun, &b);
    assert_true(zip_open(&plain, in.bytes, &place, &one, NULL));
    assert_true(zip_open(&begun, in.bytes, &place, &two, NULL));
    for (size_t i = 0; i < two.count; i++)
        zip_begin(&begun, &two, &two.entries[i], NULL, NULL);
    assert_true(begun.ahead > 0);
    for (size_t i = 0; i < one.count; i++) {
        struct bytes x, y;
        struct error e = {0}, f = {0};
        assert_int_equal(zip_read(&plain, &one, &one.entries[i], ZIP_EXTRACT, &x, &e),
                         zip_read(&begun, &two, &two.entries[i], ZIP_EXTRACT, &y, &f));
        assert_true(bytes_equal(x, y));
        assert_string_equal(e.text, f.text);
    }
    assert_int_equal(plain.inflated, begun.inflated);
    arena_free(&a);
    arena_free(&b);
    input_close(&in);
}

/* LIMIT_AHEAD: what would go beyond is left to its turn, and read all the same. */
static void no_more_is_begun_than_the_limit(void **state)
{
    static const struct place place = {NULL, {(const uint8_t *)"00", 2}, 1};
    struct input in;
    struct scan scan;
    struct arena a;
    struct zip z;
    size_t i = 0;

    (void)state;
    assert_true(input_open(&in, "samples/chatter.apk", NULL));
    arena_init(&a, LIMIT_ARENA);
    scan_init(&scan, &a);
    assert_true(zip_open(&scan, in.bytes, &place, &z, NULL));
    while (i < z.count && (z.entries[i].method != ZIP_DEFLATED || z.entries[i].size == 0))
        i++;
    assert_true(i < z.count);
    for (int over = 1; over >= -1; over--) {
        struct bytes out;
        struct error e;
        scan.ahead = LIMIT_AHEAD - z.entries[i].size + (uint64_t)over;
        zip_begin(&scan, &z, &z.entries[i], NULL, NULL);
        assert_int_equal(z.ahead[i] != NULL, over <= 0);
        assert_true(zip_read(&scan, &z, &z.entries[i], ZIP_EXTRACT, &out, &e));
        assert_int_equal(out.size, z.entries[i].size);
        z.ahead[i] = NULL;
        z.kept[i] = bytes_of(NULL, 0);
    }
    arena_free(&a);
    input_close(&in);
}

/* A DEX read ahead is the same as one read in its turn, and so are the anomalies, before and after others. */
static void read_both_ways(struct bytes file, size_t count)
{
    static const struct place place = {NULL, {(const uint8_t *)"00", 2}, 1};
    struct arena a[2];
    struct scan s[2];
    struct dex_reading own, *r[2] = {&own};

    for (int i = 0; i < 2; i++) {
        arena_init(&a[i], LIMIT_ARENA);
        scan_init(&s[i], &a[i]);
    }
    dex_read(&s[0], file, &place, &own);
    dex_read(&s[0], file, &place, &own);
    r[1] = dex_begin(&a[1], &place);
    dex_start(r[1], file);
    dex_finish(&s[1], r[1]);
    r[1] = dex_begin(&a[1], &place);
    dex_start(r[1], file);
    dex_finish(&s[1], r[1]);
    for (int i = 0; i < 2; i++)
        assert_int_equal(r[i]->count, count);
    for (size_t k = 0; k < count; k++) {
        assert_int_equal(r[0]->dexes[k].loadable, r[1]->dexes[k].loadable);
        assert_string_equal(r[0]->dexes[k].refusal, r[1]->dexes[k].refusal);
        assert_int_equal(*r[0]->dexes[k].work, *r[1]->dexes[k].work);
        assert_int_equal(r[0]->uses[k].methods_defined, 3);
        assert_int_equal(r[1]->uses[k].methods_defined, 3);
        assert_int_equal(r[0]->uses[k].limited, r[1]->uses[k].limited);
    }
    assert_string_equal(r[0]->error.text, r[1]->error.text);
    for (const struct anomaly *x = s[0].first, *y = s[1].first; x != NULL || y != NULL; x = x->next, y = y->next) {
        assert_true(x != NULL && y != NULL);
        assert_ptr_equal(x->kind, y->kind);
        assert_true(bytes_equal(x->detail, y->detail));
        assert_int_equal(scan_count(&s[0], x->kind), scan_count(&s[1], x->kind));
    }
    arena_free(&a[0]);
    arena_free(&a[1]);
}

static void dex_is_the_same(void **state)
{
    static const uint16_t nop[] = {0x000e}, odd[] = {0x003e, 0x000e};
    struct dex_make made;

    (void)state;
    dex_make_plain(&made, 35);
    read_both_ways(bytes_of(made.data, made.size), 1);
    make_set(&made, 8, 0, 4); /* a wrong checksum */
    read_both_ways(bytes_of(made.data, made.size), 1);
    dex_make(&made, 35, 1, odd, 2); /* verified, and odd code found by the sweep */
    read_both_ways(bytes_of(made.data, made.size), 1);
    dex_make(&made, 41, 2, nop, 1); /* two logical DEX: in one go */
    read_both_ways(bytes_of(made.data, made.size), 2);
    read_both_ways(bytes_of(made.data, 8), 0);
    read_both_ways(BYTES("no DEX at all"), 0);
}

static void leave(void)
{
    assert_true(ahead_start());
    prepare();
    for (unsigned i = 0; i < JOBS; i++)
        ahead_post(&counts[i].job);
    ahead_end();
    assert_false(ahead_helped());
    expect_all_done();
    prepare();
    for (unsigned i = 0; i < JOBS; i++)
        ahead_post(&counts[i].job);
    for (unsigned i = 0; i < JOBS; i++)
        assert_int_equal(counts[i].runs, 0);
    for (unsigned i = 0; i < JOBS; i++)
        ahead_finish(&counts[i].job);
    expect_all_done();
    ahead_rest(false);
    assert_false(ahead_helped());
    ahead_end();
}

/* A helper that has left does not come back, so in a process of its own: what was open is done, the rest in its turn. */
static void a_helper_leaves_nothing_open(void **state)
{
    int status;
    pid_t child;

    (void)state;
    fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        leave();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_helper_a_job_is_done_in_its_turn),
        cmocka_unit_test(a_helper_leaves_nothing_open), /* before there is one here */
        cmocka_unit_test(each_job_is_done_once),
        cmocka_unit_test(late_ones_come_last),
        cmocka_unit_test(forgotten_ones_are_left_alone),
        cmocka_unit_test(entries_are_the_same),
        cmocka_unit_test(no_more_is_begun_than_the_limit),
        cmocka_unit_test(dex_is_the_same),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
