#include "fleet/verify.h"

#include <stdlib.h>

#include "base/limits.h"

uint64_t verify_word(const struct verify_count *c, enum verdict_word word)
{
    uint64_t sum = 0;

    for (int r = 0; r < VERDICT_REASONS; r++)
        sum += verdict_reason_word((enum verdict_reason)r) == word ? c->reasons[r] : 0;
    return sum;
}

uint64_t verify_devices(const struct verify_count *c)
{
    uint64_t sum = 0;

    for (int r = 0; r < VERDICT_REASONS; r++)
        sum += c->reasons[r];
    return sum;
}

/* Departments while they are counted: found by the store's number of their name. */
struct tally {
    struct arena *arena;
    struct verify_total *total;
    size_t capacity;
    uint32_t slots[4 * LIMIT_DEPARTMENTS]; /* 1 + index; 0: free */
};

static void department_open(struct tally *t, struct verify_department *d, struct bytes name, int64_t id)
{
    *d = (struct verify_department){.name = arena_copy(t->arena, name), .id = id};
    d->families = arena_array(t->arena, t->total->families->count, sizeof *d->families);
}

/* The row of a device's department, made when it is the first; NULL when there are too many. */
static struct verify_department *department_of(struct tally *t, const struct known_device *d)
{
    struct verify_total *total = t->total;
    size_t at = (size_t)((uint64_t)d->department_id * 0x9e3779b97f4a7c15u % (4 * LIMIT_DEPARTMENTS));

    for (; t->slots[at] != 0; at = (at + 1) % (4 * LIMIT_DEPARTMENTS))
        if (total->departments[t->slots[at] - 1].id == d->department_id)
            return &total->departments[t->slots[at] - 1];
    if (total->department_count == LIMIT_DEPARTMENTS)
        return NULL;
    total->departments = arena_grow(t->arena, total->departments, total->department_count, &t->capacity, sizeof *total->departments);
    department_open(t, &total->departments[total->department_count], d->department, d->department_id);
    t->slots[at] = (uint32_t)++total->department_count;
    return &total->departments[total->department_count - 1];
}

static bool identifiable(const struct family *f, struct bytes platform)
{
    for (size_t i = 0; i < f->count; i++)
        if ((f->identifiers[i].kind == IDENTIFIER_PACKAGE || f->identifiers[i].kind == IDENTIFIER_BUNDLE) &&
            identifier_counts(&f->identifiers[i]) && bytes_equal(f->identifiers[i].platform, platform))
            return true;
    return false;
}

/* The matches of one family, out of the device's; *at moves behind them. */
static size_t matches_of(const struct known_device *d, unsigned family, size_t *at, struct match *out)
{
    size_t n = 0;

    for (; *at < d->match_count && d->matches[*at].family == family; (*at)++)
        out[n++] = d->matches[*at].match;
    return n;
}

static void rest_on(struct verify_row *row, size_t from, size_t count)
{
    const struct known_device *d = row->device;

    for (size_t i = 0; i < count; i++) {
        const struct known_match *m = &d->matches[from + i];
        if (m->match.strength == row->verdict.strength && m->match.time == row->verdict.time &&
            (row->match == NULL || m->match.usable > row->match->match.usable))
            row->match = m;
    }
    for (size_t i = 0; i < d->list_count && row->match == NULL; i++)
        if (d->lists[i].time == row->verdict.time && d->lists[i].listed && row->list == NULL)
            row->list = &d->lists[i];
}

static void count(struct verify_count *c, const struct verify_row *row)
{
    c->reasons[row->verdict.reason]++;
    if (row->verdict.present == YES3) {
        c->copies++;
        c->evaluated += row->match != NULL && row->match->evaluated;
    }
}

/* What the walk over one device needs beside it. */
struct walk {
    struct tally *tally;
    const struct verify_asked *asked;
    struct match *matches;
    size_t capacity;
};

static bool device(struct walk *w, const struct known_device *d)
{
    struct verify_total *total = w->tally->total;
    struct verify_department *department = department_of(w->tally, d);
    enum verdict_word worst = VERDICT_VERIFIED;
    const struct mandate_device who = {d->serial, d->asset, d->department};
    size_t at = 0;

    if (department == NULL)
        return false;
    if (d->match_count > w->capacity) {
        w->capacity = 2 * d->match_count;
        w->matches = arena_array(w->tally->arena, w->capacity, sizeof *w->matches);
    }
    for (unsigned f = 0; f < total->families->count; f++) {
        struct verify_row row = {.device = d, .family = f};
        size_t from = at, n = matches_of(d, f, &at, w->matches);
        const struct mandate_keep *by = NULL;
        const struct evidence e = {.issued = d->issued,
                                   .identifiable = identifiable(&total->families->rows[f], d->platform),
                                   .short_answer = d->short_answer,
                                   .spare = n > 0 && total->spared != NULL ? spared_device(total->spared, f, &who, &by) : SPARE_NOT,
                                   .lists = d->lists,
                                   .list_count = d->list_count,
                                   .matches = w->matches,
                                   .match_count = n,
                                   .as_of = total->as_of,
                                   .accepted = total->accepted};
        row.verdict = verdict_of(&e);
        rest_on(&row, from, n);
        row.spared = row.verdict.word == VERDICT_EXCEPTED ? by : NULL;
        worst = verdict_worse(worst, row.verdict.word);
        count(&total->all.families[f], &row);
        count(&department->families[f], &row);
        if (w->asked->sink != NULL && !w->asked->sink(w->asked->context, &row))
            return false;
    }
    total->all.devices++;
    total->all.words[worst]++;
    department->devices++;
    department->words[worst]++;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return bytes_compare(((const struct verify_department *)a)->name, ((const struct verify_department *)b)->name);
}

bool verify_fleet(struct known *k, struct arena *a, const struct verify_asked *asked, struct verify_total *total, struct error *e)
{
    struct tally *tally = arena_alloc(a, sizeof *tally);
    struct walk w = {.tally = tally, .asked = asked};
    struct known_device d;
    int more;

    *total = (struct verify_total){.families = asked->families, .spared = asked->spared, .keepings = known_keepings(k), .as_of = known_as_of(k), .accepted = asked->accepted};
    tally->arena = a;
    tally->total = total;
    department_open(tally, &total->all, bytes_of(NULL, 0), 0);
    while ((more = known_next(k, &d, e)) > 0)
        if (!device(&w, &d))
            return total->department_count == LIMIT_DEPARTMENTS
                       ? error_set(e, ERROR_LIMIT, 0, "the issued list names more than %u departments", LIMIT_DEPARTMENTS)
                       : error_set(e, ERROR_SYSTEM, 0, "the verdicts cannot be written");
    if (total->department_count > 0)
        qsort(total->departments, total->department_count, sizeof *total->departments, by_name);
    return more == 0;
}
