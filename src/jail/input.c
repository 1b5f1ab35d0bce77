#include "jail/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/pages.h"
#include "base/thread.h"

enum {
    FIRST_ROOM = 1 << 20, /* for what has no size, as a pipe */
    TWO_PARTS = 4 << 20,  /* bytes: below, making a thread takes as long as it saves */
};

/* Fills `room` from the file; how many bytes came, or -1 with errno. */
static ssize_t read_full(int fd, uint8_t *room, size_t size)
{
    size_t got = 0;

    while (got < size) {
        ssize_t n = read(fd, room + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

/* A part of a file, which a thread copies. */
struct copying {
    int fd;
    uint8_t *room;
    size_t at, size;
    bool whole;
};

static void *copy_part(void *context)
{
    struct copying *c = context;
    size_t got = 0;

    while (got < c->size) {
        ssize_t n = pread(c->fd, c->room + got, c->size - got, (off_t)(c->at + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    c->whole = got == c->size;
    return NULL;
}

/*
 * The first `size` bytes of a file by two threads, since most of copying is making pages; then the file is read up to
 * there. False where it is not: nothing is read then.
 */
static bool copy_by_two(int fd, uint8_t *room, size_t size)
{
    size_t half = size / 2;
    struct copying first = {.fd = fd, .room = room, .size = half};
    struct copying second = {.fd = fd, .room = room + half, .at = half, .size = size - half};
    pthread_t thread;

    if (lseek(fd, 0, SEEK_CUR) != 0 || !thread_beside(&thread, copy_part, &second))
        return false;
    copy_part(&first);
    pthread_join(thread, NULL);
    return first.whole && second.whole && lseek(fd, (off_t)size, SEEK_SET) == (off_t)size;
}

/*
 * Everything in `fd`, in memory of ours that is not written to again: nobody else can reach it, and what a
 * child does to it only the child sees. `expected` bytes come of a file that keeps still; more than `most` is
 * an error.
 */
static bool copy_all(struct input *in, int fd, size_t expected, uint64_t most)
{
    size_t room = expected + 1, got = 0; /* a byte more than there should be finds the end */
    uint8_t *memory = pages_map(room);

    if (memory != NULL && expected >= TWO_PARTS && expected <= most && copy_by_two(fd, memory, expected))
        got = expected;
    while (memory != NULL) {
        ssize_t n = read_full(fd, memory + got, room - got);
        uint8_t *larger;
        if (n < 0)
            break;
        got += (size_t)n;
        if (got > most) {
            errno = EFBIG;
            break;
        }
        if (got < room) {
            pages_protect(memory, room);
            in->copy = memory;
            in->room = room;
            in->bytes = bytes_of(memory, got);
            return true;
        }
        larger = pages_map(2 * room);
        if (larger != NULL)
            memcpy(larger, memory, got);
        pages_unmap(memory, room);
        memory = larger;
        room *= 2;
    }
    pages_unmap(memory, room);
    return false;
}

static bool map(struct input *in, int fd, off_t size)
{
    void *memory = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);

    if (memory == MAP_FAILED)
        return false;
    in->bytes = bytes_of(memory, (size_t)size);
    return true;
}

bool input_open(struct input *in, const char *path, struct error *e)
{
    return input_open_within(in, path, LIMIT_PIPE_INPUT, e);
}

bool input_open_within(struct input *in, const char *path, uint64_t most, struct error *e)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

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
        in->sealed =
            copy_all(in, fd, S_ISREG(in->before.st_mode) ? (size_t)in->before.st_size : FIRST_ROOM, most);
        if (!in->sealed)
            error_set(e, ERROR_SYSTEM, 0, "cannot copy into memory: %s", strerror(errno));
        close(fd);
        return in->sealed;
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
    if (in->sealed)
        pages_unmap(in->copy, in->room);
    else if (in->bytes.size > 0)
        munmap((void *)(uintptr_t)in->bytes.data, in->bytes.size);
    if (in->fd >= 0)
        close(in->fd);
    *in = (struct input){.path = in->path, .fd = -1};
}
