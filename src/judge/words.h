/* The words of reports, in English and French: one row each. */
#ifndef VETO_JUDGE_WORDS_H
#define VETO_JUDGE_WORDS_H

#include "base/bytes.h"

enum language { ENGLISH, FRENCH };

/* French when LC_ALL, LC_MESSAGES or LANG (the first that is set) begins with "fr". */
enum language language_of_environment(void);

enum word {
    WORD_MET,
    WORD_CONDITIONS,
    WORD_NOT_MET,
    WORD_UNDETERMINED,
    WORD_POLICY,
    WORD_OBTAINED_UNSTATED,
    WORD_SIGNER,
    WORD_UNSIGNED,
    WORD_YES,
    WORD_ASKS_FOR,
    WORD_SPECIAL,
    WORD_ADDED,
    WORD_REACHABLE,
    WORD_NOBODY,
    WORD_ODD,
    WORD_NOTHING_ODD,
    WORD_NOT_EXAMINED,
    WORD_ALL_EXAMINED,
    WORD_NO_APP,
    WORD_FAILED,
    WORD_BECAUSE,
    WORD_VERIFIED,
    WORD_NOT_VERIFIED,
    WORD_UNDETERMINED_HEAD,
    WORD_INFO,
    WORD_LOW,
    WORD_MEDIUM,
    WORD_HIGH,
    WORD_CRITICAL,
    WORDS
};

const char *word(enum language l, enum word w);

/* What a grade says, for a sentence: "can be reached, and the app holds what it needs". A word that is none: "". */
const char *grade_words(enum language l, struct bytes grade);

#endif
