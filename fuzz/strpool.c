/* String pools: whatever the bytes, strings are valid UTF-8 and lie where they are said to. */
#include <stdlib.h>

#include "base/text.h"
#include "read/strpool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct place place = {NULL, {(const uint8_t *)"0", 1}, 1};
    struct bytes chunk = bytes_of(data, size), text, again;
    struct arena arena;
    struct scan scan;
    struct strpool p;

    arena_init(&arena, 512u << 20);
    scan_init(&scan, &arena);
    check(strpool_open(&scan, chunk, locus_at(&place, 0, size), &p) == p.usable);
    for (uint32_t i = 0; i < 300; i++) {
        uint64_t at, length;
        uint32_t found;
        bool ok = strpool_get(&p, i, &text);
        check(ok == (text.data != NULL) && (!ok || (i < p.count && text_is_utf8(text))));
        check(ok <= strpool_range(&p, i, &at, &length) && bytes_has(chunk, at, length));
        check(strpool_get(&p, i, &again) == ok && again.data == text.data);
        if (ok && i < 4 && strpool_find(&p, text, &found))
            check(found < p.count);
    }
    check((p.usable == false) <= (scan.first != NULL));
    arena_free(&arena);
    return 0;
}
