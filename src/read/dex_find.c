/*
 * Strings and types of a DEX file by their text. ART's verifier has checked
 * the order of a file that it loads, so there a binary search finds them;
 * nobody vouches for the order in any other.
 */
#include "base/text.h"
#include "read/dex.h"

/*
 * Compares a DEX string with UTF-8 text in the order DEX sorts by: UTF-16
 * code units. Both are turned into units on the fly, ASCII without detour.
 */
struct units {
    struct bytes in;
    size_t at;
    uint32_t pending; /* a low surrogate still to come */
};

static uint32_t unit_of_utf8(struct units *u)
{
    uint32_t point;

    if (u->pending != 0) {
        point = u->pending;
        u->pending = 0;
        return point;
    }
    point = text_next(u->in, &u->at);
    if (point < 0x10000)
        return point;
    u->pending = 0xdc00 + ((point - 0x10000) & 0x3ff);
    return 0xd800 + ((point - 0x10000) >> 10);
}

static uint32_t unit_of_mutf8(struct units *u)
{
    uint8_t one = 0, two = 0, three = 0;

    bytes_u8(u->in, u->at, &one);
    if ((one & 0xe0) == 0xc0 && bytes_u8(u->in, u->at + 1, &two)) {
        u->at += 2;
        return (one & 0x1fu) << 6 | (two & 0x3fu);
    }
    if ((one & 0xf0) == 0xe0 && bytes_u8(u->in, u->at + 1, &two) && bytes_u8(u->in, u->at + 2, &three)) {
        u->at += 3;
        return (one & 0xfu) << 12 | (two & 0x3fu) << 6 | (three & 0x3fu);
    }
    u->at++;
    return one;
}

static int compare(struct bytes mutf8, struct bytes utf8)
{
    struct units a = {mutf8, 0, 0}, b = {utf8, 0, 0};

    while (a.at < mutf8.size && a.at < utf8.size && mutf8.data[a.at] == utf8.data[a.at] && utf8.data[a.at] < 0x80)
        a.at++; /* ASCII that both begin with */
    b.at = a.at;
    for (;;) {
        bool more_a = a.at < mutf8.size, more_b = b.pending != 0 || b.at < utf8.size;
        uint32_t x, y;
        if (!more_a || !more_b)
            return more_a - more_b;
        x = unit_of_mutf8(&a);
        y = unit_of_utf8(&b);
        if (x != y)
            return x < y ? -1 : 1;
    }
}

uint32_t dex_find_string(const struct dex *d, struct bytes utf8)
{
    uint32_t low = 0, high = d->strings.rows;
    size_t head = 2 * utf8.size + 8; /* no text is longer in MUTF-8: what stands behind it needs no look */

    if (!d->loadable) { /* nobody vouches for the order */
        for (uint32_t i = 0; i < high; i++)
            if (compare(dex_string_head(d, i, head), utf8) == 0)
                return i;
        return DEX_NO_INDEX;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(dex_string_head(d, middle, head), utf8);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return DEX_NO_INDEX;
}

/* Types are in the order of their strings where ART has checked it. */
static uint32_t find_type_of(const struct dex *d, uint32_t string)
{
    uint32_t low = 0, high = d->types.rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dex_type_string(d, middle) < string)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->types.rows && dex_type_string(d, low) == string ? low : DEX_NO_INDEX;
}

uint32_t dex_find_type(const struct dex *d, struct bytes utf8)
{
    uint32_t string = dex_find_string(d, utf8);

    if (string == DEX_NO_INDEX)
        return DEX_NO_INDEX;
    if (d->loadable)
        return find_type_of(d, string);
    for (uint32_t i = 0; i < d->types.rows; i++)
        if (dex_type_string(d, i) == string)
            return i;
    return DEX_NO_INDEX;
}
