/* JAR manifests: sections follow each other inside the text, and each name is found. */
#include "read/jar.h"

#include "base/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size), value;
    struct arena arena;
    struct jar j, again;
    uint64_t end = 0;

    arena_init(&arena, LIMIT_ARENA);
    if (jar_read(&arena, text, &j) != (j.error == NULL) || j.section_count == 0 || j.main_end > size)
        abort();
    jar_read(&arena, text, &again);
    if (again.section_count != j.section_count || again.error_at != j.error_at)
        abort();
    for (size_t i = 0; i < j.section_count; i++) {
        const struct jar_section *s = &j.sections[i], *found;

        if (i > 0 && s->start < end)
            abort();
        if (j.error == NULL && (s->end < s->start || s->end > size))
            abort();
        end = s->end;
        found = i == 0 ? s : jar_find(&j, s->name);
        if (found == NULL || !bytes_equal(found->name, s->name))
            abort();
        if (jar_value(&j, s, BYTES("SHA1-Digest"), &value) && value.size > size)
            abort();
    }
    arena_free(&arena);
    return 0;
}
