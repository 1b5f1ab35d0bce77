/* dex_files: every DEX, whatever its name, and whether the platform would load it. */
#include "fact/tables.h"
#include "read/app.h"

enum {
    NAME,
    VERSION,
    SIZE,
    STRINGS,
    TYPES,
    METHODS,
    CLASSES,
    CHECKSUM_OK,
    LOADED,
    FIELDS,
    PROTOS,
    METHODS_DEFINED,
    INSTRUCTIONS,
    REFUSAL,
    ARTIFACT,
    LOCUS
};

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, 0,
              "entry name; :2 and so on for further DEX of one container; empty for a file by itself"},
    [VERSION] = {"version", COLUMN_INT, 0, "35 to 41"},
    [SIZE] = {"size", COLUMN_INT, 0, "bytes of the file, a container's as a whole"},
    [STRINGS] = {"strings", COLUMN_INT, 0, "as the header counts"},
    [TYPES] = {"types", COLUMN_INT, 0, "as the header counts"},
    [METHODS] = {"methods", COLUMN_INT, 0, "named, as the header counts"},
    [CLASSES] = {"classes", COLUMN_INT, 0, "defined, as the header counts"},
    [CHECKSUM_OK] = {"checksum_ok", COLUMN_BOOL, 0,
                     "the Adler-32 of the header is right; ART refuses a wrong one"},
    [LOADED] = {"loaded", COLUMN_BOOL, 0, "the platform loads it when the app starts"},
    [FIELDS] = {"fields", COLUMN_INT, 0, "named, as the header counts"},
    [PROTOS] = {"protos", COLUMN_INT, 0, "as the header counts"},
    [METHODS_DEFINED] = {"methods_defined", COLUMN_INT, 0, "methods its classes define"},
    [INSTRUCTIONS] = {"instructions", COLUMN_INT, 0, "decoded in all of them"},
    [REFUSAL] = {"refusal", COLUMN_TEXT, COLUMN_NULL, "the first rule of ART it breaks; NULL: none"},
    [ARTIFACT] = {"artifact", COLUMN_TEXT, 0, "digest of the archive it lies in"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "its header"},
};

static void fill(struct rows *r, struct app *app)
{
    for (size_t i = 0; i < app->dex_count; i++) {
        const struct app_dex *d = &app->dexes[i];
        rows_begin(r);
        rows_text(r, NAME, d->name);
        rows_int(r, VERSION, d->dex->version);
        rows_int(r, SIZE, (int64_t)d->size);
        rows_int(r, STRINGS, d->dex->strings.count);
        rows_int(r, TYPES, d->dex->types.count);
        rows_int(r, METHODS, d->dex->methods.count);
        rows_int(r, CLASSES, d->dex->classes.count);
        rows_bool(r, CHECKSUM_OK, d->dex->checksum_ok);
        rows_bool(r, LOADED, d->loaded);
        rows_int(r, FIELDS, d->dex->fields.count);
        rows_int(r, PROTOS, d->dex->protos.count);
        rows_int(r, METHODS_DEFINED, (int64_t)d->use.methods_defined);
        rows_int(r, INSTRUCTIONS, (int64_t)d->use.instructions);
        if (d->dex->refusal[0] != 0)
            rows_text(r, REFUSAL, bytes_str(d->dex->refusal));
        rows_str(r, ARTIFACT, d->artifact->sha256);
        rows_locus(r, LOCUS, dex_locus(d->dex, d->dex->header, d->dex->header_size));
    }
}

const struct table table_dex_files = {
    .name = "dex_files",
    .doc = "DEX files by their first bytes: the loaded ones in the platform's order, then others.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_CODE,
    .fill = fill,
};
