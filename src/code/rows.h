/*
 * Packs that every evaluation asks, taken apart when veto is built: rows of
 * places in the text of the pack, made by tools/rows.c. No table holds a
 * pointer, so that a program at a random address has nothing to relocate.
 */
#ifndef VETO_CODE_ROWS_H
#define VETO_CODE_ROWS_H

#include "code/keys.h"
#include "code/sign.h"

/* A piece of the pack's text; size 0: there is none. */
struct piece {
    uint32_t at : 20;
    uint32_t size : 12;
};

/* struct sign, of packs/capabilities/android.tsv, packs/permissions/api.tsv and packs/permissions/providers.tsv. */
struct sign_row {
    struct piece capability, pattern, class, name, proto, text, numbers, permissions, source;
    level_set levels;
    uint8_t pack, kind, given, prefix, conditional;
};
extern const struct sign_row sign_rows[];
extern const uint32_t sign_row_count;

/* struct key; `row` is where the row begins. */
struct key_row {
    struct piece text, rest, id;
    uint32_t row;
    uint16_t parent;
    uint8_t open;
};

/* Kinds of packs/sdks/index.tsv, sorted as they stand there; its keys of one kind follow one another. */
enum sdk_key { SDK_BY_COMPONENT, SDK_BY_DOMAIN, SDK_BY_LIBRARY, SDK_BY_META, SDK_BY_PERMISSION, SDK_BY_TYPE, SDK_KEYS };
extern const struct key_row sdk_keys[];
extern const uint32_t sdk_keys_from[SDK_KEYS + 1];

/* Markers of packs/packers/packers.tsv by text, for each basis that the pack knows: class, library, asset. */
enum { PACKER_KEYS = 3 };
extern const struct key_row packer_keys[];
extern const uint32_t packer_keys_from[PACKER_KEYS + 1];

static inline struct bytes rows_piece(struct bytes pack, struct piece p)
{
    struct bytes out;

    bytes_slice(pack, p.at, p.size, &out);
    return out;
}

/* The keys of rows[from] up to rows[to - 1] of a pack, in the arena. */
struct keys rows_keys(struct arena *a, struct bytes pack, const struct key_row *rows, uint32_t from, uint32_t to);

#endif
