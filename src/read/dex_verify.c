/*
 * Whether ART would open a DEX: the rules of DexFileVerifier (Android 13, and
 * of Android 15 for version 041). ART stops at the first violation; here each
 * check stops at its first, so that one bad table does not hide another.
 *
 * Verified: header, checksum, map, the id tables with every string, class
 * definitions, members, the head of each code item.
 * Not verified, though ART does when it loads: that offsets point at the
 * start of an item of the right section (only that they lie in the file and
 * are aligned); try blocks and their handlers; debug info; annotations;
 * encoded arrays, initial values of static fields and call sites; hidden API
 * data; padding between items of the data section; finer rules about
 * combinations of members' access flags. A file that breaks only those is
 * called loadable here and is not on the device.
 * Bytecode is verified by ART when a class is first used: see dex_use.c.
 */
#include "read/dex_internal.h"

#include "base/hash.h"

bool dex_work_over(struct dex_check *c)
{
    if (!c->over)
        dex_refuse(c, DEX_KIND_LIMIT, locus_whole(c->dex->place), "tables walk more than %u times the file",
                   LIMIT_DEX_WORK);
    c->over = true;
    return false;
}

/* A field of the header, for loci. */
static struct locus field(const struct dex *d, uint32_t offset, uint64_t size)
{
    return dex_locus(d, d->header + offset, size);
}

bool dex_signature_ok(const struct dex *d)
{
    struct bytes head, covered;
    uint8_t digest[SHA1_SIZE];

    if (!bytes_slice(d->file, (uint64_t)d->header + 12, SHA1_SIZE, &head) || d->file_size < 32 ||
        !bytes_slice(d->file, (uint64_t)d->header + 32, d->file_size - 32, &covered))
        return false;
    hash_sha1(covered, digest);
    return bytes_equal(head, bytes_of(digest, sizeof digest));
}

/* The Adler-32 covers what follows it up to file_size, or to the end where that is nearer. */
static void verify_checksum(struct dex_check *c)
{
    struct dex *d = c->dex;
    uint64_t size = d->file_size < 12 ? 0 : d->file_size - 12;
    struct bytes rest = bytes_from(d->file, (uint64_t)d->header + 12), covered;

    if (!bytes_slice(rest, 0, size, &covered))
        covered = rest;
    d->checksum_real = hash_adler32(1, covered);
    d->checksum_ok = d->checksum == d->checksum_real;
    if (!d->checksum_ok)
        dex_refuse(c, DEX_KIND_CHECKSUM, field(d, 8, 4), "%08x in the header, %08x of the bytes", d->checksum,
                   d->checksum_real);
}

static void verify_size(struct dex_check *c, size_t there)
{
    struct dex *d = c->dex;
    bool container = d->version >= 41;

    if (d->file_size < d->header_size || d->file_size > there)
        dex_refuse(c, DEX_KIND_FILE_SIZE, field(d, 0x20, 4), "file_size is %u, %zu bytes are there",
                   d->file_size, there);
    else if (!container && d->file_size < there)
        dex_refuse(c, DEX_KIND_FILE_SIZE,
                   dex_locus(d, d->header + (uint64_t)d->file_size, there - d->file_size),
                   "file_size is %u, %zu bytes more follow", d->file_size, there - d->file_size);
}

static void verify_container(struct dex_check *c)
{
    struct dex *d = c->dex;
    uint64_t at = d->origin + d->header;

    if (d->container_size <= d->header_offset || d->file_size > d->container_size - d->header_offset)
        dex_refuse(c, DEX_KIND_CONTAINER, field(d, 0x70, 8),
                   "container_size %u, header_offset %u and file_size %u do not fit", d->container_size,
                   d->header_offset, d->file_size);
    if (d->header_offset > at)
        dex_refuse(c, DEX_KIND_CONTAINER, field(d, 0x74, 4), "header_offset is %u at offset %llu",
                   d->header_offset, (unsigned long long)at);
    else if (d->origin != 0)
        dex_refuse(c, DEX_KIND_CONTAINER_BASE, field(d, 0x74, 4), "header_offset is %u at offset %llu",
                   d->header_offset, (unsigned long long)at);
}

/* One table of the header: offset and alignment, as ART's CheckValidOffsetAndSize() has them. */
static void verify_table(struct dex_check *c, const struct dex_table *t, const char *name, uint32_t at)
{
    struct dex *d = c->dex;

    if (t->count == 0 && t->at != 0)
        dex_refuse(c, DEX_KIND_TABLE, field(d, at, 8), "%s is empty at offset 0x%x", name, t->at);
    else if (t->at >= d->file.size || (t->at & 3) != 0)
        dex_refuse(c, DEX_KIND_TABLE, field(d, at, 8), "%s at offset 0x%x", name, t->at);
    else if (t->rows < t->count)
        dex_refuse(c, DEX_KIND_TABLE, field(d, at, 8), "%s has %u rows, %u fit at offset 0x%x", name,
                   t->count, t->rows, t->at);
    else if ((t == &d->types || t == &d->protos) && t->count > 0xffff)
        dex_refuse(c, DEX_KIND_TABLE, field(d, at, 8), "%s has %u rows, 65535 are allowed", name, t->count);
    else if (t->count != 0 && t->at < d->header + d->header_size)
        dex_refuse(c, DEX_KIND_TABLE, field(d, at, 8), "%s at offset 0x%x, in the header", name, t->at);
}

static void verify_data(struct dex_check *c)
{
    struct dex *d = c->dex;

    if (d->link_size == 0 ? d->link_off != 0 : d->link_off >= d->file.size)
        dex_refuse(c, DEX_KIND_TABLE, field(d, 0x2c, 8), "link has %u bytes at offset 0x%x", d->link_size,
                   d->link_off);
    else if (d->link_size != 0)
        dex_refuse(c, DEX_KIND_LINK, field(d, 0x2c, 8), "link has %u bytes at offset 0x%x", d->link_size,
                   d->link_off);
    if (d->data_size == 0 ? d->data_off != 0 : d->data_off >= d->file.size)
        dex_refuse(c, DEX_KIND_TABLE, field(d, 0x68, 8), "data has %u bytes at offset 0x%x", d->data_size,
                   d->data_off);
    else if (!bytes_has(d->file, d->data_off, d->data_size))
        dex_refuse(c, d->version >= 41 ? DEX_KIND_TABLE : DEX_KIND_DATA, field(d, 0x68, 8),
                   "data has %u bytes at offset 0x%x of %zu", d->data_size, d->data_off, d->file.size);
}

void dex_verify(struct dex_check *c)
{
    dex_verify_head(c);
    dex_verify_rest(c);
}

void dex_verify_rest(struct dex_check *c)
{
    dex_verify_ids(c);
    dex_verify_classes(c);
}

void dex_verify_head(struct dex_check *c)
{
    static const uint32_t sizes[2] = {0x70, 0x78};
    struct dex *d = c->dex;
    struct bytes rest = bytes_from(d->file, d->header);
    uint32_t endian = 0;
    uint8_t end = 1;

    bytes_u32(rest, 0x28, &endian);
    bytes_u8(rest, 7, &end);
    if (end != 0 || d->version < 35 || d->version == 36 || d->version > 41)
        dex_refuse(c, DEX_KIND_VERSION, field(d, 4, 4), "version %u", d->version);
    verify_size(c, rest.size);
    if (d->header_size != sizes[d->version >= 41])
        dex_refuse(c, DEX_KIND_HEADER_SIZE, field(d, 0x24, 4), "0x%x", d->header_size);
    if (endian != 0x12345678)
        dex_refuse(c, DEX_KIND_ENDIAN, field(d, 0x28, 4), "0x%x", endian);
    verify_checksum(c);
    if (d->version == 41)
        verify_container(c);
    verify_data(c);
    verify_table(c, &d->strings, "string_ids", 0x38);
    verify_table(c, &d->types, "type_ids", 0x40);
    verify_table(c, &d->protos, "proto_ids", 0x48);
    verify_table(c, &d->fields, "field_ids", 0x50);
    verify_table(c, &d->methods, "method_ids", 0x58);
    verify_table(c, &d->classes, "class_defs", 0x60);
    dex_verify_map(c);
    dex_verify_strings(c);
}

/* Map */

/* Bit of a section's type, its number of bytes per item where that is fixed; 0 for an unknown type. */
static uint32_t map_bit(uint16_t type)
{
    if (type <= 0x0008)
        return 1u << type;
    if (type >= 0x1000 && type <= 0x1003)
        return 1u << (9 + (type - 0x1000));
    if (type >= 0x2000 && type <= 0x2006)
        return 1u << (13 + (type - 0x2000));
    return type == 0xf000 ? 1u << 20 : 0;
}

static const struct dex_table *table_of_type(const struct dex *d, uint16_t type)
{
    switch (type) {
    case DEX_MAP_STRING:
        return &d->strings;
    case DEX_MAP_TYPE:
        return &d->types;
    case DEX_MAP_PROTO:
        return &d->protos;
    case DEX_MAP_FIELD:
        return &d->fields;
    case DEX_MAP_METHOD:
        return &d->methods;
    case DEX_MAP_CLASS:
        return &d->classes;
    default:
        return NULL;
    }
}

/* Where a section of items of one size ends; 0 for others. */
static uint64_t section_end(const struct dex *d, const struct dex_map_item *m, uint32_t map_count)
{
    static const uint8_t rows[] = {0,
                                   DEX_STRING_ROW,
                                   DEX_TYPE_ROW,
                                   DEX_PROTO_ROW,
                                   DEX_FIELD_ROW,
                                   DEX_METHOD_ROW,
                                   DEX_CLASS_ROW,
                                   DEX_CALL_SITE_ROW,
                                   DEX_METHOD_HANDLE_ROW};

    if (m->type == DEX_MAP_HEADER)
        return m->offset + (uint64_t)d->header_size;
    if (m->type == DEX_MAP_LIST)
        return m->offset + 4 + (uint64_t)map_count * DEX_MAP_ROW;
    return m->type < sizeof rows ? m->offset + (uint64_t)m->count * rows[m->type] : 0;
}

/* Header, map and the data section against what the map says of one section. */
static bool verify_section(struct dex_check *c, const struct dex_map_item *m)
{
    const struct dex *d = c->dex;
    const struct dex_table *t = table_of_type(d, m->type);
    struct locus where = dex_locus(d, m->at, DEX_MAP_ROW);
    uint64_t data_end = (uint64_t)d->data_off + d->data_size;

    if (t != NULL && (t->at != m->offset || t->count != m->count)) {
        dex_refuse(c, DEX_KIND_MAP_SECTION, where, "%s: %u at 0x%x in the map, %u at 0x%x in the header",
                   dex_map_name(m->type), m->count, m->offset, t->count, t->at);
        return false;
    }
    if (m->type == DEX_MAP_HEADER && (m->count != 1 || m->offset != d->header)) {
        dex_refuse(c, DEX_KIND_MAP_SECTION, where, "header: %u at 0x%x", m->count, m->offset);
        return false;
    }
    if (m->type == DEX_MAP_LIST && (m->count != 1 || m->offset != d->map_off)) {
        dex_refuse(c, DEX_KIND_MAP_SECTION, where, "map_list: %u at 0x%x, the header says 0x%x", m->count,
                   m->offset, d->map_off);
        return false;
    }
    if (d->version < 41 && m->type > DEX_MAP_LIST && (m->offset < d->data_off || m->offset > data_end)) {
        dex_refuse(c, DEX_KIND_MAP_SECTION, where, "%s at 0x%x is outside the data section",
                   dex_map_name(m->type), m->offset);
        return false;
    }
    return true;
}

/* From the end of one section to the start of the next: no overlap, nothing but zeros. */
static bool verify_gap(struct dex_check *c, uint64_t end, const struct dex_map_item *next)
{
    const struct dex *d = c->dex;
    struct bytes gap;

    if (end == 0)
        return true;
    if (end > next->offset) {
        dex_refuse(c, DEX_KIND_MAP_SECTION, dex_locus(d, next->at, DEX_MAP_ROW),
                   "%s at 0x%x overlaps the section before, which ends at 0x%llx", dex_map_name(next->type),
                   next->offset, (unsigned long long)end);
        return false;
    }
    if (d->version >= 41 || !bytes_slice(d->file, end, next->offset - end, &gap))
        return true;
    for (size_t i = 0; i < gap.size; i++)
        if (gap.data[i] != 0) {
            dex_refuse(c, DEX_KIND_PADDING, dex_locus(d, end + i, gap.size - i), "%02x before %s",
                       gap.data[i], dex_map_name(next->type));
            return false;
        }
    return true;
}

static void verify_required(struct dex_check *c, uint32_t seen)
{
    static const uint16_t types[] = {DEX_MAP_HEADER, DEX_MAP_LIST,  DEX_MAP_STRING, DEX_MAP_TYPE,
                                     DEX_MAP_PROTO,  DEX_MAP_FIELD, DEX_MAP_METHOD, DEX_MAP_CLASS};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const struct dex_table *t = table_of_type(c->dex, types[i]);
        if ((seen & map_bit(types[i])) == 0 && (t == NULL || t->count != 0 || t->at != 0)) {
            dex_refuse(c, DEX_KIND_MAP_MISSING, dex_locus(c->dex, c->dex->map_off, 4), "no entry for %s",
                       dex_map_name(types[i]));
            return;
        }
    }
}

void dex_verify_map(struct dex_check *c)
{
    const struct dex *d = c->dex;
    struct dex_map_item m = {0}, before = {0};
    uint32_t count = 0, seen = 0;
    uint64_t items = 0, end = 0;

    if (d->map_off == 0 || (d->map_off & 3) != 0 || !bytes_u32(d->file, d->map_off, &count) ||
        !bytes_has(d->file, (uint64_t)d->map_off + 4, (uint64_t)count * DEX_MAP_ROW)) {
        dex_refuse(c, DEX_KIND_MAP_RANGE, field(d, 0x34, 4), "map of %u entries at 0x%x", count, d->map_off);
        return;
    }
    for (uint32_t i = 0; i < count && dex_map(d, i, &m); i++) {
        struct locus where = dex_locus(d, m.at, DEX_MAP_ROW);
        uint32_t bit = map_bit(m.type);
        if (i != 0 && before.offset >= m.offset) {
            dex_refuse(c, DEX_KIND_MAP_ORDER, where, "type 0x%04x at 0x%x after 0x%x", m.type, m.offset,
                       before.offset);
            return;
        }
        if (m.offset >= d->file.size) {
            dex_refuse(c, DEX_KIND_MAP_RANGE, where, "type 0x%04x at 0x%x", m.type, m.offset);
            return;
        }
        if (bit == 0) {
            dex_refuse(c, DEX_KIND_MAP_TYPE, where, "type 0x%04x", m.type);
            return;
        }
        if ((seen & bit) != 0) {
            dex_refuse(c, DEX_KIND_MAP_DUPLICATE, where, "%s twice", dex_map_name(m.type));
            return;
        }
        items += m.type > DEX_MAP_CLASS ? m.count : 0;
        if (items > (d->version >= 41 ? d->file.size : d->data_size)) {
            dex_refuse(c, DEX_KIND_MAP_RANGE, where, "%llu items in a data section of %u bytes",
                       (unsigned long long)items, d->data_size);
            return;
        }
        if (!verify_section(c, &m) || !verify_gap(c, end, &m))
            return;
        end = section_end(d, &m, count);
        seen |= bit;
        before = m;
    }
    verify_required(c, seen);
}
