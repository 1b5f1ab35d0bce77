/* Documents of services: what they say, whatever the spelling; parts taken out and put in, and nothing else touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "fleet/document.h"

static struct arena arena;

static int fresh(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void sameness(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"{}", " { } ", true},
        {"{\"a\":1,\"b\":[1,2]}", "{\"b\":[2,1],\"a\":1}", true},
        {"{\"a\":[{\"n\":\"x\",\"t\":\"B\"},{\"n\":\"y\"}]}", "{\"a\":[{\"n\":\"y\",\"t\":\"\"},{\"t\":\"B\",\"n\":\"x\",\"d\":false}]}", true},
        {"{\"@odata.type\":\"#x\",\"a\":[{\"@odata.type\":\"y\",\"i\":1}]}", "{\"a\":[{\"i\":1}]}", true},
        {"{\"a\":{\"b\":{\"c\":0}}}", "{}", true},
        {"{\"a\":null}", "{\"b\":[]}", true},
        {"{\"a\":1.50}", "{\"a\":1.50}", true},
        {"{\"a\":9007199254740993}", "{\"a\":9007199254740992}", false},
        {"{\"a\":\"\\u00e9\"}", "{\"a\":\"\303\251\"}", true},
        {"{\"a\":[1,1]}", "{\"a\":[1]}", false},
        {"{\"a\":[\"x\",\"yz\"]}", "{\"a\":[\"xy\",\"z\"]}", false},
        {"{\"a\":\"0\"}", "{}", false},
        {"{\"a\":true}", "{\"a\":\"true\"}", false},
        {"{\"a\":[null]}", "{\"a\":[]}", false},
        {"{\"a\":\"1:x\\\",\\\"1:y\"}", "{\"a\":\"x\"}", false},
        {"[]", "[]", false},
        {"{", "{", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (document_same(bytes_str(rows[i].a), bytes_str(rows[i].b)) != rows[i].same || document_same(bytes_str(rows[i].b), bytes_str(rows[i].a)) != rows[i].same)
            fail_msg("%s and %s", rows[i].a, rows[i].b);
}

static void parts(void **state)
{
    const struct bytes text = BYTES("{\"name\":\"P\", \"apps\" : [ 1.50, {\"x\":1e3} ],\"@odata.type\":\"#t\",\"mode\":\"B\"}");
    struct document_fields all, mask = document_mask(&arena, BYTES("apps,none,mode\n")), differing;
    struct bytes picked, changed;
    struct error e = {0};

    (void)state;
    assert_int_equal(mask.count, 3);
    assert_true(bytes_is(mask.names[2], "mode"));
    assert_true(document_fields(&arena, text, &all, &e));
    assert_int_equal(all.count, 3);
    assert_int_equal(document_union(&arena, &all, &mask).count, 4);
    assert_true(document_pick(&arena, text, &mask, &picked, &e));
    assert_true(bytes_is(picked, "{\"apps\":[ 1.50, {\"x\":1e3} ],\n\"mode\":\"B\"}")); /* as they are spelt */
    assert_true(document_with(&arena, text, &mask, BYTES("{\"mode\":\"W\"}"), &changed, &e));
    assert_true(document_same(changed, BYTES("{\"mode\":\"W\",\"name\":\"P\"}")));
    assert_true(bytes_search(changed, BYTES("@odata.type"), 0) < changed.size); /* what is not named stays */
    assert_true(document_differing(&arena, text, changed, &differing, &e));
    assert_int_equal(differing.count, 2);
    assert_false(document_pick(&arena, BYTES("[1]"), &mask, &picked, &e));
    assert_false(document_with(&arena, text, &mask, BYTES("7"), &changed, &e));
    assert_false(document_fields(&arena, BYTES("{\"a\":1,\"a\":2}"), &all, &e));
    assert_int_equal(document_mask(&arena, BYTES(" ,\n")).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(sameness, fresh, done), cmocka_unit_test_setup_teardown(parts, fresh, done)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
