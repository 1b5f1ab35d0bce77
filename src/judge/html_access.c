/* Parts of the page about access: what code does by capability and grade, what is asked for, what others reach. */
#include "judge/html_page.h"

#include <stdlib.h>

#include "base/pack.h"

enum { GRADES = 5, TEXT_MOST = 300, SHOWN_APIS = 8, SHOWN_COMPONENTS = 40 };

static struct bytes nothing(void)
{
    return bytes_of(NULL, 0);
}

/* --- capabilities --- */

/* A row of packs/capabilities/capabilities.tsv, which is sorted by id, and what the record says of it. */
struct capability {
    struct bytes id, title[2], why[2];
    enum severity severity;
    long long counts[GRADES + 1]; /* rows of the record by grade */
    unsigned best;
    size_t from, end; /* its rows among those sorted by capability */
};

struct matrix {
    struct capability *rows;
    size_t count;
    const size_t *sorted;
};

static struct bytes field(struct bytes *line)
{
    size_t end = bytes_find(*line, '\t', 0);
    struct bytes out;

    bytes_slice(*line, 0, end, &out);
    *line = bytes_from(*line, end < line->size ? end + 1 : end);
    return out;
}

static enum severity severity_of(struct bytes word)
{
    for (int s = SEVERITY_INFO; s <= SEVERITY_CRITICAL; s++)
        if (bytes_is(word, severity_name((enum severity)s)))
            return (enum severity)s;
    return SEVERITY_INFO;
}

/* The pack's words for a capability; its id where the pack has none. */
static void find_words(struct capability *c)
{
    const struct pack_file *pack = pack_find("capabilities/capabilities.tsv");
    size_t at = 0;

    c->title[ENGLISH] = c->title[FRENCH] = c->id;
    while (pack != NULL && at < pack->text.size) {
        size_t end = bytes_find(pack->text, '\n', at);
        struct bytes line;
        bytes_slice(pack->text, at, end - at, &line);
        at = end + 1;
        if (!bytes_equal(field(&line), c->id))
            continue;
        c->title[ENGLISH] = field(&line);
        c->title[FRENCH] = field(&line);
        c->why[ENGLISH] = field(&line);
        c->why[FRENCH] = field(&line);
        c->severity = severity_of(field(&line));
        return;
    }
}

static int compare_capabilities(const void *a, const void *b)
{
    const struct capability *x = a, *y = b;

    if (x->best != y->best)
        return x->best > y->best ? -1 : 1;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from; /* sorted by id */
}

/* Highest grade first, then the gravest. */
static void make_matrix(const struct page *p, struct matrix *m)
{
    const struct record_table *t = record_table(p->record, "capabilities");
    size_t capacity = 0;

    *m = (struct matrix){.sorted = page_sorted(p, t, "capability")};
    for (size_t k = 0; k < t->row_count; k++) {
        struct bytes id = record_text(t, m->sorted[k], "capability");
        struct capability *c;
        unsigned rank = page_grade_rank(record_text(t, m->sorted[k], "grade"));
        if (m->count == 0 || !bytes_equal(m->rows[m->count - 1].id, id)) {
            if (m->count == LIMIT_CAPABILITIES_SHOWN)
                break;
            m->rows = arena_grow(p->record->arena, m->rows, m->count, &capacity, sizeof *m->rows);
            m->rows[m->count] = (struct capability){.id = id, .from = k};
            find_words(&m->rows[m->count++]);
        }
        c = &m->rows[m->count - 1];
        c->counts[rank]++;
        c->end = k + 1;
        if (rank > c->best)
            c->best = rank;
    }
    if (m->count > 0)
        qsort(m->rows, m->count, sizeof *m->rows, compare_capabilities);
}

static void write_grades(const struct page *p)
{
    html_class(p->h, TAG_DETAILS, "legend");
    page_words(p, TAG_SUMMARY, NULL, SAY_GRADES);
    html_open(p->h, TAG_DL);
    for (unsigned g = 1; g <= GRADES; g++) {
        static const char *const classes[] = {"grade g1", "grade g2", "grade g3", "grade g4", "grade g5"};
        html_open(p->h, TAG_DT);
        page_words(p, TAG_SPAN, classes[g - 1], page_grade_word(g));
        html_close(p->h, TAG_DT);
        page_words(p, TAG_DD, NULL, (enum say)(SAY_GRADE_PRESENT_IS + (int)g - 1));
    }
    html_close(p->h, TAG_DL);
    html_close(p->h, TAG_DETAILS);
}

static void write_cell(const struct page *p, const struct capability *c, unsigned grade)
{
    static const char *const classes[] = {"", "c c1", "c c2", "c c3", "c c4", "c c5"};

    html_class(p->h, TAG_TD, c->counts[grade] > 0 ? classes[grade] : grade < c->best ? "c passed" : "c");
    if (c->counts[grade] > 0)
        page_number(p, c->counts[grade]);
    else
        html_words(p->h, TAG_SPAN, "none", "\xe2\x80\x93");
    html_close(p->h, TAG_TD);
}

static void write_table(const struct page *p, const struct matrix *m)
{
    page_scroll(p, SAY_CAPABILITY);
    html_class(p->h, TAG_TABLE, "matrix");
    html_open(p->h, TAG_THEAD);
    html_open(p->h, TAG_TR);
    html_open(p->h, TAG_TH);
    html_attr_str(p->h, AT_SCOPE, "col");
    page_say(p, SAY_CAPABILITY);
    html_close(p->h, TAG_TH);
    for (unsigned g = 1; g <= GRADES; g++) {
        html_class(p->h, TAG_TH, "g");
        html_attr_str(p->h, AT_SCOPE, "col");
        page_words(p, TAG_SPAN, NULL, page_grade_word(g));
        html_close(p->h, TAG_TH);
    }
    html_close(p->h, TAG_TR);
    html_close(p->h, TAG_THEAD);
    html_open(p->h, TAG_TBODY);
    for (size_t i = 0; i < m->count; i++) {
        const struct capability *c = &m->rows[i];
        html_open(p->h, TAG_TR);
        html_open(p->h, TAG_TH);
        html_attr_str(p->h, AT_SCOPE, "row");
        html_text(p->h, c->title[p->language], TEXT_MOST);
        if (c->best > 0) {
            html_say(p->h, " ");
            page_words(p, TAG_SPAN, "under", page_grade_word(c->best));
        }
        html_close(p->h, TAG_TH);
        for (unsigned g = 1; g <= GRADES; g++)
            write_cell(p, c, g);
        html_close(p->h, TAG_TR);
    }
    html_close(p->h, TAG_TBODY);
    html_close(p->h, TAG_TABLE);
    html_close(p->h, TAG_DIV);
}

static void write_api(const struct page *p, const struct record_table *t, size_t row)
{
    struct bytes path = record_text(t, row, "path"), permission = record_text(t, row, "permission");

    html_open(p->h, TAG_LI);
    html_class(p->h, TAG_DIV, "subject");
    html_open(p->h, TAG_CODE);
    html_text(p->h, record_text(t, row, "api"), TEXT_MOST);
    html_close(p->h, TAG_CODE);
    html_say(p->h, " ");
    page_grade(p, record_text(t, row, "grade"));
    html_close(p->h, TAG_DIV);
    if (permission.size > 0) {
        html_class(p->h, TAG_DIV, "detail");
        html_text(p->h, permission, TEXT_MOST);
        html_close(p->h, TAG_DIV);
    }
    if (path.size > 0)
        page_write_path(p, path);
    if (record_text(t, row, "locus").size > 0) {
        html_open(p->h, TAG_DIV);
        page_locus(p, record_text(t, row, "locus"));
        html_close(p->h, TAG_DIV);
    }
    html_close(p->h, TAG_LI);
}

/* What bears a capability out, best grade first. */
static void write_witnesses(const struct page *p, const struct matrix *m, const struct capability *c)
{
    const struct record_table *t = record_table(p->record, "capabilities");
    size_t shown = 0, most = page_is_large(p) ? 2 : SHOWN_APIS;

    html_class(p->h, TAG_DETAILS, "answer");
    html_open(p->h, TAG_SUMMARY);
    if (c->best > 0)
        page_grade(p, bytes_str(say_words(ENGLISH, page_grade_word(c->best))));
    html_say(p->h, " ");
    html_class(p->h, TAG_SPAN, "question");
    html_text(p->h, c->title[p->language], TEXT_MOST);
    html_close(p->h, TAG_SPAN);
    html_say(p->h, " ");
    page_tell_in(p, TAG_SPAN, "quiet", SAY_APIS, (long long)(c->end - c->from), 0, nothing());
    html_close(p->h, TAG_SUMMARY);
    if (c->why[p->language].size > 0) {
        html_class(p->h, TAG_P, "why");
        html_text(p->h, page_spaced(p, c->why[p->language]), 1000);
        html_close(p->h, TAG_P);
    }
    html_class(p->h, TAG_UL, "findings");
    for (unsigned g = GRADES + 1; g-- > 0 && shown < most;)
        for (size_t k = c->from; k < c->end && shown < most; k++)
            if (page_grade_rank(record_text(t, m->sorted[k], "grade")) == g) {
                write_api(p, t, m->sorted[k]);
                shown++;
            }
    if (shown < c->end - c->from)
        page_tell_in(p, TAG_LI, "more", SAY_MORE_RECORD, (long long)(c->end - c->from - shown), 0, nothing());
    html_close(p->h, TAG_UL);
    html_close(p->h, TAG_DETAILS);
}

bool page_access_applies(const struct page *p)
{
    return page_has(p, "capabilities");
}

void page_write_access(const struct page *p)
{
    struct matrix m;

    make_matrix(p, &m);
    page_words(p, TAG_P, "intro", SAY_ACCESS_INTRO);
    write_grades(p);
    write_table(p, &m);
    page_words(p, TAG_H3, NULL, SAY_WITNESSES);
    for (size_t i = 0; i < m.count; i++)
        write_witnesses(p, &m, &m.rows[i]);
}

/* The gravest capabilities at the highest grades, a line each, for the brief. */
void page_write_access_short(const struct page *p, size_t most)
{
    struct matrix m;

    make_matrix(p, &m);
    html_class(p->h, TAG_UL, "chips");
    for (size_t i = 0; i < m.count && i < most; i++) {
        html_open(p->h, TAG_LI);
        page_grade(p, bytes_str(m.rows[i].best > 0 ? say_words(ENGLISH, page_grade_word(m.rows[i].best)) : ""));
        html_say(p->h, " ");
        html_text(p->h, m.rows[i].title[p->language], TEXT_MOST);
        html_close(p->h, TAG_LI);
    }
    if (m.count > most)
        page_tell_in(p, TAG_LI, "more", SAY_BRIEF_MORE, (long long)(m.count - most), 0, nothing());
    html_close(p->h, TAG_UL);
}

/* --- permissions --- */

static struct bytes last_word(struct bytes name)
{
    size_t at = name.size;

    while (at > 0 && name.data[at - 1] != '.')
        at--;
    return bytes_from(name, at);
}

enum permission_kind { DANGEROUS, SPECIAL, ORDINARY };

static enum permission_kind kind_of(const struct record_table *t, size_t row)
{
    struct bytes protection = record_text(t, row, "protection");

    if (bytes_starts(protection, BYTES("dangerous")))
        return DANGEROUS;
    return bytes_search(protection, BYTES("appop"), 0) != protection.size ? SPECIAL : ORDINARY;
}

static void write_permission(const struct page *p, const struct record_table *t, size_t row)
{
    bool seen = record_cell(t, row, "used").kind == 'i', used = record_number(t, row, "used") != 0;
    bool reachable = record_number(t, row, "reachable") != 0;

    html_open(p->h, TAG_LI);
    html_open(p->h, TAG_CODE);
    html_text(p->h, last_word(record_text(t, row, "name")), TEXT_MOST);
    html_close(p->h, TAG_CODE);
    if (record_number(t, row, "declared") == 0) {
        html_say(p->h, " ");
        page_words(p, TAG_SPAN, "quiet", SAY_ADDED);
    }
    if (seen) {
        html_say(p->h, " ");
        page_words(p, TAG_SPAN, used ? "grade g4" : "grade", reachable ? SAY_CAN_REACH : used ? SAY_USED : SAY_UNUSED);
    }
    html_close(p->h, TAG_LI);
}

static void write_group_name(const struct page *p, struct bytes group)
{
    char text[40] = "";
    const char *name = NULL;

    group = last_word(group);
    if (group.size < sizeof text) {
        memcpy(text, group.size == 0 ? "" : (const char *)group.data, group.size);
        name = say_group(p->language, text);
    }
    if (name != NULL)
        html_say(p->h, name);
    else if (group.size == 0)
        page_say(p, SAY_OTHER);
    else
        html_text(p->h, group, TEXT_MOST);
}

bool page_permissions_apply(const struct page *p)
{
    return page_has(p, "permissions");
}

/* Groups that the user is asked about, in the order of their names; a list of each. */
void page_write_permission_groups(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "permissions");
    const size_t *rows = page_sorted(p, t, "permission_group");
    struct bytes last = nothing();
    bool any = false;

    for (size_t k = 0; k < t->row_count; k++) {
        struct bytes group = record_text(t, rows[k], "permission_group");
        if (kind_of(t, rows[k]) != DANGEROUS)
            continue;
        if (!any)
            html_class(p->h, TAG_DL, "groups");
        if (!any || !bytes_equal(group, last)) {
            if (any) {
                html_close(p->h, TAG_UL);
                html_close(p->h, TAG_DD);
            }
            html_open(p->h, TAG_DT);
            write_group_name(p, group);
            html_close(p->h, TAG_DT);
            html_open(p->h, TAG_DD);
            html_class(p->h, TAG_UL, "chips");
        }
        any = true;
        last = group;
        write_permission(p, t, rows[k]);
    }
    if (any) {
        html_close(p->h, TAG_UL);
        html_close(p->h, TAG_DD);
        html_close(p->h, TAG_DL);
    }
}

void page_write_permissions(const struct page *p)
{
    const struct record_table *t = record_table(p->record, "permissions");
    long long ordinary = 0;
    bool special = false;

    page_words(p, TAG_P, "intro", SAY_PERMISSIONS_INTRO);
    page_write_permission_groups(p);
    for (size_t i = 0; i < t->row_count; i++) {
        ordinary += kind_of(t, i) == ORDINARY && record_number(t, i, "declared") != 0;
        if (kind_of(t, i) != SPECIAL || record_number(t, i, "declared") == 0)
            continue;
        if (!special) {
            page_words(p, TAG_H3, NULL, SAY_SPECIAL);
            html_class(p->h, TAG_UL, "chips");
        }
        special = true;
        write_permission(p, t, i);
    }
    if (special)
        html_close(p->h, TAG_UL);
    if (ordinary > 0)
        page_tell_in(p, TAG_P, "quiet", SAY_ORDINARY, ordinary, 0, nothing());
}

/* --- components that others reach --- */

enum reach { UNREACHED, OPEN, GUARDED };

static enum reach reach_of(const struct record_table *t, size_t row)
{
    bool both = record_text(t, row, "read_permission").size > 0 && record_text(t, row, "write_permission").size > 0;

    if (record_number(t, row, "exported") == 0 || record_number(t, row, "enabled") == 0)
        return UNREACHED;
    return record_text(t, row, "permission").size > 0 || both ? GUARDED : OPEN;
}

bool page_exposed_applies(const struct page *p)
{
    return page_has(p, "components");
}

void page_write_exposed(const struct page *p)
{
    static const struct {
        const char *kind;
        enum say heading;
    } kinds[] = {{"provider", SAY_PROVIDER}, {"service", SAY_SERVICE}, {"receiver", SAY_RECEIVER}, {"activity", SAY_ACTIVITY}};
    const struct record_table *t = record_table(p->record, "components");
    long long counts[3] = {0};

    for (size_t i = 0; i < t->row_count; i++)
        counts[reach_of(t, i)]++;
    if (counts[OPEN] == 0)
        page_words(p, TAG_P, NULL, SAY_EXPOSED_NONE);
    else
        page_tell_in(p, TAG_P, NULL, SAY_EXPOSED_INTRO, counts[OPEN], 0, nothing());
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t shown = 0, more = 0;
        for (size_t i = 0; i < t->row_count; i++) {
            struct bytes kind = record_text(t, i, "kind");
            bool same = bytes_is(kind, kinds[k].kind) || (k == 3 && bytes_is(kind, "activity-alias"));
            if (!same || reach_of(t, i) != OPEN)
                continue;
            if (shown == SHOWN_COMPONENTS) {
                more++;
                continue;
            }
            if (shown++ == 0) {
                page_words(p, TAG_H3, NULL, kinds[k].heading);
                html_class(p->h, TAG_UL, "plain");
            }
            html_open(p->h, TAG_LI);
            html_open(p->h, TAG_CODE);
            html_text(p->h, record_text(t, i, "name"), TEXT_MOST);
            html_close(p->h, TAG_CODE);
            html_close(p->h, TAG_LI);
        }
        if (more > 0)
            page_tell_in(p, TAG_LI, "more", SAY_MORE_RECORD, (long long)more, 0, nothing());
        if (shown > 0)
            html_close(p->h, TAG_UL);
    }
    if (counts[GUARDED] > 0)
        page_tell_in(p, TAG_P, "quiet", SAY_GUARDED, counts[GUARDED], 0, nothing());
}
