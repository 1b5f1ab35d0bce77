/*
 * Network positions: a resolver or firewall, asked from one address, about one
 * determination. What was asked is kept as it was answered; what it means is
 * told from the newest answers and from what the case says now, so that an
 * answer about what was decided before is never taken for one about what is.
 */
#ifndef VETO_FLEET_POSITION_H
#define VETO_FLEET_POSITION_H

#include "base/buf.h"
#include "base/json.h"
#include "fleet/spared.h"
#include "fleet/verdict.h"

/* In order of precedence within a word. */
enum position_reason {
    POSITION_BLOCKED,     /* verified: everything that is to be blocked is */
    POSITION_EXEMPT,      /* verified: everything is open for who is excepted */
    POSITION_FREE,        /* verified: what is forbidden no more is open again */
    POSITION_OPEN,        /* violated: something that is to be blocked is open */
    POSITION_CUT,         /* violated: everything is blocked for who is excepted */
    POSITION_CUT_STILL,   /* violated: everything that is forbidden no more is blocked */
    POSITION_AWAY,        /* unknown: the machine that asked does not have the address */
    POSITION_MUTE,        /* unknown: it lets nothing else through either */
    POSITION_NO_ANSWER,   /* unknown: some questions had no answer */
    POSITION_PARTLY,      /* unknown: some is open and some is not, where all should be open */
    POSITION_EARLIER,     /* unknown: asked about what was decided before */
    POSITION_OLD,         /* unknown: asked too long ago */
    POSITION_NEVER,       /* unknown: carried out there, and not asked since */
    POSITION_REASONS
};

const char *position_reason_id(enum position_reason r);
const char *position_reason_say(enum language l, enum position_reason r);
enum verdict_word position_reason_word(enum position_reason r);

/* One question that was not answered as expected. */
struct position_answer {
    struct bytes name;
    unsigned pass;     /* 1: first asked, 2: asked again, when caches are warm */
    const char *answer; /* probe_answer_id() */
};

/* What one address was answered. */
struct position {
    struct bytes matter, determination;
    struct bytes plane;     /* "rpz-unbound", or "resolver" or "firewall" where nobody said which */
    struct bytes server;    /* as it was given: "10.0.0.53:53"; of POSITION_NEVER the place of the file */
    struct bytes source;    /* the address asked from; empty: the system's choice */
    struct bytes exception; /* its digest, where the address is or was that of one; else empty */
    struct bytes known;     /* the name or service that no block is about, which was asked too */
    bool open;              /* expected: all is open, not blocked */
    bool former;            /* about what was forbidden before and is no more */
    bool away, mute;
    int64_t time;           /* seconds since 1970 */
    uint8_t names[SHA256_SIZE]; /* of the names that were asked, a line each */
    uint64_t blocked, opened, unanswered;
    struct position_answer *answers; /* those not as expected; of a read position the first only */
    size_t answer_count;
    enum position_reason reason;
};

struct positions {
    struct position *rows; /* by matter, plane, server, source, exception */
    size_t count;
    int64_t as_of;
    uint64_t words[VERDICT_WORDS];
};

/* What its answers alone say. */
enum position_reason position_judge(const struct position *p);

/* Puts positions that were asked at one time into the store, all or none. */
bool positions_keep(struct store *s, const struct position *rows, size_t count, struct error *e);

/*
 * The newest answers of each position of the cases up to as_of, or all for 0, judged by what the cases say; and where a
 * run carried a determination out on a plane of the network that was not asked since. Answers are too old when they are older
 * than `accepted` seconds before as_of, or before the newest answer.
 */
bool positions_read(struct store *s, struct arena *a, const struct spared *cases, int64_t as_of, int64_t accepted, struct positions *out, struct error *e);

/* For people: counts by reason and each position, the worst first; nothing where there is none. */
void positions_write(struct buf *out, const struct positions *p, enum language l);
/* An array of objects. */
void positions_json(struct json *j, const struct positions *p);

#endif
