/* Rules over several fields of one statement, by kind; those over a whole case are in rules.h. */
#ifndef VETO_LEDGER_STATEMENT_RULES_H
#define VETO_LEDGER_STATEMENT_RULES_H

#include "ledger/statement.h"

bool rule_determination(const struct json_node *s, struct error *e);
bool rule_exception(const struct json_node *s, struct error *e);
bool rule_exhibit(const struct json_node *s, struct error *e);
bool rule_exposure(const struct json_node *s, struct error *e);
bool rule_notice(const struct json_node *s, struct error *e);
bool rule_review(const struct json_node *s, struct error *e);
bool rule_revocation(const struct json_node *s, struct error *e);
bool rule_third_party(const struct json_node *s, struct error *e);

#endif
