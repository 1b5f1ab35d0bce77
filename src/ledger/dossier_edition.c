#include "ledger/dossier_edition.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/tsv.h"

static struct bytes hex_of(struct arena *a, const uint8_t digest[SHA256_SIZE])
{
    char hex[HEX256 + 1];

    hash_hex(bytes_of(digest, SHA256_SIZE), hex);
    return arena_copy(a, bytes_str(hex));
}

void edition_notice(struct edition *d, struct arena *a, const struct statement *s)
{
    const struct json_node *rows = json_get(s->root, "passages");
    struct dossier_release *r = d->release;

    r->notices = arena_grow(a, r->notices, r->notice_count, &d->notice_capacity, sizeof *r->notices);
    r->notices[r->notice_count++] = hex_of(a, s->digest);
    for (const struct json_node *i = rows->first; i != NULL; i = i->next) {
        d->passages = arena_grow(a, d->passages, d->passage_count, &d->passage_capacity, sizeof *d->passages);
        d->passages[d->passage_count++] =
            (struct edition_passage){arena_copy(a, json_get(i, "statement")->text), arena_copy(a, json_get(i, "field")->text),
                                     arena_copy(a, json_get(s->root, "reply_by")->text), r->notice_count - 1};
    }
}

/* The row about a field of the statement; NULL when nothing is left out there. */
static const struct dossier_left *row_of(const struct edition *d, struct bytes statement, struct bytes field)
{
    for (size_t i = 0; i < d->release->left_count; i++)
        if (bytes_equal(d->release->left[i].statement, statement) && bytes_equal(d->release->left[i].field, field))
            return &d->release->left[i];
    return NULL;
}

/* Whether the field, or a list or row that it stands in, is left out. */
static bool left_out(const struct edition *d, struct bytes statement, struct bytes path)
{
    size_t close = bytes_find(path, ']', 0);
    struct bytes list, row;

    bytes_slice(path, 0, bytes_find(path, '[', 0), &list);
    bytes_slice(path, 0, close < path.size ? close + 1 : path.size, &row);
    return row_of(d, statement, path) != NULL || row_of(d, statement, list) != NULL || row_of(d, statement, row) != NULL;
}

/* Whether a kind is one that a vendor may say. */
static bool of_vendors(const struct statement *s)
{
    struct bytes roles = bytes_str(s->kind->role), one;

    while (tsv_word(&roles, &one))
        if (bytes_is(one, "vendor"))
            return true;
    return false;
}

/* Whether a notice named the passage; `e` says what is wanted. */
static bool noticed(const struct edition *d, struct bytes statement, struct bytes field, uint64_t index, struct error *e)
{
    error_set(e, ERROR_REFUSED, index,
              "third-party-notice: entry %" PRIu64 ", %.*s: a vendor's passage is released only after a recorded notice to "
              "them that names it; leave it out or give notice",
              index, (int)(field.size > 60 ? 60 : field.size), (const char *)field.data);
    for (size_t i = 0; i < d->passage_count; i++) {
        const struct edition_passage *p = &d->passages[i];
        if (!bytes_equal(p->statement, statement) || !(bytes_equal(p->field, field) || bytes_is(p->field, "*")))
            continue;
        if (bytes_compare(p->reply_by, d->release->day) < 0)
            return true;
        error_set(e, ERROR_REFUSED, index,
                  "third-party-notice: entry %" PRIu64 ", %.*s: they may make representations until %.*s", index,
                  (int)(field.size > 60 ? 60 : field.size), (const char *)field.data, (int)p->reply_by.size,
                  (const char *)p->reply_by.data);
    }
    return false;
}

/* Everything the vendor wrote, by field: left out, or noticed. */
static bool vendor_noticed(const struct edition *d, const struct statement *s, struct bytes hex, uint64_t index,
                           struct error *e)
{
    for (const struct field *f = s->kind->fields; f->name != NULL; f++) {
        bool words = f->type == FIELD_TEXT || f->type == FIELD_TEXTS || f->type == FIELD_ROWS;
        if (words && json_get(s->root, f->name) != NULL && row_of(d, hex, bytes_str(f->name)) == NULL &&
            !noticed(d, hex, bytes_str(f->name), index, e))
            return false;
    }
    return true;
}

/* What stands where something was left out. */
static void put_ground(struct json *j, const struct dossier_left *l)
{
    json_object(j);
    json_key(j, BYTES("redacted"));
    json_object(j);
    json_key(j, BYTES("ground"));
    json_text(j, l->ground);
    json_key(j, BYTES("official"));
    json_text(j, l->official);
    json_end_object(j);
    json_end_object(j);
}

/* A statement on its way into an edition. */
struct redacting {
    const struct edition *d;
    struct bytes hex;
    struct json j;
    size_t used; /* rows that found their field */
};

static const struct dossier_left *take_row(struct redacting *r, struct bytes field)
{
    const struct dossier_left *l = row_of(r->d, r->hex, field);

    r->used += l != NULL;
    return l;
}

static void put_value(struct redacting *r, const struct json_node *n, struct bytes place)
{
    const struct dossier_left *l = take_row(r, place);

    if (l != NULL)
        put_ground(&r->j, l);
    else
        json_write(&r->j, n);
}

/* An element of a list: an object of fields, or a text. */
static void put_element(struct redacting *r, struct arena *a, const struct json_node *n, struct bytes place)
{
    const struct dossier_left *l = take_row(r, place);

    if (l != NULL || n->kind != JSON_OBJECT) {
        if (l != NULL)
            put_ground(&r->j, l);
        else
            json_write(&r->j, n);
        return;
    }
    json_object(&r->j);
    for (const struct json_node *i = n->first; i != NULL; i = i->next) {
        json_key(&r->j, i->key);
        put_value(r, i,
                  arena_printf(a, "%.*s.%.*s", (int)place.size, (const char *)place.data, (int)i->key.size,
                               (const char *)i->key.data));
    }
    json_end_object(&r->j);
}

static void put_field(struct redacting *r, struct arena *a, const struct json_node *n)
{
    const struct dossier_left *l = take_row(r, n->key);
    unsigned number = 0;

    if (l != NULL) {
        put_ground(&r->j, l);
        return;
    }
    if (n->kind != JSON_ARRAY) {
        json_write(&r->j, n);
        return;
    }
    json_array(&r->j);
    for (const struct json_node *i = n->first; i != NULL; i = i->next, number++)
        put_element(r, a, i, arena_printf(a, "%.*s[%u]", (int)n->key.size, (const char *)n->key.data, number));
    json_end_array(&r->j);
}

static void note_row(struct edition *d, const struct dossier_left *l, const char *hex, struct bytes kind)
{
    struct json j;

    if (d->rows.cap == 0)
        buf_init(&d->rows, LIMIT_RECORD);
    if (d->rows.size > 0)
        buf_u8(&d->rows, ',');
    json_open(&j, &d->rows);
    json_object(&j);
    json_key(&j, BYTES("commitment"));
    json_text(&j, bytes_str(hex));
    json_key(&j, BYTES("field"));
    json_text(&j, l->field);
    json_key(&j, BYTES("ground"));
    json_text(&j, l->ground);
    json_key(&j, BYTES("kind"));
    json_text(&j, kind);
    json_key(&j, BYTES("official"));
    json_text(&j, l->official);
    json_end_object(&j);
}

/* Rows about a statement: how many, whether one leaves out all of it, whether all others leave openings shut. */
struct about {
    size_t count, none;
    bool all, committed;
};

static struct about about(struct edition *d, const struct statement *s, const struct store_entry *entry, struct bytes hex)
{
    struct about out = {.committed = true};
    char commitment[HEX256 + 1];

    hash_hex(bytes_of(entry->commitment, SHA256_SIZE), commitment);
    for (size_t i = 0; i < d->release->left_count; i++) {
        const struct dossier_left *l = &d->release->left[i];
        const struct json_node *n;
        if (!bytes_equal(l->statement, hex))
            continue;
        out.count++;
        d->used++;
        note_row(d, l, commitment, entry->kind);
        out.all |= bytes_is(l->field, "*");
        out.none += bytes_is(l->field, "none");
        n = statement_field(s->root, l->field);
        out.committed &= bytes_is(l->field, "none") || (n != NULL && json_get(n, "commitment") != NULL);
    }
    return out;
}

static bool redact(struct edition *d, struct arena *a, const struct statement *s, struct bytes hex, size_t wanted,
                   struct bytes *redacted)
{
    struct redacting r = {.d = d, .hex = hex};
    struct buf out;

    buf_init(&out, 4 * LIMIT_STATEMENT);
    json_open(&r.j, &out);
    json_object(&r.j);
    for (const struct json_node *n = s->root->first; n != NULL; n = n->next) {
        json_key(&r.j, n->key);
        put_field(&r, a, n);
    }
    json_end_object(&r.j);
    *redacted = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return r.used == wanted && row_of(d, hex, BYTES("kind")) == NULL && row_of(d, hex, BYTES("case")) == NULL;
}

bool edition_decide(struct edition *d, struct arena *a, const struct statement *s, const struct store_entry *entry,
                    enum edition_way *way, struct bytes *redacted, struct error *e)
{
    struct dossier_release *r = d->release;
    struct bytes hex = hex_of(a, s->digest);
    struct about rows = about(d, s, entry, hex);
    uint64_t index = s->root->at;

    if (rows.count == 0 && entry->access != ACCESS_PUBLIC)
        return error_set(e, ERROR_REFUSED, index,
                         "ground: nobody decided on the %.*s %.*s, which is of class %s: name fields to leave out, * for all "
                         "of it, or none",
                         (int)(entry->kind.size > 40 ? 40 : entry->kind.size), (const char *)entry->kind.data, (int)hex.size,
                         (const char *)hex.data, store_access_name(entry->access));
    *way = rows.all ? EDITION_WITHHELD : rows.count > rows.none && !rows.committed ? EDITION_REDACTED : EDITION_WHOLE;
    if (*way == EDITION_WITHHELD)
        return true;
    if (!redact(d, a, s, hex, rows.count - rows.none, redacted))
        return error_set(e, ERROR_USAGE, index,
                         "ground: the %.*s %.*s has not every field that is to be left out of it, or one twice; kind and case "
                         "stay",
                         (int)(entry->kind.size > 40 ? 40 : entry->kind.size), (const char *)entry->kind.data, (int)hex.size,
                         (const char *)hex.data);
    if (of_vendors(s) && entry->access != ACCESS_PUBLIC && !vendor_noticed(d, s, hex, index, e))
        return false;
    r->statements = arena_grow(a, r->statements, r->statement_count, &d->statement_capacity, sizeof *r->statements);
    r->statements[r->statement_count++] = hex;
    return true;
}

struct bytes edition_openings(struct edition *d, struct arena *a, const struct statement *s, struct bytes openings)
{
    struct error why;
    const struct json_node *n = json_read(a, openings, &why);
    struct bytes hex = hex_of(a, s->digest), kept = {NULL, 0};
    size_t count = 0;
    struct json j;
    struct buf out;

    if (n == NULL || n->kind != JSON_OBJECT)
        return kept;
    buf_init(&out, LIMIT_STATEMENT);
    json_open(&j, &out);
    json_object(&j);
    for (const struct json_node *i = n->first; i != NULL; i = i->next)
        if (!left_out(d, hex, i->key)) {
            json_key(&j, i->key);
            json_write(&j, i);
            count++;
        }
    json_end_object(&j);
    if (count > 0)
        kept = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return kept;
}

bool edition_finish(const struct edition *d, struct error *e)
{
    return d->used == d->release->left_count ||
           error_set(e, ERROR_USAGE, 0, "ground: %zu of %zu rows are about a statement that the case does not have",
                     d->release->left_count - d->used, d->release->left_count);
}

struct bytes edition_redactions(struct edition *d, struct arena *a)
{
    return arena_printf(a, "[%.*s]", (int)d->rows.size, d->rows.size == 0 ? "" : (const char *)d->rows.data);
}
