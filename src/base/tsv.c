#include "base/tsv.h"

size_t tsv_start(struct bytes text)
{
    size_t at = 0;

    while (at < text.size && text.data[at] == '#')
        at = bytes_find(text, '\n', at) + 1;
    return at < text.size ? at : text.size;
}

bool tsv_next(struct bytes text, size_t *at, struct bytes *fields, size_t count)
{
    size_t from = *at, end;

    if (from >= text.size)
        return false;
    end = bytes_find(text, '\n', from);
    for (size_t i = 0; i < count; i++) {
        struct bytes line;
        size_t tab;
        bytes_slice(text, 0, end, &line);
        tab = from < end ? bytes_find(line, '\t', from) : end;
        bytes_slice(text, from, tab - from, &fields[i]);
        from = tab < end ? tab + 1 : end;
    }
    *at = end + 1;
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

/* Start of the line that `at` lies in. */
static size_t line_start(struct bytes text, size_t at)
{
    while (at > 0 && text.data[at - 1] != '\n')
        at--;
    return at;
}

bool tsv_find(struct bytes text, struct bytes key, struct bytes *fields, size_t count)
{
    size_t low = tsv_start(text), high = text.size;

    while (low < high) {
        size_t at = line_start(text, low + (high - low) / 2), next = at;
        struct bytes first;
        tsv_next(text, &next, &first, 1);
        if (bytes_compare(first, key) < 0)
            low = next;
        else
            high = at;
    }
    return tsv_next(text, &low, fields, count) && bytes_equal(fields[0], key);
}

bool tsv_word(struct bytes *list, struct bytes *word)
{
    size_t space;

    if (list->size == 0)
        return false;
    space = bytes_find(*list, ' ', 0);
    bytes_slice(*list, 0, space, word);
    *list = bytes_from(*list, space + 1);
    return true;
}
