#include "fleet/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "fleet/control.h"
#include "fleet/dns.h"

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

const char *probe_answer_id(enum probe_answer a)
{
    static const char *const ids[PROBE_ANSWERS] = {"blocked", "resolves", "no answer"};

    return ids[a];
}

static socklen_t address_make(union address *a, const uint8_t bytes[16], bool v6, uint16_t port)
{
    memset(a, 0, sizeof *a);
    if (v6) {
        a->v6.sin6_family = AF_INET6;
        a->v6.sin6_port = htons(port);
        memcpy(&a->v6.sin6_addr, bytes, 16);
        return sizeof a->v6;
    }
    a->v4.sin_family = AF_INET;
    a->v4.sin_port = htons(port);
    memcpy(&a->v4.sin_addr, bytes, 4);
    return sizeof a->v4;
}

/* ":5353"; 0 for what is no port. */
static unsigned long port_of(struct bytes text)
{
    unsigned long port = 0;

    for (size_t i = 1; i < text.size && port <= 65535; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return 0;
        port = 10 * port + (unsigned long)(text.data[i] - '0');
    }
    return text.data[0] == ':' && port <= 65535 ? port : 0;
}

bool probe_server_read(const char *text, struct probe_server *out)
{
    struct bytes all = bytes_str(text), address = all, digits = {NULL, 0};
    size_t close = bytes_find(all, ']', 0), colon;
    struct control_network n;
    unsigned long port = 53;

    if (all.size > 0 && all.data[0] == '[') {
        bytes_slice(all, 1, close < all.size ? close - 1 : 0, &address);
        digits = bytes_from(all, close + 1);
    } else {
        colon = bytes_find(all, ':', 0);
        if (colon < all.size && bytes_find(all, ':', colon + 1) == all.size) {
            bytes_slice(all, 0, colon, &address);
            digits = bytes_from(all, colon);
        }
    }
    if (digits.size > 0)
        port = port_of(digits);
    if (port == 0 || port > 65535 || bytes_find(address, '/', 0) != address.size || !control_network(address, &n))
        return false;
    *out = (struct probe_server){.v6 = n.v6, .port = (uint16_t)port};
    memcpy(out->address, n.address, sizeof out->address);
    return true;
}

int64_t probe_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for an event until then; false past it. */
bool probe_ready(int fd, short events, int64_t until)
{
    struct pollfd p = {.fd = fd, .events = events};
    int64_t left;
    int n = -1;

    while (n < 0 && (left = until - probe_now_ms()) > 0) {
        n = poll(&p, 1, (int)left);
        if (n < 0 && errno != EINTR)
            return false;
    }
    return n > 0;
}

int probe_socket(const struct probe_server *s, struct bytes from, int type, struct error *e)
{
    struct control_network n;
    union address local;
    int fd = socket(s->v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0) {
        error_set(e, ERROR_SYSTEM, 0, "no socket: %s", strerror(errno));
        return -1;
    }
    if (from.size > 0 && (!control_network(from, &n) || n.v6 != s->v6 || bind(fd, &local.any, address_make(&local, n.address, n.v6, 0)) != 0)) {
        error_set(e, ERROR_USAGE, 0, "this machine has no such address of the server's kind: ask from one that has");
        close(fd);
        return -1;
    }
    return fd;
}

int probe_connect(int fd, const struct probe_server *s, int64_t until)
{
    union address remote;
    socklen_t size = address_make(&remote, s->address, s->v6, s->port), length = sizeof(int);
    int failed = 0;

    if (connect(fd, &remote.any, size) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    if (!probe_ready(fd, POLLOUT, until))
        return ETIMEDOUT;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &length) != 0 ? errno : failed;
}

static int connected(const struct probe_server *s, struct bytes from, int type, int64_t until, struct error *e)
{
    int fd = probe_socket(s, from, type, e), failed = fd < 0 ? 0 : probe_connect(fd, s, until);

    if (failed == 0)
        return fd;
    if (failed != ETIMEDOUT) /* nobody there is no answer, not a fault of this machine */
        error_set(e, ERROR_SYSTEM, 0, "cannot be reached: %s", strerror(failed));
    close(fd);
    return -1;
}

/* Reads until `size` bytes are there; over UDP one datagram. How many came. */
static size_t take(int fd, uint8_t *to, size_t size, bool whole, int64_t until)
{
    size_t got = 0;

    while (got < size && probe_ready(fd, POLLIN, until)) {
        ssize_t n = recv(fd, &to[got], size - got, 0);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
        if (!whole)
            break;
    }
    return got;
}

/* One question over one transport; false where no response to it came. */
static bool once(int fd, struct bytes query, bool tcp, struct bytes sinkhole, struct dns_response *out)
{
    static uint8_t room[DNS_RESPONSE_MOST];
    int64_t until = probe_now_ms() + LIMIT_PROBE_MS;
    uint8_t frame[2 + DNS_QUERY_MOST] = {(uint8_t)(query.size >> 8), (uint8_t)query.size};
    size_t got;

    memcpy(&frame[2], query.data, query.size);
    if (send(fd, tcp ? frame : &frame[2], query.size + (tcp ? 2 : 0), MSG_NOSIGNAL) < 0)
        return false;
    while (probe_now_ms() < until) { /* what is no response to it may be a forgery: the next one counts */
        got = tcp ? 2 : sizeof room;
        if (tcp) {
            if (take(fd, room, 2, true, until) != 2)
                return false;
            got = (size_t)room[0] << 8 | room[1];
        }
        got = take(fd, room, got, tcp, until);
        if (dns_response_read(bytes_of(room, got), query, out)) {
            if (sinkhole.size > 0 && dns_response_alias(bytes_of(room, got), query, sinkhole))
                out->answers = 0; /* nothing of its own */
            return true;
        }
        if (got == 0)
            return false;
    }
    return false;
}

/* Whether this machine can send from the address. */
static bool has_address(const uint8_t bytes[16], bool v6)
{
    union address a;
    socklen_t size = address_make(&a, bytes, v6, 0);
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool has = fd >= 0 && bind(fd, &a.any, size) == 0;

    if (fd >= 0)
        close(fd);
    return has;
}

struct bytes probe_local(struct arena *a, struct bytes network)
{
    struct control_network n;
    struct ifaddrs *all = NULL;
    const uint8_t *found = NULL;
    uint8_t first[16];
    char text[INET6_ADDRSTRLEN] = "";

    if (!control_network(network, &n) || n.bits == (n.v6 ? 128 : 32))
        return network;
    memcpy(first, n.address, sizeof first);
    first[n.v6 ? 15 : 3] |= 1; /* of 127.0.0.0/8 every address is this machine's, and is on no list */
    if (getifaddrs(&all) != 0)
        all = NULL;
    for (const struct ifaddrs *i = all; i != NULL && found == NULL; i = i->ifa_next) {
        const void *address = i->ifa_addr == NULL || i->ifa_addr->sa_family != (n.v6 ? AF_INET6 : AF_INET) ? NULL
                              : n.v6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)i->ifa_addr)->sin6_addr
                                     : (const void *)&((const struct sockaddr_in *)(const void *)i->ifa_addr)->sin_addr;
        if (address != NULL && control_network_has(&n, address))
            found = address;
    }
    if (found == NULL && has_address(first, n.v6))
        found = first;
    if (found != NULL)
        inet_ntop(n.v6 ? AF_INET6 : AF_INET, found, text, sizeof text);
    freeifaddrs(all);
    return text[0] == 0 ? network : arena_copy(a, bytes_str(text));
}

bool probe_ask(const struct probe_server *s, struct bytes from, struct bytes name, bool tcp, enum probe_answer *answer, struct error *e)
{
    struct dns_response r = {0};
    struct buf query;
    uint16_t id = 0;
    bool ok = false;

    *answer = PROBE_NONE;
    buf_init(&query, DNS_QUERY_MOST);
    if (getrandom(&id, sizeof id, 0) != sizeof id || !dns_query(&query, id, name)) {
        buf_free(&query);
        return error_set(e, ERROR_USAGE, 0, "no domain name");
    }
    for (int way = tcp; way < 2; way++) {
        int fd = connected(s, from, way == 0 ? SOCK_DGRAM : SOCK_STREAM, probe_now_ms() + LIMIT_PROBE_MS, e);
        if (fd < 0)
            break;
        ok = once(fd, buf_bytes(&query), way == 1, s->sinkhole, &r);
        close(fd);
        if (!ok || !r.cut)
            break;
    }
    buf_free(&query);
    if (ok && !r.cut && (r.code == 3 || (r.code == 0 && r.answers == 0)))
        *answer = PROBE_BLOCKED;
    else if (ok && r.code == 0 && r.answers > 0)
        *answer = PROBE_RESOLVES;
    return e->code == ERROR_NONE;
}
