#include "fleet/mdm_queue.h"

#include <sys/random.h>

#include "ledger/store_sql.h"

static bool failed(const struct mdm_queue *q, struct error *e)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: commands: %s", sqlite3_errmsg(store_database(q->store)));
}

static sqlite3_stmt *prepare(const struct mdm_queue *q, const char *sql)
{
    sqlite3_stmt *s = NULL;

    sqlite3_prepare_v2(store_database(q->store), sql, -1, &s, NULL);
    return s;
}

static struct bytes column(const struct mdm_queue *q, sqlite3_stmt *s, int i)
{
    const void *data = sqlite3_column_text(s, i);

    return arena_copy(q->arena, bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(s, i)));
}

/* --- loading --- */

static void link_row(struct mdm_queue *q, const struct mdm_command *c)
{
    size_t step = (size_t)(c->step - q->base), *at;

    q->rows = arena_grow(q->arena, q->rows, q->count, &q->capacity, sizeof *q->rows);
    q->next = arena_grow(q->arena, q->next, q->count, &q->next_capacity, sizeof *q->next);
    q->rows[q->count] = *c;
    q->next[q->count] = 0;
    at = &q->first[step];
    while (*at != 0)
        at = &q->next[*at - 1];
    *at = ++q->count;
}

static bool load_span(struct mdm_queue *q, int64_t step, struct error *e)
{
    sqlite3_stmt *s = prepare(q, "SELECT min(id), max(id) FROM steps WHERE run = (SELECT run FROM steps WHERE id = ?)");
    bool ok;

    sqlite3_bind_int64(s, 1, step);
    ok = s != NULL && sqlite3_step(s) == SQLITE_ROW;
    q->base = ok ? sqlite3_column_int64(s, 0) : 0;
    q->span = ok ? (size_t)(sqlite3_column_int64(s, 1) - q->base + 1) : 0;
    sqlite3_finalize(s);
    return ok || failed(q, e);
}

bool mdm_queue_load(struct mdm_queue *q, int64_t step, struct error *e)
{
    sqlite3_stmt *s;
    int rc = SQLITE_DONE;

    if (q->loaded && step >= q->base && step < q->base + (int64_t)q->span)
        return true;
    if (!load_span(q, step, e))
        return false;
    q->count = 0;
    q->first = arena_array(q->arena, q->span + 1, sizeof *q->first);
    s = prepare(q, "SELECT id, step, back, sent, kind, uuid, device, subject, state, since, answered, listed, why FROM commands"
                   " WHERE step >= ?1 AND step < ?2 ORDER BY step, id");
    sqlite3_bind_int64(s, 1, q->base);
    sqlite3_bind_int64(s, 2, q->base + (int64_t)q->span);
    while (s != NULL && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct mdm_command c = {.id = sqlite3_column_int64(s, 0), .step = sqlite3_column_int64(s, 1), .back = sqlite3_column_int(s, 2), .sent = sqlite3_column_int(s, 3),
                                .kind = mdm_kind_find(column(q, s, 4)), .uuid = column(q, s, 5), .device = column(q, s, 6), .subject = column(q, s, 7),
                                .since = sqlite3_column_int64(s, 9), .answered = sqlite3_column_int64(s, 10), .listed = sqlite3_column_int64(s, 11), .why = column(q, s, 12)};
        int state = sqlite3_column_int(s, 8);
        c.state = state < 0 || state >= MDM_STATES ? MDM_REFUSED : (enum mdm_state)state;
        if (c.kind < MDM_KINDS)
            link_row(q, &c);
    }
    sqlite3_finalize(s);
    q->loaded = s != NULL && rc == SQLITE_DONE;
    return q->loaded || failed(q, e);
}

struct mdm_command *mdm_queue_first(const struct mdm_queue *q, int64_t step)
{
    size_t at = q->loaded && step >= q->base && step < q->base + (int64_t)q->span ? q->first[step - q->base] : 0;

    return at == 0 ? NULL : &q->rows[at - 1];
}

struct mdm_command *mdm_queue_next(const struct mdm_queue *q, const struct mdm_command *c)
{
    size_t at = q->next[c - q->rows];

    return at == 0 ? NULL : &q->rows[at - 1];
}

struct mdm_command *mdm_queue_find(const struct mdm_queue *q, int64_t step, bool back, enum mdm_kind kind, struct bytes subject)
{
    for (struct mdm_command *c = mdm_queue_first(q, step); c != NULL; c = mdm_queue_next(q, c))
        if (c->back == back && c->kind == kind && bytes_equal(c->subject, subject))
            return c;
    return NULL;
}

/* --- changing --- */

bool mdm_queue_begin(struct mdm_queue *q, struct error *e)
{
    return sqlite3_exec(store_database(q->store), "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || failed(q, e);
}

bool mdm_queue_end(struct mdm_queue *q, bool ok, struct error *e)
{
    if (ok && sqlite3_exec(store_database(q->store), "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return true;
    if (ok)
        failed(q, e);
    sqlite3_exec(store_database(q->store), "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool finish(const struct mdm_queue *q, sqlite3_stmt *s, struct error *e)
{
    bool ok = s != NULL && sqlite3_step(s) == SQLITE_DONE;

    sqlite3_finalize(s);
    return ok || failed(q, e);
}

bool mdm_queue_add(struct mdm_queue *q, const struct mdm_command *c, struct error *e)
{
    sqlite3_stmt *s = prepare(q, "INSERT INTO commands (step, back, sent, kind, uuid, device, subject, state, since, answered, listed, why)"
                                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    struct mdm_command own = *c;

    sqlite3_bind_int64(s, 1, c->step);
    sqlite3_bind_int(s, 2, c->back);
    sqlite3_bind_int(s, 3, c->sent);
    store_sql_bind(s, 4, bytes_str(mdm_kind_type(c->kind)));
    store_sql_bind(s, 5, c->uuid);
    store_sql_bind(s, 6, c->device);
    store_sql_bind(s, 7, c->subject);
    sqlite3_bind_int(s, 8, (int)c->state);
    sqlite3_bind_int64(s, 9, c->since);
    sqlite3_bind_int64(s, 10, c->answered);
    sqlite3_bind_int64(s, 11, c->listed);
    store_sql_bind(s, 12, c->why);
    if (!finish(q, s, e))
        return false;
    own.id = sqlite3_last_insert_rowid(store_database(q->store));
    own.uuid = arena_copy(q->arena, c->uuid);
    own.device = arena_copy(q->arena, c->device);
    own.subject = arena_copy(q->arena, c->subject);
    own.why = arena_copy(q->arena, c->why);
    link_row(q, &own);
    return true;
}

bool mdm_queue_keep(struct mdm_queue *q, const struct mdm_command *c, struct error *e)
{
    sqlite3_stmt *s = prepare(q, "UPDATE commands SET sent = ?2, uuid = ?3, state = ?4, since = ?5, answered = ?6, listed = ?7, why = ?8, device = ?9 WHERE id = ?1");

    sqlite3_bind_int64(s, 1, c->id);
    sqlite3_bind_int(s, 2, c->sent);
    store_sql_bind(s, 3, c->uuid);
    sqlite3_bind_int(s, 4, (int)c->state);
    sqlite3_bind_int64(s, 5, c->since);
    sqlite3_bind_int64(s, 6, c->answered);
    sqlite3_bind_int64(s, 7, c->listed);
    store_sql_bind(s, 8, c->why);
    store_sql_bind(s, 9, c->device);
    return finish(q, s, e);
}

bool mdm_queue_decide(struct mdm_queue *q, struct mdm_command *c, int64_t now, struct error *e)
{
    uint8_t r[16];

    if (getrandom(r, sizeof r, 0) != sizeof r)
        return error_set(e, ERROR_SYSTEM, 0, "no random bytes");
    r[6] = (uint8_t)((r[6] & 15) | 64);
    r[8] = (uint8_t)((r[8] & 63) | 128);
    c->uuid = arena_printf(q->arena, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8],
                           r[9], r[10], r[11], r[12], r[13], r[14], r[15]);
    c->sent = false;
    c->state = MDM_QUEUED;
    c->since = now;
    c->answered = 0;
    c->why = bytes_of(NULL, 0);
    return true;
}
