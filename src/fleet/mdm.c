#include "fleet/mdm.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/moment.h"
#include "base/tsv.h"
#include "code/intern.h"
#include "fleet/plist.h"
#include "fleet/source.h"

/* --- the machine --- */

static const struct {
    const char *id, *say;
    enum mdm_state next[MDM_EVENTS]; /* not now, acknowledged, error, on a list, not on a list */
} machine[MDM_STATES] = {
    [MDM_QUEUED] = {"queued", "pending", {MDM_WAITING, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_QUEUED, MDM_GONE}},
    [MDM_WAITING] = {"waiting", "pending", {MDM_WAITING, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_WAITING, MDM_GONE}},
    [MDM_ACKNOWLEDGED] = {"acknowledged", "pending", {MDM_ACKNOWLEDGED, MDM_ACKNOWLEDGED, MDM_ACKNOWLEDGED, MDM_PRESENT, MDM_GONE}},
    [MDM_REFUSED] = {"refused", "not removed", {MDM_REFUSED, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_REFUSED, MDM_GONE}},
    [MDM_PRESENT] = {"present", "present", {MDM_PRESENT, MDM_PRESENT, MDM_PRESENT, MDM_PRESENT, MDM_GONE}},
    [MDM_GONE] = {"gone", "gone", {MDM_GONE, MDM_GONE, MDM_GONE, MDM_PRESENT, MDM_GONE}},
};

const char *mdm_state_id(enum mdm_state s)
{
    return machine[s].id;
}

const char *mdm_state_say(enum mdm_state s)
{
    return machine[s].say;
}

enum mdm_state mdm_next(enum mdm_state s, enum mdm_event e)
{
    return machine[s].next[e];
}

/* --- what was queued --- */

/* By device, then by command, so that those of a device are found by a binary search. */
static int by_device(const void *a, const void *b)
{
    const struct mdm_removal *x = a, *y = b;
    int n = json_compare(x->device, y->device);

    return n != 0 ? n : json_compare(x->uuid, y->uuid);
}

/* The first removal of a device, or where it would stand. */
static size_t first_of(const struct mdm *m, struct bytes device)
{
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (json_compare(m->rows[middle].device, device) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool read_queue(struct arena *a, struct bytes queued, struct mdm *m, struct error *e)
{
    struct bytes f[4];
    uint64_t line = 0;

    for (size_t at = 0; at < queued.size;) {
        struct bytes row;
        size_t next = 0;
        line++;
        bytes_slice(queued, at, bytes_find(queued, '\n', at) - at, &row);
        at += row.size + 1;
        if (row.size == 0)
            continue;
        if (!tsv_next(row, &next, f, 4) || f[0].size == 0 || f[1].size == 0 || f[2].size == 0)
            return error_set(e, ERROR_FORMAT, line, "line %llu of what was queued is not UUID, type, device, subject", (unsigned long long)line);
        if (!bytes_is(f[1], "RemoveApplication"))
            continue;
        if (m->count == LIMIT_MDM_REMOVALS)
            return error_set(e, ERROR_LIMIT, line, "more than %u removals", LIMIT_MDM_REMOVALS);
        m->rows = arena_grow(a, m->rows, m->count, &m->capacity, sizeof *m->rows);
        m->rows[m->count++] = (struct mdm_removal){f[0], f[2], f[3], MDM_QUEUED, 0};
    }
    if (m->count > 0)
        qsort(m->rows, m->count, sizeof *m->rows, by_device);
    return true;
}

/* --- what came back --- */

struct coming {
    struct arena *arena; /* of the result */
    struct arena once;   /* of one event */
    struct mdm *m;
    struct intern seen;  /* command, device and status of events that were taken */
    struct bytes *keys;
    size_t room;
};

/* Whether the same answer to the same command came before; else it has now. */
static bool repeated(struct coming *c, struct bytes key)
{
    uint32_t at, hash = at = intern_hash(c->seen.seed, key);

    intern_room(&c->seen);
    for (;; at++) {
        struct intern_slot *slot = &c->seen.slots[at & c->seen.mask];
        if (slot->number == 0) {
            *slot = (struct intern_slot){hash, ++c->seen.count};
            c->keys = arena_grow(c->arena, c->keys, c->seen.count - 1, &c->room, sizeof *c->keys);
            c->keys[c->seen.count - 1] = arena_copy(c->arena, key);
            return false;
        }
        if (slot->hash == hash && bytes_equal(c->keys[slot->number - 1], key))
            return true;
    }
}

/* A list of apps says of each removal on its device whether the app is on it; an older list than one that counted says nothing. */
static void take_list(struct coming *c, const struct json_node *apps, struct bytes device, int64_t time)
{
    for (size_t i = first_of(c->m, device); i < c->m->count && bytes_equal(c->m->rows[i].device, device); i++) {
        struct mdm_removal *r = &c->m->rows[i];
        bool listed = false;
        if (time < r->listed)
            continue;
        for (const struct json_node *n = apps->first; n != NULL && !listed; n = n->next)
            listed = bytes_equal(source_text(&c->once, source_at_path(n, "Identifier")), r->app);
        r->listed = time;
        r->state = mdm_next(r->state, listed ? MDM_LISTED : MDM_UNLISTED);
    }
}

static void take_answer(struct coming *c, struct bytes uuid, struct bytes device, struct bytes status)
{
    bool found = false;

    for (size_t i = first_of(c->m, device); i < c->m->count && bytes_equal(c->m->rows[i].device, device); i++) {
        struct mdm_removal *r = &c->m->rows[i];
        if (!bytes_equal(r->uuid, uuid))
            continue;
        found = true;
        if (bytes_is(status, "Acknowledged"))
            r->state = mdm_next(r->state, MDM_ACK);
        else if (bytes_is(status, "NotNow"))
            r->state = mdm_next(r->state, MDM_NOT_NOW);
        else if (bytes_is(status, "Error") || bytes_is(status, "CommandFormatError"))
            r->state = mdm_next(r->state, MDM_ERROR);
    }
    c->m->unknown += !found;
}

/* The apps of a payload; NULL when it is no list of apps. */
static const struct json_node *apps_of(struct coming *c, struct bytes payload)
{
    struct error e = {0};
    uint8_t *plain = arena_raw(&c->once, payload.size + 4);
    size_t size = 0;
    const struct json_node *root, *apps;

    if (payload.size == 0 || !hash_unbase64(payload, plain, &size))
        return NULL;
    root = plist_read(&c->once, bytes_of(plain, size), &e);
    apps = root == NULL ? NULL : source_at_path(root, "InstalledApplicationList");
    return apps != NULL && apps->kind == JSON_ARRAY && apps->count > 0 ? apps : NULL;
}

static void take_event(struct coming *c, struct bytes line)
{
    struct error e = {0};
    const struct json_node *root = json_read_foreign(&c->once, line, &e), *event = source_at_path(root, "acknowledge_event"), *apps;
    struct bytes uuid, device, status, created = source_text(&c->once, source_at_path(root, "created_at"));
    int64_t time = 0;

    c->m->events++;
    if (root == NULL || root->kind != JSON_OBJECT) {
        c->m->malformed++;
        return;
    }
    uuid = source_text(&c->once, source_at_path(event, "command_uuid"));
    device = source_text(&c->once, source_at_path(event, "udid"));
    status = source_text(&c->once, source_at_path(event, "status"));
    if (event == NULL || bytes_is(status, "Idle"))
        return;
    if (uuid.size == 0 || device.size == 0 || status.size == 0 || !moment_parse(created, &time)) {
        c->m->malformed++;
        return;
    }
    if (!bytes_is(status, "NotNow") && repeated(c, arena_printf(&c->once, "%.*s %.*s %.*s", (int)uuid.size, (const char *)uuid.data, (int)device.size, (const char *)device.data, (int)status.size, (const char *)status.data))) {
        c->m->repeated++;
        return;
    }
    apps = bytes_is(status, "Acknowledged") ? apps_of(c, source_text(&c->once, source_at_path(event, "raw_payload"))) : NULL;
    if (apps != NULL)
        take_list(c, apps, device, time);
    else
        take_answer(c, uuid, device, status);
}

bool mdm_read(struct arena *a, struct bytes queued, struct bytes events, struct mdm *out, struct error *e)
{
    struct coming c = {.arena = a, .m = out};
    uint8_t digest[SHA256_SIZE];

    *out = (struct mdm){.count = 0};
    if (!read_queue(a, queued, out, e))
        return false;
    hash_sha256(events, digest);
    intern_init(&c.seen, a, bytes_load64(digest), 64);
    arena_init(&c.once, LIMIT_ARENA);
    c.once.exhausted = a->exhausted;
    c.once.context = a->context;
    for (size_t at = 0; at < events.size;) {
        struct bytes line;
        bytes_slice(events, at, bytes_find(events, '\n', at) - at, &line);
        at += line.size + 1;
        if (line.size > 0)
            take_event(&c, line);
        arena_reset(&c.once);
    }
    arena_free(&c.once);
    return true;
}
