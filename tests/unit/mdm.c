/* Removals through an MDM server: every event in every state; events in all orders, twice, late and never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/buf.h"
#include "fleet/mdm.h"

static void machine(void **state)
{
    (void)state;
    for (enum mdm_state s = 0; s < MDM_STATES; s++) {
        assert_int_equal(mdm_next(s, MDM_AS_WANTED), MDM_CONFIRMED); /* a later list without it always counts */
        for (enum mdm_change e = 0; e < MDM_CHANGES; e++) {
            assert_int_equal(mdm_next(mdm_next(s, e), e), mdm_next(s, e)); /* said twice is said once */
            if (e != MDM_AS_WANTED && s != MDM_CONFIRMED)
                assert_int_not_equal(mdm_next(s, e), MDM_CONFIRMED); /* nothing else is believed */
        }
        assert_true(strcmp(mdm_command_say(&(struct mdm_command){.kind = MDM_REMOVE_APP, .state = s}), "gone") != 0 || s == MDM_CONFIRMED);
    }
}

static void add(struct buf *out, const char *uuid, const char *status, const char *time, const char *apps)
{
    char plist[600], text[1000] = "";

    if (apps != NULL) {
        snprintf(plist, sizeof plist, "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>Status</key><string>Acknowledged</string><key>InstalledApplicationList</key><array>"
                 "<dict><key>Identifier</key><string>%s</string></dict></array></dict></plist>", apps);
        hash_base64(bytes_str(plist), text);
    }
    buf_printf(out, "{\"topic\":\"mdm.Connect\",\"event_id\":\"e\",\"created_at\":\"%s\",\"acknowledge_event\":{\"udid\":\"D1\",\"status\":\"%s\",\"command_uuid\":\"%s\",\"raw_payload\":\"%s\"}}\n",
               time, status, uuid, text);
}

enum { TEN = 10 };

static enum mdm_state after(const char *word)
{
    struct error e = {0};
    struct arena arena;
    struct buf events;
    struct mdm m;
    enum mdm_state s;

    buf_init(&events, 1 << 20);
    for (const char *c = word; *c != 0; c++) {
        char time[32];
        snprintf(time, sizeof time, "2026-11-01T06:00:%02dZ", (int)(c - word) + TEN);
        if (*c == 'n')
            add(&events, "U1", "NotNow", time, NULL);
        else if (*c == 'a')
            add(&events, "U1", "Acknowledged", time, NULL);
        else if (*c == 'e')
            add(&events, "U1", "Error", time, NULL);
        else if (*c == 'i')
            add(&events, "", "Idle", time, NULL);
        else if (*c == 'o') /* a list that is older than all others */
            add(&events, "U0", "Acknowledged", "2026-11-01T06:00:00Z", "com.x");
        else /* lists, each of a command of its own: l with the app, g without */
            add(&events, c[0] == 'l' ? c == word ? "L1" : "L2" : c == word ? "G1" : "G2", "Acknowledged", time, *c == 'l' ? "com.x" : "com.y");
    }
    arena_init(&arena, LIMIT_ARENA);
    assert_true(mdm_read(&arena, BYTES("U1\tRemoveApplication\tD1\tcom.x\nU2\tInstalledApplicationList\tD1\t-\n"), buf_bytes(&events), &m, &e));
    assert_int_equal(m.count, 1);
    assert_int_equal(m.events.malformed, 0);
    s = m.rows[0].state;
    arena_free(&arena);
    buf_free(&events);
    return s;
}

static void orders(void **state)
{
    static const struct {
        const char *events;
        enum mdm_state end;
    } rows[] = {
        {"", MDM_QUEUED},        {"i", MDM_QUEUED},       {"n", MDM_WAITING},     {"nn", MDM_WAITING},   {"na", MDM_ACKNOWLEDGED}, {"a", MDM_ACKNOWLEDGED}, {"an", MDM_ACKNOWLEDGED},
        {"aa", MDM_ACKNOWLEDGED}, {"ag", MDM_CONFIRMED},        {"agg", MDM_CONFIRMED},      {"al", MDM_CONTRARY},   {"alg", MDM_CONFIRMED},        {"la", MDM_ACKNOWLEDGED}, {"l", MDM_QUEUED},
        {"g", MDM_CONFIRMED},         {"ga", MDM_CONFIRMED},        {"e", MDM_REFUSED},     {"el", MDM_REFUSED},   {"eg", MDM_CONFIRMED},         {"ne", MDM_REFUSED},      {"agl", MDM_NEEDED},
        {"ago", MDM_CONFIRMED},       {"nag", MDM_CONFIRMED},       {"nal", MDM_CONTRARY},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (after(rows[i].events) != rows[i].end)
            fail_msg("%s ends in %s", rows[i].events, mdm_state_id(after(rows[i].events)));
}

/* One event of D1, at a second, as an answer to L1 with those lines on its list. */
static struct mdm_event listed(enum mdm_list list, int64_t time, struct bytes on)
{
    return (struct mdm_event){.device = BYTES("D1"), .uuid = BYTES("L1"), .time = time, .answer = MDM_SAID_ACKNOWLEDGED, .list = list, .on = on};
}

static struct mdm_command command(enum mdm_kind kind, struct bytes subject)
{
    return (struct mdm_command){.kind = kind, .uuid = BYTES("U1"), .device = BYTES("D1"), .subject = subject, .state = MDM_QUEUED, .since = 1000};
}

static void lists(void **state)
{
    struct mdm_command c = command(MDM_REMOVE_APP, BYTES("com.x"));
    struct mdm_event v = listed(MDM_APPS, 999, BYTES("com.y\n"));

    (void)state;
    assert_false(mdm_take(&c, &v, false)); /* an older list says nothing */
    assert_int_equal(c.state, MDM_QUEUED);
    mdm_take(&c, &v, true); /* but when it was asked for later, whatever the clocks say */
    assert_int_equal(c.state, MDM_CONFIRMED);

    c = command(MDM_REMOVE_APP, BYTES("com.x"));
    v = (struct mdm_event){.device = BYTES("D1"), .uuid = BYTES("U1"), .time = 1010, .answer = MDM_SAID_ACKNOWLEDGED};
    assert_true(mdm_take(&c, &v, false));
    assert_true(c.sent && c.answered == 1010);
    v = listed(MDM_APPS, 1009, BYTES("com.x\n"));
    mdm_take(&c, &v, false); /* a list of before the acknowledgement contradicts nothing */
    assert_int_equal(c.state, MDM_ACKNOWLEDGED);
    v = listed(MDM_PROFILES, 1020, BYTES("com.x U\n"));
    mdm_take(&c, &v, false); /* nor does one of profiles */
    assert_int_equal(c.state, MDM_ACKNOWLEDGED);
    v = listed(MDM_APPS, 1011, BYTES("com.y\ncom.x\n"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_CONTRARY);
    v.device = BYTES("D2");
    v.uuid = BYTES("U1");
    assert_false(mdm_take(&c, &v, false)); /* of another device */

    c = command(MDM_INSTALL_PROFILE, BYTES("org.p AAAA"));
    v = listed(MDM_PROFILES, 1001, BYTES("org.p BBBB\n"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_QUEUED); /* the profile of before */
    v = listed(MDM_PROFILES, 1002, BYTES("org.p AAAA\n"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_CONFIRMED);
    c = command(MDM_REMOVE_PROFILE, BYTES("org.p"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_QUEUED); /* under whatever UUID */
    v = listed(MDM_PROFILES, 1003, BYTES("org.pp AAAA\n"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_CONFIRMED);

    c = (struct mdm_command){.kind = MDM_REMOVE_APP, .device = BYTES("D1"), .subject = BYTES("com.x"), .state = MDM_UNASKED, .since = 200000};
    v = listed(MDM_APPS, 200000 - 86401, BYTES("com.y\n"));
    mdm_take(&c, &v, false); /* more than a day before */
    assert_int_equal(c.state, MDM_UNASKED);
    v.time = 200000 - 86400;
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_CONFIRMED);
    v = listed(MDM_APPS, 200000 - 86300, BYTES("com.x\n"));
    mdm_take(&c, &v, false);
    assert_int_equal(c.state, MDM_NEEDED);
}

static void kinds(void **state)
{
    (void)state;
    for (enum mdm_kind k = 0; k < MDM_KINDS; k++)
        assert_int_equal(mdm_kind_find(bytes_str(mdm_kind_type(k))), k);
    assert_int_equal(mdm_kind_find(BYTES("EraseDevice")), MDM_KINDS);
}

static void limits(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_MDM_REMOVALS - 1; n <= LIMIT_MDM_REMOVALS + 1; n++) {
        struct error e = {0};
        struct arena arena;
        struct buf queue;
        struct mdm m;
        buf_init(&queue, 4 << 20);
        for (unsigned i = 0; i < n; i++)
            buf_printf(&queue, "U%u\tRemoveApplication\tD%u\tcom.x\n", i, i % 100);
        arena_init(&arena, LIMIT_ARENA);
        assert_int_equal(mdm_read(&arena, buf_bytes(&queue), BYTES("not json\n{}\n[]\n"), &m, &e), n <= LIMIT_MDM_REMOVALS);
        if (n <= LIMIT_MDM_REMOVALS)
            assert_int_equal(m.events.malformed, 2);
        arena_free(&arena);
        buf_free(&queue);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(machine), cmocka_unit_test(orders), cmocka_unit_test(lists), cmocka_unit_test(kinds), cmocka_unit_test(limits)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
