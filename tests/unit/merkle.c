/* Merkle trees, notes, checkpoints and cosignatures: against the definitions of RFC 6962 written out plainly, and the
 * examples of the specifications; every proof of every small tree; no changed proof holds; limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/limits.h"
#include "ledger/note.h"

enum { LEAVES = 1100 };

/* Tiles in memory; the first member, so that a pointer to one is a pointer to the other. */
struct memory {
    struct merkle_tiles tiles;
    uint8_t level[3][8 * MERKLE_TILE];
};

static bool get(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned width, struct bytes *out, struct error *e)
{
    struct memory *m = (struct memory *)(void *)t;

    (void)e;
    assert_true(level < 3 && n < 8);
    *out = bytes_of(m->level[level] + n * MERKLE_TILE, width * SHA256_SIZE);
    return true;
}

static bool put(struct merkle_tiles *t, unsigned level, uint64_t n, unsigned at, const struct merkle_hash *hash,
                struct error *e)
{
    struct memory *m = (struct memory *)(void *)t;

    (void)e;
    assert_true(level < 3 && n < 8);
    memcpy(m->level[level] + n * MERKLE_TILE + at * SHA256_SIZE, hash->byte, SHA256_SIZE);
    return true;
}

static struct memory memory = {.tiles = {get, put}};
static struct merkle_hash leaf[LEAVES], root[LEAVES + 1];

/* MTH of section 2.1, as it is defined. */
static struct merkle_hash defined(size_t from, size_t n)
{
    struct merkle_hash a, b, out;
    size_t k = 1;

    if (n == 1)
        return leaf[from];
    while (k * 2 < n)
        k *= 2;
    a = defined(from, k);
    b = defined(from + k, n - k);
    merkle_node(&a, &b, &out);
    return out;
}

static int setup(void **state)
{
    struct error e = {0};

    (void)state;
    for (unsigned i = 0; i < LEAVES; i++) {
        char text[20];
        snprintf(text, sizeof text, "entry %u", i);
        merkle_leaf(bytes_str(text), &leaf[i]);
        if (!merkle_append(&memory.tiles, i, &leaf[i], &e) || !merkle_tree_root(&memory.tiles, i + 1, &root[i + 1], &e))
            return -1;
    }
    return merkle_tree_root(&memory.tiles, 0, &root[0], &e) ? 0 : -1;
}

static void roots(void **state)
{
    (void)state;
    for (size_t n = 1; n <= LEAVES; n++) {
        struct merkle_hash want = defined(0, n);
        assert_memory_equal(&root[n], &want, sizeof want);
    }
}

static void inclusion(void **state)
{
    struct merkle_proof p;
    struct error e = {0};

    (void)state;
    for (size_t n = 1; n <= LEAVES; n += n < 70 ? 1 : 103)
        for (size_t i = 0; i < n; i += n < 70 ? 1 : 7) {
            assert_true(merkle_inclusion(&memory.tiles, i, n, &p, &e));
            assert_true(merkle_included(&p, i, n, &leaf[i], &root[n]));
            assert_false(merkle_included(&p, i, n, &leaf[(i + 1) % LEAVES], &root[n]));
            assert_false(merkle_included(&p, i, n, &leaf[i], &root[n - 1]));
            assert_false(n > 1 && merkle_included(&p, i ^ 1, n, &leaf[i], &root[n]));
            for (size_t k = 0; k < p.count; k++) {
                p.hash[k].byte[(i + k) % 32] ^= (uint8_t)(1u << (i + n) % 8);
                assert_false(merkle_included(&p, i, n, &leaf[i], &root[n]));
                p.hash[k].byte[(i + k) % 32] ^= (uint8_t)(1u << (i + n) % 8);
            }
            p.count++; /* one hash too many, or too few */
            assert_false(merkle_included(&p, i, n, &leaf[i], &root[n]));
            p.count -= 2;
            assert_false(n > 1 && merkle_included(&p, i, n, &leaf[i], &root[n]));
        }
    assert_false(merkle_inclusion(&memory.tiles, 7, 7, &p, &e));
    p.count = 0;
    assert_false(merkle_included(&p, 0, 0, &leaf[0], &leaf[0]));
}

static void consistency(void **state)
{
    struct merkle_proof p;
    struct error e = {0};

    (void)state;
    for (size_t n = 1; n <= LEAVES; n += n < 70 ? 1 : 103)
        for (size_t m = 0; m <= n; m += n < 70 ? 1 : 9) {
            assert_true(merkle_consistency(&memory.tiles, m, n, &p, &e));
            assert_true(merkle_consistent(&p, m, n, &root[m], &root[n]));
            assert_false(m < n && merkle_consistent(&p, m, n, &root[m + 1], &root[n]));
            assert_false(m > 0 && n > 1 && merkle_consistent(&p, m, n, &root[m], &leaf[0]));
            for (size_t k = 0; k < p.count; k++) {
                p.hash[k].byte[(m + k) % 32] ^= 4;
                assert_false(merkle_consistent(&p, m, n, &root[m], &root[n]));
                p.hash[k].byte[(m + k) % 32] ^= 4;
            }
            p.count++;
            assert_false(merkle_consistent(&p, m, n, &root[m], &root[n]));
            p.count--;
            if (p.count > 0) {
                p.count--;
                assert_false(merkle_consistent(&p, m, n, &root[m], &root[n]));
            }
        }
    assert_false(merkle_consistency(&memory.tiles, 8, 7, &p, &e));
    p.count = 0;
    assert_false(merkle_consistent(&p, 8, 7, &root[8], &root[7]));
}

static void paths(void **state)
{
    char path[MERKLE_PATH];

    (void)state;
    merkle_path(0, 1234067, 256, path);
    assert_string_equal(path, "tile/0/x001/x234/067");
    merkle_path(1, 0, 17, path);
    assert_string_equal(path, "tile/1/000.p/17");
    merkle_path(7, UINT64_MAX, 255, path);
    assert_string_equal(path, "tile/7/x018/x446/x744/x073/x709/x551/615.p/255");
}

/* The example of c2sp.org/signed-note. */
#define EXAMPLE                                                                                                        \
    "This is an example message.\n\n\xe2\x80\x94 example.com/foo "                                                     \
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
#define EXAMPLE_KEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

static void example(void **state)
{
    struct arena a;
    struct note n;
    struct note_key key;
    struct error e = {0};
    struct buf out;
    uint8_t text[sizeof EXAMPLE - 1];

    (void)state;
    arena_init(&a, 4u << 20);
    assert_true(note_key_read(BYTES(EXAMPLE_KEY), &key, &e));
    buf_init(&out, 1000);
    assert_true(note_key_write(&out, &key));
    assert_true(bytes_is(buf_bytes(&out), EXAMPLE_KEY));
    buf_free(&out);
    assert_true(note_read(&a, BYTES(EXAMPLE), &n, &e));
    assert_true(note_verify(&n, &key, NULL, &e));
    memcpy(text, EXAMPLE, sizeof text);
    for (size_t bit = 0; bit < sizeof text * 8; bit++) {
        text[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(note_read(&a, bytes_of(text, sizeof text), &n, &e) && note_verify(&n, &key, NULL, &e));
        text[bit / 8] ^= (uint8_t)(1u << bit % 8);
        arena_reset(&a);
    }
    for (size_t bit = 0; bit < strlen(EXAMPLE_KEY) * 8; bit++) {
        char changed[] = EXAMPLE_KEY;
        changed[bit / 8] = (char)(changed[bit / 8] ^ (1 << bit % 8));
        assert_false(note_key_read(bytes_of(changed, strlen(EXAMPLE_KEY)), &key, &e));
    }
    for (size_t i = 0; i < strlen(EXAMPLE_KEY); i++)
        assert_false(note_key_read(bytes_of(EXAMPLE_KEY, i), &key, &e));
    arena_free(&a);
}

static void refused(const char *text, const char *why)
{
    struct arena a;
    struct note n;
    struct error e = {0};

    arena_init(&a, 1u << 20);
    if (note_read(&a, bytes_str(text), &n, &e) || strstr(e.text, why) == NULL)
        fail_msg("%s: %s", text, e.text);
    arena_free(&a);
}

static void bad_notes(void **state)
{
#define SIG "\xe2\x80\x94 a AAAAAAA=\n"
    (void)state;
    refused("", "no empty line");
    refused("a\n", "no empty line");
    refused("a\n\n", "no empty line");
    refused("a\n\n" SIG "x", "no empty line");
    refused("a\n\nb\n", "not a signature line");
    refused("a\r\n\n" SIG, "control character");
    refused("a\xff\n\n" SIG, "not UTF-8");
    refused("a\n\n\xe2\x80\x94 a+b AAAAAAA=\n", "not a signature line");
    refused("a\n\n\xe2\x80\x94 a AAAA\n", "not a signature line");
    refused("a\n\n\xe2\x80\x94  AAAAAAA=\n", "not a signature line");
    refused("a\n\n\xe2\x80\x94 a AAAAAAB=\n", "not a signature line");
#undef SIG
}

static void checkpoint_refused(const char *text, const char *why)
{
    struct checkpoint c;
    struct error e = {0};

    if (checkpoint_read(bytes_str(text), &c, &e) || strstr(e.text, why) == NULL)
        fail_msg("%s: %s", text, e.text);
}

static void checkpoints(void **state)
{
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    struct checkpoint c;
    struct error e = {0};
    struct buf out;

    (void)state;
    assert_true(checkpoint_read(BYTES("example.com/behind-the-sofa\n20852163\n" ROOT), &c, &e));
    assert_int_equal(c.size, 20852163);
    buf_init(&out, 1000);
    assert_true(checkpoint_write(&out, &c));
    assert_true(bytes_is(buf_bytes(&out), "example.com/behind-the-sofa\n20852163\n" ROOT));
    buf_free(&out);
    assert_true(checkpoint_read(BYTES("o\n0\n" ROOT "extension\n"), &c, &e));
    checkpoint_refused("", "no origin");
    checkpoint_refused("\n1\n" ROOT, "no origin");
    checkpoint_refused("o\n01\n" ROOT, "size");
    checkpoint_refused("o\n-1\n" ROOT, "size");
    checkpoint_refused("o\n9223372036854775808\n" ROOT, "size");
    checkpoint_refused("o\n\n" ROOT, "size");
    checkpoint_refused("o\n1\nAAAA\n", "root");
    checkpoint_refused("o\n1\n" ROOT "\nx\n", "an empty line");
#undef ROOT
}

/* Signed and cosigned by OpenSSH keys, and read back. */
static void signing(void **state)
{
    static char folder[] = "/tmp/veto-note-XXXXXX";
    struct agent agent[2];
    struct note_key key[2];
    struct arena a;
    struct error e = {0};
    struct buf note;
    struct note n;
    uint64_t when = 0;
    char command[600];

    (void)state;
    arena_init(&a, 4u << 20);
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cd %s && for k in 0 1; do ssh-keygen -q -N '' -t ed25519 -f $k; done", folder);
    assert_int_equal(system(command), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(agent_open(&a, (const char *)arena_printf(&a, "%s/%d", folder, i).data, &agent[i], &e));
        assert_true(note_key_of(i == 0 ? BYTES("log.example") : BYTES("witness.example/1"),
                                i == 0 ? NOTE_SIGNED : NOTE_COSIGNED, &agent[i].key, &key[i], &e));
    }
    buf_init(&note, LIMIT_NOTE * 2);
    buf_str(&note, "log.example\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
    {
        struct bytes text = arena_copy(&a, buf_bytes(&note));
        buf_u8(&note, '\n');
        assert_true(note_sign(&note, text, &key[0], 0, &agent[0], &e));
        assert_true(note_sign(&note, text, &key[1], 1679315147, &agent[1], &e));
        assert_false(note_sign(&note, text, &key[0], 0, &agent[1], &e));
        assert_non_null(strstr(e.text, "is not the key"));
    }
    assert_true(note_read(&a, buf_bytes(&note), &n, &e));
    assert_int_equal(n.count, 2);
    assert_true(note_verify(&n, &key[0], NULL, &e));
    assert_true(note_verify(&n, &key[1], &when, &e));
    assert_int_equal(when, 1679315147);
    key[1].kind = NOTE_SIGNED; /* a cosignature is no signature */
    assert_false(note_verify(&n, &key[1], NULL, &e));
    for (size_t bit = 0; bit < note.size * 8; bit += 1) {
        struct arena mine;
        arena_init(&mine, 1u << 20);
        key[1].kind = NOTE_COSIGNED;
        note.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(note_read(&mine, buf_bytes(&note), &n, &e) && note_verify(&n, &key[0], NULL, &e) &&
                     note_verify(&n, &key[1], &when, &e));
        note.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        arena_free(&mine);
    }
    /* LIMIT_NOTE_SIGNATURES and LIMIT_NOTE */
    while (n.count < LIMIT_NOTE_SIGNATURES) {
        buf_str(&note, "\xe2\x80\x94 other AAAAAAA=\n");
        assert_true(note_read(&a, buf_bytes(&note), &n, &e));
    }
    buf_str(&note, "\xe2\x80\x94 other AAAAAAA=\n");
    assert_false(note_read(&a, buf_bytes(&note), &n, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(note_read(&a, bytes_of(arena_alloc(&a, LIMIT_NOTE + 1), LIMIT_NOTE + 1), &n, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(note_read(&a, bytes_of(arena_alloc(&a, LIMIT_NOTE), LIMIT_NOTE), &n, &e));
    assert_int_equal(e.code, ERROR_FORMAT);
    buf_free(&note);
    agent_close(&agent[0]);
    agent_close(&agent[1]);
    arena_free(&a);
    snprintf(command, sizeof command, "rm -rf -- %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots),     cmocka_unit_test(inclusion), cmocka_unit_test(consistency),
        cmocka_unit_test(paths),     cmocka_unit_test(example),   cmocka_unit_test(bad_notes),
        cmocka_unit_test(checkpoints), cmocka_unit_test(signing),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, NULL);
}
