/* What commands about clocks share: the verdicts that they are judged by. */
#ifndef VETO_CMD_CLOCKS_H
#define VETO_CMD_CLOCKS_H

#include "fleet/clock.h"

struct clocks_asked {
    struct bytes today;   /* 2026-11-23 */
    const char *families; /* an organisation's folder, or NULL */
    int64_t accepted;     /* seconds: how old lists of apps may be; 0 for two weeks */
    bool past;            /* today is a day that somebody asked for: what was said and answered later is left out of verdicts */
};

/*
 * What the store knows of devices and networks on that day, judged as 'veto verify' does; where it knows nothing, they are NULL.
 * What cannot be read is said on stderr, in the name of the command, and counts as not known. Everything lives in the arena.
 */
bool clocks_judge(const char *command, struct store *s, struct arena *a, const struct clocks_asked *asked, struct clock_from *from, struct error *e);

#endif
