/*
 * DEX files, versions 035 to 041, as ART opens them: what DexFileVerifier of
 * Android 13 accepts and refuses (of Android 15 for version 041, which older
 * releases do not know). A version 041 file may be a container of several
 * logical DEX that share one data section; each is a `struct dex` of its own.
 *
 * Nothing is copied: a `struct dex` is the header and the place of the
 * tables, everything else is decoded when asked for, from borrowed bytes. All
 * accessors are safe on any input, whether ART would load it or not.
 */
#ifndef VETO_READ_DEX_H
#define VETO_READ_DEX_H

#include "base/buf.h"
#include "base/error.h"
#include "base/ahead.h"
#include "read/scan.h"

#define DEX_NO_INDEX 0xffffffffu /* "none", in every place the format can say so */

/* What bytes are by their magic, whatever their name. */
enum dex_magic {
    DEX_MAGIC_NONE,
    DEX_MAGIC_DEX,  /* "dex\n" and any three digits */
    DEX_MAGIC_ODEX, /* "dey\n": optimised by Dalvik */
    DEX_MAGIC_CDEX, /* compact DEX, Android 9 to 13 */
    DEX_MAGIC_VDEX, /* verified DEX beside an oat file */
};
enum dex_magic dex_is(struct bytes b);
const char *dex_magic_name(enum dex_magic m); /* "dex", "odex" ...; NULL for DEX_MAGIC_NONE */

/* A table of the header: how many rows it claims, where, and the whole rows that are really there. */
struct dex_table {
    uint32_t count; /* as the header says */
    uint32_t at;
    uint32_t rows; /* readable: at most count; accessors answer for indices below it */
    const uint8_t *data;
};

struct dex {
    struct bytes file;         /* what offsets count in: the DEX, or the container of version 041; borrowed */
    const struct place *place; /* of file */
    uint64_t origin;    /* offset of file.data[0] in place; not 0 only where a container lies about itself */
    uint32_t header;    /* offset of this logical DEX's header in file */
    unsigned version;   /* 35 to 41; other numbers as they stand; 0 when not three digits */
    uint32_t file_size; /* of this logical DEX, as its header says */
    uint32_t header_size;
    uint32_t checksum;      /* Adler-32 in the header */
    uint32_t checksum_real; /* of the bytes there */
    uint32_t link_size, link_off;
    uint32_t map_off;
    uint32_t data_size, data_off;
    uint32_t container_size, header_offset; /* version 041 */
    struct dex_table strings, types, protos, fields, methods, classes;
    struct dex_table call_sites, method_handles; /* from the map */
    uint64_t
        *work; /* bytes walked in items that rows may share, of all logical DEX of the file: LIMIT_DEX_WORK */
    bool checksum_ok;
    bool loadable;     /* ART would open it, by every rule of dex_verify.c */
    char refusal[200]; /* the first rule it breaks and the value seen; empty when loadable */
};

/*
 * Opens all logical DEX of `file` (one, but for containers), with the checks
 * that ART makes when it loads: each violation is an anomaly. What ART would
 * refuse is opened as far as it goes. Returns how many, with *out their
 * array in the arena; 0 and *e when there is not even a header to read.
 */
size_t dex_open(struct scan *s, struct bytes file, const struct place *place, struct dex **out,
                struct error *e);

/*
 * Whether the SHA-1 in the header is that of the bytes. ART never looks, and
 * it costs more than all other checks together (about 0.6 ms a megabyte), so
 * dex_open() does not either.
 */
bool dex_signature_ok(const struct dex *d);

/* Tables. All return false or empty and fill *out with zeros and DEX_NO_INDEX where index or offset is bad.
 */

/* The string's raw MUTF-8 without length and terminator, borrowed; empty where it is not there. */
struct bytes dex_string(const struct dex *d, uint32_t i);
/* At most its first `most` bytes: whoever compares beginnings need not look for the end of a long one. */
struct bytes dex_string_head(const struct dex *d, uint32_t i, size_t most);
struct locus dex_string_locus(const struct dex *d, uint32_t i);
/* A type's descriptor, as dex_string(). */
struct bytes dex_type(const struct dex *d, uint32_t i);
/* The string index of a type's descriptor, or DEX_NO_INDEX. */
uint32_t dex_type_string(const struct dex *d, uint32_t i);

/* Index of a string by its text, by binary search where ART has checked the order; DEX_NO_INDEX: none. */
uint32_t dex_find_string(const struct dex *d, struct bytes utf8);
/* Index of a type by its descriptor, likewise. */
uint32_t dex_find_type(const struct dex *d, struct bytes utf8);

/* A list of type indices; elements by dex_types_at(). */
struct dex_types {
    uint32_t count;
    const uint8_t *data;
};
static inline uint32_t dex_types_at(struct dex_types l, uint32_t i)
{
    return i < l.count ? bytes_load16(&l.data[2 * (size_t)i]) : DEX_NO_INDEX;
}

struct dex_proto {
    uint32_t shorty; /* string */
    uint32_t result; /* type */
    uint32_t parameters_off;
    struct dex_types parameters;
};
struct dex_field {
    uint32_t class; /* type */
    uint32_t type;
    uint32_t name; /* string */
};
struct dex_method {
    uint32_t class; /* type */
    uint32_t proto;
    uint32_t name; /* string */
};
struct dex_class {
    uint32_t type;
    uint32_t access;
    uint32_t superclass;                                                         /* type, or DEX_NO_INDEX */
    uint32_t source_file;                                                        /* string, or DEX_NO_INDEX */
    uint32_t interfaces_off, annotations_off, class_data_off, static_values_off; /* 0: none */
    struct dex_types interfaces;
    uint32_t at; /* of the class_def_item, 32 bytes long, in file */
};
bool dex_proto(const struct dex *d, uint32_t i, struct dex_proto *out);
bool dex_field(const struct dex *d, uint32_t i, struct dex_field *out);
bool dex_method(const struct dex *d, uint32_t i, struct dex_method *out);
bool dex_class(const struct dex *d, uint32_t i, struct dex_class *out);

/* The bytes of row i of a table, e.g. where a method_id stands. */
struct locus dex_row_locus(const struct dex *d, const struct dex_table *t, uint32_t i);
/* A range of d->file as a locus; what lies outside the file is left out of it. */
static inline struct locus dex_locus(const struct dex *d, uint64_t at, uint64_t size)
{
    uint64_t from = at < d->file.size ? at : d->file.size;
    uint64_t most = d->file.size - from;

    return locus_at(d->place, d->origin + from, size < most ? size : most);
}

/* Names as smali writes them, in valid UTF-8; a terminal needs text_show() besides. */
bool dex_type_write(struct buf *out, const struct dex *d, uint32_t type);     /* Lcom/foo/Bar; */
bool dex_method_write(struct buf *out, const struct dex *d, uint32_t method); /* Lcom/foo/Bar;->baz(I)V */
bool dex_field_write(struct buf *out, const struct dex *d, uint32_t field);   /* Lcom/foo/Bar;->x:I */
bool dex_proto_write(struct buf *out, const struct dex *d, uint32_t proto);   /* (I)V */
/* Appends MUTF-8 as UTF-8, U+FFFD for what is not text; *bad (may be NULL) is set then. */
bool dex_text_write(struct buf *out, struct bytes mutf8, bool *bad);

/* The map: entry i, or false past the last that is there. */
struct dex_map_item {
    uint16_t type;
    uint32_t count;
    uint32_t offset;
    uint32_t at; /* of the entry itself, 12 bytes long */
};
bool dex_map(const struct dex *d, uint32_t i, struct dex_map_item *out);
const char *dex_map_name(uint16_t type); /* "string_id" ...; NULL when unknown */

/* Members of a class: the four lists of its class_data_item, in file order. */
enum dex_member_kind { DEX_STATIC_FIELD, DEX_INSTANCE_FIELD, DEX_DIRECT_METHOD, DEX_VIRTUAL_METHOD };
struct dex_member {
    enum dex_member_kind kind;
    uint32_t index; /* field or method; checked by nobody but the accessors */
    uint32_t access;
    uint32_t code_off; /* methods: 0 when abstract or native */
    uint32_t at, size; /* of the encoded member, in file */
};
struct dex_members {
    struct bytes in; /* from the item to the end of file */
    size_t at;
    uint32_t base;    /* offset of in */
    uint32_t left[4]; /* members not yet taken, by kind */
    uint32_t total[4];
    unsigned kind;
    uint32_t previous;
    bool failed; /* ended before all members were there */
};
/* class_data_off 0 gives an empty list; false when the item is not in the file. */
bool dex_members_open(struct dex_members *m, const struct dex *d, uint32_t class_data_off);
bool dex_members_next(struct dex_members *m, struct dex_member *out);

/* Access flags used by readers of the tables. */
enum {
    DEX_ACC_PUBLIC = 0x1,
    DEX_ACC_PRIVATE = 0x2,
    DEX_ACC_PROTECTED = 0x4,
    DEX_ACC_STATIC = 0x8,
    DEX_ACC_FINAL = 0x10,
    DEX_ACC_NATIVE = 0x100,
    DEX_ACC_INTERFACE = 0x200,
    DEX_ACC_ABSTRACT = 0x400,
    DEX_ACC_SYNTHETIC = 0x1000,
    DEX_ACC_ANNOTATION = 0x2000,
    DEX_ACC_ENUM = 0x4000,
    DEX_ACC_CONSTRUCTOR = 0x10000,
};

/* A method's code. */
struct dex_code {
    uint16_t registers, ins, outs, tries;
    uint32_t debug_off;
    uint32_t units;       /* 16-bit code units that are there */
    const uint8_t *insns; /* 2 * units bytes */
    uint32_t at;          /* of insns in file */
    bool cut;             /* insns_size runs past the end of the file */
};
/* false when there is not even the item's header at `off`. */
bool dex_code(const struct dex *d, uint32_t off, struct dex_code *out);

/* What the index in an instruction counts in. */
enum dex_ref {
    DEX_REF_NONE,
    DEX_REF_STRING,
    DEX_REF_TYPE,
    DEX_REF_FIELD,
    DEX_REF_METHOD,
    DEX_REF_PROTO,
    DEX_REF_CALL_SITE,
    DEX_REF_METHOD_HANDLE,
};

/* An opcode: where its operands stand is its format, by the names of the bytecode documentation. */
enum dex_format {
    DEX_10X,
    DEX_12X,
    DEX_11N,
    DEX_11X,
    DEX_10T,
    DEX_20T,
    DEX_22X,
    DEX_21T,
    DEX_21S,
    DEX_21H,
    DEX_21C,
    DEX_23X,
    DEX_22B,
    DEX_22T,
    DEX_22S,
    DEX_22C,
    DEX_30T,
    DEX_32X,
    DEX_31I,
    DEX_31T,
    DEX_31C,
    DEX_35C,
    DEX_3RC,
    DEX_45CC,
    DEX_4RCC,
    DEX_51L,
    DEX_UNUSED,
};
struct dex_op {
    const char *name;
    uint8_t format; /* enum dex_format */
    uint8_t ref;    /* enum dex_ref of its index */
};
extern const struct dex_op dex_ops[256];
/* For the sweep: units in bits 0..2 (0: no such opcode, or nop, which may be a payload), bit 3: the reference is
 * kept (struct dex_use), ref in bits 4..6, bit 7: 32-bit index. */
extern const uint8_t dex_op_shape[256];

/* Why a sweep ended. */
enum dex_stop {
    DEX_STOP_END,    /* at the end of the code, as it should */
    DEX_STOP_OPCODE, /* an opcode that does not exist: ART rejects the class when it is used */
    DEX_STOP_CUT,    /* an instruction or payload runs past the end */
};

/*
 * A linear sweep over a method's instructions, as ART's method verifier makes
 * it when the class is first used. Payloads (switch tables, array data) and
 * nops are skipped. Register and literal operands are decoded by the calls below.
 */
struct dex_insn {
    const uint8_t *insns; /* of the code */
    uint32_t units;
    uint32_t next;  /* unit at which the next instruction begins */
    uint32_t unit;  /* of this instruction, from the start of insns */
    uint32_t size;  /* in bytes */
    uint32_t at;    /* in d->file */
    uint32_t base;  /* of insns in d->file */
    uint32_t index; /* counts in what dex_insn_ref() says; for call_site and method_handle too */
    uint8_t op;
    uint8_t shape;
    uint8_t stop;   /* enum dex_stop, after dex_insn_next() said false */
    uint32_t count; /* instructions so far, payloads not counted */
};

static inline void dex_insn_open(struct dex_insn *c, const struct dex_code *code)
{
    *c = (struct dex_insn){.insns = code->insns, .units = code->units, .base = code->at};
}

/* Cold half of dex_insn_next(): payloads, unknown opcodes, the end. True: go on at c->next. */
bool dex_insn_odd(struct dex_insn *c);

static inline bool dex_insn_next(struct dex_insn *c)
{
    for (;;) {
        uint32_t left = c->units - c->next;
        if (left == 0)
            return dex_insn_odd(c);
        const uint8_t *p = c->insns + 2 * (size_t)c->next;
        uint8_t shape = dex_op_shape[p[0]];
        uint32_t units = shape & 7;
        if (units == 0 || units > left) {
            if (!dex_insn_odd(c))
                return false;
            continue;
        }
        c->op = p[0];
        c->shape = shape;
        c->unit = c->next;
        c->size = 2 * units;
        c->at = c->base + 2 * c->next;
        if (shape >= 0x10)
            c->index = (shape & 0x80) != 0 ? bytes_load32(p + 2) : bytes_load16(p + 2);
        c->next += units;
        c->count++;
        return true;
    }
}

/* What c->index counts in. */
static inline enum dex_ref dex_insn_ref(const struct dex_insn *c)
{
    return (enum dex_ref)(c->shape >> 4 & 7);
}

/* The proto of invoke-polymorphic, else DEX_NO_INDEX. */
uint32_t dex_insn_proto(const struct dex_insn *c);
/*
 * The registers an instruction names, in the order it writes them, at most
 * `max` of them into out; returns how many it names (a range may name 255).
 */
uint32_t dex_insn_registers(const struct dex_insn *c, uint16_t *out, uint32_t max);
/* The literal of const, add-int/lit8 and so on, sign-extended and shifted as the opcode says; false when it
 * has none. */
bool dex_insn_literal(const struct dex_insn *c, int64_t *out);
/* The unit a branch goes to, or at which a payload stands; false for other instructions or targets outside
 * the code. */
bool dex_insn_target(const struct dex_insn *c, uint32_t *out);

/*
 * A method as a class_data_item encodes it, with what its instructions name, in their order: strings and classes
 * loaded, objects made, static fields, methods, call sites and method handles (bit 3 of dex_op_shape). A reference
 * is an opcode and an index, which DEX_KEPT_INDEX stands for where it does not fit.
 */
struct dex_encoded {
    const uint32_t *refs;
    uint32_t ref_count;
    uint32_t method; /* checked by nobody but the accessors */
    uint32_t access;
    uint32_t code_off; /* 0 when abstract or native */
    uint32_t at, size; /* of the encoded method, in file */
};
#define DEX_KEPT_INDEX 0xffffffu
static inline uint8_t dex_kept_op(uint32_t ref)
{
    return (uint8_t)(ref >> 24);
}
static inline uint32_t dex_kept_index(uint32_t ref)
{
    return ref & DEX_KEPT_INDEX;
}

/* What one sweep over all code found. Bitmaps lie in the arena; bit i of byte i / 8. */
struct dex_use {
    struct dex_encoded *encoded; /* methods_defined of them, class by class */
    uint32_t *first;             /* of each class: its first one in encoded; one more, the end, behind the last */
    size_t encoded_capacity;
    uint32_t *definition; /* by method: 1 + the row in encoded that defines it, the first of several; 0: only named */
    bool refs_cut;    /* methods share code again and again: references of later ones are not kept */
    uint8_t *strings; /* named by const-string */
    uint8_t *methods; /* defined here, by a class_data_item */
    size_t strings_used;
    size_t methods_defined; /* encoded methods of all classes */
    size_t fields_defined;
    size_t methods_code;      /* of them with code */
    size_t methods_undecoded; /* with code that could not be decoded to its end */
    size_t classes_undecoded; /* whose members could not be read to the end */
    uint64_t instructions;    /* decoded, payloads not counted */
    uint64_t calls;           /* of them, those that name a method */
    uint64_t code_units;      /* of all methods' code */
    bool limited;             /* LIMIT_DEX_WORK was reached: the rest was not looked at */
};
void dex_use(struct scan *s, const struct dex *d, struct dex_use *out);

/* A part of reading a DEX file ahead: its memory and its anomalies, until they join the app's. */
struct dex_part {
    struct ahead_job job;
    struct dex_reading *of;
    struct arena arena;
    struct scan scan;
    bool whole; /* it came to its end within its memory */
};

/* A DEX file read whole: opened, each logical DEX in it swept. */
struct dex_reading {
    struct bytes file;
    const struct place *place;
    struct dex *dexes; /* and what follows: as dex_open() and dex_use() leave it */
    struct dex_use *uses;
    size_t count;
    struct error error;
    /* private: while it is read ahead */
    struct dex_part opening, verifying, sweeping;
    struct dex rest;           /* what verifying makes of it */
    uint64_t verified, swept;  /* work of those */
    struct ahead_job *after; /* who starts it, if it is a job; the caller's */
};
void dex_read(struct scan *s, struct bytes file, const struct place *place, struct dex_reading *out);
/*
 * The same ahead (base/ahead.h): begun in an arena, started by whoever has the file, finished before its results are
 * used, by the one who began it; or let go.
 */
struct dex_reading *dex_begin(struct arena *a, const struct place *place);
void dex_start(struct dex_reading *r, struct bytes file);
void dex_finish(struct scan *s, struct dex_reading *r);
void dex_forget(struct dex_reading *r);

/* How a method is defined here, or NULL where it is only named. */
static inline const struct dex_encoded *dex_defined(const struct dex *d, const struct dex_use *u, uint32_t method)
{
    return method >= d->methods.rows || u->definition[method] == 0 ? NULL : &u->encoded[u->definition[method] - 1];
}

static inline bool dex_bit(const uint8_t *bitmap, uint32_t i)
{
    return (bitmap[i / 8] >> i % 8 & 1) != 0;
}

/* All a reader saw, for `veto show`: header, map, strings, classes and methods with offsets. */
void dex_print(struct buf *out, const struct dex *d);

/* For scan.c */
enum { DEX_KINDS = 56 };
extern const struct anomaly_kind dex_kinds[DEX_KINDS];

#endif
