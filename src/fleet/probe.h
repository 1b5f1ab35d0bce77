/*
 * Asks a resolver what a device would ask it, from an address of this machine,
 * and says what the answer means for a block. No answer is never taken for a
 * block, nor is one that a resolver gives for every name.
 */
#ifndef VETO_FLEET_PROBE_H
#define VETO_FLEET_PROBE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum probe_answer {
    PROBE_BLOCKED,  /* NXDOMAIN, NOERROR without an answer, or an alias of the sinkhole */
    PROBE_RESOLVES,
    PROBE_NONE,     /* no answer in time, SERVFAIL, REFUSED: it tells nothing */
    PROBE_ANSWERS
};

const char *probe_answer_id(enum probe_answer a);

struct probe_server {
    uint8_t address[16]; /* network order; of IPv4 the first four */
    bool v6;
    uint16_t port;
    struct bytes sinkhole; /* the name that it answers with in the place of what is blocked; size 0: none */
};

/* Reads "10.0.0.53", "[2001:db8::53]:5353" or "10.0.0.53:5353"; false for anything else. */
bool probe_server_read(const char *text, struct probe_server *out);

/*
 * An address of this machine that lies in a network ("10.0.0.0/24"), for `from`: of one address itself, whether the machine
 * has it or not; where it has none there, the network as it was given, which probe_ask() then refuses. In the arena.
 */
struct bytes probe_local(struct arena *a, struct bytes network);

/*
 * Asks for a name once, over UDP and, where that is cut or `tcp` says so, TCP, within LIMIT_PROBE_MS each. `from` is an
 * address of this machine; size 0: any. ERROR_USAGE where this machine does not have the address, ERROR_SYSTEM where
 * nothing could be sent: then nothing was asked.
 */
bool probe_ask(const struct probe_server *s, struct bytes from, struct bytes name, bool tcp, enum probe_answer *answer, struct error *e);

/* For what asks by itself: a socket that does not wait, bound to `from`; -1 with ERROR_USAGE or ERROR_SYSTEM as above. */
int probe_socket(const struct probe_server *s, struct bytes from, int type, struct error *e);
/* Connects by then: 0, or what was wrong (errno). */
int probe_connect(int fd, const struct probe_server *s, int64_t until);
/* Of a clock that only goes forward; whether the events came by then. */
int64_t probe_now_ms(void);
bool probe_ready(int fd, short events, int64_t until);

#endif
