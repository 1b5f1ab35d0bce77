/* The rule by which peers are chosen, and what is kept of each. */
#include "judge/peers.h"

#include <stdlib.h>

#include "base/text.h"
#include "judge/peer_set.h"

const char *peer_reason_name(enum peer_reason why)
{
    static const char *const names[] = {
        [LEFT_SELF] = "self",       [LEFT_BUILD] = "self-version", [LEFT_DOUBLE] = "double",
        [LEFT_VERSION] = "version", [LEFT_NO_APP] = "no-app",      [LEFT_FAILED] = "failed",
        [LEFT_ABSENT] = "absent"};

    return names[why];
}

/* --- one app as a peer --- */

/* Names are for people: what is longer is no name, and a thousand peers have room for theirs. */
static struct bytes name_of(struct arena *a, struct bytes text)
{
    size_t at = 0, end = 0;
    struct bytes cut;

    if (text.size <= LIMIT_PEER_TEXT)
        return arena_copy(a, text);
    while (at < text.size && at <= LIMIT_PEER_TEXT - 3) { /* room for the ellipsis */
        end = at;
        text_next(text, &at);
    }
    bytes_slice(text, 0, end, &cut);
    return arena_printf(a, "%.*s\xe2\x80\xa6", (int)cut.size, (const char *)cut.data);
}

/* The artifact an app is known by: its base, or the first that is no bundle. */
static struct bytes known_by(const struct record *r)
{
    const struct record_table *t = record_table(r, "artifacts");

    for (size_t i = 0; i < t->row_count; i++)
        if (!bytes_is(record_text(t, i, "kind"), "bundle"))
            return record_text(t, i, "sha256");
    return bytes_of(NULL, 0);
}

static bool all_artifacts(struct arena *a, const struct record *r, struct bytes *out)
{
    const struct record_table *t = record_table(r, "artifacts");
    struct buf text;
    bool ok = t->row_count > 0;

    buf_init(&text, LIMIT_FRAME);
    for (size_t i = 0; i < t->row_count && ok; i++) {
        ok = hash_is_hex256(record_text(t, i, "sha256"));
        if (i > 0)
            buf_u8(&text, ' ');
        buf_add(&text, record_text(t, i, "sha256"));
    }
    ok = ok && !text.failed;
    if (ok)
        *out = arena_copy(a, buf_bytes(&text));
    buf_free(&text);
    return ok;
}

static bool letters_of(struct arena *a, const struct record *r, struct bytes *out)
{
    const struct record_table *t = record_table(r, "answers");
    char *letters = arena_alloc(a, t->row_count + 1);

    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes answer = record_text(t, i, "answer");
        for (int k = ANSWER_NO; k <= ANSWER_UNDETERMINED; k++)
            if (bytes_is(answer, answer_name((enum answer)k)))
                letters[i] = answer_name((enum answer)k)[0];
        if (letters[i] == 0)
            return false;
    }
    *out = bytes_of(letters, t->row_count);
    return true;
}

bool peer_is_app(const struct record *r)
{
    const struct record_table *app = record_table(r, "app");

    return app != NULL && app->row_count > 0;
}

bool peer_of_record(struct arena *a, const struct record *r, struct peer *out, struct error *e)
{
    const struct record_table *app = record_table(r, "app");
    struct record alone = *r;
    char digest[HEX256 + 1];
    struct cell version = record_cell(app, 0, "version_code");

    alone.peers = NULL; /* its own peers are no part of what it says of itself */
    *out = (struct peer){.package = name_of(a, record_text(app, 0, "id")),
                         .label = name_of(a, record_text(app, 0, "label")),
                         .version_name = name_of(a, record_text(app, 0, "version_name")),
                         .version_code = version.kind == 'i' ? version : (struct cell){.kind = 'n'},
                         .sha256 = arena_copy(a, known_by(r))};
    if (version.kind == 't' && !peer_version_text(version.text, &out->version_code.number))
        return error_set(e, ERROR_FORMAT, 0, "its version code is no number");
    if (version.kind == 't')
        out->version_code.kind = 'i';
    if (!hash_is_hex256(out->sha256) || !all_artifacts(a, r, &out->artifacts))
        return error_set(e, ERROR_FORMAT, 0, "an artifact of it has no digest");
    if (!letters_of(a, r, &out->answers) || !record_result(r, &out->result))
        return error_set(e, ERROR_FORMAT, 0, "its answers are none");
    if (!record_digest(&alone, digest))
        return error_set(e, ERROR_LIMIT, 0, "its record is too long");
    out->record = arena_copy(a, bytes_of(digest, HEX256));
    return true;
}

struct peer_candidate *peer_pool_add(struct peer_pool *pool)
{
    pool->all = arena_grow(pool->arena, pool->all, pool->count, &pool->capacity, sizeof *pool->all);
    pool->all[pool->count] = (struct peer_candidate){.counts = true};
    return &pool->all[pool->count++];
}

/* --- the rule --- */

struct choosing {
    struct arena *arena;
    struct peer_candidate **in; /* still counted */
    size_t in_count;
    struct peers *out;
    size_t left_capacity;
};

static void leave(struct choosing *c, struct bytes sha256, enum peer_reason why)
{
    struct peers *p = c->out;

    p->left = arena_grow(c->arena, p->left, p->left_count, &c->left_capacity, sizeof *p->left);
    p->left[p->left_count++] = (struct peer_left){sha256, why};
}

int peer_compare_versions(struct cell a, struct cell b)
{
    if (a.kind != 'i' || b.kind != 'i')
        return (a.kind == 'i') - (b.kind == 'i');
    return (a.number > b.number) - (a.number < b.number);
}

static int by_files(const void *one, const void *two)
{
    const struct peer_candidate *a = *(struct peer_candidate *const *)one;
    const struct peer_candidate *b = *(struct peer_candidate *const *)two;
    int order = bytes_compare(a->peer.artifacts, b->peer.artifacts);

    return order != 0 ? order : (int)a->peer.basis - (int)b->peer.basis;
}

/* The highest version of a package first, of several with the same number the first by digest. */
static int by_package(const void *one, const void *two)
{
    const struct peer_candidate *a = *(struct peer_candidate *const *)one;
    const struct peer_candidate *b = *(struct peer_candidate *const *)two;
    int order = bytes_compare(a->peer.package, b->peer.package);

    if (order == 0)
        order = peer_compare_versions(b->peer.version_code, a->peer.version_code);
    return order != 0 ? order : by_files(one, two);
}

static int by_digest(const void *one, const void *two)
{
    const struct peer *a = one, *b = two;
    int order = bytes_compare(a->sha256, b->sha256);

    return order != 0 ? order : bytes_compare(a->artifacts, b->artifacts);
}

static int by_left(const void *one, const void *two)
{
    const struct peer_left *a = one, *b = two;
    int order = bytes_compare(a->sha256, b->sha256);

    return order != 0 ? order : (int)a->why - (int)b->why;
}

static void sort(void *what, size_t count, size_t size, int (*order)(const void *, const void *))
{
    if (count > 1)
        qsort(what, count, size, order);
}

/* The same files twice: a record says no more than the app beside it, and two records must agree. */
static bool drop_doubles(struct choosing *c, struct error *e)
{
    size_t kept = 0;

    sort(c->in, c->in_count, sizeof *c->in, by_files);
    for (size_t i = 0; i < c->in_count; i++) {
        const struct peer *this = &c->in[i]->peer, *before = kept == 0 ? NULL : &c->in[kept - 1]->peer;
        if (before == NULL || !bytes_equal(this->artifacts, before->artifacts)) {
            c->in[kept++] = c->in[i];
            continue;
        }
        if (!bytes_equal(this->record, before->record))
            return error_set(e, ERROR_REFUSED, 0, "two records of the app %.*s disagree", (int)HEX256,
                             (const char *)this->sha256.data);
        leave(c, this->sha256, LEFT_DOUBLE);
    }
    c->in_count = kept;
    return true;
}

static void drop_self(struct choosing *c, const struct record *subject)
{
    struct bytes sha256 = known_by(subject);
    struct bytes package = name_of(c->arena, record_text(record_table(subject, "app"), 0, "id"));
    size_t kept = 0;

    for (size_t i = 0; i < c->in_count; i++) {
        const struct peer *p = &c->in[i]->peer;
        if (bytes_equal(p->sha256, sha256))
            leave(c, p->sha256, LEFT_SELF);
        else if (package.size > 0 && bytes_equal(p->package, package))
            leave(c, p->sha256, LEFT_BUILD);
        else
            c->in[kept++] = c->in[i];
    }
    c->in_count = kept;
}

static void drop_versions(struct choosing *c)
{
    size_t kept = 0;

    sort(c->in, c->in_count, sizeof *c->in, by_package);
    for (size_t i = 0; i < c->in_count; i++) {
        const struct peer *p = &c->in[i]->peer;
        if (kept > 0 && p->package.size > 0 && bytes_equal(p->package, c->in[kept - 1]->peer.package))
            leave(c, p->sha256, LEFT_VERSION);
        else
            c->in[kept++] = c->in[i];
    }
    c->in_count = kept;
}

/* What the set names and nobody gave. */
static void name_absent(struct choosing *c, const struct peer_pool *pool)
{
    struct bytes *given = arena_array(c->arena, pool->count, sizeof *given);

    for (size_t i = 0; i < pool->count; i++)
        given[i] = pool->all[i].peer.sha256;
    peer_digests_sort(given, pool->count);
    for (size_t i = 0; i < pool->set->count; i++)
        if (peer_set_takes(pool->set, i, pool->category) &&
            !peer_digests_have(given, pool->count, pool->set->entries[i].sha256))
            leave(c, pool->set->entries[i].sha256, LEFT_ABSENT);
}

/* The same reason of the same digest once. */
static void settle_left(struct peers *p)
{
    size_t kept = 0;

    sort(p->left, p->left_count, sizeof *p->left, by_left);
    for (size_t i = 0; i < p->left_count; i++)
        if (kept == 0 || by_left(&p->left[i], &p->left[kept - 1]) != 0)
            p->left[kept++] = p->left[i];
    p->left_count = kept;
}

struct peer_counts peers_count(const struct peers *p, size_t criterion)
{
    struct peer_counts n = {0, 0, 0};

    for (size_t i = 0; i < p->count; i++) {
        uint8_t letter = bytes_get8(p->apps[i].answers, criterion);
        n.yes += letter == 'y';
        n.no += letter == 'n';
        n.undetermined += letter == 'u';
    }
    return n;
}

bool peers_choose(const struct peer_pool *pool, const struct record *subject, struct peers **out,
                  struct error *e)
{
    struct arena *a = subject->arena;
    struct choosing c = {.arena = a, .out = arena_alloc(a, sizeof *c.out)};
    struct peers *p = c.out;

    if (pool->count > LIMIT_PEERS)
        return error_set(e, ERROR_LIMIT, 0, "%zu apps to compare with; at most %u", pool->count, LIMIT_PEERS);
    if (pool->set != NULL)
        p->set = pool->set->pack;
    p->category = pool->category;
    c.in = arena_array(a, pool->count, sizeof *c.in);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->all[i].counts)
            c.in[c.in_count++] = &pool->all[i];
        else
            leave(&c, pool->all[i].peer.sha256, pool->all[i].why);
    if (!drop_doubles(&c, e))
        return false;
    drop_self(&c, subject);
    drop_versions(&c);
    if (pool->set != NULL)
        name_absent(&c, pool);
    settle_left(p);
    p->apps = arena_array(a, c.in_count, sizeof *p->apps);
    p->count = c.in_count;
    for (size_t i = 0; i < c.in_count; i++)
        p->apps[i] = c.in[i]->peer;
    sort(p->apps, p->count, sizeof *p->apps, by_digest);
    p->counts = arena_array(a, subject->criterion_count, sizeof *p->counts);
    for (size_t i = 0; i < subject->criterion_count; i++)
        p->counts[i] = peers_count(p, i);
    *out = p;
    return true;
}
