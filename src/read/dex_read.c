/*
 * A DEX file read whole, by whoever has time: into arenas and lists of
 * anomalies of their own, which join the app's when it is asked for. A file
 * of one logical DEX, as nearly all are, is opened, verified and swept as
 * three jobs: none needs what another finds. Where an arena comes to its end,
 * or all together to the limit of work, everything is read once more in the
 * app's own arena, one after the other.
 */
#include "read/dex_internal.h"

enum { SLOW = 2 << 20 }; /* bytes: verifying them takes about a millisecond */

static void open_file(struct dex_reading *r, struct scan *s)
{
    r->count = dex_open(s, r->file, r->place, &r->dexes, &r->error);
}

static void read_into(struct dex_reading *r, struct scan *s)
{
    open_file(r, s);
    r->uses = arena_array(s->arena, r->count, sizeof *r->uses);
    for (size_t i = 0; i < r->count; i++)
        dex_use(s, &r->dexes[i], &r->uses[i]);
}

/* The head of a file of one DEX. */
static void open_head(struct dex_reading *r, struct scan *s)
{
    uint64_t *work = arena_alloc(s->arena, sizeof *work);
    struct dex_check c = {.scan = s};

    r->dexes = c.dex = arena_alloc(s->arena, sizeof *r->dexes);
    if (!dex_tables(r->file, r->place, work, c.dex))
        return;
    dex_verify_head(&c);
    r->count = 1;
}

static void verify_rest(struct dex_reading *r, struct scan *s)
{
    struct dex_check c = {.scan = s, .dex = &r->rest};

    if (dex_tables(r->file, r->place, &r->verified, &r->rest))
        dex_verify_rest(&c);
}

static void sweep_file(struct dex_reading *r, struct scan *s)
{
    struct dex d;

    r->uses = arena_alloc(s->arena, sizeof *r->uses);
    if (dex_tables(r->file, r->place, &r->swept, &d))
        dex_use(s, &d, r->uses);
}

/* A part of a reading, and what is done for it. */
struct doing {
    struct dex_part *part;
    void (*what)(struct dex_reading *r, struct scan *s);
};

static void do_part(void *context)
{
    const struct doing *d = context;

    scan_init(&d->part->scan, &d->part->arena);
    d->what(d->part->of, &d->part->scan);
}

static void perform(struct dex_part *p, void (*what)(struct dex_reading *r, struct scan *s))
{
    p->whole = arena_try(&p->arena, LIMIT_AHEAD, do_part, &(struct doing){p, what});
}

static void run_all(struct ahead_job *job)
{
    perform((struct dex_part *)job, read_into);
}

static void run_open(struct ahead_job *job)
{
    perform((struct dex_part *)job, open_head);
}

static void run_verify(struct ahead_job *job)
{
    perform((struct dex_part *)job, verify_rest);
}

static void run_sweep(struct ahead_job *job)
{
    perform((struct dex_part *)job, sweep_file);
}

struct dex_reading *dex_begin(struct arena *a, const struct place *place)
{
    struct dex_reading *r = arena_alloc(a, sizeof *r);

    *r = (struct dex_reading){.place = place};
    r->opening.of = r->verifying.of = r->sweeping.of = r;
    return r;
}

void dex_start(struct dex_reading *r, struct bytes file)
{
    struct dex d;

    r->file = file;
    r->opening.job.run = run_all;
    r->opening.job.slow = r->verifying.job.slow = r->sweeping.job.slow = file.size >= SLOW;
    if (dex_tables(file, r->place, &r->swept, &d)) {
        r->opening.job.run = run_open;
        r->verifying.job.run = run_verify;
        r->sweeping.job.run = run_sweep;
        ahead_post(&r->opening.job); /* for who waits: his next is the verifying, beside the sweep, which is as long */
        ahead_post(&r->sweeping.job);
        ahead_post(&r->verifying.job);
    } else {
        ahead_post(&r->opening.job);
    }
}

void dex_read(struct scan *s, struct bytes file, const struct place *place, struct dex_reading *out)
{
    *out = (struct dex_reading){.file = file, .place = place};
    read_into(out, s);
}

static void join(struct scan *s, struct dex_part *p)
{
    arena_adopt(s->arena, &p->arena);
    scan_merge(s, &p->scan);
}

void dex_forget(struct dex_reading *r)
{
    ahead_forget(&r->opening.job);
    ahead_forget(&r->verifying.job);
    ahead_forget(&r->sweeping.job);
    arena_free(&r->opening.arena);
    arena_free(&r->verifying.arena);
    arena_free(&r->sweeping.arena);
}

/* The three parts as one; false where they were too much together. */
static bool put_together(struct dex_reading *r)
{
    struct dex *d;

    ahead_finish(&r->verifying.job);
    ahead_finish(&r->sweeping.job);
    if (!r->opening.whole || !r->verifying.whole || !r->sweeping.whole)
        return false;
    d = &r->dexes[0];
    if (dex_work_beyond(d, *d->work + r->verified + r->swept))
        return false;
    *d->work += r->verified + r->swept;
    if (d->loadable && !r->rest.loadable) { /* of what ART refuses it for, the first counts */
        d->loadable = false;
        memcpy(d->refusal, r->rest.refusal, sizeof d->refusal);
    }
    return true;
}

void dex_finish(struct scan *s, struct dex_reading *r)
{
    bool whole;

    ahead_finish(&r->opening.job);
    whole = r->sweeping.job.run == NULL ? r->opening.whole : put_together(r);
    if (whole) {
        join(s, &r->opening);
        join(s, &r->verifying);
        join(s, &r->sweeping);
        return;
    }
    dex_forget(r);
    read_into(r, s);
}
