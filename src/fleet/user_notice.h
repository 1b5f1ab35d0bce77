/*
 * The notice that users of devices get before and after a determination is
 * carried out, and when it was revoked: what, when, what to do, how to save
 * messages, exceptions, why, what is looked at, whom to ask. Made of the case,
 * as a list of lines that a text and a page are written from.
 */
#ifndef VETO_FLEET_USER_NOTICE_H
#define VETO_FLEET_USER_NOTICE_H

#include "fleet/family.h"
#include "fleet/keeping.h"
#include "fleet/mandate.h"
#include "fleet/saving.h"
#include "fleet/user_words.h"
#include "ledger/process.h"

enum user_notice_kind { USER_BEFORE, USER_AFTER, USER_LIFTED, USER_NOTICES };

/* When devices of a ring have their turn; without a name: all of them. */
struct user_turn {
    struct bytes name, day;
};

struct user_notice_from {
    enum user_notice_kind kind;
    const struct mandate *mandate;
    const struct families *families;
    const struct process *process;
    const struct keepings *keepings;
    const struct user_words *words;
    const struct saving *saving;
    struct bytes contact[2]; /* by enum language */
    const struct user_turn *turns;
    size_t turn_count;
    struct bytes today;      /* "2026-11-23" or more */
};

enum user_form { USER_KICKER, USER_TITLE, USER_HEAD, USER_SAY, USER_ITEM, USER_STEP };

struct user_line {
    enum user_form form;
    struct bytes text;
};

struct user_notice {
    struct user_line *lines; /* a kicker, a title, then paragraphs, and heads each with what follows it */
    size_t count, capacity;
    struct bytes brief;      /* one paragraph, for a message */
    struct bytes *untold;    /* texts of statements that stand as they are: no row gives them in this language */
    size_t untold_count, untold_capacity;
};

/* "before", "after", "lifted". */
const char *user_notice_id(enum user_notice_kind kind);
/* Whether there may be such a notice now: ERROR_REFUSED with the reason where not. */
bool user_notice_may(const struct user_notice_from *from, struct error *e);
/* The notice in one language, once it may be; everything lives in the arena. */
void user_notice_make(struct user_notice *n, struct arena *a, const struct user_notice_from *from, enum language l);

/* The notice as text, a paragraph a line, so that it can be pasted into mail or a message. */
void user_notice_text(struct buf *out, const struct user_notice *n);
/* A self-contained page of both; `first` comes first. False when it did not fit. */
bool user_notice_page(struct buf *out, const struct user_notice notices[2], enum language first);

#endif
