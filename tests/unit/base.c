/* Bytes, cursor, arena, buffer: nothing past the end, nothing after a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/locus.h"

static void slices_stay_inside(void **state)
{
    struct bytes b = BYTES("abcdef"), out;

    (void)state;
    assert_true(bytes_slice(b, 6, 0, &out) && out.size == 0);
    assert_false(bytes_slice(b, 7, 0, &out));
    assert_false(bytes_slice(b, 1, UINT64_MAX, &out));
    assert_false(bytes_slice(b, UINT64_MAX, 2, &out));
    assert_true(bytes_slice(b, 2, 4, &out) && bytes_is(out, "cdef"));
    assert_int_equal(bytes_search(b, BYTES("de"), 0), 3);
    assert_int_equal(bytes_search(b, BYTES("de"), 4), 6);
    assert_true(bytes_compare(BYTES("a"), BYTES("ab")) < 0 && bytes_compare(BYTES("\xff"), BYTES("a")) > 0);
}

static void numbers_past_the_end_are_zero(void **state)
{
    struct bytes b = BYTES("\x01\x02\x03\x04\x05\x06\x07\x08");

    (void)state;
    assert_int_equal(bytes_get8(b, 7), 8);
    assert_int_equal(bytes_get8(b, 8), 0);
    assert_int_equal(bytes_get16(b, 6), 0x0807);
    assert_int_equal(bytes_get16(b, 7), 0);
    assert_int_equal(bytes_get32(b, 4), 0x08070605);
    assert_int_equal(bytes_get32(b, 5), 0);
    assert_true(bytes_get64(b, 0) == 0x0807060504030201);
    assert_true(bytes_get64(b, 1) == 0);
    assert_int_equal(bytes_get16(b, UINT64_MAX), 0);
}

static void cursor_stays_failed(void **state)
{
    struct cursor c = cursor_open(BYTES("\x01\x02\x03"), 100);

    (void)state;
    assert_int_equal(cursor_u16(&c), 0x0201);
    assert_int_equal(cursor_offset(&c), 102);
    assert_int_equal(cursor_u16(&c), 0);
    assert_true(c.failed);
    assert_int_equal(cursor_u8(&c), 0); /* the byte is there, but the cursor has failed */
    assert_int_equal(cursor_left(&c), 0);
}

static void leb128(void **state)
{
    struct cursor c = cursor_open(BYTES("\xe5\x8e\x26\x7f\x80\x7f\xff\xff\xff\xff\x0f"), 0);

    (void)state;
    assert_int_equal(cursor_uleb128(&c), 624485);
    assert_int_equal(cursor_sleb128(&c), -1);
    assert_int_equal(cursor_sleb128(&c), -128);
    assert_int_equal(cursor_uleb128(&c), UINT32_MAX);
    assert_false(c.failed);
    c = cursor_open(BYTES("\x80\x80\x80\x80\x80\x00"), 0);
    cursor_uleb128(&c);
    assert_true(c.failed);
}

static jmp_buf full;

static void jump(struct arena *a, size_t wanted)
{
    (void)a;
    (void)wanted;
    longjmp(full, 1);
}

/* Memory that was made ready is used next, and is zero as any other. */
static void arena_is_ready(void **state)
{
    struct arena a;
    size_t used;
    uint8_t *memory;

    (void)state;
    arena_init(&a, 8 << 20);
    arena_ready(&a, 2 << 20);
    used = a.used;
    memory = arena_alloc(&a, 1 << 20);
    for (size_t i = 0; i < 1 << 20; i++)
        assert_int_equal(memory[i], 0);
    assert_int_equal(a.used, used);
    arena_free(&a);
}

static void arena_stops_at_its_cap(void **state)
{
    struct arena a;
    size_t capacity = 0;
    uint32_t *numbers = NULL;

    (void)state;
    arena_init(&a, 1 << 20);
    a.exhausted = jump;
    for (uint32_t i = 0; i < 10000; i++) {
        numbers = arena_grow(&a, numbers, i, &capacity, sizeof *numbers);
        numbers[i] = i;
    }
    assert_int_equal(numbers[9999], 9999);
    if (setjmp(full) == 0) {
        arena_array(&a, SIZE_MAX / 2, 4);
        fail();
    }
    if (setjmp(full) == 0) {
        for (;;)
            arena_alloc(&a, 1000);
    }
    assert_true(a.used <= a.cap);
    arena_free(&a);
}

static void buffer_stops_at_its_cap(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 4);
    assert_true(buf_str(&b, "abcd"));
    assert_false(buf_u8(&b, 'e'));
    assert_true(b.failed && bytes_is(buf_bytes(&b), "abcd"));
    buf_free(&b);
}

static void locus_is_written_as_designed(void **state)
{
    struct arena a;
    struct buf out;
    struct place file = {NULL, BYTES("00ff"), 1};

    (void)state;
    arena_init(&a, 1 << 20);
    buf_init(&out, 1000);
    const struct place *inner =
        place_inside(&a, place_inside(&a, &file, BYTES("a b.apk"), 1), BYTES("classes.dex"), 2);
    assert_true(locus_write(&out, locus_at(inner, 26, 6)));
    assert_true(bytes_is(buf_bytes(&out), "00ff!a%20b.apk!classes.dex#2@0x1a+6"));
    buf_reset(&out);
    locus_write(&out, locus_whole(&file));
    assert_true(bytes_is(buf_bytes(&out), "00ff"));
    buf_free(&out);
    arena_free(&a);
}

/* Work that takes more than its arena holds is ended, and whoever asked for it goes on. */
struct taking {
    struct arena arena;
    size_t pieces, taken;
};

static void take_pieces(void *context)
{
    struct taking *t = context;

    for (; t->taken < t->pieces; t->taken++)
        memset(arena_raw(&t->arena, 4096), 1, 4096);
}

static void work_within_an_arena(void **state)
{
    struct taking little = {.pieces = 10}, much = {.pieces = 100000};

    (void)state;
    assert_true(arena_try(&little.arena, 1 << 20, take_pieces, &little));
    assert_int_equal(little.taken, 10);
    assert_null(little.arena.exhausted);
    assert_false(arena_try(&much.arena, 1 << 20, take_pieces, &much));
    assert_in_range(much.taken, 1, 256);
    assert_in_range(much.arena.used, 4096, 1 << 20); /* what was taken is there */
    arena_free(&little.arena);
    arena_free(&much.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_within_an_arena),
        cmocka_unit_test(slices_stay_inside),           cmocka_unit_test(numbers_past_the_end_are_zero),
        cmocka_unit_test(cursor_stays_failed),          cmocka_unit_test(leb128),
        cmocka_unit_test(arena_is_ready),
        cmocka_unit_test(arena_stops_at_its_cap),       cmocka_unit_test(buffer_stops_at_its_cap),
        cmocka_unit_test(locus_is_written_as_designed),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
