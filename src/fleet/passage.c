#include "fleet/passage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
/* after the system's own, whose types it uses */
#include <linux/errqueue.h>

#include "base/limits.h"
#include "fleet/dns.h"

static const struct {
    const char *id, *title;
    int type;
    uint16_t port;
} ways[WAYS] = {
    [WAY_UDP] = {"udp/53", "DNS over UDP", SOCK_DGRAM, 53},
    [WAY_TCP] = {"tcp/53", "DNS over TCP", SOCK_STREAM, 53},
    [WAY_TLS] = {"tcp/853", "DNS over TLS", SOCK_STREAM, 853},
    [WAY_QUIC] = {"udp/853", "DNS over QUIC", SOCK_DGRAM, 853},
};

/* How often a datagram is sent again: also, a firewall sends only so many refusals a second. */
enum { TRIES = 3, QUIC_SIZE = 1200 };

const char *passage_way_id(enum passage_way w)
{
    return ways[w].id;
}

const char *passage_way_title(enum passage_way w)
{
    return ways[w].title;
}

const char *passage_id(enum passage p)
{
    static const char *const ids[PASSAGES] = {"open", "refused", "closed", "silent"};

    return ids[p];
}

/* Whether the ICMP error says that somebody does not let it through, and not that nobody is there. */
static bool is_refusal(const struct sock_extended_err *x)
{
    if (x->ee_origin == SO_EE_ORIGIN_ICMP)
        return x->ee_type == ICMP_DEST_UNREACH && (x->ee_code == ICMP_PORT_UNREACH || x->ee_code == ICMP_NET_ANO || x->ee_code == ICMP_HOST_ANO ||
                                                   x->ee_code == ICMP_PKT_FILTERED);
    return x->ee_origin == SO_EE_ORIGIN_ICMP6 && x->ee_type == ICMP6_DST_UNREACH &&
           (x->ee_code == ICMP6_DST_UNREACH_ADMIN || x->ee_code == ICMP6_DST_UNREACH_NOPORT || x->ee_code == 5 || x->ee_code == 6); /* RFC 4443, 3.1 */
}

/* The address that sent an error, as text and as bytes; false where the kernel does not say. */
static bool offender(const struct sock_extended_err *x, char text[PASSAGE_ADDRESS], uint8_t bytes[16])
{
    const struct sockaddr *from = (const struct sockaddr *)(const void *)(x + 1); /* SO_EE_OFFENDER() drops const */
    const void *at = NULL;

    if (from->sa_family == AF_INET)
        at = &((const struct sockaddr_in *)(const void *)from)->sin_addr;
    else if (from->sa_family == AF_INET6)
        at = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    if (at == NULL)
        return false;
    memset(bytes, 0, 16);
    memcpy(bytes, at, from->sa_family == AF_INET ? 4 : 16);
    return inet_ntop(from->sa_family, at, text, PASSAGE_ADDRESS) != NULL;
}

/* Reads who refused what was sent, if anybody did. True when something on the way did. */
static bool read_errors(int fd, const struct probe_server *to, struct passage_answer *out)
{
    union {
        char room[512];
        struct cmsghdr aligned;
    } control;
    uint8_t data[64], who[16];
    struct iovec vec = {data, sizeof data};
    struct msghdr m = {.msg_iov = &vec, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};

    while (recvmsg(fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0) {
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c)) {
            const struct sock_extended_err *x = (const struct sock_extended_err *)(const void *)CMSG_DATA(c);
            bool ours = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) || (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
            char text[PASSAGE_ADDRESS];
            if (!ours || !is_refusal(x) || !offender(x, text, who))
                continue;
            out->passage = PASSAGE_CLOSED;
            if (memcmp(who, to->address, to->v6 ? 16 : 4) == 0)
                continue;
            out->passage = PASSAGE_REFUSED;
            memcpy(out->by, text, sizeof text);
            return true;
        }
        m.msg_controllen = sizeof control.room;
    }
    return false;
}

static void want_errors(int fd, bool v6)
{
    const int on = 1;

    setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on);
}

static void try_tcp(int fd, const struct probe_server *to, struct passage_answer *out)
{
    int failed = probe_connect(fd, to, probe_now_ms() + LIMIT_PROBE_MS);

    if (failed == 0) {
        out->passage = PASSAGE_OPEN;
        return;
    }
    if (failed == ECONNREFUSED || failed == ECONNRESET)
        out->passage = PASSAGE_CLOSED;
    read_errors(fd, to, out);
}

/* A long header of a version that nobody has: whoever speaks QUIC answers with those it has. */
static bool quic_hello(struct buf *out)
{
    uint8_t ids[16];

    if (getrandom(ids, sizeof ids, 0) != sizeof ids)
        return false;
    buf_u8(out, 0xc0);
    for (int i = 0; i < 4; i++)
        buf_u8(out, (uint8_t)(0x1a + 0x10 * i)); /* 0x1a2a3a4a: reserved to be refused (RFC 9000, section 15) */
    buf_u8(out, 8);
    buf_add(out, bytes_of(ids, 8));
    buf_u8(out, 8);
    buf_add(out, bytes_of(&ids[8], 8));
    while (out->size < QUIC_SIZE)
        buf_u8(out, 0);
    return !out->failed;
}

static bool is_answer(enum passage_way way, struct bytes got, struct bytes sent)
{
    struct dns_response r;

    return way == WAY_QUIC ? got.size >= 7 : dns_response_read(got, sent, &r);
}

static void try_udp(int fd, const struct probe_server *to, enum passage_way way, struct bytes message, struct passage_answer *out)
{
    uint8_t room[2048];

    if (probe_connect(fd, to, 0) != 0)
        return;
    for (int i = 0; i < TRIES; i++) {
        int64_t until = probe_now_ms() + LIMIT_PROBE_MS / TRIES;
        if (send(fd, message.data, message.size, MSG_NOSIGNAL) < 0 && read_errors(fd, to, out))
            return;
        while (probe_ready(fd, POLLIN, until)) {
            ssize_t n = recv(fd, room, sizeof room, 0);
            if (n > 0 && is_answer(way, bytes_of(room, (size_t)n), message)) {
                out->passage = PASSAGE_OPEN;
                return;
            }
            if (read_errors(fd, to, out))
                return;
            if (n < 0 && errno != EAGAIN && errno != EINTR)
                break;
        }
    }
}

bool passage_try(const struct probe_server *to, struct bytes from, enum passage_way way, struct bytes known, struct passage_answer *out, struct error *e)
{
    struct probe_server port = *to;
    struct buf message;
    uint16_t id = 0;
    bool ok;
    int fd;

    *out = (struct passage_answer){.passage = PASSAGE_SILENT};
    port.port = ways[way].port;
    buf_init(&message, 2 * QUIC_SIZE);
    ok = way == WAY_QUIC ? quic_hello(&message) : getrandom(&id, sizeof id, 0) == sizeof id && dns_query(&message, id, known);
    if (!ok) {
        buf_free(&message);
        return error_set(e, ERROR_USAGE, 0, "no domain name to ask for");
    }
    fd = probe_socket(&port, from, ways[way].type, e);
    if (fd >= 0) {
        want_errors(fd, port.v6);
        if (ways[way].type == SOCK_STREAM)
            try_tcp(fd, &port, out);
        else
            try_udp(fd, &port, way, buf_bytes(&message), out);
        close(fd);
    }
    buf_free(&message);
    return fd >= 0;
}

bool passage_reaches(const struct probe_server *to, struct bytes from, uint16_t port)
{
    struct probe_server there = *to;
    struct error ignored = {0};
    int fd;
    bool ok;

    there.port = port;
    fd = probe_socket(&there, from, SOCK_STREAM, &ignored);
    ok = fd >= 0 && probe_connect(fd, &there, probe_now_ms() + LIMIT_PROBE_MS) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}
