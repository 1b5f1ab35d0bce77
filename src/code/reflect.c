/*
 * Classes and methods named by constants: Class.forName("..."), getMethod("...") and newInstance() in one method,
 * components that an intent names, providers that a content URI names.
 * Constants are followed through registers from one instruction to the next, in the order they stand; what comes
 * from elsewhere, or is put together at run time, is not known.
 */
#include "code/graph_parts.h"

enum { REGISTERS = 256 };

/* What a register holds: a string of the DEX, or a class of the app by its number. */
struct held {
    enum { HELD_NOTHING, HELD_STRING, HELD_CLASS } kind;
    uint32_t value;
};

static const struct {
    const char *class, *name;
    uint16_t mark;
} marks[] = {
    {"Ljava/lang/Class;", "forName", MARK_CLASS},
    {"Ljava/lang/ClassLoader;", "loadClass", MARK_CLASS},
    {"Ljava/lang/Class;", "getMethod", MARK_METHOD},
    {"Ljava/lang/Class;", "getDeclaredMethod", MARK_METHOD},
    {"Ljava/lang/Class;", "getConstructor", MARK_CONSTRUCTOR},
    {"Ljava/lang/Class;", "getDeclaredConstructor", MARK_CONSTRUCTOR},
    {"Ljava/lang/Class;", "newInstance", MARK_NEW},
    {"Ljava/lang/reflect/Constructor;", "newInstance", MARK_NEW},
    {"Ljava/util/ServiceLoader;", "load", MARK_SERVICE},
    {"Ljava/util/ServiceLoader;", "loadInstalled", MARK_SERVICE},
};

/* Of no use in the search from the entry points, which all enabled components are: for searches from elsewhere. */
static const struct {
    const char *class, *name;
    uint16_t mark;
} starts[] = {
    {"Landroid/content/Intent;", "<init>", MARK_INTENT_CLASS},
    {"Landroid/content/Intent;", "setClass", MARK_INTENT_CLASS},
    {"Landroid/content/Intent;", "setClassName", MARK_INTENT},
    {"Landroid/content/ComponentName;", "<init>", MARK_INTENT},
    {"Landroid/net/Uri;", "parse", MARK_URI},
    {"Landroid/net/Uri;", "withAppendedPath", MARK_URI},
    {"Landroid/content/ContentUris;", "withAppendedId", MARK_URI},
    {"Landroid/content/ContentResolver;", "query", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "insert", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "update", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "delete", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "bulkInsert", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "call", MARK_CONTENT},
    {"Landroid/content/ContentResolver;", "getType", MARK_CONTENT},
};

static void mark(struct graph *g, const char *class, const char *name, uint16_t mark)
{
    struct graph_refs refs = graph_api(g, bytes_str(class), bytes_str(name), bytes_of(NULL, 0));
    uint32_t reference;

    while ((reference = graph_refs_next(&refs)) != GRAPH_NONE) {
        size_t dex;
        uint32_t method;
        graph_reference_at(g, reference, &dex, &method);
        g->dexes[dex].state[method] |= mark;
    }
}

void graph_mark_reflection(struct graph *g)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        mark(g, marks[i].class, marks[i].name, marks[i].mark);
    for (size_t i = 0; g->open_world && i < sizeof starts / sizeof *starts; i++)
        mark(g, starts[i].class, starts[i].name, starts[i].mark);
}

uint32_t graph_class_named(const struct graph *g, struct bytes name)
{
    uint8_t text[GRAPH_NAME_MOST + 2];
    uint32_t type;

    if (name.size == 0 || name.size > GRAPH_NAME_MOST)
        return GRAPH_NONE;
    text[0] = 'L';
    for (size_t i = 0; i < name.size; i++)
        text[i + 1] = name.data[i] == '.' ? '/' : name.data[i];
    text[name.size + 1] = ';';
    type = graph_find_type(g, bytes_of(text, name.size + 2));
    return type == GRAPH_NONE ? GRAPH_NONE : g->types[type].class;
}

bool graph_defines(const struct graph *g, struct bytes name)
{
    uint32_t class = graph_class_named(g, name);

    return class != GRAPH_NONE && g->classes[class].loaded;
}

/* All methods of that name which the class defines itself; false: none. */
static bool reach_named(struct graph *g, uint32_t class, struct bytes name, struct graph_origin o)
{
    const struct graph_class *c = &g->classes[class];
    uint32_t number = graph_find_name(g, name);
    bool any = false;

    for (uint32_t m = c->first; number != GRAPH_NONE && m < c->first + c->count && graph_work(g, 1); m++)
        if (g->method_sig[m] != GRAPH_NONE && g->sig[g->method_sig[m]].name == number) {
            graph_reach_method(g, m, o);
            any = true;
        }
    return any;
}

/* Arguments of a call that are looked at: Intent(String, Uri, Context, Class) has most. */
enum { ARGUMENTS = 5 };
struct arguments {
    struct held held[ARGUMENTS];
    uint32_t count;
};

/* An intent is made, or told, for one of the app's components. */
static void intend(struct graph *g, const struct graph_dex *d, uint16_t mark, const struct arguments *a, struct graph_origin o)
{
    const struct held *last = &a->held[a->count - 1], *package = &a->held[1];
    const struct manifest *m = app_manifest(g->app);
    struct bytes named;
    uint32_t class = GRAPH_NONE;

    if (last->kind == HELD_CLASS) {
        class = last->value;
    } else if (last->kind == HELD_STRING && (mark & MARK_INTENT) != 0 && a->count == 3) {
        named = dex_string(d->dex, last->value);
        if (package->kind == HELD_STRING &&
            (m == NULL || !bytes_equal(dex_string(d->dex, package->value), m->package)))
            return; /* of another app */
        class = graph_work(g, named.size / 8) ? graph_class_named(g, named) : GRAPH_NONE;
    }
    o.edge = EDGE_INTENT;
    if (class != GRAPH_NONE && g->classes[class].component)
        graph_make_by_name(g, class, o);
}

/* The provider of an authority, or of a content URI; GRAPH_NONE: none of the app's. */
static uint32_t provider_of(const struct graph *g, struct bytes text)
{
    struct bytes authority = text;

    if (bytes_starts(text, BYTES("content://"))) {
        struct bytes rest = bytes_from(text, 10);
        bytes_slice(rest, 0, bytes_find(rest, '/', 0), &authority);
    }
    for (size_t i = 0; i < g->provider_count && graph_work(g, 1); i++)
        if (bytes_equal(g->providers[i].authority, authority))
            return g->providers[i].class;
    return GRAPH_NONE;
}

/* A provider of the app is asked: its method of the same name, or of the class above that has one. */
static void ask(struct graph *g, const struct graph_dex *d, const struct held *uri, struct bytes name, struct graph_origin o)
{
    uint32_t class = uri->kind == HELD_STRING ? provider_of(g, dex_string(d->dex, uri->value)) : GRAPH_NONE;

    o.edge = EDGE_PROVIDER;
    while (class != GRAPH_NONE && graph_work(g, 1)) {
        if (reach_named(g, class, name, o) || g->classes[class].above == GRAPH_NONE)
            return;
        class = g->types[g->classes[class].above].class;
    }
}

/* A call of one of the marked methods; what its result holds. */
static struct held call(struct graph *g, const struct graph_dex *d, uint32_t method, const struct arguments *a,
                        struct graph_origin o)
{
    const struct held nothing = {HELD_NOTHING, 0}, *arguments = a->held;
    uint16_t mark = d->state[method] & (MARKS | MARK_URI);
    struct dex_method m;
    struct bytes named;
    uint32_t class;

    if (mark & MARK_URI)
        return arguments[0];
    if (mark & (MARK_INTENT | MARK_INTENT_CLASS) && a->count > 1 && a->count <= ARGUMENTS)
        intend(g, d, mark, a, o);
    if (mark & MARK_CONTENT && dex_method(d->dex, method, &m))
        ask(g, d, &arguments[1], dex_string(d->dex, m.name), o);
    if (mark & MARK_CLASS) {
        const struct held *text = arguments[0].kind == HELD_STRING ? &arguments[0] : &arguments[1];
        if (text->kind != HELD_STRING)
            return nothing;
        named = dex_string(d->dex, text->value);
        class = graph_work(g, named.size / 8) ? graph_class_named(g, named) : GRAPH_NONE;
        if (class == GRAPH_NONE)
            return nothing;
        graph_initialise(g, class, o);
        return (struct held){HELD_CLASS, class};
    }
    if (arguments[0].kind != HELD_CLASS)
        return nothing;
    class = arguments[0].value;
    if (mark & MARK_SERVICE)
        graph_make_services(g, class, o);
    if (mark & MARK_METHOD && arguments[1].kind == HELD_STRING) {
        named = dex_string(d->dex, arguments[1].value);
        if (graph_work(g, named.size / 8))
            reach_named(g, class, named, o);
    }
    if (mark & MARK_NEW)
        graph_make_by_name(g, class, o);
    return mark & MARK_CONSTRUCTOR ? arguments[0] : nothing;
}

static bool is_move_object(uint8_t op)
{
    return op >= 0x07 && op <= 0x09;
}

void graph_reflect(struct graph *g, uint32_t place)
{
    uint32_t dex;
    const struct dex_encoded *e = graph_encoded(g, g->reached[place].method, &dex);
    const struct graph_dex *d = &g->dexes[dex];
    struct held held[REGISTERS] = {{HELD_NOTHING, 0}}, result = {HELD_NOTHING, 0};
    struct dex_code code;
    struct dex_insn insn;

    if (!dex_code(d->dex, e->code_off, &code))
        return;
    dex_insn_open(&insn, &code);
    while (dex_insn_next(&insn) && graph_work(g, 1)) {
        uint16_t named[ARGUMENTS] = {REGISTERS, REGISTERS, REGISTERS, REGISTERS, REGISTERS};
        struct held before = result;
        result = (struct held){HELD_NOTHING, 0};
        if (dex_insn_ref(&insn) == DEX_REF_METHOD && insn.index < d->dex->methods.rows &&
            (d->state[insn.index] & (MARKS | MARK_URI)) != 0) {
            struct arguments a = {.count = dex_insn_registers(&insn, named, ARGUMENTS)};
            for (int i = 0; i < ARGUMENTS; i++)
                if (named[i] < REGISTERS)
                    a.held[i] = held[named[i]];
            result = call(g, d, insn.index, &a,
                          (struct graph_origin){place, (uint32_t)insn.op << 24 | insn.index, EDGE_REFLECTION});
        }
        if (dex_insn_ref(&insn) == DEX_REF_METHOD)
            continue;
        dex_insn_registers(&insn, named, 2);
        if (named[0] >= REGISTERS)
            continue;
        if (insn.op == OP_CONST_STRING || insn.op == OP_CONST_STRING_JUMBO)
            held[named[0]] = (struct held){HELD_STRING, insn.index};
        else if (insn.op == OP_CONST_CLASS && insn.index < d->dex->types.rows &&
                 g->types[d->types[insn.index]].class != GRAPH_NONE)
            held[named[0]] = (struct held){HELD_CLASS, g->types[d->types[insn.index]].class};
        else if (is_move_object(insn.op) && named[1] < REGISTERS)
            held[named[0]] = held[named[1]];
        else if (insn.op == 0x0c) /* move-result-object */
            held[named[0]] = before;
        else if (insn.op < 0x27 || (insn.op >= 0x44 && insn.op <= 0x4a) || (insn.op >= 0x52 && insn.op <= 0x58) ||
                 (insn.op >= OP_SGET && insn.op <= 0x66))
            if (insn.op != 0x1f && insn.op != 0x1d && insn.op != 0x1e && (insn.op < 0x0d || insn.op > 0x11))
                held[named[0]] = (struct held){HELD_NOTHING, 0}; /* written by something else; a cast keeps it */
    }
}
