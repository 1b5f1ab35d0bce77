/*
 * French for what records say in English words of veto's own: what a finding
 * adds, why something could not be told, what the platform does where readers
 * differ, words of closed lists. What no row has stays English.
 */
#ifndef VETO_JUDGE_FRENCH_H
#define VETO_JUDGE_FRENCH_H

#include "base/buf.h"

enum { FRENCH_NAMED = 3 };

/* A text in French: words with "$1" to "$3" where what is named goes; "&1" to "&3" where that is English of veto's own again. */
struct french {
    const char *words;
    struct bytes named[FRENCH_NAMED];
};

/* The French of a text; false when there is none. What is named is borrowed from the text. */
bool french_of(struct bytes english, struct french *out);

/* The French of a word of a closed list: kinds of SDKs, addresses and files, what something is known by; NULL when there is none. */
const char *french_word(struct bytes english);

/*
 * Appends a text in French as far as there is French, for a terminal: what is
 * named stands there as it is, not yet escaped. "PART: " and "CODE: " in
 * front of a text stay, the part in French.
 */
void french_add(struct buf *out, struct bytes english);

/* The French of an anomaly's rule, by its code; NULL when there is none. */
const char *french_rule(struct bytes code);
/* The same, where the rule is what this version says of the code: a record may be of another. */
const char *french_rule_of(struct bytes code, struct bytes rule);

#endif
