/*
 * A DEX file read whole, by whoever has time: into an arena and a list of
 * anomalies of its own, which join the app's when it is asked for. Where that
 * arena comes to its end, everything is read once more in the app's own,
 * whose end is the app's.
 */
#include "read/dex.h"

#include <setjmp.h>

static void read_into(struct dex_reading *r, struct scan *s)
{
    r->count = dex_open(s, r->file, r->place, &r->dexes, &r->error);
    r->uses = arena_array(s->arena, r->count, sizeof *r->uses);
    for (size_t i = 0; i < r->count; i++)
        dex_use(s, &r->dexes[i], &r->uses[i]);
}

static void exhausted(struct arena *a, size_t wanted)
{
    jmp_buf *out = a->context;

    (void)wanted;
    longjmp(*out, 1);
}

static void run(struct ahead_job *job)
{
    struct dex_reading *r = (struct dex_reading *)job;
    jmp_buf out;

    arena_init(&r->arena, LIMIT_AHEAD);
    r->arena.exhausted = exhausted;
    r->arena.context = &out;
    scan_init(&r->scan, &r->arena);
    if (setjmp(out) == 0)
        read_into(r, &r->scan);
    else
        arena_free(&r->arena);
}

struct dex_reading *dex_begin(struct arena *a, struct bytes file, const struct place *place)
{
    struct dex_reading *r = arena_alloc(a, sizeof *r);

    *r = (struct dex_reading){.job = {.run = run}, .file = file, .place = place};
    ahead_post(&r->job);
    return r;
}

void dex_read(struct scan *s, struct bytes file, const struct place *place, struct dex_reading *out)
{
    *out = (struct dex_reading){.file = file, .place = place};
    read_into(out, s);
}

void dex_finish(struct scan *s, struct dex_reading *r)
{
    ahead_finish(&r->job);
    if (r->arena.chunks == NULL) {
        read_into(r, s);
        return;
    }
    arena_adopt(s->arena, &r->arena);
    scan_merge(s, &r->scan);
}
