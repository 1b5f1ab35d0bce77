/* Queries and responses of DNS: what is no response to our question is none, whoever sends it; and silence ends in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fleet/dns.h"
#include "fleet/probe.h"

static struct buf query;

static struct bytes response_of(uint8_t *to, unsigned code, unsigned answers)
{
    memcpy(to, query.data, query.size);
    to[2] = 0x81;
    to[3] = (uint8_t)(0x80 | code);
    to[7] = (uint8_t)answers;
    memcpy(&to[query.size], "rest", 4);
    return bytes_of(to, query.size + 4);
}

/* RFC 1035, 4.1: what a resolver has to get. */
static void a_query_is_spelled_out(void **state)
{
    static const uint8_t wanted[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07" "example\x03" "com\x00\x00\x01\x00\x01";

    (void)state;
    buf_init(&query, DNS_QUERY_MOST);
    assert_true(dns_query(&query, 0x1234, BYTES("www.example.com")));
    assert_int_equal(query.size, sizeof wanted - 1);
    assert_memory_equal(query.data, wanted, sizeof wanted - 1);
    buf_free(&query);
}

static void what_is_no_name_is_not_asked(void **state)
{
    static const char *const bad[] = {"", ".", "a..b", ".a", "a."};
    char longest[300];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        buf_init(&query, DNS_QUERY_MOST);
        assert_int_equal(dns_query(&query, 1, bytes_str(bad[i])), i == 4); /* a dot at the end is the root's */
        buf_free(&query);
    }
    for (size_t n = 252; n <= 254; n++) {
        for (size_t i = 0; i < n; i++)
            longest[i] = i % 60 == 59 ? '.' : 'a';
        buf_init(&query, DNS_QUERY_MOST);
        assert_int_equal(dns_query(&query, 1, bytes_of((const uint8_t *)longest, n)), n <= 253);
        buf_free(&query);
    }
    for (size_t n = 62; n <= 64; n++) {
        memset(longest, 'a', n);
        buf_init(&query, DNS_QUERY_MOST);
        assert_int_equal(dns_query(&query, 1, bytes_of((const uint8_t *)longest, n)), n <= 63);
        buf_free(&query);
    }
}

static void a_response_is_to_our_question(void **state)
{
    struct dns_response r;
    uint8_t text[400];
    struct bytes all;

    (void)state;
    buf_init(&query, DNS_QUERY_MOST);
    dns_query(&query, 7, BYTES("example.com"));
    all = response_of(text, 3, 0);
    assert_true(dns_response_read(all, buf_bytes(&query), &r));
    assert_int_equal(r.code, 3);
    all = response_of(text, 0, 2);
    assert_true(dns_response_read(all, buf_bytes(&query), &r));
    assert_int_equal(r.answers, 2);
    assert_false(dns_response_read(buf_bytes(&query), buf_bytes(&query), &r)); /* the query itself is no response */
    for (size_t n = 0; n < query.size; n++)
        assert_false(dns_response_read(bytes_of(text, n), buf_bytes(&query), &r));
    for (size_t bit = 0; bit < 8 * query.size; bit++) {
        size_t at = bit / 8;
        bool ours = at >= 6 && at < 12; /* counts behind the question, which are only read */
        text[at] = (uint8_t)(text[at] ^ 1u << bit % 8);
        if (at == 2)
            ours = bit % 8 < 3; /* recursion desired, cut, authoritative */
        if (at == 3)
            ours = true;
        assert_int_equal(dns_response_read(all, buf_bytes(&query), &r), ours);
        text[at] = (uint8_t)(text[at] ^ 1u << bit % 8);
    }
    buf_free(&query);
}

static void servers_are_addresses(void **state)
{
    static const struct {
        const char *text;
        int port;
    } rows[] = {{"10.0.0.53", 53}, {"10.0.0.53:5353", 5353}, {"[2001:db8::53]", 53}, {"[::1]:65535", 65535}, {"2001:db8::53", 53}, {"10.0.0.53:0", 0},
                {"10.0.0.53:65536", 0}, {"10.0.0.53:", 0}, {"[::1", 0}, {"[::1]x", 0}, {"10.0.0.0/8", 0}, {"dns.example.org", 0}, {"", 0}, {"10.0.0.53:5x", 0}};
    struct probe_server s;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool ok = probe_server_read(rows[i].text, &s);
        assert_int_equal(ok ? s.port : 0, rows[i].port);
    }
}

static int64_t ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Somebody who takes questions and says nothing: LIMIT_PROBE_MS, and no block. */
static void silence_is_no_block(void **state)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    struct probe_server s = {.address = {127, 0, 0, 1}};
    enum probe_answer answer = PROBE_BLOCKED;
    struct error e = {0};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int64_t began = ms();

    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
    s.port = ntohs(a.sin_port);
    probe_ask(&s, BYTES("127.0.0.1"), BYTES("example.com"), false, &answer, &e);
    assert_int_equal(answer, PROBE_NONE);
    assert_in_range(ms() - began, LIMIT_PROBE_MS - 1, LIMIT_PROBE_MS + 2000);
    close(fd);
    assert_false(probe_ask(&s, BYTES("192.0.2.1"), BYTES("example.com"), false, &answer, &e)); /* not ours */
    assert_int_equal(e.code, ERROR_USAGE);
}

/* What a sinkhole answers: an alias of its name, spelled out or by a pointer backwards; nothing else is one. */
static void an_alias_of_the_sinkhole_is_none_of_the_name(void **state)
{
    static const struct {
        const char *behind; /* the question for www.example.com, which begins at 12 */
        size_t size;
        bool is;
    } rows[] = {
#define ROW(text, is) {text, sizeof text - 1, is}
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x0c\x06walled\x03" "com\x00", true),
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x09\x06WALLED\xc0\x18", true), /* 24: "com" of the question */
        ROW("\x03www\xc0\x10\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x09\x06walled\xc0\x18", true),
        ROW("\xc0\x10\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x09\x06walled\xc0\x18", false),     /* of another name */
        ROW("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x09\x06walled\xc0\x18", false),     /* no CNAME */
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x09\x06walled\xc0\x10", false),     /* another target */
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x2d", false),                /* a pointer to itself */
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x3f", false),                /* and forwards */
        ROW("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x09\x06wall", false),                 /* cut off */
        ROW("\xc0", false), ROW("", false),
    };
    uint8_t room[200];

    (void)state;
    buf_init(&query, DNS_QUERY_MOST);
    assert_true(dns_query(&query, 7, BYTES("www.example.com")));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes r = response_of(room, 0, 1);
        memcpy(&room[query.size], rows[i].behind, rows[i].size);
        r = bytes_of(room, query.size + rows[i].size);
        if (dns_response_alias(r, buf_bytes(&query), BYTES("walled.com")) != rows[i].is)
            fail_msg("row %zu", i);
    }
    buf_free(&query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_spelled_out), cmocka_unit_test(an_alias_of_the_sinkhole_is_none_of_the_name), cmocka_unit_test(what_is_no_name_is_not_asked), cmocka_unit_test(a_response_is_to_our_question),
        cmocka_unit_test(servers_are_addresses),  cmocka_unit_test(silence_is_no_block),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
