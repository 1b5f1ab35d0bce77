/*
 * Evaluates apps: one jailed child for each, its frames into a record, the
 * record to whoever asked, in the order of the apps.
 */
#ifndef VETO_JUDGE_EVALUATE_H
#define VETO_JUDGE_EVALUATE_H

#include "judge/intake.h"
#include "judge/record.h"

/* What came of one app. */
struct evaluated {
    const struct intake_app *app;
    struct record *record; /* NULL when the child did not end well: undetermined, never met */
    struct bytes failure;  /* why not; static until the callback returns */
    struct jail_end end;
};

struct evaluation {
    struct intake *intake;
    const struct packs *packs;
    unsigned jobs;
    void *context;
    /* Called once for each app, in order. The record goes when it returns. False stops the rest. */
    bool (*ready)(void *context, size_t index, const struct evaluated *result);
    /* Called when an intake's lone file turned out to be a bundle, before its apps are read. May be NULL. False
     * stops. */
    bool (*grouped)(void *context);
};

/* False when a child could not be started. */
bool evaluate_all(const struct evaluation *ev, struct error *e);

/* How a child came to its end, when not well: raw text with parts of its own, in static memory. */
const char *evaluated_end(const struct jail_end *end);

/* The result of one app: undetermined without a record. */
enum result evaluated_result(const struct evaluated *result);

#endif
