/* Answers that are pages of JSON, each with an array of devices, each with an array of apps. */
#include "base/json_read.h"
#include "base/moment.h"
#include "fleet/pages.h"
#include "fleet/source.h"

/* Whether something holds: always when `path` is NULL; else that its text is, or is not, `is`. */
struct test {
    const char *path, *is;
    bool negated;
};

/* Paths in a page, in a device and in an app; NULL for what the source does not say. */
struct plane {
    struct pages pages; /* its take() is take_device */
    const char *key, *serial, *time, *apps;
    const char *text[APP_TEXTS], *other_value;
    struct test managed, whole, present;
    bool names_only;
};

static bool holds(struct answer_out *a, const struct json_node *n, const struct test *t)
{
    const struct json_node *found = source_at_path(n, t->path);
    bool same;

    if (t->path == NULL)
        return !t->negated;
    if (found != NULL && found->kind == JSON_BOOL)
        same = bytes_is(BYTES("true"), t->is) == (found->number != 0);
    else
        same = bytes_is(source_text(a->arena, found), t->is);
    return same != t->negated;
}

/* The time of a device's list; that of the answer, and no list, where there is none. False for one that is no time. */
static bool take_time(struct answer_out *a, const struct json_node *n, struct device *d)
{
    d->time = a->ask->time;
    d->listed = n != NULL && n->kind != JSON_NULL;
    if (d->listed && n->kind == JSON_NUMBER && n->number > 0) {
        d->time = n->number;
        return true;
    }
    return !d->listed || (n->kind == JSON_TEXT && moment_parse(n->text, &d->time));
}

static void take_app(struct answer_out *a, const struct plane *p, const struct json_node *n, uint64_t origin)
{
    struct listed_app app = {.present = holds(a, n, &p->present), .usable = true};

    for (int i = 0; i < APP_TEXTS; i++) {
        const struct json_node *found = source_at_path(n, p->text[i]);
        if (found != NULL && found->kind == JSON_ARRAY)
            found = found->first;
        app.text[i] = source_text(a->arena, found);
    }
    if (app.text[APP_VALUE].size == 0)
        app.text[APP_VALUE] = source_text(a->arena, source_at_path(n, p->other_value));
    answer_app(a, origin + n->at, &app);
}

static void take_device(struct answer_out *a, void *context, struct bytes text, uint64_t origin)
{
    const struct plane *p = *(const struct plane *const *)context;
    struct error why = {0};
    const struct json_node *n, *apps;
    struct device d = {.identifiers = !p->names_only};

    arena_reset(a->arena);
    n = json_read_foreign(a->arena, text, &why);
    if (n == NULL || n->kind != JSON_OBJECT) {
        answer_problem(a, origin, "a device that is no object:", n == NULL ? bytes_str(why.text) : text);
        return;
    }
    d.key = source_text(a->arena, source_at_path(n, p->key));
    d.serial = source_text(a->arena, source_at_path(n, p->serial));
    d.managed = holds(a, n, &p->managed);
    d.whole = holds(a, n, &p->whole);
    apps = source_at_path(n, p->apps);
    if (!take_time(a, source_at_path(n, p->time), &d)) {
        answer_problem(a, origin, "a device with a time that is none:", d.serial);
        return;
    }
    d.listed = d.listed && apps != NULL && apps->kind == JSON_ARRAY;
    d.complete = d.listed && apps->count > 0;
    if (!answer_device(a, origin, &d))
        return;
    for (n = d.listed ? apps->first : NULL; n != NULL; n = n->next)
        take_app(a, p, n, origin);
    answer_device_end(a);
}

/* developers.google.com/android/management/reference/rest/v1/enterprises.devices */
static const struct plane amapi = {
    .pages = {"devices", "nextPageToken", NULL, NULL, take_device},
    .key = "name",
    .serial = "hardwareInfo.serialNumber",
    .time = "lastStatusReportTime",
    .apps = "applicationReports",
    .text = {"packageName", "displayName", "versionName", "signingKeyCertFingerprints"},
    .managed = {"state", "DELETED", true},
    .whole = {"managementMode", "DEVICE_OWNER", false},
    .present = {"state", "REMOVED", true},
};

/* developer.jamf.com/jamf-pro/reference/get_v2-mobile-devices-detail */
static const struct plane jamf = {
    .pages = {"results", NULL, NULL, "totalCount", take_device},
    .key = "mobileDeviceId",
    .serial = "hardware.serialNumber",
    .time = "general.lastInventoryUpdateDate",
    .apps = "applications",
    .text = {"identifier", "name", "version"},
    .managed = {"general.managed", "true", false},
    .whole = {"general.deviceOwnershipType", "Institutional", false},
};

/* learn.microsoft.com/graph/api/resources/intune-devices-manageddevice, v1.0: a detectedApp has no identifier */
static const struct plane intune = {
    .pages = {"value", "@odata.nextLink", NULL, NULL, take_device},
    .key = "id",
    .serial = "serialNumber",
    .time = "lastSyncDateTime",
    .apps = "detectedApps",
    .text = {NULL, "displayName", "version"},
    .whole = {"managedDeviceOwnerType", "company", false},
    .names_only = true,
};

/* fleetdm.com/docs/rest-api: GET /api/v1/fleet/hosts?populate_software=true; automatic enrolment is that of owned devices */
static const struct plane fleet = {
    .pages = {"hosts", "meta", "has_next_results", NULL, take_device},
    .key = "uuid",
    .serial = "hardware_serial",
    .time = "software_updated_at",
    .apps = "software",
    .text = {"bundle_identifier", "name", "version"},
    .other_value = "application_id",
    .managed = {"mdm.enrollment_status", "Off", true},
    .whole = {"mdm.enrollment_status", "On (automatic)", false},
};

/* osquery.readthedocs.io, logging: a snapshot a line; the serial number is a decoration of the query */
static const struct plane osquery = {
    .pages = {NULL, NULL, NULL, NULL, take_device},
    .key = "hostIdentifier",
    .serial = "decorations.hardware_serial",
    .time = "unixTime",
    .apps = "snapshot",
    .text = {"bundle_identifier", "name", "bundle_short_version"},
};

static bool read_plane(struct answer_out *a, const struct plane *p)
{
    return pages_read(a, &p->pages, &p);
}

bool source_amapi(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_plane(a, &amapi);
}

bool source_jamf(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_plane(a, &jamf);
}

bool source_intune(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_plane(a, &intune);
}

bool source_fleet(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_plane(a, &fleet);
}

bool source_osquery(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_plane(a, &osquery);
}
