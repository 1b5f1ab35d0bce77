/*
 * The jail, with real children: what they may not do kills them, what they
 * say wrongly ends them, and however they end, the stage is known. Built
 * without sanitizers, whose address space no limit would leave alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/ahead.h"
#include "base/limits.h"
#include "jail/jail.h"

/* What a run of one child came to. */
struct seen {
    void (*act)(struct frame_writer *out);
    struct jail_end end;
    size_t frames, bytes;
    size_t most_frames; /* refuse any beyond */
    bool done;
};

static int act(void *context, size_t index, struct frame_writer *out)
{
    struct seen *s = context;

    (void)index;
    frame_stage(out, "acting");
    s->act(out);
    return 0;
}

static bool take(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct seen *s = context;

    (void)index;
    (void)type;
    s->frames++;
    s->bytes += payload.size;
    return s->most_frames == 0 || s->frames <= s->most_frames;
}

static bool end(void *context, size_t index, const struct jail_end *e)
{
    struct seen *s = context;

    (void)index;
    assert_false(s->done);
    s->done = true;
    s->end = *e;
    return true;
}

static struct seen run_with(void (*what)(struct frame_writer *out), bool helper)
{
    struct seen s = {.act = what};
    struct jail_job job = {
        .count = 1, .jobs = 1, .helper = helper, .context = &s, .work = act, .frame = take, .done = end};
    struct error e;

    assert_true(jail_run(&job, &e));
    assert_true(s.done);
    return s;
}

static struct seen run(void (*what)(struct frame_writer *out))
{
    return run_with(what, false);
}

/* --- what the jail forbids --- */

/* One row a system call: its number and up to six arguments that would make it work outside. */
struct forbidden {
    const char *name;
    long number;
    long arguments[6];
};

static char path[] = "/etc/passwd";
static _Alignas(4096) char memory[4096];

#define AT(x) ((long)(x))

static const struct forbidden forbidden[] = {
    {"open", SYS_open, {AT(path), O_RDONLY}},
    {"openat", SYS_openat, {AT_FDCWD, AT(path), O_RDONLY}},
    {"openat2", SYS_openat2, {AT_FDCWD, AT(path), AT(memory), 24}},
    {"creat", SYS_creat, {AT(path), 0600}},
    {"read", SYS_read, {3, AT(memory), 1}},
    {"pread64", SYS_pread64, {3, AT(memory), 1, 0}},
    {"writev", SYS_writev, {3, AT(memory), 0}},
    {"sendfile", SYS_sendfile, {3, 3, 0, 1}},
    {"close", SYS_close, {3}},
    {"dup", SYS_dup, {3}},
    {"dup2", SYS_dup2, {3, 4}},
    {"fcntl", SYS_fcntl, {3, F_GETFL}},
    {"ioctl", SYS_ioctl, {3, 0x5401}},
    {"stat", SYS_stat, {AT(path), AT(memory)}},
    {"newfstatat", SYS_newfstatat, {AT_FDCWD, AT(path), AT(memory), 0}},
    {"access", SYS_access, {AT(path), R_OK}},
    {"unlink", SYS_unlink, {AT(path)}},
    {"rename", SYS_rename, {AT(path), AT(path)}},
    {"mkdir", SYS_mkdir, {AT(path), 0700}},
    {"chdir", SYS_chdir, {AT(path)}},
    {"memfd_create", SYS_memfd_create, {AT(path), 0}},
    {"pipe2", SYS_pipe2, {AT(memory), 0}},
    {"socket", SYS_socket, {AF_INET, SOCK_STREAM, 0}},
    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, AT(memory)}},
    {"connect", SYS_connect, {3, AT(memory), 16}},
    {"bind", SYS_bind, {3, AT(memory), 16}},
    {"fork", SYS_fork, {0}},
    {"vfork", SYS_vfork, {0}},
    {"clone", SYS_clone, {SIGCHLD}},
    {"clone3", SYS_clone3, {AT(memory), 64}},
    {"execve", SYS_execve, {AT(path), 0, 0}},
    {"execveat", SYS_execveat, {AT_FDCWD, AT(path), 0, 0, 0}},
    {"kill", SYS_kill, {0, 0}},
    {"tgkill", SYS_tgkill, {1, 1, 0}},
    {"ptrace", SYS_ptrace, {0, 0, 0, 0}},
    {"process_vm_readv", SYS_process_vm_readv, {1, AT(memory), 0, AT(memory), 0, 0}},
    {"mmap of a file", SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE, 3, 0}},
    {"mmap to execute", SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
    {"mprotect to execute", SYS_mprotect, {AT(memory), 4096, PROT_READ | PROT_EXEC}},
    {"pkey_mprotect", SYS_pkey_mprotect, {AT(memory), 4096, PROT_READ, 0}},
    {"prctl", SYS_prctl, {4, 1}},
    {"seccomp", SYS_seccomp, {0, 0, 0}},
    {"setrlimit", SYS_setrlimit, {RLIMIT_NOFILE, AT(memory)}},
    {"prlimit64", SYS_prlimit64, {0, RLIMIT_AS, 0, AT(memory)}},
    {"rt_sigaction", SYS_rt_sigaction, {SIGSYS, 0, AT(memory), 8}},
    {"nanosleep", SYS_nanosleep, {AT(memory), 0}},
    {"poll", SYS_poll, {0, 0, -1}},
    {"pause", SYS_pause, {0}},
    {"futex to wait", SYS_futex, {AT(memory), FUTEX_WAIT, 0, 0}},
    {"futex to wait, private", SYS_futex, {AT(memory), FUTEX_WAIT_PRIVATE, 0, 0}},
    {"bpf", SYS_bpf, {0, 0, 0}},
    {"io_uring_setup", SYS_io_uring_setup, {1, AT(memory)}},
    {"perf_event_open", SYS_perf_event_open, {AT(memory), 0, -1, -1, 0}},
    {"userfaultfd", SYS_userfaultfd, {0}},
    {"unshare", SYS_unshare, {CLONE_NEWUSER}},
    {"mount", SYS_mount, {0, 0, 0, 0, 0}},
    {"keyctl", SYS_keyctl, {0, 0, 0, 0, 0}},
    {"shmget", SYS_shmget, {0, 4096, 0600}},
    {"getdents64", SYS_getdents64, {3, AT(memory), 64}},
    {"uname", SYS_uname, {AT(memory)}},
};

static const struct forbidden *chosen;

static void call_chosen(struct frame_writer *out)
{
    const long *a = chosen->arguments;

    (void)out;
    syscall(chosen->number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

struct calling {
    struct ahead_job job;
    struct frame_writer *out;
};

static void call_from_helper(struct ahead_job *job)
{
    call_chosen(((struct calling *)job)->out);
}

/* The helper is jailed as its reader is: it has time to come to the job before the reader would. */
static void have_it_called(struct frame_writer *out)
{
    struct calling c = {.job = {.run = call_from_helper}, .out = out};

    ahead_post(&c.job);
    for (volatile unsigned i = 0; *(volatile enum ahead_state *)&c.job.state == AHEAD_QUEUED && i < 1u << 30; i++)
        ;
    ahead_finish(&c.job);
}

static void expect_killed(void (*caller)(struct frame_writer *out), bool helper)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        struct seen s;
        chosen = &forbidden[i];
        if (helper && chosen->number == SYS_futex) /* the two wait for each other */
            continue;
        s = run_with(caller, helper);
        if (s.end.signal != SIGSYS || s.end.whole || strcmp(s.end.stage, "acting") != 0)
            fail_msg("%s: signal %d, status %d, whole %d, stage %s", chosen->name, s.end.signal, s.end.status,
                     s.end.whole, s.end.stage);
    }
}

static void forbidden_calls_kill(void **state)
{
    (void)state;
    expect_killed(call_chosen, false);
}

static void forbidden_calls_kill_with_a_helper(void **state)
{
    (void)state;
    expect_killed(call_chosen, true);
    expect_killed(have_it_called, true);
}

static void wait_for_ever(struct frame_writer *out)
{
    int word = 0;

    frame_stage(out, "waiting");
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL);
}

static void leave_it_alone(struct frame_writer *out)
{
    frame_stage(out, "leaving");
    syscall(SYS_exit, 0); /* this thread only */
}

/* LIMIT_CHILD_IDLE: whoever waits longer is ended; nobody else, however long they work. */
static void waiting_for_nothing_ends(void **state)
{
    static void (*const idle[])(struct frame_writer *) = {wait_for_ever, leave_it_alone};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct timespec begin, now;
        struct seen s;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        s = run_with(idle[i], true);
        clock_gettime(CLOCK_MONOTONIC, &now);
        assert_int_equal(s.end.signal, SIGKILL);
        assert_false(s.end.whole);
        assert_string_equal(s.end.error, "the reader waits for nothing");
        assert_in_range(now.tv_sec - begin.tv_sec, LIMIT_CHILD_IDLE - 1, 2 * LIMIT_CHILD_IDLE + 1);
    }
}

static void work_on(struct frame_writer *out)
{
    struct timespec begin, now;

    (void)out;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec - begin.tv_sec <= 2 * LIMIT_CHILD_IDLE + 1);
}

static void working_in_silence_does_not_end(void **state)
{
    struct seen s = run_with(work_on, true);

    (void)state;
    assert_true(s.end.whole);
    assert_int_equal(s.end.signal, 0);
}

/* What is allowed works, or nothing of this would tell anything. */
static void allowed(struct frame_writer *out)
{
    uint8_t *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int word = 0;

    if (p == MAP_FAILED || mprotect(p, 4096, PROT_READ) != 0 || munmap(p, 1 << 20) != 0)
        _exit(20);
    if (syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL) != 0)
        _exit(21);
    free(malloc(10 << 20));
    frame_send(out, FRAME_NOTE, BYTES("fine"));
}

static void allowed_calls_work(void **state)
{
    struct seen s = run(allowed);

    (void)state;
    assert_true(s.end.whole);
    assert_int_equal(s.end.signal, 0);
    assert_int_equal(s.end.status, 0);
    assert_int_equal(s.frames, 1);
}

static void write_elsewhere(struct frame_writer *out)
{
    static const int others[] = {0, 1, 2, 4, 5, 6, 7, 8, 9, 100};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (write(others[i], "x", 1) != -1 || errno != EBADF)
            frame_send(out, FRAME_NOTE, BYTES("a descriptor is open"));
}

static void only_the_pipe_is_open(void **state)
{
    struct seen s;
    int extra = dup2(STDERR_FILENO, 100);

    (void)state;
    assert_int_equal(extra, 100);
    s = run(write_elsewhere);
    close(extra);
    assert_true(s.end.whole);
    assert_int_equal(s.frames, 0);
}

/* --- limits --- */

static uint64_t reserve;

static void take_memory(struct frame_writer *out)
{
    void *p = mmap(NULL, reserve, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    frame_send(out, FRAME_NOTE, p == MAP_FAILED ? BYTES("no") : BYTES("y"));
}

/* LIMIT_CHILD_MEMORY: what the child has already counts as well, so the limit itself and above are refused.
 */
static void memory_is_limited(void **state)
{
    static const struct {
        uint64_t size;
        size_t answer;
    } cases[] = {{LIMIT_CHILD_MEMORY + 1, 2},
                 {LIMIT_CHILD_MEMORY, 2},
                 {LIMIT_CHILD_MEMORY - 1, 2},
                 {LIMIT_CHILD_MEMORY - (256u << 20), 1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reserve = cases[i].size;
        assert_int_equal(run(take_memory).bytes, cases[i].answer);
    }
}

/* Counts the lines "Max ... VALUE VALUE unit" of /proc/PID/limits that say what they should. */
static size_t limits_right(const char *pid)
{
    char name[64], line[256], wanted[6][128];
    size_t right = 0;
    FILE *file;

    snprintf(wanted[0], 128, "%-25s %-20u %-20u", "Max cpu time", LIMIT_CHILD_CPU, LIMIT_CHILD_CPU);
    snprintf(wanted[1], 128, "%-25s %-20llu %-20llu", "Max address space", LIMIT_CHILD_MEMORY,
             LIMIT_CHILD_MEMORY);
    snprintf(wanted[2], 128, "%-25s %-20d %-20d", "Max open files", 0, 0);
    snprintf(wanted[3], 128, "%-25s %-20d %-20d", "Max processes", 0, 0);
    snprintf(wanted[4], 128, "%-25s %-20d %-20d", "Max file size", 0, 0);
    snprintf(wanted[5], 128, "%-25s %-20d %-20d", "Max core file size", 0, 0);
    snprintf(name, sizeof name, "/proc/%.20s/limits", pid);
    file = fopen(name, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        for (size_t i = 0; i < 6; i++)
            right += strncmp(line, wanted[i], strlen(wanted[i])) == 0;
    fclose(file);
    return right;
}

static bool look_at_limits(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct seen *s = context;
    char children[64] = "";
    FILE *file;

    (void)index;
    (void)type;
    (void)payload;
    snprintf(children, sizeof children, "/proc/self/task/%d/children", getpid());
    file = fopen(children, "r");
    assert_non_null(file);
    assert_non_null(fgets(children, sizeof children, file));
    fclose(file);
    children[strcspn(children, " \n")] = 0;
    s->frames = limits_right(children);
    return false; /* ends the child */
}

static void spin(struct frame_writer *out)
{
    frame_send(out, FRAME_NOTE, BYTES("look"));
    frame_flush(out);
    for (volatile unsigned i = 0;; i++)
        ;
}

/* LIMIT_CHILD_CPU and the rest, as the kernel has them for a running child. */
static void limits_are_set(void **state)
{
    struct seen s = {.act = spin};
    struct jail_job job = {
        .count = 1, .jobs = 1, .context = &s, .work = act, .frame = look_at_limits, .done = end};
    struct error e;

    (void)state;
    assert_true(jail_run(&job, &e));
    assert_int_equal(s.frames, 6);
    assert_true(s.end.protocol && !s.end.whole);
    assert_int_equal(s.end.signal, SIGKILL);
}

/* --- how children end --- */

static void fault(struct frame_writer *out)
{
    frame_stage(out, "faulting");
    *(volatile int *)8 = 1;
}

static void divide(struct frame_writer *out)
{
    frame_stage(out, "trapping");
    __builtin_trap();
}

static void leave(struct frame_writer *out)
{
    frame_stage(out, "leaving");
    frame_send(out, FRAME_ERROR, BYTES("no more"));
    frame_flush(out);
    _exit(7);
}

static void leave_early(struct frame_writer *out)
{
    (void)out;
    _exit(0); /* as if all were well, but without the end */
}

static void end_then_fail(struct frame_writer *out)
{
    frame_send(out, FRAME_END, bytes_of(NULL, 0));
    frame_flush(out);
    _exit(9);
}

static void end_then_stay(struct frame_writer *out)
{
    frame_send(out, FRAME_END, bytes_of(NULL, 0));
    frame_flush(out);
    for (volatile unsigned i = 0;; i++)
        ;
}

static void ends_are_told(void **state)
{
    struct seen s;

    (void)state;
    signal(SIGSEGV, SIG_DFL); /* the test library has handlers, which children inherit */
    signal(SIGILL, SIG_DFL);
    s = run(fault);
    assert_int_equal(s.end.signal, SIGSEGV);
    assert_string_equal(s.end.stage, "faulting");
    assert_false(s.end.whole);
    s = run(divide);
    assert_true(s.end.signal == SIGILL || s.end.signal == SIGTRAP);
    assert_string_equal(s.end.stage, "trapping");
    s = run(leave);
    assert_int_equal(s.end.signal, 0);
    assert_int_equal(s.end.status, 7);
    assert_string_equal(s.end.error, "no more");
    assert_string_equal(s.end.stage, "leaving");
    assert_false(s.end.whole);
    s = run(leave_early);
    assert_int_equal(s.end.status, 0);
    assert_false(s.end.whole);
    s = run(end_then_fail); /* its work was done */
    assert_true(s.end.whole);
    s = run(end_then_stay);
    assert_true(s.end.whole);
}

/* --- children that break the protocol --- */

static void raw(struct frame_writer *out, struct bytes bytes)
{
    frame_flush(out);
    if (write(out->fd, bytes.data, bytes.size) < 0)
        _exit(30);
}

static void unknown_type(struct frame_writer *out)
{
    raw(out, BYTES("X\0\0\0\0"));
}

static void nul_type(struct frame_writer *out)
{
    raw(out, BYTES("\0\0\0\0\0"));
}

static void too_long(struct frame_writer *out)
{
    raw(out, BYTES("N\1\0\100\0")); /* one byte more than 4 MiB */
}

static void lying_length(struct frame_writer *out)
{
    raw(out, BYTES("N\377\0\0\0abc"));
    _exit(0); /* the rest never comes, nor does an end */
}

static void lying_length_then_end(struct frame_writer *out)
{
    raw(out, BYTES("N\377\0\0\0abc")); /* the end's frame becomes part of this one's payload */
}

static void row_after_end(struct frame_writer *out)
{
    raw(out, BYTES("Z\0\0\0\0R\1\0\0\0n"));
}

static void half_frame_after_end(struct frame_writer *out)
{
    raw(out, BYTES("Z\0\0\0\0R\1"));
    _exit(0);
}

static void stage_after_end(struct frame_writer *out)
{
    raw(out, BYTES("Z\0\0\0\0S\1\0\0\0x"));
}

static void end_with_payload(struct frame_writer *out)
{
    raw(out, BYTES("Z\1\0\0\0x"));
    _exit(0);
}

static void two_ends(struct frame_writer *out)
{
    raw(out, BYTES("Z\0\0\0\0Z\0\0\0\0"));
}

static void broken_protocols_end_a_child(void **state)
{
    static const struct {
        void (*act)(struct frame_writer *);
        bool protocol;
    } cases[] = {
        {unknown_type, true},
        {nul_type, true},
        {too_long, true},
        {lying_length, false},
        {lying_length_then_end, false},
        {row_after_end, true},
        {half_frame_after_end, true},
        {stage_after_end, true},
        {end_with_payload, true},
        {two_ends, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct seen s = run(cases[i].act);
        if (s.end.whole || s.end.protocol != cases[i].protocol || s.frames != 0)
            fail_msg("case %zu: whole %d, protocol %d, %zu frames", i, s.end.whole, s.end.protocol, s.frames);
        assert_string_equal(s.end.stage, "acting");
    }
}

static void flood(struct frame_writer *out)
{
    for (;;)
        if (!frame_send(out, FRAME_NOTE, BYTES("more and more")))
            _exit(31);
}

static void a_flood_ends_when_the_parent_has_enough(void **state)
{
    struct seen s = {.act = flood, .most_frames = 1000};
    struct jail_job job = {.count = 1, .jobs = 1, .context = &s, .work = act, .frame = take, .done = end};
    struct error e;

    (void)state;
    assert_true(jail_run(&job, &e));
    assert_int_equal(s.frames, 1001);
    assert_true(s.end.protocol && !s.end.whole);
    assert_int_equal(s.end.signal, SIGKILL);
}

static void long_stage(struct frame_writer *out)
{
    char text[5000];

    memset(text, 'x', sizeof text);
    frame_send(out, FRAME_STAGE, bytes_of(text, sizeof text));
    frame_send(out, FRAME_ERROR, bytes_of(text, sizeof text));
    frame_flush(out);
    _exit(1);
}

static void long_texts_are_cut(void **state)
{
    struct seen s = run(long_stage);

    (void)state;
    assert_int_equal(strlen(s.end.stage), sizeof s.end.stage - 1);
    assert_int_equal(strlen(s.end.error), sizeof s.end.error - 1);
}

/* --- many children --- */

enum { MANY = 40 };

struct many {
    unsigned frames[MANY];
    bool ended[MANY], whole[MANY];
    size_t stop_after, ends;
};

static int one_of_many(void *context, size_t index, struct frame_writer *out)
{
    (void)context;
    for (size_t i = 0; i < index; i++)
        frame_send(out, FRAME_NOTE, BYTES("x"));
    if (index % 7 == 3)
        *(volatile int *)8 = 1;
    return index % 5 == 4 ? 6 : 0;
}

static bool frame_of_many(void *context, size_t index, enum frame_type type, struct bytes payload)
{
    struct many *m = context;

    m->frames[index] += type == FRAME_NOTE && bytes_is(payload, "x");
    return true;
}

static bool end_of_many(void *context, size_t index, const struct jail_end *e)
{
    struct many *m = context;

    assert_false(m->ended[index]);
    m->ended[index] = true;
    m->whole[index] = e->whole;
    return ++m->ends != m->stop_after;
}

static void every_child_is_told_apart(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 8; jobs *= 2) {
        struct many m = {0};
        struct jail_job job = {.count = MANY,
                               .jobs = jobs,
                               .context = &m,
                               .work = one_of_many,
                               .frame = frame_of_many,
                               .done = end_of_many};
        struct error e;
        assert_true(jail_run(&job, &e));
        for (size_t i = 0; i < MANY; i++) {
            assert_true(m.ended[i]);
            assert_int_equal(m.whole[i], i % 7 != 3 && i % 5 != 4);
            if (m.whole[i])
                assert_int_equal(m.frames[i], i);
        }
    }
}

static void done_may_stop_the_rest(void **state)
{
    struct many m = {.stop_after = 5};
    struct jail_job job = {.count = MANY,
                           .jobs = 2,
                           .context = &m,
                           .work = one_of_many,
                           .frame = frame_of_many,
                           .done = end_of_many};
    struct error e;

    (void)state;
    assert_true(jail_run(&job, &e));
    assert_true(m.ends == 5 || m.ends == 6); /* the other one was running */
}

static size_t open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void nothing_is_left_open(void **state)
{
    size_t before;

    (void)state;
    run(allowed);
    before = open_descriptors();
    for (int i = 0; i < 5; i++) {
        run(allowed);
        run(fault);
        run(unknown_type);
    }
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombies */
}

static bool prepare_no(void *context, size_t index, uint64_t *size, struct error *e)
{
    (void)context;
    (void)size;
    return index != 2 || error_set(e, ERROR_SYSTEM, 0, "not this one");
}

static void what_cannot_be_prepared_is_told(void **state)
{
    struct many m = {0};
    struct jail_job job = {.count = 4,
                           .jobs = 2,
                           .context = &m,
                           .prepare = prepare_no,
                           .work = one_of_many,
                           .frame = frame_of_many,
                           .done = end_of_many};
    struct error e;

    (void)state;
    assert_true(jail_run(&job, &e));
    assert_int_equal(m.ends, 4);
    assert_true(m.whole[0] && m.whole[1] && !m.whole[2]);
}

static void descriptors_used_up_are_an_error(void **state)
{
    struct rlimit old, none;
    struct many m = {0};
    struct jail_job job = {.count = 2,
                           .jobs = 2,
                           .context = &m,
                           .work = one_of_many,
                           .frame = frame_of_many,
                           .done = end_of_many};
    struct error e = {0};
    bool ok;

    (void)state;
    getrlimit(RLIMIT_NOFILE, &old);
    none = (struct rlimit){3, old.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    ok = jail_run(&job, &e);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_false(ok);
    assert_non_null(strstr(e.text, "pipe"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forbidden_calls_kill),
        cmocka_unit_test(forbidden_calls_kill_with_a_helper),
        cmocka_unit_test(waiting_for_nothing_ends),
        cmocka_unit_test(working_in_silence_does_not_end),
        cmocka_unit_test(allowed_calls_work),
        cmocka_unit_test(only_the_pipe_is_open),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(limits_are_set),
        cmocka_unit_test(ends_are_told),
        cmocka_unit_test(broken_protocols_end_a_child),
        cmocka_unit_test(a_flood_ends_when_the_parent_has_enough),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(every_child_is_told_apart),
        cmocka_unit_test(done_may_stop_the_rest),
        cmocka_unit_test(nothing_is_left_open),
        cmocka_unit_test(what_cannot_be_prepared_is_told),
        cmocka_unit_test(descriptors_used_up_are_an_error),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (jail_missing() != NULL) { /* a kernel or container without */
        printf("1..0 # SKIP %s\n", jail_missing());
        return 0;
    }
    return cmocka_run_group_tests_name("jail", tests, NULL, NULL);
}
