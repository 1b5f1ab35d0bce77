#include "ledger/opening.h"

#include <sys/random.h>

#include "base/limits.h"

static bool named(struct bytes fields, struct bytes name)
{
    for (size_t at = 0; at <= fields.size;) {
        size_t end = bytes_find(fields, ',', at);
        struct bytes one;
        bytes_slice(fields, at, end - at, &one);
        if (bytes_equal(one, name))
            return true;
        at = end + 1;
    }
    return false;
}

static bool redactable(const struct statement_kind *kind, struct bytes name)
{
    for (const struct field *f = kind->fields; f->name != NULL; f++)
        if (bytes_is(name, f->name))
            return (f->flags & FIELD_REDACTABLE) != 0;
    return false;
}

/* One field: its commitment to one writer, salt and value to the other. */
static bool commit(struct json *statement, struct json *openings, const struct json_node *n, struct error *e)
{
    uint8_t salt[SHA256_SIZE], digest[SHA256_SIZE];
    char hex[HEX256 + 1];
    struct json j;
    struct buf value;

    if (getrandom(salt, sizeof salt, 0) != (ssize_t)sizeof salt)
        return error_set(e, ERROR_SYSTEM, 0, "the system gives no random bytes for a salt");
    buf_init(&value, LIMIT_STATEMENT);
    json_open(&j, &value);
    json_write(&j, n);
    statement_commit(bytes_of(salt, sizeof salt), buf_bytes(&value), digest);
    buf_free(&value);
    hash_hex(bytes_of(digest, sizeof digest), hex);
    json_key(statement, n->key);
    json_object(statement);
    json_key(statement, BYTES("commitment"));
    json_text(statement, bytes_str(hex));
    json_end_object(statement);
    hash_hex(bytes_of(salt, sizeof salt), hex);
    json_key(openings, n->key);
    json_object(openings);
    json_key(openings, BYTES("salt"));
    json_text(openings, bytes_str(hex));
    json_key(openings, BYTES("value"));
    json_write(openings, n);
    json_end_object(openings);
    return true;
}

/* Every name of the list is a field that may be committed to and is there. */
static bool check_fields(const struct json_node *root, const struct statement_kind *kind, struct bytes fields,
                         struct error *e)
{
    for (size_t at = 0; at <= fields.size;) {
        size_t end = bytes_find(fields, ',', at);
        const struct json_node *n = root->first;
        struct bytes one;
        bytes_slice(fields, at, end - at, &one);
        while (n != NULL && !bytes_equal(n->key, one))
            n = n->next;
        if (n == NULL || !redactable(kind, one))
            return error_set(e, ERROR_USAGE, 0, "%.*s: %s", (int)(one.size > 60 ? 60 : one.size), (const char *)one.data,
                             n == NULL ? "the statement has no such field"
                                       : "the field is always open; doc/statements.md says which may be committed to");
        at = end + 1;
    }
    return true;
}

bool opening_commit(struct arena *a, struct bytes text, const struct statement_kind *kind, const char *fields,
                    struct bytes *committed, struct bytes *openings, struct error *e)
{
    const struct json_node *root = json_read(a, text, e);
    struct json statement, opened;
    struct buf one, two;
    bool ok = root != NULL && check_fields(root, kind, bytes_str(fields), e);

    if (!ok)
        return false;
    buf_init(&one, 2 * LIMIT_STATEMENT);
    buf_init(&two, LIMIT_STATEMENT);
    json_open(&statement, &one);
    json_open(&opened, &two);
    json_object(&statement);
    json_object(&opened);
    for (const struct json_node *n = root->first; ok && n != NULL; n = n->next) {
        if (named(bytes_str(fields), n->key)) {
            ok = commit(&statement, &opened, n, e);
        } else {
            json_key(&statement, n->key);
            json_write(&statement, n);
        }
    }
    json_end_object(&statement);
    json_end_object(&opened);
    ok = ok && (!(one.failed || two.failed) || error_set(e, ERROR_LIMIT, 0, "the statement is too long"));
    *committed = arena_copy(a, buf_bytes(&one));
    *openings = arena_copy(a, buf_bytes(&two));
    buf_free(&one);
    buf_free(&two);
    return ok;
}
