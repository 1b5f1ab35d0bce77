/*
 * Canonical JSON, RFC 8785: keys sorted by UTF-16 code units, no white space,
 * shortest escapes. Writers here emit one token each; the caller puts keys in
 * order, and json_key() holds it to that. No floating point: what is not an
 * integer within 2^53-1 is written as a string.
 */
#ifndef VETO_BASE_JSON_H
#define VETO_BASE_JSON_H

#include "base/buf.h"
#include "base/limits.h"

enum { JSON_DEPTH = LIMIT_JSON_DEPTH + 1 };

/* A writer that knows where commas go and that keys come in order. */
struct json {
    struct buf *out;
    unsigned depth;
    bool more[JSON_DEPTH];         /* something stands before at this depth */
    struct bytes last[JSON_DEPTH]; /* the last key at this depth; borrowed until its object ends */
    bool after_key;
    bool disordered; /* a key came out of order or twice: a mistake of ours; the text is not canonical */
};

void json_open(struct json *j, struct buf *out);
void json_object(struct json *j);
void json_array(struct json *j);
void json_end_object(struct json *j);
void json_end_array(struct json *j);
/* The key must stay where it is until its object ends. */
void json_key(struct json *j, struct bytes key);
void json_text(struct json *j, struct bytes text);
void json_number(struct json *j, int64_t number);
void json_bool(struct json *j, bool yes);
void json_null(struct json *j);
/* A key, which has to stay as json_key() says, and its value. */
void json_pair(struct json *j, const char *key, struct bytes text);
/* The same; null where there is no text: its data is NULL. */
void json_pair_or_null(struct json *j, const char *key, struct bytes text);
void json_pair_count(struct json *j, const char *key, uint64_t n);

/* Single tokens, for writers that keep order themselves. Text must be UTF-8. */
void json_string(struct buf *out, struct bytes text);
void json_integer(struct buf *out, int64_t number);

/* The order of keys: by UTF-16 code units. */
int json_compare(struct bytes a, struct bytes b);

#endif
