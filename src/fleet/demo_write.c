/*
 * A demo fleet as the planes would report it. A plane's answers of one round
 * stand in one file, a JSON document a page, in the order in which they came:
 *
 *     amapi.json    Android Management API, enterprises.devices.list
 *     jamf.json     Jamf Pro, GET /api/v2/mobile-devices/detail; the third page of a round comes short
 *     intune.json   Microsoft Graph v1.0 managedDevices with detectedApps; names only
 *     pm/SERIAL.txt `pm list packages -U` of a phone in the hand, one file a phone; pm/SERIAL-d.txt those disabled
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "fleet/demo.h"

enum { PAGE = 50, SHORT_PAGE = 3, SHORT_MISSING = 10, SIGNER_SIZE = 40, DAY = 86400, WEEK = 7 * DAY };

/* One plane's file of one round, a page at a time. */
struct sheet {
    FILE *file;
    struct buf page, waiting;
    uint64_t rows, pages, done, all; /* rows of the page, pages and rows so far, rows there are */
    char path[4200];
};

struct writer {
    const struct demo *demo;
    const char *folder;
    unsigned round;
    char round_folder[4100];
    struct sheet amapi, jamf, intune;
    FILE *issued, *truth, *script;
    struct error *e;
    bool failed;
};

/* What an app of a family is called where: package, bundle id, name. */
static const struct {
    const char *package, *bundle, *name, *sibling, *sibling_bundle, *sibling_name;
} products[DEMO_FAMILIES] = {
    {"com.kms.free", "com.kaspersky.passwordmanager", "Kaspersky", "com.example.antivirus", "com.example.antivirus", "Virus Guard"},
    {"com.zhiliaoapp.musically", "com.zhiliaoapp.musically", "TikTok", "com.lemon.lvoverseas", "com.lemon.lvoverseas", "CapCut"},
    {"com.tencent.mm", "com.tencent.xin", "WeChat", "com.tencent.wework", "com.tencent.ww", "WeCom"},
    {"org.example.chatter", "org.example.chatter", "Chatter", "org.example.notes", "org.example.notes", "Scribble"},
};

/* SHA-1 of the signers that are known. */
static const char *const signers[DEMO_FAMILIES] = {NULL, NULL, "cc80d76aa9fe94ec205ef0c336bfc424596da290", "270d06a16ed58d4daa9ecf65ddd942b532d80564"};

static const char *const fillers[] = {"Calendar", "Camera", "Maps", "Clock", "Notes", "Weather", "Translate", "Scanner", "Music", "Radio", "Books", "Fitness"};

static bool fail(struct writer *w, const char *path)
{
    if (!w->failed)
        error_set(w->e, ERROR_SYSTEM, 0, "%.300s: %s", path, strerror(errno));
    w->failed = true;
    return false;
}

static void format_time(char out[24], int64_t seconds)
{
    time_t t = (time_t)seconds;
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Of the round: weekly, the last at DEMO_END. */
static int64_t round_end(const struct writer *w)
{
    return DEMO_END - (int64_t)WEEK * (w->demo->rounds - 1 - w->round);
}

static int64_t list_time(const struct writer *w, const struct demo_device *d)
{
    /* a stale device sent its list once; every round gives the same one, or the first has it from before */
    return (d->gap == GAP_STALE ? DEMO_END - (int64_t)WEEK * (w->demo->rounds - 1) : round_end(w)) - (int64_t)d->age * 3600;
}

static void pair(struct json *j, const char *key, const char *value)
{
    json_key(j, bytes_str(key));
    json_text(j, bytes_str(value));
}

/* One app of a device's list. */
struct app {
    char package[80], name[64], version[24], signer[SIGNER_SIZE + 1];
    bool removed, disabled;
};

static void some_signer(char out[SIGNER_SIZE + 1], uint64_t bits)
{
    uint64_t more = bits * 0x9e3779b97f4a7c15u + 1;

    snprintf(out, SIGNER_SIZE + 1, "%016" PRIx64 "%016" PRIx64 "%08x", bits, more, (unsigned)(more * 0xd1342543de82ef95u >> 32));
}

/* The app of a family on a device in this round; false when there is none to show. */
static bool family_app(const struct writer *w, const struct demo_device *d, unsigned f, struct app *a)
{
    enum demo_app kind = w->round < d->until[f] ? d->app[f] : APP_ABSENT;
    bool ios = strcmp(d->platform, "ios") == 0;
    uint64_t bits = demo_bits(w->demo->seed, f, 7);

    *a = (struct app){.removed = kind == APP_REMOVED, .disabled = kind == APP_DISABLED};
    if (kind == APP_ABSENT || (d->work_side && kind != APP_ABSENT))
        return false;
    snprintf(a->package, sizeof a->package, "%s", ios ? products[f].bundle : products[f].package);
    snprintf(a->name, sizeof a->name, "%s", kind == APP_RENAMED ? "Clock" : products[f].name);
    snprintf(a->version, sizeof a->version, "8.%u.%u", (unsigned)(d->number % 3), (unsigned)(d->number % 5));
    some_signer(a->signer, kind == APP_RESIGNED ? bits + 1 : bits);
    if (f == DEMO_FAMILIES - 1 && d->number % 3 == 0)
        snprintf(a->version, sizeof a->version, "8.0.42"); /* that of samples/chatter.apk */
    if (signers[f] != NULL && kind != APP_RESIGNED)
        snprintf(a->signer, sizeof a->signer, "%s", signers[f]);
    if (kind == APP_SIBLING) {
        snprintf(a->package, sizeof a->package, "%s", ios ? products[f].sibling_bundle : products[f].sibling);
        snprintf(a->name, sizeof a->name, "%s", products[f].sibling_name);
        some_signer(a->signer, bits + 2);
    } else if (kind == APP_CLONE || kind == APP_NAMED) {
        snprintf(a->package, sizeof a->package, "org.example.%s.n%u", kind == APP_CLONE ? "chat" : "video", (unsigned)(d->number % 7));
        snprintf(a->name, sizeof a->name, "%s", kind == APP_CLONE ? "Messages" : products[f].name);
        if (kind == APP_NAMED)
            some_signer(a->signer, bits + 3);
    }
    return true;
}

static void filler(const struct writer *w, const struct demo_device *d, unsigned i, struct app *a)
{
    uint64_t bits = demo_bits(w->demo->seed, d->number, 4096 + i);
    unsigned which = (unsigned)(bits % 2000);

    *a = (struct app){.removed = false};
    snprintf(a->package, sizeof a->package, "com.example.app%u", which);
    snprintf(a->name, sizeof a->name, "%s %u", fillers[which % (sizeof fillers / sizeof *fillers)], which);
    snprintf(a->version, sizeof a->version, "%u.%u", which % 9, (unsigned)(bits >> 32) % 20);
    some_signer(a->signer, which);
}

/* How many unrelated apps a device has; each once. */
static unsigned filler_count(const struct writer *w, const struct demo_device *d)
{
    unsigned mean = w->demo->apps;

    return mean / 2 + (unsigned)(demo_bits(w->demo->seed, d->number, 11) % (mean + 1));
}

/* Calls for each app of a device in order: unrelated ones around those of the families. */
static void each_app(const struct writer *w, const struct demo_device *d, void (*write)(void *to, const struct app *a), void *to)
{
    unsigned count = filler_count(w, d);
    struct app a;

    for (unsigned i = 0; i < count; i++) {
        filler(w, d, i, &a);
        write(to, &a);
        for (unsigned f = 0; i == count / 2 && f < demo_family_count(w->demo); f++)
            if (family_app(w, d, f, &a))
                write(to, &a);
    }
}

/* --- pages --- */

static void open_sheet(struct writer *w, struct sheet *s, const char *name)
{
    s->pages = s->rows = s->done = 0;
    snprintf(s->path, sizeof s->path, "%s/%s", w->round_folder, name);
    buf_init(&s->page, LIMIT_DEMO_PAGE);
    buf_init(&s->waiting, LIMIT_DEMO_PAGE);
    s->file = fopen(s->path, "w");
    if (s->file == NULL)
        fail(w, s->path);
}

static void put(struct writer *w, FILE *file, const char *path, struct bytes text)
{
    if (file != NULL && text.size > 0 && fwrite(text.data, 1, text.size, file) != text.size)
        fail(w, path);
}

/*
 * Ends the page: what stands around its rows. Of two pages the first may wait
 * until the second is written: answers do not arrive in order.
 */
static void end_page(struct writer *w, struct sheet *s, const char *head, const char *tail, bool wait)
{
    struct buf text;

    buf_init(&text, LIMIT_DEMO_PAGE);
    buf_str(&text, head);
    buf_add(&text, buf_bytes(&s->page));
    buf_str(&text, tail);
    buf_str(&text, "\n");
    if (s->page.failed || text.failed)
        fail(w, s->path);
    buf_reset(&s->page);
    s->rows = 0;
    s->pages++;
    if (wait && s->waiting.size == 0) {
        buf_add(&s->waiting, buf_bytes(&text));
    } else {
        put(w, s->file, s->path, buf_bytes(&text));
        put(w, s->file, s->path, buf_bytes(&s->waiting));
        buf_reset(&s->waiting);
    }
    buf_free(&text);
}

static void close_file(struct writer *w, FILE *file, const char *path)
{
    if (file != NULL && fclose(file) != 0)
        fail(w, path);
}

static void close_sheet(struct writer *w, struct sheet *s)
{
    close_file(w, s->file, s->path);
    buf_free(&s->page);
    buf_free(&s->waiting);
    s->file = NULL;
}

/* --- Android Management API --- */

static void amapi_app(void *to, const struct app *a)
{
    struct json *j = to;

    json_object(j);
    pair(j, "applicationSource", "INSTALLED_FROM_PLAY_STORE");
    pair(j, "displayName", a->name);
    pair(j, "packageName", a->package);
    json_key(j, BYTES("signingKeyCertFingerprints"));
    json_array(j);
    json_text(j, bytes_str(a->signer));
    json_end_array(j);
    pair(j, "state", a->removed ? "REMOVED" : "INSTALLED");
    pair(j, "versionName", a->version);
    json_end_object(j);
}

static void amapi_row(const struct writer *w, struct sheet *s, const struct demo_device *d, bool again)
{
    char text[160], time[24];
    struct json j;

    if (s->rows > 0)
        buf_u8(&s->page, ',');
    json_open(&j, &s->page);
    json_object(&j);
    if (d->gap != GAP_SILENT) {
        json_key(&j, BYTES("applicationReports"));
        json_array(&j);
        if (d->gap != GAP_EMPTY)
            each_app(w, d, amapi_app, &j);
        json_end_array(&j);
    }
    json_key(&j, BYTES("hardwareInfo"));
    json_object(&j);
    pair(&j, "serialNumber", d->serial);
    json_end_object(&j);
    if (d->gap != GAP_SILENT) {
        format_time(time, list_time(w, d) - (again ? 30 * DAY : 0));
        pair(&j, "lastStatusReportTime", time);
    }
    pair(&j, "managementMode", d->work_side ? "PROFILE_OWNER" : "DEVICE_OWNER");
    snprintf(text, sizeof text, "enterprises/demo/devices/%s%s", again ? "again-" : "", d->id);
    pair(&j, "name", text);
    pair(&j, "ownership", strcmp(d->ownership, "personal") == 0 ? "PERSONALLY_OWNED" : "COMPANY_OWNED");
    pair(&j, "state", d->gap == GAP_RETIRED ? "DELETED" : "ACTIVE");
    json_end_object(&j);
    s->rows++;
}

static void amapi_page(struct writer *w, bool last)
{
    char tail[100];

    snprintf(tail, sizeof tail, last ? "]}" : "],\"nextPageToken\":\"p%" PRIu64 "\"}", w->amapi.pages + 1);
    end_page(w, &w->amapi, "{\"devices\":[", tail, !last);
}

/* --- Jamf Pro --- */

static void jamf_app(void *to, const struct app *a)
{
    struct json *j = to;

    json_object(j);
    pair(j, "identifier", a->package);
    pair(j, "name", a->name);
    pair(j, "shortVersion", a->version);
    pair(j, "version", a->version);
    json_end_object(j);
}

static void jamf_row(const struct writer *w, struct sheet *s, const struct demo_device *d, bool again)
{
    char text[24];
    struct json j;

    if (s->rows > 0)
        buf_u8(&s->page, ',');
    json_open(&j, &s->page);
    json_object(&j);
    json_key(&j, BYTES("applications"));
    json_array(&j);
    if (d->gap != GAP_SILENT && d->gap != GAP_EMPTY)
        each_app(w, d, jamf_app, &j);
    json_end_array(&j);
    pair(&j, "deviceType", "iOS");
    json_key(&j, BYTES("general"));
    json_object(&j);
    pair(&j, "deviceOwnershipType", d->work_side ? "UserEnrollment" : "Institutional");
    if (d->gap != GAP_SILENT) {
        format_time(text, list_time(w, d) - (again ? 30 * DAY : 0));
        pair(&j, "lastInventoryUpdateDate", text);
    }
    json_key(&j, BYTES("managed"));
    json_bool(&j, d->gap != GAP_RETIRED);
    json_key(&j, BYTES("supervised"));
    json_bool(&j, !d->work_side);
    json_end_object(&j);
    json_key(&j, BYTES("hardware"));
    json_object(&j);
    pair(&j, "serialNumber", d->serial);
    json_end_object(&j);
    snprintf(text, sizeof text, "%" PRIu64, d->number * 2 + again);
    pair(&j, "mobileDeviceId", text);
    json_end_object(&j);
    s->rows++;
}

static void jamf_page(struct writer *w)
{
    char head[100];

    snprintf(head, sizeof head, "{\"totalCount\":%" PRIu64 ",\"results\":[", w->jamf.all);
    end_page(w, &w->jamf, head, "]}", false);
}

/* --- Microsoft Graph --- */

static void intune_app(void *to, const struct app *a)
{
    struct json *j = to;

    json_object(j);
    pair(j, "displayName", a->name);
    pair(j, "version", a->version);
    json_end_object(j);
}

static void intune_row(const struct writer *w, struct sheet *s, const struct demo_device *d)
{
    char time[24];
    struct json j;

    if (s->rows > 0)
        buf_u8(&s->page, ',');
    json_open(&j, &s->page);
    json_object(&j);
    json_key(&j, BYTES("detectedApps"));
    json_array(&j);
    each_app(w, d, intune_app, &j);
    json_end_array(&j);
    pair(&j, "id", d->id);
    format_time(time, list_time(w, d));
    pair(&j, "lastSyncDateTime", time);
    pair(&j, "managedDeviceOwnerType", "company");
    pair(&j, "operatingSystem", "Android");
    pair(&j, "serialNumber", d->serial);
    json_end_object(&j);
    s->rows++;
}

static void intune_page(struct writer *w, bool last)
{
    char tail[200];

    snprintf(tail, sizeof tail,
             last ? "]}" : "],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/deviceManagement/managedDevices?$skiptoken=p%" PRIu64 "\"}",
             w->intune.pages + 1);
    end_page(w, &w->intune, "{\"value\":[", tail, !last);
}

/* --- phones in the hand --- */

static void pm_app(void *to, const struct app *a)
{
    struct buf *out = to;

    buf_printf(out, "package:%s\n", a->package);
}

static void pm_disabled(void *to, const struct app *a)
{
    if (a->disabled)
        pm_app(to, a);
}

static void write_text(struct writer *w, const char *path, struct bytes text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL) {
        fail(w, path);
        return;
    }
    put(w, file, path, text);
    close_file(w, file, path);
}

static void write_pm(struct writer *w, const struct demo_device *d)
{
    char path[4300];
    struct buf out;

    buf_init(&out, LIMIT_DEMO_PAGE);
    each_app(w, d, pm_app, &out);
    snprintf(path, sizeof path, "%s/pm/%s.txt", w->round_folder, d->serial);
    write_text(w, path, buf_bytes(&out));
    buf_reset(&out);
    each_app(w, d, pm_disabled, &out);
    snprintf(path, sizeof path, "%s/pm/%s-d.txt", w->round_folder, d->serial);
    write_text(w, path, buf_bytes(&out));
    buf_free(&out);
}

/* --- rounds --- */

static unsigned rows_of(const struct demo_device *d)
{
    return d->gap == GAP_REPORTED_TWICE ? 2 : 1;
}

static struct sheet *sheet_of(struct writer *w, enum demo_plane plane)
{
    return plane == DEMO_AMAPI ? &w->amapi : plane == DEMO_JAMF ? &w->jamf : plane == DEMO_INTUNE ? &w->intune : NULL;
}

/* How many rows each plane has, which is the same in every round. */
static void count_rows(struct writer *w)
{
    struct demo_device d;

    for (uint64_t n = 0; n < w->demo->devices; n++) {
        struct sheet *s;
        demo_device(w->demo, n, &d);
        s = sheet_of(w, d.plane);
        if (s != NULL)
            s->all += rows_of(&d);
    }
}

/* Whether the row of that place in Jamf's answer is one that its short page left out. */
static bool left_out(const struct writer *w, uint64_t row)
{
    return w->jamf.all > (uint64_t)(SHORT_PAGE + 1) * PAGE && row < (uint64_t)SHORT_PAGE * PAGE &&
           row >= (uint64_t)SHORT_PAGE * PAGE - SHORT_MISSING;
}

static void add_row(struct writer *w, const struct demo_device *d, bool again)
{
    struct sheet *s = sheet_of(w, d->plane);
    bool last;

    if (d->plane == DEMO_AMAPI)
        amapi_row(w, s, d, again);
    else if (d->plane == DEMO_INTUNE)
        intune_row(w, s, d);
    else if (!left_out(w, s->done))
        jamf_row(w, s, d, again);
    s->done++;
    last = s->done == s->all;
    if (s->done % PAGE != 0 && !last)
        return;
    if (d->plane == DEMO_AMAPI)
        amapi_page(w, last);
    else if (d->plane == DEMO_JAMF)
        jamf_page(w);
    else
        intune_page(w, last);
}

static bool make_folder(struct writer *w, const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST || fail(w, path);
}

static void write_round(struct writer *w)
{
    char time[24], path[4200];
    struct demo_device d;

    format_time(time, round_end(w));
    snprintf(w->round_folder, sizeof w->round_folder, "%s/%.10s", w->folder, time);
    snprintf(path, sizeof path, "%s/pm", w->round_folder);
    if (!make_folder(w, w->round_folder) || !make_folder(w, path))
        return;
    open_sheet(w, &w->amapi, "amapi.json");
    open_sheet(w, &w->jamf, "jamf.json");
    open_sheet(w, &w->intune, "intune.json");
    for (uint64_t n = 0; n < w->demo->devices && !w->failed; n++) {
        demo_device(w->demo, n, &d);
        if (d.plane == DEMO_PM)
            write_pm(w, &d);
        else if (d.plane != DEMO_NOWHERE)
            for (unsigned i = 0; i < rows_of(&d); i++)
                add_row(w, &d, i == 1);
    }
    close_sheet(w, &w->amapi);
    close_sheet(w, &w->jamf);
    close_sheet(w, &w->intune);
}

/* --- the issued list and the truth --- */

/* What became of the rows of a device in Jamf's short answer; others are never left out. */
static bool lost(struct writer *w, struct demo_device *d, uint64_t *jamf)
{
    bool first, second;

    if (d->plane == DEMO_NOWHERE)
        return strcmp(d->platform, "ios") == 0 && left_out(w, (uint64_t)SHORT_PAGE * PAGE - 1);
    if (d->plane != DEMO_JAMF)
        return false;
    first = left_out(w, (*jamf)++);
    if (rows_of(d) == 1)
        return first;
    second = left_out(w, (*jamf)++);
    if (first != second)
        d->gap = first ? GAP_STALE : GAP_NONE; /* one row of the two is left, and the second is older */
    return first && second;
}

static void write_truth(struct writer *w, const struct demo_device *d, const struct demo_device *shown, bool page_lost)
{
    for (unsigned f = 0; f < demo_family_count(w->demo); f++) {
        struct device_verdict v = demo_truth(shown, f, page_lost);
        fprintf(w->truth, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d->asset, d->serial, demo_families[f], verdict_word_id(v.word),
                verdict_reason_id(v.reason), answer3_id(v.present), answer3_id(v.usable), demo_gap_name(d->gap));
    }
}

static void write_lists(struct writer *w)
{
    struct demo_device d, first;
    uint64_t jamf = 0;
    bool first_lost = false;

    fputs("serial,asset_tag,department,platform,ownership,issued\r\n", w->issued);
    fputs("# asset_tag, serial, family, verdict, reason, present, usable, what was planted; tab-separated.\n", w->truth);
    for (uint64_t n = 0; n < w->demo->devices; n++) {
        bool second;
        demo_device(w->demo, n, &d);
        fprintf(w->issued, "%s,%s,%s,%s,%s,%s\r\n", d.serial, d.asset, d.department, d.platform, d.ownership, d.issued);
        second = d.gap == GAP_ISSUED_TWICE && n % 2 == 1;
        if (!second) {
            first_lost = lost(w, &d, &jamf);
            first = d;
        }
        write_truth(w, &d, &first, first_lost);
    }
}

/* The commands that read the fleet into a store, oldest round first. */
static void write_script(struct writer *w)
{
    char time[24];

    fputs("#!/bin/sh\n# Reads this fleet into a store, made where there is none: sh import.sh STORE [VETO [OPTION...]]; options go to observe\n"
          "set -eu\nstore=$1\nveto=${2:-veto}\nshift\n[ $# -eq 0 ] || shift\n"
          "case $store in /*) ;; *) store=$PWD/$store ;; esac\n"
          "case $veto in /*) ;; */*) veto=$PWD/$veto ;; esac\n"
          "cd \"$(dirname -- \"$0\")\"\n", w->script);
    fputs("[ -e \"$store\" ] || \"$veto\" init --store \"$store\"\n", w->script);
    for (w->round = 0; w->round < w->demo->rounds; w->round++) {
        format_time(time, round_end(w));
        if (w->round == 0)
            fprintf(w->script, "\"$veto\" observe issued issued.csv --store \"$store\" --time %s \"$@\"\n", time);
        for (int i = 0; i < 3; i++) {
            static const char *const planes[] = {"amapi", "jamf", "intune"};
            fprintf(w->script, "\"$veto\" observe %s %.10s/%s.json --store \"$store\" --time %s \"$@\"\n", planes[i], time, planes[i], time);
        }
        fprintf(w->script,
                "for list in %.10s/pm/*-d.txt; do\n"
                "    serial=$(basename -- \"$list\" -d.txt)\n"
                "    [ ! -f \"$list\" ] || \"$veto\" observe pm \"%.10s/pm/$serial.txt\" --disabled \"$list\" --serial \"$serial\""
                " --store \"$store\" --time %s \"$@\"\n"
                "done\n",
                time, time, time);
    }
}

static FILE *open_file(struct writer *w, const char *name, char path[4200])
{
    FILE *file;

    snprintf(path, 4200, "%s/%s", w->folder, name);
    file = fopen(path, "w");
    if (file == NULL)
        fail(w, path);
    return file;
}

bool demo_write(const struct demo *demo, const char *folder, struct error *e)
{
    struct writer w = {.demo = demo, .folder = folder, .e = e};
    char issued[4200], truth[4200], script[4200];

    if (strlen(folder) > 4000)
        return error_set(e, ERROR_USAGE, 0, "the folder's name is too long");
    count_rows(&w);
    for (w.round = 0; w.round < demo->rounds && !w.failed; w.round++)
        write_round(&w);
    w.issued = open_file(&w, "issued.csv", issued);
    w.truth = open_file(&w, "truth.tsv", truth);
    w.script = open_file(&w, "import.sh", script);
    if (!w.failed) {
        write_lists(&w);
        write_script(&w);
        if (ferror(w.issued) || ferror(w.truth) || ferror(w.script))
            fail(&w, folder);
    }
    close_file(&w, w.issued, issued);
    close_file(&w, w.truth, truth);
    close_file(&w, w.script, script);
    return !w.failed;
}
