/*
 * Runs a command as the service manager would with the seccomp parts of a unit: confine FILE COMMAND...
 * FILE has the names of the system calls that are allowed, a line each; the rest fails with EPERM. Memory that is written
 * and executed, name spaces, and sockets but of the local and internet families are refused as well; no new privileges.
 * Status 99 when that cannot be set up.
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int allow_list(const char *path)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    FILE *names = fopen(path, "r");
    char name[100];
    int known = 0;

    if (f == NULL || names == NULL)
        return -1;
    while (fgets(name, sizeof name, names) != NULL) {
        int call;
        name[strcspn(name, "\n")] = 0;
        call = seccomp_syscall_resolve_name(name);
        if (call != __NR_SCMP_ERROR && call >= 0)
            known += seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 0) == 0;
    }
    fclose(names);
    return known > 100 ? seccomp_load(f) : -1;
}

static int restrictions(void)
{
    static const int spaces[] = {CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int wrong = f == NULL;

    for (int family = 0; family < 46 && !wrong; family++)
        if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
            wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family));
    wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC));
    wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
    wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0);
    wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    for (unsigned i = 0; i < sizeof spaces / sizeof *spaces; i++)
        wrong |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, (scmp_datum_t)spaces[i], (scmp_datum_t)spaces[i]));
    return wrong ? -1 : seccomp_load(f);
}

int main(int argc, char **argv)
{
    /* the restrictions first: the allow-list lets seccomp through, but need not */
    if (argc < 3 || restrictions() != 0 || allow_list(argv[1]) != 0) {
        fprintf(stderr, "confine: cannot be set up\n");
        return 99;
    }
    execv(argv[2], &argv[2]);
    fprintf(stderr, "confine: %s: %s\n", argv[2], strerror(errno));
    return 99;
}
