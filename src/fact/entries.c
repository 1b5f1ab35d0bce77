/* entries: what every archive holds, by its directory. A big table. */
#include "base/text.h"
#include "fact/tables.h"
#include "read/app.h"

enum {
    ARTIFACT,
    NAME,
    METHOD,
    METHOD_LOCAL,
    FLAGS,
    COMPRESSED_SIZE,
    SIZE,
    CRC,
    OFFSET,
    KIND,
    READABLE,
    LOCUS
};

static const struct column columns[] = {
    [ARTIFACT] = {"artifact", COLUMN_TEXT, 0, "digest of the archive"},
    [NAME] = {"name", COLUMN_TEXT, COLUMN_KEY, "name in the central directory"},
    [METHOD] = {"method", COLUMN_INT, 0, "compression method the device uses: 0 stored, 8 deflated"},
    [METHOD_LOCAL] = {"method_local", COLUMN_INT, COLUMN_NULL,
                      "method of the local header; NULL when there is none"},
    [FLAGS] = {"flags", COLUMN_INT, 0, "general purpose bits of the central directory"},
    [COMPRESSED_SIZE] = {"compressed_size", COLUMN_INT, 0, "bytes in the archive"},
    [SIZE] = {"size", COLUMN_INT, 0, "bytes of the content, as the directory claims"},
    [CRC] = {"crc", COLUMN_INT, 0, "CRC-32 the directory claims"},
    [OFFSET] = {"offset", COLUMN_INT, 0, "of the local header"},
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "what the first bytes are: dex, elf, zip, axml, arsc, png ...; folder, empty, other"},
    [READABLE] = {"readable", COLUMN_BOOL, 0, "the device can open it"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the entry"},
};

enum { AT_ARTIFACT, AT_NEXT };

static const struct zip_entry *current(const struct walk *w)
{
    return &w->app->artifacts[w->at[AT_ARTIFACT]]->zip.entries[w->at[AT_NEXT] - 1];
}

/* A name that is not UTF-8 is shown with U+FFFD, and equals what it is shown as. */
static bool is_wanted(struct walk *w, struct bytes name)
{
    if (w->key == NULL || bytes_equal(name, w->key->text))
        return true;
    if (bytes_search(w->key->text, BYTES("\xef\xbf\xbd"), 0) == w->key->text.size)
        return false;
    arena_reset(&w->scratch);
    return bytes_equal(text_utf8(&w->scratch, name, NULL), w->key->text);
}

static bool next(struct walk *w)
{
    for (; w->at[AT_ARTIFACT] < w->app->artifact_count; w->at[AT_ARTIFACT]++, w->at[AT_NEXT] = 0) {
        const struct artifact *a = w->app->artifacts[w->at[AT_ARTIFACT]];
        while (a->is_zip && w->at[AT_NEXT] < a->zip.count) {
            const struct zip_entry *entry = &a->zip.entries[w->at[AT_NEXT]++];
            if (is_wanted(w, entry->name))
                return true;
        }
    }
    return false;
}

static void column(struct walk *w, unsigned column, struct value *out)
{
    const struct artifact *a = w->app->artifacts[w->at[AT_ARTIFACT]];
    const struct zip_entry *e = current(w);

    switch (column) {
    case ARTIFACT:
        *out = value_str(a->sha256);
        break;
    case NAME:
        *out = value_text(text_utf8(&w->scratch, e->name, NULL));
        break;
    case METHOD:
        *out = value_int(e->method);
        break;
    case METHOD_LOCAL:
        if (e->method_local != ZIP_NO_LOCAL)
            *out = value_int(e->method_local);
        break;
    case FLAGS:
        *out = value_int(e->flags);
        break;
    case COMPRESSED_SIZE:
        *out = value_int((int64_t)e->compressed_size);
        break;
    case SIZE:
        *out = value_int((int64_t)e->size);
        break;
    case CRC:
        *out = value_int(e->crc);
        break;
    case OFFSET:
        *out = value_int((int64_t)e->header);
        break;
    case KIND:
        *out = value_str(content_name((enum content)a->contents[w->at[AT_NEXT] - 1]));
        break;
    case READABLE:
        *out = value_int(e->readable);
        break;
    case LOCUS:
        *out = value_locus(locus_whole(e->place));
        break;
    }
}

static uint64_t size(struct app *app)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < app->artifact_count; i++)
        rows += app->artifacts[i]->is_zip ? app->artifacts[i]->zip.count : 0;
    return rows;
}

const struct table table_entries = {
    .name = "entries",
    .doc = "Entries of every archive read, in the order of its central directory.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER,
    .next = next,
    .column = column,
    .size = size,
};
