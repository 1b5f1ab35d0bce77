/* signatures: one verdict for each scheme and range of API levels where it decides. */
#include "fact/tables.h"
#include "read/app.h"

enum { SCHEME, PRESENT, VERIFIED, ERROR, MIN_SDK, MAX_SDK, ARTIFACT, LOCUS };

static const struct column columns[] = {
    [SCHEME] = {"scheme", COLUMN_TEXT, 0, "v1, v2, v3, v3.1, v4 or source-stamp"},
    [PRESENT] = {"present", COLUMN_BOOL, 0, "the file has a signature of that scheme"},
    [VERIFIED] = {"verified", COLUMN_BOOL, 0, "a device of these levels accepts it"},
    [ERROR] = {"error", COLUMN_TEXT, COLUMN_NULL, "why not; NULL when verified"},
    [MIN_SDK] = {"min_sdk", COLUMN_INT, 0, "first API level of the range"},
    [MAX_SDK] = {"max_sdk", COLUMN_INT, COLUMN_NULL, "last API level; NULL: no end"},
    [ARTIFACT] = {"artifact", COLUMN_TEXT, 0, "digest of the APK"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the signature, or the container searched for it"},
};

static void fill(struct rows *r, struct app *app)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct apksig *sig = app->artifacts[i]->signature;
        for (size_t k = 0; sig != NULL && k < sig->signature_count; k++) {
            const struct signature *s = &sig->signatures[k];
            rows_begin(r);
            rows_str(r, SCHEME, scheme_name(s->scheme));
            rows_bool(r, PRESENT, s->present);
            rows_bool(r, VERIFIED, s->verified);
            if (!s->verified)
                rows_text(r, ERROR, s->error);
            rows_int(r, MIN_SDK, s->min_sdk);
            if (s->max_sdk >= 0)
                rows_int(r, MAX_SDK, s->max_sdk);
            rows_str(r, ARTIFACT, app->artifacts[i]->sha256);
            rows_locus(r, LOCUS, s->locus);
        }
    }
}

const struct table table_signatures = {
    .name = "signatures",
    .doc = "Verdicts on signatures. Ranges of one scheme are disjoint; a level that no row of an APK covers "
           "refuses it.",
    TABLE_COLUMNS(columns),
    .parts = PART_SIGNATURES,
    .fill = fill,
};
