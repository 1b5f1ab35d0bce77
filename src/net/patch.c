/*
 * veto-patch: one document of a management service, read, or changed in the
 * fields that it is given. What the service answers goes to standard output,
 * behind a line with the document's version (its ETag, or "-"). The token
 * comes from a file or the environment and is never shown, whatever the
 * service says.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/version.h"
#include "fleet/paging.h"
#include "ledger/file.h"
#include "net/http.h"

enum { EXIT_REFUSED = 1, EXIT_WRONG = 2, EXIT_AWAY = 3, EXIT_CHANGED = 4, MESSAGE_MOST = 200, GET_AGAIN = 2 };

static const char help[] =
    "veto-patch URL: a document of a management service, such as a policy of the Android Management API or a device\n"
    "configuration of Microsoft Graph, to standard output behind a line with its version (ETag)\n\n"
    "  --body FILE      PATCH it with this JSON instead; fields that are not in it stay\n"
    "  --if-match ETAG  only while that is its version\n"
    "  --token FILE     a bearer token, one line; else VETO_TOKEN\n"
    "  --ca FILE        certificates to trust, PEM, in the place of the system's\n"
    "  --help, --version\n\n"
    "A busy service (429, 503) is waited for as long as it asks. Exit status: 0 done, 1 the service refuses, 2 usage, 3 it was not\n"
    "reached, is busy, or does not take the token, 4 somebody else changed the document.\n\n"
    "    veto-patch 'https://androidmanagement.googleapis.com/v1/enterprises/E/policies/P' --token token\n"
    "    veto-patch 'https://androidmanagement.googleapis.com/v1/enterprises/E/policies/P?updateMask=applications' --body patch.json --token token\n";

static void show(const char *before, struct bytes text, const char *behind)
{
    struct buf out;

    buf_init(&out, 4096);
    text_show(&out, text);
    fprintf(stderr, "veto-patch: %s%.*s%s\n", before, (int)out.size, out.size > 0 ? (const char *)out.data : "", behind);
    buf_free(&out);
}

static int usage(const char *what, const char *which)
{
    char before[500];

    snprintf(before, sizeof before, "%.480s%s", what, which[0] != 0 ? " " : "");
    show(before, bytes_str(which), "; veto-patch --help says more");
    return EXIT_WRONG;
}

/* What the service says of an error: the text of its member "message", cut, and nothing that holds the token. */
static struct bytes message(const struct buf *reply, const char *token)
{
    static const char name[] = "\"message\"";
    struct bytes text = buf_bytes(reply), out;
    size_t at = bytes_search(text, bytes_str(name), 0);

    if (at == text.size || (token[0] != 0 && bytes_search(text, bytes_str(token), 0) < text.size))
        return bytes_of(NULL, 0);
    at = bytes_find(text, '"', at + sizeof name - 1);
    text = bytes_from(text, at + 1);
    bytes_slice(text, 0, bytes_find(text, '"', 0), &out);
    if (out.size > MESSAGE_MOST)
        bytes_slice(out, 0, MESSAGE_MOST, &out);
    return text_is_utf8(out) ? out : bytes_of(NULL, 0);
}

struct request {
    const char *url, *etag; /* etag: NULL for whatever version */
    struct buf body;
    bool patch;
};

/* Asks until an answer comes or the service has been busy too often. A change that got no answer is not asked for again: the caller looks what became of it. */
static bool ask(struct http *h, const struct request *r, struct http_reply *reply, struct error *e)
{
    for (unsigned tries = 0;; tries++) {
        bool came = r->patch ? http_patch(h, r->url, buf_bytes(&r->body), r->etag, reply, e) : http_get(h, r->url, reply, e);
        int wait = (came && http_busy(reply->status)) || (!came && !r->patch && tries < GET_AGAIN) ? paging_wait(tries, reply->asked) : -1;
        if (wait < 0 || (!came && e->code != ERROR_SYSTEM))
            return came;
        show("", came ? bytes_str("the service is busy") : bytes_str(e->text), "; it is asked again");
        sleep((unsigned)wait);
    }
}

/* What a status that is not one of success means. */
static int refused(const struct http_reply *reply, const char *token)
{
    bool away = reply->status == 401 || reply->status == 403 || reply->status == 408 || reply->status == 429 || reply->status >= 500 || reply->status < 400;
    struct bytes said = reply->status == 401 ? bytes_of(NULL, 0) : message(&reply->body, token);
    char before[120];

    snprintf(before, sizeof before, "the service answers with status %ld%s%s", reply->status,
             reply->status == 401                             ? ": it does not take the token"
             : reply->status == 404                           ? ": it has no such document"
             : reply->status == 409 || reply->status == 412 ? ": somebody else changed the document"
                                                              : "",
             said.size > 0 ? ": " : "");
    show(before, said, "");
    return reply->status == 409 || reply->status == 412 ? EXIT_CHANGED : away ? EXIT_AWAY : EXIT_REFUSED;
}

static int run(struct http *h, const struct request *r, const char *token)
{
    struct http_reply reply = {.status = 0};
    struct error e = {0};
    int status = 0;

    buf_init(&reply.body, LIMIT_PLACE_FILE);
    if (!ask(h, r, &reply, &e)) {
        show("", bytes_str(e.text), "");
        status = EXIT_AWAY;
    } else if (reply.status != 200 && !(r->patch && reply.status == 204)) {
        status = refused(&reply, token);
    } else if (printf("%s\n", reply.etag[0] != 0 ? reply.etag : "-") < 0 || fwrite(reply.body.data, 1, reply.body.size, stdout) != reply.body.size || fflush(stdout) != 0) {
        show("not written: ", bytes_str(strerror(errno)), "");
        status = EXIT_AWAY;
    }
    buf_free(&reply.body);
    return status;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"body", required_argument, NULL, 'b'}, {"if-match", required_argument, NULL, 'm'}, {"token", required_argument, NULL, 't'},
                                            {"ca", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'v'}, {0}};
    const char *token_file = NULL, *authorities = NULL, *body = NULL;
    struct request r = {.patch = false};
    char token[HTTP_TOKEN + 2];
    struct error e = {0};
    struct http *h;
    int status;

    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 'h' || c == 'v')
            return fputs(c == 'h' ? help : "veto-patch " VETO_VERSION "\n", stdout) == EOF || fflush(stdout) != 0;
        if (c == '?')
            return usage("no such option, or one without its argument:", argv[optind - 1]);
        *(c == 'b' ? &body : c == 'm' ? &r.etag : c == 't' ? &token_file : &authorities) = optarg;
    }
    if (argc - optind != 1)
        return usage("give the address of a document", "");
    r.url = argv[optind];
    r.patch = body != NULL;
    if (!paging_address(bytes_str(r.url), &e) || !http_token(token_file, token, &e))
        return usage(e.text, "");
    if (r.etag != NULL && (strlen(r.etag) >= HTTP_ETAG || r.etag[strcspn(r.etag, "\r\n")] != 0))
        return usage("no ETag:", r.etag);
    buf_init(&r.body, LIMIT_PLACE_FILE);
    if (body != NULL && !file_into(body, &r.body))
        return usage("what to PATCH with cannot be read:", body);
    h = http_open(token[0] == 0 ? NULL : token, authorities, &e);
    if (h == NULL) {
        show("", bytes_str(e.text), "");
        return EXIT_AWAY;
    }
    status = run(h, &r, token);
    explicit_bzero(token, sizeof token);
    http_close(h);
    buf_free(&r.body);
    return status;
}
