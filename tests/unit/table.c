/* The registry: every table says what it is, and nothing it says contradicts anything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fact/table.h"

static bool is_word(const char *name)
{
    for (const char *c = name; *c != 0; c++)
        if (!((*c >= 'a' && *c <= 'z') || *c == '_' || (c > name && *c >= '0' && *c <= '9')))
            return false;
    return name[0] != 0;
}

/* Long enough to say something, and no sentence cut off. */
static bool is_text(const char *doc)
{
    size_t size = doc == NULL ? 0 : strlen(doc);

    return size >= 2 && doc[0] != ' ' && doc[size - 1] != ' ';
}

static void tables_are_documented(void **state)
{
    (void)state;
    assert_true(table_count() >= 20 && table_count() <= 64); /* a bit each */
    assert_null(table_at(table_count()));
    for (size_t i = 0; i < table_count(); i++) {
        const struct table *t = table_at(i);
        assert_true(is_word(t->name));
        if (!is_text(t->doc) || t->doc[strlen(t->doc) - 1] != '.')
            fail_msg("%s: \"%s\"", t->name, t->doc);
        assert_ptr_equal(table_find(t->name), t); /* so no two have one name */
        assert_int_equal(t->parts >> PART_COUNT, 0);
        assert_true(t->column_count >= 2 && t->column_count <= 64);
    }
    assert_null(table_find("nonsense"));
    assert_null(table_find(""));
}

static void columns_are_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < table_count(); i++) {
        const struct table *t = table_at(i);
        bool locus = false;
        for (size_t k = 0; k < t->column_count; k++) {
            const struct column *c = &t->columns[k];
            if (c->name == NULL || !is_word(c->name) || !is_text(c->doc))
                fail_msg("%s, column %zu", t->name, k);
            for (size_t n = 0; n < k; n++)
                assert_string_not_equal(c->name, t->columns[n].name);
            locus = locus || (c->type == COLUMN_LOCUS && strcmp(c->name, "locus") == 0);
            if ((c->flags & COLUMN_NULL) != 0 && strstr(c->doc, "NULL") == NULL)
                fail_msg("%s.%s may be NULL and does not say when", t->name, c->name);
        }
        if (!locus)
            fail_msg("%s has no locus", t->name);
    }
}

static void big_tables_walk_and_small_ones_fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < table_count(); i++) {
        const struct table *t = table_at(i);
        bool key = false;
        for (size_t k = 0; k < t->column_count; k++)
            if ((t->columns[k].flags & COLUMN_KEY) != 0) {
                key = true;
                assert_int_equal(t->columns[k].type, COLUMN_TEXT); /* a key is compared as text */
            }
        assert_int_equal(t->fill == NULL, t->next != NULL);
        assert_int_equal(t->fill == NULL, t->column != NULL);
        assert_int_equal(t->fill == NULL, key);
    }
}

static void the_design_names_them(void **state)
{
    static const char *const names[] = {
        "artifacts",      "app",
        "entries",        "anomalies",
        "signatures",     "signers",
        "permissions",    "defined_permissions",
        "queries",        "features",
        "meta_data",      "components",
        "intent_filters", "dex_files",
        "classes",        "methods",
        "strings",        "native_libraries",
        "network_config", "coverage",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_non_null(table_find(names[i]));
}

static void parts_have_names(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PART_COUNT; i++) {
        assert_true(is_word(part_name(i)));
        for (unsigned k = 0; k < i; k++)
            assert_string_not_equal(part_name(i), part_name(k));
    }
    assert_null(part_name(PART_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_documented),
        cmocka_unit_test(columns_are_documented),
        cmocka_unit_test(big_tables_walk_and_small_ones_fill),
        cmocka_unit_test(the_design_names_them),
        cmocka_unit_test(parts_have_names),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
