#include "fact/row.h"

#include "base/text.h"

static void put_text(struct buf *out, struct bytes text)
{
    buf_u32(out, (uint32_t)text.size);
    buf_add(out, text);
}

bool row_header_write(struct buf *out, const char *name, const char *const *columns, uint32_t count)
{
    buf_u32(out, count);
    put_text(out, bytes_str(name));
    for (uint32_t i = 0; i < count; i++)
        put_text(out, bytes_str(columns[i]));
    return !out->failed;
}

bool row_header_read(struct bytes payload, struct row_header *out)
{
    struct cursor c = cursor_open(payload, 0);

    out->count = cursor_u32(&c);
    if (out->count > ROW_COLUMNS_MOST)
        return false;
    out->name = cursor_take(&c, cursor_u32(&c));
    for (uint32_t i = 0; i < out->count && !c.failed; i++) {
        out->columns[i] = cursor_take(&c, cursor_u32(&c));
        if (!text_is_utf8(out->columns[i]))
            return false;
    }
    return !c.failed && cursor_left(&c) == 0 && text_is_utf8(out->name);
}

bool row_write(struct buf *out, const struct cell *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_u8(out, (uint8_t)cells[i].kind);
        if (cells[i].kind == 'i')
            buf_u64(out, (uint64_t)cells[i].number);
        else if (cells[i].kind != 'n')
            put_text(out, cells[i].text);
    }
    return !out->failed;
}

bool row_read(struct bytes payload, struct cell *cells, uint32_t count)
{
    struct cursor c = cursor_open(payload, 0);

    for (uint32_t i = 0; i < count; i++) {
        cells[i] = (struct cell){.kind = (char)cursor_u8(&c)};
        switch (cells[i].kind) {
        case 'n':
            break;
        case 'i':
            cells[i].number = (int64_t)cursor_u64(&c);
            break;
        case 'r':
        case 't':
            cells[i].text = cursor_take(&c, cursor_u32(&c));
            if (!text_is_utf8(cells[i].text))
                return false;
            break;
        default:
            return false;
        }
    }
    return !c.failed && cursor_left(&c) == 0;
}
