/*
 * Runs killed before every call that changes anything: what is left is called by its right name, goes on to what was
 * wanted, and goes back to what was. Rings, thresholds, targets, places and reloads, a word too many at each limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "fleet/rollout.h"
#include "fleet/target.h"

/* --- the calls --- */

static long calls, killed_at; /* 0: never */

int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
ssize_t __real_write(int fd, const void *data, size_t size);
int __real_sqlite3_step(sqlite3_stmt *q);
int __real_sqlite3_exec(sqlite3 *db, const char *sql, int (*f)(void *, int, char **, char **), void *context, char **message);
int __real_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *files, const posix_spawnattr_t *how, char *const argv[], char *const envp[]);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_sqlite3_step(sqlite3_stmt *q);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*f)(void *, int, char **, char **), void *context, char **message);
int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *files, const posix_spawnattr_t *how, char *const argv[], char *const envp[]);

static void counted(void)
{
    if (++calls == killed_at)
        raise(SIGKILL);
}

int __wrap_fsync(int fd)
{
    counted();
    return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    counted();
    return __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    counted();
    return __real_unlink(path);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
    counted();
    return __real_write(fd, data, size);
}

int __wrap_sqlite3_step(sqlite3_stmt *q)
{
    counted();
    return __real_sqlite3_step(q);
}

int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*f)(void *, int, char **, char **), void *context, char **message)
{
    counted();
    return __real_sqlite3_exec(db, sql, f, context, message);
}

int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *files, const posix_spawnattr_t *how, char *const argv[], char *const envp[])
{
    counted();
    return __real_posix_spawn(pid, path, files, how, argv, envp);
}

/* --- a run over three planes --- */

enum { PLANES = 3 };
static const char *const names[PLANES] = {"zone", "nftables", "policy"};
#define RULES "table inet veto_case\ndelete table inet veto_case\ntable inet veto_case {\n}\n"
/* What the firewall reads before its file is taken away again. */
static const char blank[] = "table inet veto_case\ndelete table inet veto_case\n";
static const char *before[PLANES] = {"zone before", NULL, "{\"policy\":\"before\"}"};
static const char *after[PLANES] = {"zone after", RULES, "{\"policy\":\"after\"}"};
static char folder[200];

static const char *in(const char *name)
{
    static char paths[4][300];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *f;

    if (text == NULL) {
        unlink(in(name));
        return;
    }
    f = fopen(in(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static bool is(const char *name, const char *text)
{
    char have[200] = "";
    FILE *f = fopen(in(name), "r");
    size_t n;

    if (f == NULL)
        return text == NULL;
    n = fread(have, 1, sizeof have - 1, f);
    fclose(f);
    have[n] = 0;
    return text != NULL && strcmp(have, text) == 0;
}

static unsigned count_as(const char *const texts[PLANES])
{
    unsigned n = 0;

    for (int i = 0; i < PLANES; i++)
        n += is(names[i], texts[i]);
    return n;
}

static void fresh(void)
{
    struct error e = {0};
    struct store *s;

    put("store.db-wal", NULL);
    put("store.db-shm", NULL);
    put("store.db", NULL);
    for (int i = 0; i < PLANES; i++)
        put(names[i], before[i]);
    s = store_make(in("store.db"), BYTES("test"), &e);
    assert_non_null(s);
    store_close(s);
}

struct bench {
    struct arena arena;
    struct seal seal;
    struct rollout run;
};

static const struct step_reach reaches[] = {{&step_files, NULL}, {&step_restores, NULL}, {NULL, NULL}};

static void bench_open(struct bench *b, bool any)
{
    struct error e = {0};
    struct store *s = store_open(in("store.db"), &e);

    assert_non_null(s);
    arena_init(&b->arena, LIMIT_ARENA);
    assert_true(seal_open(in("key"), &b->seal, &e));
    b->run = (struct rollout){.store = s, .arena = &b->arena, .seal = &b->seal, .reaches = reaches, .matter = BYTES("case"), .any = any};
    assert_true(rollout_load(&b->run, &e));
}

static void bench_close(struct bench *b)
{
    store_close(b->run.store);
    arena_free(&b->arena);
}

static bool begin(struct bench *b, struct error *e)
{
    struct step *steps = arena_array(&b->arena, PLANES, sizeof *steps);

    for (unsigned i = 0; i < PLANES; i++) {
        steps[i] = (struct step){.ring = i + 1, .doer = BYTES("file"), .plane = bytes_str(names[i]), .reload = i < 2 ? BYTES("/bin/true") : BYTES(""),
                                 .device = BYTES(""), .known = true};
        if (after[i] != NULL) {
            steps[i].want = bytes_str(after[i]);
        } else {
            steps[i].doer = BYTES("restore");
            steps[i].want = step_restore(&b->arena, &(struct placed){.there = false});
        }
        steps[i].place = arena_copy(&b->arena, bytes_str(in(names[i])));
        if (!place_read(&b->arena, (const char *)steps[i].place.data, &steps[i].was, e))
            return false;
    }
    b->run.steps = steps;
    b->run.count = PLANES;
    b->run.determination = BYTES("none");
    b->run.rings_text = BYTES("10,1%,all");
    b->run.stop_text = BYTES("1");
    return rollout_begin(&b->run, e);
}

static const char *word_of(struct bench *b)
{
    struct rollout_tally t = {0};

    for (size_t i = 0; i < b->run.count; i++) {
        struct error e = {0};
        t.state[b->run.steps[i].state]++;
        t.now[rollout_look(&b->run, &b->run.steps[i], &e)]++;
    }
    return rollout_word(&b->run, &t);
}

static int forward(void)
{
    struct error e = {0};
    struct bench b;
    bool ok;

    bench_open(&b, false);
    calls = 0;
    ok = (b.run.id != 0 || begin(&b, &e)) && rollout_advance(&b.run, 3, &e) == ROLLOUT_COMPLETE;
    bench_close(&b);
    return ok ? 0 : 1;
}

static int backward(void)
{
    struct error e = {0};
    struct bench b;
    bool ok;

    bench_open(&b, false);
    calls = 0;
    ok = b.run.id == 0 || rollout_back(&b.run, &e);
    bench_close(&b);
    return ok ? 0 : 1;
}

/* Runs that in a child which is killed before its nth call; true when it was. */
static bool kill_at(int (*what)(void), long n)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        killed_at = n;
        _exit(what());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status))
        return true;
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static unsigned let_go; /* how often a kill left the text that has the firewall let go of its table */

/* What is there, and what the run is called, have to be of one mind. */
static void right_name(void)
{
    unsigned done = count_as(after), old = count_as(before);
    bool letting_go = is(names[1], blank);
    const char *word;
    struct bench b;

    assert_int_equal(done + old + letting_go, PLANES); /* never half a file */
    let_go += letting_go;
    bench_open(&b, true);
    word = word_of(&b);
    if (letting_go)
        assert_string_equal(word, "interrupted");
    else if (strcmp(word, "nothing") == 0 || strcmp(word, "planned") == 0 || strcmp(word, "rolled back") == 0)
        assert_int_equal(old, PLANES);
    else if (strcmp(word, "applied") == 0)
        assert_int_equal(done, PLANES);
    else if (strcmp(word, "in rings") == 0)
        assert_int_equal(done, b.run.ring);
    else
        assert_string_equal(word, "interrupted");
    bench_close(&b);
}

/* Nothing half written lies beside a place. */
static void tidy(void)
{
    for (int i = 0; i < PLANES; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s.veto-new", names[i]);

        assert_int_not_equal(access(in(name), F_OK), 0);
    }
}

static void kills_forward(void **state)
{
    long n;

    (void)state;
    for (n = 1; n < 1000; n++) {
        fresh();
        if (!kill_at(forward, n))
            break;
        right_name();
        if (n % 2 == 0) {
            assert_int_equal(forward(), 0);
            assert_int_equal(count_as(after), PLANES);
        } else {
            assert_int_equal(backward(), 0);
            assert_int_equal(count_as(before), PLANES);
        }
        tidy();
        right_name();
    }
    print_message("# killed before each of %ld calls of an apply\n", n - 1);
    assert_in_range(n, 30, 900);
}

static void kills_backward(void **state)
{
    long n;

    (void)state;
    for (n = 1; n < 1000; n++) {
        fresh();
        assert_int_equal(forward(), 0);
        if (!kill_at(backward, n))
            break;
        right_name();
        assert_int_equal(backward(), 0);
        assert_int_equal(count_as(before), PLANES);
        tidy();
        right_name();
    }
    print_message("# killed before each of %ld calls of a rollback\n", n - 1);
    assert_in_range(n, 20, 900);
    assert_true(let_go > 1); /* the kernel would keep the table otherwise */
}

/* A place is given back what stood there before the case's runs: nothing. */
static void kills_restoring(void **state)
{
    before[1] = RULES;
    after[1] = NULL;
    let_go = 0;
    kills_forward(state);
    assert_true(let_go > 1);
    kills_backward(state);
    before[1] = NULL;
    after[1] = RULES;
}

/* What stood in a place before the runs of a case, through runs that took each other's place and what others changed. */
static void origins(void **state)
{
    const char *first = after[0];
    struct error e = {0};
    struct origin o;
    struct placed now;
    struct bench b;

    (void)state;
    fresh();
    for (int i = 0; i < 3; i++) {
        after[0] = (const char *[]){first, "zone again", "zone at last"}[i];
        bench_open(&b, false);
        assert_true(begin(&b, &e));
        assert_int_equal(rollout_advance(&b.run, 3, &e), ROLLOUT_COMPLETE);
        assert_true(place_read(&b.arena, in("zone"), &now, &e));
        assert_true(rollout_origin(&b.run, bytes_str(in("zone")), &now, &o, &e));
        assert_false(o.changed);
        assert_int_equal(o.run, i + 1);
        assert_true(bytes_is(o.was.text, before[0]));
        assert_true(rollout_origin(&b.run, bytes_str(in("nftables")), &(struct placed){true, bytes_str(after[1])}, &o, &e));
        assert_true(!o.changed && o.run == i + 1 && !o.was.there);
        bench_close(&b);
    }
    bench_open(&b, false);
    assert_true(rollout_origin(&b.run, bytes_str(in("zone")), &(struct placed){true, BYTES("by hand")}, &o, &e));
    assert_true(o.changed && o.run == 3 && bytes_is(o.was.text, "by hand"));
    assert_true(rollout_origin(&b.run, bytes_str(in("none")), &(struct placed){true, BYTES("by hand")}, &o, &e));
    assert_true(!o.changed && o.run == 0 && bytes_is(o.was.text, "by hand"));
    assert_true(rollout_back(&b.run, &e) && rollout_load(&b.run, &e));
    assert_true(rollout_origin(&b.run, bytes_str(in("zone")), &(struct placed){true, BYTES("zone again")}, &o, &e));
    assert_true(!o.changed && o.run == 2 && bytes_is(o.was.text, before[0]));
    bench_close(&b);
    after[0] = first;
}

static void others(void **state)
{
    struct error e = {0};
    struct bench b;

    (void)state;
    fresh();
    assert_int_equal(forward(), 0);
    put("zone", "by hand");
    bench_open(&b, false);
    assert_string_equal(word_of(&b), "changed by others");
    assert_false(rollout_back(&b.run, &e));
    bench_close(&b);
    assert_true(is("zone", "by hand"));
    assert_true(is("policy", before[2]));
    put("zone", after[0]);
    assert_int_equal(backward(), 0);
    assert_int_equal(count_as(before), PLANES);
}

/* --- the rest --- */

static void rings(void **state)
{
    struct error e = {0};
    struct threshold t;
    struct rings r;
    unsigned in_ring[4] = {0};

    (void)state;
    assert_true(rings_read(&r, "10,1%,all", &e));
    for (unsigned i = 0; i < 2050; i++)
        in_ring[rings_of(&r, i, 2050)]++;
    assert_int_equal(in_ring[1], 10);
    assert_int_equal(in_ring[2], 11);
    assert_int_equal(in_ring[3], 2029);
    assert_int_equal(rings_of(&r, 3, 4), 1);
    assert_false(rings_read(&r, "", &e));
    assert_false(rings_read(&r, "10", &e));
    assert_false(rings_read(&r, "10,all,5", &e));
    assert_false(rings_read(&r, "0,all", &e));
    assert_false(rings_read(&r, "101%,all", &e));
    assert_false(rings_read(&r, "1,2,3,4,5,6,7,8,all", &e));
    assert_true(threshold_read(&t, "5%", &e));
    assert_false(threshold_reached(&t, 0, 10));
    assert_true(threshold_reached(&t, 1, 10));
    assert_false(threshold_reached(&t, 4, 100));
    assert_true(threshold_reached(&t, 5, 100));
    assert_true(threshold_read(&t, "3", &e));
    assert_false(threshold_reached(&t, 2, 2));
    assert_true(threshold_reached(&t, 3, 1000));
    assert_false(threshold_read(&t, "3x", &e));
}

static void targets(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_TARGETS - 1; n <= LIMIT_TARGETS + 1; n++) {
        struct error e = {0};
        struct arena arena;
        struct targets t;
        struct buf text;
        buf_init(&text, 1 << 20);
        buf_str(&text, "# plane\tfile\n");
        for (unsigned i = 0; i < n; i++)
            buf_printf(&text, "rpz-bind9\tveto.rpz\t/etc/zone%u\t-\t-\n", i);
        arena_init(&arena, LIMIT_ARENA);
        assert_int_equal(targets_read(&arena, buf_bytes(&text), &t, &e), n <= LIMIT_TARGETS);
        arena_free(&arena);
        buf_free(&text);
    }
    static const char *const wrong[] = {"a\tb\t/c\t-\n", "a\t../b\t/c\t-\t-\n", "a\tb\tc\t-\t-\n", "a\tb\t/c\t9\t-\n", "a\tb\t/c\t-\trndc reload\n", "", "adb\tx\th:1\t-\t-\n",
                                        "a\tb\t/c\t-\t-\na\tb\t/c\t-\t-\n", "apple-remove\t-\thttp://example.org/\t-\t-\n", "apple-remove\tx\thttps://h/\t-\t-\n",
                                        "apple-dns\t-\thttps://h/\t-\t-\n", "apple-dns\tx\thttps://h/\t1\t-\n", "apple-dns\tx\thttps://h/\t-\tkey\n", "nftables\tx\thttps://h/\t-\t-\n",
                                        "apple-dns\tx\thttps://h/\t-\t-\napple-dns\ty\thttps://h/\t-\t-\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error e = {0};
        struct arena arena;
        struct targets t;
        arena_init(&arena, LIMIT_ARENA);
        assert_false(targets_read(&arena, bytes_str(wrong[i]), &t, &e));
        arena_free(&arena);
    }
}

/* Several planes go through one server. */
static void addresses(void **state)
{
    struct error e = {0};
    struct arena arena;
    struct targets t;

    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    assert_true(targets_read(&arena, BYTES("apple-remove\t-\thttps://h/\t-\t-\napple-dns\tapple-dns.mobileconfig\thttps://h/\t-\t/etc/veto/key\n"), &t, &e));
    assert_int_equal(t.count, 2);
    assert_int_equal(t.rows[0].file.size + t.rows[0].reload.size, 0);
    assert_true(bytes_is(t.rows[1].reload, "/etc/veto/key") && target_is_address(t.rows[1].place));
    arena_free(&arena);
}

static void places(void **state)
{
    struct placed p = {true, BYTES("text")};
    struct stat st;

    (void)state;
    for (unsigned n = LIMIT_PLACE_FILE - 1; n <= LIMIT_PLACE_FILE + 1; n++) {
        struct error e = {0};
        struct arena arena;
        struct placed now;
        put("big", "");
        assert_int_equal(truncate(in("big"), n), 0);
        arena_init(&arena, LIMIT_ARENA);
        assert_int_equal(place_read(&arena, in("big"), &now, &e), n <= LIMIT_PLACE_FILE);
        arena_free(&arena);
    }
    put("big", "x");
    assert_int_equal(chmod(in("big"), 0640), 0);
    assert_true(place_put(in("big"), &p, NULL));
    assert_int_equal(stat(in("big"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_true(is("big", "text"));
    assert_false(place_put("relative", &p, NULL));
    assert_false(place_put(in("no/folder"), &p, NULL));
    p.there = false;
    assert_true(place_put(in("big"), &p, NULL));
    assert_true(place_put(in("big"), &p, NULL));
    assert_true(is("big", NULL));
    assert_int_equal(symlink("zone", in("link")), 0);
    struct arena arena;
    struct placed now;
    arena_init(&arena, LIMIT_ARENA);
    assert_false(place_read(&arena, in("link"), &now, NULL));
    arena_free(&arena);
    unlink(in("link"));
}

static void reloads(void **state)
{
    char answer[120], command[200];
    struct error e = {0};

    (void)state;
    assert_true(place_reload(BYTES("/bin/true"), answer, &e));
    assert_false(place_reload(BYTES("/bin/false"), answer, &e));
    assert_false(place_reload(BYTES("/nowhere/at/all"), answer, &e));
    assert_false(place_reload(BYTES("true"), answer, &e));
    assert_true(place_reload(BYTES("/usr/bin/test $HOME = $HOME"), answer, &e)); /* no shell: the words stay as they are */
    for (unsigned n = LIMIT_RELOAD_OUTPUT - 1; n <= LIMIT_RELOAD_OUTPUT + 1; n++) {
        snprintf(command, sizeof command, "/usr/bin/head -c %u /dev/zero", n);
        assert_int_equal(place_reload(bytes_str(command), answer, &e), n <= LIMIT_RELOAD_OUTPUT);
    }
    for (unsigned n = LIMIT_RELOAD_WORDS - 1; n <= LIMIT_RELOAD_WORDS + 1; n++) {
        snprintf(command, sizeof command, "/bin/true");
        for (unsigned i = 1; i < n; i++)
            strncat(command, " x", sizeof command - strlen(command) - 1);
        assert_int_equal(place_reload(bytes_str(command), answer, &e), n <= LIMIT_RELOAD_WORDS);
    }
    assert_in_range(LIMIT_RELOAD_SECONDS, 10, 600);
}

static void steps(void **state)
{
    struct error e = {0};
    struct bench b;

    (void)state;
    fresh();
    bench_open(&b, false);
    b.run.count = (size_t)LIMIT_RUN_STEPS + 1;
    assert_false(rollout_begin(&b.run, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    bench_close(&b);
}

static void sealed(void **state)
{
    struct error e = {0};
    struct bytes closed, open;
    struct arena arena;
    struct seal s;

    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    assert_true(seal_open(in("key"), &s, &e));
    assert_true(seal_close(&s, &arena, BYTES("a password"), &closed, &e));
    assert_true(seal_break(&s, &arena, closed, &open, &e));
    assert_true(bytes_is(open, "a password"));
    for (size_t i = 0; i < closed.size; i++) {
        uint8_t *copy = arena_raw(&arena, closed.size);
        memcpy(copy, closed.data, closed.size);
        copy[i] ^= 1;
        assert_false(seal_break(&s, &arena, bytes_of(copy, closed.size), &open, &e));
    }
    assert_true(seal_close(&s, &arena, BYTES(""), &closed, &e));
    assert_true(seal_break(&s, &arena, closed, &open, &e));
    assert_int_equal(open.size, 0);
    assert_false(seal_break(&s, &arena, BYTES("short"), &open, &e));
    assert_int_equal(chmod(in("key"), 0644), 0);
    assert_false(seal_open(in("key"), &s, &e));
    assert_int_equal(chmod(in("key"), 0600), 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rings),  cmocka_unit_test(targets), cmocka_unit_test(addresses), cmocka_unit_test(places),        cmocka_unit_test(reloads),        cmocka_unit_test(steps),
        cmocka_unit_test(sealed), cmocka_unit_test(others),  cmocka_unit_test(kills_forward), cmocka_unit_test(kills_backward), cmocka_unit_test(kills_restoring), cmocka_unit_test(origins),
    };
    int failed;

    snprintf(folder, sizeof folder, "/tmp/veto-rollout-%ld", (long)getpid());
    if (mkdir(folder, 0700) != 0)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const left[] = {"zone", "nftables", "policy", "big", "key", "store.db", "store.db-wal", "store.db-shm"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        unlink(in(left[i]));
    rmdir(folder);
    return failed;
}
