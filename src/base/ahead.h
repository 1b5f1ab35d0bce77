/*
 * Work begun before it is needed, by a second thread of the process where
 * there is one: digests, inflating, preparing. A job depends on nothing but
 * what no longer changes, and changes nothing but what is its own: no arena,
 * no anomaly, no order of results. So what comes out is the same with a
 * helper, without one, and whoever was faster. All reading is done by the
 * one thread that posts the jobs and finishes them.
 */
#ifndef VETO_BASE_AHEAD_H
#define VETO_BASE_AHEAD_H

#include <stdbool.h>

enum ahead_state { AHEAD_IDLE, AHEAD_QUEUED, AHEAD_RUNNING, AHEAD_DONE };

/* Part of a larger structure, which run() finds by its address. Begins zeroed; stays where it is until finished. */
struct ahead_job {
    void (*run)(struct ahead_job *job);
    bool slow;              /* takes a millisecond and more */
    bool late;              /* private, as what follows: of ahead_post_late() */
    enum ahead_state state;
    struct ahead_job *earlier, *later;
};

/*
 * Makes the helper, once for a process; false when there is none to have,
 * which is no error. When it returns, the helper makes no more system calls
 * than memory and waiting need.
 */
bool ahead_start(void);
/* Whether there is one: what is worth its memory only then. */
bool ahead_helped(void);

/*
 * Does what is open, and lets the helper go for good: a process with a thread less ends sooner, and its memory is taken
 * back where it ran, not where the helper did.
 */
void ahead_end(void);

/* For tests: whether the helper is left out until told otherwise. Then every job that is open is done first. */
void ahead_rest(bool rest);

/* Hands a job to the helper; without one, nothing happens before ahead_finish(). */
void ahead_post(struct ahead_job *job);
/*
 * The same for what nobody will wait for soon: the helper does it when there is nothing else, who waits only while he
 * waits for something slow.
 */
void ahead_post_late(struct ahead_job *job);
/*
 * Returns when the job is done: does it here when nobody has begun it, and
 * other jobs while the helper is still at it. A job that was never posted is
 * done here. Not to be called by run(), which may post others.
 */
void ahead_finish(struct ahead_job *job);
/* Returns when nobody is at the job nor will be: whether it was done does not matter any more. */
void ahead_forget(struct ahead_job *job);

#endif
