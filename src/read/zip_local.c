/*
 * Local headers. The device reads one only when it opens an entry, and then
 * insists that name and (unless a data descriptor is announced) sizes and CRC
 * agree with the directory; its method, time and encryption bit it ignores.
 */
#include "read/zip_part.h"

enum { LONG_EXTRA = 0x4040 };

bool zip_local_at(struct bytes file, uint64_t at, struct zip_local *out)
{
    struct bytes raw;

    if (!bytes_slice(file, at, LOCAL_SIZE, &raw) || bytes_get32(raw, 0) != LOCAL_SIGNATURE)
        return false;
    *out = (struct zip_local){
        .version = bytes_get16(raw, 4),
        .flags = bytes_get16(raw, 6),
        .method = bytes_get16(raw, 8),
        .time = bytes_get16(raw, 10),
        .date = bytes_get16(raw, 12),
        .crc = bytes_get32(raw, 14),
        .compressed_size = bytes_get32(raw, 18),
        .size = bytes_get32(raw, 22),
        .name_size = bytes_get16(raw, 26),
        .extra_size = bytes_get16(raw, 28),
    };
    return true;
}

/* Reports `kind` about the entry's local header: the device cannot open the entry. */
#define UNREADABLE(o, e, kind, ...)                                                             \
    do {                                                                                        \
        (e)->readable = false;                                                                  \
        scan_anomaly((o)->s, &zip_kinds[kind], zip_at((o), (e)->header, LOCAL_SIZE), (e)->name, \
                     __VA_ARGS__);                                                              \
    } while (0)

/* Name and ZIP64 fields; *w gets the header's sizes. */
static void check_identity(struct zip_open *o, struct zip_entry *e, const struct zip_local *l,
                           struct zip_wide *w)
{
    struct zip *z = o->z;
    struct bytes name, extra;
    uint64_t at = e->header + LOCAL_SIZE;

    if (at >= z->directory || l->name_size > z->directory - at)
        UNREADABLE(o, e, ZIP_LOCAL_RANGE, "header at %llu, directory at %llu", (unsigned long long)e->header,
                   (unsigned long long)z->directory);
    if (!bytes_slice(z->file, at, l->name_size, &name) || !bytes_equal(name, e->name))
        UNREADABLE(o, e, ZIP_LOCAL_NAME, "%u bytes, %s", l->name_size,
                   name.size == e->name.size ? "other characters" : "other length");
    if (l->size != UINT32_MAX && l->compressed_size != UINT32_MAX)
        return;
    at += l->name_size;
    if (l->size != l->compressed_size)
        UNREADABLE(o, e, ZIP_LOCAL_ZIP64, "only one size calls for it");
    else if (at > z->directory || l->extra_size > z->directory - at ||
             !bytes_slice(z->file, at, l->extra_size, &extra) || !zip_widen(extra, w))
        UNREADABLE(o, e, ZIP_LOCAL_ZIP64, "extra field of %u bytes", l->extra_size);
}

/* Sizes and CRC against the directory's, by the rule that the descriptor bit chooses. */
static void check_sizes(struct zip_open *o, struct zip_entry *e, const struct zip_local *l,
                        const struct zip_wide *w)
{
    struct locus where = zip_at(o, e->header, LOCAL_SIZE);
    bool same = w->size == e->size && w->compressed_size == e->compressed_size && l->crc == e->crc;
    bool other = (w->size != 0 && w->size != e->size) || (l->crc != 0 && l->crc != e->crc) ||
                 (w->compressed_size != 0 && w->compressed_size != e->compressed_size);

    if ((l->flags ^ e->flags) & FLAG_DESCRIPTOR)
        scan_anomaly(o->s, &zip_kinds[ZIP_DESCRIPTOR_FLAG], where, e->name, "flags 0x%04x, directory 0x%04x",
                     l->flags, e->flags);
    if (same)
        return;
    if (!(l->flags & FLAG_DESCRIPTOR))
        UNREADABLE(o, e, ZIP_LOCAL_SIZES, "%llu to %llu, crc %08x; directory %llu to %llu, crc %08x",
                   (unsigned long long)w->compressed_size, (unsigned long long)w->size, l->crc,
                   (unsigned long long)e->compressed_size, (unsigned long long)e->size, e->crc);
    else if (other && e->readable)
        scan_anomaly(o->s, &zip_kinds[ZIP_LOCAL_IGNORED], where, e->name,
                     "%llu to %llu, crc %08x; directory %llu to %llu, crc %08x",
                     (unsigned long long)w->compressed_size, (unsigned long long)w->size, l->crc,
                     (unsigned long long)e->compressed_size, (unsigned long long)e->size, e->crc);
}

/* The data descriptor as extraction checks it: 12 bytes (20 for huge entries), with or without a signature.
 */
static bool descriptor_agrees(const struct zip *z, const struct zip_entry *e, uint64_t *end)
{
    uint64_t length = e->method == ZIP_STORED ? e->size : e->compressed_size;
    bool wide = e->size >= UINT32_MAX || e->compressed_size >= UINT32_MAX;
    struct cursor c = cursor_open(bytes_from(z->file, e->data), e->data);
    uint32_t crc;
    uint64_t compressed, size;

    cursor_skip(&c, length);
    crc = cursor_u32(&c);
    if (crc == DESCRIPTOR_SIGNATURE)
        crc = cursor_u32(&c);
    compressed = wide ? cursor_u64(&c) : cursor_u32(&c);
    size = wide ? cursor_u64(&c) : cursor_u32(&c);
    *end = cursor_offset(&c);
    return !c.failed && crc == e->crc && compressed == e->compressed_size && size == e->size;
}

static void check_data(struct zip_open *o, struct zip_entry *e, const struct zip_local *l)
{
    struct zip *z = o->z;
    uint64_t left = e->data <= z->directory ? z->directory - e->data : 0, end;

    if (e->data > z->directory || e->compressed_size > left || (e->method == ZIP_STORED && e->size > left))
        UNREADABLE(o, e, ZIP_DATA_RANGE, "data at %llu, %llu to %llu bytes, directory at %llu",
                   (unsigned long long)e->data, (unsigned long long)e->compressed_size,
                   (unsigned long long)e->size, (unsigned long long)z->directory);
    else if (l->flags & FLAG_DESCRIPTOR && (e->method == ZIP_STORED || e->method == ZIP_DEFLATED) &&
             !descriptor_agrees(z, e, &end)) {
        e->descriptor_differs = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_DESCRIPTOR_DIFFERS],
                     zip_at(o, e->data, e->method == ZIP_STORED ? e->size : e->compressed_size), e->name,
                     "none that agrees behind the data");
    }
}

static void read_local(struct zip_open *o, struct zip_entry *e)
{
    struct zip *z = o->z;
    struct zip_local l;
    struct zip_wide w;

    if (zip_has_local(e))
        return; /* recovered from its local header */
    if (e->header >= z->directory)
        return; /* already said: the record points past the directory */
    if (!zip_local_at(z->file, e->header, &l)) {
        UNREADABLE(o, e, ZIP_LOCAL_MISSING, "at %llu", (unsigned long long)e->header);
        return;
    }
    w = (struct zip_wide){l.size, l.compressed_size, 0, true};
    e->method_local = l.method;
    e->flags_local = l.flags;
    e->data = e->header + LOCAL_SIZE + l.name_size + l.extra_size;
    check_identity(o, e, &l, &w);
    check_sizes(o, e, &l, &w);
    check_data(o, e, &l);

    struct locus where = zip_at(o, e->header, LOCAL_SIZE);
    if (l.method != e->method)
        scan_anomaly(o->s, &zip_kinds[ZIP_METHOD_DIFFERS], where, e->name, "%u, directory %u", l.method,
                     e->method);
    if (l.flags & FLAG_ENCRYPTED && !(e->flags & FLAG_ENCRYPTED))
        scan_anomaly(o->s, &zip_kinds[ZIP_ENCRYPTED_LOCAL], where, e->name, "flags 0x%04x", l.flags);
    if (l.extra_size > LONG_EXTRA)
        scan_anomaly(o->s, &zip_kinds[ZIP_EXTRA_LONG], where, e->name, "%u bytes in the local header",
                     l.extra_size);
}

void zip_locals_read(struct zip_open *o)
{
    for (size_t i = 0; i < o->z->count; i++)
        read_local(o, &o->z->entries[i]);
}

uint64_t zip_entry_end(const struct zip *z, const struct zip_entry *e)
{
    uint64_t length = e->method == ZIP_DEFLATED ? e->compressed_size : e->size, end;

    if (!zip_has_local(e))
        return e->header;
    if (!bytes_has(z->file, e->data, length))
        return e->data;
    if (!(e->flags_local & FLAG_DESCRIPTOR))
        return e->data + length;
    if (descriptor_agrees(z, e, &end))
        return end;
    /* one that the device would not accept is still the entry's; some writers always use eight bytes a size
     */
    struct cursor c = cursor_open(bytes_from(z->file, e->data + length), e->data + length);
    if (cursor_u32(&c) != DESCRIPTOR_SIGNATURE)
        return e->data + length;
    cursor_skip(&c, 4);
    end = cursor_offset(&c) + (cursor_u64(&c) == e->compressed_size && cursor_u64(&c) == e->size ? 16 : 8);
    return bytes_has(z->file, end, 0) ? end : e->data + length;
}
