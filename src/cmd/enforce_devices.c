/* Steps of devices that are reached one by one, in the order of their rings: over an adb server, or through an MDM server. */
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/enforce.h"
#include "fleet/known.h"
#include "fleet/mobileconfig.h"
#include "fleet/plane_apple.h"
#include "fleet/profile_name.h"

struct ordered {
    uint8_t order[SHA256_SIZE];
    struct bytes serial;
    const struct mandate_keep *keep;
    bool issued;
};

static int by_order(const void *a, const void *b)
{
    return memcmp(a, b, SHA256_SIZE);
}

/* A package a line: of the family or app that the determination is about. */
static struct bytes packages(struct enforce *w)
{
    const struct statement *d = &w->mandate.determination->s;
    const struct family *f = families_find(&w->families, matter_text(d, "subject"));
    const struct json_node *apps = json_get(d->root, "apps");
    struct bytes text;
    struct buf out;

    buf_init(&out, 1 << 20);
    for (size_t i = 0; f != NULL && bytes_is(matter_text(d, "subject_kind"), "family") && i < f->count; i++)
        if (f->identifiers[i].kind == IDENTIFIER_PACKAGE && identifier_counts(&f->identifiers[i])) {
            buf_add(&out, f->identifiers[i].value);
            buf_str(&out, "\n");
        }
    for (const struct json_node *n = apps == NULL ? NULL : apps->first; n != NULL; n = n->next) {
        bool again = false;
        for (size_t i = 0; f != NULL && i < f->count; i++)
            again = again || (identifier_counts(&f->identifiers[i]) && bytes_equal(f->identifiers[i].value, n->text));
        if (!again && adb_word(n->text)) {
            buf_add(&out, n->text);
            buf_str(&out, "\n");
        }
    }
    if (bytes_is(matter_text(d, "subject_kind"), "app") && adb_word(matter_text(d, "subject")) && apps == NULL) {
        buf_add(&out, matter_text(d, "subject"));
        buf_str(&out, "\n");
    }
    text = arena_copy(&w->arena, buf_bytes(&out));
    buf_free(&out);
    return text;
}

/* The issued devices, walked: `see` is told of each that is wanted; they are counted. */
static bool walk_issued(struct enforce *w, void (*see)(struct enforce *w, void *context, const struct known_device *d), void *context, struct error *e)
{
    struct families none = {0};
    struct known_device d;
    struct arena scratch;
    struct known *k;
    int rc;

    arena_init(&scratch, LIMIT_ARENA);
    k = known_open(w->store, &scratch, &none, 0, e);
    if (k == NULL) {
        arena_free(&scratch);
        return false;
    }
    w->devices = 0;
    while ((rc = known_next(k, &d, e)) == 1) {
        w->devices++;
        if (see != NULL)
            see(w, context, &d);
    }
    known_close(k);
    arena_free(&scratch);
    return rc == 0;
}

bool enforce_count_devices(struct enforce *w, struct error *e)
{
    return walk_issued(w, NULL, NULL, e);
}

static const struct mandate_keep *keeps(const struct enforce *w, const struct known_device *d)
{
    struct mandate_device device = {d->serial, d->asset, d->department};

    return mandate_keeps(&w->mandate, &device);
}

/* --- devices of an adb server --- */

struct attached {
    struct ordered *rows;
    size_t count;
};

static void see_attached(struct enforce *w, void *context, const struct known_device *d)
{
    struct attached *all = context;

    for (size_t i = 0; i < all->count; i++)
        if (bytes_equal(all->rows[i].serial, d->serial)) {
            all->rows[i].issued = true;
            all->rows[i].keep = keeps(w, d);
        }
}

/* Which device a step is for, in which ring, and whether it is kept out. */
static void place_device(struct enforce *w, struct step *s, const struct ordered *d, unsigned ring)
{
    s->device = d->serial;
    s->ring = ring;
    if (d->keep == NULL)
        return;
    s->state = STEP_HELD;
    s->answer = arena_printf(&w->arena, "kept by the %s %.12s", d->keep->word, d->keep->by->hex);
}

bool enforce_handsets(struct enforce *w, const struct target *t, struct error *e)
{
    struct bytes want = packages(w);
    struct ordered *all = arena_array(&w->arena, LIMIT_ADB_DEVICES, sizeof *all);
    size_t count = 0, issued = 0, nth = 0;

    if (want.size == 0)
        return error_set(e, ERROR_USAGE, 0, "plane adb: the determination's subject has no Android package that is known; name them in its 'apps'");
    if (!handset_roster_load(w->roster, (const char *)t->place.data, e))
        return false;
    for (size_t i = 0; i < w->roster->count; i++) {
        struct bytes serial = arena_copy(&w->arena, bytes_str(w->roster->rows[i].serial));
        bool again = false;
        for (size_t j = 0; j < count; j++)
            again = again || bytes_equal(all[j].serial, serial);
        if (again)
            continue;
        all[count].serial = serial;
        rings_order(w->name, serial, all[count++].order);
    }
    if (!walk_issued(w, see_attached, &(struct attached){all, count}, e))
        return false;
    qsort(all, count, sizeof *all, by_order);
    for (size_t i = 0; i < count; i++)
        issued += all[i].issued;
    for (size_t i = 0; i < count; i++) {
        struct step *s;
        if (!all[i].issued) {
            complain("enforce: %s is not on the issued list: it is left alone", harmless_bytes(all[i].serial));
            continue;
        }
        s = enforce_step(w, t);
        s->doer = bytes_str(step_handsets.name);
        s->want = want;
        place_device(w, s, &all[i], rings_of(&w->run.rings, nth++, issued));
    }
    return true;
}

/* --- Apple devices through an MDM server --- */

struct issued {
    struct ordered *rows;
    size_t count, capacity;
    uint64_t unknown; /* no enrolment id of theirs is known */
};

static void see_apple(struct enforce *w, void *context, const struct known_device *d)
{
    struct issued *all = context;
    struct ordered *o;

    if (!bytes_is(d->platform, "ios"))
        return;
    if (enrolled_find(&w->mdm.enrolled, d->serial).size == 0) {
        all->unknown++;
        return;
    }
    all->rows = arena_grow(&w->arena, all->rows, all->count, &all->capacity, sizeof *all->rows);
    o = &all->rows[all->count++];
    *o = (struct ordered){.serial = arena_copy(&w->arena, d->serial), .issued = true, .keep = keeps(w, d)};
    rings_order(w->name, o->serial, o->order);
}

/* A bundle id a line: what apple-remove may take away. */
static bool bundles(struct enforce *w, struct bytes *want, struct error *e)
{
    struct rendering scratch = {.arena = &w->arena};
    struct apple_names names;
    struct buf out;

    if (!enforce_control(w, e))
        return false;
    names = apple_names(&w->control, IDENTIFIER_BUNDLE, false, &scratch);
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < names.count; i++) {
        buf_add(&out, names.values[i]);
        buf_str(&out, "\n");
    }
    *want = arena_copy(&w->arena, buf_bytes(&out));
    buf_free(&out);
    return want->size > 0 || error_set(e, ERROR_USAGE, 0, "plane apple-remove: the determination's subject has no bundle id of iOS that is known and may be blocked");
}

/* A profile, its identifier and UUID in front. */
static bool profile(struct enforce *w, const struct targets *all, const struct target *t, struct bytes *want, struct error *e)
{
    struct bytes text, name;
    struct error why = {0};
    uint8_t *to;

    if (!enforce_file(w, all, t, &text, e))
        return false;
    if (!profile_name(&w->arena, text, &name, &why))
        return error_set(e, ERROR_FORMAT, 0, "%.100s: %.250s", (const char *)t->file.data, why.text);
    to = arena_raw(&w->arena, name.size + 1 + text.size);
    memcpy(to, name.data, name.size);
    to[name.size] = '\n';
    memcpy(&to[name.size + 1], text.data, text.size);
    *want = bytes_of(to, name.size + 1 + text.size);
    return true;
}

/* An exception or hold that came after the run had reached its device: what is there stays, so it has to be said. */
static void say_reached(const struct enforce *w, const struct step *s)
{
    for (size_t i = 0; i < w->run.count; i++) {
        const struct step *own = &w->run.steps[i];
        if ((own->state == STEP_DONE || own->state == STEP_PENDING) && bytes_equal(own->device, s->device) && bytes_equal(own->plane, s->plane) && bytes_equal(own->place, s->place))
            complain("enforce: %s is %s, and the run had reached it before: what %s did there stays until device management takes it back", harmless_bytes(s->device),
                     (const char *)s->answer.data, (const char *)s->plane.data);
    }
}

bool enforce_apple(struct enforce *w, const struct targets *all, const struct target *t, struct error *e)
{
    struct issued devices = {.count = 0};
    struct bytes want;

    if (!enforce_listen(w, true, e)) /* who the devices are; what they say is asked for when there are steps */
        return false;
    w->unasked = false;
    if (!(t->file.size == 0 ? bundles(w, &want, e) : profile(w, all, t, &want, e))) {
        if (!w->unasked)
            return false;
        complain("enforce: %s: %s is left alone", harmless(e->text), harmless_bytes(t->place));
        *e = (struct error){0};
        return true;
    }
    if (!walk_issued(w, see_apple, &devices, e))
        return false;
    if (devices.unknown > 0)
        complain("enforce: %s: %llu issued Apple devices are left alone: no enrolment id of theirs is known; 'veto observe nanomdm', or --events with their Authenticate messages",
                 harmless_bytes(t->plane), (unsigned long long)devices.unknown);
    if (devices.count > 0)
        qsort(devices.rows, devices.count, sizeof *devices.rows, by_order);
    for (size_t i = 0; i < devices.count; i++) {
        struct step *s = enforce_step(w, t);
        s->doer = bytes_str(step_mdm.name);
        s->want = want;
        place_device(w, s, &devices.rows[i], rings_of(&w->run.rings, i, devices.count));
        if (s->state == STEP_HELD)
            say_reached(w, s);
    }
    return true;
}

/* What a list of steps is about; whether any is of ours. */
static bool about(const struct step *steps, size_t count, struct buf *lines)
{
    bool any = false;

    for (size_t i = 0; i < count; i++)
        if (bytes_is(steps[i].doer, step_mdm.name)) {
            mdm_step_about(&steps[i], lines);
            any = true;
        }
    return any;
}

bool enforce_listen(struct enforce *w, bool always, struct error *e)
{
    struct buf lines;
    struct bytes text;
    bool any;

    buf_init(&lines, 1 << 24);
    any = about(w->steps, w->count, &lines);
    any = about(w->run.steps, w->run.count, &lines) || any;
    text = arena_copy(&w->arena, buf_bytes(&lines));
    buf_free(&lines);
    return (!any && !always) || mdm_reach_listen(&w->mdm, w->given->events, text, e);
}
