#include "ledger/note.h"

#include <inttypes.h>
#include <openssl/evp.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/wire.h"

#define DASH "\xe2\x80\x94 " /* an em dash and a space */

enum { ED25519_SIZE = 64, STAMPED_SIZE = 8 + ED25519_SIZE };

/* Unicode's White_Space, as the rule on names means it. */
static bool is_space(uint32_t p)
{
    return p == ' ' || (p >= 9 && p <= 13) || p == 0x85 || p == 0xa0 || p == 0x1680 || (p >= 0x2000 && p <= 0x200a) ||
           p == 0x2028 || p == 0x2029 || p == 0x202f || p == 0x205f || p == 0x3000;
}

static bool good_name(struct bytes name)
{
    for (size_t at = 0; at < name.size;) {
        uint32_t p = text_next(name, &at);
        if (is_space(p) || p == '+' || p < 0x20)
            return false;
    }
    return name.size > 0 && text_is_utf8(name);
}

static bool read_line(struct arena *a, struct bytes line, struct note_line *out)
{
    size_t space, size;
    struct bytes rest, text;
    uint8_t *raw;
    struct cursor c;

    if (!bytes_starts(line, BYTES(DASH)))
        return false;
    rest = bytes_from(line, sizeof DASH - 1);
    space = bytes_find(rest, ' ', 0);
    bytes_slice(rest, 0, space, &out->name);
    text = bytes_from(rest, space + 1);
    raw = arena_raw(a, text.size + 1);
    if (!good_name(out->name) || !hash_unbase64(text, raw, &size) || size < 5)
        return false;
    c = cursor_open(bytes_of(raw, size), 0);
    out->id = cursor_be32(&c);
    out->signature = bytes_from(c.in, 4);
    return true;
}

/* Where the signatures begin: behind the last empty line; 0 when there is none. */
static size_t signatures(struct bytes text)
{
    size_t found = 0;

    for (size_t at = 0; (at = bytes_search(text, BYTES("\n\n"), at)) < text.size; at++)
        found = at + 2;
    return found;
}

bool note_read(struct arena *a, struct bytes text, struct note *n, struct error *e)
{
    size_t at, capacity = 0;

    *n = (struct note){.lines = NULL};
    if (text.size > LIMIT_NOTE)
        return error_set(e, ERROR_LIMIT, 0, "a note of more than %u bytes", LIMIT_NOTE);
    if (!text_is_utf8(text))
        return error_set(e, ERROR_FORMAT, 0, "signed-note: the note is not UTF-8");
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 0x20 && text.data[i] != '\n')
            return error_set(e, ERROR_FORMAT, i, "signed-note: a control character");
    at = signatures(text);
    if (at == 0 || at == text.size || text.data[text.size - 1] != '\n')
        return error_set(e, ERROR_FORMAT, at, "signed-note: no empty line with signatures below it");
    bytes_slice(text, 0, at - 1, &n->text);
    while (at < text.size) {
        size_t end = bytes_find(text, '\n', at);
        struct bytes line;
        bytes_slice(text, at, end - at, &line);
        if (n->count == LIMIT_NOTE_SIGNATURES)
            return error_set(e, ERROR_LIMIT, at, "a note with more than %u signatures", LIMIT_NOTE_SIGNATURES);
        n->lines = arena_grow(a, n->lines, n->count, &capacity, sizeof *n->lines);
        if (!read_line(a, line, &n->lines[n->count++]))
            return error_set(e, ERROR_FORMAT, at, "signed-note: not a signature line");
        at = end + 1;
    }
    return true;
}

/* SHA-256 of name, line feed, kind and key, of which the first four bytes are the id. */
static uint32_t key_id(const struct note_key *key)
{
    uint8_t digest[SHA256_SIZE];
    struct buf all;
    struct cursor c;

    buf_init(&all, LIMIT_NOTE + 64);
    buf_add(&all, key->name);
    buf_u8(&all, '\n');
    buf_u8(&all, (uint8_t)key->kind);
    buf_add(&all, bytes_of(key->key, sizeof key->key));
    hash_sha256(buf_bytes(&all), digest);
    buf_free(&all);
    c = cursor_open(bytes_of(digest, sizeof digest), 0);
    return cursor_be32(&c);
}

bool note_key_read(struct bytes text, struct note_key *key, struct error *e)
{
    size_t plus = bytes_find(text, '+', 0), size = 0;
    struct bytes id, base64;
    uint8_t raw[36];
    char hex[9] = "";

    *key = (struct note_key){.id = 0};
    bytes_slice(text, 0, plus, &key->name);
    bytes_slice(text, plus + 1, 8, &id);
    base64 = bytes_from(text, plus + 10);
    if (!good_name(key->name) || key->name.size > LIMIT_NOTE || bytes_get8(text, plus + 9) != '+' ||
        base64.size != 44 || !hash_unbase64(base64, raw, &size) || size != 33)
        return error_set(e, ERROR_FORMAT, 0, "signed-note: not a verifier key: name+id+base64 of an Ed25519 key");
    if (raw[0] != NOTE_SIGNED && raw[0] != NOTE_COSIGNED)
        return error_set(e, ERROR_REFUSED, 0, "signed-note: a key of type %u; Ed25519 (1) and cosignature/v1 (4) are taken",
                         raw[0]);
    key->kind = raw[0] == NOTE_SIGNED ? NOTE_SIGNED : NOTE_COSIGNED;
    memcpy(key->key, raw + 1, 32);
    key->id = key_id(key);
    hash_hex(bytes_of((uint8_t[]){(uint8_t)(key->id >> 24), (uint8_t)(key->id >> 16), (uint8_t)(key->id >> 8),
                                  (uint8_t)key->id},
                      4),
             hex);
    return bytes_is(id, hex) || error_set(e, ERROR_FORMAT, 0, "signed-note: the key's id is not that of name and key");
}

bool note_key_of(struct bytes name, enum note_kind kind, const struct sshkey *ssh, struct note_key *key,
                 struct error *e)
{
    size_t size = sizeof key->key;

    *key = (struct note_key){.name = name, .kind = kind};
    if (!good_name(name) || name.size > LIMIT_NOTE)
        return error_set(e, ERROR_USAGE, 0, "signed-note: a name has no spaces and no +");
    if (ssh->kind->type != EVP_PKEY_ED25519 || ssh->kind->security)
        return error_set(e, ERROR_USAGE, 0, "logs and witnesses sign with ed25519 keys");
    if (EVP_PKEY_get_raw_public_key(ssh->pkey, key->key, &size) != 1 || size != sizeof key->key)
        return error_set(e, ERROR_SYSTEM, 0, "libcrypto does not give the key");
    key->id = key_id(key);
    return true;
}

bool note_key_write(struct buf *out, const struct note_key *key)
{
    uint8_t raw[33] = {(uint8_t)key->kind};
    char text[48];

    memcpy(raw + 1, key->key, 32);
    hash_base64(bytes_of(raw, sizeof raw), text);
    buf_add(out, key->name);
    return buf_printf(out, "+%08" PRIx32 "+%s", key->id, text);
}

/* What a cosigner signs: a header, the time, the text. */
static void cosigned(struct buf *out, struct bytes text, uint64_t when)
{
    buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", when);
    buf_add(out, text);
}

static bool verifies(const struct note_key *key, struct bytes text, struct bytes signature)
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->key, sizeof key->key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = pkey != NULL && ctx != NULL && EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, pkey, NULL) == 1 &&
              EVP_DigestVerify(ctx, signature.data, signature.size, text.data, text.size) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return ok;
}

static bool verify_line(const struct note *n, const struct note_line *l, const struct note_key *key, uint64_t *when)
{
    struct cursor c = cursor_open(l->signature, 0);
    struct buf text;
    bool ok;

    if (key->kind == NOTE_SIGNED)
        return l->signature.size == ED25519_SIZE && verifies(key, n->text, l->signature);
    *when = cursor_be64(&c);
    if (l->signature.size != STAMPED_SIZE || *when > INT64_MAX)
        return false;
    buf_init(&text, LIMIT_NOTE + 64);
    cosigned(&text, n->text, *when);
    ok = !text.failed && verifies(key, buf_bytes(&text), bytes_from(l->signature, 8));
    buf_free(&text);
    return ok;
}

bool note_verify(const struct note *n, const struct note_key *key, uint64_t *when, struct error *e)
{
    uint64_t stamp = 0, latest = 0;
    bool found = false;

    for (size_t i = 0; i < n->count; i++) {
        const struct note_line *l = &n->lines[i];
        if (l->id != key->id || !bytes_equal(l->name, key->name))
            continue;
        if (!verify_line(n, l, key, &stamp))
            return error_set(e, ERROR_REFUSED, 0, "signed-note: a signature by %.*s does not verify",
                             (int)(key->name.size < 200 ? key->name.size : 200), (const char *)key->name.data);
        found = true;
        latest = stamp > latest ? stamp : latest;
    }
    if (when != NULL)
        *when = latest;
    return found || error_set(e, ERROR_REFUSED, 0, "signed-note: no signature by %.*s",
                              (int)(key->name.size < 200 ? key->name.size : 200), (const char *)key->name.data);
}

bool note_sign(struct buf *out, struct bytes text, const struct note_key *key, uint64_t when,
               const struct agent *agent, struct error *e)
{
    struct buf data, signature, raw;
    struct cursor c;
    struct bytes value;
    char base64[(4 + STAMPED_SIZE + 2) / 3 * 4 + 1];
    bool ok;

    buf_init(&data, LIMIT_NOTE + 64);
    buf_init(&signature, 256);
    buf_init(&raw, 256);
    if (key->kind == NOTE_COSIGNED)
        cosigned(&data, text, when);
    else
        buf_add(&data, text);
    ok = (!data.failed || error_set(e, ERROR_LIMIT, 0, "a note of more than %u bytes", LIMIT_NOTE)) &&
         agent_sign(agent, buf_bytes(&data), &signature, e);
    if (ok) {
        c = cursor_open(buf_bytes(&signature), 0);
        wire_string(&c);
        value = wire_string(&c);
        wire_put_u32(&raw, key->id);
        if (key->kind == NOTE_COSIGNED)
            wire_put_u64(&raw, when);
        buf_add(&raw, value);
        ok = verifies(key, buf_bytes(&data), value) ||
             error_set(e, ERROR_USAGE, 0, "the key that signs is not the key of %.*s",
                       (int)(key->name.size < 200 ? key->name.size : 200), (const char *)key->name.data);
    }
    if (ok) {
        hash_base64(buf_bytes(&raw), base64);
        buf_str(out, DASH);
        buf_add(out, key->name);
        ok = buf_printf(out, " %s\n", base64) || error_set(e, ERROR_LIMIT, 0, "no room for the signature");
    }
    buf_free(&data);
    buf_free(&signature);
    buf_free(&raw);
    return ok;
}

static struct bytes take_line(struct bytes text, size_t *at)
{
    size_t end = bytes_find(text, '\n', *at);
    struct bytes line;

    bytes_slice(text, *at, end - *at, &line);
    *at = end < text.size ? end + 1 : text.size;
    return line;
}

/* A decimal number in its one spelling. */
static bool decimal(struct bytes text, uint64_t *out)
{
    *out = 0;
    if (text.size == 0 || text.size > 19 || (text.data[0] == '0' && text.size > 1))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(text.data[i] - '0');
    }
    return *out <= INT64_MAX;
}

bool checkpoint_read(struct bytes text, struct checkpoint *c, struct error *e)
{
    size_t at = 0, size = 0;
    struct bytes number, root;
    uint8_t raw[36];

    *c = (struct checkpoint){.size = 0};
    c->origin = take_line(text, &at);
    number = take_line(text, &at);
    root = take_line(text, &at);
    if (c->origin.size == 0 || text.data[text.size - 1] != '\n')
        return error_set(e, ERROR_FORMAT, 0, "tlog-checkpoint: no origin, or no line feed at the end");
    if (!decimal(number, &c->size))
        return error_set(e, ERROR_FORMAT, c->origin.size + 1, "tlog-checkpoint: the second line is not the tree's size");
    if (root.size != 44 || !hash_unbase64(root, raw, &size) || size != SHA256_SIZE)
        return error_set(e, ERROR_FORMAT, 0, "tlog-checkpoint: the third line is not the tree's root");
    memcpy(c->root.byte, raw, SHA256_SIZE);
    while (at < text.size)
        if (take_line(text, &at).size == 0)
            return error_set(e, ERROR_FORMAT, at, "tlog-checkpoint: an empty line");
    return true;
}

bool checkpoint_write(struct buf *out, const struct checkpoint *c)
{
    char root[48];

    hash_base64(bytes_of(c->root.byte, SHA256_SIZE), root);
    buf_add(out, c->origin);
    return buf_printf(out, "\n%" PRIu64 "\n%s\n", c->size, root);
}
