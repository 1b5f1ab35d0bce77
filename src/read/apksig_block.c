/*
 * The APK Signing Block: where it is, and the pairs of id and value in it.
 *
 * Layout (source.android.com, APK Signature Scheme v2): uint64 size, pairs,
 * uint64 size, 16 bytes of magic, right in front of the central directory.
 * Located as the platform's ApkSigningBlockUtils does: not in ZIP64 files, and
 * only where the central directory ends at the end record.
 */
#include "read/apksig_parts.h"

enum { FOOTER = 24, PAIR_HEAD = 8, ID = 4 };

/* Ids seen in the wild; names are those their makers use. */
static const struct {
    uint32_t id;
    const char *name;
} names[] = {
    {BLOCK_V2, "APK Signature Scheme v2"},
    {BLOCK_V3, "APK Signature Scheme v3"},
    {BLOCK_V31, "APK Signature Scheme v3.1"},
    {0x70e1c89fu, "APK Signature Scheme v3.2 (hybrid)"},
    {BLOCK_STAMP1, "source stamp v1"},
    {BLOCK_STAMP2, "source stamp v2"},
    {BLOCK_PADDING, "verity padding"},
    {0x504b4453u, "dependency info (Google Play)"},
    {0x2146444eu, "Frosting (Google Play metadata)"},
    {0x71777777u, "channel (Meituan Walle)"},
    {0x881155ffu, "channel (VasDolly)"},
    {0x6d726466u, "Mordred (security data)"},
    {0x2042b78eu, "Google Play (internal)"},
    {0x42726578u, "channel"},
};

static const char *name_of(uint32_t id)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].id == id)
            return names[i].name;
    return NULL;
}

bool prefixed(struct cursor *c, struct bytes *out)
{
    uint32_t size = cursor_u32(c);

    *out = cursor_take(c, size);
    return !c->failed;
}

struct cursor prefixed_cursor(struct cursor *c)
{
    uint32_t size = cursor_u32(c);

    return cursor_sub(c, size);
}

/* Reports what stands in the block that no signature covers. */
static void note_pair(struct apk *a, const struct apksig_block *b, size_t before)
{
    struct locus where = locus_at(a->zip->place, b->at, b->size);
    struct bytes value = apksig_block_value(a, b);

    for (size_t i = 0; i < before; i++)
        if (a->out->blocks[i].id == b->id) {
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_BLOCK_DUPLICATE], where, (struct bytes){NULL, 0},
                         "id 0x%08x again, %llu bytes", b->id, (unsigned long long)b->size);
            break;
        }
    if (b->name == NULL)
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_BLOCK_UNKNOWN], where, (struct bytes){NULL, 0},
                     "id 0x%08x, %llu bytes", b->id, (unsigned long long)b->size);
    if (b->id == BLOCK_PADDING)
        for (size_t i = 0; i < value.size; i++)
            if (value.data[i] != 0) {
                scan_anomaly(a->scan, &apksig_kinds[APKSIG_BLOCK_PADDING], where, (struct bytes){NULL, 0},
                             "byte %zu of %zu is 0x%02x", i, value.size, value.data[i]);
                break;
            }
}

static void read_pairs(struct apk *a, struct bytes pairs, uint64_t origin)
{
    struct cursor c = cursor_open(pairs, origin);
    size_t capacity = 0;

    while (cursor_left(&c) > 0) {
        uint64_t at = cursor_offset(&c);
        uint64_t size = cursor_u64(&c);
        struct apksig_block *b;

        if (c.failed || size < ID || size > INT32_MAX || size > cursor_left(&c) ||
            a->out->block_count >= LIMIT_SIGNING_PAIRS) {
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_BLOCK_MALFORMED],
                         locus_at(a->zip->place, at, origin + pairs.size - at), (struct bytes){NULL, 0},
                         "pair %zu: size %llu, %llu bytes left", a->out->block_count,
                         (unsigned long long)size, (unsigned long long)(origin + pairs.size - at));
            return;
        }
        a->out->blocks = arena_grow(a->scan->arena, a->out->blocks, a->out->block_count, &capacity,
                                    sizeof *a->out->blocks);
        b = &a->out->blocks[a->out->block_count];
        b->id = cursor_u32(&c);
        b->name = name_of(b->id);
        b->at = cursor_offset(&c);
        b->size = size - ID;
        cursor_skip(&c, b->size);
        if (a->out->block_count < LIMIT_SIGNERS)
            note_pair(a, b, a->out->block_count);
        a->out->block_count++;
    }
}

bool apksig_block_locate(struct apk *a)
{
    const struct zip *z = a->zip;
    struct bytes footer;
    uint64_t size, size_again;

    a->directory = z->directory;
    a->end = z->end;
    a->block_at = z->directory;
    if (z->zip64 || z->directory > z->end || z->end - z->directory != z->directory_size)
        return false;
    if (z->directory < FOOTER + PAIR_HEAD || !bytes_slice(a->file, z->directory - FOOTER, FOOTER, &footer))
        return false;
    if (!bytes_ends(footer, BYTES("APK Sig Block 42")) || !bytes_u64(footer, 0, &size))
        return false;
    if (size < FOOTER || size > INT32_MAX - 8u || size + 8 > z->directory)
        return false;
    if (!bytes_u64(a->file, z->directory - size - 8, &size_again) || size_again != size) {
        scan_anomaly(a->scan, &apksig_kinds[APKSIG_BLOCK_MALFORMED],
                     locus_at(z->place, z->directory - FOOTER, FOOTER), (struct bytes){NULL, 0},
                     "size %llu at the end, %llu at the beginning: the platform sees no block",
                     (unsigned long long)size, (unsigned long long)size_again);
        return false;
    }
    a->has_block = true;
    a->block_at = z->directory - size - 8;
    a->out->block_at = a->block_at;
    a->out->block_size = size + 8;
    struct bytes pairs;
    bytes_slice(a->file, a->block_at + 8, size - FOOTER, &pairs);
    read_pairs(a, pairs, a->block_at + 8);
    return true;
}

const struct apksig_block *apksig_block_find(const struct apk *a, uint32_t id)
{
    for (size_t i = 0; i < a->out->block_count; i++)
        if (a->out->blocks[i].id == id)
            return &a->out->blocks[i];
    return NULL;
}

struct bytes apksig_block_value(const struct apk *a, const struct apksig_block *b)
{
    struct bytes value;

    bytes_slice(a->file, b->at, b->size, &value);
    return value;
}
