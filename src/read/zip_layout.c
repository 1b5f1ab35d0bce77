/*
 * How the parts of an archive lie in its file: entries that share bytes,
 * bytes that belong to nobody, and the APK signing block, which is the one
 * thing that may stand between the last entry and the directory.
 */
#include "read/zip_part.h"

#include <stdlib.h>

struct extent {
    uint64_t from, to;
    uint32_t entry;
};

static int by_offset(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The block's footer stands right in front of the directory: size, then magic; the size also begins the
 * block. */
static void find_signing_block(struct zip_open *o)
{
    struct zip *z = o->z;
    struct bytes footer;
    uint64_t size, first;

    if (z->directory < 32 || !bytes_slice(z->file, z->directory - 24, 24, &footer) ||
        !bytes_is(bytes_from(footer, 8), "APK Sig Block 42"))
        return;
    size = bytes_get64(footer, 0);
    if (size < 24 || size > z->directory - 8 || !bytes_u64(z->file, z->directory - 8 - size, &first) ||
        first != size)
        return;
    z->signing_block = z->directory - 8 - size;
    z->signing_block_size = size + 8;
}

static bool all_zero(struct bytes b)
{
    /* equal to itself one byte further on, and beginning with zero */
    struct bytes all_but_last;

    return b.size == 0 || (b.data[0] == 0 && bytes_slice(b, 0, b.size - 1, &all_but_last) &&
                           bytes_equal(all_but_last, bytes_from(b, 1)));
}

/*
 * Looks at the bytes [from, to) that nothing claims. Zero bytes are padding,
 * and so are local headers without name and content, which build tools put
 * where an entry was removed.
 */
static void check_gap(struct zip_open *o, uint64_t from, uint64_t to)
{
    struct bytes gap, name, extra;
    struct zip_local l;

    while (from < to && zip_local_at(o->z->file, from, &l)) {
        uint64_t size = (uint64_t)LOCAL_SIZE + l.name_size + l.extra_size;
        if (size > to - from || !bytes_slice(o->z->file, from + LOCAL_SIZE, l.name_size, &name) ||
            !bytes_slice(o->z->file, from + LOCAL_SIZE + l.name_size, l.extra_size, &extra))
            break;
        size += l.compressed_size <= to - from - size ? l.compressed_size : to - from - size;
        if (l.name_size != 0 || l.compressed_size != 0 || !all_zero(extra))
            scan_anomaly(o->s, &zip_kinds[ZIP_GAP_ENTRY], zip_at(o, from, size), name,
                         "method %u, %u to %u bytes", l.method, l.compressed_size, l.size);
        from += size;
    }
    if (from < to && bytes_slice(o->z->file, from, to - from, &gap) && !all_zero(gap))
        scan_anomaly(o->s, &zip_kinds[ZIP_GAP_DATA], zip_at(o, from, to - from), (struct bytes){0},
                     "%llu bytes, the first %02x %02x %02x %02x", (unsigned long long)(to - from),
                     gap.data[0], gap.size > 1 ? gap.data[1] : 0, gap.size > 2 ? gap.data[2] : 0,
                     gap.size > 3 ? gap.data[3] : 0);
}

/* The extents of all entries with a local header, in the order of the file. */
static struct extent *sorted_extents(struct zip_open *o, size_t *count)
{
    struct zip *z = o->z;
    struct extent *extents = arena_array(o->s->arena, z->count, sizeof *extents);
    bool sorted = true;

    *count = 0;
    for (size_t i = 0; i < z->count; i++) {
        const struct zip_entry *e = &z->entries[i];
        if (!zip_has_local(e))
            continue;
        extents[*count] = (struct extent){e->header, zip_entry_end(z, e), (uint32_t)i};
        if (*count > 0 && by_offset(&extents[*count - 1], &extents[*count]) > 0)
            sorted = false;
        ++*count;
    }
    if (!sorted)
        qsort(extents, *count, sizeof *extents, by_offset);
    return extents;
}

/* Between directory and end record only the ZIP64 records may stand, whether the device follows them or not.
 */
static void check_tail(struct zip_open *o)
{
    struct bytes file = o->z->file;
    uint64_t from = o->directory_end, to = o->z->end, size;
    uint32_t signature;

    if (to >= LOCATOR_SIZE && to - LOCATOR_SIZE >= from && bytes_u32(file, to - LOCATOR_SIZE, &signature) &&
        signature == LOCATOR_SIGNATURE)
        to -= LOCATOR_SIZE;
    if (o->z->zip64) {
        check_gap(o, from, o->limit);
        from = o->limit;
    }
    if (bytes_u32(file, from, &signature) && signature == END64_SIGNATURE &&
        bytes_u64(file, from + 4, &size) && from < to && to - from >= 12 && size <= to - from - 12)
        from += 12 + size;
    check_gap(o, from, to);
}

void zip_layout_check(struct zip_open *o)
{
    struct zip *z = o->z;
    uint64_t at = z->shift, stop = z->directory;
    size_t count;
    struct extent *extents = sorted_extents(o, &count);
    uint32_t last = 0;

    find_signing_block(o);
    if (z->signing_block != 0)
        stop = z->signing_block;
    for (size_t i = 0; i < count; i++) {
        const struct zip_entry *e = &z->entries[extents[i].entry];
        if (extents[i].from < at && i > 0)
            scan_anomaly(o->s, &zip_kinds[ZIP_OVERLAP],
                         zip_at(o, extents[i].from,
                                (extents[i].to < at ? extents[i].to : at) - extents[i].from),
                         e->name, "with record %u", last);
        else
            check_gap(o, at, extents[i].from < stop ? extents[i].from : stop);
        if (extents[i].to > at) {
            at = extents[i].to;
            last = extents[i].entry;
        }
    }
    check_gap(o, at, stop);
    check_tail(o);
}
