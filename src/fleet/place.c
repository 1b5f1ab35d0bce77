#include "fleet/place.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/tsv.h"
#include "fleet/errand.h"

static bool failed(struct error *e, const char *what)
{
    return error_set(e, ERROR_SYSTEM, 0, "%s: %s", what, strerror(errno));
}

bool place_read(struct arena *a, const char *path, struct placed *out, struct error *e)
{
    struct stat st;
    uint8_t *to;
    size_t got = 0;
    int fd;

    *out = (struct placed){.there = false};
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0 && errno == ELOOP)
        return error_set(e, ERROR_USAGE, 0, "a symbolic link: give the file that it points to");
    if (fd < 0)
        return failed(e, "cannot be read");
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > LIMIT_PLACE_FILE) {
        close(fd);
        return error_set(e, ERROR_USAGE, 0, "no regular file of at most %u bytes", LIMIT_PLACE_FILE);
    }
    to = arena_raw(a, (size_t)st.st_size + 1);
    while (got < (size_t)st.st_size) {
        ssize_t n = read(fd, &to[got], (size_t)st.st_size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    close(fd);
    *out = (struct placed){true, bytes_of(to, got)};
    return got == (size_t)st.st_size || error_set(e, ERROR_SYSTEM, 0, "it became shorter while it was read");
}

static bool write_all(int fd, struct bytes text)
{
    while (text.size > 0) {
        ssize_t n = write(fd, text.data, text.size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text = bytes_from(text, (size_t)n);
    }
    return true;
}

/* The folder's own entry has to reach the disk as well. */
static bool sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int fd;
    bool ok;

    snprintf(folder, sizeof folder, "%.*s", (int)(slash == path ? 1 : slash - path), path);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

bool place_put(const char *path, const struct placed *what, struct error *e)
{
    char fresh[4096];
    struct stat st;
    bool ok, was;
    int fd;

    if (path[0] != '/' || snprintf(fresh, sizeof fresh, "%s.veto-new", path) >= (int)sizeof fresh)
        return error_set(e, ERROR_USAGE, 0, "no absolute path of less than %zu bytes", sizeof fresh - 10);
    if (!what->there) /* what a killed run had half written beside it goes as well */
        return ((unlink(fresh) == 0 || errno == ENOENT) && (unlink(path) == 0 || errno == ENOENT) && sync_folder(path)) || failed(e, "cannot be taken away");
    was = lstat(path, &st) == 0;
    unlink(fresh); /* of a run that was killed */
    fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ok = fd >= 0 && write_all(fd, what->text) && (!was || fchown(fd, st.st_uid, st.st_gid) == 0 || errno == EPERM) &&
         fchmod(fd, was ? st.st_mode & 07777 : 0644) == 0 && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    ok = ok && rename(fresh, path) == 0 && sync_folder(path);
    if (!ok) {
        failed(e, "cannot be written");
        unlink(fresh);
    }
    return ok;
}

/* --- the command --- */

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads all of its output; false when it did not end in time, or said too much. */
static bool drain(int fd, struct buf *said)
{
    int64_t until = now() + LIMIT_RELOAD_SECONDS * 1000;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    uint8_t room[4096];
    ssize_t n = 1;

    while (n > 0) {
        int64_t left = until - now();
        int ready = left <= 0 ? 0 : poll(&p, 1, (int)left);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        n = read(fd, room, sizeof room);
        if (n > 0 && !buf_add(said, bytes_of(room, (size_t)n)))
            return false;
    }
    return true;
}

/* Waits for the end, which a program that closed its output early may put off; -1 when it was ended. */
static int reap(pid_t pid, bool ended)
{
    int64_t until = now() + LIMIT_RELOAD_SECONDS * 1000;
    int status = 0;

    while (ended && waitpid(pid, &status, WNOHANG) == 0) {
        ended = now() < until;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    if (!ended) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool place_reload(struct bytes command, char answer[120], struct error *e)
{
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale[] = "LC_ALL=C";
    char *const environment[] = {path, locale, NULL};
    char *argv[LIMIT_RELOAD_WORDS + 1], text[4096], hex[HEX256 + 1];
    uint8_t digest[SHA256_SIZE];
    struct buf said;
    size_t count = 0, at = 0;
    struct bytes rest = command, word;
    int pipes[2], status = -1, wrong;
    bool ended;
    pid_t pid;

    while (tsv_word(&rest, &word)) {
        if (count == LIMIT_RELOAD_WORDS || at + word.size + 1 >= sizeof text)
            return error_set(e, ERROR_USAGE, 0, "a command to reload has at most %u words", LIMIT_RELOAD_WORDS);
        memcpy(&text[at], word.data, word.size);
        argv[count++] = &text[at];
        at += word.size;
        text[at++] = 0;
    }
    argv[count] = NULL;
    if (count == 0 || argv[0][0] != '/')
        return error_set(e, ERROR_USAGE, 0, "a command to reload begins with an absolute path");
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return failed(e, "no pipe");
    wrong = errand_start(argv, environment, pipes[1], &pid);
    close(pipes[1]);
    buf_init(&said, LIMIT_RELOAD_OUTPUT);
    if (wrong == 0) {
        ended = drain(pipes[0], &said);
        status = reap(pid, ended);
    }
    close(pipes[0]);
    hash_sha256(buf_bytes(&said), digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    buf_free(&said);
    snprintf(answer, 120, "status %d, output SHA-256 %s", status, hex);
    if (wrong != 0)
        return error_set(e, ERROR_SYSTEM, 0, "the command to reload cannot be started: %s", strerror(wrong));
    return status == 0 || (status < 0 ? error_set(e, ERROR_SYSTEM, 0, "the command to reload was ended: it took more than %u seconds, said more than %u bytes, or crashed", LIMIT_RELOAD_SECONDS, LIMIT_RELOAD_OUTPUT)
                                      : error_set(e, ERROR_SYSTEM, 0, "the command to reload ended with status %d; run it by hand to see why", status));
}
