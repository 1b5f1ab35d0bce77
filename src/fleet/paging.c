#include "fleet/paging.h"

#include <inttypes.h>

#include "base/json_read.h"
#include "base/json_scan.h"
#include "base/limits.h"
#include "base/text.h"

static const struct paging pagings[] = {
    /* developers.google.com/android/management/reference/rest/v1/enterprises.devices/list */
    {"amapi", PAGING_TOKEN, "nextPageToken", NULL, NULL, "devices"},
    /* learn.microsoft.com/graph/paging: the address is opaque */
    {"intune", PAGING_LINK, "@odata.nextLink", NULL, NULL, "value"},
    {"detected", PAGING_LINK, "@odata.nextLink", NULL, NULL, "value"},
    /* developer.jamf.com/jamf-pro/reference/get_v2-mobile-devices-detail */
    {"jamf", PAGING_NUMBER, NULL, NULL, "totalCount", "results"},
    /* fleetdm.com/docs/rest-api/rest-api#list-hosts */
    {"fleet", PAGING_NUMBER, "meta", "has_next_results", NULL, "hosts"},
};

const struct paging *paging_find(struct bytes source)
{
    for (size_t i = 0; i < sizeof pagings / sizeof *pagings; i++)
        if (bytes_is(source, pagings[i].source))
            return &pagings[i];
    return NULL;
}

/* --- a page --- */

static bool count_rows(struct bytes array, uint64_t *rows)
{
    struct bytes value;
    size_t at = 1;

    for (*rows = 0; json_scan_peek(array, &at) != ']'; ++*rows) {
        if (!json_scan_value(array, &at, &value))
            return false;
        if (json_scan_peek(array, &at) == ',')
            at++;
        else if (json_scan_peek(array, &at) != ']')
            return false;
    }
    return true;
}

static bool take_member(const struct paging *p, struct arena *a, struct bytes key, struct bytes value, struct page_end *out, struct error *e)
{
    const struct json_node *n;

    if (bytes_is(key, p->rows) && value.data[0] == '[')
        return count_rows(value, &out->rows) || error_set(e, ERROR_FORMAT, 0, "the array of rows is none");
    if (!(p->key != NULL && bytes_is(key, p->key)) && !(p->total != NULL && bytes_is(key, p->total)))
        return true;
    n = json_read_foreign(a, value, e);
    if (n == NULL)
        return false;
    if (p->total != NULL && bytes_is(key, p->total)) {
        if (n->kind == JSON_NUMBER && n->number >= 0)
            out->total = (uint64_t)n->number;
    } else if (p->more != NULL) {
        n = json_get(n, p->more);
        out->more = n != NULL && n->kind == JSON_BOOL && n->number != 0;
    } else if (n->kind == JSON_TEXT) {
        out->value = n->text;
    }
    return true;
}

bool paging_read(const struct paging *p, struct arena *a, struct bytes page, struct page_end *out, struct error *e)
{
    struct bytes key, value;
    size_t at = 0;

    *out = (struct page_end){.total = UINT64_MAX};
    if (page.size > LIMIT_FETCH_PAGE)
        return error_set(e, ERROR_LIMIT, LIMIT_FETCH_PAGE, "a page of more than %u bytes", LIMIT_FETCH_PAGE);
    if (json_scan_peek(page, &at) != '{')
        return error_set(e, ERROR_FORMAT, at, "a page that is no JSON object");
    at++;
    while (json_scan_peek(page, &at) != '}') {
        if (json_scan_peek(page, &at) != '"' || !json_scan_value(page, &at, &key) || json_scan_peek(page, &at) != ':')
            return error_set(e, ERROR_FORMAT, at, "a page that is no JSON from byte %zu on", at);
        at++;
        bytes_slice(key, 1, key.size - 2, &key);
        if (!json_scan_value(page, &at, &value))
            return error_set(e, ERROR_FORMAT, at, "a page that is no JSON from byte %zu on", at);
        if (!take_member(p, a, key, value, out, e))
            return false;
        if (json_scan_peek(page, &at) == ',')
            at++;
        else if (json_scan_peek(page, &at) != '}')
            return error_set(e, ERROR_FORMAT, at, "a page that is no JSON from byte %zu on", at);
    }
    return true;
}

/* --- addresses --- */

/* Scheme and server, up to the path. */
static struct bytes origin_of(struct bytes url)
{
    size_t at = bytes_find(url, ':', 0) + 3;
    struct bytes origin;

    while (at < url.size && url.data[at] != '/' && url.data[at] != '?')
        at++;
    bytes_slice(url, 0, at < url.size ? at : url.size, &origin);
    return origin;
}

static bool local(struct bytes origin)
{
    static const char *const starts[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t size = strlen(starts[i]);
        if (bytes_starts(origin, bytes_str(starts[i])) && (origin.size == size || origin.data[size] == ':'))
            return true;
    }
    return false;
}

bool paging_address(struct bytes url, struct error *e)
{
    struct bytes origin = origin_of(url);

    if (url.size > LIMIT_FETCH_URL)
        return error_set(e, ERROR_LIMIT, LIMIT_FETCH_URL, "an address of more than %u bytes", LIMIT_FETCH_URL);
    for (size_t i = 0; i < url.size; i++)
        if (url.data[i] <= ' ' || url.data[i] > '~' || url.data[i] == '#' || url.data[i] == '\\')
            return error_set(e, ERROR_REFUSED, i, "an address with a character that none has, at byte %zu", i);
    if (bytes_find(origin, '@', 0) < origin.size)
        return error_set(e, ERROR_REFUSED, 0, "an address with a user in it; who asks is said by the token");
    if (!(bytes_starts(url, BYTES("https://")) && origin.size > 8) && !local(origin))
        return error_set(e, ERROR_REFUSED, 0, "an address has to begin with https://, or with http:// and this machine itself: a token goes with it");
    return true;
}

static void add_parameter(struct buf *next, struct bytes first, const char *name)
{
    buf_add(next, first);
    buf_str(next, bytes_find(first, '?', 0) < first.size ? "&" : "?");
    buf_str(next, name);
    buf_str(next, "=");
}

bool paging_next(const struct paging *p, struct paging_walk *w, const struct page_end *end, struct buf *next, struct error *e)
{
    bool more = p->kind == PAGING_NUMBER ? end->rows > 0 : end->value.size > 0;

    buf_reset(next);
    w->pages++;
    w->rows += end->rows;
    if (p->kind == PAGING_NUMBER)
        more = more && (p->total != NULL ? end->total != UINT64_MAX && w->rows < end->total : end->more);
    if (!more)
        return true;
    if (w->pages >= LIMIT_FETCH_PAGES)
        return error_set(e, ERROR_LIMIT, 0, "more than %u pages", LIMIT_FETCH_PAGES);
    switch (p->kind) {
    case PAGING_LINK:
        buf_add(next, end->value);
        break;
    case PAGING_TOKEN:
        add_parameter(next, w->first, "pageToken");
        text_percent(next, end->value);
        break;
    case PAGING_NUMBER:
        add_parameter(next, w->first, "page");
        buf_decimal(next, w->pages);
        break;
    }
    if (next->failed)
        return error_set(e, ERROR_LIMIT, LIMIT_FETCH_URL, "an address of more than %u bytes", LIMIT_FETCH_URL);
    if (!paging_address(buf_bytes(next), e))
        return false;
    return bytes_equal(origin_of(buf_bytes(next)), origin_of(w->first)) ||
           error_set(e, ERROR_REFUSED, 0, "the next page is said to be on another server, which gets no token");
}

int paging_wait(unsigned tries, int64_t asked)
{
    int64_t wait = asked > 0 ? asked : tries < 6 ? 1 << tries : 60;

    return tries >= LIMIT_FETCH_TRIES || wait > LIMIT_FETCH_WAIT ? -1 : (int)wait;
}
