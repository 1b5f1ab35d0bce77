#include "ledger/armor.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#include "base/hash.h"

enum { LINE = 70 };

/* The next line, without its end; false when there is none. */
static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    size_t end = bytes_find(text, '\n', *at);

    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, end - *at, line);
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    *at = end + 1;
    return true;
}

static bool marks(struct bytes line, const char *word, const char *label)
{
    return bytes_starts(line, BYTES("-----")) && bytes_ends(line, BYTES("-----")) &&
           line.size == 11 + strlen(word) + strlen(label) && bytes_starts(bytes_from(line, 5), bytes_str(word)) &&
           bytes_starts(bytes_from(line, 6 + strlen(word)), bytes_str(label)) && line.data[5 + strlen(word)] == ' ';
}

bool armor_read(struct arena *a, const char *label, struct bytes text, struct bytes *raw, struct error *e)
{
    uint8_t *joined = arena_raw(a, text.size + 1), *out = arena_raw(a, text.size + 1);
    struct bytes line;
    size_t at = 0, size = 0, used;
    bool ended = false, ok;

    *raw = bytes_of(NULL, 0);
    if (!next_line(text, &at, &line) || !marks(line, "BEGIN", label))
        return error_set(e, ERROR_FORMAT, 0, "the text does not begin with -----BEGIN %s-----", label);
    while (!ended && next_line(text, &at, &line)) {
        ended = marks(line, "END", label);
        if (!ended && line.size > 0) {
            memcpy(joined + size, line.data, line.size);
            size += line.size;
        }
    }
    if (!ended)
        return error_set(e, ERROR_FORMAT, text.size, "the text does not end with -----END %s-----", label);
    if (at < text.size)
        return error_set(e, ERROR_FORMAT, at, "%zu bytes behind -----END %s-----", text.size - at, label);
    ok = hash_unbase64(bytes_of(joined, size), out, &used);
    OPENSSL_cleanse(joined, size);
    *raw = bytes_of(out, used);
    return ok || error_set(e, ERROR_FORMAT, 0, "what stands in the armor is not base64");
}

bool armor_write(struct buf *out, const char *label, struct bytes raw)
{
    char *text = malloc((raw.size + 2) / 3 * 4 + 1);
    struct bytes all, line;

    if (text == NULL) {
        out->failed = true;
        return false;
    }
    hash_base64(raw, text);
    all = bytes_str(text);
    buf_printf(out, "-----BEGIN %s-----\n", label);
    for (size_t at = 0; at < all.size; at += LINE) {
        bytes_slice(all, at, all.size - at < LINE ? all.size - at : LINE, &line);
        buf_add(out, line);
        buf_u8(out, '\n');
    }
    free(text);
    return buf_printf(out, "-----END %s-----\n", label);
}

void armor_wipe(struct bytes raw)
{
    if (raw.size > 0)
        OPENSSL_cleanse((void *)(uintptr_t)raw.data, raw.size);
}
