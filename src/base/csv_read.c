#include "base/csv_read.h"

#include "base/buf.h"

/* One field, its quotes taken off; *at is behind it. False for a quote that never ends. */
static bool field(struct csv_reader *r, struct bytes *out)
{
    struct buf text;
    bool quoted = r->at < r->text.size && r->text.data[r->at] == '"', ok = true;

    buf_init(&text, r->text.size);
    if (quoted)
        r->at++;
    for (;;) {
        uint8_t c;
        if (r->at >= r->text.size) {
            ok = !quoted;
            break;
        }
        c = r->text.data[r->at];
        if (!quoted && (c == ',' || c == '\n' || c == '\r'))
            break;
        r->at++;
        r->line += quoted && c == '\n';
        if (quoted && c == '"' && !(r->at < r->text.size && r->text.data[r->at] == '"')) {
            quoted = false;
            continue;
        }
        if (quoted && c == '"')
            r->at++;
        buf_u8(&text, c);
    }
    *out = arena_copy(r->arena, buf_bytes(&text));
    buf_free(&text);
    return ok;
}

int csv_next(struct csv_reader *r, struct bytes *fields, struct error *e)
{
    size_t line;
    int count = 0;

    if (r->at >= r->text.size)
        return 0;
    line = ++r->line;
    for (;;) {
        struct bytes one;
        if (!field(r, &one))
            return error_set(e, ERROR_FORMAT, r->at, "line %zu: a quote that does not end", line) - 1;
        if (count < CSV_COLUMNS)
            fields[count++] = one;
        if (r->at >= r->text.size)
            return count;
        switch (r->text.data[r->at++]) {
        case ',': continue;
        case '\r':
            if (r->at < r->text.size && r->text.data[r->at] == '\n')
                r->at++;
            return count;
        default: return count;
        }
    }
}
