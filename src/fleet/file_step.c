/* Steps of a run that put a file in its place. */
#include "fleet/rollout.h"

static bool same(const struct placed *a, const struct placed *b)
{
    return a->there == b->there && (!a->there || bytes_equal(a->text, b->text));
}

static const char *path_of(const struct step *s)
{
    return (const char *)s->place.data; /* with a NUL behind it: arena_copy() */
}

static enum step_now look_file(void *context, struct arena *a, const struct step *s, struct error *e)
{
    struct placed want = {true, s->want}, now;
    bool undoing = s->state == STEP_UNDOING || s->state == STEP_UNDONE;

    (void)context;
    if (!place_read(a, path_of(s), &now, e))
        return NOW_OTHER;
    if (undoing && s->known && same(&now, &s->was))
        return NOW_BEFORE;
    if (same(&now, &want))
        return NOW_APPLIED;
    return !s->known || same(&now, &s->was) ? NOW_BEFORE : NOW_OTHER;
}

static bool keep_file(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e)
{
    (void)context;
    return place_read(a, path_of(s), was, e);
}

static bool put_file(const struct step *s, const struct placed *what, char answer[120], struct error *e)
{
    return place_put(path_of(s), what, e) && (s->reload.size == 0 || place_reload(s->reload, answer, e));
}

static bool apply_file(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct placed want = {true, s->want};

    (void)context;
    (void)a;
    return put_file(s, &want, answer, e);
}

static bool undo_file(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct placed now;

    (void)context;
    return put_file(s, &s->was, answer, e) && place_read(a, path_of(s), &now, e) &&
           (same(&now, &s->was) || error_set(e, ERROR_SYSTEM, 0, "undone, and what is there is not what was"));
}

const struct step_doer step_files = {"file", look_file, keep_file, apply_file, undo_file, .waits = false};
