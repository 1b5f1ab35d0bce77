/* PKCS #7 in BER: lengths of every form, and counts that are too large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "read/pkcs7.h"

static struct arena arena;
static bool indefinite; /* constructed elements of indefinite length */

static struct buf new_buf(void)
{
    struct buf b;

    buf_init(&b, 1u << 20);
    return b;
}

/* Appends an element around `content`, which is freed. */
static void element(struct buf *out, uint8_t tag, struct buf content)
{
    buf_u8(out, tag);
    if (indefinite && (tag & 0x20) != 0) {
        buf_u8(out, 0x80);
        buf_add(out, buf_bytes(&content));
        buf_add(out, BYTES("\0\0"));
    } else {
        buf_u8(out, 0x82);
        buf_u8(out, (uint8_t)(content.size >> 8));
        buf_u8(out, (uint8_t)content.size);
        buf_add(out, buf_bytes(&content));
    }
    buf_free(&content);
}

static void primitive(struct buf *out, uint8_t tag, struct bytes content)
{
    struct buf b = new_buf();

    buf_add(&b, content);
    element(out, tag, b);
}

static void algorithm(struct buf *out)
{
    struct buf b = new_buf();

    primitive(&b, 6, BYTES("\x2a\x03"));
    element(out, 0x30, b);
}

static void signer(struct buf *out)
{
    struct buf s = new_buf(), id = new_buf(), name = new_buf(), set = new_buf(), attribute = new_buf(),
               attributes = new_buf();

    primitive(&s, 2, BYTES("\1"));
    element(&id, 0x30, name);
    primitive(&id, 2, BYTES("\7"));
    element(&s, 0x30, id);
    algorithm(&s);
    primitive(&attribute, 6, BYTES("\x2a\x04"));
    primitive(&set, 4, BYTES("value"));
    element(&attribute, 0x31, set);
    element(&attributes, 0x30, attribute);
    element(&s, 0xa0, attributes);
    algorithm(&s);
    primitive(&s, 4, BYTES("signature"));
    element(out, 0x30, s);
}

/* SignedData with that many certificates and signers. */
static struct buf build(size_t certificates, size_t signers)
{
    struct buf out = new_buf(), info = new_buf(), content = new_buf(), data = new_buf(), part = new_buf();

    primitive(&info, 6, BYTES("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"));
    primitive(&data, 2, BYTES("\1"));
    element(&data, 0x31, part);
    part = new_buf();
    primitive(&part, 6, BYTES("\x2a\x05"));
    element(&data, 0x30, part);
    part = new_buf();
    for (size_t i = 0; i < certificates; i++)
        primitive(&part, 0x30, BYTES("certificate"));
    element(&data, 0xa0, part);
    part = new_buf();
    for (size_t i = 0; i < signers; i++)
        signer(&part);
    element(&data, 0x31, part);
    element(&content, 0x30, data);
    element(&info, 0xa0, content);
    element(&out, 0x30, info);
    return out;
}

static void check(const struct pkcs7 *p)
{
    struct ber value;

    assert_null(p->error);
    assert_int_equal(p->certificate_count, 2);
    assert_int_equal(p->signer_count, 1);
    assert_true(bytes_is(p->content_type, "\x2a\x05"));
    assert_true(bytes_is(p->signers[0].signature, "signature"));
    assert_true(p->signers[0].has_attributes);
    assert_int_equal(pkcs7_attribute(&p->signers[0], BYTES("\x2a\x04"), &value), 1);
    assert_true(bytes_is(value.content, "value"));
    assert_int_equal(pkcs7_attribute(&p->signers[0], BYTES("\x2a\x07"), &value), 0);
}

static void lengths_of_both_forms(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct buf b;
        struct pkcs7 p;

        indefinite = false;
        b = build(2, 1);
        if (i == 1) {
            buf_free(&b);
            indefinite = true; /* opaque certificates stay definite: their content is no BER */
            b = new_buf();
            indefinite = false;
            struct buf inner = build(2, 1);
            buf_add(&b, BYTES("\x30\x80"));
            buf_add(&b, bytes_from(buf_bytes(&inner), 4));
            buf_add(&b, BYTES("\0\0"));
            buf_free(&inner);
        }
        assert_true(pkcs7_read(&arena, buf_bytes(&b), &p));
        check(&p);
        buf_free(&b);
    }
}

static void every_prefix_is_refused(void **state)
{
    struct buf b = build(2, 1);
    struct pkcs7 p;

    (void)state;
    for (size_t n = 0; n < b.size; n++)
        assert_false(pkcs7_read(&arena, bytes_of(b.data, n), &p));
    buf_free(&b);
}

/* LIMIT_PKCS7_ITEMS, certificates and signers. */
static void items_are_limited(void **state)
{
    (void)state;
    for (size_t n = LIMIT_PKCS7_ITEMS - 1; n <= LIMIT_PKCS7_ITEMS + 1; n++) {
        struct buf a = build(n, 1), b = build(1, n);
        struct pkcs7 p;

        assert_true(pkcs7_read(&arena, buf_bytes(&a), &p) == (n <= LIMIT_PKCS7_ITEMS));
        assert_true(pkcs7_read(&arena, buf_bytes(&b), &p) == (n <= LIMIT_PKCS7_ITEMS));
        buf_free(&a);
        buf_free(&b);
    }
}

static void nesting_does_not_matter(void **state)
{
    struct buf b = new_buf();
    struct pkcs7 p;

    (void)state;
    for (int i = 0; i < 200000; i++)
        buf_add(&b, BYTES("\x30\x80"));
    assert_false(pkcs7_read(&arena, buf_bytes(&b), &p));
    buf_free(&b);
}

static void lengths_that_do_not_fit(void **state)
{
    static const struct bytes texts[] = {
        {(const uint8_t *)"\x30\x84\xff\xff\xff\xff", 6},
        {(const uint8_t *)"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10},
        {(const uint8_t *)"\x30\x89\x00\x00\x00\x00\x00\x00\x00\x00\x01", 11},
        {(const uint8_t *)"\x04\x80\x00\x00", 4}, /* a primitive of indefinite length */
    };
    struct ber e;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct cursor c = cursor_open(texts[i], 0);
        assert_false(ber_next(&c, &e));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_of_both_forms),   cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(items_are_limited),       cmocka_unit_test(nesting_does_not_matter),
        cmocka_unit_test(lengths_that_do_not_fit),
    };
    int result;

    arena_init(&arena, 1u << 24);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    result = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return result;
}
