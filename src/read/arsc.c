/*
 * Sources: androidfw LoadedArsc.cpp and ChunkIterator.cpp (Android 14 to 16).
 * Here the chunks are walked; values are in arsc_value.c.
 */
#include "read/arsc_impl.h"

#include "base/text.h"

enum {
    CHUNK_POOL = 0x0001,
    CHUNK_TABLE = 0x0002,
    CHUNK_PACKAGE = 0x0200,
    CHUNK_TYPE = 0x0201,
    CHUNK_SPEC = 0x0202,
    CHUNK_LIBRARY = 0x0203,
    CHUNK_OVERLAYABLE = 0x0204,
    CHUNK_ALIAS = 0x0206,
    CHUNK_FLAGGED = 0x0207,
    CHUNK_FLAG_LIST = 0x0208,
};

/* Least header sizes, which are what the device's structures need. */
enum {
    CHUNK_HEADER = 8,
    TABLE_HEADER = 12,
    PACKAGE_HEADER = 284,
    PACKAGE_HEADER_OFFSET = 288, /* with typeIdOffset */
    SPEC_HEADER = ARSC_SPEC_HEADER,
    TYPE_HEADER = 24,
    LIST_HEADER = 12,
    OVERLAYABLE_HEADER = 1032,
    LIBRARY_SIZE = 260,
    ALIAS_SIZE = 8,
    NAME_BYTES = 256,
    MOST_ENTRIES = 65535,
};

const struct anomaly_kind arsc_kinds[ARSC_KINDS] = {
    [ARSC_BAD] =
        {"arsc.bad", EFFECT_REFUSED,
         "LoadedArsc::Load() refuses a table with a chunk whose sizes, id or counts do not fit, and with it "
         "the whole package"},
    [ARSC_TAIL] =
        {"arsc.tail", EFFECT_TOLERATED,
         "what follows the last chunk is no chunk; the device stops reading there and keeps what it has"},
    [ARSC_CHUNK_UNKNOWN] = {"arsc.chunk.unknown", EFFECT_TOLERATED,
                            "a chunk is of no known type; the device skips it, others stop"},
    [ARSC_STRINGS_AGAIN] =
        {"arsc.strings.again", EFFECT_TOLERATED,
         "a table has more than one pool of values; the device takes the first, others the last"},
    [ARSC_POOL_EXTRA] = {"arsc.pool.extra", EFFECT_TOLERATED,
                         "a package has a string pool that its header does not name; the device skips it"},
    [ARSC_SPEC_AGAIN] = {"arsc.spec.again", EFFECT_TOLERATED,
                         "a package has two specs of one type; the device keeps the first"},
    [ARSC_PACKAGE_AGAIN] = {"arsc.package.again", EFFECT_TOLERATED,
                            "two packages of a table have one id; the device looks in both, others in one"},
    [ARSC_ALIAS_IGNORED] = {"arsc.alias.ignored", EFFECT_TOLERATED,
                            "staged aliases outside the framework; the device ignores them"},
    [ARSC_ENTRY_BAD] =
        {"arsc.entry.bad", EFFECT_REFUSED,
         "an entry's offset or size does not fit; the resource does not resolve on the device"},
    [ARSC_LOOP] = {"arsc.reference.loop", EFFECT_TOLERATED,
                   "references lead back to a resource already passed; the device gives up after 20"},
    [ARSC_DEPTH] = {"arsc.reference.limit", EFFECT_LIMIT, "LIMIT_REFERENCES references were followed"},
    [ARSC_LIMIT] = {"arsc.limit", EFFECT_LIMIT,
                    "LIMIT_ARSC_TYPES, LIMIT_ARSC_PACKAGES or LIMIT_ARSC_STEPS was reached"},
};

/* A chunk and the iterator that found it. */
struct chunk {
    uint64_t at; /* in the file */
    uint16_t type, header_size;
    uint32_t size;
};

/* ChunkIterator: chunks of [at, end). */
struct walk {
    struct arsc *a;
    uint64_t at, end;
    bool begun, stopped;
};

static void refuse(struct arsc *a, uint64_t at, const char *what, uint64_t seen)
{
    a->refused = true;
    scan_anomaly(a->scan, &arsc_kinds[ARSC_BAD], locus_at(a->place, at, at < a->file.size ? CHUNK_HEADER : 0),
                 (struct bytes){0}, "%s %llu", what, (unsigned long long)seen);
}

static void note(struct arsc *a, int kind, const struct chunk *c, uint64_t seen)
{
    scan_anomaly(a->scan, &arsc_kinds[kind], locus_at(a->place, c->at, c->size), (struct bytes){0},
                 "%llu (0x%llx)", (unsigned long long)seen, (unsigned long long)seen);
}

/*
 * The next chunk. What does not leave room for a header or is longer than
 * what is left ends the walk without harm; other sizes that do not fit are
 * fatal on the device, and anything that is wrong with the first chunk.
 */
static bool next_chunk(struct walk *w, struct chunk *c)
{
    struct bytes header;
    bool first = !w->begun;

    if (w->stopped || w->at >= w->end)
        return false;
    w->begun = w->stopped = true;
    *c = (struct chunk){.at = w->at};
    if (w->end - w->at < CHUNK_HEADER || !bytes_slice(w->a->file, w->at, CHUNK_HEADER, &header)) {
        c->size = (uint32_t)(w->end - w->at);
        note(w->a, first ? ARSC_BAD : ARSC_TAIL, c, c->size);
        w->a->refused = w->a->refused || first;
        return false;
    }
    c->type = bytes_get16(header, 0);
    c->header_size = bytes_get16(header, 2);
    c->size = bytes_get32(header, 4);
    if (c->size > w->end - w->at) {
        struct chunk rest = {.at = w->at, .size = (uint32_t)(w->end - w->at)};
        note(w->a, first ? ARSC_BAD : ARSC_TAIL, &rest, c->size);
        w->a->refused = w->a->refused || first;
        return false;
    }
    if (c->header_size < CHUNK_HEADER || c->header_size > c->size || ((c->size | c->header_size) & 3) != 0) {
        refuse(w->a, w->at, "chunk with a header of", c->header_size);
        return false;
    }
    w->at += c->size;
    w->stopped = false;
    return true;
}

static struct walk walk_inside(struct arsc *a, const struct chunk *c)
{
    return (struct walk){a, c->at + c->header_size, c->at + c->size, false, false};
}

/* Text of a fixed field of UTF-16 units, up to its first 0. */
static struct bytes fixed_text(const struct arsc *a, uint64_t at, uint64_t size)
{
    struct bytes b;
    size_t n = 0;

    if (!bytes_slice(a->file, at, size, &b))
        return (struct bytes){NULL, 0};
    while (bytes_has(b, n, 2) && bytes_get16(b, n) != 0)
        n += 2;
    bytes_slice(b, 0, n, &b);
    return text_utf16(a->scan->arena, b, NULL);
}

static bool take_pool(struct arsc *a, const struct chunk *c, struct strpool *p)
{
    struct bytes chunk;

    bytes_slice(a->file, c->at, c->size, &chunk);
    if (strpool_open(a->scan, chunk, locus_at(a->place, c->at, c->size), p))
        return true;
    a->refused = true;
    return false;
}

static void take_spec(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    struct arsc_spec *s;
    uint32_t count;
    uint8_t id = 0;

    if (c->header_size < SPEC_HEADER) {
        refuse(a, c->at, "type spec with a header of", c->header_size);
        return;
    }
    bytes_u8(a->file, c->at + 8, &id);
    count = bytes_get32(a->file, c->at + 12);
    if (id == 0 || id + p->type_id_offset > 255) {
        refuse(a, c->at, "type spec with id", id);
        return;
    }
    if (count > MOST_ENTRIES || (uint64_t)count * 4 > c->size - c->header_size) {
        refuse(a, c->at, "type spec with entries", count);
        return;
    }
    if (p->spec_of[id] != 0) {
        note(a, ARSC_SPEC_AGAIN, c, id);
        return;
    }
    p->specs = arena_grow(a->scan->arena, p->specs, p->spec_count, &p->spec_capacity, sizeof *s);
    s = &p->specs[p->spec_count++];
    *s = (struct arsc_spec){.at = c->at, .size = c->size, .entry_count = count, .id = id};
    p->spec_of[id] = (uint16_t)p->spec_count;
}

/* VerifyResTableType() */
static bool check_type(struct arsc *a, const struct chunk *c, const struct arsc_type *t)
{
    uint64_t offsets = (uint64_t)t->entry_count * ((t->flags & ARSC_OFFSET16) != 0 ? 2 : 4);

    if (t->id == 0)
        refuse(a, c->at, "type with id", t->id);
    else if (t->entry_count > MOST_ENTRIES)
        refuse(a, c->at, "type with entries", t->entry_count);
    else if (t->header_size > t->entries_start || t->entries_start - t->header_size < offsets)
        refuse(a, c->at, "type whose offsets run into its entries at", t->entries_start);
    else if (t->entries_start > c->size || (t->entries_start & 3) != 0)
        refuse(a, c->at, "type with entries at", t->entries_start);
    else
        return true;
    return false;
}

static void take_type(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    struct arsc_type t = {.at = c->at, .size = c->size, .header_size = c->header_size};
    struct arsc_spec *s;

    if (c->header_size < TYPE_HEADER) {
        refuse(a, c->at, "type with a header of", c->header_size);
        return;
    }
    bytes_u8(a->file, c->at + 8, &t.id);
    bytes_u8(a->file, c->at + 9, &t.flags);
    t.entry_count = bytes_get32(a->file, c->at + 12);
    t.entries_start = bytes_get32(a->file, c->at + 16);
    if (!check_type(a, c, &t))
        return;
    if (p->spec_of[t.id] == 0) {
        refuse(a, c->at, "type without a spec before it, id", t.id);
        return;
    }
    if (a->type_count >= LIMIT_ARSC_TYPES) {
        note(a, ARSC_LIMIT, c, a->type_count);
        return;
    }
    a->type_count++;
    p->types = arena_grow(a->scan->arena, p->types, p->type_count, &p->type_capacity, sizeof t);
    p->types[p->type_count++] = t;
    s = &p->specs[p->spec_of[t.id] - 1];
    if (s->last != 0)
        p->types[s->last - 1].next = (uint32_t)p->type_count;
    else
        s->first = (uint32_t)p->type_count;
    s->last = (uint32_t)p->type_count;
}

/* How many items of `size` bytes a list chunk says it has; 0 after a refusal. */
static uint32_t list_count(struct arsc *a, const struct chunk *c, uint32_t size)
{
    uint32_t count = bytes_get32(a->file, c->at + 8);

    if (c->header_size < LIST_HEADER || (c->size - c->header_size) / size < count) {
        refuse(a, c->at, "list with items", count);
        return 0;
    }
    return count;
}

static void take_libraries(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    uint32_t count = list_count(a, c, LIBRARY_SIZE);

    p->libraries = arena_array(a->scan->arena, count, sizeof *p->libraries);
    p->library_count = count;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = c->at + c->header_size + (uint64_t)i * LIBRARY_SIZE;
        p->libraries[i] = (struct arsc_library){bytes_get32(a->file, at), fixed_text(a, at + 4, NAME_BYTES)};
        if (p->libraries[i].package_id >= 255)
            refuse(a, at, "library with package id", p->libraries[i].package_id);
    }
}

static void take_aliases(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    uint32_t count;

    if (p->id != ARSC_FRAMEWORK) {
        note(a, ARSC_ALIAS_IGNORED, c, p->id);
        return;
    }
    count = list_count(a, c, ALIAS_SIZE);
    p->aliases = arena_array(a->scan->arena, count, sizeof *p->aliases);
    p->alias_count = count;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = c->at + c->header_size + (uint64_t)i * ALIAS_SIZE;
        p->aliases[i] = (struct arsc_alias){bytes_get32(a->file, at), bytes_get32(a->file, at + 4)};
    }
}

/* A pool of a package is its types' or its keys' when the header points at it. */
static void take_package_pool(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    if (c->at == p->at + bytes_get32(a->file, p->at + 268))
        take_pool(a, c, &p->type_names);
    else if (c->at == p->at + bytes_get32(a->file, p->at + 276))
        take_pool(a, c, &p->keys);
    else
        note(a, ARSC_POOL_EXTRA, c, c->at);
}

static void take_child(struct arsc *a, struct arsc_package *p, const struct chunk *c)
{
    switch (c->type) {
    case CHUNK_POOL:
        take_package_pool(a, p, c);
        break;
    case CHUNK_SPEC:
        take_spec(a, p, c);
        break;
    case CHUNK_TYPE:
        take_type(a, p, c);
        break;
    case CHUNK_LIBRARY:
        take_libraries(a, p, c);
        break;
    case CHUNK_OVERLAYABLE:
        if (c->header_size < OVERLAYABLE_HEADER)
            refuse(a, c->at, "overlayable with a header of", c->header_size);
        p->overlayable_count++;
        break;
    case CHUNK_ALIAS:
        take_aliases(a, p, c);
        break;
    case CHUNK_FLAGGED: /* values behind a feature flag, which is off */
        break;
    default:
        note(a, ARSC_CHUNK_UNKNOWN, c, c->type);
    }
}

static void take_package(struct arsc *a, const struct chunk *c)
{
    struct arsc_package *p;
    struct walk w = walk_inside(a, c);
    struct chunk child;

    if (c->header_size < PACKAGE_HEADER) {
        refuse(a, c->at, "package with a header of", c->header_size);
        return;
    }
    if (a->package_count >= LIMIT_ARSC_PACKAGES) {
        note(a, ARSC_LIMIT, c, a->package_count);
        return;
    }
    a->packages = arena_grow(a->scan->arena, a->packages, a->package_count, &a->package_capacity, sizeof *p);
    p = &a->packages[a->package_count++];
    *p = (struct arsc_package){.at = c->at, .size = c->size, .id = bytes_get32(a->file, c->at + 8)};
    for (size_t i = 0; i + 1 < a->package_count; i++) {
        if (a->packages[i].id == p->id) {
            note(a, ARSC_PACKAGE_AGAIN, c, p->id);
            break;
        }
    }
    p->name = fixed_text(a, c->at + 12, NAME_BYTES);
    if (c->header_size >= PACKAGE_HEADER_OFFSET)
        p->type_id_offset = bytes_get32(a->file, c->at + 284);
    if (p->type_id_offset > 255) {
        refuse(a, c->at, "package with type id offset", p->type_id_offset);
        p->type_id_offset = 0;
    }
    while (next_chunk(&w, &child))
        take_child(a, p, &child);
}

static void take_table(struct arsc *a, const struct chunk *c)
{
    struct walk w = walk_inside(a, c);
    struct chunk child;
    uint32_t packages = bytes_get32(a->file, c->at + 8), seen = 0;

    if (c->header_size < TABLE_HEADER)
        refuse(a, c->at, "table with a header of", c->header_size);
    while (next_chunk(&w, &child)) {
        if (child.type == CHUNK_POOL && a->strings.scan != NULL) {
            note(a, ARSC_STRINGS_AGAIN, &child, child.at);
        } else if (child.type == CHUNK_POOL) {
            take_pool(a, &child, &a->strings);
        } else if (child.type == CHUNK_PACKAGE) {
            if (++seen == packages + 1)
                refuse(a, child.at, "more packages than", packages);
            take_package(a, &child);
        } else if (child.type != CHUNK_FLAG_LIST) {
            note(a, ARSC_CHUNK_UNKNOWN, &child, child.type);
        }
    }
}

bool arsc_open(struct scan *s, struct bytes file, const struct place *place, struct arsc *out,
               struct error *e)
{
    struct walk w = {out, 0, file.size, false, false};
    struct chunk c;
    bool found = false;

    *out = (struct arsc){.scan = s, .file = file, .place = place};
    out->steps = arena_alloc(s->arena, sizeof *out->steps);
    while (next_chunk(&w, &c)) {
        if (c.type == CHUNK_TABLE) {
            take_table(out, &c);
            found = true;
        } else {
            note(out, ARSC_CHUNK_UNKNOWN, &c, c.type);
        }
    }
    if (!found)
        return error_set(e, ERROR_REFUSED, 0, "no resource table among the chunks of %zu bytes", file.size);
    return true;
}
