/*
 * Requests to a management system, through libcurl: one server, one token,
 * nothing followed that it says by itself. Only programs of this folder link
 * libcurl; veto runs them.
 */
#ifndef VETO_NET_HTTP_H
#define VETO_NET_HTTP_H

#include "base/buf.h"
#include "base/error.h"

struct http;

enum { HTTP_TOKEN = 8192, HTTP_ETAG = 256 };

/* A bearer token of at most HTTP_TOKEN bytes: the one line of a file, or for NULL that of VETO_TOKEN, which may be empty. The caller wipes it. */
bool http_token(const char *path, char token[HTTP_TOKEN + 2], struct error *e);

/* A bearer token, or NULL for none, and a file of certificates to trust beside none other, or NULL. NULL with the reason. */
struct http *http_open(const char *token, const char *authorities, struct error *e);
void http_close(struct http *h);

struct http_reply {
    long status;    /* 0 when nothing came */
    int64_t asked;  /* seconds to wait, as Retry-After says; 0 for none */
    char etag[HTTP_ETAG]; /* the version of what was answered, as the server names it; may be empty */
    struct buf body; /* the caller makes it with its cap, and frees it */
};

/* False with the reason when nothing came (ERROR_SYSTEM: asking again may help), or more than the body may hold. A status that is an error is a reply. */
bool http_get(struct http *h, const char *url, struct http_reply *reply, struct error *e);

/* Changes what the address names (RFC 5789); with an etag only while that is its version. The body is JSON. As http_get(). */
bool http_patch(struct http *h, const char *url, struct bytes body, const char *etag, struct http_reply *reply, struct error *e);

/* Whether asking again later makes sense. */
bool http_busy(long status);

#endif
