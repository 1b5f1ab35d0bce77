/* What is in a binary XML document, chunk by chunk, whether the device would read it or not. */
#include "read/axml.h"

#include "base/text.h"
#include "read/attr.h"

enum { CHUNK_HEADER = 8, POOL = 0x0001, MAP = 0x0180, START = 0x0102, END = 0x0103, CDATA = 0x0104 };

static void print_string(struct buf *out, const struct axml *x, uint32_t index)
{
    struct bytes text;

    if (index == UINT32_MAX) {
        buf_str(out, "-");
    } else if (x->strings.usable && index < x->strings.count && strpool_get(&x->strings, index, &text)) {
        buf_u8(out, '"');
        text_show(out, text);
        buf_u8(out, '"');
    } else {
        buf_printf(out, "(no string %u)", index);
    }
}

static void print_attribute(struct buf *out, const struct axml *x, const struct axml_attribute *a)
{
    const char *known = attr_name(a->id);

    buf_printf(out, "    0x%06llx attribute ", (unsigned long long)a->at);
    text_show(out, a->name);
    if (a->id != 0)
        buf_printf(out, " (0x%08x%s%s)", a->id, known == NULL ? "" : " ", known == NULL ? "" : known);
    if (a->ns.data != NULL) {
        buf_str(out, " of ");
        text_show(out, a->ns);
    }
    buf_printf(out, " = (type 0x%02x) ", a->type);
    if (a->type == RES_STRING) {
        print_string(out, x, a->data);
    } else {
        res_value_write(out, a->type, a->data);
    }
    if (a->has_raw) {
        buf_str(out, " raw \"");
        text_show(out, a->raw);
        buf_u8(out, '"');
    }
    buf_u8(out, '\n');
}

static void print_pool(struct buf *out, const struct axml *x, uint64_t at, struct bytes chunk)
{
    buf_printf(out, " %u strings, %u styles, flags 0x%x%s\n", bytes_get32(chunk, 8), bytes_get32(chunk, 12),
               bytes_get32(chunk, 16), at == x->strings.at ? "" : ", not the one the device uses");
    if (at != x->strings.at || !x->strings.usable)
        return;
    for (uint32_t i = 0; i < x->strings.count && !out->failed; i++) {
        uint64_t where, size;
        strpool_range(&x->strings, i, &where, &size);
        buf_printf(out, "    0x%06llx #%u ", (unsigned long long)where, i);
        print_string(out, x, i);
        buf_u8(out, '\n');
    }
}

static void print_map(struct buf *out, struct bytes chunk)
{
    uint32_t header = bytes_get16(chunk, 2);

    buf_printf(out, " %zu ids\n", (chunk.size - header) / 4);
    for (uint64_t i = header; bytes_has(chunk, i, 4) && !out->failed; i += 4) {
        const char *known = attr_name(bytes_get32(chunk, i));
        buf_printf(out, "    #%llu 0x%08x %s\n", (unsigned long long)(i - header) / 4, bytes_get32(chunk, i),
                   known == NULL ? "" : known);
    }
}

static void print_node(struct buf *out, const struct axml *x, struct bytes chunk)
{
    uint32_t header = bytes_get16(chunk, 2);
    struct bytes extension = bytes_from(chunk, header);

    buf_printf(out, " line %u ", bytes_get32(chunk, 8));
    if (bytes_get16(chunk, 0) == CDATA) {
        print_string(out, x, bytes_get32(extension, 0));
    } else {
        print_string(out, x, bytes_get32(extension, 0));
        buf_u8(out, ' ');
        print_string(out, x, bytes_get32(extension, 4));
    }
    if (bytes_get16(chunk, 0) == START)
        buf_printf(out, " %u attributes from +%u every %u", bytes_get16(extension, 12),
                   bytes_get16(extension, 8), bytes_get16(extension, 10));
    buf_u8(out, '\n');
}

void axml_print(struct buf *out, const struct axml *x)
{
    uint64_t at = bytes_get16(x->file, 2);
    size_t element = 0;

    buf_printf(out, "0x%06x document: type 0x%04x, header %u, %u of %zu bytes%s%s\n", 0,
               bytes_get16(x->file, 0), bytes_get16(x->file, 2), bytes_get32(x->file, 4), x->file.size,
               x->complete ? "" : ", incomplete", x->refused ? ", refused" : "");
    while (bytes_has(x->file, at, CHUNK_HEADER) && !out->failed) {
        uint16_t type = bytes_get16(x->file, at), header = bytes_get16(x->file, at + 2);
        uint32_t size = bytes_get32(x->file, at + 4);
        const char *name = res_chunk_name(type);
        struct bytes chunk;
        buf_printf(out, "0x%06llx %s (0x%04x), header %u, %u bytes:", (unsigned long long)at,
                   name == NULL ? "unknown chunk" : name, type, header, size);
        if (size < CHUNK_HEADER || header > size || !bytes_slice(x->file, at, size, &chunk)) {
            buf_str(out, " does not fit\n");
            return;
        }
        if (type == POOL)
            print_pool(out, x, at, chunk);
        else if (type == MAP)
            print_map(out, chunk);
        else if (type >= 0x100 && type <= CDATA)
            print_node(out, x, chunk);
        else
            buf_u8(out, '\n');
        if (element < x->count && x->elements[element].at == at) {
            const struct axml_element *e = &x->elements[element++];
            for (uint32_t i = 0; i < e->attribute_count && !out->failed; i++)
                print_attribute(out, x, &x->attributes[e->first_attribute + i]);
        }
        at += size;
    }
}
