/*
 * ZIP as Android reads it: libziparchive as of Android 14 finds the archive's
 * end, its directory and its entries; AssetsProvider (manifest, resources,
 * assets) and ART and the installer (DEX, native libraries) open entries in
 * two different ways. Rules: facts of the device readers; APPNOTE 6.3.10 for
 * the layout. What the platform does not read is listed as an anomaly, what
 * it refuses is listed as far as it can be.
 *
 * An archive borrows its file: nothing here copies stored data.
 */
#ifndef VETO_READ_ZIP_H
#define VETO_READ_ZIP_H

#include "base/ahead.h"
#include "base/buf.h"
#include "base/error.h"
#include "read/scan.h"

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8, ZIP_NO_LOCAL = 0xffff };

struct zip_entry {
    struct bytes name; /* raw, in the file */
    const struct place *place;
    uint32_t nth;             /* 1 for the first of that name */
    uint32_t crc;             /* what the directory claims; the device never computes it */
    uint64_t compressed_size; /* directory's, ZIP64 resolved */
    uint64_t size;
    uint64_t record; /* offset of the directory record */
    uint64_t header; /* offset of the local header, as the directory says */
    uint64_t data;   /* offset of the first data byte; 0 when there is no local header */
    uint32_t record_size;
    uint16_t method;       /* the directory's: what the device uses */
    uint16_t method_local; /* ZIP_NO_LOCAL when !zip_has_local() */
    uint16_t flags;
    uint16_t flags_local;
    bool readable;           /* the device can open it, if it accepts the archive at all */
    bool descriptor_differs; /* a data descriptor contradicts the directory: extraction fails */
    uint32_t copies;         /* entries of this name, in the first of them; 0 in the others */
};

/* Whether there is a local header, and with it data. */
static inline bool zip_has_local(const struct zip_entry *entry)
{
    return entry->data != 0;
}

/* What inflating a stream gave. */
struct zip_inflated {
    size_t used;   /* bytes of the stream */
    size_t size;   /* bytes of output that are good */
    uint64_t work; /* against LIMIT_INFLATE_TOTAL */
    bool ended;    /* the stream came to its end */
    bool more;     /* there was more output than room */
};

/* An entry that was begun ahead. */
struct zip_ahead {
    struct ahead_job job;
    bool stays; /* of zip_begin(), as what follows: the room is kept */
    void (*then)(void *context, struct bytes content); /* may be NULL */
    void *context;
    struct bytes in;
    uint8_t *room; /* size bytes */
    size_t size;
    struct zip_inflated got;
    uint32_t crc; /* of what came out */
};

struct zip {
    struct bytes file;
    const struct place *place;
    struct zip_entry *entries; /* in the order of the directory */
    size_t count;
    uint64_t directory; /* offset and size of the central directory */
    uint64_t directory_size;
    uint64_t end;           /* offset of the end-of-directory record; the file's size when there is none */
    uint64_t shift;         /* bytes in front of the archive that its offsets do not count (refused) */
    uint64_t declared;      /* entries the archive claims to have */
    uint64_t signing_block; /* offset of the APK signing block in front of the directory; 0: none */
    uint64_t signing_block_size;
    bool zip64;   /* end found through the ZIP64 records */
    bool refused; /* the device refuses the archive as a whole */
    /* private */
    struct zip_slot *slots;
    uint32_t slot_bits;
    uint64_t hash_start, hash_factor;
    uint8_t *noted;     /* per entry: what zip_read() has already reported */
    struct bytes *kept; /* per entry: what was inflated into the arena, so that nobody inflates it again */
    struct zip_ahead **ahead; /* per entry: what zip_begin() began; NULL: nothing */
    uint64_t *checked;  /* stored bytes whose CRC was computed */
};

enum zip_way {
    ZIP_ASSET,   /* AssetsProvider: method 8 inflates, every other maps `size` raw bytes */
    ZIP_EXTRACT, /* ART and the installer: 0 copies, 8 inflates, others fail; descriptors are checked */
};

/*
 * Reads the directory and all local headers. False only when the file is no
 * ZIP archive at all; an archive the device refuses has `refused` set and an
 * anomaly for every reason. `file` and `place` are borrowed.
 */
bool zip_open(struct scan *s, struct bytes file, const struct place *place, struct zip *out, struct error *e);

/*
 * Whether the file ends as an archive does, whatever it begins as: an end
 * record whose comment ends with the file, with a directory in front of it.
 */
bool zip_ends(struct bytes file);

/* The first entry of that name, as the device looks it up; NULL when there is none. */
const struct zip_entry *zip_find(const struct zip *z, struct bytes name);
/* The nth entry (from 1) of that name. */
const struct zip_entry *zip_find_nth(const struct zip *z, struct bytes name, uint32_t nth);

/*
 * The entry's content as the device would get it. Stored content is borrowed
 * from the file, inflated content lies in the scan's arena.
 *
 * False when the device would fail: e->code is ERROR_REFUSED and *out holds
 * what can be examined nevertheless (may be empty); or ERROR_LIMIT, with
 * *out empty. CRC-32 is checked here, once per entry, as evidence only.
 */
bool zip_read(struct scan *s, const struct zip *z, const struct zip_entry *entry, enum zip_way way,
              struct bytes *out, struct error *e);

/*
 * The same, inflating into `scratch`, whose content is replaced: for entries
 * looked at one after another. *out is borrowed from the file or the scratch
 * and good until the scratch is used again. Make it with buf_init(&scratch,
 * LIMIT_ENTRY_SIZE) and buf_free() it.
 */
bool zip_read_into(struct scan *s, const struct zip *z, const struct zip_entry *entry, enum zip_way way,
                   struct bytes *out, struct error *e, struct buf *scratch);

enum { ZIP_PEEK_MOST = 64 };

/*
 * The first n (at most ZIP_PEEK_MOST) bytes of the content as ZIP_ASSET has
 * it, at the cost of a microsecond. Deflated ones are written to `room`.
 * Fewer when there are no more, when the stream is broken, or when its first
 * LIMIT_PEEK_BLOCKS blocks hold no more: read the entry then, if it matters.
 */
struct bytes zip_peek(const struct zip *z, const struct zip_entry *entry, size_t n,
                      uint8_t room[ZIP_PEEK_MOST]);

/*
 * Begins to inflate an entry that zip_read() will be asked for, by the helper if there is one (base/ahead.h), within
 * LIMIT_AHEAD. What zip_read() then gives, finds and counts is the same, and the content is kept. `then`, if not NULL, is called with what came
 * out, in that thread: what a job must not do it must not either. False when nothing is begun.
 */
bool zip_begin(struct scan *s, const struct zip *z, const struct zip_entry *entry,
               void (*then)(void *context, struct bytes content), void *context);
/*
 * Fits *a, but for its room and job, to an entry that has to be inflated and needs no more than `most` bytes; false
 * for others. zip_ahead_run() is the job, or its first part; once it is done, zip_read() finds what is in z->ahead.
 */
bool zip_ahead_open(const struct zip *z, const struct zip_entry *entry, uint64_t most, struct zip_ahead *a);
void zip_ahead_run(struct zip_ahead *a);

/* Every field seen, with offsets, one line a record; for `veto show`. */
void zip_print(struct buf *out, const struct zip *z);

/* The kinds of anomaly, in the order of the table. */
enum zip_kind {
    ZIP_LIMIT_ENTRIES,
    ZIP_LIMIT_ENTRY,
    ZIP_LIMIT_TOTAL,
    ZIP_LIMIT_DECOY,
    ZIP_END_MISSING,
    ZIP_END_FAR,
    ZIP_END_COMMENT,
    ZIP_END_SEVERAL,
    ZIP_END_COUNTS,
    ZIP_END_DISK,
    ZIP_END_TRAILING,
    ZIP_END_TRUNCATED,
    ZIP_PREFIX,
    ZIP_START,
    ZIP_EMPTY,
    ZIP_ZIP64_BROKEN,
    ZIP_ZIP64_IGNORED,
    ZIP_ZIP64_COUNT,
    ZIP_ZIP64_OFFSET,
    ZIP_ZIP64_SIZE,
    ZIP_DIRECTORY_RANGE,
    ZIP_DIRECTORY_SHORT,
    ZIP_DIRECTORY_EXTRA,
    ZIP_NAME_ENCODING,
    ZIP_NAME_NUL,
    ZIP_NAME_UTF8,
    ZIP_NAME_FLAG,
    ZIP_NAME_EMPTY,
    ZIP_NAME_LONG,
    ZIP_NAME_PARENT,
    ZIP_NAME_ABSOLUTE,
    ZIP_NAME_BACKSLASH,
    ZIP_NAME_CONTROL,
    ZIP_NAME_DUPLICATE,
    ZIP_NAME_DIRECTORY,
    ZIP_EXTRA_LONG,
    ZIP_EXTRA_MALFORMED,
    ZIP_COMMENT_LONG,
    ZIP_ENCRYPTED,
    ZIP_ENCRYPTED_LOCAL,
    ZIP_FLAGS,
    ZIP_VERSION,
    ZIP_METHOD_UNKNOWN,
    ZIP_METHOD_DIFFERS,
    ZIP_METHOD_DECOY,
    ZIP_SIZE_STORED,
    ZIP_RATIO,
    ZIP_LOCAL_OFFSET,
    ZIP_LOCAL_RANGE,
    ZIP_LOCAL_MISSING,
    ZIP_LOCAL_NAME,
    ZIP_LOCAL_ZIP64,
    ZIP_LOCAL_SIZES,
    ZIP_LOCAL_IGNORED,
    ZIP_DESCRIPTOR_FLAG,
    ZIP_DESCRIPTOR_DIFFERS,
    ZIP_DATA_RANGE,
    ZIP_OVERLAP,
    ZIP_GAP_DATA,
    ZIP_GAP_ENTRY,
    ZIP_INFLATE_BROKEN,
    ZIP_INFLATE_SIZE,
    ZIP_INFLATE_TAIL,
    ZIP_CRC,
    ZIP_KINDS,
};
extern const struct anomaly_kind zip_kinds[ZIP_KINDS];

#endif
