/*
 * Families: products as a ban means them, each a list of identifiers with
 * source, date, confidence and what else the value reaches. Ours are
 * packs/families; an organisation's folder of the same form adds families and
 * replaces what it names: a row of its families.tsv replaces the row of that
 * id, its ID.tsv all identifiers of that family.
 */
#ifndef VETO_FLEET_FAMILY_H
#define VETO_FLEET_FAMILY_H

#include "base/arena.h"
#include "base/error.h"

enum identifier_kind {
    IDENTIFIER_PACKAGE,
    IDENTIFIER_BUNDLE,
    IDENTIFIER_STORE,
    IDENTIFIER_TEAM,
    IDENTIFIER_MD5,
    IDENTIFIER_SHA1,
    IDENTIFIER_SHA256,
    IDENTIFIER_OWNER,
    IDENTIFIER_CODE,
    IDENTIFIER_DOMAIN,
    IDENTIFIER_SUCCESSOR,
    IDENTIFIER_KINDS,
};

/* From the strongest down; `relative` is another product, `hint` shared with others: neither is a match of the family. */
enum confidence { CONFIDENCE_CERTAIN, CONFIDENCE_CLAIM, CONFIDENCE_RELATIVE, CONFIDENCE_HINT, CONFIDENCES };

struct identifier {
    enum identifier_kind kind;
    enum confidence confidence;
    struct bytes value, platform, may_also_hit, source, date;
};

struct family {
    struct bytes id, name_en, name_fr, owner, description;
    struct bytes text; /* the file of its identifiers */
    struct identifier *identifiers;
    size_t count;
    bool own; /* its identifiers are an organisation's */
};

struct families {
    struct family *rows; /* by id, bytewise */
    size_t count;
};

/*
 * The built-in families and, where folder is not NULL, what it adds and
 * replaces. False with file and line of the first row that is wrong. Texts
 * live as long as the arena and the program.
 */
bool families_load(struct families *f, struct arena *a, const char *folder, struct error *e);

/* NULL when there is none of that id. */
const struct family *families_find(const struct families *f, struct bytes id);

/* As the packs write it: "bundle-id", "claim". */
const char *identifier_kind_name(enum identifier_kind kind);
const char *confidence_name(enum confidence confidence);

/* Whether an identifier is one that a block of the family has to cover: certain or claimed. */
static inline bool identifier_counts(const struct identifier *i)
{
    return i->confidence <= CONFIDENCE_CLAIM;
}

#endif
