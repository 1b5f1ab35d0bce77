/* Peers: the rule, what is refused of a record that holds some, sets, and the ranking's arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/limits.h"
#include "judge/peer_set.h"
#include "judge/peers.h"
#include "judge/peers_rank.h"

/* SHA-256 of the packs' text, "-- id: a.b\nSELECT 1" */
#define DIGEST "cd5d7c3b864fec175b861f009aa0affc1291929ee1d9e626cd250b603e671d6e"
#define PACK   "{\"id\":\"a.b\",\"sha256\":\"" DIGEST "\",\"text\":\"-- id: a.b\\nSELECT 1\"}"
#define OWN    "00000000000000000000000000000000000000000000000000000000000000ff"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1u << 30);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* A record of one question, answered yes. */
static struct record *subject(const char *label)
{
    struct record *r = arena_alloc(&arena, sizeof *r);
    struct error e = {0};
    struct bytes json = arena_printf(
        &arena,
        "{\"answers\":[{\"answer\":\"yes\",\"criterion\":\"a.b\",\"reason\":null}],"
        "\"artifacts\":[{\"kind\":\"base\",\"sha256\":\"" OWN "\"}],\"counts\":{},"
        "\"coverage\":[],\"facts\":{\"app\":[{\"id\":\"org.own\",\"label\":\"%s\",\"version_code\":7,"
        "\"version_name\":\"1\"}]},\"findings\":[],\"packs\":{\"criteria\":[" PACK "],\"policy\":" PACK
        "},\"result\":{\"reasons\":[],\"result\":\"met\"},\"veto\":\"0.1\"}",
        label);

    if (!record_read(r, &arena, json, &e))
        fail_msg("%s", e.text);
    return r;
}

static struct bytes digest_of(unsigned number)
{
    return arena_printf(&arena, "%064x", number);
}

static struct peer_candidate *add(struct peer_pool *pool, unsigned number, const char *package,
                                  int64_t version, const char *answer)
{
    struct peer_candidate *c = peer_pool_add(pool);

    c->peer = (struct peer){.sha256 = digest_of(number),
                            .artifacts = digest_of(number),
                            .package = bytes_str(package),
                            .label = BYTES("L"),
                            .version_name = BYTES("1"),
                            .version_code = {.kind = 'i', .number = version},
                            .record = digest_of(number + 1000),
                            .answers = bytes_str(answer),
                            .result = RESULT_NOT_MET};
    return c;
}

static bool left(const struct peers *p, unsigned number, enum peer_reason why)
{
    for (size_t i = 0; i < p->left_count; i++)
        if (bytes_equal(p->left[i].sha256, digest_of(number)) && p->left[i].why == why)
            return true;
    return false;
}

static void the_rule(void **state)
{
    struct peer_pool pool = {.arena = &arena};
    struct record *r = subject("x");
    struct peers *p;
    struct error e = {0};
    struct peer_candidate *c;

    (void)state;
    add(&pool, 0xff, "org.own", 7, "y"); /* itself */
    add(&pool, 0xfe, "org.own", 8, "y"); /* another version of it */
    add(&pool, 5, "org.a", 1, "y");
    add(&pool, 4, "org.a", 2, "n"); /* the higher one counts */
    add(&pool, 6, "org.b", 1, "u");
    add(&pool, 6, "org.b", 1, "u"); /* the same files */
    add(&pool, 9, "org.c", 3, "y"); /* of two builds the first by digest */
    add(&pool, 8, "org.c", 3, "n");
    c = add(&pool, 10, "org.d", 1, "u");
    c->counts = false;
    c->why = LEFT_NO_APP;
    add(&pool, 11, "", 1, "y"); /* without a name nothing is another version of it */
    add(&pool, 12, "", 1, "y");
    assert_true(peers_choose(&pool, r, &p, &e));
    assert_int_equal(p->count, 5);
    assert_true(bytes_equal(p->apps[0].sha256, digest_of(4)));
    assert_true(bytes_equal(p->apps[1].sha256, digest_of(6)));
    assert_true(bytes_equal(p->apps[2].sha256, digest_of(8)));
    assert_true(left(p, 0xff, LEFT_SELF) && left(p, 0xfe, LEFT_BUILD) && left(p, 5, LEFT_VERSION));
    assert_true(left(p, 6, LEFT_DOUBLE) && left(p, 9, LEFT_VERSION) && left(p, 10, LEFT_NO_APP));
    assert_int_equal(p->left_count, 6);
    assert_int_equal(p->counts[0].yes, 2);
    assert_int_equal(p->counts[0].no, 2);
    assert_int_equal(p->counts[0].undetermined, 1);
    add(&pool, 6, "org.b", 1, "y")->peer.record = digest_of(1);
    assert_false(peers_choose(&pool, r, &p, &e)); /* two records of the same files disagree */
    assert_int_equal(e.code, ERROR_REFUSED);
}

static void versions_compare(void **state)
{
    struct cell none = {.kind = 'n'}, one = {.kind = 'i', .number = 1},
                least = {.kind = 'i', .number = INT64_MIN};
    int64_t n;

    (void)state;
    assert_true(peer_compare_versions(none, least) < 0 && peer_compare_versions(one, least) > 0);
    assert_int_equal(peer_compare_versions(none, none), 0);
    assert_true(peer_version_text(BYTES("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(peer_version_text(BYTES("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_false(peer_version_text(BYTES("9223372036854775808"), &n));
    assert_false(peer_version_text(BYTES(""), &n));
    assert_false(peer_version_text(BYTES("-"), &n));
    assert_false(peer_version_text(BYTES("1x"), &n));
}

static void many(unsigned count, bool ok)
{
    struct peer_pool pool = {.arena = &arena};
    struct record *r = subject("x");
    struct peers *p;
    struct error e = {0};

    for (unsigned i = 0; i < count; i++)
        add(&pool, i + 0x1000, (const char *)arena_printf(&arena, "org.p%u", i).data, 1, "y");
    assert_int_equal(peers_choose(&pool, r, &p, &e), ok);
    if (!ok) {
        assert_int_equal(e.code, ERROR_LIMIT);
        return;
    }
    assert_int_equal(p->count, count);
    assert_int_equal(p->counts[0].yes, count);
}

static void limit_of_peers(void **state)
{
    (void)state;
    many(LIMIT_PEERS - 1, true);
    many(LIMIT_PEERS, true);
    many(LIMIT_PEERS + 1, false);
}

static size_t kept_of(size_t size)
{
    char *label = arena_alloc(&arena, size + 1);
    struct peer p;
    struct error e = {0};

    memset(label, 'x', size);
    assert_true(peer_of_record(&arena, subject(label), &p, &e));
    assert_true(bytes_is(p.answers, "y") && bytes_is(p.artifacts, OWN) && bytes_is(p.package, "org.own"));
    return p.label.size;
}

static void limit_of_names(void **state)
{
    struct bytes label;
    struct peer p;
    struct error e = {0};

    (void)state;
    assert_int_equal(kept_of(LIMIT_PEER_TEXT - 1), LIMIT_PEER_TEXT - 1);
    assert_int_equal(kept_of(LIMIT_PEER_TEXT), LIMIT_PEER_TEXT);
    assert_true(kept_of(LIMIT_PEER_TEXT + 1) <= LIMIT_PEER_TEXT);
    label = arena_printf(&arena, "%0*d\xc3\xa9\xc3\xa9\xc3\xa9", (int)LIMIT_PEER_TEXT - 4,
                         0); /* never inside a character */
    assert_true(peer_of_record(&arena, subject((const char *)label.data), &p, &e));
    assert_true(p.label.size <= LIMIT_PEER_TEXT && bytes_ends(p.label, BYTES("0\xe2\x80\xa6")));
}

/* The record with two peers, one letter each. */
static struct bytes with_peers(struct record *r, const struct peer_set *set)
{
    struct peer_pool pool = {.arena = &arena, .set = set};
    struct peers *p;
    struct error e = {0};
    struct buf out;
    struct bytes json;

    add(&pool, 1, "org.a", 1, "y");
    add(&pool, 2, "org.b", INT64_C(1) << 60, "n");
    add(&pool, 3, "org.b", 1, "n");
    assert_true(peers_choose(&pool, r, &p, &e));
    r->peers = p;
    buf_init(&out, LIMIT_RECORD);
    assert_true(record_write(r, &out));
    json = arena_copy(&arena, buf_bytes(&out));
    buf_free(&out);
    return json;
}

static void reads_and_writes(void **state)
{
    struct record again;
    struct error e = {0};
    struct buf out;
    struct bytes json = with_peers(subject("x"), NULL);

    (void)state;
    if (!record_read(&again, &arena, json, &e))
        fail_msg("%s", e.text);
    assert_int_equal(again.peers->count, 2);
    assert_int_equal(again.peers->apps[1].version_code.number, INT64_C(1) << 60);
    buf_init(&out, LIMIT_RECORD);
    assert_true(record_write(&again, &out) && bytes_equal(buf_bytes(&out), json));
    again.peers = NULL; /* and without peers nothing is left of them */
    buf_reset(&out);
    assert_true(record_write(&again, &out));
    assert_int_equal(bytes_search(buf_bytes(&out), BYTES("\"peers\""), 0), out.size);
    buf_free(&out);
}

static void refused(const char *what, const char *by, const char *why)
{
    struct bytes json = with_peers(subject("x"), NULL);
    const char *text = (const char *)json.data, *at = strstr(text, what);
    struct record r;
    struct error e = {0};

    assert_non_null(at);
    json = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
    assert_false(record_read(&r, &arena, json, &e));
    if (strstr(e.text, why) == NULL)
        fail_msg("%s by %s: %s", what, by, e.text);
}

static void what_is_refused(void **state)
{
    (void)state;
    refused("\"yes\":1", "\"yes\":2", "peers.counts[0].yes: the record says 2, its peers give 1");
    refused("\"answers\":\"y\"", "\"answers\":\"n\"",
            "peers.counts[0].no: the record says 1, its peers give 2");
    refused("\"answers\":\"y\"", "\"answers\":\"yy\"", "not one letter");
    refused("\"answers\":\"y\"", "\"answers\":\"x\"", "not one letter");
    refused("\"basis\":\"evaluated\"", "\"basis\":\"guessed\"", "is not evaluated or record");
    refused("\"basis\":\"evaluated\",", "", "peers.apps");
    refused("\"category\":null", "\"category\":\"x\"", "without a set");
    refused("\"set\":null", "\"set\":{}", "lacks a key");
    refused("\"rule\":\"every", "\"rule\":\"some", "no rule");
    refused("\"reason\":\"version\"", "\"reason\":\"dull\"", "is no reason");
    refused("\"result\":\"not met\",\"sha256\"", "\"result\":\"bad\",\"sha256\"", "is no result");
    refused("\"criterion\":\"a.b\",\"no\"", "\"criterion\":\"a.c\",\"no\"", "is not packs.criteria[0].id");
    refused("\"version_code\":1,", "\"version_code\":\"1.5\",", "is no number");
    refused("\"label\":\"L\"", "\"label\":7", "is no text");
    refused("\"peers\":{\"apps\"", "\"peers\":[],\"z\":{\"apps\"", "");
    refused("0000000001\",\"version_code\"", "0000000009\",\"version_code\"", "does not list digests");
}

#define HEAD "# id: own\n# chosen: by hand\n"

static void sets(void **state)
{
    struct peer_set s;
    struct record r;
    struct error e = {0};
    struct bytes json, text = arena_printf(&arena,
                                           HEAD "%064x\tp\t1\tred\twhere\n%064x\tp\t1\tblue\twhere\n"
                                                "%064x\tp\t1\tred\twhere\n%064x\tp\t1\tred\twhere\n",
                                           1, 2, 3, 4);

    (void)state;
    assert_true(peer_set_read(&s, &arena, text, &e));
    assert_int_equal(s.count, 4);
    assert_true(peer_set_takes(&s, 1, bytes_of(NULL, 0)) && peer_set_takes(&s, 1, BYTES("blue")));
    assert_false(peer_set_takes(&s, 0, BYTES("blue")));
    json = with_peers(subject("x"), &s);
    if (!record_read(&r, &arena, json, &e))
        fail_msg("%s", e.text);
    assert_true(left(r.peers, 4, LEFT_ABSENT) && left(r.peers, 3, LEFT_VERSION));
    assert_false(peer_set_read(&s, &arena, BYTES("# id: own\n"), &e)); /* not how it was chosen */
    assert_false(peer_set_read(&s, &arena, BYTES("# id: Own\n# chosen: x\n"), &e));
    assert_false(peer_set_read(&s, &arena, BYTES(HEAD "0123\tp\n"), &e));
    assert_false(peer_set_read(&s, &arena, arena_printf(&arena, HEAD "%064x\n%064x\n", 2, 1), &e));
    assert_false(peer_set_read(&s, &arena, arena_printf(&arena, HEAD "%064x\n%064x\n", 1, 1), &e));
    assert_false(peer_set_read(&s, &arena, BYTES(HEAD "\xff\n"), &e));
    assert_false(peer_set_read(&s, &arena, BYTES(""), &e));
    /* a record whose set does not name its peers, or names more */
    peer_set_read(&s, &arena, arena_printf(&arena, HEAD "%064x\n%064x\n", 1, 2), &e);
    assert_false(record_read(&r, &arena, with_peers(subject("x"), &s), &e));
    assert_non_null(strstr(e.text, "is not of the set"));
}

static void ranking(void **state)
{
    static const char letters[] = "yyyyynnnnnu";
    struct peer_pool pool = {.arena = &arena};
    struct packs packs = {.arena = &arena};
    struct record *r = subject("x");
    struct peer_ranking rank;
    struct peers *p;
    struct error e = {0};

    (void)state;
    for (unsigned i = 0; letters[i] != 0; i++)
        add(&pool, i + 1, (const char *)arena_printf(&arena, "org.p%u", i).data, 1,
            (const char *)arena_printf(&arena, "%c", letters[i]).data);
    assert_true(peers_choose(&pool, r, &p, &e));
    r->peers = p;
    peers_rank(r, &packs, &rank);
    assert_int_equal(rank.count, 1);
    assert_int_equal(rank.list[0].alike, 5);
    assert_int_equal(rank.list[0].told, 10);
    assert_int_equal(rank.list[0].undetermined, 1);
    assert_int_equal(rank.apart, 0); /* half alike: 6 in 11 */
    assert_int_equal(rank.by_chance, 1);
    p->counts[0] = (struct peer_counts){4, 6, 1};
    peers_rank(r, &packs, &rank);
    assert_int_equal(rank.apart, 1); /* 5 in 11 */
    p->counts[0] = (struct peer_counts){0, 0, 11};
    peers_rank(r, &packs, &rank);
    assert_int_equal(rank.count, 0);
    assert_int_equal(rank.uncompared, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule),
        cmocka_unit_test(versions_compare),
        cmocka_unit_test(limit_of_peers),
        cmocka_unit_test(limit_of_names),
        cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(sets),
        cmocka_unit_test(ranking),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("peers", tests, setup, teardown);
}
