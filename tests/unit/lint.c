/* What files of administrators state: how near statements win, what a hostile child may say, and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "fleet/lint.h"
#include "fleet/plist.h"

static struct arena arena;
static struct artefact art;

static bool reads(struct bytes text, enum format format)
{
    struct error e = {0};

    arena_free(&arena);
    arena_init(&arena, LIMIT_ARENA);
    artefact_init(&art, &arena, NULL);
    return artefact_read(&art, text, format, &e);
}

/* `times` copies of a line, freed with the arena. */
static struct bytes lines(struct arena *a, const char *before, const char *after, size_t times)
{
    size_t room = strlen(before) + strlen(after) + 12, size = 0;
    char *text = arena_array(a, times + 1, room);

    for (size_t i = 0; i < times; i++)
        size += (size_t)snprintf(text + size, room, "%s%zu%s\n", before, i, after);
    return bytes_of(text, size);
}

static void the_nearer_statement_decides(void **state)
{
    struct domain_cover c;

    (void)state;
    assert_true(reads(BYTES("address=/com/\nserver=/x.com/#\naddress=/a.x.com/#\n"), FORMAT_DNSMASQ));
    c = artefact_cover(&art, BYTES("a.x.com"));
    assert_int_equal(c.self->deed, DEED_BLOCK);
    c = artefact_cover(&art, BYTES("b.x.com"));
    assert_int_equal(c.self->deed, DEED_ALLOW);
    c = artefact_cover(&art, BYTES("y.com"));
    assert_int_equal(c.below->deed, DEED_BLOCK);
    assert_null(c.opened);
    c = artefact_cover(&art, BYTES("com"));
    assert_non_null(c.opened);
    c = artefact_cover(&art, BYTES("org"));
    assert_null(c.self);
    /* Pi-hole: an exemption wins from afar */
    assert_true(reads(BYTES("@@||x.com^\n||a.x.com^\n"), FORMAT_PIHOLE));
    assert_int_equal(artefact_cover(&art, BYTES("a.x.com")).self->deed, DEED_ALLOW);
}

static void below_is_by_labels(void **state)
{
    (void)state;
    assert_true(domain_below(BYTES("a.x.com"), BYTES("x.com")));
    assert_false(domain_below(BYTES("ax.com"), BYTES("x.com")));
    assert_false(domain_below(BYTES("x.com"), BYTES("x.com")));
    assert_true(domain_below(BYTES("x"), bytes_of(NULL, 0)));
}

static void formats_are_told_apart(void **state)
{
    static const struct {
        const char *text;
        enum format format;
    } rows[] = {
        {"# c\n\n0.0.0.0 a.com\n", FORMAT_HOSTS},       {"fe80::1%lo0 a\n", FORMAT_HOSTS},
        {"address=/a.com/\n", FORMAT_DNSMASQ},           {"||a.com^\n", FORMAT_PIHOLE},
        {"@@||a.com^\n", FORMAT_PIHOLE},                {"@\tIN\n", FORMAT_RPZ},
        {"a.com # x\n", FORMAT_PIHOLE},                  {"table inet x {\n", FORMAT_NFT},
        {"#!/usr/sbin/nft -f\n", FORMAT_NFT},            {"$TTL 1\n", FORMAT_RPZ},
        {"a.com 60 IN CNAME .\n", FORMAT_RPZ},           {"\xef\xbb\xbf@ SOA a b 1 1 1 1 1\n", FORMAT_RPZ},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(reads(bytes_str(rows[i].text), FORMAT_UNKNOWN));
        assert_int_equal(art.format, rows[i].format);
    }
    assert_false(reads(BYTES("lorem ipsum\n"), FORMAT_UNKNOWN));
}

static void every_trap_has_its_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < TRAPS; i++) {
        assert_non_null(trap_row(i)->code);
        assert_non_null(trap_row(i)->english);
        assert_non_null(trap_row(i)->french);
        assert_non_null(trap_row(i)->source);
    }
    assert_null(trap_row(TRAPS));
    for (size_t i = 1; i < FORMATS; i++)
        assert_int_equal(format_of_name(format_name((enum format)i)), i);
}

/* A child that was taken over: each message is one too many, too large, or about something there is not. */
static void a_hostile_child_is_not_believed(void **state)
{
    uint8_t message[LIMIT_LINT_MESSAGE + 1] = {0};

    (void)state;
    artefact_init(&art, &arena, NULL);
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 4))); /* kind 0 */
    assert_false(artefact_heard(&art, FRAME_TEXT, bytes_of(message, 4)));
    message[0] = 4; /* a problem without text */
    assert_true(artefact_heard(&art, FRAME_ROW, bytes_of(message, 12)));
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 13)));
    artefact_init(&art, &arena, NULL);
    for (size_t n = 0; n < LIMIT_LINT_PROBLEMS; n++)
        assert_true(artefact_heard(&art, FRAME_ROW, bytes_of(message, 12)));
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 12)));
    message[0] = 3;
    message[4] = TRAPS;
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 20)));
    message[4] = TRAPS - 1;
    message[8] = 1;
    assert_true(artefact_heard(&art, FRAME_ROW, bytes_of(message, 20)));
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 20))); /* twice */
    memset(message, 0, sizeof message);
    message[0] = 2;
    message[4] = IDENTIFIER_KINDS;
    assert_false(artefact_heard(&art, FRAME_ROW, bytes_of(message, 24)));
    message[4] = 0;
    for (size_t n = LIMIT_LINT_MESSAGE - 1; n <= LIMIT_LINT_MESSAGE + 1; n++) {
        message[20] = (uint8_t)(n - 24);
        message[21] = (uint8_t)((n - 24) >> 8);
        assert_int_equal(artefact_heard(&art, FRAME_ROW, bytes_of(message, n)), n <= LIMIT_LINT_MESSAGE);
    }
}

static void limits_hold(void **state)
{
    struct arena scratch;
    uint8_t value[LIMIT_LINT_VALUE + 1];

    (void)state;
    arena_init(&scratch, LIMIT_ARENA);
    for (size_t n = LIMIT_LINT_ROWS - 1; n <= LIMIT_LINT_ROWS + 1; n++) {
        assert_true(reads(lines(&scratch, "0.0.0.0 n", ".com", n), FORMAT_HOSTS));
        assert_int_equal(art.entries, n);
        assert_int_equal(art.limited, n > LIMIT_LINT_ROWS);
        assert_int_equal(art.wrong, n > LIMIT_LINT_ROWS);
        assert_true(art.count <= LIMIT_LINT_ROWS);
    }
    for (size_t n = LIMIT_LINT_PROBLEMS - 1; n <= LIMIT_LINT_PROBLEMS + 1; n++) {
        assert_true(reads(lines(&scratch, "0.0.0.0 a..", "", n), FORMAT_HOSTS));
        assert_int_equal(art.wrong, n);
        assert_int_equal(art.problem_count, n < LIMIT_LINT_PROBLEMS ? n : LIMIT_LINT_PROBLEMS);
    }
    for (size_t n = LIMIT_LINT_PROBE - 1; n <= LIMIT_LINT_PROBE + 1; n++) {
        struct bytes text = lines(&scratch, "# ", "", n - 1);
        struct bytes whole = arena_printf(&scratch, "%.*s0.0.0.0 a.com\n", (int)text.size, (const char *)text.data);
        assert_int_equal(reads(whole, FORMAT_UNKNOWN), n < LIMIT_LINT_PROBE);
    }
    for (size_t n = LIMIT_LINT_SETS - 1; n <= LIMIT_LINT_SETS + 1; n++) {
        assert_true(reads(lines(&scratch, "set s", " { }", n), FORMAT_NFT));
        assert_int_equal(art.wrong, n > LIMIT_LINT_SETS);
        assert_int_equal(art.traps[TRAP_NFT_EMPTY].count, n < LIMIT_LINT_SETS ? n : LIMIT_LINT_SETS);
    }
    memset(value, 'a', sizeof value);
    for (size_t n = LIMIT_LINT_VALUE - 1; n <= LIMIT_LINT_VALUE + 1; n++) {
        artefact_init(&art, &scratch, NULL);
        artefact_state(&art, (struct stated){IDENTIFIER_PACKAGE, DEED_BLOCK, SCOPE_BOTH, 1, bytes_of(value, n)});
        assert_int_equal(art.count, n <= LIMIT_LINT_VALUE);
    }
    for (size_t n = LIMIT_LINT_TEXT - 1; n <= LIMIT_LINT_TEXT + 1; n++) {
        artefact_init(&art, &scratch, NULL);
        artefact_trap(&art, TRAP_HOSTS_EXACT, 1, bytes_of(value, n));
        assert_int_equal(art.traps[TRAP_HOSTS_EXACT].detail.size, n < LIMIT_LINT_TEXT ? n : LIMIT_LINT_TEXT);
    }
    arena_free(&scratch);
}

/* <array> so many times inside each other, or one array of so many values; open + n x one + close. */
static bool plist_of(const char *open, const char *one, const char *close, size_t n, const char *more)
{
    struct arena scratch;
    struct error e = {0};
    struct buf text;
    bool ok;

    arena_init(&scratch, LIMIT_ARENA);
    buf_init(&text, LIMIT_PLIST_TEXT + 100u);
    buf_str(&text, open);
    for (size_t i = 0; i < n; i++)
        buf_str(&text, one);
    for (size_t i = 0; more != NULL && i < n; i++)
        buf_str(&text, more);
    buf_str(&text, close);
    assert_false(text.failed);
    ok = plist_read(&scratch, buf_bytes(&text), &e) != NULL;
    assert_true(ok || e.code == ERROR_LIMIT);
    buf_free(&text);
    arena_free(&scratch);
    return ok;
}

static void property_lists_are_bounded(void **state)
{
    static const char head[] = "<plist><array>", tail[] = "</array></plist>";

    (void)state;
    for (size_t n = LIMIT_PLIST_DEPTH - 1; n <= LIMIT_PLIST_DEPTH + 1; n++)
        assert_int_equal(plist_of("<plist>", "<array>", "</plist>", n, "</array>"), n <= LIMIT_PLIST_DEPTH);
    for (size_t n = LIMIT_PLIST_NODES - 1; n <= LIMIT_PLIST_NODES + 1; n++) /* the array is one of them */
        assert_int_equal(plist_of(head, "<true/>", tail, n - 1, NULL), n <= LIMIT_PLIST_NODES);
    for (size_t n = LIMIT_PLIST_TEXT - 1; n <= LIMIT_PLIST_TEXT + 1; n++)
        assert_int_equal(plist_of(head, " ", tail, n - (sizeof head - 1) - (sizeof tail - 1), NULL), n <= LIMIT_PLIST_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearer_statement_decides), cmocka_unit_test(below_is_by_labels),
        cmocka_unit_test(formats_are_told_apart),       cmocka_unit_test(every_trap_has_its_texts),
        cmocka_unit_test(a_hostile_child_is_not_believed), cmocka_unit_test(limits_hold),
        cmocka_unit_test(property_lists_are_bounded),
    };
    int failed;

    cmocka_set_message_output(CM_OUTPUT_TAP);
    arena_init(&arena, LIMIT_ARENA);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
