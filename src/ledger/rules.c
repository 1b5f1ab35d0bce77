#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "base/tsv.h"
#include "ledger/rules_parts.h"

struct bytes rule_text(const struct ruling *r, const char *field)
{
    return matter_text(r->s, field);
}

bool rule_kind_is(const struct statement *s, const char *kind)
{
    return strcmp(s->kind->name, kind) == 0;
}

bool rule_word_in(struct bytes word, const char *list)
{
    struct bytes rest = bytes_str(list), one;

    while (tsv_word(&rest, &one))
        if (bytes_equal(one, word))
            return true;
    return false;
}

bool rule_has(const struct json_node *list, struct bytes value)
{
    for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next)
        if (n->kind == JSON_TEXT && bytes_equal(n->text, value))
            return true;
    return false;
}

bool rule_broken(struct error *e, const char *format, ...)
{
    char said[200];
    va_list args;

    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    return error_set(e, ERROR_REFUSED, 0, "%s", said);
}

const char *rule_shown(const struct ruling *r, struct bytes value)
{
    struct buf out;
    const char *copy;

    buf_init(&out, 400);
    text_show(&out, value.size > 60 ? bytes_of(value.data, 60) : value);
    copy = (const char *)arena_copy(r->arena, buf_bytes(&out)).data;
    buf_free(&out);
    return copy;
}

bool rule_in_rows(const struct matter *m, const char *kind, const char *rows, const char *field, struct bytes value)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct json_node *list = rule_kind_is(&m->items[i].s, kind) ? json_get(m->items[i].s.root, rows) : NULL;
        for (const struct json_node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next)
            if (bytes_equal(json_get(n, field)->text, value))
                return true;
    }
    return false;
}

static const struct rule rules[] = {
    {"clock-back", NULL, "the clock of this machine must not be behind the log", rule_kept_clock},
    {"future", NULL, "a statement is not dated in the future", rule_kept_future},
    {"backdated", NULL, "a statement is not dated before what was said earlier in its case", rule_kept_backdated},
    {"once", NULL, "a statement is said once", rule_kept_once},
    {"life", NULL, "a case takes only the steps of doc/life.svg", rule_kept_life},
    {"reference", NULL, "what a statement refers to is a statement of its case, of the right kind", rule_kept_references},
    {"in-force", "determination review revocation appeal exception", "it is about the determination in force", rule_kept_current},
    {"finding-evaluated", "notice", "a vendor is told findings of records that an evaluation stands for", rule_kept_evaluated},
    {"window-length", "notice", "the vendor gets the days that the policy gives", rule_kept_window_length},
    {"answer-asked", "response proposal", "an answer is to a finding that was told", rule_kept_asked},
    {"window-open", "determination", "nothing is decided before the vendor answered or its window ended", rule_kept_window},
    {"ground-told", "determination", "a measure rests on findings that the vendor was told", rule_kept_told},
    {"sealed-count", "determination", "it says how many exhibits the vendor did not see", rule_kept_sealed},
    {"response-unanswered", "determination review", "every response is answered", rule_kept_response},
    {"proposal-unanswered", "determination review", "every proposal is accepted or rejected, with reasons", rule_kept_proposal},
    {"comparators", "determination", "apps that fail the same questions are named, or comparators_reason says why not",
     rule_kept_comparators},
    {"appeal-unanswered", "review", "a review after an appeal decides that appeal", rule_kept_appeal},
    {"exception-ground", "exception", "an exception has a ground of the policy's closed list", rule_kept_ground},
    {"exception-expired", "exception", "an exception ends in the future", rule_kept_expiry},
    {"exception-long", "exception", "an exception holds for a year at most", rule_kept_year},
    {"exception-blanket", "exception", "an exception is for a device or group, never for all", rule_kept_blanket},
    {"extension-longer", "extension", "an extension makes a clock longer", rule_kept_longer},
    {"held", "disposal", "nothing is disposed of that a hold or a case that is not over needs", rule_kept_held},
    {"third-party", "release", "a vendor's words are released after a third-party notice, or redacted", rule_kept_third},
};

const struct rule *rule_at(size_t i)
{
    return i < sizeof rules / sizeof *rules ? &rules[i] : NULL;
}

bool rules_check(const struct ruling *r, struct error *e)
{
    for (size_t i = 0; rule_at(i) != NULL; i++) {
        struct error why = {0};
        if (rules[i].kinds != NULL && !rule_word_in(bytes_str(r->s->kind->name), rules[i].kinds))
            continue;
        if (!rules[i].kept(r, &why))
            return error_set(e, ERROR_REFUSED, 0, "%s: %s; rule: %s", rules[i].id, why.text, rules[i].doc);
    }
    return true;
}
