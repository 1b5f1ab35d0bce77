/* ZIP as Android reads it: each rule of the device, and what other readers would see differently, one test
 * each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <libdeflate.h>

#include "base/hash.h"
#include "read/zip.h"

enum { MOST = 8, STREAMED = 8, UTF8 = 1 << 11 };

/* An archive in the making: add() entries, then end(); then bytes may be patched at the offsets noted, and
 * open() reads it. */
struct make {
    struct buf out, directory;
    size_t header[MOST], record[MOST], data[MOST], count, start, end;
    struct arena arena;
    struct scan scan;
    struct zip zip;
    struct error error;
};

static bool seen[ZIP_KINDS];

static void make_init(struct make *m)
{
    memset(m, 0, sizeof *m);
    buf_init(&m->out, 400 << 20);
    buf_init(&m->directory, 100 << 20);
    arena_init(&m->arena, LIMIT_ARENA);
    scan_init(&m->scan, &m->arena);
}

static void make_free(struct make *m)
{
    for (size_t i = 0; i < ZIP_KINDS; i++)
        seen[i] |= scan_count(&m->scan, &zip_kinds[i]) > 0;
    buf_free(&m->out);
    buf_free(&m->directory);
    arena_free(&m->arena);
}

static void u16(struct buf *b, unsigned v)
{
    buf_u8(b, (uint8_t)v);
    buf_u8(b, (uint8_t)(v >> 8));
}

static struct bytes deflate(struct bytes data)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
    size_t most = libdeflate_deflate_compress_bound(c, data.size);
    uint8_t *out = test_malloc(most);
    size_t size = libdeflate_deflate_compress(c, data.data, data.size, out, most);

    libdeflate_free_compressor(c);
    return bytes_of(out, size);
}

/* What an entry is made of. `packed` stands in the file for `data` where given; extra fields go to the
 * directory. */
struct item {
    struct bytes name, data, packed, extra, local_extra;
    unsigned method, flags;
};

static void add_item(struct make *m, struct item it)
{
    struct bytes packed = it.packed.data != NULL ? it.packed : it.method == 8 ? deflate(it.data) : it.data;
    uint32_t crc = hash_crc32(0, it.data);
    bool streamed = it.flags & STREAMED;

    m->header[m->count] = m->out.size;
    buf_str(&m->out, "PK\3\4");
    u16(&m->out, 20);
    u16(&m->out, it.flags);
    u16(&m->out, it.method);
    buf_u32(&m->out, 0);
    buf_u32(&m->out, streamed ? 0 : crc);
    buf_u32(&m->out, streamed ? 0 : (uint32_t)packed.size);
    buf_u32(&m->out, streamed ? 0 : (uint32_t)it.data.size);
    u16(&m->out, (unsigned)it.name.size);
    u16(&m->out, (unsigned)it.local_extra.size);
    buf_add(&m->out, it.name);
    buf_add(&m->out, it.local_extra);
    m->data[m->count] = m->out.size;
    buf_add(&m->out, packed);
    if (streamed) {
        buf_str(&m->out, "PK\7\10");
        buf_u32(&m->out, crc);
        buf_u32(&m->out, (uint32_t)packed.size);
        buf_u32(&m->out, (uint32_t)it.data.size);
    }
    m->record[m->count] = m->directory.size;
    buf_str(&m->directory, "PK\1\2");
    u16(&m->directory, 20);
    u16(&m->directory, 20);
    u16(&m->directory, it.flags);
    u16(&m->directory, it.method);
    buf_u32(&m->directory, 0);
    buf_u32(&m->directory, crc);
    buf_u32(&m->directory, (uint32_t)packed.size);
    buf_u32(&m->directory, (uint32_t)it.data.size);
    u16(&m->directory, (unsigned)it.name.size);
    u16(&m->directory, (unsigned)it.extra.size);
    for (int i = 0; i < 5; i++)
        u16(&m->directory, 0);
    buf_u32(&m->directory, (uint32_t)m->header[m->count]);
    buf_add(&m->directory, it.name);
    buf_add(&m->directory, it.extra);
    m->count++;
    if (it.packed.data == NULL && it.method == 8)
        test_free((void *)(uintptr_t)packed.data);
}

static void add(struct make *m, const char *name, const char *data, unsigned method)
{
    add_item(m, (struct item){.name = bytes_str(name), .data = bytes_str(data), .method = method});
}

/* Directory and end record; records' offsets become those of the file. */
static void end_with(struct make *m, const char *comment, bool zip64)
{
    m->start = m->out.size;
    for (size_t i = 0; i < m->count; i++)
        m->record[i] += m->start;
    buf_add(&m->out, buf_bytes(&m->directory));
    if (zip64) {
        size_t at = m->out.size;
        buf_str(&m->out, "PK\6\6");
        buf_u64(&m->out, 44);
        buf_u32(&m->out, 45 | 45 << 16);
        buf_u64(&m->out, 0);
        buf_u64(&m->out, m->count);
        buf_u64(&m->out, m->count);
        buf_u64(&m->out, m->directory.size);
        buf_u64(&m->out, m->start);
        buf_str(&m->out, "PK\6\7");
        buf_u32(&m->out, 0);
        buf_u64(&m->out, at);
        buf_u32(&m->out, 1);
    }
    m->end = m->out.size;
    buf_str(&m->out, "PK\5\6");
    buf_u32(&m->out, 0);
    u16(&m->out, zip64 ? 0xffff : (unsigned)m->count);
    u16(&m->out, zip64 ? 0xffff : (unsigned)m->count);
    buf_u32(&m->out, zip64 ? UINT32_MAX : (uint32_t)m->directory.size);
    buf_u32(&m->out, zip64 ? UINT32_MAX : (uint32_t)m->start);
    u16(&m->out, (unsigned)strlen(comment));
    buf_str(&m->out, comment);
}

static void end(struct make *m)
{
    end_with(m, "", false);
}

static void put16(struct make *m, size_t at, unsigned v)
{
    assert_true(at + 2 <= m->out.size);
    m->out.data[at] = (uint8_t)v;
    m->out.data[at + 1] = (uint8_t)(v >> 8);
}

static void put32(struct make *m, size_t at, uint32_t v)
{
    put16(m, at, v & 0xffff);
    put16(m, at + 2, v >> 16);
}

/* Offsets within a local header and a directory record. */
enum { L_FLAGS = 6, L_METHOD = 8, L_CRC = 14, L_PACKED = 18, L_SIZE = 22, L_NAME = 30 };
enum {
    D_VERSION = 6,
    D_FLAGS = 8,
    D_METHOD = 10,
    D_CRC = 16,
    D_PACKED = 20,
    D_SIZE = 24,
    D_COMMENT = 32,
    D_HEADER = 42,
    D_NAME = 46
};
enum { E_DISK = 4, E_DISK_RECORDS = 8, E_RECORDS = 10, E_SIZE = 12, E_START = 16, E_COMMENT = 20 };

static const struct place place = {NULL, BYTES("file"), 1};

static bool open_zip(struct make *m)
{
    return zip_open(&m->scan, buf_bytes(&m->out), &place, &m->zip, &m->error);
}

static size_t said(const struct make *m, enum zip_kind kind)
{
    return scan_count(&m->scan, &zip_kinds[kind]);
}

/* All anomalies so far. */
static size_t said_all(const struct make *m)
{
    size_t n = 0;

    for (size_t i = 0; i < ZIP_KINDS; i++)
        n += said(m, (enum zip_kind)i);
    return n;
}

/* Opens, and expects the device to refuse the archive for that one reason; the entries are listed
 * nevertheless. */
static void refused_for(struct make *m, enum zip_kind kind, size_t entries)
{
    assert_true(open_zip(m));
    assert_true(m->zip.refused);
    assert_int_equal(said(m, kind), 1);
    assert_int_equal(zip_kinds[kind].effect, EFFECT_REFUSED);
    assert_int_equal(m->zip.count, entries);
}

/* Opens, and expects just that one anomaly, tolerated. */
static void tolerated(struct make *m, enum zip_kind kind)
{
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(said(m, kind), 1);
    assert_int_equal(said_all(m), 1);
    assert_int_equal(zip_kinds[kind].effect, EFFECT_TOLERATED);
}

static const struct zip_entry *find(const struct make *m, const char *name)
{
    return zip_find(&m->zip, bytes_str(name));
}

/* Whether reading in that way succeeds and gives `text`. */
static bool gives(struct make *m, const char *name, enum zip_way way, const char *text)
{
    struct bytes out;
    const struct zip_entry *e = find(m, name);

    return e != NULL && zip_read(&m->scan, &m->zip, e, way, &out, &m->error) && bytes_is(out, text);
}

/* Whether the device fails, with that much to examine nevertheless. */
static bool fails(struct make *m, const char *name, enum zip_way way, const char *text)
{
    struct bytes out;
    const struct zip_entry *e = find(m, name);

    return e != NULL && !zip_read(&m->scan, &m->zip, e, way, &out, &m->error) &&
           m->error.code == ERROR_REFUSED && bytes_is(out, text);
}

#define LONG_TEXT "the manifest of an app, the manifest of an app, the manifest of an app"
#define TEST(name)                         \
    static void name##_in(struct make *m); \
    static void name(void **state)         \
    {                                      \
        struct make m;                     \
        (void)state;                       \
        make_init(&m);                     \
        name##_in(&m);                     \
        make_free(&m);                     \
    }                                      \
    static void name##_in(struct make *m)

TEST(plain_archive_has_no_anomaly)
{
    struct bytes out;

    add(m, "AndroidManifest.xml", LONG_TEXT, 8);
    add(m, "classes.dex", "dex", 0);
    add_item(m, (struct item){
                    .name = BYTES("streamed"), .data = BYTES(LONG_TEXT), .method = 8, .flags = STREAMED});
    add(m, "empty", "", 8);
    end_with(m, "a comment", false);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(m->zip.count, 4);
    assert_true(gives(m, "AndroidManifest.xml", ZIP_ASSET, LONG_TEXT));
    assert_true(gives(m, "classes.dex", ZIP_EXTRACT, "dex"));
    assert_true(gives(m, "streamed", ZIP_EXTRACT, LONG_TEXT));
    assert_true(gives(m, "empty", ZIP_EXTRACT, ""));
    assert_null(find(m, "classes"));
    assert_int_equal(said_all(m), 0);
    /* stored content is the file's own */
    assert_true(zip_read(&m->scan, &m->zip, find(m, "classes.dex"), ZIP_ASSET, &out, NULL));
    assert_ptr_equal(out.data, m->out.data + m->data[1]);
}

TEST(not_an_archive)
{
    buf_str(&m->out, "just some text, long enough to hold an end record");
    assert_false(open_zip(m));
    assert_int_equal(m->error.code, ERROR_FORMAT);
}

TEST(trailing_bytes_refuse_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    buf_str(&m->out, "tail");
    refused_for(m, ZIP_END_TRAILING, 1);
}

TEST(comment_past_the_file_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_COMMENT, 1);
    refused_for(m, ZIP_END_TRUNCATED, 1);
}

TEST(end_signature_in_comment_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end_with(m, "comment with PK\5\6 and 22 bytes more of it", false);
    refused_for(m, ZIP_END_COMMENT, 1);
}

TEST(end_record_in_comment_that_fits_wins)
{
    struct buf inner;

    add(m, "a", "1", 0);
    end(m);
    /* the comment is a whole end record, for the same directory */
    buf_init(&inner, 22);
    buf_add(&inner, bytes_of(m->out.data + m->end, 22));
    put16(m, m->end + E_COMMENT, 22);
    buf_add(&m->out, buf_bytes(&inner));
    buf_free(&inner);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(m->zip.end, m->end + 22);
    assert_int_equal(said(m, ZIP_END_SEVERAL), 1);
}

TEST(end_record_is_searched_in_the_last_65557_bytes)
{
    uint8_t zeros[65536] = {0};

    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_COMMENT, 65535);
    buf_add(&m->out, bytes_of(zeros, 65535));
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    /* one byte further it is out of reach */
    buf_u8(&m->out, 0);
    refused_for(m, ZIP_END_FAR, 1);
}

TEST(missing_end_record_is_recovered_from_the_directory)
{
    add(m, "a", "1", 0);
    add(m, "b", LONG_TEXT, 8);
    end(m);
    m->out.size = m->end + 10;
    refused_for(m, ZIP_END_MISSING, 2);
    assert_true(gives(m, "b", ZIP_ASSET, LONG_TEXT));
}

TEST(missing_directory_is_recovered_from_local_headers)
{
    add(m, "a", "1", 0);
    add(m, "b", LONG_TEXT, 8);
    refused_for(m, ZIP_END_MISSING, 2);
    assert_true(fails(m, "b", ZIP_ASSET, LONG_TEXT));
}

TEST(no_records_refuse_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_DISK_RECORDS, 0);
    put16(m, m->end + E_RECORDS, 0);
    refused_for(m, ZIP_EMPTY, 1);
}

TEST(directory_past_its_end_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put32(m, m->end + E_SIZE, (uint32_t)m->directory.size + 1);
    refused_for(m, ZIP_DIRECTORY_RANGE, 1);
}

TEST(directory_outside_the_file_is_recovered)
{
    add(m, "a", "1", 0);
    end(m);
    put32(m, m->end + E_START, 0x7fffffff);
    refused_for(m, ZIP_DIRECTORY_RANGE, 1);
}

TEST(count_decides_how_many_records_are_read)
{
    add(m, "a", "1", 0);
    add(m, "b", "2", 0);
    end(m);
    put16(m, m->end + E_DISK_RECORDS, 1);
    put16(m, m->end + E_RECORDS, 1);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(m->zip.count, 1);
    assert_null(find(m, "b"));
    assert_int_equal(said(m, ZIP_DIRECTORY_EXTRA), 1);
    assert_int_equal(said(m, ZIP_GAP_ENTRY), 1); /* and its local header belongs to nobody */
}

TEST(count_too_high_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_DISK_RECORDS, 2);
    put16(m, m->end + E_RECORDS, 2);
    refused_for(m, ZIP_DIRECTORY_SHORT, 1);
}

TEST(record_cut_by_the_directory_size_refuses_the_archive)
{
    add(m, "a", "1", 0);
    add(m, "b", "1", 0);
    end(m);
    put32(m, m->end + E_SIZE, (uint32_t)m->directory.size - 1);
    refused_for(m, ZIP_DIRECTORY_SHORT, 2);
}

TEST(counts_of_the_end_record_may_differ)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_DISK_RECORDS, 7);
    tolerated(m, ZIP_END_COUNTS);
}

TEST(disk_numbers_are_ignored)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_DISK, 3);
    tolerated(m, ZIP_END_DISK);
}

TEST(prefix_refuses_the_archive)
{
    buf_str(&m->out, "#!/bin/sh\nexit\n");
    add(m, "a", "1", 0);
    end(m);
    put32(m, m->end + E_START, (uint32_t)m->start - 15);
    put32(m, m->record[0] + D_HEADER, 0);
    refused_for(m, ZIP_PREFIX, 1);
    assert_int_equal(said(m, ZIP_START), 1);
    assert_true(gives(m, "a", ZIP_ASSET, "1"));
}

TEST(file_must_begin_with_a_local_header)
{
    buf_str(&m->out, "dex\n035 in front, all offsets corrected");
    add(m, "a", "1", 0);
    end(m);
    refused_for(m, ZIP_START, 1);
}

TEST(zip64_is_followed_when_the_end_record_calls_for_it)
{
    add(m, "a", "1", 0);
    end_with(m, "", true);
    assert_true(open_zip(m));
    assert_true(m->zip.zip64 && !m->zip.refused);
    assert_int_equal(said_all(m), 0);
    assert_true(gives(m, "a", ZIP_ASSET, "1"));
}

TEST(zip64_by_one_field_is_enough)
{
    add(m, "a", "1", 0);
    end_with(m, "", true);
    put32(m, m->end + E_START, (uint32_t)m->start); /* the size still calls for it */
    assert_true(open_zip(m));
    assert_true(m->zip.zip64);
}

TEST(zip64_records_are_ignored_when_nothing_calls_for_them)
{
    add(m, "a", "1", 0);
    end_with(m, "", true);
    put32(m, m->end + E_START, (uint32_t)m->start);
    put32(m, m->end + E_SIZE, (uint32_t)m->directory.size);
    put16(m, m->end + E_RECORDS, 1);
    put16(m, m->end + E_DISK_RECORDS, 1);
    tolerated(m, ZIP_ZIP64_IGNORED);
    assert_false(m->zip.zip64);
}

TEST(zip64_locator_must_touch_the_end_record)
{
    add(m, "a", "1", 0);
    end_with(m, "", true);
    put32(m, m->end - 20, 0);
    refused_for(m, ZIP_ZIP64_BROKEN, 1);
}

TEST(count_of_65535_without_zip64_is_taken_as_it_is)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->end + E_DISK_RECORDS, 0xffff);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(m->zip.count, 1);
    assert_int_equal(said(m, ZIP_ZIP64_COUNT), 1);
}

/* One entry whose three fields call for ZIP64, with this extra field's size and these values in it. */
static void add_wide(struct make *m, unsigned size, unsigned values)
{
    struct buf extra;

    buf_init(&extra, 100);
    u16(&extra, 0x7777); /* a field of someone else's first */
    u16(&extra, 2);
    u16(&extra, 0);
    u16(&extra, 1);
    u16(&extra, size);
    for (unsigned i = 0; i < values; i++)
        buf_u64(&extra, i < 2 ? 5 : 0);
    if (size == 28)
        buf_u32(&extra, 0);
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("hello"), .extra = buf_bytes(&extra)});
    end(m);
    buf_free(&extra);
}

TEST(zip64_extra_of_24_bytes)
{
    add_wide(m, 24, 3);
    put32(m, m->record[0] + D_SIZE,
          UINT32_MAX); /* only one is called for, all three are there, as Go writes */
    assert_true(open_zip(m));
    assert_true(gives(m, "a", ZIP_EXTRACT, "hello"));
    assert_int_equal(said_all(m), 0);
}

TEST(zip64_extra_of_28_bytes)
{
    add_wide(m, 28, 3);
    put32(m, m->record[0] + D_SIZE, UINT32_MAX);
    put32(m, m->record[0] + D_PACKED, UINT32_MAX);
    put32(m, m->record[0] + D_HEADER, UINT32_MAX);
    assert_true(open_zip(m));
    assert_true(gives(m, "a", ZIP_EXTRACT, "hello"));
    assert_int_equal(said_all(m), 0);
}

TEST(zip64_extra_of_the_fields_called_for)
{
    add_wide(m, 16, 2);
    put32(m, m->record[0] + D_SIZE, UINT32_MAX);
    put32(m, m->record[0] + D_PACKED, UINT32_MAX);
    assert_true(open_zip(m));
    assert_true(gives(m, "a", ZIP_EXTRACT, "hello"));
}

TEST(zip64_extra_with_a_field_too_many_is_malformed)
{
    add_wide(m, 16, 2);
    put32(m, m->record[0] + D_SIZE, UINT32_MAX);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_false(m->zip.entries[0].readable);
    assert_int_equal(said(m, ZIP_ZIP64_SIZE), 1);
}

TEST(zip64_offset_without_extra_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put32(m, m->record[0] + D_HEADER, UINT32_MAX);
    refused_for(m, ZIP_ZIP64_OFFSET, 1);
}

TEST(zip64_in_the_local_header)
{
    static const struct bytes extra = BYTES("\1\0\20\0\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0");
    struct bytes whole = bytes_of(extra.data, 20);

    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("hello"), .local_extra = whole});
    add(m, "b", "hello", 0);
    add(m, "c", "hello", 0);
    end(m);
    put32(m, m->header[0] + L_SIZE, UINT32_MAX);
    put32(m, m->header[0] + L_PACKED, UINT32_MAX);
    put32(m, m->header[1] + L_SIZE, UINT32_MAX); /* both or none */
    put32(m, m->header[2] + L_SIZE, UINT32_MAX);
    put32(m, m->header[2] + L_PACKED, UINT32_MAX); /* and then with an extra field */
    assert_true(open_zip(m));
    assert_true(gives(m, "a", ZIP_EXTRACT, "hello"));
    assert_true(fails(m, "b", ZIP_ASSET, "hello") && fails(m, "c", ZIP_ASSET, "hello"));
    assert_int_equal(said(m, ZIP_LOCAL_ZIP64), 2);
}

TEST(duplicate_names_refuse_the_archive)
{
    add(m, "a", "first", 0);
    add(m, "b", "other", 0);
    add(m, "a", "second", 0);
    end(m);
    refused_for(m, ZIP_NAME_DUPLICATE, 3);
    assert_true(gives(m, "a", ZIP_ASSET, "first"));
    assert_ptr_equal(zip_find_nth(&m->zip, BYTES("a"), 2), &m->zip.entries[2]);
    assert_int_equal(m->zip.entries[2].nth, 2);
    assert_null(zip_find_nth(&m->zip, BYTES("a"), 3));
    assert_null(zip_find_nth(&m->zip, BYTES("a"), 0));
}

static void add_name(struct make *m, struct bytes name)
{
    add_item(m, (struct item){.name = name, .data = BYTES("1"), .flags = UTF8});
    end(m);
}

TEST(name_that_is_not_utf8_refuses_the_archive)
{
    add_name(m, BYTES("a\xff"));
    refused_for(m, ZIP_NAME_ENCODING, 1);
}

TEST(name_with_a_lone_continuation_byte_refuses_the_archive)
{
    add_name(m, BYTES("a\x80"));
    refused_for(m, ZIP_NAME_ENCODING, 1);
}

TEST(name_cut_within_a_character_refuses_the_archive)
{
    add_name(m, BYTES("a\xe2\x82"));
    refused_for(m, ZIP_NAME_ENCODING, 1);
}

TEST(name_in_six_byte_form_is_accepted)
{
    add_name(m, BYTES("a\xfd\xbf\xbf\xbf\xbf\xbf"));
    tolerated(m, ZIP_NAME_UTF8);
}

TEST(name_with_nul_refuses_the_archive)
{
    add_name(m, BYTES("a\0b"));
    refused_for(m, ZIP_NAME_NUL, 1);
}

TEST(empty_name_is_accepted)
{
    add_name(m, BYTES(""));
    tolerated(m, ZIP_NAME_EMPTY);
}

TEST(name_with_parent_is_accepted)
{
    add_name(m, BYTES("res/../../etc/passwd"));
    tolerated(m, ZIP_NAME_PARENT);
    assert_true(gives(m, "res/../../etc/passwd", ZIP_ASSET, "1"));
}

TEST(dots_alone_are_no_parent)
{
    add_name(m, BYTES("..a/b..c/...."));
    assert_true(open_zip(m));
    assert_int_equal(said_all(m), 0);
}

TEST(absolute_name_is_accepted)
{
    add_name(m, BYTES("/etc/passwd"));
    tolerated(m, ZIP_NAME_ABSOLUTE);
}

TEST(backslash_is_an_ordinary_character)
{
    add_name(m, BYTES("a\\b"));
    tolerated(m, ZIP_NAME_BACKSLASH);
}

TEST(control_character_in_a_name_is_accepted)
{
    add_name(m, BYTES("a\x1b[2Jb"));
    tolerated(m, ZIP_NAME_CONTROL);
}

TEST(name_of_600_bytes_is_accepted)
{
    char name[601];

    memset(name, 'n', 600);
    add_name(m, bytes_of(name, 600));
    tolerated(m, ZIP_NAME_LONG);
}

TEST(name_outside_ascii_without_the_flag_is_accepted)
{
    add(m, "\xc3\xa9", "1", 0);
    end(m);
    tolerated(m, ZIP_NAME_FLAG);
}

TEST(file_that_is_a_folder_is_accepted)
{
    add(m, "AndroidManifest.xml", "1", 0);
    add(m, "AndroidManifest.xml/", "", 0);
    add(m, "res/", "", 0);
    add(m, "res/a", "2", 0);
    add(m, "AndroidManifest.xml/b/c", "3", 0);
    end(m);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(said(m, ZIP_NAME_DIRECTORY), 2);
    assert_int_equal(said_all(m), 2);
    assert_true(gives(m, "AndroidManifest.xml", ZIP_ASSET, "1"));
}

TEST(long_extra_field_is_skipped)
{
    uint8_t extra[60000] = {'J', 'A'};

    extra[2] = (uint8_t)(59996 & 255);
    extra[3] = (uint8_t)(59996 >> 8);
    add_item(m, (struct item){.name = BYTES("a"),
                              .data = BYTES("1"),
                              .local_extra = bytes_of(extra, sizeof extra)});
    end(m);
    tolerated(m, ZIP_EXTRA_LONG);
    assert_true(gives(m, "a", ZIP_ASSET, "1"));
}

TEST(malformed_extra_field_is_not_looked_at)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("1"), .extra = BYTES("\1\1\xff\xff??")});
    end(m);
    tolerated(m, ZIP_EXTRA_MALFORMED);
}

TEST(comment_of_an_entry_is_skipped)
{
    add(m, "a", "1", 0);
    buf_str(&m->directory, "note");
    end(m);
    put16(m, m->record[0] + D_COMMENT, 4);
    tolerated(m, ZIP_COMMENT_LONG);
}

TEST(encryption_bit_in_both_headers_is_not_read)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES(LONG_TEXT), .method = 8, .flags = 1});
    end(m);
    tolerated(m, ZIP_ENCRYPTED);
    assert_true(gives(m, "a", ZIP_EXTRACT, LONG_TEXT));
}

TEST(encryption_bit_in_the_local_header_is_not_read)
{
    add(m, "a", LONG_TEXT, 8);
    end(m);
    put16(m, m->header[0] + L_FLAGS, 1);
    tolerated(m, ZIP_ENCRYPTED_LOCAL);
    assert_true(gives(m, "a", ZIP_EXTRACT, LONG_TEXT));
}

TEST(other_flags_are_not_read)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("1"), .flags = 1 << 6});
    end(m);
    tolerated(m, ZIP_FLAGS);
}

TEST(version_needed_is_not_read)
{
    add(m, "a", "1", 0);
    end(m);
    put16(m, m->record[0] + D_VERSION, 255);
    tolerated(m, ZIP_VERSION);
}

/* Method 0x1c5d in both headers; the data is raw. */
TEST(unknown_method_is_raw_to_assets_and_fails_to_extract)
{
    add(m, "AndroidManifest.xml", LONG_TEXT, 0x1c5d);
    end(m);
    tolerated(m, ZIP_METHOD_UNKNOWN);
    assert_true(gives(m, "AndroidManifest.xml", ZIP_ASSET, LONG_TEXT));
    assert_true(fails(m, "AndroidManifest.xml", ZIP_EXTRACT, LONG_TEXT));
}

TEST(compressed_size_of_an_unknown_method_is_irrelevant)
{
    add(m, "AndroidManifest.xml", LONG_TEXT, 12);
    end(m);
    put32(m, m->record[0] + D_PACKED, 3);
    put32(m, m->header[0] + L_PACKED, 3);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(said(m, ZIP_SIZE_STORED), 1);
    assert_true(gives(m, "AndroidManifest.xml", ZIP_ASSET, LONG_TEXT));
}

TEST(unknown_method_past_the_end_of_the_file_fails)
{
    struct bytes out;

    add(m, "a", LONG_TEXT, 12);
    end(m);
    put32(m, m->record[0] + D_SIZE, 5000);
    put32(m, m->header[0] + L_SIZE, 5000);
    assert_true(open_zip(m));
    assert_false(zip_read(&m->scan, &m->zip, find(m, "a"), ZIP_ASSET, &out, &m->error));
    assert_int_equal(m->error.code, ERROR_REFUSED);
    assert_true(bytes_starts(out, BYTES(LONG_TEXT)));
}

TEST(method_of_the_local_header_is_not_read)
{
    add(m, "inflate", LONG_TEXT, 8);
    add(m, "raw", LONG_TEXT, 0);
    add(m, "unknown", LONG_TEXT, 8);
    add(m, "ones", "1", 0);
    end(m);
    put16(m, m->header[0] + L_METHOD, 0);
    put16(m, m->header[1] + L_METHOD, 8);
    put16(m, m->header[2] + L_METHOD, 0x1c5d);
    put16(m, m->header[3] + L_METHOD, 0xffff);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_METHOD_DIFFERS), 4);
    assert_int_equal(said_all(m), 4);
    assert_true(gives(m, "inflate", ZIP_EXTRACT, LONG_TEXT));
    assert_true(gives(m, "raw", ZIP_EXTRACT, LONG_TEXT));
    assert_true(gives(m, "unknown", ZIP_ASSET, LONG_TEXT));
    assert_true(gives(m, "ones", ZIP_ASSET, "1"));
}

/* The first bytes are a complete stream: tools that guess show "decoy", the device maps all of it. */
TEST(deflate_stream_in_an_entry_of_unknown_method_is_a_decoy)
{
    struct bytes decoy = deflate(BYTES("decoy decoy decoy decoy decoy"));
    struct buf raw;

    buf_init(&raw, 1000);
    buf_add(&raw, decoy);
    buf_str(&raw, LONG_TEXT);
    add_item(m,
             (struct item){.name = BYTES("AndroidManifest.xml"), .data = buf_bytes(&raw), .method = 0x1c5d});
    end(m);
    put32(m, m->record[0] + D_PACKED, (uint32_t)decoy.size);
    put32(m, m->header[0] + L_PACKED, (uint32_t)decoy.size);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_METHOD_DECOY), 1);
    struct bytes out;
    assert_true(zip_read(&m->scan, &m->zip, &m->zip.entries[0], ZIP_ASSET, &out, NULL));
    assert_true(bytes_equal(out, buf_bytes(&raw)));
    buf_free(&raw);
    test_free((void *)(uintptr_t)decoy.data);
}

/* 03 00, with which binary XML begins, is a complete and empty stream. */
TEST(binary_xml_of_unknown_method_is_no_decoy)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("\3\0\10\0\0\1\0\0????????"), .method = 12});
    end(m);
    tolerated(m, ZIP_METHOD_UNKNOWN);
}

TEST(stored_entry_has_its_uncompressed_size)
{
    add(m, "a", LONG_TEXT, 0);
    end(m);
    put32(m, m->record[0] + D_SIZE, 12);
    put32(m, m->header[0] + L_SIZE, 12);
    put32(m, m->record[0] + D_CRC, hash_crc32(0, BYTES("the manifest")));
    put32(m, m->header[0] + L_CRC, hash_crc32(0, BYTES("the manifest")));
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_SIZE_STORED), 1);
    assert_true(gives(m, "a", ZIP_EXTRACT, "the manifest"));
    assert_int_equal(said(m, ZIP_GAP_DATA), 1); /* the rest belongs to nobody */
}

TEST(local_name_must_be_the_directory_s)
{
    add(m, "a", "1", 0);
    add(m, "b", "2", 0);
    end(m);
    m->out.data[m->header[0] + L_NAME] = 'c';
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(said(m, ZIP_LOCAL_NAME), 1);
    assert_true(fails(m, "a", ZIP_ASSET, "1"));
    assert_true(gives(m, "b", ZIP_ASSET, "2"));
}

TEST(local_header_must_be_there)
{
    add(m, "a", "1", 0);
    add(m, "b", "2", 0);
    end(m);
    put32(m, m->record[1] + D_HEADER, 5);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_LOCAL_MISSING), 1);
    assert_true(fails(m, "b", ZIP_ASSET, ""));
}

TEST(header_past_the_directory_refuses_the_archive)
{
    add(m, "a", "1", 0);
    end(m);
    put32(m, m->record[0] + D_HEADER, (uint32_t)m->start);
    refused_for(m, ZIP_LOCAL_OFFSET, 1);
}

TEST(local_header_must_end_before_the_directory)
{
    add(m, "a", "1", 0);
    add(m, "b", "", 0);
    end(m);
    put16(m, m->header[1] + 26, 200); /* name length */
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_LOCAL_RANGE), 1);
    assert_false(find(m, "b")->readable);
}

TEST(local_sizes_and_crc_must_agree)
{
    add(m, "a", "1", 0);
    add(m, "b", "1", 0);
    add(m, "c", "1", 0);
    end(m);
    put32(m, m->header[0] + L_SIZE, 2);
    put32(m, m->header[1] + L_PACKED, 2);
    put32(m, m->header[2] + L_CRC, 2);
    assert_true(open_zip(m));
    assert_false(m->zip.refused);
    assert_int_equal(said(m, ZIP_LOCAL_SIZES), 3);
    assert_true(fails(m, "a", ZIP_ASSET, "1") && fails(m, "b", ZIP_ASSET, "1") &&
                fails(m, "c", ZIP_ASSET, "1"));
}

TEST(local_sizes_are_ignored_with_a_descriptor)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES(LONG_TEXT), .method = 8, .flags = STREAMED});
    end(m);
    put32(m, m->header[0] + L_SIZE, 77777);
    tolerated(m, ZIP_LOCAL_IGNORED);
    assert_true(gives(m, "a", ZIP_EXTRACT, LONG_TEXT));
}

TEST(descriptor_bit_of_the_local_header_decides)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES(LONG_TEXT), .method = 8, .flags = STREAMED});
    end(m);
    put16(m, m->record[0] + D_FLAGS, 0);
    tolerated(m, ZIP_DESCRIPTOR_FLAG);
    assert_true(gives(m, "a", ZIP_EXTRACT, LONG_TEXT));
    /* the other way round the sizes would have to be in the header */
    put16(m, m->record[0] + D_FLAGS, STREAMED);
    put16(m, m->header[0] + L_FLAGS, 0);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_LOCAL_SIZES), 1);
    assert_false(find(m, "a")->readable);
}

TEST(descriptor_is_checked_by_extraction_only)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES(LONG_TEXT), .method = 8, .flags = STREAMED});
    end(m);
    put32(m, m->start - 4, 1);
    tolerated(m, ZIP_DESCRIPTOR_DIFFERS);
    assert_true(gives(m, "a", ZIP_ASSET, LONG_TEXT));
    assert_true(fails(m, "a", ZIP_EXTRACT, LONG_TEXT));
}

TEST(descriptor_may_lack_its_signature)
{
    add_item(m, (struct item){.name = BYTES("a"), .data = BYTES("1"), .flags = STREAMED});
    memmove(m->out.data + m->out.size - 16, m->out.data + m->out.size - 12, 12);
    m->out.size -= 4;
    end(m);
    assert_true(open_zip(m));
    assert_int_equal(said_all(m), 0);
    assert_true(gives(m, "a", ZIP_EXTRACT, "1"));
}

TEST(crc_is_never_computed)
{
    add(m, "a", LONG_TEXT, 8);
    end(m);
    put32(m, m->record[0] + D_CRC, 1);
    put32(m, m->header[0] + L_CRC, 1);
    assert_true(open_zip(m));
    assert_true(gives(m, "a", ZIP_EXTRACT, LONG_TEXT));
    assert_true(gives(m, "a", ZIP_ASSET, LONG_TEXT));
    assert_int_equal(said(m, ZIP_CRC), 1); /* said once */
    assert_int_equal(said_all(m), 1);
}

TEST(data_must_end_before_the_directory)
{
    add(m, "a", "1", 0);
    add(m, "b", LONG_TEXT, 8);
    end(m);
    put32(m, m->record[0] + D_SIZE, 5000);
    put32(m, m->header[0] + L_SIZE, 5000);
    put32(m, m->record[1] + D_PACKED, 5000);
    put32(m, m->header[1] + L_PACKED, 5000);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_DATA_RANGE), 2);
    assert_false(find(m, "a")->readable || find(m, "b")->readable);
}

TEST(stream_of_another_size_fails)
{
    add(m, "less", LONG_TEXT, 8);
    add(m, "more", LONG_TEXT, 8);
    end(m);
    put32(m, m->record[0] + D_SIZE, sizeof LONG_TEXT);
    put32(m, m->header[0] + L_SIZE, sizeof LONG_TEXT);
    put32(m, m->record[1] + D_SIZE, 12);
    put32(m, m->header[1] + L_SIZE, 12);
    assert_true(open_zip(m));
    assert_true(fails(m, "less", ZIP_ASSET, LONG_TEXT));
    assert_true(fails(m, "more", ZIP_ASSET, "the manifest"));
    assert_int_equal(said(m, ZIP_INFLATE_SIZE), 2);
}

TEST(broken_stream_fails)
{
    add_item(m, (struct item){.name = BYTES("a"),
                              .data = BYTES("hello, world"),
                              .packed = BYTES("\1\5\0\xfa\xff"
                                              "hello\7"),
                              .method = 8});
    end(m);
    m->out.data[m->data[0]] = 0; /* not the last block after all: an invalid one follows */
    assert_true(open_zip(m));
    assert_true(fails(m, "a", ZIP_ASSET, "hello"));
    assert_int_equal(said(m, ZIP_INFLATE_BROKEN), 1);
}

/* The device reads blocks of 32 KiB and notices bytes behind the stream only when a further block remains. */
static void tail_of(struct make *m, size_t packed, bool readable)
{
    static uint8_t raw[40000];

    memset(raw, 'x', sizeof raw);
    memcpy(raw, "\1\5\0\xfa\xffhello", 10);
    add_item(m, (struct item){.name = BYTES("a"),
                              .data = BYTES("hello"),
                              .packed = bytes_of(raw, packed),
                              .method = 8});
    end(m);
    assert_true(open_zip(m));
    assert_true(readable ? gives(m, "a", ZIP_ASSET, "hello") : fails(m, "a", ZIP_ASSET, "hello"));
    assert_int_equal(said(m, ZIP_INFLATE_TAIL), 1);
}

TEST(bytes_behind_a_stream_go_unnoticed_within_a_block)
{
    tail_of(m, 32768, true);
}

TEST(bytes_behind_a_stream_fail_beyond_a_block)
{
    tail_of(m, 32769, false);
}

TEST(extreme_ratio_is_noted)
{
    char *zeros = test_calloc(1, 2 << 20);

    add_item(m, (struct item){.name = BYTES("a"), .data = bytes_of(zeros, 2 << 20), .method = 8});
    end(m);
    tolerated(m, ZIP_RATIO);
    test_free(zeros);
}

TEST(overlapping_entries_are_noted)
{
    add(m, "a", LONG_TEXT, 0);
    add(m, "b", "2", 0);
    end(m);
    /* b's record points at a local header within a's data */
    memcpy(m->out.data + m->data[0], m->out.data + m->header[1], 32);
    put32(m, m->record[1] + D_HEADER, (uint32_t)m->data[0]);
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_OVERLAP), 1);
    assert_true(find(m, "b")->readable);
    assert_int_equal(said(m, ZIP_GAP_ENTRY), 1);
}

/* A CRC is computed for as many stored bytes as the file has; beyond that entries must overlap. */
TEST(overlapping_entries_are_not_checked_forever)
{
    struct bytes out;
    char name[3] = "e0";

    for (int i = 0; i < MOST; i++) {
        name[1] = (char)('0' + i);
        add(m, name, LONG_TEXT, 0);
    }
    end(m);
    for (int i = 0; i < MOST; i++) {
        put32(m, m->record[i] + D_CRC, 1); /* all wrong, and each as long as all data */
        put32(m, m->record[i] + D_SIZE, (uint32_t)(m->start - m->data[i]));
    }
    assert_true(open_zip(m));
    assert_int_equal(said(m, ZIP_OVERLAP), MOST - 1);
    for (int i = 0; i < MOST; i++)
        zip_read(&m->scan, &m->zip, &m->zip.entries[i], ZIP_ASSET, &out, &m->error);
    assert_true(*m->zip.checked <= m->out.size);
    assert_true(said(m, ZIP_CRC) > 0 && said(m, ZIP_CRC) < MOST);
}

TEST(bytes_of_nobody_are_noted)
{
    add(m, "a", "1", 0);
    buf_str(&m->out, "between");
    add(m, "b", "2", 0);
    end(m);
    tolerated(m, ZIP_GAP_DATA);
    assert_int_equal(m->scan.first->locus.at, m->header[1] - 7);
    assert_int_equal(m->scan.first->locus.size, 7);
}

TEST(bytes_behind_the_directory_are_noted)
{
    add(m, "a", "1", 0);
    buf_str(&m->directory, "behind");
    end(m);
    put32(m, m->end + E_SIZE, (uint32_t)m->directory.size - 6);
    tolerated(m, ZIP_GAP_DATA);
}

TEST(padding_is_no_gap)
{
    static const uint8_t zeros[64];
    /* a local header without name or content, as build tools leave behind */
    static const char hole[] = "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0";

    add(m, "a", "1", 0);
    buf_add(&m->out, bytes_of(hole, 32));
    buf_add(&m->out, bytes_of(zeros, sizeof zeros));
    add(m, "b", "2", 0);
    end(m);
    assert_true(open_zip(m));
    assert_int_equal(said_all(m), 0);
}

TEST(signing_block_is_no_gap)
{
    size_t at;

    add(m, "a", "1", 0);
    at = m->out.size;
    buf_u64(&m->out, 36);
    buf_str(&m->out, "twelve bytes");
    buf_u64(&m->out, 36);
    buf_str(&m->out, "APK Sig Block 42");
    end(m);
    assert_true(open_zip(m));
    assert_int_equal(m->zip.signing_block, at);
    assert_int_equal(m->zip.signing_block_size, 44);
    assert_int_equal(said_all(m), 0);
}

TEST(peek_gives_the_first_bytes)
{
    uint8_t room[ZIP_PEEK_MOST];

    add(m, "deflated", LONG_TEXT, 8);
    add(m, "stored", LONG_TEXT, 0);
    add(m, "unknown", LONG_TEXT, 99);
    add(m, "short", "abc", 8);
    end(m);
    assert_true(open_zip(m));
    for (size_t i = 0; i < 3; i++) {
        assert_true(bytes_is(zip_peek(&m->zip, &m->zip.entries[i], 12, room), "the manifest"));
        assert_int_equal(zip_peek(&m->zip, &m->zip.entries[i], 1000, room).size, ZIP_PEEK_MOST);
    }
    assert_true(bytes_is(zip_peek(&m->zip, &m->zip.entries[3], 12, room), "abc"));
}

/* How much of "hello" peeking gives when that many blocks end with it. */
static size_t peeks_of(unsigned blocks)
{
    struct make m;
    struct buf stream;
    uint8_t room[ZIP_PEEK_MOST];
    size_t size;

    make_init(&m);
    buf_init(&stream, 1000);
    for (unsigned i = 1; i < blocks; i++)
        buf_add(&stream, BYTES("\0\0\0\xff\xff"));
    buf_add(&stream, BYTES("\1\5\0\xfa\xffhello"));
    add_item(&m, (struct item){
                     .name = BYTES("a"), .data = BYTES("hello"), .packed = buf_bytes(&stream), .method = 8});
    end(&m);
    assert_true(open_zip(&m));
    assert_true(gives(&m, "a", ZIP_EXTRACT, "hello"));
    size = zip_peek(&m.zip, &m.zip.entries[0], 5, room).size;
    buf_free(&stream);
    make_free(&m);
    return size;
}

static void limit_of_blocks_peeked_at(void **state)
{
    (void)state;
    assert_int_equal(peeks_of(LIMIT_PEEK_BLOCKS - 1), 5);
    assert_int_equal(peeks_of(LIMIT_PEEK_BLOCKS), 5);
    assert_int_equal(peeks_of(LIMIT_PEEK_BLOCKS + 1), 0);
}

TEST(scratch_is_used_again)
{
    struct buf scratch;
    struct bytes a, b;

    add(m, "a", LONG_TEXT, 8);
    add(m, "b", "2", 8);
    end(m);
    assert_true(open_zip(m));
    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    assert_true(zip_read_into(&m->scan, &m->zip, find(m, "a"), ZIP_ASSET, &a, NULL, &scratch));
    assert_true(bytes_is(a, LONG_TEXT));
    assert_true(zip_read_into(&m->scan, &m->zip, find(m, "b"), ZIP_ASSET, &b, NULL, &scratch));
    assert_true(bytes_is(b, "2"));
    assert_ptr_equal(a.data, b.data);
    buf_free(&scratch);
}

TEST(print_shows_hostile_names_harmless)
{
    struct buf out;

    add(m, "a\x1b[2J\xe2\x80\xae", "1", 0);
    end_with(m, "com\x1bment", false);
    assert_true(open_zip(m));
    buf_init(&out, 1 << 20);
    zip_print(&out, &m->zip);
    assert_false(out.failed);
    assert_int_equal(bytes_find(buf_bytes(&out), 0x1b, 0), out.size);
    assert_int_equal(bytes_search(buf_bytes(&out), BYTES("\xe2\x80\xae"), 0), out.size);
    assert_true(bytes_search(buf_bytes(&out), BYTES("local @0x0"), 0) < out.size);
    buf_free(&out);
}

/* size zero bytes, which make the entry exactly as large as a limit allows, or not. */
static bool reads_size(size_t size)
{
    struct make m;
    struct buf scratch;
    struct bytes out, zeros = bytes_of(test_calloc(1, size), size);

    make_init(&m);
    buf_init(&scratch, LIMIT_ENTRY_SIZE);
    add_item(&m, (struct item){.name = BYTES("a"), .data = zeros, .method = 8});
    end(&m);
    assert_true(open_zip(&m));
    bool good = zip_read_into(&m.scan, &m.zip, &m.zip.entries[0], ZIP_ASSET, &out, &m.error, &scratch);
    assert_true(good ? out.size == size : out.size == 0 && m.error.code == ERROR_LIMIT);
    assert_int_equal(said(&m, ZIP_LIMIT_ENTRY), !good);
    test_free((void *)(uintptr_t)zeros.data);
    buf_free(&scratch);
    make_free(&m);
    return good;
}

static void limit_of_an_entry(void **state)
{
    (void)state;
    assert_true(reads_size(LIMIT_ENTRY_SIZE - 1));
    assert_true(reads_size(LIMIT_ENTRY_SIZE));
    assert_false(reads_size(LIMIT_ENTRY_SIZE + 1));
}

TEST(limit_of_all_entries)
{
    struct bytes out;
    size_t size = sizeof LONG_TEXT - 1; /* more than its stream has */

    add(m, "below", LONG_TEXT, 8);
    add(m, "at", LONG_TEXT, 8);
    add(m, "above", LONG_TEXT, 8);
    end(m);
    assert_true(open_zip(m));
    m->scan.inflated = LIMIT_INFLATE_TOTAL - size - 1;
    assert_true(gives(m, "below", ZIP_ASSET, LONG_TEXT));
    m->scan.inflated = LIMIT_INFLATE_TOTAL - size;
    assert_true(gives(m, "at", ZIP_ASSET, LONG_TEXT));
    m->scan.inflated = LIMIT_INFLATE_TOTAL - size + 1;
    assert_false(zip_read(&m->scan, &m->zip, find(m, "above"), ZIP_ASSET, &out, &m->error));
    assert_int_equal(m->error.code, ERROR_LIMIT);
    assert_int_equal(out.size, 0);
    assert_int_equal(said(m, ZIP_LIMIT_TOTAL), 1);
}

/* What lies in the arena is handed out again, to either way of reading, and counts once. */
TEST(entry_is_inflated_once)
{
    struct bytes first, second;
    uint64_t inflated;

    add(m, "a", LONG_TEXT, 8);
    end(m);
    assert_true(open_zip(m));
    assert_true(zip_read(&m->scan, &m->zip, find(m, "a"), ZIP_ASSET, &first, NULL));
    inflated = m->scan.inflated;
    assert_true(zip_read(&m->scan, &m->zip, find(m, "a"), ZIP_EXTRACT, &second, NULL));
    assert_ptr_equal(first.data, second.data);
    assert_int_equal(m->scan.inflated, inflated);
}

/* Entries read from an archive of n records. */
static size_t entries_of(size_t n)
{
    struct make m;
    size_t count;
    char name[32];
    uint8_t record[46];

    make_init(&m);
    add(&m, "000000", "1", 0);
    memcpy(record, m.directory.data, sizeof record);
    for (size_t i = 1; i < n; i++) {
        snprintf(name, sizeof name, "%06zu", i);
        buf_add(&m.directory, bytes_of(record, sizeof record));
        buf_add(&m.directory, bytes_of(name, 6));
    }
    m.count = n;
    m.start = m.out.size;
    /* end_with() would correct the offsets of MOST records only */
    buf_add(&m.out, buf_bytes(&m.directory));
    size_t at = m.out.size;
    buf_str(&m.out, "PK\6\6");
    buf_u64(&m.out, 44);
    buf_u32(&m.out, 45 | 45 << 16);
    buf_u64(&m.out, 0);
    buf_u64(&m.out, n);
    buf_u64(&m.out, n);
    buf_u64(&m.out, m.directory.size);
    buf_u64(&m.out, m.start);
    buf_str(&m.out, "PK\6\7");
    buf_u32(&m.out, 0);
    buf_u64(&m.out, at);
    buf_u32(&m.out, 1);
    buf_str(&m.out, "PK\5\6");
    buf_u64(&m.out, UINT64_MAX << 32);
    buf_u64(&m.out, UINT64_MAX);
    u16(&m.out, 0);
    assert_true(open_zip(&m));
    assert_false(m.zip.refused);
    count = m.zip.count;
    assert_int_equal(said(&m, ZIP_LIMIT_ENTRIES), count < n);
    make_free(&m);
    return count;
}

static void limit_of_entries(void **state)
{
    (void)state;
    assert_int_equal(entries_of(LIMIT_ENTRIES - 1), LIMIT_ENTRIES - 1);
    assert_int_equal(entries_of(LIMIT_ENTRIES), LIMIT_ENTRIES);
    assert_int_equal(entries_of(LIMIT_ENTRIES + 1), LIMIT_ENTRIES);
}

/* Decoys found when two entries of unknown method hold streams of that many bytes, the budget being shared.
 */
static size_t decoys_of(size_t first, size_t *limits)
{
    struct make m;
    char *zeros = test_calloc(1, first);
    struct bytes large, small = deflate(BYTES(LONG_TEXT));
    size_t found;

    make_init(&m);
    large = deflate(bytes_of(zeros, first));
    add_item(&m, (struct item){.name = BYTES("a"), .data = large, .method = 12});
    add_item(&m, (struct item){.name = BYTES("b"), .data = small, .method = 12});
    end(&m);
    assert_true(open_zip(&m));
    found = said(&m, ZIP_METHOD_DECOY);
    *limits = said(&m, ZIP_LIMIT_DECOY);
    test_free(zeros);
    test_free((void *)(uintptr_t)large.data);
    test_free((void *)(uintptr_t)small.data);
    make_free(&m);
    return found;
}

static void limit_of_decoys(void **state)
{
    /* each try is charged 256 bytes beside its output */
    size_t rest = LIMIT_DECOY_INFLATE - 256 - 256 - (sizeof LONG_TEXT - 1), limits;

    (void)state;
    assert_int_equal(decoys_of(rest - 1, &limits), 2);
    assert_int_equal(limits, 0);
    assert_int_equal(decoys_of(rest, &limits), 2);
    assert_int_equal(limits, 0);
    assert_int_equal(decoys_of(rest + 1, &limits), 1);
    assert_int_equal(limits, 1);
}

/* Runs last: the tests above have met every kind there is. */
static void every_kind_was_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < ZIP_KINDS; i++) {
        assert_non_null(zip_kinds[i].code);
        assert_memory_equal(zip_kinds[i].code, "zip.", 4);
        assert_true(strlen(zip_kinds[i].rule) > 20);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(zip_kinds[i].code, zip_kinds[k].code);
        if (!seen[i])
            fail_msg("no test meets %s", zip_kinds[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_archive_has_no_anomaly),
        cmocka_unit_test(not_an_archive),
        cmocka_unit_test(trailing_bytes_refuse_the_archive),
        cmocka_unit_test(comment_past_the_file_refuses_the_archive),
        cmocka_unit_test(end_signature_in_comment_refuses_the_archive),
        cmocka_unit_test(end_record_in_comment_that_fits_wins),
        cmocka_unit_test(end_record_is_searched_in_the_last_65557_bytes),
        cmocka_unit_test(missing_end_record_is_recovered_from_the_directory),
        cmocka_unit_test(missing_directory_is_recovered_from_local_headers),
        cmocka_unit_test(no_records_refuse_the_archive),
        cmocka_unit_test(directory_past_its_end_refuses_the_archive),
        cmocka_unit_test(directory_outside_the_file_is_recovered),
        cmocka_unit_test(count_decides_how_many_records_are_read),
        cmocka_unit_test(count_too_high_refuses_the_archive),
        cmocka_unit_test(record_cut_by_the_directory_size_refuses_the_archive),
        cmocka_unit_test(counts_of_the_end_record_may_differ),
        cmocka_unit_test(disk_numbers_are_ignored),
        cmocka_unit_test(prefix_refuses_the_archive),
        cmocka_unit_test(file_must_begin_with_a_local_header),
        cmocka_unit_test(zip64_is_followed_when_the_end_record_calls_for_it),
        cmocka_unit_test(zip64_by_one_field_is_enough),
        cmocka_unit_test(zip64_records_are_ignored_when_nothing_calls_for_them),
        cmocka_unit_test(zip64_locator_must_touch_the_end_record),
        cmocka_unit_test(count_of_65535_without_zip64_is_taken_as_it_is),
        cmocka_unit_test(zip64_extra_of_24_bytes),
        cmocka_unit_test(zip64_extra_of_28_bytes),
        cmocka_unit_test(zip64_extra_of_the_fields_called_for),
        cmocka_unit_test(zip64_extra_with_a_field_too_many_is_malformed),
        cmocka_unit_test(zip64_offset_without_extra_refuses_the_archive),
        cmocka_unit_test(zip64_in_the_local_header),
        cmocka_unit_test(duplicate_names_refuse_the_archive),
        cmocka_unit_test(name_that_is_not_utf8_refuses_the_archive),
        cmocka_unit_test(name_with_a_lone_continuation_byte_refuses_the_archive),
        cmocka_unit_test(name_cut_within_a_character_refuses_the_archive),
        cmocka_unit_test(name_in_six_byte_form_is_accepted),
        cmocka_unit_test(name_with_nul_refuses_the_archive),
        cmocka_unit_test(empty_name_is_accepted),
        cmocka_unit_test(name_with_parent_is_accepted),
        cmocka_unit_test(dots_alone_are_no_parent),
        cmocka_unit_test(absolute_name_is_accepted),
        cmocka_unit_test(backslash_is_an_ordinary_character),
        cmocka_unit_test(control_character_in_a_name_is_accepted),
        cmocka_unit_test(name_of_600_bytes_is_accepted),
        cmocka_unit_test(name_outside_ascii_without_the_flag_is_accepted),
        cmocka_unit_test(file_that_is_a_folder_is_accepted),
        cmocka_unit_test(long_extra_field_is_skipped),
        cmocka_unit_test(malformed_extra_field_is_not_looked_at),
        cmocka_unit_test(comment_of_an_entry_is_skipped),
        cmocka_unit_test(encryption_bit_in_both_headers_is_not_read),
        cmocka_unit_test(encryption_bit_in_the_local_header_is_not_read),
        cmocka_unit_test(other_flags_are_not_read),
        cmocka_unit_test(version_needed_is_not_read),
        cmocka_unit_test(unknown_method_is_raw_to_assets_and_fails_to_extract),
        cmocka_unit_test(compressed_size_of_an_unknown_method_is_irrelevant),
        cmocka_unit_test(unknown_method_past_the_end_of_the_file_fails),
        cmocka_unit_test(method_of_the_local_header_is_not_read),
        cmocka_unit_test(deflate_stream_in_an_entry_of_unknown_method_is_a_decoy),
        cmocka_unit_test(binary_xml_of_unknown_method_is_no_decoy),
        cmocka_unit_test(stored_entry_has_its_uncompressed_size),
        cmocka_unit_test(local_name_must_be_the_directory_s),
        cmocka_unit_test(local_header_must_be_there),
        cmocka_unit_test(header_past_the_directory_refuses_the_archive),
        cmocka_unit_test(local_header_must_end_before_the_directory),
        cmocka_unit_test(local_sizes_and_crc_must_agree),
        cmocka_unit_test(local_sizes_are_ignored_with_a_descriptor),
        cmocka_unit_test(descriptor_bit_of_the_local_header_decides),
        cmocka_unit_test(descriptor_is_checked_by_extraction_only),
        cmocka_unit_test(descriptor_may_lack_its_signature),
        cmocka_unit_test(crc_is_never_computed),
        cmocka_unit_test(data_must_end_before_the_directory),
        cmocka_unit_test(stream_of_another_size_fails),
        cmocka_unit_test(broken_stream_fails),
        cmocka_unit_test(bytes_behind_a_stream_go_unnoticed_within_a_block),
        cmocka_unit_test(bytes_behind_a_stream_fail_beyond_a_block),
        cmocka_unit_test(extreme_ratio_is_noted),
        cmocka_unit_test(overlapping_entries_are_noted),
        cmocka_unit_test(overlapping_entries_are_not_checked_forever),
        cmocka_unit_test(bytes_of_nobody_are_noted),
        cmocka_unit_test(bytes_behind_the_directory_are_noted),
        cmocka_unit_test(padding_is_no_gap),
        cmocka_unit_test(signing_block_is_no_gap),
        cmocka_unit_test(peek_gives_the_first_bytes),
        cmocka_unit_test(limit_of_blocks_peeked_at),
        cmocka_unit_test(scratch_is_used_again),
        cmocka_unit_test(print_shows_hostile_names_harmless),
        cmocka_unit_test(limit_of_an_entry),
        cmocka_unit_test(limit_of_all_entries),
        cmocka_unit_test(entry_is_inflated_once),
        cmocka_unit_test(limit_of_entries),
        cmocka_unit_test(limit_of_decoys),
        cmocka_unit_test(every_kind_was_met),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
