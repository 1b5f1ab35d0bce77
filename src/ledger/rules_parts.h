/* What the files of rules.h share: what a rule asks with, and the rules that the table has rows of. */
#ifndef VETO_LEDGER_RULES_PARTS_H
#define VETO_LEDGER_RULES_PARTS_H

#include "ledger/rules.h"

/* A text field of the statement that is judged; empty when it is not there. */
struct bytes rule_text(const struct ruling *r, const char *field);
bool rule_kind_is(const struct statement *s, const char *kind);
/* Whether a word is one of a list separated by spaces. */
bool rule_word_in(struct bytes word, const char *list);
/* Whether a list of texts has the value. */
bool rule_has(const struct json_node *list, struct bytes value);
/* Whether a statement of that kind has a row whose field is the value. */
bool rule_in_rows(const struct matter *m, const char *kind, const char *rows, const char *field, struct bytes value);
/* Says what breaks the rule; false. */
__attribute__((format(printf, 2, 3))) bool rule_broken(struct error *e, const char *format, ...);
/* A value as a message shows it, cut at 60 bytes; in the ruling's arena. */
const char *rule_shown(const struct ruling *r, struct bytes value);

/* rules_case.c */
bool rule_kept_future(const struct ruling *r, struct error *e);
bool rule_kept_clock(const struct ruling *r, struct error *e);
bool rule_kept_backdated(const struct ruling *r, struct error *e);
bool rule_kept_once(const struct ruling *r, struct error *e);
bool rule_kept_life(const struct ruling *r, struct error *e);
bool rule_kept_references(const struct ruling *r, struct error *e);
bool rule_kept_current(const struct ruling *r, struct error *e);
bool rule_kept_longer(const struct ruling *r, struct error *e);
bool rule_kept_held(const struct ruling *r, struct error *e);
/* rules_notice.c */
bool rule_kept_evaluated(const struct ruling *r, struct error *e);
bool rule_kept_window_length(const struct ruling *r, struct error *e);
bool rule_kept_asked(const struct ruling *r, struct error *e);
bool rule_kept_third(const struct ruling *r, struct error *e);
/* rules_determination.c */
bool rule_kept_response(const struct ruling *r, struct error *e);
bool rule_kept_proposal(const struct ruling *r, struct error *e);
bool rule_kept_window(const struct ruling *r, struct error *e);
bool rule_kept_told(const struct ruling *r, struct error *e);
bool rule_kept_sealed(const struct ruling *r, struct error *e);
bool rule_kept_comparators(const struct ruling *r, struct error *e);
bool rule_kept_appeal(const struct ruling *r, struct error *e);
/* rules_exception.c */
bool rule_kept_ground(const struct ruling *r, struct error *e);
bool rule_kept_year(const struct ruling *r, struct error *e);
bool rule_kept_expiry(const struct ruling *r, struct error *e);
bool rule_kept_blanket(const struct ruling *r, struct error *e);

#endif
