#include "ledger/merkle.h"

#include <inttypes.h>
#include <stdio.h>

void merkle_leaf(struct bytes entry, struct merkle_hash *out)
{
    hash_sha256_two(BYTES("\0"), entry, out->byte);
}

void merkle_node(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *out)
{
    uint8_t both[1 + 2 * SHA256_SIZE] = {1};

    memcpy(both + 1, left->byte, SHA256_SIZE);
    memcpy(both + 1 + SHA256_SIZE, right->byte, SHA256_SIZE);
    hash_sha256(bytes_of(both, sizeof both), out->byte);
}

static bool same(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->byte, b->byte, SHA256_SIZE) == 0;
}

void merkle_fold(struct bytes hashes, size_t count, struct merkle_hash *out)
{
    struct merkle_hash row[MERKLE_WIDTH];

    memcpy(row, hashes.data, count * SHA256_SIZE);
    for (; count > 1; count /= 2)
        for (size_t i = 0; i < count / 2; i++)
            merkle_node(&row[2 * i], &row[2 * i + 1], &row[i]);
    *out = row[0];
}

/* The hash of the complete subtree of 2^height leaves that begins with leaf `from`. */
static bool subtree(struct merkle_tiles *t, uint64_t from, unsigned height, struct merkle_hash *out, struct error *e)
{
    unsigned level = height / 8, count = 1u << height % 8;
    uint64_t first = from >> (8 * level);
    unsigned at = (unsigned)(first % MERKLE_WIDTH);
    struct bytes tile, hashes;

    if (!t->get(t, level, first / MERKLE_WIDTH, at + count, &tile, e))
        return false;
    if (!bytes_slice(tile, (uint64_t)at * SHA256_SIZE, (uint64_t)count * SHA256_SIZE, &hashes))
        return error_set(e, ERROR_FORMAT, 0, "tile %" PRIu64 " of level %u is cut short", first / MERKLE_WIDTH, level);
    merkle_fold(hashes, count, out);
    return true;
}

/* The hash of leaves from..to-1, where `from` is the beginning of a subtree as wide: the complete subtrees that
 * they consist of, joined from the right. */
static bool range(struct merkle_tiles *t, uint64_t from, uint64_t to, struct merkle_hash *out, struct error *e)
{
    struct merkle_hash part[64];
    size_t count = 0;

    while (from < to) {
        unsigned height = 63 - (unsigned)__builtin_clzll(to - from);
        if (!subtree(t, from, height, &part[count++], e))
            return false;
        from += UINT64_C(1) << height;
    }
    *out = part[count - 1];
    for (size_t i = count - 1; i-- > 0;)
        merkle_node(&part[i], out, out);
    return true;
}

bool merkle_append(struct merkle_tiles *t, uint64_t size, const struct merkle_hash *leaf, struct error *e)
{
    struct merkle_hash hash = *leaf;
    uint64_t index = size;

    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        unsigned at = (unsigned)(index % MERKLE_WIDTH);
        struct bytes tile;
        if (!t->put(t, level, index / MERKLE_WIDTH, at, &hash, e))
            return false;
        if (at != MERKLE_WIDTH - 1)
            return true;
        if (!t->get(t, level, index / MERKLE_WIDTH, MERKLE_WIDTH, &tile, e))
            return false;
        if (tile.size < MERKLE_TILE)
            return error_set(e, ERROR_FORMAT, 0, "a full tile of level %u is cut short", level);
        merkle_fold(tile, MERKLE_WIDTH, &hash);
        index /= MERKLE_WIDTH;
    }
    return true;
}

bool merkle_tree_root(struct merkle_tiles *t, uint64_t size, struct merkle_hash *root, struct error *e)
{
    if (size == 0) {
        hash_sha256(bytes_of(NULL, 0), root->byte);
        return true;
    }
    return range(t, 0, size, root, e);
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static void reverse(struct merkle_proof *p)
{
    for (size_t i = 0; i < p->count / 2; i++) {
        struct merkle_hash kept = p->hash[i];
        p->hash[i] = p->hash[p->count - 1 - i];
        p->hash[p->count - 1 - i] = kept;
    }
}

bool merkle_inclusion(struct merkle_tiles *t, uint64_t index, uint64_t size, struct merkle_proof *p, struct error *e)
{
    uint64_t from = 0, to = size;

    p->count = 0;
    if (index >= size)
        return error_set(e, ERROR_USAGE, 0, "entry %" PRIu64 " is not among the first %" PRIu64, index, size);
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);
        bool left = index < middle;
        if (!range(t, left ? middle : from, left ? to : middle, &p->hash[p->count++], e))
            return false;
        if (left)
            to = middle;
        else
            from = middle;
    }
    reverse(p);
    return true;
}

bool merkle_consistency(struct merkle_tiles *t, uint64_t old, uint64_t size, struct merkle_proof *p, struct error *e)
{
    uint64_t from = 0, to = size;

    p->count = 0;
    if (old > size)
        return error_set(e, ERROR_USAGE, 0, "a tree of %" PRIu64 " is larger than one of %" PRIu64, old, size);
    if (old == 0 || old == size)
        return true;
    while (to != old) {
        uint64_t middle = from + split(to - from);
        bool left = old <= middle;
        if (!range(t, left ? middle : from, left ? to : middle, &p->hash[p->count++], e))
            return false;
        if (left)
            to = middle;
        else
            from = middle;
    }
    if (from != 0 && !range(t, from, to, &p->hash[p->count++], e))
        return false;
    reverse(p);
    return true;
}

bool merkle_included(const struct merkle_proof *p, uint64_t index, uint64_t size, const struct merkle_hash *leaf,
                     const struct merkle_hash *root)
{
    struct merkle_hash hash = *leaf;
    uint64_t fn = index, sn = size - 1;

    if (index >= size)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            merkle_node(&p->hash[i], &hash, &hash);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            merkle_node(&hash, &p->hash[i], &hash);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same(&hash, root);
}

bool merkle_consistent(const struct merkle_proof *p, uint64_t old, uint64_t size, const struct merkle_hash *old_root,
                       const struct merkle_hash *root)
{
    uint64_t fn = old - 1, sn = size - 1;
    struct merkle_hash first, second;
    size_t i = 0;

    if (old > size)
        return false;
    if (old == size)
        return p->count == 0 && same(old_root, root);
    if (old == 0) {
        hash_sha256(bytes_of(NULL, 0), first.byte);
        return p->count == 0 && same(old_root, &first);
    }
    if (p->count == 0)
        return false;
    first = (old & (old - 1)) == 0 ? *old_root : p->hash[i++];
    for (; (fn & 1) != 0; fn >>= 1)
        sn >>= 1;
    second = first;
    for (; i < p->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            merkle_node(&p->hash[i], &first, &first);
            merkle_node(&p->hash[i], &second, &second);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            merkle_node(&second, &p->hash[i], &second);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same(&first, old_root) && same(&second, root);
}

void merkle_path(unsigned level, uint64_t n, unsigned width, char out[MERKLE_PATH])
{
    unsigned part[7];
    size_t count = 0, used;

    do {
        part[count++] = (unsigned)(n % 1000);
        n /= 1000;
    } while (n > 0 && count < 7);
    used = (size_t)snprintf(out, MERKLE_PATH, "tile/%u/", level);
    while (count-- > 1)
        used += (size_t)snprintf(out + used, MERKLE_PATH - used, "x%03u/", part[count]);
    used += (size_t)snprintf(out + used, MERKLE_PATH - used, "%03u", part[0]);
    if (width < MERKLE_WIDTH)
        snprintf(out + used, MERKLE_PATH - used, ".p/%u", width);
}
