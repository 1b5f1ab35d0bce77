#include "fleet/mdm_event.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/moment.h"
#include "base/text.h"
#include "code/intern.h"
#include "fleet/plist.h"
#include "fleet/source.h"
#include "jail/input.h"
#include "jail/jail.h"

bool mdm_line(struct bytes lines, struct bytes line)
{
    for (size_t at = 0; at < lines.size;) {
        struct bytes one;
        bytes_slice(lines, at, bytes_find(lines, '\n', at) - at, &one);
        at += one.size + 1;
        if (bytes_equal(one, line))
            return true;
    }
    return false;
}

/* --- one event --- */

struct coming {
    struct arena *arena; /* of the result */
    struct arena once;   /* of one event */
    struct mdm_events *out;
    struct bytes about;
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

static enum mdm_answer answer_of(struct bytes status)
{
    if (bytes_is(status, "Acknowledged"))
        return MDM_SAID_ACKNOWLEDGED;
    if (bytes_is(status, "NotNow"))
        return MDM_SAID_NOT_NOW;
    return bytes_is(status, "Error") || bytes_is(status, "CommandFormatError") ? MDM_SAID_ERROR : MDM_SAID_NOTHING;
}

/* The property list in an event's raw_payload; NULL when there is none. */
static const struct json_node *payload_of(struct coming *c, const struct json_node *event)
{
    struct bytes text = source_text(&c->once, source_at_path(event, "raw_payload"));
    uint8_t *plain = arena_raw(&c->once, text.size + 4);
    struct error e = {0};
    size_t size = 0;

    return text.size > 0 && hash_unbase64(text, plain, &size) ? plist_read(&c->once, bytes_of(plain, size), &e) : NULL;
}

/* Takes a list, if the payload is one that has anything on it: an empty one is not believed, since no device has nothing. */
static void take_list(struct coming *c, const struct json_node *payload, struct mdm_event *event)
{
    const struct json_node *apps = source_at_path(payload, "InstalledApplicationList"), *profiles = source_at_path(payload, "ProfileList"), *list = apps != NULL ? apps : profiles;
    struct buf on;

    if (list == NULL || list->kind != JSON_ARRAY || list->count == 0)
        return;
    event->list = apps != NULL ? MDM_APPS : MDM_PROFILES;
    buf_init(&on, LIMIT_FRAME / 2);
    for (const struct json_node *n = list->first; n != NULL; n = n->next) {
        struct bytes name = source_text(&c->once, source_at_path(n, apps != NULL ? "Identifier" : "PayloadIdentifier"));
        if (name.size == 0 || bytes_find(name, '\n', 0) != name.size || !mdm_line(c->about, name))
            continue;
        buf_add(&on, name);
        if (apps == NULL) {
            buf_str(&on, " ");
            buf_add(&on, source_text(&c->once, source_at_path(n, "PayloadUUID")));
        }
        buf_str(&on, "\n");
    }
    if (on.failed)
        event->list = MDM_NO_LIST;
    else
        event->on = arena_copy(c->arena, buf_bytes(&on));
    buf_free(&on);
}

/* The first words of an error that say anything, most local last. */
static struct bytes why_of(struct coming *c, const struct json_node *payload)
{
    const struct json_node *chain = source_at_path(payload, "ErrorChain"), *first = chain != NULL && chain->kind == JSON_ARRAY ? chain->first : NULL;
    struct bytes text = source_text(&c->once, source_at_path(first, "USEnglishDescription"));

    if (text.size == 0)
        text = source_text(&c->once, source_at_path(first, "LocalizedDescription"));
    if (text.size > 200)
        bytes_slice(text, 0, 200, &text);
    return text_is_utf8(text) ? arena_copy(c->arena, text) : bytes_of(NULL, 0);
}

static void keep(struct coming *c, const struct mdm_event *event)
{
    c->out->rows = arena_grow(c->arena, c->out->rows, c->out->count, &c->out->capacity, sizeof *c->out->rows);
    c->out->rows[c->out->count++] = *event;
}

static void take_answer(struct coming *c, const struct json_node *answer, struct bytes status, struct mdm_event *event)
{
    const struct json_node *payload;

    if (event->answer != MDM_SAID_NOT_NOW &&
        repeated(c, arena_printf(&c->once, "%.*s %.*s %.*s", (int)event->uuid.size, (const char *)event->uuid.data, (int)event->device.size,
                                 (const char *)event->device.data, (int)status.size, (const char *)status.data))) {
        c->out->repeated++;
        return;
    }
    payload = payload_of(c, answer);
    if (event->answer == MDM_SAID_ACKNOWLEDGED)
        take_list(c, payload, event);
    else if (event->answer == MDM_SAID_ERROR)
        event->why = why_of(c, payload);
    event->serial = arena_copy(c->arena, source_text(&c->once, source_at_path(payload, "QueryResponses.SerialNumber")));
    keep(c, event);
}

static void take_event(struct coming *c, struct bytes line)
{
    struct error e = {0};
    const struct json_node *root = json_read_foreign(&c->once, line, &e), *answer = source_at_path(root, "acknowledge_event");
    const struct json_node *inner = answer != NULL ? answer : source_at_path(root, "checkin_event");
    struct bytes device = source_text(&c->once, source_at_path(inner, "udid")), status;
    struct mdm_event event = {.order = (uint32_t)c->out->lines++};

    if (root == NULL || root->kind != JSON_OBJECT) {
        c->out->malformed++;
        return;
    }
    if (device.size == 0)
        device = source_text(&c->once, source_at_path(inner, "enrollment_id"));
    status = source_text(&c->once, source_at_path(answer, "status"));
    if (inner == NULL || bytes_is(status, "Idle"))
        return;
    event.device = arena_copy(c->arena, device);
    event.uuid = arena_copy(c->arena, source_text(&c->once, source_at_path(answer, "command_uuid")));
    event.answer = answer_of(status);
    if (device.size == 0 || (answer != NULL && (event.uuid.size == 0 || status.size == 0)) ||
        !moment_parse(source_text(&c->once, source_at_path(root, "created_at")), &event.time)) {
        c->out->malformed++;
        return;
    }
    if (answer != NULL) {
        take_answer(c, answer, status, &event);
        return;
    }
    event.serial = arena_copy(c->arena, source_text(&c->once, source_at_path(payload_of(c, inner), "SerialNumber")));
    if (event.serial.size > 0)
        keep(c, &event);
}

/* --- all of them --- */

static int by_device(const void *a, const void *b)
{
    const struct mdm_event *x = a, *y = b;
    int n = json_compare(x->device, y->device);

    if (n != 0 || x->time != y->time)
        return n != 0 ? n : x->time < y->time ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void sort(struct mdm_events *events)
{
    if (events->count > 0)
        qsort(events->rows, events->count, sizeof *events->rows, by_device);
}

size_t mdm_events_of(const struct mdm_events *events, struct bytes device)
{
    size_t low = 0, high = events->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (json_compare(events->rows[middle].device, device) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void mdm_events_read(struct arena *a, struct bytes text, struct bytes about, struct mdm_events *out)
{
    struct coming c = {.arena = a, .out = out, .about = about};
    uint8_t digest[SHA256_SIZE];

    *out = (struct mdm_events){.count = 0};
    hash_sha256(text, digest);
    intern_init(&c.seen, a, bytes_load64(digest), 64);
    arena_init(&c.once, LIMIT_ARENA);
    c.once.exhausted = a->exhausted;
    c.once.context = a->context;
    for (size_t at = 0; at < text.size;) {
        struct bytes line;
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &line);
        at += line.size + 1;
        if (line.size > 0)
            take_event(&c, line);
        arena_reset(&c.once);
    }
    arena_free(&c.once);
    sort(out);
}

/* --- said by a child --- */

struct hearing {
    struct arena *arena;
    struct input input;
    struct bytes about;
    struct mdm_events *out;
    struct jail_end end;
};

static void put_text(struct buf *row, struct bytes text)
{
    buf_u32(row, (uint32_t)text.size);
    buf_add(row, text);
}

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct hearing *h = context;
    struct mdm_events events;
    struct arena arena;
    struct buf row;

    (void)index;
    jail_arena(&arena, out);
    frame_stage(out, "reading events");
    mdm_events_read(&arena, h->input.bytes, h->about, &events);
    buf_init(&row, LIMIT_FRAME);
    for (size_t i = 0; i < events.count; i++) {
        const struct mdm_event *v = &events.rows[i];
        buf_reset(&row);
        buf_u64(&row, (uint64_t)v->time);
        buf_u32(&row, v->order);
        buf_u8(&row, (uint8_t)v->answer);
        buf_u8(&row, (uint8_t)v->list);
        put_text(&row, v->device);
        put_text(&row, v->uuid);
        put_text(&row, v->serial);
        put_text(&row, v->on);
        put_text(&row, v->why);
        if (!row.failed)
            frame_send(out, FRAME_ROW, buf_bytes(&row));
    }
    buf_reset(&row);
    buf_u64(&row, events.lines);
    buf_u64(&row, events.repeated);
    buf_u64(&row, events.malformed);
    frame_send(out, FRAME_NOTE, buf_bytes(&row));
    buf_free(&row);
    return 0;
}

static bool prepare(void *context, size_t index, uint64_t *memory, struct error *e)
{
    const struct hearing *h = context;

    (void)index;
    (void)e;
    *memory = h->input.bytes.size;
    return true;
}

static struct bytes get_text(struct hearing *h, struct cursor *c)
{
    return arena_copy(h->arena, cursor_take(c, cursor_u32(c)));
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct hearing *h = context;
    struct cursor c = cursor_open(payload, 0);
    struct mdm_event v = {.order = 0};

    (void)index;
    if (type == FRAME_NOTE) {
        h->out->lines = cursor_u64(&c);
        h->out->repeated = cursor_u64(&c);
        h->out->malformed = cursor_u64(&c);
        return !c.failed;
    }
    v.time = (int64_t)cursor_u64(&c);
    v.order = cursor_u32(&c);
    v.answer = (enum mdm_answer)cursor_u8(&c);
    v.list = (enum mdm_list)cursor_u8(&c);
    v.device = get_text(h, &c);
    v.uuid = get_text(h, &c);
    v.serial = get_text(h, &c);
    v.on = get_text(h, &c);
    v.why = get_text(h, &c);
    if (type != FRAME_ROW || c.failed || v.answer >= MDM_ANSWERS || v.list >= MDM_LISTS || v.device.size == 0 || v.device.size > LIMIT_ANSWER_TEXT)
        return false;
    h->out->rows = arena_grow(h->arena, h->out->rows, h->out->count, &h->out->capacity, sizeof *h->out->rows);
    h->out->rows[h->out->count++] = v;
    return true;
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct hearing *h = context;

    (void)index;
    h->end = *end;
    return true;
}

bool mdm_events_open(struct arena *a, const char *path, struct bytes about, struct mdm_events *out, struct error *e)
{
    struct hearing h = {.arena = a, .about = about, .out = out};
    const struct jail_job job = {.count = 1, .jobs = 1, .context = &h, .prepare = prepare, .work = work, .frame = frame, .done = done};
    bool ok;

    *out = (struct mdm_events){.count = 0};
    if (!input_open(&h.input, path, e))
        return false;
    ok = jail_run(&job, e) && (h.end.whole || error_set(e, ERROR_FORMAT, 0, "%.300s", h.end.error[0] != 0 ? h.end.error : "the reader was ended"));
    input_close(&h.input);
    sort(out); /* whatever the child did */
    return ok;
}
