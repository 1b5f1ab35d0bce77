/*
 * Planes: where a determination is carried out. One const row each, in a file
 * of its own: the versions it knows, what it can do and cannot, the least
 * privilege it needs, how it renders, is applied, undone and probed.
 * 'veto planes', the manual and the completeness tests are made from the rows.
 */
#ifndef VETO_FLEET_PLANE_H
#define VETO_FLEET_PLANE_H

#include "base/buf.h"
#include "fleet/control.h"

enum plane_deed { PLANE_BLOCK_INSTALL, PLANE_REMOVE, PLANE_BLOCK_LAUNCH, PLANE_BLOCK_TRAFFIC, PLANE_EXEMPT, PLANE_EXPIRE, PLANE_DEEDS };
enum plane_can { CAN_NO, CAN_PARTLY, CAN_YES };

struct plane_ability {
    enum plane_can can;
    const char *how; /* a sentence: on which devices or versions, what stays; never NULL */
};

enum gap_kind {
    GAP_CANNOT,     /* decided, and this plane cannot do it, or not for these devices or names */
    GAP_PARTLY,     /* decided, and it can do it in part */
    GAP_COLLATERAL, /* left out, since it would hit something outside the family; --accept NAME takes it in */
    GAP_EXEMPT,     /* an exception that this plane cannot honour, or not exactly */
    GAP_NEEDS,      /* works only when this is so too */
    GAP_NOTE,       /* what else whoever applies it has to know */
    GAP_KINDS
};

struct gap {
    enum gap_kind kind;
    struct bytes about; /* identifier, device or setting; may be empty */
    struct bytes text;  /* a sentence */
};

struct rendered {
    struct bytes name; /* of the file, plain: "rpz-bind9.zone" */
    struct bytes text;
};

/* What a plane is given besides the control. */
struct plane_input {
    const struct rendered *standing; /* what stands in the places of its files now, by their names; for planes that merge */
    const struct rendered *origin;   /* and what stood there before this case's runs: what to merge into, so that nothing of an earlier
                                        determination stays; NULL: the same */
    size_t standing_count;           /* of both */
    const char *version;      /* of the product, as the administrator says; NULL: the newest known */
    const char *sinkhole;     /* address or name for planes that answer with one; NULL: NXDOMAIN */
    const struct bytes *resolvers; /* addresses that devices may ask, for firewalls */
    size_t resolver_count;
    const char *resolver;     /* encrypted one that devices are sent to: "https://dns.example.org/dns-query" or "tls://dns.example.org"; NULL: none */
    const char *signing_key;  /* PEM files for signed profiles; NULL: not signed */
    const char *signing_certificate;
};

struct rendering {
    struct arena *arena;
    struct rendered files[8];
    size_t file_count;
    struct gap *gaps;
    size_t gap_count, gap_capacity;
};

struct plane {
    const char *name; /* "rpz-bind9", as determinations, targets and options say it */
    const char *kind; /* "resolver", "firewall", "device management", "device" */
    const char *title;
    const char *versions;  /* which it is tried with, and how: "9.18 (Debian 12), run by the tests" */
    struct plane_ability can[PLANE_DEEDS];
    const char *privilege; /* the least it needs */
    const char *applied, *undone, *probed; /* sentences */
    const char *source;    /* where the format and its traps are documented */
    bool merges;           /* renders into what stands there */
    bool removes;          /* applied, it takes apps away from all its devices at once: holds keep the whole of it */
    /* Fills out; same input, same bytes. False only where nothing can be rendered, with what to do. NULL: nothing to render. */
    bool (*render)(const struct control *c, const struct plane_input *in, struct rendering *out, struct error *e);
    /* Whether two renderings of a file say the same but for a serial or times that run. NULL: only the same bytes do. */
    bool (*same)(struct bytes a, struct bytes b);
    /*
     * Where nothing stood before, and nothing is to stand again: the text that has the product let go of `text`, loaded before
     * the file is taken away. False for a file that needs none. NULL: none does.
     */
    bool (*blank)(struct bytes text, struct buf *out);
};

/* By number; NULL past the last. */
const struct plane *plane_at(size_t i);
/* NULL when there is none of that name. */
const struct plane *plane_find(struct bytes name);

const char *plane_deed_id(enum plane_deed d);  /* "block-install" */
const char *plane_can_id(enum plane_can c);    /* "yes", "partly", "no" */
const char *gap_kind_id(enum gap_kind k);      /* "cannot", "collateral", ... */

/* What stands in the place of the file of that name; size 0: nothing. */
struct bytes plane_standing(const struct plane_input *in, const char *name);
/* What stood there before this case's runs, as far as nobody else changed it since. */
struct bytes plane_origin(const struct plane_input *in, const char *name);

/* Whether a target names the file. */
bool plane_wants(const struct plane_input *in, const char *name);

/* For renderers. Texts are copied into the rendering's arena. */
void rendering_file(struct rendering *r, const char *name, struct bytes text);
/*
 * PLANE-exempt.tsv: who is excepted and until when, for planes that take devices and groups out of what is assigned; made
 * when somebody is excepted, or a target names it. Says so as a gap, `how` being what to do with it.
 */
void rendering_exempt(struct rendering *r, const struct plane *p, const struct control *c, const struct plane_input *in, const char *how);
void rendering_gap(struct rendering *r, enum gap_kind kind, struct bytes about, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The gaps that follow from the row itself: measures that were decided and that it can do partly or not. */
void plane_gaps(const struct plane *p, const struct control *c, struct rendering *r);

#endif
