/* Writes a log for tests/oracle/log.go: log_write FOLDER ENTRIES LOG-KEY WITNESS-KEY makes a store, its static files,
 * a checkpoint signed and cosigned, entries in hex, verifier keys, and proofs. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "ledger/note.h"
#include "ledger/publish.h"
#include "ledger/store.h"

static struct error error;

static void must(bool ok)
{
    if (!ok) {
        fprintf(stderr, "%s\n", error.text);
        exit(1);
    }
}

static FILE *file(const char *folder, const char *name)
{
    char path[500];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (f == NULL)
        exit(1);
    return f;
}

static void put_proof(FILE *f, const char *what, uint64_t a, uint64_t b, const struct merkle_proof *p)
{
    char hex[HEX256 + 1];

    fprintf(f, "%s %" PRIu64 " %" PRIu64, what, a, b);
    for (size_t i = 0; i < p->count; i++) {
        hash_hex(bytes_of(p->hash[i].byte, SHA256_SIZE), hex);
        fprintf(f, " %s", hex);
    }
    fputc('\n', f);
}

int main(int argc, char **argv)
{
    uint64_t entries = argc == 5 ? strtoull(argv[2], NULL, 10) : 0, index;
    static struct arena a;
    struct agent agent[2];
    struct note_key key[2];
    struct bytes name[2] = {BYTES("log.example/a"), BYTES("witness.example/b")};
    struct merkle_proof p;
    struct store *s;
    struct buf text, note, vkey;
    char path[500];
    FILE *f;

    if (entries == 0)
        return 2;
    arena_init(&a, 1u << 30);
    snprintf(path, sizeof path, "%s/store", argv[1]);
    s = store_make(path, name[0], &error);
    must(s != NULL);
    for (uint64_t i = 0; i < entries; i++)
        must(store_append(s, "notice", "2026-11-23T10:00:00Z", ACCESS_PUBLIC, BYTES("{\"kind\":\"notice\"}"), &index,
                          &error));
    buf_init(&note, LIMIT_NOTE);
    buf_init(&text, LIMIT_NOTE);
    for (int i = 0; i < 2; i++) {
        must(agent_open(&a, argv[3 + i], &agent[i], &error));
        must(note_key_of(name[i], i == 0 ? NOTE_SIGNED : NOTE_COSIGNED, &agent[i].key, &key[i], &error));
        buf_init(&vkey, 1000);
        note_key_write(&vkey, &key[i]);
        f = file(argv[1], i == 0 ? "log.vkey" : "witness.vkey");
        fwrite(vkey.data, 1, vkey.size, f);
        fclose(f);
        buf_free(&vkey);
    }
    must(publish_checkpoint(s, &key[0], &agent[0], &note, &error));
    must(publish_cosign(&a, buf_bytes(&note), &key[0], &key[1], 1700000000, &agent[1], &text, &error));
    must(store_keep_checkpoint(s, entries, buf_bytes(&text), &error));
    snprintf(path, sizeof path, "%s/static", argv[1]);
    must(publish_files(s, path, &error));

    f = file(argv[1], "entries");
    for (uint64_t i = 0; i < entries; i++) {
        struct store_entry e;
        char hex[2000];
        must(store_get(s, &a, i, &e, &error));
        hash_hex(e.entry, hex);
        fprintf(f, "%s\n", hex);
    }
    fclose(f);
    f = file(argv[1], "proofs");
    for (uint64_t n = 1; n <= entries; n += 1 + n / 9)
        for (uint64_t i = 0; i < n; i += 1 + n / 7) {
            must(merkle_inclusion(store_tiles(s), i, n, &p, &error));
            put_proof(f, "inclusion", i, n, &p);
            if (i > 0) {
                must(merkle_consistency(store_tiles(s), i, n, &p, &error));
                put_proof(f, "consistency", i, n, &p);
            }
        }
    fclose(f);
    buf_free(&note);
    buf_free(&text);
    for (int i = 0; i < 2; i++)
        agent_close(&agent[i]);
    store_close(s);
    arena_free(&a);
    return 0;
}
