/* What a log shows to others: that what changed between two checkpoints is found whoever signed them; proofs that stand
 * on their own; static files, of which every flipped bit is found and located; markers that must never be in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "ledger/file.h"
#include "ledger/proof.h"
#include "ledger/published.h"

#define ORIGIN "log.example/a"
#define TIME "2026-11-23T10:00:00Z"

static char folder[] = "/tmp/veto-publish-XXXXXX";
static struct arena arena;
static struct agent agents[3]; /* of the log, of a witness, of an impostor */
static struct note_key keys[3];

static const char *in_folder(const char *name)
{
    static char path[8][200];
    static unsigned next;

    next = (next + 1) % 8;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static void shell(const char *command)
{
    if (system(command) != 0)
        fail_msg("%s", command);
}

static int setup(void **state)
{
    static const char *const names[] = {ORIGIN, "witness.example/b", ORIGIN};
    struct error e = {0};
    char command[400];

    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    arena_init(&arena, 1u << 30);
    for (int i = 0; i < 3; i++) {
        snprintf(command, sizeof command, "ssh-keygen -q -t ed25519 -N '' -f %s/key%d </dev/null", folder, i);
        shell(command);
        snprintf(command, sizeof command, "key%d", i);
        if (!agent_open(&arena, in_folder(command), &agents[i], &e) ||
            !note_key_of(bytes_str(names[i]), i == 1 ? NOTE_COSIGNED : NOTE_SIGNED, &agents[i].key, &keys[i], &e))
            return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    char command[200];

    (void)state;
    for (int i = 0; i < 3; i++)
        agent_close(&agents[i]);
    arena_free(&arena);
    snprintf(command, sizeof command, "rm -rf -- %s", folder);
    return system(command);
}

static const enum store_access classes[] = {ACCESS_PUBLIC, ACCESS_VENDOR, ACCESS_PARTNER, ACCESS_INTERNAL, ACCESS_SEALED};

/* A store of that name; statement `odd` says something else. Statements of every class, each with a marker. */
static struct store *made(const char *name, unsigned entries, unsigned odd)
{
    struct error e = {0};
    struct store *s = store_make(in_folder(name), BYTES(ORIGIN), &e);
    uint64_t index;

    if (s == NULL)
        fail_msg("%s", e.text);
    for (unsigned i = 0; i < entries; i++) {
        char text[100];
        enum store_access access = classes[i % 5];
        snprintf(text, sizeof text, "{\"device\":\"MARKER-%s-%u%s\"}", store_access_name(access), i, i == odd ? "x" : "");
        if (!store_append(s, "exception", TIME, access, bytes_str(text), &index, &e))
            fail_msg("%s", e.text);
    }
    return s;
}

static struct bytes signed_by(struct store *s, int who)
{
    struct error e = {0};
    struct bytes note;
    struct buf out;

    buf_init(&out, LIMIT_NOTE);
    if (!publish_checkpoint(s, &keys[who], &agents[who], &out, &e))
        fail_msg("%s", e.text);
    note = arena_copy(&arena, buf_bytes(&out));
    buf_free(&out);
    return note;
}

static struct checkpoint opened(struct bytes note)
{
    struct error e = {0};
    struct checkpoint c = {.size = 0};

    if (!publish_open(&arena, note, &keys[0], &c, &e))
        fail_msg("%s", e.text);
    return c;
}

static void a_log_continues(void **state)
{
    struct error e = {0};
    struct store *s = made("grown", 0, ~0u);
    struct checkpoint kept[40];
    uint64_t index;

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        kept[i] = opened(signed_by(s, 0));
        assert_int_equal(kept[i].size, i * 10);
        for (unsigned k = 0; k < 10; k++)
            assert_true(store_append(s, "notice", TIME, ACCESS_PUBLIC, BYTES("{}"), &index, &e));
    }
    for (unsigned i = 0; i < 40; i++)
        for (unsigned k = 0; k < 40; k++) {
            bool holds = publish_continues(&kept[i], &kept[k], store_tiles(s), &e);
            assert_int_equal(holds, i <= k);
            if (!holds)
                assert_non_null(strstr(e.text, "rolled back"));
        }
    store_close(s);
}

/* The operator has the key, so every signature is right; only the kept checkpoint is not followed. */
static void a_rewritten_log_does_not(void **state)
{
    struct error e = {0};
    struct store *before = made("before", 300, ~0u), *after;
    struct checkpoint kept = opened(signed_by(before, 0)), now, other;

    (void)state;
    after = made("after", 400, 150);
    now = opened(signed_by(after, 0));
    assert_false(publish_continues(&kept, &now, store_tiles(after), &e));
    assert_non_null(strstr(e.text, "rewritten"));
    assert_int_equal(e.offset, 300);
    /* of the same size: a fork */
    store_close(after);
    after = made("fork", 300, 299);
    now = opened(signed_by(after, 0));
    assert_false(publish_continues(&kept, &now, store_tiles(after), &e));
    assert_false(publish_continues(&now, &kept, store_tiles(before), &e));
    other = kept;
    other.origin = BYTES("log.example/other");
    assert_false(publish_continues(&kept, &other, store_tiles(before), &e));
    assert_non_null(strstr(e.text, "different logs"));
    store_close(before);
    store_close(after);
}

static void another_key_is_none(void **state)
{
    struct error e = {0};
    struct store *s = made("other-key", 3, ~0u);
    struct bytes theirs = signed_by(s, 2), ours = signed_by(s, 0);
    struct checkpoint c;
    struct note n;
    struct buf out;
    uint64_t when = 0;

    (void)state;
    assert_false(publish_open(&arena, theirs, &keys[0], &c, &e));
    assert_true(publish_open(&arena, ours, &keys[0], &c, &e));
    buf_init(&out, LIMIT_NOTE);
    assert_false(publish_cosign(&arena, theirs, &keys[0], &keys[1], 1700000000, &agents[1], &out, &e));
    buf_reset(&out);
    assert_true(publish_cosign(&arena, ours, &keys[0], &keys[1], 1700000000, &agents[1], &out, &e));
    assert_true(note_read(&arena, buf_bytes(&out), &n, &e) && note_verify(&n, &keys[1], &when, &e));
    assert_int_equal(when, 1700000000);
    assert_false(note_read(&arena, ours, &n, &e) && note_verify(&n, &keys[1], &when, &e));
    buf_free(&out);
    store_close(s);
}

static bool proof_verifies(struct bytes text, struct bytes entry, struct error *e)
{
    struct checkpoint c;
    struct proof p;

    return proof_read(text, &p, e) && publish_open(&arena, p.checkpoint, &keys[0], &c, e) && proof_holds(&p, entry, &c, e);
}

/* Proofs that stand on their own: they hold, no bit of them can change, and disposal leaves them. */
static void proofs(void **state)
{
    struct error e = {0};
    struct store *s = made("proofs", 300, ~0u);
    struct bytes note = signed_by(s, 0);
    struct buf out;

    (void)state;
    buf_init(&out, 2 * LIMIT_NOTE);
    for (uint64_t i = 0; i < 300; i += 13) {
        struct store_entry entry, next;
        buf_reset(&out);
        if (!proof_write(&out, store_tiles(s), i, note, &e))
            fail_msg("%s", e.text);
        assert_true(store_get(s, &arena, i, &entry, &e) && store_get(s, &arena, (i + 1) % 300, &next, &e));
        assert_true(proof_verifies(buf_bytes(&out), entry.entry, &e));
        assert_false(proof_verifies(buf_bytes(&out), next.entry, &e));
        assert_true(store_dispose(s, i, &e));
        assert_true(store_get(s, &arena, i, &entry, &e));
        assert_true(entry.disposed && proof_verifies(buf_bytes(&out), entry.entry, &e));
        if (i == 0 || i == 26)
            for (size_t bit = 0; bit < out.size * 8; bit += 3) {
                out.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                if (proof_verifies(buf_bytes(&out), entry.entry, &e))
                    fail_msg("bit %zu of the proof of entry %u flipped, and it verifies", bit, (unsigned)i);
                out.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
            }
        for (size_t cut = 0; cut < out.size; cut += 7)
            assert_false(proof_verifies(bytes_of(out.data, cut), entry.entry, &e));
    }
    assert_false(proof_write(&out, store_tiles(s), 300, note, &e));
    assert_true(store_check(s, &e));
    buf_free(&out);
    store_close(s);
}

/* --- static files --- */

static char *files[3000];
static size_t file_count;

static int collect(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)at;
    if (type == FTW_F && file_count < sizeof files / sizeof *files)
        files[file_count++] = strdup(path);
    return 0;
}

static bool check(const char *where, struct error *e)
{
    static struct published p;
    struct checkpoint c;
    struct bytes note;
    struct arena a;
    char path[FILE_PATH];
    uint64_t statements = 0;
    bool ok;

    arena_init(&a, 1u << 22);
    *e = (struct error){0};
    ok = file_path(where, "checkpoint", path, e) && file_read(&a, path, LIMIT_NOTE, &note, e) &&
         publish_open(&a, note, &keys[0], &c, e);
    if (ok) {
        published_open(&p, where, c.size);
        ok = published_check(&p, &c, &statements, e);
    }
    arena_free(&a);
    return ok;
}

/* What a static file is: the part of the check that reads it first, and which entries its bytes are about. */
struct about {
    enum { OF_CHECKPOINT, OF_BUNDLE, OF_TREE } part;
    uint64_t bundle;
    enum { ENTRIES, HASHES, STATEMENT, SIGNED } kind;
    uint64_t first; /* entry */
    uint64_t each;  /* entries that a hash covers */
};

static struct about about(const char *path)
{
    const char *p;
    unsigned level;

    if ((p = strstr(path, "/statement/")) != NULL) {
        uint64_t n = strtoull(p + strlen("/statement/"), NULL, 10);
        return (struct about){OF_BUNDLE, n / MERKLE_WIDTH, STATEMENT, n, 0};
    }
    if ((p = strstr(path, "/tile/entries/")) != NULL) {
        uint64_t n = strtoull(p + strlen("/tile/entries/"), NULL, 10);
        return (struct about){OF_BUNDLE, n, ENTRIES, n * MERKLE_WIDTH, 0};
    }
    if ((p = strstr(path, "/tile/")) != NULL) {
        char *end;
        uint64_t n;
        level = (unsigned)strtoul(p + strlen("/tile/"), &end, 10);
        n = strtoull(end + 1, NULL, 10);
        return (struct about){level == 0 ? OF_BUNDLE : OF_TREE, n, HASHES, n << (8 * (level + 1)), UINT64_C(1) << (8 * level)};
    }
    return (struct about){OF_CHECKPOINT, 0, SIGNED, 0, 0};
}

/* The entry that a byte of the file is about. */
static uint64_t entry_at(const struct about *f, const uint8_t *content, size_t size, size_t byte)
{
    uint64_t n = f->first;

    if (f->kind == HASHES)
        return n + byte / SHA256_SIZE * f->each;
    for (size_t at = 0; f->kind == ENTRIES && at + 1 < size; n++) {
        at += 2u + (size_t)(content[at] << 8 | content[at + 1]);
        if (byte < at)
            break;
    }
    return n;
}

/* The part of the check that first reads the file. Those before it, and so what the whole check says, see no change. */
static bool check_part(const char *where, const struct about *f, const struct checkpoint *c, struct error *e)
{
    static struct published p;
    uint64_t statements = 0;

    *e = (struct error){0};
    if (f->part == OF_CHECKPOINT)
        return check(where, e);
    published_open(&p, where, c->size);
    return f->part == OF_BUNDLE ? published_check_bundle(&p, f->bundle, &statements, e) : published_check_tree(&p, c, e);
}

static void put_byte(FILE *file, size_t at, uint8_t value)
{
    if (pwrite(fileno(file), &value, 1, (off_t)at) != 1)
        fail_msg("not written");
}

/* Flips bits of one file, each `step`th; returns how many. Whenever the byte is another 16th of the file, the whole check says
 * what the part of it said. */
static size_t flip_bits(const char *where, const char *path, size_t step, const struct checkpoint *c)
{
    static uint8_t kept[1 << 18];
    struct about f = about(path);
    FILE *file = fopen(path, "r+b");
    size_t size, tried = 0, told = 0;
    struct error e, whole;

    assert_non_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    size = fread(kept, 1, sizeof kept, file);
    assert_true(size < sizeof kept);
    for (size_t bit = step > 1 ? step * 7 / 11 : 0; bit < size * 8; bit += step, tried++) {
        uint64_t entry = entry_at(&f, kept, size, bit / 8);
        put_byte(file, bit / 8, (uint8_t)(kept[bit / 8] ^ 1 << bit % 8));
        if (check_part(where, &f, c, &e))
            fail_msg("bit %zu of %s flipped, and it verifies", bit, path);
        if (f.part != OF_CHECKPOINT && e.offset != entry)
            fail_msg("bit %zu of %s, entry %llu: located at %llu: %s", bit, path, (unsigned long long)entry,
                     (unsigned long long)e.offset, e.text);
        if (bit * 16 / (size * 8) >= told) {
            if (check(where, &whole) || whole.offset != e.offset || strcmp(whole.text, e.text) != 0)
                fail_msg("bit %zu of %s: %s; the whole check: %s", bit, path, e.text, whole.text);
            told = bit * 16 / (size * 8) + (step > 1 || f.kind == STATEMENT ? 16 : 1);
        }
        put_byte(file, bit / 8, kept[bit / 8]);
    }
    /* cut short, one byte more */
    for (int way = -1; way <= 1; way += 2) {
        assert_int_equal(ftruncate(fileno(file), (off_t)size + way), 0);
        assert_false(check_part(where, &f, c, &e));
        assert_int_equal(ftruncate(fileno(file), (off_t)size), 0);
        put_byte(file, size - 1, kept[size - 1]);
    }
    fclose(file);
    return tried;
}

/* A few bits of each file, of the many small ones of every 40th; all of them by `make torture`. */
static void every_bit_is_found(void **state)
{
    bool all = getenv("VETO_TORTURE") != NULL;
    struct error e = {0};
    struct store *s = made("swept", 1000, ~0u);
    struct checkpoint c;
    char place[200];
    size_t tried = 0;

    (void)state;
    snprintf(place, sizeof place, "%s", in_folder("static"));
    c = opened(signed_by(s, 0));
    assert_true(publish_files(s, place, &e));
    if (!check(place, &e))
        fail_msg("%s", e.text);
    assert_int_equal(nftw(place, collect, 20, FTW_PHYS), 0);
    assert_true(file_count > 400);
    for (size_t f = 0; f < file_count; f++) {
        struct stat st;
        assert_int_equal(stat(files[f], &st), 0);
        if (all || f % 40 == 0 || strstr(files[f], "/statement/") == NULL)
            tried += flip_bits(place, files[f], all ? 1 : (size_t)st.st_size * 8 / 40 + 1, &c);
        free(files[f]);
    }
    print_message("# %zu bits of %zu files\n", tried, file_count);
    assert_true(check(place, &e));
    store_close(s);
}

static bool found(const char *where, const char *marker)
{
    char command[300];

    snprintf(command, sizeof command, "grep -q -a -r -e '%s' %s", marker, where);
    return system(command) == 0;
}

/* Nothing of a statement that is not public, and nothing of one that was public until it was disposed of. */
static void markers(void **state)
{
    struct error e = {0};
    struct store *s = made("marked", 260, ~0u);
    char place[200], salt[240];

    (void)state;
    snprintf(place, sizeof place, "%s", in_folder("shown"));
    assert_false(publish_files(s, place, &e)); /* no checkpoint yet */
    signed_by(s, 0);
    assert_true(publish_files(s, place, &e));
    assert_true(check(place, &e));
    assert_true(found(place, "MARKER-public-5"));
    for (unsigned i = 1; i < 5; i++) {
        char marker[40];
        snprintf(marker, sizeof marker, "MARKER-%s", store_access_name(classes[i]));
        assert_false(found(place, marker));
    }
    snprintf(salt, sizeof salt, "%s/statement/6.salt", place);
    assert_int_equal(access(salt, F_OK), -1);
    assert_true(store_dispose(s, 5, &e));
    assert_true(publish_files(s, place, &e));
    assert_false(found(place, "MARKER-public-5\""));
    assert_true(found(place, "MARKER-public-10"));
    snprintf(salt, sizeof salt, "%s/statement/5.salt", place);
    assert_int_equal(access(salt, F_OK), -1);
    assert_true(check(place, &e));
    store_close(s);
}

/* A tree that a published folder cannot be asked for. */
static void reads_only(void **state)
{
    static struct published p;
    struct merkle_hash hash = {{0}};
    struct error e = {0};
    struct bytes hashes;

    (void)state;
    published_open(&p, "/nowhere", 10);
    assert_false(p.tiles.put(&p.tiles, 0, 0, 0, &hash, &e));
    assert_false(p.tiles.get(&p.tiles, 0, 0, 11, &hashes, &e));
    assert_false(p.tiles.get(&p.tiles, 9, 0, 1, &hashes, &e));
    assert_false(p.tiles.get(&p.tiles, 0, 0, 10, &hashes, &e));
    assert_int_equal(e.code, ERROR_SYSTEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_continues),    cmocka_unit_test(a_rewritten_log_does_not),
        cmocka_unit_test(another_key_is_none), cmocka_unit_test(proofs),
        cmocka_unit_test(markers),            cmocka_unit_test(every_bit_is_found),
        cmocka_unit_test(reads_only),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
