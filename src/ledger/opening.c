#include "ledger/opening.h"

#include <sys/random.h>

#include "base/limits.h"

/* The row of a field's path in the tables of a kind; NULL for none. */
static const struct field *field_of(const struct statement_kind *kind, struct bytes path)
{
    size_t bracket = bytes_find(path, '[', 0), dot = bytes_find(path, '.', bracket);
    const struct field *table = kind->fields;
    struct bytes name;

    bytes_slice(path, 0, bracket, &name);
    for (; table->name != NULL; table++)
        if (bytes_is(name, table->name))
            break;
    if (table->name == NULL || bracket == path.size)
        return table->name == NULL ? NULL : table;
    for (table = table->rows; table != NULL && table->name != NULL; table++)
        if (bytes_is(bytes_from(path, dot + 1), table->name))
            return table;
    return NULL;
}

static struct json_node *new_node(struct arena *a, const char *key, enum json_kind kind)
{
    struct json_node *n = arena_alloc(a, sizeof *n);

    n->key = bytes_str(key);
    n->kind = kind;
    return n;
}

static struct json_node *hex_node(struct arena *a, const char *key, const uint8_t digest[SHA256_SIZE])
{
    struct json_node *n = new_node(a, key, JSON_TEXT);
    char hex[HEX256 + 1];

    hash_hex(bytes_of(digest, SHA256_SIZE), hex);
    n->text = arena_copy(a, bytes_str(hex));
    return n;
}

static bool write_tree(struct arena *a, const struct json_node *n, struct bytes *out, struct error *e)
{
    struct json j;
    struct buf b;
    bool ok;

    buf_init(&b, LIMIT_STATEMENT);
    json_open(&j, &b);
    ok = json_write(&j, n) && !b.failed;
    *out = arena_copy(a, buf_bytes(&b));
    buf_free(&b);
    return ok || error_set(e, ERROR_LIMIT, 0, "the statement is too long");
}

/* Puts an opening into its canonical place; false when there is one of that name. */
static bool put_opening(struct json_node *openings, struct json_node *o)
{
    struct json_node **at = &openings->first;

    while (*at != NULL && json_compare((*at)->key, o->key) < 0)
        at = &(*at)->next;
    if (*at != NULL && bytes_equal((*at)->key, o->key))
        return false;
    o->next = *at;
    *at = o;
    openings->count++;
    return true;
}

/* The node becomes {"commitment": digest}; salt and value go to the openings. */
static bool commit(struct arena *a, struct json_node *n, struct bytes path, struct json_node *openings, struct error *e)
{
    struct json_node *o = new_node(a, "", JSON_OBJECT), *value = new_node(a, "", JSON_NULL);
    uint8_t salt[SHA256_SIZE], digest[SHA256_SIZE];
    struct bytes text;

    if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        return error_set(e, ERROR_SYSTEM, 0, "the system gives no random bytes for a salt");
    *value = *n;
    value->key = BYTES("value");
    value->next = NULL;
    if (!write_tree(a, value, &text, e))
        return false;
    statement_commit(bytes_of(salt, sizeof salt), text, digest);
    o->key = path;
    o->first = hex_node(a, "salt", salt);
    o->first->next = value;
    o->count = 2;
    n->kind = JSON_OBJECT;
    n->first = hex_node(a, "commitment", digest);
    n->count = 1;
    return put_opening(openings, o);
}

/* A path of the list: a field that may be committed to, and is there. */
static bool commit_path(struct arena *a, struct json_node *root, const struct statement_kind *kind, struct bytes path,
                        struct json_node *openings, struct error *e)
{
    const struct field *f = field_of(kind, path);
    /* the tree is of the arena, made for this */
    struct json_node *n = (struct json_node *)(uintptr_t)statement_field(root, path);
    const char *why = n == NULL || f == NULL                 ? "the statement has no such field; one in a list is written answers[0].says"
                      : (f->flags & FIELD_REDACTABLE) == 0   ? "the field is always open; doc/statements.md says which may be committed to"
                      : json_get(n, "commitment") != NULL    ? "the field is a commitment already, or named twice"
                                                             : NULL;

    if (why != NULL)
        return error_set(e, ERROR_USAGE, 0, "%.*s: %s", (int)(path.size > 60 ? 60 : path.size), (const char *)path.data, why);
    return commit(a, n, path, openings, e);
}

bool opening_commit(struct arena *a, struct bytes text, const struct statement_kind *kind, const char *fields,
                    struct bytes *committed, struct bytes *openings, struct error *e)
{
    struct json_node *root = json_read(a, text, e), *opened = new_node(a, "", JSON_OBJECT);
    struct bytes all = bytes_str(fields);

    if (root == NULL)
        return false;
    for (size_t at = 0; at <= all.size;) {
        size_t end = bytes_find(all, ',', at);
        struct bytes path;
        bytes_slice(all, at, end - at, &path);
        if (!commit_path(a, root, kind, path, opened, e))
            return false;
        at = end + 1;
    }
    return write_tree(a, root, committed, e) && write_tree(a, opened, openings, e);
}

bool opening_reveal(struct arena *a, const struct statement *s, struct bytes openings, struct bytes *plain, struct error *e)
{
    struct json_node *root = json_read(a, s->text, e);
    const struct json_node *all;

    if (root == NULL || !statement_openings_hold(a, s, openings, e))
        return false;
    all = json_read(a, openings, e);
    for (const struct json_node *o = all->first; o != NULL; o = o->next) {
        struct json_node *n = (struct json_node *)(uintptr_t)statement_field(root, o->key), kept = *n;
        *n = *json_get(o, "value");
        n->key = kept.key;
        n->next = kept.next;
    }
    return write_tree(a, root, plain, e);
}

/* Whether a field of the table is a commitment in this object; says where. */
static bool closed_in(const struct json_node *object, const struct field *table, struct buf *path)
{
    for (const struct field *f = table; f->name != NULL; f++)
        if ((f->flags & FIELD_REDACTABLE) != 0 && json_get(json_get(object, f->name), "commitment") != NULL)
            return buf_str(path, f->name);
    return false;
}

bool opening_closed(const struct statement *s, struct buf *path)
{
    if (closed_in(s->root, s->kind->fields, path))
        return true;
    for (const struct field *f = s->kind->fields; f->name != NULL; f++) {
        const struct json_node *list = f->rows == NULL ? NULL : json_get(s->root, f->name);
        unsigned number = 0;
        for (const struct json_node *row = list == NULL || list->kind != JSON_ARRAY ? NULL : list->first; row != NULL;
             row = row->next, number++) {
            buf_reset(path);
            buf_printf(path, "%s[%u].", f->name, number);
            if (closed_in(row, f->rows, path))
                return true;
        }
    }
    buf_reset(path);
    return false;
}
