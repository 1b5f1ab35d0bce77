#include "base/tsv_rows.h"

#include "base/text.h"

struct tsv_rows tsv_rows_open(struct bytes text, const char *name, struct error *e)
{
    struct tsv_rows r = {.text = text, .name = name, .at = tsv_start(text), .e = e};
    struct bytes header;

    bytes_slice(text, 0, r.at, &header);
    r.line = tsv_lines(header);
    return r;
}

bool tsv_rows_wrong(const struct tsv_rows *r, const char *what, struct bytes value)
{
    return error_set(r->e, ERROR_FORMAT, 0, "%s:%zu: %s '%.*s'", r->name, r->line, what,
                     (int)(value.size < 80 ? value.size : 80), (const char *)value.data);
}

int tsv_rows_next(struct tsv_rows *r, struct bytes *fields, size_t count)
{
    size_t from = r->at, tabs = 0;
    struct bytes line;

    if (!tsv_next(r->text, &r->at, fields, count))
        return 0;
    r->line++;
    bytes_slice(r->text, from, bytes_find(r->text, '\n', from) - from, &line);
    for (size_t at = bytes_find(line, '\t', 0); at < line.size; at = bytes_find(line, '\t', at + 1))
        tabs++;
    if (tabs + 1 != count)
        return tsv_rows_wrong(r, "the row has another number of fields than it should:", line) - 1;
    if (!text_is_utf8(line))
        return tsv_rows_wrong(r, "the row is not UTF-8; its first field is", fields[0]) - 1;
    return 1;
}
