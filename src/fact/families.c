/*
 * families: whether the app is one that a policy speaks of by its family, a
 * renamed or re-signed copy of it, another app of the same owner, or holds
 * the owner's code. Identifiers: packs/families.
 */
#include "base/hash.h"
#include "base/pack.h"
#include "base/tsv.h"
#include "code/sdk.h"
#include "fact/tables.h"

enum { FAMILY, RELATION, BASIS, CONFIDENCE, DETAIL, LOCUS };

static const struct column columns[] = {
    [FAMILY] = {"family", COLUMN_TEXT, 0, "id in packs/families: kaspersky, tiktok, wechat"},
    [RELATION] = {"relation", COLUMN_TEXT, 0,
                  "what all rows of the family come to: member: package, and signer where one is known; resigned: the "
                  "package, signed by somebody else; renamed: the signer and the code under another package; copy: the code "
                  "alone; relative: another app of the owner; vendor: an SDK or other code of the owner"},
    [BASIS] = {"basis", COLUMN_TEXT, 0,
               "package, signer, code; resident: components, resources or names that stay when the package is renamed; "
               "sdk: code of the owner"},
    [CONFIDENCE] = {"confidence", COLUMN_TEXT, 0,
                    "of the identifier: certain, claim, relative (another product), hint (shared, or too little of it)"},
    [DETAIL] = {"detail", COLUMN_TEXT, 0, "the identifier that matched"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "where it stands"},
};

enum relation { RELATION_VENDOR, RELATION_RELATIVE, RELATION_COPY, RELATION_RENAMED, RELATION_RESIGNED, RELATION_MEMBER };
static const char *const relations[] = {"vendor", "relative", "copy", "renamed", "resigned", "member"};

enum { ROW_KIND, ROW_VALUE, ROW_PLATFORM, ROW_CONFIDENCE, ROW_FIELDS };

/* A few classes under a family's prefix are a stub or a sample; its app has thousands. */
enum { FEWEST_CLASSES = 10 };

/* One family looked for in one app. */
struct match {
    struct rows *rows;
    struct app *app;
    struct bytes family;
    bool package, other_package, signer, signer_known, code, resident;
};

static void row(struct match *m, const char *basis, struct bytes confidence, struct bytes detail, struct locus locus)
{
    rows_begin(m->rows);
    rows_text(m->rows, FAMILY, m->family);
    rows_str(m->rows, BASIS, basis);
    rows_text(m->rows, CONFIDENCE, confidence);
    rows_text(m->rows, DETAIL, detail);
    rows_locus(m->rows, LOCUS, locus);
}

static bool counts(struct bytes confidence)
{
    return bytes_is(confidence, "certain") || bytes_is(confidence, "claim");
}

static struct locus package_locus(const struct manifest *m)
{
    return axml_locus(&m->xml, 0);
}

static void match_package(struct match *m, const struct bytes *f)
{
    const struct manifest *manifest = app_manifest(m->app);

    if (manifest == NULL || !bytes_equal(f[ROW_VALUE], manifest->package))
        return;
    row(m, "package", f[ROW_CONFIDENCE], f[ROW_VALUE], package_locus(manifest));
    if (counts(f[ROW_CONFIDENCE]))
        m->package = true;
    else
        m->other_package = true;
}

/* A certificate alone proves nothing: the signature over the file must hold. */
static void match_signer(struct match *m, const struct bytes *f)
{
    const struct apksig *sig = m->app->base == NULL ? NULL : m->app->base->signature;
    size_t size = bytes_is(f[ROW_KIND], "signer-md5") ? MD5_SIZE : bytes_is(f[ROW_KIND], "signer-sha1") ? SHA1_SIZE : SHA256_SIZE;

    m->signer_known = m->signer_known || size == SHA256_SIZE;
    for (size_t i = 0; sig != NULL && i < sig->signer_count; i++) {
        const struct signer *s = &sig->signers[i];
        uint8_t digest[SHA256_SIZE];
        char hex[HEX256 + 1];
        if (size == MD5_SIZE)
            hash_md5(s->certificate, digest);
        else
            memcpy(digest, size == SHA1_SIZE ? s->sha1 : s->sha256, size);
        hash_hex(bytes_of(digest, size), hex);
        if (s->scheme == SCHEME_STAMP || !bytes_is(f[ROW_VALUE], hex))
            continue;
        row(m, "signer", sig->verified_any ? f[ROW_CONFIDENCE] : BYTES("hint"), f[ROW_VALUE], s->locus);
        m->signer = m->signer || sig->verified_any;
        return;
    }
}

static void match_code(struct match *m, const struct bytes *f)
{
    const struct sdk *s = sdk_of_prefix(sdks_of(m->app), f[ROW_VALUE]);
    bool enough = s != NULL && s->classes >= FEWEST_CLASSES;

    if (s == NULL || s->classes == 0)
        return;
    row(m, "code", enough ? f[ROW_CONFIDENCE] : BYTES("hint"),
        arena_printf(m->rows->arena, "%.*s: %u classes", (int)f[ROW_VALUE].size, (const char *)f[ROW_VALUE].data, s->classes),
        dex_row_locus(s->dex->dex, &s->dex->dex->types, s->type));
    m->code = m->code || (enough && counts(f[ROW_CONFIDENCE]));
}

/* Whether a dotted name lies below a prefix of type descriptors, such as Lcom/tencent/mm/. */
static bool below(struct bytes name, struct bytes prefix)
{
    if (prefix.size < 3 || name.size <= prefix.size - 1)
        return false;
    for (size_t i = 1; i < prefix.size; i++)
        if (name.data[i - 1] != (prefix.data[i] == '/' ? '.' : prefix.data[i]))
            return false;
    return true;
}

struct below_context {
    struct match *match;
    struct bytes prefix, confidence;
    size_t count;
    struct bytes first;
    struct locus locus;
};

static void count_component(void *context, enum declared kind, struct bytes name, struct locus locus)
{
    struct below_context *c = context;

    if (kind != DECLARED_COMPONENT || !below(name, c->prefix))
        return;
    if (c->count++ == 0) {
        c->first = name;
        c->locus = locus;
    }
}

/* Components keep their classes' names when the package is another. One may be an SDK's: several are the app. */
static void match_components(struct match *m, const struct bytes *f)
{
    struct below_context c = {.match = m, .prefix = f[ROW_VALUE]};
    bool enough;

    declared_each(m->app, count_component, &c);
    if (c.count == 0)
        return;
    enough = c.count >= 3;
    row(m, "resident", enough ? f[ROW_CONFIDENCE] : BYTES("hint"),
        arena_printf(m->rows->arena, "component %.*s, of %zu below %.*s", (int)c.first.size, (const char *)c.first.data, c.count,
                     (int)f[ROW_VALUE].size, (const char *)f[ROW_VALUE].data),
        c.locus);
    m->resident = m->resident || (enough && counts(f[ROW_CONFIDENCE]));
}

/* The resource table keeps the package's first name when the manifest's is changed. */
static void match_resources(struct match *m, const struct bytes *f)
{
    const struct manifest *manifest = app_manifest(m->app);
    const struct arsc *table = m->app->base == NULL ? NULL : m->app->base->resources;

    if (manifest == NULL || bytes_equal(f[ROW_VALUE], manifest->package))
        return;
    for (size_t i = 0; table != NULL && i < table->package_count; i++)
        if (bytes_equal(table->packages[i].name, f[ROW_VALUE])) {
            row(m, "resident", f[ROW_CONFIDENCE],
                arena_printf(m->rows->arena, "resource package %.*s", (int)f[ROW_VALUE].size, (const char *)f[ROW_VALUE].data),
                locus_at(table->place, table->packages[i].at, table->packages[i].size));
            m->resident = m->resident || counts(f[ROW_CONFIDENCE]);
            return;
        }
}

/* SDKs and other code of the owner: all that is in the app itself, each with a row. */
static void match_owner(struct match *m, const struct bytes *f)
{
    const struct sdks *sdks = sdks_of(m->app);

    for (size_t i = 0; i < sdks->count; i++) {
        const struct sdk *s = &sdks->items[i];
        if (sdk_inside(s) && s->confidence > SDK_LOW && bytes_equal(s->owner.group, f[ROW_VALUE]))
            row(m, "sdk", s->confidence == SDK_HIGH ? BYTES("claim") : BYTES("hint"), s->id, s->locus);
    }
}

static const struct {
    const char *kind;
    bool name; /* of the app itself, not of what is in it */
    void (*match)(struct match *m, const struct bytes *f);
} matchers[] = {
    {"code", false, match_code},        {"code", false, match_components},    {"owner", false, match_owner},
    {"package", true, match_package},   {"package", false, match_resources},  {"signer-md5", true, match_signer},
    {"signer-sha1", true, match_signer}, {"signer-sha256", true, match_signer},
};

static enum relation relation_of(const struct match *m)
{
    if (m->package)
        return m->signer || !m->signer_known ? RELATION_MEMBER : RELATION_RESIGNED;
    if (m->code || m->resident)
        return m->other_package ? RELATION_RELATIVE : m->signer ? RELATION_RENAMED : RELATION_COPY;
    return m->signer || m->other_package ? RELATION_RELATIVE : RELATION_VENDOR;
}

static void look_for(struct rows *r, struct app *app, struct bytes family, bool names)
{
    struct bytes path = arena_printf(r->arena, "families/%.*s.tsv", (int)family.size, (const char *)family.data), f[ROW_FIELDS];
    const struct pack_file *pack = pack_find((const char *)path.data);
    struct match m = {.rows = r, .app = app, .family = family};
    size_t first = r->count;

    if (pack == NULL)
        return;
    for (size_t at = tsv_start(pack->text); tsv_next(pack->text, &at, f, ROW_FIELDS);)
        for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++)
            if ((matchers[i].name || !names) && bytes_is(f[ROW_KIND], matchers[i].kind))
                matchers[i].match(&m, f);
    for (size_t i = first; i < r->count; i++)
        r->values[i * r->table->column_count + RELATION] = value_str(relations[relation_of(&m)]);
}

static void look_for_all(struct rows *r, struct app *app, bool names)
{
    const struct pack_file *pack = pack_find("families/families.tsv");
    struct bytes id;

    for (size_t at = pack == NULL ? 0 : tsv_start(pack->text); pack != NULL && tsv_next(pack->text, &at, &id, 1);)
        look_for(r, app, id, names);
}

static void fill(struct rows *r, struct app *app)
{
    look_for_all(r, app, false);
}

static void fill_names(struct rows *r, struct app *app)
{
    look_for_all(r, app, true);
}

const struct table table_families = {
    .name = "families",
    .doc = "Families that policies speak of, and by what the app belongs to one or holds code of its owner.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_RESOURCES | PART_SIGNATURES | PART_CODE | PART_NATIVE,
    .fill = fill,
};

/* The same by package and signer alone: a "no" that rests on it needs no code. */
const struct table table_family_names = {
    .name = "family_names",
    .doc = "The rows of families by package and signer, and what these two come to: what code cannot change.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_MANIFEST | PART_RESOURCES | PART_SIGNATURES,
    .fill = fill_names,
};
