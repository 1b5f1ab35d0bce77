/* Everything the ZIP reader saw, for a person and for differential tests: one line a record, in the
 * directory's order. */
#include "read/zip_part.h"

#include "base/text.h"

#define U(x) ((unsigned long long)(x))

static void print_end(struct buf *out, const struct zip *z)
{
    struct bytes raw, comment;

    buf_printf(out, "zip size=%zu entries=%zu declared=%llu zip64=%d refused=%d shift=%llu\n", z->file.size,
               z->count, U(z->declared), z->zip64, z->refused, U(z->shift));
    if (z->zip64 && bytes_slice(z->file, z->end - LOCATOR_SIZE, LOCATOR_SIZE, &raw)) {
        uint64_t at = bytes_get64(raw, 8);
        buf_printf(out, "zip64-locator @0x%llx disk=%u end64=0x%llx disks=%u\n", U(z->end - LOCATOR_SIZE),
                   bytes_get32(raw, 4), U(at), bytes_get32(raw, 16));
        if (bytes_slice(z->file, at, END64_SIZE, &raw))
            buf_printf(out,
                       "zip64-end @0x%llx size=%llu made_by=%u needed=%u disk=%u directory_disk=%u "
                       "disk_records=%llu "
                       "records=%llu directory_size=%llu directory=0x%llx\n",
                       U(at), U(bytes_get64(raw, 4)), bytes_get16(raw, 12), bytes_get16(raw, 14),
                       bytes_get32(raw, 16), bytes_get32(raw, 20), U(bytes_get64(raw, 24)),
                       U(bytes_get64(raw, 32)), U(bytes_get64(raw, 40)), U(bytes_get64(raw, 48)));
    }
    if (bytes_slice(z->file, z->end, END_SIZE, &raw)) {
        buf_printf(out,
                   "end @0x%llx disk=%u directory_disk=%u disk_records=%u records=%u directory_size=%u "
                   "directory=0x%x comment=%u ",
                   U(z->end), bytes_get16(raw, 4), bytes_get16(raw, 6), bytes_get16(raw, 8),
                   bytes_get16(raw, 10), bytes_get32(raw, 12), bytes_get32(raw, 16), bytes_get16(raw, 20));
        comment = bytes_from(z->file, z->end + END_SIZE);
        if (comment.size > bytes_get16(raw, 20))
            comment.size = bytes_get16(raw, 20);
        text_show(out, comment);
        buf_str(out, "\n");
    }
    buf_printf(out, "directory @0x%llx+%llu\n", U(z->directory), U(z->directory_size));
    if (z->signing_block_size != 0)
        buf_printf(out, "signing-block @0x%llx+%llu\n", U(z->signing_block), U(z->signing_block_size));
}

static void print_time(struct buf *out, uint16_t date, uint16_t time)
{
    buf_printf(out, " time=%04u-%02u-%02uT%02u:%02u:%02u", 1980u + (date >> 9), (date >> 5) & 15u, date & 31u,
               time >> 11, (time >> 5) & 63u, (time & 31u) * 2u);
}

static void print_entry(struct buf *out, const struct zip *z, size_t i)
{
    const struct zip_entry *e = &z->entries[i];
    struct zip_record r;
    struct zip_local l;

    buf_printf(out, "entry %zu ", i);
    text_show(out, e->name);
    buf_printf(out,
               " nth=%u readable=%d method=%u compressed=%llu size=%llu crc=%08x header=0x%llx data=0x%llx\n",
               e->nth, e->readable, e->method, U(e->compressed_size), U(e->size), e->crc, U(e->header),
               U(e->data));
    if (zip_record_at(z->file, e->record, &r)) {
        buf_printf(
            out,
            "  record @0x%llx+%u made_by=%u needed=%u flags=0x%04x method=%u crc=%08x compressed=%u size=%u "
            "name=%u extra=%u comment=%u disk=%u internal=0x%04x external=0x%08x header=0x%x",
            U(e->record), e->record_size, r.made_by, r.version, r.flags, r.method, r.crc, r.compressed_size,
            r.size, r.name_size, r.extra_size, r.comment_size, r.disk, r.internal, r.external, r.header);
        print_time(out, r.date, r.time);
        buf_str(out, "\n");
    }
    if (zip_has_local(e) && zip_local_at(z->file, e->header, &l)) {
        buf_printf(
            out,
            "  local @0x%llx+%llu needed=%u flags=0x%04x method=%u crc=%08x compressed=%u size=%u name=%u "
            "extra=%u",
            U(e->header), U(e->data - e->header), l.version, l.flags, l.method, l.crc, l.compressed_size,
            l.size, l.name_size, l.extra_size);
        print_time(out, l.date, l.time);
        buf_printf(out, " end=0x%llx\n", U(zip_entry_end(z, e)));
    }
}

void zip_print(struct buf *out, const struct zip *z)
{
    print_end(out, z);
    for (size_t i = 0; i < z->count && !out->failed; i++)
        print_entry(out, z, i);
}
