#include "fleet/saving.h"

#include "base/limits.h"
#include "base/pack.h"
#include "base/tsv_rows.h"
#include "fleet/user_words.h"
#include "ledger/file.h"
#include "ledger/statement.h"

enum { ROW_SUBJECT, ROW_WHEN, ROW_STEP, ROW_PLATFORM, ROW_ENGLISH, ROW_FRENCH, ROW_SOURCE, ROW_DATE, ROW_FIELDS };

static bool has(const struct saving *s, size_t from, struct bytes subject)
{
    for (size_t i = from; i < s->count; i++)
        if (bytes_equal(s->rows[i].subject, subject))
            return true;
    return false;
}

static bool row_valid(const struct tsv_rows *r, const struct bytes *f)
{
    if (!bytes_is(f[ROW_WHEN], "before") && !bytes_is(f[ROW_WHEN], "after"))
        return tsv_rows_wrong(r, "when is 'before' or 'after', not", f[ROW_WHEN]);
    if (!bytes_is(f[ROW_PLATFORM], "any") && !bytes_is(f[ROW_PLATFORM], "android") && !bytes_is(f[ROW_PLATFORM], "ios"))
        return tsv_rows_wrong(r, "the platform is any, android or ios, not", f[ROW_PLATFORM]);
    if (f[ROW_SUBJECT].size == 0 || f[ROW_ENGLISH].size == 0 || f[ROW_FRENCH].size == 0 || f[ROW_SOURCE].size == 0)
        return tsv_rows_wrong(r, "subject, English, French and source are wanted:", f[ROW_SUBJECT]);
    if (!statement_is_date(f[ROW_DATE]))
        return tsv_rows_wrong(r, "the day on which the source was read, as 2026-11-23, not", f[ROW_DATE]);
    return true;
}

static bool read_rows(struct saving *s, struct arena *a, struct bytes text, const char *name, struct error *e)
{
    struct tsv_rows r = tsv_rows_open(text, name, e);
    struct bytes f[ROW_FIELDS];
    int more;

    while ((more = tsv_rows_next(&r, f, ROW_FIELDS)) > 0) {
        if (!row_valid(&r, f))
            return false;
        s->rows[s->count++] = (struct saving_step){.subject = f[ROW_SUBJECT],
                                                   .after = bytes_is(f[ROW_WHEN], "after"),
                                                   .platform = f[ROW_PLATFORM],
                                                   .text = {f[ROW_ENGLISH], user_words_spaced(a, FRENCH, f[ROW_FRENCH])},
                                                   .source = f[ROW_SOURCE],
                                                   .date = f[ROW_DATE]};
    }
    return more == 0;
}

bool saving_load(struct saving *s, struct arena *a, const char *path, struct error *e)
{
    const struct pack_file *pack = pack_find("notices/saving.tsv");
    struct bytes text = {NULL, 0};
    size_t ours, kept = 0;

    *s = (struct saving){NULL, 0};
    if (pack == NULL)
        return error_set(e, ERROR_SYSTEM, 0, "packs/notices/saving.tsv is not built in");
    if (path != NULL && !file_read(a, path, LIMIT_NOTICE_FILE, &text, e))
        return false;
    s->rows = arena_array(a, tsv_lines(pack->text) + tsv_lines(text), sizeof *s->rows);
    if (!read_rows(s, a, pack->text, pack->path, e))
        return false;
    ours = s->count;
    if (!read_rows(s, a, text, path, e))
        return false;
    for (size_t i = 0; i < s->count; i++)
        if (i >= ours || !has(s, ours, s->rows[i].subject))
            s->rows[kept++] = s->rows[i];
    s->count = kept;
    return true;
}

struct bytes saving_since(const struct saving *s, struct bytes subject, bool after)
{
    struct bytes oldest = {NULL, 0};

    for (size_t i = 0; i < s->count; i++)
        if (s->rows[i].after == after && bytes_equal(s->rows[i].subject, subject) &&
            (oldest.size == 0 || bytes_compare(s->rows[i].date, oldest) < 0))
            oldest = s->rows[i].date;
    return oldest;
}
