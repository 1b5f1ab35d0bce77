/*
 * The HTML standard (WHATWG), "Elements of HTML": categories and content
 * models, as far as the report needs them. A <p> takes phrasing only, a <tr>
 * cells only, and so on; "Parsing" says that text in a <style> is raw, so the
 * one style sheet may not hold "</".
 */
#include "judge/html.h"

#include <stdio.h>

#include "base/text.h"

enum {
    FLOW = 1 << 0,
    PHRASING = 1 << 1,
    METADATA = 1 << 2,
    ITEM = 1 << 3,
    TERM = 1 << 4,
    ROWS = 1 << 5, /* thead, tbody */
    ROW = 1 << 6,
    CELL = 1 << 7,
    SUMMARY = 1 << 8,
    CAPTION = 1 << 9,
    DRAWING = 1 << 10,
    ROOT = 1 << 11,
    TEXT = 1 << 12,
    BODY = 1 << 13,
    RAW = 1 << 14, /* text as it is: the style sheet */
    ALONE = 1 << 15, /* no end tag */
    SLASHED = 1 << 16, /* a foreign element that is closed in its start tag */
};

struct kind {
    const char *name;
    unsigned is, takes;
};

enum { TAG_LONGEST = 12 }; /* of a name */

static const struct kind kinds[TAGS] = {
    [TAG_HTML] = {"html", ROOT, BODY},
    [TAG_HEAD] = {"head", BODY, METADATA},
    [TAG_META] = {"meta", METADATA | ALONE, 0},
    [TAG_TITLE] = {"title", METADATA, TEXT},
    [TAG_STYLE] = {"style", METADATA, RAW},
    [TAG_BODY] = {"body", BODY, FLOW},
    [TAG_MAIN] = {"main", FLOW, FLOW | PHRASING},
    [TAG_ARTICLE] = {"article", FLOW, FLOW},
    [TAG_HEADER] = {"header", FLOW, FLOW | PHRASING},
    [TAG_NAV] = {"nav", FLOW, FLOW},
    [TAG_SECTION] = {"section", FLOW, FLOW | PHRASING},
    [TAG_FOOTER] = {"footer", FLOW, FLOW},
    [TAG_DIV] = {"div", FLOW, FLOW | PHRASING | TEXT},
    [TAG_H1] = {"h1", FLOW, PHRASING | TEXT},
    [TAG_H2] = {"h2", FLOW, PHRASING | TEXT},
    [TAG_H3] = {"h3", FLOW, PHRASING | TEXT},
    [TAG_P] = {"p", FLOW, PHRASING | TEXT},
    [TAG_PRE] = {"pre", FLOW, PHRASING | TEXT},
    [TAG_UL] = {"ul", FLOW, ITEM},
    [TAG_OL] = {"ol", FLOW, ITEM},
    [TAG_LI] = {"li", ITEM, FLOW | PHRASING | TEXT},
    [TAG_DL] = {"dl", FLOW, TERM},
    [TAG_DT] = {"dt", TERM, PHRASING | TEXT},
    [TAG_DD] = {"dd", TERM, FLOW | PHRASING | TEXT},
    [TAG_DETAILS] = {"details", FLOW, SUMMARY | FLOW},
    [TAG_SUMMARY] = {"summary", SUMMARY, PHRASING | TEXT},
    [TAG_TABLE] = {"table", FLOW, ROWS | CAPTION},
    [TAG_CAPTION] = {"caption", CAPTION, PHRASING | TEXT},
    [TAG_THEAD] = {"thead", ROWS, ROW},
    [TAG_TBODY] = {"tbody", ROWS, ROW},
    [TAG_TR] = {"tr", ROW, CELL},
    [TAG_TH] = {"th", CELL, PHRASING | TEXT},
    [TAG_TD] = {"td", CELL, FLOW | PHRASING | TEXT},
    [TAG_A] = {"a", PHRASING, PHRASING | TEXT},
    [TAG_SPAN] = {"span", PHRASING, PHRASING | TEXT},
    [TAG_STRONG] = {"strong", PHRASING, PHRASING | TEXT},
    [TAG_CODE] = {"code", PHRASING, PHRASING | TEXT},
    [TAG_BDI] = {"bdi", PHRASING, PHRASING | TEXT},
    [TAG_LABEL] = {"label", PHRASING, PHRASING | TEXT},
    [TAG_INPUT] = {"input", PHRASING | ALONE, 0},
    [TAG_SVG] = {"svg", PHRASING, DRAWING},
    [TAG_SVG_TITLE] = {"title", DRAWING, TEXT},
    [TAG_RECT] = {"rect", DRAWING | SLASHED, 0},
    [TAG_CIRCLE] = {"circle", DRAWING | SLASHED, 0},
    [TAG_PATH] = {"path", DRAWING | SLASHED, 0},
};

static const char *const attributes[ATS] = {
    [AT_CLASS] = "class",
    [AT_LANG] = "lang",
    [AT_TYPE] = "type",
    [AT_NAME] = "name",
    [AT_CHECKED] = "checked",
    [AT_OPEN] = "open",
    [AT_AUTOCOMPLETE] = "autocomplete",
    [AT_CHARSET] = "charset",
    [AT_CONTENT] = "content",
    [AT_HTTP_EQUIV] = "http-equiv",
    [AT_SCOPE] = "scope",
    [AT_ROLE] = "role",
    [AT_TABINDEX] = "tabindex",
    [AT_ARIA_LABEL] = "aria-label",
    [AT_ARIA_HIDDEN] = "aria-hidden",
    [AT_DIR] = "dir",
    [AT_ID] = "id",
    [AT_HREF] = "href",
    [AT_FOR] = "for",
    [AT_LABELLEDBY] = "aria-labelledby",
    [AT_VIEWBOX] = "viewBox",
    [AT_WIDTH] = "width",
    [AT_HEIGHT] = "height",
    [AT_X] = "x",
    [AT_Y] = "y",
    [AT_RX] = "rx",
    [AT_CX] = "cx",
    [AT_CY] = "cy",
    [AT_R] = "r",
    [AT_D] = "d",
    [AT_ASPECT] = "preserveAspectRatio",
};

static const struct kind *top(const struct html *h)
{
    return h->depth == 0 ? NULL : &kinds[h->stack[h->depth - 1]];
}

static void wrong(struct html *h)
{
    h->wrong = true;
    h->out->failed = true;
}

/* Ends the start tag, if it is still open. */
static void settle(struct html *h)
{
    if (h->starting)
        buf_u8(h->out, '>');
    h->starting = false;
}

/* "</NAME", with what stands before and behind it, at once: pages are mostly tags. */
static void put_tag(struct html *h, const char *before, const struct kind *k, const char *behind)
{
    uint8_t tag[TAG_LONGEST + 8];
    size_t size = 0;

    for (const char *c = before; *c != 0; c++)
        tag[size++] = (uint8_t)*c;
    for (const char *c = k->name; *c != 0 && size < TAG_LONGEST + 4; c++)
        tag[size++] = (uint8_t)*c;
    for (const char *c = behind; *c != 0; c++)
        tag[size++] = (uint8_t)*c;
    buf_add(h->out, bytes_of(tag, size));
}

#define EACH 0x0101010101010101u

/* Bytes of a word that are zero; what else is in it may make a byte above one look so too. */
static uint64_t zeros(uint64_t word)
{
    return (word - EACH) & ~word & EACH << 7;
}

/* Whether eight bytes are printable ASCII that means nothing in markup. */
static bool all_plain(uint64_t word)
{
    return ((word & EACH << 7) | ((word - EACH * 0x20) & ~word & EACH << 7) | zeros(word ^ EACH * 0x7f) | zeros(word ^ EACH * '&') |
            zeros(word ^ EACH * '<') | zeros(word ^ EACH * '>') | zeros(word ^ EACH * '"') | zeros(word ^ EACH * '\'') |
            zeros(word ^ EACH * '\\')) == 0;
}

/* The one escaping writer: characters that act as text_show() writes them, those of markup as references. */
static void escape(struct html *h, struct bytes text)
{
    static const char *const references[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    size_t from = 0, at = 0;

    while (at < text.size) {
        uint8_t c = text.data[at];
        struct bytes run;
        bool plain = c >= 0x20 && c < 0x7f && c != '\\' && references[c] == NULL;
        struct bytes two;
        if (plain) {
            at++;
            while (bytes_has(text, at, 8) && all_plain(bytes_load64(&text.data[at])))
                at += 8;
            continue;
        }
        /* letters with accents, U+00C0 to U+027F, which none of those that act is among */
        if (c >= 0xc3 && c <= 0xc9 && bytes_slice(text, at, 2, &two) && (two.data[1] & 0xc0) == 0x80) {
            at += 2;
            continue;
        }
        bytes_slice(text, from, at - from, &run);
        buf_add(h->out, run);
        from = at;
        if (c < 0x80 && references[c] != NULL) {
            buf_str(h->out, references[c]);
            at++;
        } else {
            struct bytes one;
            /* a backslash is looked at with what follows, as text_show() does */
            if (c == '\\')
                at++;
            else
                text_next(text, &at);
            if (c == '\\' && bytes_starts(bytes_from(text, from), BYTES("\\u{")))
                buf_str(h->out, "\\u{5c}");
            else if (bytes_slice(text, from, at - from, &one))
                text_show(h->out, one);
        }
        from = at;
    }
    buf_add(h->out, bytes_from(text, from));
}

void html_begin(struct html *h, struct buf *out)
{
    *h = (struct html){.out = out};
    buf_str(out, "<!DOCTYPE html>\n");
}

bool html_end(struct html *h)
{
    if (h->depth != 0)
        wrong(h);
    buf_u8(h->out, '\n');
    return !h->wrong && !h->out->failed;
}

/* Whether an element may stand where the writer is: what an <a> takes is what its parent takes, without another <a>. */
static bool fits(const struct html *h, enum tag tag)
{
    const struct kind *k = &kinds[tag], *parent = top(h);

    if (parent == NULL)
        return (k->is & ROOT) != 0;
    if (tag == TAG_A || tag == TAG_MAIN || tag == TAG_LABEL || tag == TAG_BDI)
        for (unsigned i = 0; i < h->depth; i++)
            if (h->stack[i] == tag)
                return false;
    return (parent->takes & k->is) != 0;
}

void html_open(struct html *h, enum tag tag)
{
    bool line;

    if (h->depth == HTML_DEPTH || !fits(h, tag)) {
        wrong(h);
        return;
    }
    line = (kinds[tag].is & (FLOW | METADATA | ITEM | TERM | ROWS | ROW | BODY)) != 0;
    put_tag(h, h->starting ? line ? ">\n<" : "><" : line ? "\n<" : "<", &kinds[tag], "");
    h->stack[h->depth++] = tag;
    h->starting = true;
}

void html_close(struct html *h, enum tag tag)
{
    if (h->depth == 0 || h->stack[h->depth - 1] != tag) {
        wrong(h);
        return;
    }
    if ((kinds[tag].is & SLASHED) != 0 && h->starting) {
        buf_str(h->out, "/>");
    } else {
        if ((kinds[tag].is & ALONE) == 0)
            put_tag(h, h->starting ? "></" : "</", &kinds[tag], ">");
        else
            settle(h);
    }
    h->starting = false;
    h->depth--;
}

static bool attribute(struct html *h, enum attribute a)
{
    if (!h->starting) {
        wrong(h);
        return false;
    }
    buf_u8(h->out, ' ');
    buf_str(h->out, attributes[a]);
    return true;
}

void html_attr(struct html *h, enum attribute a, struct bytes value)
{
    if (a == AT_ID || a == AT_HREF || a == AT_FOR || a == AT_LABELLEDBY) {
        wrong(h);
        return;
    }
    if (!attribute(h, a) || value.data == NULL)
        return;
    buf_str(h->out, "=\"");
    escape(h, value);
    buf_u8(h->out, '"');
}

void html_attr_str(struct html *h, enum attribute a, const char *value)
{
    html_attr(h, a, value == NULL ? bytes_of(NULL, 0) : bytes_str(value));
}

void html_attr_number(struct html *h, enum attribute a, long long value)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", value);
    html_attr_str(h, a, text);
}

void html_ref(struct html *h, enum attribute a, const char *prefix, const char *name, size_t n)
{
    if (a != AT_ID && a != AT_HREF && a != AT_FOR && a != AT_LABELLEDBY) {
        wrong(h);
        return;
    }
    for (const char *c = name; *c != 0; c++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *c) == NULL) {
            wrong(h);
            return;
        }
    if (!attribute(h, a))
        return;
    buf_printf(h->out, "=\"%s%s-%s", a == AT_HREF ? "#" : "", prefix, name);
    if (n != 0)
        buf_printf(h->out, "-%zu", n);
    buf_u8(h->out, '"');
}

/* Text goes where the element takes it. */
static bool take_text(struct html *h)
{
    const struct kind *k = top(h);

    if (k == NULL || (k->takes & (TEXT | RAW)) == 0) {
        wrong(h);
        return false;
    }
    settle(h);
    return true;
}

void html_say(struct html *h, const char *words)
{
    struct bytes text = bytes_str(words);

    if (!take_text(h))
        return;
    if ((top(h)->takes & RAW) == 0)
        escape(h, text);
    else if (bytes_search(text, BYTES("</"), 0) != text.size)
        wrong(h);
    else
        buf_add(h->out, text);
}

void html_number(struct html *h, long long value)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", value);
    html_say(h, text);
}

void html_text_bare(struct html *h, struct bytes text, size_t most)
{
    struct bytes shown = text;

    if (!take_text(h))
        return;
    if ((top(h)->takes & RAW) != 0) {
        wrong(h);
        return;
    }
    if (most > 0 && text.size > most) {
        size_t at = 0, end = 0;
        while (at < most) { /* whole characters */
            end = at;
            text_next(text, &at);
        }
        bytes_slice(text, 0, at == most ? at : end, &shown);
    }
    escape(h, shown);
    if (shown.size < text.size)
        buf_printf(h->out, "\xe2\x80\xa6 [%zu]", text.size);
}

void html_text(struct html *h, struct bytes text, size_t most)
{
    html_open(h, TAG_BDI);
    html_text_bare(h, text, most);
    html_close(h, TAG_BDI);
}

void html_class(struct html *h, enum tag tag, const char *class)
{
    html_open(h, tag);
    if (class != NULL)
        html_attr_str(h, AT_CLASS, class);
}

void html_words(struct html *h, enum tag tag, const char *class, const char *words)
{
    html_class(h, tag, class);
    html_say(h, words);
    html_close(h, tag);
}
