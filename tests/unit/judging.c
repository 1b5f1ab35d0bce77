/* How rows become answers, answers a result: what stands, what is needed, and what nobody may turn into
 * "met". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"
#include "code/texts.h"
#include "jail/input.h"
#include "judge/judging.h"

#define NUMBERS(n) "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < " #n ") "
#define ENDLESS    "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x) "

static void stage(void *context, const char *what)
{
    (void)context;
    (void)what;
}

/* One app, its packs and what came of them. */
struct asked {
    struct arena arena;
    struct input input;
    struct app app;
    struct judging_base base;
    struct packs packs;
    struct judging judging;
};

static void begin(struct asked *t, const char *path)
{
    struct error e = {0};
    struct app_source source;

    *t = (struct asked){0};
    arena_init(&t->arena, LIMIT_ARENA);
    t->packs.arena = &t->arena;
    assert_true(input_open(&t->input, path, &e));
    source = (struct app_source){.bytes = t->input.bytes, .nth = 1};
    app_read(&t->app, &t->arena, &source, 1, stage, NULL);
    assert_true(
        packs_policy_text(&t->packs, "policy.sql",
                          BYTES("-- id: p\nSELECT 'not met' AS result, criterion FROM answers WHERE 0"), &e));
}

static void criterion(struct asked *t, const char *id, const char *sql)
{
    struct error e = {0};

    if (!packs_add(&t->packs, id,
                   arena_printf(&t->arena, "-- id: %s\n-- question: q?\n-- severity: low\n-- refs: x\n%s", id,
                                sql),
                   &e))
        fail_msg("%s", e.text);
}

static void policy(struct asked *t, const char *sql)
{
    struct error e = {0};

    if (!packs_policy_text(&t->packs, "policy.sql", arena_printf(&t->arena, "-- id: p\n%s", sql), &e))
        fail_msg("%s", e.text);
}

static void ask(struct asked *t)
{
    struct error e = {0};

    if (!packs_prepare(&t->packs, &e))
        fail_msg("%s", e.text);
    packs_close(&t->packs); /* checked; from here on as one app is evaluated */
    judging_begin(&t->base, &t->packs);
    judging_start(&t->judging, &t->base, &t->app);
    if (!judging_ask(&t->judging, &e))
        fail_msg("%s", e.text);
    judging_decide(&t->judging);
}

static void end(struct asked *t)
{
    packs_close(&t->packs);
    if (t->base.sql != NULL)
        sql_close(t->base.sql);
    arena_free(&t->arena);
    input_close(&t->input);
}

static const struct judged *judged(const struct asked *t, const char *id)
{
    for (size_t i = 0; i < t->packs.count; i++)
        if (bytes_is(t->judging.judged[i].criterion->id, id))
            return &t->judging.judged[i];
    fail_msg("no %s", id);
    return NULL;
}

static bool has_reason(const struct asked *t, enum result r, const char *criterion_id, const char *part)
{
    for (size_t i = 0; i < t->judging.reason_count; i++) {
        const struct reason *reason = &t->judging.reasons[i];
        if (reason->result == r && bytes_is(reason->criterion, criterion_id) &&
            bytes_search(reason->detail, bytes_str(part), 0) != reason->detail.size)
            return true;
    }
    return false;
}

static void make_gap(struct asked *t, enum part part)
{
    for (unsigned i = 0; i < PART_COUNT; i++)
        if (part == 1u << i) {
            t->app.coverage[i].total++;
            t->app.coverage[i].reason = BYTES("the test says so");
        }
}

/* --- answers --- */

static void yes_is_rows_and_no_is_none(void **state)
{
    struct asked t;

    (void)state;
    begin(&t, "samples/quiet.apk");
    criterion(&t, "rows", "SELECT id AS subject, locus FROM app");
    criterion(&t, "none", "SELECT id AS subject, locus FROM app WHERE id = 'x'");
    ask(&t);
    assert_int_equal(judged(&t, "rows")->answer, ANSWER_YES);
    assert_int_equal(judged(&t, "rows")->count, 1);
    assert_true(bytes_is(judged(&t, "rows")->findings[0].subject, "org.example.quiet"));
    assert_true(judged(&t, "rows")->findings[0].locus.size > 64);
    assert_null(judged(&t, "rows")->findings[0].grade.data);
    assert_null(judged(&t, "rows")->reason.data);
    assert_int_equal(judged(&t, "none")->answer, ANSWER_NO);
    assert_int_equal(judged(&t, "none")->count, 0);
    assert_int_equal(t.judging.result, RESULT_MET);
    end(&t);
}

/* A gap takes no yes away, and only those noes that rest on the part. */
static void gaps_take_away_noes_that_need_the_part(void **state)
{
    struct asked t;

    (void)state;
    for (unsigned i = 0; i < PART_COUNT; i++) {
        begin(&t, "samples/chatter.apk");
        criterion(&t, "yes.code", "SELECT name AS subject, locus FROM dex_files");
        criterion(&t, "yes.manifest", "SELECT id AS subject, locus FROM app");
        for (size_t k = 0; k < table_count(); k++)
            if (table_at(k)->fill != NULL)
                criterion(&t, (const char *)arena_printf(&t.arena, "no.%zu", k).data,
                          (const char *)arena_printf(&t.arena, "SELECT 1 AS subject, locus FROM %s WHERE 0",
                                                     table_at(k)->name)
                              .data);
        make_gap(&t, 1u << i);
        ask(&t);
        assert_int_equal(judged(&t, "yes.code")->answer, ANSWER_YES);
        assert_int_equal(judged(&t, "yes.manifest")->answer, ANSWER_YES);
        assert_null(judged(&t, "yes.manifest")->reason.data);
        for (size_t k = 0; k < table_count(); k++) {
            char id[32];
            const struct judged *d;
            if (table_at(k)->fill == NULL)
                continue;
            snprintf(id, sizeof id, "no.%zu", k);
            d = judged(&t, id);
            if ((d->answer == ANSWER_UNDETERMINED) != ((table_at(k)->parts & 1u << i) != 0))
                fail_msg("%s, gap in %s: %s", table_at(k)->name, part_name(i), answer_name(d->answer));
            if (d->answer == ANSWER_UNDETERMINED) {
                assert_true(bytes_starts(d->reason, bytes_str(part_name(i))));
                assert_true(bytes_ends(d->reason, BYTES("the test says so")));
            }
        }
        end(&t);
    }
}

static void opaque_code_takes_away_a_no(void **state)
{
    struct asked t;

    (void)state;
    begin(&t, "samples/chatter.apk");
    criterion(&t, "big", "SELECT value AS subject, locus FROM strings WHERE value = 'no such string'");
    criterion(&t, "small", "SELECT id AS subject, locus FROM app WHERE 0");
    t.app.coverage[4].opaque = 1;
    ask(&t);
    assert_string_equal(part_name(4), "code");
    assert_int_equal(judged(&t, "big")->answer, ANSWER_UNDETERMINED);
    assert_true(bytes_is(judged(&t, "big")->reason, "code: not examined"));
    assert_int_equal(judged(&t, "small")->answer, ANSWER_NO);
    end(&t);
}

static void what_is_not_asked_to_its_end_is_undetermined(void **state)
{
    struct asked t;

    (void)state;
    begin(&t, "samples/quiet.apk");
    criterion(&t, "budget", ENDLESS "SELECT id AS subject, locus FROM app, x WHERE i < 0");
    criterion(&t, "error", "SELECT id AS subject, locus FROM app WHERE at_least(id, 'low')");
    criterion(&t, "long",
              "SELECT replace(printf('%100000d', 1), ' ', printf('%100000d', 1)) AS subject, locus FROM app");
    criterion(
        &t, "rows.then.error",
        NUMBERS(3) "SELECT CASE i WHEN 1 THEN 1 ELSE at_least(id, 'low') END AS subject, locus FROM x, app");
    criterion(&t, "rows.then.budget", ENDLESS "SELECT i AS subject, '' AS locus FROM x WHERE i < 3");
    criterion(&t, "next", "SELECT id AS subject, locus FROM app");
    ask(&t);
    assert_int_equal(judged(&t, "budget")->answer, ANSWER_UNDETERMINED);
    assert_true(bytes_ends(judged(&t, "budget")->reason, BYTES("budget is used up")));
    assert_int_equal(judged(&t, "error")->answer, ANSWER_UNDETERMINED);
    assert_int_equal(judged(&t, "long")->answer, ANSWER_UNDETERMINED);
    assert_true(bytes_search(judged(&t, "long")->reason, BYTES("too big"), 0) !=
                judged(&t, "long")->reason.size);
    assert_int_equal(judged(&t, "rows.then.error")->answer, ANSWER_YES);
    assert_int_equal(judged(&t, "rows.then.error")->count, 1);
    assert_true(bytes_starts(judged(&t, "rows.then.error")->reason, BYTES("there may be more findings")));
    assert_int_equal(judged(&t, "rows.then.budget")->answer, ANSWER_YES);
    assert_int_equal(judged(&t, "rows.then.budget")->count, 2);
    assert_int_equal(judged(&t, "next")->answer, ANSWER_YES); /* each has a budget of its own */
    assert_null(judged(&t, "next")->reason.data);
    end(&t);
}

/* LIMIT_FINDINGS */
static void limit_of_findings(void **state)
{
    (void)state;
    for (unsigned count = LIMIT_FINDINGS - 1; count <= LIMIT_FINDINGS + 1; count++) {
        struct asked t;
        char sql[300];
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < %u) "
                 "SELECT i AS subject, locus FROM x, app",
                 count);
        begin(&t, "samples/quiet.apk");
        criterion(&t, "many", sql);
        ask(&t);
        assert_int_equal(judged(&t, "many")->answer, ANSWER_YES);
        assert_int_equal(judged(&t, "many")->count, count < LIMIT_FINDINGS ? count : LIMIT_FINDINGS);
        assert_int_equal(judged(&t, "many")->reason.data != NULL, count > LIMIT_FINDINGS);
        end(&t);
    }
}

static void findings_are_sorted_and_single(void **state)
{
    static const char *const wanted[] = {"", "A", "B", "a", "\xc3\xa9"};
    struct asked t;
    const struct judged *d;

    (void)state;
    begin(&t, "samples/quiet.apk");
    criterion(&t, "order",
              "WITH v(s) AS (VALUES ('a'), ('B'), ('\xc3\xa9'), ('A'), ('a'), (''), ('B')) "
              "SELECT s AS subject, locus FROM v, app");
    criterion(&t, "columns",
              "WITH v(g, d) AS (VALUES ('low', NULL), (NULL, 'x'), ('low', 'x'), ('low', NULL), (NULL, '')) "
              "SELECT 's' AS subject, locus, g AS grade, d AS detail FROM v, app");
    ask(&t);
    d = judged(&t, "order");
    assert_int_equal(d->count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(bytes_is(d->findings[i].subject, wanted[i]));
    d = judged(&t, "columns"); /* NULL before everything, and not the same as an empty text */
    assert_int_equal(d->count, 4);
    assert_true(d->findings[0].grade.data == NULL && d->findings[0].detail.data != NULL &&
                d->findings[0].detail.size == 0);
    assert_true(d->findings[1].grade.data == NULL && bytes_is(d->findings[1].detail, "x"));
    assert_true(bytes_is(d->findings[2].grade, "low") && d->findings[2].detail.data == NULL);
    end(&t);
}

/* --- policies --- */

static enum result result_with(const char *sql)
{
    struct asked t;
    enum result r;

    begin(&t, "samples/quiet.apk");
    criterion(&t, "c", "SELECT id AS subject, locus FROM app");
    policy(&t, sql);
    ask(&t);
    r = t.judging.result;
    end(&t);
    return r;
}

static void results_have_an_order(void **state)
{
    static const struct {
        const char *rows;
        enum result result;
    } cases[] = {
        {"('met')", RESULT_MET},
        {"('met'), ('met with conditions')", RESULT_CONDITIONS},
        {"('met with conditions'), ('undetermined'), ('met')", RESULT_UNDETERMINED},
        {"('undetermined'), ('not met'), ('met')", RESULT_NOT_MET},
        {"('not met'), ('met with conditions')", RESULT_NOT_MET},
        {"('met'), ('fine')", RESULT_UNDETERMINED},
        {"('Met')", RESULT_UNDETERMINED},
        {"('')", RESULT_UNDETERMINED},
        {"(NULL)", RESULT_UNDETERMINED},
        {"('met '), ('not met')", RESULT_NOT_MET},
        {"(1)", RESULT_UNDETERMINED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sql[300];
        snprintf(sql, sizeof sql, "WITH v(r) AS (VALUES %s) SELECT r AS result, 'c' AS criterion FROM v",
                 cases[i].rows);
        if (result_with(sql) != cases[i].result)
            fail_msg("%s: %s", cases[i].rows, result_name(result_with(sql)));
    }
    assert_int_equal(result_with("SELECT 'not met' AS result, criterion FROM answers WHERE 0"), RESULT_MET);
    assert_int_equal(result_with("SELECT 'not met' AS result, criterion FROM answers WHERE answer = 'yes'"),
                     RESULT_NOT_MET);
    assert_int_equal(
        result_with(
            "SELECT 'not met' AS result, criterion FROM findings WHERE subject = 'org.example.quiet'"),
        RESULT_NOT_MET);
    assert_int_equal(result_with("SELECT 'not met' AS result, criterion FROM answers WHERE severity = 'low'"),
                     RESULT_NOT_MET);
    assert_int_equal(
        result_with("SELECT 'not met' AS result, part AS criterion FROM coverage WHERE analysed < total"),
        RESULT_MET);
}

static void policies_that_fail_are_undetermined(void **state)
{
    static const char *const failing[] = {
        "SELECT 'met' AS result, criterion FROM answers WHERE at_least(criterion, 'low')",
        ENDLESS "SELECT 'met' AS result, 'c' AS criterion FROM x WHERE i < 0",
        ENDLESS "SELECT 'met' AS result, 'c' AS criterion FROM x WHERE i < 5",
        ENDLESS "SELECT 'met' AS result, i AS criterion FROM x",
        "SELECT 'met' AS result, replace(printf('%100000d', 1), ' ', printf('%100000d', 1)) AS criterion",
    };

    (void)state;
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++)
        if (result_with(failing[i]) != RESULT_UNDETERMINED)
            fail_msg("%s: %s", failing[i], result_name(result_with(failing[i])));
    assert_int_equal(result_with(ENDLESS "SELECT 'not met' AS result, 'c' AS criterion FROM x"),
                     RESULT_NOT_MET);
}

/* LIMIT_REASONS */
static void limit_of_reasons(void **state)
{
    (void)state;
    for (unsigned count = LIMIT_REASONS - 1; count <= LIMIT_REASONS + 1; count++) {
        struct asked t;
        char sql[300];
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < %u) "
                 "SELECT 'met' AS result, i AS criterion FROM x",
                 count);
        begin(&t, "samples/quiet.apk");
        policy(&t, sql);
        ask(&t);
        assert_int_equal(t.judging.result, count > LIMIT_REASONS ? RESULT_UNDETERMINED : RESULT_MET);
        assert_int_equal(t.judging.reason_count, count);
        assert_int_equal(has_reason(&t, RESULT_UNDETERMINED, "policy", "more than"), count > LIMIT_REASONS);
        end(&t);
    }
}

static void reasons_are_sorted(void **state)
{
    struct asked t;

    (void)state;
    begin(&t, "samples/quiet.apk");
    policy(&t,
           "WITH v(r, c) AS (VALUES ('met', 'a'), ('not met', 'z'), ('undetermined', 'b'), ('not met', 'y')) "
           "SELECT r AS result, c AS criterion, 'why' AS detail FROM v");
    ask(&t);
    assert_int_equal(t.judging.reason_count, 4);
    assert_true(
        bytes_is(t.judging.reasons[0].criterion, "y") && bytes_is(t.judging.reasons[1].criterion, "z") &&
        bytes_is(t.judging.reasons[2].criterion, "b") && bytes_is(t.judging.reasons[3].criterion, "a"));
    end(&t);
}

/* --- what is no app, or one no device takes --- */

static void what_no_device_installs_is_never_met(void **state)
{
    static const struct {
        const char *path, *reason;
    } cases[] = {
        {"README.md", "no app"},
        {"samples/parts-fr.apk", "no app"}, /* a split alone */
        {"samples/quiet-v4.apk.idsig", "no app"},
        {"/dev/null", "no app"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct asked t;
        begin(&t, cases[i].path);
        criterion(&t, "manifest", "SELECT id AS subject, locus FROM app WHERE debuggable");
        policy(&t, "SELECT 'met' AS result, 'c' AS criterion");
        ask(&t);
        if (t.judging.result != RESULT_UNDETERMINED ||
            !has_reason(&t, RESULT_UNDETERMINED, "app", cases[i].reason))
            fail_msg("%s: %s", cases[i].path, result_name(t.judging.result));
        end(&t);
    }
}

/* --- packs --- */

static const char *pack_error(const char *text, bool is_policy)
{
    static struct error e;
    static char kept[sizeof e.text];
    struct arena arena;
    struct packs p = {.arena = &arena};
    bool ok;

    e = (struct error){0};
    arena_init(&arena, LIMIT_ARENA);
    ok = packs_policy_text(&p, "policy.sql",
                           is_policy ? bytes_str(text)
                                     : BYTES("-- id: p\nSELECT 'met' AS result, '' AS criterion"),
                           &e) &&
         (is_policy || packs_add(&p, "some.sql", bytes_str(text), &e)) && packs_prepare(&p, &e);
    packs_close(&p);
    arena_free(&arena);
    memcpy(kept, e.text, sizeof kept);
    return ok ? NULL : kept;
}

#define HEAD "-- id: x\n-- question: q\n-- severity: low\n"

static void broken_packs_are_named(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "some.sql:1: "},
        {"SELECT 1 AS subject, 2 AS locus", "id"},
        {"-- question: q\n-- severity: low\nSELECT 1 AS subject, '' AS locus", "id"},
        {"-- id: x\n-- severity: low\nSELECT 1 AS subject, '' AS locus", "question"},
        {"-- id: x\n-- question: q\nSELECT 1 AS subject, '' AS locus", "severity"},
        {"-- id: x\n-- question: q\n-- severity: grave\nSELECT 1 AS subject, '' AS locus", "some.sql:3: "},
        {"-- id: x\n-- id: y\n-- question: q\n-- severity: low\nSELECT 1", "some.sql:2: "},
        {"-- id: X y\n-- question: q\n-- severity: low\nSELECT 1 AS subject, '' AS locus", "lower-case"},
        {"-- id: ../x\n-- question: q\n-- severity: low\nSELECT 1 AS subject, '' AS locus", "lower-case"},
        {HEAD, "no SQL"},
        {HEAD "SELECT 1 AS subject", "locus"},
        {HEAD "SELECT '' AS locus", "subject"},
        {HEAD "\nSELECT nonsense AS subject, locus\nFROM app", "some.sql:5: "},
        {HEAD "SELECT value AS subject, locus FROM strings", "strings"},
        {HEAD "DELETE FROM app", "some.sql:"},
        {HEAD "SELECT random() AS subject, locus FROM app", "random"},
        {HEAD "SELECT datetime('now') AS subject, locus FROM app", "datetime"},
        {HEAD "PRAGMA user_version", "PRAGMA"},
        {HEAD "ATTACH 'x' AS y", "attaches"},
        {HEAD "SELECT criterion AS subject, '' AS locus FROM answers", "answers"},
        {HEAD "SELECT 1 AS subject, '' AS locus; SELECT 2", "more than one"},
        {HEAD "SELECT ? AS subject, '' AS locus", "parameter"},
        {"-- id: \xff\n" HEAD "SELECT 1 AS subject, '' AS locus", "UTF-8"},
    };
    static const struct {
        const char *text, *says;
    } policies[] = {
        {"SELECT 'met' AS result, '' AS criterion", "id"},
        {"-- id: p\nSELECT 'met' AS result", "criterion"},
        {"-- id: p\nSELECT '' AS criterion", "result"},
        {"-- id: p\nSELECT 'met' AS result, value AS criterion FROM strings", "strings"},
        {"-- id: p\nDELETE FROM answers", "policy.sql:"},
        {"-- id: p\nINSERT INTO answers VALUES ('x', 'no', '', '')", "policy.sql:"},
        {"-- id: p\nSELECT random() AS result, '' AS criterion", "random"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *why = pack_error(cases[i].text, false);
        if (why == NULL || strstr(why, cases[i].says) == NULL || strstr(why, "some.sql") == NULL)
            fail_msg("%s\n-> %s", cases[i].text, why == NULL ? "taken" : why);
    }
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        const char *why = pack_error(policies[i].text, true);
        if (why == NULL || strstr(why, policies[i].says) == NULL)
            fail_msg("%s\n-> %s", policies[i].text, why == NULL ? "taken" : why);
    }
    assert_null(pack_error(HEAD "-- refs: a\nSELECT id AS subject, locus FROM app", false));
    assert_null(
        pack_error(HEAD "SELECT value AS subject, locus FROM strings WHERE value = 'x';\n-- end\n", false));
    assert_null(pack_error("-- id: p\r\nSELECT 'met' AS result, criterion FROM answers", true));
}

/* LIMIT_CRITERIA */
static void limit_of_criteria(void **state)
{
    struct arena arena;
    struct packs p = {.arena = &arena};
    struct error e = {0};

    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    for (unsigned i = 1; i <= LIMIT_CRITERIA + 1; i++) {
        struct bytes text = arena_printf(&arena, "-- id: c%u\n-- question: q\n-- severity: low\nSELECT 1", i);
        bool ok = packs_add(&p, "x.sql", text, &e);
        assert_int_equal(ok, i <= LIMIT_CRITERIA);
    }
    assert_int_equal(p.count, LIMIT_CRITERIA);
    assert_true(packs_add(&p, "x.sql", BYTES("-- id: c1\n-- question: other\n-- severity: low\nSELECT 1"),
                          &e)); /* replaces */
    assert_true(bytes_is(packs_find(&p, BYTES("c1"))->question, "other"));
    assert_null(packs_find(&p, BYTES("c0")));
    for (size_t i = 1; i < p.count; i++)
        assert_true(bytes_compare(p.criteria[i - 1].id, p.criteria[i].id) < 0);
    arena_free(&arena);
}

static void the_packs_of_this_build_are_whole(void **state)
{
    struct arena arena;
    struct packs p;
    struct error e = {0};

    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    assert_true(packs_builtin(&p, &arena, &e));
    if (!packs_prepare(&p, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < p.count; i++)
        assert_true(p.criteria[i].tables != 0 && p.criteria[i].parts != 0 && text_is_utf8(p.criteria[i].text));
    packs_close(&p);
    arena_free(&arena);
}

/* Everything that a child says of an app, as bytes; `known`: what tools/criteria found out is made use of. */
static struct bytes all_said(struct asked *t, const char *path, bool helped, bool known)
{
    struct judging_sending sending;
    struct frame_writer out;
    struct app_source source;
    struct error e = {0};
    FILE *file = tmpfile();
    struct bytes said;

    *t = (struct asked){0};
    ahead_rest(!helped);
    arena_init(&t->arena, LIMIT_ARENA);
    assert_true(packs_builtin(&t->packs, &t->arena, &e));
    assert_true(t->packs.count > 100);
    for (size_t i = 0; i < t->packs.count && !known; i++)
        t->packs.criteria[i].known = NULL;
    assert_true(input_open(&t->input, path, &e));
    assert_non_null(file);
    frame_writer_init(&out, fileno(file));
    judging_begin(&t->base, &t->packs);
    source = (struct app_source){.bytes = t->input.bytes, .nth = 1};
    app_read_watched(&t->app, &t->arena, &source, 1,
                     &(struct app_watch){.stage = stage, .meanwhile = judging_job(&t->base)});
    texts_begin(&t->app);
    judging_start(&t->judging, &t->base, &t->app);
    judging_send_begin(&sending, &t->app, &out);
    judging_fill(&t->judging, &sending);
    assert_true(judging_ask(&t->judging, &e));
    assert_true(judging_send(&sending, &t->judging));
    judging_decide(&t->judging);
    assert_true(judging_send_result(&t->judging, &out));
    assert_true(frame_flush(&out));
    said = bytes_of(arena_raw(&t->arena, (size_t)ftell(file)), (size_t)ftell(file));
    rewind(file);
    assert_int_equal(fread((void *)(uintptr_t)said.data, 1, said.size, file), said.size);
    fclose(file);
    buf_free(&out.pending);
    return said;
}

/* All questions of the program, put to apps with a helper, who prepares, asks and sends ahead: every byte is the same. */
static void a_helper_changes_no_word(void **state)
{
    static const char *const files[] = {"samples/chatter.apk", "samples/eager.apk", "samples/vintage.apk",
                                        "samples/quiet-hidden-dex.apk"};

    (void)state;
    assert_true(ahead_start());
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct asked alone;
        struct bytes said = all_said(&alone, files[i], false, true);
        assert_true(said.size > 1000);
        for (int run = 0; run < 5; run++) {
            struct asked helped;
            assert_true(bytes_equal(all_said(&helped, files[i], true, true), said));
            ahead_rest(true);
            end(&helped);
        }
        end(&alone);
    }
}

static void same_text(struct bytes a, struct bytes b)
{
    assert_true(bytes_equal(a, b));
    assert_int_equal(a.data == NULL, b.data == NULL);
}

/* The table of tools/criteria against what this build makes of the same files. */
static void built_in_criteria_are_what_their_files_say(void **state)
{
    struct arena arena;
    struct packs built, read = {.arena = &arena};
    struct error e = {0};

    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    assert_true(packs_builtin(&built, &arena, &e));
    for (size_t i = 0; i < built.count; i++)
        assert_true(packs_add(&read, built.criteria[i].file, built.criteria[i].text, &e));
    read.policy = built.policy;
    assert_true(packs_prepare(&read, &e));
    assert_int_equal(built.count, builtin_criterion_count);
    assert_int_equal(built.count, read.count);
    for (size_t i = 0; i < built.count; i++) {
        const struct criterion *a = &built.criteria[i], *b = &read.criteria[i];
        same_text(a->id, b->id);
        same_text(a->question, b->question);
        same_text(a->question_fr, b->question_fr);
        same_text(a->why, b->why);
        same_text(a->why_fr, b->why_fr);
        same_text(a->refs, b->refs);
        assert_int_equal(a->severity, b->severity);
        assert_string_equal(a->sha256, b->sha256);
        assert_string_equal(a->file, b->file);
        assert_non_null(a->known);
        assert_int_equal(a->tables, b->tables);
        assert_int_equal(a->parts, b->parts);
        assert_true(a->known->needed == 0 || a->known->needed == b->tables);
    }
    packs_close(&read);
    arena_free(&arena);
}

/* A criterion that is not asked, since a table that it needs is empty, has no finding when it is asked. */
static void what_needs_a_row_finds_nothing_without_one(void **state)
{
    static const char *const files[] = {"samples/chatter.apk", "samples/eager.apk", "samples/vintage.apk",
                                        "samples/quiet.apk", "samples/quiet-unsigned.apk", "samples/reach.apk"};
    size_t passed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct asked known, asked;
        struct bytes said = all_said(&asked, files[i], false, false);
        assert_true(bytes_equal(all_said(&known, files[i], false, true), said));
        for (size_t k = 0; k < known.packs.count; k++)
            for (size_t t = 0; table_at(t) != NULL; t++)
                passed += (known.packs.criteria[k].known->needed & 1ull << t) != 0 && table_at(t)->fill != NULL &&
                          table_rows(table_at(t), &known.app)->count == 0;
        end(&known);
        end(&asked);
    }
    assert_true(passed > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yes_is_rows_and_no_is_none),
        cmocka_unit_test(gaps_take_away_noes_that_need_the_part),
        cmocka_unit_test(opaque_code_takes_away_a_no),
        cmocka_unit_test(what_is_not_asked_to_its_end_is_undetermined),
        cmocka_unit_test(limit_of_findings),
        cmocka_unit_test(findings_are_sorted_and_single),
        cmocka_unit_test(results_have_an_order),
        cmocka_unit_test(policies_that_fail_are_undetermined),
        cmocka_unit_test(limit_of_reasons),
        cmocka_unit_test(reasons_are_sorted),
        cmocka_unit_test(what_no_device_installs_is_never_met),
        cmocka_unit_test(built_in_criteria_are_what_their_files_say),
        cmocka_unit_test(what_needs_a_row_finds_nothing_without_one),
        cmocka_unit_test(a_helper_changes_no_word),
        cmocka_unit_test(broken_packs_are_named),
        cmocka_unit_test(limit_of_criteria),
        cmocka_unit_test(the_packs_of_this_build_are_whole),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("judging", tests, NULL, NULL);
}
