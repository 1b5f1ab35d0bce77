/* Files as they are held: what is hashed is what is parsed, and what changes meanwhile is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "jail/input.h"

static char folder[] = "/tmp/veto-input-XXXXXX";

static const char *path_of(const char *name)
{
    static char path[200];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* A file of so many zeros, but "head" in front. */
static const char *make(const char *name, off_t size)
{
    const char *path = path_of(name);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "head", 4, 0), 4);
    assert_int_equal(ftruncate(fd, size), 0);
    close(fd);
    return path;
}

static int enter(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int leave(void **state)
{
    static const char *const names[] = {"small", "large", "empty", "pipe"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return rmdir(folder);
}

static void a_small_file_is_copied(void **state)
{
    struct input in;
    struct error e = {0};
    const char *path = make("small", 1000);
    int zero;

    (void)state;
    assert_true(input_open(&in, path, &e));
    assert_true(in.sealed && in.fd == -1);
    assert_int_equal(in.bytes.size, 1000);
    make("small", 2000); /* whatever happens to the file: */
    assert_int_equal(in.bytes.size, 1000);
    assert_memory_equal(in.bytes.data, "head\0\0", 6);
    assert_true(input_unchanged(&in));
    zero = open("/dev/zero", O_RDONLY);
    assert_int_equal(read(zero, (void *)(uintptr_t)in.bytes.data, 1), -1); /* not to be written to */
    assert_int_equal(errno, EFAULT);
    close(zero);
    input_close(&in);
    assert_int_equal(in.bytes.size, 0);
    input_close(&in); /* a second time does no harm */
}

/* LIMIT_SEALED_FILE: above it the file is mapped where it lies. */
static void limit_of_sealed_files(void **state)
{
    (void)state;
    for (int over = -1; over <= 1; over++) {
        struct input in;
        struct error e = {0};
        size_t size = LIMIT_SEALED_FILE + (size_t)over;
        assert_true(input_open(&in, make("large", (off_t)size), &e));
        assert_int_equal(in.sealed, over <= 0);
        assert_int_equal(in.fd >= 0, over > 0);
        assert_int_equal(in.bytes.size, size);
        assert_true(input_unchanged(&in));
        input_close(&in);
    }
}

static void a_large_file_that_changes_is_noticed(void **state)
{
    off_t size = LIMIT_SEALED_FILE + 4096;

    (void)state;
    for (int how = 0; how < 3; how++) {
        struct input in;
        struct error e = {0};
        const char *path = make("large", size);
        int fd;
        usleep(20000); /* times of files are as fine as the kernel's ticks */
        assert_true(input_open(&in, path, &e));
        assert_true(input_unchanged(&in));
        usleep(20000);
        fd = open(path, O_WRONLY);
        assert_true(fd >= 0);
        if (how == 0)
            assert_int_equal(pwrite(fd, "x", 1, 0), 1); /* written to */
        else
            assert_int_equal(ftruncate(fd, how == 1 ? size + 1 : size - 1), 0); /* longer, shorter */
        close(fd);
        assert_false(input_unchanged(&in));
        input_close(&in);
    }
}

/* Opens a pipe that somebody fills with that many bytes. */
static bool open_pipe(uint64_t bytes, uint64_t most, struct input *in, struct error *e)
{
    const char *path = path_of("pipe");
    bool ok;

    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    if (fork() == 0) {
        static uint8_t block[10000];
        int fd = open(path, O_WRONLY);
        while (bytes > 0) {
            ssize_t n = write(fd, block, bytes < sizeof block ? bytes : sizeof block);
            if (n <= 0)
                break;
            bytes -= (uint64_t)n;
        }
        _exit(0);
    }
    ok = most == 0 ? input_open(in, path, e) : input_open_within(in, path, most, e);
    return ok;
}

/* LIMIT_PIPE_INPUT, and a smaller one in its place: a gigabyte through a pipe is for nobody's patience. */
static void limit_of_pipes(void **state)
{
    struct input in;
    struct error e = {0};

    (void)state;
    assert_true(open_pipe(200000, 0, &in, &e));
    assert_true(in.sealed);
    assert_int_equal(in.bytes.size, 200000);
    input_close(&in);
    assert_true(LIMIT_PIPE_INPUT > LIMIT_SEALED_FILE);
    for (int over = -1; over <= 1; over++) {
        bool ok = open_pipe((uint64_t)(100000 + over), 100000, &in, &e);
        assert_int_equal(ok, over <= 0);
        if (ok) {
            assert_int_equal(in.bytes.size, 100000 + over);
            input_close(&in);
        } else {
            assert_non_null(strstr(e.text, "too large"));
        }
    }
}

static void standard_input(void **state)
{
    struct input in;
    struct error e = {0};
    int kept = dup(STDIN_FILENO), fd = open(make("small", 300), O_RDONLY);

    (void)state;
    assert_true(fd >= 0);
    dup2(fd, STDIN_FILENO);
    close(fd);
    assert_true(input_open(&in, "-", &e));
    assert_int_equal(in.bytes.size, 300);
    input_close(&in);
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void an_empty_file_is_no_bytes(void **state)
{
    struct input in;
    struct error e = {0};
    int fd = open(path_of("empty"), O_RDWR | O_CREAT, 0600);

    (void)state;
    close(fd);
    assert_true(input_open(&in, path_of("empty"), &e));
    assert_int_equal(in.bytes.size, 0);
    assert_true(input_unchanged(&in));
    input_close(&in);
}

static void what_cannot_be_opened_says_why(void **state)
{
    struct input in;
    struct error e = {0};

    (void)state;
    assert_false(input_open(&in, path_of("missing"), &e));
    assert_non_null(strstr(e.text, "No such file"));
    assert_false(input_open(&in, folder, &e));
    assert_non_null(strstr(e.text, "folder"));
    assert_false(input_open(&in, "", &e));
    assert_false(input_open(&in, "/proc/self/mem", &e)); /* opens, but cannot be read */
    assert_false(input_open(&in, "/dev/null/x", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_file_is_copied),
        cmocka_unit_test(limit_of_sealed_files),
        cmocka_unit_test(a_large_file_that_changes_is_noticed),
        cmocka_unit_test(limit_of_pipes),
        cmocka_unit_test(standard_input),
        cmocka_unit_test(an_empty_file_is_no_bytes),
        cmocka_unit_test(what_cannot_be_opened_says_why),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("input", tests, enter, leave);
}
