/* Making keys: when veto is built, by tools/rows.c. What asks them is keys.c. */
#include "code/keys.h"

void keys_add(struct keys *k, struct arena *a, struct key key, bool prefix)
{
    size_t star = prefix ? key.text.size : bytes_find(key.text, '*', 0);

    key.open = prefix || star < key.text.size;
    key.rest = bytes_from(key.text, star + 1);
    key.text.size = star < key.text.size ? star : key.text.size;
    key.parent = 0;
    for (uint32_t p = k->count; p > 0; p = k->items[p - 1].parent)
        if (bytes_starts(key.text, k->items[p - 1].text)) {
            key.parent = p;
            break;
        }
    k->items = arena_grow(a, k->items, k->count, &k->capacity, sizeof *k->items);
    k->items[k->count++] = key;
}
