/*
 * Which scheme decides at which API level, and with what verdict.
 *
 * The platform tries, newest first: v3.1 (from 33), v3 (from 28), v2 (from
 * 24), JAR signatures. The first that is there decides; only a v3.1 block
 * without a signer for the level hands over to v3. Apps that target 30 need v2
 * from Android 11 on, apps of sandbox version 2 from Android 8 on.
 *
 * Verdicts change at known levels only; each stretch between them is judged
 * once, first in a dry run that notes which content digests will be compared,
 * so that they can be begun ahead.
 */
#include "read/apksig_parts.h"

#include "base/text.h"

#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEVEL_V2 = 24, LEVEL_SANDBOX = 26, LEVEL_V3 = 28, LEVEL_R = 30, LEVEL_V31 = 33 };

static const char *const scheme_names[] = {
    [SCHEME_V1] = "v1",    [SCHEME_V2] = "v2", [SCHEME_V3] = "v3",
    [SCHEME_V31] = "v3.1", [SCHEME_V4] = "v4", [SCHEME_STAMP] = "source-stamp",
};

const char *scheme_name(enum scheme scheme)
{
    return scheme_names[scheme];
}

struct bytes say(struct apk *a, const char *format, ...)
{
    char text[700];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return text_utf8(a->scan->arena, arena_copy(a->scan->arena, bytes_str(text)), NULL);
}

/* Everything read of one APK. */
struct schemes {
    struct v1 *v1;
    struct v2 *v2;
    struct v3 *v3, *v31;
    struct v4 *v4;
    int32_t *levels; /* where stretches begin, rising */
    size_t level_count, level_capacity;
    struct arena *arena;
    int32_t lowest;
};

static void add_level(void *context, int64_t level)
{
    struct schemes *s = context;

    if (level <= s->lowest || level > INT32_MAX - 1)
        return;
    s->levels = arena_grow(s->arena, s->levels, s->level_count, &s->level_capacity, sizeof *s->levels);
    s->levels[s->level_count++] = (int32_t)level;
}

static int compare_levels(const void *x, const void *y)
{
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;

    return (a > b) - (a < b);
}

static void find_levels(struct schemes *s)
{
    /* Where the platform's rules change, for any scheme. */
    static const int32_t known[] = {9, 18, 19, 21, 22, 23, 24, 26, 28, 30, 33};
    size_t n = 0;

    s->levels = arena_grow(s->arena, NULL, 0, &s->level_capacity, sizeof *s->levels);
    s->levels[s->level_count++] = s->lowest;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        add_level(s, known[i]);
    if (s->v3 != NULL)
        v3_levels(s->v3, add_level, s);
    if (s->v31 != NULL)
        v3_levels(s->v31, add_level, s);
    qsort(s->levels, s->level_count, sizeof *s->levels, compare_levels);
    for (size_t i = 0; i < s->level_count; i++)
        if (i == 0 || s->levels[i] != s->levels[n - 1])
            s->levels[n++] = s->levels[i];
    s->level_count = n;
}

/* The scheme that decides at a level, and its verdict. */
static struct verdict decide(struct apk *a, struct schemes *s, int32_t level)
{
    struct v3_rotation rotation = {false, 0};
    struct verdict out;

    if (level >= LEVEL_V31 && s->v31 != NULL && v3_verdict(a, s->v31, level, &rotation, &out))
        return out;
    if (level >= LEVEL_V3 && s->v3 != NULL && v3_verdict(a, s->v3, level, &rotation, &out))
        return out;
    if (level >= LEVEL_V2 && s->v2 != NULL)
        return v2_verdict(a, s->v2, level);
    out = v1_verdict(a, s->v1, level);
    if (!out.verified)
        return out;
    if (level >= LEVEL_R && a->facts.target_sdk >= LEVEL_R) {
        out.verified = false;
        out.error =
            say(a, "the app targets API level %d, which needs scheme v2 or newer", a->facts.target_sdk);
    } else if (level >= LEVEL_SANDBOX && a->facts.sandbox_version >= 2) {
        out.verified = false;
        out.error = say(a, "the app has sandbox version %d, which needs scheme v2 or newer",
                        a->facts.sandbox_version);
    }
    return out;
}

static bool same_row(const struct signature *row, uint32_t evidence, const struct verdict *v,
                     uint32_t row_evidence)
{
    return row->scheme == v->scheme && row->verified == v->verified && row_evidence == evidence &&
           bytes_equal(row->error, v->error);
}

/* Rows under construction: stretches of one scheme with one verdict grow together. */
struct rows {
    struct apk *a;
    size_t capacity;
    bool open;         /* the last row may still grow */
    uint32_t evidence; /* of the last row */
};

static void add_row(struct rows *r, const struct verdict *v, int32_t min, int32_t max)
{
    struct apksig *out = r->a->out;
    struct signature *last = out->signature_count == 0 ? NULL : &out->signatures[out->signature_count - 1];

    if (r->open && last != NULL && same_row(last, v->evidence, v, r->evidence)) {
        last->max_sdk = max;
        return;
    }
    out->signatures = arena_grow(r->a->scan->arena, out->signatures, out->signature_count, &r->capacity,
                                 sizeof *out->signatures);
    out->signatures[out->signature_count++] = (struct signature){.scheme = v->scheme,
                                                                 .present = v->present,
                                                                 .verified = v->verified,
                                                                 .error = v->error,
                                                                 .min_sdk = min,
                                                                 .max_sdk = max,
                                                                 .locus = v->locus};
    r->evidence = v->evidence;
    r->open = true;
}

static int32_t stretch_end(const struct schemes *s, size_t i)
{
    return i + 1 < s->level_count ? s->levels[i + 1] - 1 : -1;
}

/* Judges every stretch without comparing contents: which digests of them will be asked for. */
static void plan(struct apk *a, struct schemes *s)
{
    a->planning = true;
    for (size_t i = 0; i < s->level_count; i++)
        decide(a, s, s->levels[i]);
    a->planning = false;
}

static void judge(struct apk *a, struct schemes *s)
{
    struct verdict *deciders = arena_array(a->scan->arena, s->level_count, sizeof *deciders);
    struct rows rows = {.a = a};
    struct verdict stamp;

    a->out->verified_all = true;
    for (size_t i = 0; i < s->level_count; i++) {
        deciders[i] = decide(a, s, s->levels[i]);
        add_row(&rows, &deciders[i], s->levels[i], stretch_end(s, i));
        a->out->verified_any = a->out->verified_any || deciders[i].verified;
        a->out->verified_all = a->out->verified_all && deciders[i].verified;
    }
    rows.open = false;
    for (size_t i = 0; i < s->level_count && s->v4 != NULL; i++)
        if (s->levels[i] >= LEVEL_R) {
            struct verdict v = v4_verdict(a, s->v4, &deciders[i]);
            add_row(&rows, &v, s->levels[i], stretch_end(s, i));
        }
    rows.open = false;
    stamp = stamp_verdict(a, s->v1);
    if (stamp.present)
        add_row(&rows, &stamp, a->facts.min_sdk > LEVEL_R ? a->facts.min_sdk : LEVEL_R, -1);
}

static int compare_rows(const void *x, const void *y)
{
    const struct signature *a = x, *b = y;

    if (a->scheme != b->scheme)
        return (a->scheme > b->scheme) - (a->scheme < b->scheme);
    return (a->min_sdk > b->min_sdk) - (a->min_sdk < b->min_sdk);
}

static int compare_signers(const void *x, const void *y)
{
    const struct signer *a = x, *b = y;

    if (a->scheme != b->scheme)
        return (a->scheme > b->scheme) - (a->scheme < b->scheme);
    if (a->position != b->position)
        return (a->position > b->position) - (a->position < b->position);
    if (a->lineage_position != b->lineage_position)
        return (a->lineage_position > b->lineage_position) - (a->lineage_position < b->lineage_position);
    return memcmp(a->sha256, b->sha256, sizeof a->sha256);
}

/* Refusals as anomalies, so that nobody overlooks them. */
static void note_refusals(struct apk *a)
{
    for (size_t i = 0; i < a->out->signature_count; i++) {
        const struct signature *s = &a->out->signatures[i];
        const struct anomaly_kind *kind =
            &apksig_kinds[s->scheme == SCHEME_STAMP ? APKSIG_STAMP_REFUSED : APKSIG_REFUSED];
        char until[16] = "on";

        if (s->verified || !s->present)
            continue;
        if (s->max_sdk >= 0)
            snprintf(until, sizeof until, "to %d", s->max_sdk);
        scan_anomaly(a->scan, kind, s->locus, bytes_str(scheme_name(s->scheme)), "from API level %d %s: %.*s",
                     s->min_sdk, until, (int)s->error.size, (const char *)s->error.data);
    }
}

/* Whether `cert` is a signer, or a former one, of a scheme. */
static bool names(const struct apksig *o, enum scheme scheme, const uint8_t cert[32])
{
    for (size_t i = 0; i < o->signer_count; i++)
        if (o->signers[i].scheme == scheme && memcmp(o->signers[i].sha256, cert, 32) == 0)
            return true;
    return false;
}

static bool accepted(const struct apksig *o, enum scheme scheme)
{
    for (size_t i = 0; i < o->signature_count; i++)
        if (o->signatures[i].scheme == scheme && o->signatures[i].verified)
            return true;
    return false;
}

/* Schemes accepted by different releases that name different signers. */
static void note_differences(struct apk *a)
{
    const struct apksig *o = a->out;

    for (enum scheme older = SCHEME_V1; older <= SCHEME_V2; older++)
        for (enum scheme newer = older + 1; newer <= SCHEME_V31; newer++) {
            if (!accepted(o, older) || !accepted(o, newer))
                continue;
            for (size_t i = 0; i < o->signer_count; i++)
                if (o->signers[i].scheme == older && !names(o, newer, o->signers[i].sha256))
                    scan_anomaly(a->scan, &apksig_kinds[APKSIG_SIGNERS_DIFFER], o->signers[i].locus,
                                 bytes_str(scheme_name(older)), "signer %u is none of %s's",
                                 o->signers[i].position, scheme_name(newer));
        }
}

bool apksig_read(struct scan *s, const struct zip *z, struct bytes idsig, struct apksig_facts facts,
                 struct apksig *out, struct error *e)
{
    struct apk a = {.scan = s, .zip = z, .file = z->file, .facts = facts, .out = out};
    struct schemes schemes = {.arena = s->arena, .lowest = facts.min_sdk > 1 ? facts.min_sdk : 1};

    (void)e;
    /* No configuration file, no algorithms from elsewhere: the same verdict on every machine. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    *out = (struct apksig){.signatures = NULL};
    apksig_block_locate(&a);
    schemes.v1 = v1_load(&a);
    schemes.v2 = v2_load(&a);
    schemes.v3 = v3_load(&a, SCHEME_V3);
    schemes.v31 = v3_load(&a, SCHEME_V31);
    schemes.v4 = v4_load(&a, idsig);
    find_levels(&schemes);
    plan(&a, &schemes);
    content_begin(&a);
    judge(&a, &schemes);
    content_forget(&a);
    qsort(out->signatures, out->signature_count, sizeof *out->signatures, compare_rows);
    if (out->signer_count > 0)
        qsort(out->signers, out->signer_count, sizeof *out->signers, compare_signers);
    note_refusals(&a);
    note_differences(&a);
    crypto_free(&a);
    crypto_clear();
    return true;
}
