/*
 * APK Signature Scheme v2, and what v3 shares with it: one signer's digests,
 * certificates and signatures.
 *
 * Block: sequence of signers; signer: signed data, signatures, public key;
 * signed data: digests, certificates, attributes; all with lengths in front.
 * Rules as in the platform's ApkSignatureSchemeV2Verifier: the best algorithm
 * it knows is verified, every signer must verify, ten signers at most.
 */
#include "read/apksig_parts.h"

enum { MAX_SIGNERS = 10, STRIPPING = 0xbeeff00d, LEVEL_V3 = 28 };

/* One signer, and what became of it by whether the level knows verity algorithms. */
struct v2_signer {
    struct signer_block block;
    struct {
        bool tried, verified;
        struct signed_parts parts;
        struct bytes error;
    } at[2];
    bool claims_v3;
};

struct v2 {
    struct locus locus;
    struct v2_signer *signers;
    size_t count;
    struct bytes error; /* of the block as a whole */
};

/* The better of two: SHA-512 before verity before SHA-256; the first of equals. */
static bool better(const struct signature_algorithm *x, const struct signature_algorithm *than)
{
    static const int rank[CONTENT_DIGESTS] = {0, 1, 3, 2};

    return than == NULL || rank[x->content] > rank[than->content];
}

struct picked {
    const struct signature_algorithm *best;
    struct bytes signature;
    size_t count;
};

/* Chooses the signature the platform verifies. */
static bool pick_signature(struct apk *a, const struct signer_block *b, int32_t level, struct picked *out,
                           struct bytes *error)
{
    struct cursor list = cursor_open(b->signatures, 0);

    *out = (struct picked){NULL, {NULL, 0}, 0};
    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        const struct signature_algorithm *alg = signature_algorithm(id);
        struct bytes signature;

        if (one.failed || cursor_left(&one) < 4) {
            *error = say(a, "signature %zu is cut short", out->count);
            return false;
        }
        out->count++;
        if (alg == NULL || alg->min_sdk > level || !better(alg, out->best))
            continue;
        if (!prefixed(&one, &signature)) {
            *error = say(a, "signature %zu is cut short", out->count - 1);
            return false;
        }
        out->best = alg;
        out->signature = signature;
    }
    if (list.failed)
        *error = say(a, "the list of signatures is cut short");
    else if (out->count == 0)
        *error = say(a, "no signatures");
    else if (out->best == NULL)
        *error = say(a, "no signature of an algorithm known at API level %d", level);
    return out->best != NULL && !list.failed;
}

/* The digest of the chosen algorithm; the algorithms must be those of the signatures, in the same order. */
static bool pick_digest(struct apk *a, const struct signer_block *b, const struct picked *picked,
                        struct cursor *signed_data, struct signed_parts *out, struct bytes *error)
{
    struct cursor list = prefixed_cursor(signed_data);
    struct cursor signatures = cursor_open(b->signatures, 0);
    bool found = false, same = true;

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        struct cursor other = prefixed_cursor(&signatures);

        if (one.failed || cursor_left(&one) < 4) {
            *error = say(a, "a content digest is cut short");
            return false;
        }
        same = same && !other.failed && cursor_u32(&other) == id;
        if (id == picked->best->id) {
            if (!prefixed(&one, &out->content)) {
                *error = say(a, "a content digest is cut short");
                return false;
            }
            found = true;
        }
    }
    if (list.failed || signed_data->failed)
        *error = say(a, "the list of content digests is cut short");
    else if (!same || cursor_left(&signatures) > 0)
        *error = say(a, "the algorithms of digests and signatures differ");
    else if (!found)
        *error = say(a, "no content digest for %s", picked->best->name);
    else
        return true;
    return false;
}

static bool read_certificates(struct apk *a, const struct signer_block *b, struct cursor *signed_data,
                              struct signed_parts *out, struct bytes *error)
{
    struct cursor list = prefixed_cursor(signed_data);
    struct certificate other;
    size_t count = 0;

    while (cursor_left(&list) > 0) {
        struct bytes der;
        if (!prefixed(&list, &der)) {
            *error = say(a, "certificate %zu is cut short", count);
            return false;
        }
        if (count >= LIMIT_PKCS7_ITEMS) {
            *error = say(a, "more than %u certificates", LIMIT_PKCS7_ITEMS);
            return false;
        }
        if (!certificate_load(a, der, count == 0 ? &out->cert : &other)) {
            *error = say(a, "certificate %zu cannot be read", count);
            return false;
        }
        count++;
    }
    if (list.failed)
        *error = say(a, "the list of certificates is cut short");
    else if (count == 0)
        *error = say(a, "no certificates");
    else if (!certificate_has_key(&out->cert, b->key))
        *error = say(a, "the public key is not that of the certificate");
    else
        return true;
    return false;
}

bool signer_verify(struct apk *a, const struct signer_block *b, int32_t level, struct signed_parts *out,
                   struct bytes *error)
{
    struct picked picked;
    struct cursor data = cursor_open(b->signed_data, 0);
    const char *why;

    *out = (struct signed_parts){NULL, {NULL, 0}, data, {.der = {NULL, 0}}};
    if (!pick_signature(a, b, level, &picked, error))
        return false;
    if (!check_block_signature(a, picked.best, b->key, b->signed_data, picked.signature, &why)) {
        *error = say(a, "%s: %s", picked.best->name, why);
        return false;
    }
    out->best = picked.best;
    if (!pick_digest(a, b, &picked, &data, out, error) || !read_certificates(a, b, &data, out, error))
        return false;
    out->rest = data;
    return true;
}

/* The first certificate of signed data, without verifying anything. */
static struct bytes first_certificate(struct bytes signed_data)
{
    struct cursor c = cursor_open(signed_data, 0), list;
    struct bytes der;

    prefixed_cursor(&c);
    list = prefixed_cursor(&c);
    prefixed(&list, &der);
    return der;
}

/* The signers of a v2 block; what cannot be read makes the whole block unusable. */
static void read_signers(struct apk *a, struct v2 *v, struct bytes value, uint64_t at)
{
    struct cursor block = cursor_open(value, at), list = prefixed_cursor(&block);
    size_t capacity = 0;

    if (block.failed)
        v->error = say(a, "the list of signers is cut short");
    while (cursor_left(&list) > 0 && v->error.size == 0) {
        struct cursor one = prefixed_cursor(&list);
        struct v2_signer *s;
        struct bytes der;

        if (v->count >= MAX_SIGNERS) {
            v->error = say(a, "more than %d signers", MAX_SIGNERS);
            return;
        }
        v->signers = arena_grow(a->scan->arena, v->signers, v->count, &capacity, sizeof *v->signers);
        s = &v->signers[v->count];
        *s = (struct v2_signer){
            .block = {.locus = locus_at(a->zip->place, cursor_offset(&one), cursor_left(&one))}};
        prefixed(&one, &s->block.signed_data);
        prefixed(&one, &s->block.signatures);
        prefixed(&one, &s->block.key);
        if (one.failed) {
            v->error = say(a, "signer %zu is cut short", v->count);
            return;
        }
        der = first_certificate(s->block.signed_data);
        if (der.size > 0)
            signer_add(a, (struct signer){.scheme = SCHEME_V2,
                                          .position = (uint32_t)v->count,
                                          .lineage_position = -1,
                                          .min_sdk = 1,
                                          .max_sdk = -1,
                                          .certificate = der,
                                          .locus = s->block.locus});
        v->count++;
    }
    if (v->error.size == 0 && list.failed)
        v->error = say(a, "a signer is cut short");
    else if (v->error.size == 0 && v->count == 0)
        v->error = say(a, "no signers");
}

struct v2 *v2_load(struct apk *a)
{
    const struct apksig_block *b = apksig_block_find(a, BLOCK_V2);
    struct v2 *v;

    if (b == NULL)
        return NULL;
    v = arena_alloc(a->scan->arena, sizeof *v);
    v->locus = locus_at(a->zip->place, b->at, b->size);
    read_signers(a, v, apksig_block_value(a, b), b->at);
    return v;
}

/* The attributes of signed data; v2 knows one: the scheme that should be there besides. */
static bool read_attributes(struct apk *a, struct v2_signer *s, struct cursor rest, struct bytes *error)
{
    struct cursor list = prefixed_cursor(&rest);

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);

        if (id == STRIPPING && !one.failed) {
            if (cursor_u32(&one) == 3)
                s->claims_v3 = true;
        } else if (!one.failed) {
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_ATTRIBUTE_UNKNOWN], s->block.locus,
                         (struct bytes){NULL, 0}, "id 0x%08x, %zu bytes", id, cursor_left(&one));
        }
        if (one.failed) {
            *error = say(a, "an attribute is cut short");
            return false;
        }
    }
    if (list.failed)
        *error = say(a, "the attributes are cut short");
    return !list.failed;
}

static bool verify_at(struct apk *a, struct v2_signer *s, int32_t level, struct bytes *error)
{
    int era = level >= LEVEL_V3 ? 1 : 0;

    if (!s->at[era].tried) {
        s->at[era].tried = true;
        s->at[era].verified = signer_verify(a, &s->block, level, &s->at[era].parts, &s->at[era].error) &&
                              read_attributes(a, s, s->at[era].parts.rest, &s->at[era].error);
    }
    *error = s->at[era].error;
    return s->at[era].verified;
}

/* Whether signer i stands at that level; else *error. */
static bool stands(struct apk *a, struct v2 *v, size_t i, int32_t level, struct bytes *error)
{
    struct v2_signer *s = &v->signers[i];
    const struct signed_parts *parts = &s->at[level >= LEVEL_V3 ? 1 : 0].parts;
    struct bytes why;

    if (!verify_at(a, s, level, &why))
        *error = say(a, "signer %zu: %.*s", i, (int)why.size, (const char *)why.data);
    else if (s->claims_v3 && level >= LEVEL_V3)
        *error = say(a, "signer %zu says there is a v3 signature, and there is none: stripped", i);
    else if (!content_is(a, parts->best->content, parts->content))
        *error = say(a, "signer %zu: the contents do not have the signed digest (%s)", i, parts->best->name);
    else
        return true;
    return false;
}

struct verdict v2_verdict(struct apk *a, struct v2 *v, int32_t level)
{
    struct verdict out = {.scheme = SCHEME_V2, .present = true, .locus = v->locus, .error = v->error};

    out.verified = v->error.size == 0 && v->count > 0;
    for (size_t i = 0; i < v->count && out.verified; i++)
        if (!stands(a, v, i, level, &out.error)) {
            out.verified = false;
            out.locus = v->signers[i].block.locus;
        }
    if (v->count == 1) {
        out.certificate = first_certificate(v->signers[0].block.signed_data);
        out.signed_data = v->signers[0].block.signed_data;
    }
    return out;
}
