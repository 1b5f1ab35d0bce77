/*
 * The verdict on one device and one family, from what is known of the device.
 * Verified needs a list that is complete, recent, of identifiers and of the
 * whole device, on which the family does not stand. Violated needs one sight of
 * the family that neither such a list of later date takes back nor a later
 * complete list of the source that saw it; excepted is what would be violated,
 * had a case not spared the device. Everything else is unknown, with the first
 * of the reasons below that holds.
 */
#ifndef VETO_FLEET_VERDICT_H
#define VETO_FLEET_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fleet/spared.h"
#include "judge/words.h"

enum verdict_word { VERDICT_VERIFIED, VERDICT_VIOLATED, VERDICT_EXCEPTED, VERDICT_UNKNOWN, VERDICT_WORDS };

/* In order of precedence within a word. */
enum verdict_reason {
    REASON_ABSENT,         /* verified */
    REASON_PRESENT,        /* violated: it is there and can be opened, as far as told */
    REASON_BLOCKED,        /* violated: it is there and cannot be opened */
    REASON_EXCEPTION,      /* excepted: it is there, and an exception lets it stay */
    REASON_HOLD,           /* excepted: it is there, and a hold keeps it */
    REASON_REVOKED,        /* excepted: it is there, and no determination forbids it any more */
    REASON_NO_IDENTIFIER,  /* unknown: the family has none for this platform */
    REASON_SIGNER_MATCH,   /* another package with the family's signer */
    REASON_NAME_MATCH,     /* something of the family's name, no identifier */
    REASON_DUPLICATE,      /* its serial stands on two issued devices or is given by two */
    REASON_UNMANAGED,      /* nobody manages it */
    REASON_NEVER_REPORTED, /* managed, and no list of apps was ever received */
    REASON_INCOMPLETE,     /* the answer that should have it, or its list, came short */
    REASON_STALE,          /* the newest list is older than is accepted */
    REASON_PERSONAL_SIDE,  /* the personal side is invisible by design */
    REASON_NAMES_ONLY,     /* the source gives names, which prove nothing */
    VERDICT_REASONS
};

enum answer3 { NO3, YES3, UNKNOWN3 };

/* A list of apps as one source had it, or a word of the source that there is none. */
struct sighting_list {
    int64_t time;     /* of the list, seconds since 1970; of the answer where there is no list */
    bool listed;      /* a list was received */
    bool managed;     /* the source says that it manages the device */
    bool complete;    /* neither the answer nor the list came short */
    bool identifiers; /* packages or bundle ids, not names alone */
    bool whole;       /* both sides of the device */
    bool newest;      /* the source's last word about the device */
    uint32_t device;  /* which device of the source, and which source: two of one source are two devices */
    uint32_t source;
};

/* From the weakest up: what a match is worth. */
enum match_strength { MATCH_NONE, MATCH_NAME, MATCH_SIGNER, MATCH_CLAIM, MATCH_CERTAIN };

struct match {
    int64_t time;
    enum match_strength strength;
    bool usable;
    uint32_t device, source; /* of the list it stood on */
};

/* What is known of one issued device about one family; borrowed. */
struct evidence {
    unsigned issued;   /* rows of the issued list with its serial */
    bool identifiable; /* the family has an identifier for its platform */
    bool short_answer; /* the newest answer of a source came short, and the device is not in it */
    enum spare spare;  /* whether a case lets the app stay there */
    const struct sighting_list *lists;
    size_t list_count;
    const struct match *matches;
    size_t match_count;
    int64_t as_of, accepted; /* lists from before as_of - accepted are too old; seconds */
};

struct device_verdict {
    enum verdict_word word;
    enum verdict_reason reason;
    enum answer3 present, usable;
    enum match_strength strength; /* of the strongest match that stands */
    int64_t time;                 /* of the list or match it rests on; 0 where it rests on none */
};

struct device_verdict verdict_of(const struct evidence *e);

/* "verified"; as people say it; as a program does: "never-reported", and in a sentence. */
const char *verdict_word_id(enum verdict_word word);
const char *verdict_word_say(enum language l, enum verdict_word word);
const char *verdict_reason_id(enum verdict_reason reason);
const char *verdict_reason_say(enum language l, enum verdict_reason reason);
enum verdict_word verdict_reason_word(enum verdict_reason reason);
/* Of two verdicts of one device the one that counts for it: violated, unknown, excepted, verified. */
enum verdict_word verdict_worse(enum verdict_word a, enum verdict_word b);
const char *match_strength_id(enum match_strength strength);
const char *answer3_id(enum answer3 a);

#endif
