#include "fleet/adb.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

static const char end_mark[] = "veto-end:";

struct line {
    int fd;
    int64_t until; /* of the monotonic clock, milliseconds */
    struct error *e;
};

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool adb_at(struct adb *a, const char *place, struct error *e)
{
    const char *colon = strrchr(place, ':');
    size_t host = colon == NULL ? strlen(place) : (size_t)(colon - place);
    long port = colon == NULL ? 5037 : strtol(colon + 1, NULL, 10);

    if (host == 0 || host >= sizeof a->host || port < 1 || port > 65535 ||
        (colon != NULL && strspn(colon + 1, "0123456789") != strlen(colon + 1)))
        return error_set(e, ERROR_USAGE, 0, "an adb server is HOST:PORT, such as 127.0.0.1:5037");
    snprintf(a->host, sizeof a->host, "%.*s", (int)host, place);
    snprintf(a->port, sizeof a->port, "%ld", port);
    a->seconds = LIMIT_ADB_SECONDS;
    return true;
}

bool adb_word(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!letter && (i == 0 || (c != '.' && c != '-')))
            return false;
    }
    return text.size > 0 && text.size <= 255;
}

/* --- bytes over the socket, until the deadline --- */

static bool ready(struct line *l, short events)
{
    struct pollfd p = {.fd = l->fd, .events = events};
    int n;

    do {
        int64_t left = l->until - now();
        n = left <= 0 ? 0 : poll(&p, 1, (int)left);
    } while (n < 0 && errno == EINTR);
    if (n > 0)
        return true;
    return error_set(l->e, ERROR_SYSTEM, 0, n == 0 ? "no end of the answer within the time it may take" : "the adb server: %s", strerror(errno));
}

static bool put(struct line *l, struct bytes text)
{
    while (text.size > 0) {
        ssize_t n = ready(l, POLLOUT) ? send(l->fd, text.data, text.size, MSG_NOSIGNAL | MSG_DONTWAIT) : -2;
        if (n == -2)
            return false;
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return error_set(l->e, ERROR_SYSTEM, 0, "the adb server is gone: %s", strerror(errno));
        text = bytes_from(text, n < 0 ? 0 : (size_t)n);
    }
    return true;
}

/* How many bytes came, at most `most`; 0 at the end, -1 with the reason. */
static ssize_t get(struct line *l, uint8_t *to, size_t most)
{
    ssize_t n;

    do {
        if (!ready(l, POLLIN))
            return -1;
        n = recv(l->fd, to, most, MSG_DONTWAIT);
    } while (n < 0 && (errno == EINTR || errno == EAGAIN));
    if (n < 0)
        error_set(l->e, ERROR_SYSTEM, 0, "the adb server is gone: %s", strerror(errno));
    return n;
}

static bool get_all(struct line *l, uint8_t *to, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = get(l, &to[at], size - at);
        if (n == 0)
            return error_set(l->e, ERROR_SYSTEM, 0, "the adb server ended the connection in the middle of a reply");
        if (n < 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

static bool get_rest(struct line *l, struct buf *out)
{
    uint8_t room[1 << 14];
    ssize_t n;

    while ((n = get(l, room, sizeof room)) > 0)
        if (!buf_add(out, bytes_of(room, (size_t)n)))
            return error_set(l->e, ERROR_LIMIT, 0, "the device says more than %zu bytes", out->cap);
    return n == 0;
}

/* Four hexadecimal digits and as many bytes. */
static bool get_text(struct line *l, struct buf *out)
{
    uint8_t digits[5] = {0}, *to;
    size_t size;

    if (!get_all(l, digits, 4))
        return false;
    if (strspn((const char *)digits, "0123456789abcdefABCDEF") != 4)
        return error_set(l->e, ERROR_FORMAT, 0, "the adb server's reply has no length");
    size = (size_t)strtoul((const char *)digits, NULL, 16);
    to = buf_space(out, size);
    if (to == NULL)
        return error_set(l->e, ERROR_LIMIT, 0, "the adb server says more than %zu bytes", out->cap);
    return get_all(l, to, size);
}

/* --- requests --- */

static bool line_open(struct line *l, const struct adb *a, struct error *e)
{
    struct addrinfo how = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    int wrong, one = 1;

    *l = (struct line){.fd = -1, .until = now() + (int64_t)a->seconds * 1000, .e = e};
    wrong = getaddrinfo(a->host, a->port, &how, &list);
    if (wrong != 0)
        return error_set(e, ERROR_SYSTEM, 0, "the adb server %.200s: %s", a->host, gai_strerror(wrong));
    for (const struct addrinfo *i = list; i != NULL && l->fd < 0; i = i->ai_next) {
        l->fd = socket(i->ai_family, i->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (l->fd >= 0 && connect(l->fd, i->ai_addr, i->ai_addrlen) != 0) {
            socklen_t size = sizeof wrong;
            if (errno != EINPROGRESS || !ready(l, POLLOUT) || getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &wrong, &size) != 0 || wrong != 0) {
                close(l->fd);
                l->fd = -1;
            }
        }
    }
    freeaddrinfo(list);
    if (l->fd < 0)
        return error_set(e, ERROR_SYSTEM, 0, "no adb server at %.200s:%s; 'adb start-server' starts one", a->host, a->port);
    setsockopt(l->fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    return true;
}

static void line_close(struct line *l)
{
    if (l->fd >= 0)
        close(l->fd);
}

/* One request and its OKAY. */
static bool ask(struct line *l, const char *service, struct bytes of)
{
    struct buf text, why;
    uint8_t word[4];
    bool ok;

    buf_init(&text, LIMIT_ADB_REQUEST);
    buf_printf(&text, "%04zx%s", strlen(service) + of.size, service);
    buf_add(&text, of);
    ok = (!text.failed || error_set(l->e, ERROR_LIMIT, 0, "a request to the adb server of more than %u bytes", LIMIT_ADB_REQUEST)) &&
         put(l, buf_bytes(&text)) && get_all(l, word, sizeof word);
    buf_free(&text);
    if (!ok || bytes_is(bytes_of(word, 4), "OKAY"))
        return ok;
    if (!bytes_is(bytes_of(word, 4), "FAIL"))
        return error_set(l->e, ERROR_FORMAT, 0, "the reply is neither OKAY nor FAIL: no adb server there");
    buf_init(&why, 0xffff);
    if (get_text(l, &why))
        error_set(l->e, ERROR_REFUSED, 0, "the adb server refused: %.*s", (int)(why.size < 200 ? why.size : 200), (const char *)why.data);
    buf_free(&why);
    return false;
}

bool adb_devices(const struct adb *a, struct buf *out, struct error *e)
{
    unsigned lines = 0;
    struct buf text;
    struct line l;
    bool ok;

    buf_init(&text, 0xffff);
    ok = line_open(&l, a, e) && ask(&l, "host:devices", bytes_of(NULL, 0)) && get_text(&l, &text);
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    if (ok && lines > LIMIT_ADB_DEVICES)
        ok = error_set(e, ERROR_LIMIT, 0, "the adb server has more than %u devices", LIMIT_ADB_DEVICES);
    if (ok)
        ok = buf_add(out, buf_bytes(&text)) || error_set(e, ERROR_LIMIT, 0, "the adb server says more than %zu bytes", out->cap);
    line_close(&l);
    buf_free(&text);
    return ok;
}

/* Takes the carriage returns of old devices' terminals out of what stands from `start` on. */
static void plain_lines(struct buf *out, size_t start)
{
    size_t to = start;

    for (size_t i = start; i < out->size; i++)
        if (out->data[i] != '\r' || i + 1 == out->size || out->data[i + 1] != '\n')
            out->data[to++] = out->data[i];
    out->size = to;
}

/* Takes "veto-end:STATUS\n" off the end; false when it is not there. */
static bool take_end(struct buf *out, size_t start, int *status)
{
    size_t at = out->size, digits = 0;

    if (at == start || out->data[at - 1] != '\n')
        return false;
    for (at--; at > start && out->data[at - 1] != ':' && digits < 4; digits++)
        at--;
    if (digits == 0 || digits > 3 || at < start + sizeof end_mark - 1 || memcmp(&out->data[at - (sizeof end_mark - 1)], end_mark, sizeof end_mark - 1) != 0)
        return false;
    *status = 0;
    for (size_t i = at; i + 1 < out->size; i++) {
        if (out->data[i] < '0' || out->data[i] > '9')
            return false;
        *status = *status * 10 + (out->data[i] - '0');
    }
    out->size = at - (sizeof end_mark - 1);
    return true;
}

bool adb_shell(const struct adb *a, struct bytes serial, struct bytes command, struct buf *out, int *status, struct error *e)
{
    size_t start = out->size;
    struct buf whole;
    struct line l;
    bool ok;

    buf_init(&whole, LIMIT_ADB_REQUEST);
    buf_add(&whole, command);
    buf_printf(&whole, "; echo %s$?", end_mark);
    *status = -1;
    ok = line_open(&l, a, e) && ask(&l, "host:transport:", serial) && ask(&l, "shell:", buf_bytes(&whole)) && get_rest(&l, out);
    line_close(&l);
    buf_free(&whole);
    plain_lines(out, start);
    return ok && (take_end(out, start, status) || error_set(e, ERROR_SYSTEM, 0, "the device's answer was cut off: the command did not come to its end"));
}
