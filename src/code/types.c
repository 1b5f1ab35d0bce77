/*
 * Types, method names, prototypes: numbers for the whole app. And the
 * hierarchy: which definition of a class counts, what is above and below it.
 */
#include "code/graph_parts.h"

enum {
    MANY_METHODS = 32, /* of a class: beyond, a table finds them */
    SUPER_STEPS = 16,  /* what a class above another counts, for the memory it takes */
};

/* Types */

static uint32_t *type_slot(const struct graph *g, uint32_t hash, struct bytes text)
{
    const struct intern *t = &g->type_table;

    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0 || (slot->hash == hash && bytes_equal(g->types[slot->number - 1].text, text))) {
            slot->hash = hash;
            return &slot->number;
        }
    }
}

uint32_t graph_add_type(struct graph *g, struct bytes text)
{
    uint32_t *number;

    intern_room(&g->type_table);
    number = type_slot(g, intern_hash(g->seed, text), text);
    if (*number == 0) {
        g->types = arena_grow(g->arena, g->types, g->type_table.count, &g->type_capacity, sizeof *g->types);
        g->types[g->type_table.count] =
            (struct graph_type){.text = text, .class = GRAPH_NONE, .platform = TYPE_UNASKED};
        *number = ++g->type_table.count;
    }
    return *number - 1;
}

uint32_t graph_find_type(const struct graph *g, struct bytes text)
{
    const struct intern *t = &g->type_table;
    uint32_t hash = intern_hash(g->seed, text);

    for (uint32_t at = hash;; at++) {
        const struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0)
            return GRAPH_NONE;
        if (slot->hash == hash && bytes_equal(g->types[slot->number - 1].text, text))
            return slot->number - 1;
    }
}

uint32_t graph_platform(struct graph *g, uint32_t type)
{
    struct graph_type *t = &g->types[type];

    if (t->platform == TYPE_UNASKED)
        t->platform = t->class != GRAPH_NONE || t->text.size < 2 || t->text.data[0] != 'L'
                          ? PLATFORM_NONE
                          : platform_find(t->text);
    return t->platform;
}

/* A string, its bytes counted as work: rows of a table that nobody checked may share one of megabytes. */
static struct bytes text_at(const struct graph *g, const struct graph_dex *d, uint32_t string)
{
    struct bytes text = {NULL, 0};

    if (graph_work(g, 0))
        text = dex_string(d->dex, string);
    graph_work(g, text.size / 8);
    return text;
}

void graph_types(struct graph *g)
{
    uint32_t rows = 1024;

    for (size_t k = 0; k < g->dex_count; k++)
        rows += g->dexes[k].dex->types.rows;
    g->types = arena_raw(g->arena, rows * sizeof *g->types);
    g->type_capacity = rows;
    intern_init(&g->type_table, g->arena, g->seed, rows);
    g->object = graph_add_type(g, BYTES("Ljava/lang/Object;"));
    for (size_t k = 0; k < g->dex_count; k++) {
        struct graph_dex *d = &g->dexes[k];
        d->types = arena_raw(g->arena, d->dex->types.rows * sizeof *d->types);
        for (uint32_t i = 0; i < d->dex->types.rows; i++)
            d->types[i] = graph_add_type(g, text_at(g, d, dex_type_string(d->dex, i)));
    }
}

static uint32_t type_of(const struct graph_dex *d, uint32_t index)
{
    return index < d->dex->types.rows ? d->types[index] : GRAPH_NONE;
}

/* Names, prototypes, and the two together */

static uint32_t add_name(struct graph *g, struct bytes text)
{
    struct intern *t = &g->name_table;
    uint32_t hash = intern_hash(g->seed, text);

    intern_room(t);
    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0) {
            g->names = arena_grow(g->arena, g->names, t->count, &g->name_capacity, sizeof *g->names);
            g->names[t->count] = text;
            *slot = (struct intern_slot){hash, ++t->count};
            return slot->number - 1;
        }
        if (slot->hash == hash && bytes_equal(g->names[slot->number - 1], text))
            return slot->number - 1;
    }
}

uint32_t graph_find_name(const struct graph *g, struct bytes text)
{
    const struct intern *t = &g->name_table;
    uint32_t hash = intern_hash(g->seed, text);

    for (uint32_t at = hash;; at++) {
        const struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0)
            return GRAPH_NONE;
        if (slot->hash == hash && bytes_equal(g->names[slot->number - 1], text))
            return slot->number - 1;
    }
}

static uint32_t pool_add(struct graph *g, uint32_t value)
{
    g->proto_pool = arena_grow(g->arena, g->proto_pool, g->pool_size, &g->pool_capacity, sizeof *g->proto_pool);
    g->proto_pool[g->pool_size] = value;
    return g->pool_size++;
}

/* The key that stands at the end of the pool from `from` on; it stays there only when it is new. */
static uint32_t intern_proto(struct graph *g, uint32_t from)
{
    struct intern *t = &g->proto_table;
    uint32_t size = g->pool_size - from;
    uint32_t hash = intern_hash(g->seed, bytes_of(&g->proto_pool[from], size * sizeof *g->proto_pool));

    intern_room(t);
    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        uint32_t number = slot->number - 1;
        if (slot->number == 0) {
            g->proto_at =
                arena_grow(g->arena, g->proto_at, (size_t)t->count + 1, &g->proto_capacity, sizeof *g->proto_at);
            *slot = (struct intern_slot){hash, ++t->count};
            g->proto_at[t->count] = g->pool_size;
            return t->count - 1;
        }
        if (slot->hash == hash && g->proto_at[number + 1] - g->proto_at[number] == size &&
            memcmp(&g->proto_pool[g->proto_at[number]], &g->proto_pool[from], size * sizeof *g->proto_pool) == 0) {
            g->pool_size = from;
            return number;
        }
    }
}

static uint32_t add_proto(struct graph *g, const struct graph_dex *d, uint32_t i)
{
    struct dex_proto p;
    uint32_t from = g->pool_size;

    dex_proto(d->dex, i, &p);
    if (!graph_work(g, p.parameters.count))
        p.parameters.count = 0;
    pool_add(g, type_of(d, p.result));
    for (uint32_t k = 0; k < p.parameters.count && k < LIMIT_GRAPH_PARAMETERS; k++)
        pool_add(g, type_of(d, dex_types_at(p.parameters, k)));
    return intern_proto(g, from);
}

static uint32_t add_sig(struct graph *g, uint32_t hash, uint32_t name, uint32_t proto)
{
    struct intern *t = &g->sig_table;

    intern_room(t);
    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0) {
            g->sig = arena_grow(g->arena, g->sig, t->count, &g->sig_capacity, sizeof *g->sig);
            g->sig[t->count] = (struct graph_sig){name, proto};
            *slot = (struct intern_slot){hash, ++t->count};
            return slot->number - 1;
        }
        if (slot->hash == hash && g->sig[slot->number - 1].name == name && g->sig[slot->number - 1].proto == proto)
            return slot->number - 1;
    }
}

/* Where each class's methods stand in the table of a DEX, which is sorted by class in every file that loads. */
static void index_methods(struct graph *g, struct graph_dex *d)
{
    const struct dex *dex = d->dex;
    uint32_t types = dex->types.rows, previous = 0;
    bool sorted = true;
    uint32_t *at;

    d->first = arena_array(g->arena, (size_t)types + 2, sizeof *d->first);
    for (uint32_t i = 0; i < dex->methods.rows; i++) {
        struct dex_method m;
        dex_method(dex, i, &m);
        uint32_t class = m.class < types ? m.class : types;
        d->first[class + 1]++;
        sorted = sorted && class >= previous;
        previous = class;
    }
    for (uint32_t i = 0; i <= types; i++)
        d->first[i + 1] += d->first[i];
    if (sorted)
        return;
    d->sorted = arena_array(g->arena, dex->methods.rows, sizeof *d->sorted);
    at = arena_array(g->arena, (size_t)types + 1, sizeof *at);
    memcpy(at, d->first, ((size_t)types + 1) * sizeof *at);
    for (uint32_t i = 0; i < dex->methods.rows; i++) {
        struct dex_method m;
        dex_method(dex, i, &m);
        d->sorted[at[m.class < types ? m.class : types]++] = i;
    }
}

/*
 * Names and prototypes of a DEX file's methods. Each step of each method waits for memory that the one before named,
 * so a batch of methods takes each step together, and the next one's memory is asked for ahead.
 */
enum { BATCH = 16 };

struct batch {
    struct dex_method methods[BATCH];
    uint32_t sigs[BATCH]; /* their hashes, first */
};

static void ask_for_names(const struct graph_dex *d, struct batch *b, uint32_t from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        dex_method(d->dex, from + i, &b->methods[i]);
        if (b->methods[i].name >= d->dex->strings.rows)
            continue;
        __builtin_prefetch(&d->names[b->methods[i].name]);
        __builtin_prefetch(&d->dex->strings.data[4 * (size_t)b->methods[i].name]);
    }
}

static void ask_for_texts(const struct graph_dex *d, const struct batch *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t name = b->methods[i].name, at;
        if (name >= d->dex->strings.rows || d->names[name] != 0)
            continue;
        at = bytes_load32(&d->dex->strings.data[4 * (size_t)name]);
        if (bytes_has(d->dex->file, at, 1))
            __builtin_prefetch(&d->dex->file.data[at]);
    }
}

static bool is_whole(const struct graph_dex *d, const struct dex_method *m)
{
    return m->name < d->dex->strings.rows && m->proto < d->dex->protos.rows;
}

static void number_names(struct graph *g, struct graph_dex *d, struct batch *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct dex_method *m = &b->methods[i];
        if (!is_whole(d, m))
            continue;
        if (d->names[m->name] == 0)
            d->names[m->name] = add_name(g, text_at(g, d, m->name)) + 1;
        b->sigs[i] = intern_hash_pair(g->seed, d->names[m->name] - 1, d->protos[m->proto]);
        __builtin_prefetch(&g->sig_table.slots[b->sigs[i] & g->sig_table.mask]);
    }
}

static void number_methods(struct graph *g, struct graph_dex *d)
{
    const struct dex *dex = d->dex;
    uint32_t rows = dex->methods.rows;
    struct batch b;

    d->names = arena_array(g->arena, dex->strings.rows, sizeof *d->names);
    d->protos = arena_raw(g->arena, dex->protos.rows * sizeof *d->protos);
    d->sigs = arena_raw(g->arena, rows * sizeof *d->sigs);
    for (uint32_t i = 0; i < dex->protos.rows; i++)
        d->protos[i] = add_proto(g, d, i);
    for (uint32_t from = 0; from < rows; from += BATCH) {
        uint32_t count = rows - from < BATCH ? rows - from : BATCH;
        ask_for_names(d, &b, from, count);
        ask_for_texts(d, &b, count);
        number_names(g, d, &b, count);
        for (uint32_t i = 0; i < count; i++)
            d->sigs[from + i] = is_whole(d, &b.methods[i]) ? add_sig(g, b.sigs[i], d->names[b.methods[i].name] - 1,
                                                                     d->protos[b.methods[i].proto])
                                                           : GRAPH_NONE;
    }
}

void graph_methods(struct graph *g)
{
    uint32_t methods = 0, protos = 0;

    for (size_t k = 0; k < g->dex_count; k++) {
        methods += g->dexes[k].dex->methods.rows;
        protos += g->dexes[k].dex->protos.rows;
    }
    g->name_capacity = methods / 2;
    g->names = arena_raw(g->arena, g->name_capacity * sizeof *g->names);
    g->pool_capacity = 3 * (size_t)protos;
    g->proto_pool = arena_raw(g->arena, g->pool_capacity * sizeof *g->proto_pool);
    intern_init(&g->name_table, g->arena, g->seed, methods / 3);
    intern_init(&g->proto_table, g->arena, g->seed, protos);
    intern_init(&g->sig_table, g->arena, g->seed, methods);
    g->proto_at = arena_array(g->arena, (size_t)protos + 1, sizeof *g->proto_at);
    g->proto_capacity = (size_t)protos + 1;
    g->sig = arena_raw(g->arena, methods * sizeof *g->sig);
    g->sig_capacity = methods;
    for (size_t k = 0; k < g->dex_count; k++) {
        g->dexes[k].references = g->reference_count;
        g->reference_count += g->dexes[k].dex->methods.rows;
        number_methods(g, &g->dexes[k]);
        index_methods(g, &g->dexes[k]);
    }
    g->platform_names = arena_array(g->arena, g->name_table.count, sizeof *g->platform_names);
}

uint32_t graph_plain_sig(const struct graph *g, struct bytes text)
{
    const struct intern *t = &g->sig_table;
    uint32_t name = graph_find_name(g, text), result = graph_find_type(g, BYTES("V"));

    for (uint32_t i = 0; name != GRAPH_NONE && i < t->count; i++)
        if (g->sig[i].name == name && graph_arity(g, g->sig[i].proto) == 0 &&
            g->proto_pool[g->proto_at[g->sig[i].proto]] == result)
            return i;
    return GRAPH_NONE;
}

/* Classes */

static void add_class(struct graph *g, uint32_t dex, uint32_t def)
{
    struct graph_dex *d = &g->dexes[dex];
    const struct dex_use *use = &d->from->use;
    struct dex_class k;
    uint32_t type;

    dex_class(d->dex, def, &k);
    type = type_of(d, k.type);
    if (type == GRAPH_NONE || g->types[type].class != GRAPH_NONE)
        return;
    g->types[type].class = g->class_count;
    g->classes[g->class_count] = (struct graph_class){
        .type = type,
        .dex = dex,
        .def = def,
        .above = type_of(d, k.superclass),
        .access = k.access,
        .first = d->encoded + use->first[def],
        .count = use->first[def + 1] - use->first[def],
        .loaded = d->loaded,
    };
    for (uint32_t i = use->first[def]; i < use->first[def + 1]; i++) {
        uint32_t method = use->encoded[i].method;
        g->method_class[d->encoded + i] = g->class_count;
        g->method_sig[d->encoded + i] = method < d->dex->methods.rows ? d->sigs[method] : GRAPH_NONE;
    }
    g->class_count++;
}

static void add_member(struct graph *g, uint32_t class, uint32_t method)
{
    struct intern *t = &g->member_table;
    uint32_t sig = g->method_sig[method], hash = intern_hash_pair(g->seed, class, sig);

    intern_room(t);
    for (uint32_t at = hash;; at++) {
        struct intern_slot *slot = &t->slots[at & t->mask];
        if (slot->number == 0) {
            g->members = arena_grow(g->arena, g->members, t->count, &g->member_capacity, sizeof *g->members);
            g->members[t->count] = (struct graph_member){class, sig, method};
            *slot = (struct intern_slot){hash, ++t->count};
            return;
        }
        if (slot->hash == hash && g->members[slot->number - 1].class == class && g->members[slot->number - 1].sig == sig)
            return; /* of two the first counts */
    }
}

static void define_classes(struct graph *g)
{
    uint32_t classes = 0, many = 0;

    for (size_t k = 0; k < g->dex_count; k++) {
        struct graph_dex *d = &g->dexes[k];
        d->encoded = g->method_count;
        g->method_count += (uint32_t)d->from->use.methods_defined;
        classes += d->dex->classes.rows;
    }
    g->classes = arena_raw(g->arena, classes * sizeof *g->classes);
    g->method_class = arena_raw(g->arena, g->method_count * sizeof *g->method_class);
    g->method_sig = arena_raw(g->arena, g->method_count * sizeof *g->method_sig);
    memset(g->method_class, 0xff, g->method_count * sizeof *g->method_class);
    memset(g->method_sig, 0xff, g->method_count * sizeof *g->method_sig);
    for (int loaded = 1; loaded >= 0; loaded--)
        for (uint32_t k = 0; k < g->dex_count; k++)
            for (uint32_t i = 0; g->dexes[k].loaded == loaded && i < g->dexes[k].dex->classes.rows; i++)
                add_class(g, k, i);
    for (uint32_t i = 0; i < g->class_count; i++)
        many += g->classes[i].count > MANY_METHODS ? g->classes[i].count : 0;
    intern_init(&g->member_table, g->arena, g->seed, many + many / 3);
    g->member_capacity = many;
    g->members = arena_raw(g->arena, many * sizeof *g->members);
    for (uint32_t i = 0; i < g->class_count; i++)
        for (uint32_t m = 0; g->classes[i].count > MANY_METHODS && m < g->classes[i].count; m++)
            add_member(g, i, g->classes[i].first + m);
}

const struct dex_encoded *graph_encoded(const struct graph *g, uint32_t method, uint32_t *dex)
{
    *dex = g->classes[g->method_class[method]].dex;
    return &g->dexes[*dex].from->use.encoded[method - g->dexes[*dex].encoded];
}

uint32_t graph_own_method(const struct graph *g, uint32_t class, uint32_t sig)
{
    const struct graph_class *c = &g->classes[class];
    const struct intern *t = &g->member_table;

    if (c->count <= MANY_METHODS) {
        for (uint32_t i = c->first; i < c->first + c->count; i++)
            if (g->method_sig[i] == sig)
                return i;
        return GRAPH_NONE;
    }
    for (uint32_t at = intern_hash_pair(g->seed, class, sig);; at++) {
        const struct intern_slot *slot = &t->slots[at & t->mask];
        const struct graph_member *m = &g->members[slot->number - 1];
        if (slot->number == 0)
            return GRAPH_NONE;
        if (m->class == class && m->sig == sig)
            return m->method;
    }
}

uint32_t graph_lookup(const struct graph *g, uint32_t class, uint32_t sig)
{
    const struct graph_type *t = &g->types[g->classes[class].type];
    uint32_t at = class, found;

    while (at != GRAPH_NONE && graph_work(g, 1)) {
        uint32_t above = g->classes[at].above;
        found = graph_own_method(g, at, sig);
        if (found != GRAPH_NONE)
            return found;
        at = above == GRAPH_NONE ? GRAPH_NONE : g->types[above].class;
    }
    for (uint32_t i = 0; i < t->ups && graph_work(g, 1); i++) { /* methods with code in interfaces */
        uint32_t k = g->types[g->supers[t->up + i]].class, dex;
        if (k == GRAPH_NONE || (g->classes[k].access & DEX_ACC_INTERFACE) == 0)
            continue;
        found = graph_own_method(g, k, sig);
        if (found != GRAPH_NONE && graph_encoded(g, found, &dex)->code_off != 0)
            return found;
    }
    return GRAPH_NONE;
}

/* What is above each type */

/* Types directly above: the superclass first. Returns how many; those of the app's classes stand in the DEX. */
struct above {
    const struct graph_dex *dex;
    struct dex_types interfaces;
    uint32_t super;
    const uint16_t *platform;
    uint32_t count; /* with the superclass, which may be GRAPH_NONE */
};

static struct above above_of(struct graph *g, uint32_t type)
{
    uint32_t class = g->types[type].class, row;
    struct above a = {.super = GRAPH_NONE, .count = 1};

    if (class != GRAPH_NONE) {
        struct dex_class k;
        a.dex = &g->dexes[g->classes[class].dex];
        dex_class(a.dex->dex, g->classes[class].def, &k);
        a.super = g->classes[class].above;
        a.interfaces = k.interfaces;
        a.count += k.interfaces.count;
        return a;
    }
    row = graph_platform(g, type);
    if (row == PLATFORM_NONE)
        return a;
    if (platform_classes[row].above != PLATFORM_NONE)
        a.super = graph_add_type(g, platform_descriptor(platform_classes[row].above));
    a.platform = &platform_interfaces[platform_classes[row].interfaces];
    a.count += platform_classes[row].interface_count;
    return a;
}

static uint32_t above_at(struct graph *g, const struct above *a, uint32_t i)
{
    if (i == 0)
        return a->super;
    if (a->dex != NULL)
        return type_of(a->dex, dex_types_at(a->interfaces, i - 1));
    return graph_add_type(g, platform_descriptor(a->platform[i - 1]));
}

static void add_super(struct graph *g, struct graph_type *t, uint32_t type)
{
    if (!graph_work(g, SUPER_STEPS))
        return;
    g->supers = arena_grow(g->arena, g->supers, g->super_count, &g->super_capacity, sizeof *g->supers);
    g->supers[g->super_count++] = type;
    t->ups++;
}

/* A depth-first walk with a stack of its own: what is above a type is finished before the type. */
struct climb {
    uint32_t *stack;
    size_t count, capacity;
    uint8_t *state; /* of types: 0 new, 1 waits for what is above it, 2 finished */
    uint32_t *stamp;
};

static void climb_push(struct graph *g, struct climb *c, uint32_t type)
{
    c->stack = arena_grow(g->arena, c->stack, c->count, &c->capacity, sizeof *c->stack);
    c->stack[c->count++] = type;
}

static void finish_type(struct graph *g, struct climb *c, uint32_t type)
{
    struct above a = above_of(g, type);
    struct graph_type *t = &g->types[type]; /* nothing is added: above_of() made what it needs before */

    t->up = g->super_count;
    add_super(g, t, type);
    c->stamp[type] = type + 1;
    for (uint32_t i = 0; i < a.count && graph_work(g, 1); i++) {
        uint32_t above = above_at(g, &a, i);
        if (above == GRAPH_NONE || above == g->object || c->state[above] != 2)
            continue; /* not finished: it is above itself, which the platform refuses */
        for (uint32_t k = 0; k < g->types[above].ups && graph_work(g, 1); k++) {
            uint32_t super = g->supers[g->types[above].up + k];
            if (c->stamp[super] != type + 1)
                add_super(g, t, super);
            c->stamp[super] = type + 1;
        }
    }
    c->state[type] = 2;
}

static void climb(struct graph *g, struct climb *c, uint32_t type)
{
    climb_push(g, c, type);
    while (c->count > 0) {
        uint32_t at = c->stack[c->count - 1];
        if (c->state[at] != 0) {
            c->count--;
            if (c->state[at] == 1)
                finish_type(g, c, at);
            continue;
        }
        c->state[at] = 1;
        struct above a = above_of(g, at);
        for (uint32_t i = 0; i < a.count && graph_work(g, 1); i++) {
            uint32_t above = above_at(g, &a, i);
            if (above != GRAPH_NONE && c->state[above] == 0 && graph_work(g, SUPER_STEPS))
                climb_push(g, c, above);
        }
    }
}

/* Every platform class above a type becomes a type itself. */
static void add_platform_types(struct graph *g)
{
    for (uint32_t i = 0; i < g->type_table.count; i++) {
        uint32_t row = graph_platform(g, i);
        if (row == PLATFORM_NONE)
            continue;
        if (platform_classes[row].above != PLATFORM_NONE)
            graph_add_type(g, platform_descriptor(platform_classes[row].above));
        for (uint32_t k = 0; k < platform_classes[row].interface_count; k++)
            graph_add_type(g, platform_descriptor(platform_interfaces[platform_classes[row].interfaces + k]));
    }
}

/* The other way round: what is below each type, and which DEX files name it. */
static void turn_round(struct graph *g)
{
    uint32_t types = g->type_table.count, *at = arena_raw(g->arena, ((size_t)types + 1) * sizeof *at);
    uint32_t total = 0;

    g->subs_from = arena_array(g->arena, (size_t)types + 1, sizeof *g->subs_from);
    for (uint32_t i = 0; i < g->super_count; i++)
        g->subs_from[g->supers[i] + 1]++;
    for (uint32_t i = 0; i < types; i++)
        g->subs_from[i + 1] += g->subs_from[i];
    memcpy(at, g->subs_from, ((size_t)types + 1) * sizeof *at);
    g->subs = arena_raw(g->arena, g->super_count * sizeof *g->subs);
    for (uint32_t i = 0; i < types; i++)
        for (uint32_t k = 0; k < g->types[i].ups; k++)
            g->subs[at[g->supers[g->types[i].up + k]]++] = i;
    g->uses_from = arena_array(g->arena, (size_t)types + 1, sizeof *g->uses_from);
    for (size_t k = 0; k < g->dex_count; k++) {
        total += g->dexes[k].dex->types.rows;
        for (uint32_t i = 0; i < g->dexes[k].dex->types.rows; i++)
            g->uses_from[g->dexes[k].types[i] + 1]++;
    }
    for (uint32_t i = 0; i < types; i++)
        g->uses_from[i + 1] += g->uses_from[i];
    memcpy(at, g->uses_from, ((size_t)types + 1) * sizeof *at);
    g->uses = arena_raw(g->arena, total * sizeof *g->uses);
    for (uint32_t k = 0; k < g->dex_count; k++)
        for (uint32_t i = 0; i < g->dexes[k].dex->types.rows; i++)
            g->uses[at[g->dexes[k].types[i]]++] = (struct graph_use){k, i};
}

void graph_hierarchy(struct graph *g)
{
    struct climb c = {0};
    uint32_t types;

    define_classes(g);
    add_platform_types(g);
    types = g->type_table.count;
    c.state = arena_array(g->arena, types, sizeof *c.state);
    c.stamp = arena_array(g->arena, types, sizeof *c.stamp);
    g->super_capacity = 6 * (size_t)types;
    g->supers = arena_raw(g->arena, g->super_capacity * sizeof *g->supers);
    for (uint32_t i = 0; i < types; i++)
        if (c.state[i] == 0)
            climb(g, &c, i);
    turn_round(g);
}

bool graph_is_a(const struct graph *g, uint32_t type, uint32_t super)
{
    const struct graph_type *t = &g->types[type];

    if (super == g->object || super == type)
        return true;
    for (uint32_t i = 0; i < t->ups; i++)
        if (g->supers[t->up + i] == super)
            return true;
    graph_work(g, t->ups / 16);
    return false;
}
