#include "judge/html_page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/thread.h"
#include "judge/french.h"

/* --- the record, ordered --- */

struct keyed {
    struct bytes key;
    size_t row;
};

static int compare_bytes(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int c = least == 0 ? 0 : memcmp(a.data, b.data, least);

    return c != 0 ? c : a.size < b.size ? -1 : a.size > b.size;
}

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int c = compare_bytes(x->key, y->key);

    return c != 0 ? c : x->row < y->row ? -1 : x->row > y->row;
}

static struct keyed *keyed_rows(const struct record *r, const struct record_table *t, const char *column)
{
    struct keyed *rows = arena_array(r->arena, t->row_count + 1, sizeof *rows);

    for (size_t i = 0; i < t->row_count; i++)
        rows[i] = (struct keyed){record_text(t, i, column), i};
    qsort(rows, t->row_count, sizeof *rows, compare_keyed);
    return rows;
}

const size_t *page_sorted(const struct page *p, const struct record_table *t, const char *column)
{
    const struct keyed *rows = keyed_rows(p->record, t, column);
    size_t *out = arena_array(p->record->arena, t->row_count + 1, sizeof *out);

    for (size_t i = 0; i < t->row_count; i++)
        out[i] = rows[i].row;
    return out;
}

bool page_has(const struct page *p, const char *table)
{
    const struct record_table *t = record_table(p->record, table);

    return t != NULL && t->row_count > 0;
}

/* Which answer a finding belongs to; row_count where there is none. */
static size_t answer_of(const struct keyed *answers, size_t count, struct bytes id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = compare_bytes(answers[middle].key, id);
        if (c == 0)
            return answers[middle].row;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return count;
}

/* Findings by answer: counted, then each put where its answer's begin. */
static void index_findings(struct html_index *x, const struct record *r)
{
    const struct keyed *answers = keyed_rows(r, x->answers, "criterion");
    size_t count = x->answers->row_count, *of, *next;

    of = arena_array(r->arena, x->findings->row_count + 1, sizeof *of);
    next = arena_array(r->arena, count + 2, sizeof *next);
    x->order = arena_array(r->arena, x->findings->row_count + 1, sizeof *x->order);
    x->from = arena_array(r->arena, count + 2, sizeof *x->from);
    for (size_t i = 0; i < x->findings->row_count; i++) {
        of[i] = answer_of(answers, count, record_text(x->findings, i, "criterion"));
        x->from[of[i] + 1]++;
    }
    for (size_t i = 0; i <= count; i++) {
        x->from[i + 1] += x->from[i];
        next[i] = x->from[i];
    }
    for (size_t i = 0; i < x->findings->row_count; i++)
        x->order[next[of[i]]++] = i;
}

/* Answers stand in the order of the criteria in a record that is in order; otherwise they are looked for. */
static void index_packs(struct html_index *x, const struct record *r)
{
    x->pack = arena_array(r->arena, x->answers->row_count + 1, sizeof *x->pack);
    for (size_t i = 0; i < x->answers->row_count; i++) {
        struct bytes id = record_text(x->answers, i, "criterion");
        size_t at = i;
        if (at >= r->criterion_count || !bytes_equal(r->criteria[at].id, id))
            for (at = 0; at < r->criterion_count && !bytes_equal(r->criteria[at].id, id);)
                at++;
        x->pack[i] = at;
    }
}

static void *make_digest(void *context)
{
    struct html_digest *d = context;

    if (!record_digest(d->record, d->text))
        d->text[0] = 0;
    return NULL;
}

bool html_index_fill(struct html_index *x, struct buf *page)
{
    html_index_end(x);
    for (size_t i = 0; i < x->digest.count; i++)
        if (x->digest.text[0] == 0 || x->digest.at[i] + HEX256 > page->size)
            return false;
        else
            memcpy(&page->data[x->digest.at[i]], x->digest.text, HEX256);
    return true;
}

void html_index_end(struct html_index *x)
{
    if (x->digest.begun)
        pthread_join(x->digest.thread, NULL);
    x->digest.begun = false;
}

bool html_index_make(struct html_index *x, const struct html_report *what, bool digest)
{
    *x = (struct html_index){.answers = record_table(what->record, "answers"),
                             .findings = record_table(what->record, "findings")};
    if (x->answers == NULL || x->findings == NULL)
        return false;
    x->criteria = arena_array(what->record->arena, x->answers->row_count + 1, sizeof(const struct criterion *));
    for (size_t i = 0; i < x->answers->row_count; i++) {
        struct bytes answer = record_text(x->answers, i, "answer");
        x->criteria[i] = packs_find(what->packs, record_text(x->answers, i, "criterion"));
        for (int a = ANSWER_NO; a <= ANSWER_UNDETERMINED; a++)
            x->counts[a] += bytes_is(answer, answer_name((enum answer)a));
        if (bytes_is(answer, answer_name(ANSWER_YES)))
            x->yes[x->criteria[i] == NULL ? SEVERITY_INFO : x->criteria[i]->severity]++;
    }
    index_findings(x, what->record);
    index_packs(x, what->record);
    if (digest) {
        x->digest.record = what->record;
        x->digest.begun = thread_beside(&x->digest.thread, make_digest, &x->digest);
        if (!x->digest.begun)
            make_digest(&x->digest);
    }
    return true;
}

/* --- words --- */

void page_say(const struct page *p, enum say s)
{
    html_say(p->h, say_words(p->language, s));
}

void page_words(const struct page *p, enum tag tag, const char *class, enum say s)
{
    html_words(p->h, tag, class, say_words(p->language, s));
}

/* Digits in threes: a comma in English, a narrow no-break space in French. */
void page_number(const struct page *p, long long n)
{
    char digits[24], text[64];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%lld", n), to = 0;

    for (size_t i = 0; i < length; i++) {
        if (i > 0 && digits[i - 1] != '-' && (length - i) % 3 == 0) {
            const char *mark = p->language == FRENCH ? "\xe2\x80\xaf" : ",";
            memcpy(text + to, mark, strlen(mark));
            to += strlen(mark);
        }
        text[to++] = digits[i];
    }
    text[to] = 0;
    html_say(p->h, text);
}

static bool is_one(const struct page *p, long long n)
{
    return p->language == FRENCH ? n > -2 && n < 2 : n == 1;
}

void page_tell(const struct page *p, enum say s, long long n, long long m, struct bytes text)
{
    const char *at = say_words(p->language, s);
    bool skip = false, choosing = false, second = false;

    for (; *at != 0; at++) {
        char run[400];
        size_t length = 0;
        if (*at == '{' || *at == '[') {
            choosing = true;
            second = !is_one(p, *at == '{' ? n : m);
            skip = second;
        } else if (choosing && *at == '|') {
            skip = !second;
        } else if (*at == '}' || *at == ']') {
            choosing = skip = false;
        } else if (skip) {
            continue;
        } else if (*at == '$' && at[1] == 't') {
            html_text(p->h, text, 300);
            at++;
        } else if (*at == '$') {
            at++;
            page_number(p, *at == 'n' ? n : m);
        } else {
            for (; *at != 0 && strchr("{[|]}$", *at) == NULL && length < sizeof run - 1; at++)
                run[length++] = *at;
            run[length] = 0;
            html_say(p->h, run);
            at--;
        }
    }
}

void page_tell_in(const struct page *p, enum tag tag, const char *class, enum say s, long long n, long long m,
                  struct bytes text)
{
    html_class(p->h, tag, class);
    page_tell(p, s, n, m, text);
    html_close(p->h, tag);
}

/* A text without French: a name, which is of no language, or English and marked as such. */
static void write_marked(const struct page *p, struct bytes text)
{
    html_open(p->h, TAG_BDI);
    if (p->language != ENGLISH && bytes_find(text, ' ', 0) < text.size)
        html_attr_str(p->h, AT_LANG, "en");
    html_text_bare(p->h, text, 1000);
    html_close(p->h, TAG_BDI);
}

void page_word(const struct page *p, struct bytes word)
{
    const char *french = p->language == FRENCH ? french_word(word) : NULL;

    if (french != NULL)
        html_say(p->h, french);
    else
        write_marked(p, word);
}

/* A text in French; what stands for "&n" is French where that is a word or, twice within the text at most, a text that has French. */
static void write_french(const struct page *p, const struct french *f, unsigned deep)
{
    char run[200];
    size_t length = 0;

    for (const char *at = f->words; *at != 0; at++) {
        struct bytes named;
        struct french inner;
        if (*at != '$' && *at != '&') {
            if (length < sizeof run - 1)
                run[length++] = *at;
            continue;
        }
        run[length] = 0;
        html_say(p->h, run);
        length = 0;
        named = f->named[at[1] - '1'];
        if (*at++ == '$')
            html_text(p->h, named, 300);
        else if (deep < 2 && french_of(named, &inner))
            write_french(p, &inner, deep + 1);
        else
            page_word(p, named);
    }
    run[length] = 0;
    html_say(p->h, run);
}

void page_english(const struct page *p, struct bytes text)
{
    size_t colon = bytes_find(text, ':', 0);
    struct bytes code, rest = bytes_from(text, colon + 2);
    struct french f;

    /* "zip.gap.data: 16 bytes" */
    if (p->language == FRENCH && bytes_slice(text, 0, colon, &code) && rest.size > 0 && french_rule(code) != NULL) {
        html_text(p->h, code, 100);
        html_say(p->h, "\xe2\x80\xaf: ");
        text = rest;
    }
    if (p->language == FRENCH && french_of(text, &f))
        write_french(p, &f, 0);
    else
        write_marked(p, text);
}

void page_reason(const struct page *p, struct bytes reason)
{
    for (unsigned i = 0; i < PART_COUNT; i++) {
        struct bytes part = bytes_str(part_name(i)), rest = bytes_from(reason, part.size);
        if (!bytes_starts(reason, part) || !bytes_starts(rest, BYTES(": ")))
            continue;
        page_write_part_name(p, part);
        html_say(p->h, p->language == FRENCH ? "\xe2\x80\xaf: " : ": ");
        reason = bytes_from(rest, 2);
        break;
    }
    page_english(p, reason);
}

/* Looks for "-- fr: DETAIL = " at the start of a line of the policy. */
static bool translated(struct bytes policy, struct bytes detail, struct bytes *out)
{
    static const char mark[] = "-- fr: ", is[] = " = ";
    size_t at = 0;

    while (at < policy.size) {
        size_t end = bytes_find(policy, '\n', at);
        struct bytes line, words;
        if (bytes_slice(policy, at, end - at, &line) && bytes_starts(line, bytes_str(mark))) {
            words = bytes_from(line, sizeof mark - 1);
            if (bytes_starts(words, detail) && bytes_starts(bytes_from(words, detail.size), bytes_str(is))) {
                *out = bytes_from(words, detail.size + sizeof is - 1);
                return true;
            }
        }
        at = end + 1;
    }
    return false;
}

void page_policy_words(const struct page *p, struct bytes detail)
{
    static const char untold[] = " (could not be told: ";
    size_t at = bytes_search(detail, bytes_str(untold), 0);
    struct bytes words, condition, reason = bytes_from(detail, at + sizeof untold - 1);

    if (p->language == FRENCH && translated(p->record->policy.text, detail, &words)) {
        html_text(p->h, page_spaced(p, words), 1000);
        return;
    }
    bytes_slice(detail, 0, at, &condition);
    if (p->language != FRENCH || at == detail.size || !bytes_ends(reason, BYTES(")")) ||
        !translated(p->record->policy.text, condition, &words)) {
        page_english(p, detail);
        return;
    }
    html_text(p->h, page_spaced(p, words), 1000);
    html_say(p->h, " (ind\xc3\xa9termin\xc3\xa9\xe2\x80\xaf: ");
    bytes_slice(reason, 0, reason.size - 1, &reason);
    page_reason(p, reason);
    html_say(p->h, ")");
}

struct bytes page_policy_title(const struct page *p)
{
    const struct policy *policy = &p->what->packs->policy;
    struct bytes title = p->language == FRENCH && policy->title_fr.size > 0 ? policy->title_fr : policy->title;

    return title.size > 0 && bytes_equal(policy->id, p->record->policy.id) ? title : p->record->policy.id;
}

/* --- texts written the same everywhere --- */

/* Opens an element of what is copied as a whole, whatever the direction of the page. */
static void open_copied(const struct page *p, const char *class)
{
    html_class(p->h, TAG_CODE, class);
    html_attr_str(p->h, AT_DIR, "ltr");
}

void page_digest(const struct page *p, struct bytes digest)
{
    open_copied(p, "copy");
    html_text_bare(p->h, digest, 200);
    html_close(p->h, TAG_CODE);
}

void page_record_digest(const struct page *p)
{
    struct html_digest *d = &p->index->digest;
    char noughts[HEX256 + 1] = {0};

    if (d->record == NULL || d->count == sizeof d->at / sizeof *d->at)
        return;
    memset(noughts, '0', HEX256);
    page_words(p, TAG_P, "label", SAY_RECHECK_DIGEST);
    html_open(p->h, TAG_P);
    open_copied(p, "copy");
    html_say(p->h, noughts);
    d->at[d->count++] = p->h->out->size - HEX256;
    html_close(p->h, TAG_CODE);
    html_close(p->h, TAG_P);
}

void page_locus(const struct page *p, struct bytes locus)
{
    struct bytes digest;

    if (locus.size == 0)
        return;
    open_copied(p, "copy locus");
    if (locus.size > HEX256 && bytes_slice(locus, 0, HEX256, &digest)) {
        html_class(p->h, TAG_SPAN, "digest");
        html_text_bare(p->h, digest, 0);
        html_close(p->h, TAG_SPAN);
        locus = bytes_from(locus, HEX256);
    }
    html_text_bare(p->h, locus, 2000);
    html_close(p->h, TAG_CODE);
}

/* A word for a shell: as it is when plain, else in quotes. */
static void add_operand(struct buf *out, struct bytes text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+-@%:,";
    bool quote = text.size == 0;

    for (size_t i = 0; i < text.size; i++)
        quote = quote || text.data[i] == 0 || strchr(plain, text.data[i]) == NULL;
    if (!quote) {
        buf_add(out, text);
        return;
    }
    buf_u8(out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\'')
            buf_str(out, "'\\'");
        buf_u8(out, text.data[i]);
    }
    buf_u8(out, '\'');
}

void page_command(const struct page *p, const char *before, const char *const *operands, const char *after)
{
    struct buf text;

    buf_init(&text, LIMIT_FRAME);
    buf_str(&text, before);
    for (; *operands != NULL; operands++) {
        buf_u8(&text, ' ');
        add_operand(&text, bytes_str(*operands));
    }
    buf_str(&text, after);
    html_open(p->h, TAG_PRE);
    html_class(p->h, TAG_CODE, "copy");
    html_attr_str(p->h, AT_DIR, "ltr");
    html_text_bare(p->h, buf_bytes(&text), 4000);
    html_close(p->h, TAG_CODE);
    html_close(p->h, TAG_PRE);
    buf_free(&text);
}

void page_severity(const struct page *p, enum severity s)
{
    static const char *const classes[] = {"sev info", "sev low", "sev medium", "sev high", "sev critical"};

    page_words(p, TAG_SPAN, classes[s], (enum say)(SAY_INFO + (int)s));
}

unsigned page_grade_rank(struct bytes grade)
{
    static const char *const names[] = {"present", "referenced", "called", "reachable", "permitted"};

    for (unsigned i = 0; i < 5; i++)
        if (bytes_is(grade, names[i]))
            return i + 1;
    return 0;
}

enum say page_grade_word(unsigned rank)
{
    return (enum say)(SAY_GRADE_PRESENT + (int)rank - 1);
}

void page_grade(const struct page *p, struct bytes grade)
{
    static const char *const classes[] = {"grade", "grade g1", "grade g2", "grade g3", "grade g4", "grade g5"};
    unsigned rank = page_grade_rank(grade);

    if (grade.size == 0)
        return;
    if (rank > 0) {
        page_words(p, TAG_SPAN, classes[rank], page_grade_word(rank));
        return;
    }
    html_class(p->h, TAG_SPAN, classes[0]);
    html_text(p->h, grade, 40);
    html_close(p->h, TAG_SPAN);
}

void page_jurisdiction(const struct page *p, struct bytes code)
{
    const char *name = NULL;
    char text[3] = "";

    if (code.size == 2) {
        memcpy(text, code.data, 2);
        name = say_country(p->language, text);
    }
    if (name != NULL)
        html_say(p->h, name);
    else if (code.size == 0 || bytes_is(code, "-"))
        page_say(p, SAY_NO_COUNTRY);
    else
        html_text(p->h, code, 40);
}

/* Shapes as well as colours: a cross, a question, a ring with a mark, a tick. */
void page_icon(const struct page *p, enum result r)
{
    static const char *const paths[RESULTS] = {
        [RESULT_NOT_MET] = "M7 7 L17 17 M17 7 L7 17",
        [RESULT_UNDETERMINED] = "M8.5 9.5 C8.5 5.5 15.5 5.5 15.5 9.5 C15.5 12 12 11.8 12 14.5 M12 17.6 L12 18",
        [RESULT_CONDITIONS] = "M12 6 L12 13.5 M12 17.4 L12 18",
        [RESULT_MET] = "M6.5 12.5 L10.5 16.5 L17.5 8"};

    html_class(p->h, TAG_SVG, "icon");
    html_attr_str(p->h, AT_VIEWBOX, "0 0 24 24");
    html_attr_str(p->h, AT_ARIA_HIDDEN, "true");
    html_open(p->h, TAG_CIRCLE);
    html_attr_str(p->h, AT_CX, "12");
    html_attr_str(p->h, AT_CY, "12");
    html_attr_str(p->h, AT_R, "11");
    html_close(p->h, TAG_CIRCLE);
    html_open(p->h, TAG_PATH);
    html_attr_str(p->h, AT_D, paths[r]);
    html_close(p->h, TAG_PATH);
    html_close(p->h, TAG_SVG);
}

/* Whether a space there keeps a mark with the word before it. */
static bool keeps(struct bytes text, size_t at)
{
    uint8_t next = bytes_get8(text, at + 1);

    return next == '?' || next == '!' || next == ';' || next == ':';
}

struct bytes page_spaced(const struct page *p, struct bytes text)
{
    static const uint8_t narrow[] = {0xe2, 0x80, 0xaf};
    size_t more = 0, to = 0;
    uint8_t *out;

    if (p->language != FRENCH)
        return text;
    for (size_t at = bytes_find(text, ' ', 0); at < text.size; at = bytes_find(text, ' ', at + 1))
        more += keeps(text, at) ? sizeof narrow - 1 : 0;
    if (more == 0)
        return text;
    out = arena_alloc(p->record->arena, text.size + more);
    for (size_t at = 0; at < text.size; at++)
        if (text.data[at] == ' ' && keeps(text, at)) {
            memcpy(out + to, narrow, sizeof narrow);
            to += sizeof narrow;
        } else {
            out[to++] = text.data[at];
        }
    return bytes_of(out, to);
}

struct bytes page_question(const struct page *p, const struct criterion *c, struct bytes id)
{
    if (c == NULL)
        return id;
    return p->language == FRENCH && c->question_fr.size > 0 ? page_spaced(p, c->question_fr) : c->question;
}

struct bytes page_why(const struct page *p, const struct criterion *c)
{
    if (c == NULL)
        return bytes_of(NULL, 0);
    return p->language == FRENCH && c->why_fr.size > 0 ? page_spaced(p, c->why_fr) : c->why;
}

void page_scroll(const struct page *p, enum say label)
{
    html_class(p->h, TAG_DIV, "scroll");
    html_attr_str(p->h, AT_ROLE, "region");
    html_attr_str(p->h, AT_ARIA_LABEL, say_words(p->language, label));
    html_attr_str(p->h, AT_TABINDEX, "0");
}

/* --- charts --- */

void page_bar(const struct page *p, const struct bar *parts, size_t count, long long whole)
{
    enum { WIDTH = 1000, HEIGHT = 20 };
    long long x = 0, done = 0;

    html_class(p->h, TAG_SVG, "bar");
    html_attr_str(p->h, AT_VIEWBOX, "0 0 1000 20");
    html_attr_str(p->h, AT_ASPECT, "none");
    html_attr_str(p->h, AT_ARIA_HIDDEN, "true");
    for (size_t i = 0; i < count && whole > 0; i++) {
        long long end;
        if (parts[i].value <= 0 || parts[i].value > whole - done)
            continue;
        done += parts[i].value;
        end = (long long)((double)done / (double)whole * WIDTH + 0.5);
        if (end <= x)
            end = x + 2; /* what is there is seen */
        html_class(p->h, TAG_RECT, parts[i].class);
        html_attr_number(p->h, AT_X, x);
        html_attr_number(p->h, AT_Y, 0);
        html_attr_number(p->h, AT_WIDTH, end - x);
        html_attr_number(p->h, AT_HEIGHT, HEIGHT);
        html_close(p->h, TAG_RECT);
        x = end;
    }
    html_close(p->h, TAG_SVG);
}
