/*
 * In the jailed child: asks every criterion, applies the policy, and sends
 * what came of it to the parent, table by table.
 */
#ifndef VETO_JUDGE_JUDGING_H
#define VETO_JUDGE_JUDGING_H

#include "fact/sql.h"
#include "jail/frame.h"
#include "judge/criteria.h"
#include "read/app.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNDETERMINED };
const char *answer_name(enum answer a);

/* Met last: the order of precedence. */
enum result { RESULT_NOT_MET, RESULT_UNDETERMINED, RESULT_CONDITIONS, RESULT_MET, RESULTS };
const char *result_name(enum result r);
/* False for a word that is no result. */
bool result_of(struct bytes word, enum result *out);

/* What a row of a criterion says. Absent texts have data NULL. */
struct finding {
    struct bytes subject, locus, grade, witness, detail;
};

struct judged {
    const struct criterion *criterion;
    enum answer answer;
    struct bytes reason;      /* of undetermined; of a yes cut at LIMIT_FINDINGS; else data NULL */
    struct finding *findings; /* ordered bytewise, doubles removed */
    size_t count, capacity;
};

struct reason {
    enum result result;
    struct bytes criterion; /* or another word for what decided */
    struct bytes detail;    /* data NULL when the policy gives none */
};

struct judging {
    struct arena *arena;
    const struct packs *packs;
    struct judged *judged; /* as packs->criteria */
    enum result result;
    struct reason *reasons; /* ordered by result, then criterion */
    size_t reason_count, reason_capacity;
};

/* Asks all criteria of an app. */
void judging_ask(struct judging *j, struct sql *q, struct app *app, const struct packs *packs);
/* Makes the tables answers, criteria and findings that a policy reads; j may be NULL: empty ones. */
bool judging_tables(struct sql *q, const struct packs *p, const struct judging *j, struct error *e);
/* Applies the policy; a policy that fails is a reason for undetermined. */
void judging_decide(struct judging *j, struct sql *q, struct app *app);

/* Sends the record's content: facts, counts, answers, findings, coverage, result. False when the parent is
 * gone. */
bool judging_send(const struct judging *j, struct app *app, struct frame_writer *out);

#endif
