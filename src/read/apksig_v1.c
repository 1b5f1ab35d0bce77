/*
 * JAR signatures (v1): MANIFEST.MF has the entries' digests, .SF files have
 * the manifest's, .RSA, .DSA and .EC files sign the .SF files by PKCS #7.
 *
 * Followed is the platform's StrictJarVerifier; for releases before 7.0 what
 * apksig knows of them. They differ in the algorithms they accept, in which
 * SignerInfo they look at (the first before 7.0, the first that verifies from
 * then on) and in what they ask of signed attributes.
 */
#include "read/apksig_v1.h"

#include "base/text.h"

#include <openssl/evp.h>

enum { LEVEL_ATTRIBUTES = 19, LEVEL_ALL_INFOS = 24, LEVEL_V3 = 28, FOREVER = INT32_MAX };

/* How verifying one SignerInfo went at one level. */
enum outcome { INFO_VERIFIED, INFO_PASSED_OVER, INFO_REFUSED };

#define OID(text)                                 \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

enum hash { MD5, SHA1, SHA224, SHA256, SHA384, SHA512, HASHES };

static const char *const hash_names[HASHES] = {"MD5", "SHA1", "SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512"};

static const struct {
    struct bytes oid;
    enum hash hash;
} digest_oids[] = {
    {OID("\x2a\x86\x48\x86\xf7\x0d\x02\x05"), MD5},
    {OID("\x2b\x0e\x03\x02\x1a"), SHA1},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x04"), SHA224},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), SHA256},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), SHA384},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), SHA512},
};

/* Signature algorithms; HASHES where the digest algorithm says the hash. */
static const struct {
    struct bytes oid;
    int key;
    enum hash hash;
} signature_oids[] = {
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), EVP_PKEY_RSA, HASHES},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"), EVP_PKEY_RSA, MD5},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), EVP_PKEY_RSA, SHA1},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"), EVP_PKEY_RSA, SHA224},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), EVP_PKEY_RSA, SHA256},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"), EVP_PKEY_RSA, SHA384},
    {OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"), EVP_PKEY_RSA, SHA512},
    {OID("\x2a\x86\x48\xce\x38\x04\x01"), EVP_PKEY_DSA, HASHES},
    {OID("\x2a\x86\x48\xce\x38\x04\x03"), EVP_PKEY_DSA, SHA1},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x03\x01"), EVP_PKEY_DSA, SHA224},
    {OID("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), EVP_PKEY_DSA, SHA256},
    {OID("\x2a\x86\x48\xce\x3d\x02\x01"), EVP_PKEY_EC, HASHES},
    {OID("\x2a\x86\x48\xce\x3d\x04\x01"), EVP_PKEY_EC, SHA1},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x01"), EVP_PKEY_EC, SHA224},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x02"), EVP_PKEY_EC, SHA256},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x03"), EVP_PKEY_EC, SHA384},
    {OID("\x2a\x86\x48\xce\x3d\x04\x03\x04"), EVP_PKEY_EC, SHA512},
};

static const struct bytes oid_content_type = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03");
static const struct bytes oid_message_digest = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04");

/* A pair of algorithms, and what the releases make of it. */
struct algorithms {
    enum hash digest;    /* of the .SF file, in signed attributes */
    enum hash signature; /* what the signature is over; HASHES: as the digest */
    int key;
};

static bool algorithms_of(const struct pkcs7_signer *s, struct algorithms *out)
{
    bool digest = false, signature = false;

    for (size_t i = 0; i < sizeof digest_oids / sizeof *digest_oids; i++)
        if (bytes_equal(digest_oids[i].oid, s->digest_oid)) {
            out->digest = digest_oids[i].hash;
            digest = true;
        }
    for (size_t i = 0; i < sizeof signature_oids / sizeof *signature_oids; i++)
        if (bytes_equal(signature_oids[i].oid, s->signature_oid)) {
            out->signature = signature_oids[i].hash;
            out->key = signature_oids[i].key;
            signature = true;
        }
    return digest && signature;
}

/* The first level from which a pair holds for good, by key and digest; FOREVER: never. */
static int32_t plain_since(const struct algorithms *p)
{
    static const int32_t rsa[HASHES] = {0, 0, 21, 18, 18, 18};
    static const int32_t dsa[HASHES] = {FOREVER, 0, 22, 22, FOREVER, FOREVER};
    static const int32_t ec[HASHES] = {FOREVER, 18, 21, 18, 18, 18};

    return (p->key == EVP_PKEY_RSA ? rsa : p->key == EVP_PKEY_DSA ? dsa : ec)[p->digest];
}

static int32_t combined_since(const struct algorithms *p)
{
    static const int32_t rsa[HASHES] = {21, 0, 21, 18, 21, 21};
    static const int32_t dsa[HASHES] = {FOREVER, 9, 21, 21, FOREVER, FOREVER};
    static const int32_t ec[HASHES] = {FOREVER, 18, 21, 21, 21, 21};

    return (p->key == EVP_PKEY_RSA ? rsa : p->key == EVP_PKEY_DSA ? dsa : ec)[p->digest];
}

/* Whether releases of that level accept the pair: measured by the platform's people, so a list of facts. */
static bool pair_accepted(const struct algorithms *p, int32_t level)
{
    bool early = p->key == EVP_PKEY_RSA && level <= 8;

    if (p->signature == HASHES)
        return level >= plain_since(p) || (early && (p->digest == SHA224 || p->digest == SHA256));
    if (p->signature == p->digest)
        return level >= combined_since(p) ||
               (early && (p->digest == MD5 || p->digest == SHA224 || p->digest == SHA256));
    if (p->key == EVP_PKEY_RSA &&
        ((p->digest == SHA224 && p->signature == SHA256) || (p->digest == SHA256 && p->signature == SHA1) ||
         (p->digest == SHA512 && p->signature == SHA384)))
        return level == 21;
    return level >= 21 && level <= 23;
}

static struct bytes say_name(struct apk *a, const struct v1_file *f, const char *what)
{
    return say(a, "%s: %s", shown(a, f->block->name), what);
}

const char *shown(struct apk *a, struct bytes name)
{
    enum { MOST = 160 };
    struct bytes text;

    bytes_slice(name, 0, name.size < MOST ? name.size : MOST, &text);
    text = arena_copy(a->scan->arena, text_utf8(a->scan->arena, text, NULL));
    return (const char *)text.data;
}

/* The signature of a SignerInfo over the .SF file or its attributes; no levels here. */
static void try_info(struct apk *a, struct v1_file *f, struct v1_info *i, const struct algorithms *pair)
{
    struct check c = {.key = i->cert.key,
                      .key_type = pair->key,
                      .hash = hash_names[pair->signature == HASHES ? pair->digest : pair->signature],
                      .data = {f->sf, {NULL, 0}},
                      .signature = i->info->signature};

    if (i->tried)
        return;
    i->tried = true;
    if (i->info->has_attributes) {
        c.data[0] = BYTES("\x31"); /* signed as a SET, stored as [0] */
        c.data[1] = bytes_from(i->info->attributes_whole, 1);
    }
    i->verified = check_signature(a, &c, &i->why);
}

/* What signed attributes must say; INFO_VERIFIED when they do. */
static enum outcome check_attributes(struct apk *a, struct v1_file *f, struct v1_info *i,
                                     const struct algorithms *pair, int32_t level)
{
    uint8_t digest[64];
    size_t size;
    struct ber value;
    int found;

    if (level < LEVEL_ATTRIBUTES) {
        f->error = say_name(a, f, "signed attributes, which API levels before 19 do not verify");
        return INFO_REFUSED;
    }
    if (level >= LEVEL_ALL_INFOS) {
        found = pkcs7_attribute(i->info, oid_content_type, &value);
        if (found != 1 || value.tag != 0x06) {
            f->error = say_name(a, f, "the signed attributes have no content type");
            return INFO_REFUSED;
        }
        if (!bytes_equal(value.content, f->pkcs7.content_type)) {
            i->why = "the content type of the signed attributes is another";
            return INFO_PASSED_OVER;
        }
    }
    found = pkcs7_attribute(i->info, oid_message_digest, &value);
    if (found != 1 || value.tag != 0x04) {
        f->error = say_name(a, f, "the signed attributes have no message digest");
        return INFO_REFUSED;
    }
    if (i->digest == UNKNOWN) {
        hash_named(hash_names[pair->digest], &f->sf, 1, digest, &size);
        i->digest = size > 0 && bytes_equal(value.content, bytes_of(digest, size)) ? GOOD : BAD;
    }
    if (i->digest == GOOD)
        return INFO_VERIFIED;
    i->why = "the signed attributes have another digest of the .SF file";
    return INFO_PASSED_OVER;
}

static enum outcome check_info(struct apk *a, struct v1_file *f, struct v1_info *i, int32_t level)
{
    struct algorithms pair;
    enum outcome attributes;

    i->why = NULL;
    if (!algorithms_of(i->info, &pair) || !pair_accepted(&pair, level))
        f->error =
            say(a, "%s: its algorithms are not accepted at API level %d", shown(a, f->block->name), level);
    else if (!i->has_cert)
        f->error = say_name(a, f, "the signer's certificate is not in it");
    else if (i->cert.critical_unknown)
        f->error = say_name(a, f, "the certificate has a critical extension the platform does not know");
    else if (!i->cert.usage_signs)
        f->error = say_name(a, f, "the certificate's key usage does not allow signatures");
    else {
        if (i->info->has_attributes) {
            attributes = check_attributes(a, f, i, &pair, level);
            if (attributes != INFO_VERIFIED)
                return attributes;
        }
        try_info(a, f, i, &pair);
        if (!i->verified && i->why == NULL)
            i->why = "the signature does not verify";
        return i->verified ? INFO_VERIFIED : INFO_PASSED_OVER;
    }
    return INFO_REFUSED;
}

/* Which SignerInfo the level goes by: its number, or -1 with f->error. */
static int choose_info(struct apk *a, struct v1_file *f, int32_t level)
{
    size_t most = level < LEVEL_ALL_INFOS && f->pkcs7.signer_count > 1 ? 1 : f->pkcs7.signer_count;
    int chosen = -1;

    f->error = (struct bytes){NULL, 0};
    if (f->pkcs7.error != NULL) {
        f->error = say_name(a, f, f->pkcs7.error);
        return -1;
    }
    if (most == 0) {
        f->error = say_name(a, f, "no SignerInfo");
        return -1;
    }
    for (size_t i = 0; i < most; i++)
        switch (check_info(a, f, &f->infos[i], level)) {
        case INFO_REFUSED:
            return -1;
        case INFO_VERIFIED:
            if (chosen < 0)
                chosen = (int)i;
            break;
        case INFO_PASSED_OVER:
            break;
        }
    if (chosen < 0)
        f->error = say_name(a, f, f->infos[0].why != NULL ? f->infos[0].why : "no signature verifies");
    return chosen;
}

/* Connects SignerInfos with certificates and lists the signers. */
static void read_infos(struct apk *a, struct v1_file *f, size_t position)
{
    struct certificate *certs = arena_array(a->scan->arena, f->pkcs7.certificate_count, sizeof *certs);

    f->infos = arena_array(a->scan->arena, f->pkcs7.signer_count, sizeof *f->infos);
    for (size_t i = 0; i < f->pkcs7.certificate_count; i++)
        if (!certificate_load(a, f->pkcs7.certificates[i], &certs[i]) && f->pkcs7.error == NULL)
            f->pkcs7.error = "a certificate cannot be read";
    for (size_t i = 0; i < f->pkcs7.signer_count; i++) {
        struct v1_info *info = &f->infos[i];
        bool listed = false;

        info->info = &f->pkcs7.signers[i];
        for (size_t k = 0; k < f->pkcs7.certificate_count && !info->has_cert; k++)
            if (certificate_is(&certs[k], info->info->issuer, info->info->serial)) {
                info->cert = certs[k];
                info->has_cert = true;
            }
        for (size_t k = 0; k < i; k++)
            listed = listed || bytes_equal(f->infos[k].cert.der, info->cert.der);
        if (info->has_cert && !listed)
            signer_add(a, (struct signer){.scheme = SCHEME_V1,
                                          .position = (uint32_t)position,
                                          .lineage_position = -1,
                                          .min_sdk = 1,
                                          .max_sdk = -1,
                                          .certificate = info->cert.der,
                                          .locus = locus_whole(f->block->place)});
    }
}

static bool is_block(struct bytes name)
{
    return bytes_ends(name, BYTES(".RSA")) || bytes_ends(name, BYTES(".DSA")) ||
           bytes_ends(name, BYTES(".EC"));
}

/* The .SF file that goes with a signature block. */
static const struct zip_entry *sf_of(struct apk *a, struct bytes block)
{
    size_t stem = block.size;
    uint8_t *name;

    while (stem > 0 && block.data[stem - 1] != '.')
        stem--;
    name = arena_raw(a->scan->arena, stem + 2);
    memcpy(name, block.data, stem);
    memcpy(name + stem, "SF", 2);
    return zip_find(a->zip, bytes_of(name, stem + 2));
}

struct v1 *v1_load(struct apk *a)
{
    struct v1 *v = arena_alloc(a->scan->arena, sizeof *v);
    size_t capacity = 0;

    v->text_left = LIMIT_JAR_TEXT;
    v->manifest_entry = zip_find(a->zip, BYTES("META-INF/MANIFEST.MF"));
    for (size_t i = 0; i < a->zip->count && v->count <= MAX_SIGNERS_V1; i++) {
        const struct zip_entry *e = &a->zip->entries[i], *sf;
        struct v1_file *f;
        struct bytes text, error;

        if (e->name.size < 12 || !bytes_starts(e->name, BYTES("META-INF/")) || !is_block(e->name))
            continue;
        sf = sf_of(a, e->name);
        if (sf == NULL) {
            v->orphans++;
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_MISSING_FILE], locus_whole(e->place), e->name,
                         "no .SF file of that name");
            continue;
        }
        v->files = arena_grow(a->scan->arena, v->files, v->count, &capacity, sizeof *v->files);
        f = &v->files[v->count];
        *f = (struct v1_file){.block = e, .sf_entry = sf};
        if (!v1_read_text(a, v, e, &text, &error))
            f->pkcs7.error = "it cannot be extracted";
        else
            pkcs7_read(a->scan->arena, text, &f->pkcs7);
        read_infos(a, f, v->count);
        v->count++;
    }
    return v;
}

bool v1_manifest_digest(struct apk *a, struct v1 *v, uint8_t out[32])
{
    size_t size;
    uint8_t digest[64];

    if (!v1_read_manifest(a, v) && v->manifest.data == NULL)
        return false;
    hash_named("SHA2-256", &v->manifest, 1, digest, &size);
    memcpy(out, digest, 32);
    return size == 32;
}

/* Everything about the signature blocks; the numbers of the SignerInfos become the evidence. */
static bool check_blocks(struct apk *a, struct v1 *v, int32_t level, struct verdict *out)
{
    for (size_t i = 0; i < v->count; i++) {
        struct v1_file *f = &v->files[i];
        int info;

        out->locus = locus_whole(f->block->place);
        if (!f->sf_read) {
            f->sf_read = true;
            if (!v1_read_text(a, v, f->sf_entry, &f->sf, &out->error))
                return false;
        } else if (f->sf.data == NULL && f->sf_entry->size > 0) {
            out->error = say_name(a, f, "its .SF file cannot be extracted");
            return false;
        }
        info = choose_info(a, f, level);
        if (info < 0) {
            out->error = f->error;
            return false;
        }
        out->evidence = out->evidence * LIMIT_PKCS7_ITEMS + (uint32_t)info;
    }
    return true;
}

/* The .SF files against the manifest, and what they say of other schemes. */
static bool check_files(struct apk *a, struct v1 *v, int32_t level, struct verdict *out)
{
    size_t signing = 0;

    for (size_t i = 0; i < v->count; i++) {
        struct v1_file *f = &v->files[i];
        enum state s = v1_check_manifest(a, v, f, era_of(level));

        out->locus = locus_whole(f->sf_entry->place);
        if (f->jar_ok &&
            ((f->claims_v2 && level >= LEVEL_ALL_INFOS) || (f->claims_v3 && level >= LEVEL_V3))) {
            out->error = say(a,
                             "%s says the APK is signed with scheme %s, and no such signature is there: "
                             "stripped",
                             shown(a, f->sf_entry->name), f->claims_v2 ? "v2" : "v3");
            return false;
        }
        if (s == BAD) {
            out->error = f->manifest_error[era_of(level)];
            return false;
        }
        signing += s == GOOD;
    }
    if (signing == 0)
        out->error = say(a, "no .SF file signs anything");
    return signing > 0;
}

/* What is odd where JAR signatures are all there is. */
static void note_oddities(struct apk *a, struct v1 *v)
{
    struct algorithms pair;

    if (v->noted)
        return;
    v->noted = true;
    for (size_t i = 0; i < v->count; i++)
        for (size_t k = 0; k < v->files[i].pkcs7.signer_count; k++)
            if (algorithms_of(&v->files[i].pkcs7.signers[k], &pair) && pair.digest <= SHA1)
                scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_WEAK], locus_whole(v->files[i].block->place),
                             v->files[i].block->name, "signed with %s", hash_names[pair.digest]);
    for (size_t i = 0; i < a->zip->count; i++) {
        const struct zip_entry *e = &a->zip->entries[i];
        bool used = e == v->manifest_entry || bytes_ends(e->name, BYTES("/"));

        if (!bytes_starts(e->name, BYTES("META-INF/")))
            continue;
        for (size_t k = 0; k < v->count; k++)
            used = used || e == v->files[k].block || e == v->files[k].sf_entry;
        if (!used)
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_V1_UNPROTECTED], locus_whole(e->place), e->name,
                         "%llu bytes", (unsigned long long)e->size);
    }
}

struct verdict v1_verdict(struct apk *a, struct v1 *v, int32_t level)
{
    struct verdict out = {.scheme = SCHEME_V1,
                          .present = v->count > 0 || v->orphans > 0,
                          .locus = locus_whole(a->zip->place)};

    if (a->planning) {
        v->era_wanted[era_of(level)] = true;
        return out;
    }
    if (v->manifest_entry == NULL)
        out.error = say(a, "no META-INF/MANIFEST.MF");
    else if (v->count == 0)
        out.error = say(a, "no signature block with its .SF file under META-INF/");
    else if (v->count > MAX_SIGNERS_V1)
        out.error = say(a, "more than %d signers", MAX_SIGNERS_V1);
    else if (a->zip->refused)
        out.error = say(a, "the platform cannot open the archive");
    else if (!v1_read_manifest(a, v))
        out.error = v->manifest_error;
    else if (check_blocks(a, v, level, &out) && check_files(a, v, level, &out)) {
        out.locus = locus_whole(v->manifest_entry->place);
        out.verified = v1_check_entries(a, v, era_of(level)) == GOOD;
        if (!out.verified)
            out.error = v->entries_error[era_of(level)];
    }
    if (out.verified && level >= LEVEL_ALL_INFOS)
        note_oddities(a, v);
    return out;
}
