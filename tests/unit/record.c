/* Reading records: what is refused with its name, and that a record reads and writes as itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "judge/record.h"

/* SHA-256 of the two packs' text, "-- id: a.b\nSELECT 1" */
#define DIGEST  "cd5d7c3b864fec175b861f009aa0affc1291929ee1d9e626cd250b603e671d6e"
#define PACK    "{\"id\":\"a.b\",\"sha256\":\"" DIGEST "\",\"text\":\"-- id: a.b\\nSELECT 1\"}"
#define ANSWERS "[{\"answer\":\"yes\",\"criterion\":\"a.b\",\"reason\":null}]"
#define FACTS   "{\"app\":[{\"id\":\"org.x\",\"min_sdk\":23}],\"permissions\":[]}"
#define FINDINGS                                                                                            \
    "[{\"criterion\":\"a.b\",\"detail\":null,\"grade\":null,\"locus\":\"l\",\"subject\":\"s\",\"witness\":" \
    "null}]"
#define RESULT \
    "{\"reasons\":[{\"criterion\":\"a.b\",\"detail\":null,\"result\":\"not met\"}],\"result\":\"not met\"}"
static const char good[] =
    "{\"answers\":" ANSWERS ",\"artifacts\":[{\"sha256\":\"" DIGEST "\"}],\"counts\":{\"classes\":1},"
    "\"coverage\":[{\"analysed\":1,\"opaque\":0,\"part\":\"code\",\"total\":1}],\"facts\":" FACTS
    ",\"findings\":" FINDINGS ",\"packs\":{\"criteria\":[" PACK "],\"policy\":" PACK "},\"result\":" RESULT
    ",\"veto\":\"0.1\"}";

static struct arena arena;

/* The good record with the first `what` replaced. */
static struct bytes with(const char *what, const char *by)
{
    const char *at = strstr(good, what);

    assert_non_null(at);
    return arena_printf(&arena, "%.*s%s%s", (int)(at - good), good, by, at + strlen(what));
}

static void refused(const char *what, const char *by, const char *why)
{
    struct record r;
    struct error e = {0};

    assert_false(record_read(&r, &arena, with(what, by), &e));
    if (strstr(e.text, why) == NULL)
        fail_msg("%s by %s: %s", what, by, e.text);
    assert_true(e.code == ERROR_FORMAT || e.code == ERROR_REFUSED);
}

static void taken(struct bytes json)
{
    struct record r;
    struct error e = {0};
    struct buf out;

    if (!record_read(&r, &arena, json, &e))
        fail_msg("%.*s: %s", (int)json.size, (const char *)json.data, e.text);
    buf_init(&out, LIMIT_RECORD);
    assert_true(record_write(&r, &out));
    assert_true(bytes_equal(buf_bytes(&out), json));
    buf_free(&out);
}

static void reads_and_writes(void **state)
{
    struct record r;
    struct error e = {0};
    enum result result;

    (void)state;
    taken(bytes_str(good));
    taken(with(FACTS, "{}"));
    taken(with("[" PACK "]", "[" PACK "]"));
    assert_true(record_read(&r, &arena, arena_printf(&arena, "%s\n", good), &e));
    assert_true(bytes_is(record_text(record_table(&r, "app"), 0, "id"), "org.x"));
    assert_int_equal(record_number(record_table(&r, "app"), 0, "min_sdk"), 23);
    assert_int_equal(record_table(&r, "permissions")->row_count, 0);
    assert_int_equal(record_number(record_table(&r, "counts"), 0, "rows"), 1);
    assert_true(record_result(&r, &result) && result == RESULT_NOT_MET);
    assert_true(bytes_is(record_text(record_table(&r, "result"), 1, "criterion"), "a.b"));
    assert_true(bytes_is(r.veto, "0.1") && r.criterion_count == 1 && bytes_is(r.policy.id, "a.b"));
}

static void every_key_is_required(void **state)
{
    (void)state;
    refused("{\"answers\":" ANSWERS ",", "{", "the record lacks the key answers");
    refused("\"counts\":{\"classes\":1},", "", "the record lacks the key counts");
    refused(",\"veto\":\"0.1\"", "", "the record lacks the key veto");
    refused(",\"policy\":" PACK, "", "packs lacks the key policy");
    refused("\"id\":\"a.b\",\"sha256\"", "\"sha256\"", "packs.criteria[0] lacks the key id");
    refused("\"reasons\":[{", "\"reasons\":[{\"a\":1},{", "result.reasons[0].a is no key");
    refused(",\"reason\":null", "", "answers lacks the key reason");
    refused("\"locus\":\"l\",", "", "findings lacks the key locus");
    refused("\"part\":\"code\",", "", "coverage lacks the key part");
    refused("{\"sha256\":\"" DIGEST "\"}", "{\"size\":1}", "artifacts lacks the key sha256");
}

static void unknown_keys_are_refused(void **state)
{
    (void)state;
    refused("\"veto\":", "\"time\":1,\"veto\":", "time is no key of a record");
    refused("\"veto\":\"0.1\"", "\"veto\":\"0.1\",\"z\":1", "z is no key of a record");
    refused("\"packs\":{", "\"packs\":{\"a\":1,", "packs.a is no key of a record");
    refused("\"reason\":null", "\"reason\":null,\"z\":1", "answers has keys that a record does not have");
    refused("\"facts\":{", "\"facts\":{\"answers\":[],", "answers is no name of a table of facts");
    refused("\"facts\":{", "\"facts\":{\"App\":[],", "App is no name of a table of facts");
    refused("{\"classes\":1}", "{\"\":1}", "is no name of a table");
}

static void types_are_checked(void **state)
{
    (void)state;
    refused(ANSWERS, "7", "answers is no array");
    refused(ANSWERS, "[7]", "answers is no object");
    refused("\"min_sdk\":23", "\"min_sdk\":true", "facts.app[0].min_sdk is not text, an integer or null");
    refused("\"min_sdk\":23", "\"min_sdk\":[]", "facts.app[0].min_sdk is not text");
    refused("\"min_sdk\":23", "\"min_sdk\":1.5", "only integers");
    refused("\"yes\"", "\"maybe\"", "answers[0].answer is not yes, no or undetermined");
    refused("\"reason\":null", "\"reason\":1", "answers[0].reason is not of its type");
    refused("\"total\":1", "\"total\":null", "coverage[0].total is not of its type");
    refused("\"classes\":1", "\"classes\":\"1\"", "counts.classes is no integer");
    refused("\"veto\":\"0.1\"", "\"veto\":1", "veto is no text");
    refused("\"result\":\"not met\"}]", "\"result\":\"bad\"}]", "result.reasons[0].result is no result");
    refused("\"result\":\"not met\"},", "\"result\":\"bad\"},", "has no result");
    refused(RESULT, "[]", "result is not an object");
    refused("\"id\":\"org.x\",\"min_sdk\":23}", "\"id\":\"org.x\",\"min_sdk\":23},{\"id\":\"org.x\"}",
            "facts.app[1] has other keys than the first row");
    refused("{\"id\":\"org.x\",\"min_sdk\":23}", "{}", "facts.app has no columns");
}

static void digests_of_packs(void **state)
{
    struct record r;
    struct error e = {0};

    (void)state;
    assert_false(record_read(&r, &arena, with("SELECT 1", "SELECT 2"), &e));
    assert_int_equal(e.code, ERROR_REFUSED);
    assert_non_null(strstr(e.text, "packs.criteria[0].sha256: the record says \"" DIGEST "\""));
    refused("\"id\":\"a.b\",\"sha256\":\"" DIGEST, "\"id\":\"a.b\",\"sha256\":\"",
            "packs.criteria[0].sha256");
    refused("[" PACK "]", "[" PACK "," PACK "]", "packs.criteria[1] is out of the order");
}

static void answers_are_those_of_the_criteria(void **state)
{
    (void)state;
    refused(ANSWERS, "[]", "0 answers to 1 criteria");
    refused("\"criterion\":\"a.b\",\"reason\"", "\"criterion\":\"a.c\",\"reason\"",
            "answers[0].criterion is not packs.criteria[0].id");
}

static void canonical_only(void **state)
{
    (void)state;
    refused("{\"answers\"", "{ \"answers\"", "not canonical");
    refused("\"org.x\"", "\"org\\u002ex\"", "not canonical");
    refused("\"id\":\"org.x\",\"min_sdk\":23", "\"min_sdk\":23,\"id\":\"org.x\"", "not canonical");
    refused("\"0.1\"}", "\"0.1\"}\n\n", "not canonical");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes),         cmocka_unit_test(every_key_is_required),
        cmocka_unit_test(unknown_keys_are_refused), cmocka_unit_test(types_are_checked),
        cmocka_unit_test(digests_of_packs),         cmocka_unit_test(answers_are_those_of_the_criteria),
        cmocka_unit_test(canonical_only),
    };

    arena_init(&arena, 64u << 20);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
