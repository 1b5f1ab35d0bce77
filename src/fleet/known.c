#include "fleet/known.h"

#include <stdlib.h>

#include "base/limits.h"
#include "fleet/likeness.h"
#include "ledger/store_sql.h"

/* A source of lists and its last answer by the moment that counts. */
struct source {
    struct bytes name;
    int64_t newest, newest_complete; /* imports; 0 for none */
};

struct known {
    struct arena *arena;
    const struct families *families;
    sqlite3 *db;
    sqlite3_stmt *devices, *lists;
    int64_t as_of, issued_import;
    struct keepings keepings;
    struct source *sources;
    size_t source_count, source_capacity;
    struct known_match *matches; /* by serial, family, time */
    size_t match_count, match_capacity;
    struct sighting_list *list; /* of the device at hand */
    int64_t *list_import;
    size_t list_capacity, import_capacity;
};

static bool failed(struct known *k, struct error *e)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: not read: %s", sqlite3_errmsg(k->db));
}

static bool prepare(struct known *k, const char *sql, sqlite3_stmt **out, struct error *e)
{
    return sqlite3_prepare_v3(k->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK || failed(k, e);
}

/* The one number that a query gives; 0 where it gives none. */
static bool number(struct known *k, const char *sql, int64_t bound, int64_t *out, struct error *e)
{
    sqlite3_stmt *q = NULL;
    int rc;

    if (!prepare(k, sql, &q, e))
        return false;
    if (sqlite3_bind_parameter_count(q) > 0)
        sqlite3_bind_int64(q, 1, bound);
    rc = sqlite3_step(q);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_finalize(q);
    return rc == SQLITE_ROW || rc == SQLITE_DONE || failed(k, e);
}

/* --- sources --- */

static uint32_t source_of(struct known *k, struct bytes name)
{
    for (size_t i = 0; i < k->source_count; i++)
        if (bytes_equal(k->sources[i].name, name))
            return (uint32_t)i;
    k->sources = arena_grow(k->arena, k->sources, k->source_count, &k->source_capacity, sizeof *k->sources);
    k->sources[k->source_count] = (struct source){.name = arena_copy(k->arena, name)};
    return (uint32_t)k->source_count++;
}

/* Whether an answer of a source is about one device and says nothing of the others. */
static bool one_device(struct bytes source)
{
    return bytes_is(source, "pm") || bytes_is(source, "adb") || bytes_is(source, "apple") || bytes_is(source, "apple-status");
}

static bool load_sources(struct known *k, struct error *e)
{
    sqlite3_stmt *q = NULL;
    int rc;

    if (!prepare(k, "SELECT source, id, complete FROM imports WHERE time <= ?1 AND source NOT IN ('issued', 'evaluation') ORDER BY time, id", &q, e))
        return false;
    sqlite3_bind_int64(q, 1, k->as_of);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        uint32_t source = source_of(k, store_sql_text(q, 0));
        struct source *s = &k->sources[source];
        s->newest = sqlite3_column_int64(q, 1);
        if (sqlite3_column_int(q, 2) && !one_device(s->name))
            s->newest_complete = s->newest;
    }
    sqlite3_finalize(q);
    return rc == SQLITE_DONE || failed(k, e);
}

/* Which platform's devices a source can have; "" for all. */
static const char *platform_of(struct bytes source)
{
    static const struct {
        const char *source, *platform;
    } rows[] = {{"amapi", "android"}, {"jamf", "ios"}, {"pm", "android"}, {"adb", "android"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (bytes_is(source, rows[i].source))
            return rows[i].platform;
    return "";
}

/* --- matches --- */

static bool add_match(struct known *k, uint32_t family, enum match_strength strength, sqlite3_stmt *q)
{
    uint32_t source = source_of(k, store_sql_text(q, 7));
    struct known_match *m;

    k->matches = arena_grow(k->arena, k->matches, k->match_count, &k->match_capacity, sizeof *k->matches);
    m = &k->matches[k->match_count++];
    *m = (struct known_match){.serial = sqlite3_column_int64(q, 0),
                              .family = family,
                              .match = {.time = sqlite3_column_int64(q, 1), .strength = strength, .usable = sqlite3_column_int(q, 2), .device = (uint32_t)sqlite3_column_int64(q, 8), .source = source},
                              .evaluated = sqlite3_column_int(q, 9),
                              .value = arena_copy(k->arena, store_sql_text(q, strength == MATCH_NAME && sqlite3_column_bytes(q, 3) == 0 ? 4 : 3)),
                              .version = arena_copy(k->arena, store_sql_text(q, 6)),
                              .source = k->sources[source].name};
    return true;
}

static int by_serial(const void *a, const void *b)
{
    const struct known_match *x = a, *y = b;

    if (x->serial != y->serial)
        return x->serial < y->serial ? -1 : 1;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    if (x->match.time != y->match.time)
        return x->match.time < y->match.time ? -1 : 1;
    return bytes_compare(x->value, y->value);
}

/* Texts of the store that may name a family: a table of their own, which the rows are then found by. */
static bool choose_texts(struct known *k, struct error *e)
{
    sqlite3_stmt *put = NULL;
    bool ok = sqlite3_exec(k->db, "CREATE TEMP TABLE IF NOT EXISTS wanted (id INTEGER PRIMARY KEY); DELETE FROM wanted", NULL, NULL, NULL) == SQLITE_OK || failed(k, e);

    for (size_t f = 0; ok && f < k->families->count; f++) {
        const struct family *family = &k->families->rows[f];
        ok = prepare(k, "INSERT OR IGNORE INTO wanted SELECT id FROM texts WHERE text = ?1", &put, e);
        for (size_t i = 0; ok && i < family->count; i++) {
            struct bytes value = family->identifiers[i].value;
            if (family->identifiers[i].kind > IDENTIFIER_SHA256)
                continue;
            sqlite3_bind_text(put, 1, (const char *)value.data, (int)value.size, SQLITE_STATIC);
            ok = sqlite3_step(put) == SQLITE_DONE || failed(k, e);
            sqlite3_reset(put);
        }
        sqlite3_finalize(put);
        put = NULL;
        ok = ok && prepare(k, "INSERT OR IGNORE INTO wanted SELECT id FROM texts WHERE instr(lower(text), ?1) > 0", &put, e);
        if (ok) {
            sqlite3_bind_text(put, 1, (const char *)family->id.data, (int)family->id.size, SQLITE_STATIC);
            ok = sqlite3_step(put) == SQLITE_DONE || failed(k, e);
        }
        sqlite3_finalize(put);
        put = NULL;
    }
    return ok;
}

static bool load_matches(struct known *k, struct error *e)
{
    static const char sql[] =
        "SELECT r.serial, r.time, o.usable, v.text, n.text, s.text, w.text, m.source, r.key,"
        " EXISTS (SELECT 1 FROM evaluations e WHERE e.package = v.text AND e.version = w.text) FROM observations o"
        " JOIN reports r ON r.id = o.report JOIN imports m ON m.id = r.import"
        " LEFT JOIN texts v ON v.id = o.value LEFT JOIN texts n ON n.id = o.name LEFT JOIN texts s ON s.id = o.signer"
        " LEFT JOIN texts w ON w.id = o.version"
        " WHERE o.id IN (SELECT id FROM observations WHERE value IN (SELECT id FROM wanted) UNION"
        " SELECT id FROM observations WHERE name IN (SELECT id FROM wanted) UNION"
        " SELECT id FROM observations WHERE signer IN (SELECT id FROM wanted)) AND m.time <= ?1 AND o.present";
    sqlite3_stmt *q = NULL;
    int rc;

    if (!choose_texts(k, e) || !prepare(k, sql, &q, e))
        return false;
    sqlite3_bind_int64(q, 1, k->as_of);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW)
        for (uint32_t f = 0; f < k->families->count; f++) {
            enum match_strength strength = likeness(&k->families->rows[f], store_sql_text(q, 3), store_sql_text(q, 4), store_sql_text(q, 5));
            if (strength != MATCH_NONE)
                add_match(k, f, strength, q);
        }
    sqlite3_finalize(q);
    if (k->match_count > 0)
        qsort(k->matches, k->match_count, sizeof *k->matches, by_serial);
    return rc == SQLITE_DONE || failed(k, e);
}

/* --- the walk --- */

static bool open_walk(struct known *k, struct error *e)
{
    static const char devices[] =
        "SELECT i.id, i.serial, s.text, i.asset, i.department, d.text, i.platform, i.ownership,"
        " (SELECT count(*) FROM issued x WHERE x.import = i.import AND x.serial = i.serial)"
        " FROM issued i LEFT JOIN texts s ON s.id = i.serial LEFT JOIN texts d ON d.id = i.department WHERE +i.import = ?1 ORDER BY i.id";
    static const char lists[] =
        "SELECT r.time, r.listed, r.managed, r.complete, r.identifiers, r.whole, r.key, m.source, m.id, m.time FROM reports r"
        " JOIN imports m ON m.id = r.import WHERE r.serial = ?1 AND m.time <= ?2 ORDER BY m.time, m.id, r.id";

    if (!prepare(k, devices, &k->devices, e) || !prepare(k, lists, &k->lists, e))
        return false;
    sqlite3_bind_int64(k->devices, 1, k->issued_import);
    return true;
}

struct known *known_open(struct store *s, struct arena *a, const struct families *families, int64_t as_of, struct error *e)
{
    struct known *k = arena_alloc(a, sizeof *k);
    bool ok;

    *k = (struct known){.arena = a, .families = families, .db = store_database(s), .as_of = as_of};
    ok = as_of != 0 || number(k, "SELECT max(time) FROM imports WHERE source <> 'evaluation'", 0, &k->as_of, e);
    ok = ok && number(k, "SELECT id FROM imports WHERE source = 'issued' AND time <= ?1 ORDER BY time DESC, id DESC LIMIT 1", k->as_of, &k->issued_import, e);
    if (ok && k->issued_import == 0)
        ok = error_set(e, ERROR_USAGE, 0, "the store has no list of issued devices of that time: veto observe issued FILE reads one");
    ok = ok && keepings_load(s, a, k->as_of, &k->keepings, e) && load_sources(k, e) && load_matches(k, e) && open_walk(k, e);
    if (ok)
        return k;
    known_close(k);
    return NULL;
}

void known_close(struct known *k)
{
    sqlite3_finalize(k->devices);
    sqlite3_finalize(k->lists);
}

int known_moments(struct store *s, int64_t as_of, int64_t *times, unsigned most, struct error *e)
{
    struct known k = {.db = store_database(s)};
    sqlite3_stmt *q = NULL;
    int count = 0, rc;

    if (!prepare(&k, "SELECT time FROM (SELECT DISTINCT time FROM imports WHERE source NOT IN ('issued', 'evaluation') AND (?1 = 0 OR time <= ?1)"
                     " ORDER BY time DESC LIMIT ?2) ORDER BY time", &q, e))
        return -1;
    sqlite3_bind_int64(q, 1, as_of);
    sqlite3_bind_int64(q, 2, most);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW && (unsigned)count < most)
        times[count++] = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? count : failed(&k, e) - 1;
}

int64_t known_as_of(const struct known *k)
{
    return k->as_of;
}

const struct keepings *known_keepings(const struct known *k)
{
    return &k->keepings;
}

struct bytes known_source(const struct known *k, uint32_t source)
{
    return source < k->source_count ? k->sources[source].name : bytes_of(NULL, 0);
}

/*
 * The lists of a serial number. A list is its source's last word when no later
 * answer has the device, unless that answer came short.
 */
static bool load_lists(struct known *k, struct known_device *d, struct error *e)
{
    size_t n = 0;
    int rc;

    sqlite3_bind_int64(k->lists, 1, d->serial_id);
    sqlite3_bind_int64(k->lists, 2, k->as_of);
    while ((rc = sqlite3_step(k->lists)) == SQLITE_ROW) {
        struct sighting_list *l;
        k->list = arena_grow(k->arena, k->list, n, &k->list_capacity, sizeof *k->list);
        k->list_import = arena_grow(k->arena, k->list_import, n, &k->import_capacity, sizeof *k->list_import);
        l = &k->list[n];
        *l = (struct sighting_list){.time = sqlite3_column_int64(k->lists, 0),
                                    .listed = sqlite3_column_int(k->lists, 1),
                                    .managed = sqlite3_column_int(k->lists, 2),
                                    .complete = sqlite3_column_int(k->lists, 3),
                                    .identifiers = sqlite3_column_int(k->lists, 4),
                                    .whole = sqlite3_column_int(k->lists, 5),
                                    .device = (uint32_t)sqlite3_column_int64(k->lists, 6),
                                    .source = source_of(k, store_sql_text(k->lists, 7))};
        k->list_import[n++] = sqlite3_column_int64(k->lists, 8);
        l->newest = k->list_import[n - 1] >= k->sources[l->source].newest_complete;
        for (size_t i = 0; i + 1 < n; i++)
            if (k->list[i].source == l->source && k->list[i].device == l->device)
                k->list[i].newest = false;
    }
    sqlite3_reset(k->lists);
    d->lists = k->list;
    d->list_count = n;
    return rc == SQLITE_DONE || failed(k, e);
}

/* Whether a source whose newest answer came short may have left the device out. */
static bool left_out(const struct known *k, const struct known_device *d)
{
    for (size_t s = 0; s < k->source_count; s++) {
        const char *platform = platform_of(k->sources[s].name);
        bool there = false;
        if (k->sources[s].newest == k->sources[s].newest_complete || one_device(k->sources[s].name) || (platform[0] != 0 && !bytes_is(d->platform, platform)))
            continue;
        for (size_t i = 0; i < d->list_count; i++)
            there |= k->list[i].source == s && k->list_import[i] == k->sources[s].newest;
        if (!there)
            return true;
    }
    return false;
}

static void find_matches(const struct known *k, struct known_device *d)
{
    size_t low = 0, high = k->match_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (k->matches[middle].serial < d->serial_id)
            low = middle + 1;
        else
            high = middle;
    }
    d->matches = k->match_count > 0 ? &k->matches[low] : NULL;
    while (low + d->match_count < k->match_count && k->matches[low + d->match_count].serial == d->serial_id)
        d->match_count++;
}

int known_next(struct known *k, struct known_device *d, struct error *e)
{
    sqlite3_stmt *q = k->devices;
    int rc = sqlite3_step(q);

    if (rc == SQLITE_DONE)
        return 0;
    if (rc != SQLITE_ROW)
        return failed(k, e) - 1;
    *d = (struct known_device){.id = sqlite3_column_int64(q, 0),
                               .serial_id = sqlite3_column_int64(q, 1),
                               .serial = store_sql_text(q, 2),
                               .asset = store_sql_text(q, 3),
                               .department_id = sqlite3_column_int64(q, 4),
                               .department = store_sql_text(q, 5),
                               .platform = store_sql_text(q, 6),
                               .ownership = store_sql_text(q, 7),
                               .issued = (unsigned)sqlite3_column_int(q, 8)};
    if (!load_lists(k, d, e))
        return -1;
    d->short_answer = left_out(k, d);
    find_matches(k, d);
    return 1;
}
