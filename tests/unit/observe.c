/* Answers of sources, read without a jail: limits around their values, what is malformed, and what each source says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "fleet/observe.h"

static struct store *store_in(char *folder)
{
    struct error e = {0};
    char path[200];
    struct store *s;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.db", folder);
    s = store_make(path, BYTES("unit.example"), &e);
    assert_non_null(s);
    return s;
}

static void remove_folder(struct store *s, const char *folder)
{
    char command[200];

    store_close(s);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

/* The reader without a jail, which a sanitizer does not fit into; its frames go the same way. */
static bool speak(const struct source_ask *ask, struct hearing *hearing, struct error *e)
{
    static uint8_t room[1 << 16];
    int fd = memfd_create("said", MFD_CLOEXEC);
    struct frame_writer out;
    struct frame_reader in;
    struct arena arena;
    enum frame_type type;
    struct bytes payload;
    ssize_t n;
    bool ok;

    arena_init(&arena, LIMIT_ARENA);
    frame_writer_init(&out, fd);
    frame_reader_init(&in);
    ok = source_read(ask, &arena, &out, e) && frame_flush(&out) && lseek(fd, 0, SEEK_SET) == 0;
    while (ok && (n = read(fd, room, sizeof room)) > 0) {
        ok = frame_feed(&in, bytes_of(room, (size_t)n));
        while (ok && frame_next(&in, &type, &payload))
            ok = observe_hear(hearing, type, payload);
    }
    frame_reader_free(&in);
    buf_free(&out.pending);
    arena_free(&arena);
    close(fd);
    return ok;
}

static const struct families none;

/* Reads an answer into a store of its own; what a query over that store gives. */
static int64_t read_and_ask(const struct source_ask *ask, struct observed *out, const char *sql)
{
    const struct observe_how how = {.speak = speak, .purpose = BYTES("a test"), .until = INT64_MAX};
    char folder[] = "/tmp/veto-observe-XXXXXX";
    struct store *s = store_in(folder);
    sqlite3_stmt *q = NULL;
    struct error e = {0};
    int64_t n;

    assert_true(observe(s, ask, &how, out, &e));
    assert_int_equal(sqlite3_prepare_v2(store_database(s), sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    remove_folder(s, folder);
    return n;
}

/* An answer of so many devices without serial number: the first are named, all are counted, and the answer is incomplete. */
static void malformed_rows_are_named_and_counted(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_OBSERVE_PROBLEMS - 1; n <= LIMIT_OBSERVE_PROBLEMS + 1; n++) {
        char folder[] = "/tmp/veto-observe-XXXXXX";
        struct store *s = store_in(folder);
        struct families f = {NULL, 0};
        const struct observe_how how = {.speak = speak};
        struct observed o;
        struct error e = {0};
        struct buf text;
        size_t lines = 0;
        buf_init(&text, 1 << 20);
        buf_str(&text, "{\"devices\":[{\"name\":\"x\",\"hardwareInfo\":{\"serialNumber\":\"s\"}}");
        for (unsigned i = 0; i < n; i++)
            buf_printf(&text, ",{\"name\":\"n%u\"}", i);
        buf_str(&text, "]}");
        const struct source_ask ask = {.source = BYTES("amapi"), .text = buf_bytes(&text), .time = 5, .families = &f};
        assert_true(observe(s, &ask, &how, &o, &e));
        assert_int_equal(o.devices, 1);
        assert_int_equal(o.malformed, n);
        assert_false(o.complete);
        for (size_t i = 0; i < o.problems.size; i++)
            lines += o.problems.data[i] == '\n';
        assert_int_equal(lines, n < LIMIT_OBSERVE_PROBLEMS ? n : LIMIT_OBSERVE_PROBLEMS);
        buf_free(&o.problems);
        assert_true(observe(s, &ask, &how, &o, &e));
        assert_true(o.known);
        buf_free(&o.problems);
        buf_free(&text);
        remove_folder(s, folder);
    }
}

static void apps_of_a_device_are_limited(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_DEVICE_APPS - 1; n <= LIMIT_DEVICE_APPS + 1; n++) {
        struct observed o;
        struct buf text;
        buf_init(&text, 16 << 20);
        for (unsigned i = 0; i < n; i++)
            buf_printf(&text, "package:a%u\n", i);
        const struct source_ask ask = {.source = BYTES("pm"), .text = buf_bytes(&text), .serial = BYTES("S"), .time = 5, .families = &none};
        int64_t apps = read_and_ask(&ask, &o, "SELECT apps FROM reports");
        assert_int_equal(apps, n < LIMIT_DEVICE_APPS ? n : LIMIT_DEVICE_APPS);
        assert_int_equal(o.malformed, n > LIMIT_DEVICE_APPS);
        assert_int_equal(o.complete, n <= LIMIT_DEVICE_APPS);
        buf_free(&o.problems);
        buf_free(&text);
    }
}

static void a_text_is_limited(void **state)
{
    static char name[LIMIT_ANSWER_TEXT + 2];

    (void)state;
    for (unsigned n = LIMIT_ANSWER_TEXT - 1; n <= LIMIT_ANSWER_TEXT + 1; n++) {
        struct observed o;
        struct buf text;
        memset(name, 'x', n);
        name[n] = 0;
        buf_init(&text, 16 << 20);
        buf_printf(&text, "package:%s\npackage:b\n", name);
        const struct source_ask ask = {.source = BYTES("pm"), .text = buf_bytes(&text), .serial = BYTES("S"), .time = 5, .keep_all = true, .families = &none};
        assert_int_equal(read_and_ask(&ask, &o, "SELECT count(*) FROM observations"), n > LIMIT_ANSWER_TEXT ? 1 : 2);
        assert_int_equal(o.malformed, n > LIMIT_ANSWER_TEXT);
        buf_free(&o.problems);
        buf_free(&text);
    }
}

/* More texts than there are numbers, on some devices, and the first ones again: each app is stored with its own. */
static void numbers_of_texts_begin_anew(void **state)
{
    enum { DEVICES = 3, EACH = 60000 };
    struct observed o;
    struct buf text;

    (void)state;
    assert_true(DEVICES * EACH + 4 * LIMIT_DEVICE_APPS > LIMIT_ANSWER_TEXTS);
    buf_init(&text, 64 << 20);
    buf_str(&text, "serial,app\n");
    for (unsigned d = 0; d <= DEVICES; d++)
        for (unsigned i = 0; i < EACH; i++)
            buf_printf(&text, "S%u,a%u\n", d, d % DEVICES * EACH + i);
    const struct source_ask ask = {.source = BYTES("csv"), .text = buf_bytes(&text), .map = BYTES("serial=serial,package=app"), .time = 5, .keep_all = true, .families = &none};
    assert_int_equal(read_and_ask(&ask, &o, "SELECT count(*) FROM observations o JOIN reports r ON r.id = o.report JOIN texts t ON t.id = o.value JOIN texts s ON s.id = r.serial"
                                            " WHERE substr(t.text, 2) / 60000 = substr(s.text, 2) % 3"), (DEVICES + 1) * EACH);
    assert_int_equal(o.malformed, 0);
    assert_int_equal(o.devices, DEVICES + 1);
    buf_free(&o.problems);
    buf_free(&text);
}

/* Rows that the reader may not send: nothing of the answer is stored. */
static bool lie(const struct source_ask *ask, struct hearing *hearing, struct error *e)
{
    (void)e;
    return observe_hear(hearing, FRAME_ROW, ask->text);
}

static void lies_of_the_reader_are_refused(void **state)
{
    static const struct observe_how how = {.speak = lie};
    uint8_t row[80] = {'D'};
    char folder[] = "/tmp/veto-observe-XXXXXX";
    struct store *s = store_in(folder);

    (void)state;
    row[46] = 1; /* sizes of key and serial */
    row[50] = 'k';
    row[51] = 1;
    row[55] = 's';
    for (size_t n = 1; n <= sizeof row; n++) {
        struct source_ask ask = {.source = BYTES("amapi"), .text = bytes_of(row, n), .time = 5, .families = &none};
        struct observed o;
        struct error e = {0};
        assert_int_equal(observe(s, &ask, &how, &o, &e), n == 56); /* a device without apps is whole */
        buf_free(&o.problems);
    }
    row[56] = 1; /* a text that was never sent */
    struct source_ask ask = {.source = BYTES("amapi"), .text = bytes_of(row, 56 + 17), .time = 6, .keep_all = false, .families = &none};
    struct observed o;
    struct error e = {0};
    assert_false(observe(s, &ask, &how, &o, &e));
    assert_non_null(strstr(e.text, "may not"));
    buf_free(&o.problems);
    remove_folder(s, folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_rows_are_named_and_counted),
        cmocka_unit_test(apps_of_a_device_are_limited),
        cmocka_unit_test(a_text_is_limited),
        cmocka_unit_test(numbers_of_texts_begin_anew),
        cmocka_unit_test(lies_of_the_reader_are_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
