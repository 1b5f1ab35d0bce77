/*
 * Entries of a method the device does not know are raw bytes to it. When such
 * an entry begins with a DEFLATE stream that ends by itself, tools that guess
 * at the method show the stream's content, and the device something else.
 */
#include "read/zip_part.h"

#define ZLIB_CONST /* zlib reads its input */
#include <zlib.h>

enum { WINDOW = 32768, CERTAIN = 256 };

/* What is left of LIMIT_DECOY_INFLATE. Input is counted too: blocks without output cost time as well. */
struct budget {
    uint64_t in, out;
};

/* Inflates the start of `in`, discarding what comes out, within the budget; true when the stream ends. */
static bool whole_stream(z_stream *stream, struct bytes in, uint8_t *window, struct budget *budget)
{
    int result = Z_OK;

    if (inflateReset(stream) != Z_OK)
        return false;
    stream->next_in = in.data;
    stream->avail_in = in.size < budget->in ? (uInt)in.size : (uInt)budget->in;
    while (result == Z_OK && budget->out > 0) {
        stream->next_out = window;
        stream->avail_out = budget->out < WINDOW ? (uInt)budget->out : WINDOW;
        uInt room = stream->avail_out;
        result = inflate(stream, Z_NO_FLUSH);
        budget->out -= room - stream->avail_out;
        if (result == Z_OK && stream->avail_in == 0 && stream->avail_out > 0)
            break;
    }
    budget->in -= stream->total_in;
    return result == Z_STREAM_END;
}

void zip_decoys_find(struct zip_open *o)
{
    const struct zip *z = o->z;
    struct budget budget = {LIMIT_DECOY_INFLATE, LIMIT_DECOY_INFLATE};
    uint8_t *window = NULL;
    z_stream stream = {0};

    for (size_t i = 0; i < z->count; i++) {
        const struct zip_entry *e = &z->entries[i];
        struct bytes in;
        if (e->method == ZIP_STORED || e->method == ZIP_DEFLATED || !zip_has_local(e) ||
            e->compressed_size == 0 || !bytes_slice(z->file, e->data, e->compressed_size, &in))
            continue;
        if (window == NULL) {
            if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
                return;
            window = arena_raw(o->s->arena, WINDOW);
        }
        /* every try costs a little, so that many entries sharing one stream cost no more than one large */
        budget.out -= budget.out < CERTAIN ? budget.out : CERTAIN;
        bool whole = whole_stream(&stream, in, window, &budget);
        if (!whole && (budget.out == 0 || budget.in == 0)) {
            scan_anomaly(o->s, &zip_kinds[ZIP_LIMIT_DECOY], zip_at(o, e->record, e->record_size), e->name,
                         "%u bytes inflated", LIMIT_DECOY_INFLATE);
            break;
        }
        /* Raw data may look like a short stream by chance; one that fills the entry, or is long, is none. */
        if (whole && stream.total_out > 0 && (stream.avail_in == 0 || stream.total_out >= CERTAIN))
            scan_anomaly(o->s, &zip_kinds[ZIP_METHOD_DECOY], zip_at(o, e->data, stream.total_in), e->name,
                         "method %u, the stream's %lu bytes give %lu, the device reads %llu", e->method,
                         stream.total_in, stream.total_out, (unsigned long long)e->size);
    }
    if (window != NULL)
        inflateEnd(&stream);
}
