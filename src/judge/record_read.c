/*
 * A record from its canonical JSON, which anybody may have written: every key
 * that a record has, no other, each of its type. Tables and columns are taken
 * as they are named, because records of other versions of veto have others.
 * What contradicts itself (a digest that is not that of its text) is
 * ERROR_REFUSED, what is no record ERROR_FORMAT.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/json_read.h"
#include "base/text.h"
#include "judge/peers.h"

enum { NAME_MOST = 64 }; /* bytes of a table's or column's name */

struct reading {
    struct record *record;
    struct error *e;
};

/* A claim's name as far as a message has room for it. */
struct path {
    char text[160];
};

__attribute__((format(printf, 1, 2))) static struct path path_of(const char *format, ...)
{
    struct path p;
    va_list args;

    va_start(args, format);
    vsnprintf(p.text, sizeof p.text, format, args);
    va_end(args);
    return p;
}

static struct path path_key(struct path p, struct bytes key)
{
    return path_of("%s%s%.*s", p.text, p.text[0] == 0 ? "" : ".", (int)(key.size < 60 ? key.size : 60),
                   key.size == 0 ? "" : (const char *)key.data);
}

static bool wrong(struct reading *r, const struct json_node *n, struct path p, const char *what)
{
    return error_set(r->e, ERROR_FORMAT, n->at, "at byte %u: %s %s", n->at,
                     p.text[0] == 0 ? "the record" : p.text, what);
}

/* An object with exactly these keys, which are in canonical order; their values go to out. */
static bool take_keys(struct reading *r, const struct json_node *n, struct path p, const char *const *keys,
                      const struct json_node **out)
{
    const struct json_node *child;
    size_t i = 0;

    if (n->kind != JSON_OBJECT)
        return wrong(r, n, p, "is not an object");
    for (child = n->first; child != NULL; child = child->next) {
        if (keys[i] == NULL || !bytes_is(child->key, keys[i]))
            break;
        out[i++] = child;
    }
    if (child == NULL && keys[i] == NULL)
        return true;
    if (keys[i] != NULL && (child == NULL || json_compare(child->key, bytes_str(keys[i])) > 0))
        return error_set(r->e, ERROR_FORMAT, n->at, "at byte %u: %s lacks the key %s", n->at,
                         p.text[0] == 0 ? "the record" : p.text, keys[i]);
    return wrong(r, child, path_key(p, child->key), "is no key of a record");
}

static bool take_kind(struct reading *r, const struct json_node *n, struct path p, enum json_kind kind)
{
    static const char *const what[] = {
        [JSON_NULL] = "is not null", [JSON_BOOL] = "is not true or false", [JSON_NUMBER] = "is no integer",
        [JSON_TEXT] = "is no text",  [JSON_ARRAY] = "is no array",         [JSON_OBJECT] = "is no object"};

    return n->kind == kind || wrong(r, n, p, what[kind]);
}

/* Names of tables and columns: small letters, digits and underscores, a letter first. */
static bool good_name(struct bytes name)
{
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        bool letter = c >= 'a' && c <= 'z';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_')))
            return false;
    }
    return name.size > 0 && name.size <= NAME_MOST;
}

static bool take_cell(struct reading *r, const struct json_node *n, struct path p, struct cell *out)
{
    if (n->kind == JSON_NULL)
        *out = (struct cell){.kind = 'n'};
    else if (n->kind == JSON_NUMBER)
        *out = (struct cell){.kind = 'i', .number = n->number};
    else if (n->kind == JSON_TEXT)
        *out = (struct cell){.kind = 't', .text = n->text};
    else
        return wrong(r, n, p, "is not text, an integer or null");
    return true;
}

/* One row, whose keys must be the table's columns, as both are in canonical order. */
static bool take_row(struct reading *r, const struct json_node *n, struct path p, struct record_table *t)
{
    struct cell *cells = record_add_row(r->record, t);
    const struct json_node *child = n->first;

    for (uint32_t i = 0; i < t->column_count; i++, child = child->next) {
        if (child == NULL || !bytes_equal(child->key, t->columns[i]))
            return wrong(r, n, p, "has other keys than the first row of its table");
        if (!take_cell(r, child, path_key(p, child->key), &cells[i]))
            return false;
    }
    return child == NULL || wrong(r, n, p, "has other keys than the first row of its table");
}

/* The columns are the keys of the first row; a table without rows has none. */
static bool add_table(struct reading *r, struct bytes name, struct path p, const struct json_node *first,
                      struct record_table **out)
{
    struct bytes *columns;
    uint32_t count = 0;

    if (first == NULL) {
        *out = record_add_table(r->record, name, NULL, 0);
        return true;
    }
    if (!take_kind(r, first, p, JSON_OBJECT))
        return false;
    if (first->count == 0 || first->count > ROW_COLUMNS_MOST)
        return wrong(r, first, p, "has no columns, or too many");
    columns = arena_array(r->record->arena, first->count, sizeof *columns);
    for (const struct json_node *c = first->first; c != NULL; c = c->next) {
        if (!good_name(c->key))
            return wrong(r, c, path_key(p, c->key), "is no name of a column");
        columns[count++] = c->key;
    }
    *out = record_add_table(r->record, name, columns, count);
    return true;
}

static bool take_table(struct reading *r, struct bytes name, struct path p, const struct json_node *rows)
{
    struct record_table *t = NULL;
    size_t row = 0;

    if (!take_kind(r, rows, p, JSON_ARRAY) || !add_table(r, name, p, rows->first, &t))
        return false;
    for (const struct json_node *n = rows->first; n != NULL; n = n->next) {
        struct path at = path_of("%s[%zu]", p.text, row++);
        if (!take_kind(r, n, at, JSON_OBJECT) || !take_row(r, n, at, t))
            return false;
    }
    return true;
}

/* A table whose columns are known: of these kinds, 't' text, 'i' integer, '?' text or null, '*' any. */
static bool check_columns(struct reading *r, const char *name, const char *const *columns, const char *kinds)
{
    const struct record_table *t = record_table(r->record, name);

    for (size_t row = 0; row < t->row_count; row++)
        for (size_t i = 0; columns[i] != NULL; i++) {
            char kind = record_cell(t, row, columns[i]).kind;
            if (record_column(t, columns[i]) < 0)
                return error_set(r->e, ERROR_FORMAT, 0, "%s lacks the key %s", name, columns[i]);
            if (kind != kinds[i] && kinds[i] != '*' && (kinds[i] != '?' || kind == 'i'))
                return error_set(r->e, ERROR_FORMAT, 0, "%s[%zu].%s is not of its type", name, row,
                                 columns[i]);
        }
    return true;
}

static bool exactly(struct reading *r, const char *name, uint32_t columns)
{
    const struct record_table *t = record_table(r->record, name);

    return t->row_count == 0 || t->column_count == columns ||
           error_set(r->e, ERROR_FORMAT, 0, "%s has keys that a record does not have", name);
}

/* What the tables that every record has must have. */
static bool check_tables(struct reading *r)
{
    static const char *const answers[] = {"answer", "criterion", "reason", NULL};
    static const char *const findings[] = {"criterion", "subject", "locus", "grade",
                                           "witness",   "detail",  NULL};
    static const char *const artifacts[] = {"sha256", NULL};
    static const char *const coverage[] = {"part", "total", "analysed", "opaque", NULL};
    const struct record_table *t;

    if (!check_columns(r, "answers", answers, "tt?") || !exactly(r, "answers", 3) ||
        !check_columns(r, "findings", findings, "t?????") || !exactly(r, "findings", 6) ||
        !check_columns(r, "artifacts", artifacts, "t") || !check_columns(r, "coverage", coverage, "tiii"))
        return false;
    t = record_table(r->record, "answers");
    for (size_t i = 0; i < t->row_count; i++) {
        struct bytes answer = record_text(t, i, "answer");
        if (!bytes_is(answer, "yes") && !bytes_is(answer, "no") && !bytes_is(answer, "undetermined"))
            return error_set(r->e, ERROR_FORMAT, 0, "answers[%zu].answer is not yes, no or undetermined", i);
        if (i < r->record->criterion_count &&
            !bytes_equal(record_text(t, i, "criterion"), r->record->criteria[i].id))
            return error_set(r->e, ERROR_REFUSED, 0, "answers[%zu].criterion is not packs.criteria[%zu].id",
                             i, i);
    }
    return true;
}

static bool take_counts(struct reading *r, const struct json_node *n)
{
    static const struct bytes columns[] = {BYTES("rows"), BYTES("table")};
    struct record_table *t;

    if (!take_kind(r, n, path_of("counts"), JSON_OBJECT))
        return false;
    t = record_add_table(r->record, BYTES("counts"), columns, 2);
    for (const struct json_node *c = n->first; c != NULL; c = c->next) {
        struct path p = path_key(path_of("counts"), c->key);
        struct cell *cells = record_add_row(r->record, t);
        if (!good_name(c->key))
            return wrong(r, c, p, "is no name of a table");
        if (!take_kind(r, c, p, JSON_NUMBER))
            return false;
        cells[0] = (struct cell){.kind = 'i', .number = c->number};
        cells[1] = (struct cell){.kind = 't', .text = c->key};
    }
    return true;
}

static bool take_facts(struct reading *r, const struct json_node *n)
{
    if (!take_kind(r, n, path_of("facts"), JSON_OBJECT))
        return false;
    for (const struct json_node *c = n->first; c != NULL; c = c->next) {
        struct path p = path_key(path_of("facts"), c->key);
        if (!good_name(c->key) || record_is_top(c->key))
            return wrong(r, c, p, "is no name of a table of facts");
        if (!take_table(r, c->key, p, c))
            return false;
    }
    return true;
}

static bool take_pack(struct reading *r, const struct json_node *n, struct path p, struct record_pack *out)
{
    static const char *const keys[] = {"id", "sha256", "text", NULL};
    const struct json_node *values[3];
    uint8_t raw[SHA256_SIZE];
    char digest[HEX256 + 1];

    if (!take_keys(r, n, p, keys, values))
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!take_kind(r, values[i], path_key(p, bytes_str(keys[i])), JSON_TEXT))
            return false;
    *out = (struct record_pack){values[0]->text, values[1]->text, values[2]->text};
    hash_sha256(out->text, raw);
    hash_hex(bytes_of(raw, sizeof raw), digest);
    return bytes_is(out->sha256, digest) ||
           error_set(r->e, ERROR_REFUSED, values[1]->at,
                     "%s.sha256: the record says \"%.*s\", its text has \"%s\"", p.text,
                     (int)(out->sha256.size < HEX256 ? out->sha256.size : HEX256),
                     out->sha256.size == 0 ? "" : (const char *)out->sha256.data, digest);
}

static bool is_hex(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!((text.data[i] >= '0' && text.data[i] <= '9') || (text.data[i] >= 'a' && text.data[i] <= 'f')))
            return false;
    return true;
}

/* Names and digests of data: their texts are not in the record. */
static bool take_data(struct reading *r, const struct json_node *n)
{
    static const char *const keys[] = {"id", "sha256", NULL};
    struct record *rec = r->record;

    if (!take_kind(r, n, path_of("packs.data"), JSON_ARRAY))
        return false;
    if (n->count == 0 || n->count > LIMIT_CRITERIA)
        return wrong(r, n, path_of("packs.data"), n->count == 0 ? "is empty" : "has more files than veto takes");
    rec->data = arena_array(rec->arena, n->count, sizeof *rec->data);
    for (const struct json_node *c = n->first; c != NULL; c = c->next) {
        size_t i = rec->data_count++;
        struct path p = path_of("packs.data[%zu]", i);
        const struct json_node *values[2];
        if (!take_keys(r, c, p, keys, values) || !take_kind(r, values[0], path_key(p, BYTES("id")), JSON_TEXT) ||
            !take_kind(r, values[1], path_key(p, BYTES("sha256")), JSON_TEXT))
            return false;
        if (values[1]->text.size != HEX256 || !is_hex(values[1]->text))
            return wrong(r, values[1], path_key(p, BYTES("sha256")), "is no SHA-256");
        rec->data[i] = (struct record_pack){.id = values[0]->text, .sha256 = values[1]->text};
        if (i > 0 && bytes_compare(rec->data[i - 1].id, rec->data[i].id) >= 0)
            return wrong(r, c, p, "is out of the order of ids");
    }
    return true;
}

static bool take_packs(struct reading *r, const struct json_node *n)
{
    static const char *const keys[] = {"criteria", "data", "policy", NULL};
    static const char *const before[] = {"criteria", "policy", NULL}; /* records that name no data */
    const struct json_node *data = json_get(n, "data"), *values[3];
    struct record *rec = r->record;

    if (!take_keys(r, n, path_of("packs"), data == NULL ? before : keys, values) ||
        !take_kind(r, values[0], path_of("packs.criteria"), JSON_ARRAY))
        return false;
    if (values[0]->count > LIMIT_CRITERIA)
        return wrong(r, values[0], path_of("packs.criteria"), "has more criteria than veto takes");
    rec->criteria = arena_array(rec->arena, values[0]->count, sizeof *rec->criteria);
    for (const struct json_node *c = values[0]->first; c != NULL; c = c->next) {
        size_t i = rec->criterion_count++;
        if (!take_pack(r, c, path_of("packs.criteria[%zu]", i), &rec->criteria[i]))
            return false;
        if (i > 0 && bytes_compare(rec->criteria[i - 1].id, rec->criteria[i].id) >= 0)
            return wrong(r, c, path_of("packs.criteria[%zu]", i), "is out of the order of ids");
    }
    if (data != NULL && !take_data(r, data))
        return false;
    return take_pack(r, values[data == NULL ? 1 : 2], path_of("packs.policy"), &rec->policy);
}

/* The first row is the result, the others are its reasons, as a child sends them. */
static bool take_result(struct reading *r, const struct json_node *n)
{
    static const struct bytes columns[] = {BYTES("result"), BYTES("criterion"), BYTES("detail")};
    static const char *const keys[] = {"reasons", "result", NULL};
    static const char *const of_reason[] = {"criterion", "detail", "result", NULL};
    const struct json_node *values[2], *cells[3];
    struct record_table *t = record_add_table(r->record, BYTES("result"), columns, 3);
    struct cell *row = record_add_row(r->record, t);
    size_t i = 0;

    if (!take_keys(r, n, path_of("result"), keys, values) ||
        !take_kind(r, values[0], path_of("result.reasons"), JSON_ARRAY) ||
        !take_kind(r, values[1], path_of("result.result"), JSON_TEXT))
        return false;
    row[0] = (struct cell){.kind = 't', .text = values[1]->text};
    row[1] = row[2] = (struct cell){.kind = 'n'};
    for (const struct json_node *c = values[0]->first; c != NULL; c = c->next, i++) {
        struct path p = path_of("result.reasons[%zu]", i);
        enum result result;
        row = record_add_row(r->record, t);
        if (!take_keys(r, c, p, of_reason, cells) ||
            !take_kind(r, cells[2], path_key(p, BYTES("result")), JSON_TEXT))
            return false;
        if (!result_of(cells[2]->text, &result))
            return wrong(r, cells[2], path_key(p, BYTES("result")), "is no result");
        for (size_t k = 0; k < 2; k++)
            if (cells[k]->kind == JSON_NUMBER ||
                !take_cell(r, cells[k], path_key(p, bytes_str(of_reason[k])), &row[k + 1]))
                return wrong(r, cells[k], path_key(p, bytes_str(of_reason[k])), "is not text or null");
        row[0] = (struct cell){.kind = 't', .text = cells[2]->text};
    }
    return true;
}

bool record_read(struct record *r, struct arena *a, struct bytes json, struct error *e)
{
    static const char *const keys[] = {"answers",  "artifacts", "counts", "coverage", "facts",
                                       "findings", "packs",     "result", "veto",     NULL};
    static const char *const compared[] = {"answers", "artifacts", "counts", "coverage", "facts", "findings",
                                           "packs",   "peers",     "result", "veto",     NULL};
    const struct json_node *root, *peers, *values[10];
    struct reading reading = {r, e};
    struct peers *read = NULL;
    struct path top = path_of("%s", "");

    *r = (struct record){.arena = a};
    if (json.size > 0 && json.data[json.size - 1] == '\n')
        json.size--;
    root = json_read(a, json, e);
    if (root == NULL)
        return false;
    peers = json_get(root, "peers");
    if (!take_keys(&reading, root, top, peers == NULL ? keys : compared, values))
        return false;
    if (peers != NULL) { /* the one key that may be missing: the others stand where they stand without it */
        values[7] = values[8];
        values[8] = values[9];
    }
    if (!json_canonical(root, json))
        return error_set(e, ERROR_FORMAT, 0,
                         "the record is not canonical JSON (RFC 8785), so its digest means nothing; was it "
                         "reformatted?");
    if (!take_kind(&reading, values[8], path_of("veto"), JSON_TEXT) || !take_packs(&reading, values[6]) ||
        !take_table(&reading, BYTES("answers"), path_of("answers"), values[0]) ||
        !take_table(&reading, BYTES("artifacts"), path_of("artifacts"), values[1]) ||
        !take_counts(&reading, values[2]) ||
        !take_table(&reading, BYTES("coverage"), path_of("coverage"), values[3]) ||
        !take_facts(&reading, values[4]) ||
        !take_table(&reading, BYTES("findings"), path_of("findings"), values[5]) ||
        !take_result(&reading, values[7]) || !check_tables(&reading))
        return false;
    r->veto = values[8]->text;
    if (peers != NULL && !peers_read(r, peers, &read, e))
        return false;
    r->peers = read;
    return record_whole(r, e);
}
