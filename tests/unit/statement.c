/* Statements: the rules that each kind is held to, by the field and the words of the refusal; hostile texts; signed
 * statements and commitments; the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "ledger/statement.h"

#define DIGEST "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\""
#define COMMON "\"by\":\"a@b.example\",\"case\":\"wechat\","
#define TIME ",\"time\":\"2026-11-23T10:00:00Z\""

#define NOTICE                                                                                                         \
    "{" COMMON "\"findings\":[{\"criterion\":\"content.sms.read\",\"record\":" DIGEST "}],\"given\":\"given\","       \
    "\"kind\":\"notice\"" TIME ",\"to\":\"vendor\",\"window\":\"2026-12-23\"}"
#define DETERMINATION                                                                                                  \
    "{\"authority\":\"CIO\"," COMMON "\"effective\":\"2026-11-24\",\"kind\":\"determination\",\"legal_authority\":"    \
    "\"Act\",\"measures\":[{\"exhibits\":[],\"findings\":[\"content.sms.read\"],\"lesser\":[\"none would do\"],"       \
    "\"measure\":\"remove\"}],\"not_claimed\":[\"a breach\"],\"office\":\"TBS\",\"outcome\":\"unacceptable\","         \
    "\"reasons_en\":\"r\",\"reasons_fr\":\"r\",\"replies\":[],\"review_by\":\"2027-11-23\",\"scope\":[\"issued\"],"    \
    "\"sealed\":0,\"subject\":\"wechat\",\"subject_kind\":\"family\"" TIME "}"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 256u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void taken(const char *text)
{
    struct statement s;
    struct error e = {0};

    if (!statement_check(&arena, bytes_str(text), &s, &e))
        fail_msg("%s", e.text);
}

/* `good` with the first `from` replaced by `to` is refused, saying `why`. */
static void refused(const char *good, const char *from, const char *to, const char *why)
{
    const char *at = strstr(good, from);
    struct statement s;
    struct error e = {0};
    struct bytes text;

    assert_non_null(at);
    text = arena_printf(&arena, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    if (statement_check(&arena, text, &s, &e))
        fail_msg("taken: %s", (const char *)text.data);
    if (strstr(e.text, why) == NULL)
        fail_msg("%s -> %s: %s", from, to, e.text);
}

static void kinds(void **state)
{
    (void)state;
    taken(NOTICE);
    taken(DETERMINATION);
    taken("{\"artifacts\":[" DIGEST "]," COMMON "\"date\":\"2026-11-22\",\"device\":{\"commitment\":" DIGEST
          "},\"from\":\"store\",\"kind\":\"acquisition\"" TIME ",\"tool\":\"adb\"}");
    taken("{\"artifacts\":[" DIGEST "]," COMMON "\"kind\":\"evaluation\",\"record\":" DIGEST ",\"result\":\"not-met\"" TIME
          "}");
    taken("{\"answers\":[{\"criterion\":\"content.sms.read\",\"says\":\"for login\"}]," COMMON
          "\"kind\":\"response\",\"notice\":" DIGEST TIME "}");
    refused("{" COMMON "\"citation\":\"c\",\"credibility\":\"2\",\"date\":\"2026-11-22\",\"digest\":" DIGEST
            ",\"for\":\"x\",\"kind\":\"exhibit\",\"reliability\":\"B\",\"sealed\":\"yes\"" TIME "}",
            "", "", "summary: a sealed exhibit");
    /* every kind has documented fields in the order of their names, and none of a common field's name */
    for (size_t i = 0; statement_kind_at(i) != NULL; i++) {
        const struct field *before = NULL;
        assert_ptr_equal(statement_kind(bytes_str(statement_kind_at(i)->name)), statement_kind_at(i));
        for (const struct field *f = statement_kind_at(i)->fields; f->name != NULL; before = f++) {
            assert_true(strlen(f->doc) > 5);
            assert_true(before == NULL || strcmp(before->name, f->name) < 0);
            if (f->type != FIELD_DIGEST && f->type != FIELD_DIGESTS)
                assert_int_equal(f->type == FIELD_CHOICE, f->choices != NULL);
            assert_int_equal(f->type == FIELD_ROWS, f->rows != NULL);
            for (const struct field *c = statement_common; c->name != NULL; c++)
                assert_string_not_equal(c->name, f->name);
        }
    }
}

static void rules(void **state)
{
    (void)state;
    refused(NOTICE, "\"to\":\"vendor\",", "", "to: is missing");
    refused(NOTICE, "\"to\":\"vendor\"", "\"to\":\"\"", "to: the text is empty");
    refused(NOTICE, "\"to\":\"vendor\"", "\"to\":7", "to: a text is wanted");
    refused(NOTICE, "\"to\":\"vendor\"", "\"tn\":\"x\",\"to\":\"vendor\"", "no such field: tn");
    refused(NOTICE, "\"given\":\"given\"", "\"given\":\"maybe\"", "given: one of these is wanted: given late withheld");
    refused(NOTICE, "\"given\":\"given\"", "\"given\":\"withheld\"", "ground: a notice is late or withheld only");
    refused(NOTICE, "2026-12-23", "2026-12-32", "window: a date");
    refused(NOTICE, "2026-12-23", "2026-11-22", "window: is before time");
    refused(NOTICE, "T10:00:00Z", "T24:00:00Z", "time: a time");
    refused(NOTICE, "\"record\":\"0", "\"record\":\"g", "findings[0].record: a SHA-256");
    refused(NOTICE, "{\"criterion\":\"content.sms.read\",\"record\":" DIGEST "}", "", "findings: the list is empty");
    refused(NOTICE, "{\"criterion\":\"content.sms.read\",\"record\":" DIGEST "}", "3", "findings[0]: an object");
    refused(NOTICE, "\"criterion\":\"content.sms.read\"", "\"a\":1,\"criterion\":\"c\"", "findings[0]: no such field");
    refused(NOTICE, "\"kind\":\"notice\"", "\"kind\":\"order\"", "no statement of kind order");
    refused(NOTICE, "\"kind\":\"notice\",", "", "an object with a kind");
    refused(DETERMINATION, "\"findings\":[\"content.sms.read\"]", "\"findings\":[]", "measures[0]: a measure without a ground");
    refused(DETERMINATION, "\"lesser\":[\"none would do\"]", "\"lesser\":[]", "measures[0].lesser: the list is empty");
    refused(DETERMINATION, "\"reasons_fr\":\"r\",", "", "reasons_fr: is missing");
    refused(DETERMINATION, "\"not_claimed\":[\"a breach\"]", "\"not_claimed\":[\"a\",\"a\"]", "occurs twice");
    refused(DETERMINATION, "\"review_by\":\"2027", "\"review_by\":\"2025", "review_by: is before effective");
    refused(DETERMINATION, "\"sealed\":0", "\"sealed\":-1", "sealed: a number");
    refused(DETERMINATION, "\"authority\":\"CIO\"", "\"authority\":{\"commitment\":" DIGEST "}", "authority: a text");
}

static void hostile(void **state)
{
    (void)state;
    refused(NOTICE, "{", " {", "canonical");
    refused(NOTICE, "\"to\":\"vendor\"", "\"to\":\"vendor\",\"to\":\"vendor\"", "twice");
    refused(NOTICE, "\"vendor\"", "\"\\ud800\"", "surrogate");
    refused(NOTICE, "\"vendor\"", "\"\\u0076endor\"", "canonical");
    refused(DETERMINATION, "\"sealed\":0", "\"sealed\":99999999999999999999", "2^53-1");
    refused(DETERMINATION, "\"sealed\":0", "\"sealed\":1.5", "");
    refused(NOTICE, NOTICE, "[]", "an object with a kind");
    refused(NOTICE, NOTICE, "", "expected a value");
    for (size_t bit = 0; bit < strlen(DETERMINATION) * 8; bit++) {
        char text[] = DETERMINATION;
        struct statement s, original;
        struct arena mine;
        struct error e = {0};
        arena_init(&mine, 4u << 20);
        assert_true(statement_check(&mine, BYTES(DETERMINATION), &original, &e));
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
        /* what still is a statement is another one */
        if (statement_check(&mine, bytes_of(text, strlen(DETERMINATION)), &s, &e))
            assert_memory_not_equal(s.digest, original.digest, SHA256_SIZE);
        else
            assert_int_not_equal(e.code, ERROR_NONE);
        arena_free(&mine);
    }
}

static void signed_ones(void **state)
{
    struct bytes signature[2] = {BYTES("one\n"), BYTES("two\n")};
    struct statement s;
    struct error e = {0};
    struct buf out;

    (void)state;
    buf_init(&out, 1u << 20);
    assert_true(statement_write(&out, BYTES(NOTICE), signature, 2, &e));
    assert_true(statement_read(&arena, buf_bytes(&out), &s, &e));
    assert_true(bytes_is(s.text, NOTICE));
    assert_int_equal(s.signatures->count, 2);
    assert_true(bytes_is(s.signatures->first->text, "one\n"));
    out.data[0] = ' ';
    assert_false(statement_read(&arena, buf_bytes(&out), &s, &e));
    assert_false(statement_read(&arena, BYTES("{\"signatures\":[],\"statement\":{}}"), &s, &e));
    assert_false(statement_read(&arena, BYTES("{\"signatures\":[1],\"statement\":{}}"), &s, &e));
    assert_false(statement_read(&arena, BYTES("{\"signatures\":[\"x\"],\"statement\":{}}"), &s, &e));
    buf_free(&out);
}

static void redacted(void **state)
{
    uint8_t salt[32] = {1}, digest[SHA256_SIZE];
    char hex[HEX256 + 1];
    struct statement s;
    struct error e = {0};
    struct bytes text;

    (void)state;
    statement_commit(bytes_of(salt, 32), BYTES("\"Pixel 6\""), digest);
    hash_hex(bytes_of(digest, 32), hex);
    text = arena_printf(&arena,
                        "{\"artifacts\":[" DIGEST "]," COMMON "\"date\":\"2026-11-22\",\"device\":{\"commitment\":\"%s\"},"
                        "\"from\":\"store\",\"kind\":\"acquisition\"" TIME ",\"tool\":\"adb\"}", hex);
    if (!statement_check(&arena, text, &s, &e))
        fail_msg("%s", e.text);
    assert_true(statement_opens(&s, BYTES("device"), bytes_of(salt, 32), BYTES("\"Pixel 6\"")));
    assert_false(statement_opens(&s, BYTES("device"), bytes_of(salt, 32), BYTES("\"Pixel 7\"")));
    assert_false(statement_opens(&s, BYTES("device"), bytes_of(salt, 31), BYTES("\"Pixel 6\"")));
    assert_false(statement_opens(&s, BYTES("tool"), bytes_of(salt, 32), BYTES("\"adb\"")));
    salt[0] = 2;
    assert_false(statement_opens(&s, BYTES("device"), bytes_of(salt, 32), BYTES("\"Pixel 6\"")));
}

static void limits(void **state)
{
    static uint8_t spaces[LIMIT_STATEMENT + 1];
    struct statement s;
    struct error e = {0};
    struct buf list;

    (void)state;
    memset(spaces, ' ', sizeof spaces);
    assert_false(statement_check(&arena, bytes_of(spaces, LIMIT_STATEMENT + 1), &s, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(statement_check(&arena, bytes_of(spaces, LIMIT_STATEMENT), &s, &e));
    assert_int_equal(e.code, ERROR_FORMAT);
    assert_false(statement_read(&arena, bytes_of(spaces, LIMIT_STATEMENT + 1), &s, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    for (unsigned count = LIMIT_STATEMENT_LIST - 1; count <= LIMIT_STATEMENT_LIST + 1; count++) {
        buf_init(&list, 1u << 20);
        for (unsigned i = 0; i < count; i++)
            buf_printf(&list, "%s\"c%u\"", i == 0 ? "" : ",", i);
        buf_u8(&list, 0);
        if (count <= LIMIT_STATEMENT_LIST)
            taken((const char *)arena_printf(&arena, "%.*s%s%s",
                                             (int)(strstr(DETERMINATION, "\"a breach\"") - DETERMINATION), DETERMINATION,
                                             (const char *)list.data,
                                             strstr(DETERMINATION, "\"a breach\"") + strlen("\"a breach\"")).data);
        else
            refused(DETERMINATION, "\"a breach\"", (const char *)list.data, "the list is too long");
        buf_free(&list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),       cmocka_unit_test(rules),    cmocka_unit_test(hostile),
        cmocka_unit_test(signed_ones), cmocka_unit_test(redacted), cmocka_unit_test(limits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
