#include "jail/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_STEPS = 512 }; /* of a filter: a few dozen are needed, and they go through a pipe in one piece */

/* As the kernel takes it; .len 0: not made yet. */
static struct sock_filter steps[2][MOST_STEPS];
static struct sock_fprog filters[2] = {{0, steps[0]}, {0, steps[1]}};

static scmp_filter_ctx rules(bool waits)
{
    static const int plain[] = {
        SCMP_SYS(write),           SCMP_SYS(exit),          SCMP_SYS(exit_group), SCMP_SYS(brk),
        SCMP_SYS(munmap),          SCMP_SYS(mremap),        SCMP_SYS(madvise),    SCMP_SYS(rt_sigreturn),
        SCMP_SYS(getrandom),       SCMP_SYS(clock_gettime), SCMP_SYS(getpid),     SCMP_SYS(gettimeofday),
        SCMP_SYS(restart_syscall), SCMP_SYS(sysinfo), /* qsort() asks for memory */
    };
    static const uint32_t futexes[] = {FUTEX_WAKE, FUTEX_WAIT, FUTEX_WAIT_BITSET};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = filter != NULL;

    for (size_t i = 0; ok && i < sizeof plain / sizeof *plain; i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0) == 0;
    /* waking nobody is harmless; waiting need not end: with a helper, the parent looks after that */
    for (size_t i = 0; ok && i < (waits ? sizeof futexes / sizeof *futexes : 1); i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
                              SCMP_A1(SCMP_CMP_MASKED_EQ, (uint32_t)FUTEX_CMD_MASK, futexes[i])) == 0;
    ok = ok && (!waits || seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0); /* for the helper as well */
    /* memory, but never executable, and never a file */
    ok = ok &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                          SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                          SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    if (ok || filter == NULL)
        return filter;
    seccomp_release(filter);
    return NULL;
}

void filter_ready(bool waits)
{
    struct sock_fprog *f = &filters[waits];
    scmp_filter_ctx filter;
    int ends[2];
    ssize_t n;

    if (f->len > 0 || (filter = rules(waits)) == NULL)
        return;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        n = seccomp_export_bpf(filter, ends[1]) == 0 ? read(ends[0], f->filter, sizeof steps[0]) : 0;
        if (n > 0 && (size_t)n < sizeof steps[0] && (size_t)n % sizeof *f->filter == 0)
            f->len = (unsigned short)((size_t)n / sizeof *f->filter);
        close(ends[0]);
        close(ends[1]);
    }
    seccomp_release(filter);
}

bool filter_load(bool waits)
{
    const struct sock_fprog *f = &filters[waits];
    scmp_filter_ctx filter;
    int status;

    if (f->len > 0)
        return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, waits ? SECCOMP_FILTER_FLAG_TSYNC : 0, f) == 0;
    filter = rules(waits);
    status = filter == NULL ? -ENOMEM : seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    errno = -status;
    return status == 0;
}
