/*
 * The ZIP reader on anything. What it returns lies inside the input, two
 * readings agree, peeking agrees with reading, and reading with zlib. Input
 * that does not begin with 'P' is taken for a DEFLATE stream behind one byte.
 */
#include "read/zip.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static bool inside(struct bytes part, struct bytes whole)
{
    return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

/* zlib's word on a stream: how much comes out, and whether it ends. */
static size_t by_zlib(struct bytes in, uint8_t *room, size_t size, bool *ended)
{
    z_stream stream = {0};
    int result;

    check(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)in.data;
    stream.avail_in = (uInt)in.size;
    stream.next_out = room;
    stream.avail_out = (uInt)size;
    result = inflate(&stream, Z_FINISH);
    *ended = result == Z_STREAM_END;
    size = stream.total_out;
    inflateEnd(&stream);
    return size;
}

/* Whether the stream has more blocks than peeking looks at. */
static bool many_blocks(struct bytes in)
{
    static uint8_t room[1 << 16];
    z_stream stream = {0};
    int result = Z_OK;

    check(inflateInit2(&stream, -MAX_WBITS) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)in.data;
    stream.avail_in = (uInt)in.size;
    unsigned blocks = 0;
    while (result == Z_OK && blocks <= LIMIT_PEEK_BLOCKS) {
        stream.next_out = room;
        stream.avail_out = sizeof room;
        result = inflate(&stream, Z_BLOCK);
        blocks += (stream.data_type & 128) != 0;
    }
    inflateEnd(&stream);
    return blocks >= LIMIT_PEEK_BLOCKS;
}

/* Peeks at the entry in full and in part, and compares with its content. */
static void check_peek(const struct zip *z, const struct zip_entry *e, struct bytes content, bool whole)
{
    uint8_t room[ZIP_PEEK_MOST], less[ZIP_PEEK_MOST];
    struct bytes most = zip_peek(z, e, ZIP_PEEK_MOST, room), some = zip_peek(z, e, 7, less);
    size_t common = most.size < content.size ? most.size : content.size;

    check(most.size <= ZIP_PEEK_MOST && some.size <= 7 && bytes_starts(most, some));
    check(common == 0 || memcmp(most.data, content.data, common) == 0);
    if (whole && most.size != (content.size < ZIP_PEEK_MOST ? content.size : ZIP_PEEK_MOST))
        check(many_blocks(bytes_from(z->file, e->data)));
}

static void check_stream(struct scan *s, struct bytes file)
{
    static uint8_t expected[1 << 16];
    uint8_t noted = 0;
    uint64_t checked = 0;
    struct bytes kept = {NULL, 0};
    struct zip_ahead *ahead = NULL;
    struct zip_entry e = {.method = ZIP_DEFLATED,
                          .data = 1,
                          .compressed_size = file.size - 1,
                          .readable = true};
    struct zip z = {
        .file = file, .entries = &e, .count = 1, .noted = &noted, .checked = &checked, .kept = &kept, .ahead = &ahead};
    struct bytes content, in = bytes_from(file, 1);
    struct error error;
    bool ended, good;

    e.size = by_zlib(in, expected, sizeof expected, &ended);
    good = zip_read(s, &z, &e, ZIP_ASSET, &content, &error);
    /* what zlib takes is read; libdeflate also takes code lengths that overrun their number, which no tool
     * writes */
    check(good || !ended);
    if (good && !ended)
        return;
    check(content.size == e.size && (e.size == 0 || memcmp(content.data, expected, content.size) == 0));
    check_peek(&z, &e, content, good);
}

static void check_archive(struct scan *s, struct bytes file, struct buf *out, struct buf *scratch)
{
    struct place place = {NULL, BYTES("file"), 1};
    struct zip z;
    struct error e;
    struct bytes content;

    if (!zip_open(s, file, &place, &z, &e))
        return;
    for (size_t i = 0; i < z.count; i++) {
        const struct zip_entry *entry = &z.entries[i];
        check(inside(entry->name, file) && entry->nth >= 1);
        check(zip_find_nth(&z, entry->name, entry->nth) == entry);
        check(zip_has_local(entry) || !entry->readable);
        bool good = zip_read_into(s, &z, entry, i % 2 == 0 ? ZIP_ASSET : ZIP_EXTRACT, &content, &e, scratch);
        check(inside(content, file) || inside(content, buf_bytes(scratch)));
        check(!good || (entry->readable && content.size == entry->size));
        check_peek(&z, entry, content, good);
    }
    zip_print(out, &z);
    for (const struct anomaly *a = s->first; a != NULL; a = a->next) {
        buf_printf(out, "%s %.*s ", a->kind->code, (int)a->detail.size, (const char *)a->detail.data);
        locus_write(out, a->locus);
        if (a->locus.place == &place)
            check(a->locus.at <= file.size && a->locus.size <= file.size - a->locus.at);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes file = bytes_of(data, size);
    struct buf scratch, out[2];

    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    for (int i = 0; i < 2; i++) {
        struct arena a;
        struct scan s;
        arena_init(&a, LIMIT_ARENA);
        scan_init(&s, &a);
        buf_init(&out[i], 64 << 20);
        if (size > 1 && data[0] != 'P')
            check_stream(&s, file);
        else
            check_archive(&s, file, &out[i], &scratch);
        arena_free(&a);
    }
    check(bytes_equal(buf_bytes(&out[0]), buf_bytes(&out[1])));
    buf_free(&out[0]);
    buf_free(&out[1]);
    buf_free(&scratch);
    return 0;
}
