#include "ledger/statement_rules.h"

static bool given(const struct json_node *s, const char *field, const char *word)
{
    const struct json_node *n = json_get(s, field);

    return n != NULL && n->kind == JSON_TEXT && bytes_is(n->text, word);
}

bool rule_exhibit(const struct json_node *s, struct error *e)
{
    return !given(s, "sealed", "yes") || json_get(s, "summary") != NULL ||
           error_set(e, ERROR_FORMAT, s->at, "summary: a sealed exhibit needs an unclassified summary");
}

/* Whether the day of one field is not before that of another (the first ten characters of a time are its day). */
static bool ordered(const struct json_node *s, const char *first, const char *second, struct error *e)
{
    const struct json_node *a = json_get(s, first), *b = json_get(s, second);
    struct bytes day;

    if (a == NULL || b == NULL)
        return true;
    bytes_slice(a->text, 0, 10, &day);
    return bytes_compare(day, b->text) <= 0 ||
           error_set(e, ERROR_FORMAT, b->at, "%s: is before %s", second, first);
}

bool rule_notice(const struct json_node *s, struct error *e)
{
    if (!given(s, "given", "given") && json_get(s, "ground") == NULL)
        return error_set(e, ERROR_FORMAT, s->at, "ground: a notice is late or withheld only on a stated ground");
    return ordered(s, "time", "window", e);
}

/* The same response or proposal is answered once. */
static bool rule_replies(const struct json_node *s, struct error *e)
{
    unsigned number = 0;

    for (const struct json_node *r = json_get(s, "replies")->first; r != NULL; r = r->next, number++)
        for (const struct json_node *k = json_get(s, "replies")->first; k != r; k = k->next)
            if (bytes_equal(json_get(k, "statement")->text, json_get(r, "statement")->text))
                return error_set(e, ERROR_FORMAT, r->at, "replies[%u].statement: is answered twice", number);
    return true;
}

bool rule_determination(const struct json_node *s, struct error *e)
{
    unsigned number = 0;

    for (const struct json_node *m = json_get(s, "measures")->first; m != NULL; m = m->next, number++)
        if (json_get(m, "findings")->count == 0 && json_get(m, "exhibits")->count == 0)
            return error_set(e, ERROR_FORMAT, m->at, "measures[%u]: a measure without a ground: findings and exhibits are "
                                                     "both empty", number);
    return rule_replies(s, e) && ordered(s, "time", "effective", e) && ordered(s, "effective", "review_by", e) &&
           ordered(s, "effective", "identify_by", e) && ordered(s, "effective", "remove_by", e) &&
           ordered(s, "effective", "block_by", e);
}

bool rule_exception(const struct json_node *s, struct error *e)
{
    if ((json_get(s, "device") == NULL) == (json_get(s, "group") == NULL))
        return error_set(e, ERROR_FORMAT, s->at, "device: an exception is for one device or one group");
    return ordered(s, "time", "expires", e);
}

/* "No evidence of compromise" is said of what was examined, so something was; and all that was not is named. */
bool rule_exposure(const struct json_node *s, struct error *e)
{
    bool looked = json_get(s, "examined")->count > 0;

    if (!looked && !given(s, "conclusion", "not-examined"))
        return error_set(e, ERROR_FORMAT, s->at, "conclusion: nothing was examined, so only 'not-examined' can be said");
    if (looked && given(s, "conclusion", "not-examined"))
        return error_set(e, ERROR_FORMAT, s->at, "conclusion: something was examined; say what it shows");
    return ordered(s, "since", "until", e);
}

bool rule_review(const struct json_node *s, struct error *e)
{
    return rule_replies(s, e) && ordered(s, "time", "review_by", e);
}

bool rule_revocation(const struct json_node *s, struct error *e)
{
    return ordered(s, "time", "effective", e);
}

bool rule_third_party(const struct json_node *s, struct error *e)
{
    return ordered(s, "time", "reply_by", e);
}
