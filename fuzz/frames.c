/*
 * What a hostile child may send: frames, and in them headers and rows, taken
 * as the parent of an evaluation takes them. The first byte says in which
 * pieces the rest arrives. Everything given out lies inside what was fed, and
 * the pieces make no difference.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "jail/frame.h"
#include "judge/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool inside(struct bytes part, struct bytes whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_row(struct bytes payload, uint32_t count)
{
    static struct cell cells[ROW_COLUMNS_MOST];

    if (!row_read(payload, cells, count))
        return;
    for (uint32_t i = 0; i < count; i++)
        check(inside(cells[i].text, payload) && text_is_utf8(cells[i].text));
}

static void check_header(struct bytes payload, struct row_header *header)
{
    if (!row_header_read(payload, header)) {
        header->count = 0;
        return;
    }
    check(header->count <= ROW_COLUMNS_MOST && inside(header->name, payload));
    for (uint32_t i = 0; i < header->count; i++)
        check(inside(header->columns[i], payload) && text_is_utf8(header->columns[i]));
}

/* Takes everything in pieces of `step` bytes; what came of it goes to `out`. */
static void take(struct bytes wire, size_t step, struct buf *out)
{
    static struct row_header header;
    struct frame_reader r;
    struct record record;
    struct arena arena;
    struct error e = {0};
    enum frame_type type;
    struct bytes payload;

    header.count = 0;
    arena_init(&arena, LIMIT_ARENA);
    record_open(&record, &arena, NULL);
    frame_reader_init(&r);
    for (size_t at = 0; at < wire.size && !r.broken; at += step) {
        struct bytes piece;
        bytes_slice(wire, at, wire.size - at < step ? wire.size - at : step, &piece);
        if (!frame_feed(&r, piece))
            break;
        while (frame_next(&r, &type, &payload)) {
            check(payload.size <= LIMIT_FRAME && inside(payload, buf_bytes(&r.pending)));
            buf_printf(out, "%c%zu ", (char)type, payload.size);
            if (type == FRAME_HEADER)
                check_header(payload, &header);
            if (type == FRAME_ROW)
                check_row(payload, header.count);
            if ((type == FRAME_HEADER || type == FRAME_ROW) && !record.broken)
                buf_u8(out, record_take(&record, type, payload) ? '+' : '-');
        }
    }
    buf_u8(out, r.broken ? 'X' : '.');
    if (record_whole(&record, &e))
        check(record_write(&record, out));
    else
        check(e.text[0] != 0);
    frame_reader_free(&r);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes wire = bytes_from(bytes_of(data, size), 1);
    struct buf out[2];

    if (size < 2)
        return 0;
    for (int i = 0; i < 2; i++) {
        buf_init(&out[i], 64 << 20);
        take(wire, i == 0 ? wire.size : (size_t)data[0] + 1, &out[i]);
    }
    check(bytes_equal(buf_bytes(&out[0]), buf_bytes(&out[1])));
    buf_free(&out[0]);
    buf_free(&out[1]);
    return 0;
}
