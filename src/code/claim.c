/* What the search found reachable, of what looks (code/look.h) found of signs: the best that bears each out. */
#include "code/claim.h"

#include <stdlib.h>

#include "base/tsv.h"
#include "code/graph_parts.h"
#include "code/look.h"

enum { OP_RETURN_VOID = 0x0e, OP_RETURN = 0x0f };

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

static void judge_sites(const struct look *l, const struct graph *g, struct claim *claims)
{
    size_t numbers[2] = {0, 0};

    for (size_t i = 0; i < l->sites.count; i++) {
        const struct site *site = &l->sites.rows[i];
        uint32_t order = graph_place(g, l->number, site->encoded);
        enum grade grade = order > 0 ? GRADE_REACHABLE : GRADE_CALLED;
        for (numbers[0] = numbers[1]; numbers[1] < l->number_count && l->numbers[numbers[1]].site == i;)
            numbers[1]++;
        if (!uses(site))
            continue;
        for (const struct match *m = look_matches(l, site); look_same(l, m, site); m++) {
            struct claim *c = &claims[m->sign];
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
static void judge_matches(const struct look *l, struct claim *claims)
{
    for (size_t i = 0; i < l->match_count; i++) {
        const struct match *m = &l->matches[i];
        struct claim *c = &claims[m->sign];
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

static void judge(const struct look *l, const struct graph *g, struct claim *claims)
{
    judge_sites(l, g, claims);
    judge_matches(l, claims);
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
    const struct looks *looks;

    if (claims != NULL)
        return claims;
    g = graph_of_telling(app, looks_begin);
    app->claims = claims = arena_alloc(a, sizeof *claims);
    looks = looks_of(app, g);
    claims->signs = looks->signs;
    claims->of = arena_array(a, claims->signs.count, sizeof *claims->of);
    for (uint32_t i = 0; i < app->dex_count; i++)
        judge(&looks->of[i], g, claims->of);
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
