/*
 * Reads JSON that veto itself might have written, from anybody: a subset of
 * I-JSON (RFC 7493) as RFC 8785 canonicalises it. Refused besides what RFC
 * 8259 refuses: keys that occur twice, surrogates without their other half,
 * text that is not UTF-8, and every number but integers within 2^53-1
 * (larger ones are strings, and records have no floating point, so that no
 * two readers can round differently).
 *
 * The tree's objects are in canonical order whatever the text had, so that
 * writing a tree gives canonical JSON.
 */
#ifndef VETO_BASE_JSON_READ_H
#define VETO_BASE_JSON_READ_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_node {
    struct bytes key; /* in an object; valid UTF-8, as texts are */
    union {
        int64_t number; /* of a number; 0 or 1 of a boolean */
        struct bytes text;
        struct {
            struct json_node *first; /* of an object in the order of keys */
            size_t count;
        };
    };
    struct json_node *next;
    uint32_t at; /* byte offset in the text, for messages */
    enum json_kind kind;
};

/* The one value that text consists of, white space around it allowed; NULL with the reason and its byte
 * offset. Borrows from text. */
struct json_node *json_read(struct arena *a, struct bytes text, struct error *e);

/* The same from a program that is not veto: a number with fraction or exponent, or beyond 2^53-1, becomes its own spelling as a text. */
struct json_node *json_read_foreign(struct arena *a, struct bytes text, struct error *e);

/* The value of a key; NULL when the node is no object or has no such key. */
const struct json_node *json_get(const struct json_node *object, const char *key);

/* Writes a tree where the writer stands; false when that is too deep for it. */
bool json_write(struct json *j, const struct json_node *node);

/* Whether text is exactly what writing the tree gives. */
bool json_canonical(const struct json_node *node, struct bytes text);

#endif
