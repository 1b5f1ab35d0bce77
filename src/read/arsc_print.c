/* What is in a resource table: packages, types by configuration, entries with their values. */
#include "read/arsc_impl.h"

#include "base/text.h"

static void print_pool(struct buf *out, const char *name, const struct strpool *p)
{
    if (p->scan == NULL)
        return;
    buf_printf(out, "0x%06llx string pool of %s: %u strings, %u styles, %s%s\n", (unsigned long long)p->at,
               name, p->count, p->style_count, p->utf8 ? "UTF-8" : "UTF-16", p->usable ? "" : ", unusable");
}

static void print_string(struct buf *out, const struct strpool *p, uint32_t i)
{
    struct bytes text;

    if (p->usable && i < p->count && strpool_get(p, i, &text))
        text_show(out, text);
    else
        buf_printf(out, "(no string %u)", i);
}

static void print_value(struct buf *out, const struct arsc *a, uint8_t type, uint32_t data)
{
    buf_printf(out, "(type 0x%02x) ", type);
    if (type != RES_STRING) {
        res_value_write(out, type, data);
        return;
    }
    buf_u8(out, '"');
    print_string(out, &a->strings, data);
    buf_u8(out, '"');
}

static void print_entry(struct buf *out, const struct arsc_value *v)
{
    struct arsc_value item;
    uint32_t key;

    if (!v->is_bag) {
        print_value(out, v->table, v->type, v->data);
        buf_u8(out, '\n');
        return;
    }
    buf_printf(out, "bag of %u, parent 0x%08x\n", v->bag_count, v->parent);
    for (uint32_t i = 0; !out->failed && arsc_bag_entry(v, i, &key, &item); i++) {
        buf_printf(out, "      0x%06llx #%u 0x%08x = ", (unsigned long long)item.at, i, key);
        print_value(out, v->table, item.type, item.data);
        buf_u8(out, '\n');
    }
}

static void print_type(struct buf *out, const struct arsc *a, const struct arsc_package *p,
                       const struct arsc_type *t)
{
    struct arsc_value v;
    struct arsc_entry e;
    struct bytes chunk;
    struct resconfig config;

    bytes_slice(a->file, t->at, t->size, &chunk);
    resconfig_take(bytes_from(chunk, ARSC_CONFIG_AT), &config);
    buf_printf(out, "  0x%06llx type %u ", (unsigned long long)t->at, t->id);
    print_string(out, &p->type_names, t->id - 1u);
    buf_str(out, " (");
    if (resconfig_is_default(&config))
        buf_str(out, "default");
    else
        resconfig_write(out, &config);
    buf_printf(out, "), %u offsets%s%s, %u bytes\n", t->entry_count,
               (t->flags & ARSC_SPARSE) != 0 ? ", sparse" : "",
               (t->flags & ARSC_OFFSET16) != 0 ? ", of 16 bits" : "", t->size);
    for (uint32_t i = 0; i < t->entry_count && !out->failed; i++) {
        uint32_t offset, index = i;
        uint16_t sparse;
        if ((t->flags & ARSC_SPARSE) != 0 &&
            bytes_u16(a->file, t->at + t->header_size + (uint64_t)i * 4, &sparse))
            index = sparse;
        if (!arsc_entry_offset(a, t, index, &offset))
            continue;
        buf_printf(out, "    0x%06llx 0x%08x ", (unsigned long long)(t->at + t->entries_start + offset),
                   p->id << 24 | (t->id + p->type_id_offset) << 16 | index);
        if (!arsc_entry_read(a, t, offset, &e) || !arsc_entry_value(a, t, &e, &v)) {
            buf_str(out, "does not fit\n");
            continue;
        }
        print_string(out, &p->keys, e.key);
        buf_printf(out, "%s = ", e.compact ? " (compact)" : "");
        print_entry(out, &v);
    }
}

static void print_package(struct buf *out, const struct arsc *a, const struct arsc_package *p)
{
    buf_printf(out, "0x%06llx package 0x%02x \"", (unsigned long long)p->at, p->id);
    text_show(out, p->name);
    buf_printf(out, "\", type id offset %u, %u overlayables\n", p->type_id_offset, p->overlayable_count);
    print_pool(out, "types", &p->type_names);
    print_pool(out, "keys", &p->keys);
    for (size_t i = 0; i < p->library_count; i++) {
        buf_printf(out, "  library 0x%02x ", p->libraries[i].package_id);
        text_show(out, p->libraries[i].name);
        buf_u8(out, '\n');
    }
    for (size_t i = 0; i < p->alias_count; i++)
        buf_printf(out, "  staged 0x%08x is 0x%08x\n", p->aliases[i].staged, p->aliases[i].final);
    for (size_t i = 0; i < p->spec_count; i++) {
        buf_printf(out, "  0x%06llx spec %u, %u entries\n", (unsigned long long)p->specs[i].at,
                   p->specs[i].id, p->specs[i].entry_count);
        for (uint32_t t = p->specs[i].first; t != 0 && !out->failed; t = p->types[t - 1].next)
            print_type(out, a, p, &p->types[t - 1]);
    }
}

void arsc_print(struct buf *out, const struct arsc *a)
{
    buf_printf(out, "resource table of %zu bytes, %zu packages, %zu types%s\n", a->file.size,
               a->package_count, a->type_count, a->refused ? ", refused" : "");
    print_pool(out, "values", &a->strings);
    for (size_t i = 0; i < a->package_count; i++)
        print_package(out, a, &a->packages[i]);
}
