/*
 * In the jailed child: asks every criterion, applies the policy, and sends
 * what came of it to the parent, table by table.
 */
#ifndef VETO_JUDGE_JUDGING_H
#define VETO_JUDGE_JUDGING_H

#include "base/ahead.h"
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

/* The database that criteria are asked in, with its statements: needs no app, and so can begin before one is read. */
struct judging_base {
    struct ahead_job job;
    const struct packs *packs;
    struct sql own, *sql; /* sql: NULL where it could not be opened */
    struct error error;
};

/* To be opened and prepared; where packs_prepare() has done so, that is taken. *b stays where it is. */
void judging_begin(struct judging_base *b, const struct packs *packs);
/* The work of it, which may be posted (base/ahead.h); NULL: there is none. */
struct ahead_job *judging_job(struct judging_base *b);
/* The database with this app in it; NULL with the reason. */
struct sql *judging_open(struct judging_base *b, struct app *app, struct error *e);

/* Asks all criteria of an app. */
void judging_ask(struct judging *j, struct sql *q, struct app *app, const struct packs *packs);
/* Makes the tables answers and findings, which a policy reads; judging_decide() has the rows. */
bool judging_tables(struct sql *q, struct error *e);
/* Applies the policy; a policy that fails is a reason for undetermined. */
void judging_decide(struct judging *j, struct sql *q, struct app *app);

/*
 * Sends the record's content: facts, counts, answers, findings, coverage; and
 * the result, which judging_decide() may find while the parent takes in what
 * was sent before. False when the parent is gone.
 */
struct judging_sending {
    struct ahead_job job; /* sends the facts */
    struct app *app;
    struct frame_writer *out;
    bool ok;
};
/* Fills all tables and begins to send them, ahead where there is a helper (base/ahead.h). *s stays where it is. */
void judging_send_begin(struct judging_sending *s, struct app *app, struct frame_writer *out);
bool judging_send(struct judging_sending *s, const struct judging *j);
bool judging_send_result(const struct judging *j, struct frame_writer *out);

#endif
