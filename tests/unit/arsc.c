/* Resource tables as the device reads them: encodings, choice of configuration, references, refusals, limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "read/arsc.h"
#include "read/axml.h"
#include "unit/axml_build.h"

enum {
    TABLE = 2,
    PACKAGE = 0x200,
    TYPE = 0x201,
    SPEC = 0x202,
    LIBRARY = 0x203,
    OVERLAYABLE = 0x204,
    ALIAS = 0x206
};
enum { COMPACT = 0x80 }; /* of struct shape's flags, beside those of the format */
enum { STRING = 3, REFERENCE = 1, DECIMAL = 0x10, ABSENT = 0xff };

static const struct place place = {NULL, {(const uint8_t *)"00", 2}, 1};
static const char *const values[] = {"default", "en", "fr", "v30", "v99"};
static const char *const types[] = {"string"};
static const char *const keys[] = {"zero", "one", "two", "three"};

struct value {
    unsigned type;
    uint32_t data;
};

/* A type's configuration and values, at index 0, 1, ... */
struct shape {
    unsigned flags;
    const char *language;
    unsigned sdk, density;
    const struct value *values;
    unsigned count;
};

struct trial {
    struct arena arena;
    struct scan scan;
    struct buf file;
    struct arsc a;
    const struct arsc *tables[1];
    size_t table, package;
    bool ok;
};

static void put_entry(struct buf *b, const struct shape *s, unsigned key)
{
    const struct value *v = &s->values[key];

    if ((s->flags & COMPACT) != 0) {
        put16(b, key);
        put16(b, 8 | v->type << 8);
        put32(b, v->data);
        return;
    }
    put16(b, 8);
    put16(b, 0);
    put32(b, key % 4);
    put16(b, 8);
    buf_u8(b, 0);
    buf_u8(b, (uint8_t)v->type);
    put32(b, v->data);
}

static void put_offset(struct buf *b, const struct shape *s, unsigned i, uint32_t offset)
{
    bool absent = s->values[i].type == ABSENT;

    if ((s->flags & ARSC_SPARSE) != 0) {
        if (!absent)
            put32(b, i | offset / 4 << 16);
    } else if ((s->flags & ARSC_OFFSET16) != 0) {
        put16(b, absent ? 0xffff : offset / 4);
    } else {
        put32(b, absent ? UINT32_MAX : offset);
    }
}

static size_t put_type(struct buf *b, const struct shape *s)
{
    size_t at = chunk_begin(b, TYPE, 84), start;
    uint32_t offset = 0, present = 0;

    for (unsigned i = 0; i < s->count; i++)
        present += s->values[i].type != ABSENT;
    buf_u8(b, 1);
    buf_u8(b, (uint8_t)(s->flags & 3));
    put16(b, 0);
    put32(b, (s->flags & ARSC_SPARSE) != 0 ? present : s->count);
    put32(b, 0);
    put32(b, 64);
    while (b->size - at < 84)
        buf_u8(b, 0);
    if (s->language != NULL)
        memcpy(b->data + at + 20 + 8, s->language, 2);
    set16(b, at + 20 + 14, s->density);
    set16(b, at + 20 + 24, s->sdk);
    for (unsigned i = 0; i < s->count; i++) {
        put_offset(b, s, i, offset);
        if (s->values[i].type != ABSENT)
            offset += (s->flags & COMPACT) != 0 ? 8 : 16;
    }
    while ((b->size - at) % 4 != 0)
        buf_u8(b, 0);
    start = b->size - at;
    set32(b, at + 16, (uint32_t)start);
    for (unsigned i = 0; i < s->count; i++)
        if (s->values[i].type != ABSENT)
            put_entry(b, s, i);
    chunk_end(b, at);
    return at;
}

static size_t put_spec(struct buf *b, unsigned count, uint32_t varies)
{
    size_t at = chunk_begin(b, SPEC, 16);

    put32(b, 1);
    put32(b, count);
    for (unsigned i = 0; i < count; i++)
        put32(b, varies);
    chunk_end(b, at);
    return at;
}

static void begin_package(struct trial *t, uint32_t id)
{
    struct buf *b = &t->file;

    t->package = chunk_begin(b, PACKAGE, 288);
    put32(b, id);
    put16(b, 'a');
    while (b->size - t->package < 288)
        buf_u8(b, 0);
    set32(b, t->package + 268, (uint32_t)(put_pool(b, types, 1, (struct pool_shape){0}) - t->package));
    set32(b, t->package + 276,
          (uint32_t)(put_pool(b, keys, 4, (struct pool_shape){.utf8 = true}) - t->package));
}

static void begin(struct trial *t)
{
    *t = (struct trial){.tables = {&t->a}};
    t->tables[0] = &t->a;
    buf_init(&t->file, 64u << 20);
    t->table = chunk_begin(&t->file, TABLE, 12);
    put32(&t->file, 1);
    put_pool(&t->file, values, 5, (struct pool_shape){.utf8 = true});
}

static void open_trial(struct trial *t)
{
    struct error e;

    if (t->package != 0)
        chunk_end(&t->file, t->package);
    chunk_end(&t->file, t->table);
    arena_init(&t->arena, 512u << 20);
    scan_init(&t->scan, &t->arena);
    t->ok = arsc_open(&t->scan, buf_bytes(&t->file), &place, &t->a, &e);
}

static void end(struct trial *t)
{
    arena_free(&t->arena);
    buf_free(&t->file);
}

static size_t count_of(const struct trial *t, const char *code)
{
    const struct anomaly_kind *kind;

    for (size_t i = 0; (kind = scan_kind(i)) != NULL; i++)
        if (strcmp(kind->code, code) == 0)
            return scan_count(&t->scan, kind);
    fail_msg("no such kind: %s", code);
    return 0;
}

static bool text_is(const struct trial *t, uint32_t id, const char *text)
{
    struct arsc_value v;

    return arsc_resolve(t->tables, 1, id, &v) && bytes_is(v.text, text);
}

/* One table of four strings in each way entries can be written. */
static void reads_all_encodings(void **state)
{
    static const struct value four[] = {{STRING, 0}, {ABSENT, 0}, {STRING, 2}, {DECIMAL, 7}};
    static const unsigned flags[] = {0, ARSC_SPARSE, ARSC_OFFSET16, COMPACT, COMPACT | ARSC_SPARSE};
    static const char *const seeds[] = {"dense", "sparse", "offset16", "compact", "compact-sparse"};
    struct trial t;
    struct arsc_value v;

    (void)state;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        begin(&t);
        begin_package(&t, 0x7f);
        put_spec(&t.file, 4, 0);
        put_type(&t.file, &(struct shape){.flags = flags[i], .values = four, .count = 4});
        open_trial(&t);
        keep_seed("arsc", seeds[i], buf_bytes(&t.file));
        assert_true(t.ok && !t.a.refused);
        assert_null(t.scan.first);
        assert_true(text_is(&t, 0x7f010000, "default"));
        assert_false(arsc_resolve(t.tables, 1, 0x7f010001, &v));
        assert_true(text_is(&t, 0x7f010002, "fr"));
        assert_true(text_is(&t, 0x7f010003, "7"));
        assert_false(arsc_resolve(t.tables, 1, 0x7f010004, &v));
        assert_false(arsc_resolve(t.tables, 1, 0x7f020000, &v));
        assert_true(bytes_is(arsc_name(t.tables, 1, 0x7f010002), "string/two"));
        assert_int_equal(arsc_find(t.tables, 1, "string/three"), 0x7f010003);
        assert_int_equal(arsc_find(t.tables, 1, "string/four"), 0);
        assert_int_equal(arsc_find(t.tables, 1, "xml/three"), 0);
        end(&t);
    }
}

/* The package parser asks without a locale, for the platform's version. */
static void chooses_as_the_package_parser(void **state)
{
    static const struct value one[] = {{STRING, 0}}, en[] = {{STRING, 1}}, v30[] = {{STRING, 3}},
                              v99[] = {{STRING, 4}};
    struct trial t;
    struct arsc_value v;
    struct arsc_each it;
    unsigned n = 0;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 1, 4); /* varies by locale */
    put_type(&t.file, &(struct shape){.language = "en", .values = en, .count = 1});
    put_type(&t.file, &(struct shape){.values = one, .count = 1});
    put_type(&t.file, &(struct shape){.sdk = 99, .values = v99, .count = 1});
    put_type(&t.file, &(struct shape){.sdk = 30, .values = v30, .count = 1});
    open_trial(&t);
    keep_seed("arsc", "configurations", buf_bytes(&t.file));
    assert_true(arsc_resolve(t.tables, 1, 0x7f010000, &v) && bytes_is(v.text, "v30"));
    assert_true(bytes_is(arsc_config_text(&v), "v30"));
    assert_int_equal(v.varies, 4);
    for (it = arsc_each(t.tables, 1, 0x7f010000); arsc_next(&it, &v); n++)
        if (n == 0)
            assert_true(bytes_is(arsc_config_text(&v), "en") && bytes_is(v.text, "en"));
    assert_int_equal(n, 4);
    end(&t);
}

static void a_value_of_no_matching_configuration_is_a_fallback(void **state)
{
    static const struct value fr[] = {{STRING, 2}};
    struct trial t;
    struct arsc_value v;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 1, 4);
    put_type(&t.file, &(struct shape){.language = "fr", .values = fr, .count = 1});
    open_trial(&t);
    assert_false(arsc_resolve(t.tables, 1, 0x7f010000, &v));
    assert_true(v.fallback && bytes_is(v.text, "fr"));
    end(&t);
}

/* A string that varies by language is no stable one. */
static void stable_strings_do_not_vary(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    struct axml x = {0};
    struct axml_attribute a = {.type = REFERENCE, .data = 0x7f010000};
    struct bytes text;

    (void)state;
    for (uint32_t varies = 0; varies <= 4; varies += 4) {
        begin(&t);
        begin_package(&t, 0x7f);
        put_spec(&t.file, 1, varies);
        put_type(&t.file, &(struct shape){.values = one, .count = 1});
        open_trial(&t);
        x.scan = &t.scan;
        struct axml_tables tables = {t.tables, 1};
        assert_true(axml_string(&x, &a, tables, AXML_ANY, &text) && bytes_is(text, "default"));
        assert_int_equal(axml_string(&x, &a, tables, AXML_STABLE, &text), varies == 0);
        assert_false(axml_string(&x, &a, tables, AXML_LITERAL, &text));
        end(&t);
    }
}

static void references_are_followed(void **state)
{
    static const struct value chain[] = {{REFERENCE, 0x7f010001},
                                         {STRING, 1},
                                         {REFERENCE, 0x0104000a},
                                         {REFERENCE, 0}};
    struct trial t;
    struct arsc_value v;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 4, 0);
    put_type(&t.file, &(struct shape){.values = chain, .count = 4});
    open_trial(&t);
    assert_true(arsc_resolve(t.tables, 1, 0x7f010000, &v) && bytes_is(v.text, "en"));
    assert_int_equal(v.id, 0x7f010001);
    assert_false(arsc_resolve(t.tables, 1, 0x7f010002, &v));
    assert_true(bytes_is(v.text, "@android:0x0104000a"));
    assert_true(arsc_resolve(t.tables, 1, 0x7f010003, &v) && v.type == RES_NULL);
    assert_false(arsc_resolve(t.tables, 1, 0x01040000, &v));
    assert_true(bytes_is(v.text, "@android:0x01040000"));
    end(&t);
}

static void loops_of_references_end(void **state)
{
    static const struct value loop[] = {{REFERENCE, 0x7f010001}, {REFERENCE, 0x7f010000}};
    struct trial t;
    struct arsc_value v;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 2, 0);
    put_type(&t.file, &(struct shape){.values = loop, .count = 2});
    open_trial(&t);
    keep_seed("arsc", "loop", buf_bytes(&t.file));
    for (int i = 0; i < 3; i++)
        assert_false(arsc_resolve(t.tables, 1, 0x7f010000, &v));
    assert_int_equal(count_of(&t, "arsc.reference.loop"), 1);
    end(&t);
}

/* LIMIT_REFERENCES references are followed, one more is not. */
static void chains_of_references_are_limited(void **state)
{
    struct value chain[LIMIT_REFERENCES + 3];
    struct trial t;
    struct arsc_value v;

    (void)state;
    for (unsigned length = LIMIT_REFERENCES - 1; length <= LIMIT_REFERENCES + 1; length++) {
        for (unsigned i = 0; i < length; i++)
            chain[i] = (struct value){REFERENCE, 0x7f010001 + i};
        chain[length] = (struct value){STRING, 0};
        begin(&t);
        begin_package(&t, 0x7f);
        put_spec(&t.file, length + 1, 0);
        put_type(&t.file, &(struct shape){.values = chain, .count = length + 1});
        open_trial(&t);
        assert_int_equal(arsc_resolve(t.tables, 1, 0x7f010000, &v), length <= LIMIT_REFERENCES);
        assert_int_equal(count_of(&t, "arsc.reference.limit"), length > LIMIT_REFERENCES);
        end(&t);
    }
}

static void types_are_limited(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;

    (void)state;
    for (unsigned count = LIMIT_ARSC_TYPES - 1; count <= LIMIT_ARSC_TYPES + 1; count++) {
        begin(&t);
        begin_package(&t, 0x7f);
        put_spec(&t.file, 1, 0);
        for (unsigned i = 0; i < count; i++)
            put_type(&t.file, &(struct shape){.values = one, .count = 1});
        open_trial(&t);
        assert_true(t.ok && t.a.type_count == (count > LIMIT_ARSC_TYPES ? LIMIT_ARSC_TYPES : count));
        assert_int_equal(count_of(&t, "arsc.limit"), count > LIMIT_ARSC_TYPES);
        end(&t);
    }
}

static void packages_are_limited(void **state)
{
    struct trial t;

    (void)state;
    for (unsigned count = LIMIT_ARSC_PACKAGES - 1; count <= LIMIT_ARSC_PACKAGES + 1; count++) {
        begin(&t);
        set32(&t.file, t.table + 8, count);
        for (unsigned i = 0; i < count; i++) {
            begin_package(&t, i);
            chunk_end(&t.file, t.package);
        }
        open_trial(&t);
        assert_true(!t.a.refused &&
                    t.a.package_count == (count > LIMIT_ARSC_PACKAGES ? LIMIT_ARSC_PACKAGES : count));
        assert_int_equal(count_of(&t, "arsc.limit"), count > LIMIT_ARSC_PACKAGES);
        end(&t);
    }
}

static void looking_up_is_limited(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    struct arsc_value v;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 1, 0);
    put_type(&t.file, &(struct shape){.values = one, .count = 1});
    open_trial(&t);
    *t.a.steps = LIMIT_ARSC_STEPS - 2;
    assert_true(arsc_resolve(t.tables, 1, 0x7f010000, &v));
    assert_true(arsc_resolve(t.tables, 1, 0x7f010000, &v));
    assert_int_equal(*t.a.steps, LIMIT_ARSC_STEPS);
    assert_int_equal(count_of(&t, "arsc.limit"), 0);
    assert_false(arsc_resolve(t.tables, 1, 0x7f010000, &v));
    assert_true(count_of(&t, "arsc.limit") > 0);
    end(&t);
}

/* A pool whose strings all stand for the same bytes. */
static void text_of_a_pool_is_limited(void **state)
{
    enum { LONG = 32767, COUNT = LIMIT_POOL_TEXT / LONG + 2 };
    struct trial t = {0};
    struct strpool p;
    struct bytes text;
    size_t at;

    (void)state;
    buf_init(&t.file, 64u << 20);
    at = chunk_begin(&t.file, 1, 28);
    put32(&t.file, COUNT);
    put32(&t.file, 0);
    put32(&t.file, 0x100);
    put32(&t.file, 28 + COUNT * 4);
    put32(&t.file, 0);
    for (unsigned i = 0; i < COUNT; i++)
        put32(&t.file, 0);
    buf_add(&t.file, BYTES("\xff\xff\xff\xff"));
    for (unsigned i = 0; i < LONG; i++)
        buf_u8(&t.file, 'x');
    buf_u8(&t.file, 0);
    chunk_end(&t.file, at);
    arena_init(&t.arena, 64u << 20);
    scan_init(&t.scan, &t.arena);
    assert_true(strpool_open(&t.scan, buf_bytes(&t.file), locus_at(&place, 0, t.file.size), &p));
    for (unsigned i = 0; i < COUNT; i++)
        assert_int_equal(strpool_get(&p, i, &text), (i + 1) * (uint64_t)LONG <= LIMIT_POOL_TEXT);
    assert_true(count_of(&t, "strpool.limit") > 0);
    end(&t);
}

static void bags_are_iterated(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    struct arsc_value v, item;
    uint32_t key;
    size_t at, n;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 1, 0);
    at = put_type(&t.file, &(struct shape){.values = one, .count = 1});
    t.file.size = at + 88; /* the entry becomes a bag of two */
    put16(&t.file, 16);
    put16(&t.file, 1);
    put32(&t.file, 0);
    put32(&t.file, 0x7f010009);
    put32(&t.file, 2);
    for (uint32_t i = 0; i < 2; i++) {
        put32(&t.file, 0x02000000 + i);
        put16(&t.file, 8);
        put16(&t.file, STRING << 8);
        put32(&t.file, i);
    }
    chunk_end(&t.file, at);
    open_trial(&t);
    keep_seed("arsc", "bag", buf_bytes(&t.file));
    assert_true(arsc_resolve(t.tables, 1, 0x7f010000, &v) && v.is_bag);
    assert_int_equal(v.parent, 0x7f010009);
    for (n = 0; arsc_bag_entry(&v, (uint32_t)n, &key, &item); n++)
        assert_true(key == 0x02000000 + n && bytes_is(item.text, values[n]));
    assert_int_equal(n, 2);
    end(&t);
}

static void staged_ids_count_in_the_framework_only(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    struct arsc_value v;
    size_t at;

    (void)state;
    for (uint32_t id = 1; id <= 0x7f; id += 0x7e) {
        begin(&t);
        begin_package(&t, id);
        put_spec(&t.file, 1, 0);
        put_type(&t.file, &(struct shape){.values = one, .count = 1});
        at = chunk_begin(&t.file, ALIAS, 12);
        put32(&t.file, 1);
        put32(&t.file, 0x01ff0000);
        put32(&t.file, id << 24 | 0x10000);
        chunk_end(&t.file, at);
        open_trial(&t);
        keep_seed("arsc", id == 1 ? "alias" : "alias-app", buf_bytes(&t.file));
        assert_int_equal(arsc_resolve(t.tables, 1, 0x01ff0000, &v), id == 1);
        assert_int_equal(count_of(&t, "arsc.alias.ignored"), id != 1);
        end(&t);
    }
}

static void other_chunks_are_passed(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    at = chunk_begin(&t.file, 0x7777, 8);
    chunk_end(&t.file, at);
    at = chunk_begin(&t.file, LIBRARY, 12);
    put32(&t.file, 1);
    put32(&t.file, 2);
    put16(&t.file, 'l');
    for (int i = 0; i < 127; i++)
        put16(&t.file, 0);
    chunk_end(&t.file, at);
    at = chunk_begin(&t.file, OVERLAYABLE, 1032);
    while (t.file.size - at < 1032)
        buf_u8(&t.file, 0);
    chunk_end(&t.file, at);
    put_spec(&t.file, 1, 0);
    put_spec(&t.file, 1, 4); /* a second spec is ignored */
    put_type(&t.file, &(struct shape){.values = one, .count = 1});
    open_trial(&t);
    keep_seed("arsc", "chunks", buf_bytes(&t.file));
    assert_true(t.ok && !t.a.refused && text_is(&t, 0x7f010000, "default"));
    assert_int_equal(count_of(&t, "arsc.chunk.unknown"), 1);
    assert_int_equal(count_of(&t, "arsc.spec.again"), 1);
    assert_true(t.a.packages[0].library_count == 1 && bytes_is(t.a.packages[0].libraries[0].name, "l"));
    assert_int_equal(t.a.packages[0].overlayable_count, 1);
    end(&t);
}

static void first_pool_of_values_wins(void **state)
{
    static const char *const other[] = {"decoy"};
    static const struct value one[] = {{STRING, 0}};
    struct trial t;

    (void)state;
    begin(&t);
    put_pool(&t.file, other, 1, (struct pool_shape){0});
    begin_package(&t, 0x7f);
    put_spec(&t.file, 1, 0);
    put_type(&t.file, &(struct shape){.values = one, .count = 1});
    open_trial(&t);
    assert_true(text_is(&t, 0x7f010000, "default"));
    assert_int_equal(count_of(&t, "arsc.strings.again"), 1);
    end(&t);
}

/* What LoadedArsc::Load() refuses: each case spoils one field. */
static void refuses_what_the_device_refuses(void **state)
{
    static const struct value one[] = {{STRING, 0}};
    struct trial t;
    size_t spec, type;

    (void)state;
    for (int i = 0; i < 6; i++) {
        begin(&t);
        begin_package(&t, 0x7f);
        spec = put_spec(&t.file, 1, 0);
        type = put_type(&t.file, &(struct shape){.values = one, .count = 1});
        if (i == 1)
            t.file.data[spec + 8] = 0; /* id 0, and so a type without a spec */
        if (i == 2)
            set32(&t.file, spec + 12, 65536);
        if (i == 3)
            set32(&t.file, type + 16, 84); /* entries over the offsets */
        if (i == 4)
            set16(&t.file, type + 2, 16);
        if (i == 5)
            set32(&t.file, t.table + 8, 0); /* more packages than announced */
        open_trial(&t);
        assert_true(t.ok);
        assert_int_equal(t.a.refused, i != 0);
        assert_int_equal(count_of(&t, "arsc.bad") > 0, i != 0);
        end(&t);
    }
}

static void a_bad_entry_does_not_resolve(void **state)
{
    static const struct value two[] = {{STRING, 0}, {STRING, 1}};
    struct trial t;
    struct arsc_value v;
    size_t type;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    put_spec(&t.file, 2, 0);
    type = put_type(&t.file, &(struct shape){.values = two, .count = 2});
    set32(&t.file, type + 84, 0x1000);
    open_trial(&t);
    assert_true(!t.a.refused && !arsc_resolve(t.tables, 1, 0x7f010000, &v) && text_is(&t, 0x7f010001, "en"));
    assert_int_equal(count_of(&t, "arsc.entry.bad"), 1);
    end(&t);
}

static void a_tail_is_no_harm(void **state)
{
    struct trial t;

    (void)state;
    begin(&t);
    begin_package(&t, 0x7f);
    open_trial(&t);
    arena_free(&t.arena);
    buf_str(&t.file, "tail");
    struct error e;
    scan_init(&t.scan, &t.arena);
    assert_true(arsc_open(&t.scan, buf_bytes(&t.file), &place, &t.a, &e) && !t.a.refused);
    assert_int_equal(count_of(&t, "arsc.tail"), 1);
    assert_false(arsc_open(&t.scan, BYTES("nothing of the kind"), &place, &t.a, &e));
    end(&t);
}

/* A configuration as it is written in the name of a folder. */
static void configurations_are_written(void **state)
{
    static const struct {
        unsigned at, value;
        const char *text;
    } rows[] = {
        {4, 302, "mcc302"},     {8, 'f' | 'r' << 8, "fr"}, {8, 0x05ad, "fil"}, {14, 240, "hdpi"},
        {14, 0xfffe, "anydpi"}, {24, 21, "v21"},           {12, 2, "land"},    {28, 0x80, "ldrtl"},
        {30, 600, "sw600dp"},   {29, 0x20, "night"},       {48, 2, "round"},   {18, 1, "keysexposed"},
    };
    struct buf out;
    struct resconfig c;
    uint8_t raw[64];

    (void)state;
    buf_init(&out, 4096);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        memset(raw, 0, sizeof raw);
        raw[0] = 64;
        raw[rows[i].at] = (uint8_t)rows[i].value;
        raw[rows[i].at + 1] = (uint8_t)(rows[i].value >> 8);
        buf_reset(&out);
        assert_true(resconfig_take(bytes_of(raw, sizeof raw), &c) && resconfig_write(&out, &c));
        assert_true(bytes_is(buf_bytes(&out), rows[i].text));
        assert_int_equal(resconfig_matches(&c), rows[i].at == 14 || rows[i].at == 24);
    }
    buf_free(&out);
}

/* Of two densities the one that scales down to medium is better. */
static void densities_are_compared(void **state)
{
    static const struct {
        unsigned better, worse;
    } rows[] = {{0, 240}, {160, 120}, {240, 120}, {240, 320}, {0xfffe, 160}, {0, 120}};
    struct resconfig a = {0}, b = {0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int n = 0; n < 2; n++) {
            a.raw[14 + n] = (uint8_t)(rows[i].better >> 8 * n);
            b.raw[14 + n] = (uint8_t)(rows[i].worse >> 8 * n);
        }
        assert_true(resconfig_better(&a, &b) && !resconfig_better(&b, &a));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_encodings),
        cmocka_unit_test(chooses_as_the_package_parser),
        cmocka_unit_test(a_value_of_no_matching_configuration_is_a_fallback),
        cmocka_unit_test(stable_strings_do_not_vary),
        cmocka_unit_test(references_are_followed),
        cmocka_unit_test(loops_of_references_end),
        cmocka_unit_test(chains_of_references_are_limited),
        cmocka_unit_test(types_are_limited),
        cmocka_unit_test(packages_are_limited),
        cmocka_unit_test(looking_up_is_limited),
        cmocka_unit_test(text_of_a_pool_is_limited),
        cmocka_unit_test(bags_are_iterated),
        cmocka_unit_test(staged_ids_count_in_the_framework_only),
        cmocka_unit_test(other_chunks_are_passed),
        cmocka_unit_test(first_pool_of_values_wins),
        cmocka_unit_test(refuses_what_the_device_refuses),
        cmocka_unit_test(a_bad_entry_does_not_resolve),
        cmocka_unit_test(a_tail_is_no_harm),
        cmocka_unit_test(configurations_are_written),
        cmocka_unit_test(densities_are_compared),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
