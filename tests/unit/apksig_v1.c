/*
 * JAR signatures: each test builds a good APK and bends one thing.
 *
 *     build/unit/apksig_v1 --seeds fuzz/seeds
 *
 * writes seeds of the fuzz targets apksig, jar and pkcs7 instead.
 */
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
static struct build_key rsa, other;

static const struct build_entry content[] = {{"AndroidManifest.xml", {(const uint8_t *)"manifest", 8}},
                                             {"classes.dex", {(const uint8_t *)"code", 4}}};

/* What is signed, and how; what is zero is as it should be. */
struct apk {
    const char *hash, *attribute; /* of entries; SHA-256 */
    size_t unlisted, unnamed;     /* how many entries the manifest and the .SF file lack */
    const char *sf_head;
    bool attributes;
    const char *replace, *with; /* in the manifest, behind the .SF file's back */
    bool resign;                /* ... or before it */
    const char *sf_replace, *sf_with;
    const struct build_entry *extra; /* an entry more, which nothing names */
    const char *block_name, *sf_name;
    int signers; /* 0: one; -1: none */
};

static const struct apk good_apk = {.hash = NULL};

static const char * or (const char *given, const char *else_this)
{
    return given != NULL ? given : else_this;
}

static struct buf replaced(struct buf text, const char *from, const char *to)
{
    struct buf out = build_buf();
    size_t at;

    if (from == NULL)
        return text;
    at = bytes_search(buf_bytes(&text), bytes_str(from), 0);
    if (at == text.size)
        abort();
    buf_add(&out, bytes_of(text.data, at));
    buf_str(&out, to);
    buf_add(&out, bytes_from(buf_bytes(&text), at + strlen(from)));
    buf_free(&text);
    return out;
}

static struct buf build(const struct apk *a)
{
    struct build_entry entries[32] = {content[0], content[1]};
    static char names[24][40];
    struct buf manifest =
        build_manifest(content, 2 - a->unlisted, or (a->hash, "SHA256"), or (a->attribute, "SHA-256-Digest"));
    struct buf sf, block, file;
    struct build_zip z;
    size_t n = 2;

    if (a->resign)
        manifest = replaced(manifest, a->replace, a->with);
    sf = build_sf(buf_bytes(&manifest), content, 2 - a->unnamed, or (a->sf_head, ""));
    sf = replaced(sf, a->sf_replace, a->sf_with);
    if (!a->resign)
        manifest = replaced(manifest, a->replace, a->with);
    block = build_pkcs7(&rsa, buf_bytes(&sf), a->attributes);
    entries[n++] = (struct build_entry){"META-INF/MANIFEST.MF", buf_bytes(&manifest)};
    for (int i = 0; i < (a->signers == 0 ? 1 : a->signers); i++) {
        snprintf(names[2 * i], sizeof *names, "META-INF/C%d.SF", i);
        snprintf(names[2 * i + 1], sizeof *names, "META-INF/C%d.RSA", i);
        if (i == 0)
            snprintf(names[0], sizeof *names, "%s", or (a->sf_name, "META-INF/CERT.SF"));
        entries[n++] = (struct build_entry){names[2 * i], buf_bytes(&sf)};
        entries[n++] =
            (struct build_entry){i == 0 ? or (a->block_name, "META-INF/CERT.RSA") : names[2 * i + 1],
                                 buf_bytes(&block)};
    }
    if (a->extra != NULL)
        entries[n++] = *a->extra;
    z = build_zip(entries, n);
    file = build_file(&z, (struct bytes){NULL, 0});
    build_zip_free(&z);
    buf_free(&manifest);
    buf_free(&sf);
    buf_free(&block);
    return file;
}

struct seen {
    struct arena arena;
    struct scan scan;
    struct zip zip;
    struct apksig sig;
    struct buf file;
};

static void look(struct seen *s, const struct apk *a, struct apksig_facts facts)
{
    struct error e;

    s->file = build(a);
    arena_init(&s->arena, LIMIT_ARENA);
    scan_init(&s->scan, &s->arena);
    assert_true(zip_open(&s->scan, buf_bytes(&s->file), &place, &s->zip, &e));
    assert_true(apksig_read(&s->scan, &s->zip, (struct bytes){NULL, 0}, facts, &s->sig, &e));
}

static void done(struct seen *s)
{
    arena_free(&s->arena);
    buf_free(&s->file);
}

static const struct signature *row(const struct seen *s, int32_t level)
{
    for (size_t i = 0; i < s->sig.signature_count; i++) {
        const struct signature *r = &s->sig.signatures[i];
        if (r->scheme == SCHEME_V1 && level >= r->min_sdk && (r->max_sdk < 0 || level <= r->max_sdk))
            return r;
    }
    return NULL;
}

static bool good(const struct seen *s, int32_t level)
{
    const struct signature *r = row(s, level);
    return r != NULL && r->verified;
}

static void refused(const struct seen *s, int32_t level, const char *words)
{
    const struct signature *r = row(s, level);

    assert_non_null(r);
    assert_false(r->verified);
    if (bytes_search(r->error, bytes_str(words), 0) == r->error.size)
        fail_msg("\"%.*s\" does not say \"%s\"", (int)r->error.size, (const char *)r->error.data, words);
}

static size_t met(const struct seen *s, enum apksig_kind kind)
{
    return scan_count(&s->scan, &apksig_kinds[kind]);
}

static const struct apksig_facts old = {1, 29, 1};

static void a_good_one_verifies(void **state)
{
    struct seen s;

    (void)state;
    look(&s, &good_apk, old);
    assert_true(good(&s, 18));
    assert_true(good(&s, 40));
    refused(&s, 17, "not accepted"); /* SHA-256 with RSA: not on 9 to 17 */
    assert_int_equal(s.sig.signer_count, 1);
    assert_int_equal(s.sig.signature_count, 3);
    done(&s);
}

/* One bent thing, the level, and the words; NULL words: still good there. */
static const struct {
    struct apk bent;
    const char *what, *words;
    int32_t level;
} cases[] = {
    {{.replace = "Name: classes", .with = "NAME: classes"},
     "the manifest, its sections no longer as signed",
     "section for",
     24},
    {{.replace = "Name: classes", .with = "Nome: classes", .resign = true},
     "a section without a name",
     "begin with Name",
     24},
    {{.replace = "Name: classes.dex", .with = "Name: other.dex", .resign = true},
     "an entry that is not there",
     "not there",
     24},
    {{.replace = "Name: classes.dex", .with = "Name: AndroidManifest.xml", .resign = true},
     "two sections of one name",
     "two sections",
     24},
    {{.unlisted = 1, .unnamed = 1}, "an entry the manifest does not have", "not in the manifest", 24},
    {{.unnamed = 1}, "an entry no .SF file names", "no .SF file names", 24},
    {{.unnamed = 2}, "a .SF file that names nothing", "no .SF file names", 24},
    {{.attribute = "MD5-Digest", .hash = "MD5"}, "only MD5", "no digest of it", 24},
    {{.attribute = "SHA1-Digest", .hash = "SHA1"}, "SHA-1", NULL, 24},
    {{.attribute = "sha-256-digest"}, "a name in another case", NULL, 24},
    {{.hash = "SHA1"}, "a digest of the wrong length", "manifest's digest", 24},
    {{.sf_replace = "Signature-Version", .sf_with = "Signature-Vorsion"},
     "no Signature-Version",
     "signs anything",
     24},
    {{.sf_head = "X-Android-APK-Signed: 2\r\n"}, "v2 stripped", "stripped", 24},
    {{.sf_head = "X-Android-APK-Signed: 2\r\n"}, "v2 stripped, before 24", NULL, 23},
    {{.sf_head = "X-Android-APK-Signed: 1, 3\r\n"}, "v3 stripped", "stripped", 28},
    {{.sf_head = "X-Android-APK-Signed: 1, 3\r\n"}, "v3 stripped, before 28", NULL, 27},
    {{.sf_head = "X-Android-APK-Signed: x2, 7\r\n"}, "ids nobody knows", NULL, 28},
    {{.sf_replace = "SHA-256-Digest-Manifest", .sf_with = "SHA-999-Digest-Manifest"},
     "no digest of the manifest, sections wrong",
     "section for",
     24},
    {{.sf_head = "SHA-256-Digest-Manifest-Main-Attributes: AAAA\r\n"}, "main section", "main section", 24},
    {{.sf_head = "Created-By: signtool\r\nSHA-256-Digest-Manifest-Main-Attributes: AAAA\r\n",
      .sf_replace = "SHA-256-Digest-Manifest: ",
      .sf_with = "SHA-256-Digest: "},
     "signtool's names",
     NULL,
     24},
    {{.attributes = true}, "signed attributes", NULL, 24},
    {{.attributes = true}, "signed attributes before 19", "attributes", 18},
    {{.sf_name = "META-INF/OTHER.SF"}, "no .SF file of the block's name", "no signature block", 24},
    {{.block_name = "META-INF/CERT.EC"}, "the ending does not matter", NULL, 24},
    {{.block_name = "META-INF/CERT.XYZ"}, "an ending that does", "no signature block", 24},
    {{.signers = 10}, "ten signers", NULL, 24},
    {{.signers = 11}, "eleven signers", "more than 10", 24},
};

static void bent_ones_are_judged_as_the_platform_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct seen s;

        look(&s, &cases[i].bent, old);
        if (cases[i].words != NULL) {
            refused(&s, cases[i].level, cases[i].words);
        } else if (!good(&s, cases[i].level)) {
            struct bytes e = row(&s, cases[i].level)->error;
            fail_msg("%s: %.*s", cases[i].what, (int)e.size, (const char *)e.data);
        }
        done(&s);
    }
}

/* Before 4.3 a list says which digests there are; without one SHA-1 is looked for. */
static void digest_algorithms_count_before_18(void **state)
{
    struct apk a = good_apk;
    struct seen s;

    (void)state;
    look(&s, &a, (struct apksig_facts){8, 29, 1});
    refused(&s, 8, "section for");
    done(&s);
    a.sf_head = "Digest-Algorithms: MD5 SHA-256\r\n";
    look(&s, &a, (struct apksig_facts){8, 29, 1});
    refused(&s, 8, "no digest of it"); /* good so far, but the manifest has no such lists */
    assert_true(good(&s, 18));
    done(&s);
    a.attribute = "SHA1-Digest";
    a.hash = "SHA1";
    look(&s, &a, (struct apksig_facts){8, 29, 1});
    assert_true(good(&s, 8));
    done(&s);
}

static void targets_and_sandboxes_want_v2(void **state)
{
    struct seen s;

    (void)state;
    look(&s, &good_apk, (struct apksig_facts){24, 30, 1});
    assert_true(good(&s, 29));
    refused(&s, 30, "targets API level 30");
    done(&s);
    look(&s, &good_apk, (struct apksig_facts){24, 29, 2});
    assert_true(good(&s, 25));
    refused(&s, 26, "sandbox version 2");
    done(&s);
}

static void what_is_not_protected_is_reported(void **state)
{
    struct build_entry loose = {"META-INF/loose.txt", BYTES("anything")}, inside = {"res/x", BYTES("x")};
    struct apk a = good_apk;
    struct seen s;

    (void)state;
    a.extra = &loose;
    look(&s, &a, old);
    assert_true(good(&s, 24));
    assert_int_equal(met(&s, APKSIG_V1_UNPROTECTED), 1);
    done(&s);
    a.extra = &inside;
    look(&s, &a, old);
    refused(&s, 24, "res/x: it is not in the manifest");
    done(&s);
    a.extra = NULL;
    a.sf_name = "META-INF/OTHER.SF";
    look(&s, &a, old);
    assert_int_equal(met(&s, APKSIG_V1_MISSING_FILE), 1);
    done(&s);
}

static void unsigned_apps_are_absent(void **state)
{
    struct apk a = good_apk;
    struct seen s;

    (void)state;
    a.signers = -1;
    look(&s, &a, old);
    refused(&s, 24, "no signature block");
    assert_false(row(&s, 24)->present);
    assert_int_equal(met(&s, APKSIG_REFUSED), 0);
    done(&s);
}

/* LIMIT_JAR_TEXT: all signature files together; one of zeros behind the .SF file's end fills it up. */
static void signature_text_is_limited(void **state)
{
    struct build_entry files[4] = {{"META-INF/A.SF", {NULL, 0}}, {"META-INF/A.RSA", {NULL, 0}}};
    uint8_t *zeros = calloc(1, LIMIT_JAR_TEXT + 2);

    (void)state;
    for (size_t n = LIMIT_JAR_TEXT - 1; n <= LIMIT_JAR_TEXT + 1; n++) {
        struct build_zip z;
        struct seen s;
        struct error e;

        files[1].content = bytes_of(zeros, n);
        z = build_zip(files, 2);
        s.file = build_file(&z, (struct bytes){NULL, 0});
        arena_init(&s.arena, LIMIT_ARENA);
        scan_init(&s.scan, &s.arena);
        assert_true(zip_open(&s.scan, buf_bytes(&s.file), &place, &s.zip, &e));
        assert_true(apksig_read(&s.scan, &s.zip, (struct bytes){NULL, 0}, old, &s.sig, &e));
        assert_int_equal(met(&s, APKSIG_TEXT_LIMIT), n > LIMIT_JAR_TEXT);
        done(&s);
        build_zip_free(&z);
    }
    free(zeros);
}

static void write_seed(const char *folder, const char *name, struct bytes head, struct bytes body)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (f == NULL)
        exit(1);
    if (head.size > 0)
        fwrite(head.data, 1, head.size, f);
    fwrite(body.data, 1, body.size, f);
    fclose(f);
}

static int seeds(const char *folder)
{
    static const char *const names[] = {"plain", "attributes", "sha1", "signtool", "claims"};
    struct apk apks[] = {good_apk,
                         {.attributes = true},
                         {.attribute = "SHA1-Digest", .hash = "SHA1"},
                         cases[19].bent,
                         {.sf_head = "X-Android-APK-Signed: 2, 3\r\n"}};

    for (size_t i = 0; i < 5; i++) {
        struct buf file = build(&apks[i]);
        struct buf manifest =
            build_manifest(content, 2, or (apks[i].hash, "SHA256"), or (apks[i].attribute, "SHA-256-Digest"));
        struct buf sf = build_sf(buf_bytes(&manifest), content, 2, or (apks[i].sf_head, ""));
        struct buf block = build_pkcs7(i % 2 == 0 ? &rsa : &other, buf_bytes(&sf), apks[i].attributes);
        char path[64];

        if (i == 0) /* large, and the two others have what matters */
            write_seed(folder, "apksig/v1", BYTES("\3"), buf_bytes(&file));
        snprintf(path, sizeof path, "jar/%s", names[i]);
        write_seed(folder, path, (struct bytes){NULL, 0}, buf_bytes(i == 0 ? &manifest : &sf));
        snprintf(path, sizeof path, "pkcs7/%s", names[i]);
        write_seed(folder, path, (struct bytes){NULL, 0}, buf_bytes(&block));
        buf_free(&file);
        buf_free(&manifest);
        buf_free(&sf);
        buf_free(&block);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_verifies),
        cmocka_unit_test(bent_ones_are_judged_as_the_platform_does),
        cmocka_unit_test(digest_algorithms_count_before_18),
        cmocka_unit_test(targets_and_sandboxes_want_v2),
        cmocka_unit_test(what_is_not_protected_is_reported),
        cmocka_unit_test(unsigned_apps_are_absent),
        cmocka_unit_test(signature_text_is_limited),
    };
    int result;

    rsa = build_key(EVP_RSA_gen(2048), "rsa");
    other = build_key(EVP_RSA_gen(1024), "other");
    if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
        return seeds(argv[2]);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    result = cmocka_run_group_tests(tests, NULL, NULL);
    build_key_free(&rsa);
    build_key_free(&other);
    return result;
}
