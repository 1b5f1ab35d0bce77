/*
 * The APK Signing Block: schemes v2, v3, v3.1, v4, stamps, lineages; which one
 * decides at which level. Each test builds a good APK and bends one thing.
 *
 *     build/unit/apksig --seeds fuzz/seeds/apksig
 *
 * writes the seeds of the fuzz target instead.
 */
#define OPENSSL_SUPPRESS_DEPRECATED /* RSA keys that nobody could generate */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "apksig_build.h"
#include "read/apksig.h"
#include "read/zip.h"

static const struct place place = {NULL, {(const uint8_t *)"f", 1}, 1};
static struct build_key one, two, three; /* EC */
static struct build_key rsa;
static struct build_zip zip;

struct seen {
    struct arena arena;
    struct scan scan;
    struct zip zip;
    struct apksig sig;
    struct buf file, beside;
};

static void look(struct seen *s, struct buf file, struct bytes idsig, struct apksig_facts facts)
{
    struct error e;

    s->file = file;
    s->beside = build_buf();
    arena_init(&s->arena, LIMIT_ARENA);
    scan_init(&s->scan, &s->arena);
    assert_true(zip_open(&s->scan, buf_bytes(&s->file), &place, &s->zip, &e));
    assert_true(apksig_read(&s->scan, &s->zip, idsig, facts, &s->sig, &e));
}

static void done(struct seen *s)
{
    arena_free(&s->arena);
    buf_free(&s->file);
    buf_free(&s->beside);
}

/* The row of a scheme at a level, or NULL. */
static const struct signature *row(const struct seen *s, enum scheme scheme, int32_t level)
{
    for (size_t i = 0; i < s->sig.signature_count; i++) {
        const struct signature *r = &s->sig.signatures[i];
        if (r->scheme == scheme && level >= r->min_sdk && (r->max_sdk < 0 || level <= r->max_sdk))
            return r;
    }
    return NULL;
}

static bool good(const struct seen *s, enum scheme scheme, int32_t level)
{
    const struct signature *r = row(s, scheme, level);
    return r != NULL && r->verified;
}

/* Refused there, with these words. */
static void refused(const struct seen *s, enum scheme scheme, int32_t level, const char *words)
{
    const struct signature *r = row(s, scheme, level);

    assert_non_null(r);
    assert_false(r->verified);
    if (bytes_search(r->error, bytes_str(words), 0) == r->error.size)
        fail_msg("\"%.*s\" does not say \"%s\"", (int)r->error.size, (const char *)r->error.data, words);
}

static size_t met(const struct seen *s, enum apksig_kind kind)
{
    return scan_count(&s->scan, &apksig_kinds[kind]);
}

static struct build_signer signer(const struct build_key *k, uint32_t id)
{
    return (struct build_signer){.zip = &zip, .key = k, .sigs = {{.id = id}}, .sig_count = 1};
}

static struct build_signer signer3(const struct build_key *k, int32_t min, int32_t max)
{
    struct build_signer s = signer(k, 0x201);
    s.v3 = true;
    s.min = min;
    s.max = max;
    return s;
}

/* An APK with one scheme of one or two signers. */
static void look_at(struct seen *s, uint32_t block, const struct build_signer *a,
                    const struct build_signer *b)
{
    struct buf pairs = build_buf(), signers = build_buf();

    build_signer(&signers, a);
    if (b != NULL)
        build_signer(&signers, b);
    build_scheme(&pairs, block, signers);
    look(s, build_file(&zip, buf_bytes(&pairs)), (struct bytes){NULL, 0}, (struct apksig_facts){24, 29, 1});
    buf_free(&pairs);
}

enum { V2 = 0x7109871a, V31 = 0x1b93ad61 };
#define V3 0xf05368c0u

static void add_v3(struct buf *pairs, uint32_t block, const struct build_signer *s)
{
    struct buf signers = build_buf();

    build_signer(&signers, s);
    build_scheme(pairs, block, signers);
}

static void look_pairs(struct seen *s, struct buf pairs)
{
    look(s, build_file(&zip, buf_bytes(&pairs)), (struct bytes){NULL, 0}, (struct apksig_facts){24, 29, 1});
    buf_free(&pairs);
}

static void every_algorithm_verifies(void **state)
{
    static const uint32_t ids[] = {0x101, 0x102, 0x103, 0x104, 0x201, 0x202, 0x421, 0x423};

    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        bool ec = (ids[i] & 0xff0) == 0x200 || ids[i] == 0x423;
        struct build_signer b = signer(ec ? &one : &rsa, ids[i]);
        struct seen s;

        look_at(&s, V2, &b, NULL);
        assert_true(good(&s, SCHEME_V2, 28));
        assert_true(good(&s, SCHEME_V2, 24) == (ids[i] < 0x400)); /* verity is known from 28 on */
        assert_int_equal(s.sig.signer_count, 1);
        assert_memory_equal(s.sig.signers[0].certificate.data, b.key->cert.data, b.key->cert.size);
        done(&s);
    }
}

static void the_facts_of_a_certificate(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct seen s;
    const struct signer *c;

    (void)state;
    look_at(&s, V2, &b, NULL);
    c = &s.sig.signers[0];
    assert_true(bytes_is(c->subject, "CN=one"));
    assert_true(bytes_is(c->serial, "07"));
    assert_true(bytes_is(c->not_before, "2020-01-01T00:00:00Z"));
    assert_true(bytes_is(c->not_after, "2050-01-01T00:00:00Z"));
    assert_true(bytes_is(c->key_algorithm, "EC"));
    assert_int_equal(c->key_bits, 256);
    assert_int_equal(c->lineage_position, -1);
    done(&s);
}

static void a_broken_signature_is_refused(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct seen s;

    (void)state;
    b.sigs[0].broken = true;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "does not verify");
    assert_null(row(&s, SCHEME_V1, 24)); /* there is no falling back */
    assert_int_equal(met(&s, APKSIG_REFUSED), 1);
    done(&s);
}

static void changed_contents_are_refused(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct bytes wrong = BYTES("01234567890123456789012345678901");
    struct seen s;

    (void)state;
    b.sigs[0].digest = &wrong;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "signed digest");
    done(&s);
}

static void the_best_algorithm_counts(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct seen s;

    (void)state;
    b.sigs[1] = (struct build_sig){.id = 0x202};
    b.sig_count = 2;
    b.sigs[0].broken = true; /* SHA-256 is not looked at where SHA-512 is there */
    look_at(&s, V2, &b, NULL);
    assert_true(good(&s, SCHEME_V2, 24));
    done(&s);
    b.sigs[0].broken = false;
    b.sigs[1].broken = true;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "does not verify");
    done(&s);
    b.sigs[1] = (struct build_sig){.id = 0x423, .broken = true}; /* better than SHA-256, from 28 on */
    look_at(&s, V2, &b, NULL);
    assert_true(good(&s, SCHEME_V2, 27));
    refused(&s, SCHEME_V2, 28, "does not verify");
    done(&s);
}

static void unknown_algorithms_are_passed_over(void **state)
{
    struct build_signer b = signer(&one, 0x7777);
    struct seen s;

    (void)state;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "no signature of an algorithm known");
    done(&s);
    b.sigs[1] = (struct build_sig){.id = 0x201};
    b.sig_count = 2;
    look_at(&s, V2, &b, NULL);
    assert_true(good(&s, SCHEME_V2, 24));
    done(&s);
}

static void digests_and_signatures_name_the_same_algorithms(void **state)
{
    struct build_signer b = signer(&one, 0x7777);
    struct seen s;

    (void)state;
    b.sigs[0].digest_id = 0x7778;
    b.sigs[1] = (struct build_sig){.id = 0x201};
    b.sig_count = 2;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "differ");
    done(&s);
}

static void the_key_must_be_the_certificates(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct bytes other = buf_bytes(&two.cert), junk = BYTES("no certificate");
    struct seen s;

    (void)state;
    b.cert = &other;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "not that of the certificate");
    done(&s);
    b.cert = &junk;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "cannot be read");
    done(&s);
    b.cert = NULL;
    b.no_certs = true;
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "no certificates");
    done(&s);
    b = signer(&rsa, 0x201);
    look_at(&s, V2, &b, NULL);
    refused(&s, SCHEME_V2, 24, "not of the kind");
    done(&s);
}

static void every_signer_must_verify(void **state)
{
    struct build_signer a = signer(&one, 0x201), b = signer(&two, 0x201);
    struct seen s;

    (void)state;
    look_at(&s, V2, &a, &b);
    assert_true(good(&s, SCHEME_V2, 24));
    assert_int_equal(s.sig.signer_count, 2);
    done(&s);
    b.sigs[0].broken = true;
    look_at(&s, V2, &a, &b);
    refused(&s, SCHEME_V2, 24, "signer 1");
    done(&s);
    b.sig_count = 0;
    look_at(&s, V2, &a, &b);
    refused(&s, SCHEME_V2, 24, "no signatures");
    done(&s);
}

static void ten_signers_are_the_most(void **state)
{
    (void)state;
    for (int n = 9; n <= 11; n++) {
        struct build_signer a = signer(&one, 0x201);
        struct buf pairs = build_buf(), signers = build_buf();
        struct seen s;

        for (int i = 0; i < n; i++)
            build_signer(&signers, &a);
        build_scheme(&pairs, V2, signers);
        look_pairs(&s, pairs);
        if (n > 10)
            refused(&s, SCHEME_V2, 24, "more than 10");
        else
            assert_true(good(&s, SCHEME_V2, 24));
        done(&s);
    }
}

static void no_signers_are_refused(void **state)
{
    struct buf pairs = build_buf();
    struct seen s;

    (void)state;
    build_scheme(&pairs, V2, build_buf());
    look_pairs(&s, pairs);
    refused(&s, SCHEME_V2, 24, "no signers");
    done(&s);
}

static void v2_says_when_v3_was_stripped(void **state)
{
    struct build_signer b = signer(&one, 0x201);
    struct buf attributes = build_buf();
    struct seen s;

    (void)state;
    build_attribute(&attributes, 0xbeeff00d, BYTES("\3\0\0\0"));
    b.attributes = buf_bytes(&attributes);
    look_at(&s, V2, &b, NULL);
    assert_true(good(&s, SCHEME_V2, 27)); /* knows no v3 */
    refused(&s, SCHEME_V2, 28, "stripped");
    done(&s);
    buf_free(&attributes);
}

static void v3_is_for_its_levels(void **state)
{
    struct build_signer a = signer3(&one, 28, 30), b = signer3(&two, 31, INT32_MAX);
    struct seen s;

    (void)state;
    look_at(&s, V3, &a, &b);
    assert_true(good(&s, SCHEME_V3, 28));
    assert_true(good(&s, SCHEME_V3, 31));
    assert_int_equal(row(&s, SCHEME_V1, 24)->max_sdk, 27);
    assert_false(row(&s, SCHEME_V1, 24)->present);
    done(&s);
    a.min = 29;
    look_at(&s, V3, &a, &b);
    refused(&s, SCHEME_V3, 28, "no signer for API level 28");
    assert_true(good(&s, SCHEME_V3, 29));
    done(&s);
    b.min = 30;
    look_at(&s, V3, &a, &b);
    assert_true(good(&s, SCHEME_V3, 29));
    refused(&s, SCHEME_V3, 30, "two signers");
    assert_true(good(&s, SCHEME_V3, 31));
    done(&s);
    a.signed_min = 28; /* not what stands outside the signed data */
    look_at(&s, V3, &a, NULL);
    refused(&s, SCHEME_V3, 29, "signed for levels 28");
    done(&s);
}

static void v3_decides_over_a_good_v2(void **state)
{
    struct build_signer a = signer(&one, 0x201), b = signer3(&two, 28, INT32_MAX);
    struct buf pairs = build_buf();
    struct seen s;

    (void)state;
    b.sigs[0].broken = true;
    add_v3(&pairs, V2, &a);
    add_v3(&pairs, V3, &b);
    look_pairs(&s, pairs);
    assert_true(good(&s, SCHEME_V2, 27));
    assert_null(row(&s, SCHEME_V2, 28));
    refused(&s, SCHEME_V3, 28, "does not verify");
    done(&s);
}

static void signers_that_differ_are_reported(void **state)
{
    struct build_signer a = signer(&one, 0x201), b = signer3(&two, 28, INT32_MAX);
    struct buf pairs = build_buf();
    struct seen s;

    (void)state;
    add_v3(&pairs, V2, &a);
    add_v3(&pairs, V3, &b);
    look_pairs(&s, pairs);
    assert_true(s.sig.verified_all);
    assert_int_equal(met(&s, APKSIG_SIGNERS_DIFFER), 1);
    done(&s);
}

/* v3 for the first key, with what it says of v3.1; v3.1 for the second. */
static void rotation(struct seen *s, struct build_signer *old, struct build_signer *new, uint32_t says)
{
    uint8_t value[4] = {(uint8_t)says, (uint8_t)(says >> 8), 0, 0};
    struct buf pairs = build_buf(), attributes = build_buf();

    build_attribute(&attributes, 0x559f8b02, bytes_of(value, 4));
    if (says != 0)
        old->attributes = buf_bytes(&attributes);
    add_v3(&pairs, V3, old);
    if (new != NULL)
        add_v3(&pairs, V31, new);
    look_pairs(s, pairs);
    buf_free(&attributes);
}

static void v31_takes_over_from_its_level(void **state)
{
    struct build_signer old = signer3(&one, 28, INT32_MAX), new = signer3(&two, 34, INT32_MAX);
    struct seen s;

    (void)state;
    rotation(&s, &old, &new, 34);
    assert_true(good(&s, SCHEME_V3, 33));
    assert_null(row(&s, SCHEME_V3, 34));
    assert_true(good(&s, SCHEME_V31, 34));
    assert_null(row(&s, SCHEME_V31, 33));
    done(&s);
    rotation(&s, &old, &new, 35); /* v3 says another level */
    assert_true(good(&s, SCHEME_V3, 32));
    refused(&s, SCHEME_V3, 33, "v3.1 does from 34");
    assert_true(good(&s, SCHEME_V31, 34));
    done(&s);
    rotation(&s, &old, NULL, 34);
    assert_true(good(&s, SCHEME_V3, 32));
    refused(&s, SCHEME_V3, 33, "stripped");
    done(&s);
    new.sigs[0].broken = true; /* broken is not absent */
    rotation(&s, &old, &new, 34);
    refused(&s, SCHEME_V31, 34, "does not verify");
    done(&s);
}

static void a_development_release_starts_one_level_later(void **state)
{
    struct build_signer old = signer3(&one, 28, INT32_MAX), new = signer3(&two, 33, INT32_MAX);
    struct buf attributes = build_buf();
    struct seen s;

    (void)state;
    build_attribute(&attributes, 0xc2a6b3ba, (struct bytes){NULL, 0});
    new.attributes = buf_bytes(&attributes);
    rotation(&s, &old, &new, 33);
    assert_true(good(&s, SCHEME_V3, 33));
    assert_true(good(&s, SCHEME_V31, 34));
    done(&s);
    buf_free(&attributes);
}

/* A v3 signer with a lineage. */
static void with_lineage(struct seen *s, const struct build_key *k, struct buf record)
{
    struct build_signer b = signer3(k, 28, INT32_MAX);
    struct buf attributes = build_buf();

    build_attribute(&attributes, 0x3ba06f8c, buf_bytes(&record));
    b.attributes = buf_bytes(&attributes);
    look_at(s, V3, &b, NULL);
    buf_free(&attributes);
    buf_free(&record);
}

static void lineages_are_verified(void **state)
{
    const struct build_key *keys[] = {&one, &two, &three}, *again[] = {&one, &two, &one};
    struct seen s;

    (void)state;
    with_lineage(&s, &three, build_lineage(keys, 3, -1));
    assert_true(good(&s, SCHEME_V3, 28));
    assert_int_equal(s.sig.signer_count, 3);
    assert_int_equal(s.sig.signers[0].lineage_position, -1);
    assert_int_equal(s.sig.signers[2].lineage_position, 1);
    assert_int_equal(s.sig.signers[2].flags, 0x17);
    assert_true(bytes_is(s.sig.signers[2].subject, "CN=two"));
    done(&s);
    with_lineage(&s, &three, build_lineage(keys, 3, 1));
    refused(&s, SCHEME_V3, 28, "node 1 of the lineage");
    done(&s);
    with_lineage(&s, &one, build_lineage(keys, 3, -1));
    refused(&s, SCHEME_V3, 28, "does not end with");
    done(&s);
    with_lineage(&s, &one, build_lineage(again, 3, -1));
    refused(&s, SCHEME_V3, 28, "has the certificate of node 0");
    done(&s);
}

/* LIMIT_LINEAGE: what is counted is nodes, so the keys need not differ for one too many. */
static void lineages_are_limited(void **state)
{
    static struct build_key many[LIMIT_LINEAGE + 1];
    const struct build_key *keys[LIMIT_LINEAGE + 1];

    (void)state;
    for (size_t i = 0; i <= LIMIT_LINEAGE; i++) {
        many[i] = build_ec("many");
        keys[i] = &many[i];
    }
    for (size_t n = LIMIT_LINEAGE - 1; n <= LIMIT_LINEAGE + 1; n++) {
        struct seen s;

        with_lineage(&s, keys[n - 1], build_lineage(keys, n, -1));
        if (n > LIMIT_LINEAGE)
            refused(&s, SCHEME_V3, 28, "nodes");
        else
            assert_true(good(&s, SCHEME_V3, 28));
        done(&s);
    }
    for (size_t i = 0; i <= LIMIT_LINEAGE; i++)
        build_key_free(&many[i]);
}

static void pairs_are_named_and_odd_ones_reported(void **state)
{
    struct build_signer a = signer(&one, 0x201), b = signer(&two, 0x201);
    struct buf pairs = build_buf();
    struct seen s;

    (void)state;
    b.sigs[0].broken = true;
    build_pair(&pairs, 0x71777777, BYTES("channel"));
    build_pair(&pairs, 0x2146444e, BYTES("frosting"));
    build_pair(&pairs, 0x504b4453, BYTES("dependencies"));
    add_v3(&pairs, V2, &a);
    add_v3(&pairs, V2, &b); /* the first counts */
    build_pair(&pairs, 0x12345678, BYTES("hidden"));
    build_pair(&pairs, 0x42726577, BYTES("\0\0\0\1"));
    look_pairs(&s, pairs);
    assert_true(good(&s, SCHEME_V2, 24));
    assert_int_equal(s.sig.block_count, 7);
    assert_non_null(strstr(s.sig.blocks[0].name, "Meituan"));
    assert_non_null(strstr(s.sig.blocks[1].name, "Frosting"));
    assert_non_null(strstr(s.sig.blocks[2].name, "dependency"));
    assert_null(s.sig.blocks[5].name);
    assert_int_equal(met(&s, APKSIG_BLOCK_DUPLICATE), 1);
    assert_int_equal(met(&s, APKSIG_BLOCK_UNKNOWN), 1);
    assert_int_equal(met(&s, APKSIG_BLOCK_PADDING), 1);
    done(&s);
}

static void pairs_behind_a_broken_one_are_not_seen(void **state)
{
    struct build_signer a = signer(&one, 0x201);
    struct buf pairs = build_buf();
    struct seen s;

    (void)state;
    buf_u64(&pairs, 3); /* too small for an id */
    add_v3(&pairs, V2, &a);
    look_pairs(&s, pairs);
    assert_null(row(&s, SCHEME_V2, 24));
    assert_false(row(&s, SCHEME_V1, 24)->present);
    assert_int_equal(met(&s, APKSIG_BLOCK_MALFORMED), 1);
    done(&s);
}

/* LIMIT_SIGNING_PAIRS: the signature stands last. */
static void pairs_are_limited(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_SIGNING_PAIRS - 1; n <= LIMIT_SIGNING_PAIRS + 1; n++) {
        struct build_signer a = signer(&one, 0x201);
        struct buf pairs = build_buf();
        struct seen s;

        for (unsigned i = 0; i + 1 < n; i++)
            build_pair(&pairs, 0x42726577, (struct bytes){NULL, 0});
        add_v3(&pairs, V2, &a);
        look_pairs(&s, pairs);
        assert_true(good(&s, SCHEME_V2, 24) == (n <= LIMIT_SIGNING_PAIRS));
        assert_int_equal(met(&s, APKSIG_BLOCK_MALFORMED), n > LIMIT_SIGNING_PAIRS);
        done(&s);
    }
}

/* LIMIT_SIGNERS: signers of other levels are many and cheap. */
static void signers_are_limited(void **state)
{
    (void)state;
    for (unsigned n = LIMIT_SIGNERS - 1; n <= LIMIT_SIGNERS + 1; n++) {
        struct buf pairs = build_buf(), signers = build_buf();
        struct build_signer a = signer3(&one, 100, 100), last = signer3(&one, 28, INT32_MAX);
        struct seen s;

        for (unsigned i = 0; i + 1 < n; i++)
            build_signer(&signers, &a);
        build_signer(&signers, &last);
        build_scheme(&pairs, V3, signers);
        look_pairs(&s, pairs);
        assert_int_equal(s.sig.signer_count, n <= LIMIT_SIGNERS ? n : LIMIT_SIGNERS);
        assert_true(good(&s, SCHEME_V3, 28) == (n <= LIMIT_SIGNERS));
        done(&s);
    }
}

/* LIMIT_CERTIFICATE, by bytes behind the certificate, which count as part of it. */
static void certificates_are_limited(void **state)
{
    (void)state;
    for (size_t n = LIMIT_CERTIFICATE - 1; n <= LIMIT_CERTIFICATE + 1; n++) {
        struct build_signer b = signer(&one, 0x201);
        struct buf cert = build_buf();
        struct bytes long_cert;
        struct seen s;

        buf_add(&cert, buf_bytes(&one.cert));
        while (cert.size < n)
            buf_u8(&cert, 0);
        long_cert = buf_bytes(&cert);
        b.cert = &long_cert;
        look_at(&s, V2, &b, NULL);
        assert_true(good(&s, SCHEME_V2, 24) == (n <= LIMIT_CERTIFICATE));
        assert_true((met(&s, APKSIG_CERT_LIMIT) > 0) == (n > LIMIT_CERTIFICATE));
        assert_int_equal(met(&s, APKSIG_CERT_TRAILING) > 0, n <= LIMIT_CERTIFICATE);
        done(&s);
        buf_free(&cert);
    }
}

/* A key of `bits`, only good for being refused or not: LIMIT_KEY_BITS. */
static void keys_are_limited(void **state)
{
    (void)state;
    for (int bits = LIMIT_KEY_BITS - 1; bits <= LIMIT_KEY_BITS + 1; bits++) {
        BIGNUM *n = BN_new(), *e = BN_new();
        RSA *key = RSA_new();
        struct build_signer b = signer(&one, 0x201);
        struct buf spki = build_buf();
        struct bytes der;
        unsigned char *p = NULL;
        struct seen s;
        int size;

        b.sigs[0].id = 0x103;
        BN_set_word(e, 65537);
        BN_set_bit(n, bits - 1);
        BN_set_bit(n, 0);
        RSA_set0_key(key, n, e, NULL);
        size = i2d_RSA_PUBKEY(key, &p);
        buf_add(&spki, bytes_of(p, (size_t)size));
        OPENSSL_free(p);
        RSA_free(key);
        der = buf_bytes(&spki);
        b.spki = &der;
        look_at(&s, V2, &b, NULL);
        refused(&s, SCHEME_V2, 24, bits > LIMIT_KEY_BITS ? "longer than the limit" : "does not verify");
        assert_int_equal(met(&s, APKSIG_KEY_LIMIT) > 0, bits > LIMIT_KEY_BITS);
        done(&s);
        buf_free(&spki);
    }
}

static void a_block_that_is_not_one_is_none(void **state)
{
    struct build_signer a = signer(&one, 0x201);
    struct buf pairs = build_buf(), file;
    size_t footer;
    struct seen s;

    (void)state;
    add_v3(&pairs, V2, &a);
    footer = zip.entries.size + 8 + pairs.size;
    file = build_file(&zip, buf_bytes(&pairs));
    file.data[footer + 8] = 'X'; /* the magic */
    look(&s, file, (struct bytes){NULL, 0}, (struct apksig_facts){24, 29, 1});
    assert_null(row(&s, SCHEME_V2, 24));
    done(&s);
    file = build_file(&zip, buf_bytes(&pairs));
    file.data[footer] ^= 1; /* its size at the end */
    look(&s, file, (struct bytes){NULL, 0}, (struct apksig_facts){24, 29, 1});
    assert_null(row(&s, SCHEME_V2, 24));
    done(&s);
    buf_free(&pairs);
}

/* Every prefix of a good block is read without harm and never accepted. */
static void truncated_blocks_are_never_accepted(void **state)
{
    struct build_signer a = signer3(&one, 28, INT32_MAX);
    struct buf pairs = build_buf(), signers = build_buf(), value = build_buf();

    (void)state;
    build_signer(&signers, &a);
    build_prefixed(&value, signers);
    for (size_t n = 0; n < value.size; n += 3) {
        struct seen s;
        buf_reset(&pairs);
        build_pair(&pairs, V3, bytes_of(value.data, n));
        look(&s, build_file(&zip, buf_bytes(&pairs)), (struct bytes){NULL, 0},
             (struct apksig_facts){28, 29, 1});
        assert_false(s.sig.verified_any);
        done(&s);
    }
    buf_free(&value);
    buf_free(&pairs);
}

/* ---- v4 ---- */

struct build_v4 {
    const struct build_key *key;
    bool rotated, bad_root, bad_tree, bad_digest, bad_signature, truncate;
    uint32_t version;
};

static struct buf v4_info(const struct build_v4 *v, const struct build_key *k, struct bytes file,
                          struct bytes root, struct bytes digest)
{
    struct buf info = build_buf(), data = build_buf(), sig;

    buf_u32(&data, (uint32_t)(4 + 8 + 4 + 1 + 20 + root.size + digest.size + k->cert.size));
    buf_u64(&data, file.size);
    buf_u32(&data, 1);
    buf_u8(&data, 12);
    buf_u32(&data, 0);
    build_field(&data, root);
    build_field(&data, digest);
    build_field(&data, buf_bytes(&k->cert));
    buf_u32(&data, 0);
    sig = build_signature(k, "SHA256", false, buf_bytes(&data));
    if (v->bad_signature)
        sig.data[sig.size - 1] ^= 1;
    build_field(&info, digest);
    build_field(&info, buf_bytes(&k->cert));
    buf_u32(&info, 0);
    build_field(&info, buf_bytes(&k->spki));
    buf_u32(&info, 0x201);
    build_prefixed(&info, sig);
    buf_free(&data);
    return info;
}

static struct buf idsig(const struct build_v4 *v, struct bytes file)
{
    struct buf out = build_buf(), hashing = build_buf(), tree = build_buf(), page = build_buf(), infos;
    struct buf digest = build_digest(&zip, false);
    uint8_t root[32], zeros[4096] = {0};

    for (size_t at = 0; at < file.size; at += 4096) {
        struct bytes rest = bytes_from(file, at);
        struct buf one_page = build_buf();
        buf_add(&one_page, rest.size > 4096 ? bytes_of(rest.data, 4096) : rest);
        buf_add(&one_page, bytes_of(zeros, 4096 - one_page.size));
        hash_sha256(buf_bytes(&one_page), root);
        buf_add(&tree, bytes_of(root, 32));
        buf_free(&one_page);
    }
    buf_add(&tree, bytes_of(zeros, 4096 - tree.size));
    hash_sha256(buf_bytes(&tree), root);
    root[0] ^= v->bad_root;
    tree.data[0] ^= v->bad_tree;
    digest.data[0] ^= v->bad_digest;
    buf_u32(&out, v->version != 0 ? v->version : 2);
    buf_u32(&hashing, 1);
    buf_u8(&hashing, 12);
    buf_u32(&hashing, 0);
    build_field(&hashing, bytes_of(root, 32));
    build_prefixed(&out, hashing);
    infos = v4_info(v, v->key, file, bytes_of(root, 32), buf_bytes(&digest));
    if (v->rotated) {
        buf_u32(&infos, V31);
        build_prefixed(&infos, v4_info(v, &two, file, bytes_of(root, 32), buf_bytes(&digest)));
    }
    build_prefixed(&out, infos);
    build_prefixed(&out, tree);
    if (v->truncate)
        out.size = 40;
    buf_free(&page);
    buf_free(&digest);
    return out;
}

static void look_v4(struct seen *s, const struct build_v4 *v, bool v31)
{
    struct build_signer a = signer3(&one, 28, INT32_MAX), b = signer3(&two, 33, INT32_MAX);
    struct buf pairs = build_buf(), file, beside;

    add_v3(&pairs, V3, &a);
    if (v31)
        add_v3(&pairs, V31, &b);
    file = build_file(&zip, buf_bytes(&pairs));
    beside = idsig(v, buf_bytes(&file));
    look(s, file, buf_bytes(&beside), (struct apksig_facts){24, 29, 1});
    s->beside = beside;
    assert_true(good(s, SCHEME_V3, 30)); /* v4 takes nothing away */
    buf_free(&pairs);
}

static void v4_goes_with_the_scheme_that_decides(void **state)
{
    struct build_v4 v = {.key = &one};
    struct seen s;

    (void)state;
    look_v4(&s, &v, false);
    assert_true(good(&s, SCHEME_V4, 30));
    assert_null(row(&s, SCHEME_V4, 29));
    done(&s);
    look_v4(&s, &v, true);
    assert_true(good(&s, SCHEME_V4, 32));
    refused(&s, SCHEME_V4, 33, "no signing info for v3.1");
    done(&s);
    v.rotated = true;
    look_v4(&s, &v, true);
    assert_true(good(&s, SCHEME_V4, 33));
    done(&s);
}

static void v4_is_checked_field_by_field(void **state)
{
    static const struct {
        struct build_v4 v;
        const char *words;
    } cases[] = {
        {{.key = &two}, "not that of the v3 signer"},     {{.key = &one, .bad_root = true}, "root hash"},
        {{.key = &one, .bad_tree = true}, "hash tree"},   {{.key = &one, .bad_digest = true}, "the digest"},
        {{.key = &one, .bad_signature = true}, "verify"}, {{.key = &one, .version = 3}, "version 3"},
        {{.key = &one, .truncate = true}, "cut short"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct seen s;
        look_v4(&s, &cases[i].v, false);
        refused(&s, SCHEME_V4, 30, cases[i].words);
        done(&s);
    }
}

/* ---- source stamp ---- */

struct build_stamp {
    const struct build_key *key;
    uint32_t id; /* of the pair */
    bool no_entry, other_entry, bad_signature, no_scheme, attributes, bad_attributes, bad_time;
};

static struct buf signatures_over(const struct build_stamp *t, struct bytes data, bool bad)
{
    struct buf list = build_buf(), one_sig = build_buf();
    struct buf sig = build_signature(t->key, "SHA256", false, data);

    sig.data[sig.size - 1] ^= bad;
    buf_u32(&one_sig, 0x201);
    build_prefixed(&one_sig, sig);
    build_prefixed(&list, one_sig);
    return list;
}

static struct buf stamp_value(const struct build_stamp *t, const struct build_zip *z)
{
    struct buf value = build_buf(), data = build_buf(), schemes = build_buf(), one_scheme = build_buf();
    struct buf digests = build_buf(), entry = build_buf(), digest = build_digest(z, false);

    buf_u32(&entry, 1); /* SHA-256 in chunks */
    build_prefixed(&entry, digest);
    build_prefixed(&digests, entry);
    buf_u32(&one_scheme, t->no_scheme ? 3 : 2);
    build_prefixed(&one_scheme, signatures_over(t, buf_bytes(&digests), t->bad_signature));
    build_prefixed(&schemes, one_scheme);
    build_field(&data, buf_bytes(&t->key->cert));
    build_prefixed(&data, schemes);
    if (t->attributes) {
        struct buf list = build_buf(), attributes = build_buf();
        build_attribute(&list, 0xe43c5946,
                        t->bad_time ? BYTES("\0\0\0\0\0\0\0\0") : BYTES("\1\0\0\0\0\0\0\0"));
        build_prefixed(&attributes, list);
        build_field(&data, buf_bytes(&attributes));
        build_prefixed(&data, signatures_over(t, buf_bytes(&attributes), t->bad_attributes));
        buf_free(&attributes);
    }
    build_prefixed(&value, data);
    buf_free(&digests);
    return value;
}

static struct buf stamped(const struct build_stamp *t, struct buf *pairs_out)
{
    uint8_t sum[32];
    struct build_entry entries[] = {{"AndroidManifest.xml", BYTES("manifest")},
                                    {"classes.dex", BYTES("code")},
                                    {"stamp-cert-sha256", {sum, 32}}};
    struct build_zip z;
    struct build_signer a = signer(&one, 0x201);
    struct buf pairs = build_buf(), value, file;

    hash_sha256(buf_bytes(t->other_entry ? &one.cert : &t->key->cert), sum);
    z = build_zip(entries, t->no_entry ? 2 : 3);
    a.zip = &z;
    add_v3(&pairs, V2, &a);
    value = stamp_value(t, &z);
    build_pair(&pairs, t->id != 0 ? t->id : 0x6dff800d, buf_bytes(&value));
    file = build_file(&z, buf_bytes(&pairs));
    buf_free(&value);
    build_zip_free(&z);
    if (pairs_out != NULL)
        *pairs_out = pairs;
    else
        buf_free(&pairs);
    return file;
}

static void stamps_are_judged_apart_from_the_app(void **state)
{
    static const struct {
        struct build_stamp t;
        const char *words; /* NULL: it is good */
    } cases[] = {
        {{.key = &three}, NULL},
        {{.key = &three, .attributes = true}, NULL},
        {{.key = &three, .no_entry = true}, "no entry"},
        {{.key = &three, .other_entry = true}, "does not have the digest"},
        {{.key = &three, .bad_signature = true}, "verify"},
        {{.key = &three, .no_scheme = true}, "no signature for what scheme 2"},
        {{.key = &three, .attributes = true, .bad_attributes = true}, "verify"},
        {{.key = &three, .attributes = true, .bad_time = true}, "time"},
        {{.key = &three, .id = 0x2b09189e}, "version 1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct seen s;

        look(&s, stamped(&cases[i].t, NULL), (struct bytes){NULL, 0}, (struct apksig_facts){24, 29, 1});
        assert_true(s.sig.verified_all);
        if (cases[i].words == NULL)
            assert_true(good(&s, SCHEME_STAMP, 30));
        else
            refused(&s, SCHEME_STAMP, 30, cases[i].words);
        assert_null(row(&s, SCHEME_STAMP, 29));
        assert_int_equal(met(&s, APKSIG_STAMP_REFUSED), cases[i].words != NULL);
        done(&s);
    }
}

/* ---- seeds ---- */

static void seed(const char *folder, const char *name, struct bytes head, struct bytes body)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (f == NULL)
        exit(1);
    fwrite(head.data, 1, head.size, f);
    fwrite(body.data, 1, body.size, f);
    fclose(f);
}

static void seed_pairs(const char *folder, const char *name, struct buf pairs)
{
    static const uint8_t head[35] = {0};

    seed(folder, name, bytes_of(head, sizeof head), buf_bytes(&pairs));
    buf_free(&pairs);
}

static int seeds(const char *folder)
{
    struct build_signer a = signer(&one, 0x201), b = signer3(&one, 28, INT32_MAX),
                        c = signer3(&two, 33, INT32_MAX);
    const struct build_key *keys[] = {&one, &two};
    struct build_stamp t = {.key = &three, .attributes = true};
    struct build_v4 v = {.key = &one};
    struct buf pairs = build_buf(), attributes = build_buf(), file, head, record;
    uint8_t sum[32];

    a.sigs[1] = (struct build_sig){.id = 0x423};
    a.sig_count = 2;
    add_v3(&pairs, V2, &a);
    seed_pairs(folder, "v2", pairs);
    pairs = build_buf();
    add_v3(&pairs, V3, &b);
    file = build_file(&zip, buf_bytes(&pairs));
    head = build_buf();
    record = idsig(&v, buf_bytes(&file));
    record.size = 4 + 4 + 45 + 4 + (size_t)bytes_load32(record.data + 53); /* without the tree */
    buf_add(&head, bytes_of((uint8_t[33]){0}, 33));
    build_u16(&head, (unsigned)record.size);
    buf_add(&head, buf_bytes(&record));
    seed(folder, "v4", buf_bytes(&head), buf_bytes(&pairs));
    buf_free(&record);
    buf_free(&head);
    buf_free(&file);
    seed_pairs(folder, "v3", pairs);
    pairs = build_buf();
    record = build_lineage(keys, 2, -1);
    build_attribute(&attributes, 0x3ba06f8c, buf_bytes(&record));
    c.attributes = buf_bytes(&attributes);
    add_v3(&pairs, V3, &b);
    add_v3(&pairs, V31, &c);
    seed_pairs(folder, "v31", pairs);
    file = stamped(&t, &pairs);
    hash_sha256(buf_bytes(&three.cert), sum);
    head = build_buf();
    buf_u8(&head, 4);
    buf_add(&head, bytes_of(sum, 32));
    build_u16(&head, 0);
    seed(folder, "stamp", buf_bytes(&head), buf_bytes(&pairs));
    buf_free(&file);
    buf_free(&pairs);
    buf_free(&head);
    buf_free(&record);
    buf_free(&attributes);
    return 0;
}

static const struct build_entry plain[] = {{"AndroidManifest.xml", {(const uint8_t *)"manifest", 8}},
                                           {"classes.dex", {(const uint8_t *)"code", 4}}};

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_algorithm_verifies),
        cmocka_unit_test(the_facts_of_a_certificate),
        cmocka_unit_test(a_broken_signature_is_refused),
        cmocka_unit_test(changed_contents_are_refused),
        cmocka_unit_test(the_best_algorithm_counts),
        cmocka_unit_test(unknown_algorithms_are_passed_over),
        cmocka_unit_test(digests_and_signatures_name_the_same_algorithms),
        cmocka_unit_test(the_key_must_be_the_certificates),
        cmocka_unit_test(every_signer_must_verify),
        cmocka_unit_test(ten_signers_are_the_most),
        cmocka_unit_test(no_signers_are_refused),
        cmocka_unit_test(v2_says_when_v3_was_stripped),
        cmocka_unit_test(v3_is_for_its_levels),
        cmocka_unit_test(v3_decides_over_a_good_v2),
        cmocka_unit_test(signers_that_differ_are_reported),
        cmocka_unit_test(v31_takes_over_from_its_level),
        cmocka_unit_test(a_development_release_starts_one_level_later),
        cmocka_unit_test(lineages_are_verified),
        cmocka_unit_test(lineages_are_limited),
        cmocka_unit_test(pairs_are_named_and_odd_ones_reported),
        cmocka_unit_test(pairs_behind_a_broken_one_are_not_seen),
        cmocka_unit_test(pairs_are_limited),
        cmocka_unit_test(signers_are_limited),
        cmocka_unit_test(certificates_are_limited),
        cmocka_unit_test(keys_are_limited),
        cmocka_unit_test(a_block_that_is_not_one_is_none),
        cmocka_unit_test(truncated_blocks_are_never_accepted),
        cmocka_unit_test(v4_goes_with_the_scheme_that_decides),
        cmocka_unit_test(v4_is_checked_field_by_field),
        cmocka_unit_test(stamps_are_judged_apart_from_the_app),
    };
    int result;

    one = build_ec("one");
    two = build_ec("two");
    three = build_ec("three");
    zip = build_zip(plain, 2);
    if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
        return seeds(argv[2]);
    rsa = build_key(EVP_RSA_gen(2048), "rsa");
    cmocka_set_message_output(CM_OUTPUT_TAP);
    result = cmocka_run_group_tests(tests, NULL, NULL);
    build_key_free(&one);
    build_key_free(&two);
    build_key_free(&three);
    build_key_free(&rsa);
    build_zip_free(&zip);
    return result;
}
