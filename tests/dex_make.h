/*
 * Builds small DEX files for tests: classes LA; (a field f, <init>, m(I)V that
 * loads "hello") and LB; that extends it, laid out as builders do. A test
 * then breaks one thing, seals the checksum again and looks at what is said.
 */
#ifndef VETO_TESTS_DEX_MAKE_H
#define VETO_TESTS_DEX_MAKE_H

#include "base/hash.h"
#include "read/dex.h"

enum {
    MAKE_STRINGS = 10,
    MAKE_HELLO = 8, /* the string that m() loads */
};

/* Where things stand in what dex_make() built; of the first logical DEX where there are several. */
struct dex_make {
    uint8_t data[8192];
    uint32_t size;
    uint32_t header_size;
    uint32_t strings, types, protos, fields, methods, classes;
    uint32_t type_list, code[3], members[2], text[MAKE_STRINGS], map;
};

static inline void make_set(struct dex_make *m, uint32_t at, uint32_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        m->data[at + i] = (uint8_t)(value >> 8 * i);
}

static inline void make_put(struct dex_make *m, uint32_t value, unsigned size)
{
    make_set(m, m->size, value, size);
    m->size += size;
}

static inline void make_align(struct dex_make *m)
{
    while (m->size % 4 != 0)
        m->data[m->size++] = 0;
}

static inline void make_units(struct dex_make *m, const uint16_t *units, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        make_put(m, units[i], 2);
}

static inline void make_code(struct dex_make *m, const uint16_t *units, uint32_t count)
{
    make_align(m);
    make_put(m, 2, 2); /* registers */
    make_put(m, 1, 2); /* ins */
    make_put(m, 1, 2); /* outs */
    make_put(m, 0, 2); /* tries */
    make_put(m, 0, 4);
    make_put(m, count, 4);
    make_units(m, units, count);
}

/* The checksum of the logical DEX at `header` made right again. */
static inline void make_seal_at(struct dex_make *m, uint32_t header)
{
    uint32_t size = bytes_load32(m->data + header + 0x20);

    if (header + size <= m->size && size > 12)
        make_set(m, header + 8, hash_adler32(1, bytes_of(m->data + header + 12, size - 12)), 4);
}

static inline void make_seal(struct dex_make *m)
{
    uint32_t at = 0;

    for (int i = 0; i < 16 && at + 0x70 <= m->size; i++) {
        uint32_t size = bytes_load32(m->data + at + 0x20);
        make_seal_at(m, at);
        if (m->data[6] != '1' || size < 0x78 || size > m->size)
            break;
        at += size;
    }
}

/* Shared data: what all logical DEX point at. */
static inline void make_data(struct dex_make *m, const uint16_t *body, uint32_t body_units)
{
    static const char *const texts[MAKE_STRINGS] = {"<init>", "I",  "LA;", "LB;",   "Ljava/lang/Object;",
                                                    "V",      "VI", "f",   "hello", "m"};
    static const uint16_t init_a[] = {0x1070, 3, 0, 0x0e}, init_b[] = {0x1070, 0, 0, 0x0e};

    m->type_list = m->size;
    make_put(m, 1, 4);
    make_put(m, 0, 2);
    make_align(m);
    m->code[0] = m->size;
    make_code(m, init_a, 4);
    make_align(m);
    m->code[1] = m->size;
    make_code(m, body, body_units);
    make_align(m);
    m->code[2] = m->size;
    make_code(m, init_b, 4);
    for (unsigned i = 0; i < 2; i++) {
        m->members[i] = m->size;
        make_put(m, 0, 1);
        make_put(m, i == 0, 1);
        make_put(m, 1, 1);
        make_put(m, i == 0, 1);
        if (i == 0) {
            make_put(m, 0, 1); /* field 0, private */
            make_put(m, 2, 1);
        }
        make_put(m, i == 0 ? 0 : 2, 1); /* <init>, public constructor */
        make_put(m, 0x048081, 3);
        make_put(m, (m->code[i == 0 ? 0 : 2] & 0x7f) | 0x80, 1);
        make_put(m, m->code[i == 0 ? 0 : 2] >> 7, 1);
        if (i == 0) {
            make_put(m, 1, 1); /* m, public */
            make_put(m, 1, 1);
            make_put(m, (m->code[1] & 0x7f) | 0x80, 1);
            make_put(m, m->code[1] >> 7, 1);
        }
    }
    for (unsigned i = 0; i < MAKE_STRINGS; i++) {
        m->text[i] = m->size;
        make_put(m, (uint32_t)strlen(texts[i]), 1);
        for (const char *c = texts[i]; *c != 0; c++)
            make_put(m, (uint8_t)*c, 1);
        make_put(m, 0, 1);
    }
}

/* The id tables of the DEX whose header stands at `header`. */
static inline void make_tables(struct dex_make *m, uint32_t header)
{
    static const uint32_t types[] = {1, 2, 3, 4, 5};
    static const uint16_t methods[][3] = {{1, 0, 0}, {1, 1, 9}, {2, 0, 0}, {3, 0, 0}};
    uint32_t at[6];

    at[0] = m->size;
    for (unsigned i = 0; i < MAKE_STRINGS; i++)
        make_put(m, m->text[i], 4);
    at[1] = m->size;
    for (unsigned i = 0; i < 5; i++)
        make_put(m, types[i], 4);
    at[2] = m->size;
    make_put(m, 5, 4); /* ()V */
    make_put(m, 4, 4);
    make_put(m, 0, 4);
    make_put(m, 6, 4); /* (I)V */
    make_put(m, 4, 4);
    make_put(m, m->type_list, 4);
    at[3] = m->size;
    make_put(m, 1, 2); /* LA;->f:I */
    make_put(m, 0, 2);
    make_put(m, 7, 4);
    at[4] = m->size;
    for (unsigned i = 0; i < 4; i++) {
        make_put(m, methods[i][0], 2);
        make_put(m, methods[i][1], 2);
        make_put(m, methods[i][2], 4);
    }
    at[5] = m->size;
    for (unsigned i = 0; i < 2; i++) {
        make_put(m, 1 + i, 4);
        make_put(m, 1, 4);
        make_put(m, i == 0 ? 3 : 1, 4);
        make_put(m, 0, 4);
        make_put(m, DEX_NO_INDEX, 4);
        make_put(m, 0, 4);
        make_put(m, m->members[i], 4);
        make_put(m, 0, 4);
    }
    for (unsigned i = 0; i < 6; i++) {
        static const uint32_t counts[] = {MAKE_STRINGS, 5, 2, 1, 4, 2};
        make_set(m, header + 0x38 + 8 * i, counts[i], 4);
        make_set(m, header + 0x3c + 8 * i, at[i], 4);
    }
    m->strings = at[0];
    m->types = at[1];
    m->protos = at[2];
    m->fields = at[3];
    m->methods = at[4];
    m->classes = at[5];
}

static inline void make_map_row(struct dex_make *m, uint32_t type, uint32_t count, uint32_t at)
{
    make_put(m, type, 2);
    make_put(m, 0, 2);
    make_put(m, count, 4);
    make_put(m, at, 4);
}

static inline void make_map(struct dex_make *m, uint32_t header)
{
    static const uint32_t counts[] = {MAKE_STRINGS, 5, 2, 1, 4, 2};

    make_align(m);
    m->map = m->size;
    make_set(m, header + 0x34, m->size, 4);
    make_put(m, 12, 4);
    make_map_row(m, 0, 1, header);
    for (unsigned i = 0; i < 6; i++)
        make_map_row(m, i + 1, counts[i], bytes_load32(m->data + header + 0x3c + 8 * i));
    make_map_row(m, 0x1001, 1, m->type_list);
    make_map_row(m, 0x2001, 3, m->code[0]);
    make_map_row(m, 0x2000, 2, m->members[0]);
    make_map_row(m, 0x2002, MAKE_STRINGS, m->text[0]);
    make_map_row(m, 0x1000, 1, m->map);
}

/*
 * A file of `version`: for 41 a container of `parts` logical DEX, headers and
 * tables first and the data all of them share behind. `body` is the code of m().
 */
static inline void dex_make(struct dex_make *m, unsigned version, unsigned parts, const uint16_t *body,
                            uint32_t body_units)
{
    uint32_t header_size = version >= 41 ? 0x78 : 0x70, part, data;

    memset(m, 0, sizeof *m);
    m->header_size = header_size;
    part = header_size + MAKE_STRINGS * 4 + 5 * 4 + 2 * 12 + 8 + 4 * 8 + 2 * 32;
    data = parts * part;
    m->size = data;
    make_data(m, body, body_units);
    for (unsigned i = parts; i-- != 0;) {
        uint32_t header = i * part, end = m->size;
        m->size = header + header_size;
        make_tables(m, header);
        m->size = end;
        make_map(m, header);
    }
    for (unsigned i = 0; i < parts; i++) {
        uint32_t header = i * part;
        memcpy(m->data + header, "dex\n000", 8);
        m->data[header + 4] = '0';
        m->data[header + 5] = (uint8_t)('0' + version / 10);
        m->data[header + 6] = (uint8_t)('0' + version % 10);
        make_set(m, header + 0x20, i + 1 == parts ? m->size - header : part, 4);
        make_set(m, header + 0x24, header_size, 4);
        make_set(m, header + 0x28, 0x12345678, 4);
        if (version < 41) {
            make_set(m, header + 0x68, m->size - data, 4);
            make_set(m, header + 0x6c, data, 4);
        } else {
            make_set(m, header + 0x70, m->size, 4);
            make_set(m, header + 0x74, header, 4);
        }
    }
    make_seal(m);
}

/* The plain case: one DEX of `version`, m() is const-string v0, "hello"; return-void. */
static inline void dex_make_plain(struct dex_make *m, unsigned version)
{
    static const uint16_t body[] = {0x001a, MAKE_HELLO, 0x000e};

    dex_make(m, version, 1, body, 3);
}

#endif
