/* JSON: whatever the bytes, what is read is written as canonical JSON, which reads as itself. */
#include <stdlib.h>

#include "base/json_read.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void write(const struct json_node *n, struct buf *out)
{
    struct json j;

    json_open(&j, out);
    check(json_write(&j, n) && !out->failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size);
    struct arena arena;
    struct error e = {0};
    struct json_node *n;
    struct buf once, twice;

    arena_init(&arena, 512u << 20);
    n = json_read(&arena, text, &e);
    check((n == NULL) == (e.code != ERROR_NONE) && e.offset <= size);
    if (n != NULL) {
        buf_init(&once, 6 * size + 16);
        buf_init(&twice, 6 * size + 16);
        write(n, &once);
        check(n->at < size && text_is_utf8(buf_bytes(&once)));
        n = json_read(&arena, buf_bytes(&once), &e);
        check(n != NULL && json_canonical(n, buf_bytes(&once)));
        write(n, &twice);
        check(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
        buf_free(&once);
        buf_free(&twice);
    }
    arena_free(&arena);
    return 0;
}
