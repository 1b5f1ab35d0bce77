/*
 * Classes and methods named by constants: Class.forName("..."), getMethod("...") and newInstance() in one method.
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
    uint8_t mark;
} marks[] = {
    {"Ljava/lang/Class;", "forName", MARK_CLASS},
    {"Ljava/lang/ClassLoader;", "loadClass", MARK_CLASS},
    {"Ljava/lang/Class;", "getMethod", MARK_METHOD},
    {"Ljava/lang/Class;", "getDeclaredMethod", MARK_METHOD},
    {"Ljava/lang/Class;", "getConstructor", MARK_CONSTRUCTOR},
    {"Ljava/lang/Class;", "getDeclaredConstructor", MARK_CONSTRUCTOR},
    {"Ljava/lang/Class;", "newInstance", MARK_NEW},
    {"Ljava/lang/reflect/Constructor;", "newInstance", MARK_NEW},
};

void graph_mark_reflection(struct graph *g)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct graph_refs refs = graph_api(g, bytes_str(marks[i].class), bytes_str(marks[i].name), bytes_of(NULL, 0));
        uint32_t reference;
        while ((reference = graph_refs_next(&refs)) != GRAPH_NONE) {
            size_t dex;
            uint32_t method;
            graph_reference_at(g, reference, &dex, &method);
            g->dexes[dex].state[method] |= marks[i].mark;
        }
    }
}

uint32_t graph_class_named(const struct graph *g, struct bytes name)
{
    uint8_t text[512];
    uint32_t type;

    if (name.size == 0 || name.size + 2 > sizeof text)
        return GRAPH_NONE;
    text[0] = 'L';
    for (size_t i = 0; i < name.size; i++)
        text[i + 1] = name.data[i] == '.' ? '/' : name.data[i];
    text[name.size + 1] = ';';
    type = graph_find_type(g, bytes_of(text, name.size + 2));
    return type == GRAPH_NONE ? GRAPH_NONE : g->types[type].class;
}

/* All methods of that name which the class defines itself. */
static void reach_named(struct graph *g, uint32_t class, struct bytes name, struct graph_origin o)
{
    const struct graph_class *c = &g->classes[class];
    uint32_t number = graph_find_name(g, name);

    for (uint32_t m = c->first; number != GRAPH_NONE && m < c->first + c->count && graph_work(g, 1); m++)
        if (g->method_sig[m] != GRAPH_NONE && g->sig[g->method_sig[m]].name == number)
            graph_reach_method(g, m, o);
}

/* A call of one of the marked methods; what its result holds. */
static struct held call(struct graph *g, const struct graph_dex *d, uint8_t mark, const struct held *arguments,
                        struct graph_origin o)
{
    const struct held nothing = {HELD_NOTHING, 0};
    struct bytes named;
    uint32_t class;

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
        uint16_t named[3] = {REGISTERS, REGISTERS, REGISTERS};
        struct held before = result, arguments[2] = {{HELD_NOTHING, 0}};
        result = (struct held){HELD_NOTHING, 0};
        dex_insn_registers(&insn, named, 3);
        for (int i = 0; i < 2; i++)
            if (named[i] < REGISTERS)
                arguments[i] = held[named[i]];
        if (dex_insn_ref(&insn) == DEX_REF_METHOD) {
            uint8_t mark = insn.index < d->dex->methods.rows ? d->state[insn.index] & MARKS : 0;
            if (mark != 0)
                result = call(g, d, mark, arguments,
                              (struct graph_origin){place, (uint32_t)insn.op << 24 | insn.index, EDGE_REFLECTION});
            continue;
        }
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
