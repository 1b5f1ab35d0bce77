/* What the files of the ZIP reader share with each other and nobody else. */
#ifndef VETO_READ_ZIP_PART_H
#define VETO_READ_ZIP_PART_H

#include "read/zip.h"

enum {
    END_SIZE = 22,     /* end-of-directory record without its comment */
    END64_SIZE = 56,   /* its ZIP64 sibling */
    LOCATOR_SIZE = 20, /* that points at the sibling */
    RECORD_SIZE = 46,  /* directory record without name, extra field, comment */
    LOCAL_SIZE = 30,   /* local header without name and extra field */
    END_SIGNATURE = 0x06054b50,
    END64_SIGNATURE = 0x06064b50,
    LOCATOR_SIGNATURE = 0x07064b50,
    RECORD_SIGNATURE = 0x02014b50,
    LOCAL_SIGNATURE = 0x04034b50,
    DESCRIPTOR_SIGNATURE = 0x08074b50,
    FLAG_ENCRYPTED = 1 << 0,
    FLAG_DESCRIPTOR = 1 << 3,
    FLAG_PATCHED = 1 << 5,
    FLAG_STRONG = 1 << 6,
    FLAG_UTF8 = 1 << 11,
    FLAG_MASKED = 1 << 13,
};

/* One opening. */
struct zip_open {
    struct scan *s;
    struct zip *z;
    uint64_t limit;         /* the end record, or its ZIP64 sibling: directory records must end before it */
    uint64_t directory_end; /* where the last record ends, or the directory claims to */
};

/* A slot of the name index: entry number plus one, 0 for free. */
struct zip_slot {
    uint32_t hash;
    uint32_t entry;
};

/* The fixed part of a directory record and where its variable parts lie. */
struct zip_record {
    uint16_t made_by, version, flags, method, time, date;
    uint32_t crc, compressed_size, size;
    uint16_t name_size, extra_size, comment_size, disk, internal;
    uint32_t external, header;
};

/* The fixed part of a local header. */
struct zip_local {
    uint16_t version, flags, method, time, date;
    uint32_t crc, compressed_size, size;
    uint16_t name_size, extra_size;
};

/* False where there is no whole record or header with the right signature at `at`. */
bool zip_record_at(struct bytes file, uint64_t at, struct zip_record *out);
bool zip_local_at(struct bytes file, uint64_t at, struct zip_local *out);

/* What a ZIP64 extra field resolves; set what the 32-bit fields say before. Null header: a local one,
 * without. */
struct zip_wide {
    uint64_t size, compressed_size, header;
    bool local;
};

/* Replaces every field of *w that is 0xffffffff by the extra field's; false where the device finds it
 * malformed. */
bool zip_widen(struct bytes extra, struct zip_wide *w);

/* zip_end.c: finds the end record and the directory. False when this is no archive. */
bool zip_end_find(struct zip_open *o);
/* zip_recover.c: for archives without an end: fills the entries it can find by signature. */
bool zip_recover(struct zip_open *o);
/* zip_directory.c: reads the records from z->directory on. */
void zip_directory_read(struct zip_open *o);
/* Appends the record at `at` to the entries (room must be there); returns its size, 0 when it is not whole.
 */
uint64_t zip_directory_add(struct zip_open *o, uint64_t at);
/* zip_names.c: the rules about one name; the index; duplicates and files that are folders too. */
void zip_name_check(struct zip_open *o, const struct zip_entry *entry);
void zip_names_index(struct zip_open *o);
/* zip_local.c: every entry's local header. */
void zip_locals_read(struct zip_open *o);
/* zip_layout.c: overlaps, gaps, signing block. */
void zip_layout_check(struct zip_open *o);
/* zip_decoy.c: DEFLATE streams at the start of entries of unknown method. */
void zip_decoys_find(struct zip_open *o);

/* zip_inflate.c */
void zip_inflate(struct bytes in, uint8_t *room, size_t size, struct zip_inflated *out);
/* The stream of a compressed entry, and the most that can come out of it by the directory and by its length. */
struct bytes zip_stream(const struct zip *z, const struct zip_entry *entry, uint64_t *size);

/* End of the entry's own bytes in the file: data and descriptor; its header's when there is no data. */
uint64_t zip_entry_end(const struct zip *z, const struct zip_entry *entry);

/* A range of the archive's file; the part of it that exists, where headers point outside. */
static inline struct locus zip_span(const struct zip *z, uint64_t at, uint64_t size)
{
    at = at < z->file.size ? at : z->file.size;
    return locus_at(z->place, at, size < z->file.size - at ? size : z->file.size - at);
}

static inline struct locus zip_at(const struct zip_open *o, uint64_t at, uint64_t size)
{
    return zip_span(o->z, at, size);
}

#endif
