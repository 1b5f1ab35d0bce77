/*
 * Runs: one determination carried out on planes, step by step. A step is one
 * file in its place, or one device that is reached by itself. What a step will
 * write and what stood there before are in the store, sealed, before anything
 * is touched; a step is marked as begun before it begins. So a run that was
 * interrupted anywhere is told from what is there now: each step looks first,
 * goes on from where it was, and what neither veto nor the time before left
 * there is never overwritten.
 */
#ifndef VETO_FLEET_ROLLOUT_H
#define VETO_FLEET_ROLLOUT_H

#include "base/buf.h"
#include "fleet/place.h"
#include "fleet/ring.h"
#include "fleet/seal.h"
#include "ledger/store.h"

enum step_state {
    STEP_PLANNED, /* nothing was touched */
    STEP_BEGUN,
    STEP_DONE,    /* what was to be there was looked up and is there */
    STEP_FAILED,
    STEP_HELD,    /* a hold or an exception keeps it */
    STEP_UNDOING,
    STEP_UNDONE,
    STEP_PENDING, /* what was to be done is on its way: neither done nor failed */
    STEP_STATES
};

/* What a place is like now. */
enum step_now {
    NOW_BEFORE,  /* as it was before the run */
    NOW_APPLIED, /* as the run wants it */
    NOW_PARTLY,  /* on a device: for some users */
    NOW_OTHER,   /* neither: somebody else changed it */
    NOW_AWAY,    /* it cannot be reached */
    NOW_PENDING, /* nothing can be done but wait for its answer */
    NOW_REFUSED, /* it refused what the run wants */
    NOWS
};

struct step {
    int64_t id;
    unsigned ring;
    enum step_state state;
    struct bytes doer;   /* the name of a kind of step: "file", "adb", "nanomdm" */
    struct bytes plane, place, device, reload;
    struct bytes want;   /* what is to be there */
    bool known;          /* the next is: of a device it is read when its step begins */
    struct placed was;
    struct bytes answer; /* what the plane answered last */
};

/* How a kind of step looks, does and undoes; one row each. */
struct step_doer {
    const char *name;
    enum step_now (*look)(void *context, struct arena *a, const struct step *s, struct error *e);
    /* What is there, for undoing; called before doing when `known` is not set. */
    bool (*keep)(void *context, struct arena *a, const struct step *s, struct placed *was, struct error *e);
    bool (*apply)(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e);
    bool (*undo)(void *context, struct arena *a, const struct step *s, char answer[120], struct error *e);
    bool waits; /* answers come after the run rests: it looks PENDING, a ring is behind when all of it answered, what is REFUSED stays so until asked again */
    /* One step back from what is there now: whether the step wrote that, and what was there before it. False where it was neither. NULL: bytes are compared. */
    bool (*before)(struct arena *a, const struct step *s, struct placed *there, bool *wrote);
};

/* A kind of step, and how it reaches its places. */
struct step_reach {
    const struct step_doer *doer;
    void *context;
};

/* Of files: what was rendered, and what stood there before; others belong to who reaches their planes. */
extern const struct step_doer step_files, step_restores;

/* What a step about a file is to leave in its place; false where that cannot be told. */
bool step_wants(const struct step *s, struct placed *want);
/* As a step of step_restores has it in `want`; in the arena. */
struct bytes step_restore(struct arena *a, const struct placed *what);

struct rollout {
    struct store *store;
    struct arena *arena;
    const struct seal *seal;
    const struct step_reach *reaches; /* a doer NULL ends them */
    void (*told)(const struct step *s, const char *what); /* of each step that was done; may be NULL */
    bool again;   /* steps that were refused are tried again */
    bool no_wait; /* a ring is behind although some of it has not answered */
    bool any;   /* when none stands, load the one that was rolled back last */
    int64_t id; /* 0: no run */
    struct bytes matter, determination, state; /* state: open, complete, stopped, rolled-back, superseded */
    struct bytes rings_text, stop_text;
    struct rings rings;
    struct threshold stop;
    unsigned ring; /* the rings that are behind */
    uint64_t devices, complaints;
    int64_t time; /* when it came to rest last, seconds since 1970; 0: it has not */
    struct step *steps;
    size_t count;
};

const char *step_state_id(enum step_state s);
const char *step_now_id(enum step_now n);

/* The newest run of a case that was not rolled back; r->id is 0 when there is none. Everything lives in r->arena. */
bool rollout_load(struct rollout *r, struct error *e);
/* Puts a new run into the store, as a whole; r has its steps, rings, threshold and time. An open run of the case is superseded. */
bool rollout_begin(struct rollout *r, struct error *e);
/* Gives a step that was not begun the same content with another serial, or other times that run. */
bool rollout_renew(struct rollout *r, struct step *s, struct bytes want, struct error *e);

struct origin {
    int64_t run;          /* of this case, not taken back, that wrote the place last; 0: none */
    struct bytes determination; /* which that was for */
    bool changed;         /* somebody else changed the place since: what they left is in `was` */
    struct placed was;    /* what stood there before the case's runs */
};

/* Looks a place up in the runs of r->matter that stand; `now` is what is there. Everything in r->arena. */
bool rollout_origin(const struct rollout *r, struct bytes place, const struct placed *now, struct origin *out, struct error *e);

/*
 * Whether what is there now was written by a run of another case that stands, which then would lose it: its name, in
 * r->arena; size 0: no. False when the store could not be read.
 */
bool rollout_of_another(const struct rollout *r, struct bytes place, const struct placed *now, struct bytes *matter, struct error *e);

/* Adds to the run's complaints. */
bool rollout_complain(struct rollout *r, uint64_t more, struct error *e);

/* Notes a state of one step; a run that was complete and has something to do again is open. */
bool rollout_mark(struct rollout *r, struct step *s, enum step_state state, const char *answer, struct error *e);

/*
 * Whether the run is that of these steps: the same places, and the same to be there but for a serial or times that run
 * (struct plane, same); what keeps devices does not count.
 */
bool rollout_same(const struct rollout *r, const struct step *steps, size_t count);
/*
 * Takes over from such steps what is held now and what no longer is, and the serials and times of what was not begun;
 * looks at what was done: what is no longer as it was left is to be done again. False when the store could not be written.
 */
bool rollout_reconcile(struct rollout *r, const struct step *steps, size_t count, struct error *e);

/* Appends a line a step: ring, plane, place, device, state, SHA-256 of what is to be there and of what was, answer; tabs between. */
void rollout_journal(const struct rollout *r, struct buf *out);

enum rollout_end {
    ROLLOUT_RING,     /* the ring is behind, others are ahead */
    ROLLOUT_WAITS,    /* the ring is not behind: some of it has not answered */
    ROLLOUT_COMPLETE,
    ROLLOUT_STOPPED,  /* the threshold was reached */
    ROLLOUT_BROKEN,   /* the store could not be written: nothing more was touched */
};

/* Does what is left up to and with a ring. Where failures and complaints reach the threshold it stops, and says so in the store. */
enum rollout_end rollout_advance(struct rollout *r, unsigned through, struct error *e);
/* Goes on with a run that was stopped. */
bool rollout_resume(struct rollout *r, struct error *e);
/* Brings back what was there before, last step first. False when a step could not be, or has not answered: the run then stays open for another try. */
bool rollout_back(struct rollout *r, struct error *e);

struct rollout_tally {
    uint64_t state[STEP_STATES], now[NOWS];
};

/* Looks at every place. */
enum step_now rollout_look(struct rollout *r, const struct step *s, struct error *e);
/*
 * What the run is, by what is there now and not by what was noted: "nothing",
 * "applied", "rolled back", "in rings", "waiting for devices", "going back, waiting for devices", "interrupted", "stopped",
 * "changed by others".
 */
const char *rollout_word(const struct rollout *r, const struct rollout_tally *t);

#endif
