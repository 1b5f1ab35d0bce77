/*
 * The content of an entry, in the device's two ways, and what the device
 * insists on of a stream that was inflated.
 */
#include "read/zip_part.h"

#include "base/hash.h"

enum { READ_BLOCK = 32768 }; /* libziparchive's */

/* An entry may be read several times; what there is to say about it is said once. */
enum note { NOTE_LIMIT = 1, NOTE_STREAM = 2, NOTE_CRC = 4 };

static bool first_time(const struct zip *z, const struct zip_entry *entry, enum note note)
{
    uint8_t *noted = &z->noted[entry - z->entries];
    bool first = !(*noted & note);

    *noted |= (uint8_t)note;
    return first;
}

/* Compares the outcome with what the device insists on; false, with *e set, where it would fail. */
static bool judge(struct scan *s, const struct zip *z, const struct zip_entry *entry,
                  const struct zip_inflated *got, struct error *e)
{
    struct locus where = zip_span(z, entry->data, entry->compressed_size);
    bool first = first_time(z, entry, NOTE_STREAM);
    uint64_t seen = ((uint64_t)got->used + READ_BLOCK - 1) / READ_BLOCK * READ_BLOCK;

    if (!got->ended && !got->more) {
        if (first)
            scan_anomaly(s, &zip_kinds[ZIP_INFLATE_BROKEN], where, entry->name,
                         "after %zu bytes of output, %zu of input", got->size, got->used);
        return error_set(e, ERROR_REFUSED, entry->data, "the DEFLATE stream is broken after %zu bytes",
                         got->size);
    }
    if (got->more || got->size != entry->size) {
        if (first)
            scan_anomaly(s, &zip_kinds[ZIP_INFLATE_SIZE], where, entry->name, "%s%zu bytes, directory %llu",
                         got->more ? "more than " : "", got->size, (unsigned long long)entry->size);
        return error_set(e, ERROR_REFUSED, entry->data, "inflates to %s%zu bytes, the directory says %llu",
                         got->more ? "more than " : "", got->size, (unsigned long long)entry->size);
    }
    if (got->used < entry->compressed_size) {
        if (first)
            scan_anomaly(s, &zip_kinds[ZIP_INFLATE_TAIL],
                         zip_span(z, entry->data + got->used, entry->compressed_size - got->used),
                         entry->name, "%llu bytes", (unsigned long long)(entry->compressed_size - got->used));
        if (seen < entry->compressed_size)
            return error_set(e, ERROR_REFUSED, entry->data, "%llu bytes follow the DEFLATE stream",
                             (unsigned long long)(entry->compressed_size - got->used));
    }
    return true;
}

/*
 * The CRC is checked on the first reading only; the device never does. Stored
 * bytes are checked up to as many as the file has: only entries that overlap,
 * which is reported, come to more, and could make us check the same ones forever.
 */
static void check_crc(struct scan *s, const struct zip *z, const struct zip_entry *entry,
                      struct bytes content)
{
    const struct zip_ahead *ahead = z->ahead[entry - z->entries];
    uint32_t crc;

    if (!first_time(z, entry, NOTE_CRC))
        return;
    if (entry->method != ZIP_DEFLATED) {
        if (content.size > z->file.size - *z->checked)
            return;
        *z->checked += content.size;
    }
    crc = ahead != NULL ? ahead->crc : hash_crc32(0, content);
    if (crc != entry->crc)
        scan_anomaly(s, &zip_kinds[ZIP_CRC], locus_whole(entry->place), entry->name, "%08x, directory %08x",
                     crc, entry->crc);
}

/* Room for n bytes in the scratch, or the arena where there is none. */
static uint8_t *room_for(struct scan *s, struct buf *scratch, size_t n)
{
    if (scratch == NULL)
        return arena_raw(s->arena, n);
    return buf_space(scratch, n);
}

static bool inflate_content(struct scan *s, const struct zip *z, const struct zip_entry *entry,
                            struct buf *scratch, struct bytes *out, struct error *e)
{
    struct zip_ahead *ahead = z->ahead[entry - z->entries];
    struct zip_inflated got;
    uint64_t size;
    struct bytes in = zip_stream(z, entry, &size);
    uint8_t *room;

    if (size > LIMIT_ENTRY_SIZE) {
        if (first_time(z, entry, NOTE_LIMIT))
            scan_anomaly(s, &zip_kinds[ZIP_LIMIT_ENTRY], locus_whole(entry->place), entry->name,
                         "%llu bytes, limit %u", (unsigned long long)entry->size, LIMIT_ENTRY_SIZE);
        return error_set(e, ERROR_LIMIT, entry->data, "%llu bytes when inflated, LIMIT_ENTRY_SIZE is %u",
                         (unsigned long long)entry->size, LIMIT_ENTRY_SIZE);
    }
    if (s->inflated + (size > in.size ? size : in.size) > LIMIT_INFLATE_TOTAL) {
        if (first_time(z, entry, NOTE_LIMIT))
            scan_anomaly(s, &zip_kinds[ZIP_LIMIT_TOTAL], locus_whole(entry->place), entry->name,
                         "%llu bytes on top of %llu, limit %u", (unsigned long long)size,
                         (unsigned long long)s->inflated, LIMIT_INFLATE_TOTAL);
        return error_set(e, ERROR_LIMIT, entry->data, "LIMIT_INFLATE_TOTAL of %u bytes is used up",
                         LIMIT_INFLATE_TOTAL);
    }
    if (ahead != NULL) {
        ahead_finish(&ahead->job);
        room = ahead->room;
        got = ahead->got;
    } else {
        room = room_for(s, scratch, (size_t)size);
        if (room == NULL)
            return error_set(e, ERROR_SYSTEM, entry->data, "no memory for %llu bytes", (unsigned long long)size);
        zip_inflate(in, room, (size_t)size, &got);
    }
    s->inflated += got.work;
    *out = bytes_of(room, got.size);
    return judge(s, z, entry, &got, e);
}

/* `size` raw bytes from the data's start; the file's end is the only bound the device has for methods it does
 * not know. */
static bool raw_content(const struct zip *z, const struct zip_entry *entry, struct bytes *out,
                        struct error *e)
{
    if (bytes_slice(z->file, entry->data, entry->size, out))
        return true;
    *out = bytes_from(z->file, entry->data);
    return error_set(e, ERROR_REFUSED, entry->data, "%llu raw bytes, the file has %zu left",
                     (unsigned long long)entry->size, out->size);
}

/* Why the device would not open the entry at all, or not in this way; NULL when it would. */
static const char *refusal(const struct zip_entry *entry, enum zip_way way)
{
    if (!entry->readable)
        return "the device cannot open the entry";
    if (way == ZIP_ASSET)
        return NULL;
    if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED)
        return "the device extracts methods 0 and 8 only";
    /* Stored code at an offset divisible by four is mapped from the file, not extracted: nobody sees the
     * descriptor. */
    if (entry->descriptor_differs && (entry->method == ZIP_DEFLATED || entry->data % 4 != 0))
        return "the data descriptor contradicts the directory";
    return NULL;
}

bool zip_read_into(struct scan *s, const struct zip *z, const struct zip_entry *entry, enum zip_way way,
                   struct bytes *out, struct error *e, struct buf *scratch)
{
    struct bytes *kept = &z->kept[entry - z->entries];
    const struct zip_ahead *ahead = z->ahead[entry - z->entries];
    const char *why = refusal(entry, way);
    bool good;

    *out = (struct bytes){NULL, 0};
    if (!zip_has_local(entry))
        return error_set(e, ERROR_REFUSED, entry->header, "no local header at %llu",
                         (unsigned long long)entry->header);
    if (entry->method != ZIP_DEFLATED) {
        good = raw_content(z, entry, out, e);
    } else if (kept->data != NULL) {
        *out = *kept;
        good = true;
    } else {
        good = inflate_content(s, z, entry, scratch, out, e);
        if (good && (scratch == NULL || (ahead != NULL && ahead->stays)))
            *kept = *out;
    }
    if (good)
        check_crc(s, z, entry, *out);
    if (good && why != NULL)
        return error_set(e, ERROR_REFUSED, entry->header, "%s", why);
    return good;
}

bool zip_read(struct scan *s, const struct zip *z, const struct zip_entry *entry, enum zip_way way,
              struct bytes *out, struct error *e)
{
    return zip_read_into(s, z, entry, way, out, e, NULL);
}
