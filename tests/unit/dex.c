/*
 * DEX files as ART reads them: each rule of the loader broken once, in a file
 * that is right otherwise. `dex --seeds DIRECTORY` writes the files that the
 * fuzz target starts from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "dex_make.h"
#include "read/dex_internal.h"

static const struct place place = {NULL, BYTES("test"), 1};
static bool met[DEX_KINDS]; /* kinds that any test has seen */

struct reading {
    struct arena arena;
    struct scan scan;
    struct dex *all;
    size_t count;
    struct error error;
    struct dex_make made;
    uint8_t *copy; /* of just the size, for ASan */
};

/* Opens what r->made holds and notes the kinds it has. */
static struct dex *reading_open(struct reading *r)
{
    r->copy = malloc(r->made.size + 1);
    memcpy(r->copy, r->made.data, r->made.size);
    arena_init(&r->arena, 64u << 20);
    scan_init(&r->scan, &r->arena);
    r->error = (struct error){0};
    r->count = dex_open(&r->scan, bytes_of(r->copy, r->made.size), &place, &r->all, &r->error);
    return r->count == 0 ? NULL : r->all;
}

static void reading_close(struct reading *r)
{
    for (int i = 0; i < DEX_KINDS; i++)
        met[i] = met[i] || scan_count(&r->scan, &dex_kinds[i]) != 0;
    arena_free(&r->arena);
    free(r->copy);
}

static const struct anomaly *find(const struct reading *r, const char *code)
{
    for (const struct anomaly *a = r->scan.first; a != NULL; a = a->next)
        if (strcmp(a->kind->code, code) == 0)
            return a;
    return NULL;
}

static void a_plain_file_is_loadable_without_anomalies(void **state)
{
    static const unsigned versions[] = {35, 37, 38, 39, 40, 41};

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct reading r;
        struct dex_make *m = &r.made;
        dex_make_plain(m, versions[i]);
        struct dex *d = reading_open(&r);
        assert_non_null(d);
        if (r.scan.first != NULL)
            fail_msg("version %u: %s %.*s", versions[i], r.scan.first->kind->code,
                     (int)r.scan.first->detail.size, (const char *)r.scan.first->detail.data);
        assert_true(d->loadable && d->checksum_ok && d->refusal[0] == 0);
        assert_int_equal(d->version, versions[i]);
        assert_int_equal(d->strings.count, MAKE_STRINGS);
        assert_int_equal(d->types.count, 5);
        assert_int_equal(d->methods.count, 4);
        assert_int_equal(d->classes.count, 2);
        reading_close(&r);
    }
}

/*
 * One violation a row: `size` bytes at base + at become `value`, the checksum
 * is made right again, and the anomaly must be there, with its verdict.
 */
enum base {
    FILE_START,
    STRINGS,
    TYPES,
    PROTOS,
    FIELDS,
    METHODS,
    CLASSES,
    TYPE_LIST,
    CODE,
    CODE_1,
    MEMBERS_A,
    MEMBERS_B,
    TEXT,
    MAP
};
static const struct violation {
    const char *what;
    unsigned version;
    enum base base;
    uint32_t at, value;
    unsigned size;
    const char *code;
    bool loadable;
} violations[] = {
    {"version 036 is unknown", 35, FILE_START, 6, '6', 1, "dex.version", false},
    {"version 042 is unknown", 41, FILE_START, 6, '2', 1, "dex.version", false},
    {"letters are no version", 35, FILE_START, 6, 'x', 1, "dex.version", false},
    {"the version ends with a zero", 35, FILE_START, 7, '0', 1, "dex.version", false},
    {"file_size larger than the entry", 35, FILE_START, 0x20, 100000, 4, "dex.file_size", false},
    {"file_size smaller than the header", 35, FILE_START, 0x20, 0x6f, 4, "dex.file_size", false},
    {"header_size of 041 in 035", 35, FILE_START, 0x24, 0x78, 4, "dex.header_size", false},
    {"header_size of 035 in 041", 41, FILE_START, 0x24, 0x70, 4, "dex.header_size", false},
    {"the other byte order", 35, FILE_START, 0x28, 0x78563412, 4, "dex.endian", false},
    {"link data in range is accepted", 35, FILE_START, 0x2c, 0x10, 4, "dex.link", true},
    {"a link offset without link data", 35, FILE_START, 0x30, 0x70, 4, "dex.table", false},
    {"data beyond the end, as packers have it", 35, FILE_START, 0x68, 0x10000, 4, "dex.data", true},
    {"data_off outside the file", 35, FILE_START, 0x6c, 0x10000, 4, "dex.table", false},
    {"more strings than fit", 35, FILE_START, 0x38, 0x1000000, 4, "dex.table", false},
    {"an unaligned table", 35, FILE_START, 0x3c, 0x71, 4, "dex.table", false},
    {"an empty table with an offset", 35, FILE_START, 0x50, 0, 4, "dex.table", false},
    {"65536 types", 35, FILE_START, 0x40, 65536, 4, "dex.table", false},
    {"a table in the header", 35, FILE_START, 0x3c, 0x10, 4, "dex.table", false},
    {"no map", 35, FILE_START, 0x34, 0, 4, "dex.map.range", false},
    {"a map outside the file", 35, FILE_START, 0x34, 0x10000, 4, "dex.map.range", false},
    {"a map of too many entries", 35, MAP, 0, 0x1000000, 4, "dex.map.range", false},
    {"a map that does not rise", 35, MAP, 4 + 12 * 2 + 8, 0x70, 4, "dex.map.order", false},
    {"an entry past the end", 35, MAP, 4 + 12 * 11 + 8, 0x10000, 4, "dex.map.range", false},
    {"an unknown type of section", 35, MAP, 4 + 12 * 7, 0x1004, 2, "dex.map.type", false},
    {"a section twice", 35, MAP, 4 + 12 * 8, 0x1001, 2, "dex.map.duplicate", false},
    {"more items than data bytes", 35, MAP, 4 + 12 * 8 + 4, 100000, 4, "dex.map.range", false},
    {"a map without itself", 35, MAP, 4 + 12 * 11, 0x2006, 2, "dex.map.missing", false},
    {"map and header disagree", 35, MAP, 4 + 12 * 1 + 4, 9, 4, "dex.map.section", false},
    {"sections overlap", 35, MAP, 4 + 12 * 7 + 8, 0x128, 4, "dex.map.section", false},
    {"two headers", 35, MAP, 4 + 4, 2, 4, "dex.map.section", false},
    {"a string outside the file", 35, STRINGS, 4, 0x10000, 4, "dex.string.range", false},
    {"a byte no string has", 35, TEXT, 1, 0xf0, 1, "dex.string.mutf8", false},
    {"an overlong form", 35, TEXT, 1, 0x81c1, 2, "dex.string.mutf8", false},
    {"a string longer than its length", 35, TEXT, 0, 5, 1, "dex.string.length", false},
    {"a string shorter than its length", 35, TEXT, 0, 7, 1, "dex.string.length", false},
    {"strings out of order", 35, TEXT, 1, 'z', 1, "dex.string.order", false},
    {"a type without string", 35, TYPES, 0, 77, 4, "dex.type.index", false},
    {"types out of order", 35, TYPES, 0, 5, 4, "dex.type.order", false},
    {"a type that is no descriptor", 35, TYPES, 16, MAKE_HELLO, 4, "dex.type.descriptor", false},
    {"a proto without string", 35, PROTOS, 0, 77, 4, "dex.proto.index", false},
    {"a proto without type", 35, PROTOS, 4, 77, 4, "dex.proto.index", false},
    {"parameters outside the file", 35, PROTOS, 20, 0x10000, 4, "dex.proto.index", false},
    {"a short form that does not match", 35, PROTOS, 12, 5, 4, "dex.proto.shorty", false},
    {"void as a parameter", 35, TYPE_LIST, 4, 4, 2, "dex.proto.shorty", false},
    {"protos out of order", 35, PROTOS, 4, 0, 4, "dex.proto.shorty", false},
    {"a field of a primitive", 35, FIELDS, 0, 0, 2, "dex.field.index", false},
    {"a void field", 35, FIELDS, 2, 4, 2, "dex.field.index", false},
    {"a field with the name of a class", 35, FIELDS, 4, 2, 4, "dex.field.name", false},
    {"a method of a primitive", 35, METHODS, 0, 0, 2, "dex.method.index", false},
    {"a method without proto", 35, METHODS, 2, 2, 2, "dex.method.index", false},
    {"a method with the name of a class", 35, METHODS, 12, 2, 4, "dex.method.name", false},
    {"methods out of order", 35, METHODS, 16, 1, 2, "dex.method.order", false},
    {"a class without type", 35, CLASSES, 0, 77, 4, "dex.class.index", false},
    {"a superclass without type", 35, CLASSES, 8, 77, 4, "dex.class.index", false},
    {"a class defined twice", 35, CLASSES, 32, 1, 4, "dex.class.duplicate", false},
    {"runtime flags on a class", 35, CLASSES, 4, 0x10001, 4, "dex.class.flags", false},
    {"a class before its superclass, from 037", 37, CLASSES, 8, 2, 4, "dex.class.order", false},
    {"a class that extends itself", 37, CLASSES, 8, 1, 4, "dex.class.order", false},
    {"a primitive as interface", 35, CLASSES, 12, 0, 4, "dex.class.interfaces", false},
    {"an unaligned interface list", 35, CLASSES, 12, 0x12d, 4, "dex.class.offset", false},
    {"class data outside the file", 35, CLASSES, 24, 0x10000, 4, "dex.class.offset", false},
    {"more members than bytes", 35, MEMBERS_B, 3, 0x7f, 1, "dex.members.", false},
    {"a member without method", 35, MEMBERS_A, 6, 0x77, 1, "dex.members.index", false},
    {"a member of another class", 35, MEMBERS_A, 6, 2, 1, "dex.members.class", false},
    {"a static field among the others", 35, MEMBERS_A, 5, 8, 1, "dex.members.list", false},
    {"a private method among the virtual", 35, MEMBERS_A, 13, 2, 1, "dex.members.list", false},
    {"a field both public and private", 35, MEMBERS_A, 5, 3, 1, "dex.members.flags", false},
    {"a method both public and protected", 35, MEMBERS_A, 13, 5, 1, "dex.members.flags", false},
    {"code outside the file", 35, CODE, 12, 0x1000000, 4, "dex.code.item", false},
    {"more arguments than registers", 35, CODE, 2, 3, 2, "dex.code.item", false},
};

static uint32_t base_of(const struct dex_make *m, enum base base)
{
    switch (base) {
    case STRINGS:
        return m->strings;
    case TYPES:
        return m->types;
    case PROTOS:
        return m->protos;
    case FIELDS:
        return m->fields;
    case METHODS:
        return m->methods;
    case CLASSES:
        return m->classes;
    case TYPE_LIST:
        return m->type_list;
    case CODE:
        return m->code[0];
    case CODE_1:
        return m->code[1];
    case MEMBERS_A:
        return m->members[0];
    case MEMBERS_B:
        return m->members[1];
    case TEXT:
        return m->text[0];
    case MAP:
        return m->map;
    case FILE_START:
        break;
    }
    return 0;
}

static void each_rule_broken_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof violations / sizeof *violations; i++) {
        const struct violation *v = &violations[i];
        struct reading r;
        bool found = v->code == NULL;
        dex_make_plain(&r.made, v->version);
        make_set(&r.made, base_of(&r.made, v->base) + v->at, v->value, v->size);
        if (v->base == FILE_START && v->at == 0x2c) /* a link section needs an offset as well */
            make_set(&r.made, 0x30, 0x70, 4);
        if (v->base == CLASSES && v->at == 12 && v->value == 0)
            make_set(&r.made, r.made.classes + 12, r.made.type_list, 4);
        make_seal(&r.made);
        struct dex *d = reading_open(&r);
        assert_non_null(d);
        for (const struct anomaly *a = r.scan.first; a != NULL; a = a->next)
            found = found || strncmp(a->kind->code, v->code, strlen(v->code)) == 0;
        if (!found || d->loadable != v->loadable)
            fail_msg("%s: first anomaly %s, %s", v->what,
                     r.scan.first == NULL ? "none" : r.scan.first->kind->code,
                     d->loadable ? "loadable" : d->refusal);
        assert_true(d->loadable == (d->refusal[0] == 0));
        reading_close(&r);
    }
}

/* ART checks the Adler-32 of what it loads from an archive. */
static void a_wrong_checksum_is_refused(void **state)
{
    struct reading r;

    (void)state;
    dex_make_plain(&r.made, 35);
    r.made.data[r.made.text[MAKE_HELLO] + 1] ^= 1;
    struct dex *d = reading_open(&r);
    assert_false(d->checksum_ok);
    assert_false(d->loadable);
    assert_non_null(strstr(d->refusal, "dex.checksum"));
    assert_int_equal(find(&r, "dex.checksum")->locus.at, 8);
    assert_true(bytes_is(dex_string(d, MAKE_HELLO), "iello")); /* and still read */
    reading_close(&r);
}

/* ART never looks at the SHA-1. */
static void a_wrong_signature_is_loaded(void **state)
{
    struct reading r;
    struct dex_make *m = &r.made;

    (void)state;
    dex_make_plain(m, 35);
    struct dex *d = reading_open(&r);
    assert_true(d->loadable && r.scan.first == NULL);
    assert_false(dex_signature_ok(d)); /* zeros */
    reading_close(&r);
    hash_sha1(bytes_of(m->data + 32, m->size - 32), m->data + 12);
    make_seal(m);
    d = reading_open(&r);
    assert_true(dex_signature_ok(d));
    reading_close(&r);
}

static void trailing_bytes_are_refused_up_to_040(void **state)
{
    struct reading r;

    (void)state;
    dex_make_plain(&r.made, 39);
    r.made.size += 4;
    struct dex *d = reading_open(&r);
    assert_false(d->loadable);
    assert_int_equal(find(&r, "dex.file_size")->locus.at, r.made.size - 4);
    reading_close(&r);
}

static void bytes_between_sections_must_be_zero_up_to_040(void **state)
{
    static const unsigned versions[] = {40, 41};

    (void)state;
    for (int i = 0; i < 2; i++) { /* the DEX of 41 has the same gap */
        struct reading r;
        struct dex_make *m = &r.made;
        dex_make_plain(m, versions[i]);
        /* The map says that the type list begins 4 bytes later: a gap behind the class definitions. */
        make_set(m, m->map + 4 + 12 * 7 + 8, m->type_list + 4, 4);
        make_seal(m);
        struct dex *d = reading_open(&r);
        assert_true(d->loadable == (versions[i] == 41));
        assert_true((find(&r, "dex.padding") != NULL) == (versions[i] == 40));
        reading_close(&r);
    }
}

/* A string with NUL, a character outside the BMP as two surrogates, and one of two bytes. */
static void mutf8_is_what_it_should_be(void **state)
{
    static const uint8_t text[] = {6,    0xc0, 0x80, 0xed, 0xa0, 0xbd, 0xed,
                                   0xb8, 0x80, 0xc3, 0xa9, 'h',  'i',  0};
    struct reading r;
    struct dex_make *m = &r.made;
    struct buf out;
    bool bad = false;

    (void)state;
    dex_make_plain(m, 35);
    /* Behind the map, in place of "<init>", before which it sorts: C0 80 is zero. */
    make_align(m);
    make_set(m, m->strings, m->size, 4);
    for (size_t i = 0; i < sizeof text; i++)
        make_put(m, text[i], 1);
    make_align(m);
    make_set(m, 0x20, m->size, 4);
    make_seal(m);
    struct dex *d = reading_open(&r);
    assert_null(find(&r, "dex.string.order"));
    assert_null(find(&r, "dex.string.length"));
    assert_int_equal(dex_string(d, 0).size, 12);
    assert_int_equal(dex_string_locus(d, 0).size, 12);
    buf_init(&out, 1000);
    assert_true(dex_text_write(&out, dex_string(d, 0), &bad));
    assert_false(bad);
    assert_true(bytes_equal(buf_bytes(&out), BYTES("\0\xf0\x9f\x98\x80\xc3\xa9hi")));
    buf_reset(&out);
    dex_text_write(&out, BYTES("\xff!"), &bad);
    assert_true(bad && bytes_is(buf_bytes(&out), "\xef\xbf\xbd!"));
    buf_free(&out);
    reading_close(&r);
}

static void names_may_hold_nearly_anything(void **state)
{
    static const struct {
        struct bytes text;
        bool descriptor, name;
    } cases[] = {
        {BYTES("I"), true, true},
        {BYTES("V"), true, true},
        {BYTES("[V"), false, false},
        {BYTES("[[I"), true, false},
        {BYTES("LA;"), true, false},
        {BYTES("La/b-c$d_;"), true, false},
        {BYTES("L\xe4\xbd\xa0\xe5\xa5\xbd;"), true, false},
        {BYTES("La b;"), true, false}, /* spaces, since Android 11 */
        {BYTES("L\xed\xa0\xbd\xed\xb8\x80;"), true, false},
        {BYTES("L\xed\xa0\xbd;"), false, false}, /* half a character */
        {BYTES("L\xe2\x80\x8f;"), false, false}, /* a mark that turns the direction of text */
        {BYTES("L;"), false, false},
        {BYTES("La//b;"), false, false},
        {BYTES("La/;"), false, false},
        {BYTES("L/a;"), false, false},
        {BYTES("La;b"), false, false},
        {BYTES("La.b;"), false, false},
        {BYTES("LA"), false, true},
        {BYTES(""), false, false},
        {BYTES("<init>"), false, true},
        {BYTES("<any>"), false, true},
        {BYTES("<init"), false, false},
        {BYTES("a>"), false, false},
        {BYTES("a<"), false, false},
        {BYTES("access$000"), false, true},
        {BYTES("-lambda-0"), false, true},
        {BYTES("\xc2\x85"), false, false},
        {BYTES("\xc3\xa9t\xc3\xa9"), false, true},
    };
    struct reading r;
    struct dex_make *m = &r.made;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dex_descriptor_valid(cases[i].text) != cases[i].descriptor ||
            dex_name_valid(cases[i].text) != cases[i].name)
            fail_msg("case %zu: %.*s", i, (int)cases[i].text.size, (const char *)cases[i].text.data);
    /* A class of such a name loads, and is worth a note. */
    dex_make_plain(m, 35);
    m->data[m->text[3]] = 2;
    memcpy(m->data + m->text[3] + 1, "L;", 3); /* first: a class without a name does not */
    make_seal(m);
    struct dex *d = reading_open(&r);
    assert_non_null(find(&r, "dex.string.order"));
    reading_close(&r);
    dex_make_plain(m, 35);
    m->data[m->text[2] + 2] = ' ';
    make_seal(m);
    d = reading_open(&r);
    assert_true(d->loadable);
    assert_non_null(find(&r, "dex.class.name"));
    reading_close(&r);
}

static void tables_give_what_is_there(void **state)
{
    struct reading r;
    struct dex_method method;
    struct dex_field field;
    struct dex_class class;
    struct dex_proto proto;
    struct buf out;

    (void)state;
    dex_make_plain(&r.made, 35);
    struct dex *d = reading_open(&r);
    assert_true(dex_method(d, 1, &method) && method.class == 1 && method.proto == 1 && method.name == 9);
    assert_true(dex_field(d, 0, &field) && field.class == 1 && field.type == 0 && field.name == 7);
    assert_true(dex_class(d, 1, &class) && class.type == 2 && class.superclass == 1);
    assert_int_equal(class.source_file, DEX_NO_INDEX);
    assert_true(dex_proto(d, 1, &proto) && proto.parameters.count == 1 &&
                dex_types_at(proto.parameters, 0) == 0);
    assert_int_equal(dex_types_at(proto.parameters, 1), DEX_NO_INDEX);
    assert_true(bytes_is(dex_type(d, 2), "LB;"));
    assert_int_equal(dex_string_locus(d, MAKE_HELLO).at, r.made.text[MAKE_HELLO] + 1);
    assert_int_equal(dex_string_locus(d, MAKE_HELLO).size, 5);
    buf_init(&out, 1000);
    dex_method_write(&out, d, 1);
    buf_u8(&out, ' ');
    dex_field_write(&out, d, 0);
    assert_true(bytes_is(buf_bytes(&out), "LA;->m(I)V LA;->f:I"));
    buf_free(&out);
    /* past the end */
    assert_false(dex_method(d, 4, &method) || dex_field(d, 1, &field) || dex_class(d, 2, &class) ||
                 dex_proto(d, 2, &proto));
    assert_int_equal(dex_string(d, MAKE_STRINGS).size, 0);
    assert_int_equal(dex_type(d, DEX_NO_INDEX).size, 0);
    reading_close(&r);
}

static void members_come_in_order_with_their_code(void **state)
{
    static const struct dex_member expected[] = {
        {DEX_INSTANCE_FIELD, 0, 2, 0, 0, 2},
        {DEX_DIRECT_METHOD, 0, 0x10001, 1, 0, 6},
        {DEX_VIRTUAL_METHOD, 1, 1, 1, 0, 4},
    };
    struct reading r;
    struct dex_members list;
    struct dex_member m;
    struct dex_code code;

    (void)state;
    dex_make_plain(&r.made, 35);
    struct dex *d = reading_open(&r);
    assert_true(dex_members_open(&list, d, r.made.members[0]));
    for (size_t i = 0; i < 3; i++) {
        assert_true(dex_members_next(&list, &m));
        assert_true(m.kind == expected[i].kind && m.index == expected[i].index &&
                    m.access == expected[i].access && m.size == expected[i].size &&
                    (m.code_off != 0) == expected[i].code_off);
    }
    assert_int_equal(m.code_off, r.made.code[1]);
    assert_false(dex_members_next(&list, &m) || list.failed);
    assert_true(dex_members_open(&list, d, 0) && !dex_members_next(&list, &m));
    assert_false(dex_members_open(&list, d, 0xffffffff));
    assert_true(dex_code(d, r.made.code[1], &code));
    assert_true(code.registers == 2 && code.ins == 1 && code.outs == 1 && code.units == 3 && !code.cut);
    assert_int_equal(code.at, r.made.code[1] + 16);
    assert_false(dex_code(d, r.made.size - 4, &code));
    reading_close(&r);
}

/* The table of the sweep says what the table for people says. */
static void opcode_tables_agree(void **state)
{
    static const uint8_t units[] = {
        [DEX_10X] = 1,  [DEX_12X] = 1, [DEX_11N] = 1,    [DEX_11X] = 1, [DEX_10T] = 1, [DEX_20T] = 2,
        [DEX_22X] = 2,  [DEX_21T] = 2, [DEX_21S] = 2,    [DEX_21H] = 2, [DEX_21C] = 2, [DEX_23X] = 2,
        [DEX_22B] = 2,  [DEX_22T] = 2, [DEX_22S] = 2,    [DEX_22C] = 2, [DEX_30T] = 3, [DEX_32X] = 3,
        [DEX_31I] = 3,  [DEX_31T] = 3, [DEX_31C] = 3,    [DEX_35C] = 3, [DEX_3RC] = 3, [DEX_45CC] = 4,
        [DEX_4RCC] = 4, [DEX_51L] = 5, [DEX_UNUSED] = 0,
    };

    (void)state;
    for (unsigned op = 0; op < 256; op++) {
        const struct dex_op *o = &dex_ops[op];
        unsigned shape = units[o->format] | (unsigned)o->ref << 4 | (o->format == DEX_31C ? 0x80u : 0u);
        if (strncmp(o->name, "const-string", 12) == 0 || strcmp(o->name, "const-class") == 0 ||
            strcmp(o->name, "new-instance") == 0 || strncmp(o->name, "sget", 4) == 0 ||
            strncmp(o->name, "sput", 4) == 0 || strncmp(o->name, "invoke-", 7) == 0 ||
            strcmp(o->name, "const-method-handle") == 0)
            shape |= 8; /* kept by dex_use() */
        assert_non_null(o->name);
        assert_int_equal(dex_op_shape[op], op == 0 ? 0 : shape); /* a nop may be a payload */
        assert_true(o->ref == DEX_REF_NONE || o->format == DEX_21C || o->format == DEX_22C ||
                    o->format == DEX_31C || o->format == DEX_35C || o->format == DEX_3RC ||
                    o->format == DEX_45CC || o->format == DEX_4RCC);
    }
}

/* Reads the code of m() built from `body` into insns, which has room; returns how many, *stop why it ended.
 */
static size_t sweep(struct reading *r, const uint16_t *body, uint32_t units, struct dex_insn *insns,
                    int *stop)
{
    struct dex_code code;
    struct dex_insn in;
    size_t count = 0;

    dex_make(&r->made, 39, 1, body, units);
    struct dex *d = reading_open(r);
    assert_true(d->loadable); /* bytecode is none of the loader's business */
    assert_true(dex_code(d, r->made.code[1], &code));
    dex_insn_open(&in, &code);
    while (dex_insn_next(&in)) {
        assert_true(bytes_load16(r->copy + in.at) == bytes_load16((const uint8_t *)(body + in.unit)));
        insns[count++] = in;
    }
    *stop = in.stop;
    return count;
}

static void operands_are_decoded(void **state)
{
    static const uint16_t body[] = {
        0x1012,                           /* const/4 v0, #1 */
        0xf112,                           /* const/4 v1, #-1 */
        0x0113, 0xff00,                   /* const/16 v1, #-256 */
        0x0114, 0x5678,     0x1234,       /* const v1, #0x12345678 */
        0x0115, 0x8000,                   /* const/high16 */
        0x0119, 0x8000,                   /* const-wide/high16 */
        0x0018, 1,          2,      3, 4, /* const-wide */
        0x001b, MAKE_HELLO, 0,            /* const-string/jumbo */
        0x2152, 0,                        /* iget v1, v2, field 0 */
        0x01d8, 0xff02,                   /* add-int/lit8 v1, v2, #-1 */
        0x326e, 1,          0x0054,       /* invoke-virtual {v4, v5, v0}, method 1 */
        0x0374, 1,          0x0100,       /* invoke-virtual/range {v256..v258} */
        0x53fa, 1,          0x3210, 1,    /* invoke-polymorphic {v0, v1, v2, v3, v3}, method 1, proto 1 */
        0x10fc, 7,          0,            /* invoke-custom {v0}, call site 7 */
        0x00fe, 5,                        /* const-method-handle */
        0x00ff, 1,                        /* const-method-type */
        0x0238, 3,                        /* if-eqz v2, +3 */
        0xff28,                           /* goto -1 */
        0x002a, 0x7fff,     0,            /* goto/32 out of the code */
        0x000e,
    };
    static const struct {
        unsigned op;
        enum dex_ref ref;
        uint32_t index, registers, first, last;
        bool literal;
        int64_t value;
    } expected[] = {
        {0x12, DEX_REF_NONE, 0, 1, 0, 0, true, 1},
        {0x12, DEX_REF_NONE, 0, 1, 1, 1, true, -1},
        {0x13, DEX_REF_NONE, 0, 1, 1, 1, true, -256},
        {0x14, DEX_REF_NONE, 0, 1, 1, 1, true, 0x12345678},
        {0x15, DEX_REF_NONE, 0, 1, 1, 1, true, INT32_MIN},
        {0x19, DEX_REF_NONE, 0, 1, 1, 1, true, INT64_MIN},
        {0x18, DEX_REF_NONE, 0, 1, 0, 0, true, 0x0004000300020001},
        {0x1b, DEX_REF_STRING, MAKE_HELLO, 1, 0, 0, false, 0},
        {0x52, DEX_REF_FIELD, 0, 2, 1, 2, false, 0},
        {0xd8, DEX_REF_NONE, 0, 2, 1, 2, true, -1},
        {0x6e, DEX_REF_METHOD, 1, 3, 4, 0, false, 0},
        {0x74, DEX_REF_METHOD, 1, 3, 256, 258, false, 0},
        {0xfa, DEX_REF_METHOD, 1, 5, 0, 3, false, 0},
        {0xfc, DEX_REF_CALL_SITE, 7, 1, 0, 0, false, 0},
        {0xfe, DEX_REF_METHOD_HANDLE, 5, 1, 0, 0, false, 0},
        {0xff, DEX_REF_PROTO, 1, 1, 0, 0, false, 0},
        {0x38, DEX_REF_NONE, 0, 1, 2, 2, false, 0},
        {0x28, DEX_REF_NONE, 0, 0, 0, 0, false, 0},
        {0x2a, DEX_REF_NONE, 0, 0, 0, 0, false, 0},
        {0x0e, DEX_REF_NONE, 0, 0, 0, 0, false, 0},
    };
    struct reading r;
    struct dex_insn in[32];
    int stop;
    size_t count = sweep(&r, body, sizeof body / 2, in, &stop);
    uint32_t target;

    (void)state;
    assert_int_equal(count, sizeof expected / sizeof *expected);
    assert_int_equal(stop, DEX_STOP_END);
    for (size_t i = 0; i < count; i++) {
        uint16_t regs[255] = {0};
        int64_t value;
        assert_int_equal(in[i].op, expected[i].op);
        assert_int_equal(dex_insn_ref(&in[i]), expected[i].ref);
        if (expected[i].ref != DEX_REF_NONE)
            assert_int_equal(in[i].index, expected[i].index);
        uint32_t n = dex_insn_registers(&in[i], regs, 255);
        assert_int_equal(n, expected[i].registers);
        if (n != 0)
            assert_true(regs[0] == expected[i].first && regs[n - 1] == expected[i].last);
        assert_true(dex_insn_literal(&in[i], &value) == expected[i].literal);
        assert_true(value == expected[i].value);
        assert_int_equal(dex_insn_proto(&in[i]), expected[i].op == 0xfa ? 1 : DEX_NO_INDEX);
        bool branch = dex_insn_target(&in[i], &target);
        if (expected[i].op == 0x38)
            assert_true(branch && target == in[i].unit + 3);
        else if (expected[i].op == 0x28)
            assert_true(branch && target == in[i].unit - 1);
        else
            assert_false(branch); /* goto/32 leaves the code */
    }
    reading_close(&r);
}

static void payloads_are_skipped(void **state)
{
    static const uint16_t body[] = {
        0x0026, 8,      0,                    /* fill-array-data v0, +8 */
        0x002b, 11,     0,                    /* packed-switch v0, +11 */
        0x000e, 0x0000,                       /* return-void, nop */
        0x0300, 1,      3, 0, 0x0201, 0x0003, /* three bytes */
        0x0100, 1,      0, 0, 3,      0,      /* packed switch of one */
        0x0200, 1,      7, 0, 3,      0,      /* sparse switch of one, that nobody uses */
        0x000e,
    };
    struct reading r;
    struct dex_insn in[32];
    int stop;
    size_t count = sweep(&r, body, sizeof body / 2, in, &stop);
    uint32_t target;

    (void)state;
    assert_int_equal(count, 4);
    assert_int_equal(stop, DEX_STOP_END);
    assert_true(dex_insn_target(&in[0], &target) && target == 8);
    assert_true(dex_insn_target(&in[1], &target) && target == 14);
    assert_int_equal(in[3].unit, sizeof body / 2 - 1);
    reading_close(&r);
}

/* ART looks at bytecode only when a class is first used: the file loads, the sweep says where it stopped. */
static void junk_in_code_is_tolerated_and_counted(void **state)
{
    static const struct {
        uint16_t body[6];
        uint32_t units;
        int stop;
        const char *code;
    } cases[] = {
        {{0x001a, MAKE_HELLO, 0x0073}, 3, DEX_STOP_OPCODE, "dex.code.opcode"},
        {{0x001a, MAKE_HELLO, 0x00e3, 0x0e}, 4, DEX_STOP_OPCODE, "dex.code.opcode"},
        {{0x001a, MAKE_HELLO, 0x001a}, 3, DEX_STOP_CUT, "dex.code.cut"},
        {{0x001a, MAKE_HELLO, 0x0018, 1, 2}, 5, DEX_STOP_CUT, "dex.code.cut"},
        {{0x001a, MAKE_HELLO, 0x0300, 2, 0xffff, 0}, 6, DEX_STOP_CUT, "dex.code.cut"},
        {{0x001a, MAKE_HELLO, 0x0100}, 3, DEX_STOP_CUT, "dex.code.cut"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        struct dex_insn in[8];
        struct dex_use use;
        int stop;
        assert_int_equal(sweep(&r, cases[i].body, cases[i].units, in, &stop), 1);
        assert_int_equal(stop, cases[i].stop);
        dex_use(&r.scan, r.all, &use);
        assert_int_equal(use.methods_undecoded, 1);
        assert_int_equal(use.methods_defined, 3);
        assert_true(dex_bit(use.strings, MAKE_HELLO)); /* what came before counts */
        assert_non_null(find(&r, cases[i].code));
        assert_int_equal(find(&r, cases[i].code)->locus.at, r.made.code[1] + 16 + 4);
        assert_true(r.all->loadable);
        reading_close(&r);
    }
}

static void one_sweep_counts_all(void **state)
{
    struct reading r;
    struct dex_use use;

    (void)state;
    dex_make_plain(&r.made, 35);
    struct dex *d = reading_open(&r);
    dex_use(&r.scan, d, &use);
    assert_int_equal(use.methods_defined, 3);
    assert_int_equal(use.methods_code, 3);
    assert_int_equal(use.fields_defined, 1);
    assert_int_equal(use.instructions, 6);
    assert_int_equal(use.code_units, 11);
    assert_int_equal(use.strings_used, 1);
    assert_true(dex_bit(use.strings, MAKE_HELLO) && !dex_bit(use.strings, 0));
    assert_true(dex_bit(use.methods, 1) && !dex_bit(use.methods, 3));
    assert_int_equal(use.methods_undecoded, 0);
    assert_false(use.limited);
    assert_false(use.refs_cut);
    assert_int_equal(use.first[0], 0); /* class by class: <init> and m() of LA;, <init> of LB; */
    assert_int_equal(use.first[1], 2);
    assert_int_equal(use.first[2], 3);
    assert_int_equal(use.encoded[1].method, 1);
    assert_int_equal(use.encoded[1].ref_count, 1); /* const-string, and nothing else that is kept */
    assert_int_equal(dex_kept_op(use.encoded[1].refs[0]), 0x1a);
    assert_int_equal(dex_kept_index(use.encoded[1].refs[0]), MAKE_HELLO);
    assert_int_equal(use.encoded[2].ref_count, 1); /* invoke-direct */
    assert_int_equal(dex_kept_op(use.encoded[2].refs[0]), 0x70);
    assert_int_equal(dex_kept_index(use.encoded[2].refs[0]), 0);
    reading_close(&r);
}

static void a_method_without_code_is_abstract_or_native(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct reading r;
        struct dex_make *m = &r.made;
        dex_make_plain(m, 35);
        m->data[m->members[0] + 12 + 1] =
            i == 0 ? 1 : 0x80; /* access of m(): public, or two bytes: abstract */
        if (i == 0) {
            m->data[m->members[0] + 14] = 0x80; /* code at 0, in two bytes */
            m->data[m->members[0] + 15] = 0;
        } else {
            m->data[m->members[0] + 14] =
                8; /* 0x400: abstract; the first byte of the offset becomes the offset */
            m->data[m->members[0] + 15] = 8;
        }
        make_seal(m);
        struct dex *d = reading_open(&r);
        assert_false(d->loadable);
        assert_non_null(find(&r, "dex.code.flags"));
        reading_close(&r);
    }
}

static void a_member_is_in_one_list(void **state)
{
    struct reading r;
    struct dex_make *m = &r.made;

    (void)state;
    dex_make_plain(m, 35);
    m->data[m->members[0] + 12] = 0; /* the virtual method is the constructor again */
    make_seal(m);
    reading_open(&r);
    assert_non_null(find(&r, "dex.members.list"));
    assert_false(r.all->loadable);
    reading_close(&r);
}

static void only_constructors_are_defined_in_angle_brackets(void **state)
{
    struct reading r;
    struct dex_make *m = &r.made;

    (void)state;
    dex_make_plain(m, 35);
    memcpy(m->data + m->text[0] + 1, "<inat>", 6);
    make_seal(m);
    reading_open(&r);
    assert_non_null(find(&r, "dex.method.name"));
    assert_false(r.all->loadable);
    reading_close(&r);
}

/* Makes the table at header offset `at` one row longer, with `row` bytes that repeat the last row, before the
 * map's checks. */
static void repeat_last_row(struct dex_make *m, uint32_t at, uint32_t row)
{
    uint32_t count = bytes_load32(m->data + at), table = bytes_load32(m->data + at + 4), copy = m->size;

    make_align(m);
    copy = m->size;
    for (uint32_t i = 0; i < count * row; i++)
        make_put(m, m->data[table + i], 1);
    for (uint32_t i = 0; i < row; i++)
        make_put(m, m->data[table + (count - 1) * row + i], 1);
    make_set(m, at, count + 1, 4);
    make_set(m, at + 4, copy, 4);
    make_set(m, 0x20, m->size, 4);
    make_seal(m);
}

static void duplicate_rows_are_out_of_order(void **state)
{
    static const struct {
        uint32_t at, row;
        const char *code;
    } cases[] = {
        {0x38, 4, "dex.string.order"}, {0x40, 4, "dex.type.order"},   {0x48, 12, "dex.proto.order"},
        {0x50, 8, "dex.field.order"},  {0x58, 8, "dex.method.order"}, {0x60, 32, "dex.class.duplicate"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        dex_make_plain(&r.made, 35);
        repeat_last_row(&r.made, cases[i].at, cases[i].row);
        reading_open(&r);
        if (find(&r, cases[i].code) == NULL)
            fail_msg("no %s", cases[i].code);
        assert_false(r.all->loadable);
        reading_close(&r);
    }
}

/* Ten strings that are each all of the file but its start: sorted, so nothing else would stop the walk. */
static void overlapping_strings_end_the_walk(void **state)
{
    struct reading r;
    struct dex_make *m = &r.made;
    uint32_t text;

    (void)state;
    dex_make_plain(m, 35);
    make_align(m);
    text = m->size;
    for (uint32_t i = 0; i < 2000; i++)
        make_put(m, 'z', 1);
    make_put(m, 0, 1);
    /* the length of each is the character it begins with: 'z' (122) units, so all of them end at the end */
    for (uint32_t i = 0; i < 5; i++)
        make_set(m, m->strings + 4 * (5 + i), text + 2000 - 123 - i, 4);
    make_align(m);
    make_set(m, 0x20, m->size, 4);
    make_seal(m);
    reading_open(&r);
    assert_non_null(find(&r, "dex.string.length"));
    reading_close(&r);

    /* Suffixes of one text, shorter ones first: in order and valid, but more bytes than the file has. */
    dex_make_plain(m, 35);
    make_align(m);
    text = m->size;
    for (uint32_t i = 0; i < 127; i++) {
        make_put(m, 127 - i, 1); /* a length, and the first character of the string before: 127, 126 ... 1 */
    }
    make_put(m, 1, 1);
    make_put(m, 0, 1);
    make_align(m);
    uint32_t table = m->size;
    for (uint32_t i = 0; i < 126; i++)
        make_put(m, text + 126 - i - 1, 4);
    make_set(m, 0x38, 126, 4);
    make_set(m, 0x3c, table, 4);
    make_set(m, 0x20, m->size, 4);
    make_seal(m);
    reading_open(&r);
    assert_non_null(find(&r, "dex.string.overlap"));
    assert_false(r.all->loadable);
    reading_close(&r);
}

/* Methods that share one body of code, until the walk is more than LIMIT_DEX_WORK times the file. */
static void shared_code_reaches_the_limit(void **state)
{
    static struct reading r;
    static uint16_t body[1200];
    struct dex_make *m = &r.made;
    struct dex_use use;

    (void)state;
    for (size_t i = 0; i + 1 < sizeof body / sizeof *body; i++)
        body[i] = 0x1012;
    body[sizeof body / sizeof *body - 1] = 0x0e;
    dex_make(m, 35, 1, body, sizeof body / sizeof *body);
    make_align(m);
    /* class_data of LA; again: a hundred virtual methods, all of them m(), with the same code */
    make_set(m, m->classes + 24, m->size, 4);
    make_put(m, 0, 3);
    make_put(m, 100, 1);
    for (uint32_t i = 0; i < 100; i++) {
        make_put(m, i == 0 ? 1 : 0, 1);
        make_put(m, 1, 1);
        make_put(m, (m->code[1] & 0x7f) | 0x80, 1);
        make_put(m, m->code[1] >> 7, 1);
    }
    make_align(m);
    make_set(m, 0x20, m->size, 4);
    make_seal(m);
    reading_open(&r);
    dex_use(&r.scan, r.all, &use);
    assert_true(use.limited); /* a hundred times 2.4 kB in less than 4 kB */
    assert_non_null(find(&r, "dex.limit"));
    assert_true(use.methods_code < 100);
    reading_close(&r);
    /* One below the limit, at it, one above. */
    for (int over = -1; over <= 1; over++) {
        dex_make_plain(m, 35);
        struct dex *d = reading_open(&r);
        uint64_t most = (uint64_t)LIMIT_DEX_WORK * d->file.size;
        *d->work = 0;
        dex_use(&r.scan, d, &use);
        uint64_t takes = *d->work;
        *d->work = most - takes + (uint64_t)(int64_t)over;
        dex_use(&r.scan, d, &use);
        assert_true(use.limited == (over > 0));
        assert_true((find(&r, "dex.limit") != NULL) == (over > 0));
        reading_close(&r);
    }
}

static void containers_hold_several(void **state)
{
    static const uint16_t body[] = {0x001a, MAKE_HELLO, 0x000e};
    struct reading r;
    struct dex_make *m = &r.made;
    struct dex_use use;

    (void)state;
    dex_make(m, 41, 3, body, 3);
    struct dex *d = reading_open(&r);
    assert_int_equal(r.count, 3);
    if (r.scan.first != NULL)
        fail_msg("%s %.*s", r.scan.first->kind->code, (int)r.scan.first->detail.size,
                 (const char *)r.scan.first->detail.data);
    for (size_t i = 0; i < 3; i++) {
        assert_true(d[i].loadable && d[i].checksum_ok && d[i].origin == 0 && d[i].file.size == m->size);
        assert_int_equal(d[i].header, i * d[0].file_size);
        assert_true(bytes_is(dex_string(&d[i], MAKE_HELLO), "hello"));
        dex_use(&r.scan, &d[i], &use);
        assert_true(use.methods_defined == 3 && use.strings_used == 1);
    }
    /* the strings are the same bytes */
    assert_ptr_equal(dex_string(&d[0], 0).data, dex_string(&d[2], 0).data);
    assert_int_not_equal(d[0].strings.at, d[2].strings.at);
    reading_close(&r);

    /* one is bad, none is loaded */
    make_set(m, m->types, 0, 4);
    make_seal(m);
    d = reading_open(&r);
    assert_true(r.count == 3 && !d[0].loadable && !d[1].loadable && !d[2].loadable);
    assert_non_null(strstr(d[1].refusal, "container"));
    reading_close(&r);

    /* no header where the next should be */
    dex_make(m, 41, 2, body, 3);
    make_set(m, bytes_load32(m->data + 0x20), 0, 4);
    make_seal_at(m, 0);
    d = reading_open(&r);
    assert_int_equal(r.count, 1);
    assert_non_null(find(&r, "dex.container"));
    assert_false(d->loadable);
    reading_close(&r);

    /* sizes that do not fit */
    dex_make_plain(m, 41);
    make_set(m, 0x70, m->size - 1, 4);
    make_seal(m);
    d = reading_open(&r);
    assert_non_null(find(&r, "dex.container"));
    assert_false(d->loadable);
    reading_close(&r);
}

static void a_container_may_begin_later_and_end_earlier(void **state)
{
    struct reading r, moved;
    struct dex_make *m = &r.made;

    (void)state;
    dex_make_plain(m, 41);
    m->size += 12; /* bytes behind the container */
    struct dex *d = reading_open(&r);
    assert_true(d->loadable);
    assert_non_null(find(&r, "dex.container.trailing"));
    assert_int_equal(d->file.size, m->size - 12);
    reading_close(&r);

    /* Two files, one behind the other, the first saying that the container is both: the second's offsets are
     * its own. */
    dex_make_plain(m, 41);
    moved.made = *m;
    make_align(m);
    uint32_t second = m->size;
    memcpy(m->data + m->size, moved.made.data, moved.made.size);
    m->size += moved.made.size;
    make_set(m, 0x20, second, 4);
    make_set(m, 0x70, m->size, 4);
    make_set(m, second + 0x74, 0, 4);
    make_seal(m);
    d = reading_open(&r);
    assert_int_equal(r.count, 2);
    assert_int_equal(d[1].origin, second);
    assert_true(bytes_is(dex_string(&d[1], MAKE_HELLO), "hello"));
    assert_int_equal(dex_string_locus(&d[1], MAKE_HELLO).at, second + moved.made.text[MAKE_HELLO] + 1);
    assert_non_null(find(&r, "dex.container.base"));
    assert_true(d[1].loadable);
    reading_close(&r);
}

static void a_container_has_a_limit_of_parts(void **state)
{
    static const uint32_t counts[] = {LIMIT_DEX_IN_CONTAINER - 1, LIMIT_DEX_IN_CONTAINER,
                                      LIMIT_DEX_IN_CONTAINER + 1};
    uint8_t *data;

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct arena arena;
        struct scan scan;
        struct dex *all;
        struct error e;
        uint32_t size = counts[i] * 0x78;
        data = calloc(1, size);
        for (uint32_t k = 0; k < counts[i]; k++) {
            static const uint8_t magic[8] = "dex\n041";
            struct dex_make one = {0};
            memcpy(one.data, magic, 8);
            make_set(&one, 0x20, 0x78, 4);
            make_set(&one, 0x24, 0x78, 4);
            make_set(&one, 0x28, 0x12345678, 4);
            make_set(&one, 0x70, size, 4);
            make_set(&one, 0x74, k * 0x78, 4);
            memcpy(data + k * 0x78, one.data, 0x78);
        }
        arena_init(&arena, 64u << 20);
        scan_init(&scan, &arena);
        assert_int_equal(dex_open(&scan, bytes_of(data, size), &place, &all, &e),
                         counts[i] > LIMIT_DEX_IN_CONTAINER ? LIMIT_DEX_IN_CONTAINER : counts[i]);
        bool limited = false;
        for (const struct anomaly *a = scan.first; a != NULL; a = a->next)
            limited = limited || strcmp(a->kind->code, "dex.limit") == 0;
        assert_true(limited == (i == 2));
        arena_free(&arena);
        free(data);
    }
}

static void what_is_no_dex_is_named(void **state)
{
    static const struct {
        struct bytes begins;
        enum dex_magic magic;
    } cases[] = {
        {BYTES("dex\n035\0"), DEX_MAGIC_DEX},
        {BYTES("dey\n036\0"), DEX_MAGIC_ODEX},
        {BYTES("cdex001\0"), DEX_MAGIC_CDEX},
        {BYTES("vdex027\0"), DEX_MAGIC_VDEX},
        {BYTES("dex\nabc\0"), DEX_MAGIC_NONE},
        {BYTES("dex\n0351"), DEX_MAGIC_NONE},
        {BYTES("PK\003\004\0\0\0\0"), DEX_MAGIC_NONE},
        {BYTES("dex"), DEX_MAGIC_NONE},
        {BYTES(""), DEX_MAGIC_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r = {.count = 0};
        assert_int_equal(dex_is(cases[i].begins), cases[i].magic);
        assert_true((dex_magic_name(cases[i].magic) == NULL) == (cases[i].magic == DEX_MAGIC_NONE));
        memset(&r.made, 0, sizeof r.made);
        if (cases[i].begins.size != 0)
            memcpy(r.made.data, cases[i].begins.data, cases[i].begins.size);
        r.made.size = cases[i].begins.size == 8 && cases[i].begins.data[2] != 'x'
                          ? 0x80
                          : (uint32_t)cases[i].begins.size;
        assert_null(reading_open(&r));
        assert_int_equal(r.error.code, ERROR_FORMAT);
        assert_non_null(r.scan.first);
        assert_string_equal(r.scan.first->kind->code,
                            bytes_starts(cases[i].begins, BYTES("dex\n")) ? "dex.short" : "dex.magic");
        reading_close(&r);
    }
}

static void method_handles_name_what_exists(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct reading r;
        struct dex_make *m = &r.made;
        dex_make_plain(m, 39);
        make_align(m);
        /* The map gets a section of method handles behind it, in place of the last entry but the map's own.
         */
        uint32_t row = m->map + 4 + 12 * 11;
        make_set(m, row - 12, 0x1000, 2);
        make_set(m, row - 12 + 4, 1, 4);
        make_set(m, row - 12 + 8, m->map, 4);
        make_set(m, row, 8, 2);
        make_set(m, row + 8, m->size, 4);
        make_put(m, i == 1 ? 9 : 4, 2); /* invoke-static; 9 is unknown */
        make_put(m, 0, 2);
        make_put(m, i == 2 ? 77 : 1, 2);
        make_put(m, 0, 2);
        make_set(m, 0x20, m->size, 4);
        make_set(m, 0x68, m->size - bytes_load32(m->data + 0x6c), 4);
        make_seal(m);
        struct dex *d = reading_open(&r);
        assert_int_equal(d->method_handles.rows, 1);
        assert_true((find(&r, "dex.method_handle") != NULL) == (i != 0));
        reading_close(&r);
    }
}

static void print_shows_it_all(void **state)
{
    struct reading r;
    struct buf out;

    (void)state;
    dex_make_plain(&r.made, 35);
    r.made.data[r.made.text[MAKE_HELLO] + 1] = 0x1b; /* escape: out of order, and never to reach a terminal */
    make_seal(&r.made);
    struct dex *d = reading_open(&r);
    buf_init(&out, 1 << 20);
    dex_print(&out, d);
    assert_false(out.failed);
    assert_int_not_equal(bytes_search(buf_bytes(&out), BYTES("LA;->m(I)V code 0x"), 0), out.size);
    assert_int_not_equal(bytes_search(buf_bytes(&out), BYTES("LB; extends LA;"), 0), out.size);
    assert_int_not_equal(bytes_search(buf_bytes(&out), BYTES("refused, dex.string.order"), 0), out.size);
    assert_int_not_equal(bytes_search(buf_bytes(&out), BYTES("string_data"), 0), out.size);
    assert_int_equal(bytes_find(buf_bytes(&out), 0x1b, 0), out.size);
    buf_free(&out);
    reading_close(&r);
}

/* LIMIT_DEX_MAP: call sites are found in that many entries of the map. */
static void limit_of_the_map(void **state)
{
    (void)state;
    for (uint32_t count = LIMIT_DEX_MAP - 1; count <= LIMIT_DEX_MAP + 1; count++) {
        struct reading r;
        dex_make_plain(&r.made, 39);
        make_align(&r.made);
        make_set(&r.made, 0x34, r.made.size, 4); /* map_off */
        make_put(&r.made, count, 4);
        for (uint32_t i = 0; i < count; i++) {
            make_put(&r.made, i + 1 == count ? DEX_MAP_CALL_SITE : 0x7777, 4);
            make_put(&r.made, 1, 4);
            make_put(&r.made, 0x70, 4);
        }
        make_set(&r.made, 0x20, r.made.size, 4);
        make_seal(&r.made);
        const struct dex *d = reading_open(&r);
        assert_int_equal(d->call_sites.count, count <= LIMIT_DEX_MAP);
        reading_close(&r);
    }
}

/* LIMIT_DEX_NAME: a text of that size is printed whole; a longer one is not. */
static void limit_of_a_printed_name(void **state)
{
    struct buf run;

    (void)state;
    buf_init(&run, 1 << 20);
    for (uint32_t i = 0; i < LIMIT_DEX_NAME + 1; i++)
        buf_u8(&run, 'a');
    for (uint32_t size = LIMIT_DEX_NAME - 1; size <= LIMIT_DEX_NAME + 1; size++) {
        struct reading r;
        struct buf file, out;
        struct error e;
        struct dex *d;
        struct bytes all;
        dex_make_plain(&r.made, 35);
        make_set(&r.made, r.made.strings, r.made.size, 4); /* the first string lies behind the file now */
        buf_init(&file, 1 << 20);
        buf_add(&file, bytes_of(r.made.data, r.made.size));
        for (uint32_t left = size; left != 0; left >>= 7)
            buf_u8(&file, (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0)));
        bytes_slice(buf_bytes(&run), 0, size, &all);
        buf_add(&file, all);
        buf_u8(&file, 0);
        arena_init(&r.arena, 64u << 20);
        scan_init(&r.scan, &r.arena);
        assert_int_equal(dex_open(&r.scan, buf_bytes(&file), &place, &d, &e), 1);
        buf_init(&out, 16u << 20);
        dex_print(&out, d);
        assert_int_equal(bytes_search(buf_bytes(&out), all, 0) < out.size, size <= LIMIT_DEX_NAME);
        buf_free(&out);
        buf_free(&file);
        arena_free(&r.arena);
    }
    buf_free(&run);
}

/* Runs last: a kind that no test has seen is a rule that no test holds. */
static void every_kind_was_met(void **state)
{
    (void)state;
    for (int i = 0; i < DEX_KINDS; i++) {
        assert_true(strncmp(dex_kinds[i].code, "dex.", 4) == 0 && dex_kinds[i].rule != NULL);
        if (!met[i] && strcmp(dex_kinds[i].code, "dex.signature") != 0)
            fail_msg("%s was never met", dex_kinds[i].code);
    }
}

static int write_seed(const char *folder, const char *name, const struct dex_make *m)
{
    char path[1000];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (f == NULL || fwrite(m->data, 1, m->size, f) != m->size || fclose(f) != 0) {
        perror(path);
        return 1;
    }
    return 0;
}

static int write_seeds(const char *folder)
{
    static const uint16_t plain[] = {0x001a, MAKE_HELLO, 0x000e};
    static const uint16_t payloads[] = {0x0026, 8, 0,      0x002b, 11,         0, 0x000e, 0x0000, 0x0300, 1,
                                        3,      0, 0x0201, 0x0003, 0x0100,     1, 0,      0,      3,      0,
                                        0x0200, 1, 7,      0,      3,          0, 0x53fa, 1,      0x3210, 1,
                                        0x10fc, 7, 0,      0x001b, MAKE_HELLO, 0, 0x000e};
    static const uint16_t junk[] = {0x001a, MAKE_HELLO, 0x00e3, 0x0018, 1};
    struct dex_make m;
    int bad = 0;

    dex_make(&m, 35, 1, plain, 3);
    bad |= write_seed(folder, "plain-035.dex", &m);
    dex_make(&m, 39, 1, payloads, sizeof payloads / 2);
    bad |= write_seed(folder, "payloads-039.dex", &m);
    dex_make(&m, 37, 1, junk, 5);
    bad |= write_seed(folder, "junk-037.dex", &m);
    dex_make(&m, 41, 1, plain, 3);
    bad |= write_seed(folder, "plain-041.dex", &m);
    dex_make(&m, 41, 2, payloads, sizeof payloads / 2);
    bad |= write_seed(folder, "container-041.dex", &m);
    return bad;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_loadable_without_anomalies),
        cmocka_unit_test(each_rule_broken_is_said),
        cmocka_unit_test(a_wrong_checksum_is_refused),
        cmocka_unit_test(a_wrong_signature_is_loaded),
        cmocka_unit_test(trailing_bytes_are_refused_up_to_040),
        cmocka_unit_test(bytes_between_sections_must_be_zero_up_to_040),
        cmocka_unit_test(mutf8_is_what_it_should_be),
        cmocka_unit_test(names_may_hold_nearly_anything),
        cmocka_unit_test(tables_give_what_is_there),
        cmocka_unit_test(members_come_in_order_with_their_code),
        cmocka_unit_test(opcode_tables_agree),
        cmocka_unit_test(operands_are_decoded),
        cmocka_unit_test(payloads_are_skipped),
        cmocka_unit_test(junk_in_code_is_tolerated_and_counted),
        cmocka_unit_test(one_sweep_counts_all),
        cmocka_unit_test(a_method_without_code_is_abstract_or_native),
        cmocka_unit_test(a_member_is_in_one_list),
        cmocka_unit_test(only_constructors_are_defined_in_angle_brackets),
        cmocka_unit_test(duplicate_rows_are_out_of_order),
        cmocka_unit_test(overlapping_strings_end_the_walk),
        cmocka_unit_test(shared_code_reaches_the_limit),
        cmocka_unit_test(containers_hold_several),
        cmocka_unit_test(a_container_may_begin_later_and_end_earlier),
        cmocka_unit_test(a_container_has_a_limit_of_parts),
        cmocka_unit_test(what_is_no_dex_is_named),
        cmocka_unit_test(method_handles_name_what_exists),
        cmocka_unit_test(print_shows_it_all),
        cmocka_unit_test(limit_of_the_map),
        cmocka_unit_test(limit_of_a_printed_name),
        cmocka_unit_test(every_kind_was_met),
    };

    if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
        return write_seeds(argv[2]);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
