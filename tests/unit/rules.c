/* Rules over a case: for each an illegal statement that is refused by its id, beside the legal one that is taken; the
 * life of a determination; what is due; what decisions have to keep to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "ledger/draft.h"
#include "ledger/due.h"
#include "ledger/rules.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct arena arena;
static struct matter m;
static struct process process;
static struct bytes now;
static char tried[64][40];
static size_t tried_count;

static int setup(void **state)
{
    struct error e = {0};

    (void)state;
    arena_init(&arena, 256u << 20);
    m = (struct matter){.name = BYTES("wechat"), .state = life_state_at(0)->name};
    now = BYTES("2026-11-24T12:00:00Z");
    assert_true(process_default(&arena, &process, &e));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* A statement from "FIELD=VALUE" words, NULL at the end, at a time on the day. */
static bool draft(const char *kind, const char *time, const char *const *set, struct statement *s, struct error *e)
{
    struct draft d;
    struct bytes text;

    draft_open(&d, &arena, statement_kind(bytes_str(kind)), &m);
    draft_default(&d, "by", BYTES("a@b.example"));
    draft_default(&d, "time", bytes_str(time));
    for (; *set != NULL; set++) {
        size_t size = strcspn(*set, "=");
        if (!draft_set(&d, bytes_of(*set, size), bytes_str(*set + size + 1), e))
            return false;
    }
    return draft_finish(&d, &text, e) && statement_check(&arena, text, s, e);
}

static void add(const char *kind, const char *time, const char *const *set)
{
    struct statement s;
    struct error e = {0};
    struct ruling r = {&m, &s, &process, now, &arena};

    if (!draft(kind, time, set, &s, &e) || !rules_check(&r, &e))
        fail_msg("%s: %s", kind, e.text);
    matter_add(&m, &arena, &s, m.count);
    m.last = matter_text(&m.items[m.count - 1].s, "time");
}

static void refused(const char *kind, const char *time, const char *rule, const char *const *set)
{
    struct statement s;
    struct error e = {0};
    struct ruling r = {&m, &s, &process, now, &arena};
    size_t n = strlen(rule);

    if (!draft(kind, time, set, &s, &e))
        fail_msg("%s: no statement: %s", rule, e.text);
    if (rules_check(&r, &e))
        fail_msg("%s: taken", rule);
    if (strncmp(e.text, rule, n) != 0 || e.text[n] != ':' || strstr(e.text, "; rule: ") == NULL)
        fail_msg("%s: %s", rule, e.text);
    assert_true(tried_count < 64);
    strncpy(tried[tried_count++], rule, 39);
}

#define SET(...) (const char *const[]){__VA_ARGS__, NULL}
#define NOTICE SET("findings[0].criterion=q.one", "findings[0].record=" A64, "given=given", "to=Acme", "window=2026-11-22")
#define EVALUATION SET("artifacts=" B64, "record=" A64, "result=not-met", "comparators[0].app=org.peer",                \
                       "comparators[0].artifact=" B64, "comparators[0].fails=q.one")
#define DECIDE(...) SET("authority=CIO", "effective=2026-11-24", "legal_authority=Act", "measures[0].measure=remove",    \
                        "measures[0].findings=q.one", "measures[0].lesser=a warning would not do", "not_claimed=a breach", \
                        "office=TBS", "outcome=unacceptable", "reasons_en=r", "reasons_fr=r", "review_by=2027-11-23",     \
                        "scope=issued", "subject=wechat", "subject_kind=family", __VA_ARGS__)
#define ACCEPT "replies[0].disposition=rejected", "replies[0].reasons=r"
#define REASON "comparators_reason=they hold no data"
#define EXEMPT(ground, who, until) SET("approver=head", "critical=work", "ground=" ground, who, "expires=" until,         \
                                       "mitigations[0].check=separate-device", "mitigations[0].value=yes")
#define D23(h) "2026-11-23T" h ":00:00Z"

/* A whole case, with every rule broken once on the way. */
static void whole(void **state)
{
    (void)state;
    add("evaluation", "2026-11-20T10:00:00Z", EVALUATION);
    refused("evaluation", "2026-11-20T10:00:00Z", "once", EVALUATION);
    refused("evaluation", "2026-11-25T10:00:00Z", "future", EVALUATION);
    refused("acquisition", "2026-11-19T10:00:00Z", "backdated",
            SET("artifacts=" B64, "date=2026-11-19", "from=store", "tool=adb"));
    now = BYTES("2026-11-19T12:00:00Z");
    refused("evaluation", "2026-11-18T10:00:00Z", "clock-back", EVALUATION);
    now = BYTES("2026-11-24T12:00:00Z");
    refused("determination", "2026-11-20T11:00:00Z", "life", DECIDE("sealed=0", REASON));
    refused("notice", "2026-11-20T11:00:00Z", "finding-evaluated",
            SET("findings[0].criterion=q.one", "findings[0].record=" B64, "given=given", "to=Acme", "window=2026-11-22"));
    add("exhibit", "2026-11-20T11:00:00Z", SET("citation=c", "credibility=1", "date=2026-11-01", "digest=" B64, "for=x",
                                               "reliability=A", "sealed=yes", "summary=s"));
    process.rows[process.count++] = (struct process_row){BYTES("window-days"), BYTES("20"), BYTES("test")};
    refused("notice", "2026-11-20T12:00:00Z", "window-length", NOTICE);
    process.count--;
    add("notice", "2026-11-20T12:00:00Z", NOTICE);
    refused("determination", "2026-11-22T12:00:00Z", "window-open", DECIDE("sealed=0", REASON));
    refused("extension", "2026-11-21T12:00:00Z", "extension-longer", SET("clock=window", "until=2026-11-21", "ground=g"));
    refused("response", "2026-11-21T12:00:00Z", "answer-asked", SET("answers[0].criterion=q.two", "answers[0].says=no"));
    refused("response", "2026-11-21T12:00:00Z", "reference", SET("notice=" B64, "answers[0].says=no"));
    refused("response", "2026-11-21T12:00:00Z", "reference", SET("notice=evaluation", "answers[0].says=no"));
    add("response", "2026-11-21T12:00:00Z", SET("answers[0].says=no"));
    refused("determination", "2026-11-22T12:00:00Z", "response-unanswered", DECIDE("sealed=0", REASON));
    refused("determination", "2026-11-22T12:00:00Z", "comparators", DECIDE("sealed=0", ACCEPT));
    add("proposal", "2026-11-21T13:00:00Z", SET("answers=q.one", "mitigation=m", "verify=v"));
    refused("determination", "2026-11-22T12:00:00Z", "proposal-unanswered", DECIDE("sealed=0", ACCEPT, REASON));
    refused("determination", "2026-11-22T12:00:00Z", "proposal-unanswered",
            DECIDE("sealed=0", ACCEPT, REASON, "replies[1].disposition=considered", "replies[1].reasons=r"));
#define BOTH ACCEPT, "replies[1].disposition=rejected", "replies[1].reasons=r"
    refused("determination", "2026-11-22T12:00:00Z", "ground-told",
            DECIDE("sealed=0", BOTH, REASON, "measures[0].findings=q.two"));
    refused("determination", "2026-11-22T12:00:00Z", "sealed-count",
            DECIDE("sealed=0", BOTH, REASON, "measures[0].exhibits=exhibit"));
    add("determination", "2026-11-22T12:00:00Z", DECIDE("sealed=1", BOTH, REASON, "measures[0].exhibits=exhibit#1"));
    assert_string_equal(m.state, "decided");
    add("determination", "2026-11-22T13:00:00Z", DECIDE("sealed=0", REASON));
    refused("determination", "2026-11-22T14:00:00Z", "in-force", DECIDE("sealed=0", REASON, "supersedes=determination#1"));
    refused("exception", "2026-11-23T10:00:00Z", "exception-ground", EXEMPT("convenience", "device=K-17", "2027-01-01"));
    refused("exception", "2026-11-23T10:00:00Z", "exception-long", EXEMPT("security-research", "device=K-17", "2027-11-25"));
    refused("exception", "2026-11-23T10:00:00Z", "exception-blanket", EXEMPT("security-research", "group=all", "2027-01-01"));
    refused("exception", "2026-11-23T10:00:00Z", "exception-blanket", EXEMPT("security-research", "device=K-*", "2027-01-01"));
    refused("exception", "2026-11-23T10:00:00Z", "exception-expired", EXEMPT("security-research", "device=K-17", "2026-11-23"));
    add("exception", "2026-11-23T10:00:00Z", EXEMPT("security-research", "device=K-17", "2027-11-23"));
    refused("disposal", "2026-11-23T10:00:00Z", "held", SET("statement=notice", "ground=retention"));
    add("hold", "2026-11-23T10:00:00Z", SET("custodian=c", "ground=g", "records=messages", "scope=issued"));
    refused("disposal", "2026-11-23T10:00:00Z", "held", SET("statement=exhibit", "ground=retention"));
    add("appeal", D23("11"), SET("grounds=g", "seeks=revocation"));
    refused("review", D23("12"), "appeal-unanswered",
            SET("appeal=", "outcome=maintain", "reasons_en=r", "reasons_fr=r", "review_by=2027-01-01"));
    refused("release", D23("12"), "third-party", SET("edition=" B64, "statements=response"));
    add("review", D23("12"), SET("outcome=revoke", "reasons_en=r", "reasons_fr=r", "review_by=2027-01-01"));
    refused("determination", D23("12"), "life", DECIDE("sealed=0", REASON));
    add("revocation", D23("13"), SET("effective=2026-11-24", "reasons_en=r", "reasons_fr=r"));
    assert_string_equal(m.state, "revoked");
    assert_null(matter_in_force(&m));
    refused("exception", D23("14"), "life", EXEMPT("security-research", "device=K-17", "2027-01-01"));
    add("disposal", D23("14"), SET("statement=exhibit", "ground=retention"));
    for (size_t i = 0; rule_at(i) != NULL; i++) {
        bool found = false;
        for (size_t k = 0; k < tried_count; k++)
            found |= strcmp(tried[k], rule_at(i)->id) == 0;
        if (!found)
            fail_msg("no test breaks the rule %s", rule_at(i)->id);
    }
}

/* Every row leads between states that exist; every state is reached; every field and word is the kind's. */
static void life(void **state)
{
    (void)state;
    for (size_t i = 0; life_state_at(i) != NULL; i++) {
        bool reached = i == 0;
        for (size_t k = 0; life_at(k) != NULL; k++)
            reached |= strcmp(life_at(k)->to, life_state_at(i)->name) == 0;
        assert_true(reached);
    }
    for (size_t i = 0; life_at(i) != NULL; i++) {
        const struct life_row *r = life_at(i);
        const struct statement_kind *k = statement_kind(bytes_str(r->kind));
        bool from = false, to = false, word = r->field == NULL;
        assert_non_null(k);
        for (size_t n = 0; life_state_at(n) != NULL; n++) {
            from |= strcmp(life_state_at(n)->name, r->from) == 0;
            to |= strcmp(life_state_at(n)->name, r->to) == 0;
        }
        for (const struct field *f = k->fields; !word && f->name != NULL; f++)
            word = strcmp(f->name, r->field) == 0 && f->type == FIELD_CHOICE && strstr(f->choices, r->word) != NULL;
        assert_true(from && to && word);
    }
}

static void dues(void **state)
{
    struct due *d;
    size_t count;

    (void)state;
    add("evaluation", "2026-11-20T10:00:00Z", EVALUATION);
    add("notice", "2026-11-20T12:00:00Z", NOTICE);
    d = due_list(&m, &arena, &count);
    assert_int_equal(count, 1);
    assert_true(bytes_is(d[0].day, "2026-11-22"));
    add("extension", "2026-11-21T12:00:00Z", SET("statement=notice", "clock=window", "until=2026-11-23", "ground=g"));
    d = due_list(&m, &arena, &count);
    assert_int_equal(count, 1);
    assert_true(bytes_is(d[0].day, "2026-11-23"));
    add("determination", "2026-11-24T08:00:00Z", DECIDE("sealed=0", REASON, "remove_by=2026-12-24"));
    d = due_list(&m, &arena, &count);
    assert_int_equal(count, 3);
    assert_true(bytes_is(d[0].day, "2026-11-24") && bytes_is(d[1].day, "2026-12-24") && bytes_is(d[2].day, "2027-11-23"));
}

static void policy(void **state)
{
    struct process p;
    struct error e = {0};
    struct buf text;

    (void)state;
    assert_true(process_says(&process, "two-signers", BYTES("determination")));
    assert_false(process_read(&arena, BYTES("two-signer\tx\ty\n"), &p, &e));
    assert_non_null(strstr(e.text, "there is no rule"));
    assert_false(process_read(&arena, BYTES("two-signers\tnotice\n"), &p, &e));
    for (unsigned over = 0; over < 2; over++) {
        buf_init(&text, 1 << 20);
        for (unsigned i = 0; i < LIMIT_PROCESS_ROWS + over; i++)
            buf_str(&text, "blanket\tx\ty\n");
        assert_int_equal(process_read(&arena, buf_bytes(&text), &p, &e), over == 0);
        buf_free(&text);
    }
}

/* A name of a case that any statement can hold finds it again; see tests/cli/case.sh for LIMIT_STATEMENT_NAME. */
static void names(void **state)
{
    static char longest[LIMIT_STATEMENT_NAME + 1];

    (void)state;
    memset(longest, '"', LIMIT_STATEMENT_NAME);
    m.name = bytes_of(longest, LIMIT_STATEMENT_NAME);
    add("evaluation", "2026-11-20T10:00:00Z", EVALUATION);
    assert_true(bytes_equal(matter_text(&m.items[0].s, "case"), m.name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole, setup, teardown), cmocka_unit_test_setup_teardown(life, setup, teardown),
        cmocka_unit_test_setup_teardown(dues, setup, teardown),  cmocka_unit_test_setup_teardown(policy, setup, teardown),
        cmocka_unit_test_setup_teardown(names, setup, teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
