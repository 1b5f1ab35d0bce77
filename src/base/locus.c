#include "base/locus.h"

#include "base/limits.h"
#include "base/text.h"

const struct place *place_inside(struct arena *a, const struct place *parent, struct bytes name, uint32_t nth)
{
    struct place *place = arena_alloc(a, sizeof *place);

    *place = (struct place){parent, name, nth};
    return place;
}

bool locus_write(struct buf *out, struct locus l)
{
    const struct place *chain[LIMIT_NESTING + 1];
    size_t depth = 0;

    for (const struct place *p = l.place; p != NULL && depth < sizeof chain / sizeof *chain; p = p->parent)
        chain[depth++] = p;
    while (depth-- > 0) {
        if (chain[depth]->parent != NULL)
            buf_u8(out, '!');
        text_percent(out, chain[depth]->name);
        if (chain[depth]->nth > 1) {
            buf_u8(out, '#');
            buf_decimal(out, chain[depth]->nth);
        }
    }
    if (!l.whole && l.place != NULL) {
        buf_add(out, BYTES("@0x"));
        buf_hex(out, l.at);
        buf_u8(out, '+');
        buf_decimal(out, l.size);
    }
    return !out->failed;
}
