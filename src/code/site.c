#include "code/site.h"

#include "code/graph_parts.h"

/* What a kept reference counts in. */
static enum dex_ref ref_of(uint8_t op)
{
    return (enum dex_ref)(dex_op_shape[op] >> 4 & 7);
}

static uint32_t rows_of(const struct dex *d, enum dex_ref ref)
{
    return ref == DEX_REF_STRING  ? d->strings.rows
           : ref == DEX_REF_TYPE  ? d->types.rows
           : ref == DEX_REF_FIELD ? d->fields.rows
                                  : d->methods.rows;
}

static void add_site(struct arena *a, struct sites *out, struct site site)
{
    out->rows = arena_grow(a, out->rows, out->count, &out->capacity, sizeof *out->rows);
    out->rows[out->count++] = site;
}

/* Methods that an instruction names by method handles, itself or through its call site. */
static void add_handles(struct arena *a, const struct dex *d, const uint8_t *bits, struct site like, uint32_t ref,
                        struct sites *out)
{
    struct graph_handles h = graph_handles_of(d, ref);
    uint32_t row, kind;

    like.ref = DEX_REF_METHOD;
    like.op = dex_kept_op(ref);
    while (graph_handles_next(&h, &row, &kind, &like.index))
        if (dex_bit(bits, like.index))
            add_site(a, out, like);
}

void sites_find(struct arena *a, const struct app_dex *d, const struct wanted *wanted, struct sites *out)
{
    const uint8_t *bits[256] = {NULL}; /* by opcode, what is wanted of what it names */
    uint32_t rows[256] = {0};
    const uint8_t *methods = d->dex->method_handles.rows > 0 ? wanted->of[DEX_REF_METHOD] : NULL;

    for (unsigned op = 0; op < 256; op++) {
        enum dex_ref ref = ref_of((uint8_t)op);
        if (ref == DEX_REF_NONE || ref > DEX_REF_METHOD || wanted->of[ref] == NULL)
            continue;
        bits[op] = wanted->of[ref];
        rows[op] = rows_of(d->dex, ref);
    }
    for (uint32_t m = 0; m < d->use.methods_defined; m++) {
        const struct dex_encoded *e = &d->use.encoded[m];
        for (uint32_t i = 0; i < e->ref_count; i++) {
            uint32_t index = dex_kept_index(e->refs[i]);
            uint8_t op = dex_kept_op(e->refs[i]);
            if (op >= OP_INVOKE_CUSTOM && methods != NULL)
                add_handles(a, d->dex, methods, (struct site){.encoded = m, .ordinal = i}, e->refs[i], out);
            else if (index < rows[op] && dex_bit(bits[op], index))
                add_site(a, out, (struct site){m, i, index, (uint8_t)ref_of(op), op, 0});
        }
    }
}

static bool is_kept(uint8_t op)
{
    return (dex_op_shape[op] & 8) != 0;
}

static bool open_code(const struct app_dex *d, uint32_t encoded, struct dex_code *code, struct dex_insn *insn)
{
    if (!dex_code(d->dex, d->use.encoded[encoded].code_off, code))
        return false;
    dex_insn_open(insn, code);
    return true;
}

void site_walk_open(struct site_walk *w, const struct app_dex *d, uint32_t encoded)
{
    struct dex_code code;

    *w = (struct site_walk){.dex = d, .locus = locus_whole(d->dex->place)};
    w->open = open_code(d, encoded, &code, &w->insn);
}

struct locus site_walk_to(struct site_walk *w, uint32_t ordinal)
{
    while (w->open && w->ordinal <= ordinal && (w->open = dex_insn_next(&w->insn)))
        if (is_kept(w->insn.op) && w->ordinal++ == ordinal)
            w->locus = dex_locus(w->dex->dex, w->insn.at, w->insn.size);
    return w->locus;
}

/* What a register holds: a constant, or the value of a site. */
enum holds { HOLDS_NOTHING, HOLDS_NUMBER, HOLDS_SITE };
struct register_state {
    uint32_t epoch; /* of another method: it holds nothing */
    enum holds holds;
    int64_t number;
    uint32_t site;
};

static struct register_state *state_of(struct trace *t, uint32_t r)
{
    struct register_state *s = &t->registers[r < t->room ? r : t->room - 1];

    if (s->epoch != t->epoch)
        *s = (struct register_state){.epoch = t->epoch};
    return s;
}

/* Where values go, by the class and the first letters of the method they are given to. */
static const struct {
    const char *class;
    const char *name;
    enum flow flow;
} takers[] = {
    {"Landroid/content/Intent;", "", FLOW_INTENT},
    {"Landroid/content/IntentFilter;", "", FLOW_INTENT},
    {"Landroid/provider/Settings$Secure;", "", FLOW_SETTINGS},
    {"Landroid/provider/Settings$System;", "", FLOW_SETTINGS},
    {"Landroid/provider/Settings$Global;", "", FLOW_SETTINGS},
    {"Ljavax/crypto/Cipher;", "getInstance", FLOW_CIPHER},
    {"Ljava/security/MessageDigest;", "getInstance", FLOW_DIGEST},
    {"Landroid/media/MediaDrm;", "getProperty", FLOW_DRM},
    {"Landroid/content/ContentResolver;", "insert", FLOW_WRITE},
    {"Landroid/content/ContentResolver;", "update", FLOW_WRITE},
    {"Landroid/content/ContentResolver;", "delete", FLOW_WRITE},
    {"Landroid/content/ContentResolver;", "bulkInsert", FLOW_WRITE},
    {"Landroid/content/ContentProviderClient;", "insert", FLOW_WRITE},
    {"Landroid/content/ContentProviderClient;", "update", FLOW_WRITE},
    {"Landroid/content/ContentProviderClient;", "delete", FLOW_WRITE},
    {"Landroid/content/ContentProviderClient;", "bulkInsert", FLOW_WRITE},
    {"Landroid/content/ContentProviderOperation;", "new", FLOW_WRITE},
    {"Ljava/lang/String;", "equals", FLOW_COMPARE},
    {"Ljava/lang/String;", "contentEquals", FLOW_COMPARE},
    {"Ljava/lang/String;", "compareTo", FLOW_COMPARE},
    {"Ljava/lang/String;", "startsWith", FLOW_COMPARE},
    {"Ljava/lang/String;", "hashCode", FLOW_COMPARE},
    {"Ljava/lang/Object;", "equals", FLOW_COMPARE},
    {"Ljava/util/Objects;", "equals", FLOW_COMPARE},
    {"Landroid/text/TextUtils;", "equals", FLOW_COMPARE},
    {"Lkotlin/jvm/internal/Intrinsics;", "areEqual", FLOW_COMPARE},
};

/* Classes whose methods make a new URI of the one they are given. */
static const char *const makers[] = {"Landroid/net/Uri;", "Landroid/net/Uri$Builder;",
                                     "Landroid/content/ContentUris;"};

static enum flow flow_of(const struct dex *d, const struct dex_method *m)
{
    struct bytes class = dex_type(d, m->class), name = dex_string(d, m->name);

    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++)
        if (bytes_is(class, takers[i].class) && bytes_starts(name, bytes_str(takers[i].name)))
            return takers[i].flow;
    return FLOW_OTHER;
}

static bool makes_uri(const struct dex *d, const struct dex_method *m)
{
    struct bytes class = dex_type(d, m->class);

    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (bytes_is(class, makers[i]))
            return true;
    return false;
}

enum { OP_RETURN_OBJECT = 0x11, OP_APUT_OBJECT = 0x4d };
enum { ARGUMENTS = 16 }; /* of a call that are looked at */

/* The opcodes whose first register is written; two registers for wide ones. */
static unsigned writes(uint8_t op)
{
    if ((op >= 0x04 && op <= 0x06) || op == 0x0b || (op >= 0x16 && op <= 0x19) || op == 0x45 || op == 0x53 ||
        op == 0x61)
        return 2;
    return (op >= 0x01 && op <= 0x0d) || (op >= 0x12 && op <= 0x1c) || (op >= 0x20 && op <= 0x23) ||
           (op >= 0x2d && op <= 0x31) || (op >= 0x44 && op <= 0x4a) || (op >= 0x52 && op <= 0x58) ||
           (op >= 0x60 && op <= 0x66) || (op >= 0x7b && op <= 0xe2) || op >= 0xfe;
}

static bool is_move(uint8_t op)
{
    return op >= 0x01 && op <= 0x09;
}
static bool is_move_result(uint8_t op)
{
    return op >= 0x0a && op <= 0x0c;
}
static bool is_invoke(uint8_t op)
{
    return (op >= 0x6e && op <= 0x72) || (op >= 0x74 && op <= 0x78);
}
/* iput and sput: the value stands first. */
static bool is_put(uint8_t op)
{
    return (op >= 0x59 && op <= 0x5f) || (op >= 0x67 && op <= 0x6d);
}

/* A call, while its method's values are followed. */
struct call {
    struct site *site; /* of the call itself where it is wanted, or NULL */
    uint32_t result;   /* site whose value the result is, + 1; 0: of none */
};

static void take(struct trace *t, struct site *sites, const struct dex_insn *insn, struct call *call)
{
    uint16_t registers[ARGUMENTS];
    uint32_t count = dex_insn_registers(insn, registers, ARGUMENTS);
    struct dex_method m;
    bool known = false;

    call->result = 0;
    for (uint32_t i = 0; i < count && i < ARGUMENTS; i++) {
        const struct register_state *s = state_of(t, registers[i]);
        if (s->holds == HOLDS_NUMBER && call->site != NULL)
            t->number(t->context, call->site, i, count, s->number);
        if (s->holds != HOLDS_SITE)
            continue;
        if (!known && !dex_method(t->dex->dex, insn->index, &m))
            return;
        known = true;
        if (makes_uri(t->dex->dex, &m))
            call->result = s->site + 1;
        else
            sites[s->site].flow |= (uint8_t)flow_of(t->dex->dex, &m);
    }
}

/* A value that leaves the registers: put into a field or array, returned. */
static void leave(struct trace *t, struct site *sites, const struct dex_insn *insn, struct site *here)
{
    uint16_t registers[1];
    const struct register_state *s;

    if (dex_insn_registers(insn, registers, 1) == 0)
        return;
    s = state_of(t, registers[0]);
    if (s->holds == HOLDS_SITE)
        sites[s->site].flow |= FLOW_OTHER;
    if (s->holds == HOLDS_NUMBER && here != NULL)
        t->number(t->context, here, 0, 1, s->number);
}

static void write(struct trace *t, const struct dex_insn *insn, const struct call *call, uint32_t site,
                  bool here)
{
    uint16_t registers[2] = {0};
    uint32_t named = dex_insn_registers(insn, registers, 2);
    struct register_state to = {.epoch = t->epoch};
    int64_t number;

    if (named == 0)
        return;
    if (here && !is_invoke(insn->op)) {
        to.holds = HOLDS_SITE;
        to.site = site;
    } else if (is_move(insn->op) && named == 2) {
        to = *state_of(t, registers[1]);
    } else if (is_move_result(insn->op) && call->result > 0) {
        to.holds = HOLDS_SITE;
        to.site = call->result - 1;
    } else if (insn->op >= 0x12 && insn->op <= 0x19 && dex_insn_literal(insn, &number)) {
        to.holds = HOLDS_NUMBER;
        to.number = number;
    }
    *state_of(t, registers[0]) = to;
    if (writes(insn->op) == 2)
        *state_of(t, registers[0] + 1u) = (struct register_state){.epoch = t->epoch};
}

void trace_method(struct trace *t, struct site *sites, size_t count)
{
    struct dex_code code;
    struct dex_insn insn;
    struct call call = {NULL, 0};
    uint32_t ordinal = 0;
    size_t next = 0;

    if (count == 0 || !open_code(t->dex, sites[0].encoded, &code, &insn))
        return;
    if (t->room <= code.registers) {
        t->room = code.registers + 1u;
        t->registers = arena_array(t->arena, t->room, sizeof *t->registers);
        t->epoch = 0;
    }
    t->epoch++;
    while (dex_insn_next(&insn)) {
        bool here = is_kept(insn.op) && next < count && sites[next].ordinal == ordinal;
        ordinal += is_kept(insn.op);
        if (is_invoke(insn.op)) {
            call.site = here ? &sites[next] : NULL;
            take(t, sites, &insn, &call);
        } else if (is_put(insn.op) || insn.op == OP_RETURN_OBJECT || insn.op == OP_APUT_OBJECT) {
            leave(t, sites, &insn, here ? &sites[next] : NULL);
        }
        if (writes(insn.op) > 0)
            write(t, &insn, &call, (uint32_t)next, here);
        if (!is_invoke(insn.op) && !is_move_result(insn.op))
            call.result = 0;
        if (here) { /* a call site may name several methods */
            uint32_t at = sites[next].ordinal;
            while (next < count && sites[next].ordinal == at)
                next++;
        }
    }
}
