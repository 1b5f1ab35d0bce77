#include "judge/html_document.h"

#include <stdio.h>

#include "base/hash.h"
#include "judge/html_page.h"

/* Nothing but the style sheet below is taken from anywhere: neither scripts nor pictures nor fonts. */
static void write_policy(struct html *h)
{
    uint8_t raw[SHA256_SIZE];
    char text[200], base64[64];

    hash_sha256(bytes_str(html_style), raw);
    hash_base64(bytes_of(raw, sizeof raw), base64);
    snprintf(text, sizeof text, "default-src 'none'; style-src 'sha256-%s'", base64);
    html_open(h, TAG_META);
    html_attr_str(h, AT_HTTP_EQUIV, "Content-Security-Policy");
    html_attr_str(h, AT_CONTENT, text);
    html_close(h, TAG_META);
}

static void write_meta(struct html *h, const char *name, const char *content)
{
    html_open(h, TAG_META);
    html_attr_str(h, AT_NAME, name);
    html_attr_str(h, AT_CONTENT, content);
    html_close(h, TAG_META);
}

static void write_head(struct html *h, const struct html_document *d)
{
    html_open(h, TAG_HEAD);
    html_open(h, TAG_META);
    html_attr_str(h, AT_CHARSET, "utf-8");
    html_close(h, TAG_META);
    write_policy(h);
    write_meta(h, "viewport", "width=device-width, initial-scale=1");
    write_meta(h, "referrer", "no-referrer");
    html_open(h, TAG_TITLE);
    d->title(h, d->context);
    html_say(h, " \xe2\x80\x93 veto");
    html_close(h, TAG_TITLE);
    html_open(h, TAG_STYLE);
    html_say(h, html_style);
    html_close(h, TAG_STYLE);
    html_close(h, TAG_HEAD);
}

static void write_switch(struct html *h, enum language language, bool checked)
{
    static const char *const codes[] = {"en", "fr"}, *const names[] = {"English", "Fran\xc3\xa7\x61is"};

    html_class(h, TAG_INPUT, "lang");
    html_attr_str(h, AT_TYPE, "radio");
    html_attr_str(h, AT_NAME, "language");
    html_ref(h, AT_ID, "lang", codes[language], 0);
    html_attr_str(h, AT_AUTOCOMPLETE, "off");
    if (checked)
        html_attr_str(h, AT_CHECKED, NULL);
    html_close(h, TAG_INPUT);
    html_open(h, TAG_LABEL);
    html_ref(h, AT_FOR, "lang", codes[language], 0);
    html_attr_str(h, AT_LANG, codes[language]);
    html_say(h, names[language]);
    html_close(h, TAG_LABEL);
}

bool html_document_write(struct buf *out, const struct html_document *d)
{
    static const char *const codes[] = {"en", "fr"};
    struct html h;

    html_begin(&h, out);
    html_open(&h, TAG_HTML);
    html_attr_str(&h, AT_LANG, codes[d->language]);
    write_head(&h, d);
    html_open(&h, TAG_BODY);
    html_class(&h, TAG_MAIN, d->class);
    write_switch(&h, ENGLISH, d->language == ENGLISH);
    write_switch(&h, FRENCH, d->language == FRENCH);
    for (int i = 0; i < 2; i++) {
        enum language language = i == 0 ? d->language : d->language == ENGLISH ? FRENCH : ENGLISH;
        html_open(&h, TAG_ARTICLE);
        html_attr_str(&h, AT_LANG, codes[language]);
        d->article(&h, language, codes[language], d->context);
        html_close(&h, TAG_ARTICLE);
    }
    html_close(&h, TAG_MAIN);
    html_close(&h, TAG_BODY);
    html_close(&h, TAG_HTML);
    return html_end(&h);
}
