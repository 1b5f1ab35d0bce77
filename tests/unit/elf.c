/*
 * The ELF reader: each rule of bionic's linker on a small library that breaks
 * just that rule, in 32 and 64 bits. VETO_SEEDS=fuzz/seeds/elf writes the
 * libraries as seeds for the fuzzer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "read/elf.h"

/* Where the builder puts things; all in one load segment at address 0. */
enum {
    SEGMENTS = 64,
    STRINGS = 0x200,
    SYMBOLS = 0x300,
    HASH = 0x400,
    GNU_HASH = 0x440,
    CALLS = 0x500,
    DYNAMIC = 0x600,
    SECTIONS = 0x800,
    SIZE = 0x900,
    ROOM = 0x2000,
};

struct library {
    uint8_t data[ROOM];
    size_t size;
    bool wide;
    unsigned tags, symbols;
    unsigned names;
};

static void put(struct library *l, size_t at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        l->data[at + i] = (uint8_t)(value >> 8 * i);
}

static void put_word(struct library *l, size_t at, uint64_t value)
{
    put(l, at, value, l->wide ? 8 : 4);
}

enum segment_field { P_TYPE, P_FLAGS, P_OFFSET, P_VADDR, P_FILESZ, P_MEMSZ, P_ALIGN };

static size_t segment_at(const struct library *l, unsigned i)
{
    return (l->wide ? SEGMENTS : SEGMENTS - 12) + i * (l->wide ? 56u : 32u);
}

static void segment_set(struct library *l, unsigned i, enum segment_field field, uint64_t value)
{
    static const uint8_t narrow[] = {0, 24, 4, 8, 16, 20, 28}, wide[] = {0, 4, 8, 16, 32, 40, 48};
    size_t at = segment_at(l, i) + (l->wide ? wide : narrow)[field];

    if (field == P_TYPE || field == P_FLAGS)
        put(l, at, value, 4);
    else
        put_word(l, at, value);
}

static void segment_all(struct library *l, unsigned i, const uint64_t value[7])
{
    for (unsigned f = 0; f < 7; f++)
        segment_set(l, i, f, value[f]);
}

/* Where field `at64` of the ELF header, from e_phentsize on, lies. */
static size_t header_at(const struct library *l, unsigned at64)
{
    return l->wide ? at64 : at64 - 12;
}

static void section_set(struct library *l, unsigned i, uint32_t type, uint64_t at, uint64_t size,
                        uint32_t link)
{
    size_t row = SECTIONS + i * (l->wide ? 64u : 40u);

    put(l, row + 4, type, 4);
    put_word(l, row + (l->wide ? 24 : 16), at);
    put_word(l, row + (l->wide ? 32 : 20), size);
    put(l, row + (l->wide ? 40 : 24), link, 4);
}

static size_t tag_row(const struct library *l, unsigned i)
{
    return DYNAMIC + i * (l->wide ? 16u : 8u);
}

/* Appends a tag, keeping DT_NULL behind and PT_DYNAMIC and the section as long as the tags. */
static void tag_add(struct library *l, uint64_t tag, uint64_t value)
{
    size_t row = l->wide ? 16 : 8;

    put_word(l, tag_row(l, l->tags), tag);
    put_word(l, tag_row(l, l->tags) + row / 2, value);
    l->tags++;
    segment_set(l, 1, P_FILESZ, (l->tags + 1) * row);
    section_set(l, 1, 6, DYNAMIC, (l->tags + 1) * row, 2);
}

/* Replaces the value of a tag that is there. */
static void tag_set(struct library *l, uint64_t tag, uint64_t value)
{
    for (unsigned i = 0; i < l->tags; i++)
        if (l->data[tag_row(l, i)] == (uint8_t)tag && l->data[tag_row(l, i) + 3] == (uint8_t)(tag >> 24))
            put_word(l, tag_row(l, i) + (l->wide ? 8 : 4), value);
}

/* Makes a tag one that the linker ignores. */
static void tag_drop(struct library *l, uint64_t tag)
{
    for (unsigned i = 0; i < l->tags; i++)
        if (l->data[tag_row(l, i)] == (uint8_t)tag && l->data[tag_row(l, i) + 3] == (uint8_t)(tag >> 24))
            put_word(l, tag_row(l, i), 0x60000099);
}

/* A string into the table; its offset. */
static unsigned name_add(struct library *l, const char *name)
{
    unsigned at = l->names;

    memcpy(l->data + STRINGS + at, name, strlen(name) + 1);
    l->names += (unsigned)strlen(name) + 1;
    return at;
}

static void symbol_add(struct library *l, const char *name, bool defined)
{
    size_t at = SYMBOLS + l->symbols++ * (l->wide ? 24u : 16u);

    put(l, at, name_add(l, name), 4);
    l->data[at + (l->wide ? 4 : 12)] = 0x12; /* global function */
    put(l, at + (l->wide ? 6 : 14), defined, 2);
    put(l, HASH + 4, l->symbols, 4);
}

enum { STRSZ = 0x100 };

/* A library that the linker takes: one load segment, a needed library, a symbol. */
static void build(struct library *l, bool wide)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', 0, 1, 1};

    *l = (struct library){.wide = wide, .size = SIZE, .symbols = 1, .names = 1};
    memcpy(l->data, ident, sizeof ident);
    l->data[4] = wide ? 2 : 1;
    put(l, 16, 3, 2);
    put(l, 18, wide ? 183 : 40, 2);
    put(l, 20, 1, 4);
    put_word(l, wide ? 32 : 28, segment_at(l, 0));
    put_word(l, wide ? 40 : 32, SECTIONS);
    put(l, header_at(l, 54), wide ? 56 : 32, 2);
    put(l, header_at(l, 56), 4, 2);
    put(l, header_at(l, 58), wide ? 64 : 40, 2);
    put(l, header_at(l, 60), 3, 2);
    put(l, header_at(l, 62), 2, 2);
    segment_all(l, 0, (uint64_t[]){1, 6, 0, 0, SIZE, SIZE, 0x4000});
    segment_all(l, 1, (uint64_t[]){2, 6, DYNAMIC, DYNAMIC, 0, 0, 8});
    segment_all(l, 2, (uint64_t[]){0x6474e551, 6, 0, 0, 0, 0, 16});
    segment_all(l, 3, (uint64_t[]){0x6474e552, 4, DYNAMIC, DYNAMIC, 0x100, 0x100, 1});
    section_set(l, 2, 3, STRINGS, STRSZ, 0);
    put(l, HASH, 1, 4);
    put(l, HASH + 4, 1, 4);
    tag_add(l, 14, name_add(l, "libjni.so"));
    tag_add(l, 1, name_add(l, "libc.so"));
    tag_add(l, 5, STRINGS);
    tag_add(l, 10, STRSZ);
    tag_add(l, 6, SYMBOLS);
    tag_add(l, 11, wide ? 24 : 16);
    tag_add(l, 4, HASH);
    symbol_add(l, "puts", false);
}

static const struct place file = {NULL, {(const uint8_t *)"00", 2}, 1};
static struct arena arena;
static struct scan scan;
static struct elf elf;
static struct error error;

static void write_seed(const struct library *l, const char *name)
{
    const char *folder = getenv("VETO_SEEDS");
    char path[512];
    FILE *out;

    if (folder == NULL)
        return;
    snprintf(path, sizeof path, "%s/%s-%d.so", folder, name, l->wide ? 64 : 32);
    out = fopen(path, "wb");
    assert_non_null(out);
    fwrite(l->data, 1, l->size, out);
    fclose(out);
}

/* Opens the library from a block of just its size. */
static bool open_library(const struct library *l)
{
    static uint8_t *copy;
    bool ok;

    arena_free(&arena);
    arena_init(&arena, 64 << 20);
    scan_init(&scan, &arena);
    free(copy);
    copy = malloc(l->size + 1);
    assert_non_null(copy);
    memcpy(copy, l->data, l->size);
    error = (struct error){0};
    ok = elf_open(&scan, bytes_of(copy, l->size), &file, &elf, &error);
    return ok;
}

static size_t seen(enum elf_kind kind)
{
    return scan_count(&scan, &elf_kinds[kind]);
}

/* The one anomaly is of that kind, and the library is loadable unless the kind refuses. */
static void expect_only(const struct library *l, enum elf_kind kind)
{
    bool refused = elf_kinds[kind].effect == EFFECT_REFUSED;

    assert_true(open_library(l));
    for (const struct anomaly *a = scan.first; a != NULL; a = a->next)
        if (a->kind != &elf_kinds[kind])
            fail_msg("%s, wanted %s", a->kind->code, elf_kinds[kind].code);
    assert_true(seen(kind) >= 1);
    assert_int_equal(elf.loadable, !refused);
    assert_true(refused == (strstr(elf.refusal, elf_kinds[kind].code) == elf.refusal));
}

/* Runs for 32 and 64 bits. */
#define EACH(l)                             \
    for (int wide_ = 0; wide_ < 2; wide_++) \
        if (build(&(l), wide_ == 1), true)

static struct library l;

static void a_sound_library(void **state)
{
    (void)state;
    EACH(l)
    {
        assert_true(open_library(&l));
        assert_null(scan.first);
        assert_true(elf.loadable && elf.refusal[0] == '\0');
        assert_int_equal(elf.bits, l.wide ? 64 : 32);
        assert_string_equal(elf.abi, l.wide ? "arm64-v8a" : "armeabi-v7a");
        assert_true(elf.pie && elf.nx && elf.dynamic && elf.stripped && !elf.textrel && !elf.canary &&
                    !elf.fortify);
        assert_int_equal(elf.relro, ELF_RELRO_PARTIAL);
        assert_int_equal(elf.page_align, 0x4000);
        assert_true(bytes_is(elf.soname, "libjni.so"));
        assert_int_equal(elf.needed_count, 1);
        assert_true(bytes_is(elf.needed[0], "libc.so"));
        assert_int_equal(elf.symbol_count, 2);
        assert_int_equal(elf.at_dynamic.at, DYNAMIC);
        assert_int_equal(elf.at_stack.at, segment_at(&l, 2));
        assert_int_equal(elf.at_relro.at, segment_at(&l, 3));
        assert_int_equal(elf.at_needed.at, tag_row(&l, 1));
        assert_int_equal(elf.at_soname.at, tag_row(&l, 0));
        assert_true(elf.at_rpath.at == DYNAMIC && elf.at_rpath.size == elf.at_dynamic.size);
    }
}

static void strings_outlive_the_file(void **state)
{
    (void)state;
    build(&l, true);
    arena_free(&arena);
    arena_init(&arena, 64 << 20);
    scan_init(&scan, &arena);
    assert_true(elf_open(&scan, bytes_of(l.data, l.size), &file, &elf, &error));
    memset(l.data, 0xff, sizeof l.data);
    assert_true(bytes_is(elf.soname, "libjni.so") && bytes_is(elf.needed[0], "libc.so"));
}

static void what_is_no_library(void **state)
{
    (void)state;
    EACH(l)
    {
        l.data[1] = 'F';
        assert_false(open_library(&l));
        assert_true(seen(ELF_MAGIC) == 1 && error.code == ERROR_FORMAT);
        l.data[1] = 'E';
        l.data[4] = 3;
        assert_false(open_library(&l));
        assert_true(seen(ELF_CLASS) == 1 && !elf.loadable);
        build(&l, wide_ == 1);
        l.data[5] = 2;
        assert_false(open_library(&l));
        assert_true(seen(ELF_DATA) == 1 && error.code == ERROR_REFUSED &&
                    strstr(error.text, "big-endian") != NULL);
        build(&l, wide_ == 1);
        for (l.size = 4; l.size < (l.wide ? 64 : 52); l.size++) {
            assert_false(open_library(&l));
            assert_int_equal(seen(ELF_SHORT), 1);
        }
        l.size = 0;
        assert_false(open_library(&l));
        assert_true(seen(ELF_MAGIC) == 1 && elf_is(bytes_of(l.data, 4)) && !elf_is(bytes_of(l.data, 3)));
    }
}

static void header_fields(void **state)
{
    static const struct {
        unsigned at64, value;
        enum elf_kind kind;
    } rows[] = {
        {54, 48, ELF_SEGMENT_SIZE},
        {58, 39, ELF_SECTION_SIZE},
        {62, 0, ELF_SECTION_NAMES},
        {60, 0, ELF_SECTIONS_MISSING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            put(&l, header_at(&l, rows[i].at64), rows[i].value, 2);
            expect_only(&l, rows[i].kind);
            assert_true(bytes_is(elf.soname, "libjni.so"));
        }
    }
    EACH(l)
    {
        put(&l, 16, 2, 2);
        expect_only(&l, ELF_TYPE);
        assert_false(elf.pie);
    }
    EACH(l)
    {
        put(&l, 20, 2, 4);
        expect_only(&l, ELF_VERSION);
    }
}

static void machines(void **state)
{
    static const struct {
        bool wide;
        unsigned machine;
        const char *abi;
        bool loadable;
    } rows[] = {
        {true, 183, "arm64-v8a", true}, {false, 40, "armeabi-v7a", true}, {true, 62, "x86_64", true},
        {false, 3, "x86", true},        {true, 243, "riscv64", true},     {false, 8, "mips", false},
        {true, 8, "mips64", false},     {true, 21, "unknown", false},     {false, 183, "unknown", false},
        {true, 40, "unknown", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        build(&l, rows[i].wide);
        put(&l, 18, rows[i].machine, 2);
        assert_true(open_library(&l));
        assert_string_equal(elf.abi, rows[i].abi);
        assert_int_equal(elf.loadable, rows[i].loadable);
        assert_int_equal(seen(ELF_MACHINE) + seen(ELF_MACHINE_CLASS), !rows[i].loadable);
    }
    assert_int_equal(seen(ELF_MACHINE_CLASS), 1);
}

static void program_header_table(void **state)
{
    (void)state;
    EACH(l)
    {
        put(&l, header_at(&l, 56), 0, 2);
        assert_true(open_library(&l));
        assert_true(seen(ELF_SEGMENT_COUNT) == 1 && !elf.loadable && !elf.dynamic);
        put(&l, header_at(&l, 56), l.wide ? 1171 : 2049, 2);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SEGMENT_COUNT), 1);
        put(&l, header_at(&l, 56), l.wide ? 1170 : 2048, 2);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SEGMENT_COUNT), 0);
        assert_int_equal(seen(ELF_SEGMENT_TABLE), 1); /* past the end */
    }
    EACH(l)
    {
        put_word(&l, l.wide ? 32 : 28, segment_at(&l, 0) + 1);
        assert_true(open_library(&l));
        assert_true(seen(ELF_SEGMENT_TABLE) == 1 && !elf.loadable);
        put_word(&l, l.wide ? 32 : 28, 0);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SEGMENT_TABLE), 1);
        put_word(&l, l.wide ? 32 : 28, SIZE);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SEGMENT_TABLE), 1);
    }
}

static void section_headers(void **state)
{
    (void)state;
    EACH(l)
    {
        put_word(&l, l.wide ? 40 : 32, SIZE - 8);
        assert_true(open_library(&l));
        assert_true(seen(ELF_SECTIONS_RANGE) == 1 && !elf.loadable && bytes_is(elf.soname, "libjni.so"));
        put_word(&l, l.wide ? 40 : 32, SECTIONS + 2);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SECTIONS_RANGE), 1);
        put_word(&l, l.wide ? 40 : 32, 0);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SECTIONS_RANGE), 1);
    }
    EACH(l)
    {
        section_set(&l, 1, 1, DYNAMIC, 0, 2);
        expect_only(&l, ELF_SECTION_DYNAMIC);
    }
    EACH(l)
    {
        section_set(&l, 1, 6, DYNAMIC + 16, (l.tags + 1) * (l.wide ? 16u : 8u), 2);
        expect_only(&l, ELF_SECTION_DYNAMIC_DIFFERS);
        section_set(&l, 1, 6, DYNAMIC, 16, 2);
        expect_only(&l, ELF_SECTION_DYNAMIC_DIFFERS);
    }
    EACH(l)
    {
        section_set(&l, 1, 6, DYNAMIC, SIZE, 2);
        segment_set(&l, 1, P_FILESZ, SIZE);
        expect_only(&l, ELF_SECTION_DYNAMIC_RANGE);
    }
    EACH(l)
    {
        section_set(&l, 2, 1, STRINGS, STRSZ, 0);
        expect_only(&l, ELF_SECTION_STRINGS);
        section_set(&l, 2, 3, STRINGS, SIZE, 0);
        expect_only(&l, ELF_SECTION_STRINGS);
        section_set(&l, 1, 6, DYNAMIC, (l.tags + 1) * (l.wide ? 16u : 8u), 3);
        expect_only(&l, ELF_SECTION_STRINGS);
        assert_true(elf.needed_count == 1 && bytes_is(elf.needed[0], "libc.so"));
    }
    EACH(l)
    {
        section_set(&l, 0, 2, 0, 0, 0);
        assert_true(open_library(&l));
        assert_false(elf.stripped);
    }
}

static void load_segments(void **state)
{
    static const struct {
        enum segment_field field;
        uint64_t value;
        enum elf_kind kind;
    } rows[] = {
        {P_ALIGN, 0x3000, ELF_LOAD_ALIGN},
        {P_FILESZ, SIZE + 1, ELF_LOAD_RANGE},
        {P_FLAGS, 7, ELF_LOAD_WRITE_EXECUTE},
        {P_MEMSZ, SIZE - 1, ELF_LOAD_FILE_SIZE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            segment_set(&l, 0, rows[i].field, rows[i].value);
            assert_true(open_library(&l));
            assert_int_equal(seen(rows[i].kind), 1);
            assert_int_equal(elf.loadable, elf_kinds[rows[i].kind].effect != EFFECT_REFUSED);
        }
    }
    EACH(l)
    {
        segment_set(&l, 0, P_TYPE, 0x70000099);
        assert_true(open_library(&l));
        assert_true(seen(ELF_LOAD_NONE) == 1 && !elf.loadable && !elf.dynamic && elf.page_align == 0);
    }
    EACH(l)
    {
        segment_all(&l, 2,
                    (uint64_t[]){1, 4, 0, l.wide ? 1ull << 48 : UINT32_MAX - 0xfff, 0, l.wide ? 16 : 0x2000,
                                 1});
        assert_true(open_library(&l));
        assert_true(seen(ELF_LOAD_SIZE) >= 1 && !elf.loadable);
    }
    EACH(l)
    {
        segment_all(&l, 2, (uint64_t[]){1, 4, 0, 0x3000, 16, 16, 0x1000});
        assert_true(open_library(&l));
        assert_true(scan.first == NULL && elf.page_align == 0x1000);
        segment_set(&l, 2, P_VADDR, 0x3010);
        expect_only(&l, ELF_LOAD_OFFSET);
    }
}

/* A later segment replaces what an earlier one mapped: the string table at its address is another one. */
static void later_segment_wins(void **state)
{
    (void)state;
    EACH(l)
    {
        size_t dynamic = 0;
        l.size = ROOM;
        memcpy(l.data + 0x1000, l.data, SIZE);
        memcpy(l.data + 0x1000 + STRINGS + 1, "libevil.so", 11);
        put_word(&l, 0x1000 + tag_row(&l, 1) + dynamic, 0x60000099);
        segment_all(&l, 2, (uint64_t[]){1, 6, 0x1000, 0, SIZE, SIZE, 0x1000});
        put(&l, header_at(&l, 60), 0, 2);
        assert_true(open_library(&l));
        write_seed(&l, "later-segment");
        assert_int_equal(seen(ELF_LOAD_ORDER), 1);
        assert_int_equal(seen(ELF_DYNAMIC_OFFSET), 1);
        assert_true(bytes_is(elf.soname, "libevil.so") && elf.needed_count == 0);
    }
}

/* The program headers in memory are found by PT_PHDR, and may be others than those in the file's header. */
static void program_headers_in_memory(void **state)
{
    (void)state;
    EACH(l)
    {
        segment_all(&l, 2, (uint64_t[]){6, 4, 0, segment_at(&l, 0), 0, 0, 8});
        assert_true(open_library(&l));
        assert_null(scan.first);
        segment_set(&l, 2, P_VADDR, SIZE - 16);
        expect_only(&l, ELF_SEGMENTS_UNLOADED);
        segment_set(&l, 2, P_TYPE, 0);
        segment_set(&l, 0, P_OFFSET, 0x1000);
        l.size = ROOM;
        memcpy(l.data + 0x1000, l.data, SIZE);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_SEGMENTS_UNLOADED), 1);
    }
    EACH(l)
    {
        /* A second table and a second dynamic section, which names the library differently. */
        size_t table = 0x1000, rows = 4 * (l.wide ? 56u : 32u);
        unsigned other;
        l.size = ROOM;
        segment_set(&l, 0, P_FILESZ, ROOM);
        segment_set(&l, 0, P_MEMSZ, ROOM);
        segment_all(&l, 2, (uint64_t[]){6, 4, table, table, rows, rows, 8});
        other = name_add(&l, "libother.so");
        memcpy(l.data + 0x1800, l.data + DYNAMIC, 0x200);
        put_word(&l, 0x1800 + (l.wide ? 8 : 4), other);
        memcpy(l.data + table, l.data + segment_at(&l, 0), rows);
        put_word(&l, table + (l.wide ? 56 + 16 : 32 + 8), 0x1800);
        put_word(&l, table + (l.wide ? 56 + 8 : 32 + 4), 0x1800);
        write_seed(&l, "headers-elsewhere");
        expect_only(&l, ELF_SEGMENTS_ELSEWHERE);
        assert_true(bytes_is(elf.soname, "libother.so"));
    }
}

static void dynamic_section(void **state)
{
    (void)state;
    EACH(l)
    {
        segment_set(&l, 1, P_TYPE, 0x70000099);
        put(&l, header_at(&l, 60), 0, 2);
        assert_true(open_library(&l));
        assert_true(seen(ELF_DYNAMIC_MISSING) == 1 && !elf.dynamic && !elf.loadable);
    }
    EACH(l)
    {
        segment_set(&l, 1, P_VADDR, 0x100000);
        expect_only(&l, ELF_DYNAMIC_UNMAPPED);
        segment_set(&l, 1, P_VADDR, DYNAMIC);
        segment_set(&l, 1, P_OFFSET, DYNAMIC + 64);
        section_set(&l, 1, 6, DYNAMIC + 64, (l.tags + 1) * (l.wide ? 16u : 8u), 2);
        expect_only(&l, ELF_DYNAMIC_OFFSET);
    }
    EACH(l)
    {
        segment_all(&l, 2, (uint64_t[]){2, 6, DYNAMIC, DYNAMIC, (l.tags + 1) * (l.wide ? 16u : 8u), 0, 8});
        expect_only(&l, ELF_DYNAMIC_SEVERAL);
    }
    EACH(l)
    {
        uint64_t less = l.tags * (l.wide ? 16u : 8u);
        segment_set(&l, 1, P_FILESZ, less);
        section_set(&l, 1, 6, DYNAMIC, less, 2);
        expect_only(&l, ELF_DYNAMIC_END);
        assert_int_equal(elf.needed_count, 1);
    }
    EACH(l)
    {
        l.size = tag_row(&l, l.tags);
        segment_set(&l, 0, P_FILESZ, l.size);
        put(&l, header_at(&l, 60), 0, 2);
        assert_true(open_library(&l));
        assert_true(seen(ELF_DYNAMIC_END) == 1 && bytes_is(elf.soname, "libjni.so"));
    }
}

static void tag_values(void **state)
{
    static const struct {
        uint64_t tag, narrow, wide; /* what the linker wants; 0: any */
    } rows[] = {
        {11, 16, 24}, {20, 17, 7}, {9, 0, 24}, {19, 8, 0}, {37, 4, 8}, {0x6fffe003, 4, 8},
    };
    static const uint32_t narrow_only[] = {17, 18, 0x6000000f, 0x60000010},
                          wide_only[] = {7, 8, 0x60000011, 0x60000012};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            uint64_t wanted = l.wide ? rows[i].wide : rows[i].narrow;
            tag_add(&l, rows[i].tag, wanted);
            assert_true(open_library(&l));
            assert_null(scan.first);
            tag_add(&l, rows[i].tag, wanted + 1);
            if (wanted != 0)
                expect_only(&l, ELF_TAG_VALUE);
            else
                assert_true(open_library(&l) && scan.first == NULL);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        EACH(l)
        {
            tag_add(&l, l.wide ? wide_only[i] : narrow_only[i], 0);
            assert_true(open_library(&l));
            assert_null(scan.first);
            tag_add(&l, l.wide ? narrow_only[i] : wide_only[i], 0);
            expect_only(&l, ELF_TAG_RELOCATION);
        }
    }
}

static void tables_that_must_be_there(void **state)
{
    static const struct {
        uint64_t tag;
        enum elf_kind missing;
    } rows[] = {{4, ELF_HASH_MISSING}, {5, ELF_STRINGS_MISSING}, {6, ELF_SYMBOLS_MISSING}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            tag_drop(&l, rows[i].tag);
            assert_true(open_library(&l));
            assert_true(seen(rows[i].missing) == 1 && !elf.loadable);
            build(&l, wide_ == 1);
            tag_set(&l, rows[i].tag, 0x100000);
            assert_true(open_library(&l));
            assert_true(seen(ELF_TAG_RANGE) == 1 && !elf.loadable);
        }
    }
    EACH(l)
    {
        put(&l, HASH, 0, 4);
        expect_only(&l, ELF_HASH_MISSING);
    }
    EACH(l)
    {
        tag_set(&l, 6, SYMBOLS + 1);
        expect_only(&l, ELF_TAG_ALIGN);
    }
}

static void string_table(void **state)
{
    (void)state;
    EACH(l)
    {
        tag_set(&l, 10, SIZE);
        expect_only(&l, ELF_STRINGS_SIZE);
        tag_set(&l, 10, 0);
        assert_true(open_library(&l));
        assert_int_equal(seen(ELF_STRINGS_SIZE), 1);
    }
    EACH(l)
    {
        tag_set(&l, 14, STRSZ);
        expect_only(&l, ELF_STRING_RANGE);
        assert_int_equal(elf.soname.size, 0);
    }
    EACH(l)
    {
        tag_set(&l, 1, STRSZ);
        expect_only(&l, ELF_STRING_RANGE);
        assert_int_equal(elf.needed_count, 0);
    }
}

/* Names of needed libraries come from the section's table, all others from DT_STRTAB. */
static void two_string_tables(void **state)
{
    (void)state;
    EACH(l)
    {
        memcpy(l.data + SIZE, l.data + STRINGS, 0x80);
        l.data[SIZE + 11 + 3] = 'x'; /* in "libc.so" */
        l.data[SIZE + 1 + 3] = 'x';  /* in "libjni.so" */
        l.size = SIZE + 0x100;
        section_set(&l, 2, 3, SIZE, 0x100, 0);
        write_seed(&l, "two-string-tables");
        expect_only(&l, ELF_NEEDED_DIFFERS);
        assert_true(bytes_is(elf.needed[0], "libx.so") && bytes_is(elf.soname, "libjni.so"));
    }
}

static void flags(void **state)
{
    static const struct {
        uint64_t tag, value;
        bool now, textrel;
    } rows[] = {
        {24, 0, true, false}, {30, 8, true, false}, {0x6ffffffb, 1, true, false},  {30, 2, false, false},
        {22, 0, false, true}, {30, 4, false, true}, {0x6ffffffb, 8, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            tag_add(&l, rows[i].tag, rows[i].value);
            assert_true(open_library(&l));
            assert_int_equal(elf.relro, rows[i].now ? ELF_RELRO_FULL : ELF_RELRO_PARTIAL);
            assert_int_equal(elf.textrel, rows[i].textrel);
            assert_int_equal(seen(ELF_TEXTREL), rows[i].textrel);
            assert_int_equal(elf.loadable, !rows[i].textrel);
            segment_set(&l, 3, P_TYPE, 0);
            assert_true(open_library(&l));
            assert_int_equal(elf.relro, ELF_RELRO_NONE);
            assert_int_equal(elf.at_relro.at, segment_at(&l, 0));
        }
    }
    assert_string_equal(elf_relro_name(ELF_RELRO_FULL), "full");
}

static void stack(void **state)
{
    (void)state;
    EACH(l)
    {
        segment_set(&l, 2, P_FLAGS, 7);
        assert_true(open_library(&l) && !elf.nx);
        segment_set(&l, 2, P_TYPE, 0);
        assert_true(open_library(&l) && !elf.nx && elf.at_stack.at == segment_at(&l, 0));
    }
}

static void names_and_paths(void **state)
{
    (void)state;
    EACH(l)
    {
        tag_drop(&l, 14);
        expect_only(&l, ELF_SONAME_MISSING);
    }
    EACH(l)
    {
        tag_add(&l, 15, name_add(&l, "/opt/old"));
        expect_only(&l, ELF_RPATH);
        assert_true(bytes_is(elf.rpath, "/opt/old") && elf.at_rpath.at == tag_row(&l, l.tags - 1));
        tag_add(&l, 29, name_add(&l, "/opt/new"));
        expect_only(&l, ELF_RPATH);
        write_seed(&l, "paths");
        assert_true(bytes_is(elf.runpath, "/opt/new") && elf.at_rpath.at == tag_row(&l, l.tags - 1));
    }
    EACH(l)
    {
        tag_add(&l, 1, name_add(&l, "C:/build/libx.so"));
        expect_only(&l, ELF_NEEDED_PATH);
        assert_true(elf.needed_count == 2 && bytes_is(elf.needed[1], "C:/build/libx.so"));
    }
}

static void symbol_names(void **state)
{
    static const struct {
        const char *name;
        bool defined, canary, fortify, onload;
        unsigned jni;
    } rows[] = {
        {"__stack_chk_fail", false, true, false, false, 0},
        {"__strcpy_chk", false, false, true, false, 0},
        {"strcpy_chk", false, false, false, false, 0},
        {"__chk", false, false, false, false, 0},
        {"__stack_chk_guard", false, false, false, false, 0},
        {"JNI_OnLoad", true, false, false, true, 0},
        {"JNI_OnLoad", false, false, false, false, 0},
        {"JNI_OnLoad2", true, false, false, false, 0},
        {"Java_a_b", true, false, false, false, 1},
        {"Java_a_b", false, false, false, false, 0},
        {"Javan", true, false, false, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EACH(l)
        {
            symbol_add(&l, rows[i].name, rows[i].defined);
            assert_true(open_library(&l));
            assert_null(scan.first);
            if (elf.canary != rows[i].canary || elf.fortify != rows[i].fortify ||
                elf.jni_onload != rows[i].onload || elf.jni_symbols != rows[i].jni)
                fail_msg("%s", rows[i].name);
        }
    }
}

/* DT_GNU_HASH alone: the last chain that begins ends with the last symbol. */
static void gnu_hash(void **state)
{
    (void)state;
    EACH(l)
    {
        size_t bloom = l.wide ? 8 : 4;
        symbol_add(&l, "JNI_OnLoad", true);
        symbol_add(&l, "Java_x", true);
        tag_drop(&l, 4);
        tag_add(&l, 0x6ffffef5, GNU_HASH);
        put(&l, GNU_HASH, 2, 4);     /* buckets */
        put(&l, GNU_HASH + 4, 2, 4); /* first hashed symbol */
        put(&l, GNU_HASH + 8, 1, 4); /* words of the filter */
        put(&l, GNU_HASH + 16 + bloom, 2, 4);
        put(&l, GNU_HASH + 24 + bloom, 4, 4); /* chain of symbols 2 and 3; the latter ends it */
        put(&l, GNU_HASH + 28 + bloom, 5, 4);
        assert_true(open_library(&l));
        assert_null(scan.first);
        write_seed(&l, "gnu-hash");
        assert_true(elf.symbol_count == 4 && elf.jni_onload && elf.jni_symbols == 1);
        put(&l, GNU_HASH + 8, 3, 4);
        expect_only(&l, ELF_HASH_GNU);
        put(&l, GNU_HASH + 8, 1, 4);
        put(&l, GNU_HASH, 0xffffffff, 4); /* buckets past the end: the next table bounds the symbols */
        assert_true(open_library(&l));
        assert_int_equal(elf.symbol_count, (GNU_HASH - SYMBOLS) / (l.wide ? 24 : 16));
        put(&l, GNU_HASH, 1, 4);
        put(&l, GNU_HASH + 16 + bloom, 0, 4); /* nothing is hashed */
        assert_true(open_library(&l));
        assert_int_equal(elf.symbol_count, (GNU_HASH - SYMBOLS) / (l.wide ? 24 : 16));
    }
}

/* The linker follows a relocation to any symbol, whatever the hash table counts. */
static void symbols_past_the_hash_table(void **state)
{
    (void)state;
    EACH(l)
    {
        symbol_add(&l, "__stack_chk_fail", false);
        put(&l, HASH + 4, 2, 4);
        assert_true(open_library(&l) && scan.first == NULL && !elf.canary);
        tag_add(&l, 23, CALLS);
        tag_add(&l, 2, l.wide ? 24 : 8);
        put(&l, CALLS + (l.wide ? 12 : 5), 2, l.wide ? 4 : 3);
        write_seed(&l, "past-hash");
        expect_only(&l, ELF_SYMBOLS_HIDDEN);
        assert_true(elf.canary && elf.symbol_count == 3);
    }
    EACH(l)
    {
        put(&l, HASH + 4, 1000000, 4);
        expect_only(&l, ELF_SYMBOLS_RANGE);
        assert_int_equal(elf.symbol_count, (SIZE - SYMBOLS) / (l.wide ? 24 : 16));
    }
}

/* A library with room for many tags, symbols or a long name. The caller frees it. */
static struct elf open_large(size_t size, uint64_t tag, size_t count, const char *name_of)
{
    uint8_t *data = calloc(1, size);
    size_t at = SIZE;

    assert_non_null(data);
    build(&l, true);
    segment_set(&l, 0, P_FILESZ, size);
    segment_set(&l, 0, P_MEMSZ, size);
    segment_set(&l, 1, P_OFFSET, SIZE);
    segment_set(&l, 1, P_VADDR, SIZE);
    segment_set(&l, 1, P_FILESZ, size - SIZE);
    put(&l, 60, 0, 2);
    if (tag == 6) {
        tag_set(&l, 6, SIZE + 0x200);
        put(&l, HASH + 4, count, 4);
    }
    if (name_of != NULL) {
        tag_set(&l, 5, size - 2 * LIMIT_ELF_STRING);
        tag_set(&l, 10, 2 * LIMIT_ELF_STRING);
    }
    memcpy(data, l.data, SIZE);
    memcpy(data + at, l.data + DYNAMIC, l.tags * 16);
    at += l.tags * 16;
    for (size_t i = 0; tag == 1 && i < count; i++, at += 16)
        data[at] = 1;
    for (size_t i = 0; tag == 0x60000099 && i < count; i++, at += 16)
        memcpy(data + at, (uint8_t[]){0x99, 0, 0, 0x60}, 4);
    if (name_of != NULL)
        memset(data + size - 2 * LIMIT_ELF_STRING + 1, 'n', count);
    arena_free(&arena);
    arena_init(&arena, 64 << 20);
    scan_init(&scan, &arena);
    assert_true(elf_open(&scan, bytes_of(data, size), &file, &elf, &error));
    free(data);
    return elf;
}

static void limits(void **state)
{
    unsigned tags = 7; /* of the builder's own */

    (void)state;
    for (int more = -1; more <= 1; more++) {
        /* DT_NULL counts as a tag. */
        open_large((size_t)2 << 20, 0x60000099, (size_t)((int)LIMIT_ELF_TAGS + more) - tags - 1, NULL);
        assert_int_equal(seen(ELF_LIMIT_TAGS), more > 0);
        open_large((size_t)2 << 20, 1, (size_t)((int)LIMIT_ELF_NEEDED + more) - 1, NULL);
        assert_int_equal(seen(ELF_LIMIT_NEEDED), more > 0);
        assert_int_equal(elf.needed_count, (int)LIMIT_ELF_NEEDED + (more > 0 ? 0 : more));
        open_large((size_t)1 << 20, 14, (size_t)((int)LIMIT_ELF_STRING + more), "soname");
        assert_int_equal(seen(ELF_LIMIT_STRING) > 0, more > 0);
        assert_int_equal(elf.soname.size, (int)LIMIT_ELF_STRING + (more > 0 ? 0 : more));
        open_large((size_t)64 << 20, 6, (size_t)((int)LIMIT_ELF_SYMBOLS + more), NULL);
        assert_int_equal(seen(ELF_LIMIT_SYMBOLS), more > 0);
        assert_int_equal(elf.symbol_count, (int)LIMIT_ELF_SYMBOLS + (more > 0 ? 0 : more));
    }
}

static void printing(void **state)
{
    struct buf out;

    (void)state;
    build(&l, true);
    tag_add(&l, 29, name_add(&l, "a\x1b[31m"));
    assert_true(open_library(&l));
    buf_init(&out, 1 << 20);
    elf_print(&out, &elf);
    assert_false(out.failed);
    assert_true(bytes_search(buf_bytes(&out), BYTES("GNU_STACK"), 0) < out.size);
    assert_true(bytes_search(buf_bytes(&out), BYTES("libc.so"), 0) < out.size);
    assert_int_equal(bytes_find(buf_bytes(&out), 0x1b, 0), out.size);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_library),
        cmocka_unit_test(strings_outlive_the_file),
        cmocka_unit_test(what_is_no_library),
        cmocka_unit_test(header_fields),
        cmocka_unit_test(machines),
        cmocka_unit_test(program_header_table),
        cmocka_unit_test(section_headers),
        cmocka_unit_test(load_segments),
        cmocka_unit_test(later_segment_wins),
        cmocka_unit_test(program_headers_in_memory),
        cmocka_unit_test(dynamic_section),
        cmocka_unit_test(tag_values),
        cmocka_unit_test(tables_that_must_be_there),
        cmocka_unit_test(string_table),
        cmocka_unit_test(two_string_tables),
        cmocka_unit_test(flags),
        cmocka_unit_test(stack),
        cmocka_unit_test(names_and_paths),
        cmocka_unit_test(symbol_names),
        cmocka_unit_test(gnu_hash),
        cmocka_unit_test(symbols_past_the_hash_table),
        cmocka_unit_test(limits),
        cmocka_unit_test(printing),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
