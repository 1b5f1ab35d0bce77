/* The steps of a run: rendered files for their places; those of devices are made by enforce_devices.c. */
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

bool enforce_standing(struct enforce *w, const struct targets *all, struct bytes plane, struct plane_input *in, struct error *e)
{
    struct rendered *rows = arena_array(&w->arena, all->count, sizeof *rows);
    struct error why = {0};

    for (size_t i = 0; i < all->count; i++) {
        struct placed there;
        if (!bytes_equal(all->rows[i].plane, plane) || target_is_address(all->rows[i].place))
            continue;
        if (!place_read(&w->arena, (const char *)all->rows[i].place.data, &there, &why))
            return error_set(e, why.code, 0, "%.200s: %.150s", (const char *)all->rows[i].place.data, why.text);
        rows[in->standing_count++] = (struct rendered){all->rows[i].file, there.text};
    }
    in->standing = rows;
    return true;
}

/* The rendering of a target's file: of the plane's own, by its name. */
static bool rendered_text(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *text, struct error *e)
{
    const struct plane *p = plane_find(t->plane);
    struct plane_input in = {0};
    struct rendering r;
    struct error why = {0};

    if (p == NULL || p->render == NULL)
        return error_set(e, ERROR_USAGE, 0, "veto renders nothing for plane %.60s: --from DIR has files made by hand; 'veto planes' lists what it renders", harmless_bytes(t->plane));
    if (!enforce_standing(w, all, t->plane, &in, e))
        return false;
    if (!enforce_render(w, p, &in, &r, &why))
        return error_set(e, why.code, 0, "plane %.60s: %.300s", p->name, why.text);
    for (size_t i = 0; i < r.file_count; i++)
        if (bytes_equal(r.files[i].name, t->file)) {
            *text = r.files[i].text;
            return true;
        }
    return error_set(e, ERROR_USAGE, 0, "plane %.60s renders no file %.100s; 'veto enforce CASE --planes %.60s' lists them", p->name, harmless_bytes(t->file), p->name);
}

bool enforce_file(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *text, struct error *e)
{
    struct error why = {0};
    char path[FILE_PATH];

    if (w->given->from == NULL)
        return rendered_text(w, all, t, text, e);
    if (!file_path(w->given->from, (const char *)t->file.data, path, e))
        return false;
    return file_read(&w->arena, path, LIMIT_PLACE_FILE, text, &why) || error_set(e, ERROR_SYSTEM, 0, "%.300s", why.text);
}

static bool add_file(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    const struct mandate_keep *hold = removes(t->plane) ? mandate_holds(&w->mandate) : NULL;
    struct error why = {0};
    struct step *s;
    struct bytes text;

    if (!enforce_file(w, all, t, &text, e))
        return false;
    s = enforce_step(w, t);
    s->doer = bytes_str(step_files.name);
    s->want = text;
    s->ring = t->ring == 0 || t->ring > w->run.rings.count ? w->run.rings.count : t->ring;
    if (hold != NULL) {
        s->state = STEP_HELD;
        s->answer = arena_printf(&w->arena, "a hold (%.12s) keeps %.60s, and this plane cannot leave single devices out", hold->by->hex, (const char *)arena_copy(&w->arena, hold->who).data);
        return true;
    }
    s->known = place_read(&w->arena, (const char *)s->place.data, &s->was, &why);
    return s->known || error_set(e, why.code, 0, "%.200s: %.150s", (const char *)s->place.data, why.text);
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

static bool add(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    bool adb = bytes_is(t->plane, "adb"), address = target_is_address(t->place);

    if ((adb || (address && bytes_is(t->plane, "apple-remove"))) && !w->mandate.removes)
        return error_set(e, ERROR_USAGE, 0, "plane %.60s removes, and the determination has no such measure", (const char *)t->plane.data);
    return adb ? enforce_handsets(w, t, e) : address ? enforce_apple(w, all, t, e) : add_file(w, all, t, e);
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
            complain("enforce: the determination is not carried out on plane %s: %s is left alone", harmless_bytes(t->plane), harmless_bytes(t->place));
            continue;
        }
        if (!add(w, &targets, t, e))
            return false;
    }
    if (w->count == 0)
        return error_set(e, ERROR_USAGE, 0, "no step to do: no target is for this determination, or none of the devices is on the issued list");
    return enforce_listen(w, false, e);
}
