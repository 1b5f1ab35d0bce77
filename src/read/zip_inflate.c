/*
 * Inflating follows libziparchive on zlib: the stream must end, give exactly
 * the directory's size, and lie in the compressed size but for what a last
 * block of 32 KiB read from the file hides. libdeflate does the work; zlib is
 * asked only where libdeflate finds something wrong, for how far the stream
 * goes. (What zlib takes is read. libdeflate also takes dynamic blocks whose
 * run-length coded lengths overrun their number; zlib refuses those.)
 */
#include "read/zip_part.h"

#include "base/hash.h"

#include <libdeflate.h>
#define ZLIB_CONST /* zlib reads its input */
#include <zlib.h>

enum {
    MOST_RATIO = 1032, /* no DEFLATE stream does better */
    SLOW = 1 << 20,    /* bytes of output: about a millisecond */
};

/* Inflates as far as it goes; slower, but knows how far that was. */
static void inflate_slowly(struct bytes in, uint8_t *room, size_t size, struct zip_inflated *out)
{
    z_stream stream = {0};
    uint8_t spare;
    int result = Z_OK;

    *out = (struct zip_inflated){0};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return;
    /* zlib counts in 32 bits; LIMIT_ENTRY_SIZE of output needs less than that of input */
    stream.next_in = in.data;
    stream.avail_in = in.size < UINT32_MAX ? (uInt)in.size : UINT32_MAX;
    stream.next_out = room;
    stream.avail_out = (uInt)size;
    while (result == Z_OK && stream.avail_out > 0)
        result = inflate(&stream, Z_NO_FLUSH);
    out->size = stream.total_out;
    if (result == Z_OK) { /* the room is full: a byte more tells whether the stream ends here */
        stream.next_out = &spare;
        stream.avail_out = 1;
        result = inflate(&stream, Z_NO_FLUSH);
        out->more = stream.avail_out == 0;
    }
    out->ended = result == Z_STREAM_END;
    out->used = stream.total_in;
    inflateEnd(&stream);
}

void zip_inflate(struct bytes in, uint8_t *room, size_t size, struct zip_inflated *out)
{
    static _Thread_local struct libdeflate_decompressor *decompressor;
    enum libdeflate_result result = LIBDEFLATE_BAD_DATA;
    uint64_t work = size > in.size ? size : in.size; /* blocks without output cost time as well */

    *out = (struct zip_inflated){.work = work};
    if (decompressor == NULL)
        decompressor = libdeflate_alloc_decompressor();
    if (decompressor != NULL)
        result = libdeflate_deflate_decompress_ex(decompressor, in.data, in.size, room, size, &out->used,
                                                  &out->size);
    out->ended = result == LIBDEFLATE_SUCCESS;
    if (out->ended)
        return;
    inflate_slowly(in, room, size, out);
    out->work = work + out->size; /* the work was done twice */
}

struct bytes zip_stream(const struct zip *z, const struct zip_entry *entry, uint64_t *size)
{
    struct bytes in;

    *size = entry->size;
    /* a stream cut off by the end of the file is examined as far as it goes */
    if (!bytes_slice(z->file, entry->data, entry->compressed_size, &in))
        in = bytes_from(z->file, entry->data);
    if (in.size < *size / MOST_RATIO)
        *size = (uint64_t)in.size * MOST_RATIO + MOST_RATIO; /* cannot become more, whatever the directory says */
    return in;
}

void zip_ahead_run(struct zip_ahead *a)
{
    zip_inflate(a->in, a->room, a->size, &a->got);
    if (a->then != NULL) /* others have something to do meanwhile */
        a->then(a->context, bytes_of(a->room, a->got.size));
    a->crc = hash_crc32(0, bytes_of(a->room, a->got.size));
}

static void run(struct ahead_job *job)
{
    zip_ahead_run((struct zip_ahead *)job);
}

bool zip_ahead_open(const struct zip *z, const struct zip_entry *entry, uint64_t most, struct zip_ahead *a)
{
    uint64_t size;

    if (z->ahead[entry - z->entries] != NULL || entry->method != ZIP_DEFLATED ||
        !zip_has_local(entry) || z->kept[entry - z->entries].data != NULL)
        return false;
    *a = (struct zip_ahead){.in = zip_stream(z, entry, &size)};
    a->size = (size_t)size;
    return size <= LIMIT_ENTRY_SIZE && size <= most;
}

bool zip_begin(struct scan *s, const struct zip *z, const struct zip_entry *entry,
               void (*then)(void *context, struct bytes content), void *context)
{
    struct zip_ahead like, *a;

    if (!zip_ahead_open(z, entry, LIMIT_AHEAD - s->ahead, &like))
        return false;
    a = arena_raw(s->arena, sizeof *a);
    *a = like;
    a->job.run = run;
    a->job.slow = a->size >= SLOW;
    a->stays = true;
    a->then = then;
    a->context = context;
    a->room = arena_raw(s->arena, a->size);
    s->ahead += a->size;
    z->ahead[entry - z->entries] = a;
    ahead_post(&a->job);
    return true;
}
