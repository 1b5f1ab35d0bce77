/*
 * Who signed an APK, and on which releases of Android that holds.
 *
 * An APK may carry JAR signatures (v1), an APK Signing Block (v2, v3, v3.1 and
 * source stamps) and a .idsig file beside it (v4). Each release looks at one
 * of them: the newest it knows, and a broken one is not made good by an older
 * one. So a verdict holds for a range of API levels only. Followed are the
 * platform's verifiers (StrictJarVerifier, ApkSignatureSchemeV2Verifier,
 * V3Verifier, V4Verifier, SourceStampVerifier), for what a level accepts also
 * apksig, the reference tool of the same project.
 *
 * Everything lives in the scan's arena; slices of the file are borrowed.
 */
#ifndef VETO_READ_APKSIG_H
#define VETO_READ_APKSIG_H

#include "base/buf.h"
#include "base/error.h"
#include "read/scan.h"

struct zip;

enum scheme { SCHEME_V1, SCHEME_V2, SCHEME_V3, SCHEME_V31, SCHEME_V4, SCHEME_STAMP };

/* "v1", "v2", "v3", "v3.1", "v4", "source-stamp". */
const char *scheme_name(enum scheme scheme);

/* One verdict for the API levels min_sdk to max_sdk, where this scheme decides. */
struct signature {
    enum scheme scheme;
    bool present;       /* the file has something of that scheme */
    bool verified;      /* ... and a device of these levels accepts it */
    struct bytes error; /* UTF-8, why not; empty when verified */
    int32_t min_sdk;
    int32_t max_sdk; /* -1: open end */
    struct locus locus;
};

/* A certificate that a scheme names as a signer's, or a former signer's in a lineage. */
struct signer {
    enum scheme scheme;
    uint32_t position;        /* within the scheme, from 0 */
    int32_t lineage_position; /* -1: the signer itself; else its place in the lineage, the oldest being 0 */
    int32_t min_sdk, max_sdk; /* v3 and v3.1: the range the signer states; else 1 and -1 */
    uint32_t flags;           /* of a lineage's node: what the platform lets the former key still do */
    struct bytes certificate; /* DER as in the file */
    uint8_t sha256[32];
    uint8_t sha1[20];
    struct bytes subject, issuer;       /* RFC 2253, UTF-8 */
    struct bytes serial;                /* lower-case hex */
    struct bytes not_before, not_after; /* ISO 8601, UTC */
    struct bytes key_algorithm;         /* RSA, EC, DSA or the dotted object identifier */
    int32_t key_bits;
    struct locus locus;
};

/* One pair of the APK Signing Block. */
struct apksig_block {
    uint32_t id;
    const char *name; /* NULL: nobody we know uses this id */
    uint64_t at;      /* offset of the value in the file */
    uint64_t size;
};

/* What the verdicts need from the manifest. 0 where it says nothing. */
struct apksig_facts {
    int32_t min_sdk;         /* levels below are not judged */
    int32_t target_sdk;      /* from 30 on, Android 11 demands v2 or newer */
    int32_t sandbox_version; /* android:targetSandboxVersion; from 2 on, Android 8 demands v2 or newer */
};

struct apksig {
    struct signature *signatures; /* by scheme, then by level */
    size_t signature_count;
    struct signer *signers; /* by scheme, position, lineage position */
    size_t signer_count;
    struct apksig_block *blocks; /* in the order of the file */
    size_t block_count;
    uint64_t block_at, block_size; /* the whole APK Signing Block; size 0 when there is none */
    bool verified_any;             /* some level accepts some scheme */
    bool verified_all;             /* every level from min_sdk on does */
};

/*
 * Reads and verifies everything. `idsig` is the content of the .idsig file
 * beside the APK, empty when there is none. False (and *e filled) only when a
 * limit stopped it; an APK without signatures is a result like any other.
 */
bool apksig_read(struct scan *s, const struct zip *z, struct bytes idsig, struct apksig_facts facts,
                 struct apksig *out, struct error *e);

/* The kinds of anomaly, in the order of the table. */
enum apksig_kind {
    APKSIG_BLOCK_MALFORMED,
    APKSIG_BLOCK_DUPLICATE,
    APKSIG_BLOCK_UNKNOWN,
    APKSIG_BLOCK_PADDING,
    APKSIG_REFUSED,
    APKSIG_SIGNERS_DIFFER,
    APKSIG_V1_UNPROTECTED,
    APKSIG_V1_MISSING_FILE,
    APKSIG_V1_IGNORED,
    APKSIG_V1_WEAK,
    APKSIG_KEY_LIMIT,
    APKSIG_CERT_LIMIT,
    APKSIG_SIGNER_LIMIT,
    APKSIG_TEXT_LIMIT,
    APKSIG_ATTRIBUTE_UNKNOWN,
    APKSIG_ALGORITHM_UNKNOWN,
    APKSIG_CERT_TRAILING,
    APKSIG_STAMP_REFUSED,
    APKSIG_KINDS,
};
extern const struct anomaly_kind apksig_kinds[APKSIG_KINDS];

/* For `veto show`: blocks, signers and verdicts with their offsets. */
void apksig_print(struct buf *out, const struct apksig *a);

#endif
