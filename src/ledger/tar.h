/*
 * Archives of plain files in one spelling: ustar (POSIX.1-2001 pax) with every
 * field that could vary fixed, names in bytewise order, none twice. tar(1)
 * reads them; no bit of one can change without being another archive.
 */
#ifndef VETO_LEDGER_TAR_H
#define VETO_LEDGER_TAR_H

#include "base/buf.h"
#include "base/error.h"

enum { TAR_BLOCK = 512, TAR_NAME = 100 };

/* Appends a file; ERROR_USAGE for a name that is not of [A-Za-z0-9._/-] and 1 to TAR_NAME bytes. */
bool tar_put(struct buf *out, struct bytes name, struct bytes content, struct error *e);
/* Appends the end. */
bool tar_end(struct buf *out);

/* Where a reader stands; zeros to begin with. */
struct tar_reader {
    size_t at;
    struct bytes name; /* of the file before */
};

/*
 * The next file, borrowed from the archive: 1, or 0 behind the last one, or
 * -1 with the rule that was broken and the offset.
 */
int tar_next(struct tar_reader *r, struct bytes archive, struct bytes *name, struct bytes *content, struct error *e);

#endif
