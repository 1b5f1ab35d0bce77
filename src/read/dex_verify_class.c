/* Class definitions, their members and the heads of their code, as DexFileVerifier checks them when it loads.
 */
#include "read/dex_internal.h"

enum {
    CLASS_FLAGS = 0xffff, /* those of the language */
    VISIBILITY = DEX_ACC_PUBLIC | DEX_ACC_PRIVATE | DEX_ACC_PROTECTED,
    ORDER_ENFORCED = 37, /* version from which a class comes after what it extends */
};

/* Per type: 1 + the number of the class that defines it, and of the last class whose interfaces named it. */
struct by_type {
    uint32_t *defined, *named;
};

static uint8_t initial(const struct dex_check *c, uint32_t type)
{
    return type < c->dex->types.rows ? c->initials[type] : 0;
}

/* Definitions of all classes, so that the order can be checked; false where indices make no sense. */
static bool verify_defined(struct dex_check *c, struct by_type *t)
{
    const struct dex *d = c->dex;
    struct dex_class k;

    for (uint32_t i = 0; i < d->classes.rows; i++) {
        struct locus where;
        dex_class(d, i, &k);
        where = dex_locus(d, k.at, DEX_CLASS_ROW);
        if (initial(c, k.type) != 'L' ||
            (k.superclass != DEX_NO_INDEX && k.superclass != 0xffff && initial(c, k.superclass) != 'L')) {
            dex_refuse(c, DEX_KIND_CLASS_INDEX, where, "class %u: type %u, superclass %u", i, k.type,
                       k.superclass);
            return false;
        }
        if (t->defined[k.type] != 0) {
            c->subject = dex_type(d, k.type);
            dex_refuse(c, DEX_KIND_CLASS_DUPLICATE, where, "classes %u and %u", t->defined[k.type] - 1, i);
            return false;
        }
        t->defined[k.type] = i + 1;
    }
    return true;
}

/* Whether class `i` comes after `type`, when that is defined here, and is not the same. */
static bool in_order(struct dex_check *c, const struct by_type *t, uint32_t i, uint32_t type)
{
    const struct dex *d = c->dex;

    if (d->version < ORDER_ENFORCED || type >= d->types.rows || t->defined[type] < i + 1)
        return true;
    dex_refuse(c, DEX_KIND_CLASS_ORDER, dex_row_locus(d, &d->classes, i),
               "class %u before %u, which it extends", i, t->defined[type] - 1);
    return false;
}

static bool verify_interfaces(struct dex_check *c, struct by_type *t, uint32_t i, const struct dex_class *k)
{
    const struct dex *d = c->dex;
    struct locus where = dex_locus(d, k->at, DEX_CLASS_ROW);

    if (!dex_work(c, 2 * (uint64_t)k->interfaces.count))
        return false;
    for (uint32_t n = 0; n < k->interfaces.count; n++) {
        uint32_t type = dex_types_at(k->interfaces, n);
        if (initial(c, type) != 'L' || t->named[type] == i + 1) {
            dex_refuse(c, DEX_KIND_CLASS_INTERFACES, where, "class %u: interface %u is type %u", i, n, type);
            return false;
        }
        t->named[type] = i + 1;
        if (!in_order(c, t, i, type))
            return false;
    }
    return true;
}

/* The head of a class definition; members follow. */
static bool verify_class(struct dex_check *c, struct by_type *t, uint32_t i, const struct dex_class *k)
{
    const struct dex *d = c->dex;
    struct locus where = dex_locus(d, k->at, DEX_CLASS_ROW);
    uint32_t count = 0;

    if ((k->access & ~(uint32_t)CLASS_FLAGS) != 0) {
        dex_refuse(c, DEX_KIND_CLASS_FLAGS, where, "class %u: 0x%x", i, k->access);
        return false;
    }
    if (k->interfaces_off != 0)
        bytes_u32(d->file, k->interfaces_off, &count);
    if (k->interfaces.count != count || ((k->interfaces_off | k->annotations_off) & 3) != 0 ||
        k->interfaces_off >= d->file.size || k->annotations_off >= d->file.size ||
        k->class_data_off >= d->file.size || k->static_values_off >= d->file.size) {
        dex_refuse(c, DEX_KIND_CLASS_OFFSET, where,
                   "class %u: interfaces 0x%x, annotations 0x%x, data 0x%x, values 0x%x", i,
                   k->interfaces_off, k->annotations_off, k->class_data_off, k->static_values_off);
        return false;
    }
    if (k->superclass < d->types.rows && !in_order(c, t, i, k->superclass))
        return false;
    return verify_interfaces(c, t, i, k);
}

/* Numbers of the names that only constructors may have; DEX_NO_INDEX where there is none. */
struct angle_names {
    uint32_t first, end; /* strings that begin with '<' */
    uint32_t init, clinit;
};

/* What members are checked against. */
struct member_check {
    struct angle_names angle;
    uint8_t *methods; /* bitmap of direct methods so far */
};

static struct angle_names find_angle_names(const struct dex *d)
{
    struct angle_names a = {0, 0, DEX_NO_INDEX, DEX_NO_INDEX};
    uint32_t low = 0, high = d->strings.rows;

    while (low <
           high) { /* the first string not before "<"; in an unsorted table any, and then nothing is found */
        uint32_t middle = low + (high - low) / 2;
        struct bytes s = dex_string(d, middle);
        if (s.size == 0 || s.data[0] < '<')
            low = middle + 1;
        else
            high = middle;
    }
    a.first = a.end = low;
    for (; a.end < d->strings.rows; a.end++) {
        struct bytes s = dex_string(d, a.end);
        if (s.size == 0 || s.data[0] != '<')
            break;
        if (bytes_is(s, "<init>"))
            a.init = a.end;
        if (bytes_is(s, "<clinit>"))
            a.clinit = a.end;
    }
    return a;
}

static bool verify_code(struct dex_check *c, const struct dex_member *m, struct locus where)
{
    const struct dex *d = c->dex;
    uint32_t none = m->access & (DEX_ACC_NATIVE | DEX_ACC_ABSTRACT);
    struct dex_code code;

    if ((m->code_off == 0) != (none != 0)) {
        dex_refuse(c, DEX_KIND_CODE_FLAGS, where, "method %u: access 0x%x, code at 0x%x", m->index, m->access,
                   m->code_off);
        return false;
    }
    if (m->code_off == 0)
        return true;
    if (!dex_code(d, m->code_off, &code) || code.cut || (m->code_off & 3) != 0 || code.ins > code.registers ||
        (code.outs > 5 && code.outs > code.registers)) {
        dex_refuse(c, DEX_KIND_CODE_ITEM, where, "method %u: code at 0x%x, %u registers, %u ins, %u outs%s",
                   m->index, m->code_off, code.registers, code.ins, code.outs, code.cut ? ", cut off" : "");
        return false;
    }
    return true;
}

/* One member against the tables and the class. */
static bool verify_member(struct dex_check *c, const struct dex_member *m, uint32_t type,
                          const struct angle_names *angle)
{
    const struct dex *d = c->dex;
    bool field = m->kind <= DEX_INSTANCE_FIELD;
    struct locus where = dex_locus(d, m->at, m->size);
    struct dex_method method;
    struct dex_field f;
    uint32_t class;

    if (m->index >= (field ? d->fields.rows : d->methods.rows)) {
        dex_refuse(c, DEX_KIND_MEMBERS_INDEX, where, "%s %u", field ? "field" : "method", m->index);
        return false;
    }
    if (field)
        dex_field(d, m->index, &f);
    else
        dex_method(d, m->index, &method);
    class = field ? f.class : method.class;
    if (class != type) {
        dex_refuse(c, DEX_KIND_MEMBERS_CLASS, where, "%s %u of class type %u in type %u",
                   field ? "field" : "method", m->index, class, type);
        return false;
    }
    if ((m->access & VISIBILITY & ((m->access & VISIBILITY) - 1)) != 0) {
        dex_refuse(c, DEX_KIND_MEMBERS_FLAGS, where, "%s %u with access 0x%x", field ? "field" : "method",
                   m->index, m->access);
        return false;
    }
    if (field) {
        if (((m->access & DEX_ACC_STATIC) != 0) == (m->kind == DEX_STATIC_FIELD))
            return true;
        dex_refuse(c, DEX_KIND_MEMBERS_LIST, where, "field %u with access 0x%x", m->index, m->access);
        return false;
    }
    if (method.name >= angle->first && method.name < angle->end && method.name != angle->init &&
        method.name != angle->clinit) {
        c->subject = dex_string(d, method.name);
        dex_refuse(c, DEX_KIND_METHOD_NAME, where, "method %u is defined", m->index);
        return false;
    }
    if (((m->access & (DEX_ACC_STATIC | DEX_ACC_PRIVATE | DEX_ACC_CONSTRUCTOR)) != 0) !=
        (m->kind == DEX_DIRECT_METHOD)) {
        dex_refuse(c, DEX_KIND_MEMBERS_LIST, where, "method %u with access 0x%x", m->index, m->access);
        return false;
    }
    return verify_code(c, m, where);
}

/* Whether a virtual method was among the direct ones; `seen` has a bit for each of those. Fields may, up to
 * Android 13. */
static bool in_both(uint8_t *seen, const struct dex_member *m)
{
    if (m->kind == DEX_VIRTUAL_METHOD)
        return dex_bit(seen, m->index);
    if (m->kind == DEX_DIRECT_METHOD)
        seen[m->index / 8] |= (uint8_t)(1u << m->index % 8);
    return false;
}

/* Members must rise in each list, and no method be in both. */
static bool verify_members(struct dex_check *c, struct member_check *v, const struct dex_class *k)
{
    const struct dex *d = c->dex;
    struct dex_members list;
    struct dex_member m;
    int kind = -1;
    uint32_t before = 0;

    if (!dex_members_open(&list, d, k->class_data_off)) {
        dex_refuse(c, DEX_KIND_MEMBERS_RANGE, dex_locus(d, k->at + 24, 4), "class_data at 0x%x",
                   k->class_data_off);
        return false;
    }
    while (dex_members_next(&list, &m)) {
        if (kind == (int)m.kind && m.index < before) {
            dex_refuse(c, DEX_KIND_MEMBERS_INDEX, dex_locus(d, m.at, m.size), "member %u after %u", m.index,
                       before);
            return false;
        }
        if (!verify_member(c, &m, k->type, &v->angle))
            return false;
        if (in_both(v->methods, &m)) {
            dex_refuse(c, DEX_KIND_MEMBERS_LIST, dex_locus(d, m.at, m.size), "member %u in two lists",
                       m.index);
            return false;
        }
        kind = (int)m.kind;
        before = m.index;
    }
    if (list.failed) {
        dex_refuse(c, DEX_KIND_MEMBERS_RANGE, dex_locus(d, k->class_data_off, list.at),
                   "class_data at 0x%x ends early", k->class_data_off);
        return false;
    }
    return dex_work(c, list.at);
}

/* A name that is no plain identifier of the language, beyond what compilers make. */
static bool name_odd(struct bytes descriptor)
{
    for (size_t i = 0; i < descriptor.size; i++)
        if (descriptor.data[i] >= 0x80 || descriptor.data[i] == ' ')
            return true;
    return false;
}

static void note_names(struct dex_check *c)
{
    const struct dex *d = c->dex;
    uint32_t count = 0, first = 0;
    struct dex_class k;

    for (uint32_t i = 0; i < d->classes.rows; i++) {
        dex_class(d, i, &k);
        if (k.type < d->types.rows && c->initials[k.type] != 0 && name_odd(dex_type(d, k.type)) &&
            count++ == 0)
            first = k.type;
    }
    if (count == 0)
        return;
    c->subject = dex_type(d, first);
    dex_refuse(c, DEX_KIND_CLASS_NAME, dex_string_locus(d, dex_type_string(d, first)),
               "%u classes, this one first", count);
}

void dex_verify_classes(struct dex_check *c)
{
    const struct dex *d = c->dex;
    struct by_type t = {arena_array(c->scan->arena, d->types.rows, sizeof *t.defined),
                        arena_array(c->scan->arena, d->types.rows, sizeof *t.named)};
    struct member_check v = {find_angle_names(d), arena_alloc(c->scan->arena, d->methods.rows / 8 + 1)};
    bool classes = verify_defined(c, &t), members = true;
    struct dex_class k;

    for (uint32_t i = 0; i < d->classes.rows && (classes || members); i++) {
        dex_class(d, i, &k);
        classes = classes && verify_class(c, &t, i, &k);
        members = members && verify_members(c, &v, &k);
    }
    note_names(c);
}
