#include "base/json.h"

#include <inttypes.h>

#include "base/text.h"

#define EACH 0x0101010101010101u

/* Whether one of eight bytes is zero; what else is in the word may make a byte above it look so too. */
static bool has_zero(uint64_t word)
{
    return ((word - EACH) & ~word & EACH << 7) != 0;
}

/* Whether one of eight bytes is to be written in another way. */
static bool has_special(uint64_t word)
{
    return ((word - EACH * 0x20) & ~word & EACH << 7) != 0 || has_zero(word ^ EACH * '"') || has_zero(word ^ EACH * '\\');
}

/* Where, from `at` on, the next character is that has to be written in another way, or the end. */
static size_t next_special(struct bytes text, size_t at)
{
    while (bytes_has(text, at, 8) && !has_special(bytes_load64(&text.data[at])))
        at += 8;
    while (at < text.size && text.data[at] >= 0x20 && text.data[at] != '"' && text.data[at] != '\\')
        at++;
    return at;
}

void json_string(struct buf *out, struct bytes text)
{
    size_t from = 0;

    buf_u8(out, '"');
    for (size_t i = next_special(text, 0); i < text.size; i = next_special(text, from)) {
        static const char shorts[] = "btn?fr"; /* 0x08 to 0x0d, where 0x0b has none */
        uint8_t c = text.data[i];
        struct bytes run;
        bytes_slice(text, from, i - from, &run);
        buf_add(out, run);
        from = i + 1;
        if (c == '"' || c == '\\')
            buf_add(out, bytes_of((const uint8_t[]){'\\', c}, 2));
        else if (c >= 0x08 && c <= 0x0d && c != 0x0b)
            buf_add(out, bytes_of((const uint8_t[]){'\\', (uint8_t)shorts[c - 8]}, 2));
        else
            buf_printf(out, "\\u%04x", c);
    }
    buf_add(out, bytes_from(text, from));
    buf_u8(out, '"');
}

void json_integer(struct buf *out, int64_t number)
{
    if (number > 9007199254740991 || number < -9007199254740991)
        buf_printf(out, "\"%" PRId64 "\"", number);
    else if (number < 0)
        buf_printf(out, "%" PRId64, number);
    else
        buf_decimal(out, (uint64_t)number);
}

int json_compare(struct bytes a, struct bytes b)
{
    size_t i = 0, k = 0;

    while (i < a.size && i < b.size && a.data[i] == b.data[i] && a.data[i] < 0x80)
        i++;
    k = i;
    while (i < a.size && k < b.size) {
        uint32_t x = text_next(a, &i), y = text_next(b, &k);
        if (x == y)
            continue;
        /* a point above U+FFFF is a surrogate pair, whose first unit lies below U+E000 */
        if (x > 0xffff && y <= 0xffff)
            return y >= 0xe000 ? -1 : 1;
        if (y > 0xffff && x <= 0xffff)
            return x >= 0xe000 ? 1 : -1;
        return x < y ? -1 : 1;
    }
    return (i < a.size) - (k < b.size);
}

void json_open(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

/* A comma, unless this is the first here or the value of a key. */
static void separate(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->more[j->depth])
        buf_u8(j->out, ',');
    j->more[j->depth] = true;
}

static void enter(struct json *j, uint8_t bracket)
{
    separate(j);
    buf_u8(j->out, bracket);
    if (j->depth + 1 >= JSON_DEPTH) {
        j->disordered = true;
        return;
    }
    j->depth++;
    j->more[j->depth] = false;
    j->last[j->depth] = bytes_of(NULL, 0);
}

static void leave(struct json *j, uint8_t bracket)
{
    if (j->depth > 0)
        j->depth--;
    buf_u8(j->out, bracket);
}

void json_object(struct json *j)
{
    enter(j, '{');
}

void json_array(struct json *j)
{
    enter(j, '[');
}

void json_end_object(struct json *j)
{
    leave(j, '}');
}

void json_end_array(struct json *j)
{
    leave(j, ']');
}

void json_key(struct json *j, struct bytes key)
{
    if (j->more[j->depth] && json_compare(j->last[j->depth], key) >= 0)
        j->disordered = true;
    j->last[j->depth] = key;
    separate(j);
    json_string(j->out, key);
    buf_u8(j->out, ':');
    j->after_key = true;
}

void json_text(struct json *j, struct bytes text)
{
    separate(j);
    json_string(j->out, text);
}

void json_number(struct json *j, int64_t number)
{
    separate(j);
    json_integer(j->out, number);
}

void json_bool(struct json *j, bool yes)
{
    separate(j);
    buf_str(j->out, yes ? "true" : "false");
}

void json_null(struct json *j)
{
    separate(j);
    buf_str(j->out, "null");
}

void json_pair(struct json *j, const char *key, struct bytes text)
{
    json_key(j, bytes_str(key));
    json_text(j, text);
}

void json_pair_or_null(struct json *j, const char *key, struct bytes text)
{
    json_key(j, bytes_str(key));
    if (text.data == NULL)
        json_null(j);
    else
        json_text(j, text);
}

void json_pair_count(struct json *j, const char *key, uint64_t n)
{
    json_key(j, bytes_str(key));
    json_number(j, (int64_t)n);
}
