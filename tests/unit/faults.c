/* Each input or output operation of the ledger's code fails once (an error of the device, a full disk, half a write),
 * and each allocation: there is a clear error, nothing acknowledged is lost, and the store and what was published
 * still verify. SQLite's operations fail in a VFS of its own, its memory in its allocator; the ledger's own calls are
 * wrapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "ledger/file.h"
#include "ledger/published.h"

#define ORIGIN "log.example/a"
#define TIME "2026-11-23T10:00:00Z"

/* In memory where there is such a folder: what a sync costs is not what is tested. */
static char folder[] = "/dev/shm/veto-faults-XXXXXX";
static char path[64], shown[64];
static struct arena arena;
static struct agent agent;
static struct note_key key;

/* --- what fails --- */

enum fault { DEVICE_ERROR, DISK_FULL, SHORT_WRITE, NO_MEMORY, FAULTS };

static enum fault fault;
static long countdown = -1; /* operations of that kind until the one that fails; negative: none */

/* Whether this operation is the one. */
static bool now(bool memory)
{
    if (memory != (fault == NO_MEMORY) || countdown < 0)
        return false;
    return countdown-- == 0;
}

static int code_of(int device)
{
    return fault == DISK_FULL ? SQLITE_FULL : device;
}

void *__real_calloc(size_t n, size_t size);

/* SQLite's files, with the system's behind each. */
struct shim {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs *below;

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct shim *)(void *)f)->real;
}

static int shim_close(sqlite3_file *f)
{
    struct shim *s = (struct shim *)(void *)f;
    int rc = s->real->pMethods->xClose(s->real);

    free(s->real);
    s->real = NULL;
    return rc;
}

static int shim_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return now(false) ? SQLITE_IOERR_READ : real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int shim_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    if (now(false)) {
        if (fault == SHORT_WRITE)
            real_of(f)->pMethods->xWrite(real_of(f), from, n / 2, at);
        return code_of(SQLITE_IOERR_WRITE);
    }
    return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return now(false) ? code_of(SQLITE_IOERR_TRUNCATE) : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int shim_sync(sqlite3_file *f, int flags)
{
    return now(false) ? code_of(SQLITE_IOERR_FSYNC) : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return now(false) ? SQLITE_IOERR_FSTAT : real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int shim_lock(sqlite3_file *f, int how)
{
    return now(false) ? SQLITE_IOERR_LOCK : real_of(f)->pMethods->xLock(real_of(f), how);
}

static int shim_unlock(sqlite3_file *f, int how)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), how);
}

static int shim_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int shim_control(sqlite3_file *f, int what, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), what, arg);
}

static int shim_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int shim_device(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int shim_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
    return now(false) ? code_of(SQLITE_IOERR_SHMMAP) : real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    bool locks = (flags & SQLITE_SHM_LOCK) != 0;

    return locks && now(false) ? SQLITE_IOERR_SHMLOCK : real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void shim_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int shim_shm_unmap(sqlite3_file *f, int erase)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), erase);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = shim_close, .xRead = shim_read, .xWrite = shim_write, .xTruncate = shim_truncate,
    .xSync = shim_sync, .xFileSize = shim_size, .xLock = shim_lock, .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved, .xFileControl = shim_control, .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device, .xShmMap = shim_shm_map, .xShmLock = shim_shm_lock,
    .xShmBarrier = shim_shm_barrier, .xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct shim *s = (struct shim *)(void *)f;
    int rc;

    (void)v;
    s->base.pMethods = NULL;
    if (now(false))
        return code_of(SQLITE_CANTOPEN);
    s->real = __real_calloc(1, (size_t)below->szOsFile);
    rc = below->xOpen(below, name, s->real, flags, out);
    if (s->real->pMethods == NULL)
        free(s->real);
    else
        s->base.pMethods = &methods;
    return rc;
}

static int shim_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    return now(false) ? SQLITE_IOERR_DELETE : below->xDelete(below, name, sync);
}

static sqlite3_vfs vfs;

/* SQLite's memory. */
static sqlite3_mem_methods memory;

static void *sql_malloc(int n)
{
    return now(true) ? NULL : memory.xMalloc(n);
}

static void *sql_realloc(void *p, int n)
{
    return now(true) ? NULL : memory.xRealloc(p, n);
}

/* The ledger's own calls. */
void *__real_malloc(size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
ssize_t __real_write(int fd, const void *from, size_t n);
ssize_t __wrap_write(int fd, const void *from, size_t n);
ssize_t __real_read(int fd, void *to, size_t n);
ssize_t __wrap_read(int fd, void *to, size_t n);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_mkdir(const char *name, mode_t mode);
int __wrap_mkdir(const char *name, mode_t mode);
int __real_unlink(const char *name);
int __wrap_unlink(const char *name);
ssize_t __real_getrandom(void *to, size_t n, unsigned flags);
ssize_t __wrap_getrandom(void *to, size_t n, unsigned flags);

static int no(void)
{
    errno = fault == DISK_FULL ? ENOSPC : EIO;
    return -1;
}

void *__wrap_malloc(size_t n)
{
    return now(true) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return now(true) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return now(true) ? NULL : __real_realloc(p, n);
}

ssize_t __wrap_write(int fd, const void *from, size_t n)
{
    if (now(false)) {
        if (fault == SHORT_WRITE && n > 1) /* no error: the rest has to be written too */
            return __real_write(fd, from, n / 2);
        return no();
    }
    return __real_write(fd, from, n);
}

ssize_t __wrap_read(int fd, void *to, size_t n)
{
    return now(false) ? no() : __real_read(fd, to, n);
}

int __wrap_fsync(int fd)
{
    return now(false) ? no() : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return now(false) ? no() : __real_rename(from, to);
}

int __wrap_mkdir(const char *name, mode_t mode)
{
    return now(false) ? no() : __real_mkdir(name, mode);
}

int __wrap_unlink(const char *name)
{
    return now(false) ? no() : __real_unlink(name);
}

ssize_t __wrap_getrandom(void *to, size_t n, unsigned flags)
{
    return now(false) ? no() : __real_getrandom(to, n, flags);
}

/* --- what is done meanwhile --- */

enum { BEFORE = 5, DISPOSED = 2 };

static bool checkpoint(struct store *s, struct error *e)
{
    struct buf note;
    bool ok;

    buf_init(&note, LIMIT_NOTE);
    ok = publish_checkpoint(s, &key, &agent, &note, e);
    buf_free(&note);
    return ok;
}

static bool append(struct store *s, uint64_t *index, struct error *e)
{
    return store_append(s, "notice", TIME, ACCESS_PUBLIC, BYTES("{\"kind\":\"notice\"}"), index, e);
}

/* A disposal and what it disposes of. */
static bool dispose(struct store *s, struct error *e)
{
    static const uint64_t of = DISPOSED;
    struct store_new n = {.kind = "disposal", .time = TIME, .access = ACCESS_PUBLIC, .statement = BYTES("{}"), .disposes = &of};
    uint64_t index;

    return store_put(s, &n, &index, e);
}

/* What a child says of its work: how many entries were acknowledged, and how it ended. */
struct told {
    uint64_t acknowledged;
    bool ok;
    char text[400];
};

static bool work(struct told *t, struct error *e)
{
    struct store *s = store_open(path, e);
    uint64_t index;
    bool ok = s != NULL && append(s, &index, e);

    if (ok) {
        t->acknowledged = index + 1;
        ok = append(s, &index, e);
    }
    if (ok) {
        t->acknowledged = index + 1;
        ok = checkpoint(s, e) && dispose(s, e) && store_check(s, e) && publish_files(s, shown, e);
    }
    if (s != NULL)
        store_close(s);
    return ok;
}

static void shell(const char *command)
{
    if (system(command) != 0)
        fail_msg("%s", command);
}

/* Back to a store of BEFORE entries that is published. */
static void restore(void)
{
    char command[400];

    snprintf(command, sizeof command, "cd %s && rm -rf store* shown && cp -r kept/. .", folder);
    shell(command);
}

/* One run with the nth operation failing; false when there were fewer. */
static bool run_once(long n, struct told *t)
{
    struct error e = {0};
    int ends[2], status;
    char said[4096];
    size_t size = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        struct told mine = {.acknowledged = BEFORE};
        close(ends[0]);
        /* what an arena that is exhausted says, it says to the reader of these tests */
        if (dup2(ends[1], STDERR_FILENO) < 0)
            _exit(3);
        countdown = n;
        mine.ok = work(&mine, &e);
        snprintf(mine.text, sizeof mine.text, "%.390s", e.text);
        n = countdown;
        countdown = -1;
        if (__real_write(ends[1], &mine, sizeof mine) != (ssize_t)sizeof mine)
            _exit(3);
        _exit(n >= 0 ? 10 : 0);
    }
    close(ends[1]);
    for (ssize_t got; size < sizeof said && (got = __real_read(ends[0], said + size, sizeof said - size)) > 0;)
        size += (size_t)got;
    if (size >= sizeof *t) {
        memcpy(t, said + size - sizeof *t, sizeof *t);
    } else { /* an exhausted arena's words, and its exit */
        *t = (struct told){.acknowledged = BEFORE};
        memcpy(t->text, said, size < sizeof t->text - 1 ? size : sizeof t->text - 1);
    }
    close(ends[0]);
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || (WEXITSTATUS(status) > 1 && WEXITSTATUS(status) != 10))
        fail_msg("operation %ld: the program ended with status %d: %s", n, status, t->text);
    return WEXITSTATUS(status) != 10;
}

static void published_verifies(long n)
{
    static struct published p;
    struct error e = {0};
    struct checkpoint c;
    struct bytes note;
    struct arena a;
    char file[FILE_PATH];
    uint64_t statements;

    arena_init(&a, 1u << 22);
    if (!file_path(shown, "checkpoint", file, &e) || !file_read(&a, file, LIMIT_NOTE, &note, &e) ||
        !publish_open(&a, note, &key, &c, &e))
        fail_msg("operation %ld: %s", n, e.text);
    published_open(&p, shown, c.size);
    if (!published_check(&p, &c, &statements, &e))
        fail_msg("operation %ld: %s", n, e.text);
    arena_free(&a);
}

/* A disposal and the body that it takes away change together: 1 both, 0 neither, -1 one of them. */
static int whole_disposals(struct store *s, uint64_t size)
{
    struct store_entry last, of;
    struct error e = {0};
    struct arena a;
    bool said, gone;

    arena_init(&a, 1u << 22);
    if (!store_get(s, &a, size - 1, &last, &e) || !store_get(s, &a, DISPOSED, &of, &e))
        fail_msg("%s", e.text);
    said = bytes_is(last.kind, "disposal");
    gone = of.disposed;
    arena_free(&a);
    return said != gone ? -1 : said;
}

static void each_fails_once(void **state)
{
    enum fault which = *(enum fault *)*state;
    unsigned failed = 0, went_on = 0;
    struct told t;
    long n = 0;

    for (bool more = true; more; n++) {
        struct error e = {0};
        struct store *s;
        uint64_t size;
        restore();
        fault = which;
        more = run_once(n, &t);
        if (!t.ok && t.text[0] == 0)
            fail_msg("operation %ld: failed without a word", n);
        failed += !t.ok;
        went_on += t.ok;
        if (!more && !t.ok)
            fail_msg("no operation failed, and yet: %s", t.text);
        s = store_open(path, &e);
        if (s == NULL)
            fail_msg("operation %ld: %s, and then the store: %s", n, t.text, e.text);
        if (!store_check(s, &e) || !store_size(s, &size, &e))
            fail_msg("operation %ld: %s, and then: %s", n, t.text, e.text);
        if (size < t.acknowledged)
            fail_msg("operation %ld: %llu entries acknowledged, %llu there", n, (unsigned long long)t.acknowledged,
                     (unsigned long long)size);
        if (whole_disposals(s, size) < 0)
            fail_msg("operation %ld: a disposal without what it does, or what it does without it", n);
        published_verifies(n);
        if (n % 16 == 0) { /* and it can be done again */
            if (!checkpoint(s, &e) || !publish_files(s, shown, &e))
                fail_msg("operation %ld, then again: %s", n, e.text);
            published_verifies(n);
        }
        store_close(s);
    }
    print_message("# %ld operations: %u gave an error, %u none\n", n - 1, failed, went_on);
    assert_true(failed > 20);
}

static int setup(void **state)
{
    struct error e = {0};
    struct store *s;
    char command[400];
    uint64_t index;

    (void)state;
    if (access("/dev/shm", W_OK) != 0)
        snprintf(folder, sizeof folder, "/tmp/veto-faults-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    arena_init(&arena, 1u << 24);
    snprintf(path, sizeof path, "%s/store", folder);
    snprintf(shown, sizeof shown, "%s/shown", folder);
    snprintf(command, sizeof command, "mkdir %s/kept && ssh-keygen -q -t ed25519 -N '' -f %s/key </dev/null", folder, folder);
    shell(command);
    snprintf(command, sizeof command, "%s/key", folder);
    if (!agent_open(&arena, command, &agent, &e) || !note_key_of(BYTES(ORIGIN), NOTE_SIGNED, &agent.key, &key, &e))
        return -1;
    s = store_make(path, BYTES(ORIGIN), &e);
    for (int i = 0; i < BEFORE; i++)
        if (s == NULL || !append(s, &index, &e))
            return -1;
    if (!checkpoint(s, &e) || !publish_files(s, shown, &e))
        return -1;
    store_close(s);
    snprintf(command, sizeof command, "cd %s && mv store* shown kept/", folder);
    shell(command);
    return 0;
}

static int teardown(void **state)
{
    char command[200];

    (void)state;
    agent_close(&agent);
    arena_free(&arena);
    snprintf(command, sizeof command, "rm -rf -- %s", folder);
    return system(command);
}

int main(void)
{
    static enum fault which[FAULTS] = {DEVICE_ERROR, DISK_FULL, SHORT_WRITE, NO_MEMORY};
    const struct CMUnitTest tests[] = {
        {"device_error", each_fails_once, NULL, NULL, &which[0]},
        {"disk_full", each_fails_once, NULL, NULL, &which[1]},
        {"short_write", each_fails_once, NULL, NULL, &which[2]},
        {"no_memory", each_fails_once, NULL, NULL, &which[3]},
    };
    sqlite3_mem_methods mine;

    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory) != SQLITE_OK)
        return 1;
    mine = memory;
    mine.xMalloc = sql_malloc;
    mine.xRealloc = sql_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) != SQLITE_OK || sqlite3_initialize() != SQLITE_OK)
        return 1;
    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "faults";
    vfs.szOsFile = sizeof(struct shim);
    vfs.xOpen = shim_open;
    vfs.xDelete = shim_delete;
    vfs.pNext = NULL;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
