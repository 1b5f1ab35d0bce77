/*
 * veto-fetch: the pages of an answer, as a management system sends them. They
 * go to standard output one after the other, a line feed behind each, and
 * nothing else does. Where a page says the next one is, a jailed child reads.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/version.h"
#include "fleet/paging.h"
#include "jail/jail.h"
#include "net/http.h"

enum { EXIT_SHORT = 1, EXIT_WRONG = 2, TOKEN_MOST = 8192 };

static const char help[] =
    "veto-fetch SOURCE URL: the pages of an answer, as a management system sends them, to standard output\n\n"
    "SOURCE is one of amapi, detected, fleet, intune, jamf: it says where a page names the next one. URL is that of the\n"
    "first page. The token, if one is needed, comes from a file or from VETO_TOKEN, goes to the server of URL only, over\n"
    "https, and is never shown. A busy server (429, 503) is waited for as long as it asks. 'veto observe' runs this.\n\n"
    "  --token FILE   a bearer token, one line\n"
    "  --ca FILE      certificates to trust, PEM, in the place of the system's\n"
    "  --help, --version\n\n"
    "Exit status: 0 all pages came, 1 they did not (what came was written), 2 usage.\n\n"
    "    veto-fetch intune 'https://graph.microsoft.com/v1.0/deviceManagement/managedDevices?$expand=detectedApps' --token token >pages.json\n";

/* Untrusted text as one harmless line; static memory. */
static const char *harmless(const char *text)
{
    static char shown[800];
    struct buf out;

    buf_init(&out, sizeof shown - 1);
    text_show(&out, bytes_str(text));
    memcpy(shown, out.size > 0 ? (const char *)out.data : "", out.size);
    shown[out.size] = 0;
    buf_free(&out);
    return shown;
}

/* --- the token --- */

static bool take_token(const char *path, char token[TOKEN_MOST + 2], struct error *e)
{
    const char *given = getenv("VETO_TOKEN");
    size_t size;
    ssize_t n = 0;
    int fd;

    token[0] = 0;
    if (path == NULL) {
        if (given != NULL && strlen(given) > TOKEN_MOST)
            return error_set(e, ERROR_LIMIT, 0, "VETO_TOKEN: more than %d bytes", TOKEN_MOST);
        snprintf(token, TOKEN_MOST + 2, "%s", given == NULL ? "" : given);
    } else {
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
            n = read(fd, token, TOKEN_MOST + 1);
        if (fd < 0 || n < 0)
            return error_set(e, ERROR_SYSTEM, 0, "%s: %s", path, strerror(errno));
        close(fd);
        token[n] = 0;
    }
    size = strcspn(token, "\r\n");
    if (token[size + strspn(token + size, "\r\n")] != 0 || size > TOKEN_MOST || (path != NULL && (size == 0 || memchr(token, 0, (size_t)n) != NULL)))
        return error_set(e, ERROR_FORMAT, 0, "%s: a token is one line of at most %d bytes", path == NULL ? "VETO_TOKEN" : path, TOKEN_MOST);
    token[size] = 0;
    for (size_t i = 0; i < size; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return error_set(e, ERROR_FORMAT, i, "%s: a token has no blanks and no characters beyond ASCII", path == NULL ? "VETO_TOKEN" : path);
    return true;
}

/* --- the end of a page, read in the jail --- */

struct reading {
    const struct paging *paging;
    struct bytes page;
    struct arena *arena; /* the parent's, of what came back */
    struct page_end end;
    struct jail_end ended;
};

static int work(void *context, size_t index, struct frame_writer *out)
{
    const struct reading *r = context;
    struct page_end end;
    struct error e = {0};
    struct arena arena;
    struct buf row;

    (void)index;
    jail_arena(&arena, out);
    if (!paging_read(r->paging, &arena, r->page, &end, &e)) {
        frame_send(out, FRAME_ERROR, bytes_str(e.text));
        return JAIL_EXIT_ERROR;
    }
    buf_init(&row, LIMIT_FRAME);
    buf_u64(&row, end.rows);
    buf_u64(&row, end.total);
    buf_u8(&row, end.more);
    buf_add(&row, end.value);
    frame_send(out, FRAME_ROW, buf_bytes(&row));
    buf_free(&row);
    return 0;
}

static bool frame(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct reading *r = context;
    struct cursor c = cursor_open(payload, 0);

    (void)index;
    r->end.rows = cursor_u64(&c);
    r->end.total = cursor_u64(&c);
    r->end.more = cursor_u8(&c) != 0;
    r->end.value = arena_copy(r->arena, cursor_take(&c, cursor_left(&c)));
    return type == FRAME_ROW && !c.failed && r->end.value.size <= LIMIT_FETCH_URL;
}

static bool done(void *context, size_t index, const struct jail_end *end)
{
    struct reading *r = context;

    (void)index;
    r->ended = *end;
    return true;
}

static bool read_end(struct reading *r, struct error *e)
{
    const struct jail_job job = {.count = 1, .jobs = 1, .context = r, .work = work, .frame = frame, .done = done};

    if (!jail_run(&job, e))
        return false;
    return r->ended.whole || error_set(e, ERROR_FORMAT, 0, "%s", r->ended.error[0] != 0 ? r->ended.error : "the page's reader was ended");
}

/* --- the pages --- */

static bool write_page(struct bytes page)
{
    return fwrite(page.data, 1, page.size, stdout) == page.size && putchar('\n') != EOF && fflush(stdout) == 0;
}

/* One page, asked for until it comes or the server has been busy too often. What is an error is written too: it says why. */
static bool get_page(struct http *h, const char *url, struct http_reply *reply, struct error *e)
{
    for (unsigned tries = 0;; tries++) {
        bool came = http_get(h, url, reply, e);
        int wait = !came || http_busy(reply->status) ? paging_wait(tries, reply->asked) : -1;
        if (came && reply->status == 200)
            return true;
        if (wait < 0 || (!came && e->code != ERROR_SYSTEM)) {
            if (came && reply->body.size > 0)
                write_page(buf_bytes(&reply->body));
            return came ? error_set(e, ERROR_SYSTEM, 0, "the server answers with status %ld%s", reply->status, http_busy(reply->status) ? ", again and again" : "") : false;
        }
        fprintf(stderr, "veto-fetch: %s; again in %d s\n", came ? "the server is busy" : harmless(e->text), wait);
        sleep((unsigned)wait);
    }
}

static bool fetch(struct http *h, const struct paging *paging, const char *first, struct error *e)
{
    struct paging_walk walk = {.first = bytes_str(first)};
    struct http_reply reply = {.status = 0};
    char url[LIMIT_FETCH_URL + 1];
    struct arena arena;
    struct buf next;
    bool ok = true;

    arena_init(&arena, LIMIT_ARENA);
    buf_init(&reply.body, LIMIT_FETCH_PAGE);
    buf_init(&next, LIMIT_FETCH_URL);
    snprintf(url, sizeof url, "%s", first);
    while (ok && url[0] != 0) {
        struct reading r = {.paging = paging, .arena = &arena};
        ok = get_page(h, url, &reply, e);
        if (!ok)
            break;
        r.page = buf_bytes(&reply.body);
        ok = (write_page(r.page) || error_set(e, ERROR_SYSTEM, 0, "not written: %s", strerror(errno))) && read_end(&r, e) &&
             paging_next(paging, &walk, &r.end, &next, e);
        if (ok && next.size > 0 && bytes_is(buf_bytes(&next), url))
            ok = error_set(e, ERROR_FORMAT, 0, "page %" PRIu64 " names itself as the next", walk.pages);
        snprintf(url, sizeof url, "%.*s", (int)next.size, next.size > 0 ? (const char *)next.data : "");
        arena_reset(&arena);
    }
    if (!ok)
        fprintf(stderr, "veto-fetch: after %" PRIu64 " pages: %s\n", walk.pages, harmless(e->text));
    buf_free(&next);
    buf_free(&reply.body);
    arena_free(&arena);
    return ok;
}

static int usage(const char *what, const char *which)
{
    fprintf(stderr, "veto-fetch: %s%s%s; veto-fetch --help says more\n", what, what[0] != 0 && which[0] != 0 ? " " : "", harmless(which));
    return EXIT_WRONG;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"token", required_argument, NULL, 't'}, {"ca", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'v'}, {0}};
    const char *token_file = NULL, *authorities = NULL;
    char token[TOKEN_MOST + 2];
    const struct paging *paging;
    struct error e = {0};
    struct http *h;
    bool ok;

    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == 'h' || c == 'v')
            return fputs(c == 'h' ? help : "veto-fetch " VETO_VERSION "\n", stdout) == EOF || fflush(stdout) != 0;
        if (c == '?')
            return usage("no such option, or one without its argument:", argv[optind - 1]);
        if (c == 't')
            token_file = optarg;
        else
            authorities = optarg;
    }
    if (argc - optind != 2)
        return usage("give a source and an address", "");
    paging = paging_find(bytes_str(argv[optind]));
    if (paging == NULL)
        return usage("no source that is fetched:", argv[optind]);
    if (!paging_address(bytes_str(argv[optind + 1]), &e) || !take_token(token_file, token, &e))
        return usage("", e.text);
    h = http_open(token[0] == 0 ? NULL : token, authorities, &e);
    explicit_bzero(token, sizeof token);
    if (h == NULL) {
        fprintf(stderr, "veto-fetch: %s\n", harmless(e.text));
        return EXIT_SHORT;
    }
    ok = fetch(h, paging, argv[optind + 1], &e);
    http_close(h);
    return ok ? 0 : EXIT_SHORT;
}
