/* packers: what hides the app's code or brings more of it at run time. What hides code is counted by coverage. */
#include "code/packer.h"
#include "fact/tables.h"

enum { ID, NAME, KIND, BASIS, MARKERS, CONFIDENCE, OPAQUE, DETAIL, LOCUS };

static const struct column columns[] = {
    [ID] = {"id", COLUMN_TEXT, 0, "the product in packs/packers; components-missing; a class loader"},
    [NAME] = {"name", COLUMN_TEXT, 0, "its name"},
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "packer: the app's code is inside, encrypted; protector; obfuscator; hotfix: replaces code; plugin: loads more; "
              "hook: changes code in memory; script: the app's own code is not DEX; loader: a class of the platform "
              "that loads code"},
    [BASIS] = {"basis", COLUMN_TEXT, 0,
               "what shows it, separated by a space: class, library, asset; components: their classes are in no DEX file; "
               "loader"},
    [MARKERS] = {"markers", COLUMN_INT, 0, "how many different marks of it were found"},
    [CONFIDENCE] = {"confidence", COLUMN_TEXT, 0, "high, medium or low: low where others use the name too"},
    [OPAQUE] = {"opaque", COLUMN_BOOL, 0, "coverage counts the app's code as hidden by it"},
    [DETAIL] = {"detail", COLUMN_TEXT, 0, "the first mark"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "where that is"},
};

static struct bytes basis_of(struct arena *a, unsigned evidence)
{
    struct buf text;
    struct bytes out;

    buf_init(&text, 256);
    for (unsigned i = 0; i < PACKER_BASES; i++)
        if ((evidence & 1u << i) != 0) {
            buf_str(&text, text.size > 0 ? " " : "");
            buf_str(&text, packer_basis_name((enum packer_basis)i));
        }
    out = arena_copy(a, buf_bytes(&text));
    buf_free(&text);
    return out;
}

static void fill(struct rows *r, struct app *app)
{
    struct packers found = packers_find(app);

    for (size_t i = 0; i < found.count; i++) {
        const struct packer *p = &found.items[i];
        rows_begin(r);
        rows_text(r, ID, p->id);
        rows_text(r, NAME, p->name);
        rows_text(r, KIND, p->kind);
        rows_text(r, BASIS, basis_of(r->arena, p->evidence));
        rows_int(r, MARKERS, p->markers);
        rows_str(r, CONFIDENCE, packer_confidence(p));
        rows_bool(r, OPAQUE, packer_hides(p));
        rows_text(r, DETAIL, p->what);
        rows_locus(r, LOCUS, p->locus);
        if (packer_hides(p))
            app_note_opaque(app, p->locus,
                            arena_printf(r->arena, "the app's code is hidden: %.*s", (int)p->name.size,
                                         (const char *)p->name.data));
    }
}

const struct table table_packers = {
    .name = "packers",
    .doc = "Packers, protectors, obfuscators, hot-patch, plugin, hook and script engines, and class loaders.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_CODE | PART_NATIVE,
    .fill = fill,
};
