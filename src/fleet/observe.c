#include "fleet/observe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "fleet/kept.h"
#include "ledger/store_sql.h"

struct hearing {
    const struct source_ask *ask;
    const struct observe_how *how;
    struct observed *out;
    struct store *store;
    sqlite3 *db; /* of the store */
    sqlite3_stmt *put_text, *get_text, *put_issued, *put_report, *put_app;
    int64_t import;
    int64_t *number; /* in the store, by the number of a text in the answer */
    struct bytes *text;
    struct arena texts; /* both of these */
    size_t count;
    struct error *e;
};

static bool failed(struct hearing *o)
{
    return error_set(o->e, ERROR_SYSTEM, 0, "the store: not written: %s", sqlite3_errmsg(o->db));
}

/* --- rows of the store --- */

static bool step(struct hearing *o, sqlite3_stmt *q)
{
    bool ok = sqlite3_step(q) == SQLITE_DONE;

    sqlite3_reset(q);
    return ok || failed(o);
}

/* The number of a text, given to it where it has none; 0 where the store does not take it. */
static int64_t text_id(struct hearing *o, struct bytes text)
{
    int64_t id = 0;

    store_sql_bind(o->put_text, 1, text);
    if (!step(o, o->put_text))
        return 0;
    store_sql_bind(o->get_text, 1, text);
    if (sqlite3_step(o->get_text) == SQLITE_ROW)
        id = sqlite3_column_int64(o->get_text, 0);
    sqlite3_reset(o->get_text);
    return id;
}

static bool bind_text_id(struct hearing *o, sqlite3_stmt *q, int i, struct bytes text)
{
    int64_t id;

    if (text.size == 0)
        return sqlite3_bind_null(q, i) == SQLITE_OK;
    id = text_id(o, text);
    return id != 0 && sqlite3_bind_int64(q, i, id) == SQLITE_OK;
}

/* --- what the reader says --- */

static void forget(struct hearing *o)
{
    arena_free(&o->texts);
    o->number = arena_array(&o->texts, LIMIT_ANSWER_TEXTS + 1, sizeof *o->number);
    o->text = arena_array(&o->texts, LIMIT_ANSWER_TEXTS + 1, sizeof *o->text);
    o->count = 0;
}

static bool broken(struct hearing *o)
{
    return error_set(o->e, ERROR_FORMAT, 0, "the reader said what it may not say");
}

static bool hear_text(struct hearing *o, struct bytes text)
{
    if (text.size == 0) {
        forget(o);
        return true;
    }
    if (!answer_sound(text) || o->count == LIMIT_ANSWER_TEXTS)
        return broken(o);
    o->text[++o->count] = arena_copy(&o->texts, text);
    return true;
}

/* The store's number of the answer's number. */
static bool bind_number(struct hearing *o, sqlite3_stmt *q, int i, uint32_t number)
{
    if (number == 0)
        return sqlite3_bind_null(q, i) == SQLITE_OK;
    if (o->number[number] == 0)
        o->number[number] = text_id(o, o->text[number]);
    return o->number[number] != 0 && sqlite3_bind_int64(q, i, o->number[number]) == SQLITE_OK;
}

/* One app of a device. The reader was asked to leave out what is like no family, and could have been taken over. */
static bool hear_app(struct hearing *o, int64_t report, struct cursor *c)
{
    struct bytes text[APP_TEXTS];
    uint32_t number[APP_TEXTS];
    uint8_t flags;

    for (int i = 0; i < APP_TEXTS; i++) {
        number[i] = cursor_u32(c);
        if (number[i] > o->count)
            return broken(o);
        text[i] = o->text[number[i]];
    }
    flags = cursor_u8(c);
    if (c->failed || (!o->ask->keep_all && !answer_wanted(o->ask->families, text)))
        return broken(o);
    o->out->kept++;
    sqlite3_bind_int64(o->put_app, 1, report);
    for (int i = 0; i < APP_TEXTS; i++)
        if (!bind_number(o, o->put_app, 2 + i, number[i]))
            return failed(o);
    sqlite3_bind_int(o->put_app, 6, (flags & LISTED_PRESENT) != 0);
    sqlite3_bind_int(o->put_app, 7, (flags & LISTED_USABLE) != 0);
    return step(o, o->put_app);
}

static bool take_text(struct cursor *c, struct bytes *text)
{
    *text = cursor_take(c, cursor_u32(c));
    return !c->failed && answer_sound(*text);
}

static bool hear_device(struct hearing *o, struct cursor *c)
{
    uint8_t flags = cursor_u8(c);
    uint64_t time = cursor_u64(c);
    uint32_t apps = cursor_u32(c);
    struct bytes digest = cursor_take(c, SHA256_SIZE), key, serial;
    int64_t report;

    if (!take_text(c, &key) || !take_text(c, &serial) || key.size == 0 || serial.size == 0)
        return broken(o);
    o->out->devices++;
    o->out->apps += apps;
    sqlite3_bind_int64(o->put_report, 1, o->import);
    if (!bind_text_id(o, o->put_report, 2, key) || !bind_text_id(o, o->put_report, 3, serial))
        return failed(o);
    sqlite3_bind_int64(o->put_report, 4, (int64_t)time);
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int(o->put_report, 5 + i, flags >> i & 1);
    sqlite3_bind_int64(o->put_report, 10, apps);
    sqlite3_bind_blob(o->put_report, 11, digest.data, (int)digest.size, SQLITE_STATIC);
    if (!step(o, o->put_report))
        return false;
    report = sqlite3_last_insert_rowid(o->db);
    while (cursor_left(c) > 0)
        if (!hear_app(o, report, c))
            return false;
    return true;
}

static bool hear_issued(struct hearing *o, struct cursor *c)
{
    struct bytes row[ISSUED_TEXTS];

    for (int i = 0; i < ISSUED_TEXTS; i++)
        if (!take_text(c, &row[i]))
            return broken(o);
    if (cursor_left(c) > 0 || row[ISSUED_SERIAL].size == 0 || !bytes_is(o->ask->source, "issued"))
        return broken(o);
    o->out->devices++;
    sqlite3_bind_int64(o->put_issued, 1, o->import);
    if (!bind_text_id(o, o->put_issued, 2, row[ISSUED_SERIAL]) || !bind_text_id(o, o->put_issued, 4, row[ISSUED_DEPARTMENT]))
        return failed(o);
    store_sql_bind(o->put_issued, 3, row[ISSUED_ASSET]);
    for (int i = ISSUED_PLATFORM; i < ISSUED_TEXTS; i++)
        store_sql_bind(o->put_issued, 2 + i, row[i]);
    return step(o, o->put_issued);
}

static bool hear_short(struct hearing *o, struct bytes reason)
{
    struct buf shown;
    bool ok;

    buf_init(&shown, sizeof o->out->reason - 1);
    ok = text_show(&shown, reason) && shown.size > 0;
    if (ok)
        memcpy(o->out->reason, shown.data, shown.size);
    o->out->reason[shown.size] = 0;
    buf_free(&shown);
    return ok || broken(o);
}

static bool hear_note(struct hearing *o, struct bytes payload)
{
    size_t end = bytes_find(payload, 0, 0);
    struct bytes key, value = bytes_from(payload, end + 1);

    bytes_slice(payload, 0, end, &key);
    if (bytes_is(key, "problem") && o->out->malformed < LIMIT_OBSERVE_PROBLEMS) {
        o->out->malformed++;
        text_show(&o->out->problems, value); /* raw until here */
        buf_str(&o->out->problems, "\n");
    } else if (bytes_is(key, "malformed") && value.size > 0 && value.size < 20) {
        o->out->malformed = strtoull((const char *)value.data, NULL, 10);
    } else if (bytes_is(key, "incomplete")) {
        return hear_short(o, value);
    } else {
        return broken(o);
    }
    return true;
}

bool observe_hear(struct hearing *o, enum frame_type type, struct bytes payload)
{
    struct cursor c = cursor_open(payload, 0);

    if (type == FRAME_HEADER)
        return hear_text(o, payload);
    if (type == FRAME_NOTE)
        return hear_note(o, payload);
    switch (type == FRAME_ROW ? cursor_u8(&c) : 0) {
    case 'D': return hear_device(o, &c);
    case 'I': return hear_issued(o, &c);
    default: return broken(o);
    }
}

/* --- all of it --- */

static bool prepare(struct hearing *o)
{
    const struct {
        sqlite3_stmt **q;
        const char *sql;
    } all[] = {
        {&o->put_text, "INSERT OR IGNORE INTO texts (text) VALUES (?)"},
        {&o->get_text, "SELECT id FROM texts WHERE text = ?"},
        {&o->put_issued, "INSERT INTO issued (import, serial, asset, department, platform, ownership, issued) VALUES (?, ?, ?, ?, ?, ?, ?)"},
        {&o->put_report, "INSERT INTO reports (import, key, serial, time, listed, managed, complete, identifiers, whole, apps, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {&o->put_app, "INSERT INTO observations (report, value, name, version, signer, present, usable) VALUES (?, ?, ?, ?, ?, ?, ?)"},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (sqlite3_prepare_v2(o->db, all[i].sql, -1, all[i].q, NULL) != SQLITE_OK)
            return failed(o);
    return true;
}

/* The answer's own row; *known when the same answer was read before. */
static bool begin(struct hearing *o)
{
    uint8_t digest[SHA256_SIZE];
    sqlite3_stmt *q = NULL;
    bool ok;

    hash_sha256_two(o->ask->serial, o->ask->text, digest);
    if (sqlite3_prepare_v2(o->db, "INSERT INTO imports (source, sha256, time, complete) SELECT ?1, ?2, ?3, 0 WHERE NOT EXISTS"
                                  " (SELECT 1 FROM imports WHERE source = ?1 AND sha256 = ?2 AND time = ?3)", -1, &q, NULL) != SQLITE_OK)
        return failed(o);
    store_sql_bind(q, 1, o->ask->source);
    sqlite3_bind_blob(q, 2, digest, SHA256_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(q, 3, o->ask->time);
    ok = step(o, q);
    sqlite3_finalize(q);
    o->out->known = ok && sqlite3_changes(o->db) == 0;
    o->import = sqlite3_last_insert_rowid(o->db);
    return ok;
}

/* Why and until when apps of no family are kept. */
static bool put_keeping(struct hearing *o)
{
    sqlite3_stmt *q = NULL;
    bool ok;

    if (sqlite3_prepare_v2(o->db, "INSERT INTO keepings (import, purpose, until) VALUES (?, ?, ?)", -1, &q, NULL) != SQLITE_OK)
        return failed(o);
    sqlite3_bind_int64(q, 1, o->import);
    store_sql_bind(q, 2, o->how->purpose);
    sqlite3_bind_int64(q, 3, o->how->until);
    ok = step(o, q);
    sqlite3_finalize(q);
    return ok;
}

static bool end(struct hearing *o)
{
    sqlite3_stmt *q = NULL;
    bool ok;

    if (o->out->malformed > 0 && o->out->reason[0] == 0) /* whatever the reader said of it */
        snprintf(o->out->reason, sizeof o->out->reason, "%" PRIu64 " malformed", o->out->malformed);
    o->out->complete = o->out->reason[0] == 0;
    if (sqlite3_prepare_v2(o->db, "UPDATE imports SET complete = ?2, reason = ?3, rows = ?4, malformed = ?5 WHERE id = ?1", -1, &q, NULL) != SQLITE_OK)
        return failed(o);
    sqlite3_bind_int64(q, 1, o->import);
    sqlite3_bind_int(q, 2, o->out->complete);
    store_sql_bind(q, 3, bytes_str(o->out->reason));
    sqlite3_bind_int64(q, 4, (int64_t)o->out->devices);
    sqlite3_bind_int64(q, 5, (int64_t)o->out->malformed);
    ok = step(o, q);
    sqlite3_finalize(q);
    return ok && (!o->ask->keep_all || put_keeping(o));
}

static bool keep_evaluation(struct hearing *o)
{
    if (!kept_put(o->store, o->ask->text, o->e))
        return false;
    o->out->apps = o->out->kept = 1;
    return true;
}

static bool transact(struct hearing *o, observe_speaker *speak)
{
    bool ok = sqlite3_exec(o->db, "PRAGMA cache_size = -262144; BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || failed(o);

    if (ok && begin(o) && (o->out->known || ((speak == NULL ? keep_evaluation(o) : speak(o->ask, o, o->e)) && end(o))))
        ok = sqlite3_exec(o->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || failed(o);
    else
        ok = false;
    if (!ok)
        sqlite3_exec(o->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

bool observe(struct store *s, const struct source_ask *ask, const struct observe_how *how, struct observed *out, struct error *e)
{
    struct hearing o = {.ask = ask, .how = how, .out = out, .store = s, .db = store_database(s), .e = e};
    bool evaluation = bytes_is(ask->source, "evaluation"), ok;

    *out = (struct observed){.complete = false};
    buf_init(&out->problems, LIMIT_RECORD);
    if (!evaluation && source_find(ask->source) == NULL)
        return error_set(e, ERROR_USAGE, 0, "there is no source of that name");
    if (ask->keep_all && (how->purpose.size == 0 || how->until <= ask->time))
        return error_set(e, ERROR_USAGE, 0, "to keep all apps, a purpose and a later time until which they are kept are needed");
    arena_init(&o.texts, LIMIT_ARENA);
    forget(&o);
    ok = prepare(&o) && transact(&o, evaluation ? NULL : how->speak);
    sqlite3_finalize(o.put_text);
    sqlite3_finalize(o.get_text);
    sqlite3_finalize(o.put_issued);
    sqlite3_finalize(o.put_report);
    sqlite3_finalize(o.put_app);
    arena_free(&o.texts);
    return ok;
}
