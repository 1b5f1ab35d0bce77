/* The report on a fleet as a page: charts are SVG, each beside a table with the same figures. */
#include "base/limits.h"
#include "base/moment.h"
#include "base/version.h"
#include "fleet/fleet_report.h"
#include "fleet/verify_report.h"
#include "judge/html_document.h"
#include "judge/html_page.h"

enum { NAME_MOST = 200 };

enum phrase {
    KICKER, TITLE, VERIFIED, VIOLATED, EXCEPTED, UNKNOWN, ISSUED, RESULT_VIOLATED, RESULT_UNKNOWN, RESULT_VERIFIED, RESULT_EXCEPTED, DENOMINATOR, AS_OF, DAYS,
    FAMILIES, REASON, DEVICES, COPIES, OF, DEPARTMENTS, DEPARTMENT, UNSTATED, ALL, TREND, MOMENT, TREND_ALT, HOW, HOW_VERIFIED,
    HOW_VIOLATED, HOW_EXCEPTED, HOW_UNKNOWN, WEB, NETWORKS, NETWORKS_DOC, VERDICT, CASE, PLACE, ANSWERS, MADE, PHRASES
};

static const char *const phrases[PHRASES][2] = {
    [KICKER] = {"veto \xc2\xb7 fleet report", "veto \xc2\xb7 rapport sur la flotte"},
    [TITLE] = {"Is it really gone?", "A-t-elle vraiment disparu\xe2\x80\xaf?"},
    [VERIFIED] = {"verified", "v\xc3\xa9rifi\xc3\xa9s"},
    [VIOLATED] = {"violated", "enfreints"},
    [EXCEPTED] = {"excepted", "except\xc3\xa9s"},
    [UNKNOWN] = {"unknown", "inconnus"},
    [ISSUED] = {"issued", "remis"},
    [RESULT_VIOLATED] = {"Not removed everywhere", "Pas retir\xc3\xa9" "e partout"},
    [RESULT_UNKNOWN] = {"Not known to be removed everywhere", "On ne sait pas si elle est retir\xc3\xa9" "e partout"},
    [RESULT_VERIFIED] = {"Verified on every issued device", "V\xc3\xa9rifi\xc3\xa9 sur chaque appareil remis"},
    [RESULT_EXCEPTED] = {"Gone from every issued device but those that a case lets keep it", "Disparue de chaque appareil remis, sauf de ceux qu'un dossier autorise \xc3\xa0 la garder"},
    [DENOMINATOR] = {"Every figure is of the devices on the issued list; those that nobody manages are among them.",
                     "Chaque chiffre porte sur les appareils de la liste des appareils remis, y compris ceux que personne ne g\xc3\xa8re."},
    [AS_OF] = {"As of", "Au"},
    [DAYS] = {"oldest list accepted, in days:", "liste la plus ancienne accept\xc3\xa9" "e, en jours\xe2\x80\xaf:"},
    [FAMILIES] = {"By family", "Par famille"},
    [REASON] = {"Reason", "Motif"},
    [DEVICES] = {"Devices", "Appareils"},
    [COPIES] = {"Copies that are there, and those of versions that were evaluated:",
                "Copies pr\xc3\xa9sentes, et celles de versions \xc3\xa9valu\xc3\xa9" "es\xe2\x80\xaf:"},
    [OF] = {"of", "sur"},
    [DEPARTMENTS] = {"By department", "Par minist\xc3\xa8re"},
    [DEPARTMENT] = {"Department", "Minist\xc3\xa8re"},
    [UNSTATED] = {"(not stated)", "(non dit)"},
    [ALL] = {"In all", "En tout"},
    [TREND] = {"Over time", "Au fil du temps"},
    [MOMENT] = {"Moment", "Moment"},
    [TREND_ALT] = {"Each column is one moment, of all devices issued then; the table below has the same figures.",
                   "Chaque colonne est un moment, sur tous les appareils remis alors\xe2\x80\xaf; le tableau ci-dessous donne les m\xc3\xaames chiffres."},
    [HOW] = {"How to read this", "Comment lire ceci"},
    [HOW_VERIFIED] = {"Verified: the family is not on a list of apps that is complete, recent, of identifiers and of the whole device.",
                      "V\xc3\xa9rifi\xc3\xa9\xe2\x80\xaf: la famille n'est pas sur une liste d'applications compl\xc3\xa8te, r\xc3\xa9" "cente, d'identifiants et de tout l'appareil."},
    [HOW_VIOLATED] = {"Violated: it was seen there, and no such list of later date takes that back. Whether it can be opened is said apart.",
                      "Enfreint\xe2\x80\xaf: elle y a \xc3\xa9t\xc3\xa9 vue, et aucune liste pareille plus r\xc3\xa9" "cente ne le contredit. Qu'on puisse l'ouvrir est dit \xc3\xa0 part."},
    [HOW_EXCEPTED] = {"Excepted: it is there, and a case lets it stay: by an exception for a time, by a hold, or since the determination was revoked.",
                      "Except\xc3\xa9\xe2\x80\xaf: elle y est, et un dossier l'y admet\xe2\x80\xaf: par une exception pour un temps, par une mise en conservation, ou parce que la d\xc3\xa9" "cision a \xc3\xa9t\xc3\xa9 r\xc3\xa9voqu\xc3\xa9" "e."},
    [HOW_UNKNOWN] = {"Unknown: neither can be said, for the reason given. A device is violated when one family is on it, verified when all are verified.",
                     "Inconnu\xe2\x80\xaf: on ne peut dire ni l'un ni l'autre, pour le motif donn\xc3\xa9. Un appareil est enfreint si une famille y est, v\xc3\xa9rifi\xc3\xa9 si toutes le sont."},
    [WEB] = {"Web access is unknown for all: no list of apps says what a browser reaches, and a block in the office says nothing about a phone on the cellular network.",
             "L'acc\xc3\xa8s web est inconnu pour tous\xe2\x80\xaf: aucune liste d'applications ne dit ce qu'un navigateur atteint, et un blocage au bureau ne dit rien d'un t\xc3\xa9l\xc3\xa9phone sur le r\xc3\xa9seau cellulaire."},
    [NETWORKS] = {"Networks", "R\xc3\xa9seaux"},
    [NETWORKS_DOC] = {"What resolvers and firewalls answered when veto asked them, as a device there would. It says nothing about devices elsewhere.",
                      "Ce que r\xc3\xa9solveurs et pare-feu ont r\xc3\xa9pondu quand veto les a interrog\xc3\xa9s, comme le ferait un appareil qui s'y trouve. Cela ne dit rien des appareils qui sont ailleurs."},
    [VERDICT] = {"Verdict", "Verdict"},
    [CASE] = {"Case", "Dossier"},
    [PLACE] = {"Where", "O\xc3\xb9"},
    [ANSWERS] = {"Blocked, open, without an answer", "Bloqu\xc3\xa9s, ouverts, sans r\xc3\xa9ponse"},
    [MADE] = {"Made by veto", "Fait par veto"},
};

struct fleet_page {
    struct page page; /* of the writer: its language, its numbers, its bars */
    const struct fleet_report *report;
};

static const char *phrase(const struct fleet_page *p, enum phrase what)
{
    return phrases[what][p->page.language];
}

static void words(const struct fleet_page *p, enum tag tag, const char *class, enum phrase what)
{
    html_words(p->page.h, tag, class, phrase(p, what));
}

static void cell(const struct fleet_page *p, uint64_t n)
{
    html_class(p->page.h, TAG_TD, "n");
    page_number(&p->page, (long long)n);
    html_close(p->page.h, TAG_TD);
}

static void column_head(const struct fleet_page *p, enum phrase what)
{
    html_open(p->page.h, TAG_TH);
    html_attr_str(p->page.h, AT_SCOPE, "col");
    html_say(p->page.h, phrase(p, what));
    html_close(p->page.h, TAG_TH);
}

static void bar(const struct fleet_page *p, const uint64_t counts[VERDICT_WORDS], uint64_t whole)
{
    const struct bar bars[] = {{"done", (long long)counts[VERDICT_VERIFIED]}, {"gap", (long long)counts[VERDICT_VIOLATED]}, {"excepted", (long long)counts[VERDICT_EXCEPTED]}, {"unknown", (long long)counts[VERDICT_UNKNOWN]}};

    page_bar(&p->page, bars, sizeof bars / sizeof *bars, (long long)whole);
}

static void tile(const struct fleet_page *p, uint64_t n, enum phrase what)
{
    html_open(p->page.h, TAG_LI);
    html_open(p->page.h, TAG_STRONG);
    page_number(&p->page, (long long)n);
    html_close(p->page.h, TAG_STRONG);
    html_say(p->page.h, " ");
    words(p, TAG_SPAN, NULL, what);
    html_close(p->page.h, TAG_LI);
}

static void key(const struct fleet_page *p)
{
    static const char *const swatches[] = {"swatch sw-done", "swatch sw-gap", "swatch sw-excepted", "swatch sw-unknown"};
    static const enum phrase what[] = {VERIFIED, VIOLATED, EXCEPTED, UNKNOWN};

    html_class(p->page.h, TAG_UL, "key");
    for (int i = 0; i < VERDICT_WORDS; i++) {
        html_open(p->page.h, TAG_LI);
        html_class(p->page.h, TAG_SPAN, swatches[i]);
        html_close(p->page.h, TAG_SPAN);
        html_say(p->page.h, phrase(p, what[i]));
        html_close(p->page.h, TAG_LI);
    }
    html_close(p->page.h, TAG_UL);
}

static void open_section(const struct fleet_page *p, const char *name, enum phrase heading)
{
    struct html *h = p->page.h;

    html_open(h, TAG_SECTION);
    html_ref(h, AT_LABELLEDBY, p->page.prefix, name, 0);
    html_open(h, TAG_H2);
    html_ref(h, AT_ID, p->page.prefix, name, 0);
    html_say(h, phrase(p, heading));
    html_close(h, TAG_H2);
}

/* A table that scrolls sideways; no two of a page have the same label. */
static void open_table(const struct fleet_page *p, struct bytes label, const enum phrase *heads, size_t count)
{
    struct html *h = p->page.h;

    html_class(h, TAG_DIV, "scroll");
    html_attr_str(h, AT_ROLE, "region");
    html_attr(h, AT_ARIA_LABEL, label);
    html_attr_str(h, AT_TABINDEX, "0");
    html_class(h, TAG_TABLE, "rows");
    html_open(h, TAG_THEAD);
    html_open(h, TAG_TR);
    for (size_t i = 0; i < count; i++)
        column_head(p, heads[i]);
    html_close(h, TAG_TR);
    html_close(h, TAG_THEAD);
    html_open(h, TAG_TBODY);
}

static void close_table(const struct fleet_page *p)
{
    html_close(p->page.h, TAG_TBODY);
    html_close(p->page.h, TAG_TABLE);
    html_close(p->page.h, TAG_DIV);
}

static void row_head(const struct fleet_page *p, struct bytes name)
{
    html_open(p->page.h, TAG_TH);
    html_attr_str(p->page.h, AT_SCOPE, "row");
    html_text(p->page.h, name, NAME_MOST);
}

/* --- parts --- */

static void write_header(const struct fleet_page *p)
{
    static const char *const classes[] = {"result r3", "result r0", "result r1", "result r3"};
    static const enum phrase results[] = {RESULT_VERIFIED, RESULT_VIOLATED, RESULT_UNKNOWN, RESULT_EXCEPTED};
    const struct verify_total *t = p->report->now;
    int result = t->all.words[VERDICT_VIOLATED] > 0 ? 1 : t->all.words[VERDICT_UNKNOWN] > 0 ? 2 : t->all.words[VERDICT_EXCEPTED] > 0 ? 3 : 0;
    struct html *h = p->page.h;
    char time[MOMENT_SIZE];

    moment_format(t->as_of, time);
    html_open(h, TAG_HEADER);
    words(p, TAG_P, "kicker", KICKER);
    words(p, TAG_H1, NULL, TITLE);
    html_class(h, TAG_P, "who");
    html_say(h, phrase(p, AS_OF));
    html_say(h, " ");
    html_say(h, time);
    html_say(h, "; ");
    html_say(h, phrase(p, DAYS));
    html_say(h, " ");
    page_number(&p->page, t->accepted / 86400);
    html_say(h, ".");
    html_close(h, TAG_P);
    html_class(h, TAG_DIV, classes[result]);
    html_open(h, TAG_DIV);
    words(p, TAG_P, "word", results[result]);
    words(p, TAG_P, NULL, DENOMINATOR);
    html_close(h, TAG_DIV);
    html_close(h, TAG_DIV);
    html_class(h, TAG_UL, "tiles");
    tile(p, t->all.devices, ISSUED);
    tile(p, t->all.words[VERDICT_VERIFIED], VERIFIED);
    tile(p, t->all.words[VERDICT_VIOLATED], VIOLATED);
    if (t->all.words[VERDICT_EXCEPTED] > 0)
        tile(p, t->all.words[VERDICT_EXCEPTED], EXCEPTED);
    tile(p, t->all.words[VERDICT_UNKNOWN], UNKNOWN);
    html_close(h, TAG_UL);
    bar(p, t->all.words, t->all.devices);
    key(p);
    html_close(h, TAG_HEADER);
}

static void write_reason(const struct fleet_page *p, enum verdict_reason r, uint64_t n, uint64_t whole)
{
    static const char *const classes[] = {"done", "gap", "excepted", "unknown"};
    const struct bar one[] = {{classes[verdict_reason_word(r)], (long long)n}};

    html_open(p->page.h, TAG_TR);
    html_open(p->page.h, TAG_TH);
    html_attr_str(p->page.h, AT_SCOPE, "row");
    html_say(p->page.h, verdict_word_say(p->page.language, verdict_reason_word(r)));
    html_say(p->page.h, p->page.language == FRENCH ? "\xe2\x80\xaf: " : ": ");
    html_say(p->page.h, verdict_reason_say(p->page.language, r));
    page_bar(&p->page, one, 1, (long long)whole);
    html_close(p->page.h, TAG_TH);
    cell(p, n);
    html_close(p->page.h, TAG_TR);
}

static void write_families(const struct fleet_page *p)
{
    static const enum phrase heads[] = {REASON, DEVICES};
    const struct verify_total *t = p->report->now;
    struct html *h = p->page.h;

    open_section(p, "families", FAMILIES);
    for (size_t f = 0; f < t->families->count; f++) {
        const struct verify_count *c = &t->all.families[f];
        uint64_t counts[VERDICT_WORDS];
        const struct bytes name = p->page.language == FRENCH ? t->families->rows[f].name_fr : t->families->rows[f].name_en;
        for (int w = 0; w < VERDICT_WORDS; w++)
            counts[w] = verify_word(c, (enum verdict_word)w);
        html_open(h, TAG_H3);
        html_text(h, name, NAME_MOST);
        html_close(h, TAG_H3);
        bar(p, counts, verify_devices(c));
        open_table(p, name, heads, 2);
        for (int r = 0; r < VERDICT_REASONS; r++)
            if (c->reasons[r] > 0)
                write_reason(p, (enum verdict_reason)r, c->reasons[r], verify_devices(c));
        close_table(p);
        if (c->copies == 0)
            continue;
        html_class(h, TAG_P, "quiet");
        html_say(h, phrase(p, COPIES));
        html_say(h, " ");
        page_number(&p->page, (long long)c->evaluated);
        html_say(h, " ");
        html_say(h, phrase(p, OF));
        html_say(h, " ");
        page_number(&p->page, (long long)c->copies);
        html_say(h, ".");
        html_close(h, TAG_P);
    }
    html_close(h, TAG_SECTION);
}

static void write_figures(const struct fleet_page *p, const struct verify_department *d)
{
    cell(p, d->devices);
    for (int w = 0; w < VERDICT_WORDS; w++)
        cell(p, d->words[w]);
    html_close(p->page.h, TAG_TR);
}

static void write_departments(const struct fleet_page *p)
{
    static const enum phrase heads[] = {DEPARTMENT, ISSUED, VERIFIED, VIOLATED, EXCEPTED, UNKNOWN};
    const struct verify_total *t = p->report->now;

    open_section(p, "departments", DEPARTMENTS);
    open_table(p, bytes_str(phrase(p, DEPARTMENT)), heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < t->department_count; i++) {
        const struct verify_department *d = &t->departments[i];
        html_open(p->page.h, TAG_TR);
        row_head(p, d->name.size > 0 ? d->name : bytes_str(phrase(p, UNSTATED)));
        bar(p, d->words, d->devices);
        html_close(p->page.h, TAG_TH);
        write_figures(p, d);
    }
    html_open(p->page.h, TAG_TR);
    row_head(p, bytes_str(phrase(p, ALL)));
    bar(p, t->all.words, t->all.devices);
    html_close(p->page.h, TAG_TH);
    write_figures(p, &t->all);
    close_table(p);
    html_close(p->page.h, TAG_SECTION);
}

/* Columns of parts, one a moment, each as high as the whole. */
static void write_columns(const struct fleet_page *p)
{
    enum { WIDTH = 1000, HEIGHT = 200 };
    static const char *const classes[] = {"done", "gap", "excepted", "unknown"};
    struct html *h = p->page.h;
    size_t count = p->report->past_count;
    long long step = WIDTH / (long long)count;

    html_class(h, TAG_SVG, "bar columns-chart");
    html_attr_str(h, AT_VIEWBOX, "0 0 1000 200");
    html_attr_str(h, AT_ASPECT, "none");
    html_attr_str(h, AT_ARIA_HIDDEN, "true");
    for (size_t i = 0; i < count; i++) {
        const struct verify_department *d = &p->report->past[i].all;
        uint64_t done = 0;
        for (int w = 0; w < VERDICT_WORDS && d->devices > 0; w++) {
            long long bottom = (long long)(done * HEIGHT / d->devices), top;
            done += d->words[w];
            top = (long long)(done * HEIGHT / d->devices);
            if (d->words[w] == 0)
                continue;
            html_class(h, TAG_RECT, classes[w]);
            html_attr_number(h, AT_X, (long long)i * step);
            html_attr_number(h, AT_Y, HEIGHT - (top == bottom ? bottom + 1 : top));
            html_attr_number(h, AT_WIDTH, step - step / 8);
            html_attr_number(h, AT_HEIGHT, top == bottom ? 1 : top - bottom);
            html_close(h, TAG_RECT);
        }
    }
    html_close(h, TAG_SVG);
}

static void write_trend(const struct fleet_page *p)
{
    static const enum phrase heads[] = {MOMENT, ISSUED, VERIFIED, VIOLATED, EXCEPTED, UNKNOWN};

    if (p->report->past_count < 2)
        return;
    open_section(p, "trend", TREND);
    words(p, TAG_P, "quiet", TREND_ALT);
    write_columns(p);
    key(p);
    open_table(p, bytes_str(phrase(p, MOMENT)), heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < p->report->past_count; i++) {
        char time[MOMENT_SIZE];
        moment_format(p->report->past[i].as_of, time);
        html_open(p->page.h, TAG_TR);
        row_head(p, bytes_str(time));
        html_close(p->page.h, TAG_TH);
        write_figures(p, &p->report->past[i].all);
    }
    close_table(p);
    html_close(p->page.h, TAG_SECTION);
}

/* What is kept of apps that are nobody's business, and until when. */
static void write_keepings(const struct fleet_page *p)
{
    const struct verify_total *t = p->report->now;
    struct buf line;

    buf_init(&line, LIMIT_STATEMENT);
    for (size_t i = 0; i < t->keepings->count; i++) {
        buf_reset(&line);
        verify_write_keeping(&line, &t->keepings->rows[i], t->as_of, p->page.language);
        buf_str(&line, ".");
        html_open(p->page.h, TAG_P);
        html_text(p->page.h, buf_bytes(&line), LIMIT_STATEMENT);
        html_close(p->page.h, TAG_P);
    }
    buf_free(&line);
}

static void text_cell(const struct fleet_page *p, struct bytes text)
{
    html_class(p->page.h, TAG_TD, "whole");
    html_text(p->page.h, text, NAME_MOST);
    html_close(p->page.h, TAG_TD);
}

static void write_network(const struct fleet_page *p, const struct position *row)
{
    enum language l = p->page.language;
    char time[MOMENT_SIZE] = "";
    struct buf line;

    buf_init(&line, LIMIT_STATEMENT);
    html_open(p->page.h, TAG_TR);
    buf_printf(&line, l == FRENCH ? "%s\xe2\x80\xaf: %s" : "%s: %s", verdict_word_say(l, position_reason_word(row->reason)), position_reason_say(l, row->reason));
    row_head(p, buf_bytes(&line));
    html_close(p->page.h, TAG_TH);
    text_cell(p, row->matter);
    buf_reset(&line);
    buf_add(&line, row->plane);
    buf_str(&line, " ");
    buf_add(&line, row->server);
    if (row->source.size > 0) {
        buf_str(&line, l == FRENCH ? " depuis " : " from ");
        buf_add(&line, row->source);
    }
    text_cell(p, buf_bytes(&line));
    buf_reset(&line);
    buf_printf(&line, "%llu, %llu, %llu", (unsigned long long)row->blocked, (unsigned long long)row->opened, (unsigned long long)row->unanswered);
    text_cell(p, buf_bytes(&line));
    if (row->time > 0)
        moment_format(row->time, time);
    text_cell(p, bytes_str(time));
    html_close(p->page.h, TAG_TR);
    buf_free(&line);
}

/* What each position of the network answered; none where nothing was asked. */
static void write_networks(const struct fleet_page *p)
{
    static const enum phrase heads[] = {VERDICT, CASE, PLACE, ANSWERS, MOMENT};
    const struct positions *all = p->report->networks;

    if (all == NULL || all->count == 0)
        return;
    open_section(p, "networks", NETWORKS);
    words(p, TAG_P, "quiet", NETWORKS_DOC);
    open_table(p, bytes_str(phrase(p, NETWORKS)), heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < all->count; i++)
        write_network(p, &all->rows[i]);
    close_table(p);
    html_close(p->page.h, TAG_SECTION);
}

static void write_how(const struct fleet_page *p)
{
    static const enum phrase lines[] = {HOW_VERIFIED, HOW_VIOLATED, HOW_EXCEPTED, HOW_UNKNOWN, WEB};

    open_section(p, "how", HOW);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        words(p, TAG_P, NULL, lines[i]);
    write_keepings(p);
    html_close(p->page.h, TAG_SECTION);
}

static void write_title(struct html *h, const void *context)
{
    const struct fleet_report *r = context;

    html_say(h, phrases[KICKER][r->language]);
}

static void write_article(struct html *h, enum language language, const char *prefix, const void *context)
{
    const struct fleet_page p = {.page = {.h = h, .language = language, .prefix = prefix, .began = h->out->size}, .report = context};

    write_header(&p);
    clocks_page(h, p.report->clocks, language, prefix);
    write_families(&p);
    write_departments(&p);
    write_networks(&p);
    write_trend(&p);
    write_how(&p);
    html_open(h, TAG_FOOTER);
    html_open(h, TAG_P);
    html_say(h, phrase(&p, MADE));
    html_say(h, " " VETO_VERSION ".");
    html_close(h, TAG_P);
    html_close(h, TAG_FOOTER);
}

bool fleet_report_html(struct buf *out, const struct fleet_report *r)
{
    const struct html_document d = {r->language, NULL, write_title, write_article, r};

    return html_document_write(out, &d);
}
