/*
 * All that the DEX reader saw, for `veto show`: one line a thing, its offset
 * first. Text of the file goes through text_show(), so no line of a hostile
 * file breaks a terminal or looks like two.
 */
#include "read/dex_internal.h"

#include "base/text.h"

enum { SHOWN_STRINGS = 1000 };

/* Appends name and value of one header field. */
static void number(struct buf *out, const struct dex *d, uint32_t at, const char *name, uint32_t value)
{
    buf_printf(out, "0x%08x  %-16s %u (0x%x)\n", d->header + at, name, value, value);
}

static void print_table(struct buf *out, const struct dex *d, const struct dex_table *t, const char *name)
{
    buf_printf(out, "            %-16s %u at 0x%x", name, t->count, t->at);
    if (t->rows != t->count)
        buf_printf(out, ", %u readable", t->rows);
    buf_u8(out, '\n');
    (void)d;
}

static void print_header(struct buf *out, const struct dex *d)
{
    buf_printf(out, "DEX %03u at 0x%llx: ", d->version, (unsigned long long)(d->origin + d->header));
    if (d->loadable)
        buf_str(out, "loadable\n");
    else
        buf_printf(out, "refused, %s\n", d->refusal);
    buf_printf(out, "0x%08x  %-16s %08x (%s)\n", d->header + 8, "checksum", d->checksum,
               d->checksum_ok ? "right" : "wrong");
    number(out, d, 0x20, "file_size", d->file_size);
    number(out, d, 0x24, "header_size", d->header_size);
    number(out, d, 0x2c, "link_size", d->link_size);
    number(out, d, 0x30, "link_off", d->link_off);
    number(out, d, 0x34, "map_off", d->map_off);
    number(out, d, 0x68, "data_size", d->data_size);
    number(out, d, 0x6c, "data_off", d->data_off);
    if (d->version == 41) {
        number(out, d, 0x70, "container_size", d->container_size);
        number(out, d, 0x74, "header_offset", d->header_offset);
    }
    print_table(out, d, &d->strings, "string_ids");
    print_table(out, d, &d->types, "type_ids");
    print_table(out, d, &d->protos, "proto_ids");
    print_table(out, d, &d->fields, "field_ids");
    print_table(out, d, &d->methods, "method_ids");
    print_table(out, d, &d->classes, "class_defs");
}

static void print_map(struct buf *out, const struct dex *d)
{
    struct dex_map_item m;

    buf_str(out, "map\n");
    for (uint32_t i = 0; i < LIMIT_DEX_MAP && dex_map(d, i, &m); i++) {
        const char *name = dex_map_name(m.type);
        buf_printf(out, "0x%08x  0x%04x %-24s %u at 0x%x\n", m.at, m.type, name != NULL ? name : "unknown",
                   m.count, m.offset);
    }
}

/* Appends MUTF-8 text as it may be shown: converted first, in a buffer used again and again. */
static void show(struct buf *out, struct buf *scratch, struct bytes mutf8)
{
    buf_reset(scratch);
    if (dex_text_write(scratch, mutf8, NULL))
        text_show(out, buf_bytes(scratch));
    else
        buf_printf(out, "(%zu bytes, not shown)", mutf8.size);
}

static void print_strings(struct buf *out, struct buf *scratch, const struct dex *d)
{
    uint32_t shown = d->strings.rows < SHOWN_STRINGS ? d->strings.rows : SHOWN_STRINGS;

    buf_str(out, "strings\n");
    for (uint32_t i = 0; i < shown; i++) {
        buf_printf(out, "0x%08llx  %u \"", (unsigned long long)(dex_string_locus(d, i).at - d->origin), i);
        show(out, scratch, dex_string(d, i));
        buf_str(out, "\"\n");
    }
    if (shown < d->strings.rows)
        buf_printf(out, "            and %u more\n", d->strings.rows - shown);
}

static void print_code(struct buf *out, const struct dex *d, uint32_t off)
{
    struct dex_code code;
    struct dex_insn in;

    if (!dex_code(d, off, &code)) {
        buf_printf(out, " code 0x%x is not in the file", off);
        return;
    }
    dex_insn_open(&in, &code);
    while (dex_insn_next(&in))
        ;
    buf_printf(out, " code 0x%x registers %u ins %u outs %u tries %u units %u instructions %u", off,
               code.registers, code.ins, code.outs, code.tries, code.units, in.count);
    if (code.cut || in.stop != DEX_STOP_END)
        buf_printf(out, " (stopped at unit %u)", in.next);
}

static void print_members(struct buf *out, struct buf *scratch, const struct dex *d, uint32_t class_data_off)
{
    static const char *const kinds[] = {"static", "instance", "direct", "virtual"};
    struct dex_members list;
    struct dex_member m;

    dex_members_open(&list, d, class_data_off);
    while (!out->failed && dex_members_next(&list, &m)) {
        buf_printf(out, "0x%08x    %s 0x%x ", m.at, kinds[m.kind], m.access);
        buf_reset(scratch);
        if (m.kind <= DEX_INSTANCE_FIELD)
            dex_field_write(scratch, d, m.index);
        else
            dex_method_write(scratch, d, m.index);
        text_show(out, buf_bytes(scratch));
        if (m.code_off != 0)
            print_code(out, d, m.code_off);
        buf_u8(out, '\n');
    }
    if (list.failed)
        buf_str(out, "            members end early\n");
}

static void print_classes(struct buf *out, struct buf *scratch, const struct dex *d)
{
    struct dex_class k;

    buf_str(out, "classes\n");
    for (uint32_t i = 0; i < d->classes.rows && !out->failed; i++) {
        dex_class(d, i, &k);
        buf_printf(out, "0x%08x  0x%x ", k.at, k.access);
        show(out, scratch, dex_type(d, k.type));
        if (k.superclass != DEX_NO_INDEX) {
            buf_str(out, " extends ");
            show(out, scratch, dex_type(d, k.superclass));
        }
        for (uint32_t n = 0; n < k.interfaces.count && !out->failed; n++) {
            buf_str(out, n == 0 ? " implements " : ", ");
            show(out, scratch, dex_type(d, dex_types_at(k.interfaces, n)));
        }
        if (k.source_file != DEX_NO_INDEX) {
            buf_str(out, " from ");
            show(out, scratch, dex_string(d, k.source_file));
        }
        buf_u8(out, '\n');
        print_members(out, scratch, d, k.class_data_off);
    }
}

void dex_print(struct buf *out, const struct dex *d)
{
    struct buf scratch;

    buf_init(&scratch, LIMIT_DEX_NAME);
    print_header(out, d);
    print_map(out, d);
    print_strings(out, &scratch, d);
    print_classes(out, &scratch, d);
    buf_free(&scratch);
}
