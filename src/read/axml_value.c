/*
 * How the package parser asks a document: obtainAttributes() and TypedArray
 * (android.content.res), getAttributeValue(), XmlUtils' conversions.
 */
#include "read/axml.h"

/* What the package parser calls a configuration: CONFIG_NATIVE_BITS of ActivityInfo, without version and
 * round. */
enum { JAVA_CONFIG_BITS = 0x37bff };

const struct axml_attribute *axml_find(const struct axml *x, size_t element, uint32_t id, const char *name)
{
    const struct axml_element *e;
    const struct axml_attribute *a;

    if (element >= x->count)
        return NULL;
    e = &x->elements[element];
    a = e->attribute_count == 0 ? NULL : &x->attributes[e->first_attribute];
    for (uint32_t i = 0; i < e->attribute_count; i++) {
        if (id != 0 && a[i].id >= id) /* the walk stops at the first that is not smaller */
            return a[i].id == id ? &a[i] : NULL;
        if (id == 0 && a[i].ns.data == NULL && a[i].name.data != NULL && bytes_is(a[i].name, name))
            return &a[i];
    }
    return NULL;
}

const struct axml_attribute *axml_written(const struct axml *x, size_t element, const char *ns,
                                          const char *name)
{
    const struct axml_element *e = element < x->count ? &x->elements[element] : NULL;

    for (uint32_t i = 0; e != NULL && i < e->attribute_count; i++) {
        const struct axml_attribute *a = &x->attributes[e->first_attribute + i];
        if (a->name.data != NULL && bytes_is(a->name, name) &&
            (ns == NULL ? a->ns.data == NULL : a->ns.data != NULL && bytes_is(a->ns, ns)))
            return a;
    }
    return NULL;
}

bool axml_written_text(const struct axml *x, const struct axml_attribute *a, struct bytes *out)
{
    *out = bytes_of(NULL, 0);
    if (a == NULL)
        return false;
    if (a->has_raw)
        *out = a->raw;
    else if (a->type != RES_STRING && a->type != RES_NULL)
        *out = res_value_text(x->scan->arena, a->type, a->data);
    return out->data != NULL;
}

int32_t axml_child(const struct axml *x, int32_t parent, const char *name, int32_t after)
{
    uint32_t depth = parent < 0 ? 0 : x->elements[parent].depth + 1;

    for (size_t i = (size_t)(after + 1); i < x->count && (parent < 0 || x->elements[i].depth >= depth); i++)
        if (x->elements[i].parent == parent && (name == NULL || bytes_is(x->elements[i].name, name)))
            return (int32_t)i;
    return -1;
}

/* The value as it stands in the document. */
static struct arsc_value literal(const struct axml *x, const struct axml_attribute *a)
{
    struct arsc_value v = {.type = a->type, .data = a->data, .at = a->at, .size = a->size};

    if (a->type == RES_STRING)
        v.text = a->text;
    else
        v.text = res_value_text(x->scan->arena, a->type, a->data);
    return v;
}

bool axml_value(const struct axml *x, const struct axml_attribute *a, struct axml_tables t,
                struct arsc_value *out)
{
    if (!res_is_reference(a->type) || a->data == 0) {
        *out = literal(x, a);
        if (res_is_reference(a->type)) /* @null */
            out->type = RES_NULL;
        return true;
    }
    if (arsc_resolve(t.tables, t.count, a->data, out))
        return true;
    if (out->table == NULL)
        *out = literal(x, a);
    return false;
}

bool axml_bool(const struct axml *x, const struct axml_attribute *a, struct axml_tables t, bool fallback)
{
    struct arsc_value v;

    if (a == NULL)
        return fallback;
    if (!axml_value(x, a, t, &v))
        return false; /* the text of a reference is not "true" */
    if (v.type == RES_NULL)
        return fallback;
    if (res_is_int(v.type))
        return v.data != 0;
    if (v.type == RES_STRING && v.text.data == NULL)
        return fallback;
    return bytes_is(v.text, "1") || bytes_is(v.text, "true") || bytes_is(v.text, "TRUE");
}

/* XmlUtils.convertValueToInt(): sign, then 0x, # or 0 for other bases. */
static bool parse_int(struct bytes text, int32_t *out)
{
    size_t at = 0;
    bool negative = text.size > 0 && text.data[0] == '-';
    uint64_t value = 0;
    unsigned base = 10;

    at += negative ? 1 : 0;
    if (at + 1 < text.size && text.data[at] == '0') {
        base = (text.data[at + 1] | 0x20) == 'x' ? 16 : 8;
        at += base == 16 ? 2 : 1;
    } else if (at < text.size && text.data[at] == '#') {
        base = 16;
        at++;
    }
    if (at >= text.size)
        return false;
    for (; at < text.size; at++) {
        uint8_t c = text.data[at];
        unsigned digit = c >= '0' && c <= '9' ? c - (unsigned)'0'
                         : (c | 0x20) >= 'a'  ? (c | 0x20u) - 'a' + 10u
                                              : 99;
        if (digit >= base || value > INT32_MAX)
            return false;
        value = value * base + digit;
    }
    if (value > (uint64_t)INT32_MAX + (negative ? 1 : 0))
        return false;
    *out = (int32_t)(negative ? -(int64_t)value : (int64_t)value);
    return true;
}

int32_t axml_int(const struct axml *x, const struct axml_attribute *a, struct axml_tables t, int32_t fallback)
{
    struct arsc_value v;
    int32_t value;

    if (a == NULL)
        return fallback;
    if (!axml_value(x, a, t, &v))
        return fallback;
    if (res_is_int(v.type))
        return (int32_t)v.data;
    return v.type == RES_STRING && parse_int(v.text, &value) ? value : fallback;
}

bool axml_string(const struct axml *x, const struct axml_attribute *a, struct axml_tables t,
                 enum axml_string_rule rule, struct bytes *out)
{
    struct arsc_value v;

    *out = (struct bytes){NULL, 0};
    if (a == NULL)
        return false;
    if (rule == AXML_LITERAL) {
        *out = a->type == RES_STRING ? a->text : (struct bytes){NULL, 0};
        return out->data != NULL;
    }
    if (!axml_value(x, a, t, &v) && rule == AXML_STABLE)
        return false;
    if (v.type == RES_NULL || (rule == AXML_STABLE && (v.varies & JAVA_CONFIG_BITS) != 0))
        return false;
    *out = v.text;
    return out->data != NULL;
}

struct locus axml_locus(const struct axml *x, size_t element)
{
    return locus_at(x->place, x->elements[element].at, x->elements[element].size);
}

struct locus axml_attribute_locus(const struct axml *x, const struct axml_attribute *a)
{
    return locus_at(x->place, a->at, a->size);
}
