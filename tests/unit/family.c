/* Families: ours, an organisation's folder over them, rows that are wrong, and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fleet/family.h"

static char folder[] = "/tmp/veto-family-XXXXXX";
static struct arena arena;

/* `times` copies of before, and between it and `after`, unless that is NULL, their number. */
static void put_many(const char *name, const char *before, const char *after, size_t times)
{
    char path[100];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < times; i++)
        if (after == NULL)
            fputs(before, file);
        else
            fprintf(file, "%s%zu%s", before, i, after);
    assert_int_equal(fclose(file), 0);
}

static void put(const char *name, const char *text)
{
    put_many(name, text, NULL, 1);
}

static void drop(const char *name)
{
    char path[100];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static bool load(struct families *f, struct error *e)
{
    *e = (struct error){0};
    arena_free(&arena);
    arena_init(&arena, LIMIT_ARENA);
    return families_load(f, &arena, folder, e);
}

static void ours_are_whole(void **state)
{
    struct families f;
    struct error e = {0};
    const struct family *tiktok;
    size_t counts = 0;

    (void)state;
    assert_true(families_load(&f, &arena, NULL, &e));
    tiktok = families_find(&f, BYTES("tiktok"));
    assert_non_null(tiktok);
    assert_false(tiktok->own);
    for (size_t i = 0; i < tiktok->count; i++)
        counts += identifier_counts(&tiktok->identifiers[i]);
    assert_true(counts > 20 && counts < tiktok->count);
    assert_null(families_find(&f, BYTES("tikto")));
}

static void a_folder_replaces_what_it_names(void **state)
{
    struct families f;
    struct error e;

    (void)state;
    put("families.tsv", "acme\tAcme Chat\t\tacme\twords\n");
    put("acme.tsv", "# head\npackage\tcom.acme\tandroid\tcertain\t\tus\t2026-01-02\n");
    put("wechat.tsv", "domain\twechat.com\tany\thint\tall\tus\t2026-01-02\n");
    assert_true(load(&f, &e));
    assert_int_equal(families_find(&f, BYTES("acme"))->count, 1);
    assert_true(bytes_is(families_find(&f, BYTES("acme"))->name_fr, "Acme Chat"));
    assert_int_equal(families_find(&f, BYTES("wechat"))->count, 1);
    assert_true(families_find(&f, BYTES("wechat"))->own);
    assert_true(families_find(&f, BYTES("tiktok"))->count > 1);
    for (size_t i = 1; i < f.count; i++)
        assert_true(bytes_compare(f.rows[i - 1].id, f.rows[i].id) < 0);
    drop("wechat.tsv");
}

static void wrong_rows_are_named(void **state)
{
    static const char *const rows[][2] = {
        {"package\tcom.acme\tandroid\tcertain\t\tus\n", "number of fields"},
        {"package\tcom.acme\tandroid\tcertain\t\tus\t2026\tmore\n", "number of fields"},
        {"packag\tcom.acme\tandroid\tcertain\t\tus\t2026\n", "kind 'packag'"},
        {"package\tcom.acme\tandroid\tsure\t\tus\t2026\n", "confidence 'sure'"},
        {"package\tcom.acme\tphone\tclaim\t\tus\t2026\n", "platform 'phone'"},
        {"package\t\tandroid\tclaim\t\tus\t2026\n", "must be given"},
        {"package\t\xff\tandroid\tclaim\t\tus\t2026\n", "UTF-8"},
    };
    struct families f;
    struct error e;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put("acme.tsv", rows[i][0]);
        assert_false(load(&f, &e));
        assert_non_null(strstr(e.text, rows[i][1]));
        assert_non_null(strstr(e.text, "acme.tsv:1:"));
    }
    drop("acme.tsv");
    put("nobody.tsv", rows[0][0]);
    assert_false(load(&f, &e));
    assert_non_null(strstr(e.text, "no family of that id"));
    drop("nobody.tsv");
    put("families.tsv", "../x\tAcme\t\tacme\twords\n");
    assert_false(load(&f, &e));
    drop("families.tsv");
    assert_false(load(&f, &e)); /* an empty folder */
}

static void limits_hold(void **state)
{
    struct families f;
    struct error e;
    size_t ours;

    (void)state;
    assert_true(families_load(&f, &arena, NULL, &e));
    ours = f.count;
    for (size_t n = LIMIT_FAMILIES - 1; n <= LIMIT_FAMILIES + 1; n++) {
        put_many("families.tsv", "f", "\tName\t\tacme\twords\n", n - ours);
        assert_int_equal(load(&f, &e), n <= LIMIT_FAMILIES);
        assert_true(n <= LIMIT_FAMILIES ? f.count == n : e.code == ERROR_LIMIT);
    }
    drop("families.tsv");
    for (size_t n = LIMIT_FAMILY_ROWS - 1; n <= LIMIT_FAMILY_ROWS + 1; n++) {
        put_many("wechat.tsv", "package\tcom.acme", "\tandroid\tcertain\t\tus\t2026-01-02\n", n);
        assert_int_equal(load(&f, &e), n <= LIMIT_FAMILY_ROWS);
        assert_true(n <= LIMIT_FAMILY_ROWS || e.code == ERROR_LIMIT);
    }
    for (size_t n = LIMIT_FAMILY_FILE - 1; n <= LIMIT_FAMILY_FILE + 1; n++) {
        put_many("wechat.tsv", "#", NULL, n); /* one line of a header */
        assert_int_equal(load(&f, &e), n <= LIMIT_FAMILY_FILE);
        assert_true(n <= LIMIT_FAMILY_FILE || e.code == ERROR_LIMIT);
    }
    drop("wechat.tsv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ours_are_whole),
        cmocka_unit_test(a_folder_replaces_what_it_names),
        cmocka_unit_test(wrong_rows_are_named),
        cmocka_unit_test(limits_hold),
    };
    int failed;

    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (mkdtemp(folder) == NULL)
        return 1;
    arena_init(&arena, LIMIT_ARENA);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    rmdir(folder);
    return failed;
}
