#include "base/json_scan.h"

#include "base/limits.h"

int json_scan_peek(struct bytes text, size_t *at)
{
    while (*at < text.size && (text.data[*at] == ' ' || text.data[*at] == '\n' || text.data[*at] == '\t' || text.data[*at] == '\r'))
        ++*at;
    return *at < text.size ? text.data[*at] : -1;
}

/* Behind the string that begins at `at`; 0 when it does not end. */
static size_t string_end(struct bytes text, size_t at)
{
    for (at++; at < text.size; at++) {
        uint8_t c = text.data[at];
        if (c == '"')
            return at + 1;
        if (c < 0x20)
            return 0;
        at += c == '\\';
    }
    return 0;
}

/* Behind the object or array that begins at `at`; 0 when it does not end, or not with its own bracket. */
static size_t container_end(struct bytes text, size_t at)
{
    uint64_t objects = 0; /* a bit for each bracket that is open, the innermost last */
    unsigned depth = 0;

    while (at < text.size) {
        uint8_t c = text.data[at];
        if (c == '"') {
            at = string_end(text, at);
            if (at == 0)
                return 0;
            continue;
        }
        at++;
        if (c == '{' || c == '[') {
            if (depth++ == LIMIT_JSON_DEPTH)
                return 0;
            objects = objects << 1 | (c == '{');
        } else if (c == '}' || c == ']') {
            if ((objects & 1) != (c == '}'))
                return 0;
            objects >>= 1;
            if (--depth == 0)
                return at;
        }
    }
    return 0;
}

static size_t word_end(struct bytes text, size_t at)
{
    size_t from = at;

    for (; at < text.size; at++) {
        uint8_t c = text.data[at];
        if (c <= ' ' || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '[' || c == '{')
            break;
    }
    return at == from ? 0 : at;
}

bool json_scan_value(struct bytes text, size_t *at, struct bytes *value)
{
    size_t from = *at, end;
    int c = json_scan_peek(text, &from);

    end = c < 0 ? 0 : c == '"' ? string_end(text, from) : c == '{' || c == '[' ? container_end(text, from) : word_end(text, from);
    if (end == 0)
        return false;
    *at = end;
    return bytes_slice(text, from, end - from, value);
}
