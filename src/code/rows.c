#include "code/rows.h"

struct keys rows_keys(struct arena *a, struct bytes pack, const struct key_row *rows, uint32_t from, uint32_t to)
{
    struct keys k = {.count = to - from, .capacity = to - from};

    k.items = arena_raw(a, k.count * sizeof *k.items);
    for (uint32_t i = 0; i < k.count; i++) {
        const struct key_row *r = &rows[from + i];
        k.items[i] = (struct key){.text = rows_piece(pack, r->text),
                                  .rest = rows_piece(pack, r->rest),
                                  .id = rows_piece(pack, r->id),
                                  .parent = r->parent,
                                  .open = r->open,
                                  .row = r->row};
    }
    return k;
}
