/* Binary XML as the device reads it: one test for each rule, each against a document built for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <zlib.h>

#include "read/attr.h"
#include "read/axml.h"
#include "read/zip.h"
#include "unit/axml_build.h"

enum {
    NAME_STRING,
    PERMISSION,
    MANIFEST,
    PACKAGE,
    APP,
    SMS,
    ANDROID,
    VIBRATE,
    INTERNET,
    LABEL_STRING,
    EMPTY,
    STRINGS
};

static const char *const strings[STRINGS] = {"name",
                                             "uses-permission",
                                             "manifest",
                                             "package",
                                             "a.b",
                                             "android.permission.READ_SMS",
                                             AXML_ANDROID_NS,
                                             "android.permission.VIBRATE",
                                             "android.permission.INTERNET",
                                             "label",
                                             ""};
enum { ID_LABEL = 0x01010001, ID_NAME = 0x01010003 };
static const uint32_t ids[] = {ID_NAME};
static const struct place place = {NULL, {(const uint8_t *)"00", 2}, 1};
static const struct axml_tables none;

/* What a document is made of; zero is the plain form. */
struct shape {
    struct pool_shape pool;
    unsigned document_type, document_header;  /* 0: 3 and 8 */
    unsigned start_header;                    /* 0: 16 */
    unsigned attribute_start, attribute_size; /* 0: 20 */
    bool decoy_pool_first, decoy_map_first, map_before_pool, unknown_first, unknown_between, names_empty;
    const char *name;
};

struct trial {
    struct arena arena;
    struct scan scan;
    struct buf file;
    struct axml x;
    bool ok;
};

static void decoy_pool(struct buf *b)
{
    const char *other[STRINGS];

    memcpy(other, strings, sizeof other);
    other[SMS] = strings[VIBRATE];
    put_pool(b, other, STRINGS, (struct pool_shape){0});
}

static void decoy_map(struct buf *b)
{
    static const uint32_t other[] = {0x01010024};

    put_map(b, other, 1);
}

static void unknown(struct buf *b, unsigned type)
{
    size_t at = chunk_begin(b, type, 16);

    for (int i = 0; i < 4; i++)
        put32(b, 0xdeadbeef);
    chunk_end(b, at);
}

/* <uses-permission android:name=...>, shaped. */
static void put_permission(struct buf *b, const struct shape *s)
{
    unsigned header = s->start_header == 0 ? 16 : s->start_header;
    unsigned start = s->attribute_start == 0 ? 20 : s->attribute_start;
    size_t at = put_start(b, PERMISSION, 1, header);

    set16(b, at + header + 8, start);
    set16(b, at + header + 10, s->attribute_size == 0 ? 20 : s->attribute_size);
    for (unsigned i = 20; i < start; i += 20) /* a decoy where strict readers look */
        put_attribute(b, ANDROID, NAME_STRING, 3, VIBRATE);
    put_attribute(b, ANDROID, NAME_STRING, 3, SMS);
    for (unsigned i = 20; i < s->attribute_size; i++)
        buf_u8(b, 0);
    chunk_end(b, at);
    put_end(b, PERMISSION);
}

static void put_document(struct buf *b, const struct shape *s)
{
    unsigned header = s->document_header == 0 ? 8 : s->document_header;
    const char *names[STRINGS];
    size_t at = chunk_begin(b, s->document_type == 0 ? 3 : s->document_type, header), root;

    memcpy(names, strings, sizeof names);
    if (s->name != NULL)
        names[NAME_STRING] = s->name;
    while (b->size - at < header)
        buf_u8(b, 0);
    if (s->unknown_first)
        unknown(b, 0x7777);
    if (s->decoy_map_first)
        decoy_map(b);
    if (s->map_before_pool)
        put_map(b, ids, 1);
    if (s->decoy_pool_first)
        decoy_pool(b);
    put_pool(b, names, STRINGS, s->pool);
    if (!s->map_before_pool)
        put_map(b, ids, 1);
    put_namespace(b, 0x100);
    root = put_start(b, MANIFEST, 1, 16);
    put_attribute(b, UINT32_MAX, PACKAGE, 3, APP);
    chunk_end(b, root);
    if (s->unknown_between)
        unknown(b, 0x0150);
    put_permission(b, s);
    put_end(b, MANIFEST);
    put_namespace(b, 0x101);
    chunk_end(b, at);
}

static void open_trial(struct trial *t)
{
    struct error e;

    arena_init(&t->arena, 512u << 20);
    scan_init(&t->scan, &t->arena);
    t->ok = axml_open(&t->scan, buf_bytes(&t->file), &place, &t->x, &e);
}

static void begin(struct trial *t)
{
    *t = (struct trial){0};
    buf_init(&t->file, 64u << 20);
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

static size_t anomalies(const struct trial *t)
{
    size_t n = 0;

    for (const struct anomaly *a = t->scan.first; a != NULL; a = a->next)
        n++;
    return n;
}

/* The document must be read as a.b with READ_SMS only, with the anomaly named and no other kind. */
static void assert_sms(struct trial *t, const char *code)
{
    const struct axml_attribute *package, *name;
    struct bytes text;

    assert_true(t->ok);
    assert_int_equal(t->x.count, 2);
    assert_true(bytes_is(t->x.elements[0].name, "manifest") && t->x.elements[0].parent == -1);
    assert_true(bytes_is(t->x.elements[1].name, "uses-permission") && t->x.elements[1].parent == 0);
    package = axml_find(&t->x, 0, 0, "package");
    assert_non_null(package);
    assert_true(bytes_is(package->raw, "a.b"));
    name = axml_find(&t->x, 1, ID_NAME, NULL);
    assert_non_null(name);
    assert_true(axml_string(&t->x, name, none, AXML_LITERAL, &text));
    assert_true(bytes_is(text, "android.permission.READ_SMS"));
    assert_true(t->x.complete && !t->x.refused);
    if (code == NULL) {
        assert_int_equal(anomalies(t), 0);
    } else {
        assert_true(count_of(t, code) > 0);
        assert_int_equal(anomalies(t), count_of(t, code));
    }
}

static void reads_sms(const char *seed, struct shape shape, const char *code)
{
    struct trial t;

    begin(&t);
    put_document(&t.file, &shape);
    keep_seed("axml", seed, buf_bytes(&t.file));
    open_trial(&t);
    assert_sms(&t, code);
    end(&t);
}

static void plain(void **state)
{
    (void)state;
    reads_sms("plain16", (struct shape){0}, NULL);
    reads_sms("plain8", (struct shape){.pool.utf8 = true}, NULL);
}

static void start_element_header_is_skipped(void **state)
{
    (void)state;
    reads_sms("start-header", (struct shape){.start_header = 20}, "axml.node.header-size");
}

static void attribute_start_skips_a_decoy(void **state)
{
    (void)state;
    reads_sms("attribute-start", (struct shape){.attribute_start = 40}, "axml.attribute.start");
}

static void last_pool_wins(void **state)
{
    (void)state;
    reads_sms("two-pools", (struct shape){.decoy_pool_first = true}, "axml.pool.again");
}

static void last_map_wins(void **state)
{
    struct trial t;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){.decoy_map_first = true});
    keep_seed("axml", "two-maps", buf_bytes(&t.file));
    open_trial(&t);
    assert_true(t.ok && axml_find(&t.x, 1, ID_NAME, NULL) != NULL);
    assert_int_equal(count_of(&t, "axml.map.again"), 1);
    end(&t);
}

static void attribute_size_is_free(void **state)
{
    (void)state;
    reads_sms("attribute-24", (struct shape){.attribute_size = 24}, "axml.attribute.size");
    reads_sms("attribute-16", (struct shape){.attribute_size = 16}, "axml.attribute.size");
    reads_sms("attribute-60000", (struct shape){.attribute_size = 60000}, "axml.attribute.size");
}

static void attribute_size_may_be_zero(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x02\x01\x10\x00"), 0);
    set16(&t.file, at + 16 + 10, 0);
    at = bytes_search(buf_bytes(&t.file), BYTES("\x02\x01\x10\x00"), at + 4);
    set16(&t.file, at + 16 + 10, 0);
    open_trial(&t);
    assert_sms(&t, "axml.attribute.size");
    end(&t);
}

static void unknown_chunks_are_skipped(void **state)
{
    (void)state;
    reads_sms("unknown-first", (struct shape){.unknown_first = true}, "axml.chunk.unknown");
    reads_sms("unknown-between", (struct shape){.unknown_between = true}, "axml.node.unknown");
}

static void pool_header_is_skipped(void **state)
{
    (void)state;
    reads_sms("pool-header", (struct shape){.pool.header = 32}, "strpool.header-size");
}

static void pool_count_may_exceed_strings(void **state)
{
    (void)state;
    reads_sms("pool-count", (struct shape){.pool.count_add = 40}, "strpool.count");
}

static void pool_may_have_a_gap(void **state)
{
    (void)state;
    reads_sms("pool-gap", (struct shape){.pool.gap = 4}, "strpool.gap");
}

static void map_may_precede_pool(void **state)
{
    (void)state;
    reads_sms("map-first", (struct shape){.map_before_pool = true}, "axml.map.order");
}

static void document_header_is_skipped(void **state)
{
    (void)state;
    reads_sms("document-header", (struct shape){.document_header = 12}, "axml.document.header-size");
}

static void document_type_is_not_checked(void **state)
{
    (void)state;
    reads_sms("document-type", (struct shape){.document_type = 0x5a5a}, "axml.document.type");
}

static void names_may_be_empty_or_lie(void **state)
{
    (void)state;
    reads_sms("name-empty", (struct shape){.name = ""}, "axml.attribute.name");
    reads_sms("name-lies", (struct shape){.name = "value"}, "axml.attribute.name");
}

static void value_size_is_not_checked(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    for (at = 0; (at = bytes_search(buf_bytes(&t.file), BYTES("\x08\x00\x00\x03"), at)) < t.file.size;)
        t.file.data[at] = 77;
    open_trial(&t);
    assert_sms(&t, "axml.attribute.value-size");
    end(&t);
}

static void end_names_are_not_checked(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x03\x01\x10\x00"), 0);
    set32(&t.file, at + 20, VIBRATE);
    open_trial(&t);
    assert_sms(&t, "axml.end.name");
    end(&t);
}

static void nothing_after_the_root_is_read(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x01\x01\x10\x00"), 0); /* END_NAMESPACE of size 0 */
    set32(&t.file, at + 4, 0);
    open_trial(&t);
    assert_sms(&t, "axml.tail");
    end(&t);

    begin(&t); /* an element behind the root is not there */
    put_document(&t.file, &(struct shape){0});
    put_permission(&t.file, &(struct shape){0});
    set32(&t.file, 4, (uint32_t)t.file.size);
    keep_seed("axml", "tail", buf_bytes(&t.file));
    open_trial(&t);
    assert_sms(&t, "axml.tail");
    end(&t);
}

static void bytes_behind_the_document_are_ignored(void **state)
{
    struct trial t;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    buf_str(&t.file, "garbage");
    open_trial(&t);
    assert_sms(&t, "axml.document.size");
    end(&t);
}

static void open_elements_end_with_the_document(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x03\x01\x10\x00"), 0); /* cut before the first END */
    t.file.size = at;
    set32(&t.file, 4, (uint32_t)at);
    open_trial(&t);
    assert_true(t.ok && !t.x.complete && !t.x.refused && t.x.count == 2);
    assert_int_equal(count_of(&t, "axml.unclosed"), 1);
    end(&t);
}

static void a_bad_node_refuses_but_keeps_what_was_read(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x03\x01\x10\x00"), 0);
    set16(&t.file, at + 2, 12); /* a node's header has 16 bytes at least */
    open_trial(&t);
    assert_true(t.ok && t.x.refused && t.x.count == 2);
    assert_int_equal(count_of(&t, "axml.node.bad"), 1);
    end(&t);
}

static void attributes_must_fit_their_element(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x02\x01\x10\x00"), 0);
    set16(&t.file, at + 16 + 12, 2);
    open_trial(&t);
    assert_false(t.ok);
    assert_true(t.x.refused);
    end(&t);
}

static void a_corrupt_pool_is_refused(void **state)
{
    struct trial t;
    size_t at;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    at = bytes_search(buf_bytes(&t.file), BYTES("\x01\x00\x1c\x00"), 0);
    set32(&t.file, at + 20, UINT32_MAX);
    open_trial(&t);
    assert_true(t.x.refused);
    assert_int_equal(count_of(&t, "strpool.corrupt"), 1);
    end(&t);
}

/* obtainAttributes() walks ids in ascending order. */
static void order_of_attributes_counts(void **state)
{
    static const uint32_t two[] = {ID_NAME, ID_LABEL};
    static const char *const names[] = {"name", "label", "e", "one", "two"};
    struct trial t;
    size_t at, e;
    const struct axml_attribute *a;

    (void)state;
    begin(&t);
    at = chunk_begin(&t.file, 3, 8);
    put_pool(&t.file, names, 5, (struct pool_shape){0});
    put_map(&t.file, two, 2);
    e = put_start(&t.file, 2, 3, 16);
    put_attribute(&t.file, UINT32_MAX, 0, 3, 3);
    put_attribute(&t.file, UINT32_MAX, 1, 3, 4); /* label behind name: not found */
    put_attribute(&t.file, UINT32_MAX, 0, 3, 4); /* a second name: the first counts */
    chunk_end(&t.file, e);
    put_end(&t.file, 2);
    put_namespace(&t.file, 0x101);
    chunk_end(&t.file, at);
    keep_seed("axml", "order", buf_bytes(&t.file));
    open_trial(&t);
    assert_true(t.ok);
    a = axml_find(&t.x, 0, ID_NAME, NULL);
    assert_true(a != NULL && bytes_is(a->text, "one"));
    assert_null(axml_find(&t.x, 0, ID_LABEL, NULL));
    assert_int_equal(count_of(&t, "axml.attribute.unseen"), 1);
    assert_int_equal(count_of(&t, "axml.attribute.again"), 1);
    end(&t);
}

/* Strings are read when used: a bad one harms nobody who does not ask. */
static void strings_are_checked_when_used(void **state)
{
    struct trial t;
    size_t pool;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){0});
    pool = bytes_search(buf_bytes(&t.file), BYTES("\x01\x00\x1c\x00"), 0);
    set32(&t.file, pool + 28 + VIBRATE * 4, 0x7fffffff);
    open_trial(&t);
    assert_sms(&t, NULL);
    set32(&t.file, pool + 28 + SMS * 4, 0x7fffffff);
    arena_free(&t.arena);
    open_trial(&t);
    assert_true(t.ok && axml_find(&t.x, 1, ID_NAME, NULL)->text.data == NULL);
    assert_int_equal(count_of(&t, "strpool.unreadable"), 1);
    end(&t);
}

/* What stands in a UTF-8 pool of one string, raw with lengths. */
static struct bytes only_string(struct trial *t, struct bytes raw)
{
    static unsigned seeds;
    char name[20];
    struct strpool p;
    struct bytes text;
    size_t at;

    begin(t);
    arena_init(&t->arena, 64u << 20);
    scan_init(&t->scan, &t->arena);
    at = chunk_begin(&t->file, 1, 28);
    put32(&t->file, 1);
    put32(&t->file, 0);
    put32(&t->file, 0x100);
    put32(&t->file, 32);
    put32(&t->file, 0);
    put32(&t->file, 0);
    buf_add(&t->file, raw);
    chunk_end(&t->file, at);
    snprintf(name, sizeof name, "string-%u", seeds++);
    keep_seed("strpool", name, buf_bytes(&t->file));
    assert_true(strpool_open(&t->scan, buf_bytes(&t->file), locus_at(&place, 0, t->file.size), &p));
    strpool_get(&p, 0, &text);
    return text;
}

static void utf16_length_of_utf8_is_not_checked_by_java(void **state)
{
    struct trial t;

    (void)state;
    assert_true(bytes_is(only_string(&t, BYTES("\x09\x03"
                                               "abc\0")),
                         "abc"));
    assert_int_equal(count_of(&t, "strpool.length"), 1);
    end(&t);
    assert_true(bytes_is(only_string(&t, BYTES("\x02\x03"
                                               "a\xc3\xa9\0")),
                         "a\xc3\xa9"));
    assert_int_equal(anomalies(&t), 0);
    end(&t);
}

static void utf8_ends_at_its_first_nul(void **state)
{
    struct trial t;

    (void)state;
    assert_true(bytes_is(only_string(&t, BYTES("\x05\x05"
                                               "ab\0cd\0")),
                         "ab"));
    assert_int_equal(count_of(&t, "strpool.nul"), 1);
    end(&t);
}

static void modified_utf8_is_read(void **state)
{
    struct trial t;

    (void)state;
    assert_true(
        bytes_is(only_string(&t, BYTES("\x02\x06\xed\xa0\xbd\xed\xb8\x80\0\0\0\0")), "\xf0\x9f\x98\x80"));
    assert_int_equal(count_of(&t, "strpool.encoding"), 1);
    end(&t);
    assert_true(bytes_is(only_string(&t, BYTES("\x02\x02"
                                               "a\xff\0\0\0\0")),
                         "a\xef\xbf\xbd"));
    end(&t);
}

/* aapt cut lengths to 15 bits: the terminator is looked for 32768 further on. */
static void cut_lengths_are_mended(void **state)
{
    struct trial t;
    struct buf raw;
    struct bytes text;

    (void)state;
    buf_init(&raw, 1u << 20);
    buf_add(&raw, BYTES("\x80\x01\x80\x01"));
    for (int i = 0; i < 32769; i++)
        buf_u8(&raw, 'x');
    buf_u8(&raw, 0);
    while (raw.size % 4 != 0)
        buf_u8(&raw, 0);
    text = only_string(&t, buf_bytes(&raw));
    assert_int_equal(text.size, 32769);
    assert_int_equal(count_of(&t, "strpool.length.truncated"), 1);
    end(&t);
    buf_free(&raw);
}

static void a_string_needs_its_terminator(void **state)
{
    struct trial t;

    (void)state;
    assert_null(only_string(&t, BYTES("\x03\x03"
                                      "abcd\0\0"))
                    .data);
    assert_int_equal(count_of(&t, "strpool.unreadable"), 1);
    end(&t);
}

static void deep_documents_need_no_stack(void **state)
{
    enum { DEEP = 65535 };
    static const char *const names[] = {"e"};
    struct trial t;
    size_t at, e;

    (void)state;
    begin(&t);
    at = chunk_begin(&t.file, 3, 8);
    put_pool(&t.file, names, 1, (struct pool_shape){0});
    for (int i = 0; i < DEEP; i++) {
        e = put_start(&t.file, 0, 0, 16);
        chunk_end(&t.file, e);
    }
    for (int i = 0; i < DEEP; i++)
        put_end(&t.file, 0);
    put_namespace(&t.file, 0x101);
    chunk_end(&t.file, at);
    open_trial(&t);
    assert_true(t.ok && t.x.complete);
    assert_int_equal(t.x.count, DEEP);
    assert_int_equal(t.x.elements[DEEP - 1].depth, DEEP - 1);
    end(&t);
}

/* 65,535 attributes of no bytes in each element. */
static void attributes_are_limited(void **state)
{
    static const char *const names[] = {"e"};
    struct trial t;
    size_t at, e;

    (void)state;
    for (unsigned last = 4; last <= 5; last++) { /* the fifth element reaches the limit, four do not */
        begin(&t);
        at = chunk_begin(&t.file, 3, 8);
        put_pool(&t.file, names, 1, (struct pool_shape){0});
        for (unsigned i = 0; i < last; i++) {
            e = put_start(&t.file, 0, 65535, 16);
            set16(&t.file, e + 16 + 10, 0);
            put_attribute(&t.file, UINT32_MAX, 0, 0x10, i);
            chunk_end(&t.file, e);
        }
        chunk_end(&t.file, at);
        set32(&t.file, 4, (uint32_t)t.file.size);
        open_trial(&t);
        assert_true(t.ok && t.x.attribute_count <= LIMIT_XML_ATTRIBUTES);
        assert_int_equal(count_of(&t, "axml.limit"), last == 5);
        end(&t);
    }
}

static void elements_are_limited(void **state)
{
    static const char *const names[] = {"e"};
    struct trial t;
    size_t at, first, size;

    (void)state;
    begin(&t);
    at = chunk_begin(&t.file, 3, 8);
    put_pool(&t.file, names, 1, (struct pool_shape){0});
    first = put_start(&t.file, 0, 0, 16);
    chunk_end(&t.file, first);
    size = t.file.size - first;
    for (size_t i = 0; i < LIMIT_XML_ELEMENTS; i++)
        chunk_end(&t.file, put_start(&t.file, 0, 0, 16));
    for (size_t count = LIMIT_XML_ELEMENTS - 1; count <= LIMIT_XML_ELEMENTS + 1; count++) {
        t.file.size = first + count * size;
        set32(&t.file, at + 4, (uint32_t)t.file.size);
        open_trial(&t);
        assert_true(t.ok && t.x.count == (count > LIMIT_XML_ELEMENTS ? LIMIT_XML_ELEMENTS : count));
        assert_int_equal(count_of(&t, "axml.limit"), count > LIMIT_XML_ELEMENTS);
        arena_free(&t.arena);
    }
    end(&t);
}

static void values_convert_as_on_the_device(void **state)
{
    static const char *const names[] = {"n", "true", "0x1f", "-010", "yes", ""};
    static const uint32_t map[] = {1};
    struct trial t;
    size_t at, e;
    struct bytes text;

    (void)state;
    begin(&t);
    at = chunk_begin(&t.file, 3, 8);
    put_pool(&t.file, names, 6, (struct pool_shape){0});
    put_map(&t.file, map, 1);
    e = put_start(&t.file, 0, 7, 16);
    for (unsigned i = 1; i < 5; i++)
        put_attribute(&t.file, UINT32_MAX, 0, 3, i);
    put_attribute(&t.file, UINT32_MAX, 0, 0x12, UINT32_MAX);
    put_attribute(&t.file, UINT32_MAX, 0, 0x01, 0);          /* @null */
    put_attribute(&t.file, UINT32_MAX, 0, 0x01, 0x0104000a); /* @android:string/ok */
    chunk_end(&t.file, e);
    put_end(&t.file, 0);
    put_namespace(&t.file, 0x101);
    chunk_end(&t.file, at);
    open_trial(&t);
    assert_true(t.ok);
    const struct axml_attribute *a = t.x.attributes;
    assert_true(axml_bool(&t.x, &a[0], none, false) && !axml_bool(&t.x, &a[3], none, true));
    assert_int_equal(axml_int(&t.x, &a[1], none, 5), 31);
    assert_int_equal(axml_int(&t.x, &a[2], none, 5), -8);
    assert_true(axml_bool(&t.x, &a[4], none, false));
    assert_int_equal(axml_int(&t.x, &a[4], none, 5), -1);
    assert_true(axml_bool(&t.x, &a[5], none, true) && !axml_string(&t.x, &a[5], none, AXML_ANY, &text));
    assert_false(axml_bool(&t.x, &a[6], none, true));
    assert_true(axml_string(&t.x, &a[6], none, AXML_ANY, &text) && bytes_is(text, "@android:0x0104000a"));
    assert_false(axml_string(&t.x, &a[6], none, AXML_LITERAL, &text));
    assert_true(axml_string(&t.x, NULL, none, AXML_ANY, &text) == false &&
                axml_int(&t.x, NULL, none, 3) == 3);
    end(&t);
}

static void known_attributes(void **state)
{
    (void)state;
    assert_string_equal(attr_name(ID_NAME), "name");
    assert_string_equal(attr_name(0x0101000f), "debuggable");
    assert_null(attr_name(0x01020304));
    assert_int_equal(attr_id("exported"), 0x01010010);
    for (size_t i = 1; i < attr_count; i++)
        assert_true(attrs[i - 1].id < attrs[i].id);
}

static void printing_shows_every_chunk(void **state)
{
    struct trial t;
    struct buf out;

    (void)state;
    begin(&t);
    put_document(&t.file, &(struct shape){.unknown_first = true, .decoy_pool_first = true});
    open_trial(&t);
    buf_init(&out, 1u << 20);
    axml_print(&out, &t.x);
    assert_true(bytes_search(buf_bytes(&out), BYTES("unknown chunk (0x7777)"), 0) < out.size);
    assert_true(bytes_search(buf_bytes(&out), BYTES("(0x01010003 name)"), 0) < out.size);
    assert_true(bytes_search(buf_bytes(&out), BYTES("not the one the device uses"), 0) < out.size);
    buf_free(&out);
    end(&t);
}

/* A stream of stored DEFLATE blocks whose first bytes are a document header of 0xff00 bytes. */
static void put_both(struct buf *b, struct bytes decoy, struct bytes real)
{
    size_t left = decoy.size - 2;

    buf_add(b, BYTES("\x00\x00\x00\xff\xff")); /* an empty block; type 0, header 0xff00 */
    buf_add(b, BYTES("\x00\x02\x00\xfd\xff")); /* a block of two bytes; size 0x000200ff */
    buf_add(b, bytes_of(decoy.data, 2));
    buf_u8(b, 1);
    put16(b, (unsigned)left);
    put16(b, (unsigned)~left & 0xffff);
    buf_add(b, bytes_from(decoy, 2));
    assert_true(b->size < 0xff00);
    while (b->size < 0xff00)
        buf_u8(b, 0);
    buf_add(b, bytes_from(real, 8)); /* its chunks */
    while (b->size < 0x200ff)
        buf_u8(b, 0);
}

static void put_zip(struct buf *b, struct bytes data, size_t compressed)
{
    static const char name[] = "AndroidManifest.xml";
    size_t directory, at;

    for (int central = 0; central < 2; central++) {
        at = b->size;
        buf_add(b, central == 0 ? BYTES("PK\x03\x04") : BYTES("PK\x01\x02"));
        if (central != 0)
            put16(b, 20);
        put16(b, 20);
        put16(b, 0);
        put16(b, 0x1c5d); /* a method nobody knows */
        put32(b, 0);
        put32(b, (uint32_t)crc32(0, data.data, (unsigned)data.size));
        put32(b, (uint32_t)compressed);
        put32(b, (uint32_t)data.size);
        put16(b, sizeof name - 1);
        put16(b, 0);
        if (central != 0) {
            put16(b, 0);
            put16(b, 0);
            put16(b, 0);
            put32(b, 0);
            put32(b, 0);
        }
        buf_str(b, name);
        if (central == 0)
            buf_add(b, data);
        else
            directory = at;
    }
    at = b->size;
    buf_add(b, BYTES("PK\x05\x06\0\0\0\0\x01\0\x01\0"));
    put32(b, (uint32_t)(at - directory));
    put32(b, (uint32_t)directory);
    put16(b, 0);
}

/* One file is both: an unknown method hides that the device maps what others inflate. */
static void one_file_is_both(void **state)
{
    struct trial t, decoy, real;
    struct buf both, apk;
    struct bytes content;
    struct zip z;
    struct error e;
    uint8_t inflated[8192];
    z_stream stream = {0};

    (void)state;
    begin(&decoy);
    begin(&real);
    buf_init(&both, 1u << 20);
    buf_init(&apk, 1u << 20);
    put_document(&real.file, &(struct shape){0});
    decoy_pool(&decoy.file); /* the same document with another permission */
    decoy.file.size = 0;
    chunk_begin(&decoy.file, 3, 8);
    decoy_pool(&decoy.file);
    buf_add(&decoy.file, bytes_from(buf_bytes(&real.file), 8 + bytes_load32(real.file.data + 12)));
    set32(&decoy.file, 4, (uint32_t)decoy.file.size);
    put_both(&both, buf_bytes(&decoy.file), buf_bytes(&real.file));
    put_zip(&apk, buf_bytes(&both), both.size);

    begin(&t); /* what others see */
    stream.next_in = both.data;
    stream.avail_in = (unsigned)both.size;
    stream.next_out = inflated;
    stream.avail_out = sizeof inflated;
    assert_int_equal(inflateInit2(&stream, -15), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    buf_add(&t.file, bytes_of(inflated, stream.total_out));
    inflateEnd(&stream);
    open_trial(&t);
    assert_true(t.ok && bytes_is(axml_find(&t.x, 1, ID_NAME, NULL)->text, strings[VIBRATE]));
    end(&t);

    begin(&t); /* what the device sees */
    arena_init(&t.arena, 64u << 20);
    scan_init(&t.scan, &t.arena);
    assert_true(zip_open(&t.scan, buf_bytes(&apk), &place, &z, &e));
    assert_false(z.refused);
    assert_true(zip_read(&t.scan, &z, zip_find(&z, BYTES("AndroidManifest.xml")), ZIP_ASSET, &content, &e));
    assert_true(axml_open(&t.scan, content, &place, &t.x, &e) && !t.x.refused);
    assert_true(bytes_is(axml_find(&t.x, 1, ID_NAME, NULL)->text, strings[SMS]));
    assert_int_equal(count_of(&t, "axml.document.type"), 1);
    assert_int_equal(count_of(&t, "axml.document.header-size"), 1);
    assert_int_equal(count_of(&t, "axml.tail"), 1);
    end(&t);
    end(&decoy);
    end(&real);
    buf_free(&both);
    buf_free(&apk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(start_element_header_is_skipped),
        cmocka_unit_test(attribute_start_skips_a_decoy),
        cmocka_unit_test(last_pool_wins),
        cmocka_unit_test(last_map_wins),
        cmocka_unit_test(attribute_size_is_free),
        cmocka_unit_test(attribute_size_may_be_zero),
        cmocka_unit_test(unknown_chunks_are_skipped),
        cmocka_unit_test(pool_header_is_skipped),
        cmocka_unit_test(pool_count_may_exceed_strings),
        cmocka_unit_test(pool_may_have_a_gap),
        cmocka_unit_test(map_may_precede_pool),
        cmocka_unit_test(document_header_is_skipped),
        cmocka_unit_test(document_type_is_not_checked),
        cmocka_unit_test(names_may_be_empty_or_lie),
        cmocka_unit_test(value_size_is_not_checked),
        cmocka_unit_test(end_names_are_not_checked),
        cmocka_unit_test(nothing_after_the_root_is_read),
        cmocka_unit_test(bytes_behind_the_document_are_ignored),
        cmocka_unit_test(open_elements_end_with_the_document),
        cmocka_unit_test(a_bad_node_refuses_but_keeps_what_was_read),
        cmocka_unit_test(attributes_must_fit_their_element),
        cmocka_unit_test(a_corrupt_pool_is_refused),
        cmocka_unit_test(order_of_attributes_counts),
        cmocka_unit_test(strings_are_checked_when_used),
        cmocka_unit_test(utf16_length_of_utf8_is_not_checked_by_java),
        cmocka_unit_test(utf8_ends_at_its_first_nul),
        cmocka_unit_test(modified_utf8_is_read),
        cmocka_unit_test(cut_lengths_are_mended),
        cmocka_unit_test(a_string_needs_its_terminator),
        cmocka_unit_test(deep_documents_need_no_stack),
        cmocka_unit_test(attributes_are_limited),
        cmocka_unit_test(elements_are_limited),
        cmocka_unit_test(values_convert_as_on_the_device),
        cmocka_unit_test(known_attributes),
        cmocka_unit_test(printing_shows_every_chunk),
        cmocka_unit_test(one_file_is_both),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
