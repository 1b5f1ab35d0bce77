/*
 * Opening DEX files and reading their tables: DexFile and DexFileLoader of
 * ART. Offsets count from the header in versions up to 040, from the start
 * of the container in 041.
 */
#include "read/dex_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/text.h"

enum { HEADER = 0x70, HEADER_41 = 0x78 };

enum dex_magic dex_is(struct bytes b)
{
    if (b.size < 8)
        return DEX_MAGIC_NONE;
    for (int i = 4; i < 7; i++)
        if (b.data[i] < '0' || b.data[i] > '9')
            return DEX_MAGIC_NONE;
    if (bytes_starts(b, BYTES("dex\n")))
        return b.data[7] == 0 ? DEX_MAGIC_DEX : DEX_MAGIC_NONE;
    if (bytes_starts(b, BYTES("dey\n")))
        return b.data[7] == 0 ? DEX_MAGIC_ODEX : DEX_MAGIC_NONE;
    if (bytes_starts(b, BYTES("cdex")))
        return DEX_MAGIC_CDEX;
    if (bytes_starts(b, BYTES("vdex")))
        return DEX_MAGIC_VDEX;
    return DEX_MAGIC_NONE;
}

const char *dex_magic_name(enum dex_magic m)
{
    static const char *const names[] = {NULL, "dex", "odex", "cdex", "vdex"};

    return names[m];
}

void dex_refuse(struct dex_check *c, enum dex_kind kind, struct locus where, const char *format, ...)
{
    char detail[200];
    va_list args;

    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    scan_anomaly(c->scan, &dex_kinds[kind], where, c->subject, "%s", detail);
    c->subject = bytes_of(NULL, 0);
    if (dex_kinds[kind].effect != EFFECT_REFUSED)
        return;
    if (c->dex->loadable)
        snprintf(c->dex->refusal, sizeof c->dex->refusal, "%.60s: %.130s", dex_kinds[kind].code, detail);
    c->dex->loadable = false;
}

/* The whole rows of a table that lie in the file. */
static struct dex_table table_of(const struct dex *d, uint32_t count, uint32_t at, uint32_t row)
{
    struct bytes rest = bytes_from(d->file, at);
    struct dex_table t = {.count = count, .at = at};
    size_t there = rest.size / row;

    if (count == 0 || at == 0)
        return t;
    t.rows = there < count ? (uint32_t)there : count;
    t.data = rest.data;
    return t;
}

/* The numbers of the header at d->header, which is known to be there. */
static void header_read(struct dex *d)
{
    struct cursor c = cursor_open(d->file, 0);
    uint32_t n[20];

    cursor_seek(&c, d->header + 8);
    d->checksum = cursor_u32(&c);
    cursor_skip(&c, SHA1_SIZE);
    for (size_t i = 0; i < 20; i++)
        n[i] = cursor_u32(&c);
    d->file_size = n[0];
    d->header_size = n[1];
    d->link_size = n[3];
    d->link_off = n[4];
    d->map_off = n[5];
    d->strings = table_of(d, n[6], n[7], DEX_STRING_ROW);
    d->types = table_of(d, n[8], n[9], DEX_TYPE_ROW);
    d->protos = table_of(d, n[10], n[11], DEX_PROTO_ROW);
    d->fields = table_of(d, n[12], n[13], DEX_FIELD_ROW);
    d->methods = table_of(d, n[14], n[15], DEX_METHOD_ROW);
    d->classes = table_of(d, n[16], n[17], DEX_CLASS_ROW);
    d->data_size = n[18];
    d->data_off = n[19];
}

static unsigned version_of(struct bytes b, uint64_t at)
{
    unsigned version = 0;
    uint8_t digit;

    for (uint64_t i = 4; i < 7; i++) {
        if (!bytes_u8(b, at + i, &digit) || digit < '0' || digit > '9')
            return 0;
        version = version * 10 + (digit - '0');
    }
    return version;
}

/* The tables that only the map tells of. */
static void map_tables(struct dex *d)
{
    struct dex_map_item item;

    for (uint32_t i = 0; i < LIMIT_DEX_MAP && dex_map(d, i, &item); i++) {
        if (item.type == DEX_MAP_CALL_SITE && d->call_sites.count == 0)
            d->call_sites = table_of(d, item.count, item.offset, DEX_CALL_SITE_ROW);
        if (item.type == DEX_MAP_METHOD_HANDLE && d->method_handles.count == 0)
            d->method_handles = table_of(d, item.count, item.offset, DEX_METHOD_HANDLE_ROW);
    }
}

/*
 * The logical DEX whose header stands at `at` of the file given: where its
 * offsets count from, its numbers. False when there is no header.
 */
static bool find_tables(struct dex *d, struct bytes given, const struct place *place, uint64_t at)
{
    uint64_t *work = d->work;
    struct bytes rest = bytes_from(given, at);

    *d = (struct dex){.file = given, .place = place, .header = (uint32_t)at, .loadable = true, .work = work};
    if (rest.size < HEADER)
        return false;
    d->version = version_of(given, at);
    if (d->version == 41 && rest.size >= HEADER_41) {
        d->container_size = bytes_get32(rest, 0x70);
        d->header_offset = bytes_get32(rest, 0x74);
        /* ART goes back by header_offset, whatever it is, and takes container_size from there, if there is so
         * much. */
        uint64_t base = d->header_offset <= at ? at - d->header_offset : 0;
        if (base != 0 || d->container_size >= (at - base) + HEADER_41) {
            struct bytes from = bytes_from(given, base);
            if (d->container_size >= (at - base) + HEADER_41 && d->container_size < from.size)
                bytes_slice(given, base, d->container_size, &from);
            d->file = from;
            d->origin = base;
            d->header = (uint32_t)(at - base);
        }
    }
    header_read(d);
    map_tables(d);
    return true;
}

bool dex_tables(struct bytes file, const struct place *place, uint64_t *work, struct dex *out)
{
    if (!bytes_starts(file, BYTES("dex\n")) || file.size < HEADER || file.size > UINT32_MAX || version_of(file, 0) >= 41)
        return false;
    *out = (struct dex){.work = work};
    return find_tables(out, file, place, 0);
}

/* No DEX at all: says what it is instead. */
static size_t not_dex(struct scan *s, struct bytes file, const struct place *place, struct error *e)
{
    struct dex none = {.file = file, .place = place};
    struct dex_check c = {.scan = s, .dex = &none};
    enum dex_magic magic = dex_is(file);
    char first[2 * 8 + 1];

    hash_hex(bytes_of(file.data, file.size < 8 ? file.size : 8), first);
    if (bytes_starts(file, BYTES("dex\n"))) {
        dex_refuse(&c, DEX_KIND_SHORT, locus_at(place, 0, file.size), "%zu bytes, a header has %d", file.size,
                   HEADER);
        error_set(e, ERROR_FORMAT, 0, "dex: %zu bytes are fewer than a header of %d", file.size, HEADER);
        return 0;
    }
    dex_refuse(&c, DEX_KIND_MAGIC, locus_at(place, 0, file.size < 8 ? file.size : 8), "begins %s%s%s", first,
               magic != DEX_MAGIC_NONE ? ", which is " : "",
               magic != DEX_MAGIC_NONE ? dex_magic_name(magic) : "");
    error_set(e, ERROR_FORMAT, 0, "dex: the file begins %s, not \"dex\\n\"", first);
    return 0;
}

size_t dex_open(struct scan *s, struct bytes file, const struct place *place, struct dex **out,
                struct error *e)
{
    struct dex_check c = {.scan = s};
    struct dex *all = NULL;
    size_t count = 0, capacity = 0, refused = 0;
    uint64_t at = 0, *work = arena_alloc(s->arena, sizeof *work);

    *out = NULL;
    if (file.size > UINT32_MAX) /* offsets have 32 bits: what lies behind cannot be named */
        file.size = UINT32_MAX;
    if (!bytes_starts(file, BYTES("dex\n")) || file.size < HEADER)
        return not_dex(s, file, place, e);
    for (;;) {
        struct dex *d;
        all = arena_grow(s->arena, all, count, &capacity, sizeof *all);
        c.dex = d = &all[count];
        d->work = work;
        if (!find_tables(d, file, place, at))
            break;
        dex_verify(&c);
        count++;
        refused += !d->loadable;
        if (d->version < 41 || d->file_size < HEADER_41 || !bytes_has(file, at, d->file_size))
            break;
        at += d->file_size;
        /* ART stops at the end the container claims, and looks at nothing behind it. */
        if (at >= d->origin + d->container_size || at >= file.size) {
            if (at < file.size)
                dex_refuse(&c, DEX_KIND_CONTAINER_TRAILING, locus_at(place, at, file.size - at),
                           "%llu bytes behind the container", (unsigned long long)(file.size - at));
            break;
        }
        if (count == LIMIT_DEX_IN_CONTAINER) {
            dex_refuse(&c, DEX_KIND_LIMIT, locus_at(place, at, file.size - at), "%zu logical DEX read",
                       count);
            break;
        }
        if (!bytes_starts(bytes_from(file, at), BYTES("dex\n")) || !bytes_has(file, at, HEADER)) {
            dex_refuse(&c, DEX_KIND_CONTAINER, locus_at(place, at, 0), "no header at 0x%llx of the container",
                       (unsigned long long)at);
            refused++;
            break;
        }
    }
    /* One bad part and ART opens none of the file. */
    for (size_t i = 0; i < count && refused != 0; i++) {
        if (all[i].loadable)
            snprintf(all[i].refusal, sizeof all[i].refusal, "another DEX of the container is refused");
        all[i].loadable = false;
    }
    *out = all;
    return count;
}

static bool row_of(const struct dex_table *t, uint32_t i, size_t size, const uint8_t **out)
{
    if (i >= t->rows)
        return false;
    *out = &t->data[i * size];
    return true;
}

/* Sets *at to the string's first byte, behind its length. */
static bool string_at(const struct dex *d, uint32_t i, uint64_t *at, uint32_t *units)
{
    const uint8_t *row;
    struct cursor c;

    if (!row_of(&d->strings, i, DEX_STRING_ROW, &row))
        return false;
    c = cursor_open(bytes_from(d->file, bytes_load32(row)), bytes_load32(row));
    if (c.in.size != 0 && c.in.data[0] < 0x80) {
        *units = c.in.data[0];
        *at = c.origin + 1;
        return true;
    }
    *units = cursor_uleb128(&c);
    *at = cursor_offset(&c);
    return !c.failed;
}

struct bytes dex_string(const struct dex *d, uint32_t i)
{
    struct bytes rest, out = {NULL, 0};
    uint64_t at;
    uint32_t units;

    if (!string_at(d, i, &at, &units))
        return out;
    rest = bytes_from(d->file, at);
    bytes_slice(rest, 0, rest.size == 0 ? 0 : bytes_find(rest, 0, 0), &out);
    return out;
}

struct bytes dex_string_head(const struct dex *d, uint32_t i, size_t most)
{
    struct bytes rest, head, out = {NULL, 0};
    uint64_t at;
    uint32_t units;

    if (!string_at(d, i, &at, &units))
        return out;
    rest = bytes_from(d->file, at);
    bytes_slice(rest, 0, rest.size < most ? rest.size : most, &head);
    bytes_slice(head, 0, head.size == 0 ? 0 : bytes_find(head, 0, 0), &out);
    return out;
}

struct locus dex_string_locus(const struct dex *d, uint32_t i)
{
    uint64_t at;
    uint32_t units;

    if (!string_at(d, i, &at, &units))
        return dex_row_locus(d, &d->strings, i);
    return dex_locus(d, at, dex_string(d, i).size);
}

uint32_t dex_type_string(const struct dex *d, uint32_t i)
{
    const uint8_t *row;

    return row_of(&d->types, i, DEX_TYPE_ROW, &row) ? bytes_load32(row) : DEX_NO_INDEX;
}

struct bytes dex_type(const struct dex *d, uint32_t i)
{
    return dex_string(d, dex_type_string(d, i));
}

/* The type_list at `off`: what of it lies in the file. */
static struct dex_types types_at(const struct dex *d, uint32_t off)
{
    struct bytes rest;
    uint32_t count;

    if (off == 0 || !bytes_u32(d->file, off, &count))
        return (struct dex_types){0, NULL};
    rest = bytes_from(d->file, (uint64_t)off + 4);
    if (count > rest.size / 2)
        count = (uint32_t)(rest.size / 2);
    return (struct dex_types){count, rest.data};
}

bool dex_proto(const struct dex *d, uint32_t i, struct dex_proto *out)
{
    const uint8_t *row;

    *out = (struct dex_proto){.shorty = DEX_NO_INDEX, .result = DEX_NO_INDEX};
    if (!row_of(&d->protos, i, DEX_PROTO_ROW, &row))
        return false;
    out->shorty = bytes_load32(row);
    out->result = bytes_load32(row + 4);
    out->parameters_off = bytes_load32(row + 8);
    out->parameters = types_at(d, out->parameters_off);
    return true;
}

bool dex_field(const struct dex *d, uint32_t i, struct dex_field *out)
{
    const uint8_t *row;

    *out = (struct dex_field){DEX_NO_INDEX, DEX_NO_INDEX, DEX_NO_INDEX};
    if (!row_of(&d->fields, i, DEX_FIELD_ROW, &row))
        return false;
    *out = (struct dex_field){bytes_load16(row), bytes_load16(row + 2), bytes_load32(row + 4)};
    return true;
}

bool dex_method(const struct dex *d, uint32_t i, struct dex_method *out)
{
    const uint8_t *row;

    *out = (struct dex_method){DEX_NO_INDEX, DEX_NO_INDEX, DEX_NO_INDEX};
    if (!row_of(&d->methods, i, DEX_METHOD_ROW, &row))
        return false;
    *out = (struct dex_method){bytes_load16(row), bytes_load16(row + 2), bytes_load32(row + 4)};
    return true;
}

bool dex_class(const struct dex *d, uint32_t i, struct dex_class *out)
{
    const uint8_t *row;

    *out = (struct dex_class){.type = DEX_NO_INDEX, .superclass = DEX_NO_INDEX, .source_file = DEX_NO_INDEX};
    if (!row_of(&d->classes, i, DEX_CLASS_ROW, &row))
        return false;
    *out = (struct dex_class){
        .type = bytes_load32(row),
        .access = bytes_load32(row + 4),
        .superclass = bytes_load32(row + 8),
        .interfaces_off = bytes_load32(row + 12),
        .source_file = bytes_load32(row + 16),
        .annotations_off = bytes_load32(row + 20),
        .class_data_off = bytes_load32(row + 24),
        .static_values_off = bytes_load32(row + 28),
        .at = d->classes.at + i * DEX_CLASS_ROW,
    };
    out->interfaces = types_at(d, out->interfaces_off);
    return true;
}

struct locus dex_row_locus(const struct dex *d, const struct dex_table *t, uint32_t i)
{
    uint32_t size = t == &d->strings   ? DEX_STRING_ROW
                    : t == &d->types   ? DEX_TYPE_ROW
                    : t == &d->protos  ? DEX_PROTO_ROW
                    : t == &d->classes ? DEX_CLASS_ROW
                    : t == &d->call_sites
                        ? DEX_CALL_SITE_ROW
                        : DEX_FIELD_ROW; /* fields, methods and method handles: 8 bytes each */

    if (i >= t->rows)
        return locus_whole(d->place);
    return dex_locus(d, t->at + (uint64_t)i * size, size);
}

bool dex_map(const struct dex *d, uint32_t i, struct dex_map_item *out)
{
    struct bytes row;
    uint32_t count;

    *out = (struct dex_map_item){0};
    if (d->map_off == 0 || !bytes_u32(d->file, d->map_off, &count) || i >= count ||
        !bytes_slice(d->file, d->map_off + 4 + (uint64_t)i * 12, 12, &row))
        return false;
    *out = (struct dex_map_item){bytes_get16(row, 0), bytes_get32(row, 4), bytes_get32(row, 8),
                                 d->map_off + 4 + i * 12};
    return true;
}

/* Names */

bool dex_text_write(struct buf *out, struct bytes mutf8, bool *bad)
{
    struct arena scratch;
    bool ok, plain = true;

    for (size_t i = 0; i < mutf8.size && plain; i++)
        plain = mutf8.data[i] < 0x80;
    if (plain)
        return buf_add(out, mutf8);
    if (mutf8.size > out->cap) { /* does not fit: each byte becomes one or more */
        out->failed = true;
        return false;
    }
    arena_init(&scratch, 3 * mutf8.size + (1u << 20));
    ok = buf_add(out, text_mutf8(&scratch, mutf8, bad));
    arena_free(&scratch);
    return ok;
}

bool dex_type_write(struct buf *out, const struct dex *d, uint32_t type)
{
    return dex_text_write(out, dex_type(d, type), NULL);
}

bool dex_proto_write(struct buf *out, const struct dex *d, uint32_t proto)
{
    struct dex_proto p;
    bool ok = buf_u8(out, '(');

    dex_proto(d, proto, &p);
    for (uint32_t i = 0; i < p.parameters.count && ok; i++)
        ok = dex_type_write(out, d, dex_types_at(p.parameters, i));
    return buf_u8(out, ')') && dex_type_write(out, d, p.result);
}

bool dex_method_write(struct buf *out, const struct dex *d, uint32_t method)
{
    struct dex_method m;

    dex_method(d, method, &m);
    return dex_type_write(out, d, m.class) && buf_str(out, "->") &&
           dex_text_write(out, dex_string(d, m.name), NULL) && dex_proto_write(out, d, m.proto);
}

bool dex_field_write(struct buf *out, const struct dex *d, uint32_t field)
{
    struct dex_field f;

    dex_field(d, field, &f);
    return dex_type_write(out, d, f.class) && buf_str(out, "->") &&
           dex_text_write(out, dex_string(d, f.name), NULL) && buf_u8(out, ':') &&
           dex_type_write(out, d, f.type);
}
