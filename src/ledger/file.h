/* Small files as a whole: read up to a limit, and written so that they are whole or not there. */
#ifndef VETO_LEDGER_FILE_H
#define VETO_LEDGER_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum { FILE_PATH = 4096 };

/* A regular file of at most `most` bytes, in the arena; ERROR_SYSTEM when it cannot be opened or read. */
bool file_read(struct arena *a, const char *path, size_t most, struct bytes *content, struct error *e);

/* The path of a name below a folder; ERROR_USAGE when that is longer than FILE_PATH. */
bool file_path(const char *folder, const char *name, char path[FILE_PATH], struct error *e);

/* Writes a file that appears whole, on the disk before it appears; folders it stands in are made. */
bool file_put(const char *path, struct bytes content, struct error *e);

/* Appends all of a file or pipe, which has to fit and not to be empty. */
bool file_into(const char *path, struct buf *out);

#endif
