#include "cmd/csv.h"

#include "base/text.h"

/* Whether a byte may be part of a character that acts on a terminal. */
static bool may_act(uint8_t byte)
{
    return byte < 0x20 || byte >= 0x7f;
}

/* Whether a spreadsheet may take a field for a formula. */
static bool is_formula(struct bytes text)
{
    return text.size > 0 && text.data[0] != 0 && strchr("=+-@\t\r", text.data[0]) != NULL;
}

/* A field as it is, but for characters that act: a line feed or tab is data, an escape sequence is not. */
static void add_text(struct buf *out, struct bytes text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t point;
        if (!may_act(text.data[at])) {
            buf_u8(out, text.data[at]);
            if (text.data[at++] == '"')
                buf_u8(out, '"');
            continue;
        }
        point = text_next(text, &at);
        if (text_acts(point) && point != '\n' && point != '\r' && point != '\t')
            buf_printf(out, "\\u{%x}", point);
        else
            text_put(out, point);
    }
}

void csv_field(struct buf *out, struct bytes text)
{
    bool quote = bytes_find(text, ',', 0) != text.size || bytes_find(text, '"', 0) != text.size ||
                 bytes_find(text, '\n', 0) != text.size || bytes_find(text, '\r', 0) != text.size;

    if (quote)
        buf_u8(out, '"');
    if (is_formula(text))
        buf_u8(out, '\'');
    add_text(out, text);
    if (quote)
        buf_u8(out, '"');
}

void csv_row(struct buf *out, const struct cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_u8(out, ',');
        if (cells[i].kind == 'i')
            buf_printf(out, "%lld", (long long)cells[i].number);
        else if (cells[i].kind == 'r' && cells[i].text.size > 1 && cells[i].text.data[0] == '-' &&
                 cells[i].text.data[1] >= '0' && cells[i].text.data[1] <= '9' &&
                 bytes_find(cells[i].text, ',', 0) == cells[i].text.size)
            add_text(out, cells[i].text); /* a number below zero is none */
        else if (cells[i].kind != 'n')
            csv_field(out, cells[i].text);
    }
    buf_str(out, "\r\n");
}

void csv_head(struct buf *out, const struct bytes *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_u8(out, ',');
        csv_field(out, columns[i]);
    }
    buf_str(out, "\r\n");
}

void csv_table(struct buf *out, const struct record_table *t)
{
    csv_head(out, t->columns, t->column_count);
    for (size_t i = 0; i < t->row_count; i++)
        csv_row(out, &t->cells[i * t->column_count], t->column_count);
}
