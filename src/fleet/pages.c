#include "fleet/pages.h"

#include <inttypes.h>

#include "base/json_read.h"
#include "base/json_scan.h"
#include "fleet/source.h"

/* The pages seen so far. */
struct walk {
    const struct pages *pages;
    void *context;
    struct bytes text; /* up to the end of the page */
    uint64_t count, going_on, rows, promised;
};

/* Behind a comma, or at the bracket that closes; false where neither stands. */
static bool take_comma(struct bytes text, size_t *at, int close, bool *more)
{
    int c = json_scan_peek(text, at);

    *more = c == ',';
    *at += *more;
    return *more || c == close;
}

/* An array of devices, from its bracket on. False when it does not end. */
static bool take_array(struct answer_out *a, struct walk *w, size_t *at)
{
    struct bytes value;
    bool more;

    ++*at;
    for (more = json_scan_peek(w->text, at) != ']'; more && !a->gone;) {
        if (!json_scan_value(w->text, at, &value))
            return false;
        w->rows++;
        w->pages->take(a, w->context, value, *at - value.size);
        if (!take_comma(w->text, at, ']', &more))
            return false;
    }
    ++*at;
    return true;
}

/* What an answer that is an error says of itself. */
static void take_error(struct answer_out *a, struct bytes value, struct bytes *said)
{
    static const char *const paths[] = {"status", "code", "message"};
    struct error ignored;
    const struct json_node *n = json_read_foreign(a->arena, value, &ignored);

    *said = n != NULL && n->kind == JSON_TEXT ? n->text : value;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct bytes text = source_text(a->arena, source_at_path(n, paths[i]));
        if (text.size > 0) {
            *said = text;
            return;
        }
    }
}

static bool says_nothing(struct bytes value)
{
    return bytes_is(value, "null") || bytes_is(value, "\"\"") || bytes_is(value, "false");
}

static bool goes_on(struct answer_out *a, const struct pages *pages, struct bytes value)
{
    struct error ignored;
    const struct json_node *n;

    if (pages->more == NULL)
        return !says_nothing(value);
    n = source_at_path(json_read_foreign(a->arena, value, &ignored), pages->more);
    return n != NULL && n->kind == JSON_BOOL && n->number != 0;
}

static void take_count(struct walk *w, struct bytes value)
{
    uint64_t n = 0;

    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' || i > 15)
            return;
        n = n * 10 + value.data[i] - '0';
    }
    w->promised = n;
}

/* The values of one page that are asked for. */
struct page {
    size_t from;
    bool devices, goes_on;
    struct bytes error;
};

/* One key and its value. False where they are none. */
static bool take_member(struct answer_out *a, struct walk *w, struct page *page, size_t *at)
{
    struct bytes text = w->text, key, value;

    if (json_scan_peek(text, at) != '"' || !json_scan_value(text, at, &key) || json_scan_peek(text, at) != ':')
        return false;
    ++*at;
    bytes_slice(key, 1, key.size - 2, &key);
    if (bytes_is(key, w->pages->array) && json_scan_peek(text, at) == '[') {
        page->devices = true;
        return take_array(a, w, at);
    }
    if (!json_scan_value(text, at, &value))
        return false;
    if (w->pages->next != NULL && bytes_is(key, w->pages->next))
        page->goes_on = goes_on(a, w->pages, value);
    else if (w->pages->count != NULL && bytes_is(key, w->pages->count))
        take_count(w, value);
    else if (bytes_is(key, "error") || bytes_is(key, "errors"))
        take_error(a, value, &page->error);
    return true;
}

/* A page from its brace on. False where it is no JSON. */
static bool take_page(struct answer_out *a, struct walk *w, size_t *at)
{
    struct page page = {.from = *at};
    struct bytes whole;
    bool more;

    w->count++;
    if (w->pages->array == NULL) {
        if (!json_scan_value(w->text, at, &whole))
            return false;
        w->rows++;
        w->pages->take(a, w->context, whole, page.from);
        return true;
    }
    arena_reset(a->arena);
    ++*at;
    for (more = json_scan_peek(w->text, at) != '}'; more && !a->gone;)
        if (!take_member(a, w, &page, at) || !take_comma(w->text, at, '}', &more))
            return false;
    ++*at;
    w->going_on += page.goes_on;
    if (!page.devices)
        answer_problem(a, page.from, "a page without its array, perhaps an error:", page.error);
    return true;
}

/* The next line that begins a page. */
static size_t next_page(struct bytes text, size_t at)
{
    at = bytes_find(text, '\n', at);
    while (at + 1 < text.size && text.data[at + 1] != '{')
        at = bytes_find(text, '\n', at + 1);
    return at + 1 < text.size ? at + 1 : text.size;
}

static void show_line(struct answer_out *a, size_t at, const char *what)
{
    struct bytes line;

    bytes_slice(a->ask->text, at, bytes_find(a->ask->text, '\n', at) - at, &line);
    answer_problem(a, at, what, line);
}

/* Where the page that begins here ends: behind its brace; where it has none, before the next line that begins a page. */
static size_t page_end(struct bytes text, size_t from)
{
    struct bytes whole;
    size_t at = from;

    return json_scan_value(text, &at, &whole) ? at : next_page(text, from);
}

bool pages_read(struct answer_out *a, const struct pages *pages, void *context)
{
    struct walk w = {.pages = pages, .context = context, .promised = UINT64_MAX};
    size_t at = 0, from, end;
    int c;

    while (!a->gone && (c = json_scan_peek(a->ask->text, &at)) >= 0) {
        from = at;
        end = c == '{' ? page_end(a->ask->text, from) : next_page(a->ask->text, from);
        bytes_slice(a->ask->text, 0, end, &w.text);
        if (c != '{')
            show_line(a, from, "a line that is no page:");
        else if (!take_page(a, &w, &at))
            show_line(a, at < end ? at : from, "a page that is no JSON from here on:");
        at = end;
    }
    if (pages->next != NULL && w.count != w.going_on + 1)
        answer_short(a, "%" PRIu64 " pages, of which %" PRIu64 " say that another follows", w.count, w.going_on);
    if (pages->count != NULL && w.promised != w.rows)
        answer_short(a, "%" PRIu64 " devices of %" PRIu64, w.rows, w.promised == UINT64_MAX ? 0 : w.promised);
    return true;
}
