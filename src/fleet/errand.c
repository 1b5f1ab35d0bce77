#include "fleet/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

extern char **environ;

enum { GRACE = 5 }; /* seconds between the request to end and the end */

static volatile sig_atomic_t running; /* process group; 0: none */

/* Who ends this process ends what it started. */
static void end_all(int signal)
{
    if (running > 0)
        kill(-(pid_t)running, SIGTERM);
    _exit(128 + signal);
}

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec;
}

int errand_start(char *const *argv, char *const *environment, int out, pid_t *pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    int wrong;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_adddup2(&files, out, 2);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    wrong = posix_spawn(pid, argv[0], &files, &how, argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return wrong;
}

/* Takes what is there; false at the end. */
static bool take(struct errand *x, int fd)
{
    uint8_t piece[4096];
    ssize_t n = read(fd, piece, sizeof piece);
    size_t room = LIMIT_ROUTINE_OUTPUT - x->said.size;

    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if ((size_t)n > room)
        x->more += (size_t)n - room;
    buf_add(&x->said, bytes_of(piece, (size_t)n < room ? (size_t)n : room));
    return n > 0;
}

/* Asks its group to end, then ends it; false when both were done and did not help. */
static bool press(struct errand *x, pid_t pid, unsigned *pressed)
{
    if (*pressed < 2)
        kill(-pid, *pressed == 0 ? SIGTERM : SIGKILL);
    x->late = true;
    return (*pressed)++ < 2;
}

/* Reads until the child and all it started have closed the pipe, then waits for its end; its wait status, or -1. */
static int follow(struct errand *x, int fd, pid_t pid)
{
    int64_t until = now() + x->patience;
    struct pollfd p = {fd, POLLIN, 0};
    unsigned pressed = 0;
    bool open = true;
    int status = -1;

    for (;;) {
        int64_t left = until - now();
        if (left <= 0) {
            if (!press(x, pid, &pressed))
                return -1; /* what holds the pipe is in no group of ours */
            until = now() + GRACE;
        } else if (open) {
            if (poll(&p, 1, (int)(left < 3600 ? left * 1000 : 3600000)) > 0)
                open = take(x, fd);
        } else if (waitpid(pid, &status, WNOHANG) != 0) {
            return status;
        } else {
            nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        }
    }
}

static void handle(struct sigaction before[2], bool begin)
{
    static const int signals[] = {SIGTERM, SIGINT};
    struct sigaction act = {.sa_handler = end_all};

    for (int i = 0; i < 2; i++)
        sigaction(signals[i], begin ? &act : &before[i], begin ? &before[i] : NULL);
}

bool errand_run(struct errand *x, struct error *e)
{
    struct sigaction before[2];
    int64_t began = now();
    int pipes[2], status, wrong;
    pid_t pid;

    buf_init(&x->said, LIMIT_ROUTINE_OUTPUT);
    x->more = 0;
    x->status = -1;
    x->late = false;
    if (pipe2(pipes, O_CLOEXEC) != 0)
        return error_set(e, ERROR_SYSTEM, 0, "no pipe: %s", strerror(errno));
    handle(before, true);
    wrong = errand_start(x->argv, environ, pipes[1], &pid);
    close(pipes[1]);
    if (wrong == 0) {
        running = (sig_atomic_t)pid;
        status = follow(x, pipes[0], pid);
        running = 0;
        x->status = status >= 0 && WIFEXITED(status) && !x->late ? WEXITSTATUS(status) : -1;
        x->took = now() - began;
    }
    close(pipes[0]);
    handle(before, false);
    return wrong == 0 || error_set(e, ERROR_SYSTEM, 0, "%s cannot be started: %s", x->argv[0], strerror(wrong));
}
