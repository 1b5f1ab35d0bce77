/* What the files of the resource table reader share with each other and nobody else. */
#ifndef VETO_READ_ARSC_IMPL_H
#define VETO_READ_ARSC_IMPL_H

#include "read/arsc.h"

enum {
    ARSC_BAD,
    ARSC_TAIL,
    ARSC_CHUNK_UNKNOWN,
    ARSC_STRINGS_AGAIN,
    ARSC_POOL_EXTRA,
    ARSC_SPEC_AGAIN,
    ARSC_PACKAGE_AGAIN,
    ARSC_ALIAS_IGNORED,
    ARSC_ENTRY_BAD,
    ARSC_LOOP,
    ARSC_DEPTH,
    ARSC_LIMIT,
};

enum { ARSC_SPEC_HEADER = 16, ARSC_CONFIG_AT = 20 };

/* One entry of a type: where it is, and what it says. */
struct arsc_entry {
    uint64_t at;   /* in the file */
    uint32_t size; /* of the entry, its value not counted */
    uint16_t flags;
    uint32_t key; /* index of its name */
    bool compact;
    uint8_t type; /* compact entries */
    uint32_t data;
};

/* The offset of entry `index` from entriesStart; false where the type has none. */
bool arsc_entry_offset(const struct arsc *a, const struct arsc_type *t, uint32_t index, uint32_t *offset);
/* Reads an entry as VerifyResTableEntry() accepts it; false with an anomaly otherwise. */
bool arsc_entry_read(const struct arsc *a, const struct arsc_type *t, uint32_t offset, struct arsc_entry *e);
/* The value of an entry. */
bool arsc_entry_value(const struct arsc *a, const struct arsc_type *t, const struct arsc_entry *e,
                      struct arsc_value *out);

#endif
