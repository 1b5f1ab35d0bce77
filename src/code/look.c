/*
 * Classes and methods of signs are looked up in the graph, texts in the string
 * table of each DEX file. One pass over the references that are kept of all
 * code then finds the instructions that name what was found; only methods in
 * which it matters what a value goes to are decoded again.
 */
#include "code/look.h"

#include <stdlib.h>

#include "base/ahead.h"
#include "code/graph_parts.h"

/* All looks of an app, by whoever has time, into an arena that joins the app's. */
struct looks_ahead {
    struct ahead_job job;
    const struct app *app;
    struct graph graph; /* the app's, but for the count of work */
    uint64_t work;
    struct arena arena;
    struct looks looks;
    bool whole;
};

static void add_match(struct look *l, enum dex_ref ref, uint32_t index, uint32_t sign)
{
    static const struct {
        size_t table;
    } of[] = {[DEX_REF_STRING] = {offsetof(struct dex, strings)},
              [DEX_REF_TYPE] = {offsetof(struct dex, types)},
              [DEX_REF_FIELD] = {offsetof(struct dex, fields)},
              [DEX_REF_METHOD] = {offsetof(struct dex, methods)}};
    const struct dex_table *t = (const struct dex_table *)((const char *)l->d->dex + of[ref].table);

    if (l->wanted.of[ref] == NULL)
        l->wanted.of[ref] = arena_alloc(l->arena, t->rows / 8 + 1);
    l->wanted.of[ref][index / 8] |= (uint8_t)(1u << index % 8);
    l->matches =
        arena_grow(l->arena, l->matches, l->match_count, &l->match_capacity, sizeof *l->matches);
    l->matches[l->match_count++] = (struct match){index, sign, ref};
}

/* --- classes and their fields --- */

/* Types that signs name, in every DEX file that does. */
static void match_types(struct look *looks, const struct graph *g, const struct signs *signs, uint32_t *next)
{
    struct bytes class = {NULL, 0};
    uint32_t type = GRAPH_NONE;

    for (uint32_t k = 0; k < signs->count; k++) {
        const struct sign *s = &signs->rows[k];
        if (s->kind != SIGN_CLASS && s->kind != SIGN_FIELD)
            continue;
        if (!bytes_equal(s->class, class)) {
            class = s->class;
            type = graph_find_type(g, class);
        }
        for (uint32_t u = type == GRAPH_NONE ? 0 : g->uses_from[type];
             type != GRAPH_NONE && u < g->uses_from[type + 1]; u++) {
            struct look *l = &looks[g->uses[u].dex];
            if (s->kind == SIGN_CLASS) {
                add_match(l, DEX_REF_TYPE, g->uses[u].type, k);
                continue;
            }
            if (l->fields == NULL)
                l->fields = arena_array(l->arena, l->d->dex->types.rows, sizeof *l->fields);
            next[k] = l->fields[g->uses[u].type]; /* the same in every DEX file: signs come in one order */
            l->fields[g->uses[u].type] = k + 1;
        }
    }
}

static void match_fields(struct look *l)
{
    const struct dex *d = l->d->dex;

    for (uint32_t f = 0; l->fields != NULL && f < d->fields.rows; f++) {
        struct dex_field field;
        struct bytes name;
        if (!dex_field(d, f, &field) || field.class >= d->types.rows || l->fields[field.class] == 0)
            continue;
        name = dex_string(d, field.name);
        for (uint32_t i = l->fields[field.class]; i > 0; i = l->next[i - 1])
            if (bytes_equal(l->signs->rows[i - 1].name, name))
                add_match(l, DEX_REF_FIELD, f, i - 1);
    }
}

/* --- texts --- */

static bool is_text(const struct sign *s)
{
    return s->kind >= SIGN_URI && s->kind < SIGN_PERMISSION;
}

/* A content URI is a row's when it is the row's, or goes on below it. */
static bool fits(const struct sign *s, struct bytes string)
{
    if (!s->prefix)
        return bytes_equal(string, s->text);
    if (!bytes_starts(string, s->text))
        return false;
    return s->kind != SIGN_URI || string.size == s->text.size ||
           memchr("/?#", string.data[s->text.size], 3) != NULL;
}

/* Order of a DEX string and ASCII text by code units: 0xc0 begins what stands for U+0000. */
static int order(struct bytes string, struct bytes text)
{
    for (size_t i = 0; i < string.size && i < text.size; i++) {
        int one = string.data[i] == 0xc0 ? 0 : string.data[i];
        if (one != text.data[i])
            return one - text.data[i];
    }
    return string.size < text.size ? -1 : string.size > text.size;
}

/* The first string that is not before the text. */
static uint32_t first_from(const struct dex *d, struct bytes text)
{
    uint32_t low = 0, high = d->strings.rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (order(dex_string(d, middle), text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where nobody vouches for the order: every string, against the signs that begin with the same byte. */
static void match_unsorted(struct look *l)
{
    uint32_t *after = arena_array(l->arena, l->signs->count, sizeof *after);
    uint32_t first[256] = {0}; /* sign + 1, by first byte; the next one is in after */

    for (uint32_t k = (uint32_t)l->signs->count; k-- > 0;) {
        const struct sign *s = &l->signs->rows[k];
        if (!is_text(s))
            continue;
        after[k] = first[s->text.data[0]];
        first[s->text.data[0]] = k + 1;
    }
    for (uint32_t i = 0; i < l->d->dex->strings.rows; i++) {
        struct bytes string = dex_string(l->d->dex, i);
        for (uint32_t k = string.size == 0 ? 0 : first[string.data[0]]; k > 0; k = after[k - 1])
            if (fits(&l->signs->rows[k - 1], string))
                add_match(l, DEX_REF_STRING, i, k - 1);
    }
}

static void match_strings(struct look *l)
{
    const struct dex *d = l->d->dex;

    if (!d->loadable) {
        match_unsorted(l);
        return;
    }
    for (uint32_t k = 0; k < l->signs->count; k++) {
        const struct sign *s = &l->signs->rows[k];
        if (!is_text(s))
            continue;
        for (uint32_t i = first_from(d, s->text); i < d->strings.rows; i++) {
            struct bytes string = dex_string(d, i);
            if (!bytes_starts(string, s->text))
                break;
            if (fits(s, string))
                add_match(l, DEX_REF_STRING, i, k);
        }
    }
}

/* --- what instructions make of it --- */

static int by_index(const void *a, const void *b)
{
    const struct match *x = a, *y = b;

    if (x->ref != y->ref)
        return x->ref < y->ref ? -1 : 1;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->sign > y->sign) - (x->sign < y->sign);
}

const struct match *look_matches(const struct look *l, const struct site *site)
{
    size_t low = 0, high = l->match_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct match *m = &l->matches[middle];
        if (m->ref < site->ref || (m->ref == site->ref && m->index < site->index))
            low = middle + 1;
        else
            high = middle;
    }
    return &l->matches[low];
}

static void note_number(void *context, struct site *site, uint32_t argument, uint32_t count, int64_t value)
{
    struct look *l = context;

    l->numbers =
        arena_grow(l->arena, l->numbers, l->number_count, &l->number_capacity, sizeof *l->numbers);
    l->numbers[l->number_count++] =
        (struct number){(uint32_t)(site - l->sites.rows), argument + 1 == count, value};
}

/* Follows the values of all sites where a sign asks for it, method by method. */
static void trace_sites(struct look *l)
{
    struct trace t = {.arena = l->arena, .dex = l->d, .number = note_number, .context = l};

    for (size_t i = 0, end; i < l->sites.count; i = end) {
        bool wanted = false;
        for (end = i; end < l->sites.count && l->sites.rows[end].encoded == l->sites.rows[i].encoded; end++)
            for (const struct match *m = look_matches(l, &l->sites.rows[end]); look_same(l, m, &l->sites.rows[end]);
                 m++)
                wanted |= l->signs->rows[m->sign].given != GIVEN_ANY;
        if (wanted)
            trace_method(&t, &l->sites.rows[i], end - i);
    }
}

/* --- references to methods: written on the class itself, or on one below it --- */

/* Constructors are not inherited: a call of another class's is none of this one's. */
static bool same_class(const struct look *l, uint32_t method, struct bytes class)
{
    struct dex_method m;

    return dex_method(l->d->dex, method, &m) && bytes_equal(dex_type(l->d->dex, m.class), class);
}

static void match_methods(struct look *looks, const struct graph *g, const struct signs *signs)
{
    for (uint32_t k = 0; k < signs->count; k++) {
        const struct sign *s = &signs->rows[k];
        struct graph_refs refs;
        struct bytes parameters;
        uint32_t reference;
        size_t dex;
        if (s->kind != SIGN_METHOD)
            continue;
        bytes_slice(s->proto, 0, s->proto.size == 0 ? 0 : bytes_find(s->proto, ')', 0) + 1, &parameters);
        refs = graph_api(g, s->class, s->name, parameters);
        while ((reference = graph_refs_next(&refs)) != GRAPH_NONE) {
            uint32_t method;
            graph_reference_at(g, reference, &dex, &method);
            if (!bytes_is(s->name, "<init>") || same_class(&looks[dex], method, s->class))
                add_match(&looks[dex], DEX_REF_METHOD, method, k);
        }
    }
}

/* --- all of it --- */

static void look(struct look *l)
{
    match_fields(l);
    match_strings(l);
    if (l->match_count == 0)
        return;
    qsort(l->matches, l->match_count, sizeof *l->matches, by_index);
    sites_find(l->arena, l->d, &l->wanted, &l->sites);
    trace_sites(l);
}

static struct looks look_all(const struct app *app, const struct graph *g, struct arena *a)
{
    struct looks out = {.signs = signs_read(a)};
    uint32_t *next = arena_array(a, out.signs.count, sizeof *next);
    struct signs *signs = arena_alloc(a, sizeof *signs);

    *signs = out.signs;
    out.of = arena_array(a, app->dex_count, sizeof *out.of);
    for (uint32_t i = 0; i < app->dex_count; i++)
        out.of[i] =
            (struct look){.arena = a, .d = &app->dexes[i], .number = i, .signs = signs, .next = next};
    match_types(out.of, g, signs, next);
    match_methods(out.of, g, signs);
    for (uint32_t i = 0; i < app->dex_count; i++)
        look(&out.of[i]);
    return out;
}

static void look_ahead(void *context)
{
    struct looks_ahead *l = context;

    l->looks = look_all(l->app, &l->graph, &l->arena);
}

static void run(struct ahead_job *job)
{
    struct looks_ahead *l = (struct looks_ahead *)job;

    l->whole = arena_try(&l->arena, LIMIT_AHEAD, look_ahead, l);
}

void looks_begin(struct app *app, const struct graph *g)
{
    struct looks_ahead *l;

    if (!ahead_helped())
        return;
    l = arena_alloc(app->scan.arena, sizeof *l);
    *l = (struct looks_ahead){.job = {.run = run}, .app = app, .graph = *g};
    l->graph.work = &l->work;
    app->looks_ahead = l;
    ahead_post(&l->job);
}

const struct looks *looks_of(struct app *app, const struct graph *g)
{
    struct looks_ahead *l = app->looks_ahead;
    struct looks *looks;

    if (l != NULL) {
        ahead_finish(&l->job);
        if (l->whole && graph_work(g, l->work)) {
            arena_adopt(app->scan.arena, &l->arena);
            return &l->looks;
        }
        if (l->whole)
            *g->work -= l->work; /* too much: it is counted as it comes */
        arena_free(&l->arena);
    }
    looks = arena_alloc(app->scan.arena, sizeof *looks);
    *looks = look_all(app, g, app->scan.arena);
    return looks;
}
