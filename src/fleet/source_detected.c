/*
 * Microsoft Graph v1.0, detectedApps with their managedDevices: apps that each
 * name their devices, the other way round than everywhere else. An app says on
 * how many devices it is; where its list has another number, devices are missing.
 */
#include <inttypes.h>

#include "base/json_read.h"
#include "base/moment.h"
#include "fleet/grouping.h"
#include "fleet/pages.h"
#include "fleet/source.h"

struct found_app {
    struct bytes name, version;
};

struct found_device {
    struct bytes key;
    int64_t time;
    bool timed, whole;
};

struct detected {
    struct grouping by; /* device; `at` of a row is the number of its app */
    struct found_app *apps;
    struct found_device *devices; /* of device 1 and on, from 0 */
    size_t app_count, app_room, device_room, device_count;
};

/* One device that has the app. */
static void take_device(struct detected *t, const struct json_node *n, uint64_t at)
{
    struct answer_out *a = t->by.answer;
    struct bytes key = source_text(a->arena, source_at_path(n, "id")), serial = source_text(a->arena, source_at_path(n, "serialNumber"));
    const struct json_node *moment = source_at_path(n, "lastSyncDateTime");
    struct found_device *d;
    uint32_t device;
    int64_t time = 0;

    if (n->kind != JSON_OBJECT || key.size == 0 || !answer_sound(key)) {
        answer_problem(a, at, "a device that is no object, or without id:", serial);
        return;
    }
    if (moment != NULL && moment->kind != JSON_NULL && (moment->kind != JSON_TEXT || !moment_parse(moment->text, &time))) {
        answer_problem(a, at, "a device with a time that is none:", serial);
        return;
    }
    device = grouping_add(&t->by, serial, t->app_count - 1, at);
    if (device == 0)
        return;
    if (device > t->device_count) {
        t->devices = arena_grow(&t->by.kept, t->devices, t->device_count, &t->device_room, sizeof *t->devices);
        t->devices[t->device_count++] = (struct found_device){.key = arena_copy(&t->by.kept, key), .whole = bytes_is(source_text(a->arena, source_at_path(n, "managedDeviceOwnerType")), "company")};
    }
    d = &t->devices[device - 1];
    if (time != 0)
        d->time = d->timed && d->time < time ? d->time : time; /* the oldest counts */
    d->timed |= time != 0;
}

static void take_app(struct answer_out *a, void *context, struct bytes text, uint64_t at)
{
    struct detected *t = context;
    const struct json_node *n, *devices, *count;
    struct error why = {0};
    struct found_app app;

    arena_reset(a->arena);
    n = json_read_foreign(a->arena, text, &why);
    if (n == NULL || n->kind != JSON_OBJECT) {
        answer_problem(a, at, "an app that is no object:", n == NULL ? bytes_str(why.text) : text);
        return;
    }
    app.name = source_text(a->arena, source_at_path(n, "displayName"));
    app.version = source_text(a->arena, source_at_path(n, "version"));
    devices = source_at_path(n, "managedDevices");
    count = source_at_path(n, "deviceCount");
    if (app.name.size == 0 || !answer_sound(app.name) || !answer_sound(app.version) || devices == NULL || devices->kind != JSON_ARRAY) {
        answer_problem(a, at, "an app without name or managedDevices:", app.name);
        return;
    }
    t->apps = arena_grow(&t->by.kept, t->apps, t->app_count, &t->app_room, sizeof *t->apps);
    t->apps[t->app_count++] = (struct found_app){arena_copy(&t->by.kept, app.name), arena_copy(&t->by.kept, app.version)};
    for (const struct json_node *d = devices->first; d != NULL; d = d->next)
        take_device(t, d, at + d->at);
    if (count == NULL || count->kind != JSON_NUMBER || count->number < 0 || (uint64_t)count->number != devices->count)
        answer_problem(a, at, "an app whose deviceCount is not the number of its devices:", app.name);
}

static void send_devices(struct detected *t)
{
    struct answer_out *a = t->by.answer;
    const struct grouped *row = grouping_sort(&t->by);

    for (size_t i = 0, end; i < t->by.count; i = end) {
        const struct found_device *found = &t->devices[row[i].device - 1];
        const struct device d = {.key = found->key, .serial = t->by.serial[row[i].device - 1], .time = found->timed ? found->time : a->ask->time,
                                 .listed = found->timed, .managed = true, .complete = found->timed, .whole = found->whole};
        bool open = answer_device(a, row[i].line, &d);
        for (end = i; end < t->by.count && row[end].device == row[i].device; end++) {
            const struct found_app *app = &t->apps[row[end].at];
            const struct listed_app listed = {.text = {[APP_NAME] = app->name, [APP_VERSION] = app->version}, .present = true, .usable = true};
            if (open)
                answer_app(a, row[end].line, &listed);
        }
        if (open)
            answer_device_end(a);
    }
}

bool source_detected(struct answer_out *a, struct error *e)
{
    static const struct pages pages = {"value", "@odata.nextLink", NULL, NULL, take_app};
    struct detected t = {.app_count = 0};

    (void)e;
    grouping_open(&t.by, a);
    pages_read(a, &pages, &t);
    send_devices(&t);
    grouping_close(&t.by);
    return true;
}
