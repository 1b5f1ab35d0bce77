#include "fleet/document.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_scan.h"
#include "base/limits.h"

static bool annotation(struct bytes key)
{
    return bytes_find(key, '@', 0) < key.size;
}

static bool named(const struct document_fields *fields, struct bytes key)
{
    for (size_t i = 0; i < fields->count; i++)
        if (bytes_equal(fields->names[i], key))
            return true;
    return false;
}

static const struct json_node *object(struct arena *a, struct bytes text, struct error *e)
{
    const struct json_node *root = json_read_foreign(a, text, e);

    if (root != NULL && root->kind != JSON_OBJECT)
        error_set(e, ERROR_FORMAT, 0, "a document that is no JSON object");
    return root != NULL && root->kind == JSON_OBJECT ? root : NULL;
}

bool document_fields(struct arena *a, struct bytes text, struct document_fields *out, struct error *e)
{
    const struct json_node *root = object(a, text, e);

    if (root == NULL)
        return false;
    *out = (struct document_fields){arena_array(a, root->count + 1, sizeof *out->names), 0};
    for (const struct json_node *n = root->first; n != NULL; n = n->next)
        if (!annotation(n->key))
            out->names[out->count++] = arena_copy(a, n->key);
    return true;
}

struct document_fields document_mask(struct arena *a, struct bytes text)
{
    struct document_fields out = {arena_array(a, text.size / 2 + 2, sizeof *out.names), 0};

    for (size_t at = 0; at < text.size;) {
        struct bytes word;
        bytes_slice(text, at, bytes_find(text, ',', at) - at, &word);
        at += word.size + 1;
        while (word.size > 0 && (word.data[word.size - 1] == '\n' || word.data[word.size - 1] == ' ' || word.data[word.size - 1] == '\r'))
            word.size--;
        if (word.size > 0)
            out.names[out.count++] = arena_copy(a, word);
    }
    return out;
}

struct document_fields document_union(struct arena *a, const struct document_fields *x, const struct document_fields *y)
{
    struct document_fields out = {arena_array(a, x->count + y->count + 1, sizeof *out.names), 0};

    for (size_t i = 0; i < x->count; i++)
        out.names[out.count++] = x->names[i];
    for (size_t i = 0; i < y->count; i++)
        if (!named(x, y->names[i]))
            out.names[out.count++] = y->names[i];
    return out;
}

/* --- parts of a document --- */

static bool put_member(struct buf *out, struct bytes text, const struct json_node *n, bool *first)
{
    struct bytes value;
    size_t at = n->at;

    if (!json_scan_value(text, &at, &value))
        return false;
    buf_str(out, *first ? "\"" : ",\n\"");
    *first = false;
    buf_add(out, n->key);
    buf_str(out, "\":");
    return buf_add(out, value);
}

/* Whether a key can be written as it is. */
static bool plain(struct bytes key)
{
    for (size_t i = 0; i < key.size; i++) {
        uint8_t c = bytes_get8(key, i);
        if (c < ' ' || c == '"' || c == '\\')
            return false;
    }
    return true;
}

static bool finish(struct arena *a, struct buf *buf, bool ok, struct bytes *out, struct error *e)
{
    buf_str(buf, "}");
    ok = ok && !buf->failed;
    *out = arena_copy(a, buf_bytes(buf));
    buf_free(buf);
    return ok || error_set(e, ERROR_LIMIT, 0, "a document of more than %u bytes, or with a field whose name is none", LIMIT_PLACE_FILE);
}

bool document_pick(struct arena *a, struct bytes text, const struct document_fields *fields, struct bytes *out, struct error *e)
{
    const struct json_node *root = object(a, text, e);
    bool first = true, ok = true;
    struct buf buf;

    if (root == NULL)
        return false;
    buf_init(&buf, LIMIT_PLACE_FILE);
    buf_str(&buf, "{");
    for (const struct json_node *n = root->first; ok && n != NULL; n = n->next)
        if (named(fields, n->key))
            ok = plain(n->key) && put_member(&buf, text, n, &first);
    return finish(a, &buf, ok, out, e);
}

bool document_with(struct arena *a, struct bytes text, const struct document_fields *fields, struct bytes picked, struct bytes *out, struct error *e)
{
    const struct json_node *root = object(a, text, e), *other = root == NULL ? NULL : object(a, picked, e);
    bool first = true, ok = true;
    struct buf buf;

    if (other == NULL)
        return false;
    buf_init(&buf, LIMIT_PLACE_FILE);
    buf_str(&buf, "{");
    for (const struct json_node *n = root->first; ok && n != NULL; n = n->next)
        if (!named(fields, n->key))
            ok = plain(n->key) && put_member(&buf, text, n, &first);
    for (const struct json_node *n = other->first; ok && n != NULL; n = n->next)
        ok = plain(n->key) && put_member(&buf, picked, n, &first);
    return finish(a, &buf, ok, out, e);
}

/* --- what a document says --- */

static bool nothing(struct bytes said)
{
    static const char *const words[] = {"null", "false", "0", "\"\"", "[]", "{}"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_is(said, words[i]))
            return true;
    return false;
}

static struct bytes saying(struct arena *a, const struct json_node *n);

static int by_bytes(const void *x, const void *y)
{
    return bytes_compare(*(const struct bytes *)x, *(const struct bytes *)y);
}

/* Its items, sorted. */
static void say_array(struct arena *a, const struct json_node *n, struct buf *out)
{
    struct bytes *items = arena_array(a, n->count + 1, sizeof *items);
    size_t count = 0;

    for (const struct json_node *i = n->first; i != NULL; i = i->next)
        items[count++] = saying(a, i);
    if (count > 0)
        qsort(items, count, sizeof *items, by_bytes);
    buf_str(out, "[");
    for (size_t i = 0; i < count; i++) {
        buf_str(out, i > 0 ? "," : "");
        buf_add(out, items[i]);
    }
    buf_str(out, "]");
}

static void put_text(struct buf *out, struct bytes text)
{
    buf_printf(out, "\"%zu:", text.size);
    buf_add(out, text);
    buf_str(out, "\"");
}

static void say_object(struct arena *a, const struct json_node *n, struct buf *out)
{
    bool first = true;

    buf_str(out, "{");
    for (const struct json_node *m = n->first; m != NULL; m = m->next) { /* in the order of keys */
        struct bytes said = annotation(m->key) ? BYTES("null") : saying(a, m);
        if (nothing(said))
            continue;
        buf_str(out, first ? "" : ",");
        first = false;
        put_text(out, m->key);
        buf_str(out, ":");
        buf_add(out, said);
    }
    buf_str(out, "}");
}

/* A value in one spelling. A text has its length in front, so that no two run together; the empty one is empty. */
static struct bytes saying(struct arena *a, const struct json_node *n)
{
    struct bytes text;
    struct buf out;

    buf_init(&out, LIMIT_PLACE_FILE * 2u);
    if (n->kind == JSON_NULL)
        buf_str(&out, "null");
    else if (n->kind == JSON_BOOL)
        buf_str(&out, n->number != 0 ? "true" : "false");
    else if (n->kind == JSON_NUMBER)
        buf_printf(&out, "%lld", (long long)n->number);
    else if (n->kind == JSON_TEXT && n->text.size == 0)
        buf_str(&out, "\"\"");
    else if (n->kind == JSON_TEXT)
        put_text(&out, n->text);
    else if (n->kind == JSON_ARRAY)
        say_array(a, n, &out);
    else
        say_object(a, n, &out);
    text = arena_copy(a, buf_bytes(&out));
    buf_free(&out);
    return text;
}

bool document_same(struct bytes x, struct bytes y)
{
    const struct json_node *one, *two;
    struct error e = {0};
    struct arena a;
    bool same;

    arena_init(&a, LIMIT_ARENA);
    one = object(&a, x, &e);
    two = object(&a, y, &e);
    same = one != NULL && two != NULL && bytes_equal(saying(&a, one), saying(&a, two));
    arena_free(&a);
    return same;
}

bool document_differing(struct arena *a, struct bytes x, struct bytes y, struct document_fields *out, struct error *e)
{
    struct document_fields one, two, all;
    struct bytes mine, theirs;

    if (!document_fields(a, x, &one, e) || !document_fields(a, y, &two, e))
        return false;
    all = document_union(a, &one, &two);
    *out = (struct document_fields){arena_array(a, all.count + 1, sizeof *out->names), 0};
    for (size_t i = 0; i < all.count; i++) {
        const struct document_fields field = {&all.names[i], 1};
        if (!document_pick(a, x, &field, &mine, e) || !document_pick(a, y, &field, &theirs, e))
            return false;
        if (!document_same(mine, theirs))
            out->names[out->count++] = all.names[i];
    }
    return true;
}
