/*
 * The store of statements and their log: one SQLite file (WAL, every commit
 * reaches the disk before it is acknowledged, STRICT tables). A statement, its
 * salted commitment and the tiles of the Merkle tree change in one
 * transaction: after a crash all of it is there or none.
 *
 * The log commits and does not publish: an entry is canonical JSON with the
 * commitment, kind and time; the statement and its salt stand beside it under
 * an access class and may be disposed of, while every proof stays valid.
 */
#ifndef VETO_LEDGER_STORE_H
#define VETO_LEDGER_STORE_H

#include "ledger/merkle.h"

struct store;

enum store_access { ACCESS_PUBLIC, ACCESS_VENDOR, ACCESS_PARTNER, ACCESS_INTERNAL, ACCESS_SEALED, ACCESS_COUNT };

enum { SALT_SIZE = 32 };

struct store_entry {
    struct bytes entry; /* the log's: canonical JSON of commitment, kind, time */
    struct bytes kind, time;
    uint8_t commitment[SHA256_SIZE]; /* SHA-256 of salt and statement */
    bool disposed;                   /* the rest is gone */
    enum store_access access;
    struct bytes salt, statement;
    struct bytes openings; /* {PATH: {"salt": hex, "value": ...}} of fields signed as commitments; empty when none */
    struct bytes matter;   /* the case under which it is found; empty when the statement names none */
};

const char *store_access_name(enum store_access access);

/* Makes a store for the log `origin` where no file is. */
struct store *store_make(const char *path, struct bytes origin, struct error *e);
struct store *store_open(const char *path, struct error *e);
void store_close(struct store *s);

/* The origin; borrowed. */
struct bytes store_origin(const struct store *s);
/* The database, for nouns that keep tables of their own in it. */
struct sqlite3 *store_database(struct store *s);
/* How many entries the log has. */
bool store_size(struct store *s, uint64_t *size, struct error *e);

/*
 * Appends a statement of at most LIMIT_STATEMENT bytes, with a new random
 * salt, and says its index. When it returns true the statement is on the disk.
 */
bool store_append(struct store *s, const char *kind, const char *time, enum store_access access, struct bytes statement,
                  uint64_t *index, struct error *e);

/* A statement to be put into the store, and what goes with it. */
struct store_new {
    const char *kind, *time;
    enum store_access access;
    struct bytes statement;
    struct bytes openings;    /* of fields that it commits to, canonical JSON of at most LIMIT_STATEMENT bytes; may be empty */
    const uint64_t *disposes; /* the entry whose body it disposes of, in the same transaction; NULL for none */
};

/* store_append() with all of that. When it fails after a disposal was written, the message says that it was. */
bool store_put(struct store *s, const struct store_new *n, uint64_t *index, struct error *e);

/* The next append is refused, with ERROR_REFUSED, unless the log then still has `size` entries. */
void store_expect(struct store *s, uint64_t size);

/* How many of them have no statement any more. */
bool store_disposed(struct store *s, uint64_t *count, struct error *e);

struct store_indexes {
    uint64_t *rows;
    size_t count;
};

/* The entries of a case whose statements are there, in the order of the log; found by index, without the rest of the log. */
bool store_matter(struct store *s, struct arena *a, struct bytes name, struct store_indexes *out, struct error *e);
/* The names of all cases, in the order in which they began. */
bool store_matters(struct store *s, struct arena *a, struct bytes **names, size_t *count, struct error *e);

/* One entry; its texts live in the arena. */
bool store_get(struct store *s, struct arena *a, uint64_t index, struct store_entry *out, struct error *e);
/* Takes out->entry apart: commitment, kind and time; ERROR_FORMAT names the index. */
bool store_entry_read(struct arena *a, uint64_t index, struct store_entry *out, struct error *e);
/* Removes statement and salt of an entry; what the log holds of it stays. */
bool store_dispose(struct store *s, uint64_t index, struct error *e);

/* The tree's tiles, for merkle.h; valid until the store is closed. */
struct merkle_tiles *store_tiles(struct store *s);

/*
 * Derives everything again: each entry from its statement, each leaf from its
 * entry, each tile from those below. False with the first that does not fit,
 * named by its index, which is also e->offset.
 */
bool store_check(struct store *s, struct error *e);
/* What store_check() asks of one entry, in the order of the log: its statement, openings and case, and its leaf in its tile. */
bool store_check_entry(struct store *s, struct arena *a, uint64_t index, struct error *e);

/* Keeps the newest signed checkpoint, and gives it back; empty when there is none. */
bool store_keep_checkpoint(struct store *s, uint64_t size, struct bytes note, struct error *e);
bool store_checkpoint(struct store *s, struct arena *a, struct bytes *note, struct error *e);

#endif
