#include "base/tsv.h"

bool tsv_next(struct tsv *t, struct bytes *fields, size_t count)
{
    struct bytes line;

    while (t->at < t->text.size && t->text.data[t->at] == '#')
        t->at = bytes_find(t->text, '\n', t->at) + 1;
    if (t->at >= t->text.size)
        return false;
    bytes_slice(t->text, t->at, bytes_find(t->text, '\n', t->at) - t->at, &line);
    t->at += line.size + 1;
    for (size_t i = 0, at = 0; i < count; i++) {
        size_t end = at <= line.size ? bytes_find(line, '\t', at) : at;
        bytes_slice(line, at, end - at, &fields[i]);
        at = end + 1;
    }
    return true;
}

size_t tsv_lines(struct bytes text)
{
    size_t lines = 0;

    for (size_t at = 0; at < text.size; at = bytes_find(text, '\n', at) + 1)
        lines++;
    return lines;
}

int32_t tsv_number(struct bytes field, int32_t fallback)
{
    int32_t value = 0;

    if (field.size == 0)
        return fallback;
    for (size_t i = 0; i < field.size && i < 9 && field.data[i] >= '0' && field.data[i] <= '9'; i++)
        value = value * 10 + (field.data[i] - '0');
    return value;
}
