#include "base/json_edit.h"

#include <stdlib.h>

#include "base/json_scan.h"

/* Where the last element of a container stands, and the white space around it. */
struct last {
    size_t begin, end;       /* of the element: of its key, in an object; end 0: there is none */
    size_t space;            /* where the white space in front of it begins */
    size_t colon, value;     /* in an object: behind the colon, and where the value begins */
};

bool json_edit_open(struct json_edit *ed, struct arena *a, struct bytes text, struct error *e)
{
    *ed = (struct json_edit){.arena = a, .text = text, .root = json_read_foreign(a, text, e)};
    return ed->root != NULL;
}

static size_t end_of(const struct json_edit *ed, size_t at)
{
    struct bytes value;

    return json_scan_value(ed->text, &at, &value) ? at : ed->text.size;
}

static struct last last_of(const struct json_edit *ed, const struct json_node *container)
{
    struct last l = {0};
    size_t at = container->at + 1u;

    for (;;) {
        size_t space = at, begin;
        int byte = json_scan_peek(ed->text, &at);
        if (byte < 0 || byte == '}' || byte == ']')
            return l;
        begin = at;
        at = end_of(ed, at);
        if (container->kind == JSON_OBJECT) { /* that was the key */
            json_scan_peek(ed->text, &at);
            l.colon = ++at;
            json_scan_peek(ed->text, &at);
            l.value = at;
            at = end_of(ed, at);
        }
        l.space = space;
        l.begin = begin;
        l.end = at;
        if (json_scan_peek(ed->text, &at) == ',')
            at++;
    }
}

static void change(struct json_edit *ed, struct json_change c)
{
    ed->changes = arena_grow(ed->arena, ed->changes, ed->count, &ed->capacity, sizeof *ed->changes);
    ed->changes[ed->count++] = c;
}

void json_edit_replace(struct json_edit *ed, const struct json_node *value, struct bytes json)
{
    change(ed, (struct json_change){value->at, end_of(ed, value->at) - value->at, json});
}

/* Whether something was added to the container before; then a comma is due even where it was empty. */
static bool added_before(const struct json_edit *ed, size_t at)
{
    for (size_t i = 0; i < ed->count; i++)
        if (ed->changes[i].at == at && ed->changes[i].gone == 0)
            return true;
    return false;
}

static void add(struct json_edit *ed, const struct json_node *container, struct last l, struct bytes element)
{
    size_t at = l.end > 0 ? l.end : container->at + 1u;
    struct bytes space = {NULL, 0}, text;

    bytes_slice(ed->text, l.space, l.begin - l.space, &space);
    text = arena_printf(ed->arena, "%s%.*s%.*s", l.end > 0 || added_before(ed, at) ? "," : "", (int)space.size, (const char *)space.data, (int)element.size,
                        (const char *)element.data);
    change(ed, (struct json_change){at, 0, text});
}

void json_edit_member(struct json_edit *ed, const struct json_node *object, const char *key, struct bytes json)
{
    struct last l = last_of(ed, object);
    struct bytes space = {NULL, 0};

    if (l.end > 0)
        bytes_slice(ed->text, l.colon, l.value - l.colon, &space);
    add(ed, object, l,
        arena_printf(ed->arena, "\"%s\":%.*s%.*s", key, (int)space.size, (const char *)space.data, (int)json.size, (const char *)json.data));
}

void json_edit_item(struct json_edit *ed, const struct json_node *array, struct bytes json)
{
    add(ed, array, last_of(ed, array), json);
}

/* Where one begins; insertions at one place stay in the order they were asked for. */
static int by_place(const void *a, const void *b)
{
    const struct json_change *x = a, *y = b;

    if (x->at != y->at)
        return (x->at > y->at) - (x->at < y->at);
    return (x > y) - (x < y);
}

struct bytes json_edit_text(struct json_edit *ed)
{
    struct json_change **order = arena_array(ed->arena, ed->count + 1, sizeof *order);
    size_t size = ed->text.size, at = 0, to = 0;
    uint8_t *out;

    if (ed->count == 0)
        return ed->text;
    for (size_t i = 0; i < ed->count; i++) {
        size_t k = i;
        size += ed->changes[i].text.size;
        for (; k > 0 && by_place(order[k - 1], &ed->changes[i]) > 0; k--)
            order[k] = order[k - 1];
        order[k] = &ed->changes[i];
    }
    out = arena_alloc(ed->arena, size + 1);
    for (size_t i = 0; i < ed->count; i++) {
        struct bytes kept;
        bytes_slice(ed->text, at, order[i]->at - at, &kept);
        memcpy(&out[to], kept.data, kept.size);
        to += kept.size;
        memcpy(&out[to], order[i]->text.data, order[i]->text.size);
        to += order[i]->text.size;
        at = order[i]->at + order[i]->gone;
    }
    memcpy(&out[to], bytes_from(ed->text, at).data, ed->text.size - at);
    return bytes_of(out, to + ed->text.size - at);
}
