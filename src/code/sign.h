/*
 * What code can be recognised by, from the packs: the signs of capabilities
 * (packs/capabilities/android.tsv), the methods that need a permission
 * (packs/permissions/api.tsv) and the content providers that do
 * (packs/permissions/providers.tsv), as rows of one kind.
 */
#ifndef VETO_CODE_SIGN_H
#define VETO_CODE_SIGN_H

#include "base/arena.h"

/* API levels of devices that the packs know, as a set: bit 0 is level 21 and everything before it. */
enum { LEVEL_FIRST = 21, LEVEL_LAST = 36 };
typedef uint32_t level_set;
#define LEVELS_ALL ((1u << (LEVEL_LAST - LEVEL_FIRST + 1)) - 1)

/* The levels from first to last, both included; those outside what the packs know are left out. */
static inline level_set levels_between(int64_t first, int64_t last)
{
    int64_t low = first < LEVEL_FIRST ? LEVEL_FIRST : first, high = last > LEVEL_LAST ? LEVEL_LAST : last;

    return low > high ? 0 : (LEVELS_ALL >> (LEVEL_LAST - high)) & (LEVELS_ALL << (low - LEVEL_FIRST));
}
/* The lowest and the highest level of a set that is not empty. */
int levels_lowest(level_set l);
int levels_highest(level_set l);

enum sign_pack { SIGN_CAPABILITY, SIGN_API, SIGN_PROVIDER_READ, SIGN_PROVIDER_WRITE, SIGN_PACKS };
enum sign_kind {
    SIGN_METHOD,
    SIGN_FIELD,
    SIGN_CLASS,
    SIGN_OVERRIDE,
    SIGN_URI,
    SIGN_INTENT,
    SIGN_SETTING,
    SIGN_CONSTANT,
    SIGN_PERMISSION,
    SIGN_KINDS
};
/* "method", "field" ... as the pack writes them. */
const char *sign_kind_name(enum sign_kind k);

/* What decides whether a call or a value is the sign; see the pack's header. */
enum given {
    GIVEN_ANY,
    GIVEN_NONZERO,
    GIVEN_INT,
    GIVEN_BIT,
    GIVEN_INTENT,
    GIVEN_SETTINGS,
    GIVEN_CIPHER,
    GIVEN_DIGEST,
    GIVEN_DRM,
    GIVEN_READ,  /* a URI that goes anywhere but into intents or to what changes content only */
    GIVEN_WRITE, /* one that goes to what changes content */
    GIVEN_EMPTY, /* bodies of methods */
    GIVEN_TRUE,
    GIVEN_BODY,
};

/* One row. Texts are slices of the pack. */
struct sign {
    enum sign_pack pack;
    enum sign_kind kind;
    enum given given;
    struct bytes capability;  /* of SIGN_CAPABILITY */
    struct bytes pattern;     /* as the pack has it */
    struct bytes class;       /* methods, overrides, fields, classes: the descriptor */
    struct bytes name;        /* methods, overrides, fields */
    struct bytes proto;       /* methods: "(I)V", empty: any */
    struct bytes text;        /* the others: what the string is */
    struct bytes numbers;     /* GIVEN_INT: "1,3", GIVEN_BIT: "32" */
    bool prefix;              /* text is how the string begins */
    bool conditional;         /* needed for some arguments, callers or results only */
    struct bytes permissions; /* expression; empty: none is known to be asked */
    level_set levels;
    struct bytes source;
};

struct signs {
    const struct sign *rows;
    size_t count;
};

/* All rows of the three packs, in their order. */
struct signs signs_read(struct arena *a);

/* What a capability is: a row of packs/capabilities/capabilities.tsv. False when there is none of that name.
 */
struct capability {
    struct bytes id, title, title_fr, severity;
    struct bytes needs; /* expression; empty: nothing beyond what its signs say */
};
bool capability_find(struct bytes id, struct capability *out);

/*
 * The level_set at which an expression (`a&b|c`: conditions that must all hold,
 * each of permissions of which one suffices) is satisfied. held() says at
 * which levels one permission is held. An empty expression always is.
 */
level_set expression_levels(struct bytes expression,
                            level_set (*held)(void *context, struct bytes permission), void *context);
/* The permissions an expression names, one after the other from *at = 0 on; false past the last. */
bool expression_next(struct bytes expression, size_t *at, struct bytes *permission);

#endif
