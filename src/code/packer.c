#include "code/packer.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/pack.h"
#include "base/tsv.h"
#include "code/graph.h"
#include "code/rows.h"
#include "code/sdk.h"

enum { ID, NAME, KIND, MARKER_KIND, MARKER, FIELDS };

const char *packer_basis_name(enum packer_basis basis)
{
    static const char *const names[PACKER_BASES] = {
        [PACKER_CLASS] = "class",           [PACKER_LIBRARY] = "library", [PACKER_ASSET] = "asset",
        [PACKER_COMPONENTS] = "components", [PACKER_LOADER] = "loader",
    };

    return names[basis];
}

struct finding {
    struct app *app;
    struct bytes pack;
    struct keys keys[PACKER_KEYS]; /* by class, library, asset; the id is the row's marker */
    struct packers found;
};

/* Names that others use too: one of them shows nothing. */
static bool is_common(struct bytes marker)
{
    static const char *const names[] = {
        "libexec.so",   "libshell.so",   "libloader.so", "libmain.so",  "libnc.so",   "libshield.so",   "libdexjni.so",
        "libtup.so",    "libegis.so",    "libcsn2.so",   "libx3g.so",   "libz9.so",   "Lcom/stub/",     "Lcom/shell/",
        "Lcom/wrapper/proxyapplication/", "assets/l*_a32.so", "assets/l*_a64.so", "assets/.appkey", "assets/meta-data/manifest.mf",
        "Lcom/lahm/library/", "libapssec.so", "libitsec.so",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bytes_is(marker, names[i]))
            return true;
    return false;
}

static struct packer *entry_of(struct finding *f, struct bytes id, struct bytes name, struct bytes kind)
{
    struct packers *found = &f->found;

    for (size_t i = 0; i < found->count; i++)
        if (bytes_equal(found->items[i].id, id))
            return &found->items[i];
    found->items = arena_grow(f->app->scan.arena, found->items, found->count, &found->capacity, sizeof *found->items);
    found->items[found->count] = (struct packer){.id = id, .name = name, .kind = kind};
    return &found->items[found->count++];
}

/* Counts a marker, once however often it is met. */
static void note(struct finding *f, struct key *key, enum packer_basis basis, struct bytes what, struct locus locus)
{
    struct bytes row[FIELDS];
    size_t at = key->row;
    struct packer *p;

    if (key->met || !tsv_next(f->pack, &at, row, FIELDS))
        return;
    key->met = true;
    p = entry_of(f, row[ID], row[NAME], row[KIND]);
    if (p->markers++ == 0) {
        p->what = what;
        p->locus = locus;
    }
    p->weight += is_common(row[MARKER]) ? 1 : 2;
    p->evidence |= 1u << basis;
}

static void note_types(void *context, const struct keys_types *t)
{
    struct finding *f = context;
    struct key *key = &f->keys[PACKER_CLASS].items[t->key];
    const struct dex *d = t->dex->dex;

    if (t->defined > 0)
        note(f, key, PACKER_CLASS, key->text, dex_row_locus(d, &d->types, t->first));
}

static void note_all(struct finding *f, enum packer_basis basis, struct bytes text, struct bytes what, struct locus where)
{
    struct keys *k = &f->keys[basis];

    for (uint32_t i = keys_find(k, text); i > 0; i = keys_more(k, text, i))
        note(f, &k->items[i - 1], basis, what, where);
}

static void note_files(struct finding *f)
{
    const struct app *app = f->app;

    for (size_t i = 0; i < app->library_count; i++) {
        struct bytes file = name_of_entry(app->libraries[i].name);
        note_all(f, PACKER_LIBRARY, file, file, app->libraries[i].elf.at_header);
    }
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *a = app->artifacts[i];
        for (size_t k = 0; a->is_zip && a->kind <= ARTIFACT_SPLIT && k < a->zip.count; k++) {
            const struct zip_entry *entry = &a->zip.entries[k];
            if (bytes_starts(entry->name, BYTES("ass")) || bytes_starts(entry->name, BYTES("META-INF/x")))
                note_all(f, PACKER_ASSET, entry->name, entry->name, locus_whole(entry->place));
        }
    }
}

static void read_pack(struct finding *f)
{
    for (unsigned i = 0; f->pack.size > 0 && i < PACKER_KEYS; i++)
        f->keys[i] = rows_keys(f->app->scan.arena, f->pack, packer_keys, packer_keys_from[i], packer_keys_from[i + 1]);
}

/* Components whose class some loaded DEX defines, and those that none does. */
struct sought {
    const struct graph *graph;
    uint32_t there, missing;
    struct bytes first; /* missing */
    struct locus locus;
};

static void look_for(void *context, enum declared kind, struct bytes name, struct locus locus)
{
    struct sought *c = context;

    if (kind != DECLARED_COMPONENT || name.size > GRAPH_NAME_MOST || c->there + c->missing >= LIMIT_COMPONENTS_SOUGHT)
        return;
    if (graph_defines(c->graph, name))
        c->there++;
    else if (c->missing++ == 0) {
        c->first = name;
        c->locus = locus;
    }
}

/* Aliases have no class of their own: a manifest of activities and their aliases misses at most half. */
enum { FEWEST_MISSING = 2, PARTS_MISSING = 4 };

static void note_missing(struct finding *f)
{
    struct sought c = {0};
    bool loaded = false;
    struct packer *p;

    for (size_t i = 0; i < f->app->dex_count; i++)
        loaded = loaded || f->app->dexes[i].loaded;
    if (!loaded)
        return;
    c.graph = graph_of(f->app);
    declared_each(f->app, look_for, &c);
    if (c.missing < FEWEST_MISSING || c.missing < PARTS_MISSING * c.there)
        return;
    p = entry_of(f, BYTES("components-missing"), BYTES("Classes of components that are in no DEX file"), BYTES("packer"));
    *p = (struct packer){p->id, p->name, p->kind, 1u << PACKER_COMPONENTS, c.missing, 2, c.first, c.locus};
}

/* Classes of the platform that load code: what they load is not here. */
static void note_loaders(struct finding *f)
{
    static const struct {
        const char *type, *id, *name;
    } loaders[] = {
        {"Ldalvik/system/BaseDexClassLoader;", "loader-base-dex", "dalvik.system.BaseDexClassLoader"},
        {"Ldalvik/system/DelegateLastClassLoader;", "loader-delegate-last", "dalvik.system.DelegateLastClassLoader"},
        {"Ldalvik/system/DexClassLoader;", "loader-dex", "dalvik.system.DexClassLoader"},
        {"Ldalvik/system/DexFile;", "loader-dex-file", "dalvik.system.DexFile"},
        {"Ldalvik/system/InMemoryDexClassLoader;", "loader-memory", "dalvik.system.InMemoryDexClassLoader"},
        {"Ldalvik/system/PathClassLoader;", "loader-path", "dalvik.system.PathClassLoader"},
    };

    for (size_t i = 0; i < f->app->dex_count; i++)
        for (size_t k = 0; k < sizeof loaders / sizeof *loaders; k++) {
            const struct dex *d = f->app->dexes[i].dex;
            uint32_t type = dex_find_type(d, bytes_str(loaders[k].type));
            struct packer *p;
            if (type == DEX_NO_INDEX)
                continue;
            p = entry_of(f, bytes_str(loaders[k].id), bytes_str(loaders[k].name), BYTES("loader"));
            if (p->markers++ == 0) {
                p->what = bytes_str(loaders[k].type);
                p->locus = dex_row_locus(d, &d->types, type);
                p->evidence = 1u << PACKER_LOADER;
                p->weight = 4;
            }
        }
}

static int by_id(const void *a, const void *b)
{
    return bytes_compare(((const struct packer *)a)->id, ((const struct packer *)b)->id);
}

struct packers packers_find(struct app *app)
{
    const struct pack_file *pack = pack_find("packers/packers.tsv");
    struct finding f = {.app = app, .pack = pack == NULL ? bytes_of(NULL, 0) : pack->text};

    read_pack(&f);
    keys_types(&f.keys[PACKER_CLASS], app, note_types, &f);
    note_files(&f);
    note_missing(&f);
    note_loaders(&f);
    if (f.found.count > 0)
        qsort(f.found.items, f.found.count, sizeof *f.found.items, by_id);
    return f.found;
}

bool packer_hides(const struct packer *p)
{
    return p->weight >= 2 && bytes_is(p->kind, "packer");
}

const char *packer_confidence(const struct packer *p)
{
    return p->weight >= 4 ? "high" : p->weight >= 2 ? "medium" : "low";
}
