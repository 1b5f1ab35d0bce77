/* Two documents, a line feed between: taken apart and put together again each says what it said; sameness goes both ways. */
#include <stdlib.h>

#include "base/limits.h"
#include "fleet/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void holds(bool what)
{
    if (!what)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_of(data, size), x, y, part, whole;
    struct document_fields fields, differing;
    struct error e = {0};
    struct arena arena;

    bytes_slice(all, 0, bytes_find(all, '\n', 0), &x);
    y = bytes_from(all, x.size + 1);
    arena_init(&arena, LIMIT_ARENA);
    holds(document_same(x, y) == document_same(y, x));
    if (document_fields(&arena, x, &fields, &e)) {
        holds(document_same(x, x));
        if (document_pick(&arena, x, &fields, &part, &e)) {
            holds(document_same(part, x));
            if (document_with(&arena, y, &fields, part, &whole, &e)) {
                struct bytes again;
                holds(document_pick(&arena, whole, &fields, &again, &e) && document_same(again, part));
            }
        }
        if (document_differing(&arena, x, y, &differing, &e))
            holds((differing.count == 0) == document_same(x, y));
    }
    arena_free(&arena);
    return 0;
}
