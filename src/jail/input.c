#include "jail/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/limits.h"

/* Copies everything from `from` into `to`, up to `most` bytes; how many, or -1 with errno. */
static off_t copy_all(int from, int to, uint64_t most)
{
    off_t total = 0;

    for (;;) {
        ssize_t n = sendfile(to, from, NULL, LIMIT_SEALED_FILE);
        if (n < 0 && errno == EINVAL) { /* a pipe or terminal: no sendfile from those */
            uint8_t block[65536];
            n = read(from, block, sizeof block);
            if (n > 0 && write(to, block, (size_t)n) != n)
                n = -1;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -1 : total;
        total += n;
        if ((uint64_t)total > most) {
            errno = EFBIG;
            return -1;
        }
    }
}

static bool map(struct input *in, int fd, off_t size)
{
    void *memory;

    in->bytes = bytes_of(NULL, 0);
    if (size == 0)
        return true;
    memory = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return false;
    in->bytes = bytes_of(memory, (size_t)size);
    return true;
}

static bool open_sealed(struct input *in, int fd, uint64_t most, struct error *e)
{
    int copy = memfd_create("veto", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    off_t size = -1;
    bool ok = false;

    if (copy >= 0 && (size = copy_all(fd, copy, most)) >= 0 &&
        fcntl(copy, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
        ok = map(in, copy, size);
    if (!ok)
        error_set(e, ERROR_SYSTEM, 0, "cannot copy into memory: %s", strerror(errno));
    if (copy >= 0)
        close(copy);
    in->sealed = true;
    return ok;
}

bool input_open(struct input *in, const char *path, struct error *e)
{
    return input_open_within(in, path, LIMIT_PIPE_INPUT, e);
}

bool input_open_within(struct input *in, const char *path, uint64_t most, struct error *e)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    bool ok;

    *in = (struct input){.path = path, .fd = -1};
    if (fd < 0 || fstat(fd, &in->before) != 0) {
        error_set(e, ERROR_SYSTEM, 0, "cannot open: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    if (S_ISDIR(in->before.st_mode)) {
        close(fd);
        return error_set(e, ERROR_SYSTEM, 0, "is a folder, not a file");
    }
    if (!S_ISREG(in->before.st_mode) || in->before.st_size <= (off_t)LIMIT_SEALED_FILE) {
        ok = open_sealed(in, fd, most, e);
        close(fd);
        return ok;
    }
    in->fd = fd;
    if (!map(in, fd, in->before.st_size)) {
        error_set(e, ERROR_SYSTEM, 0, "cannot map: %s", strerror(errno));
        close(fd);
        in->fd = -1;
        return false;
    }
    return true;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool input_unchanged(const struct input *in)
{
    struct stat now;

    if (in->sealed || in->fd < 0)
        return true;
    return fstat(in->fd, &now) == 0 && now.st_size == in->before.st_size &&
           same_time(now.st_mtim, in->before.st_mtim) && same_time(now.st_ctim, in->before.st_ctim);
}

void input_close(struct input *in)
{
    if (in->bytes.size > 0)
        munmap((void *)(uintptr_t)in->bytes.data, in->bytes.size);
    if (in->fd >= 0)
        close(in->fd);
    in->bytes = bytes_of(NULL, 0);
    in->fd = -1;
}
