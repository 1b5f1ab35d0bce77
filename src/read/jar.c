#include "read/jar.h"

#include "base/hash.h"
#include "base/limits.h"

enum { NAME_MAX_LENGTH = 70 };

/* Where reading stands. */
struct reader {
    struct arena *arena;
    struct jar *jar;
    size_t at;
    int breaks; /* line ends in a row at the end of the last value */
    size_t attribute_count, attribute_capacity, section_capacity;
};

static bool refuse(struct reader *r, const char *error)
{
    r->jar->error = error;
    r->jar->error_at = r->at;
    return false;
}

static bool name_char(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* Reads up to the colon and the space behind it. At the end of the file the last name stays. */
static bool read_name(struct reader *r, struct bytes *name)
{
    struct bytes text = r->jar->text;
    size_t colon = bytes_find(text, ':', r->at);
    uint8_t space;

    if (colon == text.size) {
        r->at = text.size;
        return true;
    }
    bytes_slice(text, r->at, colon - r->at, name);
    if (!bytes_u8(text, colon + 1, &space) || space != ' ')
        return refuse(r, "no space behind the colon of an attribute");
    if (name->size == 0 || name->size > NAME_MAX_LENGTH)
        return refuse(r, "an attribute's name is empty or longer than 70 bytes");
    for (size_t i = 0; i < name->size; i++)
        if (!name_char(name->data[i]))
            return refuse(r, "an attribute's name has a character that is not allowed");
    r->at = colon + 2;
    return true;
}

/* A piece of a value; pieces are joined only when there is a second one. */
struct value {
    struct bytes first;
    uint8_t *joined;
    size_t size, capacity;
    bool any;
};

static void value_add(struct reader *r, struct value *v, struct bytes piece)
{
    if (!v->any) {
        v->first = piece;
        v->any = true;
        return;
    }
    if (v->joined == NULL || v->size + piece.size > v->capacity) {
        size_t capacity = 2 * (v->first.size + v->size + piece.size) + 64;
        uint8_t *joined = arena_raw(r->arena, capacity);
        struct bytes before = v->joined == NULL ? v->first : bytes_of(v->joined, v->size);

        if (before.size > 0)
            memcpy(joined, before.data, before.size);
        v->size = before.size;
        v->joined = joined;
        v->capacity = capacity;
    }
    if (piece.size > 0)
        memcpy(v->joined + v->size, piece.data, piece.size);
    v->size += piece.size;
}

/* Reads to the first byte of the next line that does not go on with this value. */
static bool read_value(struct reader *r, struct bytes *out)
{
    struct bytes text = r->jar->text, piece;
    struct value v = {.any = false};
    size_t mark = r->at, last = r->at;
    bool carriage = false;

    r->breaks = 0;
    while (r->at < text.size) {
        uint8_t c;

        if (r->breaks == 0) { /* most of it: up to what may end a line */
            size_t from = r->at;
            while (r->at < text.size && text.data[r->at] > '\r')
                r->at++;
            last = r->at > from ? r->at : last;
            if (r->at == text.size)
                break;
        }
        c = text.data[r->at++];
        if (c == 0)
            return refuse(r, "a NUL character");
        if (c == '\n') {
            if (carriage)
                carriage = false;
            else
                r->breaks++;
            continue;
        }
        if (c == '\r') {
            carriage = true;
            r->breaks++;
            continue;
        }
        if (c == ' ' && r->breaks == 1) {
            bytes_slice(text, mark, last - mark, &piece);
            value_add(r, &v, piece);
            mark = r->at;
            r->breaks = 0;
            continue;
        }
        if (r->breaks >= 1) {
            r->at--;
            break;
        }
        last = r->at;
    }
    bytes_slice(text, mark, last > mark ? last - mark : 0, &piece);
    value_add(r, &v, piece);
    *out = v.joined == NULL ? v.first : bytes_of(v.joined, v.size);
    return true;
}

/* One attribute; *more is false at the end of a section. */
static bool read_attribute(struct reader *r, struct jar_attribute *out, bool *more)
{
    *more = false;
    if (r->breaks > 1) {
        r->breaks = 0;
        return true;
    }
    if (!read_name(r, &out->name) || !read_value(r, &out->value))
        return false;
    *more = r->breaks > 0;
    return true;
}

static void keep_attribute(struct reader *r, struct jar_attribute attribute)
{
    struct jar *j = r->jar;

    j->attributes = arena_grow(r->arena, j->attributes, r->attribute_count, &r->attribute_capacity,
                               sizeof *j->attributes);
    j->attributes[r->attribute_count++] = attribute;
}

static struct jar_section *new_section(struct reader *r, uint64_t start)
{
    struct jar *j = r->jar;

    j->sections =
        arena_grow(r->arena, j->sections, j->section_count, &r->section_capacity, sizeof *j->sections);
    j->sections[j->section_count] = (struct jar_section){.start = start, .first = r->attribute_count};
    return &j->sections[j->section_count++];
}

/* The attributes up to the end of the section. */
static bool read_section(struct reader *r, struct jar_section *s, struct jar_attribute *last)
{
    bool more;

    for (;;) {
        if (!read_attribute(r, last, &more))
            return false;
        if (!more)
            break;
        keep_attribute(r, *last);
    }
    s->count = r->attribute_count - s->first;
    s->end = r->at;
    return true;
}

static bool is_name(struct bytes name)
{
    return name.size == 4 && (name.data[0] | 0x20) == 'n' && (name.data[1] | 0x20) == 'a' &&
           (name.data[2] | 0x20) == 'm' && (name.data[3] | 0x20) == 'e';
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash(const struct jar *j, struct bytes name)
{
    uint64_t h = j->seed[0] ^ name.size, word;
    size_t i = 0;

    for (; bytes_u64(name, i, &word); i += 8)
        h = mix(h ^ word, j->seed[1]);
    for (; i < name.size; i++)
        h = mix(h ^ name.data[i], j->seed[1]);
    return mix(h, j->seed[1] ^ 0x9e3779b97f4a7c15u);
}

/* Makes the index by name; a name that comes again replaces the earlier section in it. */
static void make_index(struct reader *r)
{
    struct jar *j = r->jar;
    uint8_t digest[SHA256_SIZE];

    hash_sha256(j->text, digest); /* so that nobody can choose names that fall together */
    j->seed[0] = bytes_load64(digest);
    j->seed[1] = bytes_load64(digest + 8) | 1;
    j->bits = 4;
    while (((size_t)1 << j->bits) < 2 * j->section_count)
        j->bits++;
    j->slots = arena_array(r->arena, (size_t)1 << j->bits, sizeof *j->slots);
    for (size_t i = 1; i < j->section_count; i++) {
        size_t mask = ((size_t)1 << j->bits) - 1;
        size_t slot = (size_t)hash(j, j->sections[i].name) & mask;

        while (j->slots[slot] != 0 && !bytes_equal(j->sections[j->slots[slot]].name, j->sections[i].name))
            slot = (slot + 1) & mask;
        if (j->slots[slot] != 0 && j->duplicate == 0)
            j->duplicate = i;
        j->slots[slot] = (uint32_t)i;
    }
}

bool jar_read(struct arena *a, struct bytes text, struct jar *out)
{
    struct reader r = {.arena = a, .jar = out};
    struct jar_attribute last = {{NULL, 0}, {NULL, 0}};
    bool ok, more;

    *out = (struct jar){.text = text};
    ok = read_section(&r, new_section(&r, 0), &last);
    out->main_end = r.at;
    while (ok) {
        size_t start = r.at;
        struct jar_section *s;

        ok = read_attribute(&r, &last, &more);
        if (!ok || !more)
            break;
        if (!is_name(last.name)) {
            ok = refuse(&r, "a section does not begin with Name");
            break;
        }
        if (out->section_count >= LIMIT_JAR_SECTIONS) {
            ok = refuse(&r, "more sections than the limit");
            break;
        }
        s = new_section(&r, start);
        s->name = last.value;
        ok = read_section(&r, s, &last);
    }
    make_index(&r);
    return ok;
}

const struct jar_section *jar_find(const struct jar *j, struct bytes name)
{
    size_t mask = ((size_t)1 << j->bits) - 1;
    size_t slot = (size_t)hash(j, name) & mask;

    for (; j->slots[slot] != 0; slot = (slot + 1) & mask)
        if (bytes_equal(j->sections[j->slots[slot]].name, name))
            return &j->sections[j->slots[slot]];
    return NULL;
}

static bool same_name(struct bytes a, struct bytes b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        uint8_t x = a.data[i], y = b.data[i];
        if (x >= 'A' && x <= 'Z')
            x |= 0x20;
        if (y >= 'A' && y <= 'Z')
            y |= 0x20;
        if (x != y)
            return false;
    }
    return true;
}

bool jar_value(const struct jar *j, const struct jar_section *s, struct bytes name, struct bytes *out)
{
    bool found = false;

    for (size_t i = s->first; i < s->first + s->count; i++)
        if (same_name(j->attributes[i].name, name)) {
            *out = j->attributes[i].value;
            found = true;
        }
    return found;
}
