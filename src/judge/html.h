/*
 * Writes HTML that cannot be malformed: elements and attributes are rows of
 * tables that say what goes into what, everything between tags goes through
 * one escaping writer, and there is no way to write markup as text. What
 * would not be valid makes the writer fail; html_end() tells.
 *
 * Untrusted text is shown, never obeyed: characters that act (controls,
 * bidirectional overrides, zero width) appear as \u{hex}, as on a terminal,
 * and each text is isolated (<bdi>), so that its direction stays inside it.
 */
#ifndef VETO_JUDGE_HTML_H
#define VETO_JUDGE_HTML_H

#include "base/buf.h"

enum tag {
    TAG_HTML, TAG_HEAD, TAG_META, TAG_TITLE, TAG_STYLE, TAG_BODY,
    TAG_MAIN, TAG_ARTICLE, TAG_HEADER, TAG_NAV, TAG_SECTION, TAG_FOOTER, TAG_DIV,
    TAG_H1, TAG_H2, TAG_H3, TAG_P, TAG_PRE, TAG_UL, TAG_OL, TAG_LI, TAG_DL, TAG_DT, TAG_DD,
    TAG_DETAILS, TAG_SUMMARY, TAG_TABLE, TAG_CAPTION, TAG_THEAD, TAG_TBODY, TAG_TR, TAG_TH, TAG_TD,
    TAG_A, TAG_SPAN, TAG_STRONG, TAG_CODE, TAG_BDI, TAG_LABEL, TAG_INPUT,
    TAG_SVG, TAG_SVG_TITLE, TAG_RECT, TAG_CIRCLE, TAG_PATH,
    TAGS
};

enum attribute {
    AT_CLASS, AT_LANG, AT_TYPE, AT_NAME, AT_CHECKED, AT_OPEN, AT_AUTOCOMPLETE, AT_CHARSET,
    AT_CONTENT, AT_HTTP_EQUIV, AT_SCOPE, AT_ROLE, AT_TABINDEX, AT_ARIA_LABEL, AT_ARIA_HIDDEN,
    AT_DIR,
    /* the next take html_ref() only: names within the document */
    AT_ID, AT_HREF, AT_FOR, AT_LABELLEDBY,
    /* drawing */
    AT_VIEWBOX, AT_WIDTH, AT_HEIGHT, AT_X, AT_Y, AT_RX, AT_CX, AT_CY, AT_R, AT_D,
    AT_ASPECT,
    ATS
};

enum { HTML_DEPTH = 32 };

struct html {
    struct buf *out;
    enum tag stack[HTML_DEPTH];
    unsigned depth;
    bool starting; /* the start tag is still open for attributes */
    bool wrong;
};

/* Begins a document: the doctype. */
void html_begin(struct html *h, struct buf *out);
/* Whether all is closed and nothing was wrong; otherwise the buffer has failed. */
bool html_end(struct html *h);

/* An element goes where its row and that of its parent allow it. An empty one (meta, input, rect) is closed too. */
void html_open(struct html *h, enum tag tag);
void html_close(struct html *h, enum tag tag);
/* Attributes of the element just opened, before anything is put into it. The value may be untrusted. */
void html_attr(struct html *h, enum attribute a, struct bytes value);
void html_attr_str(struct html *h, enum attribute a, const char *value);
void html_attr_number(struct html *h, enum attribute a, long long value);
/* "PREFIX-NAME", "PREFIX-NAME-N" when n is not 0; a "#" before it for href. Names are [a-z0-9-]. */
void html_ref(struct html *h, enum attribute a, const char *prefix, const char *name, size_t n);

/* Words of the program. */
void html_say(struct html *h, const char *words);
void html_number(struct html *h, long long value);
/*
 * Untrusted text, isolated. Of text longer than `most` bytes the start is
 * shown, with how long it is; 0: all of it.
 */
void html_text(struct html *h, struct bytes text, size_t most);
/* The same without the isolating element, where its parent isolates or takes text alone. */
void html_text_bare(struct html *h, struct bytes text, size_t most);

/* Shorthands: an element with a class (or NULL) opened; an element with words in it. */
void html_class(struct html *h, enum tag tag, const char *class);
void html_words(struct html *h, enum tag tag, const char *class, const char *words);

#endif
