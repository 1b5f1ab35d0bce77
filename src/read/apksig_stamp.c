/*
 * Source stamps: who distributed an APK. The entry stamp-cert-sha256 has the
 * digest of the stamp's certificate, a pair of the APK Signing Block has the
 * certificate and its signatures over the digests that each scheme signs. The
 * platform (SourceStampVerifier, Android 11 on) believes it or not; the app
 * installs either way. It reads version 2 of the pair only.
 */
#include "base/hash.h"
#include "read/apksig_parts.h"

enum {
    CONTENT_PLAIN_SHA256 = 4, /* of the whole manifest, for v1 */
    DIGESTS_MOST = 1024,
};
#define STAMP_LINEAGE 0x9d6303f7u
#define STAMP_TIME    0xe43c5946u

/* The content digests that the signers of a block declare, by algorithm; the last of several counts. */
struct declared {
    bool known[CONTENT_DIGESTS];
    struct bytes digest[CONTENT_DIGESTS];
};

static bool read_declared(struct apk *a, uint32_t id, struct declared *out)
{
    const struct apksig_block *b = apksig_block_find(a, id);
    struct cursor block, signers;

    *out = (struct declared){.known = {false}};
    if (b == NULL)
        return false;
    block = cursor_open(apksig_block_value(a, b), b->at);
    signers = prefixed_cursor(&block);
    for (size_t n = 0; cursor_left(&signers) > 0 && n < LIMIT_SIGNERS; n++) {
        struct cursor signer = prefixed_cursor(&signers);
        struct cursor data = prefixed_cursor(&signer);
        struct cursor digests = prefixed_cursor(&data);

        while (cursor_left(&digests) > 0) {
            struct cursor one = prefixed_cursor(&digests);
            const struct signature_algorithm *alg = signature_algorithm(cursor_u32(&one));
            struct bytes digest;

            if (alg != NULL && prefixed(&one, &digest)) {
                out->known[alg->content] = true;
                out->digest[alg->content] = digest;
            }
        }
    }
    return true;
}

static void put_digest(struct buf *b, uint32_t id, struct bytes digest)
{
    buf_u32(b, (uint32_t)digest.size + 8);
    buf_u32(b, id);
    buf_u32(b, (uint32_t)digest.size);
    buf_add(b, digest);
}

/* Whether one of the best signatures of the list verifies over `data`. */
static bool signed_by(struct apk *a, const struct certificate *cert, struct bytes data, struct cursor list,
                      struct bytes *error)
{
    const struct signature_algorithm *best = NULL;
    struct bytes signature, best_signature = {NULL, 0};
    const char *why;

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        const struct signature_algorithm *alg = signature_algorithm(id);

        if (!prefixed(&one, &signature)) {
            *error = say(a, "a signature is cut short");
            return false;
        }
        if (alg == NULL) {
            *error = say(a, "signature algorithm 0x%x is not known", id);
            return false;
        }
        if (best == NULL || alg->content > best->content) {
            best = alg;
            best_signature = signature;
        }
    }
    if (list.failed || best == NULL) {
        *error = say(a, "no signature");
        return false;
    }
    if (!check_block_signature(a, best, cert->key, data, best_signature, &why)) {
        *error = say(a, "%s: %s", best->name, why);
        return false;
    }
    return true;
}

/* The signatures for one scheme of a version 2 stamp. */
static bool find_scheme(struct bytes schemes, uint32_t scheme, struct cursor *out)
{
    struct cursor list = cursor_open(schemes, 0);
    bool found = false;

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        struct cursor signatures = prefixed_cursor(&one);

        if (id == scheme && !signatures.failed) {
            *out = signatures;
            found = true;
        }
    }
    return found && !list.failed;
}

static bool check_scheme(struct apk *a, const struct certificate *cert, struct bytes schemes, uint32_t scheme,
                         struct bytes digests, struct bytes *error)
{
    struct cursor signatures;

    if (!find_scheme(schemes, scheme, &signatures)) {
        *error = say(a, "no signature for what scheme %u signs", scheme);
        return false;
    }
    return signed_by(a, cert, digests, signatures, error);
}

/* Every scheme that is there must be stamped. */
static bool check_schemes(struct apk *a, struct v1 *v1, const struct certificate *cert, struct bytes schemes,
                          struct bytes *error)
{
    static const struct {
        uint32_t scheme, id;
    } blocks[] = {{3, BLOCK_V3}, {2, BLOCK_V2}};
    struct declared d;
    struct buf b;
    uint8_t manifest[32];
    bool ok = true;

    buf_init(&b, DIGESTS_MOST);
    for (size_t i = 0; i < 2 && ok; i++) {
        if (!read_declared(a, blocks[i].id, &d))
            continue;
        buf_reset(&b);
        for (uint32_t k = CONTENT_SHA256; k < CONTENT_DIGESTS; k++)
            if (d.known[k])
                put_digest(&b, k, d.digest[k]);
        ok = !b.failed && check_scheme(a, cert, schemes, blocks[i].scheme, buf_bytes(&b), error);
    }
    if (ok && v1_manifest_digest(a, v1, manifest)) {
        buf_reset(&b);
        put_digest(&b, CONTENT_PLAIN_SHA256, bytes_of(manifest, sizeof manifest));
        ok = check_scheme(a, cert, schemes, 1, buf_bytes(&b), error);
    }
    if (b.failed)
        *error = say(a, "the digests are longer than any digest");
    buf_free(&b);
    return ok && !b.failed;
}

/* Time and lineage of the stamp. */
static bool check_attributes(struct apk *a, const struct certificate *cert, struct bytes attributes,
                             struct bytes *error)
{
    struct cursor outer = cursor_open(attributes, 0), list = prefixed_cursor(&outer);

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        struct bytes newest;

        if (one.failed) {
            *error = say(a, "an attribute is cut short");
            return false;
        }
        if (id == STAMP_TIME) {
            uint64_t time = cursor_u64(&one);
            if (one.failed || time == 0 || time > INT64_MAX) {
                *error = say(a, "its time is not one");
                return false;
            }
        } else if (id == STAMP_LINEAGE) {
            if (!lineage_verify(a, cursor_take(&one, cursor_left(&one)), &newest, error))
                return false;
            if (!bytes_equal(newest, cert->der)) {
                *error = say(a, "the lineage does not end with the stamp's certificate");
                return false;
            }
        }
    }
    if (list.failed)
        *error = say(a, "the attributes are cut short");
    return !list.failed;
}

static struct bytes refusal(struct apk *a, struct v1 *v1, const struct zip_entry *entry,
                            const struct apksig_block *b)
{
    struct cursor outer = cursor_open(apksig_block_value(a, b), b->at), data = prefixed_cursor(&outer);
    struct bytes der, digest, schemes, attributes, error = {NULL, 0};
    struct certificate cert;
    struct cursor signatures;
    struct error e;
    uint8_t sum[SHA256_SIZE];

    if (!prefixed(&data, &der) || !prefixed(&data, &schemes))
        return say(a, "it is cut short");
    if (!certificate_load(a, der, &cert))
        return say(a, "its certificate cannot be read");
    if (entry->size > 1024 || !zip_read(a->scan, a->zip, entry, ZIP_EXTRACT, &digest, &e))
        return say(a, "stamp-cert-sha256 cannot be read");
    hash_sha256(der, sum);
    if (!bytes_equal(digest, bytes_of(sum, sizeof sum)))
        return say(a, "its certificate does not have the digest in stamp-cert-sha256");
    if (!check_schemes(a, v1, &cert, schemes, &error))
        return error;
    if (cursor_left(&data) == 0)
        return error;
    prefixed(&data, &attributes);
    signatures = prefixed_cursor(&data);
    if (data.failed)
        return say(a, "its attributes are cut short");
    if (signed_by(a, &cert, attributes, signatures, &error))
        check_attributes(a, &cert, attributes, &error);
    return error;
}

static void list_signer(struct apk *a, const struct apksig_block *b, uint32_t position)
{
    struct cursor outer = cursor_open(apksig_block_value(a, b), b->at), data = prefixed_cursor(&outer);
    struct bytes der;

    if (prefixed(&data, &der) && der.size > 0)
        signer_add(a, (struct signer){.scheme = SCHEME_STAMP,
                                      .position = position,
                                      .lineage_position = -1,
                                      .min_sdk = 30,
                                      .max_sdk = -1,
                                      .certificate = der,
                                      .locus = locus_at(a->zip->place, b->at, b->size)});
}

struct verdict stamp_verdict(struct apk *a, struct v1 *v1)
{
    const struct apksig_block *new = apksig_block_find(a, BLOCK_STAMP2);
    const struct apksig_block *old = apksig_block_find(a, BLOCK_STAMP1);
    const struct zip_entry *entry = zip_find(a->zip, BYTES("stamp-cert-sha256"));
    struct verdict out = {.scheme = SCHEME_STAMP,
                          .present = new != NULL || old != NULL || entry != NULL,
                          .locus = locus_whole(a->zip->place)};

    if (new != NULL)
        list_signer(a, new, 0);
    if (old != NULL)
        list_signer(a, old, new != NULL ? 1 : 0);
    if (!out.present)
        return out;
    if (new != NULL)
        out.locus = locus_at(a->zip->place, new->at, new->size);
    if (entry == NULL)
        out.error = say(a, "no entry stamp-cert-sha256");
    else if (new == NULL)
        out.error = old == NULL ? say(a, "no stamp in the APK Signing Block")
                                : say(a, "a stamp of version 1 only, which the platform does not read");
    else
        out.error = refusal(a, v1, entry, new);
    out.verified = out.error.size == 0;
    return out;
}
