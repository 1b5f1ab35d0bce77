#include "judge/derive.h"

#include "judge/reading.h"

/* --- records --- */

struct deriving {
    struct arena *arena;
    struct derived *derived;
};

static bool keep(void *context, size_t index, const struct evaluated *result)
{
    struct deriving *d = context;
    struct derived *out = &d->derived[index];
    struct buf json;
    struct error e = {0};

    out->path = result->app->path;
    if (result->record == NULL) {
        out->failure = arena_copy(d->arena, result->failure);
        return true;
    }
    buf_init(&json, LIMIT_RECORD);
    out->record = arena_alloc(d->arena, sizeof *out->record);
    if (!record_write(result->record, &json) ||
        !record_read(out->record, d->arena, arena_copy(d->arena, buf_bytes(&json)), &e)) {
        out->record = NULL;
        out->failure = arena_printf(d->arena, "its record does not read back: %s",
                                    e.code == ERROR_NONE ? "it is too long" : e.text);
    }
    buf_free(&json);
    return true;
}

bool derive_all(struct intake *in, const struct packs *packs, struct arena *a, struct derived **out,
                struct error *e)
{
    struct deriving d = {a, arena_array(a, in->app_count, sizeof *d.derived)};
    struct evaluation ev = {.intake = in, .packs = packs, .jobs = 1, .context = &d, .ready = keep};

    *out = d.derived;
    return evaluate_all(&ev, e);
}

/* --- packs --- */

bool derive_packs(const struct record *r, struct arena *a, struct packs *out, struct error *e)
{
    *out = (struct packs){.arena = a};
    for (size_t i = 0; i < r->criterion_count; i++) {
        const struct record_pack *pack = &r->criteria[i];
        const char *name = (const char *)arena_printf(a, "packs.criteria[%zu]", i).data;
        if (!packs_add(out, name, pack->text, e))
            return false;
        if (out->count != i + 1 || !bytes_equal(out->criteria[i].id, pack->id))
            return error_set(e, ERROR_REFUSED, 0, "%s.id is not the id in its text", name);
    }
    if (!packs_policy_text(out, "packs.policy", r->policy.text, e))
        return false;
    return bytes_equal(out->policy.id, r->policy.id) ||
           error_set(e, ERROR_REFUSED, 0, "packs.policy.id is not the id in its text");
}

struct checking {
    const struct packs *packs;
    struct jail_end end;
};

static int check(void *context, size_t index, struct frame_writer *out)
{
    struct checking *c = context;
    struct error e = {0};

    (void)index;
    frame_stage(out, "checking the criteria");
    if (packs_check(c->packs, &e))
        return 0;
    frame_send(out, FRAME_ERROR, bytes_str(e.text));
    return JAIL_EXIT_ERROR;
}

/* A check has nothing to tell but how it ended. */
static bool heard(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    (void)context;
    (void)index;
    (void)type;
    (void)payload;
    return false;
}

static bool checked(void *context, size_t index, const struct jail_end *end)
{
    struct checking *c = context;

    (void)index;
    c->end = *end;
    return true;
}

bool derive_check(const struct packs *p, struct error *e)
{
    struct checking c = {.packs = p};
    struct jail_job job = {
        .count = 1, .jobs = 1, .context = &c, .work = check, .frame = heard, .done = checked};

    if (!jail_run(&job, e))
        return false;
    if (!c.end.whole)
        return error_set(e, ERROR_FORMAT, 0, "%.300s", evaluated_end(&c.end));
    return true;
}
