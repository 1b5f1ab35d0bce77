/* The list of one device, whose serial number the caller says. */
#include "base/json_read.h"
#include "base/text.h"
#include "fleet/plist.h"
#include "fleet/source.h"

static bool one_device(struct answer_out *a, struct device *d, struct error *e)
{
    if (a->ask->serial.size == 0)
        return error_set(e, ERROR_USAGE, 0, "a list of one device needs its --serial");
    d->key = d->serial = a->ask->serial;
    d->time = a->ask->time;
    d->listed = d->managed = d->identifiers = true;
    return answer_device(a, 0, d) || error_set(e, ERROR_USAGE, 0, "that --serial is no serial number");
}

/* --- pm list packages --- */

/* "package:com.x", and what the options -f, -U and -i add around the name. */
static struct bytes package_of(struct bytes line)
{
    struct bytes rest;
    size_t equals;

    if (!bytes_starts(line, BYTES("package:")))
        return bytes_of(NULL, 0);
    rest = bytes_from(line, sizeof "package:" - 1);
    bytes_slice(rest, 0, bytes_find(rest, ' ', 0), &rest);
    if (rest.size > 0 && rest.data[0] == '/')
        for (equals = bytes_find(rest, '=', 0); equals < rest.size; equals = bytes_find(rest, '=', 0))
            rest = bytes_from(rest, equals + 1);
    return rest;
}

static bool next_line(struct bytes text, size_t *at, struct bytes *line)
{
    if (*at >= text.size)
        return false;
    bytes_slice(text, *at, bytes_find(text, '\n', *at) - *at, line);
    *at += line->size + 1;
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

static bool stands_in(struct bytes list, struct bytes package)
{
    struct bytes line;

    for (size_t at = 0; next_line(list, &at, &line);)
        if (bytes_equal(package_of(line), package))
            return true;
    return false;
}

bool source_pm(struct answer_out *a, struct error *e)
{
    struct device d = {.whole = true, .complete = bytes_starts(a->ask->text, BYTES("package:"))};
    struct bytes line;
    uint64_t number = 0;

    if (!one_device(a, &d, e))
        return false;
    for (size_t at = 0; next_line(a->ask->text, &at, &line);) {
        struct listed_app app = {.text = {package_of(line)}, .present = true, .usable = true};
        number++;
        /* only looked up for those that matter: there are few */
        if (answer_wanted(a->ask->families, app.text))
            app.usable = !stands_in(a->ask->disabled, app.text[APP_VALUE]);
        if (app.text[APP_VALUE].size > 0)
            answer_app(a, number, &app);
        else if (line.size > 0)
            answer_problem(a, number, "a line that is no package:", line);
    }
    if (a->apps == 0)
        answer_short(a, "the list is empty");
    answer_device_end(a);
    return true;
}

/* --- Apple --- */

static void take_apps(struct answer_out *a, const struct json_node *apps, const char *const paths[APP_TEXTS])
{
    for (const struct json_node *n = apps == NULL ? NULL : apps->first; n != NULL; n = n->next) {
        const struct json_node *removed = source_at_path(n, "_removed");
        struct listed_app app = {.present = removed == NULL || removed->kind != JSON_BOOL || removed->number == 0, .usable = true};
        for (int i = 0; i < APP_TEXTS; i++)
            app.text[i] = source_text(a->arena, source_at_path(n, paths[i]));
        answer_app(a, n->at, &app);
    }
    if (a->apps == 0)
        answer_short(a, "the list is empty");
}

/*
 * An MDM response: Status, and InstalledApplicationList when it is
 * Acknowledged. Status "NotNow" is a device that is locked: it has not
 * answered. Of a user enrolment the list has managed apps only, which the
 * answer does not say: only the caller knows that a list is whole.
 */
bool source_apple(struct answer_out *a, struct error *e)
{
    static const char *const paths[APP_TEXTS] = {"Identifier", "Name", "ShortVersion", NULL};
    struct device d = {.whole = a->ask->whole};
    const struct json_node *root = plist_read(a->arena, a->ask->text, e), *apps = source_at_path(root, "InstalledApplicationList");
    struct bytes status = source_text(a->arena, source_at_path(root, "Status"));

    if (root == NULL)
        return false;
    d.complete = apps != NULL && apps->kind == JSON_ARRAY && apps->count > 0;
    if (!one_device(a, &d, e))
        return false;
    a->device.listed = apps != NULL && apps->kind == JSON_ARRAY;
    if (!a->device.listed)
        answer_short(a, "no list of apps in it; the device's status is %.60s", status.size == 0 ? "not said" : bytes_is(status, "NotNow") ? "NotNow: ask again" : bytes_is(status, "Error") ? "Error" : "another");
    else
        take_apps(a, apps, paths);
    answer_device_end(a);
    return true;
}

/* apple/device-management, declarative/status/app.managed.list.yaml: the apps that management installed, and no other. */
bool source_status(struct answer_out *a, struct error *e)
{
    static const char *const paths[APP_TEXTS] = {"identifier", "name", "external-version-identifier", NULL};
    struct device d = {.whole = false};
    const struct json_node *root = json_read_foreign(a->arena, a->ask->text, e), *apps = source_at_path(root, "StatusItems.app.managed.list");

    if (root == NULL)
        return false;
    d.complete = apps != NULL && apps->kind == JSON_ARRAY && apps->count > 0;
    if (!one_device(a, &d, e))
        return false;
    a->device.listed = apps != NULL && apps->kind == JSON_ARRAY;
    if (!a->device.listed)
        answer_short(a, "no app.managed.list in it");
    else
        take_apps(a, apps, paths);
    answer_device_end(a);
    return true;
}
