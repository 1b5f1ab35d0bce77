#include "fleet/user_words.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/pack.h"
#include "base/tsv_rows.h"
#include "ledger/file.h"

enum { ROW_ID, ROW_ENGLISH, ROW_FRENCH, ROW_FIELDS };

static const char *const braces[] = {"{title}", "{contact}", "{day}", "{text}"};

enum { BRACES = sizeof braces / sizeof *braces };

/* --- French --- */

static bool keeps(struct bytes text, size_t at)
{
    struct bytes before, after;
    uint8_t next = 0;

    bytes_u8(text, at + 1, &next);
    bytes_slice(text, at >= 2 ? at - 2 : 0, at >= 2 ? 2 : 0, &before);
    bytes_slice(text, at + 1, 2, &after);
    return strchr(":;?!", next) != NULL ? next != 0 : bytes_is(before, "\xc2\xab") || bytes_is(after, "\xc2\xbb");
}

struct bytes user_words_spaced(struct arena *a, enum language l, struct bytes text)
{
    static const char narrow[] = "\xe2\x80\xaf";
    uint8_t *out;
    size_t to = 0;

    if (l != FRENCH)
        return text;
    out = arena_raw(a, 3 * text.size + 1);
    for (size_t at = 0; at < text.size; at++) {
        bool kept = text.data[at] == ' ' && keeps(text, at);
        memcpy(&out[to], kept ? (const void *)narrow : (const void *)&text.data[at], kept ? 3 : 1);
        to += kept ? 3 : 1;
    }
    return bytes_of(out, to);
}

struct bytes user_words_day(struct arena *a, enum language l, struct bytes day)
{
    static const char *const months[2][12] = {
        {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
        {"janvier", "f\xc3\xa9vrier", "mars", "avril", "mai", "juin", "juillet", "ao\xc3\xbbt", "septembre", "octobre", "novembre", "d\xc3\xa9" "cembre"},
    };
    struct bytes year, month, date;
    int32_t m, d;

    bytes_slice(day, 0, 4, &year);
    bytes_slice(day, 5, 2, &month);
    bytes_slice(day, 8, 2, &date);
    m = tsv_number(month, 0);
    d = tsv_number(date, 0);
    if (m < 1 || m > 12 || d < 1)
        return day;
    return arena_printf(a, "%d%s\xc2\xa0%s\xc2\xa0%.*s", (int)d, l == FRENCH && d == 1 ? "er" : "", months[l][m - 1], (int)year.size,
                        (const char *)year.data);
}

/* --- the files --- */

static struct user_word *find(const struct user_words *w, struct bytes id)
{
    for (size_t i = 0; i < w->count; i++)
        if (bytes_equal(w->rows[i].id, id))
            return &w->rows[i];
    return NULL;
}

static size_t find_text(struct bytes text, const char *part, size_t from)
{
    for (struct bytes rest; from < text.size; from++) {
        from = bytes_find(text, (uint8_t)part[0], from);
        if (bytes_slice(text, from, strlen(part), &rest) && bytes_is(rest, part))
            return from;
    }
    return text.size;
}

/* The first thing in braces that one of two texts has and the other has not; NULL when they have the same. */
static const char *other_braces(struct bytes one, struct bytes two)
{
    for (size_t i = 0; i < BRACES; i++)
        if ((find_text(one, braces[i], 0) < one.size) != (find_text(two, braces[i], 0) < two.size))
            return braces[i];
    return NULL;
}

/* A row over ours: its braces are those of the row it replaces. */
static bool replace(struct user_words *w, const struct tsv_rows *r, const struct user_word *row)
{
    struct user_word *ours = find(w, row->id);

    if (ours == NULL)
        return tsv_rows_wrong(r, "no sentence has that id; packs/notices/words.tsv has them all:", row->id);
    for (int l = 0; l < 2; l++) {
        const char *wrong = other_braces(ours->text[ENGLISH], row->text[l]);
        if (wrong != NULL)
            return error_set(r->e, ERROR_FORMAT, 0, "%s:%zu: %s: both languages have %s where packs/notices/words.tsv has it, and nowhere else",
                             r->name, r->line, (const char *)row->id.data, wrong);
    }
    *ours = *row;
    return true;
}

static bool read_rows(struct user_words *w, struct arena *a, struct bytes text, const char *name, bool own, struct error *e)
{
    struct tsv_rows r = tsv_rows_open(text, name, e);
    struct bytes f[ROW_FIELDS];
    int more;

    while ((more = tsv_rows_next(&r, f, ROW_FIELDS)) > 0) {
        struct user_word row = {arena_copy(a, f[ROW_ID]), {f[ROW_ENGLISH], user_words_spaced(a, FRENCH, f[ROW_FRENCH])}};
        if (f[ROW_ID].size == 0 || f[ROW_ENGLISH].size == 0 || f[ROW_FRENCH].size == 0)
            return tsv_rows_wrong(&r, "an id, English and French are wanted:", f[ROW_ID]);
        if (own && row.id.data[0] == '=') {
            row.id = bytes_from(row.id, 1);
            w->given[w->given_count++] = row;
        } else if (!own) {
            w->rows[w->count++] = row;
        } else if (!replace(w, &r, &row)) {
            return false;
        }
    }
    return more == 0;
}

bool user_words_load(struct user_words *w, struct arena *a, const char *path, struct error *e)
{
    const struct pack_file *pack = pack_find("notices/words.tsv");
    struct bytes text;

    *w = (struct user_words){.count = 0};
    if (pack == NULL)
        return error_set(e, ERROR_SYSTEM, 0, "packs/notices/words.tsv is not built in");
    w->rows = arena_array(a, tsv_lines(pack->text), sizeof *w->rows);
    if (!read_rows(w, a, pack->text, pack->path, false, e))
        return false;
    if (path == NULL)
        return true;
    if (!file_read(a, path, LIMIT_NOTICE_FILE, &text, e))
        return false;
    w->given = arena_array(a, tsv_lines(text) + 1, sizeof *w->given);
    return read_rows(w, a, text, path, true, e);
}

/* --- saying --- */

struct bytes user_words_say(const struct user_words *w, struct arena *a, enum language l, const char *id, const struct user_fill *fill)
{
    const struct bytes values[BRACES] = {fill->title, fill->contact, fill->day, fill->text};
    const struct user_word *row = find(w, bytes_str(id));
    struct bytes text = row == NULL ? bytes_of(NULL, 0) : row->text[l], out;
    struct buf b;

    buf_init(&b, LIMIT_NOTICE_FILE * 4);
    for (size_t at = 0; at < text.size;) {
        size_t next = bytes_find(text, '{', at), i = 0;
        struct bytes piece;
        bytes_slice(text, at, next - at, &piece);
        buf_add(&b, piece);
        while (i < BRACES && !(bytes_slice(text, next, strlen(braces[i]), &piece) && bytes_is(piece, braces[i])))
            i++;
        if (i < BRACES)
            buf_add(&b, values[i]);
        else if (next < text.size)
            buf_u8(&b, '{');
        at = next + (i < BRACES ? strlen(braces[i]) : 1);
    }
    out = arena_copy(a, buf_bytes(&b));
    buf_free(&b);
    return out;
}

bool user_words_give(const struct user_words *w, enum language l, struct bytes text, struct bytes *out)
{
    *out = text;
    for (size_t i = 0; i < w->given_count; i++)
        if (bytes_equal(w->given[i].id, text)) {
            *out = w->given[i].text[l];
            return true;
        }
    return false;
}
