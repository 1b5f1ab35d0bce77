/* What the answers make of an app: the policy asks for them as tables, and what no device installs is undetermined. */
#include "judge/asking.h"

#include <stdlib.h>

#include "fact/tables.h"

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
        order = asking_order(a->criterion, b->criterion);
    return order != 0 ? order : asking_order(a->detail, b->detail);
}

static void apply(struct judging *j, struct sql *q)
{
    struct sql_statement s;
    struct error e = {0};
    int more = -1;

    sql_budget(q, LIMIT_CRITERION_STEPS);
    q->answers = true;
    show_answers(q, j);
    if (asking_statement(j, q, NULL, &s, &e)) {
        while (j->reason_count < LIMIT_REASONS && (more = sql_step(q, &s, &e)) == 1) {
            struct bytes word = asking_text(j->arena, &s, sql_column(&s, "result"));
            struct bytes criterion = asking_text(j->arena, &s, sql_column(&s, "criterion"));
            struct bytes detail = asking_text(j->arena, &s, sql_column(&s, "detail"));
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
        asking_end(j, q, &s);
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

void judging_decide(struct judging *j)
{
    if (table_rows(&table_app, j->app)->count == 0)
        add_reason(j, RESULT_UNDETERMINED, BYTES("app"), BYTES("there is no app that could be read"));
    decide_installable(j, j->app);
    apply(j, j->base->sql);
    if (j->reason_count > 1)
        qsort(j->reasons, j->reason_count, sizeof *j->reasons, order_reasons);
}
