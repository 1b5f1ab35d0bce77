/* JSON: what is refused and where, canonical form, RFC 8785's own examples, and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/json_read.h"

static void refused(struct bytes text, size_t at, const char *why)
{
    struct arena a;
    struct error e = {0};

    arena_init(&a, 1u << 20);
    assert_null(json_read(&a, text, &e));
    assert_int_equal(e.code, ERROR_FORMAT);
    if (strstr(e.text, why) == NULL)
        fail_msg("\"%.*s\": %s", (int)text.size, (const char *)text.data, e.text);
    assert_int_equal(e.offset, at);
    arena_free(&a);
}
#define REFUSED(text, at, why) refused(BYTES(text), at, why)

/* Reads text and writes it again: gives `want`, which reads and writes as itself. */
static void becomes(struct bytes text, struct bytes want)
{
    struct arena a;
    struct error e = {0};
    struct json_node *n;
    struct json j;
    struct buf out;

    arena_init(&a, 1u << 20);
    buf_init(&out, 1u << 20);
    n = json_read(&a, text, &e);
    if (n == NULL)
        fail_msg("%.*s: %s", (int)text.size, (const char *)text.data, e.text);
    json_open(&j, &out);
    assert_true(json_write(&j, n));
    if (!bytes_equal(buf_bytes(&out), want))
        fail_msg("got %.*s", (int)out.size, (const char *)out.data);
    assert_int_equal(json_canonical(n, text), bytes_equal(text, want));
    n = json_read(&a, want, &e);
    assert_non_null(n);
    assert_true(json_canonical(n, want));
    buf_free(&out);
    arena_free(&a);
}
#define BECOMES(text, want) becomes(BYTES(text), BYTES(want))

static void syntax(void **state)
{
    (void)state;
    REFUSED("", 0, "expected a value");
    REFUSED("  ", 2, "expected a value");
    REFUSED("[1,]", 3, "expected a value");
    REFUSED("[,1]", 1, "expected a value");
    REFUSED("[1 2]", 3, "expected a comma or ]");
    REFUSED("[1}", 2, "expected a comma or ]");
    REFUSED("{\"a\":1]", 6, "expected a comma or }");
    REFUSED("{\"a\":1,}", 7, "expected a key");
    REFUSED("{a:1}", 1, "expected a key");
    REFUSED("{\"a\"}", 4, "expected a colon");
    REFUSED("{\"a\":}", 5, "expected a value");
    REFUSED("[", 1, "expected a value");
    REFUSED("[1", 2, "expected a comma or ]");
    REFUSED("nul", 0, "expected a value");
    REFUSED("True", 0, "expected a value");
    REFUSED("'a'", 0, "expected a value");
    REFUSED("// a\n1", 0, "expected a value");
    REFUSED("\xef\xbb\xbf{}", 0, "expected a value"); /* a byte order mark */
    REFUSED("\f1", 0, "expected a value");            /* white space of other languages */
    BECOMES(" [ null , true ,\tfalse\r\n] ", "[null,true,false]");
    BECOMES("[]", "[]");
    BECOMES("{}", "{}");
    BECOMES("[[],{\"a\":{}}]", "[[],{\"a\":{}}]");
}

static void trailing_bytes(void **state)
{
    (void)state;
    REFUSED("1 2", 2, "something follows");
    REFUSED("{}{}", 2, "something follows");
    REFUSED("[]]", 2, "something follows");
    REFUSED("[]\0", 2, "something follows");
    REFUSED("null,", 4, "something follows");
}

static void strings(void **state)
{
    (void)state;
    REFUSED("\"a", 0, "has no end");
    REFUSED("\"a\\", 2, "no such escape");
    REFUSED("\"a\nb\"", 2, "control character");
    REFUSED("\"a\0b\"", 2, "control character");
    REFUSED("\"\\x41\"", 1, "no such escape");
    REFUSED("\"\\u12g4\"", 5, "four hexadecimal digits");
    REFUSED("\"\\u12", 3, "ends in an escape");
    REFUSED("\"a\xff\"", 2, "not UTF-8");
    REFUSED("\"a\xc0\x80\"", 2, "not UTF-8");
    REFUSED("\"\xef\xbf\xbd\xed\xa0\x80\"", 4, "not UTF-8"); /* behind a genuine U+FFFD */
    REFUSED("{\"\xff\":1}", 2, "not UTF-8");
    BECOMES("\"\\u0000\\u001f\\u007f\"", "\"\\u0000\\u001f\x7f\"");
    BECOMES("\"\\b\\t\\n\\f\\r\\u000b\"", "\"\\b\\t\\n\\f\\r\\u000b\"");
    BECOMES("\"\\/\\u002f\\u00E9\"", "\"//\xc3\xa9\"");
    BECOMES("\"\xef\xbf\xbd\"", "\"\xef\xbf\xbd\"");
}

static void lone_surrogates(void **state)
{
    (void)state;
    REFUSED("\"\\ud83d\"", 1, "other half");
    REFUSED("\"\\ude00\"", 1, "other half");
    REFUSED("\"x\\ud83dx\"", 2, "other half");
    REFUSED("\"\\ud83d\\u0041\"", 1, "other half");
    REFUSED("\"\\ud83d\\ud83d\"", 1, "other half");
    REFUSED("\"\\ude00\\ud83d\"", 1, "other half");
    BECOMES("\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\"");
    BECOMES("\"\\udbff\\udfff\"", "\"\xf4\x8f\xbf\xbf\"");
}

static void duplicate_keys(void **state)
{
    (void)state;
    REFUSED("{\"a\":1,\"a\":1}", 11, "occurs twice");
    REFUSED("{\"b\":1,\"a\":1,\"b\":2}", 17, "occurs twice");
    REFUSED("{\"a\":1,\"\\u0061\":2}", 16, "occurs twice");
    REFUSED("[{\"a\":{\"c\":1,\"c\":1}}]", 17, "occurs twice");
    BECOMES("[{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]");
}

static void integers_only(void **state)
{
    (void)state;
    BECOMES("[0,-1,9007199254740991,-9007199254740991]", "[0,-1,9007199254740991,-9007199254740991]");
    REFUSED("9007199254740992", 0, "beyond 2^53-1");
    REFUSED("-9007199254740992", 0, "beyond 2^53-1");
    REFUSED("100000000000000000000000000000000", 0, "beyond 2^53-1");
    REFUSED("1.0", 0, "only integers");
    REFUSED("1e3", 0, "only integers");
    REFUSED("1E3", 0, "only integers");
    REFUSED("-0", 0, "no sign");
    REFUSED("01", 0, "no zero in front");
    REFUSED("-", 0, "expected a value");
    REFUSED("+1", 0, "expected a value");
    REFUSED(".5", 0, "expected a value");
    REFUSED("NaN", 0, "expected a value");
    REFUSED("Infinity", 0, "expected a value");
    REFUSED("-Infinity", 0, "expected a value");
}

/* RFC 8785, and the test data of its authors as far as it has no floating point. */
static void rfc8785(void **state)
{
    (void)state;
    /* 3.2.3: order by UTF-16 code units */
    BECOMES("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With "
            "Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
            "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
            "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
            "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With "
            "Dagesh\"}");
    /* 3.2.2: strings and literals */
    BECOMES("{\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
            "\"literals\":[null, true, false]}",
            "{\"literals\":[null,true,false],\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    /* its numbers are refused by design */
    REFUSED("{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]}", 12,
            "only integers");
    REFUSED("[1E30]", 1, "only integers");
    /* arrays */
    BECOMES("[ 56, { \"d\": true, \"10\": null, \"1\": [ ] } ]", "[56,{\"1\":[],\"10\":null,\"d\":true}]");
    /* french: no locale sorts */
    BECOMES("{\"peach\":\"This sorting order\",\"p\xc3\xa9"
            "ch\xc3\xa9\":\"is wrong according to French\",\"p\xc3\xaa"
            "che\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}",
            "{\"peach\":\"This sorting order\",\"p\xc3\xa9"
            "ch\xc3\xa9\":\"is wrong according to French\",\"p\xc3\xaa"
            "che\":\"but canonicalization MUST\",\"sin\":\"ignore locale\"}");
    /* structures, whose 56.0 is written 56 */
    BECOMES("{\"1\":{\"f\":{\"f\":\"hi\",\"F\":5},\"\\n\":56},\"10\":{},\"\":\"empty\",\"a\":{},"
            "\"111\":[{\"e\":\"yes\",\"E\":\"no\"}],\"A\":{}}",
            "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},"
            "\"111\":[{\"E\":\"no\",\"e\":\"yes\"}],\"A\":{},\"a\":{}}");
    /* unicode: nothing is normalised */
    BECOMES("{\"Unnormalized Unicode\":\"A\\u030a\"}", "{\"Unnormalized Unicode\":\"A\xcc\x8a\"}");
    /* weird */
    BECOMES("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\u000a\":\"Newline\",\"1\":\"One\","
            "\"\\u0080\":\"Control\\u007f\",\"\\ud83d\\ude02\":\"Smiley\",\"\\u00f6\":\"o\","
            "\"\\ufb33\":\"Dalet\",\"</script>\":\"Browser Challenge\"}",
            "{\"\\n\":\"Newline\",\"\\r\":\"Carriage Return\",\"1\":\"One\",\"</script>\":\"Browser "
            "Challenge\",\"\xc2\x80\":\"Control\x7f\",\"\xc3\xb6\":\"o\",\"\xe2\x82\xac\":\"Euro Sign\","
            "\"\xf0\x9f\x98\x82\":\"Smiley\",\"\xef\xac\xb3\":\"Dalet\"}");
}

static void finding_keys(void **state)
{
    struct arena a;
    struct json_node *n;

    (void)state;
    arena_init(&a, 1u << 20);
    n = json_read(&a, BYTES("{\"b\":[1,2],\"a\":7}"), NULL);
    assert_int_equal(json_get(n, "a")->number, 7);
    assert_int_equal(json_get(n, "b")->count, 2);
    assert_int_equal(json_get(n, "b")->at, 5);
    assert_null(json_get(n, "c"));
    assert_null(json_get(json_get(n, "b"), "a"));
    arena_free(&a);
}

/* depth arrays inside each other. */
static bool nests(size_t depth)
{
    struct arena a;
    struct error e = {0};
    uint8_t text[200];
    struct json_node *n;
    struct json j;
    struct buf out;

    arena_init(&a, 1u << 20);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    n = json_read(&a, bytes_of(text, 2 * depth), &e);
    if (n == NULL) {
        assert_int_equal(e.code, ERROR_LIMIT);
        assert_int_equal(e.offset, LIMIT_JSON_DEPTH);
    } else { /* the writer can do all that the reader takes */
        buf_init(&out, 1000);
        json_open(&j, &out);
        assert_true(json_write(&j, n));
        assert_int_equal(out.size, 2 * depth);
        buf_free(&out);
    }
    arena_free(&a);
    return n != NULL;
}

static void depth(void **state)
{
    (void)state;
    assert_true(nests(LIMIT_JSON_DEPTH - 1));
    assert_true(nests(LIMIT_JSON_DEPTH));
    assert_false(nests(LIMIT_JSON_DEPTH + 1));
}

/* An array of so many values in all, itself counted. */
static bool holds(size_t nodes)
{
    struct arena a;
    struct error e = {0};
    size_t size = 2 * (nodes - 1) + 1;
    uint8_t *text = malloc(size);
    struct json_node *n;

    arena_init(&a, LIMIT_ARENA);
    for (size_t i = 1; i < size; i += 2) {
        text[i] = '1';
        text[i + 1] = ',';
    }
    text[0] = '[';
    text[size - 1] = ']';
    n = json_read(&a, bytes_of(text, size), &e);
    assert_true(n != NULL || e.code == ERROR_LIMIT);
    arena_free(&a);
    free(text);
    return n != NULL;
}

static void nodes(void **state)
{
    (void)state;
    assert_true(holds(LIMIT_JSON_NODES - 1));
    assert_true(holds(LIMIT_JSON_NODES));
    assert_false(holds(LIMIT_JSON_NODES + 1));
}

static void size(void **state)
{
    struct arena a;
    struct error e = {0};
    uint8_t *text = malloc(LIMIT_RECORD + 1);

    (void)state;
    arena_init(&a, 1u << 20);
    memset(text, ' ', LIMIT_RECORD + 1);
    text[0] = '1';
    assert_non_null(json_read(&a, bytes_of(text, LIMIT_RECORD - 1), &e));
    assert_non_null(json_read(&a, bytes_of(text, LIMIT_RECORD), &e));
    assert_null(json_read(&a, bytes_of(text, LIMIT_RECORD + 1), &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    arena_free(&a);
    free(text);
}

static void writer_holds_to_order(void **state)
{
    struct json j;
    struct buf out;

    (void)state;
    buf_init(&out, 1000);
    json_open(&j, &out);
    json_object(&j);
    json_key(&j, BYTES("b"));
    json_number(&j, 1);
    assert_false(j.disordered);
    json_key(&j, BYTES("a"));
    json_number(&j, INT64_MAX);
    json_end_object(&j);
    assert_true(j.disordered);
    assert_true(bytes_equal(buf_bytes(&out), BYTES("{\"b\":1,\"a\":\"9223372036854775807\"}")));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax),         cmocka_unit_test(trailing_bytes),
        cmocka_unit_test(strings),        cmocka_unit_test(lone_surrogates),
        cmocka_unit_test(duplicate_keys), cmocka_unit_test(integers_only),
        cmocka_unit_test(rfc8785),        cmocka_unit_test(finding_keys),
        cmocka_unit_test(depth),          cmocka_unit_test(nodes),
        cmocka_unit_test(size),           cmocka_unit_test(writer_holds_to_order),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
