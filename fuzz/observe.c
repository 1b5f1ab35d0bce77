/* Answers of sources, whatever the bytes; the first says which source. What the reader says, the parent's rules take. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "fleet/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_frame(enum frame_type type, struct bytes payload, uint32_t *texts)
{
    struct cursor c = cursor_open(payload, 0);

    check(type == FRAME_HEADER || type == FRAME_ROW || type == FRAME_NOTE);
    if (type == FRAME_HEADER) {
        check(text_is_utf8(payload) && payload.size <= LIMIT_ANSWER_TEXT);
        *texts = payload.size == 0 ? 0 : *texts + 1;
        check(*texts <= LIMIT_ANSWER_TEXTS);
    }
    if (type != FRAME_ROW || cursor_u8(&c) != 'D')
        return;
    cursor_skip(&c, 1 + 8 + 4 + 32);
    check(cursor_take(&c, cursor_u32(&c)).size > 0);
    check(cursor_take(&c, cursor_u32(&c)).size > 0);
    while (cursor_left(&c) > 0) {
        for (int i = 0; i < APP_TEXTS; i++)
            check(cursor_u32(&c) <= *texts);
        cursor_skip(&c, 1);
    }
    check(!c.failed);
}

static void hear(int fd)
{
    static uint8_t room[1 << 16];
    struct frame_reader in;
    enum frame_type type;
    struct bytes payload;
    uint32_t texts = 0;
    ssize_t n;

    lseek(fd, 0, SEEK_SET);
    frame_reader_init(&in);
    while ((n = read(fd, room, sizeof room)) > 0) {
        check(frame_feed(&in, bytes_of(room, (size_t)n)));
        while (frame_next(&in, &type, &payload))
            check_frame(type, payload, &texts);
    }
    frame_reader_free(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct families none;
    struct bytes all = bytes_of(data, size);
    size_t count = 0;
    struct source_ask ask = {.text = bytes_from(all, 1), .serial = BYTES("S1"), .disabled = bytes_from(all, size / 2), .time = 1793340000,
                             .map = BYTES("serial=serial,package=package,name=name,time=time"), .keep_all = true, .families = &none};
    struct frame_writer out;
    struct error e = {0};
    struct arena arena;
    int fd = memfd_create("said", MFD_CLOEXEC);

    while (source_at(count) != NULL)
        count++;
    ask.source = bytes_str(source_at(size == 0 ? 0 : data[0] % count)->name);
    arena_init(&arena, LIMIT_ARENA);
    frame_writer_init(&out, fd);
    if (source_read(&ask, &arena, &out, &e)) {
        check(frame_flush(&out));
        hear(fd);
    } else {
        check(e.code != ERROR_NONE);
    }
    buf_free(&out.pending);
    arena_free(&arena);
    close(fd);
    return 0;
}
