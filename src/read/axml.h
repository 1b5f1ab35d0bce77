/*
 * Binary XML (AndroidManifest.xml, res/xml), as androidfw's ResXMLTree and the
 * platform's package parser read it.
 *
 * What the package parser sees is what is in `elements`: from the first
 * START_ELEMENT to its END. Where it would refuse the document, what came
 * before is kept, `refused` is set and an anomaly says why.
 */
#ifndef VETO_READ_AXML_H
#define VETO_READ_AXML_H

#include "read/arsc.h"

#define AXML_ANDROID_NS "http://schemas.android.com/apk/res/android"

struct axml_attribute {
    uint32_t id;           /* resource id from the resource map; 0: none */
    struct bytes ns, name; /* UTF-8; the name is what is written, not what the id means: see attr_name() */
    uint8_t type;          /* enum res_type; a dynamic reference is a reference */
    uint32_t data;
    struct bytes text; /* UTF-8: the string for RES_STRING, else the raw value if there is one */
    struct bytes raw;  /* the raw value; what getAttributeValue(null, name) returns */
    bool has_raw;
    uint64_t at, size; /* in the document */
};

struct axml_element {
    int32_t parent; /* index, or -1 for the root */
    uint32_t depth; /* 0 for the root */
    struct bytes ns, name;
    uint32_t first_attribute, attribute_count;
    struct bytes cdata;   /* the first text directly inside */
    uint32_t cdata_count; /* how many there are */
    uint64_t at, size;    /* the START_ELEMENT chunk */
    uint32_t line;
};

struct axml {
    struct bytes file;
    const struct place *place;
    struct scan *scan;
    struct axml_element *elements; /* document order */
    size_t count;
    struct axml_attribute *attributes;
    size_t attribute_count;
    struct strpool strings; /* the last pool, the one that counts */
    struct bytes map;       /* the last resource map's ids */
    bool complete;          /* the root's END was seen */
    bool refused;           /* the platform's parser would throw */
};

/* Reads a document. False and *e when it has no root element that could be read. */
bool axml_open(struct scan *s, struct bytes file, const struct place *place, struct axml *out,
               struct error *e);

/*
 * The attribute as the package parser finds it, or NULL. With an id, as
 * obtainAttributes() does: it walks the attributes in ascending order of id,
 * so one that stands behind a larger id is not found, and of two the first
 * counts; the written name does not matter. With id 0, the attribute of that
 * name without a namespace (`package`, `split`, `coreApp`).
 */
const struct axml_attribute *axml_find(const struct axml *x, size_t element, uint32_t id, const char *name);

/*
 * getAttributeValue(ns, name) of the platform's pull parser: found by what is
 * written (ns NULL: without a namespace), in any order, and its raw value,
 * whatever the typed value says. False where it gets null; a typed string
 * without a raw value is one of these.
 */
const struct axml_attribute *axml_written(const struct axml *x, size_t element, const char *ns,
                                          const char *name);
bool axml_written_text(const struct axml *x, const struct axml_attribute *a, struct bytes *out);

/* The next element with this parent and name (NULL: any) after `after`; -1 when there is none. Start with
 * after = parent. */
int32_t axml_child(const struct axml *x, int32_t parent, const char *name, int32_t after);

/* Resource tables that references are resolved against: the base's, then the splits'. May be empty. */
struct axml_tables {
    const struct arsc *const *tables;
    size_t count;
};

/*
 * The value with references followed. False when a reference does not
 * resolve, then *out is the reference itself (text "@android:0x..." for the
 * framework's). A value that was no reference has table NULL.
 */
bool axml_value(const struct axml *x, const struct axml_attribute *a, struct axml_tables t,
                struct arsc_value *out);

/* TypedArray.getBoolean() and getInt(): NULL and @null give `fallback`; strings are converted as the platform
 * does. */
bool axml_bool(const struct axml *x, const struct axml_attribute *a, struct axml_tables t, bool fallback);
int32_t axml_int(const struct axml *x, const struct axml_attribute *a, struct axml_tables t,
                 int32_t fallback);

enum axml_string_rule {
    AXML_ANY,     /* getString(): references followed, other values as text */
    AXML_LITERAL, /* getNonResourceString(): only a string in the document itself */
    AXML_STABLE,  /* getNonConfigurationString(): references too, unless the value varies by configuration */
};

/* The string by one of the three ways the package parser asks; false where it gets null. */
bool axml_string(const struct axml *x, const struct axml_attribute *a, struct axml_tables t,
                 enum axml_string_rule rule, struct bytes *out);

struct locus axml_locus(const struct axml *x, size_t element);
struct locus axml_attribute_locus(const struct axml *x, const struct axml_attribute *a);

/* Every chunk with offsets, for people. */
void axml_print(struct buf *out, const struct axml *x);

enum { AXML_KINDS = 26 };
extern const struct anomaly_kind axml_kinds[AXML_KINDS];

#endif
