/*
 * What makes the code of an app opaque or brings more of it at run time, by
 * packs/packers: packers, protectors, obfuscators, hot-patch and plugin
 * frameworks, hook and script engines; and what shows without any name: a
 * manifest whose classes are in no DEX file.
 */
#ifndef VETO_CODE_PACKER_H
#define VETO_CODE_PACKER_H

#include "read/app.h"

enum packer_basis { PACKER_CLASS, PACKER_LIBRARY, PACKER_ASSET, PACKER_COMPONENTS, PACKER_LOADER, PACKER_BASES };
const char *packer_basis_name(enum packer_basis basis);

struct packer {
    struct bytes id, name, kind;
    unsigned evidence;  /* bit for each basis */
    uint32_t markers;   /* of the pack's, how many were found */
    uint32_t weight;    /* of them: common names count one, others two */
    struct bytes what;  /* the first of them */
    struct locus locus;
};

struct packers {
    struct packer *items; /* by id */
    size_t count, capacity;
};

/* In the app's arena. */
struct packers packers_find(struct app *app);

/* Whether the code that is there is not the app's code: said of packers that more than one common name shows. */
bool packer_hides(const struct packer *p);

/* "high", "medium" or "low". */
const char *packer_confidence(const struct packer *p);

#endif
