#include "base/json_read.h"

#include <stdlib.h>

#include "base/text.h"

/* A container that is not closed yet. */
struct level {
    struct json_node *container, *last;
    bool ordered; /* its keys ascend so far */
};

struct reader {
    struct arena *arena;
    struct bytes text;
    size_t at;
    struct buf room; /* a string being unescaped */
    struct level levels[LIMIT_JSON_DEPTH];
    unsigned depth;
    size_t nodes;
    struct bytes key; /* of the value that comes next */
    bool foreign;     /* numbers that are not veto's become texts */
    struct error *e;
};

static bool refuse(struct reader *r, size_t at, const char *what)
{
    return error_set(r->e, ERROR_FORMAT, at, "at byte %zu: %s", at, what);
}

/* The byte at the reader's position, or -1 at the end. */
static int peek(const struct reader *r)
{
    return r->at < r->text.size ? r->text.data[r->at] : -1;
}

static void skip_space(struct reader *r)
{
    int c;

    while ((c = peek(r)) == ' ' || c == '\n' || c == '\t' || c == '\r')
        r->at++;
}

static bool take_word(struct reader *r, const char *word)
{
    if (!bytes_starts(bytes_from(r->text, r->at), bytes_str(word)))
        return refuse(r, r->at, "expected a value");
    r->at += strlen(word);
    return true;
}

/* Where the first byte that is not UTF-8 stands; b.size when there is none. */
static size_t find_not_utf8(struct bytes b)
{
    if (text_is_utf8(b))
        return b.size;
    for (size_t i = 0; i < b.size;) {
        size_t from = i;
        if (text_next(b, &i) == 0xfffd && !bytes_starts(bytes_from(b, from), BYTES("\xef\xbf\xbd")))
            return from;
    }
    return b.size;
}

/* Four hexadecimal digits at the reader's position. */
static bool take_unit(struct reader *r, uint32_t *out)
{
    struct bytes digits;

    *out = 0;
    if (!bytes_slice(r->text, r->at, 4, &digits))
        return refuse(r, r->at, "the text ends in an escape");
    for (size_t i = 0; i < 4; i++) {
        uint8_t c = digits.data[i];
        uint32_t digit = 16;
        if (c >= '0' && c <= '9')
            digit = c - (uint32_t)'0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20u) - 'a' + 10;
        if (digit == 16)
            return refuse(r, r->at + i, "an escape has four hexadecimal digits");
        *out = *out << 4 | digit;
    }
    r->at += 4;
    return true;
}

static bool take_escape(struct reader *r)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    size_t start = r->at - 1; /* of the backslash */
    int c = peek(r);
    const char *found = c <= 0 ? NULL : strchr(names, c);
    uint32_t unit, low;

    r->at++;
    if (found != NULL)
        return buf_u8(&r->room, (uint8_t)values[found - names]);
    if (c != 'u')
        return refuse(r, start, "there is no such escape");
    if (!take_unit(r, &unit))
        return false;
    if (unit >= 0xd800 && unit <= 0xdfff) {
        if (unit >= 0xdc00 || !bytes_starts(bytes_from(r->text, r->at), BYTES("\\u")))
            return refuse(r, start, "a surrogate without its other half");
        r->at += 2;
        if (!take_unit(r, &low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return refuse(r, start, "a surrogate without its other half");
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    return text_put(&r->room, unit);
}

/* A string from its opening quotation mark on: a slice of the text, unless it has escapes. */
static bool take_string(struct reader *r, struct bytes *out)
{
    size_t start = ++r->at, from = start, bad;
    bool escaped = false;
    struct bytes run;

    buf_reset(&r->room);
    for (;; r->at++) {
        int c = peek(r);
        if (c < 0)
            return refuse(r, start - 1, "the string has no end");
        if (c < 0x20)
            return refuse(r, r->at, "a control character stands in a string without an escape");
        if (c != '"' && c != '\\')
            continue;
        bytes_slice(r->text, from, r->at - from, &run);
        bad = find_not_utf8(run);
        if (bad < run.size)
            return refuse(r, from + bad, "the text is not UTF-8");
        if (c == '"')
            break;
        escaped = true;
        buf_add(&r->room, run);
        r->at++;
        if (!take_escape(r))
            return r->room.failed ? refuse(r, start, "the string is too long") : false;
        from = r->at--; /* the loop moves on */
    }
    r->at++;
    *out = run;
    if (escaped) {
        buf_add(&r->room, run);
        *out = arena_copy(r->arena, buf_bytes(&r->room));
    }
    return !r->room.failed || refuse(r, start, "the string is too long");
}

static bool take_number(struct reader *r, int64_t *out)
{
    size_t start = r->at, digits;
    bool negative = peek(r) == '-';
    uint64_t value = 0;
    int c;

    r->at += negative;
    digits = r->at;
    while ((c = peek(r)) >= '0' && c <= '9') {
        value = value * 10 + (uint64_t)(c - '0');
        if (value > 9007199254740991)
            return refuse(r, start, "an integer beyond 2^53-1 is written as a string");
        r->at++;
    }
    if (r->at == digits)
        return refuse(r, start, "expected a value");
    if (c == '.' || c == 'e' || c == 'E')
        return refuse(r, start, "only integers are taken, without fraction or exponent");
    if (r->text.data[digits] == '0' && (r->at - digits > 1 || negative))
        return refuse(r, start, "an integer has no zero in front, and zero no sign");
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static size_t skip_digits(struct reader *r)
{
    size_t from = r->at;
    int c;

    while ((c = peek(r)) >= '0' && c <= '9')
        r->at++;
    return r->at - from;
}

/* A number as RFC 8259 has it; its spelling, where it is not one that take_number() takes. */
static bool take_foreign(struct reader *r, struct json_node *node)
{
    size_t start = r->at;
    bool zero, ok;

    r->at += peek(r) == '-';
    zero = peek(r) == '0';
    r->at += zero;
    ok = zero || skip_digits(r) > 0;
    if (peek(r) == '.') {
        r->at++;
        ok = ok && skip_digits(r) > 0;
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        r->at += peek(r) == '+' || peek(r) == '-';
        ok = ok && skip_digits(r) > 0;
    }
    if (!ok)
        return refuse(r, start, "expected a value");
    bytes_slice(r->text, start, r->at - start, &node->text);
    node->kind = JSON_TEXT;
    if (node->text.size > 15 || (node->text.data[0] == '-' && zero))
        return true;
    for (size_t i = node->text.data[0] == '-'; i < node->text.size; i++)
        if (node->text.data[i] < '0' || node->text.data[i] > '9')
            return true;
    r->at = start;
    node->kind = JSON_NUMBER;
    return take_number(r, &node->number);
}

static bool take_key(struct reader *r)
{
    skip_space(r);
    if (peek(r) != '"')
        return refuse(r, r->at, "expected a key");
    if (!take_string(r, &r->key))
        return false;
    skip_space(r);
    if (peek(r) != ':')
        return refuse(r, r->at, "expected a colon after the key");
    r->at++;
    return true;
}

static bool take_scalar(struct reader *r, struct json_node *node)
{
    int c = peek(r);

    if (c == '"') {
        node->kind = JSON_TEXT;
        return take_string(r, &node->text);
    }
    if (c == 't' || c == 'f') {
        node->kind = JSON_BOOL;
        node->number = c == 't';
        return take_word(r, c == 't' ? "true" : "false");
    }
    if (c == 'n')
        return take_word(r, "null");
    node->kind = JSON_NUMBER;
    return r->foreign ? take_foreign(r, node) : take_number(r, &node->number);
}

/* Makes a node part of the container that is open. */
static bool attach(struct reader *r, struct json_node *node)
{
    struct level *l;

    if (++r->nodes > LIMIT_JSON_NODES)
        return error_set(r->e, ERROR_LIMIT, r->at, "at byte %zu: more than %u values", r->at,
                         LIMIT_JSON_NODES);
    if (r->depth == 0)
        return true;
    l = &r->levels[r->depth - 1];
    if (l->container->kind == JSON_OBJECT) {
        node->key = r->key;
        l->ordered = l->ordered && (l->last == NULL || json_compare(l->last->key, node->key) < 0);
    }
    if (l->last == NULL)
        l->container->first = node;
    else
        l->last->next = node;
    l->last = node;
    l->container->count++;
    return true;
}

static bool enter(struct reader *r, struct json_node *node)
{
    if (r->depth == LIMIT_JSON_DEPTH)
        return error_set(r->e, ERROR_LIMIT, r->at,
                         "at byte %zu: more than %u objects and arrays inside each other", r->at,
                         LIMIT_JSON_DEPTH);
    node->kind = peek(r) == '{' ? JSON_OBJECT : JSON_ARRAY;
    r->levels[r->depth++] = (struct level){node, NULL, true};
    r->at++;
    return true;
}

static int by_key(const void *a, const void *b)
{
    return json_compare((*(const struct json_node *const *)a)->key,
                        (*(const struct json_node *const *)b)->key);
}

/* Puts the keys of an object in order; false when one occurs twice. */
static bool put_in_order(struct reader *r, struct json_node *object)
{
    struct json_node **sorted = malloc(object->count * sizeof(struct json_node *)), *n = object->first;
    bool ok = sorted != NULL;

    if (!ok)
        return error_set(r->e, ERROR_SYSTEM, r->at, "out of memory");
    for (size_t i = 0; n != NULL; n = n->next)
        sorted[i++] = n;
    qsort(sorted, object->count, sizeof *sorted, by_key);
    object->first = sorted[0];
    for (size_t i = 0; ok && i < object->count; i++) {
        sorted[i]->next = i + 1 < object->count ? sorted[i + 1] : NULL;
        ok = i == 0 || !bytes_equal(sorted[i - 1]->key, sorted[i]->key);
        if (!ok)
            refuse(r, sorted[i]->at, "the key of this value occurs twice");
    }
    free(sorted);
    return ok;
}

/* Closes what ends here and goes on to the next value; *more is false after the outermost one. */
static bool go_on(struct reader *r, bool *more)
{
    while (r->depth > 0) {
        struct level *l = &r->levels[r->depth - 1];
        bool object = l->container->kind == JSON_OBJECT;
        skip_space(r);
        if (peek(r) == (object ? '}' : ']')) {
            r->at++;
            r->depth--;
            if (!l->ordered && !put_in_order(r, l->container))
                return false;
            continue;
        }
        if (l->last != NULL) {
            if (peek(r) != ',')
                return refuse(r, r->at, object ? "expected a comma or }" : "expected a comma or ]");
            r->at++;
        }
        return !object || take_key(r);
    }
    *more = false;
    return true;
}

static bool read_all(struct reader *r, struct json_node **root)
{
    for (bool more = true; more;) {
        struct json_node *node = arena_alloc(r->arena, sizeof *node);
        bool opens;
        skip_space(r);
        node->at = (uint32_t)r->at;
        if (*root == NULL)
            *root = node;
        opens = peek(r) == '{' || peek(r) == '[';
        if (!attach(r, node) || !(opens ? enter(r, node) : take_scalar(r, node)) || !go_on(r, &more))
            return false;
    }
    skip_space(r);
    return r->at == r->text.size || refuse(r, r->at, "something follows the value");
}

static struct json_node *read_text(struct arena *a, struct bytes text, bool foreign, struct error *e)
{
    struct reader *r;
    struct json_node *root = NULL;
    bool ok;

    if (text.size > LIMIT_RECORD) {
        error_set(e, ERROR_LIMIT, 0, "more than %u bytes of JSON", LIMIT_RECORD);
        return NULL;
    }
    r = arena_alloc(a, sizeof *r);
    *r = (struct reader){.arena = a, .text = text, .foreign = foreign, .e = e};
    buf_init(&r->room, LIMIT_RECORD);
    ok = read_all(r, &root);
    buf_free(&r->room);
    return ok ? root : NULL;
}

struct json_node *json_read(struct arena *a, struct bytes text, struct error *e)
{
    return read_text(a, text, false, e);
}

struct json_node *json_read_foreign(struct arena *a, struct bytes text, struct error *e)
{
    return read_text(a, text, true, e);
}

const struct json_node *json_get(const struct json_node *object, const char *key)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json_node *n = object->first; n != NULL; n = n->next)
        if (bytes_is(n->key, key))
            return n;
    return NULL;
}

/* What a node begins with: all of a scalar, the bracket of a container. */
static void write_start(struct json *j, const struct json_node *n, bool keyed)
{
    if (keyed)
        json_key(j, n->key);
    if (n->kind == JSON_NULL)
        json_null(j);
    else if (n->kind == JSON_BOOL)
        json_bool(j, n->number != 0);
    else if (n->kind == JSON_NUMBER)
        json_number(j, n->number);
    else if (n->kind == JSON_TEXT)
        json_text(j, n->text);
    else if (n->kind == JSON_ARRAY)
        json_array(j);
    else
        json_object(j);
}

bool json_write(struct json *j, const struct json_node *node)
{
    const struct json_node *open[LIMIT_JSON_DEPTH], *next[LIMIT_JSON_DEPTH];
    unsigned depth = 0;
    bool keyed = false;

    for (;;) {
        write_start(j, node, keyed);
        if (node->kind == JSON_ARRAY || node->kind == JSON_OBJECT) {
            if (depth == LIMIT_JSON_DEPTH)
                return false;
            open[depth] = node;
            next[depth++] = node->first;
        }
        while (depth > 0 && next[depth - 1] == NULL) {
            if (open[--depth]->kind == JSON_OBJECT)
                json_end_object(j);
            else
                json_end_array(j);
        }
        if (depth == 0)
            return !j->disordered;
        keyed = open[depth - 1]->kind == JSON_OBJECT;
        node = next[depth - 1];
        next[depth - 1] = node->next;
    }
}

bool json_canonical(const struct json_node *node, struct bytes text)
{
    struct json j;
    struct buf out;
    bool same;

    buf_init(&out, text.size + 1); /* what is longer is not the same */
    json_open(&j, &out);
    same = json_write(&j, node) && !out.failed && bytes_equal(buf_bytes(&out), text);
    buf_free(&out);
    return same;
}
