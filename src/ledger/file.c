#include "ledger/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *tail(const char *path)
{
    size_t n = strlen(path);

    return n > 120 ? &path[n - 120] : path;
}

static bool fill(int fd, uint8_t *to, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t n = read(fd, &to[at], size - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

bool file_read(struct arena *a, const char *path, size_t most, struct bytes *content, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    uint8_t *data;
    bool ok;

    *content = bytes_of(NULL, 0);
    if (fd < 0)
        return error_set(e, ERROR_SYSTEM, 0, "%s: cannot be opened: %s", tail(path), strerror(errno));
    ok = (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) ||
         error_set(e, ERROR_SYSTEM, 0, "%s: is not a file", tail(path));
    ok = ok && ((uint64_t)st.st_size <= most ||
                error_set(e, ERROR_LIMIT, most, "%s: more than %zu bytes", tail(path), most));
    if (ok) {
        errno = 0;
        data = arena_raw(a, (size_t)st.st_size + 1);
        ok = fill(fd, data, (size_t)st.st_size) ||
             error_set(e, ERROR_SYSTEM, 0, "%s: cannot be read: %s", tail(path),
                       errno == 0 ? "it became shorter" : strerror(errno));
        *content = bytes_of(data, ok ? (size_t)st.st_size : 0);
    }
    close(fd);
    return ok;
}

bool file_path(const char *folder, const char *name, char path[FILE_PATH], struct error *e)
{
    return snprintf(path, FILE_PATH, "%s/%s", folder, name) < FILE_PATH - 8 ||
           error_set(e, ERROR_USAGE, 0, "a path of more than %d bytes", FILE_PATH - 9);
}

/* Makes the folders of a path up to its last slash. */
static bool make_folders(const char *path, struct error *e)
{
    char part[FILE_PATH];
    size_t n = strlen(path);

    if (n >= sizeof part)
        return error_set(e, ERROR_USAGE, 0, "a path of more than %d bytes", FILE_PATH - 1);
    memcpy(part, path, n + 1);
    for (size_t i = 1; i < n; i++) {
        if (part[i] != '/')
            continue;
        part[i] = 0;
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return error_set(e, ERROR_SYSTEM, 0, "%s: the folder cannot be made: %s", tail(part), strerror(errno));
        part[i] = '/';
    }
    return true;
}

static bool write_all(int fd, struct bytes b)
{
    while (b.size > 0) {
        ssize_t n = write(fd, b.data, b.size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        b = bytes_from(b, (size_t)n);
    }
    return true;
}

bool file_put(const char *path, struct bytes content, struct error *e)
{
    char fresh[FILE_PATH + 8];
    bool ok;
    int fd;

    if (!make_folders(path, e))
        return false;
    snprintf(fresh, sizeof fresh, "%s.new", path);
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ok = fd >= 0 && write_all(fd, content) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    ok = ok && rename(fresh, path) == 0;
    if (!ok) {
        error_set(e, ERROR_SYSTEM, 0, "%s: cannot be written: %s", tail(path), strerror(errno));
        unlink(fresh);
    }
    return ok;
}

bool file_into(const char *path, struct buf *out)
{
    uint8_t room[1 << 14];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = -1;

    while (fd >= 0 && (n = read(fd, room, sizeof room)) > 0)
        if (!buf_add(out, bytes_of(room, (size_t)n)))
            n = -1;
    if (fd >= 0)
        close(fd);
    return n == 0 && out->size > 0;
}
