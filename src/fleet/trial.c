#include "fleet/trial.h"

#include <stdlib.h>

#include "base/csv_read.h"
#include "ledger/store_sql.h"

enum column { ASSET, SERIAL, FAMILY, FOUND, NOTE, NAMED };

static bool head(struct csv_reader *r, int place[NAMED], struct error *e)
{
    static const char *const names[NAMED] = {"asset", "serial", "family", "found", "note"};
    struct bytes fields[CSV_COLUMNS];
    int count = csv_next(r, fields, e);

    if (count < 0)
        return false;
    for (int n = 0; n < NAMED; n++) {
        place[n] = -1;
        for (int i = 0; i < count; i++)
            if (bytes_is(fields[i], names[n]))
                place[n] = i;
    }
    return (place[FAMILY] >= 0 && place[FOUND] >= 0 && (place[ASSET] >= 0 || place[SERIAL] >= 0)) ||
           error_set(e, ERROR_FORMAT, 0, "the first line has to name the columns asset or serial, family and found");
}

static struct bytes key_of(const struct sample_device *d)
{
    return d->asset.size > 0 ? d->asset : d->serial;
}

static struct bytes at_place(const struct bytes *fields, int count, int place)
{
    return place >= 0 && place < count ? fields[place] : bytes_of(NULL, 0);
}

static bool refuse(const struct csv_reader *r, const char *what, struct bytes value, struct error *e)
{
    return error_set(e, ERROR_FORMAT, r->at, "line %zu: %s '%.*s'", r->line, what, (int)(value.size < 80 ? value.size : 80),
                     (const char *)value.data);
}

/* The drawn device of an asset tag or serial number; the sample's count when there is none. */
static uint32_t device_of(const struct sample *s, struct bytes asset, struct bytes serial)
{
    uint32_t i = 0;

    while (i < s->count && !(asset.size > 0 ? bytes_equal(s->devices[i].asset, asset) : bytes_equal(s->devices[i].serial, serial)))
        i++;
    return i;
}

static bool add(struct trials *t, const struct csv_reader *r, const struct bytes *fields, int count, const int place[NAMED],
                bool *filled, struct error *e)
{
    struct trial *row = &t->rows[t->count];
    struct bytes family = at_place(fields, count, place[FAMILY]), found = at_place(fields, count, place[FOUND]);
    struct bytes asset = at_place(fields, count, place[ASSET]), serial = at_place(fields, count, place[SERIAL]);
    const struct family *f = families_find(t->families, family);

    *row = (struct trial){.device = device_of(t->sample, asset, serial), .note = at_place(fields, count, place[NOTE])};
    if (row->device == t->sample->count)
        return refuse(r, "no device of this draw:", asset.size > 0 ? asset : serial, e);
    if (f == NULL)
        return refuse(r, "no family asked about:", family, e);
    if (!hand_parse(found, &row->found))
        return refuse(r, "found is absent, present or not-tried, not", found, e);
    for (row->family = 0; &t->families->rows[row->family] != f; row->family++)
        ;
    if (filled[row->device * t->families->count + row->family])
        return refuse(r, "the second row of this family and", key_of(&t->sample->devices[row->device]), e);
    filled[row->device * t->families->count + row->family] = true;
    row->asset = key_of(&t->sample->devices[row->device]);
    t->count++;
    return true;
}

bool trials_read(struct trials *t, struct arena *a, struct bytes csv, const struct sample *s, const struct families *families,
                 struct error *e)
{
    struct csv_reader r = {.arena = a, .text = csv};
    struct bytes fields[CSV_COLUMNS];
    int place[NAMED], count;
    bool *filled = arena_array(a, s->count * families->count + 1, sizeof *filled);

    *t = (struct trials){.arena = a, .sample = s, .families = families};
    t->rows = arena_array(a, s->count * families->count + 1, sizeof *t->rows);
    t->counts = arena_array(a, families->count, sizeof *t->counts);
    if (csv.size > LIMIT_TRIALS_FILE)
        return error_set(e, ERROR_LIMIT, 0, "larger than %u bytes", LIMIT_TRIALS_FILE);
    if (!head(&r, place, e))
        return false;
    while ((count = csv_next(&r, fields, e)) > 0)
        if (!(count == 1 && fields[0].size == 0) && !add(t, &r, fields, count, place, filled, e))
            return false;
    return count == 0;
}

/* --- against the verdicts --- */

static int by_asset(const void *a, const void *b)
{
    const struct trial *x = a, *y = b;
    int order = bytes_compare(x->asset, y->asset);

    return order != 0 ? order : (x->family > y->family) - (x->family < y->family);
}

static bool note(void *context, const struct verify_row *row)
{
    struct trials *t = context;
    const struct trial key = {.asset = row->device->asset.size > 0 ? row->device->asset : row->device->serial, .family = row->family};
    struct trial *found = t->count > 0 ? bsearch(&key, t->rows, t->count, sizeof *t->rows, by_asset) : NULL;

    if (found != NULL)
        found->said = row->verdict.word;
    return true;
}

bool trials_judge(struct trials *t, struct store *s, struct known *k, int64_t accepted, struct error *e)
{
    struct known *again = known_open(s, t->arena, t->families, known_as_of(k), e);
    const struct verify_asked asked = {.families = t->families, .accepted = accepted, .sink = note, .context = t};
    struct verify_total total;
    bool ok;

    if (again == NULL)
        return false;
    if (t->count > 0)
        qsort(t->rows, t->count, sizeof *t->rows, by_asset);
    ok = verify_fleet(again, t->arena, &asked, &total, e);
    known_close(again);
    for (size_t i = 0; ok && i < t->count; i++) {
        const struct trial *row = &t->rows[i];
        struct trial_count *c = &t->counts[row->family];
        bool tried = row->found != HAND_NOT_TRIED, present = row->found == HAND_PRESENT;
        c->not_tried += !tried;
        c->tried += tried;
        c->present += present;
        c->verified_tried += tried && row->said == VERDICT_VERIFIED;
        c->verified_present += present && row->said == VERDICT_VERIFIED;
    }
    return ok;
}

/* --- into the store --- */

bool trials_keep(const struct trials *t, struct store *s, struct bytes seed, size_t n, int64_t as_of, struct error *e)
{
    sqlite3 *db = store_database(s);
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO samples (seed, size, asset, family, found, note, as_of) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                 -1, &q, NULL) == SQLITE_OK;

    for (size_t i = 0; ok && i < t->count; i++) {
        const struct trial *row = &t->rows[i];
        store_sql_bind(q, 1, seed);
        sqlite3_bind_int64(q, 2, (int64_t)n);
        store_sql_bind(q, 3, row->asset);
        store_sql_bind(q, 4, t->families->rows[row->family].id);
        store_sql_bind(q, 5, bytes_str(hand_id(row->found)));
        store_sql_bind(q, 6, row->note);
        sqlite3_bind_int64(q, 7, as_of);
        ok = sqlite3_step(q) == SQLITE_DONE;
        sqlite3_reset(q);
    }
    sqlite3_finalize(q);
    ok = ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) {
        error_set(e, ERROR_SYSTEM, 0, "the store: not written: %s", sqlite3_errmsg(db));
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}
