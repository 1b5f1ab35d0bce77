/*
 * Comparators: the same questions put to comparable apps, and how many of
 * them answer alike.
 *
 * Which apps are peers is a rule, not a choice made app by app: every app
 * given (or every app of a set of digests), each package once in its highest
 * version, without the app itself. What the rule leaves out is named with the
 * reason. Answers that could not be told are counted apart, never as a no.
 *
 * A record holds its peers under a key of its own: their digests, those of
 * their records, and one letter for each answer, from which every count
 * follows. A record without peers has no such key.
 */
#ifndef VETO_JUDGE_PEERS_H
#define VETO_JUDGE_PEERS_H

#include "base/json_read.h"
#include "judge/record.h"

/* Where the answers of a peer come from. */
enum peer_basis { PEER_EVALUATED, PEER_RECORD };

struct peer {
    struct bytes sha256;    /* by which it is known: its base, hex */
    struct bytes artifacts; /* the digests of all its artifacts in its record's order, one space apart */
    struct bytes package, label, version_name; /* cut at LIMIT_PEER_TEXT; empty where there is none */
    struct cell version_code;
    struct bytes record;  /* digest of its record, hex */
    struct bytes answers; /* 'y', 'n' or 'u' for each criterion, in the order of packs.criteria */
    enum result result;
    enum peer_basis basis;
};

/* Why an app that was given is not counted. */
enum peer_reason {
    LEFT_SELF,    /* the app itself */
    LEFT_BUILD,   /* another version or build of it */
    LEFT_DOUBLE,  /* the same files as another one given */
    LEFT_VERSION, /* another version or build of a peer */
    LEFT_NO_APP,  /* no app that could be read */
    LEFT_FAILED,  /* could not be examined */
    LEFT_ABSENT,  /* in the set, and no such file was given */
    LEFT_REASONS
};
const char *peer_reason_name(enum peer_reason why);

struct peer_left {
    struct bytes sha256;
    enum peer_reason why;
};

struct peer_counts {
    uint32_t yes, no, undetermined;
};

struct peers {
    struct record_pack set; /* the set that named the peers; id.data NULL: a folder did */
    struct bytes category;  /* of the set, when only that was taken; else data NULL */
    struct peer *apps;      /* by digest */
    size_t count;
    struct peer_left *left; /* by digest, then reason */
    size_t left_count;
    struct peer_counts *counts; /* as packs.criteria */
};

/* One app that was given, before the rule is applied. */
struct peer_candidate {
    struct peer peer;
    bool counts; /* else `why` says why not */
    enum peer_reason why;
};

struct peer_pool {
    struct arena *arena;
    struct peer_candidate *all;
    size_t count, capacity;
    const struct peer_set *set; /* NULL: a folder */
    struct bytes category;
};

/* What a record says of its app as a peer; false with the reason when it makes no sense. In the arena. */
bool peer_of_record(struct arena *a, const struct record *r, struct peer *out, struct error *e);
/* Whether the record has an app that could be read. */
bool peer_is_app(const struct record *r);
/* A new candidate, zeroed. */
struct peer_candidate *peer_pool_add(struct peer_pool *pool);

/*
 * Applies the rule for one app. Everything in the record's arena or the
 * pool's. False with the reason: too many, or two records of the same files
 * that disagree.
 */
bool peers_choose(const struct peer_pool *pool, const struct record *subject, struct peers **out,
                  struct error *e);
/* How the apps answer one criterion. */
struct peer_counts peers_count(const struct peers *p, size_t criterion);
/* Whether the app's version code is the first number; NULL is less than any. */
int peer_compare_versions(struct cell a, struct cell b);

/* Writes the object; false when it would not be canonical. */
void peers_write(struct json *j, const struct peers *p, const struct record *r);
/*
 * Reads it, from anybody. ERROR_REFUSED when it contradicts itself: counts
 * that are not those of the letters, a peer twice, a digest that is none.
 */
bool peers_read(const struct record *r, const struct json_node *n, struct peers **out, struct error *e);

#endif
