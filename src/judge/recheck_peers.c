/* The claims about peers: each derived again from its files, and every count from their answers. */
#include <stdlib.h>

#include "judge/peers.h"
#include "judge/peer_set.h"
#include "judge/recheck.h"

struct checking {
    struct recheck *rc;
    const struct peers *says;
    const struct peer_pool *pool;
    const struct peer_candidate **sorted; /* by digest, then artifacts; without files given twice */
    size_t sorted_count;
    const struct peer **derived; /* as says->apps; NULL: not given */
    size_t missing;
    struct buf list; /* of what is missing */
};

static int by_digest(const void *one, const void *two)
{
    const struct peer_candidate *a = *(const struct peer_candidate *const *)one;
    const struct peer_candidate *b = *(const struct peer_candidate *const *)two;
    int order = bytes_compare(a->peer.sha256, b->peer.sha256);

    return order != 0 ? order : bytes_compare(a->peer.artifacts, b->peer.artifacts);
}

/* The first candidate of a digest; one with the same artifacts if there is. */
static const struct peer_candidate *find(const struct checking *c, struct bytes sha256,
                                         struct bytes artifacts)
{
    const struct peer_candidate *first = NULL;
    size_t low = 0, high = c->sorted_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bytes_compare(c->sorted[middle]->peer.sha256, sha256) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->sorted_count && bytes_equal(c->sorted[low]->peer.sha256, sha256); low++) {
        if (bytes_equal(c->sorted[low]->peer.artifacts, artifacts))
            return c->sorted[low];
        if (first == NULL)
            first = c->sorted[low];
    }
    return first;
}

static struct bytes quoted(struct arena *a, struct bytes text)
{
    return compare_cell_json(a, (struct cell){.kind = 't', .text = text});
}

static void claim(struct checking *c, struct bytes path, struct bytes record, struct bytes files)
{
    c->rc->claims++;
    if (bytes_equal(record, files))
        c->rc->holding++;
    else
        recheck_contradict(c->rc, path, record, files);
}

static void claim_text(struct checking *c, size_t app, const char *key, struct bytes record,
                       struct bytes files)
{
    struct arena *a = c->rc->arena;

    claim(c, arena_printf(a, "peers.apps[%zu].%s", app, key), quoted(a, record), quoted(a, files));
}

static void not_given(struct checking *c, struct bytes sha256)
{
    enum { NAMED = 10 };

    if (c->missing++ < NAMED) {
        buf_str(&c->list, "; missing: ");
        buf_add(&c->list, sha256);
    }
}

enum { CLAIMS_OF_APP = 8 };

static void check_app(struct checking *c, size_t i)
{
    const struct peer *says = &c->says->apps[i];
    const struct peer_candidate *found = find(c, says->sha256, says->artifacts);
    const struct peer *is;

    if (found == NULL) {
        c->rc->claims += CLAIMS_OF_APP;
        not_given(c, says->sha256);
        return;
    }
    is = &found->peer;
    if (!found->counts) { /* it was an app, and is none, or cannot be examined */
        c->rc->claims += CLAIMS_OF_APP - 1;
        claim_text(c, i, "sha256", says->sha256, bytes_str(peer_reason_name(found->why)));
        return;
    }
    c->derived[i] = is;
    claim_text(c, i, "artifacts", says->artifacts, is->artifacts);
    claim_text(c, i, "answers", says->answers, is->answers);
    claim_text(c, i, "label", says->label, is->label);
    claim_text(c, i, "package", says->package, is->package);
    claim_text(c, i, "record", says->record, is->record);
    claim_text(c, i, "result", bytes_str(result_name(says->result)), bytes_str(result_name(is->result)));
    claim_text(c, i, "version_name", says->version_name, is->version_name);
    claim(c, arena_printf(c->rc->arena, "peers.apps[%zu].version_code", i),
          compare_cell_json(c->rc->arena, says->version_code),
          compare_cell_json(c->rc->arena, is->version_code));
}

/* Each count from the answers of the peers that were derived; when one is missing there is none. */
static void check_counts(struct checking *c)
{
    static const char *const keys[] = {"no", "undetermined", "yes"};
    struct arena *a = c->rc->arena;
    struct peers again = {.count = c->says->count};
    bool whole = true;

    again.apps = arena_array(a, again.count, sizeof *again.apps);
    for (size_t i = 0; i < again.count; i++)
        if (c->derived[i] != NULL)
            again.apps[i] = *c->derived[i];
        else
            whole = false;
    for (size_t i = 0; i < c->rc->record->criterion_count; i++) {
        struct peer_counts is = peers_count(&again, i), says = c->says->counts[i];
        uint32_t pairs[3][2] = {{says.no, is.no}, {says.undetermined, is.undetermined}, {says.yes, is.yes}};
        for (size_t k = 0; k < 3; k++) {
            c->rc->counts++;
            if (!whole) {
                c->rc->claims++;
                continue;
            }
            c->rc->reproduced += pairs[k][0] == pairs[k][1];
            claim(c, arena_printf(a, "peers.counts[%zu].%s", i, keys[k]), arena_printf(a, "%u", pairs[k][0]),
                  arena_printf(a, "%u", pairs[k][1]));
        }
    }
}

/* What was left out is named, so that it can be told whether rightly; what was not given then says nothing.
 */
static void check_left(struct checking *c, bool *whole)
{
    for (size_t i = 0; i < c->says->left_count; i++) {
        const struct peer_left *left = &c->says->left[i];
        const struct peer_candidate *found = find(c, left->sha256, bytes_of(NULL, 0));
        bool failed = left->why == LEFT_NO_APP || left->why == LEFT_FAILED;
        if (left->why == LEFT_ABSENT || left->why == LEFT_DOUBLE)
            continue;
        if (found == NULL) {
            c->rc->claims++;
            not_given(c, left->sha256);
            *whole = false;
        } else if (failed || !found->counts) {
            claim(c, arena_printf(c->rc->arena, "peers.left_out[%zu].reason", i),
                  quoted(c->rc->arena, bytes_str(peer_reason_name(left->why))),
                  quoted(c->rc->arena, bytes_str(found->counts ? "" : peer_reason_name(found->why))));
        }
    }
}

static bool has_left(const struct peers *p, const struct peer_left *row)
{
    for (size_t i = 0; i < p->left_count; i++)
        if (p->left[i].why == row->why && bytes_equal(p->left[i].sha256, row->sha256))
            return true;
    return false;
}

/* With every file at hand the rule must choose the same apps. */
static void check_rule(struct checking *c)
{
    struct peers *again;
    struct error e = {0};
    struct arena *a = c->rc->arena;

    if (!peers_choose(c->pool, c->rc->record, &again, &e)) {
        recheck_contradict(c->rc, BYTES("peers"), quoted(a, BYTES("chosen")), quoted(a, bytes_str(e.text)));
        return;
    }
    claim(c, BYTES("peers.apps"), arena_printf(a, "%zu", c->says->count),
          arena_printf(a, "%zu", again->count));
    for (size_t i = 0; i < c->says->count && i < again->count; i++)
        if (!bytes_equal(c->says->apps[i].sha256, again->apps[i].sha256))
            claim(c, arena_printf(a, "peers.apps[%zu].sha256", i), quoted(a, c->says->apps[i].sha256),
                  quoted(a, again->apps[i].sha256));
    for (size_t i = 0; i < c->says->left_count; i++) {
        const struct peer_left *row = &c->says->left[i];
        if (row->why == LEFT_SELF || row->why == LEFT_BUILD || row->why == LEFT_VERSION)
            claim(c, arena_printf(a, "peers.left_out[%zu].reason", i),
                  quoted(a, bytes_str(peer_reason_name(row->why))),
                  quoted(a, bytes_str(has_left(again, row) ? peer_reason_name(row->why) : "")));
    }
}

static void settle(struct checking *c)
{
    struct recheck *rc = c->rc;

    rc->status = rc->contradicted > 0 ? RECHECK_CONTRADICTED : RECHECK_HOLDS;
    if (rc->status == RECHECK_CONTRADICTED || rc->holding == rc->claims)
        return;
    rc->status = RECHECK_UNDERIVABLE;
    if (c->pool == NULL)
        rc->reason =
            arena_printf(rc->arena, "the answers of %zu peers; give their files with --peers", rc->peers);
    else if (c->missing > 0)
        rc->reason =
            arena_printf(rc->arena, "the files of %zu apps that the record names as peers or left out%.*s",
                         c->missing, (int)c->list.size, (const char *)c->list.data);
}

void recheck_peers(struct recheck *rc, const struct peer_pool *pool)
{
    struct checking c = {.rc = rc, .says = rc->record->peers, .pool = pool};
    bool whole = true;

    if (c.says == NULL || rc->claims == 0)
        return;
    rc->peers = c.says->count;
    if (pool == NULL) {
        rc->counts = 3 * rc->record->criterion_count;
        rc->claims += CLAIMS_OF_APP * c.says->count + rc->counts;
        settle(&c);
        return;
    }
    buf_init(&c.list, LIMIT_FRAME);
    c.sorted = arena_array(rc->arena, pool->count, sizeof *c.sorted);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->all[i].counts || pool->all[i].why != LEFT_DOUBLE)
            c.sorted[c.sorted_count++] = &pool->all[i];
    if (c.sorted_count > 1)
        qsort(c.sorted, c.sorted_count, sizeof *c.sorted, by_digest);
    c.derived = arena_array(rc->arena, c.says->count, sizeof *c.derived);
    for (size_t i = 0; i < c.says->count; i++) {
        check_app(&c, i);
        rc->peers_derived += c.derived[i] != NULL;
    }
    check_counts(&c);
    check_left(&c, &whole);
    if (whole && rc->peers_derived == rc->peers)
        check_rule(&c);
    settle(&c);
    buf_free(&c.list);
}

size_t recheck_peers_wanted(const struct recheck *rc, struct bytes **out)
{
    const struct peers *p = rc->record->peers;
    size_t count = 0;

    *out = NULL;
    if (p == NULL)
        return 0;
    *out = arena_array(rc->arena, p->count + p->left_count, sizeof **out);
    for (size_t i = 0; i < p->count; i++)
        (*out)[count++] = p->apps[i].sha256;
    for (size_t i = 0; i < p->left_count; i++)
        if (p->left[i].why != LEFT_ABSENT)
            (*out)[count++] = p->left[i].sha256;
    peer_digests_sort(*out, count);
    return count;
}
