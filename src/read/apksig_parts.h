/*
 * What the files of the signature reader share: the file being judged, its
 * content digests, keys and certificates, and the verdict each verifier gives
 * for one API level. Nobody else includes this header.
 */
#ifndef VETO_READ_APKSIG_PARTS_H
#define VETO_READ_APKSIG_PARTS_H

#include "read/apksig.h"
#include "read/zip.h"

/* The platform's names for the ways to digest an APK; the numbers are those of signed data. */
enum content_digest {
    CONTENT_NONE,
    CONTENT_SHA256, /* chunks of 1 MiB */
    CONTENT_SHA512, /* the same */
    CONTENT_VERITY, /* a tree of SHA-256 over 4 KiB blocks */
    CONTENT_DIGESTS,
};

/* One of the signature algorithms of the APK Signing Block. */
struct signature_algorithm {
    uint32_t id;
    const char *name;
    int key;          /* EVP_PKEY_RSA, EVP_PKEY_EC or EVP_PKEY_DSA */
    const char *hash; /* as libcrypto names it */
    bool pss;
    enum content_digest content;
    int32_t min_sdk; /* the first release that knows it */
};

/* What the device concludes from one scheme at one API level. */
struct verdict {
    enum scheme scheme;
    bool present;
    bool verified;
    uint32_t evidence; /* which signature it rests on: rows are kept apart where that differs */
    struct bytes error;
    struct locus locus;
    struct bytes certificate, signed_data; /* v2, v3, v3.1: of the signer that decides; for v4 */
};

/* What libcrypto made of the last few certificates and keys; freed when the signatures have been read. */
enum { CRYPTO_KEPT = 4 };
struct crypto {
    struct bytes der[CRYPTO_KEPT], spki[CRYPTO_KEPT];
    struct x509_st *x509[CRYPTO_KEPT];
    struct evp_pkey_st *key[CRYPTO_KEPT];
    size_t next_x509, next_key; /* the next to give way */
};

/* The APK being judged. */
struct apk {
    struct scan *scan;
    const struct zip *zip;
    struct bytes file;
    struct apksig_facts facts;
    struct apksig *out;
    bool has_block;
    uint64_t block_at;  /* where the APK Signing Block begins */
    uint64_t directory; /* where it ends and the central directory begins */
    uint64_t end;       /* the end record */
    bool planning;      /* digests are only noted as wanted, not compared */
    bool want[CONTENT_DIGESTS];
    bool have[CONTENT_DIGESTS];
    uint8_t digest[CONTENT_DIGESTS][64];
    struct chunk *chunks; /* of the contents, begun ahead; NULL: none */
    uint32_t chunk_count;
    bool chunks_want[CONTENT_DIGESTS];
    size_t signer_capacity;
    struct crypto crypto;
};

/* apksig_block.c */
bool apksig_block_locate(struct apk *a);
/* The first block of that id, as the platform looks it up. */
const struct apksig_block *apksig_block_find(const struct apk *a, uint32_t id);
struct bytes apksig_block_value(const struct apk *a, const struct apksig_block *b);

/* A range whose length stands before it (uint32); false when it does not fit. */
bool prefixed(struct cursor *c, struct bytes *out);
/* The same as a cursor, failed when it does not fit. */
struct cursor prefixed_cursor(struct cursor *c);

/* apksig_digest.c */
/* Whether the APK's contents have that digest; while planning, notes the wish and says yes. */
bool content_is(struct apk *a, enum content_digest kind, struct bytes expected);
/* Begins the digests that were noted, where there is a helper; and lets go of those that were not asked for. */
void content_begin(struct apk *a);
void content_forget(struct apk *a);
/* Root of a hash tree of 4 KiB blocks over up to three ranges read as one; the tree itself when `tree` is not
 * NULL. */
void merkle_root(struct arena *arena, const struct bytes parts[3], struct bytes salt, uint8_t root[32],
                 struct bytes *tree);

/* apksig_key.c: keys and signatures, by libcrypto. */
const struct signature_algorithm *signature_algorithm(uint32_t id);
struct bytes algorithm_name(struct arena *arena, uint32_t id);
/* A signature to check: the key as SubjectPublicKeyInfo. */
struct check {
    struct bytes key;
    int key_type;
    const char *hash;
    bool pss;
    struct bytes data[2]; /* signed as one */
    struct bytes signature;
};
/* Whether it verifies; else *why (not NULL) says what was wrong. */
bool check_signature(struct apk *a, const struct check *c, const char **why);
bool check_block_signature(struct apk *a, const struct signature_algorithm *alg, struct bytes key,
                           struct bytes data, struct bytes signature, const char **why);
/* Whether a SubjectPublicKeyInfo is written as its re-encoding would be. Not knowing is false. */
bool key_is_canonical(struct bytes spki);
/* Keeps a key that is known already; takes a reference of its own. */
void key_keep(struct apk *a, struct bytes spki, struct evp_pkey_st *key);
void crypto_free(struct apk *a);

/* apksig_cert.c. What verifying needs of a certificate. */
struct certificate {
    struct bytes der;
    struct bytes key;     /* SubjectPublicKeyInfo, re-encoded */
    struct bytes key_raw; /* ... as it stands in the certificate */
    struct bytes issuer;  /* canonical encoding, for comparing */
    struct bytes subject;
    struct bytes serial;
    bool critical_unknown; /* a critical extension that the platform does not support */
    bool usage_signs;      /* key usage absent, or allows digital signature or non-repudiation */
};
bool certificate_load(struct apk *a, struct bytes der, struct certificate *out);
/* Whether `key` is the key of the certificate. */
bool certificate_has_key(const struct certificate *c, struct bytes key);
/* Whether it is the one of that issuer and serial number (both DER). */
bool certificate_is(const struct certificate *c, struct bytes issuer, struct bytes serial);
/* Adds a row to out->signers; NULL when the limit is reached. */
struct signer *signer_add(struct apk *a, struct signer like);
void crypto_clear(void);
void hash_named(const char *name, const struct bytes *parts, size_t count, uint8_t out[64], size_t *size);

/* apksig_v2.c: digests and signatures of one signer, the same in v2, v3 and v3.1. */
struct signer_block {
    struct bytes signed_data;
    struct bytes signatures;
    struct bytes key;
    struct locus locus;
};
struct signed_parts {
    const struct signature_algorithm *best;
    struct bytes content; /* the digest for `best` */
    struct cursor rest;   /* of the signed data, past the certificates */
    struct certificate cert;
};
/* Verifies one signer at that level; what is wrong goes to *error. */
bool signer_verify(struct apk *a, const struct signer_block *b, int32_t level, struct signed_parts *out,
                   struct bytes *error);

struct v2;
struct v2 *v2_load(struct apk *a);
struct verdict v2_verdict(struct apk *a, struct v2 *v, int32_t level);

/* apksig_v3.c */
struct v3;
struct v3 *v3_load(struct apk *a, enum scheme scheme);
/* The lowest level that v3.1 rotates from, as far as v3 asks for it. */
struct v3_rotation {
    bool known;
    int32_t level;
};
/* False when no signer of a v3.1 block is for that level: the platform then looks at v3. */
bool v3_verdict(struct apk *a, struct v3 *v, int32_t level, struct v3_rotation *rotation,
                struct verdict *out);
/* Each level at which the verdict may change is passed to add(). */
void v3_levels(const struct v3 *v, void (*add)(void *context, int64_t level), void *context);
/* A proof-of-rotation record: *newest is the certificate it ends with. */
bool lineage_verify(struct apk *a, struct bytes record, struct bytes *newest, struct bytes *error);

/* apksig_v1.c */
struct v1;
struct v1 *v1_load(struct apk *a);
struct verdict v1_verdict(struct apk *a, struct v1 *v, int32_t level);
/* The SHA-256 of META-INF/MANIFEST.MF; false without one. */
bool v1_manifest_digest(struct apk *a, struct v1 *v, uint8_t out[32]);

/* apksig_v4.c: v4 counts together with the scheme that decides at a level otherwise. */
struct v4;
struct v4 *v4_load(struct apk *a, struct bytes idsig);
struct verdict v4_verdict(struct apk *a, struct v4 *v, const struct verdict *decider);

/* apksig_stamp.c: for all levels from 30 on; present false when there is none. */
struct verdict stamp_verdict(struct apk *a, struct v1 *v1);

/* A text for people, in the arena. */
struct bytes __attribute__((format(printf, 2, 3))) say(struct apk *a, const char *format, ...);

enum {
    BLOCK_V2 = 0x7109871a,
    BLOCK_STAMP1 = 0x2b09189e,
    BLOCK_STAMP2 = 0x6dff800d,
    BLOCK_V31 = 0x1b93ad61,
    BLOCK_PADDING = 0x42726577,
};
#define BLOCK_V3 0xf05368c0u /* more than an enum holds */

#endif
