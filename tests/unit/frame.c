/* Frames and rows: what a child says, read by a parent that believes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "fact/row.h"
#include "jail/frame.h"

static void feed_head(struct frame_reader *r, char type, uint32_t size)
{
    struct buf head;

    buf_init(&head, 16);
    buf_u8(&head, (uint8_t)type);
    buf_u32(&head, size);
    frame_feed(r, buf_bytes(&head));
    buf_free(&head);
}

static void frames_come_whole_however_they_arrive(void **state)
{
    struct bytes wire = BYTES("S\3\0\0\0abcN\0\0\0\0R\2\0\0\0xy");
    static const char types[] = "SNR";
    static const char *const texts[] = {"abc", "", "xy"};

    (void)state;
    for (size_t step = 1; step <= wire.size; step++) {
        struct frame_reader r;
        enum frame_type type;
        struct bytes payload;
        size_t count = 0;
        frame_reader_init(&r);
        for (size_t at = 0; at < wire.size; at += step) {
            struct bytes part;
            bytes_slice(wire, at, wire.size - at < step ? wire.size - at : step, &part);
            assert_true(frame_feed(&r, part));
            while (frame_next(&r, &type, &payload)) {
                assert_int_equal(type, types[count]);
                assert_true(bytes_is(payload, texts[count]));
                count++;
            }
        }
        assert_int_equal(count, 3);
        assert_int_equal(frame_pending(&r), 0);
        frame_reader_free(&r);
    }
}

static void only_known_types(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        struct frame_reader r;
        enum frame_type type;
        struct bytes payload;
        bool known = c != 0 && strchr("SEHRTNZ", c) != NULL;
        frame_reader_init(&r);
        feed_head(&r, (char)c, 0);
        assert_int_equal(frame_next(&r, &type, &payload), known);
        assert_int_equal(r.broken, !known);
        feed_head(&r, 'N', 0);
        assert_int_equal(frame_next(&r, &type, &payload),
                         known); /* nothing more comes out once it is broken */
        frame_reader_free(&r);
    }
}

/* LIMIT_FRAME */
static void limit_of_a_frame(void **state)
{
    static uint8_t block[1 << 20];

    (void)state;
    for (uint32_t size = LIMIT_FRAME - 1; size <= LIMIT_FRAME + 1; size++) {
        struct frame_reader r;
        enum frame_type type;
        struct bytes payload = {NULL, 0};
        uint32_t left = size;
        frame_reader_init(&r);
        feed_head(&r, 'N', size);
        assert_false(frame_next(&r, &type, &payload));
        assert_int_equal(r.broken, size > LIMIT_FRAME);
        while (left > 0 && !r.broken) {
            uint32_t part = left < sizeof block ? left : sizeof block;
            assert_true(frame_feed(&r, bytes_of(block, part)));
            left -= part;
        }
        assert_int_equal(frame_next(&r, &type, &payload), size <= LIMIT_FRAME);
        assert_int_equal(payload.size, size <= LIMIT_FRAME ? size : 0);
        frame_reader_free(&r);
    }
}

static void limit_of_a_frame_sent(void **state)
{
    uint8_t *block = calloc(1, LIMIT_FRAME + 1);
    int null = open("/dev/null", O_WRONLY);

    (void)state;
    assert_non_null(block);
    for (uint32_t size = LIMIT_FRAME - 1; size <= LIMIT_FRAME + 1; size++) {
        struct frame_writer w;
        frame_writer_init(&w, null);
        assert_int_equal(frame_send(&w, FRAME_ROW, bytes_of(block, size)), size <= LIMIT_FRAME);
        assert_true(frame_send(&w, FRAME_ROW, BYTES("x"))); /* one too long does no harm to the next */
        assert_true(frame_flush(&w));
        buf_free(&w.pending);
    }
    close(null);
    free(block);
}

/* LIMIT_CHILD_OUTPUT: nobody sends two gigabytes in a test, so most are counted as sent already. */
static void limit_of_everything(void **state)
{
    (void)state;
    for (int over = -1; over <= 1; over++) {
        struct frame_reader r;
        enum frame_type type;
        struct bytes payload;
        frame_reader_init(&r);
        r.total = LIMIT_CHILD_OUTPUT - 5 + (unsigned long long)(long long)over;
        feed_head(&r, 'N', 0);
        assert_int_equal(r.broken, over > 0);
        assert_int_equal(frame_next(&r, &type, &payload), over <= 0);
        frame_reader_free(&r);
    }
}

static void what_is_sent_is_read(void **state)
{
    struct frame_writer w;
    struct frame_reader r;
    enum frame_type type;
    struct bytes payload;
    uint8_t block[4096];
    int ends[2];
    size_t frames = 0;
    ssize_t n;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    frame_writer_init(&w, ends[1]);
    frame_stage(&w, "one");
    for (int i = 0; i < 100; i++)
        assert_true(frame_send(&w, FRAME_NOTE, bytes_of(block, (size_t)i)));
    assert_true(frame_flush(&w));
    close(ends[1]);
    frame_reader_init(&r);
    while ((n = read(ends[0], block, sizeof block)) > 0) {
        assert_true(frame_feed(&r, bytes_of(block, (size_t)n)));
        for (; frame_next(&r, &type, &payload); frames++) {
            assert_int_equal(type, frames == 0 ? FRAME_STAGE : FRAME_NOTE);
            assert_int_equal(payload.size, frames == 0 ? 3 : frames - 1);
        }
    }
    assert_int_equal(frames, 101);
    close(ends[0]);
    buf_free(&w.pending);
    frame_reader_free(&r);
}

/* --- rows --- */

static void rows_come_back(void **state)
{
    struct cell cells[4] = {{.kind = 'n'},
                            {.kind = 'i', .number = INT64_MIN},
                            {.kind = 't', .text = BYTES("caf\xc3\xa9")},
                            {.kind = 'r', .text = BYTES("1.5")}};
    struct cell got[4];
    struct buf out;

    (void)state;
    buf_init(&out, 1000);
    assert_true(row_write(&out, cells, 4));
    assert_true(row_read(buf_bytes(&out), got, 4));
    assert_true(got[0].kind == 'n' && got[1].number == INT64_MIN && bytes_is(got[2].text, "caf\xc3\xa9") &&
                got[3].kind == 'r' && bytes_is(got[3].text, "1.5"));
    assert_false(row_read(buf_bytes(&out), got, 3)); /* one is left over */
    for (size_t size = 0; size < out.size; size++) {
        struct bytes part;
        bytes_slice(buf_bytes(&out), 0, size, &part);
        assert_false(row_read(part, got, 4));
    }
    buf_free(&out);
}

static void lying_rows_are_refused(void **state)
{
    struct cell got[2];

    (void)state;
    assert_false(row_read(BYTES("x"), got, 1));                     /* no such kind */
    assert_false(row_read(BYTES("t\377\377\377\377"), got, 1));     /* longer than what is there */
    assert_false(row_read(BYTES("t\1\0\0\0\377"), got, 1));         /* not UTF-8 */
    assert_false(row_read(BYTES("r\3\0\0\0\355\240\200"), got, 1)); /* a surrogate */
    assert_false(row_read(BYTES("i1234567"), got, 1));              /* seven bytes */
    assert_true(row_read(BYTES(""), got, 0));
}

static void headers_come_back_or_are_refused(void **state)
{
    static const char *const names[] = {"one", "two"};
    static struct row_header header;
    struct buf out;

    (void)state;
    buf_init(&out, 1000);
    assert_true(row_header_write(&out, "table", names, 2));
    assert_true(row_header_read(buf_bytes(&out), &header));
    assert_true(header.count == 2 && bytes_is(header.name, "table") && bytes_is(header.columns[1], "two"));
    for (size_t size = 0; size < out.size; size++) {
        struct bytes part;
        bytes_slice(buf_bytes(&out), 0, size, &part);
        assert_false(row_header_read(part, &header));
    }
    buf_u8(&out, 0);
    assert_false(row_header_read(buf_bytes(&out), &header)); /* one byte too many */
    buf_free(&out);
    assert_false(row_header_read(BYTES("\xff\xff\xff\xff\0\0\0\0"), &header));
    assert_false(row_header_read(BYTES("\0\0\0\0\1\0\0\0\xff"), &header)); /* a name that is not UTF-8 */
}

static void most_columns(void **state)
{
    static struct row_header header;

    (void)state;
    for (uint32_t count = ROW_COLUMNS_MOST - 1; count <= ROW_COLUMNS_MOST + 1; count++) {
        struct buf out;
        buf_init(&out, 1 << 20);
        buf_u32(&out, count);
        for (uint32_t i = 0; i <= count; i++)
            buf_u32(&out, 0);
        assert_int_equal(row_header_read(buf_bytes(&out), &header), count <= ROW_COLUMNS_MOST);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_whole_however_they_arrive),
        cmocka_unit_test(only_known_types),
        cmocka_unit_test(limit_of_a_frame),
        cmocka_unit_test(limit_of_a_frame_sent),
        cmocka_unit_test(limit_of_everything),
        cmocka_unit_test(what_is_sent_is_read),
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(lying_rows_are_refused),
        cmocka_unit_test(headers_come_back_or_are_refused),
        cmocka_unit_test(most_columns),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
