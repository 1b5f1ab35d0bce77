/*
 * From the files a user names to apps: files are held in memory, looked at
 * once in a jail (see read/identify.h), and grouped. Identical files
 * collapse; splits join every base of their package and version; two bases
 * never merge.
 */
#ifndef VETO_JUDGE_INTAKE_H
#define VETO_JUDGE_INTAKE_H

#include "jail/input.h"
#include "jail/jail.h"
#include "read/app.h"

/* One app to be read: what app_read() needs, and how to call it to the user. */
struct intake_app {
    const char *path;   /* of the file the base came from; borrowed */
    struct bytes inner; /* the entry in it, empty when the file itself is the base */
    struct app_source *sources;
    size_t count;
};

struct intake_file {
    struct input input;
    struct input idsig;     /* the .idsig beside it; empty when there is none */
    bool opened;
    bool duplicate;         /* of an earlier file, byte for byte */
    struct error error;     /* why it could not be opened */
    struct jail_end end;    /* how looking at it ended */
    struct intake_found *found, *found_last;
};

struct intake {
    struct arena arena;
    struct intake_file *files; /* in the order given */
    size_t file_count;
    struct intake_app *apps;   /* in the order of their bases, then what is no app */
    size_t app_count;
    uint64_t bytes;            /* of all inputs together */
};

/* Opens and groups. False only when no child could be started; files that cannot be opened are marked. */
bool intake_open(struct intake *in, const char *const *paths, size_t count, struct error *e);
void intake_close(struct intake *in);

#endif
