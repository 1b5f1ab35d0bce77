/*
 * Steps of a run about a file in its place: "file" puts what was rendered there, "restore" brings back what stood there
 * before the case's runs, where a determination no longer asks for it. Only what they are to leave differs.
 */
#include "base/limits.h"
#include "fleet/plane.h"
#include "fleet/rollout.h"

static bool same(const struct placed *a, const struct placed *b)
{
    return a->there == b->there && (!a->there || bytes_equal(a->text, b->text));
}

static const char *path_of(const struct step *s)
{
    return (const char *)s->place.data; /* with a NUL behind it: arena_copy() */
}

bool step_wants(const struct step *s, struct placed *want)
{
    uint8_t there = 1;

    *want = (struct placed){true, s->want};
    if (!bytes_is(s->doer, step_restores.name))
        return true;
    if (!bytes_u8(s->want, 0, &there))
        return false;
    *want = (struct placed){there != 0, bytes_from(s->want, 1)};
    return true;
}

struct bytes step_restore(struct arena *a, const struct placed *what)
{
    uint8_t *to = arena_raw(a, what->text.size + 1);

    to[0] = what->there;
    memcpy(&to[1], what->text.size == 0 ? (const uint8_t *)"" : what->text.data, what->text.size);
    return bytes_of(to, what->text.size + 1);
}

/* What the product reads before the file is taken away, in the place of `text`. False where nothing is needed. */
static bool blank_of(const struct step *s, struct arena *a, struct bytes text, struct bytes *blank)
{
    const struct plane *p = plane_find(s->plane);
    struct buf out;
    bool ok;

    if (p == NULL || p->blank == NULL || s->reload.size == 0)
        return false;
    buf_init(&out, LIMIT_PLACE_FILE);
    ok = p->blank(text, &out);
    *blank = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return ok;
}

/* Whether the file is half taken away: what was to be let go is, and the file is still there. */
static bool half_away(const struct step *s, struct arena *a, const struct placed *to, const struct placed *from, const struct placed *now)
{
    struct bytes blank;

    return !to->there && from->there && now->there && (s->state == STEP_BEGUN || s->state == STEP_UNDOING) &&
           blank_of(s, a, from->text, &blank) && bytes_equal(blank, now->text);
}

static enum step_now look_file(void *context, struct arena *a, const struct step *s, struct error *e)
{
    bool undoing = s->state == STEP_UNDOING || s->state == STEP_UNDONE;
    struct placed want, now;

    (void)context;
    if (!step_wants(s, &want) || !place_read(a, path_of(s), &now, e))
        return NOW_OTHER;
    if (undoing && s->known && same(&now, &s->was))
        return NOW_BEFORE;
    if (same(&now, &want))
        return NOW_APPLIED;
    if (s->known && (half_away(s, a, &s->was, &want, &now) || half_away(s, a, &want, &s->was, &now))) /* whichever way it was going */
        return NOW_PARTLY;
    return !s->known || same(&now, &s->was) ? NOW_BEFORE : NOW_OTHER;
}

static bool keep_file(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e)
{
    (void)context;
    return place_read(a, path_of(s), was, e);
}

/* Puts `to` in the place of `from`, and has the product read it. */
static bool put_file(const struct step *s, struct arena *a, const struct placed *from, const struct placed *to, char answer[120], struct error *e)
{
    struct placed blank = {.there = true};

    if (!to->there && !from->there) /* nothing that could be read */
        return place_put(path_of(s), to, e);
    if (!to->there && from->there && blank_of(s, a, from->text, &blank.text))
        return place_put(path_of(s), &blank, e) && place_reload(s->reload, answer, e) && place_put(path_of(s), to, e);
    return place_put(path_of(s), to, e) && (s->reload.size == 0 || place_reload(s->reload, answer, e));
}

static bool apply_file(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct placed want;

    (void)context;
    return (step_wants(s, &want) || error_set(e, ERROR_FORMAT, 0, "what is to be brought back is not as it was written")) &&
           put_file(s, a, &s->was, &want, answer, e);
}

static bool undo_file(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct placed want, now;

    (void)context;
    return (step_wants(s, &want) || error_set(e, ERROR_FORMAT, 0, "what was to be brought back is not as it was written")) &&
           put_file(s, a, &want, &s->was, answer, e) && place_read(a, path_of(s), &now, e) &&
           (same(&now, &s->was) || error_set(e, ERROR_SYSTEM, 0, "undone, and what is there is not what was"));
}

const struct step_doer step_files = {"file", look_file, keep_file, apply_file, undo_file, .waits = false};
const struct step_doer step_restores = {"restore", look_file, keep_file, apply_file, undo_file, .waits = false};
