/*
 * Order matters: Landlock before RLIMIT_NOFILE 0 (else its file descriptor
 * cannot be made), limits before seccomp, seccomp last. libcrypto and SQLite
 * are warmed before the fork (jail/warm.h), because they want files and random
 * bytes at their first use.
 */
#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/ahead.h"
#include "base/limits.h"
#include "base/pages.h"
#include "jail/filter.h"
#include "jail/warm.h"

struct jail_support jail_support(void)
{
    struct jail_support support = {0, false};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    uint32_t action = SECCOMP_RET_KILL_PROCESS;

    if (abi > 0)
        support.landlock_abi = (int)abi;
    /* not PR_GET_SECCOMP: in a container the answer is "already filtered", and another filter can still be
     * added */
    support.seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
    return support;
}

const char *jail_missing(void)
{
    struct jail_support support = jail_support();

    if (support.landlock_abi == 0 && !support.seccomp)
        return "this kernel has neither Landlock nor seccomp: hostile files are read without a jail";
    if (support.landlock_abi == 0)
        return "this kernel has no Landlock: the jail rests on seccomp alone";
    if (!support.seccomp)
        return "this kernel has no seccomp: the jail rests on Landlock alone";
    return NULL;
}

/* Denies every file operation this kernel's Landlock knows, everywhere. */
static bool deny_paths(int abi)
{
    /* rights known at ABI 1 to 5: 13, then refer, truncate, (network), ioctl */
    static const uint64_t known[] = {
        0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1};
    struct landlock_ruleset_attr rules = {0};
    int fd;
    bool ok;

    if (abi == 0)
        return true;
    rules.handled_access_fs = known[abi < 5 ? abi : 5];
    fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
    if (fd < 0)
        return false;
    ok = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return ok;
}

static bool set_limit(__rlimit_resource_t what, rlim_t value)
{
    struct rlimit limit = {value, value};

    return setrlimit(what, &limit) == 0;
}

static bool set_limits(uint64_t inherited)
{
    return set_limit(RLIMIT_NOFILE, 0) && set_limit(RLIMIT_NPROC, 0) && set_limit(RLIMIT_CORE, 0) &&
           set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_AS, LIMIT_CHILD_MEMORY + inherited) &&
           set_limit(RLIMIT_CPU, LIMIT_CHILD_CPU);
}

/* The helper is made once there are no paths, which holds for each thread by itself, and before no more may be made. */
static bool enter(uint64_t inherited, bool helper)
{
    struct jail_support support = jail_support();

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return false;
    if (!deny_paths(support.landlock_abi))
        return false;
    helper = helper && ahead_start();
    return set_limits(inherited) && (!support.seccomp || filter_load(helper));
}

/*
 * The pipe becomes descriptor 3, and no other stays: whoever takes over the child could write to a terminal
 * as freely as to the parent, and the terminal believes it.
 */
static bool keep_one(int fd)
{
    if (fd != 3 && dup2(fd, 3) != 3)
        return false;
    for (int i = 0; i < 3; i++)
        close(i);
    if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0) /* a kernel before 5.9 */
        for (long i = sysconf(_SC_OPEN_MAX) - 1; i > 3; i--)
            close((int)i);
    return true;
}

static _Noreturn void child(const struct jail_job *job, size_t index, uint64_t memory, int fd)
{
    struct frame_writer out;
    int status;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!keep_one(fd))
        _exit(JAIL_EXIT_SETUP);
    pages_heap();
    frame_writer_init(&out, 3);
    if (!enter(memory, job->helper && job->count == 1)) {
        frame_stage(&out, "entering the jail");
        frame_send(&out, FRAME_ERROR, bytes_str(strerror(errno)));
        frame_flush(&out);
        _exit(JAIL_EXIT_SETUP);
    }
    status = job->work(job->context, index, &out);
    if (status == 0)
        frame_send(&out, FRAME_END, bytes_of(NULL, 0));
    _exit(frame_flush(&out) ? status : JAIL_EXIT_ERROR);
}

static void exhausted(struct arena *a, size_t wanted)
{
    struct frame_writer *out = a->context;
    char text[100];

    snprintf(text, sizeof text, "out of memory: %zu bytes more than the %zu allowed", wanted, a->cap);
    frame_send(out, FRAME_ERROR, bytes_str(text));
    frame_flush(out);
    _exit(JAIL_EXIT_MEMORY);
}

void jail_arena(struct arena *arena, struct frame_writer *out)
{
    arena_init(arena, LIMIT_ARENA);
    arena->exhausted = exhausted;
    arena->context = out;
}

struct running {
    size_t index;
    pid_t pid; /* 0: this place is free */
    int fd;
    bool ended; /* FRAME_END was seen */
    struct timespec worked; /* processor time, when it was last looked at */
    struct frame_reader in;
    struct jail_end end;
};

/* Text into a fixed field, cut where it is full. */
static void keep(char *to, size_t room, struct bytes text)
{
    size_t n = text.size < room - 1 ? text.size : room - 1;

    if (n > 0)
        memcpy(to, text.data, n);
    to[n] = 0;
}

/* True with slot->pid 0: the child was not started, for a reason that is its own and now in slot->end. */
static bool start(const struct jail_job *job, struct running *slot, size_t index, struct error *e)
{
    int ends[2];
    uint64_t memory = 0;
    struct error why = {0};

    *slot = (struct running){.index = index};
    if (job->prepare != NULL && !job->prepare(job->context, index, &memory, &why)) {
        keep(slot->end.stage, sizeof slot->end.stage, BYTES("opening the file"));
        keep(slot->end.error, sizeof slot->end.error, bytes_str(why.text));
        slot->end.status = JAIL_EXIT_SETUP;
        return true;
    }
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(e, ERROR_SYSTEM, 0, "cannot make a pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    slot->pid = fork();
    if (slot->pid < 0) {
        slot->pid = 0;
        close(ends[0]);
        close(ends[1]);
        return error_set(e, ERROR_SYSTEM, 0, "cannot start a child: %s", strerror(errno));
    }
    if (slot->pid == 0)
        child(job, index, memory, ends[1]);
    close(ends[1]);
    slot->fd = ends[0];
    frame_reader_init(&slot->in);
    if (job->started != NULL)
        job->started(job->context, index);
    return true;
}

static void take_frames(const struct jail_job *job, struct running *slot)
{
    enum frame_type type;
    struct bytes payload;

    while (frame_next(&slot->in, &type, &payload)) {
        if (slot->ended || (type == FRAME_END && payload.size > 0)) /* nothing may follow the end */
            slot->in.broken = true;
        else if (type == FRAME_STAGE)
            keep(slot->end.stage, sizeof slot->end.stage, payload);
        else if (type == FRAME_ERROR)
            keep(slot->end.error, sizeof slot->end.error, payload);
        else if (type == FRAME_END)
            slot->ended = true;
        else if (!job->frame(job->context, slot->index, type, payload))
            slot->in.broken = true;
    }
}

/* Lets a child go, of which nothing more is heard; its exit status as waitpid() gives it. */
static int let_go(struct running *slot)
{
    int status = 0;

    close(slot->fd);
    while (waitpid(slot->pid, &status, 0) < 0 && errno == EINTR)
        ;
    frame_reader_free(&slot->in);
    slot->pid = 0;
    return status;
}

/*
 * A child that ended with FRAME_END has said everything: it is reported while the kernel takes its memory back, which
 * is a good part of the time of a small app. What it might do now concerns nobody: it is killed. False when done()
 * wants no more.
 */
static bool conclude(const struct jail_job *job, struct running *slot)
{
    bool more;

    slot->end.whole = true;
    more = job->done == NULL || job->done(job->context, slot->index, &slot->end);
    kill(slot->pid, SIGKILL);
    let_go(slot);
    return more;
}

/* Waits for a child that ended otherwise, and reports. */
static bool reap(const struct jail_job *job, struct running *slot)
{
    int status = let_go(slot);

    slot->end.protocol = slot->in.broken;
    slot->end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    slot->end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return job->done == NULL || job->done(job->context, slot->index, &slot->end);
}

/* Reads once from a child and, when that was the last of it, reports how it ended. */
static bool serve(const struct jail_job *job, struct running *slot)
{
    static uint8_t block[64 << 10]; /* what a child sends at a time, and no more pages than it fills */
    ssize_t n = read(slot->fd, block, sizeof block);

    if (n < 0 && errno == EINTR)
        return true;
    if (n > 0) {
        frame_feed(&slot->in, bytes_of(block, (size_t)n));
        take_frames(job, slot);
        if (slot->ended && frame_pending(&slot->in) > 0)
            slot->in.broken = true;
        if (!slot->in.broken)
            return !slot->ended || conclude(job, slot);
    }
    if (n != 0)
        kill(slot->pid, SIGKILL);
    return reap(job, slot);
}

/*
 * A helper and its reader may wait, and whoever takes them over may have them wait for ever. A child that has said
 * nothing for LIMIT_CHILD_IDLE and used no processor meanwhile is ended.
 */
static void end_idle(struct running *slot)
{
    struct timespec now = {0};
    clockid_t clock;

    if (clock_getcpuclockid(slot->pid, &clock) != 0 || clock_gettime(clock, &now) != 0)
        return;
    if (now.tv_sec == slot->worked.tv_sec && now.tv_nsec == slot->worked.tv_nsec) {
        keep(slot->end.error, sizeof slot->end.error, BYTES("the reader waits for nothing"));
        kill(slot->pid, SIGKILL);
    }
    slot->worked = now;
}

bool jail_run(const struct jail_job *job, struct error *e)
{
    struct running *slots = calloc(job->jobs, sizeof *slots);
    struct pollfd *polls = calloc(job->jobs, sizeof *polls);
    size_t next = 0, busy = 0;
    bool ok = slots != NULL && polls != NULL, more = true;

    if (!ok)
        error_set(e, ERROR_SYSTEM, 0, "out of memory");
    warm_finish();
    filter_ready(job->helper && job->count == 1);
    while (ok && (busy > 0 || (more && next < job->count))) {
        int spoke;
        for (unsigned i = 0; i < job->jobs && ok; i++)
            while (slots[i].pid == 0 && more && next < job->count && (ok = start(job, &slots[i], next, e))) {
                next++;
                if (slots[i].pid != 0)
                    busy++;
                else if (job->done != NULL)
                    more = job->done(job->context, slots[i].index, &slots[i].end);
            }
        if (busy == 0)
            continue;
        for (unsigned i = 0; i < job->jobs; i++)
            polls[i] = (struct pollfd){.fd = slots[i].pid == 0 ? -1 : slots[i].fd, .events = POLLIN};
        if (!ok)
            break;
        spoke = poll(polls, job->jobs, job->helper && job->count == 1 ? LIMIT_CHILD_IDLE * 1000 : -1);
        if (spoke < 0) {
            if (errno != EINTR)
                ok = error_set(e, ERROR_SYSTEM, 0, "cannot wait for children: %s", strerror(errno));
            continue;
        }
        for (unsigned i = 0; spoke == 0 && i < job->jobs; i++)
            if (slots[i].pid != 0)
                end_idle(&slots[i]);
        for (unsigned i = 0; i < job->jobs; i++)
            if (slots[i].pid != 0 && polls[i].revents != 0) {
                more = serve(job, &slots[i]) && more;
                busy -= slots[i].pid == 0;
            }
    }
    for (unsigned i = 0; slots != NULL && i < job->jobs; i++)
        if (slots[i].pid != 0) { /* only after a failure to start another or to wait */
            kill(slots[i].pid, SIGKILL);
            waitpid(slots[i].pid, NULL, 0);
            close(slots[i].fd);
            frame_reader_free(&slots[i].in);
        }
    free(slots);
    free(polls);
    return ok;
}
