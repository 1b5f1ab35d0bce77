/*
 * How a criterion becomes an answer: yes when it returned a row; otherwise no
 * if every part its tables rest on was examined whole, else undetermined with
 * the part and the reason. An exhausted budget or an error is undetermined,
 * never no. What rests on tables that are filled may be asked ahead, while
 * others are: rows do not depend on when somebody asks for them. Whether the
 * parts are whole is known when all tables are filled.
 */
#include "judge/asking.h"

#include <stdlib.h>

#include "base/limits.h"
#include "fact/tables.h"

enum { PREPARED_AT_ONCE = 8 }; /* statements: a few tenths of a millisecond */

int asking_order(struct bytes a, struct bytes b)
{
    if (a.data == NULL || b.data == NULL)
        return (a.data != NULL) - (b.data != NULL);
    return bytes_compare(a, b);
}

static int order_findings(const void *one, const void *two)
{
    const struct finding *a = one, *b = two;
    int order = asking_order(a->subject, b->subject);

    if (order == 0)
        order = asking_order(a->locus, b->locus);
    if (order == 0)
        order = asking_order(a->grade, b->grade);
    if (order == 0)
        order = asking_order(a->witness, b->witness);
    return order != 0 ? order : asking_order(a->detail, b->detail);
}

static void sort_findings(struct judged *d)
{
    size_t kept = 0;

    if (d->count == 0)
        return;
    qsort(d->findings, d->count, sizeof *d->findings, order_findings);
    for (size_t i = 1; i < d->count; i++)
        if (order_findings(&d->findings[kept], &d->findings[i]) != 0)
            d->findings[++kept] = d->findings[i];
    d->count = kept + 1;
}

struct bytes asking_text(struct arena *a, struct sql_statement *s, int column)
{
    if (column < 0 || sqlite3_column_type(s->handle, column) == SQLITE_NULL)
        return bytes_of(NULL, 0);
    return arena_copy(a, sql_text(s, column));
}

/* Where a statement has the columns of a finding. */
struct finding_columns {
    int subject, locus, grade, witness, detail;
};

static void take_finding(struct arena *a, struct judged *d, struct sql_statement *s,
                         const struct finding_columns *at)
{
    struct finding *f;

    d->findings = arena_grow(a, d->findings, d->count, &d->capacity, sizeof *d->findings);
    f = &d->findings[d->count++];
    f->subject = asking_text(a, s, at->subject);
    f->locus = asking_text(a, s, at->locus);
    f->grade = asking_text(a, s, at->grade);
    f->witness = asking_text(a, s, at->witness);
    f->detail = asking_text(a, s, at->detail);
}

/* As packs_prepare() prepared it in this database, or prepare_all(). */
bool asking_statement(const struct judging *j, struct sql *q, const struct criterion *c, struct sql_statement *out,
                      struct error *e)
{
    const struct packs *p = j->packs;

    if (p->sql != q)
        return sql_kept(q, c == NULL ? p->count : (size_t)(c - p->criteria), out, e);
    *out = c == NULL ? p->prepared_policy : p->prepared[c - p->criteria];
    return true;
}

void asking_end(const struct judging *j, struct sql *q, struct sql_statement *s)
{
    if (j->packs->sql != q)
        sql_finish(s);
    else
        sqlite3_reset(s->handle);
    s->handle = NULL;
}

/* The tables that a criterion reads; 0 where that is not known. */
static uint64_t tables_of(const struct judging *j, struct sql *q, size_t i)
{
    if (j->packs->criteria[i].known != NULL)
        return j->packs->criteria[i].tables;
    return j->packs->sql == q ? j->packs->prepared[i].tables : sql_kept_tables(q, i);
}

/* The small tables among those, bit i: table_at(i), that have no row. */
static uint64_t empty_among(struct app *app, uint64_t tables)
{
    uint64_t empty = 0;

    for (size_t i = 0; table_at(i) != NULL; i++)
        if ((tables & 1ull << i) != 0 && table_at(i)->fill != NULL && table_rows(table_at(i), app)->count == 0)
            empty |= 1ull << i;
    return empty;
}

/*
 * Asks, into `a`: what comes does not depend on anything but the rows of its tables. `empty`: tables without a row, and
 * a criterion that needs one has no finding.
 */
static void ask(struct judging *j, struct sql *q, struct arena *a, struct judged *d, uint64_t empty)
{
    const struct builtin_criterion *known = d->criterion->known;
    struct sql_statement *s = &j->asked;
    struct error e = {0};

    if (known != NULL && (known->needed & empty) != 0) {
        d->parts = known->parts;
        d->more = 0;
        return;
    }
    d->more = -1;
    sql_budget(q, LIMIT_CRITERION_STEPS);
    if (asking_statement(j, q, d->criterion, s, &e)) {
        struct finding_columns at = {sql_column(s, "subject"), sql_column(s, "locus"), sql_column(s, "grade"),
                                     sql_column(s, "witness"), sql_column(s, "detail")};
        d->parts = s->parts;
        while (d->count < LIMIT_FINDINGS && (d->more = sql_step(q, s, &e)) == 1)
            take_finding(a, d, s, &at);
        if (d->more == 1) /* full: is there one more? */
            d->more = sql_step(q, s, &e);
        asking_end(j, q, s);
    }
    if (d->more < 0)
        d->reason = arena_copy(a, bytes_str(e.text));
    sort_findings(d);
}

/* Whether every part is whole; if not, *reason names the first that is not. */
static bool examined(struct arena *a, const struct app *app, unsigned parts, struct bytes *reason)
{
    for (unsigned i = 0; i < PART_COUNT; i++) {
        const struct coverage *c = &app->coverage[i];
        if ((parts & 1u << i) == 0 || (c->analysed >= c->total && c->opaque == 0))
            continue;
        *reason = arena_printf(a, "%s: %s", part_name(i),
                               c->reason.size > 0 ? (const char *)c->reason.data : "not examined");
        return false;
    }
    return true;
}

/* What was asked becomes an answer. */
static void answer(struct judging *j, struct judged *d)
{
    struct bytes failure = d->reason, gap;

    d->reason = bytes_of(NULL, 0);
    if (d->count > 0) {
        d->answer = ANSWER_YES;
        if (d->more == 1)
            d->reason = arena_printf(j->arena, "only the first %u findings are listed", LIMIT_FINDINGS);
        else if (d->more < 0)
            d->reason = arena_printf(j->arena, "there may be more findings: %s", (const char *)failure.data);
    } else if (d->more < 0) {
        d->answer = ANSWER_UNDETERMINED;
        d->reason =
            arena_printf(j->arena, "the question was not asked to its end: %s", (const char *)failure.data);
    } else if (!examined(j->arena, j->app, d->parts, &gap)) {
        d->answer = ANSWER_UNDETERMINED;
        d->reason = gap;
    }
}

/* Bit i: table_at(i) is one that many apps have no row of. */
static uint64_t seldom(void)
{
    uint64_t bits = 0;

    for (size_t i = 0; table_at(i) != NULL; i++)
        bits |= table_at(i)->seldom ? 1ull << i : 0;
    return bits;
}

static bool keep_known(struct sql *q, const struct criterion *c)
{
    struct bytes literals[BUILTIN_LITERALS];

    for (size_t i = 0; i < c->known->literal_count; i++) {
        struct builtin_part part = builtin_literals[c->known->literal + i];
        bytes_slice(c->text, part.at, part.size, &literals[i]);
    }
    return sql_keep_known(q, c->text, c->known->shape, literals, c->known->literal_count);
}

/* The policy comes behind the criteria. The lock is held. */
static bool keep_policy(struct judging_base *b)
{
    b->policy_kept = b->policy_kept || sql_keep(b->sql, b->packs->policy.text, true);
    return b->policy_kept;
}

/*
 * Prepares the next few criteria that are known and will most likely be asked, and has the others prepared after what
 * others are waiting for.
 */
static void prepare_some(struct ahead_job *job)
{
    struct judging_preparing *p = (struct judging_preparing *)job;
    struct judging_base *b = p->base;
    bool last = p == &b->preparing[JUDGING_PREPARING - 1];
    uint64_t later = seldom();

    pthread_mutex_lock(&b->lock);
    for (unsigned n = 0; b->sql != NULL && b->ready < b->packs->count && (last || n < PREPARED_AT_ONCE); b->ready++) {
        const struct builtin_criterion *known = b->packs->criteria[b->ready].known;
        if (known != NULL && (known->needed & later) == 0)
            n += sql_kept_ready(b->sql, b->ready);
    }
    last = b->sql == NULL || b->ready == b->packs->count;
    if (last && b->sql != NULL)
        keep_policy(b);
    pthread_mutex_unlock(&b->lock);
    if (!last)
        ahead_post_late(&p[1].job);
}

/* What does not compile is asked, and said to be wrong, in its turn. */
static void prepare_all(struct ahead_job *job)
{
    struct judging_base *b = (struct judging_base *)job;
    struct sql *q = &b->own;
    bool ok, kept;

    pthread_mutex_lock(&b->lock);
    ok = sql_open(q, NULL, &b->error);
    if (ok) {
        ok = judging_tables(q, &b->error);
        q->answers = false;
        kept = ok && sql_shapes(q, builtin_shapes, builtin_shape_count);
        for (size_t i = 0; kept && i < b->packs->count; i++)
            kept = b->packs->criteria[i].known == NULL ? sql_keep(q, b->packs->criteria[i].text, true)
                                                       : keep_known(q, &b->packs->criteria[i]);
        q->answers = true;
        if (ok && !kept)
            ok = error_set(&b->error, ERROR_SYSTEM, 0, "out of memory");
        if (ok)
            b->sql = q;
        else
            sql_close(q);
    }
    pthread_mutex_unlock(&b->lock);
    ahead_post_late(&b->preparing[0].job);
}

void judging_begin(struct judging_base *b, const struct packs *packs)
{
    *b = (struct judging_base){
        .job = {.run = prepare_all}, .packs = packs, .sql = packs->sql, .lock = PTHREAD_MUTEX_INITIALIZER};
    for (unsigned i = 0; i < JUDGING_PREPARING; i++)
        b->preparing[i] = (struct judging_preparing){.job = {.run = prepare_some}, .base = b};
}

struct ahead_job *judging_job(struct judging_base *b)
{
    return b->packs->sql == NULL ? &b->job : NULL;
}

void judging_start(struct judging *j, struct judging_base *b, struct app *app)
{
    *j = (struct judging){
        .arena = app->scan.arena, .base = b, .app = app, .packs = b->packs, .result = RESULT_MET};
    j->judged = arena_array(j->arena, j->packs->count, sizeof *j->judged);
    for (size_t i = 0; i < j->packs->count; i++)
        j->judged[i].criterion = &j->packs->criteria[i];
}

/* What is open and rests on nothing but tables that are filled. */
static void ask_filled(void *context)
{
    struct judging_part *p = context;
    struct judging *j = p->judging;
    struct sql *q = j->base->sql;
    uint64_t empty = empty_among(j->app, p->filled);

    for (size_t i = 0; i < j->packs->count; i++) {
        uint64_t tables = tables_of(j, q, i);
        if (j->judged[i].part == NULL && tables != 0 && (tables & ~p->filled) == 0) {
            j->judged[i].part = p;
            ask(j, q, &p->arena, &j->judged[i], empty);
        }
    }
}

/* Where its memory comes to its end, all that it asked is asked once more in the app's. */
static void ask_part(struct ahead_job *job)
{
    struct judging_part *p = (struct judging_part *)job;
    struct judging *j = p->judging;

    pthread_mutex_lock(&j->base->lock);
    if (j->base->sql != NULL) {
        j->base->sql->app = j->app;
        if (!arena_try(&p->arena, LIMIT_AHEAD, ask_filled, p)) {
            asking_end(j, j->base->sql, &j->asked);
            for (size_t i = 0; i < j->packs->count; i++)
                if (j->judged[i].part == p)
                    j->judged[i] = (struct judged){.criterion = j->judged[i].criterion};
            arena_free(&p->arena);
        }
    }
    pthread_mutex_unlock(&j->base->lock);
}

/*
 * Big tables that may be walked while small ones are filled: those of DEX files that are searched without anything
 * being made, once the graph stands that one of their columns asks. Bit i: table_at(i).
 */
static uint64_t walkable(const struct app *app)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < app->dex_count; i++)
        if (!app->dexes[i].dex->loadable || app->graph == NULL)
            return 0;
    for (size_t i = 0; table_at(i) != NULL; i++)
        if (table_at(i) == &table_methods || table_at(i) == &table_strings)
            bits |= 1ull << i;
    return bits;
}

void judging_filled(struct judging *j, unsigned step, uint64_t tables)
{
    struct judging_part *p = &j->parts[step];

    if (!ahead_helped())
        return;
    tables |= walkable(j->app);
    *p = (struct judging_part){.job = {.run = ask_part}, .judging = j, .filled = tables};
    ahead_post_late(&p->job);
}

bool judging_ask(struct judging *j, struct error *e)
{
    struct judging_base *b = j->base;
    uint64_t empty;

    table_rows(&table_coverage, j->app); /* filling tables may find gaps: before anybody asks about them */
    if (b->packs->sql == NULL)
        ahead_finish(&b->job);
    for (unsigned i = 0; i < JUDGING_PREPARING; i++)
        ahead_forget(&b->preparing[i].job);
    for (unsigned step = 0; step < TABLE_STEPS; step++)
        if (j->parts[step].judging != NULL) {
            ahead_finish(&j->parts[step].job);
            arena_adopt(j->arena, &j->parts[step].arena);
        }
    if (b->sql == NULL) {
        *e = b->error;
        return false;
    }
    if (b->packs->sql == NULL && !keep_policy(b))
        return error_set(e, ERROR_SYSTEM, 0, "out of memory");
    b->sql->app = j->app;
    empty = empty_among(j->app, UINT64_MAX);
    for (size_t i = 0; i < j->packs->count; i++) {
        if (j->judged[i].part == NULL)
            ask(j, b->sql, j->arena, &j->judged[i], empty);
        answer(j, &j->judged[i]);
    }
    return true;
}
