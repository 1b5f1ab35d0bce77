/*
 * APK Signature Scheme v4: a .idsig file beside the APK, for installing while
 * it still streams in. It has the root of a hash tree over the whole file and
 * a signature over that root, the digest of the scheme that decides otherwise
 * and the certificate. The platform takes it only together with that scheme,
 * by the same certificate.
 *
 * Layout (version 2): uint32 version; hashing info (uint32 algorithm, uint8
 * log2 of the block size, salt, root); signing info, for v3.1 a second one
 * under that block's id; the tree. Everything with its length in front.
 */
#include "read/apksig_parts.h"

enum { VERSION = 2, HASH_SHA256 = 1, LOG2_PAGE = 12, SALT_MOST = 32 };

struct hashing {
    uint32_t algorithm;
    uint8_t log2_page;
    struct bytes salt, root;
};

struct signing {
    struct bytes digest, certificate, extra, key, signature;
    uint32_t algorithm;
};

struct v4 {
    struct bytes error;
    struct hashing hashing;
    struct signing plain, rotated;
    bool has_rotated;
    bool root_tried, root_right, tree_right;
    struct bytes tree;
};

static bool read_signing(struct cursor *c, struct signing *out)
{
    prefixed(c, &out->digest);
    prefixed(c, &out->certificate);
    prefixed(c, &out->extra);
    prefixed(c, &out->key);
    out->algorithm = cursor_u32(c);
    return prefixed(c, &out->signature);
}

static void list_signer(struct apk *a, const struct signing *s, uint32_t position)
{
    if (s->certificate.size > 0)
        signer_add(a, (struct signer){.scheme = SCHEME_V4,
                                      .position = position,
                                      .lineage_position = -1,
                                      .min_sdk = 30,
                                      .max_sdk = -1,
                                      .certificate = s->certificate,
                                      .locus = locus_whole(a->zip->place)});
}

struct v4 *v4_load(struct apk *a, struct bytes idsig)
{
    struct cursor c = cursor_open(idsig, 0), part;
    struct v4 *v;
    uint32_t version;

    if (idsig.size == 0)
        return NULL;
    v = arena_alloc(a->scan->arena, sizeof *v);
    version = cursor_u32(&c);
    if (version != VERSION) {
        v->error = say(a, ".idsig: version %u, the platform reads 2", version);
        return v;
    }
    part = prefixed_cursor(&c);
    v->hashing.algorithm = cursor_u32(&part);
    v->hashing.log2_page = cursor_u8(&part);
    prefixed(&part, &v->hashing.salt);
    prefixed(&part, &v->hashing.root);
    if (part.failed) {
        v->error = say(a, ".idsig: the hashing info is cut short");
        return v;
    }
    part = prefixed_cursor(&c);
    if (!read_signing(&part, &v->plain)) {
        v->error = say(a, ".idsig: the signing info is cut short");
        return v;
    }
    list_signer(a, &v->plain, 0);
    for (uint32_t n = 1; cursor_left(&part) > 0 && n < LIMIT_PKCS7_ITEMS; n++) {
        uint32_t id = cursor_u32(&part);
        struct cursor one = prefixed_cursor(&part);

        if (id != BLOCK_V31 || v->has_rotated)
            continue;
        v->has_rotated = read_signing(&one, &v->rotated);
        if (v->has_rotated)
            list_signer(a, &v->rotated, n);
    }
    if (cursor_left(&c) > 0 && !prefixed(&c, &v->tree))
        v->error = say(a, ".idsig: the hash tree is cut short");
    return v;
}

static void put(struct buf *b, struct bytes field)
{
    buf_u32(b, (uint32_t)field.size);
    buf_add(b, field);
}

/* What a signing info signs. */
static bool signed_bytes(struct apk *a, const struct hashing *h, const struct signing *s, struct bytes *out)
{
    uint64_t size = 4u + 8 + 4 + 1 + 5 * 4 + h->salt.size + h->root.size + s->digest.size +
                    s->certificate.size + s->extra.size;
    struct buf b;
    bool ok;

    buf_init(&b, (size_t)size);
    buf_u32(&b, (uint32_t)size);
    buf_u64(&b, a->file.size);
    buf_u32(&b, h->algorithm);
    buf_u8(&b, h->log2_page);
    put(&b, h->salt);
    put(&b, h->root);
    put(&b, s->digest);
    put(&b, s->certificate);
    put(&b, s->extra);
    ok = !b.failed;
    *out = arena_copy(a->scan->arena, buf_bytes(&b));
    buf_free(&b);
    return ok;
}

static void check_root(struct apk *a, struct v4 *v)
{
    struct bytes parts[3] = {a->file, {NULL, 0}, {NULL, 0}}, tree;
    uint8_t root[32];

    if (v->root_tried)
        return;
    v->root_tried = true;
    merkle_root(a->scan->arena, parts, v->hashing.salt, root, &tree);
    v->root_right = bytes_equal(v->hashing.root, bytes_of(root, sizeof root));
    v->tree_right = v->tree.size == 0 || bytes_equal(v->tree, tree);
}

/* Whether the digest is one that the deciding scheme's signer signed. */
static bool digest_signed(const struct verdict *decider, struct bytes digest)
{
    struct cursor data = cursor_open(decider->signed_data, 0), list = prefixed_cursor(&data);

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        struct bytes value;

        if (signature_algorithm(cursor_u32(&one)) != NULL && prefixed(&one, &value) &&
            bytes_equal(value, digest))
            return true;
    }
    return false;
}

static struct bytes refusal(struct apk *a, struct v4 *v, const struct verdict *decider)
{
    const struct signing *s = decider->scheme == SCHEME_V31 && v->has_rotated ? &v->rotated : &v->plain;
    const struct signature_algorithm *alg = signature_algorithm(s->algorithm);
    struct certificate cert;
    struct bytes data;
    const char *why;

    if (v->error.size > 0)
        return v->error;
    if (!decider->verified || decider->scheme == SCHEME_V1)
        return say(a, "no v2 or v3 signature that verifies goes with it");
    if (v->hashing.algorithm != HASH_SHA256 || v->hashing.log2_page != LOG2_PAGE ||
        v->hashing.salt.size > SALT_MOST)
        return say(a,
                   ".idsig: hash algorithm %u, pages of 2^%u bytes and %zu bytes of salt are not what the "
                   "platform takes",
                   v->hashing.algorithm, v->hashing.log2_page, v->hashing.salt.size);
    if (decider->scheme == SCHEME_V31 && !v->has_rotated)
        return say(a, ".idsig: no signing info for v3.1");
    if (alg == NULL)
        return say(a, ".idsig: signature algorithm 0x%x is not known", s->algorithm);
    if (!certificate_load(a, s->certificate, &cert))
        return say(a, ".idsig: the certificate cannot be read");
    if (!certificate_has_key(&cert, s->key))
        return say(a, ".idsig: the public key is not that of the certificate");
    if (!signed_bytes(a, &v->hashing, s, &data) ||
        !check_block_signature(a, alg, s->key, data, s->signature, &why))
        return say(a, ".idsig: %s: %s", alg->name, why);
    if (!bytes_equal(s->certificate, decider->certificate))
        return say(a, "the certificate is not that of the %s signer", scheme_name(decider->scheme));
    if (!digest_signed(decider, s->digest))
        return say(a, "the digest is not one that the %s signer signed", scheme_name(decider->scheme));
    check_root(a, v);
    if (!v->root_right)
        return say(a, "the file does not have the signed root hash");
    if (!v->tree_right)
        return say(a, "the stored hash tree is not that of the file");
    return (struct bytes){NULL, 0};
}

struct verdict v4_verdict(struct apk *a, struct v4 *v, const struct verdict *decider)
{
    struct verdict out = {.scheme = SCHEME_V4, .present = true, .locus = locus_whole(a->zip->place)};

    if (a->planning)
        return out;
    out.error = refusal(a, v, decider);
    out.verified = out.error.size == 0;
    return out;
}
