#include "net/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/version.h"

enum { CONNECT_SECONDS = 30, SLOW_SECONDS = 60, HEADER_MOST = 1 << 14 };

struct http {
    CURL *curl;
    struct curl_slist *headers;
    char why[CURL_ERROR_SIZE];
};

static size_t take(char *data, size_t size, size_t count, void *to)
{
    return buf_add(to, bytes_of(data, size * count)) ? size * count : 0;
}

static bool add_header(struct http *h, const char *line)
{
    struct curl_slist *longer = curl_slist_append(h->headers, line);

    if (longer != NULL)
        h->headers = longer;
    return longer != NULL;
}

static bool set_up(struct http *h, const char *authorities)
{
    CURL *c = h->curl;
    bool ok = curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->why) == CURLE_OK;

    ok = ok && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http") == CURLE_OK; /* which of them, paging_address() says */
    ok = ok && curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_USERAGENT, "veto/" VETO_VERSION) == CURLE_OK;
    ok = ok && curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
    if (ok && authorities != NULL)
        ok = curl_easy_setopt(c, CURLOPT_CAINFO, authorities) == CURLE_OK && curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == CURLE_OK;
    return ok && curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
}

bool http_token(const char *path, char token[HTTP_TOKEN + 2], struct error *e)
{
    const char *given = getenv("VETO_TOKEN");
    size_t size;
    ssize_t n = 0;
    int fd;

    token[0] = 0;
    if (path == NULL) {
        if (given != NULL && strlen(given) > HTTP_TOKEN)
            return error_set(e, ERROR_LIMIT, 0, "VETO_TOKEN: more than %d bytes", HTTP_TOKEN);
        snprintf(token, HTTP_TOKEN + 2, "%s", given == NULL ? "" : given);
    } else {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
            n = read(fd, token, HTTP_TOKEN + 1);
        if (fd < 0 || n < 0)
            return error_set(e, ERROR_SYSTEM, 0, "%s: %s", path, strerror(errno));
        close(fd);
        token[n] = 0;
    }
    size = strcspn(token, "\r\n");
    if (token[size + strspn(token + size, "\r\n")] != 0 || size > HTTP_TOKEN || (path != NULL && (size == 0 || memchr(token, 0, (size_t)n) != NULL)))
        return error_set(e, ERROR_FORMAT, 0, "%s: a token is one line of at most %d bytes", path == NULL ? "VETO_TOKEN" : path, HTTP_TOKEN);
    token[size] = 0;
    for (size_t i = 0; i < size; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return error_set(e, ERROR_FORMAT, i, "%s: a token has no blanks and no characters beyond ASCII", path == NULL ? "VETO_TOKEN" : path);
    return true;
}

struct http *http_open(const char *token, const char *authorities, struct error *e)
{
    struct http *h = calloc(1, sizeof *h);
    char line[HEADER_MOST];
    bool ok = h != NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && (h->curl = curl_easy_init()) != NULL;

    ok = ok && add_header(h, "Accept: application/json");
    if (ok && token != NULL) {
        int size = snprintf(line, sizeof line, "Authorization: Bearer %s", token);
        ok = size < (int)sizeof line && add_header(h, line);
        explicit_bzero(line, sizeof line);
    }
    if (ok && set_up(h, authorities))
        return h;
    error_set(e, ERROR_SYSTEM, 0, "requests cannot be made: libcurl does not take what they need");
    if (h != NULL)
        http_close(h);
    return NULL;
}

void http_close(struct http *h)
{
    curl_slist_free_all(h->headers);
    curl_easy_cleanup(h->curl);
    free(h);
}

/* What may be otherwise at the next try: the line, not the name, the port or the certificate. */
static bool passing(CURLcode code)
{
    return code == CURLE_OPERATION_TIMEDOUT || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE;
}

/* The version of what was answered, as the server names it; empty where it does not, or names it in more than fits. */
static void take_etag(struct http *h, struct http_reply *reply)
{
    struct curl_header *header;

    reply->etag[0] = 0;
    if (curl_easy_header(h->curl, "ETag", 0, CURLH_HEADER, -1, &header) == CURLHE_OK && strlen(header->value) < sizeof reply->etag)
        snprintf(reply->etag, sizeof reply->etag, "%s", header->value);
}

/* One request, with the headers of the session and these. */
static CURLcode perform(struct http *h, const char *url, struct curl_slist *headers, struct http_reply *reply)
{
    CURLcode code;

    reply->status = 0;
    reply->asked = 0;
    buf_reset(&reply->body);
    h->why[0] = 0;
    curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, &reply->body);
    curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
    code = curl_easy_setopt(h->curl, CURLOPT_URL, url) == CURLE_OK ? curl_easy_perform(h->curl) : CURLE_URL_MALFORMAT;
    curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, h->headers);
    return code;
}

static bool understand(struct http *h, CURLcode code, struct http_reply *reply, struct error *e)
{
    curl_off_t asked = 0;

    if (reply->body.failed)
        return error_set(e, ERROR_LIMIT, reply->body.cap, "a page of more than %zu bytes", reply->body.cap);
    if (code != CURLE_OK)
        return error_set(e, passing(code) ? ERROR_SYSTEM : ERROR_REFUSED, 0, "%s", h->why[0] != 0 ? h->why : curl_easy_strerror(code));
    curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &reply->status);
    if (curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &asked) == CURLE_OK)
        reply->asked = (int64_t)asked;
    take_etag(h, reply);
    return true;
}

bool http_get(struct http *h, const char *url, struct http_reply *reply, struct error *e)
{
    curl_easy_setopt(h->curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, NULL);
    return understand(h, perform(h, url, h->headers, reply), reply, e);
}

bool http_patch(struct http *h, const char *url, struct bytes body, const char *etag, struct http_reply *reply, struct error *e)
{
    struct curl_slist *headers = NULL, *longer;
    char line[HTTP_ETAG + 16];
    CURLcode code;
    bool ok = true;

    snprintf(line, sizeof line, "If-Match: %s", etag == NULL ? "" : etag);
    for (const struct curl_slist *i = h->headers; ok && i != NULL; i = i->next)
        ok = (longer = curl_slist_append(headers, i->data)) != NULL && (headers = longer) != NULL;
    ok = ok && (longer = curl_slist_append(headers, "Content-Type: application/json")) != NULL && (headers = longer) != NULL;
    if (etag != NULL)
        ok = ok && (longer = curl_slist_append(headers, line)) != NULL && (headers = longer) != NULL;
    ok = ok && curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size) == CURLE_OK &&
         curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body.data) == CURLE_OK && curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "PATCH") == CURLE_OK;
    code = ok ? perform(h, url, headers, reply) : CURLE_OUT_OF_MEMORY;
    curl_slist_free_all(headers);
    return understand(h, code, reply, e);
}

bool http_busy(long status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}
