/*
 * Commands of an MDM server and what becomes of them: what was queued and what
 * came back (mdm_event.h), put together into what is known of each app or
 * profile on each device. Events come twice, late, in another order, or never:
 * they are sorted by their time, and a state machine in one table takes them.
 * That the device acknowledged is not that the app is gone: only a later list
 * of the device without it says so. NotNow is a locked device, which answers
 * later.
 */
#ifndef VETO_FLEET_MDM_H
#define VETO_FLEET_MDM_H

#include "fleet/mdm_event.h"

enum mdm_kind { MDM_REMOVE_APP, MDM_INSTALL_APP, MDM_LIST_APPS, MDM_INSTALL_PROFILE, MDM_REMOVE_PROFILE, MDM_LIST_PROFILES, MDM_KINDS };

enum mdm_state {
    MDM_UNASKED,      /* nothing was queued: the device's list says whether it is needed */
    MDM_NEEDED,       /* nothing was queued, and the list says that it is needed */
    MDM_QUEUED,
    MDM_WAITING,      /* NotNow */
    MDM_ACKNOWLEDGED,
    MDM_REFUSED,      /* Error, CommandFormatError */
    MDM_CONTRARY,     /* acknowledged, and the device's later list is as if it were not */
    MDM_CONFIRMED,    /* the device's list is as wanted */
    MDM_STATES
};
/* The last two: the device's list is not as the command wants it, or is. */
enum mdm_change { MDM_NOT_NOW, MDM_ACK, MDM_ERROR, MDM_OTHERWISE, MDM_AS_WANTED, MDM_CHANGES };

/* "RemoveApplication"; MDM_KINDS for a type that is none of ours; which list shows what it did; whether it asks for a list itself. */
const char *mdm_kind_type(enum mdm_kind k);
enum mdm_kind mdm_kind_find(struct bytes type);
enum mdm_list mdm_kind_list(enum mdm_kind k);
bool mdm_kind_lists(enum mdm_kind k);

/* "queued"; the next state. */
const char *mdm_state_id(enum mdm_state s);
enum mdm_state mdm_next(enum mdm_state s, enum mdm_change c);

struct mdm_command {
    int64_t id, step;       /* in the store; 0: it is in none */
    bool back, sent;        /* it takes a step back; the server has it */
    enum mdm_kind kind;
    struct bytes uuid, device, subject; /* "-" for a list; of a profile "IDENTIFIER UUID", or the identifier alone to remove it */
    enum mdm_state state;
    int64_t since;          /* lists of earlier date say nothing; seconds since 1970 */
    int64_t answered, listed; /* time of the acknowledgement, and of the newest list that counted; 0: none */
    struct bytes why;       /* why it was refused, as the device says */
};

/* What a command in that state is called for people: of removals "pending", "not removed", "present", "gone". */
const char *mdm_command_say(const struct mdm_command *c);

/*
 * What the events of a device say of one of its commands, in the order of time. `ours` says that a list is the answer
 * to a list that was asked for after the command, whatever the clocks say. True when it answers this command by its UUID.
 */
bool mdm_take(struct mdm_command *c, const struct mdm_event *event, bool ours);

struct mdm {
    struct mdm_command *rows; /* removals of apps, by device */
    size_t count, capacity;
    uint64_t unknown;         /* events that answer no command of the queue */
    struct mdm_events events;
};

/*
 * `queued`: lines UUID, type, device, subject, separated by tabs; `events`: JSON objects, one a line. False where the
 * queue is not of that form; events that are none are counted. In the arena.
 */
bool mdm_read(struct arena *a, struct bytes queued, struct bytes events, struct mdm *out, struct error *e);

#endif
