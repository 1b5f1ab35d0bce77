#include "fleet/beside.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

bool beside_find(const char *program, char path[FILE_PATH])
{
    ssize_t size = readlink("/proc/self/exe", path, FILE_PATH - 1);
    char *slash;

    path[size > 0 ? size : 0] = 0;
    slash = strrchr(path, '/');
    if (slash == NULL || (size_t)(slash - path) + 1 + strlen(program) >= FILE_PATH)
        return false;
    memcpy(slash + 1, program, strlen(program) + 1);
    return access(path, X_OK) == 0;
}

int beside_run(const char *path, const char *const argv[], int out, int err)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        if ((out < 0 || dup2(out, STDOUT_FILENO) >= 0) && (err < 0 || dup2(err, STDERR_FILENO) >= 0))
            execv(path, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (pid < 0)
        return -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int beside_room(const char *name, struct bytes content, char path[32])
{
    int fd = memfd_create(name, 0);

    while (fd >= 0 && content.size > 0) {
        ssize_t n = write(fd, content.data, content.size);
        if (n <= 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        content = bytes_from(content, n > 0 ? (uint64_t)n : 0);
    }
    if (fd >= 0)
        snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}
