/*
 * What an administrator's file states, whatever its format: blocks, reports
 * and exemptions of identifiers, the traps it falls into, and the lines that
 * could not be read. Readers of formats fill it in a jailed child; it goes to
 * the parent in frames, which are read as hostile.
 */
#ifndef VETO_FLEET_ARTEFACT_H
#define VETO_FLEET_ARTEFACT_H

#include "fleet/family.h"
#include "fleet/trap.h"
#include "jail/frame.h"

enum format {
    FORMAT_UNKNOWN,
    FORMAT_RPZ,
    FORMAT_HOSTS,
    FORMAT_DNSMASQ,
    FORMAT_PIHOLE,
    FORMAT_NFT,
    FORMAT_AMAPI,
    FORMAT_GRAPH,
    FORMAT_MOBILECONFIG,
    FORMATS,
};

/* A name for --format, and for people. */
const char *format_name(enum format f);
const char *format_title(enum format f);
/* FORMAT_UNKNOWN when there is none of that name. */
enum format format_of_name(const char *name);

enum deed { DEED_BLOCK, DEED_REPORT, DEED_ALLOW, DEEDS };
/* Of a domain: the name itself, and all names below it. */
enum { SCOPE_SELF = 1, SCOPE_BELOW = 2, SCOPE_BOTH = 3 };

struct stated {
    enum identifier_kind kind;
    enum deed deed;
    unsigned scope;      /* of a domain; SCOPE_BOTH of anything else */
    uint32_t line;       /* from 1; 0 where the format has none */
    struct bytes value;  /* domains in lower case, without a dot at the end */
};

struct sprung { /* a trap as found */
    uint32_t count, line; /* how often, and where first */
    struct bytes detail;  /* of the first */
};

struct problem {
    uint32_t line;
    struct bytes text;
};

/* Names that families are known by, so that of a long list only what matters is kept. */
struct wanted {
    struct bytes *names; /* domains of identifiers, sorted */
    struct bytes *above; /* those and every domain above them, sorted */
    size_t name_count, above_count;
};

struct artefact {
    struct arena *arena;
    const struct wanted *wanted; /* NULL: everything is kept */
    enum format format;
    struct stated *rows;
    size_t count, capacity;
    uint64_t entries;        /* what the file states in all, kept or not */
    unsigned carries;        /* bits of the identifier kinds that this file could block */
    unsigned allow_lists;    /* bits of those of which everything not named is blocked */
    bool limited;            /* LIMIT_LINT_ROWS was reached */
    struct sprung traps[TRAPS];
    struct problem *problems; /* the first LIMIT_LINT_PROBLEMS */
    size_t problem_count, problem_capacity;
    uint64_t wrong;          /* all of them */
    struct bytes signer;     /* of a signed profile: the subject's common name, for people */
};

void wanted_make(struct wanted *w, struct arena *a, const struct families *f);

void artefact_init(struct artefact *art, struct arena *a, const struct wanted *w);

/* For readers of formats. Texts are borrowed and must live as long as the arena. */
void artefact_state(struct artefact *art, struct stated s);
/* A domain as written; what is no domain name is a problem of that line. */
void artefact_domain(struct artefact *art, enum deed effect, unsigned scope, uint32_t line, struct bytes name);
void artefact_trap(struct artefact *art, enum trap trap, uint32_t line, struct bytes detail);
void artefact_problem(struct artefact *art, uint32_t line, const char *text, struct bytes about);

/* How a file treats one domain. */
struct domain_cover {
    const struct stated *self, *below; /* what decides for the name, and for names below it; NULL: nothing */
    const struct stated *opened;       /* an exemption strictly below it, or NULL */
};
struct domain_cover artefact_cover(const struct artefact *art, struct bytes domain);
/* Whether name lies strictly below domain. */
bool domain_below(struct bytes name, struct bytes domain);

/* Reads a file of the format, or of the one it looks like when that is FORMAT_UNKNOWN. False with the reason. */
bool artefact_read(struct artefact *art, struct bytes text, enum format format, struct error *e);

/* Over the pipe: everything of an artefact in frames; and one of them back, false when it is not what it should be. */
bool artefact_send(const struct artefact *art, struct frame_writer *out);
bool artefact_heard(struct artefact *art, enum frame_type type, struct bytes payload);

#endif
