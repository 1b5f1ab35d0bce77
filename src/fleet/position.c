#include "fleet/position.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/moment.h"
#include "base/text.h"
#include "fleet/plane.h"
#include "fleet/rollout.h"
#include "ledger/store_sql.h"

static const struct {
    enum verdict_word word;
    const char *id, *say[2];
} reasons[POSITION_REASONS] = {
    [POSITION_BLOCKED] = {VERDICT_VERIFIED, "blocked", {"all that is to be blocked is", "tout ce qui doit être bloqué l'est"}},
    [POSITION_EXEMPT] = {VERDICT_VERIFIED, "exempt", {"all is open for who is excepted", "tout est ouvert pour qui est excepté"}},
    [POSITION_FREE] = {VERDICT_VERIFIED, "free", {"what is forbidden no more is open again", "ce qui n'est plus interdit est de nouveau ouvert"}},
    [POSITION_OPEN] = {VERDICT_VIOLATED, "open", {"something that is to be blocked is open", "quelque chose qui doit être bloqué est ouvert"}},
    [POSITION_CUT] = {VERDICT_VIOLATED, "cut", {"all is blocked for who is excepted", "tout est bloqué pour qui est excepté"}},
    [POSITION_CUT_STILL] = {VERDICT_VIOLATED, "cut-still", {"what is forbidden no more is blocked still", "ce qui n'est plus interdit est encore bloqué"}},
    [POSITION_AWAY] = {VERDICT_UNKNOWN, "away", {"the machine that asks does not have this address: ask from one that has",
                                                 "la machine qui demande n'a pas cette adresse : demander d'une qui l'a"}},
    [POSITION_MUTE] = {VERDICT_UNKNOWN, "mute", {"it lets nothing else through either, so that nothing is proven",
                                                 "rien d'autre ne passe non plus : rien n'est prouvé"}},
    [POSITION_NO_ANSWER] = {VERDICT_UNKNOWN, "no-answer", {"some questions had no answer", "des questions sont restées sans réponse"}},
    [POSITION_PARTLY] = {VERDICT_UNKNOWN, "partly", {"some is not open, which may be so of itself", "une partie n'est pas ouverte, ce qui peut tenir à elle-même"}},
    [POSITION_EARLIER] = {VERDICT_UNKNOWN, "earlier", {"it was asked about what was decided before", "elle a été interrogée sur ce qui était décidé avant"}},
    [POSITION_OLD] = {VERDICT_UNKNOWN, "old", {"it was asked too long ago", "elle a été interrogée il y a trop longtemps"}},
    [POSITION_NEVER] = {VERDICT_UNKNOWN, "never", {"carried out there, and never asked since", "appliqué là, et jamais interrogée depuis"}},
};

const char *position_reason_id(enum position_reason r)
{
    return reasons[r].id;
}

const char *position_reason_say(enum language l, enum position_reason r)
{
    return reasons[r].say[l];
}

enum verdict_word position_reason_word(enum position_reason r)
{
    return reasons[r].word;
}

enum position_reason position_judge(const struct position *p)
{
    if (p->away)
        return POSITION_AWAY;
    if (!p->open && p->opened > 0)
        return POSITION_OPEN; /* whatever else it lets through */
    if (p->mute)
        return POSITION_MUTE;
    if (p->unanswered > 0 || p->blocked + p->opened == 0)
        return POSITION_NO_ANSWER;
    if (!p->open)
        return POSITION_BLOCKED;
    if (p->opened == 0)
        return p->former ? POSITION_CUT_STILL : POSITION_CUT;
    return p->blocked > 0 ? POSITION_PARTLY : p->former ? POSITION_FREE : POSITION_EXEMPT;
}

/* --- the store --- */

static bool put(sqlite3_stmt *q)
{
    bool ok = sqlite3_step(q) == SQLITE_DONE;

    sqlite3_reset(q);
    return ok;
}

static bool keep_one(sqlite3 *db, sqlite3_stmt *row, sqlite3_stmt *answer, const struct position *p)
{
    const struct bytes texts[] = {p->matter, p->determination, p->plane, p->server, p->source, p->exception, p->known};
    const int64_t numbers[] = {p->open, p->former, p->away, p->mute, p->time, (int64_t)p->blocked, (int64_t)p->opened, (int64_t)p->unanswered};
    int at = 1;
    bool ok;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        store_sql_bind(row, at++, texts[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sqlite3_bind_int64(row, at++, numbers[i]);
    sqlite3_bind_blob(row, at, p->names, sizeof p->names, SQLITE_STATIC);
    ok = put(row);
    sqlite3_bind_int64(answer, 1, sqlite3_last_insert_rowid(db));
    for (size_t i = 0; ok && i < p->answer_count; i++) {
        store_sql_bind(answer, 2, p->answers[i].name);
        sqlite3_bind_int64(answer, 3, p->answers[i].pass);
        store_sql_bind(answer, 4, bytes_str(p->answers[i].answer));
        ok = put(answer);
    }
    return ok;
}

bool positions_keep(struct store *s, const struct position *rows, size_t count, struct error *e)
{
    static const char row[] = "INSERT INTO probes (matter, determination, plane, server, source, exception, known, open, former, away, mute,"
                              " time, blocked, opened, unanswered, names) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static const char answer[] = "INSERT INTO probe_answers (probe, name, pass, answer) VALUES (?, ?, ?, ?)";
    sqlite3 *db = store_database(s);
    sqlite3_stmt *q = NULL, *each = NULL;
    bool ok = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK && sqlite3_prepare_v2(db, row, -1, &q, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, answer, -1, &each, NULL) == SQLITE_OK;

    for (size_t i = 0; ok && i < count; i++)
        ok = keep_one(db, q, each, &rows[i]);
    sqlite3_finalize(q);
    sqlite3_finalize(each);
    ok = ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) {
        store_sql_failed(db, e, "not written");
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return ok;
}

/* --- what it means now --- */

struct reading {
    sqlite3 *db;
    struct arena *arena;
    const struct spared *cases;
    struct positions *out;
    size_t capacity;
    int64_t as_of, accepted;
};

static const struct spared_case *case_of(const struct reading *r, struct bytes matter)
{
    for (size_t i = 0; i < r->cases->count; i++)
        if (bytes_equal(r->cases->cases[i].matter.name, matter))
            return &r->cases->cases[i];
    return NULL;
}

static bool exception_holds(const struct mandate *m, struct bytes digest)
{
    for (size_t i = 0; i < m->count; i++)
        if (bytes_is(digest, m->keeps[i].by->hex))
            return true;
    return false;
}

/* Whether it was asked about what the case says now: the same determination, or its revocation, and the same exceptions. */
static bool is_of_now(const struct spared_case *c, const struct position *p)
{
    const struct matter_item *d = c->mandate.revoked ? matter_last(&c->matter, "determination") : c->mandate.determination;

    if (d == NULL || !bytes_is(p->determination, d->hex))
        return false;
    if (c->mandate.revoked)
        return p->former;
    return p->exception.size == 0 || exception_holds(&c->mandate, p->exception) == p->open;
}

static void add(struct reading *r, struct position p)
{
    r->out->rows = arena_grow(r->arena, r->out->rows, r->out->count, &r->capacity, sizeof *r->out->rows);
    r->out->rows[r->out->count++] = p;
    r->out->words[reasons[p.reason].word]++;
}

static void take(struct reading *r, sqlite3_stmt *q)
{
    struct bytes texts[7];
    struct position p;
    const struct spared_case *c;
    const void *names;

    for (int i = 0; i < 7; i++)
        texts[i] = arena_copy(r->arena, store_sql_text(q, i));
    p = (struct position){
        .matter = texts[0], .determination = texts[1], .plane = texts[2], .server = texts[3], .source = texts[4], .exception = texts[5], .known = texts[6],
        .open = sqlite3_column_int(q, 7), .former = sqlite3_column_int(q, 8), .away = sqlite3_column_int(q, 9), .mute = sqlite3_column_int(q, 10),
        .time = sqlite3_column_int64(q, 11), .blocked = (uint64_t)sqlite3_column_int64(q, 12), .opened = (uint64_t)sqlite3_column_int64(q, 13),
        .unanswered = (uint64_t)sqlite3_column_int64(q, 14)};
    names = sqlite3_column_blob(q, 15);
    if (names != NULL && sqlite3_column_bytes(q, 15) == SHA256_SIZE)
        memcpy(p.names, names, SHA256_SIZE);
    c = case_of(r, p.matter);
    if (c == NULL)
        return;
    if (sqlite3_column_type(q, 16) != SQLITE_NULL) {
        p.answers = arena_alloc(r->arena, sizeof *p.answers);
        *p.answers = (struct position_answer){.name = arena_copy(r->arena, store_sql_text(q, 16))};
        p.answer_count = 1;
    }
    p.reason = position_judge(&p);
    if (!is_of_now(c, &p))
        p.reason = POSITION_EARLIER;
    else if (p.time < r->as_of - r->accepted && reasons[p.reason].word != VERDICT_VIOLATED) /* what was seen open stands */
        p.reason = POSITION_OLD;
    add(r, p);
}

/* The newest answers of each position; what is about former names is a position of its own. */
static bool take_probes(struct reading *r, struct error *e)
{
    static const char sql[] =
        "SELECT matter, determination, plane, server, source, exception, known, open, former, away, mute, time, blocked, opened, unanswered, names,"
        " (SELECT name FROM probe_answers WHERE probe = p.id ORDER BY name, pass LIMIT 1) FROM probes p WHERE time <= ?1 AND id ="
        " (SELECT id FROM probes n WHERE n.matter = p.matter AND n.plane = p.plane AND n.server = p.server AND n.source = p.source"
        " AND n.exception = p.exception AND n.former = p.former AND n.time <= ?1 ORDER BY time DESC, id DESC LIMIT 1)"
        " ORDER BY matter, plane, server, source, exception, former";
    sqlite3_stmt *q = NULL;
    int rc;

    if (sqlite3_prepare_v2(r->db, sql, -1, &q, NULL) != SQLITE_OK)
        return store_sql_failed(r->db, e, "not read");
    sqlite3_bind_int64(q, 1, r->as_of);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW)
        take(r, q);
    sqlite3_finalize(q);
    return rc == SQLITE_DONE || store_sql_failed(r->db, e, "not read");
}

static bool is_network(struct bytes plane)
{
    const struct plane *p = plane_find(plane);

    return p != NULL && (strcmp(p->kind, "resolver") == 0 || strcmp(p->kind, "firewall") == 0);
}

static bool asked_since(const struct reading *r, const struct position *p)
{
    for (size_t i = 0; i < r->out->count; i++) {
        const struct position *row = &r->out->rows[i];
        if (p->time > 0 && row->reason != POSITION_NEVER && bytes_equal(row->matter, p->matter) && bytes_equal(row->plane, p->plane) && row->time >= p->time)
            return true;
    }
    return false;
}

/* What runs that stand did on planes of the network, the newest of each place; one that was interrupted has no time. */
static bool take_runs(struct reading *r, struct error *e)
{
    static const char sql[] = "SELECT r.matter, r.determination, s.plane, s.place, r.time, max(r.id) FROM runs r JOIN steps s ON s.run = r.id"
                              " WHERE r.state IN ('open', 'complete', 'stopped') AND s.state IN (?2, ?3) AND s.device = '' AND r.time <= ?1"
                              " GROUP BY r.matter, s.plane, s.place ORDER BY r.matter, s.plane, s.place";
    sqlite3_stmt *q = NULL;
    int rc;

    if (sqlite3_prepare_v2(r->db, sql, -1, &q, NULL) != SQLITE_OK)
        return store_sql_failed(r->db, e, "not read");
    sqlite3_bind_int64(q, 1, r->as_of);
    sqlite3_bind_int(q, 2, STEP_BEGUN);
    sqlite3_bind_int(q, 3, STEP_DONE);
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        struct position p = {.matter = arena_copy(r->arena, store_sql_text(q, 0)), .determination = arena_copy(r->arena, store_sql_text(q, 1)), .plane = arena_copy(r->arena, store_sql_text(q, 2)),
                             .server = arena_copy(r->arena, store_sql_text(q, 3)), .time = sqlite3_column_int64(q, 4), .reason = POSITION_NEVER};
        if (is_network(p.plane) && case_of(r, p.matter) != NULL && !asked_since(r, &p))
            add(r, p);
    }
    sqlite3_finalize(q);
    return rc == SQLITE_DONE || store_sql_failed(r->db, e, "not read");
}

/* The moment for which nobody gave one: of the newest probe or run. */
static bool newest(struct reading *r, struct error *e)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(r->db, "SELECT max(ifnull((SELECT max(time) FROM probes), 0), ifnull((SELECT max(time) FROM runs), 0))", -1, &q, NULL) == SQLITE_OK &&
              sqlite3_step(q) == SQLITE_ROW;

    r->as_of = ok ? sqlite3_column_int64(q, 0) : 0;
    sqlite3_finalize(q);
    return ok || store_sql_failed(r->db, e, "not read");
}

bool positions_read(struct store *s, struct arena *a, const struct spared *cases, int64_t as_of, int64_t accepted, struct positions *out, struct error *e)
{
    struct reading r = {.db = store_database(s), .arena = a, .cases = cases, .out = out, .as_of = as_of, .accepted = accepted};

    *out = (struct positions){.count = 0};
    if ((as_of == 0 && !newest(&r, e)) || !take_probes(&r, e) || !take_runs(&r, e))
        return false;
    out->as_of = r.as_of;
    return true;
}

/* --- for people and programs --- */

static void write_one(struct buf *out, const struct position *p, enum language l)
{
    char time[MOMENT_SIZE];

    moment_format(p->time, time);
    buf_printf(out, "  %s  ", verdict_word_say(l, reasons[p->reason].word));
    text_show(out, p->matter);
    buf_str(out, "  ");
    text_show(out, p->plane);
    buf_str(out, " ");
    text_show(out, p->server);
    if (p->source.size > 0) {
        buf_str(out, l == FRENCH ? " depuis " : " from ");
        text_show(out, p->source);
    }
    if (p->exception.size > 0)
        buf_printf(out, " (exception %.12s)", (const char *)p->exception.data);
    buf_printf(out, l == FRENCH ? " : %s" : ": %s", position_reason_say(l, p->reason));
    if (p->answer_count > 0 && (p->reason == POSITION_OPEN || p->reason == POSITION_PARTLY || p->reason == POSITION_NO_ANSWER)) {
        buf_str(out, ", ");
        text_show(out, p->answers[0].name);
    }
    if (p->reason != POSITION_NEVER && p->blocked + p->opened + p->unanswered > 0)
        buf_printf(out, l == FRENCH ? "; %" PRIu64 " bloqués, %" PRIu64 " ouverts, %" PRIu64 " sans réponse" : "; %" PRIu64 " blocked, %" PRIu64 " open, %" PRIu64 " without an answer",
                   p->blocked, p->opened, p->unanswered);
    buf_printf(out, "%s%s\n", p->time > 0 ? "; " : "", p->time > 0 ? time : "");
}

void positions_write(struct buf *out, const struct positions *p, enum language l)
{
    static const enum verdict_word order[] = {VERDICT_VIOLATED, VERDICT_UNKNOWN, VERDICT_VERIFIED};

    if (p->count == 0)
        return;
    buf_str(out, l == FRENCH ? "\nréseaux, par ce qu'ils ont répondu (veto probe) :" : "\nnetworks, by what they answered (veto probe):");
    for (size_t w = 0; w < sizeof order / sizeof *order; w++)
        buf_printf(out, "%s %" PRIu64 " %s", w == 0 ? "" : ",", p->words[order[w]], verdict_word_say(l, order[w]));
    buf_str(out, "\n");
    for (size_t w = 0; w < sizeof order / sizeof *order; w++)
        for (size_t i = 0; i < p->count; i++)
            if (reasons[p->rows[i].reason].word == order[w])
                write_one(out, &p->rows[i], l);
}

void positions_json(struct json *j, const struct positions *p)
{
    json_array(j);
    for (size_t i = 0; i < p->count; i++) {
        const struct position *row = &p->rows[i];
        char time[MOMENT_SIZE];
        moment_format(row->time, time);
        json_object(j);
        json_pair_count(j, "blocked", row->blocked);
        json_pair(j, "case", row->matter);
        json_pair(j, "determination", row->determination);
        json_pair(j, "exception", row->exception);
        json_pair(j, "expected", row->open ? BYTES("open") : BYTES("blocked"));
        json_pair_count(j, "open", row->opened);
        json_pair(j, "plane", row->plane);
        json_pair(j, "reason", bytes_str(position_reason_id(row->reason)));
        json_pair(j, "server", row->server);
        json_pair(j, "source", row->source);
        json_key(j, BYTES("time"));
        if (row->time > 0)
            json_text(j, bytes_str(time));
        else
            json_null(j);
        json_pair_count(j, "unanswered", row->unanswered);
        json_pair(j, "verdict", bytes_str(verdict_word_id(reasons[row->reason].word)));
        json_end_object(j);
    }
    json_end_array(j);
}
