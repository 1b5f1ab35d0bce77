#include "fleet/demo.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

const char *const demo_families[DEMO_FAMILIES] = {"kaspersky", "tiktok", "wechat", "chatter"};

static const char *const departments[] = {"Agriculture", "Archives", "Fisheries", "Health", "Justice", "Revenue", "Statistics", "Transport"};

/* What each purpose of bits is; numbers must stay, so that a seed keeps its fleet. */
enum purpose { FOR_PLANE = 1, FOR_GAP, FOR_PAIR, FOR_AGE, FOR_DEPARTMENT, FOR_ISSUED, FOR_SERIAL, FOR_WORK, FOR_ID, FOR_APP = 64, FOR_UNTIL = 128 };

/* Shares, in thousandths; what is left goes to the first. */
static const unsigned gap_shares[DEMO_GAPS] = {
    [GAP_UNMANAGED] = 40, [GAP_RETIRED] = 15, [GAP_SILENT] = 20, [GAP_STALE] = 30, [GAP_EMPTY] = 15, [GAP_REPORTED_TWICE] = 10};
static const unsigned plane_shares[DEMO_PLANES] = {[DEMO_JAMF] = 400, [DEMO_INTUNE] = 80, [DEMO_PM] = 20};
static const unsigned app_shares[DEMO_APPS] = {
    [APP_PRESENT] = 8, [APP_RENAMED] = 2, [APP_RESIGNED] = 2, [APP_DISABLED] = 2, [APP_REMOVED] = 10, [APP_SIBLING] = 12, [APP_CLONE] = 2, [APP_NAMED] = 2};

/* Pairs of asset tags with one serial, per thousand pairs; personal or two-sided devices, per thousand. */
enum { PAIR_SHARE = 10, WORK_SHARE = 90, DAY = 86400 };

uint64_t demo_bits(uint64_t seed, uint64_t number, uint64_t purpose)
{
    uint64_t z = seed * 0x9e3779b97f4a7c15u + number * 0xd1342543de82ef95u + purpose * 0xbf58476d1ce4e5b9u;

    for (int i = 0; i < 2; i++) {
        z += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
    }
    return z;
}

/* The row of a table of shares that a number of 0 to 999 falls into. */
static unsigned pick(const unsigned *shares, unsigned count, unsigned at)
{
    unsigned sum = 0;

    for (unsigned i = 1; i < count; i++) {
        sum += shares[i];
        if (at < sum)
            return i;
    }
    return 0;
}

unsigned demo_family_count(const struct demo *demo)
{
    return demo->sample ? DEMO_FAMILIES : DEMO_FAMILIES - 1;
}

const char *demo_gap_name(enum demo_gap gap)
{
    static const char *const names[DEMO_GAPS] = {"none", "unmanaged", "retired", "silent", "stale", "empty", "issued-twice", "reported-twice"};

    return names[gap];
}

static void place(const struct demo *demo, uint64_t n, struct demo_device *d)
{
    unsigned plane = pick(plane_shares, DEMO_PLANES, (unsigned)(demo_bits(demo->seed, n, FOR_PLANE) % 1000));
    uint64_t work = demo_bits(demo->seed, n, FOR_WORK);

    d->plane = plane == 0 ? DEMO_AMAPI : (enum demo_plane)plane;
    d->platform = d->plane == DEMO_JAMF ? "ios" : "android";
    d->work_side = (d->plane == DEMO_AMAPI || d->plane == DEMO_JAMF) && work % 1000 < WORK_SHARE;
    d->ownership = d->work_side && (d->plane == DEMO_JAMF || work / 1000 % 2 == 0) ? "personal" : "company";
}

/* Whether an app of that kind can be told on a plane; what cannot is not planted there. */
static bool plantable(const struct demo_device *d, unsigned family, enum demo_app app)
{
    if (d->work_side || d->plane == DEMO_NOWHERE)
        return app <= APP_PRESENT;
    switch (app) {
    case APP_RESIGNED:
    case APP_REMOVED: return d->plane == DEMO_AMAPI;
    case APP_CLONE: return d->plane == DEMO_AMAPI && family >= 2; /* those whose SHA-1 is known */
    case APP_DISABLED: return d->plane == DEMO_PM;
    case APP_NAMED: return d->plane == DEMO_AMAPI || d->plane == DEMO_JAMF;
    case APP_RENAMED: return d->plane != DEMO_PM;
    default: return true;
    }
}

static void choose_apps(const struct demo *demo, uint64_t n, struct demo_device *d)
{
    for (unsigned f = 0; f < demo_family_count(demo); f++) {
        uint64_t until = demo_bits(demo->seed, n, FOR_UNTIL + f);
        /* devices in hand are few: more of their apps are disabled ones */
        unsigned at = (unsigned)(demo_bits(demo->seed, n, FOR_APP + f) % 1000);
        enum demo_app app = d->plane == DEMO_PM && at < 60 ? at < 30 ? APP_DISABLED : APP_PRESENT
                                                           : (enum demo_app)pick(app_shares, DEMO_APPS, at);
        d->app[f] = plantable(d, f, app) ? app : APP_ABSENT;
        d->until[f] = DEMO_ROUNDS_MOST;
        /* three in four went in some round before the last: the same device is clean afterwards */
        if (d->app[f] == APP_ABSENT && demo->rounds > 1 && until % 1000 < 45 && !d->work_side && d->gap != GAP_STALE &&
            d->gap != GAP_SILENT && d->gap != GAP_EMPTY) {
            d->app[f] = APP_PRESENT;
            d->until[f] = 1 + (unsigned)(until / 1000 % (demo->rounds - 1));
        }
    }
}

static void name(const struct demo *demo, uint64_t n, struct demo_device *d)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint64_t bits = demo_bits(demo->seed, n, FOR_SERIAL), shown = d->gap == GAP_ISSUED_TWICE ? n & ~1ull : n;
    int at = 0;

    if (shown != n)
        bits = demo_bits(demo->seed, shown, FOR_SERIAL);
    /* three letters of chance, the number so that no two are alike */
    for (; at < 3; at++, bits >>= 5)
        d->serial[at] = letters[bits & 31];
    snprintf(&d->serial[at], sizeof d->serial - 3, "%08llu", (unsigned long long)shown % 100000000);
    snprintf(d->asset, sizeof d->asset, "GC-%08llu", (unsigned long long)n % 100000000);
    bits = demo_bits(demo->seed, n, FOR_ID);
    snprintf(d->id, sizeof d->id, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)bits, (unsigned)(bits >> 32) & 0xffff,
             (unsigned)(bits >> 48) & 0xfff, (unsigned)(bits >> 52) & 0xfff,
             (unsigned long long)demo_bits(demo->seed, n, FOR_ID + 1) & 0xffffffffffffull);
}

void demo_device(const struct demo *demo, uint64_t n, struct demo_device *d)
{
    uint64_t age = demo_bits(demo->seed, n, FOR_AGE), issued = demo_bits(demo->seed, n, FOR_ISSUED);
    time_t day = (time_t)(DEMO_END - DAY * (long long)(60 + issued % 900));
    struct tm tm;

    *d = (struct demo_device){.number = n};
    d->gap = (enum demo_gap)pick(gap_shares, DEMO_GAPS, (unsigned)(demo_bits(demo->seed, n, FOR_GAP) % 1000));
    if ((n | 1) < demo->devices && demo_bits(demo->seed, n / 2, FOR_PAIR) % 1000 < PAIR_SHARE)
        d->gap = GAP_ISSUED_TWICE;
    place(demo, n, d);
    if ((d->plane == DEMO_PM || d->plane == DEMO_INTUNE) && d->gap != GAP_ISSUED_TWICE)
        d->gap = GAP_NONE; /* a list taken by hand is there or not; one of names alone proves nothing anyway */
    /* of a pair with one serial, only the first is enrolled */
    if (d->gap == GAP_UNMANAGED || (d->gap == GAP_ISSUED_TWICE && n % 2 == 1))
        d->plane = DEMO_NOWHERE;
    d->age = d->gap == GAP_STALE ? 24 * (45 + (unsigned)(age % 250)) : 1 + (unsigned)(age % 70);
    d->department = departments[demo_bits(demo->seed, n, FOR_DEPARTMENT) % (sizeof departments / sizeof *departments)];
    gmtime_r(&day, &tm);
    strftime(d->issued, sizeof d->issued, "%Y-%m-%d", &tm);
    choose_apps(demo, n, d);
    name(demo, n, d);
}

bool demo_present(const struct demo_device *d, unsigned family, unsigned round)
{
    enum demo_app app = d->app[family];

    return app >= APP_PRESENT && app <= APP_DISABLED && round < d->until[family];
}

/* Whether somebody who may answer for it has the device's list, however old or short. */
static bool seen(const struct demo_device *d)
{
    return d->plane != DEMO_NOWHERE && d->gap != GAP_SILENT && d->gap != GAP_EMPTY && !d->work_side;
}

static struct device_verdict because(enum verdict_reason reason)
{
    return (struct device_verdict){.word = verdict_reason_word(reason), .reason = reason, .present = UNKNOWN3, .usable = UNKNOWN3};
}

static enum verdict_reason gap_reason(const struct demo_device *d, bool page_lost)
{
    if (d->gap == GAP_ISSUED_TWICE)
        return REASON_DUPLICATE;
    if (page_lost)
        return REASON_INCOMPLETE;
    switch (d->gap) {
    case GAP_UNMANAGED:
    case GAP_RETIRED: return REASON_UNMANAGED;
    case GAP_SILENT: return REASON_NEVER_REPORTED;
    case GAP_STALE: return REASON_STALE;
    case GAP_EMPTY: return REASON_INCOMPLETE;
    case GAP_REPORTED_TWICE: return REASON_DUPLICATE;
    default: break;
    }
    if (d->plane == DEMO_INTUNE)
        return REASON_NAMES_ONLY;
    return d->work_side ? REASON_PERSONAL_SIDE : REASON_ABSENT;
}

/* Written from what was planted, not from what was reported. */
struct device_verdict demo_truth(const struct demo_device *d, unsigned family, bool page_lost)
{
    struct device_verdict v = because(gap_reason(d, page_lost));
    bool there = d->app[family] != APP_ABSENT && d->until[family] == DEMO_ROUNDS_MOST && seen(d) && !page_lost;
    enum demo_app app = there ? d->app[family] : APP_ABSENT;

    if (d->plane == DEMO_INTUNE && app != APP_ABSENT)
        return because(app == APP_PRESENT ? REASON_NAME_MATCH : v.reason);
    if (app >= APP_PRESENT && app <= APP_DISABLED) {
        v = because(app == APP_DISABLED ? REASON_BLOCKED : REASON_PRESENT);
        v.present = YES3;
        v.usable = app == APP_DISABLED ? NO3 : YES3;
    } else if (app == APP_CLONE || app == APP_NAMED) {
        v = because(app == APP_CLONE ? REASON_SIGNER_MATCH : REASON_NAME_MATCH);
    }
    if (v.word == VERDICT_VERIFIED)
        v.present = v.usable = NO3;
    return v;
}
