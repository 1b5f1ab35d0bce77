/* JAR manifests as the platform reads them, oddities included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "read/jar.h"

static struct arena arena;

static struct jar read_text(const char *text)
{
    struct jar j;

    jar_read(&arena, bytes_str(text), &j);
    return j;
}

static bool has(const struct jar *j, const char *section, const char *name, const char *value)
{
    const struct jar_section *s = section == NULL ? &j->sections[0] : jar_find(j, bytes_str(section));
    struct bytes v;

    return s != NULL && jar_value(j, s, bytes_str(name), &v) && bytes_is(v, value);
}

static void sections_and_attributes(void **state)
{
    struct jar j =
        read_text("Manifest-Version: 1.0\r\n\r\nName: a\r\nSHA1-Digest: x\r\n\r\nName: b\nX: y: z\n\n");

    (void)state;
    assert_null(j.error);
    assert_int_equal(j.section_count, 3);
    assert_true(has(&j, NULL, "manifest-version", "1.0"));
    assert_true(has(&j, "a", "SHA1-digest", "x"));
    assert_true(has(&j, "b", "X", "y: z"));
    assert_false(has(&j, "c", "X", "y"));
    assert_int_equal(j.main_end, 25);
    assert_int_equal(j.sections[1].start, 25);
    assert_int_equal(j.sections[1].end, j.sections[2].start);
    assert_int_equal(j.sections[2].end, j.text.size);
}

static void values_go_on_behind_a_space(void **state)
{
    struct jar j = read_text("A: 1\n\nName: long\n er\r\n st\nX: 1\n 2\n 3\n\n");

    (void)state;
    assert_null(j.error);
    assert_true(has(&j, "longerst", "X", "123"));
}

static void a_last_line_without_its_end_does_not_count(void **state)
{
    struct jar j = read_text("A: 1\n\nName: a\nX: 1\nY: 2");

    (void)state;
    assert_null(j.error);
    assert_true(has(&j, "a", "X", "1"));
    assert_false(has(&j, "a", "Y", "2"));
}

static void the_last_of_two_attributes_counts(void **state)
{
    struct jar j = read_text("A: 1\nA: 2\n\n");

    (void)state;
    assert_true(has(&j, NULL, "A", "2"));
}

static void sections_of_one_name_are_noticed(void **state)
{
    struct jar j = read_text("A: 1\n\nName: a\nX: 1\n\nName: b\n\nName: a\nX: 2\n\n");

    (void)state;
    assert_int_equal(j.duplicate, 3);
    assert_true(has(&j, "a", "X", "2"));
}

static void what_the_platform_refuses(void **state)
{
    static const char *const texts[] = {
        "A:1\n\n",          /* no space */
        "A b: 1\n\n",       /* a space in the name */
        ": 1\n\n",          /* no name */
        "A: 1\n\nX: 1\n\n", /* a section without Name */
        "line\nA: 1\n\n",   /* the name runs from one line into the next */
        "A:",               /* the end behind the colon */
        "1234567890123456789012345678901234567890123456789012345678901234567890X: 1\n\n",
    };
    struct jar j;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        j = read_text(texts[i]);
        assert_non_null(j.error);
    }
    assert_false(jar_read(&arena, BYTES("A: 1\0\n\n"), &j));
    j = read_text("");
    assert_null(j.error);
    assert_int_equal(j.section_count, 1);
}

/* LIMIT_JAR_SECTIONS, in the shortest sections there are. */
static void sections_are_limited(void **state)
{
    (void)state;
    for (size_t n = LIMIT_JAR_SECTIONS - 1; n <= LIMIT_JAR_SECTIONS + 1; n++) {
        struct buf text;
        struct arena big;
        struct jar j;

        buf_init(&text, 64u << 20);
        arena_init(&big, LIMIT_ARENA);
        buf_str(&text, "A: 1\n\n");
        for (size_t i = 1; i < n; i++)
            buf_printf(&text, "Name: %zx\n\n", i);
        assert_true(jar_read(&big, bytes_of(text.data, text.size), &j) == (n <= LIMIT_JAR_SECTIONS));
        assert_int_equal(j.section_count, n <= LIMIT_JAR_SECTIONS ? n : LIMIT_JAR_SECTIONS);
        assert_non_null(jar_find(&j, BYTES("ff")));
        arena_free(&big);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_and_attributes),
        cmocka_unit_test(values_go_on_behind_a_space),
        cmocka_unit_test(a_last_line_without_its_end_does_not_count),
        cmocka_unit_test(the_last_of_two_attributes_counts),
        cmocka_unit_test(sections_of_one_name_are_noticed),
        cmocka_unit_test(what_the_platform_refuses),
        cmocka_unit_test(sections_are_limited),
    };
    int result;

    arena_init(&arena, 1u << 24);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    result = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return result;
}
