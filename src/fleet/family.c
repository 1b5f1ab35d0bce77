#include "fleet/family.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/pack.h"
#include "base/text.h"
#include "base/tsv_rows.h"
#include "jail/input.h"

static const char *const kinds[IDENTIFIER_KINDS] = {
    [IDENTIFIER_PACKAGE] = "package",         [IDENTIFIER_BUNDLE] = "bundle-id", [IDENTIFIER_STORE] = "app-store-id",
    [IDENTIFIER_TEAM] = "apple-team",         [IDENTIFIER_MD5] = "signer-md5",   [IDENTIFIER_SHA1] = "signer-sha1",
    [IDENTIFIER_SHA256] = "signer-sha256",    [IDENTIFIER_OWNER] = "owner",      [IDENTIFIER_CODE] = "code",
    [IDENTIFIER_DOMAIN] = "domain",           [IDENTIFIER_SUCCESSOR] = "successor",
};
static const char *const confidences[CONFIDENCES] = {"certain", "claim", "relative", "hint"};
static const char *const platforms[] = {"any", "android", "ios", "macos"};

/* Columns of a family's file, and of families.tsv. */
enum { ROW_KIND, ROW_VALUE, ROW_PLATFORM, ROW_CONFIDENCE, ROW_HITS, ROW_SOURCE, ROW_DATE, ROW_FIELDS };
enum { FAMILY_ID, FAMILY_EN, FAMILY_FR, FAMILY_OWNER, FAMILY_DESCRIPTION, FAMILY_FIELDS };

const char *identifier_kind_name(enum identifier_kind kind)
{
    return kinds[kind];
}

const char *confidence_name(enum confidence confidence)
{
    return confidences[confidence];
}

/* Index of a word in a list; count when it is not there. */
static size_t word_of(struct bytes word, const char *const *list, size_t count)
{
    size_t i = 0;

    while (i < count && !bytes_is(word, list[i]))
        i++;
    return i;
}

static bool identifier_from(const struct tsv_rows *r, const struct bytes *f, struct identifier *i)
{
    size_t kind = word_of(f[ROW_KIND], kinds, IDENTIFIER_KINDS);
    size_t confidence = word_of(f[ROW_CONFIDENCE], confidences, CONFIDENCES);
    size_t platform = word_of(f[ROW_PLATFORM], platforms, sizeof platforms / sizeof *platforms);

    if (kind == IDENTIFIER_KINDS)
        return tsv_rows_wrong(r, "there is no kind", f[ROW_KIND]);
    if (confidence == CONFIDENCES)
        return tsv_rows_wrong(r, "there is no confidence", f[ROW_CONFIDENCE]);
    if (platform == sizeof platforms / sizeof *platforms)
        return tsv_rows_wrong(r, "there is no platform", f[ROW_PLATFORM]);
    if (f[ROW_VALUE].size == 0 || f[ROW_SOURCE].size == 0 || f[ROW_DATE].size == 0)
        return tsv_rows_wrong(r, "value, source and date must be given:", f[ROW_VALUE]);
    *i = (struct identifier){.kind = (enum identifier_kind)kind,
                             .confidence = (enum confidence)confidence,
                             .value = f[ROW_VALUE],
                             .platform = f[ROW_PLATFORM],
                             .may_also_hit = f[ROW_HITS],
                             .source = f[ROW_SOURCE],
                             .date = f[ROW_DATE]};
    return true;
}

/* The identifiers of a family out of its file, replacing what it had. */
static bool read_identifiers(struct arena *a, struct family *family, struct bytes text, const char *name, struct error *e)
{
    struct tsv_rows r = tsv_rows_open(text, name, e);
    struct bytes f[ROW_FIELDS];
    size_t lines = tsv_lines(text);
    int more;

    if (lines > LIMIT_FAMILY_ROWS)
        return error_set(e, ERROR_LIMIT, 0, "%s: more than %u identifiers", name, LIMIT_FAMILY_ROWS);
    family->text = text;
    family->identifiers = arena_array(a, lines, sizeof *family->identifiers);
    family->count = 0;
    while ((more = tsv_rows_next(&r, f, ROW_FIELDS)) > 0)
        if (!identifier_from(&r, f, &family->identifiers[family->count++]))
            return false;
    return more == 0;
}

static struct family *find(const struct families *f, struct bytes id)
{
    for (size_t i = 0; i < f->count; i++)
        if (bytes_equal(f->rows[i].id, id))
            return &f->rows[i];
    return NULL;
}

const struct family *families_find(const struct families *f, struct bytes id)
{
    return find(f, id);
}

/* Ids are file names: letters, digits, '-' and '_'. */
static bool plain(struct bytes id)
{
    for (size_t i = 0; i < id.size; i++)
        if (!((id.data[i] >= 'a' && id.data[i] <= 'z') || (id.data[i] >= '0' && id.data[i] <= '9') ||
              id.data[i] == '-' || id.data[i] == '_'))
            return false;
    return id.size > 0 && id.size <= 64;
}

/* The rows of a families.tsv, each added or put in the place of the one with its id. */
static bool read_families(struct arena *a, struct families *out, struct bytes text, const char *name, struct error *e)
{
    struct tsv_rows r = tsv_rows_open(text, name, e);
    size_t lines = tsv_lines(text);
    struct bytes f[FAMILY_FIELDS];
    struct family *rows;
    int more;

    if (lines + out->count > LIMIT_FAMILIES)
        return error_set(e, ERROR_LIMIT, 0, "%s: more than %u families", name, LIMIT_FAMILIES);
    rows = arena_array(a, out->count + lines, sizeof *rows);
    if (out->count > 0)
        memcpy(rows, out->rows, out->count * sizeof *rows);
    out->rows = rows;
    while ((more = tsv_rows_next(&r, f, FAMILY_FIELDS)) > 0) {
        struct family *row = find(out, f[FAMILY_ID]);
        if (!plain(f[FAMILY_ID]) || bytes_is(f[FAMILY_ID], "families") || f[FAMILY_EN].size == 0)
            return tsv_rows_wrong(&r, "a family has a name and an id of lower-case letters, digits, '-' and '_':", f[FAMILY_ID]);
        if (row == NULL)
            row = &out->rows[out->count++];
        row->id = f[FAMILY_ID];
        row->name_en = f[FAMILY_EN];
        row->name_fr = f[FAMILY_FR].size > 0 ? f[FAMILY_FR] : f[FAMILY_EN];
        row->owner = f[FAMILY_OWNER];
        row->description = f[FAMILY_DESCRIPTION];
    }
    return more == 0;
}

/* A file's text, kept in the arena. */
static bool load_file(struct arena *a, const char *path, struct bytes *text, struct error *e)
{
    struct input in;
    struct error why = {0};

    if (!input_open_within(&in, path, LIMIT_FAMILY_FILE + 1ull, &why))
        return error_set(e, why.code, 0, "%s: %.300s", path, why.text);
    if (in.bytes.size > LIMIT_FAMILY_FILE) {
        input_close(&in);
        return error_set(e, ERROR_LIMIT, 0, "%s: larger than %u bytes", path, LIMIT_FAMILY_FILE);
    }
    *text = arena_copy(a, in.bytes);
    input_close(&in);
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of a folder's .tsv files, sorted; NULL with the reason. */
static const char **tsv_files(struct arena *a, const char *folder, size_t *count, struct error *e)
{
    DIR *dir = opendir(folder);
    const char **names = NULL;
    struct dirent *entry;
    size_t capacity = 0;

    *count = 0;
    if (dir == NULL) {
        error_set(e, ERROR_SYSTEM, 0, "%s: cannot open the folder: %s", folder, strerror(errno));
        return NULL;
    }
    while ((entry = readdir(dir)) != NULL && *count <= LIMIT_FAMILIES)
        if (entry->d_name[0] != '.' && bytes_ends(bytes_str(entry->d_name), BYTES(".tsv"))) {
            names = arena_grow(a, names, *count, &capacity, sizeof *names);
            names[(*count)++] = (const char *)arena_copy(a, bytes_str(entry->d_name)).data;
        }
    closedir(dir);
    if (*count == 0)
        error_set(e, ERROR_SYSTEM, 0, "%s: the folder has no .tsv files", folder);
    else if (*count > LIMIT_FAMILIES)
        error_set(e, ERROR_LIMIT, 0, "%s: more than %u files", folder, LIMIT_FAMILIES);
    else
        qsort(names, *count, sizeof *names, by_text);
    return *count == 0 || *count > LIMIT_FAMILIES ? NULL : names;
}

/* One file of an organisation's folder: families.tsv, or the identifiers of a family that there is by now. */
static bool add_file(struct families *f, struct arena *a, const char *folder, const char *name, bool list, struct error *e)
{
    const char *path = (const char *)arena_printf(a, "%s/%s", folder, name).data;
    struct bytes id = bytes_str(name), text;
    struct family *family;

    if (list != (strcmp(name, "families.tsv") == 0))
        return true;
    if (!load_file(a, path, &text, e))
        return false;
    if (list)
        return read_families(a, f, text, path, e);
    id.size -= sizeof ".tsv" - 1;
    family = find(f, id);
    if (family == NULL)
        return error_set(e, ERROR_FORMAT, 0, "%s: there is no family of that id; add it to %s/families.tsv", path, folder);
    family->own = true;
    return read_identifiers(a, family, text, path, e);
}

static bool add_folder(struct families *f, struct arena *a, const char *folder, struct error *e)
{
    size_t count;
    const char **names = tsv_files(a, folder, &count, e);

    if (names == NULL)
        return false;
    for (size_t i = 0; i < 2 * count; i++)
        if (!add_file(f, a, folder, names[i % count], i < count, e))
            return false;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return bytes_compare(((const struct family *)a)->id, ((const struct family *)b)->id);
}

bool families_load(struct families *f, struct arena *a, const char *folder, struct error *e)
{
    const struct pack_file *list = pack_find("families/families.tsv");

    *f = (struct families){NULL, 0};
    if (list == NULL || !read_families(a, f, list->text, list->path, e))
        return false;
    for (size_t i = 0; i < f->count; i++) {
        const char *path = (const char *)arena_printf(a, "families/%.*s.tsv", (int)f->rows[i].id.size,
                                                      (const char *)f->rows[i].id.data).data;
        const struct pack_file *file = pack_find(path);
        if (file != NULL && !read_identifiers(a, &f->rows[i], file->text, path, e))
            return false;
    }
    if (folder != NULL && !add_folder(f, a, folder, e))
        return false;
    qsort(f->rows, f->count, sizeof *f->rows, by_id);
    return true;
}
