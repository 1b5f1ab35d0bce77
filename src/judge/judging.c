/*
 * How a criterion becomes an answer: yes when it returned a row; otherwise no
 * if every part its tables rest on was examined whole, else undetermined with
 * the part and the reason. An exhausted budget or an error is undetermined,
 * never no.
 */
#include "judge/judging.h"

#include <stdlib.h>

const char *answer_name(enum answer a)
{
    static const char *const names[] = {"no", "yes", "undetermined"};

    return names[a];
}

const char *result_name(enum result r)
{
    static const char *const names[] = {"not met", "undetermined", "met with conditions", "met"};

    return names[r];
}

bool result_of(struct bytes word, enum result *out)
{
    for (int i = RESULT_NOT_MET; i <= RESULT_MET; i++)
        if (bytes_is(word, result_name((enum result)i))) {
            *out = (enum result)i;
            return true;
        }
    return false;
}

/* NULL before everything. */
static int order_text(struct bytes a, struct bytes b)
{
    if (a.data == NULL || b.data == NULL)
        return (a.data != NULL) - (b.data != NULL);
    return bytes_compare(a, b);
}

static int order_findings(const void *one, const void *two)
{
    const struct finding *a = one, *b = two;
    int order = order_text(a->subject, b->subject);

    if (order == 0)
        order = order_text(a->locus, b->locus);
    if (order == 0)
        order = order_text(a->grade, b->grade);
    if (order == 0)
        order = order_text(a->witness, b->witness);
    return order != 0 ? order : order_text(a->detail, b->detail);
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

static struct bytes column_text(struct arena *a, struct sql_statement *s, int column)
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
    f->subject = column_text(a, s, at->subject);
    f->locus = column_text(a, s, at->locus);
    f->grade = column_text(a, s, at->grade);
    f->witness = column_text(a, s, at->witness);
    f->detail = column_text(a, s, at->detail);
}

/* A statement of the packs: as packs_prepare() prepared it in this database, or prepare_all(). */
static bool statement_of(const struct judging *j, struct sql *q, const struct criterion *c,
                         struct sql_statement *out, struct error *e)
{
    const struct packs *p = j->packs;

    if (p->sql != q)
        return sql_kept(q, c == NULL ? p->count : (size_t)(c - p->criteria), out, e);
    *out = c == NULL ? p->prepared_policy : p->prepared[c - p->criteria];
    return true;
}

/* Ends a statement of statement_of(): what the packs prepared stays theirs. */
static void statement_end(const struct judging *j, struct sql *q, struct sql_statement *s)
{
    if (j->packs->sql == q)
        sqlite3_reset(s->handle);
    else
        sql_finish(s);
}

static void ask(struct judging *j, struct sql *q, const struct app *app, struct judged *d)
{
    struct sql_statement s;
    struct error e = {0};
    struct bytes gap;
    int more = -1;
    bool whole = false;

    sql_budget(q, LIMIT_CRITERION_STEPS);
    if (statement_of(j, q, d->criterion, &s, &e)) {
        struct finding_columns at = {sql_column(&s, "subject"), sql_column(&s, "locus"), sql_column(&s, "grade"),
                                     sql_column(&s, "witness"), sql_column(&s, "detail")};
        whole = examined(j->arena, app, s.parts, &gap);
        while (d->count < LIMIT_FINDINGS && (more = sql_step(q, &s, &e)) == 1)
            take_finding(j->arena, d, &s, &at);
        if (more == 1) /* full: is there one more? */
            more = sql_step(q, &s, &e);
        statement_end(j, q, &s);
    }
    sort_findings(d);
    if (d->count > 0) {
        d->answer = ANSWER_YES;
        if (more == 1)
            d->reason = arena_printf(j->arena, "only the first %u findings are listed", LIMIT_FINDINGS);
        else if (more < 0)
            d->reason = arena_printf(j->arena, "there may be more findings: %s", e.text);
    } else if (more < 0) {
        d->answer = ANSWER_UNDETERMINED;
        d->reason = arena_printf(j->arena, "the question was not asked to its end: %s", e.text);
    } else if (!whole) {
        d->answer = ANSWER_UNDETERMINED;
        d->reason = gap;
    }
}

/* What does not compile is asked, and said to be wrong, in its turn. */
static void prepare_all(struct ahead_job *job)
{
    struct judging_base *b = (struct judging_base *)job;
    struct sql *q = &b->own;
    bool ok;

    if (!sql_open(q, NULL, &b->error))
        return;
    ok = judging_tables(q, &b->error);
    q->answers = false;
    for (size_t i = 0; ok && i < b->packs->count; i++)
        ok = sql_keep(q, b->packs->criteria[i].text, true) || error_set(&b->error, ERROR_SYSTEM, 0, "out of memory");
    q->answers = true;
    ok = ok && (sql_keep(q, b->packs->policy.text, true) || error_set(&b->error, ERROR_SYSTEM, 0, "out of memory"));
    if (ok)
        b->sql = q;
    else
        sql_close(q);
}

void judging_begin(struct judging_base *b, const struct packs *packs)
{
    *b = (struct judging_base){.job = {.run = prepare_all}, .packs = packs, .sql = packs->sql};
}

struct ahead_job *judging_job(struct judging_base *b)
{
    return b->packs->sql == NULL ? &b->job : NULL;
}

struct sql *judging_open(struct judging_base *b, struct app *app, struct error *e)
{
    if (b->packs->sql == NULL)
        ahead_finish(&b->job);
    if (b->sql == NULL)
        *e = b->error;
    else
        b->sql->app = app;
    return b->sql;
}

void judging_ask(struct judging *j, struct sql *q, struct app *app, const struct packs *packs)
{
    *j = (struct judging){.arena = app->scan.arena, .packs = packs, .result = RESULT_MET};
    table_rows(table_find("coverage"),
               app); /* filling tables may find gaps: before anybody asks about them */
    j->judged = arena_array(j->arena, packs->count, sizeof *j->judged);
    for (size_t i = 0; i < packs->count; i++) {
        j->judged[i].criterion = &packs->criteria[i];
        ask(j, q, app, &j->judged[i]);
    }
}

enum { ANSWERS, FINDINGS }; /* in sql.of_policy */
static const char *const answer_columns[] = {"criterion", "answer", "reason", "severity"};
static const char *const finding_columns[] = {"criterion", "subject", "locus", "grade", "witness", "detail"};

bool judging_tables(struct sql *q, struct error *e)
{
    q->answers = true;
    q->of_policy[ANSWERS] = (struct sql_texts){"answers", answer_columns, 4, NULL, 0};
    q->of_policy[FINDINGS] = (struct sql_texts){"findings", finding_columns, 6, NULL, 0};
    return sql_add_texts(q, &q->of_policy[ANSWERS], e) && sql_add_texts(q, &q->of_policy[FINDINGS], e);
}

/* Puts what was found into the tables that a policy reads: in the order of criteria, which is that of their ids. */
static void show_answers(struct sql *q, const struct judging *j)
{
    size_t count = 0;
    struct bytes *answer = arena_array(j->arena, j->packs->count, 4 * sizeof *answer), *finding;

    q->of_policy[ANSWERS].cells = answer;
    q->of_policy[ANSWERS].count = j->packs->count;
    for (size_t i = 0; i < j->packs->count; i++) {
        const struct judged *d = &j->judged[i];
        *answer++ = d->criterion->id;
        *answer++ = bytes_str(answer_name(d->answer));
        *answer++ = d->reason;
        *answer++ = bytes_str(severity_name(d->criterion->severity));
        count += d->count;
    }
    finding = arena_array(j->arena, count, 6 * sizeof *finding);
    q->of_policy[FINDINGS].cells = finding;
    q->of_policy[FINDINGS].count = count;
    for (size_t i = 0; i < j->packs->count; i++)
        for (size_t k = 0; k < j->judged[i].count; k++) {
            const struct finding *f = &j->judged[i].findings[k];
            *finding++ = j->judged[i].criterion->id;
            *finding++ = f->subject;
            *finding++ = f->locus;
            *finding++ = f->grade;
            *finding++ = f->witness;
            *finding++ = f->detail;
        }
}

static void add_reason(struct judging *j, enum result result, struct bytes criterion, struct bytes detail)
{
    struct reason *r;

    if (result < j->result)
        j->result = result;
    j->reasons = arena_grow(j->arena, j->reasons, j->reason_count, &j->reason_capacity, sizeof *j->reasons);
    r = &j->reasons[j->reason_count++];
    *r = (struct reason){result, criterion, detail};
}

static int order_reasons(const void *one, const void *two)
{
    const struct reason *a = one, *b = two;
    int order = (int)a->result - (int)b->result;

    if (order == 0)
        order = order_text(a->criterion, b->criterion);
    return order != 0 ? order : order_text(a->detail, b->detail);
}

static void apply(struct judging *j, struct sql *q)
{
    struct sql_statement s;
    struct error e = {0};
    int more = -1;

    sql_budget(q, LIMIT_CRITERION_STEPS);
    q->answers = true;
    show_answers(q, j);
    if (statement_of(j, q, NULL, &s, &e)) {
        while (j->reason_count < LIMIT_REASONS && (more = sql_step(q, &s, &e)) == 1) {
            struct bytes word = column_text(j->arena, &s, sql_column(&s, "result"));
            struct bytes criterion = column_text(j->arena, &s, sql_column(&s, "criterion"));
            struct bytes detail = column_text(j->arena, &s, sql_column(&s, "detail"));
            enum result result;
            if (result_of(word, &result))
                add_reason(j, result, criterion, detail);
            else
                add_reason(j, RESULT_UNDETERMINED, BYTES("policy"),
                           arena_printf(j->arena, "gives \"%.*s\", which is no result",
                                        (int)(word.size < 60 ? word.size : 60),
                                        word.size == 0 ? "" : (const char *)word.data));
        }
        if (more == 1)
            more = sql_step(q, &s, &e);
        statement_end(j, q, &s);
    }
    if (more == 1)
        add_reason(j, RESULT_UNDETERMINED, BYTES("policy"),
                   arena_printf(j->arena, "gives more than %u reasons", LIMIT_REASONS));
    if (more < 0)
        add_reason(j, RESULT_UNDETERMINED, BYTES("policy"), arena_copy(j->arena, bytes_str(e.text)));
}

/*
 * What no device installs is undetermined, whatever a policy makes of the
 * parts that could be read: a file cut short may have lost what matters.
 */
static void decide_installable(struct judging *j, struct app *app)
{
    bool refused = false, unreadable = false;

    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        bool installed = a->kind <= ARTIFACT_SPLIT;
        refused = refused || ((installed || a->kind == ARTIFACT_BUNDLE) && (!a->is_zip || a->zip.refused));
        unreadable =
            unreadable ||
            (installed && (a->manifest == NULL || a->manifest->xml.refused || !a->manifest->xml.complete));
    }
    if (refused)
        add_reason(j, RESULT_UNDETERMINED, BYTES("app"), BYTES("Android refuses the archive"));
    if (unreadable)
        add_reason(j, RESULT_UNDETERMINED, BYTES("app"), BYTES("Android refuses the manifest"));
}

void judging_decide(struct judging *j, struct sql *q, struct app *app)
{
    if (table_rows(table_find("app"), app)->count == 0)
        add_reason(j, RESULT_UNDETERMINED, BYTES("app"), BYTES("there is no app that could be read"));
    decide_installable(j, app);
    apply(j, q);
    if (j->reason_count > 1)
        qsort(j->reasons, j->reason_count, sizeof *j->reasons, order_reasons);
}
