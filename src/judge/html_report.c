#include "judge/html_document.h"
#include "judge/html_page.h"

#include <stdio.h>


static struct bytes nothing(void)
{
    return bytes_of(NULL, 0);
}

static bool always(const struct page *p)
{
    return p != NULL;
}

const struct page_part page_parts[] = {
    {"reasons", SAY_REASONS, always, page_write_reasons},
    {"changes", SAY_CHANGES, page_changes_apply, page_write_changes},
    {"access", SAY_ACCESS, page_access_applies, page_write_access},
    {"permissions", SAY_PERMISSIONS, page_permissions_apply, page_write_permissions},
    {"yes", SAY_YES_HEAD, page_yes_applies, page_write_yes},
    {"peers", SAY_PEERS, page_peers_apply, page_write_peers},
    {"unknown", SAY_UNKNOWN_HEAD, page_unknown_applies, page_write_unknown},
    {"owners", SAY_OWNERS, page_owners_apply, page_write_owners},
    {"exposed", SAY_EXPOSED, page_exposed_applies, page_write_exposed},
    {"examined", SAY_EXAMINED, always, page_write_examined},
    {"odd", SAY_ODD, always, page_write_odd},
    {"identity", SAY_IDENTITY, always, page_write_identity},
    {"no", SAY_NO_HEAD, always, page_write_no},
    {"recheck", SAY_RECHECK, always, page_write_recheck},
    {0},
};

static const struct {
    enum say word, sentence;
    const char *class;
} results[RESULTS] = {
    [RESULT_NOT_MET] = {SAY_NOT_MET, SAY_NOT_MET_LONG, "result r0"},
    [RESULT_UNDETERMINED] = {SAY_UNDETERMINED, SAY_UNDETERMINED_LONG, "result r1"},
    [RESULT_CONDITIONS] = {SAY_CONDITIONS, SAY_CONDITIONS_LONG, "result r2"},
    [RESULT_MET] = {SAY_MET, SAY_MET_LONG, "result r3"},
};

static enum result result_of_page(const struct html_report *what)
{
    enum result r = RESULT_UNDETERMINED;

    record_result(what->record, &r);
    return r;
}

/* The app's label, else its id; false when there is no app. */
static bool name_of(const struct record *r, struct bytes *out)
{
    const struct record_table *app = record_table(r, "app");

    if (app == NULL || app->row_count == 0)
        return false;
    *out = record_text(app, 0, "label");
    if (out->size == 0)
        *out = record_text(app, 0, "id");
    return true;
}

/* --- the head --- */

static void write_name(const struct page *p)
{
    const struct record_table *app = record_table(p->record, "app");
    struct bytes name;

    html_open(p->h, TAG_H1);
    if (!name_of(p->record, &name))
        page_say(p, SAY_NOT_READ);
    else if (name.size == 0)
        page_say(p, SAY_NO_NAME);
    else
        html_text(p->h, name, 200);
    html_close(p->h, TAG_H1);
    if (app == NULL || app->row_count == 0)
        return;
    html_class(p->h, TAG_P, "who");
    html_open(p->h, TAG_CODE);
    html_text(p->h, record_text(app, 0, "id"), 300);
    html_close(p->h, TAG_CODE);
    html_say(p->h, " \xc2\xb7 ");
    page_say(p, SAY_VERSION);
    html_say(p->h, " ");
    html_text(p->h, record_text(app, 0, "version_name"), 100);
    html_say(p->h, " (");
    html_number(p->h, record_number(app, 0, "version_code"));
    html_say(p->h, ") \xc2\xb7 ");
    page_tell(p, SAY_LEVELS, record_number(app, 0, "min_sdk"), 0, nothing());
    if (record_cell(app, 0, "target_sdk").kind == 'i') {
        html_say(p->h, ", ");
        page_tell(p, SAY_TARGET, record_number(app, 0, "target_sdk"), 0, nothing());
    }
    html_close(p->h, TAG_P);
}

static void write_result(const struct page *p)
{
    enum result r = result_of_page(p->what);

    html_class(p->h, TAG_DIV, results[r].class);
    page_icon(p, r);
    html_open(p->h, TAG_DIV);
    page_words(p, TAG_P, "word", results[r].word);
    page_tell_in(p, TAG_P, NULL, results[r].sentence, 0, 0, page_policy_title(p));
    html_close(p->h, TAG_DIV);
    html_close(p->h, TAG_DIV);
}

/* A figure and what it counts. */
static void tile(const struct page *p, enum say words, long long n, long long of)
{
    html_open(p->h, TAG_LI);
    html_open(p->h, TAG_STRONG);
    if (of >= 0)
        page_tell(p, SAY_PARTS_OF, n, of, nothing());
    else
        page_number(p, n);
    html_close(p->h, TAG_STRONG);
    html_say(p->h, " ");
    page_tell_in(p, TAG_SPAN, NULL, words, n, 0, nothing());
    html_close(p->h, TAG_LI);
}

static void write_tiles(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "coverage");
    long long whole = 0;

    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        whole += record_number(t, i, "analysed") >= record_number(t, i, "total") && record_number(t, i, "opaque") == 0;
    html_class(p->h, TAG_UL, "tiles");
    tile(p, SAY_TILE_YES, (long long)p->index->counts[ANSWER_YES], -1);
    tile(p, SAY_TILE_UNKNOWN, (long long)p->index->counts[ANSWER_UNDETERMINED], -1);
    tile(p, SAY_TILE_NO, (long long)p->index->counts[ANSWER_NO], -1);
    tile(p, SAY_TILE_EXAMINED, whole, t == NULL ? 0 : (long long)t->row_count);
    html_close(p->h, TAG_UL);
}

/* All answers as one bar, the grave ones first, with a key in words and figures. */
static void write_answers_chart(const struct page *p)
{
    static const char *const classes[] = {"critical", "high", "medium", "low", "info", "unknown", "no"};
    static const char *const swatches[] = {"swatch sw-critical", "swatch sw-high", "swatch sw-medium", "swatch sw-low",
                                           "swatch sw-info", "swatch sw-unknown", "swatch sw-no"};
    struct bar bars[7];
    long long whole = (long long)p->index->answers->row_count;

    for (int s = SEVERITY_CRITICAL; s >= SEVERITY_INFO; s--)
        bars[SEVERITY_CRITICAL - s] = (struct bar){classes[SEVERITY_CRITICAL - s], (long long)p->index->yes[s]};
    bars[5] = (struct bar){classes[5], (long long)p->index->counts[ANSWER_UNDETERMINED]};
    bars[6] = (struct bar){classes[6], (long long)p->index->counts[ANSWER_NO]};
    page_bar(p, bars, 7, whole);
    html_class(p->h, TAG_UL, "key");
    html_attr_str(p->h, AT_ARIA_LABEL, say_words(p->language, SAY_CHART_ANSWERS));
    for (int i = 0; i < 7; i++) {
        if (bars[i].value == 0)
            continue;
        html_open(p->h, TAG_LI);
        html_class(p->h, TAG_SPAN, swatches[i]);
        html_close(p->h, TAG_SPAN);
        page_number(p, bars[i].value);
        html_say(p->h, " ");
        if (i < 5)
            page_tell(p, SAY_YES_SEVERITY, 0, 0, bytes_str(say_words(p->language, (enum say)(SAY_CRITICAL - i))));
        else
            page_tell(p, i == 5 ? SAY_TILE_UNKNOWN : SAY_TILE_NO, bars[i].value, 0, nothing());
        html_close(p->h, TAG_LI);
    }
    html_close(p->h, TAG_UL);
}

static void write_contents(const struct page *p)
{
    html_class(p->h, TAG_NAV, "toc");
    html_attr_str(p->h, AT_ARIA_LABEL, say_words(p->language, SAY_CONTENTS));
    page_words(p, TAG_P, NULL, SAY_CONTENTS);
    html_open(p->h, TAG_UL);
    for (const struct page_part *part = page_parts; part->name != NULL; part++) {
        if (!part->applies(p))
            continue;
        html_open(p->h, TAG_LI);
        html_open(p->h, TAG_A);
        html_ref(p->h, AT_HREF, p->prefix, part->name, 0);
        page_say(p, part->heading);
        html_close(p->h, TAG_A);
        html_close(p->h, TAG_LI);
    }
    html_close(p->h, TAG_UL);
    html_close(p->h, TAG_NAV);
}

/* --- sections --- */

static void section(const struct page *p, const struct page_part *part)
{
    html_class(p->h, TAG_SECTION, strcmp(part->name, "recheck") == 0 ? "box" : NULL);
    html_ref(p->h, AT_LABELLEDBY, p->prefix, part->name, 0);
    html_open(p->h, TAG_H2);
    html_ref(p->h, AT_ID, p->prefix, part->name, 0);
    page_say(p, part->heading);
    html_close(p->h, TAG_H2);
    part->write(p);
    html_close(p->h, TAG_SECTION);
}

static void write_foot(const struct page *p)
{
    html_open(p->h, TAG_FOOTER);
    page_tell_in(p, TAG_P, NULL, SAY_MADE_BY, 0, 0, p->record->veto);
    html_close(p->h, TAG_FOOTER);
}

static void write_report(const struct page *p)
{
    html_open(p->h, TAG_HEADER);
    page_words(p, TAG_P, "kicker", SAY_KICKER);
    write_name(p);
    write_result(p);
    page_words(p, TAG_P, "quiet", SAY_PEOPLE);
    write_tiles(p);
    write_answers_chart(p);
    html_close(p->h, TAG_HEADER);
    write_contents(p);
    for (const struct page_part *part = page_parts; part->name != NULL; part++)
        if (part->applies(p))
            section(p, part);
    write_foot(p);
}

/* --- the brief --- */

/* The gravest questions answered yes, down to medium. */
static void write_most(const struct page *p)
{
    enum { MOST = 6 };
    size_t shown = 0, more = 0;

    for (int s = SEVERITY_CRITICAL; s >= SEVERITY_MEDIUM; s--)
        for (size_t i = 0; i < p->index->answers->row_count; i++) {
            const struct criterion *c = p->index->criteria[i];
            if (c == NULL || c->severity != (enum severity)s ||
                !bytes_is(record_text(p->index->answers, i, "answer"), "yes"))
                continue;
            if (shown == MOST) {
                more++;
                continue;
            }
            if (shown++ == 0)
                html_class(p->h, TAG_UL, "plain");
            html_open(p->h, TAG_LI);
            page_severity(p, c->severity);
            html_say(p->h, " ");
            html_text(p->h, page_question(p, c, c->id), 300);
            page_peers_beside(p, i);
            html_close(p->h, TAG_LI);
        }
    if (more > 0)
        page_tell_in(p, TAG_LI, "more", SAY_BRIEF_MORE, (long long)more, 0, nothing());
    if (shown > 0)
        html_close(p->h, TAG_UL);
    else
        page_words(p, TAG_P, NULL, SAY_BRIEF_NOTHING);
}

static void write_not_known(const struct page *p)
{
    enum { MOST = 3 };
    const struct record_table *t = record_table(p->record, "coverage");
    size_t shown = 0;

    if (p->index->counts[ANSWER_UNDETERMINED] > 0) {
        html_open(p->h, TAG_P);
        page_number(p, (long long)p->index->counts[ANSWER_UNDETERMINED]);
        html_say(p->h, " ");
        page_tell(p, SAY_TILE_UNKNOWN, (long long)p->index->counts[ANSWER_UNDETERMINED], 0, nothing());
        html_close(p->h, TAG_P);
    }
    for (size_t i = 0; t != NULL && i < t->row_count; i++) {
        if (record_number(t, i, "analysed") >= record_number(t, i, "total") && record_number(t, i, "opaque") == 0)
            continue;
        if (shown == MOST)
            break;
        if (shown++ == 0)
            html_open(p->h, TAG_UL);
        html_open(p->h, TAG_LI);
        page_write_part_name(p, record_text(t, i, "part"));
        html_say(p->h, p->language == FRENCH ? "\xe2\x80\xaf: " : ": ");
        page_reason(p, record_text(t, i, "reason"));
        html_close(p->h, TAG_LI);
    }
    if (shown > 0)
        html_close(p->h, TAG_UL);
    else if (p->index->counts[ANSWER_UNDETERMINED] == 0)
        page_words(p, TAG_P, NULL, SAY_ALL_EXAMINED_SHORT);
    page_words(p, TAG_P, "quiet", SAY_LIMITS_STATIC);
}

static void write_access_brief(const struct page *p)
{
    if (page_access_applies(p))
        page_write_access_short(p, 9);
    else if (page_permissions_apply(p))
        page_write_permission_groups(p);
}

static void write_check_brief(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "artifacts");

    for (size_t i = 0; t != NULL && i < t->row_count && i < 3; i++) {
        html_open(p->h, TAG_P);
        page_word(p, record_text(t, i, "kind"));
        html_say(p->h, " ");
        page_digest(p, record_text(t, i, "sha256"));
        html_close(p->h, TAG_P);
    }
    page_command(p, "veto evaluate --json", p->what->files, " > record.json");
    page_command(p, "veto recheck record.json", p->what->files, "");
}

static bool access_or_permissions(const struct page *p)
{
    return page_access_applies(p) || page_permissions_apply(p);
}

static const struct page_part brief_parts[] = {
    {"reasons", SAY_REASONS, always, page_write_reasons},
    {"most", SAY_BRIEF_MOST, always, write_most},
    {"access", SAY_BRIEF_ACCESS, access_or_permissions, write_access_brief},
    {"unknown", SAY_BRIEF_UNKNOWN, always, write_not_known},
    {"signers", SAY_BRIEF_WHO, always, page_write_signers},
    {"check", SAY_BRIEF_CHECK, always, write_check_brief},
    {0},
};

static void write_brief(const struct page *p)
{
    html_open(p->h, TAG_HEADER);
    page_words(p, TAG_P, "kicker", SAY_BRIEF);
    write_name(p);
    write_result(p);
    page_words(p, TAG_P, "quiet", SAY_PEOPLE);
    write_tiles(p);
    html_close(p->h, TAG_HEADER);
    for (const struct page_part *part = brief_parts; part->name != NULL; part++)
        if (part->applies(p))
            section(p, part);
    write_foot(p);
}

/* --- the document --- */

/* What both articles are made from. */
struct both {
    const struct html_report *what;
    struct html_index *index;
    bool brief;
};

static void write_title(struct html *h, const void *context)
{
    const struct both *b = context;
    struct bytes name = nothing();

    name_of(b->what->record, &name);
    html_text_bare(h, name, 100);
    html_say(h, name.size > 0 ? ": " : "");
    html_say(h, say_words(b->what->language, b->brief ? SAY_BRIEF : results[result_of_page(b->what)].word));
}

static void write_article(struct html *h, enum language language, const char *prefix, const void *context)
{
    const struct both *b = context;
    struct page p = {.h = h,
                     .what = b->what,
                     .record = b->what->record,
                     .index = b->index,
                     .language = language,
                     .prefix = prefix,
                     .began = h->out->size,
                     .brief = b->brief};

    if (b->brief)
        write_brief(&p);
    else
        write_report(&p);
}

static bool document(struct buf *out, const struct html_report *what, bool brief)
{
    struct html_index index;
    const struct both both = {what, &index, brief};
    const struct html_document d = {what->language, brief ? "brief" : NULL, write_title, write_article, &both};

    size_t before = out->size;
    bool ok = html_index_make(&index, what, !brief) && html_document_write(out, &d);

    if (ok && !html_index_fill(&index, out)) { /* then without it */
        index.digest.record = NULL;
        index.digest.count = 0;
        out->size = before;
        ok = html_document_write(out, &d);
    }
    html_index_end(&index);
    return ok;
}

bool html_report_write(struct buf *out, const struct html_report *what)
{
    return document(out, what, false);
}

bool html_brief_write(struct buf *out, const struct html_report *what)
{
    return document(out, what, true);
}
