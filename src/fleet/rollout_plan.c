/* A run beside the steps that would be made now, and as text. */
#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "fleet/plane.h"
#include "fleet/rollout.h"

static int by_place(const void *a, const void *b)
{
    const struct step *x = *(const struct step *const *)a, *y = *(const struct step *const *)b;
    int n = json_compare(x->place, y->place);

    n = n != 0 ? n : json_compare(x->device, y->device);
    return n != 0 ? n : json_compare(x->plane, y->plane);
}

/* The steps in the order of their places, which no two of one run share: through one server each plane reaches a device once. */
static const struct step **sorted(struct arena *a, const struct step *steps, size_t count)
{
    const struct step **list = arena_array(a, count + 1, sizeof *list);

    for (size_t i = 0; i < count; i++)
        list[i] = &steps[i];
    qsort(list, count, sizeof *list, by_place);
    return list;
}

/* But for what differs each time it is rendered. */
static bool same_content(const struct step *a, const struct step *b)
{
    const struct plane *p = plane_find(a->plane);

    return bytes_equal(a->want, b->want) || (bytes_is(a->doer, step_files.name) && p != NULL && p->same != NULL && p->same(a->want, b->want));
}

/* The last field of a server is where its key is, which is no part of what is done. */
static bool alike(const struct step *a, const struct step *b)
{
    bool address = bytes_starts(a->place, BYTES("http"));

    return bytes_equal(a->place, b->place) && bytes_equal(a->device, b->device) && bytes_equal(a->plane, b->plane) && bytes_equal(a->doer, b->doer) &&
           (address || bytes_equal(a->reload, b->reload)) && same_content(a, b);
}

bool rollout_same(const struct rollout *r, const struct step *steps, size_t count)
{
    const struct step **mine, **theirs;

    if (r->count != count)
        return false;
    mine = sorted(r->arena, r->steps, count);
    theirs = sorted(r->arena, steps, count);
    for (size_t i = 0; i < count; i++)
        if (!alike(mine[i], theirs[i]))
            return false;
    return true;
}

/* What a done step is like now decides whether it has to be done again. */
static bool look_again(struct rollout *r, struct step *s, struct error *e)
{
    struct error why = {0};
    enum step_now now = rollout_look(r, s, &why);

    if (now == NOW_APPLIED || now == NOW_AWAY)
        return true;
    return rollout_mark(r, s, STEP_PLANNED, now == NOW_OTHER ? "somebody else changed what is there since" : "it is no longer as it was left", e);
}

static bool reconcile(struct rollout *r, struct step *s, const struct step *fresh, struct error *e)
{
    s->reload = fresh->reload;
    if ((s->state == STEP_PLANNED || s->state == STEP_FAILED || s->state == STEP_HELD) && !bytes_equal(s->want, fresh->want) &&
        !rollout_renew(r, s, fresh->want, e))
        return false;
    if (s->state == STEP_HELD && fresh->state != STEP_HELD)
        return rollout_mark(r, s, STEP_PLANNED, "it is no longer kept", e);
    if (fresh->state == STEP_HELD && (s->state == STEP_PLANNED || s->state == STEP_FAILED))
        return rollout_mark(r, s, STEP_HELD, (const char *)arena_copy(r->arena, fresh->answer).data, e);
    return s->state != STEP_DONE || look_again(r, s, e);
}

bool rollout_reconcile(struct rollout *r, const struct step *steps, size_t count, struct error *e)
{
    const struct step **mine = sorted(r->arena, r->steps, r->count), **theirs = sorted(r->arena, steps, count);

    for (size_t i = 0; i < count && i < r->count; i++)
        if (!reconcile(r, &r->steps[mine[i] - r->steps], theirs[i], e))
            return false;
    return true;
}

static void digest(struct buf *out, struct bytes b)
{
    uint8_t d[SHA256_SIZE];
    char hex[HEX256 + 1];

    hash_sha256(b, d);
    hash_hex(bytes_of(d, sizeof d), hex);
    buf_str(out, hex);
}

static void digest_want(const struct step *s, struct buf *out)
{
    struct placed want;

    if (step_wants(s, &want) && !want.there)
        buf_str(out, "absent");
    else
        digest(out, want.text);
}

void rollout_journal(const struct rollout *r, struct buf *out)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct step *s = &r->steps[i];
        buf_printf(out, "%u\t", s->ring);
        text_show(out, s->plane);
        buf_str(out, "\t");
        text_show(out, s->place);
        buf_str(out, "\t");
        text_show(out, s->device.size == 0 ? BYTES("-") : s->device);
        buf_printf(out, "\t%s\t", step_state_id(s->state));
        digest_want(s, out);
        buf_str(out, "\t");
        if (s->known && s->was.there)
            digest(out, s->was.text);
        else
            buf_str(out, s->known ? "absent" : "-");
        buf_str(out, "\t");
        text_show(out, s->answer.size == 0 ? BYTES("-") : s->answer);
        buf_str(out, "\n");
    }
}
