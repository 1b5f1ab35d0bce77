/*
 * Places in a DEX file's code that name one of a few wanted strings, types,
 * fields or methods, and what becomes of each there: a constant that is only
 * compared is no request, a content URI that goes into an Intent is read by
 * another app.
 */
#ifndef VETO_CODE_SITE_H
#define VETO_CODE_SITE_H

#include "code/sign.h"
#include "read/app.h"

/* What an instruction's value goes to within its method, in a straight line: a set. */
enum flow {
    FLOW_INTENT = 1 << 0,   /* into an Intent or IntentFilter */
    FLOW_SETTINGS = 1 << 1, /* to Settings.Secure, System or Global */
    FLOW_CIPHER = 1 << 2,   /* to Cipher.getInstance() */
    FLOW_DIGEST = 1 << 3,   /* to MessageDigest.getInstance() */
    FLOW_DRM = 1 << 4,      /* to a property of MediaDrm */
    FLOW_WRITE = 1 << 5,    /* to what changes content */
    FLOW_COMPARE = 1 << 6,  /* to a comparison */
    FLOW_OTHER = 1 << 7,    /* anywhere else: another method, a field, an array, the caller */
};

struct site {
    uint32_t encoded; /* in whose code: row of use.encoded */
    uint32_t ordinal; /* which of the references that are kept of it */
    uint32_t index;   /* of what it names */
    uint8_t ref;      /* enum dex_ref */
    uint8_t op;       /* of the instruction; of a method named by a method handle invoke-custom or const-method-handle */
    uint8_t flow; /* set of enum flow, after trace_method() */
};

struct sites {
    struct site *rows; /* by encoded, then ordinal */
    size_t count, capacity;
};

/* Bit i of of[ref] says whether index i is wanted; NULL: none of that kind. */
struct wanted {
    uint8_t *of[DEX_REF_METHOD + 1];
};

/* All places in the code of a DEX file that name something wanted. */
void sites_find(struct arena *a, const struct app_dex *d, const struct wanted *wanted, struct sites *out);

/* The instructions of one method's sites, in the order of their ordinals. */
struct site_walk {
    const struct app_dex *dex;
    struct dex_insn insn;
    struct locus locus; /* of the last one */
    uint32_t ordinal;   /* of the next reference */
    bool open;
};
void site_walk_open(struct site_walk *w, const struct app_dex *d, uint32_t encoded);
/* The place of that reference, no earlier than the one asked for before; the whole file where it is not
 * there. */
struct locus site_walk_to(struct site_walk *w, uint32_t ordinal);

/*
 * What becomes of the values at the sites from..to, all in one method. For
 * calls and writes of fields, number() is told of each constant argument:
 * which site, how many arguments it has, which of them, and the value.
 */
struct trace {
    struct arena *arena;
    const struct app_dex *dex;
    struct register_state *registers; /* as many as any method has had so far */
    uint32_t room, epoch;
    void (*number)(void *context, struct site *site, uint32_t argument, uint32_t count, int64_t value);
    void *context;
};
void trace_method(struct trace *t, struct site *sites, size_t count);

#endif
