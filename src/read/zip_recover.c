/*
 * Archives without an end record, or whose end record leads nowhere: the
 * device refuses them, but a truncated download or a damaged sample can still
 * be examined. The longest row of
 * directory records is taken; where there is none, local headers are walked
 * from the start for as long as they say how long their data is.
 */
#include "read/zip_part.h"

/* Size of the record at `at`, whole within the file; 0: none. */
static uint64_t whole_record(struct bytes file, uint64_t at)
{
    struct zip_record r;

    if (!zip_record_at(file, at, &r))
        return 0;
    uint64_t size = (uint64_t)RECORD_SIZE + r.name_size + r.extra_size + r.comment_size;
    return bytes_has(file, at, size) ? size : 0;
}

/* The longest row of records that touch each other: its offset, size and number. */
static uint64_t longest_row(struct bytes file, uint64_t *size, uint64_t *count)
{
    uint64_t best = 0, n;

    *size = *count = 0;
    for (uint64_t at = 0; (at = bytes_search(file, BYTES("PK\x01\x02"), at)) < file.size;) {
        uint64_t from = at, records = 0;
        for (; (n = whole_record(file, at)) != 0; at += n)
            records++;
        if (records > *count) {
            best = from;
            *size = at - from;
            *count = records;
        }
        if (records == 0)
            at++;
    }
    return best;
}

/* Offset behind the local entry at `at`; 0 where no header is or its data's length is not known. */
static uint64_t next_local(struct bytes file, uint64_t at, struct zip_local *l)
{
    if (!zip_local_at(file, at, l))
        return 0;
    uint64_t data = at + LOCAL_SIZE + l->name_size + l->extra_size;
    if (!bytes_has(file, at + LOCAL_SIZE, (uint64_t)l->name_size + l->extra_size))
        return 0;
    if (l->flags & FLAG_DESCRIPTOR && l->compressed_size == 0)
        return file.size;
    return l->compressed_size < file.size - data ? data + l->compressed_size : file.size;
}

static void recover_locals(struct zip_open *o)
{
    struct zip *z = o->z;
    struct zip_local l;
    uint64_t at, next, count = 0;

    for (at = 0; count < LIMIT_ENTRIES && (next = next_local(z->file, at, &l)) != 0; at = next)
        count++;
    z->entries = arena_array(o->s->arena, (size_t)count, sizeof *z->entries);
    for (at = 0; z->count < count && (next = next_local(z->file, at, &l)) != 0; at = next) {
        struct zip_entry *e = &z->entries[z->count++];
        *e = (struct zip_entry){
            .crc = l.crc,
            .compressed_size = l.compressed_size,
            .size = l.size,
            .record = at, /* there is no directory record: the local header stands for it */
            .record_size = (uint32_t)LOCAL_SIZE + l.name_size,
            .header = at,
            .method = l.method,
            .method_local = l.method,
            .flags = l.flags,
            .flags_local = l.flags,
            .data = at + LOCAL_SIZE + l.name_size + l.extra_size,
        };
        bytes_slice(z->file, at + LOCAL_SIZE, l.name_size, &e->name);
        zip_name_check(o, e);
    }
    z->directory = z->file.size;
}

bool zip_recover(struct zip_open *o)
{
    struct zip *z = o->z;
    uint32_t signature = 0;
    uint64_t size, count;

    if (!bytes_u32(z->file, 0, &signature) || signature != LOCAL_SIGNATURE)
        return false;
    z->refused = true;
    z->shift = 0;
    z->directory_size = 0;
    z->directory = longest_row(z->file, &size, &count);
    if (count == 0) {
        recover_locals(o);
        o->directory_end = o->limit;
        return z->count > 0;
    }
    z->directory_size = size;
    o->directory_end = z->directory + size;
    count = count < LIMIT_ENTRIES ? count : LIMIT_ENTRIES;
    z->entries = arena_array(o->s->arena, (size_t)count, sizeof *z->entries);
    for (uint64_t at = z->directory, n; z->count < count; at += n)
        if ((n = zip_directory_add(o, at)) == 0)
            break;
    return z->count > 0;
}
