/*
 * calls: which method names which, instruction by instruction, and behind
 * them how the code graph comes to methods that no instruction names. A big
 * table: with `caller` only that method's code is read, with `callee` all code
 * is swept for the one reference.
 */
#include "base/text.h"
#include "code/graph.h"
#include "fact/dexwalk.h"
#include "fact/tables.h"

enum { CALLER, CALLEE, KIND, OPCODE, EDGE, DEX, LOCUS };

static const struct column columns[] = {
    [CALLER] = {"caller", COLUMN_TEXT, COLUMN_KEY, "Lcom/foo/Bar;->baz(I)V: the method the instruction stands in"},
    [CALLEE] = {"callee", COLUMN_TEXT, COLUMN_KEY, "the method it names, as written: it may be inherited or overridden"},
    [KIND] = {"kind", COLUMN_TEXT, 0,
              "written: one row for each reference in an instruction; resolved: how reachable code comes to a method that "
              "the instruction does not name itself"},
    [OPCODE] = {"opcode", COLUMN_TEXT, 0,
                "invoke-virtual, invoke-static ...; of resolved ones also new-instance, "
                "const-class, sget, invoke-custom, const-method-handle ..."},
    [EDGE] = {"edge", COLUMN_TEXT, COLUMN_NULL,
              "of resolved ones: call (inherited), virtual, callback, thread, init, reflection or handle; NULL: written"},
    [DEX] = {"dex", COLUMN_TEXT, 0, "name of the DEX file, as in dex_files"},
    [LOCUS] = {"locus", COLUMN_LOCUS, 0, "the instruction"},
};

/*
 * Besides AT_DEX and AT_NEXT (the caller after the current one): the units at which the instruction begins and the
 * next one does, the method it names, and the key.
 */
enum { AT_UNIT = AT_READY, AT_KEY, AT_START, AT_CALLEE };

/* The method a text in smali form names in this DEX; DEX_NO_INDEX: none. */
static uint32_t find_method(struct walk *w, const struct dex *d, struct bytes name)
{
    struct bytes class;
    uint32_t type, from, to;

    bytes_slice(name, 0, bytes_search(name, BYTES("->"), 0), &class);
    type = dex_find_type(d, class);
    dex_methods_of(d, type, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        struct dex_method method;
        if (dex_method(d, i, &method) && method.class == type && bytes_equal(dexwalk_method(w, i).text, name))
            return i;
    }
    return DEX_NO_INDEX;
}

/* The key's method in the DEX just entered, as index + 1; 0: every method. False when this DEX does not have it. */
static bool enter_dex(struct walk *w)
{
    uint32_t method;

    w->at[AT_KEY] = 0;
    if (w->key == NULL)
        return true;
    if (!dexwalk_searchable(w))
        return true; /* next() compares what is shown */
    method = find_method(w, walk_dex(w)->dex, w->key->text);
    w->at[AT_KEY] = (uint64_t)method + 1;
    return method != DEX_NO_INDEX;
}

/* The code of the method the walk stands on. */
static bool open_code(const struct walk *w, struct dex_insn *insn)
{
    const struct app_dex *d = walk_dex(w);
    const struct dex_encoded *defined = dex_defined(d->dex, &d->use, walk_row(w));
    struct dex_code code;

    if (defined == NULL || defined->code_off == 0 || !dex_code(d->dex, defined->code_off, &code))
        return false;
    dex_insn_open(insn, &code);
    return true;
}

/* Whether the instruction is a row of this walk. */
static bool wanted(const struct walk *w, const struct dex_insn *insn)
{
    if (dex_insn_ref(insn) != DEX_REF_METHOD)
        return false;
    return w->at[AT_KEY] == 0 || w->key_column == CALLER || (uint64_t)insn->index + 1 == w->at[AT_KEY];
}

/* The next row in the code of the current caller, from AT_UNIT on. */
static bool next_in_code(struct walk *w, struct dex_insn *insn)
{
    insn->next = (uint32_t)w->at[AT_UNIT];
    while (dex_insn_next(insn))
        if (wanted(w, insn)) {
            w->at[AT_UNIT] = insn->next;
            w->at[AT_START] = insn->unit;
            w->at[AT_CALLEE] = insn->index;
            return true;
        }
    return false;
}

static bool next_in_dex(struct walk *w)
{
    struct app_dex *d = walk_dex(w);
    bool one_caller = w->at[AT_KEY] != 0 && w->key_column == CALLER;

    for (;;) {
        struct dex_insn insn;
        if (w->at[AT_NEXT] > 0 && open_code(w, &insn) && next_in_code(w, &insn))
            return true;
        w->at[AT_UNIT] = 0;
        if (one_caller && w->at[AT_NEXT] == 0)
            w->at[AT_NEXT] = w->at[AT_KEY];
        else if (one_caller || w->at[AT_NEXT] >= d->dex->methods.rows)
            return false;
        else
            w->at[AT_NEXT]++;
    }
}

static void column(struct walk *w, unsigned column, struct value *out);

/*
 * Resolved rows: the walk is past the last DEX; `gathered` has the links of the key, or of one reached method, AT_NEXT is
 * the number of the current one + 1, AT_KEY the reached method that comes next.
 */
static bool past_written(const struct walk *w)
{
    return w->at[AT_DEX] >= w->app->dex_count;
}

static struct value link_method(struct walk *w, uint32_t dex, uint32_t method)
{
    struct buf out;
    struct value v;

    buf_init(&out, LIMIT_FRAME / 2);
    dex_method_write(&out, w->app->dexes[dex].dex, method);
    v = value_text(arena_copy(&w->scratch, buf_bytes(&out)));
    buf_free(&out);
    return v;
}

/* Counts what a listing took; a walk that is not allowed so much ends. */
static void listed(struct walk *w, const struct graph_edges *edges, bool whole)
{
    w->work += edges->steps;
    w->spent = w->spent || !whole || w->work > w->allowed;
}

/* The next lot of links: with a key there is one, without one for each reached method. False past the last. */
static bool gather(struct walk *w, const struct graph *g)
{
    struct graph_edges *edges;
    bool whole;

    if (w->gathered != NULL && (w->key != NULL || w->at[AT_KEY] >= graph_links(g)))
        return false;
    arena_reset(&w->kept);
    w->gathered = edges = arena_alloc(&w->kept, sizeof *edges);
    w->at[AT_NEXT] = 0;
    if (w->key == NULL && graph_links(g) == 0)
        return false;
    whole = w->key == NULL ? graph_edges_at(w->app, (uint32_t)w->at[AT_KEY]++, &w->kept, edges)
            : w->key_column == CALLEE ? graph_edges_to(w->app, w->key->text, &w->kept, edges)
                                      : graph_edges_from(w->app, w->key->text, &w->kept, edges);
    listed(w, edges, whole);
    return !w->spent;
}

static bool next_link(struct walk *w)
{
    const struct graph *g = graph_of(w->app);

    if (w->gathered == NULL)
        w->at[AT_KEY] = 0;
    for (;;) {
        const struct graph_edges *edges = w->gathered;
        if (edges != NULL && w->at[AT_NEXT] < edges->count) {
            w->at[AT_NEXT]++;
            return true;
        }
        if (!gather(w, g))
            return false;
    }
}

/* The link the walk stands on. */
static const struct graph_link *link_at(const struct walk *w)
{
    return &((const struct graph_edges *)w->gathered)->links[w->at[AT_NEXT] - 1];
}

static void link_column(struct walk *w, unsigned column, struct value *out)
{
    const struct graph *g = graph_of(w->app);
    const struct graph_link *link = link_at(w);
    struct locus locus;
    const char *opcode;

    if (column == CALLER) {
        *out = link_method(w, link->caller_dex, link->caller);
    } else if (column == CALLEE) {
        *out = link_method(w, link->callee_dex, link->callee);
    } else if (column == KIND) {
        *out = value_str("resolved");
    } else if (column == EDGE) {
        *out = value_str(graph_edge_name(link->edge));
    } else if (column == DEX) {
        *out = value_text(text_utf8(&w->scratch, w->app->dexes[link->caller_dex].name, NULL));
    } else {
        locus = graph_link_insn(g, link, &opcode);
        *out = column == OPCODE ? value_str(opcode) : value_locus(locus);
    }
}

/* Whether the row is what the key asks for, where it could not be searched for. */
static bool shows(struct walk *w)
{
    uint32_t method = w->key_column == CALLER ? walk_row(w) : (uint32_t)w->at[AT_CALLEE];

    return dexwalk_shows(w, dexwalk_class_string(walk_dex(w)->dex, method), column);
}

static bool next(struct walk *w)
{
    for (; w->at[AT_DEX] < w->app->dex_count; w->at[AT_DEX]++, w->at[AT_NEXT] = 0, w->at[AT_UNIT] = 0) {
        if (w->at[AT_NEXT] == 0 && !enter_dex(w))
            continue;
        while (next_in_dex(w))
            if (w->key == NULL || w->at[AT_KEY] != 0 || shows(w))
                return true;
    }
    return next_link(w);
}

/* The instruction a row stands for. */
static bool current(struct walk *w, struct dex_insn *insn)
{
    if (!open_code(w, insn))
        return false;
    insn->next = (uint32_t)w->at[AT_START];
    return dex_insn_next(insn);
}

static void column(struct walk *w, unsigned column, struct value *out)
{
    struct app_dex *d = walk_dex(w);
    struct dex_insn insn;

    if (past_written(w)) {
        link_column(w, column, out);
    } else if (column == CALLER) {
        *out = dexwalk_method(w, walk_row(w));
    } else if (column == KIND) {
        *out = value_str("written");
    } else if (column == DEX) {
        *out = value_text(text_utf8(&w->scratch, d->name, NULL));
    } else if (current(w, &insn)) {
        if (column == CALLEE)
            *out = dexwalk_method(w, insn.index);
        else if (column == OPCODE)
            *out = value_str(dex_ops[insn.op].name);
        else if (column == LOCUS) /* written ones have no edge */
            *out = value_locus(dex_locus(d->dex, insn.at, insn.size));
    }
}

/* Written ones, and one resolved for each method that the search first came to so: listing all of them takes long. */
static uint64_t size(struct app *app)
{
    const struct graph *g = graph_of(app);
    struct graph_link link;
    uint64_t calls = 0;

    for (size_t i = 0; i < app->dex_count; i++) {
        if (!app->dexes[i].dex->loadable) /* may define a method twice, or one that it does not name */
            return TABLE_SIZE_UNKNOWN;
        calls += app->dexes[i].use.calls;
    }
    for (uint32_t i = 0; i < graph_links(g); i++)
        calls += graph_link(g, i, &link);
    return calls;
}

const struct table table_calls = {
    .name = "calls",
    .doc = "Calls as written in instructions, method by method; then what the code graph adds to them. A record counts of "
           "those only one for each method, by which the search from the entry points first came to it.",
    TABLE_COLUMNS(columns),
    .parts = PART_CONTAINER | PART_CODE,
    .next = next,
    .column = column,
    .size = size,
};
