/*
 * Sorted keys and what they stand for: the longest key that a text begins
 * with, by one binary search and a walk up the chain of shorter ones.
 */
#ifndef VETO_CODE_KEYS_H
#define VETO_CODE_KEYS_H

#include "base/arena.h"
#include "read/app.h"

struct key {
    struct bytes text; /* prefix to be matched; what stands before the '*' of a pattern */
    struct bytes rest; /* suffix to be matched; what stands behind the '*' */
    struct bytes id;
    uint32_t parent; /* nearest key before this one that it begins with, as index + 1; 0: none */
    bool open;       /* anything may stand between text and rest: else the text is to be equal */
    bool met;        /* the caller's */
    size_t row;      /* the caller's: where in a pack it stands */
};

struct keys {
    struct key *items;
    uint32_t count;
    size_t capacity;
};

/*
 * Adds a key with text and id; texts come in bytewise order and live as long as the keys. With `prefix` anything
 * may follow, else one '*' in the text stands for any run of characters.
 */
void keys_add(struct keys *k, struct arena *a, struct key key, bool prefix);

/* The longest key that matches, as index + 1; 0: none. keys_more() gives the next shorter or equal one. */
uint32_t keys_find(const struct keys *k, struct bytes text);
uint32_t keys_more(const struct keys *k, struct bytes text, uint32_t found);

/* Types of one DEX that stand under one key, by its order. */
struct keys_types {
    const struct app_dex *dex;
    uint32_t from, to; /* types */
    uint32_t key;
    uint32_t defined; /* of them, classes that the DEX defines */
    uint32_t first;   /* the first type of those defined, else `from` */
};

/*
 * Calls `each` for every range of types whose descriptors have one longest key, in order of DEX and type. Where ART
 * has checked the order of types the two sorted tables leap over one another; else each type is looked at.
 */
void keys_types(const struct keys *k, struct app *app, void (*each)(void *context, const struct keys_types *t),
                void *context);

#endif
