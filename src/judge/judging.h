/*
 * In the jailed child: asks every criterion, applies the policy, and sends
 * what came of it to the parent, table by table.
 */
#ifndef VETO_JUDGE_JUDGING_H
#define VETO_JUDGE_JUDGING_H

#include <pthread.h>

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
    /* until it is answered */
    const struct judging_part *part; /* that asked it; NULL: judging_ask() does */
    unsigned parts;                  /* of the app, that the question rests on */
    int more;                        /* as sql_step(), when no more was asked for; .reason says why it is -1 */
};

struct reason {
    enum result result;
    struct bytes criterion; /* or another word for what decided */
    struct bytes detail;    /* data NULL when the policy gives none */
};

/* Some of the statements that are prepared before they are asked. */
struct judging_preparing {
    struct ahead_job job;
    struct judging_base *base;
};
enum { JUDGING_PREPARING = 16 };

/* The database that criteria are asked in, with its statements: needs no app, and so can begin before one is read. */
struct judging_base {
    struct ahead_job job;
    struct judging_preparing preparing[JUDGING_PREPARING]; /* each posts the next */
    size_t ready;                                          /* criteria before this one are prepared */
    bool policy_kept;
    pthread_mutex_t lock; /* of the database, which one thread at a time uses */
    const struct packs *packs;
    struct sql own, *sql; /* sql: NULL where it could not be opened */
    struct error error;
};

struct judging;

/* What is asked of tables that are filled while others are not. */
struct judging_part {
    struct ahead_job job;
    struct judging *judging;
    uint64_t filled; /* bit i: table_at(i) */
    struct arena arena;
};

struct judging {
    struct arena *arena;
    struct app *app;
    struct judging_base *base;
    const struct packs *packs;
    struct judged *judged; /* as packs->criteria */
    enum result result;
    struct reason *reasons; /* ordered by result, then criterion */
    size_t reason_count, reason_capacity;
    struct judging_part parts[TABLE_STEPS]; /* without a helper none is begun */
    struct sql_statement asked; /* the one that is being asked: .handle NULL behind its end */
};

/* To be opened and prepared; where packs_prepare() has done so, that is taken. *b stays where it is. */
void judging_begin(struct judging_base *b, const struct packs *packs);
/* The work of it, which may be posted (base/ahead.h); NULL: there is none. */
struct ahead_job *judging_job(struct judging_base *b);

/* Begins with an app: nothing is asked yet. *j stays where it is until judging_ask() has returned. */
void judging_start(struct judging *j, struct judging_base *b, struct app *app);
/* A step of tables is filled (bit i: table_at(i), of all so far): what rests on no others is asked ahead by a helper. */
void judging_filled(struct judging *j, unsigned step, uint64_t tables);
/* Asks all that is left of the criteria, and answers; false with the reason where there is no database. */
bool judging_ask(struct judging *j, struct error *e);
/* Makes the tables answers and findings, which a policy reads; judging_decide() has the rows. */
bool judging_tables(struct sql *q, struct error *e);
/* Applies the policy; a policy that fails is a reason for undetermined. */
void judging_decide(struct judging *j);

/* Facts that are sent: whole tables. */
struct judging_sending_part {
    struct ahead_job job;
    struct judging_sending *sending;
    uint64_t tables;
};

/*
 * Sends the record's content: facts, counts, answers, findings, coverage; and
 * the result, which judging_decide() may find while the parent takes in what
 * was sent before. False when the parent is gone.
 */
struct judging_sending {
    struct app *app;
    struct frame_writer *out;
    pthread_mutex_t lock; /* of what follows: a table's rows go out one after the other */
    struct judging_sending_part parts[TABLE_STEPS];
    size_t sent; /* of the parts */
    bool ok;
};
/* Begins to send facts of which nothing is sent yet. *s stays where it is. */
void judging_send_begin(struct judging_sending *s, struct app *app, struct frame_writer *out);
/* Fills all tables, and has what rests on each step asked and sent while the next is filled, where there is a helper. */
void judging_fill(struct judging *j, struct judging_sending *s);
/* Sends what is left of the facts that judging_fill() began: the helper, if there is one, has nothing to do any more. */
void judging_send_facts(struct judging_sending *s);
/* Sends the counts and the answers, after all facts. */
bool judging_send(struct judging_sending *s, const struct judging *j);
bool judging_send_result(const struct judging *j, struct frame_writer *out);

#endif
