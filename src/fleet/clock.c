#include "fleet/clock.h"

#include <stdlib.h>

#include "base/moment.h"

enum { DAY = 86400 };

const char *clock_state_id(enum clock_state state)
{
    static const char *const ids[CLOCK_STATES] = {"late", "not-shown", "due", "ends", "waits", "over", "done"};

    return ids[state];
}

/* Days from today to a day; 0 for what is no day. */
static int64_t days_to(struct bytes day, struct bytes today)
{
    int64_t then, now;
    struct bytes date;

    bytes_slice(today, 0, today.size < 10 ? today.size : 10, &date);
    return moment_parse(day, &then) && moment_parse(date, &now) ? (then - now) / DAY : 0;
}

/* The figures of the family that the case is about. */
static const struct verify_count *figures(const struct clock_from *from, struct bytes matter)
{
    for (size_t i = 0; from->total != NULL && from->spared != NULL && i < from->spared->count; i++)
        if (bytes_equal(from->spared->cases[i].matter.name, matter) && from->spared->cases[i].family < from->total->families->count)
            return &from->total->all.families[from->spared->cases[i].family];
    return NULL;
}

static void judge(struct clock *c, const struct verify_count *v)
{
    c->judged = v != NULL && verify_devices(v) > 0 && (c->due.what == DUE_IDENTIFY || c->due.what == DUE_REMOVE);
    if (!c->judged)
        return;
    c->there = verify_word(v, VERDICT_VIOLATED);
    c->unknown = verify_word(v, VERDICT_UNKNOWN);
    c->devices = verify_devices(v);
}

/* What the places on the network say that are asked for somebody who is not excepted. */
static void judge_block(struct clock *c, const struct positions *networks)
{
    for (size_t i = 0; networks != NULL && c->due.what == DUE_BLOCK && i < networks->count; i++) {
        const struct position *p = &networks->rows[i];
        if (!bytes_equal(p->matter, c->matter) || p->exception.size > 0 || p->former)
            continue;
        c->blocking += p->reason == POSITION_BLOCKED;
        c->open += p->reason == POSITION_OPEN;
        c->unclear += p->reason != POSITION_BLOCKED && p->reason != POSITION_OPEN;
    }
}

/* Whether the determination blocks downloads, which no answer of a network shows. */
static bool blocks_install(const struct statement *d)
{
    const struct json_node *rows = json_get(d->root, "measures");

    for (const struct json_node *n = rows == NULL ? NULL : rows->first; n != NULL; n = n->next)
        if (bytes_is(json_get(n, "measure")->text, "block-install"))
            return true;
    return false;
}

/*
 * Whether it is shown to be done; *late: whether it is shown not to be. What statements ask for is late while it is in the
 * list; what is done on devices and networks may be done without being known: a list of apps shows no block, a resolver none of downloads.
 */
static bool done(const struct clock *c, bool *late)
{
    bool outside = c->due.what == DUE_IDENTIFY || c->due.what == DUE_REMOVE || c->due.what == DUE_BLOCK;

    *late = c->due.what == DUE_BLOCK ? c->open > 0 : c->judged ? (c->due.what == DUE_IDENTIFY ? c->unknown : c->there) > 0 : !outside;
    if (c->due.what == DUE_BLOCK)
        return c->blocking > 0 && c->open + c->unclear == 0 && !blocks_install(&c->due.of->s);
    return c->judged && !*late && c->unknown == 0;
}

static enum clock_state state_of(const struct clock *c)
{
    bool late, is_done = done(c, &late);

    if (c->due.day.size == 0)
        return CLOCK_WAITS;
    if (due_by_itself(c->due.what)) /* the last day of an exception or window is one of it */
        return c->days > 0 || (c->days == 0 && c->due.what != DUE_EFFECTIVE) ? CLOCK_ENDS : CLOCK_OVER;
    if (is_done)
        return CLOCK_DONE;
    return c->days >= 0 ? CLOCK_DUE : late ? CLOCK_LATE : CLOCK_UNSHOWN;
}

static void add(struct clocks *out, struct arena *a, const struct clock *c)
{
    out->rows = arena_grow(a, out->rows, out->count, &out->capacity, sizeof *out->rows);
    out->rows[out->count++] = *c;
    out->tally[c->state]++;
}

/* Whether a list over all cases has it: neither done, nor over for long, nor an exception that ends much later. */
static bool is_listed(struct clocks *out, const struct clock *c, int64_t soon)
{
    bool lasts = c->due.what == DUE_EXCEPTION && c->state == CLOCK_ENDS && c->days > soon;

    out->later += lasts;
    if (c->state == CLOCK_OVER) /* a window that is over lets the authority decide */
        return c->due.what == DUE_WINDOW || (c->due.what == DUE_EXCEPTION && -c->days <= soon);
    return c->state != CLOCK_DONE && !lasts;
}

static void take(struct clocks *out, struct arena *a, const struct matter *m, const struct clock_from *from, bool all)
{
    const struct verify_count *v = figures(from, m->name);
    size_t count;
    const struct due *dues = due_list(m, a, &count);

    for (size_t i = 0; i < count; i++) {
        struct clock c = {.matter = m->name, .due = dues[i]};
        c.days = days_to(c.due.day.size > 0 ? c.due.day : c.due.since, out->today);
        judge(&c, v);
        judge_block(&c, from->networks);
        c.state = state_of(&c);
        if (all || is_listed(out, &c, from->soon))
            add(out, a, &c);
    }
}

static int in_order(const void *one, const void *two)
{
    const struct clock *a = one, *b = two;

    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    if (a->days != b->days)
        return (a->days < b->days) == (a->state != CLOCK_OVER) ? -1 : 1;
    if (bytes_compare(a->matter, b->matter) != 0)
        return bytes_compare(a->matter, b->matter);
    return a->due.of->index != b->due.of->index ? (a->due.of->index < b->due.of->index ? -1 : 1) : (int)a->due.what - (int)b->due.what;
}

static void begin(struct clocks *out, const struct clock_from *from, struct bytes today)
{
    *out = (struct clocks){.today = today, .as_of = from->total == NULL ? 0 : from->total->as_of};
    bytes_slice(today, 0, today.size < 10 ? today.size : 10, &out->today);
}

static void finish(struct clocks *out)
{
    if (out->count > 1)
        qsort(out->rows, out->count, sizeof *out->rows, in_order);
}

void clocks_of(const struct matter *m, struct arena *a, const struct clock_from *from, struct bytes today, struct clocks *out)
{
    begin(out, from, today);
    take(out, a, m, from, true);
    finish(out);
}

bool clocks_read(struct store *s, struct arena *a, const struct clock_from *from, struct bytes today, struct clocks *out, struct error *e)
{
    struct bytes *names;
    size_t count;

    begin(out, from, today);
    if (!matter_names(s, a, &names, &count, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct matter *m = arena_alloc(a, sizeof *m);
        struct error why = {0};
        if (matter_load(s, a, names[i], m, &why)) {
            take(out, a, m, from, false);
            continue;
        }
        out->gaps = arena_grow(a, out->gaps, out->gap_count, &out->gap_capacity, sizeof *out->gaps);
        out->gaps[out->gap_count++] = (struct clock_gap){names[i], arena_copy(a, bytes_str(why.text))};
    }
    finish(out);
    return true;
}
