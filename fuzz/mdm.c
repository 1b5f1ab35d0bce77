/* What an MDM server's webhook said, whatever the bytes: every removal stays in a state that there is, and what is said twice is said once. */
#include <stdlib.h>

#include "base/limits.h"
#include "fleet/mdm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_of(data, size), queued, events;
    struct error e = {0};
    struct arena arena;
    struct mdm m;

    bytes_slice(all, 0, bytes_find(all, '{', 0), &queued);
    events = bytes_from(all, queued.size);
    arena_init(&arena, LIMIT_ARENA);
    if (mdm_read(&arena, queued, events, &m, &e)) {
        for (size_t i = 0; i < m.count; i++)
            if (mdm_state_id(m.rows[i].state) == NULL)
                abort();
        if (m.events.repeated + m.events.malformed > m.events.lines)
            abort();
    } else if (e.code == ERROR_NONE) {
        abort();
    }
    arena_free(&arena);
    return 0;
}
