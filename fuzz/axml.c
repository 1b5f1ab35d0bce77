/* Binary XML: whatever the bytes, what comes back lies inside them and is the same twice. */
#include <stdlib.h>

#include "read/axml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* Everything a caller might ask, written out. */
static bool digest(struct bytes file, struct buf *out)
{
    static const struct place place = {NULL, {(const uint8_t *)"0", 1}, 1};
    const struct axml_tables none = {NULL, 0};
    struct arena arena;
    struct scan scan;
    struct axml x;
    struct error e = {0};
    bool ok;

    arena_init(&arena, 512u << 20);
    scan_init(&scan, &arena);
    ok = axml_open(&scan, file, &place, &x, &e);
    check(ok || e.code != ERROR_NONE);
    for (size_t i = 0; i < x.count; i++) {
        const struct axml_element *el = &x.elements[i];
        check(bytes_has(file, el->at, el->size) && el->parent < (int32_t)i);
        check((el->parent < 0) == (i == 0) && el->depth == (i == 0 ? 0 : x.elements[el->parent].depth + 1));
        check((uint64_t)el->first_attribute + el->attribute_count <= x.attribute_count);
        axml_find(&x, i, 0x01010003, NULL);
        axml_find(&x, i, 0, "package");
    }
    for (size_t i = 0; i < x.attribute_count && i < 1000; i++) {
        struct bytes text;
        check(bytes_has(file, x.attributes[i].at, x.attributes[i].size));
        axml_string(&x, &x.attributes[i], none, AXML_ANY, &text);
        buf_printf(out, "%d %d ", axml_bool(&x, &x.attributes[i], none, true),
                   axml_int(&x, &x.attributes[i], none, 7));
        buf_add(out, text);
    }
    axml_print(out, &x);
    for (const struct anomaly *a = scan.first; a != NULL; a = a->next) {
        check(a->locus.at <= file.size);
        buf_printf(out, "%s %llu\n", a->kind->code, (unsigned long long)a->locus.at);
    }
    arena_free(&arena);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf one, two;

    buf_init(&one, 4u << 20);
    buf_init(&two, 4u << 20);
    check(digest(bytes_of(data, size), &one) == digest(bytes_of(data, size), &two));
    check(bytes_equal(buf_bytes(&one), buf_bytes(&two)));
    buf_free(&one);
    buf_free(&two);
    return 0;
}
