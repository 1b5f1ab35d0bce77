/* Shared by dex*.c and nobody else: sizes of rows, types of the map, kinds of anomaly. */
#ifndef VETO_READ_DEX_INTERNAL_H
#define VETO_READ_DEX_INTERNAL_H

#include "read/dex.h"

enum {
    DEX_STRING_ROW = 4,
    DEX_TYPE_ROW = 4,
    DEX_PROTO_ROW = 12,
    DEX_FIELD_ROW = 8,
    DEX_METHOD_ROW = 8,
    DEX_CLASS_ROW = 32,
    DEX_CALL_SITE_ROW = 4,
    DEX_METHOD_HANDLE_ROW = 8,
    DEX_MAP_ROW = 12,
};

enum {
    DEX_MAP_HEADER = 0x0000,
    DEX_MAP_STRING = 0x0001,
    DEX_MAP_TYPE = 0x0002,
    DEX_MAP_PROTO = 0x0003,
    DEX_MAP_FIELD = 0x0004,
    DEX_MAP_METHOD = 0x0005,
    DEX_MAP_CLASS = 0x0006,
    DEX_MAP_CALL_SITE = 0x0007,
    DEX_MAP_METHOD_HANDLE = 0x0008,
    DEX_MAP_LIST = 0x1000,
};

/* Rows of dex_kinds[], in the same order. */
enum dex_kind {
    DEX_KIND_MAGIC,
    DEX_KIND_SHORT,
    DEX_KIND_VERSION,
    DEX_KIND_FILE_SIZE,
    DEX_KIND_HEADER_SIZE,
    DEX_KIND_ENDIAN,
    DEX_KIND_CHECKSUM,
    DEX_KIND_SIGNATURE,
    DEX_KIND_LINK,
    DEX_KIND_DATA,
    DEX_KIND_CONTAINER,
    DEX_KIND_CONTAINER_BASE,
    DEX_KIND_CONTAINER_TRAILING,
    DEX_KIND_TABLE,
    DEX_KIND_MAP_RANGE,
    DEX_KIND_MAP_ORDER,
    DEX_KIND_MAP_TYPE,
    DEX_KIND_MAP_DUPLICATE,
    DEX_KIND_MAP_MISSING,
    DEX_KIND_MAP_SECTION,
    DEX_KIND_PADDING,
    DEX_KIND_STRING_RANGE,
    DEX_KIND_STRING_MUTF8,
    DEX_KIND_STRING_LENGTH,
    DEX_KIND_STRING_ORDER,
    DEX_KIND_STRING_OVERLAP,
    DEX_KIND_TYPE_INDEX,
    DEX_KIND_TYPE_ORDER,
    DEX_KIND_TYPE_DESCRIPTOR,
    DEX_KIND_PROTO_INDEX,
    DEX_KIND_PROTO_SHORTY,
    DEX_KIND_PROTO_ORDER,
    DEX_KIND_FIELD_INDEX,
    DEX_KIND_FIELD_NAME,
    DEX_KIND_FIELD_ORDER,
    DEX_KIND_METHOD_INDEX,
    DEX_KIND_METHOD_NAME,
    DEX_KIND_METHOD_ORDER,
    DEX_KIND_METHOD_HANDLE,
    DEX_KIND_CLASS_INDEX,
    DEX_KIND_CLASS_DUPLICATE,
    DEX_KIND_CLASS_FLAGS,
    DEX_KIND_CLASS_ORDER,
    DEX_KIND_CLASS_INTERFACES,
    DEX_KIND_CLASS_OFFSET,
    DEX_KIND_CLASS_NAME,
    DEX_KIND_MEMBERS_RANGE,
    DEX_KIND_MEMBERS_INDEX,
    DEX_KIND_MEMBERS_CLASS,
    DEX_KIND_MEMBERS_LIST,
    DEX_KIND_MEMBERS_FLAGS,
    DEX_KIND_CODE_FLAGS,
    DEX_KIND_CODE_ITEM,
    DEX_KIND_CODE_OPCODE,
    DEX_KIND_CODE_CUT,
    DEX_KIND_LIMIT,
    DEX_KIND_COUNT
};

/* One DEX being checked. */
struct dex_check {
    struct scan *scan;
    struct dex *dex;
    struct bytes subject; /* of the next dex_refuse(), which forgets it */
    uint8_t *initials;    /* by type: first character of its valid descriptor, 0 when not valid; NULL when not
                             reached */
    bool over;            /* the limit was reached and said */
};

/* Adds the anomaly; a refusing kind makes the DEX unloadable, the first one is its refusal. */
__attribute__((format(printf, 4, 5))) void dex_refuse(struct dex_check *c, enum dex_kind kind,
                                                      struct locus where, const char *format, ...);

/* Says that the limit of work was reached, once; false. */
bool dex_work_over(struct dex_check *c);

/* Whether so much work was too much. */
static inline bool dex_work_beyond(const struct dex *d, uint64_t work)
{
    return work > (uint64_t)d->file.size * LIMIT_DEX_WORK;
}

/* Accounts for n more bytes of work; false, with the limit as an anomaly, when that is too much. */
static inline bool dex_work(struct dex_check *c, uint64_t n)
{
    *c->dex->work += n;
    return !dex_work_beyond(c->dex, *c->dex->work) || dex_work_over(c);
}

/*
 * dex_open() without a verdict, of a file that holds one logical DEX: what dex_use() needs. False for other files.
 * *work, which counts, is the caller's.
 */
bool dex_tables(struct bytes file, const struct place *place, uint64_t *work, struct dex *out);

/* Both halves, which need nothing of one another. */
void dex_verify(struct dex_check *c);
void dex_verify_head(struct dex_check *c); /* header, map, strings */
void dex_verify_rest(struct dex_check *c); /* types to methods, classes */
void dex_verify_map(struct dex_check *c);
void dex_verify_strings(struct dex_check *c);
void dex_verify_ids(struct dex_check *c);     /* types to methods */
void dex_verify_classes(struct dex_check *c); /* class definitions and their members */

/* ART's IsValidDescriptor() and IsValidMemberName(), on MUTF-8. */
bool dex_descriptor_valid(struct bytes b);
bool dex_name_valid(struct bytes b);

#endif
