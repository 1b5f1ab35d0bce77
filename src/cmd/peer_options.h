/* The options that name peers, as evaluate, peers and recheck take them. */
#ifndef VETO_CMD_PEER_OPTIONS_H
#define VETO_CMD_PEER_OPTIONS_H

#include "judge/peers_gather.h"
#include "judge/report.h"

struct peer_options {
    const char *peers;    /* a folder or several, a file of records, a set or its id */
    const char *folders;  /* where the apps of a set are */
    const char *category; /* of a set */
};

/*
 * Evaluates the peers that the options name. Says what is wrong: false, and
 * *status is the exit status; *trouble when some file could not be opened.
 */
bool peers_open(struct peer_pool *pool, struct arena *a, const struct peer_options *o, struct packs *packs,
                unsigned jobs, int *status, bool *trouble);
/* What the report is to say after the command that makes the record, and after --peers of recheck. */
void peers_style(struct report_style *style, struct arena *a, const struct peer_options *o);
/* Paths separated by colons, or one that is there as it is. */
const char **peer_paths(struct arena *a, const char *text, size_t *count);
/* Prints what gathering had to tell. */
void complain_peers(const struct peer_files *files);

#endif
