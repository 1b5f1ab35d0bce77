/* signers: every certificate a signature names, its own or a former one of its lineage. */
#include "base/hash.h"
#include "fact/tables.h"
#include "read/app.h"

enum {
    SCHEME,
    POSITION,
    SHA256,
    SHA1,
    SUBJECT,
    ISSUER,
    SERIAL,
    NOT_BEFORE,
    NOT_AFTER,
    KEY_ALGORITHM,
    KEY_BITS,
    LINEAGE_POSITION,
    MIN_SDK,
    MAX_SDK,
    ARTIFACT,
    LOCUS
};

static const struct column columns[] = {
    [SCHEME] = {"scheme", COLUMN_TEXT, 0, "v1, v2, v3, v3.1, v4 or source-stamp"},
    [POSITION] = {"position", COLUMN_INT, 0, "which signer of the scheme, from 0"},
    [SHA256] = {"sha256", COLUMN_TEXT, 0, "digest of the certificate, hex"},
    [SHA1] = {"sha1", COLUMN_TEXT, 0, "what device management reports; a selector, no proof"},
    [SUBJECT] = {"subject", COLUMN_TEXT, 0, "distinguished name, RFC 2253"},
    [ISSUER] = {"issuer", COLUMN_TEXT, 0, "distinguished name, RFC 2253"},
    [SERIAL] = {"serial", COLUMN_TEXT, 0, "hex"},
    [NOT_BEFORE] = {"not_before", COLUMN_TEXT, 0, "ISO 8601, UTC"},
    [NOT_AFTER] = {"not_after", COLUMN_TEXT, 0, "ISO 8601, UTC; Android does not check it"},
    [KEY_ALGORITHM] = {"key_algorithm", COLUMN_TEXT, 0, "RSA, EC, DSA or an object identifier"},
    [KEY_BITS] = {"key_bits", COLUMN_INT, 0, "size of the key"},
    [LINEAGE_POSITION] = {"lineage_position", COLUMN_INT, COLUMN_NULL,
                          "place in the proof of rotation, the oldest 0; NULL for the signer itself"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, 0, "first API level it signs for"},
    [MAX_SDK] = {"max_sdk", COLUMN_INT, COLUMN_NULL, "last API level; NULL: no end"},
    [ARTIFACT] = {"artifact", COLUMN_TEXT, 0, "digest of the APK"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the certificate"},
};

static void row_hex(struct rows *r, unsigned column, struct bytes digest)
{
    char *hex = arena_raw(r->arena, 2 * digest.size + 1);

    hash_hex(digest, hex);
    rows_str(r, column, hex);
}

static void row(struct rows *r, const struct signer *s, const struct artifact *a)
{
    rows_begin(r);
    rows_str(r, SCHEME, scheme_name(s->scheme));
    rows_int(r, POSITION, s->position);
    row_hex(r, SHA256, bytes_of(s->sha256, sizeof s->sha256));
    row_hex(r, SHA1, bytes_of(s->sha1, sizeof s->sha1));
    rows_text(r, SUBJECT, s->subject);
    rows_text(r, ISSUER, s->issuer);
    rows_text(r, SERIAL, s->serial);
    rows_text(r, NOT_BEFORE, s->not_before);
    rows_text(r, NOT_AFTER, s->not_after);
    rows_text(r, KEY_ALGORITHM, s->key_algorithm);
    rows_int(r, KEY_BITS, s->key_bits);
    if (s->lineage_position >= 0)
        rows_int(r, LINEAGE_POSITION, s->lineage_position);
    rows_int(r, MIN_SDK, s->min_sdk);
    if (s->max_sdk >= 0)
        rows_int(r, MAX_SDK, s->max_sdk);
    rows_str(r, ARTIFACT, a->sha256);
    rows_locus(r, LOCUS, s->locus);
}

static void fill(struct rows *r, struct app *app)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        for (size_t k = 0; a->signature != NULL && k < a->signature->signer_count; k++)
            row(r, &a->signature->signers[k], a);
    }
}

const struct table table_signers = {
    .name = "signers",
    .doc = "Certificates of signatures, whether these verify or not.",
    TABLE_COLUMNS(columns),
    .parts = PART_SIGNATURES,
    .fill = fill,
};
