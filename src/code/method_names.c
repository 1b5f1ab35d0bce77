/*
 * Names of methods, prototypes, and the two together: numbers for the whole
 * app, in the order of the tables of its DEX files. Each step of each method
 * waits for memory that the one before named, so a batch of methods takes
 * each step together, and the next one's memory is asked for ahead.
 */
#include "code/graph_parts.h"

enum { BATCH = 16 };

/* Names */

static uint32_t add_name(struct graph *g, uint32_t hash, struct bytes text)
{
    struct intern *t = &g->name_table;

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

/* Methods whose names are being numbered. */
struct batch {
    uint32_t names[BATCH]; /* strings; DEX_NO_INDEX where the method has no name or no prototype */
    struct bytes texts[BATCH];
    uint32_t hashes[BATCH];
};

static void ask_for_names(const struct graph_dex *d, struct batch *b, uint32_t from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct dex_method m;
        dex_method(d->dex, from + i, &m);
        b->names[i] = m.name < d->dex->strings.rows && m.proto < d->dex->protos.rows ? m.name : DEX_NO_INDEX;
        if (b->names[i] == DEX_NO_INDEX)
            continue;
        __builtin_prefetch(&d->names[m.name]);
        __builtin_prefetch(&d->dex->strings.data[4 * (size_t)m.name]);
    }
}

static bool is_new(const struct graph_dex *d, uint32_t name)
{
    return name != DEX_NO_INDEX && d->names[name] == 0;
}

static void ask_for_texts(const struct graph_dex *d, const struct batch *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at;
        if (!is_new(d, b->names[i]))
            continue;
        at = bytes_load32(&d->dex->strings.data[4 * (size_t)b->names[i]]);
        if (bytes_has(d->dex->file, at, 1))
            __builtin_prefetch(&d->dex->file.data[at]);
    }
}

static void ask_for_slots(const struct graph *g, const struct graph_dex *d, struct batch *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!is_new(d, b->names[i]))
            continue;
        b->texts[i] = graph_text_at(g, d, b->names[i]);
        b->hashes[i] = intern_hash(g->seed, b->texts[i]);
        __builtin_prefetch(&g->name_table.slots[b->hashes[i] & g->name_table.mask]);
    }
}

static void number_names(struct graph *g, struct graph_dex *d)
{
    uint32_t rows = d->dex->methods.rows;
    struct batch b;

    d->names = arena_array(g->arena, d->dex->strings.rows, sizeof *d->names);
    d->sigs = arena_raw(g->arena, rows * sizeof *d->sigs);
    for (uint32_t from = 0; from < rows; from += BATCH) {
        uint32_t count = rows - from < BATCH ? rows - from : BATCH;
        ask_for_names(d, &b, from, count);
        ask_for_texts(d, &b, count);
        ask_for_slots(g, d, &b, count);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t name = b.names[i];
            if (is_new(d, name))
                d->names[name] = add_name(g, b.hashes[i], b.texts[i]) + 1;
            d->sigs[from + i] = name == DEX_NO_INDEX ? GRAPH_NONE : d->names[name] - 1; /* so far */
        }
    }
}

void graph_number_names(struct graph *g)
{
    uint32_t methods = 0;

    for (size_t k = 0; k < g->dex_count; k++)
        methods += g->dexes[k].dex->methods.rows;
    g->name_capacity = methods / 2;
    g->names = arena_raw(g->arena, g->name_capacity * sizeof *g->names);
    intern_init(&g->name_table, g->arena, g->seed, methods / 3);
    for (size_t k = 0; k < g->dex_count; k++) {
        g->dexes[k].references = g->reference_count;
        g->reference_count += g->dexes[k].dex->methods.rows;
        number_names(g, &g->dexes[k]);
        index_methods(g, &g->dexes[k]);
    }
}

/* Prototypes */

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
    pool_add(g, graph_type_of(d, p.result));
    for (uint32_t k = 0; k < p.parameters.count && k < LIMIT_GRAPH_PARAMETERS; k++)
        pool_add(g, graph_type_of(d, dex_types_at(p.parameters, k)));
    return intern_proto(g, from);
}

/* Names and prototypes */

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

/* What stands in d->sigs is the number of the name before, that of name and prototype behind it. */
static void number_sigs(struct graph *g, struct graph_dex *d)
{
    uint32_t rows = d->dex->methods.rows, protos[BATCH], hashes[BATCH];

    d->protos = arena_raw(g->arena, d->dex->protos.rows * sizeof *d->protos);
    for (uint32_t i = 0; i < d->dex->protos.rows; i++)
        d->protos[i] = add_proto(g, d, i);
    for (uint32_t from = 0; from < rows; from += BATCH) {
        uint32_t count = rows - from < BATCH ? rows - from : BATCH;
        for (uint32_t i = 0; i < count; i++) {
            struct dex_method m;
            if (d->sigs[from + i] == GRAPH_NONE)
                continue;
            dex_method(d->dex, from + i, &m);
            protos[i] = d->protos[m.proto];
            hashes[i] = intern_hash_pair(g->seed, d->sigs[from + i], protos[i]);
            __builtin_prefetch(&g->sig_table.slots[hashes[i] & g->sig_table.mask]);
        }
        for (uint32_t i = 0; i < count; i++)
            if (d->sigs[from + i] != GRAPH_NONE)
                d->sigs[from + i] = add_sig(g, hashes[i], d->sigs[from + i], protos[i]);
    }
}

void graph_sigs(struct graph *g)
{
    uint32_t methods = 0, protos = 0;

    for (size_t k = 0; k < g->dex_count; k++) {
        methods += g->dexes[k].dex->methods.rows;
        protos += g->dexes[k].dex->protos.rows;
    }
    g->pool_capacity = 3 * (size_t)protos;
    g->proto_pool = arena_raw(g->arena, g->pool_capacity * sizeof *g->proto_pool);
    intern_init(&g->proto_table, g->arena, g->seed, protos);
    intern_init(&g->sig_table, g->arena, g->seed, methods);
    g->proto_at = arena_array(g->arena, (size_t)protos + 1, sizeof *g->proto_at);
    g->proto_capacity = (size_t)protos + 1;
    g->sig = arena_raw(g->arena, methods * sizeof *g->sig);
    g->sig_capacity = methods;
    for (size_t k = 0; k < g->dex_count; k++)
        number_sigs(g, &g->dexes[k]);
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
