#include "fleet/observe.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>

#include "base/csv_read.h"
#include "base/hash.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/moment.h"
#include "base/text.h"
#include "fleet/kept.h"
#include "fleet/likeness.h"

struct observer {
    const struct observe_ask *ask;
    struct observed *out;
    struct arena arena; /* of a page */
    struct store *store;
    sqlite3 *db; /* of the store */
    sqlite3_stmt *put_text, *get_text, *put_issued, *put_report, *put_app;
    int64_t import;
    uint64_t promised; /* rows that the answer says there are; UINT64_MAX: it does not say */
    uint64_t rows, pages, going_on; /* rows and pages there are; pages that say that another follows */
    struct error *e;
};

/* One device of an answer. */
struct device {
    struct bytes key, serial;
    int64_t time;
    bool listed, managed, complete, identifiers, whole;
};

static bool failed(struct observer *o)
{
    return error_set(o->e, ERROR_SYSTEM, 0, "the store: not written: %s", sqlite3_errmsg(o->db));
}

static bool problem(struct observer *o, size_t where, const char *what, struct bytes of)
{
    if (o->out->malformed++ < LIMIT_OBSERVE_PROBLEMS) {
        buf_printf(&o->out->problems, "%zu: %s ", where, what);
        text_show(&o->out->problems, bytes_of(of.data, of.size < 80 ? of.size : 80));
        buf_str(&o->out->problems, "\n");
    }
    return true;
}

/* --- rows of the store --- */

static void bind(sqlite3_stmt *q, int i, struct bytes text)
{
    sqlite3_bind_text(q, i, text.size == 0 ? "" : (const char *)text.data, (int)text.size, SQLITE_STATIC);
}

static bool step(struct observer *o, sqlite3_stmt *q)
{
    bool ok = sqlite3_step(q) == SQLITE_DONE;

    sqlite3_reset(q);
    return ok || failed(o);
}

/* The number of a text, given to it where it has none; 0 where the store does not take it. */
static int64_t text_id(struct observer *o, struct bytes text)
{
    int64_t id = 0;

    bind(o->put_text, 1, text);
    if (!step(o, o->put_text))
        return 0;
    bind(o->get_text, 1, text);
    if (sqlite3_step(o->get_text) == SQLITE_ROW)
        id = sqlite3_column_int64(o->get_text, 0);
    sqlite3_reset(o->get_text);
    return id;
}

static bool bind_text_id(struct observer *o, sqlite3_stmt *q, int i, struct bytes text)
{
    int64_t id;

    if (text.size == 0)
        return sqlite3_bind_null(q, i) == SQLITE_OK;
    id = text_id(o, text);
    return id != 0 && sqlite3_bind_int64(q, i, id) == SQLITE_OK;
}

static bool put_device(struct observer *o, const struct device *d)
{
    const int64_t numbers[] = {d->time, d->listed, d->managed, d->complete, d->identifiers, d->whole};

    o->out->devices++;
    sqlite3_bind_int64(o->put_report, 1, o->import);
    if (!bind_text_id(o, o->put_report, 2, d->key) || !bind_text_id(o, o->put_report, 3, d->serial))
        return failed(o);
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(o->put_report, 4 + i, numbers[i]);
    return step(o, o->put_report);
}

/* An app of the device put last, if it is like a family. */
static bool put_app(struct observer *o, int64_t report, const struct bytes app[4], bool present, bool usable)
{
    bool wanted = false;

    o->out->apps++;
    for (size_t f = 0; f < o->ask->families->count && !wanted; f++)
        wanted = likeness(&o->ask->families->rows[f], app[0], app[1], app[3]) != MATCH_NONE;
    if (!wanted)
        return true;
    o->out->kept++;
    sqlite3_bind_int64(o->put_app, 1, report);
    for (int i = 0; i < 4; i++)
        if (!bind_text_id(o, o->put_app, 2 + i, app[i]))
            return failed(o);
    sqlite3_bind_int(o->put_app, 6, present);
    sqlite3_bind_int(o->put_app, 7, usable);
    return step(o, o->put_app);
}

/* --- JSON --- */

static struct bytes text_of(const struct json_node *n, const char *key)
{
    const struct json_node *v = json_get(n, key);

    return v != NULL && v->kind == JSON_TEXT ? v->text : bytes_of(NULL, 0);
}

static bool array_of(const struct json_node *n, const char *key, const struct json_node **out)
{
    *out = json_get(n, key);
    return *out != NULL && (*out)->kind == JSON_ARRAY;
}

/* A time of the device; that of the answer, and no list, where there is none. False for one that is no time. */
static bool time_of(struct observer *o, const struct json_node *n, const char *key, struct device *d)
{
    struct bytes text = text_of(n, key);

    d->time = o->ask->time;
    d->listed = text.size > 0;
    return text.size == 0 || moment_parse(text, &d->time);
}

static bool amapi_device(struct observer *o, const struct json_node *n, struct device *d, const struct json_node **apps)
{
    d->key = text_of(n, "name");
    d->serial = text_of(json_get(n, "hardwareInfo"), "serialNumber");
    d->managed = !bytes_is(text_of(n, "state"), "DELETED");
    d->whole = bytes_is(text_of(n, "managementMode"), "DEVICE_OWNER");
    d->identifiers = true;
    if (!time_of(o, n, "lastStatusReportTime", d))
        return false;
    d->listed = array_of(n, "applicationReports", apps);
    d->complete = d->listed && (*apps)->count > 0;
    return true;
}

static void amapi_app(const struct json_node *n, struct bytes app[4], bool *present, bool *usable)
{
    const struct json_node *signers;

    app[0] = text_of(n, "packageName");
    app[1] = text_of(n, "displayName");
    app[2] = text_of(n, "versionName");
    if (array_of(n, "signingKeyCertFingerprints", &signers) && signers->count > 0 && signers->first->kind == JSON_TEXT)
        app[3] = signers->first->text;
    *present = !bytes_is(text_of(n, "state"), "REMOVED");
    *usable = true;
}

static bool jamf_device(struct observer *o, const struct json_node *n, struct device *d, const struct json_node **apps)
{
    const struct json_node *general = json_get(n, "general"), *managed = json_get(general, "managed");

    d->key = text_of(n, "mobileDeviceId");
    d->serial = text_of(json_get(n, "hardware"), "serialNumber");
    d->managed = managed != NULL && managed->kind == JSON_BOOL && managed->number != 0;
    d->whole = bytes_is(text_of(general, "deviceOwnershipType"), "Institutional");
    d->identifiers = true;
    if (!time_of(o, general, "lastInventoryUpdateDate", d))
        return false;
    d->listed = array_of(n, "applications", apps) && d->listed;
    d->complete = d->listed && (*apps)->count > 0;
    return true;
}

static void jamf_app(const struct json_node *n, struct bytes app[4], bool *present, bool *usable)
{
    app[0] = text_of(n, "identifier");
    app[1] = text_of(n, "name");
    app[2] = text_of(n, "version");
    *present = *usable = true;
}

static bool intune_device(struct observer *o, const struct json_node *n, struct device *d, const struct json_node **apps)
{
    d->key = text_of(n, "id");
    d->serial = text_of(n, "serialNumber");
    d->managed = true;
    d->whole = bytes_is(text_of(n, "managedDeviceOwnerType"), "company");
    if (!time_of(o, n, "lastSyncDateTime", d))
        return false;
    d->listed = array_of(n, "detectedApps", apps) && d->listed;
    d->complete = d->listed && (*apps)->count > 0;
    return true;
}

static void intune_app(const struct json_node *n, struct bytes app[4], bool *present, bool *usable)
{
    app[1] = text_of(n, "displayName");
    app[2] = text_of(n, "version");
    *present = *usable = true;
}

/* A source whose answers are pages of JSON. */
struct json_source {
    const char *devices, *next, *count; /* names of the array, of what a page that is not the last has, of the total */
    bool (*device)(struct observer *o, const struct json_node *n, struct device *d, const struct json_node **apps);
    void (*app)(const struct json_node *n, struct bytes app[4], bool *present, bool *usable);
};

static bool json_device(struct observer *o, const struct json_source *s, const struct json_node *n)
{
    const struct json_node *apps = NULL;
    struct device d = {.managed = false};
    int64_t report;

    o->rows++;
    if (n->kind != JSON_OBJECT || !s->device(o, n, &d, &apps))
        return problem(o, n->at, "a device without what it needs, or with a time that is none:", d.serial);
    if (d.serial.size == 0 || d.key.size == 0)
        return problem(o, n->at, "a device without serial number or id:", d.key);
    if (!put_device(o, &d))
        return false;
    report = sqlite3_last_insert_rowid(o->db);
    for (const struct json_node *a = d.listed ? apps->first : NULL; a != NULL; a = a->next) {
        struct bytes app[4] = {{NULL, 0}};
        bool present, usable;
        s->app(a, app, &present, &usable);
        if (app[0].size == 0 && app[1].size == 0)
            problem(o, a->at, "an app without identifier and name, on", d.serial);
        else if (!put_app(o, report, app, present, usable))
            return false;
    }
    return true;
}

static bool json_page(struct observer *o, const struct json_source *s, const struct json_node *page)
{
    const struct json_node *devices, *count = s->count == NULL ? NULL : json_get(page, s->count);

    o->pages++;
    if (page->kind != JSON_OBJECT || !array_of(page, s->devices, &devices))
        return problem(o, page->at, "a page without its array, perhaps an error:", text_of(json_get(page, "error"), "status"));
    o->going_on += s->next != NULL && json_get(page, s->next) != NULL;
    if (count != NULL && count->kind == JSON_NUMBER && count->number >= 0)
        o->promised = (uint64_t)count->number;
    for (const struct json_node *n = devices->first; n != NULL; n = n->next)
        if (!json_device(o, s, n))
            return false;
    return true;
}

/* A page a line; or one page over all lines. */
static bool json_answer(struct observer *o, const struct json_source *s)
{
    struct bytes text = o->ask->text, line;

    for (size_t at = 0; at < text.size; at += line.size + 1) {
        struct error why = {0};
        struct json_node *page;
        bytes_slice(text, at, bytes_find(text, '\n', at) - at, &line);
        if (line.size == 0)
            continue;
        arena_reset(&o->arena);
        page = json_read(&o->arena, line, &why);
        if (page == NULL && at == 0) {
            line = text;
            page = json_read(&o->arena, text, &why);
        }
        if (page == NULL)
            problem(o, at, "a page that is no JSON:", bytes_str(why.text));
        else if (!json_page(o, s, page))
            return false;
    }
    if (s->next != NULL && o->pages != o->going_on + 1)
        snprintf(o->out->reason, sizeof o->out->reason, "%" PRIu64 " pages, of which %" PRIu64 " say that another follows", o->pages, o->going_on);
    else if (s->count != NULL && o->promised != o->rows)
        snprintf(o->out->reason, sizeof o->out->reason, "%" PRIu64 " devices of %" PRIu64, o->rows, o->promised == UINT64_MAX ? 0 : o->promised);
    return true;
}

static bool observe_amapi(struct observer *o)
{
    static const struct json_source s = {"devices", "nextPageToken", NULL, amapi_device, amapi_app};
    return json_answer(o, &s);
}

static bool observe_jamf(struct observer *o)
{
    static const struct json_source s = {"results", NULL, "totalCount", jamf_device, jamf_app};
    return json_answer(o, &s);
}

static bool observe_intune(struct observer *o)
{
    static const struct json_source s = {"value", "@odata.nextLink", NULL, intune_device, intune_app};
    return json_answer(o, &s);
}

/* --- pm list packages --- */

/* "package:com.x", and what the options -f, -U and -i add around the name. */
static struct bytes package_of(struct bytes line)
{
    struct bytes rest;
    size_t end, equals;

    if (!bytes_starts(line, BYTES("package:")))
        return bytes_of(NULL, 0);
    rest = bytes_from(line, sizeof "package:" - 1);
    end = bytes_find(rest, ' ', 0);
    bytes_slice(rest, 0, end, &rest);
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

/* Whether a package can be opened; only looked up for those that are kept. */
static bool usable(struct observer *o, struct bytes package)
{
    for (size_t f = 0; f < o->ask->families->count; f++)
        if (likeness(&o->ask->families->rows[f], package, package, bytes_of(NULL, 0)) != MATCH_NONE)
            return !stands_in(o->ask->disabled, package);
    return true;
}

static bool observe_pm(struct observer *o)
{
    struct device d = {.key = o->ask->serial, .serial = o->ask->serial, .time = o->ask->time, .listed = true, .managed = true, .complete = true, .identifiers = true, .whole = true};
    struct bytes line;
    int64_t report;
    uint64_t before = o->out->apps;

    if (d.serial.size == 0)
        return error_set(o->e, ERROR_USAGE, 0, "a list of one device needs its --serial");
    d.complete = bytes_starts(o->ask->text, BYTES("package:"));
    if (!put_device(o, &d))
        return false;
    report = sqlite3_last_insert_rowid(o->db);
    for (size_t at = 0; next_line(o->ask->text, &at, &line);) {
        struct bytes app[4] = {package_of(line)};
        if (app[0].size == 0) {
            if (line.size > 0)
                problem(o, at, "a line that is no package:", line);
        } else if (!put_app(o, report, app, true, usable(o, app[0]))) {
            return false;
        }
    }
    if (o->out->apps == before)
        snprintf(o->out->reason, sizeof o->out->reason, "the list is empty");
    return true;
}

/* --- the issued list --- */

enum { SERIAL, ASSET, DEPARTMENT, PLATFORM, OWNERSHIP, ISSUED, COLUMNS };

static bool put_issued(struct observer *o, const struct bytes fields[COLUMNS])
{
    o->out->devices++;
    sqlite3_bind_int64(o->put_issued, 1, o->import);
    if (!bind_text_id(o, o->put_issued, 2, fields[SERIAL]) || !bind_text_id(o, o->put_issued, 4, fields[DEPARTMENT]))
        return failed(o);
    bind(o->put_issued, 3, fields[ASSET]);
    for (int i = PLATFORM; i < COLUMNS; i++)
        bind(o->put_issued, 2 + i, fields[i]);
    return step(o, o->put_issued);
}

static bool observe_issued(struct observer *o)
{
    static const char *const names[COLUMNS] = {"serial", "asset_tag", "department", "platform", "ownership", "issued"};
    struct csv_reader r = {.arena = &o->arena, .text = o->ask->text};
    struct bytes fields[CSV_COLUMNS], row[COLUMNS];
    int place[COLUMNS], count = csv_next(&r, fields, o->e);

    for (int c = 0; c < COLUMNS; c++) {
        place[c] = -1;
        for (int i = 0; i < count; i++)
            if (bytes_is(fields[i], names[c]))
                place[c] = i;
    }
    if (count >= 0 && (place[SERIAL] < 0 || place[PLATFORM] < 0))
        return error_set(o->e, ERROR_FORMAT, 0, "the first line has to name the columns serial and platform; asset_tag, department, ownership and issued are taken too");
    while (count > 0 && (count = csv_next(&r, fields, o->e)) > 0) {
        for (int c = 0; c < COLUMNS; c++)
            row[c] = place[c] >= 0 && place[c] < count ? fields[place[c]] : bytes_of(NULL, 0);
        if (count == 1 && fields[0].size == 0)
            continue;
        if (row[SERIAL].size == 0 || !(bytes_is(row[PLATFORM], "android") || bytes_is(row[PLATFORM], "ios")))
            problem(o, r.line, "a row without serial number, or of a platform that is not android or ios:", row[SERIAL]);
        else if (!put_issued(o, row))
            return false;
        arena_reset(&o->arena);
    }
    return count >= 0;
}

/* --- records of evaluations --- */

static bool observe_evaluation(struct observer *o)
{
    if (!kept_put(o->store, o->ask->text, o->e))
        return false;
    o->out->apps = o->out->kept = 1;
    return true;
}

/* --- all of them --- */

static const struct {
    const char *name, *doc;
    bool (*read)(struct observer *o);
} sources[] = {
    {"issued", "the list of issued devices, CSV: serial, asset_tag, department, platform, ownership, issued", observe_issued},
    {"amapi", "Android Management API: enterprises.devices.list, a page a line", observe_amapi},
    {"jamf", "Jamf Pro: /api/v2/mobile-devices/detail, a page a line", observe_jamf},
    {"intune", "Microsoft Graph v1.0: managedDevices with their detectedApps, a page a line; names only", observe_intune},
    {"pm", "what 'pm list packages' printed on one Android device; --serial, --disabled", observe_pm},
    {"evaluation", "a record of veto evaluate --json: which version of which app was evaluated", observe_evaluation},
};

const char *observe_source(size_t i, const char **doc)
{
    if (i >= sizeof sources / sizeof *sources)
        return NULL;
    *doc = sources[i].doc;
    return sources[i].name;
}

static bool prepare(struct observer *o)
{
    const struct {
        sqlite3_stmt **q;
        const char *sql;
    } all[] = {
        {&o->put_text, "INSERT OR IGNORE INTO texts (text) VALUES (?)"},
        {&o->get_text, "SELECT id FROM texts WHERE text = ?"},
        {&o->put_issued, "INSERT INTO issued (import, serial, asset, department, platform, ownership, issued) VALUES (?, ?, ?, ?, ?, ?, ?)"},
        {&o->put_report, "INSERT INTO reports (import, key, serial, time, listed, managed, complete, identifiers, whole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {&o->put_app, "INSERT INTO observations (report, value, name, version, signer, present, usable) VALUES (?, ?, ?, ?, ?, ?, ?)"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sqlite3_prepare_v2(o->db, all[i].sql, -1, all[i].q, NULL) != SQLITE_OK)
            return failed(o);
    return true;
}

/* The answer's own row; *known when the same answer was read before. */
static bool begin(struct observer *o)
{
    uint8_t digest[SHA256_SIZE];
    sqlite3_stmt *q = NULL;
    bool ok;

    hash_sha256_two(o->ask->serial, o->ask->text, digest);
    if (sqlite3_prepare_v2(o->db, "INSERT INTO imports (source, sha256, time, complete) SELECT ?1, ?2, ?3, 0 WHERE NOT EXISTS"
                                  " (SELECT 1 FROM imports WHERE source = ?1 AND sha256 = ?2 AND time = ?3)", -1, &q, NULL) != SQLITE_OK)
        return failed(o);
    bind(q, 1, o->ask->source);
    sqlite3_bind_blob(q, 2, digest, SHA256_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(q, 3, o->ask->time);
    ok = step(o, q);
    sqlite3_finalize(q);
    o->out->known = ok && sqlite3_changes(o->db) == 0;
    o->import = sqlite3_last_insert_rowid(o->db);
    return ok;
}

static bool end(struct observer *o)
{
    sqlite3_stmt *q = NULL;
    bool ok;

    if (o->out->malformed > 0 && o->out->reason[0] == 0)
        snprintf(o->out->reason, sizeof o->out->reason, "%" PRIu64 " malformed", o->out->malformed);
    o->out->complete = o->out->reason[0] == 0;
    if (sqlite3_prepare_v2(o->db, "UPDATE imports SET complete = ?2, reason = ?3, rows = ?4, malformed = ?5 WHERE id = ?1", -1, &q, NULL) != SQLITE_OK)
        return failed(o);
    sqlite3_bind_int64(q, 1, o->import);
    sqlite3_bind_int(q, 2, o->out->complete);
    bind(q, 3, bytes_str(o->out->reason));
    sqlite3_bind_int64(q, 4, (int64_t)o->out->devices);
    sqlite3_bind_int64(q, 5, (int64_t)o->out->malformed);
    ok = step(o, q);
    sqlite3_finalize(q);
    return ok;
}

static bool transact(struct observer *o, bool (*read)(struct observer *o))
{
    bool ok = sqlite3_exec(o->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || failed(o);

    if (ok && begin(o) && (o->out->known || (read(o) && end(o))))
        ok = sqlite3_exec(o->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || failed(o);
    else
        ok = false;
    if (!ok)
        sqlite3_exec(o->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

bool observe(struct store *s, const struct observe_ask *ask, struct observed *out, struct error *e)
{
    struct observer o = {.ask = ask, .out = out, .store = s, .db = store_database(s), .promised = UINT64_MAX, .e = e};
    bool (*read)(struct observer *) = NULL;
    bool ok;

    *out = (struct observed){.complete = false};
    buf_init(&out->problems, LIMIT_STATEMENT);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (bytes_is(ask->source, sources[i].name))
            read = sources[i].read;
    if (read == NULL)
        return error_set(e, ERROR_USAGE, 0, "there is no source of that name");
    arena_init(&o.arena, LIMIT_ARENA);
    ok = prepare(&o) && transact(&o, read);
    sqlite3_finalize(o.put_text);
    sqlite3_finalize(o.get_text);
    sqlite3_finalize(o.put_issued);
    sqlite3_finalize(o.put_report);
    sqlite3_finalize(o.put_app);
    arena_free(&o.arena);
    return ok;
}
