#include "ledger/published.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "ledger/file.h"

enum { BUNDLE = MERKLE_WIDTH * (LIMIT_LOG_ENTRY + 2) };

/* How wide tile n of a level is in a tree of that size. */
static unsigned width_of(uint64_t size, unsigned level, uint64_t n)
{
    uint64_t count = level < MERKLE_LEVELS ? size >> (8 * level) : 0;

    if (count / MERKLE_WIDTH > n)
        return MERKLE_WIDTH;
    return count / MERKLE_WIDTH == n ? (unsigned)(count % MERKLE_WIDTH) : 0;
}

static bool get(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned width, struct bytes *hashes, struct error *e)
{
    struct published *p = (struct published *)(void *)t;
    unsigned there = width_of(p->size, level, n);
    char name[MERKLE_PATH], path[FILE_PATH];
    struct bytes content;
    struct arena a;
    bool ok;

    *hashes = bytes_of(NULL, 0);
    if (width > there)
        return error_set(e, ERROR_FORMAT, n, "tile %" PRIu64 " of level %u has no %u hashes", n, level, width);
    merkle_path(level, n, there, name);
    arena_init(&a, 4 * MERKLE_TILE + (64u << 10));
    ok = file_path(p->folder, name, path, e) && file_read(&a, path, MERKLE_TILE, &content, e) &&
         (content.size == (size_t)there * SHA256_SIZE ||
          error_set(e, ERROR_FORMAT, n << (8 * (level + 1)), "%s: %zu bytes, not %u hashes", name, content.size, there));
    if (ok) {
        memcpy(p->tile, content.data, content.size);
        *hashes = bytes_of(p->tile, content.size);
    } else if (e != NULL) {
        e->offset = n << (8 * (level + 1));
    }
    arena_free(&a);
    return ok;
}

static bool put(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned at, const struct merkle_hash *hash,
                struct error *e)
{
    (void)t;
    (void)level;
    (void)n;
    (void)at;
    (void)hash;
    return error_set(e, ERROR_USAGE, 0, "a published log is read only");
}

void published_open(struct published *p, const char *folder, uint64_t size)
{
    p->tiles = (struct merkle_tiles){get, put};
    p->folder = folder;
    p->size = size;
}

/* The statement of an entry, when it is there, is what the entry commits to. */
static bool check_statement(const struct published *p, struct arena *a, uint64_t index, struct bytes entry,
                            uint64_t *statements, struct error *e)
{
    char name[MERKLE_PATH], path[FILE_PATH];
    struct bytes statement, salt;
    struct store_entry parsed = {.entry = entry};
    uint8_t commitment[SHA256_SIZE];

    if (!store_entry_read(a, index, &parsed, e))
        return false;
    snprintf(name, sizeof name, "statement/%" PRIu64 ".json", index);
    if (!file_path(p->folder, name, path, e))
        return false;
    if (access(path, F_OK) != 0)
        return errno == ENOENT || error_set(e, ERROR_SYSTEM, index, "%s: cannot be looked at: %s", name, strerror(errno));
    if (!file_read(a, path, LIMIT_STATEMENT, &statement, e))
        return false;
    snprintf(name, sizeof name, "statement/%" PRIu64 ".salt", index);
    if (!file_path(p->folder, name, path, e) || !file_read(a, path, SALT_SIZE, &salt, e))
        return false;
    hash_sha256_two(salt, statement, commitment);
    ++*statements;
    return (salt.size == SALT_SIZE && memcmp(commitment, parsed.commitment, sizeof commitment) == 0) ||
           error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 ": the statement is not the one the log committed to", index);
}

/* A bundle of entries, as wide as the tree of that size makes it. */
static bool read_bundle(const struct published *p, struct arena *a, uint64_t n, struct bytes *bundle, struct error *e)
{
    char name[MERKLE_PATH + 8], path[FILE_PATH];

    publish_bundle(n, width_of(p->size, 0, n), name);
    if (file_path(p->folder, name, path, e) && file_read(a, path, BUNDLE, bundle, e))
        return true;
    if (e != NULL)
        e->offset = n * MERKLE_WIDTH;
    return false;
}

/* The entries of one bundle against the hashes of their tile. */
static bool check_leaves(struct published *p, struct bytes bundle, uint64_t n, struct error *e)
{
    unsigned width = width_of(p->size, 0, n);
    struct cursor c = cursor_open(bundle, 0), tile;
    struct bytes hashes;

    if (!get(&p->tiles, 0, n, width, &hashes, e))
        return false;
    tile = cursor_open(hashes, 0);
    for (unsigned i = 0; i < width; i++) {
        uint64_t index = n * MERKLE_WIDTH + i;
        struct bytes entry = cursor_take(&c, cursor_be16(&c));
        struct merkle_hash leaf;
        if (c.failed)
            return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " is not in its bundle, which ends before", index);
        merkle_leaf(entry, &leaf);
        if (!bytes_equal(cursor_take(&tile, SHA256_SIZE), bytes_of(leaf.byte, SHA256_SIZE)))
            return error_set(e, ERROR_FORMAT, index, "entry %" PRIu64 " is not the one in the log's tree", index);
    }
    return cursor_left(&c) == 0 || error_set(e, ERROR_FORMAT, n * MERKLE_WIDTH + width,
                                             "tile/entries: bytes behind the last entry of bundle %" PRIu64, n);
}

bool published_check_bundle(struct published *p, uint64_t n, uint64_t *statements, struct error *e)
{
    unsigned width = width_of(p->size, 0, n);
    struct bytes bundle;
    struct cursor c;
    struct arena a;
    bool ok;

    arena_init(&a, (size_t)LIMIT_STATEMENT * MERKLE_WIDTH * 4);
    ok = read_bundle(p, &a, n, &bundle, e) && check_leaves(p, bundle, n, e);
    c = cursor_open(ok ? bundle : bytes_of(NULL, 0), 0);
    for (unsigned i = 0; ok && i < width; i++)
        ok = check_statement(p, &a, n * MERKLE_WIDTH + i, cursor_take(&c, cursor_be16(&c)), statements, e);
    arena_free(&a);
    return ok;
}

/* The hashes of a level against the full tiles below. */
static bool check_level(struct published *p, unsigned level, struct error *e)
{
    uint64_t count = p->size >> (8 * level);

    for (uint64_t i = 0; i < count; i++) {
        struct merkle_hash want;
        struct bytes tile, stored;
        unsigned at = (unsigned)(i % MERKLE_WIDTH);
        if (!get(&p->tiles, level - 1, i, MERKLE_WIDTH, &tile, e))
            return false;
        merkle_fold(tile, MERKLE_WIDTH, &want);
        if (!get(&p->tiles, level, i / MERKLE_WIDTH, at + 1, &tile, e))
            return false;
        bytes_slice(tile, (uint64_t)at * SHA256_SIZE, SHA256_SIZE, &stored);
        if (!bytes_equal(stored, bytes_of(want.byte, SHA256_SIZE)))
            return error_set(e, ERROR_FORMAT, i << (8 * level), "the log: hash %" PRIu64 " of level %u is wrong", i, level);
    }
    return true;
}

bool published_check_tree(struct published *p, const struct checkpoint *c, struct error *e)
{
    struct merkle_hash root;
    bool ok = true;

    for (unsigned level = 1; ok && level < MERKLE_LEVELS; level++)
        ok = check_level(p, level, e);
    return ok && merkle_tree_root(&p->tiles, p->size, &root, e) &&
           (memcmp(&root, &c->root, sizeof root) == 0 ||
            error_set(e, ERROR_REFUSED, p->size, "the tree of %" PRIu64 " entries is not that of the checkpoint", p->size));
}

bool published_check(struct published *p, const struct checkpoint *c, uint64_t *statements, struct error *e)
{
    bool ok = true;

    *statements = 0;
    for (uint64_t n = 0; ok && n * MERKLE_WIDTH < p->size; n++)
        ok = published_check_bundle(p, n, statements, e);
    return ok && published_check_tree(p, c, e);
}
