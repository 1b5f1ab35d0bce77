/*
 * What every page has around its text: head with style and policy, a switch
 * between English and French that needs no script, one article a language.
 */
#ifndef VETO_JUDGE_HTML_DOCUMENT_H
#define VETO_JUDGE_HTML_DOCUMENT_H

#include "judge/html.h"
#include "judge/words.h"

struct html_document {
    enum language language; /* the one that comes first */
    const char *class;      /* of the whole; or NULL */
    void (*title)(struct html *h, const void *context);
    /* The prefix is for names within the document. */
    void (*article)(struct html *h, enum language language, const char *prefix, const void *context);
    const void *context;
};

/* False, and the buffer has failed, when it did not fit or would not be valid. */
bool html_document_write(struct buf *out, const struct html_document *d);

#endif
