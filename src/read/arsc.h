/*
 * Resource tables: resources.arsc, as androidfw's LoadedArsc and AssetManager2
 * read them. Opening a table walks the headers of its chunks; strings and
 * entries are read when somebody asks for one.
 *
 * Which configuration a value is chosen for is said in resconfig.h. Where the
 * device would refuse a table it is read on as far as it goes, `refused` is
 * set and an anomaly says why.
 */
#ifndef VETO_READ_ARSC_H
#define VETO_READ_ARSC_H

#include "base/error.h"
#include "read/resconfig.h"
#include "read/resvalue.h"
#include "read/strpool.h"

enum { ARSC_FRAMEWORK = 0x01, ARSC_APP = 0x7f };

/* One chunk of values: a resource type in one configuration. */
struct arsc_type {
    uint64_t at; /* of the chunk in the file */
    uint32_t size;
    uint16_t header_size;
    uint8_t id;
    uint8_t flags;        /* ARSC_SPARSE, ARSC_OFFSET16 */
    uint32_t entry_count; /* offsets in the chunk's array */
    uint32_t entries_start;
    uint32_t next; /* next type of the same spec, as index + 1; 0 ends */
};

enum { ARSC_SPARSE = 1, ARSC_OFFSET16 = 2 };

/* What entries of a resource type there are, and what their values vary by. */
struct arsc_spec {
    uint64_t at;
    uint32_t size;
    uint32_t entry_count;
    uint8_t id;
    uint32_t first, last; /* types, as index + 1; 0 none */
};

/* A shared library the package refers to, or a staged id with the final one. */
struct arsc_library {
    uint32_t package_id;
    struct bytes name; /* UTF-8 */
};

struct arsc_alias {
    uint32_t staged, final;
};

struct arsc_package {
    uint64_t at;
    uint32_t size;
    uint32_t id;
    struct bytes name; /* UTF-8 */
    uint32_t type_id_offset;
    struct strpool type_names, keys;
    uint16_t spec_of[256]; /* index + 1 into specs by type id as written; 0 none */
    struct arsc_spec *specs;
    size_t spec_count, spec_capacity;
    struct arsc_type *types;
    size_t type_count, type_capacity;
    struct arsc_library *libraries;
    size_t library_count;
    struct arsc_alias *aliases; /* honoured in package 0x01 only */
    size_t alias_count;
    uint32_t overlayable_count;
};

struct arsc {
    struct scan *scan;
    struct bytes file;
    const struct place *place;
    struct strpool strings; /* of values */
    struct arsc_package *packages;
    size_t package_count, package_capacity;
    size_t type_count; /* of all packages, against LIMIT_ARSC_TYPES */
    bool refused;      /* LoadedArsc::Load() would fail */
    uint64_t *steps;   /* chunks of values looked at, against LIMIT_ARSC_STEPS */
};

/* One value. For a bag, arsc_bag_entry() gives what is in it. */
struct arsc_value {
    uint32_t id;  /* resource it is the value of: the last one of a chain of references */
    uint8_t type; /* enum res_type */
    uint32_t data;
    struct bytes text; /* UTF-8: the string, else the value as res_value_write() writes it; empty for a bag */
    bool is_bag;
    bool fallback;   /* no configuration matched: the value is the first of any */
    uint32_t varies; /* CONFIG_* bits by which the type spec says it varies, over the whole chain */
    struct resconfig config;
    const struct arsc *table; /* NULL: nothing was found */
    const struct arsc_package *package;
    uint64_t at, size; /* of the entry and its value in table->file */
    uint32_t parent;   /* bags: the style it inherits from */
    uint32_t bag_count;
    uint64_t bag_at;
};

/*
 * Reads the chunk headers of a table. False and *e when there is no resource
 * table in the file at all. The file must outlive *out.
 */
bool arsc_open(struct scan *s, struct bytes file, const struct place *place, struct arsc *out,
               struct error *e);

/*
 * The value the device's package parser gets for a resource: the best of all
 * tables (base first, then splits), references followed. False when it does
 * not resolve: *out is then the last reference that was found, such as
 * "@android:0x..." into the framework, or, with `fallback` set, the value of a
 * configuration the package parser would not take (a label in French only).
 */
bool arsc_resolve(const struct arsc *const *tables, size_t count, uint32_t id, struct arsc_value *out);
/* The same without following a reference it finds. */
bool arsc_get(const struct arsc *const *tables, size_t count, uint32_t id, struct arsc_value *out);

/*
 * All values of one resource, table by table, in file order, references not
 * followed: for (it = arsc_each(t, n, id); arsc_next(&it, &value);)
 */
struct arsc_each {
    const struct arsc *const *tables;
    size_t count;
    uint32_t id;
    size_t table, package;
    uint32_t type; /* next type, as index + 1 */
    bool inside;   /* the package's list has been entered */
};
struct arsc_each arsc_each(const struct arsc *const *tables, size_t count, uint32_t id);
bool arsc_next(struct arsc_each *it, struct arsc_value *out);

/* Entry i of a bag: its key (an attribute's id, or 0x02000000 + index in arrays) and value. False past the
 * end. */
bool arsc_bag_entry(const struct arsc_value *bag, uint32_t i, uint32_t *key, struct arsc_value *out);

/* "type/entry", in the arena; empty when no table has the resource. */
struct bytes arsc_name(const struct arsc *const *tables, size_t count, uint32_t id);
/* The id of "type/entry" ("xml/network_security_config"); 0 when there is none. */
uint32_t arsc_find(const struct arsc *const *tables, size_t count, const char *name);

/* The configuration as in a folder's name, in the arena of the table: "fr-rCA-v21". */
struct bytes arsc_config_text(const struct arsc_value *value);
struct locus arsc_locus(const struct arsc_value *value);

/* Everything with offsets, for people. */
void arsc_print(struct buf *out, const struct arsc *a);

enum { ARSC_KINDS = 12 };
extern const struct anomaly_kind arsc_kinds[ARSC_KINDS];

#endif
