/*
 * endpoints: addresses in code, resources, libraries and files. What is only
 * an identifier or a page to read is listed too, by its kind.
 */
#include "base/limits.h"
#include "code/graph.h"
#include "code/names.h"
#include "code/owner.h"
#include "code/secret.h"
#include "code/texts.h"
#include "code/url.h"
#include "fact/network.h"
#include "fact/tables.h"

enum {
    KIND,
    VALUE,
    SCHEME,
    HOST,
    REGISTRABLE,
    OWNER,
    OWNER_ID,
    OWNER_GROUP,
    JURISDICTION,
    GRADE,
    SOURCE,
    LOCUS
};

static const struct column columns[] = {
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "url; ip: with a public IP address; host: without a scheme; domain: of the network security configuration; "
              "template: part of the host is put in at run time; mention: in the middle of a sentence; documentation; "
              "namespace: names a vocabulary; local; reserved: for examples"},
    [VALUE] = {"value", COLUMN_TEXT, 0, "the address; keys and passwords in it are blacked out"},
    [SCHEME] = {"scheme", COLUMN_TEXT, COLUMN_NULL, "http, https, wss, mqtt ...; NULL: none is written"},
    [HOST] = {"host", COLUMN_TEXT, COLUMN_NULL,
              "name or address; of a template the end that is fixed; NULL: no part of it is"},
    [REGISTRABLE] = {"registrable", COLUMN_TEXT, COLUMN_NULL,
                     "the domain that somebody registered, by the public suffix list; NULL for addresses and local names"},
    [OWNER] = {"owner", COLUMN_TEXT, COLUMN_NULL,
               "the company it belongs to; of a content network or cloud, who runs that; NULL: not known"},
    [OWNER_ID] = {"owner_id", COLUMN_TEXT, COLUMN_NULL, "that company in packs/sdks/owners.tsv; NULL: not known"},
    [OWNER_GROUP] = {"owner_group", COLUMN_TEXT, COLUMN_NULL, "the company that controls it in the end; NULL: not known"},
    [JURISDICTION] = {"jurisdiction", COLUMN_TEXT, COLUMN_NULL,
                      "country that group is run from, ISO 3166-1; NULL: not known"},
    [GRADE] = {"grade", COLUMN_TEXT, 0, "present: the text is there; called: an instruction loads it; reachable: one that can be reached does"},
    [SOURCE] = {"source", COLUMN_TEXT, 0, "code, resource, manifest, native, file or network config"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the text"},
};

/* What is known of a host, asked once. */
struct known {
    struct bytes registrable;
    struct owner owner;
};

struct filling {
    struct rows *rows;
    struct app *app;
    struct names values, hosts;
    struct known *known; /* by number of the host */
    size_t known_capacity;
};

static const struct known *known_of(struct filling *f, struct bytes host)
{
    bool fresh;
    uint32_t i = names_add(&f->hosts, host, &fresh);

    if (fresh) {
        f->known = arena_grow(f->rows->arena, f->known, i, &f->known_capacity, sizeof *f->known);
        f->known[i].registrable = host_registrable(host);
        owner_of_host(host, &f->known[i].owner);
    }
    return &f->known[i];
}

static bool has_name(enum url_kind kind)
{
    return kind != URL_ADDRESS && kind != URL_LOCAL && kind != URL_RESERVED;
}

/* A row; false when there is no room for one more. */
static bool add(struct filling *f, const struct url *url, enum grade grade, const char *source, struct locus locus)
{
    struct rows *r = f->rows;
    struct bytes value = secret_clean(r->arena, url->value);
    bool fresh;
    uint32_t i = names_add(&f->values, value, &fresh);

    if (i == UINT32_MAX) {
        app_note_gap(f->app, COVER_CODE, locus, "endpoints");
        return false;
    }
    if (!fresh) {
        struct value *had = &r->values[i * r->table->column_count + GRADE]; /* values and rows have the same numbers */
        if (grade > grade_of(had->text))
            *had = value_str(grade_name(grade));
        return true;
    }
    rows_begin(r);
    rows_str(r, KIND, url_kind_name(url->kind));
    rows_text(r, VALUE, value);
    rows_some(r, SCHEME, url->scheme);
    rows_some(r, HOST, url->host);
    if (url->host.size > 0 && has_name(url->kind)) {
        const struct known *known = known_of(f, url->host);
        rows_some(r, REGISTRABLE, known->registrable);
        rows_some(r, OWNER, known->owner.name);
        rows_some(r, OWNER_ID, known->owner.id);
        rows_some(r, OWNER_GROUP, known->owner.group);
        rows_some(r, JURISDICTION, known->owner.jurisdiction);
    }
    rows_str(r, GRADE, grade_name(grade));
    rows_str(r, SOURCE, source);
    rows_locus(r, LOCUS, locus);
    return true;
}

static bool add_marks(struct filling *f)
{
    const struct marks *m = texts_of(f->app);

    for (size_t i = 0; i < m->count; i++) {
        const struct mark *mark = &m->items[i];
        struct url url;
        if (!mark->address || !url_at(f->rows->arena, mark->text, mark->at, &url))
            continue;
        if (!add(f, &url, mark_grade(f->app, mark), mark_source_name((enum mark_source)mark->source),
                 mark_locus(mark, url.from, url.value.size)))
            return false;
    }
    return true;
}

/* Strings of code that are a host or an address and nothing else; only those that an instruction loads. */
static bool add_bare(struct filling *f)
{
    const struct graph *g = graph_of(f->app);

    for (size_t i = 0; i < f->app->dex_count; i++) {
        const struct app_dex *d = &f->app->dexes[i];
        uint64_t budget = 16ull * d->dex->file.size; /* strings may overlap in a file that ART refuses */
        for (uint32_t s = 0; s < d->dex->strings.rows && budget > 0; s++) {
            struct bytes text;
            struct url url;
            if (!dex_bit(d->use.strings, s))
                continue;
            text = dex_string_head(d->dex, s, 256);
            budget -= text.size < budget ? text.size : budget;
            if (text.size < 4 || text.size > 255 || bytes_find(text, '.', 0) == text.size ||
                !url_bare(f->rows->arena, text, &url))
                continue;
            if (!add(f, &url, graph_grade(g, graph_target(GRAPH_STRING, i, s)), "code", dex_string_locus(d->dex, s)))
                return false;
        }
    }
    return true;
}

static bool add_domains(struct filling *f)
{
    for (const struct network_rule *rule = network_rules(f->app); rule != NULL; rule = rule->next) {
        struct url url = {.kind = URL_DOMAIN, .value = rule->domain, .host = rule->domain};
        enum url_kind kind;
        if (bytes_is(rule->domain, "*") || rule->domain.size == 0)
            continue;
        if (url_ipv4(url.host, &kind))
            url.kind = kind;
        if (!add(f, &url, GRADE_PRESENT, "network config", rule->locus))
            return false;
    }
    return true;
}

static void fill(struct rows *r, struct app *app)
{
    struct filling f = {.rows = r, .app = app};

    names_init(&f.values, r->arena, LIMIT_ENDPOINTS);
    names_init(&f.hosts, r->arena, LIMIT_ENDPOINTS);
    if (add_domains(&f) && add_marks(&f))
        add_bare(&f);
}

const struct table table_endpoints = {
    .name = "endpoints",
    .doc = "Addresses in code, resources, native libraries, files and network configuration, each once.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_MANIFEST | PART_RESOURCES | PART_CODE | PART_NATIVE,
    .fill = fill,
};
