/* Pages of servers, whatever the bytes: the next address is on the same server, or there is none. The first byte says which source. */
#include <stdlib.h>

#include "base/limits.h"
#include "fleet/paging.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sources[] = {"amapi", "intune", "jamf", "fleet", "detected"};
    const struct paging *p = paging_find(bytes_str(sources[size == 0 ? 0 : data[0] % 5]));
    struct paging_walk w = {.first = BYTES("https://server.example/path")};
    struct page_end end;
    struct error e = {0};
    struct arena a;
    struct buf next;

    arena_init(&a, LIMIT_ARENA);
    buf_init(&next, LIMIT_FETCH_URL);
    if (paging_read(p, &a, bytes_from(bytes_of(data, size), 1), &end, &e) && paging_next(p, &w, &end, &next, &e) && next.size > 0 &&
        !(bytes_starts(buf_bytes(&next), BYTES("https://server.example/")) || bytes_starts(buf_bytes(&next), BYTES("https://server.example?")) ||
          bytes_is(buf_bytes(&next), "https://server.example")))
        abort();
    buf_free(&next);
    arena_free(&a);
    return 0;
}
