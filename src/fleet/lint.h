/* What a file's statements come to for a family: covered, missed, and what else they hit. */
#ifndef VETO_FLEET_LINT_H
#define VETO_FLEET_LINT_H

#include "fleet/artefact.h"

/* How an identifier fares. From best to worst. */
enum fate {
    FATE_COVERED,
    FATE_REPORTED,   /* noticed, not stopped */
    FATE_NAME_ONLY,  /* a domain: the name, not those below it */
    FATE_BELOW_ONLY, /* a domain: names below it, not itself */
    FATE_OPENED,     /* an exemption lets it, or a name below it, through */
    FATE_MISSED,
    FATES,
};
const char *fate_name(enum fate fate);

struct verdict {
    const struct identifier *identifier;
    enum fate fate;
    uint32_t line; /* of the statement that decides; 0: none, or a format without lines */
};

/* Something that a block hits beyond the family. */
struct side_effect {
    const struct identifier *identifier;
    const struct stated *stated;
    enum { SIDE_ALSO, SIDE_RELATIVE, SIDE_SHARED, SIDE_WIDE } why;
    struct bytes owner; /* SIDE_WIDE: the id of who the domain belongs to, where packs/domains knows */
};

struct lint {
    const struct family *family;
    struct verdict *verdicts; /* of the identifiers that count and that the format could block, in the pack's order */
    size_t count, fates[FATES];
    struct side_effect *sides;
    size_t side_count;
    bool spoken_of; /* the file names something of it */
};

void lint_family(struct lint *out, struct arena *a, const struct artefact *art, const struct family *family);

#endif
