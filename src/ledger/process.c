#include "ledger/process.h"

#include "base/limits.h"
#include "base/pack.h"
#include "base/text.h"
#include "base/tsv.h"

static const char *const keys[] = {"two-signers", "second-approver-devices", "exception-ground", "exception-days", "blanket", "window-days",
                                   "user-contact", "user-contact-fr"};

static bool known(struct bytes key)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (bytes_is(key, keys[i]))
            return true;
    return false;
}

bool process_read(struct arena *a, struct bytes text, struct process *p, struct error *e)
{
    struct bytes fields[3];
    size_t at = tsv_start(text), lines = tsv_lines(text);

    *p = (struct process){.count = 0};
    if (lines > LIMIT_PROCESS_ROWS)
        return error_set(e, ERROR_LIMIT, 0, "%zu lines; at most %u are taken", lines, LIMIT_PROCESS_ROWS);
    if (!text_is_utf8(text))
        return error_set(e, ERROR_FORMAT, 0, "the text is not UTF-8");
    p->rows = arena_array(a, lines + 1, sizeof *p->rows);
    for (size_t before = at; tsv_next(text, &at, fields, 3); before = at) {
        if (!known(fields[0]))
            return error_set(e, ERROR_FORMAT, before, "there is no rule '%.*s'; see packs/process/default.tsv",
                             (int)(fields[0].size < 40 ? fields[0].size : 40), (const char *)fields[0].data);
        if (fields[1].size == 0 || fields[2].size == 0)
            return error_set(e, ERROR_FORMAT, before, "%s: a value and a source are wanted, separated by tabs",
                             (const char *)arena_copy(a, fields[0]).data);
        p->rows[p->count++] = (struct process_row){fields[0], fields[1], fields[2]};
    }
    return true;
}

bool process_default(struct arena *a, struct process *p, struct error *e)
{
    const struct pack_file *pack = pack_find("process/default.tsv");

    return pack != NULL ? process_read(a, pack->text, p, e)
                        : error_set(e, ERROR_SYSTEM, 0, "packs/process/default.tsv is not built in");
}

bool process_says(const struct process *p, const char *key, struct bytes value)
{
    for (size_t i = 0; i < p->count; i++)
        if (bytes_is(p->rows[i].key, key) && bytes_equal(p->rows[i].value, value))
            return true;
    return false;
}

int32_t process_number(const struct process *p, const char *key, int32_t fallback)
{
    for (size_t i = 0; i < p->count; i++)
        if (bytes_is(p->rows[i].key, key))
            return tsv_number(p->rows[i].value, fallback);
    return fallback;
}

void process_values(const struct process *p, const char *key, struct buf *out)
{
    size_t before = out->size;

    for (size_t i = 0; i < p->count; i++)
        if (bytes_is(p->rows[i].key, key)) {
            buf_str(out, out->size > before ? ", " : "");
            text_show(out, p->rows[i].value);
        }
}
