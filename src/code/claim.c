/*
 * Classes and methods of signs are looked up in the graph, texts in the string
 * table of each DEX file. One pass over the references that are kept of all
 * code then finds the instructions that name what was found; only methods in
 * which it matters what a value goes to are decoded again.
 */
#include "code/claim.h"

#include <stdlib.h>

#include "base/tsv.h"
#include "code/graph_parts.h"

enum { OP_RETURN_VOID = 0x0e, OP_RETURN = 0x0f };

/* One DEX file being looked at. */
struct match {
    uint32_t index; /* of the string, type, field or method */
    uint32_t sign;
    enum dex_ref ref;
};
struct look {
    struct app *app;
    const struct app_dex *d;
    uint32_t number; /* of the DEX file */
    const struct signs *signs;
    const uint32_t *next; /* by row of signs: the next field of the same class + 1 */
    uint32_t *fields;     /* by type: the first field sign of that class + 1; NULL: none */
    const struct graph *graph;
    struct claim *claims;
    struct match *matches;
    size_t match_count, match_capacity;
    struct wanted wanted;
    struct sites sites;
    struct number *numbers;
    size_t number_count, number_capacity;
};
/* A constant argument of a wanted call. */
struct number {
    uint32_t site;
    bool last;
    int64_t value;
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
        l->wanted.of[ref] = arena_alloc(l->app->scan.arena, t->rows / 8 + 1);
    l->wanted.of[ref][index / 8] |= (uint8_t)(1u << index % 8);
    l->matches =
        arena_grow(l->app->scan.arena, l->matches, l->match_count, &l->match_capacity, sizeof *l->matches);
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
                l->fields = arena_array(l->app->scan.arena, l->d->dex->types.rows, sizeof *l->fields);
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
    uint32_t *after = arena_array(l->app->scan.arena, l->signs->count, sizeof *after);
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

/* The matches of what a site names: from the first on, as long as ref and index are the same. */
static const struct match *matches_of(const struct look *l, const struct site *site)
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

static bool same(const struct look *l, const struct match *m, const struct site *site)
{
    return m < l->matches + l->match_count && m->ref == site->ref && m->index == site->index;
}

static void note_number(void *context, struct site *site, uint32_t argument, uint32_t count, int64_t value)
{
    struct look *l = context;

    l->numbers =
        arena_grow(l->app->scan.arena, l->numbers, l->number_count, &l->number_capacity, sizeof *l->numbers);
    l->numbers[l->number_count++] =
        (struct number){(uint32_t)(site - l->sites.rows), argument + 1 == count, value};
}

/* Whether a number is one of "1,3". */
static bool listed(struct bytes list, int64_t value)
{
    for (size_t at = 0; at < list.size;) {
        int64_t one = 0;
        for (; at < list.size && list.data[at] != ','; at++)
            one = one * 10 + (list.data[at] - '0');
        if (one == value)
            return true;
        at++;
    }
    return false;
}

/* Follows the values of all sites where a sign asks for it, method by method. */
static void trace_sites(struct look *l)
{
    struct trace t = {.arena = l->app->scan.arena, .dex = l->d, .number = note_number, .context = l};

    for (size_t i = 0, end; i < l->sites.count; i = end) {
        bool wanted = false;
        for (end = i; end < l->sites.count && l->sites.rows[end].encoded == l->sites.rows[i].encoded; end++)
            for (const struct match *m = matches_of(l, &l->sites.rows[end]); same(l, m, &l->sites.rows[end]);
                 m++)
                wanted |= l->signs->rows[m->sign].given != GIVEN_ANY;
        if (wanted)
            trace_method(&t, &l->sites.rows[i], end - i);
    }
}

/* Whether the site shows the sign, by where its value goes or what it is given. */
static bool shows(const struct look *l, const struct sign *s, const struct site *site,
                  const size_t numbers[2])
{
    static const uint8_t wanted[] = {
        [GIVEN_INTENT] = FLOW_INTENT, [GIVEN_SETTINGS] = FLOW_SETTINGS, [GIVEN_CIPHER] = FLOW_CIPHER,
        [GIVEN_DIGEST] = FLOW_DIGEST, [GIVEN_DRM] = FLOW_DRM,           [GIVEN_WRITE] = FLOW_WRITE};

    switch (s->given) {
    case GIVEN_ANY:
    case GIVEN_EMPTY:
    case GIVEN_TRUE:
    case GIVEN_BODY:
        return true;
    case GIVEN_BIT:
        for (size_t i = numbers[0]; i < numbers[1]; i++)
            if (l->numbers[i].last && (l->numbers[i].value & tsv_number(s->numbers, 0)) != 0)
                return true;
        return false;
    case GIVEN_NONZERO:
        for (size_t i = numbers[0]; i < numbers[1]; i++)
            if (l->numbers[i].last && l->numbers[i].value == 0)
                return false;
        return true;
    case GIVEN_INT:
        for (size_t i = numbers[0]; i < numbers[1]; i++)
            if (listed(s->numbers, l->numbers[i].value))
                return true;
        return false;
    case GIVEN_READ:
        return site->flow == 0 || (site->flow & ~(FLOW_INTENT | FLOW_WRITE | FLOW_COMPARE)) != 0;
    default:
        return (site->flow & wanted[s->given]) != 0;
    }
}

/* Whether a grade, at a place in the order of search, is better than what is known. */
static bool better(const struct claim *c, enum grade grade, uint32_t order)
{
    return grade > c->grade || (grade == c->grade && grade == GRADE_REACHABLE && order < c->order);
}

/* Types are what code makes objects of; the rest is called or read wherever it is named. */
static bool uses(const struct site *site)
{
    return site->ref != DEX_REF_TYPE || site->op == OP_NEW_INSTANCE;
}

static enum graph_kind target_kind(enum dex_ref ref)
{
    static const enum graph_kind kinds[] = {[DEX_REF_STRING] = GRAPH_STRING,
                                            [DEX_REF_TYPE] = GRAPH_TYPE,
                                            [DEX_REF_FIELD] = GRAPH_FIELD,
                                            [DEX_REF_METHOD] = GRAPH_METHOD};

    return kinds[ref];
}

static void judge_sites(struct look *l)
{
    size_t numbers[2] = {0, 0};

    for (size_t i = 0; i < l->sites.count; i++) {
        const struct site *site = &l->sites.rows[i];
        uint32_t order = graph_place(l->graph, l->number, site->encoded);
        enum grade grade = order > 0 ? GRADE_REACHABLE : GRADE_CALLED;
        for (numbers[0] = numbers[1]; numbers[1] < l->number_count && l->numbers[numbers[1]].site == i;)
            numbers[1]++;
        if (!uses(site))
            continue;
        for (const struct match *m = matches_of(l, site); same(l, m, site); m++) {
            struct claim *c = &l->claims[m->sign];
            if (better(c, grade, order) && shows(l, &l->signs->rows[m->sign], site, numbers))
                *c = (struct claim){.grade = grade,
                                    .dex = l->number,
                                    .order = order,
                                    .used = true,
                                    .what = graph_target(target_kind(site->ref), l->number, site->index),
                                    .site = *site};
            if (c->used && c->site.op >= OP_INVOKE_CUSTOM)
                c->what.handle = true;
        }
    }
}
/* Signs of which the name alone says nothing: it is that of another sign as well. */
static bool needs_more(enum given given)
{
    return given == GIVEN_INT || given == GIVEN_BIT || given == GIVEN_WRITE;
}

/* What is named but not used: a reference, or of a text its string. */
static void judge_matches(struct look *l)
{
    for (size_t i = 0; i < l->match_count; i++) {
        const struct match *m = &l->matches[i];
        struct claim *c = &l->claims[m->sign];
        const struct dex *d = l->d->dex;
        enum grade grade = GRADE_REFERENCED;
        struct locus locus = {0};
        if (needs_more(l->signs->rows[m->sign].given))
            continue;
        if (m->ref == DEX_REF_STRING && (l->d->use.strings == NULL || !dex_bit(l->d->use.strings, m->index)))
            grade = GRADE_PRESENT;
        if (!better(c, grade, 0))
            continue;
        if (m->ref == DEX_REF_STRING)
            locus = dex_string_locus(d, m->index);
        else
            locus = dex_row_locus(d,
                                  m->ref == DEX_REF_TYPE    ? &d->types
                                  : m->ref == DEX_REF_FIELD ? &d->fields
                                                            : &d->methods,
                                  m->index);
        *c = (struct claim){.grade = grade,
                            .dex = l->number,
                            .what = graph_target(target_kind(m->ref), l->number, m->index),
                            .locus = locus};
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

/* --- classes that extend or implement, and what they override --- */

/* Whether the code of a defined method does nothing but return, or return 1. */
static bool has_body(const struct graph *g, uint32_t method, enum given given)
{
    uint32_t dex;
    const struct dex_encoded *e = graph_encoded(g, method, &dex);
    struct dex_code code;
    struct dex_insn insn;
    int64_t number = 0;

    if (e->code_off == 0 || !dex_code(g->dexes[dex].dex, e->code_off, &code))
        return false;
    dex_insn_open(&insn, &code);
    if (!dex_insn_next(&insn))
        return false;
    if (given == GIVEN_BODY)
        return true;
    if (given == GIVEN_EMPTY)
        return insn.op == OP_RETURN_VOID;
    return dex_insn_literal(&insn, &number) && number == 1 && dex_insn_next(&insn) && insn.op == OP_RETURN;
}

/* A method of the app's own that bears a sign out. */
static void judge_method(const struct graph *g, const struct graph_class *c, uint32_t m, struct claim *claim)
{
    uint32_t dex;
    const struct dex_encoded *e = graph_encoded(g, m, &dex);
    enum grade grade = !c->loaded ? GRADE_REFERENCED : g->place[m] != 0 ? GRADE_REACHABLE : GRADE_CALLED;
    const struct dex *d = g->dexes[dex].dex;

    if (better(claim, grade, g->place[m]))
        *claim = (struct claim){.grade = grade,
                                .dex = dex,
                                .order = g->place[m],
                                .defined = true,
                                .what = graph_target(GRAPH_METHOD, dex, e->method),
                                .site.encoded = m - g->dexes[dex].encoded,
                                .locus = dex_row_locus(d, &d->methods, e->method)};
}

/* A class below the sign's: it is there, and reachable when one of its methods is on an object that is made.
 */
static void judge_class(const struct graph *g, const struct graph_class *c, struct claim *claim)
{
    for (uint32_t m = c->first; m < c->first + c->count; m++)
        if ((c->made || g->place[m] == 0) && g->method_sig[m] != g->initialiser)
            judge_method(g, c, m, claim);
}

static void judge_override(const struct graph *g, const struct graph_class *c, const struct sign *s,
                           struct claim *claim)
{
    for (uint32_t m = c->first; m < c->first + c->count; m++) {
        uint32_t dex;
        const struct dex_encoded *e = graph_encoded(g, m, &dex);
        const struct dex *d = g->dexes[dex].dex;
        struct dex_method method;
        if (dex_method(d, e->method, &method) && bytes_equal(dex_string(d, method.name), s->name) &&
            has_body(g, m, s->given))
            judge_method(g, c, m, claim);
    }
}

static void judge_classes(const struct graph *g, const struct signs *signs, struct claim *claims)
{
    for (uint32_t k = 0; k < signs->count; k++) {
        const struct sign *s = &signs->rows[k];
        uint32_t type;
        if (s->kind != SIGN_CLASS && s->kind != SIGN_OVERRIDE)
            continue;
        type = graph_find_type(g, s->class);
        for (uint32_t i = type == GRAPH_NONE ? 0 : g->subs_from[type];
             type != GRAPH_NONE && i < g->subs_from[type + 1]; i++) {
            uint32_t class = g->types[g->subs[i]].class;
            if (class == GRAPH_NONE)
                continue;
            if (s->kind == SIGN_CLASS)
                judge_class(g, &g->classes[class], &claims[k]);
            else
                judge_override(g, &g->classes[class], s, &claims[k]);
        }
    }
}

static void judge(struct look *l)
{
    if (l->match_count == 0)
        return;
    qsort(l->matches, l->match_count, sizeof *l->matches, by_index);
    sites_find(l->app->scan.arena, l->d, &l->wanted, &l->sites);
    trace_sites(l);
    judge_sites(l);
    judge_matches(l);
}

static int by_place(const void *a, const void *b)
{
    const struct claim *x = *(struct claim *const *)a, *y = *(struct claim *const *)b;

    if (x->dex != y->dex)
        return x->dex < y->dex ? -1 : 1;
    if (x->site.encoded != y->site.encoded)
        return x->site.encoded < y->site.encoded ? -1 : 1;
    return (x->site.ordinal > y->site.ordinal) - (x->site.ordinal < y->site.ordinal);
}

/* The instructions of all claims: each method that has some is decoded once. */
static void place_claims(struct app *app, struct claims *claims)
{
    struct claim **used = arena_array(app->scan.arena, claims->signs.count, sizeof *used);
    size_t count = 0;

    for (uint32_t i = 0; i < claims->signs.count; i++)
        if (claims->of[i].used)
            used[count++] = &claims->of[i];
    qsort(used, count, sizeof *used, by_place);
    for (size_t i = 0, end; i < count; i = end) {
        struct site_walk w;
        site_walk_open(&w, &app->dexes[used[i]->dex], used[i]->site.encoded);
        for (end = i; end < count && used[end]->dex == used[i]->dex &&
                      used[end]->site.encoded == used[i]->site.encoded;
             end++)
            used[end]->locus = site_walk_to(&w, used[end]->site.ordinal);
    }
}

const struct claims *claims_of(struct app *app)
{
    struct arena *a = app->scan.arena;
    const struct graph *g;
    struct claims *claims = app->claims;
    struct look *looks;
    uint32_t *next;

    if (claims != NULL)
        return claims;
    g = graph_of(app);
    app->claims = claims = arena_alloc(a, sizeof *claims);
    claims->signs = signs_read(a);
    claims->of = arena_array(a, claims->signs.count, sizeof *claims->of);
    next = arena_array(a, claims->signs.count, sizeof *next);
    looks = arena_array(a, app->dex_count, sizeof *looks);
    for (uint32_t i = 0; i < app->dex_count; i++)
        looks[i] = (struct look){.app = app,
                                 .d = &app->dexes[i],
                                 .number = i,
                                 .signs = &claims->signs,
                                 .next = next,
                                 .graph = g,
                                 .claims = claims->of};
    match_types(looks, g, &claims->signs, next);
    match_methods(looks, g, &claims->signs);
    for (uint32_t i = 0; i < app->dex_count; i++) {
        match_fields(&looks[i]);
        match_strings(&looks[i]);
        judge(&looks[i]);
    }
    judge_classes(g, &claims->signs, claims->of);
    place_claims(app, claims);
    return claims;
}

bool claim_path(struct app *app, const struct claim *c, struct arena *arena, struct bytes *entry_point,
                struct bytes *path)
{
    const struct graph *g = graph_of(app);
    struct graph_path found;

    *entry_point = *path = (struct bytes){NULL, 0};
    if (c->grade < GRADE_CALLED || (!c->used && !c->defined))
        return false;
    graph_witness_from(g, c->dex, c->site.encoded, c->used ? &c->what : NULL, c->locus, arena, &found);
    *entry_point = found.entry_point;
    *path = found.text;
    return true;
}
