/* sdks: known SDKs and libraries in the app, whose they are and what shows it. */
#include "code/sdk.h"
#include "fact/tables.h"

enum {
    ID,
    NAME,
    OWNER,
    OWNER_ID,
    OWNER_GROUP,
    JURISDICTION,
    CATEGORY,
    GRADE,
    BASIS,
    EVIDENCE,
    CONFIDENCE,
    CLASSES,
    VERSION,
    DETAIL,
    LOCUS
};

static const struct column columns[] = {
    [ID] = {"id", COLUMN_TEXT, 0, "the SDK in packs/sdks"},
    [NAME] = {"name", COLUMN_TEXT, 0, "its name"},
    [OWNER] = {"owner", COLUMN_TEXT, COLUMN_NULL, "the company it belongs to; NULL: none is known"},
    [OWNER_ID] = {"owner_id", COLUMN_TEXT, COLUMN_NULL, "that company in packs/sdks/owners.tsv; NULL: none"},
    [OWNER_GROUP] = {"owner_group", COLUMN_TEXT, COLUMN_NULL, "the company that controls it in the end; NULL: none"},
    [JURISDICTION] = {"jurisdiction", COLUMN_TEXT, COLUMN_NULL,
                      "country the group is run from, ISO 3166-1; NULL: no company controls it"},
    [CATEGORY] = {"category", COLUMN_TEXT, 0, "ads, analytics, push, payment ...; family: other code of the owner; app: code of "
                                              "one of its applications"},
    [GRADE] = {"grade", COLUMN_TEXT, 0, "the best of its classes and methods: present, referenced, called or reachable"},
    [BASIS] = {"basis", COLUMN_TEXT, 0,
               "what shows it best: code, component, library, constant, meta-data, permission, host: code names a host "
               "that only it speaks to; or named: a class of it is named but not there"},
    [EVIDENCE] = {"evidence", COLUMN_TEXT, 0, "all that shows it, separated by a space"},
    [CONFIDENCE] = {"confidence", COLUMN_TEXT, 0, "high, medium or low"},
    [CLASSES] = {"classes", COLUMN_INT, 0, "classes defined under its names"},
    [VERSION] = {"version", COLUMN_TEXT, COLUMN_NULL, "as its build left it in the app; NULL: not known"},
    [DETAIL] = {"detail", COLUMN_TEXT, 0, "what was matched: a prefix of types, a library ..."},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the first of what the basis names"},
};

static struct bytes evidence_of(struct arena *a, unsigned evidence)
{
    struct buf text;
    struct bytes out;

    buf_init(&text, 256);
    for (unsigned i = 0; i < SDK_BASES; i++)
        if ((evidence & 1u << i) != 0) {
            buf_str(&text, text.size > 0 ? " " : "");
            buf_str(&text, sdk_basis_name((enum sdk_basis)i));
        }
    out = arena_copy(a, buf_bytes(&text));
    buf_free(&text);
    return out;
}

static void fill(struct rows *r, struct app *app)
{
    const struct sdks *sdks = sdks_of(app);

    for (size_t i = 0; i < sdks->count; i++) {
        const struct sdk *s = &sdks->items[i];
        rows_begin(r);
        rows_text(r, ID, s->id);
        rows_text(r, NAME, s->name);
        rows_some(r, OWNER, s->owner.name);
        rows_some(r, OWNER_ID, s->owner.id);
        rows_some(r, OWNER_GROUP, s->owner.group);
        rows_some(r, JURISDICTION, s->owner.jurisdiction);
        rows_text(r, CATEGORY, s->category);
        rows_str(r, GRADE, grade_name(s->grade));
        rows_str(r, BASIS, sdk_basis_name(s->basis));
        rows_text(r, EVIDENCE, evidence_of(r->arena, s->evidence));
        rows_str(r, CONFIDENCE, sdk_confidence_name(s->confidence));
        rows_int(r, CLASSES, s->classes);
        rows_some(r, VERSION, s->version);
        rows_text(r, DETAIL, s->what);
        rows_locus(r, LOCUS, s->locus);
    }
}

const struct table table_sdks = {
    .name = "sdks",
    .doc = "Known SDKs and libraries, with owner and what shows them. Also classes that are only named.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_CODE | PART_NATIVE,
    .fill = fill,
};
