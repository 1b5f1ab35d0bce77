#include "judge/evaluate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "code/texts.h"
#include "judge/reading.h"

/* An app whose turn to be reported may not have come yet. */
struct pending {
    struct arena arena;
    struct record record;
    struct jail_end end;
    bool open;           /* the arena is */
    bool started, ended; /* something for the record was said; the child has ended */
    bool changed;        /* a file was written to while it was read */
};

struct run {
    const struct evaluation *ev;
    struct pending *pending;
    size_t next; /* the app to report next */
    bool stopped;
};

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct run *run = context;

    return intake_hold(run->ev->intake, index, memory, e);
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct run *run = context;
    const struct evaluation *ev = run->ev;
    struct arena arena;
    struct app app;
    struct judging_base base;
    struct judging judging;
    struct judging_sending sending;
    struct error e;

    judging_begin(&base, ev->packs);
    if (!reading_start(&app, &arena, ev->intake, index, judging_job(&base), out))
        return 0;
    texts_begin(&app);
    frame_stage(out, "asking the criteria");
    judging_start(&judging, &base, &app);
    judging_send_begin(&sending, &app, out);
    judging_fill(&judging, &sending);
    if (!judging_ask(&judging, &e)) {
        frame_send(out, FRAME_ERROR, bytes_str(e.text));
        return JAIL_EXIT_ERROR;
    }
    judging_send_facts(&sending);
    ahead_end(); /* before the parent has something to do */
    frame_stage(out, "sending the record");
    if (!judging_send(&sending, &judging))
        return JAIL_EXIT_ERROR;
    frame_stage(out, "applying the policy");
    judging_decide(&judging);
    return judging_send_result(&judging, out) ? 0 : JAIL_EXIT_ERROR;
}

static void open_arena(struct run *run, size_t index)
{
    struct pending *p = &run->pending[index];

    p->open = true;
    arena_init(&p->arena, LIMIT_ARENA);
}

/* The record of a large app that is alone is a megabyte or two: memory for it is made while its reader begins. */
static void started(void *context, size_t index)
{
    struct run *run = context;

    if (!run->ev->intake->lone || run->ev->intake->files[0].input.bytes.size < PAGES_BIG)
        return;
    open_arena(run, index);
    arena_ready(&run->pending[index].arena, PAGES_HUGE);
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct run *run = context;
    struct pending *p = &run->pending[index];

    if (type == FRAME_NOTE)
        return !p->started && intake_heard(run->ev->intake, payload);
    if (!p->started) {
        p->started = true;
        if (!p->open)
            open_arena(run, index);
        record_open(&p->record, &p->arena, run->ev->packs);
    }
    return record_take(&p->record, type, payload);
}

const char *evaluated_end(const struct jail_end *end)
{
    static char text[700];
    const char *stage = end->stage[0] == 0 ? "starting" : end->stage;

    if (end->protocol)
        snprintf(text, sizeof text, "the reader broke its protocol while %s", stage);
    else if (end->signal != 0 && end->error[0] == 0)
        snprintf(text, sizeof text, "the reader was killed by signal %d (%s) while %s", end->signal,
                 strsignal(end->signal), stage);
    else if (end->error[0] != 0)
        snprintf(text, sizeof text, "%s, while %s", end->error, stage);
    else
        snprintf(text, sizeof text, "the reader ended with status %d while %s", end->status, stage);
    return text;
}

static bool report(struct run *run, size_t index)
{
    struct pending *p = &run->pending[index];
    struct evaluated result = {.app = &run->ev->intake->apps[index], .end = p->end};
    struct error e;
    bool more;

    if (p->changed)
        result.failure = BYTES("the file changed while it was read");
    else if (!p->end.whole)
        result.failure = bytes_str(evaluated_end(&p->end));
    else if (!p->started || !record_whole(&p->record, &e))
        result.failure = p->started ? bytes_str(e.text) : BYTES("the reader said nothing");
    else
        result.record = &p->record;
    more = run->ev->ready(run->ev->context, index, &result);
    if (p->open)
        arena_free(&p->arena);
    p->open = false;
    return more;
}

/* Reports what is ready, in order. */
static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct run *run = context;

    run->pending[index].end = *end;
    run->pending[index].ended = true;
    if (!intake_release(run->ev->intake, index))
        run->pending[index].changed = true;
    if (run->ev->intake->lone && run->ev->intake->files[0].found != NULL) {
        if (end->whole)
            return true; /* not read: it is to be grouped */
        run->ev->intake->files[0].found = NULL; /* half a look is no ground to group by */
    }
    while (run->next < run->ev->intake->app_count && run->pending[run->next].ended && !run->stopped)
        run->stopped = !report(run, run->next++);
    return !run->stopped;
}

/* One child for each app of the intake as it is now. */
static bool evaluate_apps(const struct evaluation *ev, struct error *e)
{
    struct run run = {.ev = ev};
    struct jail_job job = {.count = ev->intake->app_count,
                           .jobs = ev->jobs,
                           .helper = ev->jobs > 1, /* a processor that no other app is read by */
                           .context = &run,
                           .prepare = prepare,
                           .started = started,
                           .work = work,
                           .frame = frame,
                           .done = done};
    bool ok;

    run.pending = calloc(ev->intake->app_count + 1, sizeof *run.pending);
    if (run.pending == NULL)
        return error_set(e, ERROR_SYSTEM, 0, "out of memory");
    ok = jail_run(&job, e);
    /* after a failure, or when the rest was not wanted */
    for (size_t i = run.next; i < ev->intake->app_count; i++)
        if (run.pending[i].open)
            arena_free(&run.pending[i].arena);
    free(run.pending);
    return ok;
}

bool evaluate_all(const struct evaluation *ev, struct error *e)
{
    bool lone = ev->intake->lone;

    if (!evaluate_apps(ev, e))
        return false;
    if (!lone || !intake_regroup(ev->intake) || (ev->grouped != NULL && !ev->grouped(ev->context)))
        return true;
    return evaluate_apps(ev, e);
}

enum result evaluated_result(const struct evaluated *result)
{
    enum result r = RESULT_UNDETERMINED;

    if (result->record != NULL)
        record_result(result->record, &r);
    return r;
}
