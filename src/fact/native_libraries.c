/* native_libraries: ELF files, wherever they lie and whatever they are called. */
#include "fact/tables.h"
#include "read/app.h"

enum {
    NAME,
    ABI,
    PIE,
    NX,
    RELRO,
    CANARY,
    FORTIFY,
    RPATH,
    STRIPPED,
    NEEDED,
    LOADED_BY,
    SONAME,
    MACHINE,
    PAGE_ALIGN,
    JNI,
    LOADABLE,
    LOCUS
};

static const struct column columns[] = {
    [NAME] = {"name", COLUMN_TEXT, 0, "entry name; empty for a file by itself"},
    [ABI] = {"abi", COLUMN_TEXT, COLUMN_NULL, "folder lib/<abi>/ it lies in; NULL elsewhere"},
    [PIE] = {"pie", COLUMN_BOOL, 0, "can be loaded at any address"},
    [NX] = {"nx", COLUMN_BOOL, 0, "does not ask for an executable stack"},
    [RELRO] = {"relro", COLUMN_TEXT, 0, "none, partial or full: relocated tables become read-only"},
    [CANARY] = {"canary", COLUMN_BOOL, 0, "some function checks for stack overflows"},
    [FORTIFY] = {"fortify", COLUMN_BOOL, 0, "some call is a length-checked variant"},
    [RPATH] = {"rpath", COLUMN_TEXT, COLUMN_NULL, "DT_RUNPATH, else DT_RPATH; NULL: none"},
    [STRIPPED] = {"stripped", COLUMN_BOOL, 0, "has no symbol table for debuggers"},
    [NEEDED] = {"needed", COLUMN_TEXT, 0, "libraries it loads, separated by a space"},
    [LOADED_BY] =
        {"loaded_by", COLUMN_TEXT, COLUMN_NULL,
         "package manager: it is installed as the app's library; NULL: elsewhere, loaded by nothing known"},
    [SONAME] = {"soname", COLUMN_TEXT, COLUMN_NULL, "its own name; NULL: none"},
    [MACHINE] = {"machine", COLUMN_TEXT, 0, "ABI its header names"},
    [PAGE_ALIGN] = {"page_align", COLUMN_INT, 0,
                    "smallest alignment of its segments; 16 KiB pages need 16384"},
    [JNI] = {"jni_symbols", COLUMN_INT, 0, "exported functions Java_*"},
    [LOADABLE] = {"loadable", COLUMN_BOOL, 0, "the linker of a current release accepts it"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "its program headers"},
};

static struct bytes joined(struct arena *a, const struct elf *elf)
{
    struct buf text;
    struct bytes out;

    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < elf->needed_count; i++) {
        if (i > 0)
            buf_u8(&text, ' ');
        buf_add(&text, elf->needed[i]);
    }
    out = arena_copy(a, buf_bytes(&text));
    buf_free(&text);
    return out;
}

static void row(struct rows *r, const struct app_library *library)
{
    const struct elf *elf = &library->elf;

    rows_begin(r);
    rows_text(r, NAME, library->name);
    if (library->abi.size > 0)
        rows_text(r, ABI, library->abi);
    rows_bool(r, PIE, elf->pie);
    rows_bool(r, NX, elf->nx);
    rows_str(r, RELRO, elf_relro_name(elf->relro));
    rows_bool(r, CANARY, elf->canary);
    rows_bool(r, FORTIFY, elf->fortify);
    if (elf->runpath.size > 0 || elf->rpath.size > 0)
        rows_text(r, RPATH, elf->runpath.size > 0 ? elf->runpath : elf->rpath);
    rows_bool(r, STRIPPED, elf->stripped);
    rows_text(r, NEEDED, joined(r->arena, elf));
    if (library->installed)
        rows_str(r, LOADED_BY, "package manager");
    if (elf->soname.size > 0)
        rows_text(r, SONAME, elf->soname);
    rows_str(r, MACHINE, elf->abi);
    rows_int(r, PAGE_ALIGN, (int64_t)elf->page_align);
    rows_int(r, JNI, elf->jni_symbols);
    rows_bool(r, LOADABLE, elf->loadable);
    rows_locus(r, LOCUS, elf->at_segments);
}

static void fill(struct rows *r, struct app *app)
{
    for (size_t i = 0; i < app->library_count; i++)
        row(r, &app->libraries[i]);
}

const struct table table_native_libraries = {
    .name = "native_libraries",
    .doc = "Native libraries and other ELF files, by their first bytes.",
    .seldom = true,
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_NATIVE,
    .fill = fill,
};
