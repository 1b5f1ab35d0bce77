/*
 * What resources make the platform run: classes that layouts, navigation graphs and preference screens name are made
 * when they are read, and android:onClick is called on the activity. Every binary XML file but the manifest is looked
 * at, its strings first: few name a class of the app.
 */
#include "code/graph_parts.h"

enum { ATTR_ON_CLICK = 0x0101026f };

struct layouts {
    struct graph *g;
    struct arena arena;
    struct scan scan; /* of its own: what is odd about these files is not what the app is asked about here */
    struct buf scratch;
};

static void enter_name(struct layouts *l, struct bytes name, const struct zip_entry *entry)
{
    uint32_t class = bytes_find(name, '.', 0) == name.size ? GRAPH_NONE : graph_class_named(l->g, name);

    if (class != GRAPH_NONE && !l->g->classes[class].made)
        graph_enter_class(l->g, class, "layout", locus_whole(entry->place));
}

/* android:onClick="name": name(View) of every activity the platform makes. */
static void enter_click(struct layouts *l, struct bytes name, const struct zip_entry *entry)
{
    struct graph *g = l->g;
    uint32_t number = graph_find_name(g, name), view = graph_find_type(g, BYTES("Landroid/view/View;"));
    uint32_t activity = graph_find_type(g, BYTES("Landroid/app/Activity;"));

    if (number == GRAPH_NONE || view == GRAPH_NONE || activity == GRAPH_NONE)
        return;
    for (uint32_t i = g->subs_from[activity]; i < g->subs_from[activity + 1]; i++) {
        uint32_t class = g->types[g->subs[i]].class;
        if (class == GRAPH_NONE || !graph_work(g, g->classes[class].count))
            continue;
        for (uint32_t m = g->classes[class].first; m < g->classes[class].first + g->classes[class].count; m++) {
            uint32_t sig = g->method_sig[m], proto, dex;
            if (sig == GRAPH_NONE || g->sig[sig].name != number)
                continue;
            proto = g->sig[sig].proto;
            if (graph_arity(g, proto) == 1 && g->proto_pool[g->proto_at[proto] + 1] == view &&
                (graph_encoded(g, m, &dex)->access & DEX_ACC_PUBLIC) != 0)
                graph_enter_method(g, m, "onClick", locus_whole(entry->place));
        }
    }
}

static void read_file(struct layouts *l, const struct zip_entry *entry, struct bytes raw)
{
    struct axml xml;
    struct error e;

    arena_reset(&l->arena);
    scan_init(&l->scan, &l->arena);
    if (!axml_open(&l->scan, raw, entry->place, &xml, &e))
        return;
    for (size_t i = 0; i < xml.count; i++)
        enter_name(l, xml.elements[i].name, entry);
    for (size_t i = 0; i < xml.attribute_count; i++) {
        const struct axml_attribute *a = &xml.attributes[i];
        enter_name(l, a->text, entry);
        if (a->id == ATTR_ON_CLICK && a->text.size > 0)
            enter_click(l, a->text, entry);
    }
}

/* Whether `text` stands at `at`, with `step` bytes to a character. */
static bool stands_at(struct bytes in, size_t at, size_t step, const char *text)
{
    for (; *text != 0; text++, at += step)
        if (bytes_get8(in, at) != (uint8_t)*text)
            return false;
    return true;
}

/* Whether a binary XML file may matter: it uses android:onClick, or a name with dots other than the schema's. */
static bool may_matter(struct bytes raw)
{
    static const uint8_t id[] = {0x6f, 0x02, 0x01, 0x01};
    struct bytes pool;
    size_t step;

    if (bytes_search(raw, bytes_of(id, sizeof id), 0) < raw.size)
        return true;
    if (!bytes_slice(raw, 8, bytes_get32(raw, 12), &pool))
        return true;
    step = (bytes_get32(pool, 16) & 0x100) != 0 ? 1 : 2;
    pool = bytes_from(pool, bytes_get32(pool, 20));
    for (size_t at = bytes_find(pool, '.', 0); at < pool.size; at = bytes_find(pool, '.', at + 1))
        if (bytes_get8(pool, at + step) >= 'A' && !stands_at(pool, at + step, step, "android.com/") &&
            !stands_at(pool, at + step, step, "com/apk/"))
            return true;
    return false;
}

static void read_archive(struct layouts *l, const struct artifact *a)
{
    for (size_t k = 0; k < a->zip.count; k++) {
        const struct zip_entry *entry = &a->zip.entries[k];
        struct bytes raw;
        struct error e = {0};
        uint8_t noted = a->zip.noted[k];
        if (a->contents[k] != CONTENT_AXML || !bytes_starts(entry->name, BYTES("res/")))
            continue;
        l->g->layout_bytes += entry->size;
        if (l->g->layout_bytes > LIMIT_GRAPH_LAYOUTS)
            return;
        l->g->layout_files++;
        arena_reset(&l->arena);
        scan_init(&l->scan, &l->arena);
        zip_read_into(&l->scan, &a->zip, entry, ZIP_ASSET, &raw, &e, &l->scratch);
        a->zip.noted[k] = noted; /* whoever reads it for its own sake says what is odd */
        if (raw.size > 0 && may_matter(raw))
            read_file(l, entry, raw);
    }
}

void graph_layouts(struct graph *g)
{
    struct layouts l = {.g = g};

    arena_init(&l.arena, LIMIT_ARENA / 8);
    l.arena.exhausted = g->arena->exhausted;
    l.arena.context = g->arena->context;
    buf_init(&l.scratch, LIMIT_ENTRY_SIZE);
    for (size_t i = 0; i < g->app->artifact_count; i++)
        if (g->app->artifacts[i]->kind <= ARTIFACT_SPLIT && g->app->artifacts[i]->is_zip)
            read_archive(&l, g->app->artifacts[i]);
    buf_free(&l.scratch);
    arena_free(&l.arena);
}
