/* Text decoding and escaping: what hostile bytes may become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"

static void expect_utf8(const char *raw, size_t size, const char *want, bool want_bad)
{
    struct arena a;
    bool bad = false;

    arena_init(&a, 1 << 20);
    struct bytes got = text_utf8(&a, bytes_of(raw, size), &bad);
    assert_int_equal(got.size, strlen(want));
    assert_memory_equal(got.data, want, got.size);
    assert_int_equal(bad, want_bad);
    assert_int_equal(text_is_utf8(bytes_of(raw, size)), !want_bad);
    arena_free(&a);
}

static void utf8_replaces_maximal_subparts(void **state)
{
    (void)state;
    expect_utf8("plain", 5, "plain", false);
    expect_utf8("h\xc3\xa9", 3, "h\xc3\xa9", false);
    expect_utf8("\xef\xbf\xbd", 3, "\xef\xbf\xbd", false); /* a genuine U+FFFD is good */
    expect_utf8("\xc0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd", true);
    expect_utf8("\xe2\x82", 2, "\xef\xbf\xbd", true); /* one for a cut-off sequence */
    expect_utf8("\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", true);
    expect_utf8("\xf4\x90\x80\x80x", 5, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx", true);
    expect_utf8("\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80", false);
}

static void mutf8_joins_surrogates(void **state)
{
    struct arena a;
    bool bad = false;

    (void)state;
    arena_init(&a, 1 << 20);
    struct bytes got = text_mutf8(&a, BYTES("\xed\xa0\xbd\xed\xb8\x80"), &bad);
    assert_true(bytes_equal(got, BYTES("\xf0\x9f\x98\x80")) && !bad);
    got = text_mutf8(&a, BYTES("a\xc0\x80z"), &bad);
    assert_true(bytes_equal(got, bytes_of("a\0z", 3)) && !bad);
    got = text_mutf8(&a, BYTES("\xed\xa0\xbdz"), &bad);
    assert_true(bytes_equal(got, BYTES("\xef\xbf\xbdz")) && bad);
    bad = false;
    got = text_mutf8(&a, BYTES("\xf0\x9f\x98\x80"), &bad);
    assert_true(bad);
    arena_free(&a);
}

static void utf16_lone_surrogate(void **state)
{
    struct arena a;
    bool bad = false;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_true(bytes_equal(text_utf16(&a, BYTES("a\0=\xd8\0\xde"), &bad), BYTES("a\xf0\x9f\x98\x80")));
    assert_false(bad);
    assert_true(bytes_equal(text_utf16(&a, BYTES("=\xd8z\0"), &bad), BYTES("\xef\xbf\xbdz")));
    assert_true(bad);
    arena_free(&a);
}

static void show_disarms_terminals(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 1000);
    text_show(&out, BYTES("a\x1b[31m\xe2\x80\xae\xe2\x80\x8b\n\\u{1} \\x \xc3\xa9"));
    assert_true(bytes_equal(buf_bytes(&out),
                            BYTES("a\\u{1b}[31m\\u{202e}\\u{200b}\\u{a}\\u{5c}u{1} \\x \xc3\xa9")));
    buf_reset(&out);
    text_percent(&out, BYTES("a b!#%\xff/$.-_9"));
    assert_true(bytes_equal(buf_bytes(&out), BYTES("a%20b%21%23%25%FF/$.-_9")));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_replaces_maximal_subparts),
        cmocka_unit_test(mutf8_joins_surrogates),
        cmocka_unit_test(utf16_lone_surrogate),
        cmocka_unit_test(show_disarms_terminals),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
