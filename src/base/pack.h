/*
 * The files of packs/, built into the program so that it needs nothing beside
 * it: criteria, policies, permissions, known signers. tools/embed.c writes the
 * table; README.md and dot files are left out.
 */
#ifndef VETO_BASE_PACK_H
#define VETO_BASE_PACK_H

#include "base/bytes.h"

struct pack_file {
    const char *path; /* below packs/, e.g. "permissions/android.tsv" */
    struct bytes text;
    const char *sha256; /* of the text, hex: computed when veto is built */
};

extern const struct pack_file pack_files[]; /* by path, bytewise; a row of zeros ends it */
extern const size_t pack_file_count;

/* The file at exactly that path, or NULL. */
const struct pack_file *pack_find(const char *path);

/* Index of the first file whose path is not before `prefix`: the files of a folder follow from there. */
size_t pack_from(const char *prefix);

#endif
