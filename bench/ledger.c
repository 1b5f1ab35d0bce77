/* What the log of statements costs: ledger [ENTRIES] appends that many, proves entries all over it, and derives it again
 * as a whole, at a quarter, half and all of them. A line of figures each; exits 1 when a budget is missed: 5 ms for an
 * append and for a proof, a minute for the check of 100,000, and linear growth. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ledger/matter.h"

enum { STATEMENT = 1500, PROOFS = 500, CASES = 1000 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(bool ok, const struct error *e)
{
    if (!ok) {
        fprintf(stderr, "ledger: %s\n", e->text);
        exit(1);
    }
}

/* Milliseconds for a proof, made and checked, of entries all over the log. */
static double prove(struct store *s, uint64_t size)
{
    struct merkle_hash root, leaf;
    struct store_entry entry;
    struct merkle_proof p;
    struct error e = {0};
    struct arena a;
    double began = now();

    arena_init(&a, 64u << 20);
    must(merkle_tree_root(store_tiles(s), size, &root, &e), &e);
    for (uint64_t i = 0; i < PROOFS; i++) {
        uint64_t index = i * 7919 % size;
        must(store_get(s, &a, index, &entry, &e), &e);
        merkle_leaf(entry.entry, &leaf);
        must(merkle_inclusion(store_tiles(s), index, size, &p, &e), &e);
        if (!merkle_included(&p, index, size, &leaf, &root))
            exit(1);
        arena_reset(&a);
    }
    arena_free(&a);
    return (now() - began) / PROOFS;
}

/* A signed statement of one of CASES cases; nobody signed it, which no one asks here. */
static struct bytes statement(uint64_t i)
{
    static char text[STATEMENT + 400];
    int size = snprintf(text, sizeof text,
                        "{\"signatures\":[\"%0700d\"],\"statement\":{\"by\":\"officer\",\"case\":\"case %" PRIu64 "\",\"custodian\":\"%0600d\","
                        "\"ground\":\"g\",\"kind\":\"hold\",\"records\":[\"%" PRIu64 "\"],\"scope\":[\"s\"],\"time\":\"2026-11-23T10:00:00Z\"}}",
                        0, i % CASES, 0, i);

    return bytes_of(text, (size_t)size);
}

/* Milliseconds to read one case of it, whatever else the log has. */
static double read_case(struct store *s, uint64_t size)
{
    struct error e = {0};
    struct matter m;
    struct arena a;
    double began = now();

    arena_init(&a, 1u << 30);
    must(matter_load(s, &a, BYTES("case 7"), &m, &e), &e);
    arena_free(&a);
    if (m.count != (size - 8) / CASES + 1)
        exit(1);
    return (now() - began) / (double)m.count;
}

int main(int argc, char **argv)
{
    uint64_t entries = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000, index = 0;
    char folder[] = "/tmp/veto-ledger-XXXXXX", path[64], other[80];
    double checks[3], rate = 0;
    struct error e = {0};
    struct store *s;
    bool ok = true;

    if (entries < 4 || mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/store", folder);
    s = store_make(path, BYTES("bench.example/log"), &e);
    must(s != NULL, &e);
    printf("entries\tappend ms\tslowest ms\tproof ms\tcheck s\tcase ms a statement\n");
    for (int part = 0; part < 3; part++) {
        uint64_t until = part == 0 ? entries / 4 : part == 1 ? entries / 2 : entries, first = part == 0 ? 0 : index + 1;
        double began = now(), slowest = 0, append, proof, last = began;
        for (uint64_t i = first; i < until; i++) {
            double t;
            must(store_append(s, "hold", "2026-11-23T10:00:00Z", ACCESS_INTERNAL, statement(i), &index, &e), &e);
            t = now();
            slowest = t - last > slowest ? t - last : slowest;
            last = t;
        }
        append = (now() - began) / (double)(until - first);
        proof = prove(s, until);
        began = now();
        must(store_check(s, &e), &e);
        checks[part] = (now() - began) / 1e3;
        printf("%" PRIu64 "\t%.3f\t%.1f\t%.3f\t%.2f\t%.3f\n", until, append, slowest, proof, checks[part],
               until < 8 ? 0 : read_case(s, until));
        ok &= append < 5 && proof < 5;
        rate = checks[part] / (double)until;
    }
    /* linear: an entry of all costs at most half as much again as one of a quarter */
    ok &= checks[2] * 1e5 / (double)entries < 60 && rate < 1.5 * checks[0] / (double)(entries / 4) + 1e-6;
    store_close(s);
    unlink(path);
    for (int i = 0; i < 2; i++) {
        snprintf(other, sizeof other, "%s%s", path, i == 0 ? "-wal" : "-shm");
        unlink(other);
    }
    rmdir(folder);
    if (!ok)
        printf("a budget is missed\n");
    return ok ? 0 : 1;
}
