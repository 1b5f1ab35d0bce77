#include "fact/sql_shape.h"

#include "base/limits.h"

/* Where the quoted token at `at` ends, its closing quote included; 0 when it does not. Two closing quotes are one. */
static size_t quoted_end(struct bytes in, size_t at)
{
    uint8_t close = in.data[at] == '[' ? ']' : in.data[at];

    for (at = bytes_find(in, close, at + 1); at < in.size; at = bytes_find(in, close, at + 2))
        if (close == ']' || at + 1 == in.size || in.data[at + 1] != close)
            return at + 1;
    return 0;
}

/* Where white space and comments that begin at `at` end; `at` where there are none. */
static size_t space_end(struct bytes in, size_t at)
{
    while (at < in.size) {
        uint8_t c = in.data[at];
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            at++;
        else if (c == '-' && bytes_starts(bytes_from(in, at), BYTES("--")))
            at = bytes_find(in, '\n', at);
        else if (c == '/' && bytes_starts(bytes_from(in, at), BYTES("/*")))
            at = bytes_search(in, BYTES("*/"), at + 2) + 2;
        else
            break;
    }
    return at < in.size ? at : in.size;
}

static bool name_byte(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '$' ||
           c >= 0x80;
}

bool sql_shape(struct bytes statement, struct sql_shape *out)
{
    size_t at = 0, size = 0;
    uint8_t before = ' ', *text;

    out->count = 0;
    buf_init(&out->text, LIMIT_SQL_LENGTH);
    if (!buf_room(&out->text, statement.size)) /* a shape is no longer than its statement */
        return false;
    text = out->text.data;
    while (at < statement.size) {
        size_t end = space_end(statement, at);
        uint8_t c;
        if (end > at) {
            if (before != ' ')
                text[size++] = ' ';
            before = ' ';
            at = end;
            continue;
        }
        c = statement.data[at];
        if (name_byte(c)) {
            do
                text[size++] = before = statement.data[at++];
            while (at < statement.size && name_byte(statement.data[at]));
            continue;
        }
        end = c == '\'' || c == '"' || c == '`' || c == '[' ? quoted_end(statement, at) : at + 1;
        if (end == 0 || c == '?')
            return false;
        if (c != '\'') {
            while (at < end)
                text[size++] = before = statement.data[at++];
        } else if (name_byte(before) || out->count == SQL_SHAPE_LITERALS) { /* x'00' is another thing */
            return false;
        } else {
            bytes_slice(statement, at + 1, end - at - 2, &out->literals[out->count++]);
            text[size++] = before = '?';
            at = end;
        }
    }
    out->text.size = size;
    return out->count > 0;
}

bool sql_literal(struct buf *out, struct bytes literal)
{
    for (size_t at = 0; at < literal.size;) {
        size_t quote = bytes_find(literal, '\'', at);
        struct bytes part;
        bytes_slice(literal, at, quote - at + (quote < literal.size ? 1 : 0), &part);
        buf_add(out, part);
        at = quote + 2;
    }
    return !out->failed;
}
