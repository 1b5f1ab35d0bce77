/*
 * What resources make the platform run: classes that layouts, navigation graphs and preference screens name are made
 * when they are read, and android:onClick is called on the activity. Every binary XML file but the manifest is looked
 * at, its strings first: few name a class of the app.
 */
#include "code/graph_parts.h"

enum { ATTR_ON_CLICK = 0x0101026f };

/* What a file names: something with a dot, which may be a class, or the method of android:onClick. */
struct layout_name {
    struct bytes text;
    bool click;
};
struct layout_file {
    const struct zip_entry *entry;
    struct bytes raw;
    size_t from, to; /* in names */
};

/* Files whose bytes are there, looked through by whoever has time, in the order in which they are asked for. */
struct layouts_ahead {
    struct ahead_job job;
    struct layout_file *files;
    size_t count, capacity;
    struct arena arena;   /* of the names; freed with them */
    struct arena scratch; /* of a file while it is looked at */
    struct layout_name *names;
    size_t name_count, name_capacity;
    bool whole;
};

struct layouts {
    struct graph *g;
    struct arena arena;
    struct scan scan; /* of its own: what is odd about these files is not what the app is asked about here */
    struct buf scratch;
    const struct layouts_ahead *ahead; /* NULL: nobody began */
    size_t next;                       /* of its files */
};

static void enter_name(struct layouts *l, struct bytes name, const struct zip_entry *entry)
{
    uint32_t class = graph_class_named(l->g, name);

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

/* Whether `text` stands at `at`, with `step` bytes to a character. */
static bool stands_at(struct bytes in, size_t at, size_t step, const char *text)
{
    for (; *text != 0; text++, at += step)
        if (bytes_get8(in, at) != (uint8_t)*text)
            return false;
    return true;
}

/* Whether an attribute's id stands there; like every chunk, it does at a multiple of four. */
static bool has_id(struct bytes raw, uint32_t id)
{
    size_t at = 0;

    for (; at + 16 <= raw.size; at += 16) {
        if (bytes_load32(&raw.data[at]) == id || bytes_load32(&raw.data[at + 4]) == id ||
            bytes_load32(&raw.data[at + 8]) == id || bytes_load32(&raw.data[at + 12]) == id)
            return true;
    }
    for (; at + 4 <= raw.size; at += 4)
        if (bytes_load32(&raw.data[at]) == id)
            return true;
    return false;
}

/* Whether a binary XML file may matter: it uses android:onClick, or a name with dots other than the schema's. */
static bool may_matter(struct bytes raw)
{
    struct bytes pool;
    size_t step;

    if (has_id(raw, ATTR_ON_CLICK))
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

/* All that a file names, in its order, handed to `named`. */
static void list_names(struct scan *s, const struct layout_file *f,
                       void (*named)(void *context, const struct layout_file *f, struct layout_name name), void *context)
{
    struct axml xml;
    struct error e;

    if (f->raw.size == 0 || !may_matter(f->raw) || !axml_open(s, f->raw, f->entry->place, &xml, &e))
        return;
    for (size_t i = 0; i < xml.count; i++)
        if (bytes_find(xml.elements[i].name, '.', 0) < xml.elements[i].name.size)
            named(context, f, (struct layout_name){xml.elements[i].name, false});
    for (size_t i = 0; i < xml.attribute_count; i++) {
        const struct axml_attribute *a = &xml.attributes[i];
        if (bytes_find(a->text, '.', 0) < a->text.size)
            named(context, f, (struct layout_name){a->text, false});
        if (a->id == ATTR_ON_CLICK && a->text.size > 0)
            named(context, f, (struct layout_name){a->text, true});
    }
}

static void enter(void *context, const struct layout_file *f, struct layout_name name)
{
    if (name.click)
        enter_click(context, name.text, f->entry);
    else
        enter_name(context, name.text, f->entry);
}

static bool is_layout(const struct artifact *a, size_t k)
{
    return a->contents[k] == CONTENT_AXML && bytes_starts(a->zip.entries[k].name, BYTES("res/"));
}

/* Ahead */

static void keep(void *context, const struct layout_file *f, struct layout_name name)
{
    struct layouts_ahead *l = context;

    (void)f;
    l->names = arena_grow(&l->arena, l->names, l->name_count, &l->name_capacity, sizeof *l->names);
    l->names[l->name_count++] = (struct layout_name){arena_copy(&l->arena, name.text), name.click};
}

static void list_files(void *context)
{
    struct layouts_ahead *l = context;

    l->scratch.exhausted = l->arena.exhausted;
    l->scratch.context = l->arena.context;
    for (size_t i = 0; i < l->count; i++) {
        struct scan scan;
        arena_reset(&l->scratch);
        scan_init(&scan, &l->scratch);
        l->files[i].from = l->name_count;
        list_names(&scan, &l->files[i], keep, l);
        l->files[i].to = l->name_count;
    }
}

static void run(struct ahead_job *job)
{
    struct layouts_ahead *l = (struct layouts_ahead *)job;

    arena_init(&l->scratch, LIMIT_AHEAD);
    l->whole = arena_try(&l->arena, LIMIT_AHEAD, list_files, l);
    arena_free(&l->scratch);
}

/* The bytes of an entry, where nothing is to be done for them any more. */
static bool bytes_there(const struct zip *z, size_t k, struct bytes *out)
{
    struct zip_ahead *ahead = z->ahead[k];

    if (z->entries[k].method != ZIP_DEFLATED)
        return zip_has_local(&z->entries[k]) && bytes_slice(z->file, z->entries[k].data, z->entries[k].size, out);
    if (ahead == NULL)
        return false;
    ahead_finish(&ahead->job);
    *out = bytes_of(ahead->room, ahead->got.size);
    return true;
}

struct layouts_ahead *graph_begin_layouts(struct app *app)
{
    struct arena *a = app->scan.arena;
    struct layouts_ahead *l = arena_alloc(a, sizeof *l);
    uint64_t left = LIMIT_KEPT_XML;

    l->job.run = run;
    for (size_t i = 0; i < app->artifact_count; i++) {
        const struct artifact *from = app->artifacts[i];
        for (size_t k = 0; from->kind <= ARTIFACT_SPLIT && from->is_zip && k < from->zip.count; k++) {
            struct layout_file f = {.entry = &from->zip.entries[k]};
            if (!is_layout(from, k) || f.entry->size > left || !bytes_there(&from->zip, k, &f.raw))
                continue;
            left -= f.entry->size;
            l->files = arena_grow(a, l->files, l->count, &l->capacity, sizeof *l->files);
            l->files[l->count++] = f;
        }
    }
    ahead_post(&l->job);
    return l;
}

void graph_end_layouts(struct layouts_ahead *l)
{
    ahead_forget(&l->job);
    arena_free(&l->arena);
}

/* In its turn */

/* Whether the file was looked through ahead; its names are entered then. */
static bool entered(struct layouts *l, const struct zip_entry *entry)
{
    const struct layout_file *f;

    if (l->ahead == NULL || l->next == l->ahead->count || l->ahead->files[l->next].entry != entry)
        return false;
    f = &l->ahead->files[l->next++];
    for (size_t i = f->from; i < f->to; i++)
        enter(l, f, l->ahead->names[i]);
    return true;
}

static void read_archive(struct layouts *l, const struct artifact *a)
{
    for (size_t k = 0; k < a->zip.count; k++) {
        const struct zip_entry *entry = &a->zip.entries[k];
        struct layout_file f = {.entry = entry};
        struct error e = {0};
        uint8_t noted = a->zip.noted[k];
        if (!is_layout(a, k))
            continue;
        l->g->layout_bytes += entry->size;
        if (l->g->layout_bytes > LIMIT_GRAPH_LAYOUTS)
            return;
        l->g->layout_files++;
        if (entered(l, entry))
            continue;
        arena_reset(&l->arena);
        scan_init(&l->scan, &l->arena);
        zip_read_into(&l->scan, &a->zip, entry, ZIP_ASSET, &f.raw, &e, &l->scratch);
        a->zip.noted[k] = noted; /* whoever reads it for its own sake says what is odd */
        list_names(&l->scan, &f, enter, l);
    }
}

void graph_layouts(struct graph *g)
{
    struct layouts l = {.g = g};
    struct layouts_ahead *ahead = graph_begun_layouts(g->app);

    if (ahead != NULL)
        ahead_finish(&ahead->job);
    l.ahead = ahead != NULL && ahead->whole ? ahead : NULL;
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
