/* The file of a routine: what it may say and what not; commands that hang, talk without end, or leave children behind. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fleet/errand.h"
#include "fleet/routine.h"

static struct arena arena;
static struct routine r;
static struct error e;

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

static bool reads(const char *text)
{
    e = (struct error){0};
    return routine_read(&arena, bytes_str(text), &r, &e);
}

static void jobs_stand_in_the_order_they_run_in(void **state)
{
    (void)state;
    assert_true(reads("# a\nreport --html /a.html\nstore /var/s.db\n\nobserve issued \"/a b/c.csv\" --time file\r\nprobe c --server 1\n\tobserve amapi x\nenforce c --targets /t\ndays 7"));
    assert_string_equal(r.store, "/var/s.db");
    assert_null(r.families);
    assert_int_equal(r.days, 7);
    assert_int_equal(r.patience, 60);
    assert_int_equal(r.count, 5);
    assert_string_equal(r.jobs[0].words[2], "/a b/c.csv");
    assert_int_equal(r.jobs[0].count, 5);
    assert_null(r.jobs[0].words[5]);
    assert_int_equal(r.jobs[1].line, 7);
    assert_string_equal(r.jobs[1].words[1], "amapi");
    assert_int_equal(r.jobs[2].kind, ROUTINE_PROBE);
    assert_int_equal(r.jobs[3].kind, ROUTINE_ENFORCE);
    assert_int_equal(r.jobs[4].kind, ROUTINE_REPORT);
    assert_true(routine_has(&r.jobs[4], "--html") && !routine_has(&r.jobs[4], "--csv"));
}

static void what_may_not_be_said(void **state)
{
    static const char *const wrong[][2] = {
        {"observes x y", "none of store, families"},
        {"evaluate x", "none of store, families"},
        {"revoke c", "none of store, families"},
        {"observe issued", "a source and a file or address first"},
        {"observe --time file issued", "a source and a file or address first"},
        {"observe amapi \"x", "quotation mark has no end"},
        {"store s.db", "one path from the root"},
        {"store /s.db\nstore /t.db", "said twice"},
        {"observe amapi x --store /s.db", "a line has no --store"},
        {"report --as-of 2026-01-01", "a line has no --as-of"},
        {"enforce c", "enforce needs --targets"},
        {"enforce c --targets /t --rollback", "for people to do"},
        {"enforce c --targets /t --apply", "--apply and --key go together"},
        {"enforce c --targets /t --key k", "--apply and --key go together"},
        {"days 0", "days takes a number from 1 to 3650"},
        {"days 3651", "days takes a number"},
        {"patience 5m", "patience takes a number"},
        {"soon", "soon takes a number"},
        {"\xff", "no UTF-8 text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(reads(wrong[i][0]));
        if (strstr(e.text, wrong[i][1]) == NULL)
            fail_msg("%s: %s", wrong[i][0], e.text);
    }
    assert_false(reads("# a\n\nobserve x"));
    assert_non_null(strstr(e.text, "line 3: "));
    assert_true(reads("enforce c --targets /t --apply --key /k"));
    assert_true(reads(""));
}

static void as_many_lines_as_there_may_be(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, LIMIT_ROUTINE_FILE);
    for (unsigned i = 0; i < LIMIT_ROUTINE_JOBS; i++)
        buf_str(&text, "probe c\n");
    assert_true(routine_read(&arena, buf_bytes(&text), &r, &e));
    assert_int_equal(r.count, LIMIT_ROUTINE_JOBS);
    buf_str(&text, "probe c\n");
    assert_false(routine_read(&arena, buf_bytes(&text), &r, &e));
    buf_reset(&text);
    buf_str(&text, "probe");
    for (int i = 0; i < 64; i++)
        buf_str(&text, " x");
    assert_false(routine_read(&arena, buf_bytes(&text), &r, &e));
    buf_free(&text);
}

/* --- errands --- */

static struct errand run(const char *script, int64_t patience)
{
    char sh[] = "/bin/sh", c[] = "-c";
    char *const argv[] = {sh, c, (char *)(uintptr_t)script, NULL};
    struct errand x = {.argv = argv, .patience = patience};

    assert_true(errand_run(&x, &e));
    return x;
}

static void what_it_says_and_how_it_ends(void **state)
{
    struct errand x = run("echo one; echo two >&2; cat; exit 5", 60);

    (void)state;
    assert_int_equal(x.status, 5);
    assert_true(bytes_is(buf_bytes(&x.said), "one\ntwo\n"));
    buf_free(&x.said);
    x = run("kill -SEGV $$", 60);
    assert_int_equal(x.status, -1);
    assert_false(x.late);
    buf_free(&x.said);
    x.argv = (char *const[]){(char[]){"/none/at/all"}, NULL};
    assert_false(errand_run(&x, &e));
    assert_non_null(strstr(e.text, "/none/at/all cannot be started"));
    buf_free(&x.said);
}

static void it_may_say_so_much(void **state)
{
    const char *script = (const char *)arena_printf(&arena, "head -c %u /dev/zero", LIMIT_ROUTINE_OUTPUT).data;
    struct errand x = run(script, 60);

    (void)state;
    assert_int_equal(x.said.size, LIMIT_ROUTINE_OUTPUT);
    assert_int_equal(x.more, 0);
    buf_free(&x.said);
    script = (const char *)arena_printf(&arena, "head -c %u /dev/zero; exit 3", LIMIT_ROUTINE_OUTPUT + 1).data;
    x = run(script, 60);
    assert_int_equal(x.said.size, LIMIT_ROUTINE_OUTPUT);
    assert_int_equal(x.more, 1);
    assert_int_equal(x.status, 3);
    assert_false(x.said.failed);
    buf_free(&x.said);
}

/* A child that hangs is ended with its own children; one that does not listen is ended all the same; so is one that said all it had to. */
static void what_hangs_is_ended(void **state)
{
    static const char *const scripts[] = {"echo a; sleep 600 & sleep 600", "echo a; trap '' TERM; sleep 600 & wait; sleep 600", "echo a; exec >&- 2>&-; sleep 600"};

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        time_t before = time(NULL);
        struct errand x = run(scripts[i], 1);
        assert_true(x.late);
        assert_int_equal(x.status, -1);
        assert_true(bytes_is(buf_bytes(&x.said), "a\n"));
        assert_true(time(NULL) - before < 30);
        buf_free(&x.said);
    }
}

/* Who is told to end takes along what runs. */
static void ended_with_its_errand(void **state)
{
    int pipes[2], status;
    char byte;
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        close(pipes[0]);
        run((const char *)arena_printf(&arena, "echo x >&%d; sleep 600", pipes[1]).data, 600);
        _exit(0);
    }
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM);
    while (read(pipes[0], &byte, 1) > 0) /* until the last that holds it is gone */
        ;
    close(pipes[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_stand_in_the_order_they_run_in, begin, finish),
        cmocka_unit_test_setup_teardown(what_may_not_be_said, begin, finish),
        cmocka_unit_test_setup_teardown(as_many_lines_as_there_may_be, begin, finish),
        cmocka_unit_test_setup_teardown(what_it_says_and_how_it_ends, begin, finish),
        cmocka_unit_test_setup_teardown(it_may_say_so_much, begin, finish),
        cmocka_unit_test_setup_teardown(what_hangs_is_ended, begin, finish),
        cmocka_unit_test_setup_teardown(ended_with_its_errand, begin, finish),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
