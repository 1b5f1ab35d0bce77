#include "fleet/source.h"

#include "base/json_read.h"

static const struct source sources[] = {
    {"issued", "the list of issued devices, CSV: serial, asset_tag, department, platform, ownership, issued", source_issued},
    {"amapi", "Android Management API: enterprises.devices.list", source_amapi},
    {"jamf", "Jamf Pro: /api/v2/mobile-devices/detail", source_jamf},
    {"intune", "Microsoft Graph v1.0: managedDevices with their detectedApps; names only", source_intune},
    {"fleet", "Fleet: /api/v1/fleet/hosts with software", source_fleet},
    {"osquery", "osquery: snapshot results of a query over apps, one a line; --map is not needed", source_osquery},
    {"apple", "what a device answers to InstalledApplicationList, a property list (--serial)", source_apple},
    {"apple-status", "a declarative status report of app.managed.list, JSON (--serial); managed apps only", source_status},
    {"pm", "what 'pm list packages' printed on one Android device (--serial, --disabled)", source_pm},
    {"csv", "any CSV with a row for each app on each device (--map)", source_csv},
    {"json", "the same as JSON: arrays of objects, or an object a line (--map)", source_json},
    {"adb", "an Android device asked through an adb server, each user and profile of it", source_adb},
    {"detected", "Microsoft Graph v1.0: detectedApps with their managedDevices; names only", source_detected},
    {"nanomdm", "events of NanoMDM's webhook, a JSON object a line: lists of apps of devices", source_nanomdm},
};

const struct source *source_at(size_t i)
{
    return i < sizeof sources / sizeof *sources ? &sources[i] : NULL;
}

const struct source *source_find(struct bytes name)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (bytes_is(name, sources[i].name))
            return &sources[i];
    return NULL;
}

bool source_read(const struct source_ask *ask, struct arena *arena, struct frame_writer *out, struct error *e)
{
    const struct source *s = source_find(ask->source);
    struct answer_out a;
    bool ok;

    if (s == NULL)
        return error_set(e, ERROR_USAGE, 0, "there is no source of that name");
    answer_open(&a, ask, arena, out);
    ok = s->read(&a, e);
    return (answer_close(&a) || (ok && error_set(e, ERROR_SYSTEM, 0, "nobody hears"))) && ok;
}

const struct json_node *source_at_path(const struct json_node *n, const char *path)
{
    while (path != NULL && n != NULL) {
        const char *dot = strchr(path, '.');
        struct bytes key = dot == NULL ? bytes_str(path) : bytes_of(path, (size_t)(dot - path));
        const struct json_node *child = n->kind == JSON_OBJECT ? n->first : NULL;
        while (child != NULL && !bytes_equal(child->key, key))
            child = child->next;
        n = child;
        path = dot == NULL ? NULL : dot + 1;
        if (path == NULL)
            return n;
    }
    return NULL;
}

struct bytes source_text(struct arena *arena, const struct json_node *n)
{
    if (n != NULL && n->kind == JSON_TEXT)
        return n->text;
    if (n != NULL && n->kind == JSON_NUMBER)
        return arena_printf(arena, "%lld", (long long)n->number);
    return bytes_of(NULL, 0);
}
