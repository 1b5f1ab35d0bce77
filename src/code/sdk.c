#include "code/sdk.h"

#include <stdlib.h>

#include "base/pack.h"
#include "base/tsv.h"
#include "code/rows.h"
#include "code/texts.h"

/* Fields of sdks.tsv. */
enum { ID, NAME, CATEGORY, OWNER, PREFIXES, LIBRARIES, MARKERS, DOMAINS, ALSO_HITS, SOURCE, CHECKED, FIELDS };

const char *sdk_basis_name(enum sdk_basis basis)
{
    static const char *const names[SDK_BASES] = {
        [SDK_CODE] = "code",     [SDK_COMPONENT] = "component",   [SDK_LIBRARY] = "library", [SDK_CONSTANT] = "constant",
        [SDK_META] = "meta-data", [SDK_PERMISSION] = "permission", [SDK_HOST] = "host",       [SDK_NAMED] = "named",
    };

    return names[basis];
}

const char *sdk_confidence_name(enum sdk_confidence confidence)
{
    static const char *const names[] = {"low", "medium", "high"};

    return names[confidence];
}

struct finding {
    struct app *app;
    const struct graph *graph;
    struct keys keys[SDK_KEYS];
    struct sdk *items;
    size_t count, capacity;
};

/* Whether the remark on what else a row hits says that its names prove little. */
static bool says_common(struct bytes remark)
{
    return bytes_search(remark, BYTES("common name"), 0) < remark.size ||
           bytes_search(remark, BYTES("short"), 0) < remark.size;
}

/* The entry for an id, made when it is not there. */
static struct sdk *entry_of(struct finding *f, struct bytes id)
{
    const struct pack_file *pack = pack_find("sdks/sdks.tsv");
    struct bytes fields[FIELDS];
    struct sdk *s;

    for (size_t i = 0; i < f->count; i++)
        if (f->items[i].id.data == id.data || bytes_equal(f->items[i].id, id))
            return &f->items[i];
    if (pack == NULL || !tsv_find(pack->text, id, fields, FIELDS))
        return NULL;
    f->items = arena_grow(f->app->scan.arena, f->items, f->count, &f->capacity, sizeof *f->items);
    s = &f->items[f->count++];
    *s = (struct sdk){.id = fields[ID], .name = fields[NAME], .category = fields[CATEGORY],
                      .source = fields[SOURCE], .basis = SDK_BASES, .grade = GRADE_PRESENT};
    s->common = says_common(fields[ALSO_HITS]);
    s->compared = bytes_is(fields[CHECKED], "code") || bytes_is(fields[CHECKED], "listed");
    owner_find(fields[OWNER], &s->owner);
    return s;
}

/* Adds evidence; the strongest names what was matched and where. */
static struct sdk *note(struct finding *f, struct bytes id, enum sdk_basis basis, struct bytes what,
                        struct locus locus)
{
    struct sdk *s = entry_of(f, id);

    if (s == NULL)
        return NULL;
    s->evidence |= 1u << basis;
    if (basis < s->basis) {
        s->basis = basis;
        s->what = what;
        s->locus = locus;
    }
    return s;
}

/* The first method of the table whose class is not before `type`; where ART has checked the order. */
static uint32_t methods_from(const struct dex *d, uint32_t type)
{
    uint32_t low = 0, high = d->methods.rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct dex_method m;
        if (dex_method(d, middle, &m) && m.class < type)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * The best grade of classes and methods in a range of types: code makes objects of them, or the platform runs
 * them, such as an SDK's own components.
 */
static enum grade grade_of_types(const struct finding *f, const struct keys_types *t)
{
    size_t dex = (size_t)(t->dex - f->app->dexes);
    const struct dex *d = t->dex->dex;
    enum grade best = GRADE_PRESENT, g;
    uint32_t end;

    for (uint32_t i = t->from; i < t->to && best < GRADE_REACHABLE; i++)
        if ((g = graph_grade(f->graph, graph_target(GRAPH_TYPE, dex, i))) > best)
            best = g;
    end = d->loadable ? methods_from(d, t->to) : 0;
    for (uint32_t i = d->loadable ? methods_from(d, t->from) : 0; i < end && best < GRADE_REACHABLE; i++)
        if ((g = graph_grade(f->graph, graph_target(GRAPH_METHOD, dex, i))) > best)
            best = g;
    return best;
}

static void note_types(void *context, const struct keys_types *t)
{
    struct finding *f = context;
    const struct key *key = &f->keys[SDK_BY_TYPE].items[t->key];
    const struct dex *d = t->dex->dex;
    enum sdk_basis basis = t->defined > 0 ? SDK_CODE : SDK_NAMED;
    struct sdk *s = note(f, key->id, basis, key->text, dex_row_locus(d, &d->types, t->first));

    if (s == NULL || t->defined == 0)
        return;
    s->classes += t->defined;
    if (s->grade < GRADE_REACHABLE) {
        enum grade g = grade_of_types(f, t);
        s->grade = g > s->grade ? g : s->grade;
    }
    if (s->dex == NULL) {
        s->dex = t->dex;
        s->type = t->first;
    }
}

static void note_all(struct finding *f, unsigned kind, struct bytes text, enum sdk_basis basis, struct bytes what,
                     struct locus locus)
{
    const struct keys *k = &f->keys[kind];

    for (uint32_t i = keys_find(k, text); i > 0; i = keys_more(k, text, i))
        note(f, k->items[i - 1].id, basis, what, locus);
}

static void note_declared(void *context, enum declared kind, struct bytes name, struct locus locus)
{
    static const struct {
        uint8_t keys, basis;
    } by[] = {
        [DECLARED_COMPONENT] = {SDK_BY_COMPONENT, SDK_COMPONENT},
        [DECLARED_META] = {SDK_BY_META, SDK_META},
        [DECLARED_PERMISSION] = {SDK_BY_PERMISSION, SDK_PERMISSION},
    };
    struct finding *f = context;

    note_all(f, by[kind].keys, name, (enum sdk_basis)by[kind].basis, name, locus);
}

static void note_libraries(struct finding *f)
{
    for (size_t i = 0; i < f->app->library_count; i++) {
        const struct app_library *l = &f->app->libraries[i];
        struct bytes file = name_of_entry(l->name);
        note_all(f, SDK_BY_LIBRARY, file, SDK_LIBRARY, file, l->elf.at_header);
        if (!bytes_equal(file, l->elf.soname))
            note_all(f, SDK_BY_LIBRARY, l->elf.soname, SDK_LIBRARY, l->elf.soname, l->elf.at_soname);
    }
}

/* Texts that an SDK's code needs to work whatever its classes are called: packs/sdks/constants.tsv. */
static void note_constants(struct finding *f)
{
    const struct pack_file *pack = pack_find("sdks/constants.tsv");
    struct bytes row[2];

    if (pack == NULL)
        return;
    for (size_t i = 0; i < f->app->dex_count; i++) {
        const struct dex *d = f->app->dexes[i].dex;
        if (!d->loadable)
            continue;
        for (size_t at = tsv_start(pack->text); tsv_next(pack->text, &at, row, 2);) {
            uint32_t string = dex_find_string(d, row[0]);
            if (string != DEX_NO_INDEX)
                note(f, row[1], SDK_CONSTANT, row[0], dex_string_locus(d, string));
        }
    }
}

/* What follows "://" up to the end of the host. */
static struct bytes host_behind(const struct mark *mark)
{
    struct bytes rest = bytes_from(mark->text, mark->at + 3), host;
    size_t n = 0;

    while (n < rest.size && (rest.data[n] == '.' || rest.data[n] == '-' || (rest.data[n] >= 'a' && rest.data[n] <= 'z') ||
                             (rest.data[n] >= '0' && rest.data[n] <= '9')))
        n++;
    bytes_slice(rest, 0, n, &host);
    return host;
}

/* Addresses in code with a host that one SDK alone speaks to: a whole host of the pack, not just a domain. */
static void note_hosts(struct finding *f)
{
    const struct marks *m = texts_of(f->app);
    const struct keys *k = &f->keys[SDK_BY_DOMAIN];

    for (size_t i = 0; i < m->count; i++) {
        struct bytes host = m->items[i].address && m->items[i].dex != NULL ? host_behind(&m->items[i]) : bytes_of(NULL, 0);
        size_t dot = bytes_find(host, '.', 0);
        uint32_t key;
        if (dot == host.size || bytes_find(host, '.', dot + 1) == host.size || (key = keys_find(k, host)) == 0 ||
            keys_more(k, host, key) != 0)
            continue;
        note(f, k->items[key - 1].id, SDK_HOST, k->items[key - 1].text,
             mark_locus(&m->items[i], m->items[i].at + 3, host.size));
    }
}

static void read_index(struct finding *f)
{
    const struct pack_file *pack = pack_find("sdks/index.tsv");

    for (unsigned i = 0; pack != NULL && i < SDK_KEYS; i++)
        f->keys[i] = rows_keys(f->app->scan.arena, pack->text, sdk_keys, sdk_keys_from[i], sdk_keys_from[i + 1]);
}

static enum sdk_confidence confidence_of(const struct sdk *s)
{
    unsigned kinds_of_evidence = (unsigned)__builtin_popcount(s->evidence & ~(1u << SDK_NAMED));
    int level;

    switch (s->basis) {
    case SDK_CODE:
        level = s->common && !s->compared ? SDK_LOW : s->compared ? SDK_HIGH : SDK_MEDIUM;
        break;
    case SDK_COMPONENT:
    case SDK_CONSTANT:
        level = SDK_MEDIUM;
        break;
    case SDK_LIBRARY:
    case SDK_META:
        level = s->common ? SDK_LOW : SDK_MEDIUM;
        break;
    default:
        level = SDK_LOW;
        break;
    }
    if (kinds_of_evidence >= 2 && level < SDK_HIGH)
        level++;
    return (enum sdk_confidence)level;
}

/* What follows "version=" in a line of a .properties file, or the whole of a .version file. */
static struct bytes version_in(struct bytes text, bool properties)
{
    size_t at = 0, end;
    struct bytes out;

    if (properties) {
        at = bytes_search(text, BYTES("version="), 0);
        at = at < text.size ? at + 8 : at;
    }
    for (end = at; end < text.size && text.data[end] > ' ' && text.data[end] < 0x7f && end - at < 64;)
        end++;
    bytes_slice(text, at, end - at, &out);
    return out;
}

/* The version that Gradle and Google's builds leave beside the code of the Maven artifact the row names. */
static void find_version(struct app *app, struct sdk *s)
{
    struct bytes artifact = s->source, group;
    struct bytes names[2];
    size_t colon;

    if (app->base == NULL || !bytes_starts(artifact, BYTES("maven:")))
        return;
    artifact = bytes_from(artifact, 6);
    colon = bytes_find(artifact, ':', 0);
    bytes_slice(artifact, 0, colon, &group);
    artifact = bytes_from(artifact, colon + 1);
    names[0] = arena_printf(app->scan.arena, "META-INF/%.*s_%.*s.version", (int)group.size, (const char *)group.data,
                            (int)artifact.size, (const char *)artifact.data);
    names[1] = arena_printf(app->scan.arena, "%.*s.properties", (int)artifact.size, (const char *)artifact.data);
    for (int i = 0; i < 2 && s->version.size == 0; i++) {
        const struct zip_entry *entry = zip_find(&app->base->zip, names[i]);
        struct bytes text;
        struct error e;
        if (entry == NULL || entry->size > 4096 || !zip_read(&app->scan, &app->base->zip, entry, ZIP_ASSET, &text, &e))
            continue;
        s->version = version_in(text, i == 1);
    }
}

static int by_id(const void *a, const void *b)
{
    return bytes_compare(((const struct sdk *)a)->id, ((const struct sdk *)b)->id);
}

const struct sdks *sdks_of(struct app *app)
{
    struct finding f = {.app = app};

    if (app->sdks != NULL)
        return app->sdks;
    f.graph = graph_of(app);
    read_index(&f);
    keys_types(&f.keys[SDK_BY_TYPE], app, note_types, &f);
    declared_each(app, note_declared, &f);
    note_libraries(&f);
    note_constants(&f);
    note_hosts(&f);
    for (size_t i = 0; i < f.count; i++) {
        f.items[i].confidence = confidence_of(&f.items[i]);
        if (f.items[i].basis == SDK_CODE)
            find_version(app, &f.items[i]);
    }
    if (f.count > 0)
        qsort(f.items, f.count, sizeof *f.items, by_id);
    app->sdks = arena_alloc(app->scan.arena, sizeof *app->sdks);
    *app->sdks = (struct sdks){f.items, f.count, f.keys[SDK_BY_TYPE]};
    return app->sdks;
}

const struct sdk *sdk_of_prefix(const struct sdks *sdks, struct bytes prefix)
{
    uint32_t key = keys_find(&sdks->types, prefix);

    if (key == 0 || !bytes_equal(sdks->types.items[key - 1].text, prefix))
        return NULL;
    for (size_t i = 0; i < sdks->count; i++)
        if (bytes_equal(sdks->items[i].id, sdks->types.items[key - 1].id))
            return &sdks->items[i];
    return NULL;
}
