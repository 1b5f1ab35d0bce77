/*
 * Changes a JSON text that somebody else wrote, where it has to change and
 * nowhere else: order, white space, spelling of numbers and unknown members
 * stay as they were. What is added is laid out like its neighbours.
 */
#ifndef VETO_BASE_JSON_EDIT_H
#define VETO_BASE_JSON_EDIT_H

#include "base/json_read.h"

struct json_change {
    size_t at, gone;     /* offset in the old text, and how many bytes of it go */
    struct bytes text;   /* what comes in their place */
};

struct json_edit {
    struct arena *arena;
    struct bytes text;
    struct json_node *root;
    struct json_change *changes; /* in the order they were asked for */
    size_t count, capacity;
};

/* Reads the text, as json_read_foreign() does; false with its reason. An edit borrows the text and lives in the arena. */
bool json_edit_open(struct json_edit *ed, struct arena *a, struct bytes text, struct error *e);

/* Puts a JSON text in the place of a value. */
void json_edit_replace(struct json_edit *ed, const struct json_node *value, struct bytes json);
/* Adds a member behind the others of an object that has no such key; `json` is its value. */
void json_edit_member(struct json_edit *ed, const struct json_node *object, const char *key, struct bytes json);
/* Adds an item behind the others of an array. */
void json_edit_item(struct json_edit *ed, const struct json_node *array, struct bytes json);

/* The new text, in the arena; the old one where nothing was changed. Changes within a replaced value are a mistake of the caller. */
struct bytes json_edit_text(struct json_edit *ed);

#endif
