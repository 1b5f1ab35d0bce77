/*
 * APK Signature Schemes v3 and v3.1: signers for ranges of API levels, keys
 * that were rotated, and the marks by which one block says another must be
 * there. As the platform's ApkSignatureSchemeV3Verifier reads them: signers
 * for other levels are skipped unverified, one signer must remain; where none
 * of v3.1 remains, v3 decides, and checks what it says of v3.1.
 */
#include "read/apksig_parts.h"

enum {
    LEVEL_V31 = 33,
    ATTR_LINEAGE = 0x3ba06f8c,
    ATTR_ROTATION_MIN = 0x559f8b02,
};
#define ATTR_DEV_RELEASE 0xc2a6b3bau

struct v3_signer {
    struct signer_block block;
    int32_t min_sdk, max_sdk;
    struct bytes certificate;
    bool tried, verified;
    struct signed_parts parts;
    struct bytes error;
    bool dev_release;  /* for a release under development when it was signed */
    bool has_rotation; /* says from which level on v3.1 rotates */
    int32_t rotation;
};

struct v3 {
    enum scheme scheme;
    struct locus locus;
    struct v3_signer *signers;
    size_t count;
    struct bytes error; /* where reading the list of signers ended, if it did */
    size_t error_at;
};

/* The attributes of signed data: finds `id`, or walks them all when `visit` says so. */
static struct bytes find_attribute(struct cursor attributes, uint32_t id)
{
    struct cursor list = prefixed_cursor(&attributes);

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        if (cursor_u32(&one) == id && !one.failed)
            return cursor_take(&one, cursor_left(&one));
    }
    return (struct bytes){NULL, 0};
}

/* Lists the nodes of a lineage as former signers, verified or not. */
static void list_lineage(struct apk *a, struct bytes record, const struct v3_signer *s, struct signer like)
{
    struct cursor levels = cursor_open(record, 0);

    cursor_u32(&levels);
    for (int32_t n = 0; cursor_left(&levels) > 0 && n < (int32_t)LIMIT_SIGNERS; n++) {
        struct cursor level = prefixed_cursor(&levels), data = prefixed_cursor(&level);

        like.flags = cursor_u32(&level);
        like.lineage_position = n;
        if (!prefixed(&data, &like.certificate) || level.failed)
            return;
        if (bytes_equal(like.certificate, s->certificate) && cursor_left(&levels) == 0)
            return; /* the signer itself is listed already */
        if (signer_add(a, like) == NULL)
            return;
    }
}

static void list_signer(struct apk *a, struct v3 *v, struct v3_signer *s)
{
    struct cursor data = cursor_open(s->block.signed_data, 0), certificates;
    struct signer like = {.scheme = v->scheme,
                          .position = (uint32_t)v->count,
                          .lineage_position = -1,
                          .min_sdk = s->min_sdk,
                          .max_sdk = s->max_sdk == INT32_MAX ? -1 : s->max_sdk,
                          .locus = s->block.locus};

    prefixed_cursor(&data);
    certificates = prefixed_cursor(&data);
    if (!prefixed(&certificates, &s->certificate))
        return;
    like.certificate = s->certificate;
    signer_add(a, like);
    cursor_skip(&data, 8);
    list_lineage(a, find_attribute(data, ATTR_LINEAGE), s, like);
}

struct v3 *v3_load(struct apk *a, enum scheme scheme)
{
    const struct apksig_block *b = apksig_block_find(a, scheme == SCHEME_V31 ? BLOCK_V31 : BLOCK_V3);
    struct cursor block, list;
    size_t capacity = 0;
    struct v3 *v;

    if (b == NULL)
        return NULL;
    v = arena_alloc(a->scan->arena, sizeof *v);
    v->scheme = scheme;
    v->locus = locus_at(a->zip->place, b->at, b->size);
    block = cursor_open(apksig_block_value(a, b), b->at);
    list = prefixed_cursor(&block);
    while (cursor_left(&list) > 0 && v->count < LIMIT_SIGNERS) {
        struct cursor one = prefixed_cursor(&list);
        struct v3_signer *s;

        v->signers = arena_grow(a->scan->arena, v->signers, v->count, &capacity, sizeof *v->signers);
        s = &v->signers[v->count];
        *s = (struct v3_signer){
            .block = {.locus = locus_at(a->zip->place, cursor_offset(&one), cursor_left(&one))}};
        prefixed(&one, &s->block.signed_data);
        s->min_sdk = (int32_t)cursor_u32(&one);
        s->max_sdk = (int32_t)cursor_u32(&one);
        if (one.failed)
            break;
        prefixed(&one, &s->block.signatures);
        prefixed(&one, &s->block.key);
        if (one.failed) { /* noticed only by the levels it is for */
            s->tried = true;
            s->error = say(a, "it is cut short");
        }
        list_signer(a, v, s);
        v->count++;
    }
    if (block.failed || list.failed || cursor_left(&list) > 0)
        v->error = say(a, "the list of signers is cut short after %zu", v->count);
    return v;
}

/* One node of a lineage against the one before it. */
struct node {
    struct certificate cert;
    uint32_t algorithm; /* with which it signs the next */
};

static bool verify_node(struct apk *a, struct cursor *level, struct node *last, size_t n, struct bytes *error)
{
    const struct signature_algorithm *alg = signature_algorithm(last->algorithm);
    struct bytes data, signature, der;
    struct cursor inside;
    uint32_t algorithm, signed_algorithm;
    const char *why = "of an unknown algorithm";

    prefixed(level, &data);
    cursor_u32(level);
    algorithm = cursor_u32(level);
    if (!prefixed(level, &signature)) {
        *error = say(a, "node %zu of the lineage is cut short", n);
        return false;
    }
    if (n > 0 && (alg == NULL || !check_block_signature(a, alg, last->cert.key, data, signature, &why))) {
        *error = say(a, "node %zu of the lineage: %s", n, why);
        return false;
    }
    inside = cursor_open(data, 0);
    prefixed(&inside, &der);
    signed_algorithm = cursor_u32(&inside);
    if (inside.failed)
        *error = say(a, "node %zu of the lineage is cut short", n);
    else if (n > 0 && signed_algorithm != last->algorithm)
        *error = say(a, "node %zu of the lineage is signed for algorithm 0x%x, not 0x%x", n, signed_algorithm,
                     last->algorithm);
    else if (!certificate_load(a, der, &last->cert))
        *error = say(a, "the certificate of node %zu of the lineage cannot be read", n);
    else {
        last->algorithm = algorithm;
        return true;
    }
    return false;
}

bool lineage_verify(struct apk *a, struct bytes record, struct bytes *newest, struct bytes *error)
{
    struct cursor levels = cursor_open(record, 0);
    struct node node = {.algorithm = 0};
    struct bytes seen[LIMIT_LINEAGE];
    size_t n = 0;

    *newest = (struct bytes){NULL, 0};
    cursor_u32(&levels); /* its version: the platform does not look */
    while (cursor_left(&levels) > 0) {
        struct cursor level = prefixed_cursor(&levels);

        if (n >= LIMIT_LINEAGE) {
            *error = say(a, "the lineage has more than %u nodes", LIMIT_LINEAGE);
            return false;
        }
        if (!verify_node(a, &level, &node, n, error))
            return false;
        for (size_t i = 0; i < n; i++)
            if (bytes_equal(seen[i], node.cert.der)) {
                *error = say(a, "node %zu of the lineage has the certificate of node %zu", n, i);
                return false;
            }
        seen[n++] = node.cert.der;
    }
    if (levels.failed)
        *error = say(a, "the lineage is cut short");
    else
        *newest = node.cert.der;
    return !levels.failed;
}

/* The attributes of a signer whose signature verified. */
static bool read_attributes(struct apk *a, enum scheme scheme, struct v3_signer *s, struct cursor rest)
{
    struct cursor list = prefixed_cursor(&rest);
    bool lineage = false;

    while (cursor_left(&list) > 0) {
        struct cursor one = prefixed_cursor(&list);
        uint32_t id = cursor_u32(&one);
        struct bytes newest;

        if (id == ATTR_LINEAGE && !one.failed) {
            if (lineage) {
                s->error = say(a, "two lineages");
                return false;
            }
            lineage = true;
            if (!lineage_verify(a, cursor_take(&one, cursor_left(&one)), &newest, &s->error))
                return false;
            if (newest.size > 0 && !bytes_equal(newest, s->certificate)) {
                s->error = say(a, "the lineage does not end with the signer's certificate");
                return false;
            }
        } else if (id == ATTR_ROTATION_MIN) {
            s->has_rotation = true;
            s->rotation = (int32_t)cursor_u32(&one);
        } else if (id == ATTR_DEV_RELEASE) {
            s->dev_release = scheme == SCHEME_V31;
        } else if (!one.failed) {
            scan_anomaly(a->scan, &apksig_kinds[APKSIG_ATTRIBUTE_UNKNOWN], s->block.locus,
                         (struct bytes){NULL, 0}, "id 0x%08x, %zu bytes", id, cursor_left(&one));
        }
        if (one.failed) {
            s->error = say(a, "an attribute is cut short");
            return false;
        }
    }
    if (list.failed)
        s->error = say(a, "the attributes are cut short");
    return !list.failed;
}

static bool verify_signer(struct apk *a, enum scheme scheme, struct v3_signer *s, int32_t level)
{
    int32_t min, max;

    if (s->tried)
        return s->verified;
    s->tried = true;
    if (!signer_verify(a, &s->block, level, &s->parts, &s->error))
        return false;
    min = (int32_t)cursor_u32(&s->parts.rest);
    max = (int32_t)cursor_u32(&s->parts.rest);
    if (s->parts.rest.failed || min != s->min_sdk || max != s->max_sdk) {
        s->error = say(a, "signed for levels %d to %d, but said to be for %d to %d", min, max, s->min_sdk,
                       s->max_sdk);
        return false;
    }
    s->verified = read_attributes(a, scheme, s, s->parts.rest);
    return s->verified;
}

/* The signer of that level: NULL when there is none, or when *error says what refuses the block. */
static struct v3_signer *choose(struct apk *a, struct v3 *v, int32_t level, struct v3_rotation *rotation,
                                struct bytes *error)
{
    struct v3_signer *chosen = NULL;

    for (size_t i = 0; i < v->count; i++) {
        struct v3_signer *s = &v->signers[i];

        if (level < s->min_sdk || level > s->max_sdk) {
            if (v->scheme == SCHEME_V31 && (!rotation->known || rotation->level > s->min_sdk))
                *rotation = (struct v3_rotation){true, s->min_sdk};
            continue;
        }
        if (!verify_signer(a, v->scheme, s, level)) {
            *error = say(a, "signer %zu: %.*s", i, (int)s->error.size, (const char *)s->error.data);
            return NULL;
        }
        if (s->dev_release && level == s->min_sdk) {
            *rotation = (struct v3_rotation){true, s->min_sdk};
            continue;
        }
        if (chosen != NULL && chosen->dev_release == s->dev_release) {
            *error = say(a, "two signers for API level %d", level);
            return NULL;
        }
        if (chosen == NULL || s->dev_release)
            chosen = s;
    }
    if (v->error.size > 0) {
        *error = v->error;
        return NULL;
    }
    return chosen;
}

/* Whether the chosen signer stands: what it says of v3.1, and the contents; else *error. */
static bool stands(struct apk *a, const struct v3 *v, const struct v3_signer *s, int32_t level,
                   const struct v3_rotation *rotation, struct bytes *error)
{
    bool asks = v->scheme == SCHEME_V3 && level >= LEVEL_V31 && s->has_rotation;

    if (asks && !rotation->known)
        *error =
            say(a, "it says v3.1 rotates from API level %d, and there is no v3.1: stripped", s->rotation);
    else if (asks && rotation->level != s->rotation)
        *error = say(a, "it says v3.1 rotates from API level %d, and v3.1 does from %d", s->rotation,
                     rotation->level);
    else if (!content_is(a, s->parts.best->content, s->parts.content))
        *error = say(a, "the contents do not have the signed digest (%s)", s->parts.best->name);
    else
        return true;
    return false;
}

bool v3_verdict(struct apk *a, struct v3 *v, int32_t level, struct v3_rotation *rotation, struct verdict *out)
{
    struct v3_signer *s;

    *out = (struct verdict){.scheme = v->scheme, .present = true, .locus = v->locus};
    s = choose(a, v, level, rotation, &out->error);
    if (s != NULL) {
        out->locus = s->block.locus;
        out->evidence = (uint32_t)(s - v->signers);
        out->certificate = s->certificate;
        out->signed_data = s->block.signed_data;
        out->verified = stands(a, v, s, level, rotation, &out->error);
    } else if (out->error.size == 0) {
        if (v->scheme == SCHEME_V31)
            return false;
        out->error = say(a, "no signer for API level %d", level);
    }
    return true;
}

void v3_levels(const struct v3 *v, void (*add)(void *context, int64_t level), void *context)
{
    for (size_t i = 0; i < v->count; i++) {
        add(context, v->signers[i].min_sdk);
        add(context, (int64_t)v->signers[i].min_sdk + 1); /* a development release ends there */
        add(context, (int64_t)v->signers[i].max_sdk + 1);
    }
}
