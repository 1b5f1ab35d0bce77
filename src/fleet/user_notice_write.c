/* Notices to users as text and as a page. */
#include "base/text.h"
#include "fleet/user_notice.h"
#include "judge/html_document.h"

void user_notice_text(struct buf *out, const struct user_notice *n)
{
    unsigned step = 0;

    for (size_t i = 0; i < n->count; i++) {
        const struct user_line *line = &n->lines[i];
        enum user_form before = i > 0 ? n->lines[i - 1].form : USER_KICKER;
        if (i > 0 && before != USER_HEAD && (line->form < USER_ITEM || line->form != before))
            buf_str(out, "\n");
        step = line->form == USER_STEP ? step + 1 : 0;
        if (line->form == USER_ITEM)
            buf_str(out, "- ");
        else if (line->form == USER_STEP)
            buf_printf(out, "%u. ", step);
        text_show(out, line->text);
        buf_str(out, "\n");
    }
}

/* --- the page --- */

struct writing {
    struct html *h;
    const char *prefix;
    size_t sections;
    enum user_form open; /* USER_ITEM or USER_STEP while a list is open */
};

static void put(struct html *h, enum tag tag, const char *class, struct bytes text)
{
    html_class(h, tag, class);
    html_text(h, text, 0);
    html_close(h, tag);
}

/* Ends a list that the next line is no part of. */
static void close_list(struct writing *w, enum user_form next)
{
    if (w->open != USER_SAY && w->open != next) {
        html_close(w->h, w->open == USER_STEP ? TAG_OL : TAG_UL);
        w->open = USER_SAY;
    }
}

static void open_section(struct writing *w, struct bytes heading)
{
    if (w->sections > 0)
        html_close(w->h, TAG_SECTION);
    w->sections++;
    html_open(w->h, TAG_SECTION);
    html_ref(w->h, AT_LABELLEDBY, w->prefix, "part", w->sections);
    html_open(w->h, TAG_H2);
    html_ref(w->h, AT_ID, w->prefix, "part", w->sections);
    html_text(w->h, heading, 0);
    html_close(w->h, TAG_H2);
}

static void put_line(struct writing *w, const struct user_line *line)
{
    close_list(w, line->form);
    switch (line->form) {
    case USER_KICKER:
        put(w->h, TAG_P, "kicker", line->text);
        break;
    case USER_TITLE:
        put(w->h, TAG_H1, NULL, line->text);
        break;
    case USER_HEAD:
        open_section(w, line->text);
        break;
    case USER_SAY:
        put(w->h, TAG_P, NULL, line->text);
        break;
    case USER_ITEM:
    case USER_STEP:
        if (w->open == USER_SAY)
            html_open(w->h, line->form == USER_STEP ? TAG_OL : TAG_UL);
        w->open = line->form;
        put(w->h, TAG_LI, NULL, line->text);
        break;
    }
}

struct page_of {
    const struct user_notice *notices; /* by enum language */
    enum language first;
};

static void write_title(struct html *h, const void *context)
{
    const struct page_of *p = context;
    const struct user_notice *n = &p->notices[p->first];

    for (size_t i = 0; i < n->count; i++)
        if (n->lines[i].form == USER_TITLE)
            html_text_bare(h, n->lines[i].text, 0);
}

static void write_article(struct html *h, enum language language, const char *prefix, const void *context)
{
    const struct page_of *p = context;
    const struct user_notice *n = &p->notices[language];
    struct writing w = {.h = h, .prefix = prefix, .open = USER_SAY};

    for (size_t i = 0; i < n->count; i++)
        put_line(&w, &n->lines[i]);
    close_list(&w, USER_SAY);
    if (w.sections > 0)
        html_close(h, TAG_SECTION);
}

bool user_notice_page(struct buf *out, const struct user_notice notices[2], enum language first)
{
    const struct page_of context = {notices, first};
    const struct html_document d = {first, NULL, write_title, write_article, &context};

    return html_document_write(out, &d);
}
