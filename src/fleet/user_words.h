/*
 * The sentences of notices to users, in English and French: packs/notices/
 * words.tsv, and an organisation's file over it. A row whose id begins with
 * "=" gives a text of a statement in both languages.
 */
#ifndef VETO_FLEET_USER_WORDS_H
#define VETO_FLEET_USER_WORDS_H

#include "base/arena.h"
#include "base/error.h"
#include "judge/words.h"

struct user_word {
    struct bytes id, text[2]; /* by enum language */
};

struct user_words {
    struct user_word *rows; /* ours, each sentence as an organisation's file has it */
    size_t count;
    struct user_word *given; /* "=": texts of statements, without the sign */
    size_t given_count;
};

/* What a sentence says in its braces: {title}, {contact}, {day}, {text}. */
struct user_fill {
    struct bytes title, contact, day, text;
};

/*
 * Ours and, where path is not NULL, the rows of that file over them. Everything lives in the arena. False with file and
 * line for an id that there is not, a language that is missing, or other braces than the row has that it replaces.
 */
bool user_words_load(struct user_words *w, struct arena *a, const char *path, struct error *e);

/* The sentence with its braces filled in, in the arena; empty when there is none of that id. */
struct bytes user_words_say(const struct user_words *w, struct arena *a, enum language l, const char *id, const struct user_fill *fill);
/* A statement's text in that language; false, and the text as it stands, when no row has it. */
bool user_words_give(const struct user_words *w, enum language l, struct bytes text, struct bytes *out);
/* A day, "2026-10-30", as people write it: "30 October 2023", "1er octobre 2023"; in the arena. */
struct bytes user_words_day(struct arena *a, enum language l, struct bytes day);
/* A French text with the spaces that go before : ; ? ! and inside guillemets made such that no line breaks there. */
struct bytes user_words_spaced(struct arena *a, enum language l, struct bytes text);

#endif
