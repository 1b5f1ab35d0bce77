/* The steps of a run: rendered files for their places; those of devices are made by enforce_devices.c. */
#include <inttypes.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/enforce.h"
#include "ledger/file.h"

struct step *enforce_step(struct enforce *w, const struct target *t)
{
    w->steps = arena_grow(&w->arena, w->steps, w->count, &w->capacity, sizeof *w->steps);
    w->steps[w->count] = (struct step){.state = STEP_PLANNED, .plane = t->plane, .place = t->place, .reload = t->reload.size > 0 ? t->reload : bytes_str(""), .device = bytes_str("")};
    return &w->steps[w->count++];
}

/* --- files --- */

/* Such planes take apps away from all of their devices at once when they are applied: a hold keeps the whole file. */
static bool removes(struct bytes plane)
{
    const struct plane *p = plane_find(plane);

    return p != NULL && p->removes;
}

/* A document is read once: what is rendered from it, and what it was before, have to be the same. */
static bool read_document(struct enforce *w, const struct target *t, struct bytes *text, struct error *e)
{
    struct bytes etag;

    for (size_t i = 0; i < w->read_count; i++)
        if (bytes_equal(w->read[i].name, t->place)) {
            *text = w->read[i].text;
            return true;
        }
    if (!patch_get(&w->patch, &w->arena, t->place, t->reload, text, &etag, e))
        return false;
    w->read = arena_grow(&w->arena, w->read, w->read_count, &w->read_capacity, sizeof *w->read);
    w->read[w->read_count++] = (struct rendered){t->place, *text};
    return true;
}

/* What stands in a target's place, and what did before the case's runs. */
static bool read_place(struct enforce *w, const struct target *t, struct placed *there, struct origin *origin, struct error *e)
{
    struct error why = {0};

    *there = (struct placed){.there = true};
    if (!(target_is_address(t->place) ? read_document(w, t, &there->text, &why)
                                      : place_read(&w->arena, (const char *)t->place.data, there, &why)))
        return error_set(e, why.code, 0, "%.200s: %.150s", (const char *)t->place.data, why.text);
    return rollout_origin(&w->run, t->place, there, origin, e);
}

/* Under which name the plane looks for what stands there: Graph is given a part of its document only. */
static struct bytes standing_name(const struct target *t)
{
    return target_is_document(t) && patch_is_graph(t->plane) ? BYTES("graph-ios.json") : t->file;
}

bool enforce_standing(struct enforce *w, const struct targets *all, struct bytes plane, struct plane_input *in, struct error *e)
{
    struct rendered *now = arena_array(&w->arena, all->count, sizeof *now), *before = arena_array(&w->arena, all->count, sizeof *before);

    for (size_t i = 0; i < all->count; i++) {
        const struct target *t = &all->rows[i];
        struct placed there;
        struct origin origin;
        if (!bytes_equal(t->plane, plane) || (target_is_address(t->place) && !target_is_document(t)))
            continue;
        if (!read_place(w, t, &there, &origin, e))
            return false;
        now[in->standing_count] = (struct rendered){standing_name(t), there.text};
        before[in->standing_count++] = (struct rendered){standing_name(t), origin.was.text};
    }
    in->standing = now;
    in->origin = before;
    return true;
}

/* The targets as the rendering for one of them sees them: without others of the same file, which stand elsewhere. */
static struct targets seen_by(struct enforce *w, const struct targets *all, const struct target *t)
{
    struct targets out = {arena_array(&w->arena, all->count, sizeof *out.rows), 0};

    for (size_t i = 0; i < all->count; i++)
        if (&all->rows[i] == t || !bytes_equal(all->rows[i].file, t->file) || !bytes_equal(all->rows[i].plane, t->plane))
            out.rows[out.count++] = all->rows[i];
    return out;
}

/* The rendering of a target's file, and of another of the same plane, by their names. */
static bool rendered_texts(struct enforce *w, const struct targets *all, const struct target *t, const char *also, struct bytes *text, struct bytes *other, struct error *e)
{
    const struct plane *p = plane_find(t->plane);
    struct plane_input in = {0};
    struct rendering r;
    struct error why = {0};
    struct targets seen;
    bool found = false;

    if (p == NULL || p->render == NULL)
        return error_set(e, ERROR_USAGE, 0, "veto renders nothing for plane %.60s: --from DIR has files made by hand; 'veto planes' lists what it renders", harmless_bytes(t->plane));
    seen = seen_by(w, all, t);
    if (!enforce_standing(w, &seen, t->plane, &in, e))
        return false;
    if (!enforce_render(w, p, &in, &r, &why)) {
        w->unasked = why.code == ERROR_REFUSED && w->control.count > 0;
        return error_set(e, why.code, 0, "plane %.60s: %.300s", p->name, why.text);
    }
    for (size_t i = 0; i < r.file_count; i++) {
        found = found || bytes_equal(r.files[i].name, t->file);
        if (bytes_equal(r.files[i].name, t->file))
            *text = r.files[i].text;
        else if (also != NULL && bytes_is(r.files[i].name, also))
            *other = r.files[i].text;
    }
    return found || error_set(e, ERROR_USAGE, 0, "plane %.60s renders no file %.100s; 'veto enforce CASE --planes %.60s' lists them", p->name, harmless_bytes(t->file), p->name);
}

static bool file_of(struct enforce *w, const char *name, struct bytes *text, struct error *e)
{
    struct error why = {0};
    char path[FILE_PATH];

    return file_path(w->given->from, name, path, e) && (file_read(&w->arena, path, LIMIT_PLACE_FILE, text, &why) || error_set(e, ERROR_SYSTEM, 0, "%.300s", why.text));
}

bool enforce_file(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *text, struct error *e)
{
    struct bytes none;

    return w->given->from == NULL ? rendered_texts(w, all, t, NULL, text, &none, e) : file_of(w, (const char *)t->file.data, text, e);
}

static struct step *add_step_of(struct enforce *w, const struct target *t, const struct step_doer *doer)
{
    struct step *s = enforce_step(w, t);

    s->doer = bytes_str(doer->name);
    s->ring = t->ring == 0 || t->ring > w->run.rings.count ? w->run.rings.count : t->ring;
    return s;
}

/*
 * A target that the determination does not ask for, `why`: left alone, or, where an earlier run of the case wrote its place,
 * given back what stood there before.
 */
static bool add_restore(struct enforce *w, const struct target *t, const char *why, struct error *e)
{
    struct placed there;
    struct origin origin;
    struct step *s;

    if (!read_place(w, t, &there, &origin, e))
        return false;
    if (origin.run != 0 && origin.changed)
        complain("enforce: %s: run %" PRId64 " wrote %s, and somebody changed it since: what is blocked there stays until it is taken out by hand", why, origin.run, harmless_bytes(t->place));
    else if (origin.run == 0)
        complain("enforce: %s: %s is left alone", why, harmless_bytes(t->place));
    if (origin.run == 0 || origin.changed)
        return true;
    if (target_is_document(t)) {
        struct document_fields fields;
        s = add_step_of(w, t, &step_patch);
        s->known = true;
        s->was.there = true;
        return document_differing(&w->arena, there.text, origin.was.text, &fields, e) && document_pick(&w->arena, origin.was.text, &fields, &s->want, e) &&
               document_pick(&w->arena, there.text, &fields, &s->was.text, e);
    }
    s = add_step_of(w, t, &step_restores);
    s->want = step_restore(&w->arena, &origin.was);
    s->was = there;
    s->known = true;
    return true;
}

/* What others left in a place that veto wrote before is merged into: nothing is taken out of it. */
static bool look_for_changes(struct enforce *w, const struct target *t, struct error *e)
{
    const struct plane *p = plane_find(t->plane);
    struct placed there;
    struct origin origin;

    if (p == NULL || !p->merges || p->same != NULL)
        return true;
    if (!read_place(w, t, &there, &origin, e))
        return false;
    if (origin.run != 0 && origin.changed && !bytes_is(origin.determination, w->mandate.determination->hex))
        complain("enforce: somebody changed %s since run %" PRId64 " wrote it for determination %.12s: what that one blocked there and this one does not is to be taken out by hand",
                 harmless_bytes(t->place), origin.run, (const char *)origin.determination.data);
    return true;
}

/* Where a hold keeps a file or document as it is: the step is held. */
static bool held(struct enforce *w, struct step *s)
{
    const struct mandate_keep *hold = removes(s->plane) ? mandate_holds(&w->mandate) : NULL;

    if (hold == NULL)
        return false;
    s->state = STEP_HELD;
    s->answer = arena_printf(&w->arena, "a hold (%.12s) keeps %.60s, and this plane cannot leave single devices out", hold->by->hex, (const char *)arena_copy(&w->arena, hold->who).data);
    return true;
}

/* A rendering that was refused because nothing is asked of the plane gives back what stood there; another error is one. */
static bool not_rendered(struct enforce *w, const struct target *t, struct error *e)
{
    struct error why = *e;

    if (!w->unasked)
        return false;
    *e = (struct error){0};
    return add_restore(w, t, harmless(why.text), e);
}

/* A file that is not merged into has one case: another's would lose what it blocks. */
static bool is_ours(struct enforce *w, const struct target *t, struct bytes text, struct error *e)
{
    const struct plane *p = plane_find(t->plane);
    struct placed there;
    struct error why = {0};
    struct bytes other;

    if (p != NULL && p->merges && p->same == NULL)
        return true;
    if (!place_read(&w->arena, (const char *)t->place.data, &there, &why))
        return error_set(e, why.code, 0, "%.200s: %.150s", (const char *)t->place.data, why.text);
    if (!rollout_of_another(&w->run, t->place, &there, &other, e))
        return false;
    return other.size == 0 || bytes_equal(text, there.text) ||
           error_set(e, ERROR_USAGE, 0, "%.200s is what a run of case %.60s wrote, which would be lost: give each case a place of its own", (const char *)t->place.data,
                     harmless_bytes(other));
}

static bool add_file(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    struct error why = {0};
    struct step *s;
    struct bytes text;

    w->unasked = false;
    if (!enforce_file(w, all, t, &text, e))
        return not_rendered(w, t, e);
    if (!is_ours(w, t, text, e) || !look_for_changes(w, t, e))
        return false;
    s = add_step_of(w, t, &step_files);
    s->want = text;
    if (held(w, s))
        return true;
    s->known = place_read(&w->arena, (const char *)s->place.data, &s->was, &why);
    return s->known || error_set(e, why.code, 0, "%.200s: %.150s", (const char *)s->place.data, why.text);
}

/* What a service's document is to say: of Graph all fields of the file, else those that the update mask names. */
static bool document_texts(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *want, struct document_fields *fields, struct error *e)
{
    const char *mask_name = patch_is_graph(t->plane) ? NULL : "amapi-mask.txt";
    struct bytes text, mask = {NULL, 0};

    if (w->given->from == NULL ? !rendered_texts(w, all, t, mask_name, &text, &mask, e)
                               : !file_of(w, (const char *)t->file.data, &text, e) || (mask_name != NULL && !file_of(w, mask_name, &mask, e)))
        return false;
    if (mask_name == NULL && !document_fields(&w->arena, text, fields, e))
        return false;
    if (mask_name != NULL)
        *fields = document_mask(&w->arena, mask);
    return document_pick(&w->arena, text, fields, want, e);
}

static bool add_document(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    struct document_fields fields;
    struct placed there;
    struct origin origin;
    struct bytes want;
    struct step *s;

    w->unasked = false;
    if (!document_texts(w, all, t, &want, &fields, e))
        return not_rendered(w, t, e);
    if (!look_for_changes(w, t, e))
        return false;
    s = add_step_of(w, t, &step_patch);
    s->want = want;
    if (held(w, s))
        return true;
    if (!read_place(w, t, &there, &origin, e) || !document_pick(&w->arena, there.text, &fields, &s->was.text, e))
        return false;
    s->known = s->was.there = true;
    return true;
}

bool enforce_targets(struct enforce *w, struct targets *t, struct error *e)
{
    struct error why = {0};
    struct bytes text;

    if (w->given->targets == NULL)
        return error_set(e, ERROR_USAGE, 0, "--targets FILE says where what is rendered goes; see 'veto help enforce'");
    if (!file_read(&w->arena, w->given->targets, 1 << 20, &text, &why) || !targets_read(&w->arena, text, t, &why))
        return error_set(e, why.code, 0, "%.150s: %.200s", w->given->targets, why.text);
    return true;
}

/* Targets whose devices are reached one by one: there is no file whose earlier content could be given back. */
static bool by_device(const struct target *t)
{
    return bytes_is(t->plane, "adb") || (target_is_address(t->place) && !target_is_document(t));
}

static bool add(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    if (by_device(t) && t->file.size == 0 && !w->mandate.removes) {
        complain("enforce: plane %s removes, and the determination has no such measure: %s is left alone", harmless_bytes(t->plane), harmless_bytes(t->place));
        return true;
    }
    return bytes_is(t->plane, "adb") ? enforce_handsets(w, t, e) : target_is_document(t) ? add_document(w, all, t, e)
         : target_is_address(t->place) ? enforce_apple(w, all, t, e) : add_file(w, all, t, e);
}

bool enforce_steps(struct enforce *w, struct error *e)
{
    struct targets targets;
    struct error why = {0};

    if (!enforce_targets(w, &targets, e))
        return false;
    if (!enforce_count_devices(w, &why))
        w->devices = 0; /* nobody said yet what was issued */
    for (size_t i = 0; i < targets.count; i++) {
        const struct target *t = &targets.rows[i];
        if (!mandate_has_plane(&w->mandate, t->plane)) {
            char said[160];
            snprintf(said, sizeof said, "the determination is not carried out on plane %s", harmless_bytes(t->plane));
            if (by_device(t))
                complain("enforce: %s: %s is left alone", said, harmless_bytes(t->place));
            else if (!add_restore(w, t, said, e))
                return false;
            continue;
        }
        if (!add(w, &targets, t, e))
            return false;
    }
    if (w->count == 0)
        return error_set(e, ERROR_USAGE, 0, "no step to do: no target is for this determination, or none of the devices is on the issued list");
    return enforce_listen(w, false, e);
}
