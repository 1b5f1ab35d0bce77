/* SSH signatures: made here and verified by ssh-keygen and the reverse, for each kind of key, from files and through
 * ssh-agent; what is refused and by which rule; no flipped bit ever verifies; allowed signers and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/hash.h"
#include "base/limits.h"
#include "ledger/agent.h"
#include "ledger/armor.h"
#include "ledger/signers.h"
#include "ledger/wire.h"

static char folder[] = "/tmp/veto-sshsig-XXXXXX";
static struct arena arena;

#define MESSAGE "{\"kind\":\"notice\"}"

static const struct {
    const char *name, *options;
} types[] = {
    {"ed25519", "-t ed25519"},         {"ecdsa256", "-t ecdsa -b 256"}, {"ecdsa384", "-t ecdsa -b 384"},
    {"ecdsa521", "-t ecdsa -b 521"},   {"rsa", "-t rsa -b 3072"},
};
enum { TYPES = sizeof types / sizeof *types };

/* Runs a shell command in the folder; its exit status. */
__attribute__((format(printf, 1, 2))) static int shell(const char *format, ...)
{
    char command[2048];
    va_list args;
    int n = snprintf(command, sizeof command, "cd %s && ", folder);

    va_start(args, format);
    vsnprintf(command + n, sizeof command - (size_t)n, format, args);
    va_end(args);
    return system(command);
}

static struct bytes file(const char *name)
{
    char path[512];
    FILE *f;
    uint8_t *data = arena_raw(&arena, LIMIT_SSHSIG * 4);
    size_t n;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    assert_non_null(f);
    n = fread(data, 1, LIMIT_SSHSIG * 4, f);
    fclose(f);
    return bytes_of(data, n);
}

static void put(const char *name, struct bytes text)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.data, 1, text.size, f), text.size);
    fclose(f);
}

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64u << 20);
    if (mkdtemp(folder) == NULL)
        return -1;
    put("message", BYTES(MESSAGE));
    for (size_t i = 0; i < TYPES; i++)
        if (shell("ssh-keygen -q -N '' -C who %s -f %s && printf 'who namespaces=\"veto\" ' >%s.allowed && cat %s.pub "
                  ">>%s.allowed",
                  types[i].options, types[i].name, types[i].name, types[i].name, types[i].name) != 0)
            return -1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    shell("ssh-agent -k >/dev/null 2>&1; rm -rf -- %s", folder);
    return 0;
}

static const char *in_folder(const char *name)
{
    return (const char *)arena_printf(&arena, "%s/%s", folder, name).data;
}

static int keygen_verifies(const char *key, const char *signature)
{
    return shell("ssh-keygen -Y verify -f %s.allowed -I who -n veto -s %s <message >/dev/null 2>&1", key, signature);
}

/* Made by veto with the key at a path, verified by ssh-keygen and by veto. */
static void made_and_verified(const char *path, const char *allowed)
{
    struct agent agent;
    struct error e = {0};
    struct buf armored;
    struct sshsig s;
    struct signers signers;

    buf_init(&armored, LIMIT_SSHSIG);
    if (!agent_open(&arena, path, &agent, &e) ||
        !sshsig_sign(&agent.by, SSHSIG_NAMESPACE, BYTES(MESSAGE), &armored, &e))
        fail_msg("%s: %s", path, e.text);
    put("made.sig", buf_bytes(&armored));
    assert_int_equal(keygen_verifies(allowed, "made.sig"), 0);
    assert_true(sshsig_read(&arena, buf_bytes(&armored), &s, &e));
    assert_true(sshsig_verify(&s, SSHSIG_NAMESPACE, BYTES(MESSAGE), &e));
    assert_true(signers_read(&arena, file((const char *)arena_printf(&arena, "%s.allowed", allowed).data), &signers, &e));
    assert_non_null(signers_find(&signers, s.key, SSHSIG_NAMESPACE, 0, "who", &e));
    assert_false(sshsig_verify(&s, SSHSIG_NAMESPACE, BYTES(MESSAGE " "), &e));
    assert_non_null(strstr(e.text, "not one of these bytes"));
    assert_false(sshsig_verify(&s, "file", BYTES(MESSAGE), &e));
    assert_non_null(strstr(e.text, "another namespace"));
    buf_free(&armored);
    agent_close(&agent);
}

static void made_here(void **state)
{
    (void)state;
    for (size_t i = 0; i < TYPES; i++)
        made_and_verified(in_folder(types[i].name), types[i].name);
}

static void made_by_agent(void **state)
{
    char socket[600];

    (void)state;
    snprintf(socket, sizeof socket, "%s/agent", folder);
    assert_int_equal(shell("ssh-agent -a agent >agent.sh"), 0);
    setenv("SSH_AUTH_SOCK", socket, 1);
    for (size_t i = 0; i < TYPES; i++) {
        struct agent agent;
        struct error e = {0};
        struct buf out;
        /* the agent does not hold it yet */
        buf_init(&out, LIMIT_SSHSIG);
        assert_true(agent_open(&arena, (const char *)arena_printf(&arena, "%s/%s.pub", folder, types[i].name).data,
                               &agent, &e));
        assert_false(sshsig_sign(&agent.by, "veto", BYTES(MESSAGE), &out, &e));
        assert_non_null(strstr(e.text, "refused to sign"));
        agent_close(&agent);
        buf_free(&out);
        assert_int_equal(shell("ssh-add -q %s 2>/dev/null", types[i].name), 0);
        made_and_verified((const char *)arena_printf(&arena, "%s/%s.pub", folder, types[i].name).data, types[i].name);
    }
    assert_int_equal(shell(". ./agent.sh >/dev/null; ssh-agent -k >/dev/null"), 0);
    unsetenv("SSH_AUTH_SOCK");
}

static void made_by_keygen(void **state)
{
    static const char *const hashes[] = {"sha256", "sha512"};

    (void)state;
    for (size_t i = 0; i < TYPES; i++)
        for (size_t h = 0; h < 2; h++) {
            struct sshsig s;
            struct error e = {0};
            assert_int_equal(shell("rm -f message.sig; ssh-keygen -q -Y sign -O hashalg=%s -f %s -n veto message "
                                   "2>/dev/null",
                                   hashes[h], types[i].name),
                             0);
            if (!sshsig_read(&arena, file("message.sig"), &s, &e) || !sshsig_verify(&s, "veto", BYTES(MESSAGE), &e))
                fail_msg("%s %s: %s", types[i].name, hashes[h], e.text);
            assert_true(bytes_is(s.hash, hashes[h]));
        }
}

/* Every bit of an armored signature and of its message counts. */
static void no_bit_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < TYPES; i++) {
        struct bytes good;
        uint8_t *copy;
        struct arena mine;
        assert_int_equal(shell("rm -f message.sig; ssh-keygen -q -Y sign -f %s -n veto message 2>/dev/null",
                               types[i].name),
                         0);
        good = file("message.sig");
        copy = arena_raw(&arena, good.size);
        memcpy(copy, good.data, good.size);
        arena_init(&mine, 8u << 20);
        for (size_t bit = 0; bit < good.size * 8; bit++) {
            struct sshsig s;
            struct error e = {0};
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (sshsig_read(&mine, bytes_of(copy, good.size), &s, &e) &&
                sshsig_verify(&s, "veto", BYTES(MESSAGE), &e)) {
                /* another key's blob would have to be the same key to verify: there is no other spelling */
                fail_msg("%s: bit %zu flipped still verifies", types[i].name, bit);
            }
            assert_int_not_equal(e.code, ERROR_NONE);
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            arena_reset(&mine);
        }
        arena_free(&mine);
    }
}

/* A security key's signature, made here as the device would: the oracle is ssh-keygen. */
static void security_key(bool ecdsa, uint8_t flags, bool good)
{
    EVP_PKEY *pkey = ecdsa ? EVP_EC_gen("prime256v1") : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    struct buf blob, data, value, signature, raw, text;
    uint8_t open[200], digest[64], hashed[2 * SHA256_SIZE + 5], der[200];
    size_t size = sizeof open, made = sizeof der;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const char *kind = ecdsa ? "sk-ecdsa-sha2-nistp256@openssh.com" : "sk-ssh-ed25519@openssh.com";
    struct buf *all[] = {&blob, &data, &value, &signature, &raw, &text};
    struct sshsig s;
    struct error e = {0};
    char base64[1024];

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_init(all[i], 1 << 16);
    wire_put_string(&blob, bytes_str(kind));
    if (ecdsa) {
        wire_put_string(&blob, BYTES("nistp256"));
        assert_int_equal(EVP_PKEY_get_octet_string_param(pkey, "pub", open, sizeof open, &size), 1);
    } else {
        assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, open, &size), 1);
    }
    wire_put_string(&blob, bytes_of(open, size));
    wire_put_string(&blob, BYTES("ssh:"));

    assert_int_equal(EVP_Digest(MESSAGE, strlen(MESSAGE), digest, NULL, EVP_sha512(), NULL), 1);
    buf_str(&data, "SSHSIG");
    wire_put_string(&data, BYTES("veto"));
    wire_put_string(&data, BYTES(""));
    wire_put_string(&data, BYTES("sha512"));
    wire_put_string(&data, bytes_of(digest, 64));
    hash_sha256(BYTES("ssh:"), hashed);
    memcpy(hashed + 32, (uint8_t[]){flags, 0, 0, 0, 7}, 5);
    hash_sha256(buf_bytes(&data), hashed + 37);
    assert_int_equal(EVP_DigestSignInit(ctx, NULL, ecdsa ? EVP_sha256() : NULL, NULL, pkey), 1);
    assert_int_equal(EVP_DigestSign(ctx, der, &made, hashed, sizeof hashed), 1);
    if (ecdsa) {
        const unsigned char *p = der;
        ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)made);
        uint8_t r[32], n[32];
        BN_bn2binpad(ECDSA_SIG_get0_r(sig), r, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), n, 32);
        wire_put_mpint(&value, bytes_of(r, 32));
        wire_put_mpint(&value, bytes_of(n, 32));
        ECDSA_SIG_free(sig);
    } else {
        buf_add(&value, bytes_of(der, made));
    }
    wire_put_string(&signature, bytes_str(kind));
    wire_put_string(&signature, buf_bytes(&value));
    buf_u8(&signature, flags);
    wire_put_u32(&signature, 7);
    buf_str(&raw, "SSHSIG");
    wire_put_u32(&raw, 1);
    wire_put_string(&raw, buf_bytes(&blob));
    wire_put_string(&raw, BYTES("veto"));
    wire_put_string(&raw, BYTES(""));
    wire_put_string(&raw, BYTES("sha512"));
    wire_put_string(&raw, buf_bytes(&signature));
    armor_write(&text, "SSH SIGNATURE", buf_bytes(&raw));
    hash_base64(buf_bytes(&blob), base64);
    put("sk.sig", buf_bytes(&text));
    put("sk.allowed", arena_printf(&arena, "who %s %s\n", kind, base64));
    if (good)
        assert_int_equal(keygen_verifies("sk", "sk.sig"), 0);
    assert_true(sshsig_read(&arena, buf_bytes(&text), &s, &e));
    assert_int_equal(sshsig_verify(&s, "veto", BYTES(MESSAGE), &e), good);
    if (!good)
        assert_non_null(strstr(e.text, "touched"));
    assert_false(sshsig_verify(&s, "veto", BYTES("x"), &e));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_free(all[i]);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
}

static void security_keys(void **state)
{
    (void)state;
    security_key(false, 1, true);
    security_key(false, 5, true);
    security_key(true, 1, true);
    security_key(false, 0, false);
    security_key(true, 4, false);
}

static void private_refused(const char *name, const char *why)
{
    struct agent agent;
    struct error e = {0};

    assert_false(agent_open(&arena, in_folder(name), &agent, &e));
    if (strstr(e.text, why) == NULL)
        fail_msg("%s: %s", name, e.text);
}

static void keys_refused(void **state)
{
    struct bytes good;
    struct agent agent;
    struct error e = {0};
    struct arena mine;

    (void)state;
    assert_int_equal(shell("ssh-keygen -q -t ed25519 -N secret -f locked; cp ed25519 loose; chmod 644 loose"), 0);
    private_refused("locked", "has a passphrase");
    private_refused("loose", "chmod 600");
    private_refused("none", "cannot be read");
    assert_int_equal(shell("ssh-keygen -q -t rsa -b 1024 -N '' -f small; ssh-keygen -q -t dsa -N '' -f dsa; "
                           "ssh-keygen -q -t ed25519 -N '' -f ca; ssh-keygen -q -s ca -I who -n who ed25519.pub"),
                    0);
    private_refused("small", "at least 2048");
    private_refused("dsa", "a kind that is not taken");
    private_refused("ed25519-cert.pub", "only plain keys");
    setenv("SSH_AUTH_SOCK", "/nowhere", 1);
    assert_true(agent_open(&arena, in_folder("ed25519.pub"), &agent, &e));
    {
        struct buf out;
        buf_init(&out, 100);
        assert_false(agent_sign(&agent, BYTES("x"), &out, &e));
        assert_non_null(strstr(e.text, "does not answer"));
        buf_free(&out);
    }
    agent_close(&agent);
    unsetenv("SSH_AUTH_SOCK");

    /* a private key file with any bit flipped is read as the same key or not at all */
    good = file("ed25519");
    arena_init(&mine, 8u << 20);
    for (size_t bit = 0; bit < good.size * 8; bit++) {
        uint8_t *copy = arena_raw(&mine, good.size);
        struct sshkey key;
        memcpy(copy, good.data, good.size);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (sshkey_read_private(&mine, bytes_of(copy, good.size), &key, &e))
            sshkey_free(&key);
        arena_reset(&mine);
    }
    arena_free(&mine);
}

static void signers_refused(const char *text, const char *why)
{
    struct signers s;
    struct error e = {0};

    if (signers_read(&arena, bytes_str(text), &s, &e) || strstr(e.text, why) == NULL)
        fail_msg("%s: %s", text, e.text);
}

static void allowed_signers(void **state)
{
    struct bytes pub = file("ed25519.pub");
    struct signers s;
    struct error e = {0};
    struct sshkey key;
    int64_t when;

    (void)state;
    pub.size = bytes_find(pub, '\n', 0);
    assert_true(sshkey_read_text(&arena, pub, &key, &e));
    sshkey_free(&key);
#define LINE(format) ((const char *)arena_printf(&arena, format, (int)pub.size, (const char *)pub.data).data)
    assert_true(signers_read(&arena,
                             bytes_str(LINE("# who\n\n*@a.example,!bad@a.example "
                                            "namespaces=\"veto,file\",valid-after=20260101Z,valid-before=\"20261231Z\" "
                                            "%.*s\n")),
                             &s, &e));
    assert_int_equal(s.count, 1);
    assert_true(signers_time(BYTES("20260701Z"), &when));
    assert_non_null(signers_find(&s, key.blob, "veto", when, "x@a.example", &e));
    assert_non_null(signers_find(&s, key.blob, "veto", when, NULL, &e));
    assert_null(signers_find(&s, key.blob, "veto", when, "bad@a.example", &e));
    assert_non_null(strstr(e.text, "does not speak"));
    assert_null(signers_find(&s, key.blob, "other", when, NULL, &e));
    assert_non_null(strstr(e.text, "namespace"));
    assert_null(signers_find(&s, key.blob, "veto", 0, NULL, &e));
    assert_non_null(strstr(e.text, "not yet valid"));
    assert_null(signers_find(&s, key.blob, "veto", INT64_MAX, NULL, &e));
    assert_non_null(strstr(e.text, "no longer valid"));
    assert_null(signers_find(&s, BYTES("other"), "veto", when, NULL, &e));
    assert_non_null(strstr(e.text, "not among"));

    signers_refused(LINE("who cert-authority %.*s\n"), "cert-authority");
    signers_refused(LINE("who cert-authority,namespaces=\"veto\" %.*s\n"), "cert-authority");
    signers_refused(LINE("who valid-after=20260101 %.*s\n"), "the Z is needed");
    signers_refused(LINE("who valid-before=20260230Z %.*s\n"), "valid-before");
    signers_refused(LINE("who valid-after=20270101Z,valid-before=20260101Z %.*s\n"), "later");
    signers_refused(LINE("who namespaces=\"\" %.*s\n"), "namespaces is empty");
    signers_refused(LINE("who no=touch %.*s\n"), "not known");
    signers_refused(LINE("\"who %.*s\n"), "no principals");
    signers_refused("who ssh-ed25519 AAAA\n", "line 1: ");
    signers_refused("who ssh-ed25519\n", "line 1: ");
#undef LINE
    assert_true(signers_time(BYTES("19700101Z"), &when) && when == 0);
    assert_true(signers_time(BYTES("20240229123456Z"), &when) && when == 1709210096);
    assert_true(signers_time(BYTES("202402291234Z"), &when) && when == 1709210040);
    assert_false(signers_time(BYTES("20230229Z"), &when));
    assert_true(signers_match(BYTES("a*c?,!abcd"), BYTES("abbbcx")));
    assert_false(signers_match(BYTES("a*c?,!abcd"), BYTES("abcd")));
    assert_false(signers_match(BYTES(""), BYTES("")));
}

static void limits(void **state)
{
    uint8_t *zeros = arena_alloc(&arena, LIMIT_SIGNERS_FILE + 1);
    struct bytes pub = file("ed25519.pub");
    struct error e = {0};
    struct sshsig sig;
    struct sshkey key;
    struct signers s;
    struct buf lines;

    (void)state;
    memset(zeros, '\n', LIMIT_SIGNERS_FILE + 1);
    assert_false(sshsig_read(&arena, bytes_of(zeros, LIMIT_SSHSIG + 1), &sig, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(sshsig_read(&arena, bytes_of(zeros, LIMIT_SSHSIG), &sig, &e));
    assert_int_equal(e.code, ERROR_FORMAT);
    assert_false(sshkey_read_private(&arena, bytes_of(zeros, LIMIT_KEY_FILE + 1), &key, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_false(sshkey_read_private(&arena, bytes_of(zeros, LIMIT_KEY_FILE), &key, &e));
    assert_int_equal(e.code, ERROR_FORMAT);
    assert_false(signers_read(&arena, bytes_of(zeros, LIMIT_SIGNERS_FILE + 1), &s, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    assert_true(signers_read(&arena, bytes_of(zeros, LIMIT_SIGNERS_FILE), &s, &e));
    buf_init(&lines, 4u << 20);
    for (unsigned i = 0; i < LIMIT_SIGNERS_LINES; i++)
        buf_printf(&lines, "w %.*s", (int)pub.size, (const char *)pub.data);
    assert_true(signers_read(&arena, buf_bytes(&lines), &s, &e));
    assert_int_equal(s.count, LIMIT_SIGNERS_LINES);
    buf_printf(&lines, "w %.*s", (int)pub.size, (const char *)pub.data);
    assert_false(signers_read(&arena, buf_bytes(&lines), &s, &e));
    assert_int_equal(e.code, ERROR_LIMIT);
    buf_free(&lines);
    /* LIMIT_RSA_LEAST is tried by keys_refused(); LIMIT_AGENT_REPLY by an agent that says too much, below */
}

/* Agents of somebody else: each answer is refused and none of it is believed. */
static void hostile_agents(void **state)
{
    static const char *const answers[] = {
        "\\x00\\x00\\x00\\x00",                         /* nothing */
        "\\x00\\x04\\x00\\x01",                         /* LIMIT_AGENT_REPLY + 1 */
        "\\x00\\x00\\x00\\x05\\x0e\\xff\\xff\\xff\\xff", /* a signature longer than the answer */
        "\\x00\\x00\\x00\\x05\\x0e\\x00\\x00\\x00\\x00", /* an empty signature */
        "\\x00\\x00\\x00\\x01\\x05",                     /* failure */
        "\\x00\\x00",
    };
    char socket[600];

    (void)state;
    snprintf(socket, sizeof socket, "%s/liar", folder);
    setenv("SSH_AUTH_SOCK", socket, 1);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct agent agent;
        struct error e = {0};
        struct buf out;
        assert_int_equal(shell("rm -f liar; python3 -c 'import socket\n"
                               "s=socket.socket(socket.AF_UNIX); s.bind(\"liar\"); s.listen(); s.settimeout(9)\n"
                               "import os\n"
                               "if os.fork(): os._exit(0)\n"
                               "c=s.accept()[0]; c.recv(9999); c.sendall(b\"%s\")' >/dev/null 2>&1",
                               answers[i]),
                         0);
        buf_init(&out, LIMIT_SSHSIG);
        assert_true(agent_open(&arena, in_folder("ed25519.pub"), &agent, &e));
        assert_false(agent_sign(&agent, BYTES("x"), &out, &e));
        assert_int_not_equal(e.code, ERROR_NONE);
        assert_int_equal(out.size, 0);
        agent_close(&agent);
        buf_free(&out);
    }
    unsetenv("SSH_AUTH_SOCK");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_here),      cmocka_unit_test(made_by_agent),  cmocka_unit_test(made_by_keygen),
        cmocka_unit_test(no_bit_flipped), cmocka_unit_test(security_keys),  cmocka_unit_test(keys_refused),
        cmocka_unit_test(allowed_signers), cmocka_unit_test(limits),        cmocka_unit_test(hostile_agents),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
