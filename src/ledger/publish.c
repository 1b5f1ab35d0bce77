#include "ledger/publish.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "ledger/file.h"

bool publish_checkpoint(struct store *s, const struct note_key *key, const struct agent *agent, struct buf *out,
                        struct error *e)
{
    struct checkpoint c = {.origin = store_origin(s)};
    struct buf text;
    bool ok = store_size(s, &c.size, e) && merkle_tree_root(store_tiles(s), c.size, &c.root, e);

    if (!ok)
        return false;
    buf_init(&text, LIMIT_NOTE);
    ok = checkpoint_write(&text, &c) || error_set(e, ERROR_LIMIT, 0, "no room for the checkpoint");
    if (ok) {
        buf_add(out, buf_bytes(&text));
        buf_u8(out, '\n');
        ok = note_sign(out, buf_bytes(&text), key, 0, agent, e) && store_keep_checkpoint(s, c.size, buf_bytes(out), e);
    }
    buf_free(&text);
    return ok;
}

bool publish_continues(const struct checkpoint *kept, const struct checkpoint *now, struct merkle_tiles *tiles,
                       struct error *e)
{
    struct merkle_proof p;

    if (!bytes_equal(kept->origin, now->origin))
        return error_set(e, ERROR_REFUSED, 0, "the checkpoints are of different logs");
    if (now->size < kept->size)
        return error_set(e, ERROR_REFUSED, now->size,
                         "the log was rolled back: it has %" PRIu64 " entries, the kept checkpoint has %" PRIu64, now->size,
                         kept->size);
    if (!merkle_consistency(tiles, kept->size, now->size, &p, e))
        return false;
    return merkle_consistent(&p, kept->size, now->size, &kept->root, &now->root) ||
           error_set(e, ERROR_REFUSED, kept->size,
                     "the log was rewritten: its first %" PRIu64 " entries are not those of the kept checkpoint",
                     kept->size);
}

bool publish_open(struct arena *a, struct bytes note, const struct note_key *log, struct checkpoint *c, struct error *e)
{
    struct note n;

    return note_read(a, note, &n, e) && note_verify(&n, log, NULL, e) && checkpoint_read(n.text, c, e) &&
           (bytes_equal(c->origin, log->name) ||
            error_set(e, ERROR_REFUSED, 0, "the checkpoint's origin is not the name of the key that signed it"));
}

bool publish_cosign(struct arena *a, struct bytes note, const struct note_key *log, const struct note_key *witness,
                    uint64_t when, const struct agent *agent, struct buf *out, struct error *e)
{
    struct checkpoint c;
    struct note n;

    if (!publish_open(a, note, log, &c, e) || !note_read(a, note, &n, e))
        return false;
    buf_add(out, note);
    return note_sign(out, n.text, witness, when, agent, e);
}

static bool put_file(const char *folder, const char *name, struct bytes content, struct error *e)
{
    char path[FILE_PATH];

    return file_path(folder, name, path, e) && file_put(path, content, e);
}

static bool put_tiles(struct store *s, const char *folder, uint64_t size, struct error *e)
{
    struct merkle_tiles *t = store_tiles(s);
    uint64_t count = size;

    for (unsigned level = 0; count > 0 && level < MERKLE_LEVELS; level++) {
        for (uint64_t n = 0; n * MERKLE_WIDTH < count; n++) {
            unsigned width = count - n * MERKLE_WIDTH < MERKLE_WIDTH ? (unsigned)(count - n * MERKLE_WIDTH) : MERKLE_WIDTH;
            char name[MERKLE_PATH];
            struct bytes hashes;
            if (!t->get(t, level, n, width, &hashes, e))
                return false;
            bytes_slice(hashes, 0, (uint64_t)width * SHA256_SIZE, &hashes);
            merkle_path(level, n, width, name);
            if (!put_file(folder, name, hashes, e))
                return false;
        }
        count /= MERKLE_WIDTH;
    }
    return true;
}

/* What was shown earlier and may no longer be: a statement that was disposed of. */
static bool take_away(const char *folder, uint64_t index, const char *what, struct error *e)
{
    char name[MERKLE_PATH], path[FILE_PATH];

    snprintf(name, sizeof name, "statement/%" PRIu64 ".%s", index, what);
    return file_path(folder, name, path, e) &&
           (unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR ||
            error_set(e, ERROR_SYSTEM, index, "%s: cannot be removed: %s", name, strerror(errno)));
}

/* The statement of an entry and its salt, for who may see them: everybody. */
static bool put_body(const struct store_entry *entry, uint64_t index, const char *folder, struct error *e)
{
    char name[MERKLE_PATH];

    if (entry->disposed || entry->access != ACCESS_PUBLIC)
        return take_away(folder, index, "json", e) && take_away(folder, index, "salt", e);
    snprintf(name, sizeof name, "statement/%" PRIu64 ".json", index);
    if (!put_file(folder, name, entry->statement, e))
        return false;
    snprintf(name, sizeof name, "statement/%" PRIu64 ".salt", index);
    return put_file(folder, name, entry->salt, e);
}

void publish_bundle(uint64_t n, unsigned width, char out[MERKLE_PATH + 8])
{
    char tile[MERKLE_PATH];

    merkle_path(0, n, width, tile);
    snprintf(out, MERKLE_PATH + 8, "tile/entries/%s", tile + strlen("tile/0/"));
}

/* Entries of one bundle, each behind its length of two bytes. */
static bool put_bundle(struct store *s, const char *folder, uint64_t n, unsigned width, struct error *e)
{
    struct arena a;
    struct buf out;
    char name[MERKLE_PATH + 8];
    bool ok = true;

    arena_init(&a, LIMIT_STATEMENT * 8);
    buf_init(&out, MERKLE_WIDTH * (LIMIT_LOG_ENTRY + 2));
    for (unsigned i = 0; ok && i < width; i++) {
        struct store_entry entry;
        ok = store_get(s, &a, n * MERKLE_WIDTH + i, &entry, e) &&
             put_body(&entry, n * MERKLE_WIDTH + i, folder, e);
        if (ok) {
            buf_u8(&out, (uint8_t)(entry.entry.size >> 8));
            buf_u8(&out, (uint8_t)entry.entry.size);
            buf_add(&out, entry.entry);
        }
        arena_reset(&a);
    }
    publish_bundle(n, width, name);
    ok = ok && (!out.failed || error_set(e, ERROR_LIMIT, 0, "entries longer than any that veto writes"));
    ok = ok && put_file(folder, name, buf_bytes(&out), e);
    buf_free(&out);
    arena_free(&a);
    return ok;
}

bool publish_files(struct store *s, const char *folder, struct error *e)
{
    struct checkpoint c;
    struct arena a;
    struct bytes note;
    struct note n;
    bool ok;

    arena_init(&a, LIMIT_NOTE * 8);
    ok = store_checkpoint(s, &a, &note, e) &&
         (note.size > 0 || error_set(e, ERROR_USAGE, 0, "the log has no signed checkpoint yet")) &&
         note_read(&a, note, &n, e) && checkpoint_read(n.text, &c, e) && put_tiles(s, folder, c.size, e);
    for (uint64_t i = 0; ok && i * MERKLE_WIDTH < c.size; i++)
        ok = put_bundle(s, folder, i, c.size - i * MERKLE_WIDTH < MERKLE_WIDTH ? (unsigned)(c.size - i * MERKLE_WIDTH)
                                                                              : MERKLE_WIDTH, e);
    ok = ok && put_file(folder, "checkpoint", note, e);
    arena_free(&a);
    return ok;
}
