/*
 * The central directory, record by record. The device reads exactly as many
 * records as the archive claims; records behind them are evidence only. An
 * archive it refuses is listed up to where no whole record follows.
 */
#include "read/zip_part.h"

bool zip_record_at(struct bytes file, uint64_t at, struct zip_record *out)
{
    struct bytes raw;

    if (!bytes_slice(file, at, RECORD_SIZE, &raw) || bytes_get32(raw, 0) != RECORD_SIGNATURE)
        return false;
    *out = (struct zip_record){
        .made_by = bytes_get16(raw, 4),
        .version = bytes_get16(raw, 6),
        .flags = bytes_get16(raw, 8),
        .method = bytes_get16(raw, 10),
        .time = bytes_get16(raw, 12),
        .date = bytes_get16(raw, 14),
        .crc = bytes_get32(raw, 16),
        .compressed_size = bytes_get32(raw, 20),
        .size = bytes_get32(raw, 24),
        .name_size = bytes_get16(raw, 28),
        .extra_size = bytes_get16(raw, 30),
        .comment_size = bytes_get16(raw, 32),
        .disk = bytes_get16(raw, 34),
        .internal = bytes_get16(raw, 36),
        .external = bytes_get32(raw, 38),
        .header = bytes_get32(raw, 42),
    };
    return true;
}

bool zip_widen(struct bytes extra, struct zip_wide *w)
{
    /* Four bytes or fewer cannot hold the field; the walk stops where fewer than five are left. */
    for (uint64_t at = 0; at + 4 < extra.size;) {
        uint16_t id, size;
        bytes_u16(extra, at, &id);
        bytes_u16(extra, at + 2, &size);
        at += 4;
        if (!bytes_has(extra, at, size))
            return false;
        if (id != 1) {
            at += size;
            continue;
        }
        /* A disk number behind all three is ignored; all three may be there when fewer are called for. */
        uint16_t counted = size == 28 ? 24 : size;
        bool all = counted == 24;
        uint64_t start = at;
        uint64_t *fields[] = {&w->size, &w->compressed_size, &w->header};
        for (size_t i = 0; i < (w->local && !all ? 2u : 3u); i++) {
            uint64_t value;
            if (*fields[i] != UINT32_MAX && !all)
                continue;
            if (!bytes_u64(extra, at, &value))
                return false;
            *fields[i] = value;
            at += 8;
        }
        return at != start && at - start == counted;
    }
    return false;
}

/* Whether the parts of an extra field fill it, but for fewer than four bytes. */
static bool extra_fits(struct bytes extra)
{
    uint64_t at = 0;

    while (bytes_has(extra, at, 4)) {
        uint16_t size;
        bytes_u16(extra, at + 2, &size);
        at += 4;
        if (!bytes_has(extra, at, size))
            return false;
        at += size;
    }
    return true;
}

enum {
    /* Beyond the padding of an alignment to 16 KiB and the headers around it. */
    LONG_EXTRA = 0x4040,
    /* APPNOTE 6.3: nothing asks for more. */
    NEWEST_VERSION = 63,
};

/* What the record says that the device does not read. */
static void check_record(struct zip_open *o, const struct zip_entry *e, const struct zip_record *r)
{
    struct locus where = zip_at(o, e->record, e->record_size);
    struct bytes extra;

    if (r->flags & FLAG_ENCRYPTED)
        scan_anomaly(o->s, &zip_kinds[ZIP_ENCRYPTED], where, e->name, "flags 0x%04x", r->flags);
    if (r->flags & (FLAG_PATCHED | FLAG_STRONG | FLAG_MASKED))
        scan_anomaly(o->s, &zip_kinds[ZIP_FLAGS], where, e->name, "flags 0x%04x", r->flags);
    if ((r->version & 0xff) > NEWEST_VERSION)
        scan_anomaly(o->s, &zip_kinds[ZIP_VERSION], where, e->name, "version %u.%u needed",
                     (r->version & 0xff) / 10, (r->version & 0xff) % 10);
    if (r->method != ZIP_STORED && r->method != ZIP_DEFLATED)
        scan_anomaly(o->s, &zip_kinds[ZIP_METHOD_UNKNOWN], where, e->name, "method %u", r->method);
    if (e->method != ZIP_DEFLATED && e->compressed_size != e->size)
        scan_anomaly(o->s, &zip_kinds[ZIP_SIZE_STORED], where, e->name, "compressed size %llu, size %llu",
                     (unsigned long long)e->compressed_size, (unsigned long long)e->size);
    if (e->method == ZIP_DEFLATED && e->size >= 1 << 20 && e->size / 200 > e->compressed_size)
        scan_anomaly(o->s, &zip_kinds[ZIP_RATIO], where, e->name, "compressed size %llu, size %llu",
                     (unsigned long long)e->compressed_size, (unsigned long long)e->size);
    if (r->comment_size != 0)
        scan_anomaly(o->s, &zip_kinds[ZIP_COMMENT_LONG], where, e->name, "comment of %u bytes",
                     r->comment_size);
    if (r->extra_size > 0 &&
        bytes_slice(o->z->file, e->record + RECORD_SIZE + r->name_size, r->extra_size, &extra)) {
        if (extra.size > LONG_EXTRA)
            scan_anomaly(o->s, &zip_kinds[ZIP_EXTRA_LONG], where, e->name, "%zu bytes in the directory",
                         extra.size);
        if (!extra_fits(extra))
            scan_anomaly(o->s, &zip_kinds[ZIP_EXTRA_MALFORMED], where, e->name, "%zu bytes", extra.size);
    }
}

uint64_t zip_directory_add(struct zip_open *o, uint64_t at)
{
    struct zip *z = o->z;
    struct zip_record r;
    struct zip_entry *e;
    struct bytes extra;
    uint64_t size;

    if (!zip_record_at(z->file, at, &r))
        return 0;
    size = (uint64_t)RECORD_SIZE + r.name_size + r.extra_size + r.comment_size;
    if (!bytes_has(z->file, at, size))
        return 0;

    struct zip_wide wide = {r.size, r.compressed_size, r.header, false};
    e = &z->entries[z->count++];
    *e = (struct zip_entry){
        .crc = r.crc,
        .record = at,
        .record_size = (uint32_t)size,
        .method = r.method,
        .method_local = ZIP_NO_LOCAL,
        .flags = r.flags,
        .readable = true,
    };
    bytes_slice(z->file, at + RECORD_SIZE, r.name_size, &e->name);
    if (r.size == UINT32_MAX || r.compressed_size == UINT32_MAX || r.header == UINT32_MAX) {
        bytes_slice(z->file, at + RECORD_SIZE + r.name_size, r.extra_size, &extra);
        if (!zip_widen(extra, &wide)) {
            enum zip_kind kind = r.header == UINT32_MAX ? ZIP_ZIP64_OFFSET : ZIP_ZIP64_SIZE;
            z->refused |= kind == ZIP_ZIP64_OFFSET;
            e->readable = false;
            wide = (struct zip_wide){r.size, r.compressed_size, r.header, false};
            scan_anomaly(o->s, &zip_kinds[kind], zip_at(o, at, size), e->name, "extra field of %u bytes",
                         r.extra_size);
        }
    }
    e->size = wide.size;
    e->compressed_size = wide.compressed_size;
    e->header = wide.header;
    if (z->shift != 0 && wide.header <= z->file.size)
        e->header += z->shift;
    if (e->header >= z->directory) {
        z->refused = true;
        e->readable = false;
        scan_anomaly(o->s, &zip_kinds[ZIP_LOCAL_OFFSET], zip_at(o, at, size), e->name,
                     "header at %llu, directory at %llu", (unsigned long long)e->header,
                     (unsigned long long)z->directory);
    }
    check_record(o, e, &r);
    zip_name_check(o, e);
    return size;
}

/* Size of the whole record at `at` that ends before `limit`; 0 when there is none. */
static uint64_t record_size(struct bytes file, uint64_t at, uint64_t limit)
{
    struct zip_record r;

    if (!zip_record_at(file, at, &r))
        return 0;
    uint64_t size = (uint64_t)RECORD_SIZE + r.name_size + r.extra_size + r.comment_size;
    return at <= limit && size <= limit - at && bytes_has(file, at, size) ? size : 0;
}

/* Whole records in a row from `at` on. */
static uint64_t count_records(struct bytes file, uint64_t at, uint64_t limit)
{
    uint64_t size, count = 0;

    for (; (size = record_size(file, at, limit)) != 0; at += size)
        count++;
    return count;
}

/* Records behind the last one the device reads: in the directory's own range, or right behind it. */
static uint64_t find_extra(struct zip_open *o, uint64_t at)
{
    uint64_t size;

    for (; (size = record_size(o->z->file, at, o->limit)) != 0; at += size) {
        struct zip_record r;
        struct bytes name;
        zip_record_at(o->z->file, at, &r);
        bytes_slice(o->z->file, at + RECORD_SIZE, r.name_size, &name);
        scan_anomaly(o->s, &zip_kinds[ZIP_DIRECTORY_EXTRA], zip_at(o, at, size), name,
                     "the archive claims %llu", (unsigned long long)o->z->declared);
    }
    return at;
}

void zip_directory_read(struct zip_open *o)
{
    struct zip *z = o->z;
    uint64_t at = z->directory, size;
    uint64_t end = z->directory + z->directory_size;
    uint64_t most = count_records(z->file, at, o->limit);

    /* The device stops at the claimed number; an archive that claims none is refused, and listed in full. */
    if (z->declared != 0 && most > z->declared)
        most = z->declared;
    if (most > LIMIT_ENTRIES) {
        most = LIMIT_ENTRIES;
        scan_anomaly(o->s, &zip_kinds[ZIP_LIMIT_ENTRIES], zip_at(o, z->end, 0), (struct bytes){0},
                     "%llu records claimed, %u read", (unsigned long long)z->declared, LIMIT_ENTRIES);
    }
    z->entries = arena_array(o->s->arena, (size_t)most, sizeof *z->entries);
    while (z->count < most && (size = zip_directory_add(o, at)) != 0)
        at += size;
    if (at > end || z->count < (z->declared < LIMIT_ENTRIES ? z->declared : LIMIT_ENTRIES)) {
        z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_DIRECTORY_SHORT], zip_at(o, at <= z->end ? at : z->end, 0),
                     (struct bytes){0}, "%zu records of %llu, ending at %llu, directory ends at %llu",
                     z->count, (unsigned long long)z->declared, (unsigned long long)at,
                     (unsigned long long)end);
    }
    if (z->declared != 0 && z->declared <= LIMIT_ENTRIES)
        at = find_extra(o, at);
    o->directory_end = at > end ? at : end;
}
