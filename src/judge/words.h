/* The words of reports, in English and French: one row each. */
#ifndef VETO_JUDGE_WORDS_H
#define VETO_JUDGE_WORDS_H

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
    WORD_UNKNOWN,
    WORD_COUNTS,
    WORD_AND_MORE,
    WORD_ASKS_FOR,
    WORD_SPECIAL,
    WORD_ORDINARY,
    WORD_ADDED,
    WORD_REACHABLE,
    WORD_PROTECTED,
    WORD_NOBODY,
    WORD_ODD,
    WORD_NOTHING_ODD,
    WORD_NOT_EXAMINED,
    WORD_ALL_EXAMINED,
    WORD_EXAMINED,
    WORD_RECHECK,
    WORD_NO_APP,
    WORD_FAILED,
    WORD_BECAUSE,
    WORD_ANDROID,
    WORD_TARGETS,
    WORD_VERIFIED,
    WORD_NOT_VERIFIED,
    WORD_NO_VERDICT,
    WORD_UNDETERMINED_HEAD,
    WORD_SUMMARY,
    WORD_OF,
    WORD_HOLDS,
    WORD_FILES,
    WORDS
};

const char *word(enum language l, enum word w);

#endif
