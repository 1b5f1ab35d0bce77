#include "fleet/mdm_step.h"

#include <sqlite3.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/moment.h"

/* --- what a step is about --- */

static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, bytes_find(text, '\n', *at) - *at, line);
    *at += line->size + 1;
    return true;
}

bool mdm_step_profile(struct bytes want, struct bytes *name, struct bytes *profile)
{
    bytes_slice(want, 0, bytes_find(want, '\n', 0), name);
    *profile = bytes_from(want, name->size + 1);
    return bytes_find(*name, ' ', 0) < name->size;
}

static bool is_profile(const struct step *s)
{
    struct bytes name, profile;

    return mdm_step_profile(s->want, &name, &profile);
}

static struct bytes identifier(struct bytes name)
{
    struct bytes id;

    bytes_slice(name, 0, bytes_find(name, ' ', 0), &id);
    return id;
}

void mdm_step_about(const struct step *s, struct buf *out)
{
    struct bytes name, profile, line;

    if (mdm_step_profile(s->want, &name, &profile)) {
        name = identifier(name);
        if (!mdm_line(buf_bytes(out), name)) {
            buf_add(out, name);
            buf_str(out, "\n");
        }
        return;
    }
    for (size_t at = 0; next_line(s->want, &at, &line);)
        if (!mdm_line(buf_bytes(out), line)) {
            buf_add(out, line);
            buf_str(out, "\n");
        }
}

bool mdm_reach_listen(struct mdm_reach *r, const char *path, struct bytes about, struct error *e)
{
    struct error why = {0};

    r->queue.store = r->store;
    r->queue.arena = r->arena;
    r->events = (struct mdm_events){.count = 0};
    if (path != NULL && !mdm_events_open(r->arena, path, about, &r->events, &why))
        return error_set(e, why.code, 0, "--events: %.150s: %.200s", path, why.text);
    return enrolled_load(&r->enrolled, r->store, r->arena, &r->events, e);
}

/* The enrolment id of a step's device: what is known now, else what its commands went to. */
static struct bytes device_of(const struct mdm_reach *r, const struct step *s)
{
    struct bytes device = enrolled_find(&r->enrolled, s->device);
    const struct mdm_command *c = mdm_queue_first(&r->queue, s->id);

    return device.size > 0 || c == NULL ? device : c->device;
}

/* --- what events say --- */

/* Whether an event answers a list of the step that was asked for no earlier than the command. */
static bool is_ours(const struct mdm_reach *r, const struct mdm_command *c, const struct mdm_event *event)
{
    for (const struct mdm_command *l = mdm_queue_first(&r->queue, c->step); l != NULL; l = mdm_queue_next(&r->queue, l))
        if (mdm_kind_lists(l->kind) && l->since >= c->since && l->uuid.size > 0 && bytes_equal(l->uuid, event->uuid))
            return true;
    return false;
}

static bool changed(const struct mdm_command *a, const struct mdm_command *b)
{
    return a->state != b->state || a->sent != b->sent || a->answered != b->answered || a->listed != b->listed;
}

/* Tells a step's commands what the events of its device say; in the store too, where that is to be. */
static bool take_events(struct mdm_reach *r, const struct step *s, struct error *e)
{
    struct mdm_command *c = mdm_queue_first(&r->queue, s->id);
    bool ok = true;

    for (; ok && c != NULL; c = mdm_queue_next(&r->queue, c)) {
        struct mdm_command before = *c;
        for (size_t i = mdm_events_of(&r->events, c->device); i < r->events.count && bytes_equal(r->events.rows[i].device, c->device); i++)
            mdm_take(c, &r->events.rows[i], is_ours(r, c, &r->events.rows[i]));
        if (changed(&before, c) && r->record)
            ok = mdm_queue_keep(&r->queue, c, e);
    }
    return ok;
}

/* --- how a step stands --- */

/* How long after an acknowledgement a list that is as before says nothing: the device may not have come to it. */
enum { SETTLE_SECONDS = 300 };

/* One direction of a step. */
struct standing {
    unsigned count, as_wanted;
    unsigned send;     /* are decided and not sent, or are needed */
    unsigned waits;    /* for the device */
    unsigned refused;
    unsigned open;     /* were decided, whether they are known to have been sent or not, and may still be carried out */
    unsigned locked;   /* of these, answered NotNow: carried out later, perhaps behind what was queued later */
    bool listing;      /* a list was asked for and has not come */
    int64_t answered;  /* the latest acknowledgement */
    int64_t listed;    /* the oldest list that one of them was seen on; INT64_MAX for none */
    const struct mdm_command *worst, *list;
};

static bool settling(const struct mdm_command *c)
{
    return c->state == MDM_CONTRARY && c->listed - c->answered < SETTLE_SECONDS;
}

/* Whether a list that was asked for behind a command has come: devices take commands in their order, so that it says of one that was not answered whether it was carried out. */
static bool passed(const struct mdm_reach *r, const struct mdm_command *c)
{
    for (const struct mdm_command *l = mdm_queue_first(&r->queue, c->step); l != NULL; l = mdm_queue_next(&r->queue, l))
        if (mdm_kind_lists(l->kind) && l->since >= c->since && l->state == MDM_ACKNOWLEDGED)
            return true;
    return false;
}

static void stand(const struct mdm_reach *r, const struct mdm_command *c, struct standing *t)
{
    bool waits = c->state == MDM_UNASKED || (c->state == MDM_QUEUED && c->sent) || c->state == MDM_WAITING || c->state == MDM_ACKNOWLEDGED || settling(c);

    t->count++;
    t->as_wanted += c->state == MDM_CONFIRMED;
    t->send += c->state == MDM_NEEDED || (c->state == MDM_QUEUED && !c->sent);
    t->waits += waits;
    t->refused += c->state == MDM_REFUSED || (c->state == MDM_CONTRARY && !settling(c));
    t->open += (c->state == MDM_QUEUED && !passed(r, c)) || c->state == MDM_WAITING || c->state == MDM_ACKNOWLEDGED || settling(c);
    t->locked += c->state == MDM_WAITING;
    t->answered = c->answered > t->answered ? c->answered : t->answered;
    t->listed = c->listed < t->listed ? c->listed : t->listed;
    if (c->state != MDM_CONFIRMED && (t->worst == NULL || c->state > t->worst->state))
        t->worst = c;
}

static struct standing standing_of(const struct mdm_reach *r, const struct step *s, bool back)
{
    struct standing t = {.listed = INT64_MAX};

    for (const struct mdm_command *c = mdm_queue_first(&r->queue, s->id); c != NULL; c = mdm_queue_next(&r->queue, c)) {
        if (c->back != back)
            continue;
        if (mdm_kind_lists(c->kind))
            t.list = c;
        else
            stand(r, c, &t);
    }
    if (t.list != NULL) {
        t.listing = t.list->sent && (t.list->state == MDM_QUEUED || t.list->state == MDM_WAITING) && !(r->again && t.list->since < r->now);
        t.send += t.list->state == MDM_QUEUED && !t.list->sent;
        if (t.list->state == MDM_REFUSED && t.waits > 0) { /* nothing will ever be seen */
            t.refused += t.waits;
            t.waits = 0;
            t.worst = t.list;
        }
    }
    return t;
}

/* Whether anything can be done besides waiting. */
static bool to_send(const struct standing *t)
{
    return t->send > 0 || (t->waits > 0 && !t->listing);
}

/* A sentence about how it stands: how many are as wanted, and the one that is farthest from it. */
static void tell(const struct standing *t, char text[120])
{
    static const char *const words[MDM_STATES] = {
        [MDM_UNASKED] = "its list was asked for", [MDM_NEEDED] = "to be sent", [MDM_QUEUED] = "queued, no answer yet",
        [MDM_WAITING] = "locked, answers later (NotNow)", [MDM_ACKNOWLEDGED] = "acknowledged, on no later list yet", [MDM_REFUSED] = "refused",
        [MDM_CONTRARY] = "acknowledged, and not on its later list", [MDM_CONFIRMED] = "as wanted"};
    const struct mdm_command *c = t->worst;
    struct bytes id = c == NULL ? bytes_of(NULL, 0) : identifier(c->subject);
    bool removes = c != NULL && (c->kind == MDM_REMOVE_APP || c->kind == MDM_REMOVE_PROFILE);

    if (c == NULL)
        snprintf(text, 120, "%u of %u as wanted", t->as_wanted, t->count);
    else
        snprintf(text, 120, "%u of %u as wanted; %.*s: %s%s%.*s", t->as_wanted, t->count, id.size < 40 ? (int)id.size : 40, (const char *)id.data,
                 c->state == MDM_CONTRARY && removes ? "acknowledged, and still on its later list" : words[c->state], c->state == MDM_REFUSED && c->why.size > 0 ? ": " : "",
                 c->state != MDM_REFUSED ? 0 : c->why.size < 60 ? (int)c->why.size : 60, c->why.size > 0 ? (const char *)c->why.data : "");
}

static enum step_now told(enum step_now now, const struct standing *t, struct error *e)
{
    char text[120];

    tell(t, text);
    error_set(e, ERROR_REFUSED, 0, "%s", text);
    return now;
}

/* Where something is to be sent, the server has to be there. */
static enum step_now sending(const struct mdm_reach *r, const struct step *s, enum step_now now, struct error *e)
{
    if (device_of(r, s).size == 0) {
        error_set(e, ERROR_SYSTEM, 0, "no enrolment id is known for this serial number: read events with its Authenticate message");
        return NOW_AWAY;
    }
    if (!bytes_equal(r->away, s->place))
        return now;
    error_set(e, ERROR_SYSTEM, 0, "%s", r->why_away);
    return NOW_AWAY;
}

static enum step_now look_forward(const struct mdm_reach *r, const struct step *s, struct error *e)
{
    struct standing t = standing_of(r, s, false);

    if (t.count > 0 && t.as_wanted == t.count)
        return NOW_APPLIED;
    if (t.count == 0 || to_send(&t))
        return sending(r, s, t.count == 0 ? NOW_BEFORE : NOW_PARTLY, e);
    return told(t.waits > 0 ? NOW_PENDING : NOW_REFUSED, &t, e);
}

/* --- the way back --- */

/* The command that takes one of the step back; false where there is nothing to take back. */
static bool way_back(const struct step *s, const struct mdm_command *c, struct mdm_command *out)
{
    struct bytes name, profile;

    *out = (struct mdm_command){.step = s->id, .back = true, .state = MDM_NEEDED, .device = c->device};
    if (c->back || c->uuid.size == 0)
        return false;
    if (c->kind == MDM_REMOVE_APP) {
        out->kind = MDM_INSTALL_APP;
        out->subject = c->subject;
        return c->state == MDM_CONFIRMED;
    }
    if (c->kind != MDM_INSTALL_PROFILE)
        return false;
    if (c->state == MDM_REFUSED)
        return false;
    out->kind = s->was.there ? MDM_INSTALL_PROFILE : MDM_REMOVE_PROFILE;
    out->subject = identifier(c->subject);
    if (s->was.there && mdm_step_profile(s->was.text, &name, &profile))
        out->subject = name;
    return true;
}

/* How many ways back are not in the queue yet. */
static unsigned missing(const struct mdm_reach *r, const struct step *s)
{
    struct mdm_command back;
    unsigned n = 0;

    for (const struct mdm_command *c = mdm_queue_first(&r->queue, s->id); c != NULL; c = mdm_queue_next(&r->queue, c))
        n += way_back(s, c, &back) && mdm_queue_find(&r->queue, s->id, true, back.kind, back.subject) == NULL;
    return n;
}

/* Whether the way back was seen on a list that is older than what it takes back: a locked device came to that later. */
static bool outrun(const struct standing *f, const struct standing *b)
{
    return b->count > 0 && f->answered > b->listed;
}

static enum step_now look_back(const struct mdm_reach *r, const struct step *s, struct error *e)
{
    struct standing f = standing_of(r, s, false), b = standing_of(r, s, true);
    bool apps = !is_profile(s);

    if (missing(r, s) > 0 || to_send(&b))
        return sending(r, s, NOW_PARTLY, e);
    if (b.waits > 0)
        return told(NOW_PENDING, &b, e);
    /* what is still in the server's queue may be carried out any day: a removal is taken back when it is known to have been */
    if (apps)
        return f.open == 0 ? NOW_BEFORE : f.listing ? told(NOW_PENDING, &f, e) : sending(r, s, NOW_PARTLY, e);
    if (b.refused > 0)
        return told(NOW_REFUSED, &b, e);
    if (b.count > 0 && f.locked > 0)
        return told(NOW_PENDING, &f, e);
    return !outrun(&f, &b) ? NOW_BEFORE : b.listing ? told(NOW_PENDING, &b, e) : sending(r, s, NOW_PARTLY, e);
}

static enum step_now look(void *context, struct arena *a, const struct step *s, struct error *e)
{
    struct mdm_reach *r = context;

    (void)a;
    if (s->id == 0)
        return sending(r, s, NOW_BEFORE, e);
    if (!mdm_queue_load(&r->queue, s->id, e) || !take_events(r, s, e))
        return NOW_AWAY;
    return s->state == STEP_UNDOING || s->state == STEP_UNDONE ? look_back(r, s, e) : look_forward(r, s, e);
}

/* Of a profile, the one that an earlier run of ours left there; of apps there is nothing but their commands. */
static bool keep(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e)
{
    struct mdm_reach *r = context;
    sqlite3_stmt *q = NULL;
    bool ok = true;

    *was = (struct placed){.there = false};
    if (!is_profile(s))
        return true;
    if (sqlite3_prepare_v2(store_database(r->store), "SELECT s.want FROM steps s JOIN runs n ON n.id = s.run WHERE s.doer = ?1 AND s.plane = ?2 AND s.place = ?3 AND s.device = ?4"
                                                     " AND s.state = ?5 AND s.id < ?6 AND n.state <> 'rolled-back' ORDER BY s.id DESC LIMIT 1", -1, &q, NULL) != SQLITE_OK)
        return error_set(e, ERROR_SYSTEM, 0, "the store: %s", sqlite3_errmsg(store_database(r->store)));
    sqlite3_bind_text(q, 1, (const char *)s->doer.data, (int)s->doer.size, SQLITE_STATIC);
    sqlite3_bind_text(q, 2, (const char *)s->plane.data, (int)s->plane.size, SQLITE_STATIC);
    sqlite3_bind_text(q, 3, (const char *)s->place.data, (int)s->place.size, SQLITE_STATIC);
    sqlite3_bind_text(q, 4, (const char *)s->device.data, (int)s->device.size, SQLITE_STATIC);
    sqlite3_bind_int(q, 5, STEP_DONE);
    sqlite3_bind_int64(q, 6, s->id);
    if (sqlite3_step(q) == SQLITE_ROW) {
        struct bytes sealed = arena_copy(a, bytes_of(sqlite3_column_blob(q, 0), (size_t)sqlite3_column_bytes(q, 0)));
        ok = seal_break(r->seal, a, sealed, &was->text, e);
        was->there = ok;
    }
    sqlite3_finalize(q);
    return ok;
}

/* --- sending --- */

/* Puts a step's own commands into the queue, where they are not yet. */
static bool add_forward(struct mdm_reach *r, const struct step *s, struct error *e)
{
    struct mdm_command c = {.step = s->id, .device = device_of(r, s), .since = r->now};
    struct bytes name, profile;
    bool ok = true;

    if (mdm_queue_first(&r->queue, s->id) != NULL)
        return true;
    if (mdm_step_profile(s->want, &name, &profile)) {
        c.kind = MDM_INSTALL_PROFILE;
        c.state = MDM_NEEDED;
        c.subject = name;
        return mdm_queue_add(&r->queue, &c, e);
    }
    c.kind = MDM_REMOVE_APP;
    c.state = MDM_UNASKED;
    for (size_t at = 0; ok && next_line(s->want, &at, &c.subject);)
        ok = mdm_queue_add(&r->queue, &c, e);
    return ok;
}

static bool add_back(struct mdm_reach *r, const struct step *s, struct error *e)
{
    struct mdm_command back = {.step = 0};

    while (missing(r, s) > 0) { /* what is added may move the others */
        for (const struct mdm_command *c = mdm_queue_first(&r->queue, s->id); c != NULL; c = mdm_queue_next(&r->queue, c))
            if (way_back(s, c, &back) && mdm_queue_find(&r->queue, s->id, true, back.kind, back.subject) == NULL)
                break;
        back.since = r->now;
        if (!mdm_queue_add(&r->queue, &back, e))
            return false;
    }
    return true;
}

/* Whether a command is to be sent with a UUID of its own now: because it is needed, or, asked to try again, because it was refused or came to nothing. */
static bool is_due(const struct mdm_reach *r, const struct mdm_command *c)
{
    if (mdm_kind_lists(c->kind) || c->state == MDM_UNASKED)
        return false;
    return c->state == MDM_NEEDED || (r->again && (c->state == MDM_REFUSED || (c->state == MDM_CONTRARY && !settling(c)) ||
                                                    (c->state == MDM_QUEUED && c->sent && passed(r, c))));
}

static bool decide_due(struct mdm_reach *r, const struct step *s, bool back, bool *any, struct error *e)
{
    for (struct mdm_command *c = mdm_queue_first(&r->queue, s->id); c != NULL; c = mdm_queue_next(&r->queue, c)) {
        if (c->back != back || !is_due(r, c))
            continue;
        *any = true;
        c->device = device_of(r, s);
        if (!mdm_queue_decide(&r->queue, c, r->now, e) || !mdm_queue_keep(&r->queue, c, e))
            return false;
    }
    return true;
}

/* Whether a list is needed: behind whatever is sent, where one is waited for and none was asked for, and again where that is asked. */
static bool needs_list(const struct mdm_reach *r, const struct step *s, bool back, bool any)
{
    struct standing f = standing_of(r, s, false), t = standing_of(r, s, back);

    if (any || (r->again && t.list != NULL && t.list->state == MDM_REFUSED))
        return true;
    if (t.listing || (t.list != NULL && t.list->state == MDM_QUEUED && !t.list->sent))
        return false;
    return t.waits > 0 || (!back && f.open > 0) || (back && outrun(&f, &t));
}

static bool decide_list(struct mdm_reach *r, const struct step *s, bool back, bool any, struct error *e)
{
    struct mdm_command *list, fresh = {.step = s->id, .back = back, .kind = is_profile(s) ? MDM_LIST_PROFILES : MDM_LIST_APPS, .subject = BYTES("-"), .device = device_of(r, s)};

    if (!needs_list(r, s, back, any))
        return true;
    list = mdm_queue_find(&r->queue, s->id, back, fresh.kind, fresh.subject);
    if (list == NULL)
        return mdm_queue_decide(&r->queue, &fresh, r->now, e) && mdm_queue_add(&r->queue, &fresh, e);
    list->device = fresh.device;
    return mdm_queue_decide(&r->queue, list, r->now, e) && mdm_queue_keep(&r->queue, list, e);
}

/* Sends what was decided, deeds before lists; on the way back no deed that leads forward. A server that does not take one has refused it. */
static bool send_all(struct mdm_reach *r, const struct step *s, bool back, bool lists, struct error *e)
{
    for (struct mdm_command *c = mdm_queue_first(&r->queue, s->id); c != NULL; c = mdm_queue_next(&r->queue, c)) {
        struct error why = {0};
        if (c->sent || c->state != MDM_QUEUED || mdm_kind_lists(c->kind) != lists || (!lists && c->back != back))
            continue;
        if (mdm_push(r, s, c, &why)) {
            c->sent = true;
        } else if (bytes_equal(r->away, s->place)) {
            return error_set(e, why.code, 0, "%s", why.text);
        } else {
            c->state = MDM_REFUSED;
            c->why = arena_copy(r->arena, bytes_str(why.text));
        }
        if (!mdm_queue_keep(&r->queue, c, e))
            return false;
    }
    return true;
}

/* All that is to be sent is decided and on the disk before the first of it is sent. */
static bool send_step(struct mdm_reach *r, const struct step *s, bool back, struct error *e)
{
    bool any = false, ok;

    if (!mdm_queue_load(&r->queue, s->id, e) || !mdm_queue_begin(&r->queue, e))
        return false;
    ok = back ? add_back(r, s, e) : add_forward(r, s, e);
    ok = ok && take_events(r, s, e) && decide_due(r, s, back, &any, e) && decide_list(r, s, back, any, e) &&
         (!back || is_profile(s) || decide_list(r, s, false, false, e)); /* what is taken back has to be known first */
    if (!mdm_queue_end(&r->queue, ok, e)) {
        r->queue.loaded = false;
        return false;
    }
    return send_all(r, s, back, false, e) && send_all(r, s, back, true, e);
}

static bool apply(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct mdm_reach *r = context;
    struct standing t;

    (void)a;
    if (!send_step(r, s, false, e))
        return false;
    t = standing_of(r, s, false);
    tell(&t, answer);
    return true;
}

static bool undo(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e)
{
    struct mdm_reach *r = context;
    struct standing b;

    (void)a;
    if (!mdm_queue_load(&r->queue, s->id, e))
        return false;
    if (look_back(r, s, NULL) != NOW_BEFORE && !send_step(r, s, true, e))
        return false;
    b = standing_of(r, s, true);
    if (is_profile(s))
        snprintf(answer, 120, "%s", b.count == 0 ? "no profile was sent" : s->was.there ? "the earlier profile is back" : "the profile is gone");
    else
        snprintf(answer, 120, "installed again %u, without their data; not to be brought back: %u", b.as_wanted, b.refused);
    return true;
}

const struct step_doer step_mdm = {"nanomdm", look, keep, apply, undo, .waits = true};
