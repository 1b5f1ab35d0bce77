/*
 * Answers that are pages of JSON, each with an array of devices, each with an
 * array of apps. Pages follow each other in the file, on lines of their own or
 * not. Only one device at a time is taken apart, so that memory is bounded by
 * the largest device.
 */
#include <inttypes.h>

#include "base/json_read.h"
#include "base/json_scan.h"
#include "base/moment.h"
#include "fleet/source.h"

/* Whether something holds: always when `path` is NULL; else that its text is, or is not, `is`. */
struct test {
    const char *path, *is;
    bool negated;
};

/* Paths in a page, in a device and in an app; NULL for what the source does not say. */
struct plane {
    const char *devices; /* NULL: a page is a device */
    const char *next;    /* what a page that is not the last has */
    const char *count;   /* how many devices there are in all */
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

static void take_device(struct answer_out *a, const struct plane *p, struct bytes text, uint64_t origin)
{
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

/* The pages seen so far. */
struct pages {
    const struct plane *plane;
    struct bytes text; /* up to the end of the page's line, when a line is a page */
    uint64_t count, going_on, rows, promised;
};

/* Behind a comma, or at the bracket that closes; false where neither stands. */
static bool take_comma(struct bytes text, size_t *at, int close, bool *more)
{
    int c = json_scan_peek(text, at);

    *more = c == ',';
    *at += *more;
    return *more || c == close;
}

/* An array of devices, from its bracket on. False when it does not end. */
static bool take_devices(struct answer_out *a, struct pages *pages, size_t *at)
{
    struct bytes value;
    bool more;

    ++*at;
    for (more = json_scan_peek(pages->text, at) != ']'; more && !a->gone;) {
        if (!json_scan_value(pages->text, at, &value))
            return false;
        pages->rows++;
        take_device(a, pages->plane, value, *at - value.size);
        if (!take_comma(pages->text, at, ']', &more))
            return false;
    }
    ++*at;
    return true;
}

/* What an answer that is an error says of itself. */
static void take_error(struct answer_out *a, struct bytes value, struct bytes *said)
{
    static const char *const paths[] = {"status", "code", "message"};
    struct error ignored;
    const struct json_node *n = json_read_foreign(a->arena, value, &ignored);

    *said = n != NULL && n->kind == JSON_TEXT ? n->text : value;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct bytes text = source_text(a->arena, source_at_path(n, paths[i]));
        if (text.size > 0) {
            *said = text;
            return;
        }
    }
}

static bool says_nothing(struct bytes value)
{
    return bytes_is(value, "null") || bytes_is(value, "\"\"") || bytes_is(value, "false");
}

static void take_count(struct pages *pages, struct bytes value)
{
    uint64_t n = 0;

    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' || i > 15)
            return;
        n = n * 10 + value.data[i] - '0';
    }
    pages->promised = n;
}

/* The values of one page that are asked for. */
struct page {
    size_t from;
    bool devices, goes_on;
    struct bytes error;
};

/* One key and its value. False where they are none. */
static bool take_member(struct answer_out *a, struct pages *pages, struct page *page, size_t *at)
{
    struct bytes text = pages->text, key, value;

    if (json_scan_peek(text, at) != '"' || !json_scan_value(text, at, &key) || json_scan_peek(text, at) != ':')
        return false;
    ++*at;
    bytes_slice(key, 1, key.size - 2, &key);
    if (bytes_is(key, pages->plane->devices) && json_scan_peek(text, at) == '[') {
        page->devices = true;
        return take_devices(a, pages, at);
    }
    if (!json_scan_value(text, at, &value))
        return false;
    if (pages->plane->next != NULL && bytes_is(key, pages->plane->next))
        page->goes_on = !says_nothing(value);
    else if (pages->plane->count != NULL && bytes_is(key, pages->plane->count))
        take_count(pages, value);
    else if (bytes_is(key, "error") || bytes_is(key, "errors"))
        take_error(a, value, &page->error);
    return true;
}

/* A page from its brace on. False where it is no JSON. */
static bool take_page(struct answer_out *a, struct pages *pages, size_t *at)
{
    struct page page = {.from = *at};
    struct bytes whole;
    bool more;

    pages->count++;
    if (pages->plane->devices == NULL) {
        if (!json_scan_value(pages->text, at, &whole))
            return false;
        pages->rows++;
        take_device(a, pages->plane, whole, page.from);
        return true;
    }
    arena_reset(a->arena);
    ++*at;
    for (more = json_scan_peek(pages->text, at) != '}'; more && !a->gone;)
        if (!take_member(a, pages, &page, at) || !take_comma(pages->text, at, '}', &more))
            return false;
    ++*at;
    pages->going_on += page.goes_on;
    if (!page.devices)
        answer_problem(a, page.from, "a page without its array, perhaps an error:", page.error);
    return true;
}

/* The next line that begins a page. */
static size_t next_page(struct bytes text, size_t at)
{
    at = bytes_find(text, '\n', at);
    while (at + 1 < text.size && text.data[at + 1] != '{')
        at = bytes_find(text, '\n', at + 1);
    return at + 1 < text.size ? at + 1 : text.size;
}

static void show_line(struct answer_out *a, size_t at, const char *what)
{
    struct bytes line;

    bytes_slice(a->ask->text, at, bytes_find(a->ask->text, '\n', at) - at, &line);
    answer_problem(a, at, what, line);
}

enum { LINES_TRIED = 64 };

/* Whether each line is a page: one of the first that begin like one is a whole value. */
static bool pages_are_lines(struct bytes text)
{
    struct bytes line, value;
    size_t at = 0, end;

    for (int i = 0; i < LINES_TRIED && at < text.size; i++, at += line.size + 1) {
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &line);
        end = 0;
        if (line.size > 0 && line.data[0] == '{' && json_scan_value(line, &end, &value) && json_scan_peek(line, &end) < 0)
            return true;
    }
    return false;
}

static bool read_pages(struct answer_out *a, const struct plane *p)
{
    struct pages pages = {.plane = p, .promised = UINT64_MAX};
    bool lines = pages_are_lines(a->ask->text);
    size_t at = 0, from;
    int c;

    while (!a->gone && (c = json_scan_peek(a->ask->text, &at)) >= 0) {
        from = at;
        bytes_slice(a->ask->text, 0, lines ? bytes_find(a->ask->text, '\n', at) : a->ask->text.size, &pages.text);
        if (c == '{' && take_page(a, &pages, &at))
            continue;
        show_line(a, c == '{' ? at : from, c == '{' ? "a page that is no JSON from here on:" : "a line that is no page:");
        at = next_page(a->ask->text, from);
    }
    if (p->next != NULL && pages.count != pages.going_on + 1)
        answer_short(a, "%" PRIu64 " pages, of which %" PRIu64 " say that another follows", pages.count, pages.going_on);
    if (p->count != NULL && pages.promised != pages.rows)
        answer_short(a, "%" PRIu64 " devices of %" PRIu64, pages.rows, pages.promised == UINT64_MAX ? 0 : pages.promised);
    return true;
}

/* developers.google.com/android/management/reference/rest/v1/enterprises.devices */
static const struct plane amapi = {
    .devices = "devices",
    .next = "nextPageToken",
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
    .devices = "results",
    .count = "totalCount",
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
    .devices = "value",
    .next = "@odata.nextLink",
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
    .devices = "hosts",
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
    .key = "hostIdentifier",
    .serial = "decorations.hardware_serial",
    .time = "unixTime",
    .apps = "snapshot",
    .text = {"bundle_identifier", "name", "bundle_short_version"},
};

bool source_amapi(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_pages(a, &amapi);
}

bool source_jamf(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_pages(a, &jamf);
}

bool source_intune(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_pages(a, &intune);
}

bool source_fleet(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_pages(a, &fleet);
}

bool source_osquery(struct answer_out *a, struct error *e)
{
    (void)e;
    return read_pages(a, &osquery);
}
