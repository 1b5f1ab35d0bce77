/* Limits of reading DEX that need files larger than those of dex.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dex_make.h"
#include "read/dex_internal.h"

static const struct place place = {NULL, BYTES("test"), 1};

/* LIMIT_DEX_MAP: call sites are found when their row is among the first. */
static void limit_of_the_map(void **state)
{
    (void)state;
    for (uint32_t row = LIMIT_DEX_MAP - 1; row <= LIMIT_DEX_MAP + 1; row++) {
        struct dex_make m;
        struct arena arena;
        struct scan scan;
        struct dex *d;
        struct error e = {0};
        dex_make_plain(&m, 38);
        make_align(&m);
        make_set(&m, 0x34, m.size, 4);
        make_put(&m, row, 4);
        for (uint32_t i = 1; i <= row; i++) {
            make_put(&m, i == row ? DEX_MAP_CALL_SITE : 0x2001, 4);
            make_put(&m, 1, 4);
            make_put(&m, m.strings, 4);
        }
        make_set(&m, 0x20, m.size, 4);
        make_seal(&m);
        arena_init(&arena, 64 << 20);
        scan_init(&scan, &arena);
        assert_int_equal(dex_open(&scan, bytes_of(m.data, m.size), &place, &d, &e), 1);
        assert_int_equal(d->call_sites.count, row <= LIMIT_DEX_MAP);
        arena_free(&arena);
    }
}

/* LIMIT_DEX_NAME: of a longer string only the size is printed. */
static void limit_of_a_name(void **state)
{
    (void)state;
    for (size_t size = LIMIT_DEX_NAME - 1; size <= LIMIT_DEX_NAME + 1; size++) {
        struct dex_make m;
        struct arena arena;
        struct scan scan;
        struct dex *d;
        struct error e = {0};
        struct buf file, out;
        size_t run = 0, longest = 0;
        dex_make_plain(&m, 35);
        make_set(&m, m.strings + 4 * MAKE_HELLO, m.size, 4);
        buf_init(&file, 1 << 20);
        buf_add(&file, bytes_of(m.data, m.size));
        for (uint32_t left = (uint32_t)size; left > 0; left >>= 7) /* the length, ULEB128 */
            buf_u8(&file, (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
        for (size_t i = 0; i < size; i++)
            buf_u8(&file, 'z');
        buf_u8(&file, 0);
        arena_init(&arena, 64 << 20);
        scan_init(&scan, &arena);
        assert_int_equal(dex_open(&scan, buf_bytes(&file), &place, &d, &e), 1);
        assert_int_equal(dex_string(d, MAKE_HELLO).size, size);
        buf_init(&out, 8 << 20);
        dex_print(&out, d);
        for (size_t i = 0; i < out.size; i++) {
            run = out.data[i] == 'z' ? run + 1 : 0;
            longest = run > longest ? run : longest;
        }
        assert_int_equal(longest, size <= LIMIT_DEX_NAME ? size : 1);
        assert_int_equal(bytes_search(buf_bytes(&out), BYTES("bytes, not shown"), 0) != out.size,
                         size > LIMIT_DEX_NAME);
        buf_free(&out);
        buf_free(&file);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limit_of_the_map),
        cmocka_unit_test(limit_of_a_name),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("dex_limits", tests, NULL, NULL);
}
