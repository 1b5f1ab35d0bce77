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

/* The columns of tables that are no facts, in the order of a reader; NULL at the end. */
static const struct {
    const char *name;
    const char *const *columns;
} others[] = {
    {"answers", (const char *const[]){"criterion", "answer", "reason", NULL}},
    {"counts", (const char *const[]){"table", "rows", NULL}},
    {"findings", (const char *const[]){"criterion", "subject", "locus", "grade", "witness", "detail", NULL}},
    {"result", (const char *const[]){"result", "criterion", "detail", NULL}},
};

enum { COLUMNS_MOST = 64 };

/* Where each column is to be found, in the registry's order, so that a record read from JSON gives the same file. */
static size_t columns_of(const struct record_table *t, const char *names[COLUMNS_MOST])
{
    size_t count = 0;

    for (size_t i = 0; table_at(i) != NULL; i++)
        if (bytes_is(t->name, table_at(i)->name))
            for (; count < table_at(i)->column_count && count < COLUMNS_MOST; count++)
                names[count] = table_at(i)->columns[count].name;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (bytes_is(t->name, others[i].name))
            for (; others[i].columns[count] != NULL; count++)
                names[count] = others[i].columns[count];
    return count;
}

void csv_table(struct buf *out, const struct record_table *t)
{
    const char *names[COLUMNS_MOST];
    struct bytes columns[COLUMNS_MOST];
    struct cell cells[COLUMNS_MOST];
    int at[COLUMNS_MOST];
    size_t count = columns_of(t, names);

    if (count == 0) { /* a table of another version */
        csv_head(out, t->columns, t->column_count);
        for (size_t i = 0; i < t->row_count; i++)
            csv_row(out, &t->cells[i * t->column_count], t->column_count);
        return;
    }
    for (size_t k = 0; k < count; k++) {
        columns[k] = bytes_str(names[k]);
        at[k] = record_column(t, names[k]);
    }
    csv_head(out, columns, count);
    if (bytes_is(t->name, "counts")) { /* a row for each big table: they have no order of their own */
        for (size_t i = 0; table_at(i) != NULL; i++)
            for (size_t r = 0; r < t->row_count; r++)
                if (bytes_is(record_text(t, r, "table"), table_at(i)->name))
                    csv_row(out, (struct cell[]){record_cell(t, r, "table"), record_cell(t, r, "rows")}, 2);
        return;
    }
    for (size_t i = 0; i < t->row_count; i++) {
        for (size_t k = 0; k < count; k++)
            cells[k] = at[k] < 0 ? (struct cell){.kind = 'n'} : t->cells[i * t->column_count + (size_t)at[k]];
        csv_row(out, cells, count);
    }
}
