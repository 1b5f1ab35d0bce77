/* Memory by size: what lies on either side of PAGES_BIG, and what is read-only. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/pages.h"

/* The sizes around every change of behaviour: small pages, most of a huge page, whole ones. */
static const size_t sizes[] = {1,
                               4095,
                               4096,
                               4097,
                               PAGES_BIG - 1,
                               PAGES_BIG,
                               PAGES_BIG + 1,
                               PAGES_BIG + PAGES_BIG / 2 - 1,
                               PAGES_BIG + PAGES_BIG / 2,
                               2 * PAGES_BIG - 1,
                               3 * PAGES_BIG + 1};

static void every_byte_is_writable(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t *a = pages_alloc(sizes[i]), *b = pages_map(sizes[i]);
        assert_non_null(a);
        assert_non_null(b);
        assert_int_equal(b[0] | b[sizes[i] - 1], 0);
        memset(a, 1, sizes[i]);
        memset(b, 2, sizes[i]);
        assert_int_equal(a[sizes[i] - 1], 1);
        pages_free(a, sizes[i]);
        pages_unmap(b, sizes[i]);
    }
}

static void large_blocks_begin_on_a_huge_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t *b = pages_map(sizes[i]);
        assert_int_equal((uintptr_t)b % (sizes[i] < PAGES_BIG ? 4096 : PAGES_BIG), 0);
        pages_unmap(b, sizes[i]);
    }
}

static void nothing_and_too_much(void **state)
{
    (void)state;
    assert_null(pages_map(0));
    assert_null(pages_map(SIZE_MAX));
    assert_null(pages_map(SIZE_MAX / 2));
    pages_unmap(NULL, 10);
    pages_free(NULL, PAGES_BIG);
}

static void protected_memory_cannot_be_written(void **state)
{
    uint8_t *b = pages_map(PAGES_BIG + 1);
    int status = 0;
    pid_t child;

    (void)state;
    b[PAGES_BIG] = 7;
    pages_protect(b, PAGES_BIG + 1);
    assert_int_equal(b[PAGES_BIG], 7);
    child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        *(volatile uint8_t *)&b[PAGES_BIG] = 8;
        _exit(0);
    }
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    pages_unmap(b, PAGES_BIG + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_writable),
        cmocka_unit_test(large_blocks_begin_on_a_huge_page),
        cmocka_unit_test(nothing_and_too_much),
        cmocka_unit_test(protected_memory_cannot_be_written),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
