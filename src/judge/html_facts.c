/* Parts of the page about the files: owners, what was examined, oddities, identity, what changed, how to check. */
#include "judge/html_page.h"

#include <stdlib.h>

#include "judge/french.h"

enum { TEXT_MOST = 300, SHOWN_ROWS = 60, SHOWN_CODES = 100, SHOWN_JURISDICTIONS = 30 };

static struct bytes nothing(void)
{
    return bytes_of(NULL, 0);
}

static void cell_text(const struct page *p, struct bytes text)
{
    html_open(p->h, TAG_TD);
    html_text(p->h, text, TEXT_MOST);
    html_close(p->h, TAG_TD);
}

/* A word of veto's own. */
static void cell_word(const struct page *p, struct bytes word)
{
    html_open(p->h, TAG_TD);
    page_word(p, word);
    html_close(p->h, TAG_TD);
}

static void head_row(const struct page *p, const enum say *heads, size_t count)
{
    html_open(p->h, TAG_THEAD);
    html_open(p->h, TAG_TR);
    for (size_t i = 0; i < count; i++) {
        html_open(p->h, TAG_TH);
        html_attr_str(p->h, AT_SCOPE, "col");
        page_say(p, heads[i]);
        html_close(p->h, TAG_TH);
    }
    html_close(p->h, TAG_TR);
    html_close(p->h, TAG_THEAD);
}

/* --- owners --- */

struct jurisdiction {
    struct bytes code;
    long long sdks, endpoints;
};

struct jurisdictions {
    struct jurisdiction rows[SHOWN_JURISDICTIONS + 1];
    size_t count;
};

static void count_one(struct jurisdictions *j, struct bytes code, bool sdk)
{
    size_t i = 0;

    if (bytes_is(code, "-"))
        code = nothing();
    while (i < j->count && !bytes_equal(j->rows[i].code, code))
        i++;
    if (i == j->count) {
        if (j->count == SHOWN_JURISDICTIONS)
            return;
        j->rows[j->count++] = (struct jurisdiction){.code = code};
    }
    j->rows[i].sdks += sdk;
    j->rows[i].endpoints += !sdk;
}

static int compare_jurisdictions(const void *a, const void *b)
{
    const struct jurisdiction *x = a, *y = b;
    long long n = x->sdks + x->endpoints, m = y->sdks + y->endpoints;

    if ((x->code.size == 0) != (y->code.size == 0))
        return x->code.size == 0 ? 1 : -1;
    if (n != m)
        return n > m ? -1 : 1;
    return x->code.size < 2 || y->code.size < 2 ? 0 : memcmp(x->code.data, y->code.data, 2);
}

/* Hosts, each once: the table has a row for each place. */
static bool host_again(const struct record_table *t, const size_t *rows, size_t k)
{
    return k > 0 && bytes_equal(record_text(t, rows[k], "host"), record_text(t, rows[k - 1], "host"));
}

static void write_jurisdictions(const struct page *p)
{
    static const enum say heads[] = {SAY_JURISDICTION, SAY_SDKS, SAY_ENDPOINTS};
    const struct record_table *sdks = record_table(p->record, "sdks"), *hosts = record_table(p->record, "endpoints");
    struct jurisdictions j = {.count = 0};
    long long most = 1;

    for (size_t i = 0; sdks != NULL && i < sdks->row_count; i++)
        count_one(&j, record_text(sdks, i, "jurisdiction"), true);
    if (hosts != NULL) {
        const size_t *rows = page_sorted(p, hosts, "host");
        for (size_t k = 0; k < hosts->row_count; k++)
            if (record_text(hosts, rows[k], "host").size > 0 && !host_again(hosts, rows, k))
                count_one(&j, record_text(hosts, rows[k], "jurisdiction"), false);
    }
    if (j.count > 0)
        qsort(j.rows, j.count, sizeof *j.rows, compare_jurisdictions);
    for (size_t i = 0; i < j.count; i++)
        most = j.rows[i].sdks + j.rows[i].endpoints > most ? j.rows[i].sdks + j.rows[i].endpoints : most;
    page_scroll(p, SAY_CHART_OWNERS);
    html_class(p->h, TAG_TABLE, "chart");
    head_row(p, heads, 3);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < j.count; i++) {
        const struct bar bars[] = {{"b1", j.rows[i].sdks}, {"b2", j.rows[i].endpoints}};
        html_open(p->h, TAG_TR);
        html_open(p->h, TAG_TH);
        html_attr_str(p->h, AT_SCOPE, "row");
        page_jurisdiction(p, j.rows[i].code);
        page_bar(p, bars, 2, most);
        html_close(p->h, TAG_TH);
        html_class(p->h, TAG_TD, "n");
        page_number(p, j.rows[i].sdks);
        html_close(p->h, TAG_TD);
        html_class(p->h, TAG_TD, "n");
        page_number(p, j.rows[i].endpoints);
        html_close(p->h, TAG_TD);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
}

static void write_owner(const struct page *p, struct bytes owner, struct bytes jurisdiction)
{
    html_open(p->h, TAG_TD);
    if (owner.size > 0)
        html_text(p->h, owner, TEXT_MOST);
    else
        page_say(p, SAY_UNKNOWN_OWNER);
    html_close(p->h, TAG_TD);
    html_open(p->h, TAG_TD);
    page_jurisdiction(p, jurisdiction);
    html_close(p->h, TAG_TD);
}

static void write_sdks(const struct page *p)
{
    static const enum say heads[] = {SAY_NAME, SAY_OWNER, SAY_JURISDICTION, SAY_CATEGORY, SAY_GRADE, SAY_BASIS, SAY_PLACE};
    const struct record_table *t = record_table(p->record, "sdks");
    size_t shown = 0;

    if (t == NULL || t->row_count == 0)
        return;
    html_open(p->h, TAG_DETAILS);
    html_attr_str(p->h, AT_OPEN, NULL);
    page_tell_in(p, TAG_SUMMARY, NULL, SAY_SDK_LIST, (long long)t->row_count, 0, nothing());
    page_scroll(p, SAY_SDKS);
    html_class(p->h, TAG_TABLE, "rows");
    head_row(p, heads, 7);
    html_open(p->h, TAG_TBODY);
    for (; shown < t->row_count && shown < SHOWN_ROWS; shown++) {
        html_open(p->h, TAG_TR);
        cell_text(p, record_text(t, shown, "name"));
        write_owner(p, record_text(t, shown, "owner"), record_text(t, shown, "jurisdiction"));
        cell_word(p, record_text(t, shown, "category"));
        html_open(p->h, TAG_TD);
        page_grade(p, record_text(t, shown, "grade"));
        html_close(p->h, TAG_TD);
        cell_word(p, record_text(t, shown, "basis"));
        html_open(p->h, TAG_TD);
        page_locus(p, record_text(t, shown, "locus"));
        html_close(p->h, TAG_TD);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    if (shown < t->row_count)
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)(t->row_count - shown), 0, nothing());
    html_close(p->h, TAG_DETAILS);
}

static void write_endpoints(const struct page *p)
{
    static const enum say heads[] = {SAY_HOST, SAY_OWNER, SAY_JURISDICTION, SAY_KIND, SAY_GRADE, SAY_PLACE};
    const struct record_table *t = record_table(p->record, "endpoints");
    const size_t *rows;
    size_t shown = 0, all = 0;

    if (t == NULL || t->row_count == 0)
        return;
    rows = page_sorted(p, t, "host");
    for (size_t k = 0; k < t->row_count; k++)
        all += record_text(t, rows[k], "host").size > 0 && !host_again(t, rows, k);
    html_open(p->h, TAG_DETAILS);
    page_tell_in(p, TAG_SUMMARY, NULL, SAY_ENDPOINT_LIST, (long long)all, 0, nothing());
    page_scroll(p, SAY_ENDPOINTS);
    html_class(p->h, TAG_TABLE, "rows");
    head_row(p, heads, 6);
    html_open(p->h, TAG_TBODY);
    for (size_t k = 0; k < t->row_count && shown < SHOWN_ROWS; k++) {
        size_t i = rows[k];
        if (record_text(t, i, "host").size == 0 || host_again(t, rows, k))
            continue;
        shown++;
        html_open(p->h, TAG_TR);
        cell_text(p, record_text(t, i, "host"));
        write_owner(p, record_text(t, i, "owner"), record_text(t, i, "jurisdiction"));
        cell_word(p, record_text(t, i, "kind"));
        html_open(p->h, TAG_TD);
        page_grade(p, record_text(t, i, "grade"));
        html_close(p->h, TAG_TD);
        html_open(p->h, TAG_TD);
        page_locus(p, record_text(t, i, "locus"));
        html_close(p->h, TAG_TD);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    if (shown < all)
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)(all - shown), 0, nothing());
    html_close(p->h, TAG_DETAILS);
}

bool page_owners_apply(const struct page *p)
{
    return page_has(p, "sdks") || page_has(p, "endpoints");
}

void page_write_owners(const struct page *p)
{
    page_words(p, TAG_P, "intro", SAY_OWNERS_INTRO);
    write_jurisdictions(p);
    write_sdks(p);
    write_endpoints(p);
}

/* --- what was examined --- */

void page_write_part_name(const struct page *p, struct bytes part)
{
    static const struct {
        const char *name;
        enum say words;
    } parts[] = {{"container", SAY_CONTAINER}, {"manifest", SAY_MANIFEST}, {"resources", SAY_RESOURCES},
                 {"signatures", SAY_SIGNATURES}, {"code", SAY_CODE}, {"native", SAY_NATIVE}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (bytes_is(part, parts[i].name)) {
            page_say(p, parts[i].words);
            return;
        }
    html_text(p->h, part, 100);
}

static bool has_gap(const struct record_table *t, size_t row)
{
    return record_number(t, row, "analysed") < record_number(t, row, "total") || record_number(t, row, "opaque") > 0;
}

static void write_part(const struct page *p, const struct record_table *t, size_t row)
{
    long long total = record_number(t, row, "total"), analysed = record_number(t, row, "analysed");
    long long opaque = record_number(t, row, "opaque");
    const struct bar bars[] = {{"done", analysed}, {"gap", total - analysed}};

    html_open(p->h, TAG_TR);
    html_open(p->h, TAG_TH);
    html_attr_str(p->h, AT_SCOPE, "row");
    page_write_part_name(p, record_text(t, row, "part"));
    page_bar(p, bars, 2, total);
    html_close(p->h, TAG_TH);
    html_class(p->h, TAG_TD, "n");
    page_tell(p, SAY_OF, analysed, total, nothing());
    html_close(p->h, TAG_TD);
    html_open(p->h, TAG_TD);
    if (!has_gap(t, row)) {
        page_words(p, TAG_SPAN, "quiet", SAY_NO_GAP);
    } else {
        if (opaque > 0) {
            page_tell_in(p, TAG_STRONG, NULL, SAY_OPAQUE, opaque, 0, nothing());
            html_say(p->h, " ");
        }
        page_reason(p, record_text(t, row, "reason"));
        html_say(p->h, " ");
        page_locus(p, record_text(t, row, "locus"));
    }
    html_close(p->h, TAG_TD);
    html_close(p->h, TAG_TR);
}

void page_write_examined(const struct page *p)
{
    static const enum say heads[] = {SAY_PART, SAY_SHARE, SAY_GAP};
    const struct record_table *t = record_table(p->record, "coverage");
    bool gap = false;

    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        gap = gap || has_gap(t, i);
    page_words(p, TAG_P, NULL, gap ? SAY_EXAMINED_NOT : SAY_EXAMINED_ALL);
    page_words(p, TAG_P, "quiet", SAY_LIMITS_STATIC);
    if (t == NULL || t->row_count == 0)
        return;
    page_scroll(p, SAY_SHARE);
    html_class(p->h, TAG_TABLE, "chart");
    head_row(p, heads, 3);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < t->row_count && i < SHOWN_ROWS; i++)
        write_part(p, t, i);
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
}

/* --- oddities --- */

static enum say effect_words(struct bytes effect)
{
    return bytes_is(effect, "refused") ? SAY_REFUSED : bytes_is(effect, "limit") ? SAY_LIMIT : SAY_TOLERATED;
}

/* What the platform does there: French where the record says what this version's table says of the code. */
static void write_rule(const struct page *p, struct bytes code, struct bytes rule)
{
    const char *french = p->language == FRENCH ? french_rule_of(code, rule) : NULL;

    if (french != NULL)
        html_say(p->h, french);
    else
        page_english(p, rule);
}

static void write_code(const struct page *p, const struct record_table *t, const size_t *rows, size_t from, size_t end)
{
    enum { SHOWN = 5 };
    size_t i = rows[from];

    html_class(p->h, TAG_DETAILS, "answer");
    html_open(p->h, TAG_SUMMARY);
    html_class(p->h, TAG_CODE, "question");
    html_text(p->h, record_text(t, i, "code"), 100);
    html_close(p->h, TAG_CODE);
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "quiet");
    page_say(p, effect_words(record_text(t, i, "effect")));
    html_say(p->h, ", ");
    page_tell(p, SAY_TIMES, (long long)(end - from), 0, nothing());
    html_close(p->h, TAG_SPAN);
    html_close(p->h, TAG_SUMMARY);
    html_class(p->h, TAG_P, "why");
    write_rule(p, record_text(t, i, "code"), record_text(t, i, "rule"));
    html_close(p->h, TAG_P);
    html_class(p->h, TAG_UL, "findings");
    for (size_t k = from; k < end && k < from + SHOWN; k++) {
        html_open(p->h, TAG_LI);
        html_class(p->h, TAG_DIV, "subject");
        html_text(p->h, record_text(t, rows[k], "subject"), TEXT_MOST);
        html_close(p->h, TAG_DIV);
        html_class(p->h, TAG_DIV, "detail");
        page_english(p, record_text(t, rows[k], "detail"));
        html_close(p->h, TAG_DIV);
        html_open(p->h, TAG_DIV);
        page_locus(p, record_text(t, rows[k], "locus"));
        html_close(p->h, TAG_DIV);
        html_close(p->h, TAG_LI);
    }
    if (end - from > SHOWN)
        page_tell_in(p, TAG_LI, "more", SAY_MORE_RECORD, (long long)(end - from - SHOWN), 0, nothing());
    html_close(p->h, TAG_UL);
    html_close(p->h, TAG_DETAILS);
}

void page_write_odd(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "anomalies");
    const size_t *rows;
    size_t from = 0, codes = 0;

    if (t == NULL || t->row_count == 0) {
        page_words(p, TAG_P, NULL, SAY_ODD_NONE);
        return;
    }
    page_words(p, TAG_P, "intro", SAY_ODD_INTRO);
    rows = page_sorted(p, t, "code");
    while (from < t->row_count && codes++ < SHOWN_CODES) {
        size_t end = from + 1;
        while (end < t->row_count &&
               bytes_equal(record_text(t, rows[end], "code"), record_text(t, rows[from], "code")))
            end++;
        write_code(p, t, rows, from, end);
        from = end;
    }
    if (from < t->row_count)
        page_tell_in(p, TAG_P, "more", SAY_MORE_RECORD, (long long)(t->row_count - from), 0, nothing());
}

/* --- identity --- */

static void write_files(const struct page *p)
{
    static const enum say heads[] = {SAY_FILE, SAY_SIZE, SAY_DIGEST};
    const struct record_table *t = record_table(p->record, "artifacts");

    page_words(p, TAG_H3, NULL, SAY_FILES);
    page_scroll(p, SAY_FILES);
    html_class(p->h, TAG_TABLE, "rows");
    head_row(p, heads, 3);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; t != NULL && i < t->row_count && i < SHOWN_ROWS; i++) {
        html_open(p->h, TAG_TR);
        html_open(p->h, TAG_TD);
        page_word(p, record_text(t, i, "kind"));
        if (record_text(t, i, "split").size > 0) {
            html_say(p->h, " ");
            html_text(p->h, record_text(t, i, "split"), TEXT_MOST);
        }
        html_close(p->h, TAG_TD);
        page_tell_in(p, TAG_TD, "n", SAY_BYTES, record_number(t, i, "size"), 0, nothing());
        html_open(p->h, TAG_TD);
        page_digest(p, record_text(t, i, "sha256"));
        html_close(p->h, TAG_TD);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
    page_words(p, TAG_P, "quiet", SAY_OBTAINED);
}

/* Own certificates, each once: neither former ones nor those of source stamps. */
void page_write_signers(const struct page *p)
{
    enum { MOST = 20 };
    const struct record_table *t = record_table(p->record, "signers");
    struct bytes last = nothing();
    size_t shown = 0;

    for (size_t i = 0; t != NULL && i < t->row_count && shown < MOST; i++) {
        struct bytes sha256 = record_text(t, i, "sha256");
        if (record_cell(t, i, "lineage_position").kind == 'i' || bytes_equal(sha256, last) ||
            bytes_is(record_text(t, i, "scheme"), "source-stamp"))
            continue;
        last = sha256;
        if (shown++ == 0)
            html_class(p->h, TAG_UL, "plain");
        html_open(p->h, TAG_LI);
        html_text(p->h, record_text(t, i, "subject"), TEXT_MOST);
        html_say(p->h, " ");
        page_digest(p, sha256);
        html_close(p->h, TAG_LI);
    }
    if (shown > 0)
        html_close(p->h, TAG_UL);
    else
        page_words(p, TAG_P, NULL, SAY_NO_SIGNER);
}

static void write_verdicts(const struct page *p)
{
    static const enum say heads[] = {SAY_SCHEME, SAY_APPLIES, SAY_VERDICT};
    const struct record_table *t = record_table(p->record, "signatures");

    if (t == NULL || t->row_count == 0)
        return;
    page_scroll(p, SAY_SIGNATURES);
    html_class(p->h, TAG_TABLE, "rows");
    head_row(p, heads, 3);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < t->row_count && i < SHOWN_ROWS; i++) {
        bool verified = record_number(t, i, "verified") != 0;
        html_open(p->h, TAG_TR);
        cell_text(p, record_text(t, i, "scheme"));
        html_open(p->h, TAG_TD);
        if (record_cell(t, i, "max_sdk").kind == 'i')
            page_tell(p, SAY_LEVEL_RANGE, record_number(t, i, "min_sdk"), record_number(t, i, "max_sdk"), nothing());
        else
            page_tell(p, SAY_LEVEL_FROM, record_number(t, i, "min_sdk"), 0, nothing());
        html_close(p->h, TAG_TD);
        html_open(p->h, TAG_TD);
        page_words(p, verified ? TAG_SPAN : TAG_STRONG, NULL, verified ? SAY_VERIFIED : SAY_NOT_VERIFIED);
        if (!verified && record_text(t, i, "error").size > 0) {
            html_say(p->h, p->language == FRENCH ? "\xe2\x80\xaf: " : ": ");
            page_english(p, record_text(t, i, "error"));
        }
        html_close(p->h, TAG_TD);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
}

void page_write_identity(const struct page *p)
{
    write_files(p);
    page_words(p, TAG_H3, NULL, SAY_SIGNERS);
    page_write_signers(p);
    write_verdicts(p);
}

/* --- what changed --- */

bool page_changes_apply(const struct page *p)
{
    return p->what->diff != NULL;
}

static void write_cell(const struct page *p, struct cell c)
{
    if (c.kind == 'i')
        html_number(p->h, c.number);
    else if (c.kind == 'n')
        page_say(p, SAY_NOTHING);
    else
        html_text(p->h, c.text, 200);
}

static void write_change(const struct page *p, const struct difference *x)
{
    static const enum say words[] = {SAY_CHANGE_ADDED, SAY_CHANGE_REMOVED, SAY_CHANGE_CHANGED};
    static const char *const classes[] = {"change added", "change removed", "change changed"};
    bool answer = strcmp(x->table, "answers") == 0;

    html_open(p->h, TAG_LI);
    page_words(p, TAG_SPAN, classes[x->change], words[x->change]);
    html_say(p->h, " ");
    if (answer) {
        html_text(p->h, page_question(p, packs_find(p->what->packs, x->key), x->key), TEXT_MOST);
    } else {
        html_words(p->h, TAG_SPAN, "quiet", x->table);
        html_say(p->h, " ");
        html_text(p->h, x->key, TEXT_MOST);
    }
    if (x->change == CHANGE_CHANGED) {
        html_say(p->h, " ");
        if (!answer && !bytes_is(x->column, x->table)) {
            html_text(p->h, x->column, 60);
            html_say(p->h, " ");
        }
        write_cell(p, x->from);
        html_say(p->h, " \xe2\x86\x92 ");
        write_cell(p, x->to);
    }
    html_close(p->h, TAG_LI);
}

/* Differences of answers, or of all the rest. */
static void write_list(const struct page *p, const struct diff *d, bool answers)
{
    enum { MOST = 150, MOST_LARGE = 40 };
    size_t shown = 0, more = 0, most = page_is_large(p) ? MOST_LARGE : MOST;

    for (size_t i = 0; i < d->count; i++) {
        const char *table = d->list[i].table;
        bool is_answer = strcmp(table, "answers") == 0 || strcmp(table, "result") == 0;
        if (is_answer != answers || (is_answer && bytes_is(d->list[i].column, "reason")))
            continue; /* why an answer is undetermined is said where it is */
        if (shown == most) {
            more++;
            continue;
        }
        if (shown++ == 0) {
            page_words(p, TAG_H3, NULL, answers ? SAY_CHANGES_ANSWERS : SAY_CHANGES_FACTS);
            html_class(p->h, TAG_UL, "plain");
        }
        write_change(p, &d->list[i]);
    }
    if (more > 0)
        page_tell_in(p, TAG_LI, "more", SAY_MORE, (long long)more, 0, nothing());
    if (shown > 0)
        html_close(p->h, TAG_UL);
}

void page_write_changes(const struct page *p)
{
    const struct diff *d = p->what->diff;
    const struct record_table *app = record_table(d->compared.a, "app");

    html_open(p->h, TAG_P);
    page_say(p, SAY_CHANGES_FROM);
    html_say(p->h, " ");
    if (app != NULL && app->row_count > 0) {
        html_text(p->h, record_text(app, 0, "id"), TEXT_MOST);
        html_say(p->h, " ");
        html_text(p->h, record_text(app, 0, "version_name"), 100);
        html_say(p->h, " (");
        html_number(p->h, record_number(app, 0, "version_code"));
        html_say(p->h, ")");
    }
    html_close(p->h, TAG_P);
    if (d->pack_count > 0 || d->other_version)
        page_words(p, TAG_P, NULL, SAY_CHANGES_PACKS);
    if (d->count == 0)
        page_words(p, TAG_P, NULL, SAY_CHANGES_NONE);
    write_list(p, d, true);
    write_list(p, d, false);
}

/* --- how to check --- */

void page_write_recheck(const struct page *p)
{
    const char *const *files = p->what->files;

    page_words(p, TAG_P, NULL, SAY_RECHECK_INTRO);
    page_words(p, TAG_P, "label", SAY_RECHECK_RECORD);
    page_command(p, "veto evaluate --json", files, p->record->peers == NULL ? " > record.json" : " --peers PEERS > record.json");
    page_words(p, TAG_P, "label", SAY_RECHECK_CLAIMS);
    page_command(p, "veto recheck record.json", files, p->record->peers == NULL ? "" : " --peers PEERS");
    page_words(p, TAG_P, "label", SAY_RECHECK_PLACE);
    page_command(p, "veto show", (const char *const[]){files[0], NULL}, "!AndroidManifest.xml");
    page_record_digest(p);
    html_class(p->h, TAG_P, "quiet");
    page_tell(p, SAY_RECHECK_PACKS, (long long)p->record->criterion_count, 0, page_policy_title(p));
    html_say(p->h, " ");
    page_say(p, SAY_RECHECK_SAME);
    html_close(p->h, TAG_P);
}
