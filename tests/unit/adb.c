/* adb: a server that answers as it is told to, one word too many at each limit; users as devices name them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "fleet/handset.h"

enum say { DEVICES, USERS, OUTPUT, CUT, SILENT, FAILING, NO_ADB, NO_END };

static void say_text(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = send(fd, text, size, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        text += n;
        size -= (size_t)n;
    }
}

static void say_shell(int fd, enum say what, unsigned count)
{
    static char row[4096];

    memset(row, 'x', sizeof row);
    if (what == SILENT) {
        sleep(20);
        return;
    }
    for (unsigned i = 0; what == USERS && i < count; i++)
        say_text(fd, row, (size_t)snprintf(row, sizeof row, "\tUserInfo{%u:a name:%x} running\r\n", i, i == 1 ? 0x1030 : 0x13));
    for (unsigned left = count; what == OUTPUT && left > 0;) {
        unsigned n = left < sizeof row ? left : sizeof row;
        say_text(fd, row, n);
        left -= n;
    }
    if (what == CUT || what == NO_END)
        say_text(fd, "half\nveto-end:", what == CUT ? 5 : 14);
    else
        say_text(fd, "veto-end:0\r\n", 12);
}

static bool hear_request(int fd, char *request, size_t room)
{
    size_t got = 0, size = 4;

    while (got < size) {
        ssize_t n = recv(fd, request + got, size - got, 0);
        if (n <= 0)
            return false;
        got += (size_t)n;
        if (got == 4) {
            request[4] = 0;
            size = 4 + strtoul(request, NULL, 16);
            if (size >= room)
                return false;
        }
    }
    request[got] = 0;
    return true;
}

static void serve(int fd, enum say what, unsigned count)
{
    static char request[1 << 16], row[64];

    while (hear_request(fd, request, sizeof request)) {
        const char *service = request + 4;
        if (what == FAILING || what == NO_ADB) {
            say_text(fd, what == FAILING ? "FAIL0009not today" : "HTTP/1.1 400", what == FAILING ? 17 : 12);
            return;
        }
        say_text(fd, "OKAY", 4);
        if (strncmp(service, "host:devices", 12) == 0) {
            say_text(fd, row, (size_t)snprintf(row, sizeof row, "%04x", count * 10));
            for (unsigned i = 0; i < count; i++)
                say_text(fd, "R1\tdevice\n", 10);
        } else if (strncmp(service, "shell:getprop", 13) == 0) {
            say_text(fd, "R1\nveto-end:0\n", 14);
            return;
        } else if (strncmp(service, "shell:", 6) == 0) {
            say_shell(fd, what, count);
            return;
        }
    }
}

struct server {
    struct adb adb;
    pid_t pid;
};

static void start(struct server *s, enum say what, unsigned count)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct error e = {0};
    char place[64];

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    s->pid = fork();
    if (s->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            int one = accept(fd, NULL, NULL);
            serve(one, what, count);
            close(one);
        }
    }
    close(fd);
    snprintf(place, sizeof place, "127.0.0.1:%d", ntohs(at.sin_port));
    assert_true(adb_at(&s->adb, place, &e));
}

static void stop(struct server *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
}

static bool shell(struct server *s, const char *command, struct buf *out, struct error *e)
{
    int status;

    *e = (struct error){0};
    return adb_shell(&s->adb, BYTES("R1"), bytes_str(command), out, &status, e) && status == 0;
}

static void places(void **state)
{
    struct adb a;
    struct error e = {0};

    (void)state;
    assert_true(adb_at(&a, "phone-hub", &e));
    assert_string_equal(a.port, "5037");
    assert_int_equal(a.seconds, LIMIT_ADB_SECONDS);
    assert_false(adb_at(&a, "h:65536", &e));
    assert_false(adb_at(&a, "h:-1", &e));
    assert_false(adb_at(&a, "h:5037x", &e));
    assert_false(adb_at(&a, "", &e));
    assert_true(adb_word(BYTES("com.ss.android_1-x")));
    assert_false(adb_word(BYTES("")));
    assert_false(adb_word(BYTES("a;b")));
    assert_false(adb_word(BYTES("a b")));
    assert_false(adb_word(BYTES("-a")));
    assert_false(adb_word(BYTES("a$b")));
    assert_false(adb_word(BYTES("a\nb")));
}

static void devices(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_ADB_DEVICES - 1; n <= LIMIT_ADB_DEVICES + 1; n++) {
        struct server s;
        struct error e = {0};
        struct buf out;
        buf_init(&out, 1 << 16);
        start(&s, DEVICES, n);
        assert_int_equal(adb_devices(&s.adb, &out, &e), n <= LIMIT_ADB_DEVICES);
        assert_int_equal(e.code, n <= LIMIT_ADB_DEVICES ? ERROR_NONE : ERROR_LIMIT);
        stop(&s);
        buf_free(&out);
    }
}

static void users(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_ADB_USERS - 1; n <= LIMIT_ADB_USERS + 1; n++) {
        struct server s;
        struct error e = {0};
        struct handset h;
        start(&s, USERS, n);
        assert_int_equal(handset_open(&h, &s.adb, BYTES("R1"), &e), n <= LIMIT_ADB_USERS);
        if (n == LIMIT_ADB_USERS) {
            assert_int_equal(h.count, n);
            assert_true(h.users[1].profile);
            assert_false(h.users[2].profile);
            assert_string_equal(h.users[2].name, "a name");
        } else if (n > LIMIT_ADB_USERS) {
            assert_int_equal(e.code, ERROR_LIMIT);
        }
        handset_close(&h);
        stop(&s);
    }
}

static void output(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_ADB_OUTPUT - 1; n <= LIMIT_ADB_OUTPUT + 1; n++) {
        struct server s;
        struct error e;
        struct buf out;
        buf_init(&out, LIMIT_ADB_OUTPUT);
        start(&s, OUTPUT, n - 12); /* the line with the status is output as well */
        assert_int_equal(shell(&s, "x", &out, &e), n <= LIMIT_ADB_OUTPUT);
        assert_int_equal(e.code, n <= LIMIT_ADB_OUTPUT ? ERROR_NONE : ERROR_LIMIT);
        stop(&s);
        buf_free(&out);
    }
}

static void requests(void **state)
{
    char command[LIMIT_ADB_REQUEST + 1];
    size_t around = strlen("0000shell:; echo veto-end:$?");
    struct server s;
    struct error e;
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    start(&s, OUTPUT, 0);
    for (size_t n = LIMIT_ADB_REQUEST - 1; n <= LIMIT_ADB_REQUEST + 1; n++) {
        memset(command, 'x', n - around);
        command[n - around] = 0;
        assert_int_equal(shell(&s, command, &out, &e), n <= LIMIT_ADB_REQUEST);
    }
    assert_int_equal(e.code, ERROR_LIMIT);
    stop(&s);
    buf_free(&out);
}

static void ends(void **state)
{
    static const enum say all[] = {CUT, NO_END, FAILING, NO_ADB, SILENT};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct server s;
        struct error e;
        struct buf out;
        buf_init(&out, 4096);
        start(&s, all[i], 0);
        s.adb.seconds = 1;
        assert_false(shell(&s, "x", &out, &e));
        assert_int_not_equal(e.code, ERROR_NONE);
        if (all[i] == FAILING)
            assert_non_null(strstr(e.text, "not today"));
        stop(&s);
        assert_false(shell(&s, "x", &out, &e));
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places), cmocka_unit_test(devices),  cmocka_unit_test(users),
        cmocka_unit_test(output), cmocka_unit_test(requests), cmocka_unit_test(ends),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
