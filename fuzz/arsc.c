/* Resource tables: whatever the bytes, what comes back lies inside them and is the same twice. */
#include <stdlib.h>

#include "read/arsc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void ask(const struct arsc *const *tables, uint32_t id, struct bytes file, struct buf *out)
{
    struct arsc_value v, item;
    struct arsc_each it;
    uint32_t key;

    if (arsc_resolve(tables, 1, id, &v) || v.table != NULL)
        check(bytes_has(file, v.at, v.size));
    buf_add(out, v.text);
    buf_add(out, arsc_config_text(&v));
    buf_add(out, arsc_name(tables, 1, id));
    for (it = arsc_each(tables, 1, id); arsc_next(&it, &v);) {
        check(bytes_has(file, v.at, v.size));
        for (uint32_t i = 0; i < 100 && arsc_bag_entry(&v, i, &key, &item); i++)
            check(bytes_has(file, item.at, item.size));
    }
}

static bool digest(struct bytes file, struct buf *out)
{
    static const struct place place = {NULL, {(const uint8_t *)"0", 1}, 1};
    struct arena arena;
    struct scan scan;
    struct arsc a;
    const struct arsc *tables[] = {&a};
    struct error e = {0};
    bool ok;

    arena_init(&arena, 512u << 20);
    scan_init(&scan, &arena);
    ok = arsc_open(&scan, file, &place, &a, &e);
    check(ok || e.code != ERROR_NONE);
    for (size_t p = 0; p < a.package_count && p < 3; p++)
        for (uint32_t type = 1; type < 3; type++)
            for (uint32_t entry = 0; entry < 5; entry++)
                ask(tables, a.packages[p].id << 24 | type << 16 | entry, file, out);
    buf_u32(out, arsc_find(tables, 1, "string/three"));
    arsc_print(out, &a);
    for (const struct anomaly *n = scan.first; n != NULL; n = n->next) {
        check(n->locus.at <= file.size);
        buf_printf(out, "%s %llu\n", n->kind->code, (unsigned long long)n->locus.at);
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
