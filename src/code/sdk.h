/*
 * Which known SDKs are in an app, by packs/sdks: found by names of classes,
 * and, where code was renamed, by what renaming has to leave alone: native
 * libraries, components and meta-data of the manifest, constants, hosts.
 */
#ifndef VETO_CODE_SDK_H
#define VETO_CODE_SDK_H

#include "code/graph.h"
#include "code/keys.h"
#include "code/owner.h"

/* What an SDK is found by, the strongest first. */
enum sdk_basis {
    SDK_CODE,       /* classes under its prefix, defined in the app */
    SDK_COMPONENT,  /* a component of the manifest */
    SDK_LIBRARY,    /* a native library's file name or own name */
    SDK_CONSTANT,   /* a text that its code needs to work */
    SDK_META,       /* a meta-data element that configures it */
    SDK_PERMISSION, /* a permission that it defines */
    SDK_HOST,       /* a host that only it speaks to */
    SDK_NAMED,      /* a class of it is named, none is defined: code that looks for it, or uses it when it is there */
    SDK_BASES,
};
const char *sdk_basis_name(enum sdk_basis basis);

enum sdk_confidence { SDK_LOW, SDK_MEDIUM, SDK_HIGH };
const char *sdk_confidence_name(enum sdk_confidence confidence);

struct sdk {
    struct bytes id, name, category, source; /* of the pack */
    struct owner owner;
    enum sdk_basis basis;
    unsigned evidence; /* bit for each basis */
    enum sdk_confidence confidence;
    bool common;       /* the pack says that a name of it is short or common */
    bool compared;     /* its prefixes were seen in public code or lists */
    uint32_t classes;  /* defined under its prefixes, all DEX together */
    struct bytes what; /* what was matched on its basis: a prefix, a library ... */
    struct locus locus;
    struct bytes version; /* empty: not known */
    const struct app_dex *dex; /* of the first class; NULL: found by something else */
    uint32_t type;
    enum grade grade; /* the best that any class or method of it has */
};

struct sdks {
    struct sdk *items; /* by id */
    size_t count;
    struct keys types; /* prefixes of types, and the ids of SDKs they stand for */
};

/* Found at the first call. */
const struct sdks *sdks_of(struct app *app);

/* The SDK that has exactly this prefix of types, where it was found; NULL otherwise. */
const struct sdk *sdk_of_prefix(const struct sdks *sdks, struct bytes prefix);

/* What of an SDK is in the app itself: everything but names of classes that are not there and hosts. */
static inline bool sdk_inside(const struct sdk *s)
{
    return s->basis < SDK_HOST;
}

/* Calls `each` for components, meta-data and permissions of base and splits, in document order. */
enum declared { DECLARED_COMPONENT, DECLARED_META, DECLARED_PERMISSION };
void declared_each(struct app *app,
                   void (*each)(void *context, enum declared kind, struct bytes name, struct locus locus),
                   void *context);

/* The part of an entry's name behind the last slash. */
struct bytes name_of_entry(struct bytes entry);

#endif
