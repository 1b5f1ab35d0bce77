/*
 * Builds small signed APKs for tests and fuzzing: a ZIP of stored entries, an
 * APK Signing Block with any pairs, signers with any fields, JAR signatures.
 * Everything can be bent: each function takes what it writes from a struct
 * that the caller may have changed.
 */
#ifndef VETO_TESTS_APKSIG_BUILD_H
#define VETO_TESTS_APKSIG_BUILD_H

#include "base/buf.h"
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

enum { BUILD_CAP = 64 << 20 };

static inline struct buf build_buf(void)
{
    struct buf b;
    buf_init(&b, BUILD_CAP);
    return b;
}

static inline void build_u16(struct buf *b, unsigned v)
{
    buf_u8(b, (uint8_t)v);
    buf_u8(b, (uint8_t)(v >> 8));
}

/* Appends `part` with its length before it, and frees it. */
static inline void build_prefixed(struct buf *b, struct buf part)
{
    buf_u32(b, (uint32_t)part.size);
    buf_add(b, buf_bytes(&part));
    buf_free(&part);
}

static inline void build_field(struct buf *b, struct bytes field)
{
    buf_u32(b, (uint32_t)field.size);
    buf_add(b, field);
}

/* ---- ZIP ---- */

struct build_entry {
    const char *name;
    struct bytes content;
};

/* A file in three parts, so that a signing block can be put between the first two. */
struct build_zip {
    struct buf entries, directory;
    unsigned count;
};

static inline struct build_zip build_zip(const struct build_entry *entries, size_t count)
{
    struct build_zip z = {build_buf(), build_buf(), (unsigned)count};

    for (size_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)z.entries.size, crc = hash_crc32(0, entries[i].content);
        struct bytes name = bytes_str(entries[i].name);

        for (int central = 0; central < 2; central++) {
            struct buf *b = central ? &z.directory : &z.entries;
            buf_u32(b, central ? 0x02014b50 : 0x04034b50);
            if (central)
                build_u16(b, 20);
            build_u16(b, 20);
            build_u16(b, 0);
            build_u16(b, 0);
            buf_u32(b, 0x21u << 16);
            buf_u32(b, crc);
            buf_u32(b, (uint32_t)entries[i].content.size);
            buf_u32(b, (uint32_t)entries[i].content.size);
            build_u16(b, (unsigned)name.size);
            build_u16(b, 0);
            if (central) {
                build_u16(b, 0);
                build_u16(b, 0);
                build_u16(b, 0);
                buf_u32(b, 0);
                buf_u32(b, at);
            }
            buf_add(b, name);
        }
        buf_add(&z.entries, entries[i].content);
    }
    return z;
}

static inline struct buf build_end(const struct build_zip *z, size_t directory_at)
{
    struct buf b = build_buf();

    buf_u32(&b, 0x06054b50);
    buf_u32(&b, 0);
    build_u16(&b, z->count);
    build_u16(&b, z->count);
    buf_u32(&b, (uint32_t)z->directory.size);
    buf_u32(&b, (uint32_t)directory_at);
    build_u16(&b, 0);
    return b;
}

/* A signing block around its pairs. */
static inline struct buf build_block(struct bytes pairs)
{
    struct buf b = build_buf();

    buf_u64(&b, pairs.size + 24);
    buf_add(&b, pairs);
    buf_u64(&b, pairs.size + 24);
    buf_str(&b, "APK Sig Block 42");
    return b;
}

static inline void build_pair(struct buf *pairs, uint32_t id, struct bytes value)
{
    buf_u64(pairs, value.size + 4);
    buf_u32(pairs, id);
    buf_add(pairs, value);
}

/* The whole file; no block when there are no pairs. */
static inline struct buf build_file(const struct build_zip *z, struct bytes pairs)
{
    struct buf b = build_buf(), end;

    buf_add(&b, buf_bytes(&z->entries));
    if (pairs.size > 0) {
        struct buf block = build_block(pairs);
        buf_add(&b, buf_bytes(&block));
        buf_free(&block);
    }
    end = build_end(z, b.size);
    buf_add(&b, buf_bytes(&z->directory));
    buf_add(&b, buf_bytes(&end));
    buf_free(&end);
    return b;
}

static inline void build_zip_free(struct build_zip *z)
{
    buf_free(&z->entries);
    buf_free(&z->directory);
}

/* ---- keys ---- */

struct build_key {
    EVP_PKEY *key;
    X509 *x509;
    struct buf cert, spki;
};

static inline struct build_key build_key(EVP_PKEY *key, const char *name)
{
    struct build_key k = {key, X509_new(), build_buf(), build_buf()};
    unsigned char *der = NULL;
    int size;

    ASN1_INTEGER_set(X509_get_serialNumber(k.x509), 7);
    ASN1_TIME_set_string(X509_getm_notBefore(k.x509), "20200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(k.x509), "20500101000000Z");
    X509_set_version(k.x509, 2);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(k.x509), "CN", MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(k.x509, X509_get_subject_name(k.x509));
    X509_set_pubkey(k.x509, key);
    X509_sign(k.x509, key, EVP_sha256());
    size = i2d_X509(k.x509, &der);
    buf_add(&k.cert, bytes_of(der, (size_t)size));
    OPENSSL_free(der);
    der = NULL;
    size = i2d_PUBKEY(key, &der);
    buf_add(&k.spki, bytes_of(der, (size_t)size));
    OPENSSL_free(der);
    return k;
}

static inline struct build_key build_ec(const char *name)
{
    return build_key(EVP_EC_gen("P-256"), name);
}

static inline void build_key_free(struct build_key *k)
{
    EVP_PKEY_free(k->key);
    X509_free(k->x509);
    buf_free(&k->cert);
    buf_free(&k->spki);
}

/* A signature over data; `pss` for RSA-PSS. */
static inline struct buf build_signature(const struct build_key *k, const char *hash, bool pss,
                                         struct bytes data)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx;
    struct buf out = build_buf();
    unsigned char sig[4096];
    size_t size = sizeof sig;

    EVP_DigestSignInit_ex(ctx, &pctx, hash, NULL, NULL, k->key, NULL);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST);
    }
    EVP_DigestSign(ctx, sig, &size, data.data, data.size);
    buf_add(&out, bytes_of(sig, size));
    EVP_MD_CTX_free(ctx);
    return out;
}

/* ---- content digests, computed here in the plainest way ---- */

static inline void build_chunk(struct buf *digests, unsigned *count, struct bytes part, bool wide)
{
    for (size_t at = 0; at < part.size; at += 1 << 20) {
        struct bytes rest = bytes_from(part, at), chunk;
        struct buf in = build_buf();
        uint8_t sum[64];
        unsigned size;

        bytes_slice(rest, 0, rest.size < 1 << 20 ? rest.size : 1 << 20, &chunk);
        buf_u8(&in, 0xa5);
        build_field(&in, chunk);
        EVP_Digest(in.data, in.size, sum, &size, wide ? EVP_sha512() : EVP_sha256(), NULL);
        buf_add(digests, bytes_of(sum, size));
        buf_free(&in);
        (*count)++;
    }
}

/* The chunked digest of a ZIP as it is without a block. */
static inline struct buf build_digest(const struct build_zip *z, bool wide)
{
    struct buf digests = build_buf(), in = build_buf(), out = build_buf();
    struct buf end = build_end(z, z->entries.size);
    unsigned count = 0, size;
    uint8_t sum[64];

    build_chunk(&digests, &count, buf_bytes(&z->entries), wide);
    build_chunk(&digests, &count, buf_bytes(&z->directory), wide);
    build_chunk(&digests, &count, buf_bytes(&end), wide);
    buf_u8(&in, 0x5a);
    buf_u32(&in, count);
    buf_add(&in, buf_bytes(&digests));
    EVP_Digest(in.data, in.size, sum, &size, wide ? EVP_sha512() : EVP_sha256(), NULL);
    buf_add(&out, bytes_of(sum, size));
    buf_free(&digests);
    buf_free(&in);
    buf_free(&end);
    return out;
}

/* The verity digest of a small ZIP (at most 128 pages): one page of digests. */
static inline struct buf build_verity(const struct build_zip *z)
{
    struct buf all = build_buf(), page = build_buf(), out = build_buf(), end = build_end(z, z->entries.size);
    uint8_t zeros[4096 + 8] = {0}, sum[32];
    uint64_t size;

    buf_add(&all, buf_bytes(&z->entries));
    buf_add(&all, buf_bytes(&z->directory));
    buf_add(&all, buf_bytes(&end));
    size = all.size;
    buf_add(&all, bytes_of(zeros, (4096 - all.size % 4096) % 4096));
    for (size_t at = 0; at < all.size; at += 4096) {
        struct buf in = build_buf();
        struct bytes one;
        bytes_slice(buf_bytes(&all), at, 4096, &one);
        buf_add(&in, bytes_of(zeros, 8));
        buf_add(&in, one);
        hash_sha256(buf_bytes(&in), sum);
        buf_add(&page, bytes_of(sum, 32));
        buf_free(&in);
    }
    buf_reset(&all);
    buf_add(&all, bytes_of(zeros, 8));
    buf_add(&all, buf_bytes(&page));
    buf_add(&all, bytes_of(zeros, 4096 - page.size));
    hash_sha256(buf_bytes(&all), sum);
    buf_add(&out, bytes_of(sum, 32));
    buf_u64(&out, size);
    buf_free(&all);
    buf_free(&page);
    buf_free(&end);
    return out;
}

/* ---- signers of v2, v3 and v3.1 ---- */

/* One signature of a signer. `digest` NULL: that of the ZIP. */
struct build_sig {
    uint32_t id;
    const struct bytes *digest;
    uint32_t digest_id; /* 0: the same id */
    bool broken;
};

struct build_signer {
    const struct build_zip *zip;
    const struct build_key *key;
    struct build_sig sigs[4];
    size_t sig_count;
    struct bytes attributes; /* as they stand in signed data, each with its length */
    bool v3;
    int32_t min, max;                /* v3 */
    int32_t signed_min, signed_max;  /* v3; 0: as min and max */
    const struct bytes *cert, *spki; /* NULL: the key's */
    bool no_certs;
};

static inline struct buf build_sig_digest(const struct build_signer *s, const struct build_sig *sig)
{
    struct buf out;

    if (sig->digest != NULL) {
        out = build_buf();
        buf_add(&out, *sig->digest);
        return out;
    }
    if (sig->id >= 0x421 && sig->id <= 0x425)
        return build_verity(s->zip);
    return build_digest(s->zip, sig->id == 0x102 || sig->id == 0x104 || sig->id == 0x202);
}

static inline struct buf build_signed_data(const struct build_signer *s)
{
    struct buf data = build_buf(), list = build_buf();

    for (size_t i = 0; i < s->sig_count; i++) {
        struct buf one = build_buf();
        buf_u32(&one, s->sigs[i].digest_id != 0 ? s->sigs[i].digest_id : s->sigs[i].id);
        build_prefixed(&one, build_sig_digest(s, &s->sigs[i]));
        build_prefixed(&list, one);
    }
    build_prefixed(&data, list);
    list = build_buf();
    if (!s->no_certs)
        build_field(&list, s->cert != NULL ? *s->cert : buf_bytes(&s->key->cert));
    build_prefixed(&data, list);
    if (s->v3) {
        buf_u32(&data, (uint32_t)(s->signed_min != 0 ? s->signed_min : s->min));
        buf_u32(&data, (uint32_t)(s->signed_max != 0 ? s->signed_max : s->max));
    }
    build_field(&data, s->attributes);
    return data;
}

static inline bool build_wide(uint32_t id)
{
    return id == 0x102 || id == 0x104 || id == 0x202;
}

/* One signer with its length before it, appended to `signers`. */
static inline void build_signer(struct buf *signers, const struct build_signer *s)
{
    struct buf data = build_signed_data(s), list = build_buf(), signer = build_buf();

    for (size_t i = 0; i < s->sig_count; i++) {
        struct buf one = build_buf();
        struct buf sig = build_signature(s->key, build_wide(s->sigs[i].id) ? "SHA512" : "SHA256",
                                         s->sigs[i].id == 0x101 || s->sigs[i].id == 0x102, buf_bytes(&data));
        if (s->sigs[i].broken)
            sig.data[sig.size - 1] ^= 1;
        buf_u32(&one, s->sigs[i].id);
        build_prefixed(&one, sig);
        build_prefixed(&list, one);
    }
    build_prefixed(&signer, data);
    if (s->v3) {
        buf_u32(&signer, (uint32_t)s->min);
        buf_u32(&signer, (uint32_t)s->max);
    }
    build_prefixed(&signer, list);
    build_field(&signer, s->spki != NULL ? *s->spki : buf_bytes(&s->key->spki));
    build_prefixed(signers, signer);
}

/* Appends the pair of a scheme around its signers, which are freed. */
static inline void build_scheme(struct buf *pairs, uint32_t id, struct buf signers)
{
    struct buf value = build_buf();

    build_prefixed(&value, signers);
    build_pair(pairs, id, buf_bytes(&value));
    buf_free(&value);
}

/* An attribute with its length before it. */
static inline void build_attribute(struct buf *attributes, uint32_t id, struct bytes value)
{
    buf_u32(attributes, (uint32_t)value.size + 4);
    buf_u32(attributes, id);
    buf_add(attributes, value);
}

/* A lineage of keys, the oldest first; EC keys, algorithm 0x201. `bad` is a node with a broken signature, -1
 * none. */
static inline struct buf build_lineage(const struct build_key *const *keys, size_t count, int bad)
{
    struct buf out = build_buf();

    buf_u32(&out, 1);
    for (size_t i = 0; i < count; i++) {
        struct buf level = build_buf(), data = build_buf(), sig = build_buf();

        build_field(&data, buf_bytes(&keys[i]->cert));
        buf_u32(&data, i == 0 ? 0 : 0x201);
        if (i > 0) {
            buf_free(&sig);
            sig = build_signature(keys[i - 1], "SHA256", false, buf_bytes(&data));
        }
        if (bad == (int)i)
            sig.data[sig.size - 1] ^= 1;
        build_prefixed(&level, data);
        buf_u32(&level, 0x17);
        buf_u32(&level, i + 1 < count ? 0x201 : 0);
        build_prefixed(&level, sig);
        build_prefixed(&out, level);
    }
    return out;
}

/* ---- JAR signatures ---- */

static inline void build_base64(struct buf *out, const char *hash, struct bytes data)
{
    uint8_t sum[64];
    char text[100];
    unsigned size;

    EVP_Digest(data.data, data.size, sum, &size, EVP_get_digestbyname(hash), NULL);
    EVP_EncodeBlock((unsigned char *)text, sum, (int)size);
    buf_str(out, text);
}

/* MANIFEST.MF for entries; `name` is the attribute's, e.g. "SHA-256-Digest". */
static inline struct buf build_manifest(const struct build_entry *entries, size_t count, const char *hash,
                                        const char *name)
{
    struct buf out = build_buf();

    buf_str(&out, "Manifest-Version: 1.0\r\n\r\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(&out, "Name: %s\r\n%s: ", entries[i].name, name);
        build_base64(&out, hash, entries[i].content);
        buf_str(&out, "\r\n\r\n");
    }
    return out;
}

/* A .SF file with the digest of the whole manifest, naming each entry. `head` goes into the main section. */
static inline struct buf build_sf(struct bytes manifest, const struct build_entry *entries, size_t count,
                                  const char *head)
{
    struct buf out = build_buf();

    buf_printf(&out, "Signature-Version: 1.0\r\n%sSHA-256-Digest-Manifest: ", head);
    build_base64(&out, "SHA256", manifest);
    buf_str(&out, "\r\n\r\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "Name: %s\r\nSHA-256-Digest: AAAA\r\n\r\n", entries[i].name);
    return out;
}

/* PKCS #7 over the .SF file, without the file; with signed attributes or not. */
static inline struct buf build_pkcs7(const struct build_key *k, struct bytes sf, bool attributes)
{
    BIO *in = BIO_new_mem_buf(sf.data, (int)sf.size);
    int flags = PKCS7_DETACHED | PKCS7_BINARY | PKCS7_NOSMIMECAP | (attributes ? 0 : PKCS7_NOATTR);
    PKCS7 *p = PKCS7_sign(NULL, NULL, NULL, in, flags | PKCS7_PARTIAL);
    struct buf out = build_buf();
    unsigned char *der = NULL;
    int size;

    PKCS7_sign_add_signer(p, k->x509, k->key, EVP_sha256(), flags);
    PKCS7_final(p, in, flags);
    size = i2d_PKCS7(p, &der);
    buf_add(&out, bytes_of(der, (size_t)size));
    OPENSSL_free(der);
    PKCS7_free(p);
    BIO_free(in);
    return out;
}

#endif
