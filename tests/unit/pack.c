/* The packs inside the program: sorted, found by name, the bytes of the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/pack.h"

static void files_are_sorted_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < pack_file_count; i++) {
        assert_ptr_equal(pack_find(pack_files[i].path), &pack_files[i]);
        if (i > 0)
            assert_true(strcmp(pack_files[i - 1].path, pack_files[i].path) < 0);
    }
    assert_null(pack_files[pack_file_count].path);
}

static void names_are_exact(void **state)
{
    (void)state;
    assert_null(pack_find(""));
    assert_null(pack_find("permissions/"));
    assert_null(pack_find("permissions/android.tsv "));
    assert_non_null(pack_find("permissions/android.tsv"));
}

static void a_folder_starts_where_its_prefix_does(void **state)
{
    size_t i = pack_from("permissions/");

    (void)state;
    assert_true(i < pack_file_count);
    assert_true(bytes_starts(bytes_str(pack_files[i].path), BYTES("permissions/")));
    assert_int_equal(pack_from("\x7f"), pack_file_count);
}

/* Quotes, line feeds and the last byte survive the way through a C literal. */
static void text_is_whole(void **state)
{
    const struct pack_file *f = pack_find("permissions/android.tsv");

    (void)state;
    assert_true(bytes_starts(f->text, BYTES("# ")));
    assert_true(bytes_ends(f->text, BYTES("\n")));
    assert_true(bytes_search(f->text, BYTES("\nandroid.permission.READ_SMS\t"), 0) < f->text.size);
    assert_int_equal(bytes_find(f->text, 0, 0), f->text.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_sorted_and_found),
        cmocka_unit_test(names_are_exact),
        cmocka_unit_test(a_folder_starts_where_its_prefix_does),
        cmocka_unit_test(text_is_whole),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
