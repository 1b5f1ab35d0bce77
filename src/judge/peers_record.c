/*
 * Peers as the record has them:
 *
 *     {"apps": [{"answers", "artifacts", "basis", "label", "package", "record", "result", "sha256",
 *                "version_code", "version_name"}],
 *      "category": null, "counts": [{"criterion", "no", "undetermined", "yes"}],
 *      "left_out": [{"reason", "sha256"}], "rule": "...", "set": null or {"id", "sha256", "text"}}
 */
#include "judge/peer_set.h"
#include "judge/peers.h"

/* What the record calls the rules: what they say in full is in the manual. */
static const char rule_folder[] =
    "every app given; each package once, in its highest version; not the app itself";
static const char rule_set[] =
    "every app of the set that was given; each package once, in its highest version; not the app itself";

static const char *const bases[] = {[PEER_EVALUATED] = "evaluated", [PEER_RECORD] = "record"};

enum { APP_KEYS = 10, COUNT_KEYS = 4, LEFT_KEYS = 2, SET_KEYS = 3, TOP_KEYS = 6 };
static const char *const app_keys[] = {"answers",      "artifacts",    "basis",  "label",
                                       "package",      "record",       "result", "sha256",
                                       "version_code", "version_name", NULL};
static const char *const count_keys[] = {"criterion", "no", "undetermined", "yes", NULL};
static const char *const left_keys[] = {"reason", "sha256", NULL};
static const char *const set_keys[] = {"id", "sha256", "text", NULL};
static const char *const top_keys[] = {"apps", "category", "counts", "left_out", "rule", "set", NULL};

/* --- writing --- */

static void write_app(struct json *j, const struct peer *p)
{
    json_object(j);
    json_pair_or_null(j, "answers", p->answers);
    json_pair_or_null(j, "artifacts", p->artifacts);
    json_pair_or_null(j, "basis", bytes_str(bases[p->basis]));
    json_pair_or_null(j, "label", p->label);
    json_pair_or_null(j, "package", p->package);
    json_pair_or_null(j, "record", p->record);
    json_pair_or_null(j, "result", bytes_str(result_name(p->result)));
    json_pair_or_null(j, "sha256", p->sha256);
    json_key(j, BYTES("version_code"));
    if (p->version_code.kind == 'i')
        json_number(j, p->version_code.number);
    else
        json_null(j);
    json_pair_or_null(j, "version_name", p->version_name);
    json_end_object(j);
}

static void write_counts(struct json *j, const struct peers *p, const struct record *r)
{
    json_key(j, BYTES("counts"));
    json_array(j);
    for (size_t i = 0; i < r->criterion_count; i++) {
        json_object(j);
        json_pair_or_null(j, "criterion", r->criteria[i].id);
        json_key(j, BYTES("no"));
        json_number(j, p->counts[i].no);
        json_key(j, BYTES("undetermined"));
        json_number(j, p->counts[i].undetermined);
        json_key(j, BYTES("yes"));
        json_number(j, p->counts[i].yes);
        json_end_object(j);
    }
    json_end_array(j);
}

void peers_write(struct json *j, const struct peers *p, const struct record *r)
{
    json_object(j);
    json_key(j, BYTES("apps"));
    json_array(j);
    for (size_t i = 0; i < p->count; i++)
        write_app(j, &p->apps[i]);
    json_end_array(j);
    json_pair_or_null(j, "category", p->category);
    write_counts(j, p, r);
    json_key(j, BYTES("left_out"));
    json_array(j);
    for (size_t i = 0; i < p->left_count; i++) {
        json_object(j);
        json_pair_or_null(j, "reason", bytes_str(peer_reason_name(p->left[i].why)));
        json_pair_or_null(j, "sha256", p->left[i].sha256);
        json_end_object(j);
    }
    json_end_array(j);
    json_pair_or_null(j, "rule", bytes_str(p->set.id.data == NULL ? rule_folder : rule_set));
    json_key(j, BYTES("set"));
    if (p->set.id.data == NULL) {
        json_null(j);
    } else {
        json_object(j);
        json_pair_or_null(j, "id", p->set.id);
        json_pair_or_null(j, "sha256", p->set.sha256);
        json_pair_or_null(j, "text", p->set.text);
        json_end_object(j);
    }
    json_end_object(j);
}

/* --- reading --- */

struct reading {
    const struct record *record;
    struct error *e;
};

static bool wrong(struct reading *r, const struct json_node *n, const char *where, const char *what)
{
    return error_set(r->e, ERROR_FORMAT, n->at, "at byte %u: %s %s", n->at, where, what);
}

/* An object of exactly these keys, which stand in canonical order. */
static bool take_keys(struct reading *r, const struct json_node *n, const char *where,
                      const char *const *keys, const struct json_node **out)
{
    size_t i = 0;

    if (n->kind != JSON_OBJECT)
        return wrong(r, n, where, "is no object");
    for (const struct json_node *child = n->first; child != NULL; child = child->next) {
        if (keys[i] == NULL || !bytes_is(child->key, keys[i]))
            return wrong(r, n, where, "has a key that it does not have in a record, or lacks one");
        out[i++] = child;
    }
    return keys[i] == NULL || wrong(r, n, where, "lacks a key");
}

/* An array of at most LIMIT_PEERS values; its values one after the other are n->first and what follows. */
static bool take_array(struct reading *r, const struct json_node *n, const char *where, size_t most)
{
    if (n->kind != JSON_ARRAY)
        return wrong(r, n, where, "is no array");
    return n->count <= most || wrong(r, n, where, "has too many values");
}

static bool take_text(struct reading *r, const struct json_node *n, const char *where, struct bytes *out)
{
    if (n->kind != JSON_TEXT)
        return wrong(r, n, where, "is no text");
    *out = n->text;
    return true;
}

static bool take_digest(struct reading *r, const struct json_node *n, const char *where, struct bytes *out)
{
    return take_text(r, n, where, out) &&
           (hash_is_hex256(*out) || wrong(r, n, where, "is no SHA-256 digest"));
}

static bool good_artifacts(struct bytes text, struct bytes sha256)
{
    bool known = false;

    for (size_t at = 0; at < text.size || at == 0; at += HEX256 + 1) {
        struct bytes digest;
        if (!bytes_slice(text, at, HEX256, &digest) || !hash_is_hex256(digest))
            return false;
        known = known || bytes_equal(digest, sha256);
        if (at + HEX256 < text.size && bytes_get8(text, at + HEX256) != ' ')
            return false;
        if (at + HEX256 + 1 == text.size)
            return false;
    }
    return known;
}

static bool good_answers(struct bytes letters, size_t count)
{
    for (size_t i = 0; i < letters.size; i++)
        if (letters.data[i] != 'y' && letters.data[i] != 'n' && letters.data[i] != 'u')
            return false;
    return letters.size == count;
}

static bool take_version(struct reading *r, const struct json_node *n, struct cell *out)
{
    *out = (struct cell){.kind = n->kind == JSON_NULL ? 'n' : 'i', .number = n->number};
    if (n->kind == JSON_NULL || n->kind == JSON_NUMBER)
        return true;
    return (n->kind == JSON_TEXT && peer_version_text(n->text, &out->number)) ||
           wrong(r, n, "peers.apps.version_code", "is no number");
}

static bool take_app(struct reading *r, const struct json_node *n, struct peer *out)
{
    const struct json_node *v[APP_KEYS];
    struct bytes basis = {NULL, 0}, result = {NULL, 0};

    if (!take_keys(r, n, "peers.apps", app_keys, v) ||
        !take_text(r, v[0], "peers.apps.answers", &out->answers) ||
        !take_text(r, v[1], "peers.apps.artifacts", &out->artifacts) ||
        !take_text(r, v[2], "peers.apps.basis", &basis) ||
        !take_text(r, v[3], "peers.apps.label", &out->label) ||
        !take_text(r, v[4], "peers.apps.package", &out->package) ||
        !take_digest(r, v[5], "peers.apps.record", &out->record) ||
        !take_text(r, v[6], "peers.apps.result", &result) ||
        !take_digest(r, v[7], "peers.apps.sha256", &out->sha256) ||
        !take_version(r, v[8], &out->version_code) ||
        !take_text(r, v[9], "peers.apps.version_name", &out->version_name))
        return false;
    out->basis = bytes_is(basis, bases[PEER_RECORD]) ? PEER_RECORD : PEER_EVALUATED;
    if (!bytes_is(basis, bases[out->basis]))
        return wrong(r, v[2], "peers.apps.basis", "is not evaluated or record");
    if (!result_of(result, &out->result))
        return wrong(r, v[6], "peers.apps.result", "is no result");
    if (!good_artifacts(out->artifacts, out->sha256))
        return wrong(r, v[1], "peers.apps.artifacts", "does not list digests, its sha256 among them");
    if (!good_answers(out->answers, r->record->criterion_count))
        return wrong(r, v[0], "peers.apps.answers", "is not one letter (y, n or u) for each criterion");
    return true;
}

static bool take_apps(struct reading *r, const struct json_node *n, struct peers *p)
{
    if (!take_array(r, n, "peers.apps", LIMIT_PEERS))
        return false;
    p->apps = arena_array(r->record->arena, n->count, sizeof *p->apps);
    for (const struct json_node *c = n->first; c != NULL; c = c->next) {
        struct peer *this = &p->apps[p->count];
        int order;
        if (!take_app(r, c, this))
            return false;
        order = p->count == 0 ? -1 : bytes_compare(p->apps[p->count - 1].sha256, this->sha256);
        if (order == 0 && p->count > 0)
            order = bytes_compare(p->apps[p->count - 1].artifacts, this->artifacts);
        if (order >= 0)
            return error_set(r->e, ERROR_REFUSED, c->at,
                             "peers.apps[%zu] is out of the order of digests, or twice", p->count);
        p->count++;
    }
    return true;
}

/* The counts must be those of the letters: nobody can state others. */
static bool take_counts(struct reading *r, const struct json_node *n, struct peers *p)
{
    size_t i = 0;

    if (!take_array(r, n, "peers.counts", LIMIT_CRITERIA))
        return false;
    if (n->count != r->record->criterion_count)
        return wrong(r, n, "peers.counts", "is not one for each criterion");
    p->counts = arena_array(r->record->arena, n->count, sizeof *p->counts);
    for (const struct json_node *c = n->first; c != NULL; c = c->next, i++) {
        const struct json_node *v[COUNT_KEYS];
        struct bytes id = {NULL, 0};
        if (!take_keys(r, c, "peers.counts", count_keys, v) ||
            !take_text(r, v[0], "peers.counts.criterion", &id))
            return false;
        p->counts[i] = peers_count(p, i);
        if (!bytes_equal(id, r->record->criteria[i].id))
            return error_set(r->e, ERROR_REFUSED, c->at,
                             "peers.counts[%zu].criterion is not packs.criteria[%zu].id", i, i);
        for (size_t k = 1; k < COUNT_KEYS; k++) {
            uint32_t is = k == 1 ? p->counts[i].no : k == 2 ? p->counts[i].undetermined : p->counts[i].yes;
            if (v[k]->kind != JSON_NUMBER)
                return wrong(r, v[k], "peers.counts", "has a count that is no integer");
            if (v[k]->number != is)
                return error_set(r->e, ERROR_REFUSED, v[k]->at,
                                 "peers.counts[%zu].%s: the record says %lld, its peers give %u", i,
                                 count_keys[k], (long long)v[k]->number, is);
        }
    }
    return true;
}

static bool take_left(struct reading *r, const struct json_node *n, struct peers *p)
{
    /* of each app given, and of the set's, at most two reasons */
    if (!take_array(r, n, "peers.left_out", 4 * (size_t)LIMIT_PEERS))
        return false;
    p->left = arena_array(r->record->arena, n->count, sizeof *p->left);
    for (const struct json_node *c = n->first; c != NULL; c = c->next) {
        const struct json_node *v[LEFT_KEYS];
        struct peer_left *this = &p->left[p->left_count];
        struct bytes reason = {NULL, 0};
        int order;
        if (!take_keys(r, c, "peers.left_out", left_keys, v) ||
            !take_text(r, v[0], "peers.left_out.reason", &reason) ||
            !take_digest(r, v[1], "peers.left_out.sha256", &this->sha256))
            return false;
        this->why = LEFT_SELF;
        while (this->why < LEFT_REASONS && !bytes_is(reason, peer_reason_name(this->why)))
            this->why++;
        if (this->why == LEFT_REASONS)
            return wrong(r, v[0], "peers.left_out.reason", "is no reason");
        order = p->left_count == 0 ? -1 : bytes_compare(p->left[p->left_count - 1].sha256, this->sha256);
        if (order > 0 || (order == 0 && p->left[p->left_count - 1].why >= this->why))
            return error_set(r->e, ERROR_REFUSED, c->at, "peers.left_out[%zu] is out of order, or twice",
                             p->left_count);
        p->left_count++;
    }
    return true;
}

/* The set's text is what its digest says, and what it says it is. */
static bool take_set(struct reading *r, const struct json_node *n, struct peers *p)
{
    const struct json_node *v[SET_KEYS];
    struct peer_set set;
    struct error why = {0};
    struct record_pack said = {{NULL, 0}, {NULL, 0}, {NULL, 0}};

    if (n->kind == JSON_NULL)
        return true;
    if (!take_keys(r, n, "peers.set", set_keys, v) || !take_text(r, v[0], "peers.set.id", &said.id) ||
        !take_digest(r, v[1], "peers.set.sha256", &said.sha256) ||
        !take_text(r, v[2], "peers.set.text", &said.text))
        return false;
    if (!peer_set_read(&set, r->record->arena, said.text, &why))
        return error_set(r->e, ERROR_FORMAT, v[2]->at, "peers.set.text: %.200s", why.text);
    if (!bytes_equal(set.pack.sha256, said.sha256) || !bytes_equal(set.pack.id, said.id))
        return error_set(r->e, ERROR_REFUSED, v[1]->at,
                         "peers.set: its id or digest is not that of its text");
    p->set = said;
    return true;
}

/* Every app counted is one of the set; and every one of the set is counted or left out with its reason. */
static bool check_set(struct reading *r, const struct peers *p)
{
    struct peer_set set;
    struct bytes *named = arena_array(r->record->arena, p->count + p->left_count, sizeof *named);
    struct bytes *listed;
    size_t count = 0, taken = 0;

    if (p->set.id.data == NULL)
        return p->category.data == NULL || error_set(r->e, ERROR_REFUSED, 0, "peers.category without a set");
    if (!peer_set_read(&set, r->record->arena, p->set.text, r->e))
        return false;
    listed = arena_array(r->record->arena, set.count, sizeof *listed);
    for (size_t i = 0; i < set.count; i++)
        if (peer_set_takes(&set, i, p->category))
            listed[taken++] = set.entries[i].sha256;
    for (size_t i = 0; i < p->count; i++)
        named[count++] = p->apps[i].sha256;
    for (size_t i = 0; i < p->left_count; i++)
        named[count++] = p->left[i].sha256;
    for (size_t i = 0; i < count; i++)
        if (!peer_digests_have(listed, taken, named[i]))
            return error_set(r->e, ERROR_REFUSED, 0, "peers: %.*s is not of the set", (int)HEX256,
                             (const char *)named[i].data);
    peer_digests_sort(named, count);
    for (size_t i = 0; i < taken; i++)
        if (!peer_digests_have(named, count, listed[i]))
            return error_set(r->e, ERROR_REFUSED, 0, "peers: %.*s is of the set and not accounted for",
                             (int)HEX256, (const char *)listed[i].data);
    return true;
}

bool peers_read(const struct record *r, const struct json_node *n, struct peers **out, struct error *e)
{
    struct reading reading = {r, e};
    const struct json_node *v[TOP_KEYS];
    struct peers *p = arena_alloc(r->arena, sizeof *p);
    struct bytes rule = {NULL, 0};

    if (!take_keys(&reading, n, "peers", top_keys, v) || !take_apps(&reading, v[0], p))
        return false;
    if (v[1]->kind != JSON_NULL && !take_text(&reading, v[1], "peers.category", &p->category))
        return false;
    if (!take_counts(&reading, v[2], p) || !take_left(&reading, v[3], p) ||
        !take_text(&reading, v[4], "peers.rule", &rule) || !take_set(&reading, v[5], p) ||
        !check_set(&reading, p))
        return false;
    if (!bytes_is(rule, p->set.id.data == NULL ? rule_folder : rule_set))
        return wrong(&reading, v[4], "peers.rule", "is no rule that this version knows");
    *out = p;
    return true;
}
