#include "judge/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Lower-case hex of a digest; false for anything else. */
static bool unhex(struct bytes hex, uint8_t out[SHA256_SIZE])
{
    if (hex.size != HEX256)
        return false;
    for (size_t i = 0; i < HEX256; i++) {
        uint8_t c = hex.data[i];
        uint8_t digit = c >= '0' && c <= '9'   ? (uint8_t)(c - '0')
                        : c >= 'a' && c <= 'f' ? (uint8_t)(c - 'a' + 10)
                                               : 16;
        if (digit > 15)
            return false;
        out[i / 2] = (uint8_t)(i % 2 == 0 ? digit << 4 : out[i / 2] | digit);
    }
    return true;
}

/* The artifact a record is known by: the base, or the file that is no app. */
static bool first_artifact(const struct record *r, uint8_t out[SHA256_SIZE])
{
    const struct record_table *t = record_table(r, "artifacts");

    for (size_t i = 0; t != NULL && i < t->row_count; i++)
        if (!bytes_is(record_text(t, i, "kind"), "bundle"))
            return unhex(record_text(t, i, "sha256"), out);
    return false;
}

static bool take_line(struct resume *r, struct bytes line, size_t number, const struct packs *packs,
                      struct arena *keep, struct error *e)
{
    struct arena a;
    struct record record;
    struct error why;
    bool ok;

    arena_init(&a, LIMIT_ARENA);
    r->have = arena_grow(keep, r->have, r->count, &r->capacity, sizeof *r->have);
    ok = record_read(&record, &a, line, &why);
    if (!ok)
        error_set(e, ERROR_FORMAT, number, "%s:%zu: no record: %s", r->path, number, why.text);
    else if (!(ok = record_same_packs(&record, packs, NULL)))
        error_set(e, ERROR_REFUSED, number,
                  "%s:%zu: was made by another version of veto or with other packs; give another file",
                  r->path, number);
    else if (first_artifact(&record, r->have[r->count].sha256) &&
             record_result(&record, &r->have[r->count].result))
        r->count++;
    arena_free(&a);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, SHA256_SIZE); /* the digest comes first in an entry */
}

/* Reads line by line from the start; what follows the last line feed is cut off. */
static bool read_lines(struct resume *r, const struct packs *packs, struct arena *a, struct error *e)
{
    struct buf pending;
    off_t whole = 0;
    size_t number = 0;
    bool ok = true;

    buf_init(&pending, LIMIT_RECORD);
    while (ok) {
        uint8_t block[65536];
        ssize_t n = read(r->fd, block, sizeof block);
        size_t end, from = 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            ok = n == 0 || error_set(e, ERROR_SYSTEM, 0, "%s: cannot read: %s", r->path, strerror(errno));
            break;
        }
        if (!buf_add(&pending, bytes_of(block, (size_t)n))) {
            ok = error_set(e, ERROR_LIMIT, 0, "%s:%zu: the line is too long for a record", r->path,
                           number + 1);
            break;
        }
        while (ok && (end = bytes_find(buf_bytes(&pending), '\n', from)) < pending.size) {
            struct bytes line;
            bytes_slice(buf_bytes(&pending), from, end - from, &line);
            ok = take_line(r, line, ++number, packs, a, e);
            whole += (off_t)line.size + 1;
            from = end + 1;
        }
        buf_drop(&pending, from);
    }
    buf_free(&pending);
    if (ok && (ftruncate(r->fd, whole) != 0 || lseek(r->fd, whole, SEEK_SET) != whole))
        ok = error_set(e, ERROR_SYSTEM, 0, "%s: cannot cut off a torn line: %s", r->path, strerror(errno));
    return ok;
}

bool resume_open(struct resume *r, const char *path, const struct packs *packs, struct arena *a,
                 struct error *e)
{
    *r = (struct resume){.path = path};
    r->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (r->fd < 0)
        return error_set(e, ERROR_SYSTEM, 0, "%s: cannot open: %s", path, strerror(errno));
    if (lockf(r->fd, F_TLOCK, 0) != 0) {
        resume_close(r);
        return error_set(e, ERROR_SYSTEM, 0, "%s: another run is writing to it", path);
    }
    if (!read_lines(r, packs, a, e)) {
        resume_close(r);
        return false;
    }
    if (r->count > 0)
        qsort(r->have, r->count, sizeof *r->have, by_bytes);
    return true;
}

size_t resume_skip(const struct resume *r, struct intake *in, size_t counts[RESULTS])
{
    size_t kept = 0, all = in->app_count;

    for (size_t i = 0; i < all; i++) {
        const struct resume_entry *found =
            r->count == 0 ? NULL : bsearch(in->apps[i].sha256, r->have, r->count, sizeof *r->have, by_bytes);
        if (found != NULL)
            counts[found->result]++;
        else
            in->apps[kept++] = in->apps[i];
    }
    in->app_count = kept;
    return all - kept;
}

bool resume_append(struct resume *r, struct bytes line, struct error *e)
{
    while (line.size > 0) {
        ssize_t n = write(r->fd, line.data, line.size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return error_set(e, ERROR_SYSTEM, 0, "%s: cannot write: %s", r->path, strerror(errno));
        line = bytes_from(line, (size_t)n);
    }
    return fdatasync(r->fd) == 0 || errno == EINVAL ||
           error_set(e, ERROR_SYSTEM, 0, "%s: cannot write: %s", r->path, strerror(errno));
}

void resume_close(struct resume *r)
{
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
}
