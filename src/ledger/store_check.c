/* Everything that a store's log says, derived again. */
#include <inttypes.h>

#include "ledger/statement.h"
#include "ledger/store_parts.h"

/* One entry against its statement and against its leaf in the tree. */
bool store_check_entry(struct store *s, struct arena *a, uint64_t i, struct error *e)
{
    struct store_entry entry;
    struct statement statement;
    struct error why;
    struct bytes tile, stored;
    struct merkle_hash leaf;
    uint8_t commitment[SHA256_SIZE];
    unsigned at = (unsigned)(i % MERKLE_WIDTH);

    if (!store_get(s, a, i, &entry, e))
        return false;
    hash_sha256_two(entry.salt, entry.statement, commitment);
    if (!entry.disposed && memcmp(commitment, entry.commitment, sizeof commitment) != 0)
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": the statement is not the one the log committed to", i);
    if (!entry.disposed && !bytes_equal(store_matter_of(a, entry.statement), entry.matter))
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": kept under another case than its statement names", i);
    if (entry.openings.size > 0 && !statement_read(a, entry.statement, &statement, &why))
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": openings of what is no statement", i);
    if (entry.openings.size > 0 && !statement_openings_hold(a, &statement, entry.openings, &why))
        return error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 ": openings: %.300s", i, why.text);
    merkle_leaf(entry.entry, &leaf);
    if (!s->tiles.get(&s->tiles, 0, i / MERKLE_WIDTH, at + 1, &tile, e))
        return false;
    return (bytes_slice(tile, (uint64_t)at * SHA256_SIZE, SHA256_SIZE, &stored) &&
            bytes_equal(stored, bytes_of(leaf.byte, SHA256_SIZE))) ||
           error_set(e, ERROR_FORMAT, i, "entry %" PRIu64 " is not the one in the log's tree", i);
}

/* The tile of level 1 and above to which `size` entries gave their last hash, against the one below it. */
static bool check_level(struct store *s, unsigned level, uint64_t size, struct error *e)
{
    struct merkle_tiles *t = &s->tiles;
    uint64_t count = size;

    for (unsigned l = 0; l < level; l++)
        count /= MERKLE_WIDTH;
    for (uint64_t i = 0; i < count; i++) {
        struct merkle_hash want;
        struct bytes below, tile, stored;
        if (!t->get(t, level - 1, i, MERKLE_WIDTH, &below, e))
            return false;
        merkle_fold(below, MERKLE_WIDTH, &want);
        if (!t->get(t, level, i / MERKLE_WIDTH, (unsigned)(i % MERKLE_WIDTH) + 1, &tile, e))
            return false;
        if (!bytes_slice(tile, i % MERKLE_WIDTH * SHA256_SIZE, SHA256_SIZE, &stored) ||
            !bytes_equal(stored, bytes_of(want.byte, SHA256_SIZE)))
            return error_set(e, ERROR_FORMAT, i << (8 * level), "the log: hash %" PRIu64 " of level %u is wrong", i, level);
    }
    return true;
}

bool store_check(struct store *s, struct error *e)
{
    struct arena a;
    uint64_t size;
    bool ok = store_run(s, "BEGIN", e);

    if (!ok)
        return false;
    arena_init(&a, LIMIT_STATEMENT * 64);
    ok = store_size(s, &size, e);
    for (uint64_t i = 0; ok && i < size; i++) {
        ok = store_check_entry(s, &a, i, e);
        arena_reset(&a);
    }
    for (unsigned level = 1; ok && level < MERKLE_LEVELS; level++)
        ok = check_level(s, level, size, e);
    arena_free(&a);
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

