/*
 * Sources: androidfw AssetManager2.cpp (FindEntryInternal, ResolveReference,
 * GetResourceName) and LoadedArsc.cpp (GetEntryOffset, VerifyResTableEntry,
 * FindEntryByName).
 */
#include "read/arsc_impl.h"

enum { ENTRY_SIZE = 8, MAP_ENTRY_SIZE = 16, VALUE_SIZE = 8, MAP_SIZE = 12 };
enum { FLAG_COMPLEX = 1, FLAG_COMPACT = 8 };

static const uint32_t NO_ENTRY = 0xffffffff;

/* Asking again shows the same again: an anomaly of a value is recorded once. */
static void report_once(const struct arsc *a, int kind, struct locus where, uint64_t seen)
{
    if (scan_count(a->scan, &arsc_kinds[kind]) >= LIMIT_ANOMALIES_PER_CODE)
        return;
    for (const struct anomaly *n = a->scan->first; n != NULL; n = n->next)
        if (n->kind == &arsc_kinds[kind] && n->locus.at == where.at && n->locus.place == where.place)
            return;
    scan_anomaly(a->scan, &arsc_kinds[kind], where, (struct bytes){0}, "%llu (0x%llx)",
                 (unsigned long long)seen, (unsigned long long)seen);
}

/* A sparse type lists (index, offset / 4), looked up by halving, sorted or not. */
static bool sparse_offset(const struct arsc *a, const struct arsc_type *t, uint32_t index, uint32_t *offset)
{
    uint64_t pairs = t->at + t->header_size;
    uint32_t low = 0, left = t->entry_count;

    while (left > 0) {
        uint32_t step = left / 2;
        if (bytes_get16(a->file, pairs + (uint64_t)(low + step) * 4) < index) {
            low += step + 1;
            left -= step + 1;
        } else {
            left = step;
        }
    }
    if (low >= t->entry_count || bytes_get16(a->file, pairs + (uint64_t)low * 4) != index)
        return false;
    *offset = bytes_get16(a->file, pairs + (uint64_t)low * 4 + 2) * 4u;
    return true;
}

bool arsc_entry_offset(const struct arsc *a, const struct arsc_type *t, uint32_t index, uint32_t *offset)
{
    uint64_t offsets = t->at + t->header_size;

    if ((t->flags & ARSC_SPARSE) != 0)
        return sparse_offset(a, t, index, offset);
    if (index >= t->entry_count)
        return false;
    if ((t->flags & ARSC_OFFSET16) != 0) {
        uint16_t short_offset = bytes_get16(a->file, offsets + (uint64_t)index * 2);
        *offset = short_offset == 0xffff ? NO_ENTRY : short_offset * 4u;
    } else {
        *offset = bytes_get32(a->file, offsets + (uint64_t)index * 4);
    }
    return *offset != NO_ENTRY;
}

/* What must follow an entry that is not compact: a value, or the pairs of a map. */
static bool check_payload(const struct arsc *a, const struct arsc_type *t, const struct arsc_entry *e)
{
    uint64_t from = e->at - t->at + e->size, left;

    if (from > t->size)
        return false;
    left = t->size - from;
    if (e->size < MAP_ENTRY_SIZE)
        return left >= VALUE_SIZE && bytes_get16(a->file, e->at + e->size) >= VALUE_SIZE &&
               bytes_get16(a->file, e->at + e->size) <= left;
    return (from & 3) == 0 && bytes_get32(a->file, e->at + 12) <= left / MAP_SIZE;
}

bool arsc_entry_read(const struct arsc *a, const struct arsc_type *t, uint32_t offset, struct arsc_entry *e)
{
    uint64_t from = (uint64_t)t->entries_start + offset;
    bool ok;

    *e = (struct arsc_entry){.at = t->at + from};
    if ((offset & 3) != 0 || from > UINT32_MAX || from + ENTRY_SIZE > t->size) {
        report_once(a, ARSC_ENTRY_BAD, locus_at(a->place, t->at, t->size), offset);
        return false;
    }
    e->size = bytes_get16(a->file, e->at);
    e->flags = bytes_get16(a->file, e->at + 2);
    e->key = bytes_get32(a->file, e->at + 4);
    e->compact = (e->flags & FLAG_COMPACT) != 0;
    if (e->compact) {
        e->key = e->size;
        e->data = bytes_get32(a->file, e->at + 4);
        e->type = (uint8_t)(e->flags >> 8);
        e->size = ENTRY_SIZE;
        return true;
    }
    ok = e->size >= ENTRY_SIZE && from + e->size <= t->size && check_payload(a, t, e);
    if (!ok)
        report_once(a, ARSC_ENTRY_BAD, locus_at(a->place, e->at, ENTRY_SIZE), e->size);
    return ok;
}

/* Type and data to a value's text. */
static void set_text(const struct arsc *a, struct arsc_value *v)
{
    if (v->type == RES_DYNAMIC_REFERENCE)
        v->type = RES_REFERENCE;
    if (v->type == RES_STRING)
        strpool_get(&a->strings, v->data, &v->text);
    else
        v->text = res_value_text(a->scan->arena, v->type, v->data);
}

bool arsc_entry_value(const struct arsc *a, const struct arsc_type *t, const struct arsc_entry *e,
                      struct arsc_value *out)
{
    uint64_t at = e->at + e->size;
    struct bytes type_chunk, value;

    *out = (struct arsc_value){.table = a, .at = e->at, .size = e->size};
    bytes_slice(a->file, t->at, t->size, &type_chunk);
    resconfig_take(bytes_from(type_chunk, ARSC_CONFIG_AT), &out->config);
    if (e->compact) {
        out->type = e->type;
        out->data = e->data;
        set_text(a, out);
        return true;
    }
    if (e->size >= MAP_ENTRY_SIZE && (e->flags & FLAG_COMPLEX) != 0) {
        out->is_bag = true;
        out->parent = bytes_get32(a->file, e->at + 8);
        out->bag_count = bytes_get32(a->file, e->at + 12);
        out->bag_at = at;
        out->size += (uint64_t)out->bag_count * MAP_SIZE;
        return true;
    }
    if (!bytes_slice(a->file, at, VALUE_SIZE, &value))
        return false;
    out->size += VALUE_SIZE;
    out->type = value.data[3];
    out->data = bytes_get32(value, 4);
    set_text(a, out);
    return true;
}

/* The spec of a resource's type in a package; NULL when it has none. */
static const struct arsc_spec *spec_for(const struct arsc_package *p, uint32_t id)
{
    uint32_t type = id >> 16 & 0xff;

    if (p->id != id >> 24 || type <= p->type_id_offset)
        return NULL;
    type -= p->type_id_offset;
    return p->spec_of[type] == 0 ? NULL : &p->specs[p->spec_of[type] - 1];
}

/* The best so far. */
struct choice {
    const struct arsc *table;
    const struct arsc_package *package;
    const struct arsc_type *type;
    struct resconfig config;
    uint32_t offset;
    uint32_t varies;
};

static struct resconfig config_of(const struct arsc *a, const struct arsc_type *t)
{
    struct resconfig c;
    struct bytes chunk;

    bytes_slice(a->file, t->at, t->size, &chunk);
    resconfig_take(bytes_from(chunk, ARSC_CONFIG_AT), &c);
    return c;
}

static void choose_in(const struct arsc *a, const struct arsc_package *p, uint32_t id, bool any,
                      struct choice *best)
{
    const struct arsc_spec *s = spec_for(p, id);
    const struct arsc_type *t;

    if (s == NULL)
        return;
    if ((id & 0xffff) < s->entry_count)
        best->varies |= bytes_get32(a->file, s->at + ARSC_SPEC_HEADER + (uint64_t)(id & 0xffff) * 4);
    for (uint32_t i = s->first; i != 0; i = t->next) {
        struct resconfig c;
        uint32_t offset;
        t = &p->types[i - 1];
        if (best->type != NULL && any)
            return;
        if (++*a->steps > LIMIT_ARSC_STEPS) {
            report_once(a, ARSC_LIMIT, locus_at(a->place, t->at, t->size), *a->steps);
            return;
        }
        c = config_of(a, t);
        if (!any && (!resconfig_matches(&c) || (best->type != NULL && !resconfig_better(&c, &best->config))))
            continue;
        if (!arsc_entry_offset(a, t, id & 0xffff, &offset))
            continue;
        *best = (struct choice){a, p, t, c, offset, best->varies};
    }
}

/* FindEntryInternal(); with `any`, the first value of any configuration. */
static bool choose(const struct arsc *const *tables, size_t count, uint32_t id, struct choice *best)
{
    for (int any = 0; any < 2; any++) {
        *best = (struct choice){0};
        for (size_t i = 0; i < count; i++)
            for (size_t p = 0; p < tables[i]->package_count; p++)
                choose_in(tables[i], &tables[i]->packages[p], id, any != 0, best);
        if (best->type != NULL)
            return any == 0;
    }
    return false;
}

/* The framework's ids may be staged ones, which stand for others. */
static uint32_t final_id(const struct arsc *const *tables, size_t count, uint32_t id)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t p = 0; p < tables[i]->package_count; p++) {
            const struct arsc_package *package = &tables[i]->packages[p];
            for (size_t n = 0; n < package->alias_count; n++)
                if (package->aliases[n].staged == id)
                    return package->aliases[n].final;
        }
    }
    return id;
}

static struct arsc_value unresolved(const struct arsc *const *tables, size_t count, uint32_t id)
{
    struct arsc_value v = {.id = id, .type = RES_REFERENCE, .data = id};

    if (count > 0)
        v.text = res_value_text(tables[0]->scan->arena, RES_REFERENCE, id);
    return v;
}

bool arsc_get(const struct arsc *const *tables, size_t count, uint32_t id, struct arsc_value *out)
{
    struct choice best;
    struct arsc_entry entry;
    bool matched;

    id = final_id(tables, count, id);
    matched = choose(tables, count, id, &best);
    if (best.type == NULL || !arsc_entry_read(best.table, best.type, best.offset, &entry) ||
        !arsc_entry_value(best.table, best.type, &entry, out)) {
        *out = unresolved(tables, count, id);
        return false;
    }
    out->id = id;
    out->varies = best.varies;
    out->package = best.package;
    out->fallback = !matched;
    return matched;
}

bool arsc_resolve(const struct arsc *const *tables, size_t count, uint32_t id, struct arsc_value *out)
{
    uint32_t seen[LIMIT_REFERENCES + 1], varies = 0;
    struct arsc_value last = unresolved(tables, count, id);
    bool matched = true;

    for (uint32_t n = 0; n <= LIMIT_REFERENCES; n++) {
        seen[n] = id;
        if (!arsc_get(tables, count, id, out)) {
            matched = false;
            if (!out->fallback) {
                *out = last;
                return false;
            }
        }
        varies = out->varies |= varies;
        if (out->is_bag || !res_is_reference(out->type))
            return matched;
        if (out->data == 0) {
            out->type = RES_NULL;
            return matched;
        }
        last = *out;
        id = out->data;
        for (uint32_t i = 0; i <= n; i++) {
            if (seen[i] == id) {
                report_once(out->table, ARSC_LOOP, locus_at(out->table->place, out->at, out->size), id);
                return false;
            }
        }
    }
    report_once(out->table, ARSC_DEPTH, locus_at(out->table->place, out->at, out->size), id);
    return false;
}

struct arsc_each arsc_each(const struct arsc *const *tables, size_t count, uint32_t id)
{
    return (struct arsc_each){.tables = tables, .count = count, .id = final_id(tables, count, id)};
}

/* The next type of the list the iterator stands in, or of the next package that has the resource's type. */
static const struct arsc_type *next_type(struct arsc_each *it, const struct arsc **table,
                                         const struct arsc_package **package)
{
    for (; it->table < it->count; it->table++, it->package = 0) {
        *table = it->tables[it->table];
        for (; it->package < (*table)->package_count; it->package++, it->inside = false) {
            const struct arsc_spec *s;
            *package = &(*table)->packages[it->package];
            s = spec_for(*package, it->id);
            if (s == NULL)
                continue;
            if (!it->inside)
                it->type = s->first;
            it->inside = true;
            if (it->type != 0) {
                const struct arsc_type *t = &(*package)->types[it->type - 1];
                it->type = t->next;
                return t;
            }
        }
    }
    return NULL;
}

bool arsc_next(struct arsc_each *it, struct arsc_value *out)
{
    const struct arsc *table;
    const struct arsc_package *package;
    const struct arsc_type *t;

    while ((t = next_type(it, &table, &package)) != NULL) {
        struct arsc_entry entry;
        uint32_t offset;
        if (!arsc_entry_offset(table, t, it->id & 0xffff, &offset) ||
            !arsc_entry_read(table, t, offset, &entry) || !arsc_entry_value(table, t, &entry, out))
            continue;
        out->id = it->id;
        out->package = package;
        return true;
    }
    return false;
}

bool arsc_bag_entry(const struct arsc_value *bag, uint32_t i, uint32_t *key, struct arsc_value *out)
{
    uint64_t at = bag->bag_at + (uint64_t)i * MAP_SIZE;
    struct bytes map;

    *key = 0;
    *out = (struct arsc_value){0};
    if (!bag->is_bag || i >= bag->bag_count || !bytes_slice(bag->table->file, at, MAP_SIZE, &map))
        return false;
    *key = bytes_get32(map, 0);
    *out = (struct arsc_value){.id = bag->id,
                               .type = map.data[7],
                               .data = bytes_get32(map, 8),
                               .varies = bag->varies,
                               .config = bag->config,
                               .table = bag->table,
                               .package = bag->package,
                               .at = at,
                               .size = MAP_SIZE};
    set_text(bag->table, out);
    return true;
}

struct bytes arsc_name(const struct arsc *const *tables, size_t count, uint32_t id)
{
    struct arsc_each it = arsc_each(tables, count, id);
    const struct arsc *table;
    const struct arsc_package *package;
    const struct arsc_type *t;

    while ((t = next_type(&it, &table, &package)) != NULL) {
        struct arsc_entry entry;
        uint32_t offset;
        struct bytes type_name, key;
        if (!arsc_entry_offset(table, t, it.id & 0xffff, &offset) ||
            !arsc_entry_read(table, t, offset, &entry))
            continue;
        strpool_get(&package->type_names, t->id - 1u, &type_name);
        strpool_get(&package->keys, entry.key, &key);
        return arena_printf(table->scan->arena, "%.*s/%.*s", (int)type_name.size,
                            (const char *)type_name.data, (int)key.size, (const char *)key.data);
    }
    return (struct bytes){NULL, 0};
}

/* The entry of a type that has this key; entries at all other offsets are not looked into. */
static bool find_key(const struct arsc *a, const struct arsc_type *t, uint32_t key, uint32_t *index)
{
    for (uint32_t i = 0; i < t->entry_count; i++) {
        uint32_t at = i, offset;
        uint16_t flags, size;
        uint64_t entry;
        if ((t->flags & ARSC_SPARSE) != 0) {
            at = bytes_get16(a->file, t->at + t->header_size + (uint64_t)i * 4);
            offset = bytes_get16(a->file, t->at + t->header_size + (uint64_t)i * 4 + 2) * 4u;
        } else if (!arsc_entry_offset(a, t, i, &offset)) {
            continue;
        }
        entry = t->at + t->entries_start + offset;
        size = bytes_get16(a->file, entry);
        flags = bytes_get16(a->file, entry + 2);
        if (((flags & FLAG_COMPACT) != 0 ? size : bytes_get32(a->file, entry + 4)) == key) {
            *index = at;
            return true;
        }
    }
    return false;
}

static uint32_t find_in(const struct arsc *a, const struct arsc_package *p, struct bytes type,
                        struct bytes name)
{
    uint32_t type_index, key, index;
    const struct arsc_spec *s;

    if (!strpool_find(&p->type_names, type, &type_index) || type_index >= 255 ||
        p->spec_of[type_index + 1] == 0 || !strpool_find(&p->keys, name, &key))
        return 0;
    s = &p->specs[p->spec_of[type_index + 1] - 1];
    for (uint32_t i = s->first; i != 0; i = p->types[i - 1].next)
        if (find_key(a, &p->types[i - 1], key, &index))
            return p->id << 24 | (type_index + 1 + p->type_id_offset) << 16 | index;
    return 0;
}

uint32_t arsc_find(const struct arsc *const *tables, size_t count, const char *name)
{
    struct bytes text = bytes_str(name), type;
    size_t slash = bytes_find(text, '/', 0);

    bytes_slice(text, 0, slash, &type);
    text = bytes_from(text, slash + 1);
    for (size_t i = 0; i < count; i++) {
        for (size_t p = 0; p < tables[i]->package_count; p++) {
            uint32_t id = find_in(tables[i], &tables[i]->packages[p], type, text);
            if (id != 0)
                return id;
        }
    }
    return 0;
}

struct bytes arsc_config_text(const struct arsc_value *value)
{
    struct buf out;
    struct bytes text = {NULL, 0};

    if (value->table == NULL)
        return text;
    buf_init(&out, 512);
    resconfig_write(&out, &value->config);
    text = arena_copy(value->table->scan->arena, buf_bytes(&out));
    buf_free(&out);
    return text;
}

struct locus arsc_locus(const struct arsc_value *value)
{
    return locus_at(value->table == NULL ? NULL : value->table->place, value->at, value->size);
}
