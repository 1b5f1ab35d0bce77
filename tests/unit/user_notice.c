/* Notices to users: every sentence is there, what somebody else wrote stays a text, an organisation's rows are checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/json_read.h"
#include "base/limits.h"
#include "fleet/user_notice.h"

static struct arena arena;
static struct user_words words;
static struct saving saving;
static char path[] = "/tmp/veto-notice-XXXXXX";

static int begin(void **state)
{
    struct error e = {0};
    int fd;

    (void)state;
    arena_init(&arena, 64 << 20);
    memcpy(&path[sizeof path - 7], "XXXXXX", 6);
    fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_true(user_words_load(&words, &arena, NULL, &e));
    assert_true(saving_load(&saving, &arena, NULL, &e));
    return 0;
}

static int finish(void **state)
{
    (void)state;
    unlink(path);
    arena_free(&arena);
    return 0;
}

static const char *file(const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
    return path;
}

/* --- sentences --- */

static struct user_fill fill = {.title = BYTES("{day}"), .contact = BYTES("desk"), .day = BYTES("today"), .text = BYTES("{title}")};

static void what_is_filled_in_is_not_filled_in_again(void **state)
{
    (void)state;
    assert_true(bytes_is(user_words_say(&words, &arena, ENGLISH, "meaning", &fill), "In this notice, \xe2\x80\x9cthe app\xe2\x80\x9d stands for {day}."));
    assert_int_equal(user_words_say(&words, &arena, ENGLISH, "nothing", &fill).size, 0);
}

static void days(void **state)
{
    (void)state;
    assert_true(bytes_is(user_words_day(&arena, ENGLISH, BYTES("2026-11-01")), "1\xc2\xa0November\xc2\xa0" "2026"));
    assert_true(bytes_is(user_words_day(&arena, FRENCH, BYTES("2026-11-01")), "1er\xc2\xa0novembre\xc2\xa0" "2026"));
    assert_true(bytes_is(user_words_day(&arena, FRENCH, BYTES("2026-08-30T00:00:00Z")), "30\xc2\xa0" "ao\xc3\xbbt\xc2\xa0" "2026"));
    assert_true(bytes_is(user_words_day(&arena, ENGLISH, BYTES("")), ""));
}

static void french_spaces_do_not_break(void **state)
{
    (void)state;
    assert_true(bytes_is(user_words_spaced(&arena, FRENCH, BYTES("a : \xc2\xab b \xc2\xbb c ?")),
                         "a\xe2\x80\xaf: \xc2\xab\xe2\x80\xaf" "b\xe2\x80\xaf\xc2\xbb c\xe2\x80\xaf?"));
    assert_true(bytes_is(user_words_spaced(&arena, FRENCH, BYTES(" ")), " "));
    assert_true(bytes_is(user_words_spaced(&arena, ENGLISH, BYTES("a : b")), "a : b"));
}

static void own_sentences(void **state)
{
    static const char *const wrong[][2] = {
        {"nothing\ta\tb\n", "no sentence has that id"},
        {"meaning\tof {title}\tde\n", "both languages have {title}"},
        {"meaning\tof {title} on {day}\tde {title}\n", "both languages have {day}"},
        {"meaning\tof {title}\n", "another number of fields"},
        {"meaning\t\tde {title}\n", "English and French"},
        {"meaning\t\xff {title}\tde {title}\n", "not UTF-8"},
    };
    struct bytes out;
    struct error e = {0};

    (void)state;
    assert_true(user_words_load(&words, &arena, file("=a scope\ta scope\tune port\xc3\xa9" "e\nmeaning\tHere: {title}\tIci : {title}\n"), &e));
    assert_true(bytes_is(user_words_say(&words, &arena, FRENCH, "meaning", &fill), "Ici\xe2\x80\xaf: {day}"));
    assert_true(user_words_give(&words, FRENCH, BYTES("a scope"), &out) && bytes_is(out, "une port\xc3\xa9" "e"));
    assert_true(!user_words_give(&words, FRENCH, BYTES("b"), &out) && bytes_is(out, "b"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(user_words_load(&words, &arena, file(wrong[i][0]), &e));
        assert_non_null(strstr(e.text, wrong[i][1]));
        assert_non_null(strstr(e.text, ":1: "));
    }
}

static void own_steps_take_the_place_of_ours(void **state)
{
    struct error e = {0};
    size_t ours = saving.count;

    (void)state;
    assert_true(saving_since(&saving, BYTES("wechat"), false).size > 0);
    assert_int_equal(saving_since(&saving, BYTES("org.a"), false).size, 0);
    assert_true(saving_load(&saving, &arena, file("org.a\tbefore\t1\tios\ta\tb\tus\t2026-11-02\nwechat\tbefore\t1\tany\ta\tb\tus\t2026-11-01\n"), &e));
    assert_true(saving.count < ours);
    assert_true(bytes_is(saving_since(&saving, BYTES("wechat"), false), "2026-11-01"));
    assert_int_equal(saving_since(&saving, BYTES("wechat"), true).size, 0);
    assert_true(saving_since(&saving, BYTES("tiktok"), true).size > 0);
    assert_false(saving_load(&saving, &arena, file("a\tbefore\t1\tany\ta\tb\t\t2026-11-02\n"), &e));
    assert_non_null(strstr(e.text, "source"));
    assert_false(saving_load(&saving, &arena, file("a\tlater\t1\tany\ta\tb\tus\t2026-11-02\n"), &e));
    assert_false(saving_load(&saving, &arena, file("a\tbefore\t1\tmacos\ta\tb\tus\t2026-11-02\n"), &e));
    assert_false(saving_load(&saving, &arena, file("a\tbefore\t1\tany\ta\tb\tus\tnovember\n"), &e));
}

static void a_file_is_read_up_to_its_limit(void **state)
{
    struct error e = {0};
    char *text = malloc(LIMIT_NOTICE_FILE + 2);

    (void)state;
    memset(text, '#', LIMIT_NOTICE_FILE + 1);
    for (unsigned over = 0; over < 2; over++) {
        text[LIMIT_NOTICE_FILE + over] = 0;
        text[LIMIT_NOTICE_FILE + over - 1] = '\n';
        assert_int_equal(user_words_load(&words, &arena, file(text), &e), over == 0);
        assert_int_equal(saving_load(&saving, &arena, path, &e), over == 0);
        text[LIMIT_NOTICE_FILE + over - 1] = '#';
    }
    free(text);
}

/* --- notices --- */

static struct matter_item items[2];
static struct matter matter;
static struct mandate mandate;
static struct process process;
static struct keepings keepings;
static struct families families;
static struct user_turn turn;
static struct user_notice_from from;

static void decide(const char *measures, const char *more)
{
    struct error e = {0};
    struct bytes text = arena_printf(&arena,
                                     "{\"subject\":\"org.a\",\"subject_kind\":\"app\",\"effective\":\"2026-11-01\",\"authority\":\"A\",\"office\":\"O\","
                                     "\"legal_authority\":\"L\",\"not_claimed\":[\"n\"],\"scope\":[\"s\"],\"time\":\"2026-10-30T08:00:00Z\","
                                     "\"review_by\":\"2027-11-01\",\"reasons_en\":\"one\\ntwo\",\"reasons_fr\":\"un\",\"measures\":[%s]%s}",
                                     measures, more);

    items[0] = (struct matter_item){.s = {.kind = statement_kind(BYTES("determination")), .root = json_read(&arena, text, &e)}, .after = "decided"};
    assert_non_null(items[0].s.root);
    matter = (struct matter){.name = BYTES("case"), .items = items, .count = 1, .state = "decided"};
    mandate = (struct mandate){.m = &matter, .determination = &items[0]};
    from = (struct user_notice_from){.mandate = &mandate, .families = &families, .process = &process, .keepings = &keepings, .words = &words, .saving = &saving,
                                     .contact = {BYTES("desk"), BYTES("bureau")}, .today = BYTES("2026-11-02")};
}

static bool has(const struct user_notice *n, const char *text)
{
    for (size_t i = 0; i < n->count; i++)
        if (strstr((const char *)arena_copy(&arena, n->lines[i].text).data, text) != NULL)
            return true;
    return false;
}

static bool may(enum user_notice_kind kind, const char *why)
{
    struct error e = {0};
    bool ok;

    from.kind = kind;
    ok = user_notice_may(&from, &e);
    assert_int_equal(ok, why == NULL);
    assert_true(ok || strstr(e.text, why) != NULL);
    return ok;
}

/* A sentence that is missing would be an empty line, which is left out: so each line of each kind is counted. */
static void every_kind_has_every_sentence(void **state)
{
    static const char *const measures[] = {"remove", "block-install", "block-traffic", "restrict", "monitor", "allow"};
    struct user_notice n;

    (void)state;
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
        decide((const char *)arena_printf(&arena, "{\"measure\":\"%s\"}", measures[m]).data, ",\"remove_by\":\"2026-12-01\",\"block_by\":\"2026-12-01\"");
        for (int kind = 0; kind < USER_NOTICES; kind++)
            for (int l = 0; l < 2; l++) {
                from.kind = (enum user_notice_kind)kind;
                user_notice_make(&n, &arena, &from, (enum language)l);
                assert_int_equal(n.lines[0].form, USER_KICKER);
                assert_int_equal(n.lines[1].form, USER_TITLE);
                assert_true(n.brief.size > 0 && n.brief.size < 400);
                assert_true(has(&n, l == ENGLISH ? "desk" : "bureau"));
                for (size_t i = 0; i < n.count; i++)
                    assert_true(bytes_find(n.lines[i].text, '{', 0) == n.lines[i].text.size);
                if (kind == USER_LIFTED)
                    continue;
                assert_true(has(&n, l == ENGLISH ? "two" : "un"));
                assert_int_equal(n.untold_count, 5);
                for (size_t i = 0; i < n.count; i++) /* each head has something below it */
                    assert_true(n.lines[i].form != USER_HEAD || (i + 1 < n.count && n.lines[i + 1].form != USER_HEAD));
            }
    }
}

static void what_may_be_told_when(void **state)
{
    (void)state;
    decide("{\"measure\":\"remove\"}", ",\"remove_by\":\"2026-11-02\"");
    assert_true(may(USER_BEFORE, NULL) && may(USER_AFTER, NULL));
    may(USER_LIFTED, "was not revoked");
    from.today = BYTES("2026-11-03T00:00:00Z");
    may(USER_BEFORE, "2026-11-02, by when users have to be ready, is past");
    turn = (struct user_turn){{NULL, 0}, BYTES("2026-12-01")};
    from.turns = &turn;
    from.turn_count = 1;
    assert_true(may(USER_BEFORE, NULL));
    turn.day = BYTES("2026-10-31");
    may(USER_BEFORE, "2026-10-31 is before the determination holds, from 2026-11-01 on");
    from.turn_count = 0;
    from.today = BYTES("2026-10-31");
    assert_true(may(USER_BEFORE, NULL));
    may(USER_AFTER, "nothing was done yet");
    mandate.determination = NULL;
    may(USER_BEFORE, "no determination of this case is in force");
    mandate.revoked = true;
    may(USER_AFTER, "was revoked");
    assert_true(may(USER_LIFTED, NULL));
    matter.count = 0;
    may(USER_BEFORE, "no case of that name");
}

static void what_is_kept_is_told(void **state)
{
    struct keeping k = {BYTES("a study"), 1798675200, 3};
    struct user_notice n;

    (void)state;
    decide("{\"measure\":\"remove\"}", "");
    user_notice_make(&n, &arena, &from, ENGLISH);
    assert_true(has(&n, "nothing is kept"));
    keepings = (struct keepings){&k, 1};
    user_notice_make(&n, &arena, &from, ENGLISH);
    assert_false(has(&n, "nothing is kept"));
    assert_true(has(&n, "for this purpose: a study"));
    keepings = (struct keepings){NULL, 0};
}

static void hostile_texts_are_texts(void **state)
{
    struct user_notice n[2];
    struct buf out;

    (void)state;
    decide("{\"measure\":\"remove\"}", ",\"remove_by\":\"2026-12-01\"");
    from.contact[0] = from.contact[1] = BYTES("<script>alert(1)</script> \x1b[31m \xe2\x80\xae {title}");
    for (int l = 0; l < 2; l++)
        user_notice_make(&n[l], &arena, &from, (enum language)l);
    buf_init(&out, 1 << 20);
    assert_true(user_notice_page(&out, n, FRENCH));
    buf_u8(&out, 0);
    assert_null(strstr((const char *)out.data, "<script"));
    assert_non_null(strstr((const char *)out.data, "&lt;script"));
    assert_non_null(strstr((const char *)out.data, "<html lang=\"fr\">"));
    buf_reset(&out);
    user_notice_text(&out, &n[0]);
    assert_true(bytes_find(buf_bytes(&out), 0x1b, 0) == out.size);
    assert_true(bytes_find(buf_bytes(&out), 0xae, 0) == out.size);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_filled_in_is_not_filled_in_again, begin, finish),
        cmocka_unit_test_setup_teardown(days, begin, finish),
        cmocka_unit_test_setup_teardown(french_spaces_do_not_break, begin, finish),
        cmocka_unit_test_setup_teardown(own_sentences, begin, finish),
        cmocka_unit_test_setup_teardown(own_steps_take_the_place_of_ours, begin, finish),
        cmocka_unit_test_setup_teardown(a_file_is_read_up_to_its_limit, begin, finish),
        cmocka_unit_test_setup_teardown(every_kind_has_every_sentence, begin, finish),
        cmocka_unit_test_setup_teardown(what_may_be_told_when, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_kept_is_told, begin, finish),
        cmocka_unit_test_setup_teardown(hostile_texts_are_texts, begin, finish),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
