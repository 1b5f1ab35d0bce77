/*
 * From the files and folders a user names to apps: each file is looked at
 * once in a jail (see read/identify.h), then grouped. Identical files
 * collapse; splits join every base of their package and version; two bases
 * never merge.
 *
 * Files are held in memory only while somebody reads them, so that a folder
 * of thousands can be given; the last ones opened stay as long as they are
 * few (LIMIT_HELD), because most runs are about one file.
 *
 * A file that is alone has nothing to be grouped with: where the caller
 * allows it, the child that is to read it looks first and goes on at once if
 * it is one APK; only for a bundle does it say what it found instead.
 */
#ifndef VETO_JUDGE_INTAKE_H
#define VETO_JUDGE_INTAKE_H

#include "base/hash.h"
#include "jail/input.h"
#include "jail/jail.h"
#include "read/app.h"

/* One artifact of an app: a file, or an entry of the bundle that it is. */
struct intake_source {
    size_t file;
    struct bytes inner; /* raw name of the entry; empty: the file itself */
    uint32_t nth;
};

struct intake_app {
    const char *path;   /* of the file the base came from; borrowed */
    struct bytes inner; /* the entry in it, empty when the file itself is the base */
    struct intake_source *sources;
    size_t count;
    uint8_t sha256[SHA256_SIZE]; /* of the base; zeros for a single APK when digests were not asked for */
};

struct intake_file {
    const char *path;
    struct input input; /* while it is held */
    struct input idsig; /* the .idsig beside it; empty when there is none */
    unsigned users;     /* children that have it */
    bool held;
    bool readable; /* it could be opened when it was looked at */
    bool sized;    /* size is that of a regular file, by its name */
    uint64_t size;
    struct error error;  /* why it could not be opened */
    struct jail_end end; /* how looking at it ended */
    struct intake_found *found, *found_last;
    size_t heard; /* bytes taken from the child that looked */
};

/* A file that is another one found earlier, byte for byte, and therefore no app of its own. */
struct intake_double {
    uint8_t sha256[SHA256_SIZE];
};

struct intake {
    struct arena arena;
    struct intake_file *files; /* in the order given, folders in the order of names */
    size_t file_count, file_capacity;
    struct intake_app *apps; /* in the order of their bases, then what is no app */
    size_t app_count;
    struct intake_double *doubles;
    size_t double_count, double_capacity;
    const char **records; /* files in folders that are named like records, when they were asked for */
    size_t record_count, record_capacity;
    bool digests, want_records;
    bool lone;       /* the only file has not been looked at: its reader will, by intake_look() */
    uint64_t held;   /* bytes of files held */
    bool unreadable; /* some file or folder could not be opened */
};

struct intake_options {
    unsigned jobs; /* files looked at at the same time */
    bool digests;  /* wanted even of an APK that is alone */
    bool records;  /* *.json and *.jsonl in folders are listed beside the apps */
    bool lone;     /* a single file need not be looked at before it is read */
};

/* Looks at everything and groups it. False only when no child could be started. */
bool intake_open(struct intake *in, const char *const *paths, size_t count, struct intake_options options,
                 struct error *e);
void intake_close(struct intake *in);

/* Opens the files of an app before a child is started for it; what jail_job.prepare is to do. */
bool intake_hold(struct intake *in, size_t app, uint64_t *memory, struct error *e);
/* Lets go of them after the child has ended; false when a file that is not sealed has changed meanwhile. */
bool intake_release(struct intake *in, size_t app);
/*
 * In the child of a lone file that is no APK: whether it is to be read as it
 * is. If not, says what it found by frames of FRAME_NOTE: the
 * parent hands them to intake_heard(), and groups when the child has ended.
 */
bool intake_look(const struct intake *in, struct frame_writer *out);
/* False for what is no such frame. */
bool intake_heard(struct intake *in, struct bytes payload);
/* Groups a lone file by what was heard; false when nothing was, because it is being read. */
bool intake_regroup(struct intake *in);
/* In the child: the sources of an app that is held, for app_read(). In the arena given. */
struct app_source *intake_sources(const struct intake *in, size_t app, struct arena *a);

#endif
