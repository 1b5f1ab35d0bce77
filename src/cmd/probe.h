/* What the files of the command probe share. */
#ifndef VETO_CMD_PROBE_H
#define VETO_CMD_PROBE_H

#include "cmd/cmd.h"
#include "fleet/control.h"
#include "fleet/position.h"
#include "fleet/probe.h"

/* As the options give them; NULL and false where not given. */
struct probe_options {
    const char *place, *server, *from, *folder, *known, *accept, *plane, *past, *past_port, *sinkhole;
    bool tcp, no_record;
};

struct probing {
    const struct probe_options *given;
    struct control control;
    struct arena arena;
    struct probe_server server;
    bool firewall;         /* the determination is carried out on firewalls */
    struct bytes *blocked; /* names that are to be blocked */
    size_t blocked_count;
    struct asker *askers;
    size_t count;
    unsigned words[VERDICT_WORDS]; /* askers */
};

/* Says from where exceptions are that nobody can ask from at this kind of address. */
void probe_say_others(const struct probing *p);
/* Asks past the firewall, from every address that the case says something of. An exit status; EXIT_OPERATION with e set. */
int probe_firewall(struct probing *p, struct store *s, struct error *e);

#endif
