/* What the parts of a page share: the writer, the record, words, and texts that are written the same everywhere. */
#ifndef VETO_JUDGE_HTML_PAGE_H
#define VETO_JUDGE_HTML_PAGE_H

#include <pthread.h>

#include "judge/html.h"
#include "judge/html_report.h"
#include "judge/html_words.h"

/* The digest of the record, made by a thread while the page is: writing the record takes about as long. */
struct html_digest {
    const struct record *record; /* NULL: it is not wanted */
    pthread_t thread;
    bool begun;
    char text[HEX256 + 1];
    size_t at[2], count; /* where the page has room for it: once in each language */
};

/* The record as the page needs it; made once for both languages. */
struct html_index {
    const struct record_table *answers, *findings;
    size_t *order; /* findings, those of the first answer first */
    size_t *from;  /* where those of answer i begin in order; one more at the end */
    const struct criterion **criteria; /* of answer i; NULL when the packs do not have it */
    size_t *pack;                      /* of answer i: its number among the record's criteria; their count where there is none */
    struct html_digest digest;
    size_t counts[3];                  /* by enum answer */
    size_t yes[SEVERITY_CRITICAL + 1]; /* by severity */
};

struct page {
    struct html *h;
    const struct html_report *what;
    const struct record *record;
    struct html_index *index;
    enum language language;
    const char *prefix; /* of names within the document */
    size_t began;       /* size of the output where this language began */
    bool brief;
};

/* A part of the page: a section with a heading, if it has something to say. */
struct page_part {
    const char *name; /* of its anchor */
    enum say heading;
    bool (*applies)(const struct page *p);
    void (*write)(const struct page *p);
};

/* The digest costs as much as all the rest: only where it is shown. False: still to be ended. */
bool html_index_make(struct html_index *out, const struct html_report *what, bool digest);
/* Puts the digest where a page of that index has room for it; false when it cannot be made. */
bool html_index_fill(struct html_index *x, struct buf *page);
void html_index_end(struct html_index *x);
/* Room for the digest, if it is wanted: it need not be there yet. */
void page_record_digest(const struct page *p);

/* Words: plain, in an element, and with $n and $m (numbers), $t (a text) and {one|many} for $n filled in. */
void page_say(const struct page *p, enum say s);
void page_words(const struct page *p, enum tag tag, const char *class, enum say s);
void page_tell(const struct page *p, enum say s, long long n, long long m, struct bytes text);
void page_tell_in(const struct page *p, enum tag tag, const char *class, enum say s, long long n, long long m,
                  struct bytes text);
/* A number with its thousands set apart. */
void page_number(const struct page *p, long long n);

/* A text that the program says in English, in the page's language where it has that; else marked as English. */
void page_english(const struct page *p, struct bytes text);
/* A word of a closed list of the program, in the page's language where it has that. */
void page_word(const struct page *p, struct bytes word);
/* Why something could not be examined: "PART: REASON" or a reason alone. */
void page_reason(const struct page *p, struct bytes reason);
/* What a policy says of a reason, in the page's language where the policy has it: lines "-- fr: ENGLISH = FRENCH". */
void page_policy_words(const struct page *p, struct bytes detail);

/* The title of the policy in the page's language, else its id. */
struct bytes page_policy_title(const struct page *p);

/* A place, which one click selects whole; the digest takes little room. Nothing for no place. */
void page_locus(const struct page *p, struct bytes locus);
/* A digest, selected whole. */
void page_digest(const struct page *p, struct bytes digest);
/* A command to copy; the operands, ended by NULL, are quoted for a shell. */
void page_command(const struct page *p, const char *before, const char *const *operands, const char *after);
void page_severity(const struct page *p, enum severity s);
void page_grade(const struct page *p, struct bytes grade);
/* 0 for a word that is no grade, then 1 present to 5 permitted. */
unsigned page_grade_rank(struct bytes grade);
enum say page_grade_word(unsigned rank);
/* ISO 3166 code and name. */
void page_jurisdiction(const struct page *p, struct bytes code);
/* A code point of a result: its icon. */
void page_icon(const struct page *p, enum result r);

/* A text of a pack as French is set: no line breaks before ? ! ; and :. In the record's arena, or the text itself. */
struct bytes page_spaced(const struct page *p, struct bytes text);
/* Question and reason of a criterion in the page's language; the id where the packs do not have it. */
struct bytes page_question(const struct page *p, const struct criterion *c, struct bytes id);
struct bytes page_why(const struct page *p, const struct criterion *c);

/* Opens an element that scrolls sideways where the page is narrow; it can be reached by keyboard. */
void page_scroll(const struct page *p, enum say label);

/* Rows of a table ordered by the text of a column, then as they are; in the record's arena. */
const size_t *page_sorted(const struct page *p, const struct record_table *t, const char *column);
/* Whether the record has rows of a table. */
bool page_has(const struct page *p, const char *table);

/* Charts: bars of parts of a whole, with classes that give their colours. */
struct bar {
    const char *class;
    long long value;
};
void page_bar(const struct page *p, const struct bar *parts, size_t count, long long whole);

/* The steps of a path ("A > B > C"), which unfold. */
void page_write_path(const struct page *p, struct bytes path);
/* Whether so much has been written in this language that lists are kept short from here on. */
bool page_is_large(const struct page *p);

/* The parts, in the order of the page. */
extern const struct page_part page_parts[];
/* Those of other files. */
void page_write_part_name(const struct page *p, struct bytes part);
bool page_changes_apply(const struct page *p);
void page_write_changes(const struct page *p);
void page_write_reasons(const struct page *p);
bool page_yes_applies(const struct page *p);
void page_write_yes(const struct page *p);
bool page_peers_apply(const struct page *p);
void page_write_peers(const struct page *p);
/* "also 4 of 31 peers", for a yes of a record that has peers. */
void page_peers_beside(const struct page *p, size_t answer);
bool page_unknown_applies(const struct page *p);
void page_write_unknown(const struct page *p);
void page_write_no(const struct page *p);
bool page_access_applies(const struct page *p);
void page_write_access(const struct page *p);
void page_write_access_short(const struct page *p, size_t most);
void page_write_permission_groups(const struct page *p);
bool page_permissions_apply(const struct page *p);
void page_write_permissions(const struct page *p);
bool page_exposed_applies(const struct page *p);
void page_write_exposed(const struct page *p);
bool page_owners_apply(const struct page *p);
void page_write_owners(const struct page *p);
void page_write_examined(const struct page *p);
void page_write_odd(const struct page *p);
void page_write_identity(const struct page *p);
void page_write_signers(const struct page *p);
void page_write_recheck(const struct page *p);

/* The style sheet. */
extern const char html_style[];

#endif
