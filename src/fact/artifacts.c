/* artifacts: the bytes that were read, and what each is. */
#include "fact/tables.h"
#include "read/app.h"

enum { SHA256, SIZE, KIND, PACKAGE, VERSION_CODE, SPLIT, LOCUS };

static const struct column columns[] = {
    [SHA256] = {"sha256", COLUMN_TEXT, 0, "digest of the bytes, hex"},
    [SIZE] = {"size", COLUMN_INT, 0, "bytes"},
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "base, split; bundle (an archive of APKs); apk, archive (inside an artifact, not installed); "
              "dex, elf, other"},
    [PACKAGE] = {"package", COLUMN_TEXT, COLUMN_NULL, "package of its manifest; NULL when it has none"},
    [VERSION_CODE] = {"version_code", COLUMN_INT, COLUMN_NULL,
                      "version code of its manifest; NULL when it has none"},
    [SPLIT] = {"split", COLUMN_TEXT, COLUMN_NULL, "name of the split; NULL when it is none"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the artifact, or the entry of the one it lies in"},
};

static void fill(struct rows *r, struct app *app)
{
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        rows_begin(r);
        rows_str(r, SHA256, a->sha256);
        rows_int(r, SIZE, (int64_t)a->bytes.size);
        rows_str(r, KIND, artifact_kind_name(a->kind));
        if (a->manifest != NULL) {
            rows_text(r, PACKAGE, a->manifest->package);
            rows_int(r, VERSION_CODE, a->manifest->version_code);
        }
        if (a->kind == ARTIFACT_SPLIT)
            rows_text(r, SPLIT, a->manifest->split);
        rows_locus(r, LOCUS, locus_whole(a->place));
    }
}

const struct table table_artifacts = {
    .name = "artifacts",
    .doc = "The files given, the APKs of bundles among them, and the archives inside.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER,
    .fill = fill,
};
