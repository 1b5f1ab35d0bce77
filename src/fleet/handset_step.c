#include "fleet/handset_step.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, bytes_find(text, '\n', *at) - *at, line);
    *at += line->size + 1;
    return true;
}

/* --- which device --- */

bool handset_roster_load(struct handset_roster *r, const char *place, struct error *e)
{
    struct bytes line, transport;
    struct buf list;
    bool ok;

    r->count = 0;
    r->place[0] = 0;
    buf_init(&list, 1 << 16);
    ok = adb_at(&r->adb, place, e) && adb_devices(&r->adb, &list, e);
    for (size_t at = 0; ok && r->count < LIMIT_ADB_DEVICES && next_line(buf_bytes(&list), &at, &line);) {
        struct error why = {0};
        struct handset h;
        size_t tab = bytes_find(line, '\t', 0);
        bytes_slice(line, 0, tab, &transport);
        if (!bytes_is(bytes_from(line, tab + 1), "device"))
            continue;
        if (handset_open(&h, &r->adb, transport, &why)) {
            memcpy(r->rows[r->count].transport, h.transport, sizeof h.transport);
            memcpy(r->rows[r->count++].serial, h.serial, sizeof h.serial);
        }
        handset_close(&h);
    }
    buf_free(&list);
    if (ok)
        snprintf(r->place, sizeof r->place, "%s", place);
    return ok;
}

/* Opens the device of a step; the caller closes it in either case. */
static bool open_step(void *context, const struct step *s, struct handset *h, struct error *e)
{
    struct handset_roster *r = context;

    *h = (struct handset){.count = 0};
    if (!bytes_is(s->place, r->place) && !handset_roster_load(r, (const char *)s->place.data, e))
        return false;
    for (size_t i = 0; i < r->count; i++)
        if (bytes_is(s->device, r->rows[i].serial))
            return handset_open(h, &r->adb, bytes_str(r->rows[i].transport), e);
    r->place[0] = 0; /* it may be back the next time */
    return error_set(e, ERROR_SYSTEM, 0, "the adb server has no such device now");
}

/* --- looking --- */

/* The state that was noted for a user and package; NULL when none was. */
static const char *was_state(const struct step *s, int user, struct bytes package, struct bytes *line)
{
    char begin[300];
    size_t n = (size_t)snprintf(begin, sizeof begin, "%d %.*s ", user, (int)package.size, (const char *)package.data);

    for (size_t at = 0; next_line(s->was.text, &at, line);)
        if (bytes_starts(*line, bytes_str(begin))) {
            *line = bytes_from(*line, n);
            return "";
        }
    return NULL;
}

static enum step_now look(void *context, struct arena *a, const struct step *s, struct error *e)
{
    bool undoing = s->state == STEP_UNDOING || s->state == STEP_UNDONE, off = true, as_before = s->known;
    struct bytes package, line;
    struct handset h;

    (void)a;
    if (!open_step(context, s, &h, e)) {
        handset_close(&h);
        return NOW_AWAY;
    }
    for (size_t at = 0; next_line(s->want, &at, &package);)
        for (size_t u = 0; u < h.count; u++) {
            struct handset_removal r;
            bool noted = s->known && was_state(s, h.users[u].id, package, &line) != NULL;
            handset_look(&h, &h.users[u], package, &r);
            if (r.state == HANDSET_UNKNOWN)
                error_set(e, ERROR_SYSTEM, 0, "user %d: %.80s: %.200s", h.users[u].id, (const char *)s->device.data, r.why);
            off = off && (r.state == HANDSET_NEVER || r.state == HANDSET_DISABLED);
            as_before = as_before && (noted ? bytes_is(line, handset_state_id(r.state)) : r.state == HANDSET_NEVER);
        }
    handset_close(&h);
    if (undoing && as_before)
        return NOW_BEFORE;
    return off ? NOW_APPLIED : as_before ? NOW_BEFORE : NOW_PARTLY;
}

static bool keep(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e)
{
    struct handset h;
    struct buf out;
    struct bytes package;
    bool ok = open_step(context, s, &h, e);

    buf_init(&out, LIMIT_PLACE_FILE);
    for (size_t at = 0; ok && next_line(s->want, &at, &package);)
        for (size_t u = 0; ok && u < h.count; u++) {
            struct handset_removal r;
            handset_look(&h, &h.users[u], package, &r);
            if (r.state == HANDSET_UNKNOWN)
                ok = error_set(e, ERROR_SYSTEM, 0, "user %d: %.300s", h.users[u].id, r.why);
            else if (r.state != HANDSET_NEVER)
                buf_printf(&out, "%d %.*s %s\n", h.users[u].id, (int)package.size, (const char *)package.data, handset_state_id(r.state));
        }
    handset_close(&h);
    *was = (struct placed){true, arena_copy(a, buf_bytes(&out))};
    ok = ok && (!out.failed || error_set(e, ERROR_LIMIT, 0, "a device with too much on it"));
    buf_free(&out);
    return ok;
}

static bool apply(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    unsigned count[HANDSET_STATES] = {0};
    char said[sizeof ((struct handset_removal *)0)->said] = "";
    struct bytes package;
    struct handset h;
    bool ok = open_step(context, s, &h, e);

    (void)a;
    for (size_t at = 0; ok && next_line(s->want, &at, &package);)
        for (size_t u = 0; u < h.count; u++) {
            struct handset_removal r;
            handset_remove(&h, &h.users[u], package, &r);
            count[r.state]++;
            if (r.said[0] != 0)
                memcpy(said, r.said, sizeof said);
        }
    handset_close(&h);
    snprintf(answer, 120, "gone %u, present-not-usable %u, present %u, unknown %u; said last: %.40s", count[HANDSET_GONE], count[HANDSET_DISABLED],
             count[HANDSET_THERE], count[HANDSET_UNKNOWN], said);
    return ok;
}

/* Brings one line of what was there back: 1, or 0 when that cannot be done. */
static unsigned bring_back(const struct handset *h, const struct handset_user *u, struct bytes package, struct bytes state)
{
    struct handset_removal r;

    handset_look(h, u, package, &r);
    if (!bytes_is(state, handset_state_id(r.state)) && bytes_is(state, handset_state_id(HANDSET_THERE)))
        handset_restore(h, u, package, &r);
    return bytes_is(state, handset_state_id(r.state));
}

static bool undo(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    unsigned back = 0, lost = 0;
    struct bytes package, line;
    struct handset h;
    bool ok = open_step(context, s, &h, e);

    (void)a;
    for (size_t at = 0; ok && next_line(s->want, &at, &package);)
        for (size_t u = 0; u < h.count; u++)
            if (was_state(s, h.users[u].id, package, &line) != NULL) {
                unsigned one = bring_back(&h, &h.users[u], package, line);
                back += one;
                lost += !one;
            }
    handset_close(&h);
    snprintf(answer, 120, "as before %u; not to be brought back, since its user had installed it: %u", back, lost);
    return ok;
}

const struct step_doer step_handsets = {"adb", look, keep, apply, undo, .waits = false};
