/* Parts of the page about questions: why the result is what it is, each yes, what is not known, each no. */
#include "judge/html_page.h"

enum {
    SHOWN_FINDINGS = 12,
    SHOWN_FEW = 3,             /* of each yes, once a page has grown past PAGE_LARGE */
    PAGE_LARGE = 250 << 10,    /* bytes of one language: both together stay below a megabyte */
    SUBJECT_MOST = 300,
    STEP_MOST = 400,
};

static struct bytes nothing(void)
{
    return bytes_of(NULL, 0);
}

/* --- reasons --- */

static const char *anchor_of(const struct page *p, struct bytes id, size_t *answer)
{
    for (size_t i = 0; i < p->index->answers->row_count; i++)
        if (bytes_equal(record_text(p->index->answers, i, "criterion"), id)) {
            *answer = i + 1;
            return bytes_is(record_text(p->index->answers, i, "answer"), "yes") ? "q" : NULL;
        }
    *answer = 0;
    return NULL;
}

static void write_reason(const struct page *p, const struct record_table *t, size_t row)
{
    struct bytes id = record_text(t, row, "criterion"), detail = record_text(t, row, "detail");
    size_t answer;
    const char *anchor = anchor_of(p, id, &answer);
    const struct criterion *c = answer == 0 ? NULL : p->index->criteria[answer - 1];

    html_open(p->h, TAG_LI);
    if (anchor != NULL && !p->brief) {
        html_open(p->h, TAG_A);
        html_ref(p->h, AT_HREF, p->prefix, anchor, answer);
        html_text(p->h, page_question(p, c, id), SUBJECT_MOST);
        html_close(p->h, TAG_A);
    } else if (id.size > 0) {
        html_text(p->h, page_question(p, c, id), SUBJECT_MOST);
    }
    if (detail.size > 0) {
        html_class(p->h, TAG_SPAN, "then");
        html_say(p->h, id.size > 0 ? " \xe2\x86\x92\xc2\xa0" : "");
        page_policy_words(p, detail);
        html_close(p->h, TAG_SPAN);
    }
    html_close(p->h, TAG_LI);
}

/* The reasons for one result, with a heading of their own. */
static bool write_reasons_of(const struct page *p, enum result r, enum say heading)
{
    enum { MOST = 60, MOST_BRIEF = 3 };
    const struct record_table *t = record_table(p->record, "result");
    size_t shown = 0, more = 0, most = p->brief ? MOST_BRIEF : MOST;

    for (size_t i = 1; t != NULL && i < t->row_count; i++) {
        if (!bytes_is(record_text(t, i, "result"), result_name(r)))
            continue;
        if (shown == most) {
            more++;
            continue;
        }
        if (shown++ == 0) {
            page_words(p, TAG_H3, NULL, heading);
            html_class(p->h, TAG_UL, "reasons");
        }
        write_reason(p, t, i);
    }
    if (more > 0)
        page_tell_in(p, TAG_LI, "more", p->brief ? SAY_BRIEF_MORE : SAY_MORE_RECORD, (long long)more, 0,
                     nothing());
    if (shown > 0)
        html_close(p->h, TAG_UL);
    return shown > 0;
}

void page_write_reasons(const struct page *p)
{
    bool any = write_reasons_of(p, RESULT_NOT_MET, SAY_REASONS_DECIDE);

    any = write_reasons_of(p, RESULT_UNDETERMINED, SAY_REASONS_UNKNOWN) || any;
    any = write_reasons_of(p, RESULT_CONDITIONS, SAY_REASONS_CONDITIONS) || any;
    if (!any)
        page_words(p, TAG_P, NULL, SAY_REASONS_NONE);
}

/* --- each yes --- */

bool page_is_large(const struct page *p)
{
    return p->h->out->size - p->began > PAGE_LARGE;
}

void page_write_path(const struct page *p, struct bytes path)
{
    enum { STEPS_MOST = 40 };
    static const char apart[] = " > ";
    long long steps = 1;

    for (size_t at = bytes_search(path, bytes_str(apart), 0); at < path.size;
         at = bytes_search(path, bytes_str(apart), at + 3))
        steps++;
    html_class(p->h, TAG_DETAILS, "path");
    page_tell_in(p, TAG_SUMMARY, NULL, SAY_STEPS, steps, 0, nothing());
    html_open(p->h, TAG_OL);
    for (size_t i = 0; path.size > 0 && i < STEPS_MOST; i++) {
        size_t end = bytes_search(path, bytes_str(apart), 0);
        struct bytes step;
        bytes_slice(path, 0, end, &step);
        html_open(p->h, TAG_LI);
        html_open(p->h, TAG_CODE);
        html_text(p->h, step, STEP_MOST);
        html_close(p->h, TAG_CODE);
        html_close(p->h, TAG_LI);
        path = bytes_from(path, end < path.size ? end + 3 : end);
    }
    if (path.size > 0)
        page_tell_in(p, TAG_LI, "more", SAY_MORE_RECORD, steps - STEPS_MOST, 0, nothing());
    html_close(p->h, TAG_OL);
    html_close(p->h, TAG_DETAILS);
}

static void write_finding(const struct page *p, size_t row)
{
    const struct record_table *t = p->index->findings;
    struct bytes detail = record_text(t, row, "detail"), witness = record_text(t, row, "witness");

    html_open(p->h, TAG_LI);
    html_class(p->h, TAG_DIV, "subject");
    html_open(p->h, TAG_CODE);
    html_text(p->h, record_text(t, row, "subject"), SUBJECT_MOST);
    html_close(p->h, TAG_CODE);
    html_say(p->h, " ");
    page_grade(p, record_text(t, row, "grade"));
    html_close(p->h, TAG_DIV);
    if (detail.size > 0) {
        html_class(p->h, TAG_DIV, "detail");
        page_english(p, detail);
        html_close(p->h, TAG_DIV);
    }
    if (witness.size > 0)
        page_write_path(p, witness);
    if (record_text(t, row, "locus").size > 0) {
        html_open(p->h, TAG_DIV);
        page_locus(p, record_text(t, row, "locus"));
        html_close(p->h, TAG_DIV);
    }
    html_close(p->h, TAG_LI);
}

static void write_findings(const struct page *p, size_t answer)
{
    size_t from = p->index->from[answer], end = p->index->from[answer + 1];
    size_t most = page_is_large(p) ? SHOWN_FEW : SHOWN_FINDINGS;
    size_t last = end - from > most ? from + most : end;

    if (from == end)
        return;
    html_class(p->h, TAG_UL, "findings");
    for (size_t i = from; i < last; i++)
        write_finding(p, p->index->order[i]);
    if (last < end)
        page_tell_in(p, TAG_LI, "more", SAY_MORE_RECORD, (long long)(end - last), 0, nothing());
    html_close(p->h, TAG_UL);
}

static void write_one_yes(const struct page *p, size_t answer, enum severity severity)
{
    const struct criterion *c = p->index->criteria[answer];
    struct bytes id = record_text(p->index->answers, answer, "criterion"), why = page_why(p, c);
    size_t findings = p->index->from[answer + 1] - p->index->from[answer];

    html_class(p->h, TAG_DETAILS, "answer");
    html_ref(p->h, AT_ID, p->prefix, "q", answer + 1);
    if (severity >= SEVERITY_HIGH)
        html_attr_str(p->h, AT_OPEN, NULL);
    html_open(p->h, TAG_SUMMARY);
    page_severity(p, severity);
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "question");
    html_text(p->h, page_question(p, c, id), SUBJECT_MOST);
    html_close(p->h, TAG_SPAN);
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "quiet");
    page_tell(p, SAY_FINDINGS, (long long)findings, 0, nothing());
    html_close(p->h, TAG_SPAN);
    page_peers_beside(p, answer);
    html_close(p->h, TAG_SUMMARY);
    if (why.size > 0) {
        html_class(p->h, TAG_P, "why");
        html_text(p->h, why, 1000);
        html_close(p->h, TAG_P);
    }
    write_findings(p, answer);
    if (record_text(p->index->answers, answer, "reason").size > 0)
        page_words(p, TAG_P, "quiet", SAY_CUT);
    html_class(p->h, TAG_P, "quiet");
    html_text(p->h, id, 200);
    if (c != NULL && c->refs.size > 0) {
        html_say(p->h, " \xc2\xb7 ");
        html_text(p->h, c->refs, 400);
    }
    html_close(p->h, TAG_P);
    html_close(p->h, TAG_DETAILS);
}

bool page_yes_applies(const struct page *p)
{
    return p->index->counts[ANSWER_YES] > 0;
}

void page_write_yes(const struct page *p)
{
    page_words(p, TAG_P, "intro", SAY_YES_INTRO);
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
        for (size_t i = 0; i < p->index->answers->row_count; i++) {
            const struct criterion *c = p->index->criteria[i];
            if (bytes_is(record_text(p->index->answers, i, "answer"), "yes") &&
                (c == NULL ? SEVERITY_INFO : c->severity) == (enum severity)severity)
                write_one_yes(p, i, (enum severity)severity);
        }
}

/* --- the others --- */

bool page_unknown_applies(const struct page *p)
{
    return p->index->counts[ANSWER_UNDETERMINED] > 0;
}

/* Undetermined answers, those with the same reason together. */
void page_write_unknown(const struct page *p)
{
    const struct record_table *t = p->index->answers;
    const size_t *rows = page_sorted(p, t, "reason");
    struct bytes last = nothing();
    bool any = false;

    page_words(p, TAG_P, "intro", SAY_UNKNOWN_INTRO);
    for (size_t k = 0; k < t->row_count; k++) {
        size_t i = rows[k];
        struct bytes reason = record_text(t, i, "reason");
        if (!bytes_is(record_text(t, i, "answer"), "undetermined"))
            continue;
        if (!any || !bytes_equal(reason, last)) {
            if (any)
                html_close(p->h, TAG_UL);
            html_class(p->h, TAG_P, "why");
            page_reason(p, reason);
            html_close(p->h, TAG_P);
            html_open(p->h, TAG_UL);
        }
        any = true;
        last = reason;
        html_open(p->h, TAG_LI);
        html_text(p->h, page_question(p, p->index->criteria[i], record_text(t, i, "criterion")), SUBJECT_MOST);
        html_close(p->h, TAG_LI);
    }
    if (any)
        html_close(p->h, TAG_UL);
}

void page_write_no(const struct page *p)
{
    const struct record_table *t = p->index->answers;

    page_tell_in(p, TAG_P, NULL, SAY_NO_INTRO, (long long)p->index->counts[ANSWER_NO], 0, nothing());
    if (p->index->counts[ANSWER_NO] == 0)
        return;
    html_open(p->h, TAG_DETAILS);
    page_words(p, TAG_SUMMARY, NULL, SAY_NO_LIST);
    html_class(p->h, TAG_UL, "columns");
    for (size_t i = 0; i < t->row_count; i++) {
        if (!bytes_is(record_text(t, i, "answer"), "no"))
            continue;
        html_open(p->h, TAG_LI);
        html_text(p->h, page_question(p, p->index->criteria[i], record_text(t, i, "criterion")), SUBJECT_MOST);
        html_close(p->h, TAG_LI);
    }
    html_close(p->h, TAG_UL);
    html_close(p->h, TAG_DETAILS);
}
