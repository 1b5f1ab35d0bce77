/*
 * The end of an archive: its end-of-directory record, the ZIP64 records in
 * front of that, and from them where the directory lies. Follows
 * libziparchive's search; where it gives up, other readings are tried so that
 * the archive can still be listed.
 */
#include "read/zip_part.h"

enum { SEARCHED = 65535 + END_SIZE };

struct zip_end {
    uint16_t disk, directory_disk, disk_records, records, comment_size;
    uint32_t directory_size, directory;
};

static bool end_at(struct bytes file, uint64_t at, struct zip_end *out)
{
    struct bytes raw;

    if (!bytes_slice(file, at, END_SIZE, &raw) || bytes_get32(raw, 0) != END_SIGNATURE)
        return false;
    *out = (struct zip_end){
        .disk = bytes_get16(raw, 4),
        .directory_disk = bytes_get16(raw, 6),
        .disk_records = bytes_get16(raw, 8),
        .records = bytes_get16(raw, 10),
        .directory_size = bytes_get32(raw, 12),
        .directory = bytes_get32(raw, 16),
        .comment_size = bytes_get16(raw, 20),
    };
    return true;
}

/* Offset of the last end signature in [from, before) that has a whole record behind it; file.size when there
 * is none. */
static uint64_t last_end(struct bytes file, uint64_t from, uint64_t before)
{
    struct bytes raw;
    struct zip_end end;

    if (!bytes_slice(file, from, before - from, &raw))
        return file.size;
    for (size_t left = raw.size; left > 0;) {
        const uint8_t *p = memrchr(raw.data, 'P', left);
        if (p == NULL)
            break;
        left = (size_t)(p - raw.data);
        if (end_at(file, from + left, &end))
            return from + left;
    }
    return file.size;
}

/* The nearest end record before `at`, within the searched range, whose comment ends with the file. */
static uint64_t earlier_end(struct bytes file, uint64_t from, uint64_t at, struct zip_end *end)
{
    while ((at = last_end(file, from, at)) != file.size) {
        end_at(file, at, end);
        if (at + END_SIZE + end->comment_size == file.size)
            return at;
    }
    return file.size;
}

/* Whether directory size and offset could be meant for an archive that ends at `at`. */
static bool plausible(struct bytes file, uint64_t at, const struct zip_end *end)
{
    uint32_t signature;

    return bytes_u32(file, end->directory, &signature) && signature == RECORD_SIGNATURE &&
           end->directory < at;
}

bool zip_ends(struct bytes file)
{
    uint64_t from = file.size > SEARCHED ? file.size - SEARCHED : 0;
    struct zip_end end;
    uint64_t at = earlier_end(file, from, file.size, &end);
    uint32_t signature;

    if (at == file.size || end.records == 0 || end.directory_size > at)
        return false;
    return plausible(file, at, &end) ||
           (bytes_u32(file, at - end.directory_size, &signature) && signature == RECORD_SIGNATURE);
}

/* Finds the end record as the device does, and the next best where the device refuses. */
static bool choose_end(struct zip_open *o, struct zip_end *end)
{
    struct bytes file = o->z->file;
    uint64_t from = file.size > SEARCHED ? file.size - SEARCHED : 0;
    uint64_t at = last_end(file, from, file.size), other;
    struct zip_end second = {0};

    if (at == file.size) {
        at = last_end(file, 0, from + END_SIZE < file.size ? from + END_SIZE : file.size);
        if (at == file.size)
            return false;
        end_at(file, at, end);
        o->z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_END_FAR], zip_at(o, at, END_SIZE), (struct bytes){0},
                     "end record %llu bytes before the end of the file",
                     (unsigned long long)(file.size - at));
        o->z->end = at;
        return true;
    }
    end_at(file, at, end);
    other = earlier_end(file, from, at, &second);
    if (at + END_SIZE + end->comment_size == file.size) {
        if (other != file.size && plausible(file, other, &second))
            scan_anomaly(o->s, &zip_kinds[ZIP_END_SEVERAL], zip_at(o, other, END_SIZE), (struct bytes){0},
                         "the record at 0x%llx has one at 0x%llx in its comment", (unsigned long long)other,
                         (unsigned long long)at);
        o->z->end = at;
        return true;
    }
    o->z->refused = true;
    if (other != file.size) {
        scan_anomaly(o->s, &zip_kinds[ZIP_END_COMMENT], zip_at(o, at, 4), (struct bytes){0},
                     "signature at 0x%llx, inside the comment of the record at 0x%llx",
                     (unsigned long long)at, (unsigned long long)other);
        *end = second;
        at = other;
    } else if (at + END_SIZE + end->comment_size < file.size) {
        uint64_t behind = at + END_SIZE + end->comment_size;
        scan_anomaly(o->s, &zip_kinds[ZIP_END_TRAILING], zip_at(o, behind, file.size - behind),
                     (struct bytes){0}, "%llu bytes", (unsigned long long)(file.size - behind));
    } else {
        scan_anomaly(o->s, &zip_kinds[ZIP_END_TRUNCATED], zip_at(o, at, END_SIZE), (struct bytes){0},
                     "comment of %u bytes, %llu left", end->comment_size,
                     (unsigned long long)(file.size - at - END_SIZE));
    }
    o->z->end = at;
    return true;
}

/* Directory, count and limit from the ZIP64 records; false, with the reason in *why, where the device finds
 * none. */
static bool widen_end(struct zip_open *o, const char **why)
{
    struct zip *z = o->z;
    struct bytes locator, raw;
    uint64_t at;

    *why = "no locator in front of the end record";
    if (z->end <= LOCATOR_SIZE || !bytes_slice(z->file, z->end - LOCATOR_SIZE, LOCATOR_SIZE, &locator) ||
        bytes_get32(locator, 0) != LOCATOR_SIGNATURE)
        return false;
    at = bytes_get64(locator, 8);
    *why = "the locator points outside";
    if (z->end - LOCATOR_SIZE <= END64_SIZE || at > z->end - LOCATOR_SIZE - END64_SIZE)
        return false;
    *why = "no ZIP64 end record where the locator points";
    if (!bytes_slice(z->file, at, END64_SIZE, &raw) || bytes_get32(raw, 0) != END64_SIGNATURE)
        return false;
    z->declared = bytes_get64(raw, 32);
    z->directory_size = bytes_get64(raw, 40);
    z->directory = bytes_get64(raw, 48);
    o->limit = at;
    *why = "the directory does not fit in front of the ZIP64 end record";
    if (at <= z->directory_size || z->directory > at - z->directory_size)
        return false;
    z->zip64 = true;
    return true;
}

/* Fields of the end record that the device does not look at. */
static void check_unread(struct zip_open *o, const struct zip_end *end)
{
    struct locus where = zip_at(o, o->z->end, END_SIZE);
    uint32_t signature = 0;

    if (end->disk_records != end->records)
        scan_anomaly(o->s, &zip_kinds[ZIP_END_COUNTS], where, (struct bytes){0}, "%u on this disk, %u in all",
                     end->disk_records, end->records);
    if ((end->disk != 0 && end->disk != 0xffff) ||
        (end->directory_disk != 0 && end->directory_disk != 0xffff))
        scan_anomaly(o->s, &zip_kinds[ZIP_END_DISK], where, (struct bytes){0},
                     "disk %u, directory on disk %u", end->disk, end->directory_disk);
    if (o->z->zip64 || end->directory_size == UINT32_MAX || end->directory == UINT32_MAX)
        return;
    if (o->z->end >= LOCATOR_SIZE && bytes_u32(o->z->file, o->z->end - LOCATOR_SIZE, &signature) &&
        signature == LOCATOR_SIGNATURE)
        scan_anomaly(o->s, &zip_kinds[ZIP_ZIP64_IGNORED], zip_at(o, o->z->end - LOCATOR_SIZE, LOCATOR_SIZE),
                     (struct bytes){0}, "directory size %u, offset %u", end->directory_size, end->directory);
    else if (end->records == 0xffff || end->disk_records == 0xffff || end->comment_size == 0xffff)
        scan_anomaly(o->s, &zip_kinds[ZIP_ZIP64_COUNT], where, (struct bytes){0},
                     "%u records, comment of %u bytes", end->records, end->comment_size);
}

/* Whether the directory begins with a record; a shift by bytes in front of the archive is found out and
 * undone. */
static void undo_prefix(struct zip_open *o)
{
    struct zip *z = o->z;
    uint32_t signature = 0;
    uint64_t actual;

    if ((bytes_u32(z->file, z->directory, &signature) && signature == RECORD_SIGNATURE) ||
        z->directory_size > o->limit)
        return;
    actual = o->limit - z->directory_size;
    if (actual <= z->directory || !bytes_u32(z->file, actual, &signature) || signature != RECORD_SIGNATURE)
        return;
    z->refused = true;
    z->shift = actual - z->directory;
    z->directory = actual;
    scan_anomaly(o->s, &zip_kinds[ZIP_PREFIX], zip_at(o, 0, z->shift), (struct bytes){0},
                 "the directory lies %llu bytes further back than the archive says",
                 (unsigned long long)z->shift);
}

bool zip_end_find(struct zip_open *o)
{
    struct zip *z = o->z;
    struct zip_end end = {0};
    const char *why;

    if (!choose_end(o, &end))
        return false;
    z->directory = end.directory;
    z->directory_size = end.directory_size;
    z->declared = end.records;
    o->limit = z->end;
    if ((end.directory_size == UINT32_MAX || end.directory == UINT32_MAX) && !widen_end(o, &why)) {
        z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_ZIP64_BROKEN], zip_at(o, z->end, END_SIZE), (struct bytes){0}, "%s",
                     why);
    }
    check_unread(o, &end);
    undo_prefix(o);
    if (!bytes_has(z->file, z->directory, z->directory_size) || z->directory + z->directory_size > o->limit) {
        z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_DIRECTORY_RANGE], zip_at(o, z->end, END_SIZE), (struct bytes){0},
                     "offset %llu, size %llu, end record at %llu", (unsigned long long)z->directory,
                     (unsigned long long)z->directory_size, (unsigned long long)z->end);
    }
    if (z->declared == 0) {
        z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_EMPTY], zip_at(o, z->end, END_SIZE), (struct bytes){0},
                     "0 records");
    }
    return true;
}
