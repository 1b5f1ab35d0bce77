/*
 * Names of entries: which the device accepts, the index by which it finds
 * them, entries of one name, and files that are folders of others.
 *
 * The index is a hash table with open addressing. Its hash is keyed with the
 * random bytes the kernel gives every process, so that nobody can prepare an
 * archive in which all names collide; nothing that is output depends on it.
 */
#include "read/zip_part.h"

#include "base/text.h"

#include <sys/auxv.h>

enum { LONG_NAME = 255 };

/* The device's test: lead bytes C0 to FD with the number of continuation bytes they announce; nothing else is
 * checked. */
static bool device_utf8(struct bytes name)
{
    for (size_t i = 0; i < name.size;) {
        uint8_t lead = name.data[i++];
        if (lead < 0x80)
            continue;
        if (lead < 0xc0 || lead >= 0xfe)
            return false;
        for (; (lead & 0x40) != 0; lead = (uint8_t)(lead << 1)) {
            if (i == name.size || (name.data[i++] & 0xc0) != 0x80)
                return false;
        }
    }
    return true;
}

static bool has_parent(struct bytes name)
{
    for (size_t at = 0; at <= name.size;) {
        size_t end = bytes_find(name, '/', at);
        struct bytes part;
        if (bytes_slice(name, at, end - at, &part) && bytes_is(part, ".."))
            return true;
        at = end + 1;
    }
    return false;
}

void zip_name_check(struct zip_open *o, const struct zip_entry *e)
{
    struct locus where = zip_at(o, e->record, e->record_size);
    bool nul = false, control = false, backslash = false, dots = false, wide = false;

    for (size_t i = 0; i < e->name.size; i++) {
        uint8_t c = e->name.data[i];
        nul |= c == 0;
        control |= c < 0x20 || c == 0x7f;
        backslash |= c == '\\';
        dots |= c == '.';
        wide |= c >= 0x80;
    }
    if (e->name.size == 0)
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_EMPTY], where, e->name, "record %zu",
                     (size_t)(e - o->z->entries));
    if (e->name.size > LONG_NAME)
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_LONG], where, e->name, "%zu bytes", e->name.size);
    if (e->name.size > 0 && e->name.data[0] == '/')
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_ABSOLUTE], where, e->name, "begins with /");
    if (nul) {
        o->z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_NUL], where, e->name, "at byte %zu",
                     bytes_find(e->name, 0, 0));
    } else if (control) {
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_CONTROL], where, e->name, "%zu bytes", e->name.size);
    }
    if (backslash)
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_BACKSLASH], where, e->name, "at byte %zu",
                     bytes_find(e->name, '\\', 0));
    if (dots && has_parent(e->name))
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_PARENT], where, e->name, "part `..`");
    if (!wide)
        return;
    if (!device_utf8(e->name)) {
        o->z->refused = true;
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_ENCODING], where, e->name, "%zu bytes", e->name.size);
    } else if (!text_is_utf8(e->name)) {
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_UTF8], where, e->name, "%zu bytes", e->name.size);
    } else if (!(e->flags & FLAG_UTF8)) {
        scan_anomaly(o->s, &zip_kinds[ZIP_NAME_FLAG], where, e->name, "flags 0x%04x", e->flags);
    }
}

/* One step of the hash; the hash of a name is that of all its bytes, so prefixes cost nothing extra. */
static inline uint64_t hash_step(const struct zip *z, uint64_t hash, uint8_t byte)
{
    return (hash ^ byte) * z->hash_factor;
}

static uint64_t hash_name(const struct zip *z, struct bytes name)
{
    uint64_t hash = z->hash_start;

    for (size_t i = 0; i < name.size; i++)
        hash = hash_step(z, hash, name.data[i]);
    return hash;
}

/* The slot that holds `name`, or the free one where it belongs. */
static struct zip_slot *slot_of(const struct zip *z, struct bytes name, uint64_t hash)
{
    size_t mask = ((size_t)1 << z->slot_bits) - 1;
    uint32_t mark = (uint32_t)(hash >> 32);

    for (size_t i = (size_t)(hash >> (64 - z->slot_bits));; i = (i + 1) & mask) {
        struct zip_slot *slot = &z->slots[i];
        if (slot->entry == 0 || (slot->hash == mark && bytes_equal(z->entries[slot->entry - 1].name, name)))
            return slot;
    }
}

const struct zip_entry *zip_find(const struct zip *z, struct bytes name)
{
    const struct zip_slot *slot;

    if (z->count == 0)
        return NULL;
    slot = slot_of(z, name, hash_name(z, name));
    return slot->entry == 0 ? NULL : &z->entries[slot->entry - 1];
}

const struct zip_entry *zip_find_nth(const struct zip *z, struct bytes name, uint32_t nth)
{
    const struct zip_entry *first = zip_find(z, name);

    if (first == NULL || nth <= 1 || nth > first->copies)
        return nth == 1 ? first : NULL;
    for (size_t i = (size_t)(first - z->entries) + 1; i < z->count; i++)
        if (z->entries[i].nth == nth && bytes_equal(z->entries[i].name, name))
            return &z->entries[i];
    return NULL;
}

static void seed(struct zip *z)
{
    uint64_t random[2] = {0x9e3779b97f4a7c15u, 0xff51afd7ed558ccdu};
    unsigned long at = getauxval(AT_RANDOM);

    if (at != 0)
        memcpy(random, (const void *)at, sizeof random);
    z->hash_start = random[0];
    z->hash_factor = random[1] | 1;
    z->slot_bits = 3;
    while (((size_t)1 << z->slot_bits) < z->count * 2)
        z->slot_bits++;
}

/* Reports the entries whose folder is itself a file. Names that share their folder with the one before are
 * skipped. */
static void find_folders(struct zip_open *o)
{
    struct zip *z = o->z;
    struct bytes last = {NULL, 0};

    for (size_t i = 0; i < z->count; i++) {
        const struct zip_entry *e = &z->entries[i];
        const uint8_t *slash = e->name.size == 0 ? NULL : memrchr(e->name.data, '/', e->name.size);
        uint64_t hash = z->hash_start;
        struct bytes folder;

        if (slash == NULL)
            continue;
        bytes_slice(e->name, 0, (uint64_t)(slash - e->name.data), &folder);
        if (bytes_equal(folder, last))
            continue;
        last = folder;
        for (size_t k = 0; k <= folder.size; k++) {
            struct bytes prefix;
            if (e->name.data[k] == '/' && k > 0 && bytes_slice(e->name, 0, k, &prefix)) {
                const struct zip_slot *slot = slot_of(z, prefix, hash);
                if (slot->entry != 0)
                    scan_anomaly(o->s, &zip_kinds[ZIP_NAME_DIRECTORY], zip_at(o, e->record, e->record_size),
                                 e->name, "record %u is a file of the first %zu bytes of this name",
                                 slot->entry - 1, k);
            }
            hash = hash_step(z, hash, e->name.data[k]);
        }
    }
}

void zip_names_index(struct zip_open *o)
{
    struct zip *z = o->z;
    struct place *places = arena_array(o->s->arena, z->count, sizeof *places);

    seed(z);
    z->slots = arena_array(o->s->arena, (size_t)1 << z->slot_bits, sizeof *z->slots);
    for (size_t i = 0; i < z->count; i++) {
        struct zip_entry *e = &z->entries[i];
        uint64_t hash = hash_name(z, e->name);
        struct zip_slot *slot = slot_of(z, e->name, hash);
        if (slot->entry == 0) {
            *slot = (struct zip_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
            e->nth = e->copies = 1;
        } else {
            e->nth = ++z->entries[slot->entry - 1].copies;
            z->refused = true;
            scan_anomaly(o->s, &zip_kinds[ZIP_NAME_DUPLICATE], zip_at(o, e->record, e->record_size), e->name,
                         "number %u of this name, the first is record %u", e->nth, slot->entry - 1);
        }
        places[i] = (struct place){z->place, e->name, e->nth};
        e->place = &places[i];
    }
    find_folders(o);
}
