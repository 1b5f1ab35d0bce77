#include "fleet/mdm.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/tsv.h"

/* --- kinds --- */

static const struct {
    const char *type;
    enum mdm_list list;
    bool lists, there; /* there: what it is wanted to leave behind */
} kinds[MDM_KINDS] = {
    [MDM_REMOVE_APP] = {"RemoveApplication", MDM_APPS, false, false},
    [MDM_INSTALL_APP] = {"InstallApplication", MDM_APPS, false, true},
    [MDM_LIST_APPS] = {"InstalledApplicationList", MDM_APPS, true, false},
    [MDM_INSTALL_PROFILE] = {"InstallProfile", MDM_PROFILES, false, true},
    [MDM_REMOVE_PROFILE] = {"RemoveProfile", MDM_PROFILES, false, false},
    [MDM_LIST_PROFILES] = {"ProfileList", MDM_PROFILES, true, false},
};

const char *mdm_kind_type(enum mdm_kind k)
{
    return kinds[k].type;
}

enum mdm_kind mdm_kind_find(struct bytes type)
{
    enum mdm_kind k = 0;

    while (k < MDM_KINDS && !bytes_is(type, kinds[k].type))
        k++;
    return k;
}

enum mdm_list mdm_kind_list(enum mdm_kind k)
{
    return kinds[k].list;
}

bool mdm_kind_lists(enum mdm_kind k)
{
    return kinds[k].lists;
}

/* --- the machine --- */

static const struct {
    const char *id, *removal, *other; /* what removals in it are called, and what others are */
    enum mdm_state next[MDM_CHANGES]; /* not now, acknowledged, error, otherwise, as wanted */
} machine[MDM_STATES] = {
    [MDM_UNASKED] = {"unasked", "pending", "pending", {MDM_UNASKED, MDM_UNASKED, MDM_UNASKED, MDM_NEEDED, MDM_CONFIRMED}},
    [MDM_NEEDED] = {"needed", "present", "not there", {MDM_NEEDED, MDM_NEEDED, MDM_NEEDED, MDM_NEEDED, MDM_CONFIRMED}},
    [MDM_QUEUED] = {"queued", "pending", "pending", {MDM_WAITING, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_QUEUED, MDM_CONFIRMED}},
    [MDM_WAITING] = {"waiting", "pending", "pending", {MDM_WAITING, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_WAITING, MDM_CONFIRMED}},
    [MDM_ACKNOWLEDGED] = {"acknowledged", "pending", "pending", {MDM_ACKNOWLEDGED, MDM_ACKNOWLEDGED, MDM_ACKNOWLEDGED, MDM_CONTRARY, MDM_CONFIRMED}},
    [MDM_REFUSED] = {"refused", "not removed", "refused", {MDM_REFUSED, MDM_ACKNOWLEDGED, MDM_REFUSED, MDM_REFUSED, MDM_CONFIRMED}},
    [MDM_CONTRARY] = {"contrary", "present", "not there", {MDM_CONTRARY, MDM_CONTRARY, MDM_CONTRARY, MDM_CONTRARY, MDM_CONFIRMED}},
    [MDM_CONFIRMED] = {"confirmed", "gone", "there", {MDM_CONFIRMED, MDM_CONFIRMED, MDM_CONFIRMED, MDM_NEEDED, MDM_CONFIRMED}},
};

const char *mdm_state_id(enum mdm_state s)
{
    return machine[s].id;
}

enum mdm_state mdm_next(enum mdm_state s, enum mdm_change c)
{
    return machine[s].next[c];
}

const char *mdm_command_say(const struct mdm_command *c)
{
    bool removes = c->kind == MDM_REMOVE_APP || c->kind == MDM_REMOVE_PROFILE;

    return removes ? machine[c->state].removal : machine[c->state].other;
}

/* --- one event --- */

/* Whether what the command is about is on the list: an identifier alone is there under whatever UUID. */
static bool is_on(const struct mdm_command *c, const struct mdm_event *event)
{
    bool whole = event->list == MDM_APPS || bytes_find(c->subject, ' ', 0) < c->subject.size;

    for (size_t at = 0; at < event->on.size;) {
        struct bytes line;
        bytes_slice(event->on, at, bytes_find(event->on, '\n', at) - at, &line);
        at += line.size + 1;
        if (!whole)
            bytes_slice(line, 0, bytes_find(line, ' ', 0), &line);
        if (bytes_equal(line, c->subject))
            return true;
    }
    return false;
}

/* How long before a command was thought of, not yet decided, a list may be made and still count: a day's inventory. */
enum { FRESH_SECONDS = 86400 };

/* Whether a list is late enough to say anything: of a command that was acknowledged, later than that too where it contradicts. */
static bool counts(const struct mdm_command *c, const struct mdm_event *event, bool ours, bool wanted)
{
    int64_t since = c->uuid.size == 0 ? c->since - FRESH_SECONDS : c->since;

    if (event->time < c->listed || (!ours && event->time < since))
        return false;
    return wanted || event->time >= c->answered;
}

static void take_list(struct mdm_command *c, const struct mdm_event *event, bool ours)
{
    bool wanted = is_on(c, event) == kinds[c->kind].there;

    if (!counts(c, event, ours, wanted))
        return;
    c->listed = event->time;
    c->state = mdm_next(c->state, wanted ? MDM_AS_WANTED : MDM_OTHERWISE);
}

static void take_answer(struct mdm_command *c, const struct mdm_event *event)
{
    static const enum mdm_change changes[MDM_ANSWERS] = {[MDM_SAID_NOT_NOW] = MDM_NOT_NOW, [MDM_SAID_ACKNOWLEDGED] = MDM_ACK, [MDM_SAID_ERROR] = MDM_ERROR};

    if (event->answer == MDM_SAID_NOTHING)
        return;
    c->state = mdm_next(c->state, changes[event->answer]);
    if (event->answer == MDM_SAID_ACKNOWLEDGED && c->answered == 0)
        c->answered = event->time;
    if (c->state == MDM_REFUSED && event->why.size > 0)
        c->why = event->why;
}

bool mdm_take(struct mdm_command *c, const struct mdm_event *event, bool ours)
{
    bool mine = c->uuid.size > 0 && bytes_equal(event->uuid, c->uuid) && bytes_equal(event->device, c->device);

    if (mine) {
        c->sent = true; /* whatever was noted before an interruption */
        take_answer(c, event);
    }
    if (!kinds[c->kind].lists && event->list != MDM_NO_LIST && event->list == kinds[c->kind].list)
        take_list(c, event, ours);
    return mine;
}

/* --- what was queued, as text --- */

/* By device, then by command, so that those of a device are found by a binary search. */
static int by_device(const void *a, const void *b)
{
    const struct mdm_command *x = a, *y = b;
    int n = json_compare(x->device, y->device);

    return n != 0 ? n : json_compare(x->uuid, y->uuid);
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
        if (mdm_kind_find(f[1]) != MDM_REMOVE_APP)
            continue;
        if (m->count == LIMIT_MDM_REMOVALS)
            return error_set(e, ERROR_LIMIT, line, "more than %u removals", LIMIT_MDM_REMOVALS);
        m->rows = arena_grow(a, m->rows, m->count, &m->capacity, sizeof *m->rows);
        m->rows[m->count++] = (struct mdm_command){.sent = true, .kind = MDM_REMOVE_APP, .uuid = f[0], .device = f[2], .subject = f[3], .state = MDM_QUEUED};
    }
    if (m->count > 0)
        qsort(m->rows, m->count, sizeof *m->rows, by_device);
    return true;
}

/* The apps that the queue is about, each once. */
static struct bytes subjects(struct arena *a, const struct mdm *m)
{
    struct bytes text;
    struct buf out;

    buf_init(&out, LIMIT_ARENA);
    for (size_t i = 0; i < m->count; i++)
        if (!mdm_line(buf_bytes(&out), m->rows[i].subject)) {
            buf_add(&out, m->rows[i].subject);
            buf_str(&out, "\n");
        }
    text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return text;
}

/* The events of one device, told to its commands. */
static void tell_device(struct mdm *m, size_t first, size_t last)
{
    const struct mdm_events *v = &m->events;

    for (size_t i = mdm_events_of(v, m->rows[first].device); i < v->count && bytes_equal(v->rows[i].device, m->rows[first].device); i++) {
        bool found = v->rows[i].list != MDM_NO_LIST || v->rows[i].uuid.size == 0;
        for (size_t k = first; k < last; k++)
            found = mdm_take(&m->rows[k], &v->rows[i], false) || found;
        m->unknown -= found && v->rows[i].uuid.size > 0 && v->rows[i].list == MDM_NO_LIST;
    }
}

bool mdm_read(struct arena *a, struct bytes queued, struct bytes events, struct mdm *out, struct error *e)
{
    *out = (struct mdm){.count = 0};
    if (!read_queue(a, queued, out, e))
        return false;
    mdm_events_read(a, events, subjects(a, out), &out->events);
    for (size_t i = 0; i < out->events.count; i++)
        out->unknown += out->events.rows[i].uuid.size > 0 && out->events.rows[i].list == MDM_NO_LIST;
    for (size_t first = 0, last; first < out->count; first = last) {
        for (last = first + 1; last < out->count && bytes_equal(out->rows[last].device, out->rows[first].device);)
            last++;
        tell_device(out, first, last);
    }
    return true;
}
