/*
 * Events of NanoMDM's webhook, a JSON object a line, as they were received: of
 * each device its newest answer to InstalledApplicationList, by the time of the
 * event, in whatever order and as often as events came. Which serial number a
 * UDID has say the device's Authenticate message and its answer to
 * DeviceInformation. A device that only ever answered NotNow has not answered.
 */
#include "base/hash.h"
#include "base/limits.h"
#include "base/moment.h"
#include "fleet/plist.h"
#include "fleet/source.h"

struct enrolled {
    struct bytes udid, serial;
    int64_t time;   /* of its newest list */
    size_t at;      /* where that event's line begins */
    bool listed, asked;
};

struct hook {
    struct answer_out *a;
    struct arena keep;
    struct intern udids;
    struct enrolled *rows;
    size_t capacity;
};

static struct enrolled *enrolled_of(struct hook *h, struct bytes udid)
{
    uint32_t at, hash = at = intern_hash(h->udids.seed, udid);

    intern_room(&h->udids);
    for (;; at++) {
        struct intern_slot *slot = &h->udids.slots[at & h->udids.mask];
        if (slot->number != 0 && slot->hash == hash && bytes_equal(h->rows[slot->number - 1].udid, udid))
            return &h->rows[slot->number - 1];
        if (slot->number != 0)
            continue;
        h->rows = arena_grow(&h->keep, h->rows, h->udids.count, &h->capacity, sizeof *h->rows);
        *slot = (struct intern_slot){hash, ++h->udids.count};
        h->rows[h->udids.count - 1] = (struct enrolled){.udid = arena_copy(&h->keep, udid)};
        return &h->rows[h->udids.count - 1];
    }
}

/* The property list in an event's raw_payload; NULL when there is none. */
static const struct json_node *payload_of(struct arena *a, const struct json_node *event)
{
    struct bytes text = source_text(a, source_at_path(event, "raw_payload"));
    uint8_t *plain = arena_raw(a, text.size + 4);
    struct error e = {0};
    size_t size = 0;

    return text.size > 0 && hash_unbase64(text, plain, &size) ? plist_read(a, bytes_of(plain, size), &e) : NULL;
}

static void note_serial(struct hook *h, struct enrolled *d, const struct json_node *payload, const char *path)
{
    struct bytes serial = source_text(h->a->arena, source_at_path(payload, path));

    if (serial.size > 0)
        d->serial = arena_copy(&h->keep, serial);
}

static void note_event(struct hook *h, struct bytes line, size_t at)
{
    struct arena *a = h->a->arena;
    struct error e = {0};
    const struct json_node *root = json_read_foreign(a, line, &e), *answer = source_at_path(root, "acknowledge_event"), *event = answer != NULL ? answer : source_at_path(root, "checkin_event");
    const struct json_node *payload, *list;
    struct bytes udid = source_text(a, source_at_path(event, "udid"));
    struct enrolled *d;
    int64_t time = 0;

    if (event == NULL || udid.size == 0 || !moment_parse(source_text(a, source_at_path(root, "created_at")), &time)) {
        answer_problem(h->a, at, "no event of a device with a time:", line);
        return;
    }
    d = enrolled_of(h, udid);
    payload = payload_of(a, event);
    note_serial(h, d, payload, "SerialNumber");
    note_serial(h, d, payload, "QueryResponses.SerialNumber");
    d->asked = d->asked || (answer != NULL && !bytes_is(source_text(a, source_at_path(answer, "status")), "Idle"));
    list = source_at_path(payload, "InstalledApplicationList");
    if (answer == NULL || list == NULL || list->kind != JSON_ARRAY || (d->listed && time < d->time))
        return;
    d->listed = true;
    d->time = time;
    d->at = at;
}

static struct bytes line_at(struct bytes text, size_t at)
{
    struct bytes line;

    bytes_slice(text, at, bytes_find(text, '\n', at) - at, &line);
    return line;
}

static void tell(struct hook *h, const struct enrolled *d)
{
    struct answer_out *a = h->a;
    struct device device = {.key = d->udid, .serial = d->serial, .time = d->time, .listed = true, .managed = true, .identifiers = true, .whole = a->ask->whole};
    struct error e = {0};
    const struct json_node *root, *list;

    if (d->serial.size == 0) {
        answer_problem(a, d->at, "no Authenticate message or DeviceInformation says the serial number of", d->udid);
        return;
    }
    root = json_read_foreign(a->arena, line_at(a->ask->text, d->at), &e);
    list = source_at_path(payload_of(a->arena, source_at_path(root, "acknowledge_event")), "InstalledApplicationList");
    device.complete = list != NULL && list->count > 0;
    if (!answer_device(a, d->at, &device))
        return;
    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next) {
        struct listed_app app = {.present = true, .usable = true};
        app.text[APP_VALUE] = source_text(a->arena, source_at_path(n, "Identifier"));
        app.text[APP_NAME] = source_text(a->arena, source_at_path(n, "Name"));
        app.text[APP_VERSION] = source_text(a->arena, source_at_path(n, "ShortVersion"));
        answer_app(a, d->at, &app);
    }
    answer_device_end(a);
}

bool source_nanomdm(struct answer_out *a, struct error *e)
{
    struct bytes text = a->ask->text;
    struct hook h = {.a = a};
    uint8_t digest[SHA256_SIZE];
    uint64_t silent = 0;

    hash_sha256(text, digest);
    arena_init(&h.keep, LIMIT_ARENA);
    h.keep.exhausted = a->arena->exhausted;
    h.keep.context = a->arena->context;
    intern_init(&h.udids, &h.keep, bytes_load64(digest), 64);
    for (size_t at = 0; at < text.size;) {
        struct bytes line = line_at(text, at);
        if (line.size > 0)
            note_event(&h, line, at);
        at += line.size + 1;
        arena_reset(a->arena);
    }
    for (size_t i = 0; i < h.udids.count; i++) {
        if (h.rows[i].listed)
            tell(&h, &h.rows[i]);
        else
            silent += h.rows[i].asked;
        arena_reset(a->arena);
    }
    if (silent > 0)
        answer_short(a, "%llu devices gave no list of apps: ask again", (unsigned long long)silent);
    if (h.udids.count == 0)
        error_set(e, ERROR_FORMAT, 0, "no event of NanoMDM's webhook in it");
    arena_free(&h.keep);
    return e->code == ERROR_NONE;
}
