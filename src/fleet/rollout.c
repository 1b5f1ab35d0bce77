#include "fleet/rollout.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/store_sql.h"

static const char *const states[STEP_STATES] = {"planned", "begun", "done", "failed", "held", "undoing", "undone", "pending"};
static const char *const nows[NOWS] = {"before", "applied", "partly", "other", "away", "pending", "refused"};

const char *step_state_id(enum step_state s)
{
    return states[s];
}

const char *step_now_id(enum step_now n)
{
    return nows[n];
}

/* --- the store --- */

static bool failed(const struct rollout *r, struct error *e)
{
    return error_set(e, ERROR_SYSTEM, 0, "the store: not written: %s", sqlite3_errmsg(store_database(r->store)));
}

static sqlite3_stmt *prepare(const struct rollout *r, const char *sql)
{
    sqlite3_stmt *q = NULL;

    sqlite3_prepare_v2(store_database(r->store), sql, -1, &q, NULL);
    return q;
}

static void bind_blob(sqlite3_stmt *q, int i, struct bytes blob)
{
    sqlite3_bind_blob(q, i, blob.size == 0 ? "" : (const char *)blob.data, (int)blob.size, SQLITE_STATIC);
}

static struct bytes column(const struct rollout *r, sqlite3_stmt *q, int i)
{
    const void *data = sqlite3_column_blob(q, i);

    return arena_copy(r->arena, bytes_of(data, data == NULL ? 0 : (size_t)sqlite3_column_bytes(q, i)));
}

/* Runs a prepared change and lets it go. */
static bool finish(const struct rollout *r, sqlite3_stmt *q, struct error *e)
{
    bool ok = q != NULL && sqlite3_step(q) == SQLITE_DONE;

    sqlite3_finalize(q);
    return ok || failed(r, e);
}

static bool run(const struct rollout *r, const char *sql, struct error *e)
{
    return sqlite3_exec(store_database(r->store), sql, NULL, NULL, NULL) == SQLITE_OK || failed(r, e);
}

/* What was there: a byte that says whether, and the text; sealed. */
static bool seal_was(const struct rollout *r, const struct placed *was, struct bytes *sealed, struct error *e)
{
    uint8_t *plain = arena_raw(r->arena, was->text.size + 1);

    plain[0] = was->there;
    memcpy(&plain[1], was->text.size == 0 ? (const uint8_t *)"" : was->text.data, was->text.size);
    return seal_close(r->seal, r->arena, bytes_of(plain, was->text.size + 1), sealed, e);
}

static bool break_was(const struct rollout *r, struct bytes sealed, struct step *s, struct error *e)
{
    struct bytes plain;
    uint8_t there;

    if (sealed.size == 0)
        return true;
    if (!seal_break(r->seal, r->arena, sealed, &plain, e))
        return false;
    if (!bytes_u8(plain, 0, &there))
        return error_set(e, ERROR_FORMAT, 0, "what was kept of a step is not as it was written");
    s->known = true;
    s->was = (struct placed){there != 0, bytes_from(plain, 1)};
    return true;
}

static bool put_step(const struct rollout *r, const struct step *s, struct error *e)
{
    struct bytes want, was = {0};
    sqlite3_stmt *q;

    if (!seal_close(r->seal, r->arena, s->want, &want, e) || (s->known && !seal_was(r, &s->was, &was, e)))
        return false;
    q = prepare(r, "INSERT INTO steps (run, ring, doer, plane, place, device, reload, state, want, was, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')");
    sqlite3_bind_int64(q, 1, r->id);
    sqlite3_bind_int64(q, 2, s->ring);
    store_sql_bind(q, 3, s->doer);
    store_sql_bind(q, 4, s->plane);
    store_sql_bind(q, 5, s->place);
    store_sql_bind(q, 6, s->device);
    store_sql_bind(q, 7, s->reload);
    sqlite3_bind_int(q, 8, (int)s->state);
    bind_blob(q, 9, want);
    if (s->known)
        bind_blob(q, 10, was);
    return finish(r, q, e);
}

static bool put_run(struct rollout *r, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "UPDATE runs SET state = 'superseded' WHERE matter = ? AND state IN ('open', 'stopped')");

    store_sql_bind(q, 1, r->matter);
    if (!finish(r, q, e))
        return false;
    q = prepare(r, "INSERT INTO runs (matter, determination, time, state, rings, stop, ring, devices, complaints) VALUES (?, ?, ?, 'open', ?, ?, 0, ?, 0)");
    store_sql_bind(q, 1, r->matter);
    store_sql_bind(q, 2, r->determination);
    sqlite3_bind_int64(q, 3, r->time);
    store_sql_bind(q, 4, r->rings_text);
    store_sql_bind(q, 5, r->stop_text);
    sqlite3_bind_int64(q, 6, (int64_t)r->devices);
    if (!finish(r, q, e))
        return false;
    r->id = sqlite3_last_insert_rowid(store_database(r->store));
    for (size_t i = 0; i < r->count; i++)
        if (!put_step(r, &r->steps[i], e))
            return false;
    return true;
}

bool rollout_begin(struct rollout *r, struct error *e)
{
    if (r->count > LIMIT_RUN_STEPS)
        return error_set(e, ERROR_LIMIT, 0, "a run of more than %u steps", LIMIT_RUN_STEPS);
    if (!run(r, "BEGIN IMMEDIATE", e))
        return false;
    if (put_run(r, e) && run(r, "COMMIT", e))
        return rollout_load(r, e);
    run(r, "ROLLBACK", NULL);
    return false;
}

static bool load_steps(struct rollout *r, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "SELECT id, ring, doer, plane, place, device, reload, state, want, was, answer FROM steps WHERE run = ? ORDER BY ring, id");
    size_t capacity = 0;
    bool ok = q != NULL;
    int rc = SQLITE_DONE;

    sqlite3_bind_int64(q, 1, r->id);
    r->steps = NULL;
    r->count = 0;
    while (ok && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        struct step *s;
        int state = sqlite3_column_int(q, 7);
        r->steps = arena_grow(r->arena, r->steps, r->count, &capacity, sizeof *r->steps);
        s = &r->steps[r->count++];
        *s = (struct step){.id = sqlite3_column_int64(q, 0), .ring = (unsigned)sqlite3_column_int(q, 1), .doer = column(r, q, 2), .plane = column(r, q, 3),
                           .place = column(r, q, 4), .device = column(r, q, 5), .reload = column(r, q, 6), .answer = column(r, q, 10)};
        s->state = state < 0 || state >= STEP_STATES ? STEP_FAILED : (enum step_state)state;
        ok = seal_break(r->seal, r->arena, column(r, q, 8), &s->want, e) && break_was(r, column(r, q, 9), s, e);
    }
    sqlite3_finalize(q);
    return ok && (rc == SQLITE_DONE || failed(r, e));
}

bool rollout_load(struct rollout *r, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "SELECT id, determination, time, state, rings, stop, ring, devices, complaints FROM runs"
                                 " WHERE matter = ?1 AND (?2 OR state <> 'rolled-back')"
                                 " ORDER BY state = 'rolled-back', CASE state WHEN 'rolled-back' THEN -time ELSE -id END, id LIMIT 1");
    int rc;

    if (q == NULL)
        return failed(r, e);
    store_sql_bind(q, 1, r->matter);
    sqlite3_bind_int(q, 2, r->any);
    rc = sqlite3_step(q);
    r->id = 0;
    if (rc == SQLITE_ROW) {
        r->id = sqlite3_column_int64(q, 0);
        r->determination = column(r, q, 1);
        r->time = sqlite3_column_int64(q, 2);
        r->state = column(r, q, 3);
        r->rings_text = column(r, q, 4);
        r->stop_text = column(r, q, 5);
        r->ring = (unsigned)sqlite3_column_int(q, 6);
        r->devices = (uint64_t)sqlite3_column_int64(q, 7);
        r->complaints = (uint64_t)sqlite3_column_int64(q, 8);
    }
    sqlite3_finalize(q);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE || failed(r, e);
    return rings_read(&r->rings, (const char *)r->rings_text.data, e) && threshold_read(&r->stop, (const char *)r->stop_text.data, e) && load_steps(r, e);
}

/* A step's state and answer; what was there too, once it is known. On the disk when it returns true. */
static bool mark(struct rollout *r, struct step *s, enum step_state state, const char *answer, struct error *e)
{
    struct bytes was = {0};
    sqlite3_stmt *q;

    if (s->known && !seal_was(r, &s->was, &was, e))
        return false;
    s->state = state;
    s->answer = arena_copy(r->arena, bytes_str(answer));
    q = prepare(r, "UPDATE steps SET state = ?2, answer = ?3, was = ?4 WHERE id = ?1");
    sqlite3_bind_int64(q, 1, s->id);
    sqlite3_bind_int(q, 2, (int)state);
    store_sql_bind(q, 3, s->answer);
    if (s->known)
        bind_blob(q, 4, was);
    return finish(r, q, e);
}

bool rollout_renew(struct rollout *r, struct step *s, struct bytes want, struct error *e)
{
    struct bytes sealed;
    sqlite3_stmt *q;

    if (!seal_close(r->seal, r->arena, want, &sealed, e))
        return false;
    s->want = want;
    q = prepare(r, "UPDATE steps SET want = ?2 WHERE id = ?1");
    sqlite3_bind_int64(q, 1, s->id);
    bind_blob(q, 2, sealed);
    return finish(r, q, e);
}

static bool mark_run(struct rollout *r, const char *state, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "UPDATE runs SET state = ?2, ring = ?3, complaints = ?4, time = CAST(strftime('%s', 'now') AS INTEGER) WHERE id = ?1");

    r->state = bytes_str(state);
    sqlite3_bind_int64(q, 1, r->id);
    store_sql_bind(q, 2, r->state);
    sqlite3_bind_int(q, 3, (int)r->ring);
    sqlite3_bind_int64(q, 4, (int64_t)r->complaints);
    return finish(r, q, e);
}

bool rollout_complain(struct rollout *r, uint64_t more, struct error *e)
{
    r->complaints += more;
    return more == 0 || mark_run(r, (const char *)arena_copy(r->arena, r->state).data, e);
}

bool rollout_mark(struct rollout *r, struct step *s, enum step_state state, const char *answer, struct error *e)
{
    if (state == STEP_PLANNED && bytes_is(r->state, "complete") && !mark_run(r, "open", e))
        return false;
    return mark(r, s, state, answer, e);
}

bool rollout_resume(struct rollout *r, struct error *e)
{
    return !bytes_is(r->state, "stopped") || mark_run(r, "open", e);
}

/* --- what stood there before --- */

static const struct step_reach *reach_of(const struct rollout *r, const struct step *s)
{
    const struct step_reach *d = r->reaches;

    while (d->doer != NULL && !bytes_is(s->doer, d->doer->name))
        d++;
    return d->doer == NULL ? NULL : d;
}

/* One step back: what is there came from this step, or not. False where somebody else changed it between. */
static bool step_before(const struct step *s, struct placed *there, bool *wrote)
{
    struct placed want;

    if (!s->known || !step_wants(s, &want))
        return false;
    *wrote = there->there == want.there && (!there->there || bytes_equal(there->text, want.text));
    if (!*wrote)
        return there->there == s->was.there && (!there->there || bytes_equal(there->text, s->was.text));
    *there = s->was;
    return true;
}

bool rollout_origin(const struct rollout *r, struct bytes place, const struct placed *now, struct origin *out, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "SELECT s.doer, s.state, s.want, s.was, r.id, r.determination FROM steps s JOIN runs r ON r.id = s.run"
                                 " WHERE r.matter = ?1 AND r.state <> 'rolled-back' AND s.place = ?2 AND s.device = '' AND s.state IN (?3, ?4, ?5, ?6)"
                                 " ORDER BY r.id DESC, s.id DESC");
    int rc = SQLITE_DONE;
    bool ok = q != NULL, whole = true;

    *out = (struct origin){.was = *now};
    store_sql_bind(q, 1, r->matter);
    store_sql_bind(q, 2, place);
    for (int i = 0; i < 4; i++)
        sqlite3_bind_int(q, 3 + i, (int[]){STEP_BEGUN, STEP_DONE, STEP_FAILED, STEP_UNDOING}[i]);
    while (ok && whole && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        struct step s = {.doer = column(r, q, 0), .state = (enum step_state)sqlite3_column_int(q, 1)};
        bool wrote = false;
        ok = seal_break(r->seal, r->arena, column(r, q, 2), &s.want, e) && break_was(r, column(r, q, 3), &s, e);
        whole = ok && (reach_of(r, &s) != NULL && reach_of(r, &s)->doer->before != NULL ? reach_of(r, &s)->doer->before(r->arena, &s, &out->was, &wrote) : step_before(&s, &out->was, &wrote));
        if (out->run == 0 && (wrote || !whole)) {
            out->run = sqlite3_column_int64(q, 4);
            out->determination = column(r, q, 5);
        }
    }
    sqlite3_finalize(q);
    out->changed = !whole;
    return ok && (!whole || rc == SQLITE_DONE || failed(r, e));
}

bool rollout_of_another(const struct rollout *r, struct bytes place, const struct placed *now, struct bytes *matter, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "SELECT r.matter, s.want FROM steps s JOIN runs r ON r.id = s.run WHERE r.matter <> ?1 AND r.state <> 'rolled-back'"
                                 " AND s.place = ?2 AND s.device = '' AND s.doer = ?3 AND s.state IN (?4, ?5) ORDER BY r.id DESC");
    int rc = SQLITE_DONE;
    bool ok = q != NULL;

    *matter = bytes_of(NULL, 0);
    store_sql_bind(q, 1, r->matter);
    store_sql_bind(q, 2, place);
    store_sql_bind(q, 3, bytes_str(step_files.name));
    sqlite3_bind_int(q, 4, STEP_BEGUN);
    sqlite3_bind_int(q, 5, STEP_DONE);
    while (ok && matter->size == 0 && now->there && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        struct bytes want;
        ok = seal_break(r->seal, r->arena, column(r, q, 1), &want, e);
        if (ok && bytes_equal(want, now->text))
            *matter = column(r, q, 0);
    }
    sqlite3_finalize(q);
    return ok && (rc == SQLITE_DONE || rc == SQLITE_ROW || failed(r, e));
}

/* --- one step --- */

static bool waits(const struct rollout *r, const struct step *s)
{
    const struct step_reach *d = reach_of(r, s);

    return d != NULL && d->doer->waits;
}

enum step_now rollout_look(struct rollout *r, const struct step *s, struct error *e)
{
    const struct step_reach *d = reach_of(r, s);
    enum step_now now = NOW_AWAY;
    struct arena scratch;

    arena_init(&scratch, LIMIT_ARENA);
    if (d != NULL)
        now = d->doer->look(d->context, &scratch, s, e);
    else
        error_set(e, ERROR_USAGE, 0, "nothing here reaches this plane");
    arena_free(&scratch);
    return now;
}

static void tell(const struct rollout *r, const struct step *s)
{
    if (r->told != NULL)
        r->told(s, step_state_id(s->state));
}

/* Reads what is there, once; false with the reason. */
static bool keep(struct rollout *r, struct step *s, const struct step_reach *d, struct arena *scratch, struct error *why)
{
    struct placed was;

    if (s->known)
        return true;
    s->known = d->doer->keep(d->context, scratch, s, &was, why);
    if (s->known)
        s->was = (struct placed){was.there, arena_copy(r->arena, was.text)};
    return s->known;
}

/* Begins, does and looks again. False only when the store could not be written. */
static bool carry_out(struct rollout *r, struct step *s, struct error *e)
{
    const struct step_reach *d = reach_of(r, s);
    char answer[120] = "";
    struct error why = {0};
    struct arena scratch;
    enum step_now now = NOW_APPLIED;
    bool ok;

    arena_init(&scratch, LIMIT_ARENA);
    ok = keep(r, s, d, &scratch, &why);
    if (ok && !mark(r, s, STEP_BEGUN, "", e)) {
        arena_free(&scratch);
        return false;
    }
    ok = ok && d->doer->apply(d->context, &scratch, s, answer, &why);
    arena_free(&scratch);
    if (ok || d->doer->waits)
        now = rollout_look(r, s, &why);
    if (d->doer->waits && now == NOW_PENDING)
        return mark(r, s, STEP_PENDING, ok ? answer : why.text, e);
    if (d->doer->waits && now == NOW_AWAY)
        return mark(r, s, STEP_BEGUN, why.text, e);
    if (ok && now != NOW_APPLIED)
        ok = why.code == ERROR_NONE && error_set(&why, ERROR_SYSTEM, 0, "done, and what is there is not what was to be");
    return mark(r, s, ok ? STEP_DONE : STEP_FAILED, ok ? answer : why.text, e);
}

static bool do_step(struct rollout *r, struct step *s, struct error *e)
{
    struct error why = {0};
    enum step_now now = rollout_look(r, s, &why);
    bool ok = true;

    if (now == NOW_AWAY)
        ok = mark(r, s, s->state == STEP_BEGUN || s->state == STEP_PENDING ? s->state : STEP_PLANNED, why.text, e);
    else if (now == NOW_OTHER)
        ok = mark(r, s, STEP_FAILED, why.code != ERROR_NONE ? why.text : "somebody else changed what is there since; it was not touched", e);
    else if (now == NOW_PENDING)
        ok = mark(r, s, STEP_PENDING, why.text, e);
    else if (now == NOW_REFUSED && !(s->state == STEP_FAILED && r->again))
        ok = mark(r, s, STEP_FAILED, why.text, e);
    else if (now == NOW_APPLIED && (s->state == STEP_PLANNED || waits(r, s)))
        ok = mark(r, s, STEP_DONE, s->state == STEP_PLANNED ? "it was there already" : "seen to be as wanted", e);
    else
        ok = carry_out(r, s, e);
    if (ok)
        tell(r, s);
    return ok;
}

/* --- all of them --- */

static bool ring_stopped(const struct rollout *r, unsigned ring)
{
    uint64_t bad = r->complaints, of = 0;

    for (size_t i = 0; i < r->count; i++)
        if (r->steps[i].ring == ring) {
            of += r->steps[i].state != STEP_HELD;
            bad += r->steps[i].state == STEP_FAILED;
        }
    return threshold_reached(&r->stop, bad, of);
}

static bool all_done(const struct rollout *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->steps[i].state != STEP_DONE && r->steps[i].state != STEP_HELD)
            return false;
    return true;
}

/* How many of a ring have not answered; other devices that are away do not keep the rest. */
static uint64_t unanswered(const struct rollout *r, unsigned ring)
{
    uint64_t n = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct step *s = &r->steps[i];
        n += s->ring == ring && waits(r, s) && s->state != STEP_DONE && s->state != STEP_HELD && s->state != STEP_FAILED;
    }
    return n;
}

enum rollout_end rollout_advance(struct rollout *r, unsigned through, struct error *e)
{
    for (unsigned ring = 1; ring <= through && ring <= r->rings.count; ring++) {
        for (size_t i = 0; i < r->count; i++) {
            struct step *s = &r->steps[i];
            if (s->ring != ring || s->state == STEP_DONE || s->state == STEP_HELD)
                continue;
            if (!do_step(r, s, e))
                return ROLLOUT_BROKEN;
            if (s->state == STEP_FAILED && ring_stopped(r, ring))
                return mark_run(r, "stopped", e) ? ROLLOUT_STOPPED : ROLLOUT_BROKEN;
        }
        if (ring_stopped(r, ring))
            return mark_run(r, "stopped", e) ? ROLLOUT_STOPPED : ROLLOUT_BROKEN;
        if (!r->no_wait && unanswered(r, ring) > 0)
            return mark_run(r, "open", e) ? ROLLOUT_WAITS : ROLLOUT_BROKEN;
        r->ring = ring > r->ring ? ring : r->ring;
        if (!mark_run(r, r->ring == r->rings.count && all_done(r) ? "complete" : "open", e))
            return ROLLOUT_BROKEN;
    }
    return bytes_is(r->state, "complete") ? ROLLOUT_COMPLETE : ROLLOUT_RING;
}

/* What became of taking a step back: it is behind, could not be, or has not answered. */
enum back { BACK_DONE, BACK_NOT, BACK_WAITS };

static enum back back_note(struct rollout *r, struct step *s, enum step_state state, const char *text, enum back what, struct error *e)
{
    bool ok = mark(r, s, state, text, e);

    tell(r, s);
    return ok ? what : BACK_NOT;
}

static enum back back_step(struct rollout *r, struct step *s, struct error *e)
{
    const struct step_reach *d = reach_of(r, s);
    enum step_state was = s->state;
    char answer[120] = "";
    struct error why = {0};
    struct arena scratch;
    enum step_now now;
    bool ok;

    if (s->state == STEP_PLANNED || !s->known)
        return mark(r, s, STEP_UNDONE, "it was never touched", e) ? BACK_DONE : BACK_NOT;
    s->state = STEP_UNDOING;
    now = rollout_look(r, s, &why);
    if (now == NOW_AWAY || now == NOW_OTHER)
        return back_note(r, s, was, why.code != ERROR_NONE ? why.text : "somebody else changed what is there since; it was not touched", BACK_NOT, e);
    if (now == NOW_PENDING)
        return back_note(r, s, STEP_UNDOING, why.text, BACK_WAITS, e);
    if (now == NOW_REFUSED && !r->again)
        return back_note(r, s, STEP_UNDOING, why.text, BACK_NOT, e);
    if (now == NOW_BEFORE && was != STEP_UNDOING && was != STEP_BEGUN && was != STEP_DONE)
        return mark(r, s, STEP_UNDONE, "it is as it was", e) ? BACK_DONE : BACK_NOT;
    if (!mark(r, s, STEP_UNDOING, "", e))
        return BACK_NOT;
    arena_init(&scratch, LIMIT_ARENA);
    ok = d->doer->undo(d->context, &scratch, s, answer, &why);
    arena_free(&scratch);
    if (d->doer->waits && ok) {
        now = rollout_look(r, s, &why);
        if (now == NOW_PENDING)
            return back_note(r, s, STEP_UNDOING, why.text, BACK_WAITS, e);
        ok = now == NOW_BEFORE;
    }
    return back_note(r, s, ok ? STEP_UNDONE : STEP_UNDOING, ok ? answer : why.text, ok ? BACK_DONE : BACK_NOT, e);
}

/* The run that this one took the place of is the newest again. */
static bool reopen_before(struct rollout *r, struct error *e)
{
    sqlite3_stmt *q = prepare(r, "UPDATE runs SET state = 'open' WHERE state = 'superseded' AND id ="
                                 " (SELECT max(id) FROM runs WHERE matter = ? AND state <> 'rolled-back')");

    store_sql_bind(q, 1, r->matter);
    return finish(r, q, e);
}

bool rollout_back(struct rollout *r, struct error *e)
{
    unsigned long long left[BACK_WAITS + 1] = {0};

    for (size_t i = r->count; i-- > 0;)
        if (r->steps[i].state != STEP_HELD && r->steps[i].state != STEP_UNDONE)
            left[back_step(r, &r->steps[i], e)]++;
    if (e->code != ERROR_NONE)
        return false;
    if (left[BACK_NOT] + left[BACK_WAITS] > 0) {
        mark_run(r, "open", e);
        if (left[BACK_NOT] == 0)
            return error_set(e, ERROR_REFUSED, 0, "%llu of %zu steps wait for their devices: --rollback again with later events; the others are as they were", left[BACK_WAITS], r->count);
        return error_set(e, ERROR_REFUSED, 0, "%llu of %zu steps could not be undone, %llu wait for their devices; the others are as they were", left[BACK_NOT], r->count, left[BACK_WAITS]);
    }
    return mark_run(r, "rolled-back", e) && reopen_before(r, e);
}

const char *rollout_word(const struct rollout *r, const struct rollout_tally *t)
{
    uint64_t count = 0;

    for (int i = 0; i < NOWS; i++)
        count += t->now[i];
    if (r->id == 0)
        return "nothing";
    if (t->now[NOW_OTHER] > 0)
        return "changed by others";
    if (t->state[STEP_BEGUN] == 0 && t->state[STEP_UNDOING] > 0 && t->now[NOW_PENDING] >= t->state[STEP_UNDOING])
        return "going back, waiting for devices";
    if (t->state[STEP_BEGUN] + t->state[STEP_UNDOING] > 0 || (t->state[STEP_UNDONE] > 0 && !bytes_is(r->state, "rolled-back")))
        return "interrupted";
    if (bytes_is(r->state, "rolled-back"))
        return t->now[NOW_BEFORE] == count ? "rolled back" : "changed by others";
    if (bytes_is(r->state, "stopped"))
        return "stopped";
    if (bytes_is(r->state, "complete"))
        return t->now[NOW_APPLIED] == count ? "applied" : t->now[NOW_AWAY] > 0 ? "applied, not seen again everywhere" : "changed by others";
    if (t->state[STEP_PENDING] > 0)
        return "waiting for devices";
    for (size_t i = 0; i < r->count; i++) /* within a ring: some steps done, none begun */
        if (r->steps[i].ring == r->ring + 1 && r->steps[i].state == STEP_DONE)
            return "interrupted";
    return r->ring == 0 ? "planned" : "in rings";
}
