#include "ledger/statement.h"

#include "base/limits.h"
#include "base/tsv.h"

enum { PATH_TEXT = 200 };

/* Where in a statement: "measures[1].findings". */
struct place {
    char text[PATH_TEXT];
};

static bool digits(struct bytes text, size_t at, size_t n, unsigned *out)
{
    *out = 0;
    for (size_t i = at; i < at + n; i++) {
        uint8_t c = bytes_get8(text, i);
        if (c < '0' || c > '9')
            return false;
        *out = *out * 10 + (unsigned)(c - '0');
    }
    return true;
}

bool statement_is_date(struct bytes text)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned y, m, d;
    bool leap;

    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-' || !digits(text, 0, 4, &y) ||
        !digits(text, 5, 2, &m) || !digits(text, 8, 2, &d))
        return false;
    leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return y >= 1970 && m >= 1 && m <= 12 && d >= 1 && d <= lengths[m - 1] + (m == 2 && leap ? 1u : 0u);
}

bool statement_is_time(struct bytes text)
{
    struct bytes date;
    unsigned h, m, s;

    return text.size == 20 && bytes_slice(text, 0, 10, &date) && statement_is_date(date) && text.data[10] == 'T' &&
           text.data[13] == ':' && text.data[16] == ':' && text.data[19] == 'Z' && digits(text, 11, 2, &h) &&
           digits(text, 14, 2, &m) && digits(text, 17, 2, &s) && h < 24 && m < 60 && s < 60;
}

static bool wrong(const struct place *at, const struct json_node *n, const char *rule, struct error *e)
{
    return error_set(e, ERROR_FORMAT, n == NULL ? 0 : n->at, "%s: %s", at->text, rule);
}

static bool among(struct bytes word, const char *list)
{
    struct bytes rest = bytes_str(list), one;

    while (tsv_word(&rest, &one))
        if (bytes_equal(one, word))
            return true;
    return false;
}

/* One text against the type of its field. */
static const char *text_rule(const struct field *f, struct bytes text)
{
    switch (f->type) {
    case FIELD_CHOICE:
        return among(text, f->choices) ? NULL : f->choices;
    case FIELD_DATE:
        return statement_is_date(text) ? NULL : "a date as 2026-11-23 is wanted";
    case FIELD_TIME:
        return statement_is_time(text) ? NULL : "a time as 2026-11-23T18:05:30Z is wanted";
    case FIELD_DIGEST:
    case FIELD_DIGESTS:
        return hash_is_hex256(text) ? NULL : "a SHA-256 digest in lower-case hex is wanted";
    default:
        return text.size > 0 ? NULL : "the text is empty";
    }
}

static bool check_list(const struct field *f, const struct json_node *n, const struct place *at, struct error *e)
{
    const char *rule;

    if (n->kind != JSON_ARRAY)
        return wrong(at, n, "a list is wanted", e);
    if ((f->flags & FIELD_SOME) != 0 && n->count == 0)
        return wrong(at, n, "the list is empty", e);
    if (n->count > LIMIT_STATEMENT_LIST)
        return wrong(at, n, "the list is too long; refer to a file by its digest", e);
    if (f->type == FIELD_ROWS)
        return true;
    for (const struct json_node *i = n->first; i != NULL; i = i->next) {
        if (i->kind != JSON_TEXT)
            return wrong(at, i, "a list of texts is wanted", e);
        rule = text_rule(f, i->text);
        if (rule != NULL)
            return wrong(at, i, rule, e);
        for (const struct json_node *k = n->first; k != i; k = k->next)
            if (bytes_equal(k->text, i->text))
                return wrong(at, i, "the same occurs twice", e);
    }
    return true;
}

static bool is_commitment(const struct json_node *n)
{
    const struct json_node *digest = json_get(n, "commitment");

    return digest != NULL && digest->kind == JSON_TEXT && hash_is_hex256(digest->text) && n->count == 1;
}

/* A value against its field; rows of a list are left to the caller. */
static bool check_value(const struct field *f, const struct json_node *n, const struct place *at, struct error *e)
{
    const char *rule;

    if (n == NULL)
        return (f->flags & FIELD_REQUIRED) == 0 || wrong(at, n, "is missing", e);
    if ((f->flags & FIELD_REDACTABLE) != 0 && is_commitment(n))
        return true;
    if (f->type == FIELD_TEXTS || f->type == FIELD_DIGESTS || f->type == FIELD_ROWS)
        return check_list(f, n, at, e);
    if (f->type == FIELD_NUMBER)
        return (n->kind == JSON_NUMBER && n->number >= 0) || wrong(at, n, "a number from 0 on is wanted", e);
    if (n->kind != JSON_TEXT)
        return wrong(at, n, "a text is wanted", e);
    rule = text_rule(f, n->text);
    if (rule != NULL && f->type == FIELD_CHOICE)
        return error_set(e, ERROR_FORMAT, n->at, "%s: one of these is wanted: %s", at->text, rule);
    return rule == NULL || wrong(at, n, rule, e);
}

static const struct field *find_field(const struct field *table, struct bytes name)
{
    for (; table != NULL && table->name != NULL; table++)
        if (bytes_is(name, table->name))
            return table;
    return NULL;
}

static struct place within(const char *before, const char *name)
{
    struct place at;
    struct buf text;

    buf_init(&text, sizeof at.text - 1);
    buf_printf(&text, "%s%s%s", before, *before == 0 ? "" : ".", name);
    memset(&at, 0, sizeof at);
    if (text.size > 0)
        memcpy(at.text, text.data, text.size);
    buf_free(&text);
    return at;
}

/* Every key of an object is a field of one of the two tables (the second may be NULL). */
static bool check_keys(const struct json_node *n, const struct field *one, const struct field *two, const char *before,
                       struct error *e)
{
    for (const struct json_node *i = n->first; i != NULL; i = i->next)
        if (find_field(one, i->key) == NULL && find_field(two, i->key) == NULL)
            return error_set(e, ERROR_FORMAT, i->at, "%s%sno such field: %.*s", before, *before == 0 ? "" : ": ",
                             (int)(i->key.size < 60 ? i->key.size : 60), (const char *)i->key.data);
    return true;
}

/* The rows of a list: objects with scalar fields and lists of texts. Tables nest no deeper. */
static bool check_rows(const struct field *f, const struct json_node *list, struct error *e)
{
    unsigned number = 0;

    for (const struct json_node *row = list->first; row != NULL; row = row->next, number++) {
        struct bytes name;
        char before[PATH_TEXT];
        struct buf text;
        buf_init(&text, sizeof before - 1);
        buf_printf(&text, "%s[%u]", f->name, number);
        name = buf_bytes(&text);
        memset(before, 0, sizeof before);
        memcpy(before, name.data, name.size);
        buf_free(&text);
        if (row->kind != JSON_OBJECT)
            return error_set(e, ERROR_FORMAT, row->at, "%s: an object is wanted", before);
        if (!check_keys(row, f->rows, NULL, before, e))
            return false;
        for (const struct field *r = f->rows; r->name != NULL; r++) {
            struct place at = within(before, r->name);
            if (!check_value(r, json_get(row, r->name), &at, e))
                return false;
        }
    }
    return true;
}

static bool check_table(const struct field *table, const struct json_node *n, struct error *e)
{
    for (const struct field *f = table; f->name != NULL; f++) {
        struct place at = within("", f->name);
        const struct json_node *value = json_get(n, f->name);
        if (!check_value(f, value, &at, e))
            return false;
        if (value != NULL && f->type == FIELD_ROWS && value->kind == JSON_ARRAY && !check_rows(f, value, e))
            return false;
    }
    return true;
}

static bool check_root(const struct json_node *n, struct statement *s, struct error *e)
{
    const struct json_node *kind = json_get(n, "kind");

    if (n->kind != JSON_OBJECT || kind == NULL || kind->kind != JSON_TEXT)
        return error_set(e, ERROR_FORMAT, n->at, "a statement is an object with a kind");
    s->kind = statement_kind(kind->text);
    if (s->kind == NULL)
        return error_set(e, ERROR_FORMAT, kind->at, "kind: there is no statement of kind %.*s",
                         (int)(kind->text.size < 60 ? kind->text.size : 60), (const char *)kind->text.data);
    s->root = n;
    return check_keys(n, statement_common, s->kind->fields, "", e) && check_table(statement_common, n, e) &&
           check_table(s->kind->fields, n, e) && (s->kind->rule == NULL || s->kind->rule(n, e));
}

bool statement_check(struct arena *a, struct bytes text, struct statement *s, struct error *e)
{
    struct json_node *n;

    *s = (struct statement){.text = text};
    if (text.size > LIMIT_STATEMENT)
        return error_set(e, ERROR_LIMIT, 0, "a statement of %zu bytes; at most %u are taken", text.size, LIMIT_STATEMENT);
    n = json_read(a, text, e);
    if (n == NULL)
        return false;
    if (!json_canonical(n, text))
        return error_set(e, ERROR_FORMAT, 0, "RFC 8785: the statement is not canonical JSON");
    hash_sha256(text, s->digest);
    return check_root(n, s, e);
}

bool statement_read(struct arena *a, struct bytes text, struct statement *s, struct error *e)
{
    const struct json_node *inner, *signatures;
    struct json_node *n;
    struct json j;
    struct buf out;

    *s = (struct statement){.kind = NULL};
    if (text.size > LIMIT_STATEMENT)
        return error_set(e, ERROR_LIMIT, 0, "a statement of %zu bytes; at most %u are taken", text.size, LIMIT_STATEMENT);
    n = json_read(a, text, e);
    if (n == NULL)
        return false;
    inner = json_get(n, "statement");
    signatures = json_get(n, "signatures");
    if (inner == NULL || signatures == NULL || n->count != 2 || signatures->kind != JSON_ARRAY || signatures->count == 0)
        return error_set(e, ERROR_FORMAT, 0, "a signed statement is an object with statement and signatures");
    if (!json_canonical(n, text))
        return error_set(e, ERROR_FORMAT, 0, "RFC 8785: the signed statement is not canonical JSON");
    for (const struct json_node *i = signatures->first; i != NULL; i = i->next)
        if (i->kind != JSON_TEXT)
            return error_set(e, ERROR_FORMAT, i->at, "signatures: a list of texts is wanted");
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    json_write(&j, inner);
    s->text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    s->signatures = signatures;
    hash_sha256(s->text, s->digest);
    return check_root(inner, s, e);
}

bool statement_write(struct buf *out, struct bytes statement, const struct bytes *signatures, size_t count,
                     struct error *e)
{
    size_t before = out->size;

    buf_str(out, "{\"signatures\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_u8(out, ',');
        json_string(out, signatures[i]);
    }
    buf_str(out, "],\"statement\":");
    buf_add(out, statement);
    buf_u8(out, '}');
    return (!out->failed && out->size - before <= LIMIT_STATEMENT) ||
           error_set(e, ERROR_LIMIT, 0, "the statement with its signatures is longer than %u bytes", LIMIT_STATEMENT);
}

void statement_commit(struct bytes salt, struct bytes value, uint8_t out[SHA256_SIZE])
{
    hash_sha256_two(salt, value, out);
}

static const struct json_node *member(const struct json_node *object, struct bytes key)
{
    for (const struct json_node *n = object->kind == JSON_OBJECT ? object->first : NULL; n != NULL; n = n->next)
        if (bytes_equal(n->key, key))
            return n;
    return NULL;
}

const struct json_node *statement_field(const struct json_node *root, struct bytes path)
{
    size_t bracket = bytes_find(path, '[', 0), close = bytes_find(path, ']', bracket);
    const struct json_node *n;
    struct bytes name;
    unsigned number = 0;

    bytes_slice(path, 0, bracket, &name);
    n = member(root, name);
    if (bracket == path.size || n == NULL)
        return n;
    /* one spelling of a number: short, without zeros in front */
    if (n->kind != JSON_ARRAY || close == path.size || close == bracket + 1 || close - bracket > 6 ||
        (bytes_get8(path, bracket + 1) == '0' && close > bracket + 2) ||
        !digits(path, bracket + 1, close - bracket - 1, &number))
        return NULL;
    n = n->first;
    while (n != NULL && number-- > 0)
        n = n->next;
    if (n == NULL || close + 1 == path.size)
        return n;
    return bytes_get8(path, close + 1) == '.' ? member(n, bytes_from(path, close + 2)) : NULL;
}

bool statement_opens(const struct statement *s, struct bytes path, struct bytes salt, struct bytes value)
{
    const struct json_node *n = statement_field(s->root, path);
    uint8_t digest[SHA256_SIZE];
    char hex[HEX256 + 1];

    if (n == NULL || !is_commitment(n) || salt.size != 32)
        return false;
    statement_commit(salt, value, digest);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    return bytes_is(json_get(n, "commitment")->text, hex);
}

static bool opening_holds(const struct statement *s, const struct json_node *o, struct error *e)
{
    const struct json_node *salt = json_get(o, "salt"), *value = json_get(o, "value");
    uint8_t raw[SHA256_SIZE];
    struct json j;
    struct buf out;
    bool ok;

    if (salt == NULL || value == NULL || o->count != 2 || salt->kind != JSON_TEXT || !hash_unhex(salt->text, raw))
        return error_set(e, ERROR_FORMAT, o->at, "an opening is a salt of 32 bytes in hex and a value");
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    ok = json_write(&j, value) && !out.failed && statement_opens(s, o->key, bytes_of(raw, sizeof raw), buf_bytes(&out));
    buf_free(&out);
    return ok || error_set(e, ERROR_FORMAT, o->at, "%.*s: the opening is not that of the commitment",
                           (int)(o->key.size < 60 ? o->key.size : 60), (const char *)o->key.data);
}

bool statement_openings_hold(struct arena *a, const struct statement *s, struct bytes openings, struct error *e)
{
    const struct json_node *n = json_read(a, openings, e);

    if (n == NULL)
        return false;
    if (n->kind != JSON_OBJECT || !json_canonical(n, openings))
        return error_set(e, ERROR_FORMAT, 0, "RFC 8785: openings are an object in canonical JSON");
    for (const struct json_node *o = n->first; o != NULL; o = o->next)
        if (!opening_holds(s, o, e))
            return false;
    return true;
}
