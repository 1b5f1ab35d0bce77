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
        if (!quoted && (c == r->separator || c == '\n' || c == '\r'))
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

/* What the first line separates its fields by: a comma when it has one outside of quotes, else a semicolon, else a tab. */
static uint8_t separator_of(struct bytes text)
{
    static const uint8_t known[] = {',', ';', '\t'};
    size_t best = sizeof known;
    bool quoted = false;

    for (size_t i = 0; i < text.size && (quoted || (text.data[i] != '\n' && text.data[i] != '\r')); i++) {
        quoted ^= text.data[i] == '"';
        for (size_t k = 0; !quoted && k < best; k++)
            if (text.data[i] == known[k])
                best = k;
    }
    return known[best < sizeof known ? best : 0];
}

int csv_next(struct csv_reader *r, struct bytes *fields, struct error *e)
{
    size_t line;
    int count = 0;

    if (r->at >= r->text.size)
        return 0;
    if (r->at == 0 && bytes_starts(r->text, BYTES("\xef\xbb\xbf")))
        r->at = 3;
    if (r->separator == 0)
        r->separator = separator_of(bytes_from(r->text, r->at));
    line = ++r->line;
    for (;;) {
        struct bytes one;
        if (!field(r, &one))
            return error_set(e, ERROR_FORMAT, r->at, "line %zu: a quote that does not end", line) - 1;
        if (count < CSV_COLUMNS)
            fields[count++] = one;
        if (r->at >= r->text.size)
            return count;
        if (r->text.data[r->at] == r->separator) {
            r->at++;
            continue;
        }
        switch (r->text.data[r->at++]) {
        case '\r':
            if (r->at < r->text.size && r->text.data[r->at] == '\n')
                r->at++;
            return count;
        default: return count;
        }
    }
}
