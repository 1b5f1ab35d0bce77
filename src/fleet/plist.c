#include "fleet/plist.h"

#include <expat.h>

#include "base/text.h"

/* A container being filled. */
struct level {
    struct json_node *node, *last;
    struct bytes key;
    bool keyed;
    /* of the binary form: references that are left, and where the next stands */
    uint64_t left, refs, values;
};

struct reader {
    struct arena *arena;
    struct level levels[LIMIT_PLIST_DEPTH];
    unsigned depth;
    size_t nodes;
    struct json_node *root;
    struct error *e;
    bool failed;
    /* XML */
    XML_Parser parser;
    struct buf text;
    bool gathers;
    /* binary */
    struct bytes in;
    uint64_t count, table;
    unsigned offset_size, ref_size;
};

static bool fail(struct reader *r, enum error_code code, const char *what)
{
    if (!r->failed)
        error_set(r->e, code, 0, "the property list is not one: %s", what);
    r->failed = true;
    if (r->parser != NULL)
        XML_StopParser(r->parser, XML_FALSE);
    return false;
}

/* Puts a value where the reader stands; NULL when there is no place for it. */
static struct json_node *put(struct reader *r, enum json_kind kind)
{
    struct level *l = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
    struct json_node *n;

    if (r->failed)
        return NULL;
    if (++r->nodes > LIMIT_PLIST_NODES) {
        fail(r, ERROR_LIMIT, "more values than are read");
        return NULL;
    }
    if (l == NULL ? r->root != NULL : l->node->kind == JSON_OBJECT && !l->keyed) {
        fail(r, ERROR_FORMAT, l == NULL ? "a second value" : "a value without a key");
        return NULL;
    }
    n = arena_alloc(r->arena, sizeof *n);
    n->kind = kind;
    n->at = r->parser != NULL ? (uint32_t)XML_GetCurrentLineNumber(r->parser) : 0;
    if (l == NULL) {
        r->root = n;
        return n;
    }
    n->key = l->key;
    l->keyed = false;
    if (l->last == NULL)
        l->node->first = n;
    else
        l->last->next = n;
    l->last = n;
    l->node->count++;
    return n;
}

static struct level *open_container(struct reader *r, enum json_kind kind)
{
    struct json_node *n = put(r, kind);

    if (n == NULL)
        return NULL;
    if (r->depth == LIMIT_PLIST_DEPTH) {
        fail(r, ERROR_LIMIT, "nested too deep");
        return NULL;
    }
    r->levels[r->depth] = (struct level){.node = n};
    return &r->levels[r->depth++];
}

/* --- XML --- */

static void XMLCALL start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *r = context;
    struct json_node *n;

    (void)attributes;
    buf_reset(&r->text);
    r->gathers = false;
    if (strcmp(name, "dict") == 0 || strcmp(name, "array") == 0) {
        open_container(r, name[0] == 'd' ? JSON_OBJECT : JSON_ARRAY);
    } else if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0) {
        n = put(r, JSON_BOOL);
        if (n != NULL)
            n->number = name[0] == 't';
    } else {
        r->gathers = strcmp(name, "plist") != 0;
    }
}

static void XMLCALL characters(void *context, const XML_Char *text, int size)
{
    struct reader *r = context;

    if (r->gathers && size > 0 && !buf_add(&r->text, bytes_of(text, (size_t)size)))
        fail(r, ERROR_LIMIT, "a text too long");
}

static int64_t integer_of(struct bytes text)
{
    int64_t value = 0;
    size_t i = text.size > 0 && text.data[0] == '-';

    for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9' && value < INT64_MAX / 100; i++)
        value = value * 10 + (text.data[i] - '0');
    return text.size > 0 && text.data[0] == '-' ? -value : value;
}

static void XMLCALL end(void *context, const XML_Char *name)
{
    struct reader *r = context;
    struct level *l = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
    struct json_node *n;

    if (strcmp(name, "dict") == 0 || strcmp(name, "array") == 0) {
        if (l != NULL && l->keyed)
            fail(r, ERROR_FORMAT, "a key without a value");
        r->depth -= r->depth > 0;
    } else if (strcmp(name, "key") == 0) {
        if (l == NULL || l->node->kind != JSON_OBJECT || l->keyed) {
            fail(r, ERROR_FORMAT, "a key where none can be");
            return;
        }
        l->key = arena_copy(r->arena, buf_bytes(&r->text));
        l->keyed = true;
    } else if (r->gathers) {
        bool integer = strcmp(name, "integer") == 0;
        n = put(r, integer ? JSON_NUMBER : JSON_TEXT);
        if (n != NULL && integer)
            n->number = integer_of(buf_bytes(&r->text));
        else if (n != NULL)
            n->text = arena_copy(r->arena, buf_bytes(&r->text));
    }
    r->gathers = false;
}

/* Property lists declare no entities; who does wants them to grow or to reach other files. */
static void XMLCALL entity(void *context, const XML_Char *name, int parameter, const XML_Char *value, int size,
                           const XML_Char *base, const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
    (void)name, (void)parameter, (void)value, (void)size, (void)base, (void)system, (void)public, (void)notation;
    fail(context, ERROR_FORMAT, "it declares an entity");
}

static void read_xml(struct reader *r, struct bytes text)
{
    r->parser = XML_ParserCreate(NULL);
    if (r->parser == NULL || text.size > LIMIT_PLIST_TEXT) {
        fail(r, ERROR_LIMIT, "larger than is read");
        XML_ParserFree(r->parser);
        return;
    }
    buf_init(&r->text, LIMIT_PLIST_TEXT);
    XML_SetHashSalt(r->parser, 0x7665746f); /* the same every time; the names of few elements are looked up */
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, start, end);
    XML_SetCharacterDataHandler(r->parser, characters);
    XML_SetEntityDeclHandler(r->parser, entity);
    if (XML_Parse(r->parser, (const char *)text.data, (int)text.size, 1) != XML_STATUS_OK && !r->failed)
        error_set(r->e, ERROR_FORMAT, (uint64_t)XML_GetCurrentByteIndex(r->parser), "line %lu: %s",
                  (unsigned long)XML_GetCurrentLineNumber(r->parser), XML_ErrorString(XML_GetErrorCode(r->parser))),
            r->failed = true;
    XML_ParserFree(r->parser);
    buf_free(&r->text);
}

/* --- binary: objects by number, offsets in a table at the end --- */

/* A big-endian number of 1 to 8 bytes; what does not fit fails. */
static uint64_t number_at(struct reader *r, uint64_t at, unsigned size)
{
    uint64_t value = 0;
    struct bytes raw;

    if (size == 0 || size > 8 || !bytes_slice(r->in, at, size, &raw)) {
        fail(r, ERROR_FORMAT, "a number lies outside");
        return 0;
    }
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | raw.data[i];
    return value;
}

/* Type and count of the object at *at, which moves to its content. */
static unsigned head(struct reader *r, uint64_t *at, uint64_t *count)
{
    uint8_t marker = (uint8_t)number_at(r, (*at)++, 1);

    *count = marker & 0x0f;
    if (marker >> 4 >= 4 && *count == 0x0f) {
        uint8_t length = (uint8_t)number_at(r, (*at)++, 1);
        unsigned size = 1u << (length & 3);
        if (length >> 4 != 1)
            fail(r, ERROR_FORMAT, "a count that is no integer");
        *count = number_at(r, *at, size);
        *at += size;
    }
    if (*count > r->in.size)
        fail(r, ERROR_FORMAT, "a count larger than the file");
    return marker >> 4;
}

static struct bytes text_at(struct reader *r, uint64_t at, unsigned type, uint64_t count)
{
    struct bytes raw, out;
    uint8_t *swapped;

    if (!bytes_slice(r->in, at, type == 6 ? count * 2 : count, &raw)) {
        fail(r, ERROR_FORMAT, "a text lies outside");
        return raw;
    }
    r->nodes += raw.size / 64; /* one long text may be named many times */
    if (type != 6)
        return text_utf8(r->arena, raw, NULL);
    swapped = arena_raw(r->arena, raw.size + 1);
    for (size_t i = 0; i + 1 < raw.size; i += 2) {
        swapped[i] = raw.data[i + 1];
        swapped[i + 1] = raw.data[i];
    }
    out = text_utf16(r->arena, bytes_of(swapped, raw.size), NULL);
    return out;
}

/* Puts object `number` where the reader stands; opens it when it is a container. */
static void object(struct reader *r, uint64_t number)
{
    uint64_t at = number < r->count ? number_at(r, r->table + number * r->offset_size, r->offset_size) : 0, count;
    struct json_node *n;
    struct level *l;
    unsigned type;

    if (number >= r->count) {
        fail(r, ERROR_FORMAT, "an object that is not there");
        return;
    }
    type = head(r, &at, &count);
    if (type == 0xa || type == 0xd) {
        l = open_container(r, type == 0xd ? JSON_OBJECT : JSON_ARRAY);
        if (l != NULL) {
            l->left = count;
            l->refs = at;
            l->values = at + count * r->ref_size;
        }
        return;
    }
    n = put(r, type == 0 ? JSON_BOOL : type == 1 ? JSON_NUMBER : JSON_TEXT);
    if (n == NULL)
        return;
    if (type == 0)
        n->number = count == 9;
    else if (type == 1)
        n->number = (int64_t)number_at(r, at + (count == 4 ? 8 : 0), count >= 3 ? 8 : 1u << count);
    else if (type == 4 || type == 5 || type == 6)
        n->text = text_at(r, at, type, count);
}

/* The key at `at` of a dict: a text object. */
static struct bytes key_at(struct reader *r, uint64_t at)
{
    uint64_t number = number_at(r, at, r->ref_size), place, count;
    unsigned type;

    if (number >= r->count) {
        fail(r, ERROR_FORMAT, "a key that is not there");
        return bytes_of(NULL, 0);
    }
    place = number_at(r, r->table + number * r->offset_size, r->offset_size);
    type = head(r, &place, &count);
    if (type != 5 && type != 6) {
        fail(r, ERROR_FORMAT, "a key that is no text");
        return bytes_of(NULL, 0);
    }
    return r->failed ? bytes_of(NULL, 0) : text_at(r, place, type, count);
}

static void read_binary(struct reader *r, struct bytes text)
{
    uint64_t top;

    r->in = text;
    if (text.size < 40) {
        fail(r, ERROR_FORMAT, "too short");
        return;
    }
    r->offset_size = (unsigned)number_at(r, text.size - 26, 1);
    r->ref_size = (unsigned)number_at(r, text.size - 25, 1);
    r->count = number_at(r, text.size - 24, 8);
    top = number_at(r, text.size - 16, 8);
    r->table = number_at(r, text.size - 8, 8);
    if (r->offset_size == 0 || r->offset_size > 8 || r->ref_size == 0 || r->ref_size > 8 || r->count > text.size ||
        r->table > text.size) {
        fail(r, ERROR_FORMAT, "a trailer that does not fit");
        return;
    }
    object(r, top);
    while (!r->failed && r->depth > 0) {
        struct level *l = &r->levels[r->depth - 1];
        uint64_t ref;
        if (l->left == 0) {
            r->depth--;
            continue;
        }
        l->left--;
        if (l->node->kind == JSON_OBJECT) {
            l->key = key_at(r, l->refs);
            l->keyed = true;
            l->refs += r->ref_size;
            ref = number_at(r, l->values, r->ref_size);
            l->values += r->ref_size;
        } else {
            ref = number_at(r, l->refs, r->ref_size);
            l->refs += r->ref_size;
        }
        if (!r->failed)
            object(r, ref);
    }
}

struct json_node *plist_read(struct arena *a, struct bytes text, struct error *e)
{
    struct reader *r = arena_alloc(a, sizeof *r);

    r->arena = a;
    r->e = e;
    if (bytes_starts(text, BYTES("bplist00")))
        read_binary(r, text);
    else
        read_xml(r, text);
    if (!r->failed && r->root == NULL)
        error_set(e, ERROR_FORMAT, 0, "the property list is empty");
    return r->failed ? NULL : r->root;
}
