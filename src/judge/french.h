/*
 * French for what records say in English words of veto's own: what a finding
 * adds, why something could not be told, what the platform does where readers
 * differ, words of closed lists. What no row has stays English.
 */
#ifndef VETO_JUDGE_FRENCH_H
#define VETO_JUDGE_FRENCH_H

#include "base/bytes.h"

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

/* The French of an anomaly's rule, by its code; NULL when there is none. */
const char *french_rule(struct bytes code);

#endif
