/* Two queues, each first come first served, and one lock; jobs take from milliseconds down to tens of microseconds. */
#include "base/ahead.h"

#include <malloc.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK = 1 << 20 };

static pthread_mutex_t lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP; /* held for a moment: waiting costs more than trying */
static pthread_cond_t posted = PTHREAD_COND_INITIALIZER, changed = PTHREAD_COND_INITIALIZER;
static struct queue {
    struct ahead_job *first, *last;
} queues[2]; /* the second: late ones */
static bool started, helped, busy, leaving; /* busy: the helper is at a job */

static void add(struct ahead_job *job)
{
    struct queue *q = &queues[job->late];

    job->state = AHEAD_QUEUED;
    job->earlier = q->last;
    job->later = NULL;
    if (q->last == NULL)
        q->first = job;
    else
        q->last->later = job;
    q->last = job;
}

static void take(struct ahead_job *job)
{
    struct queue *q = &queues[job->late];

    if (job->earlier == NULL)
        q->first = job->later;
    else
        job->earlier->later = job->later;
    if (job->later == NULL)
        q->last = job->earlier;
    else
        job->later->earlier = job->earlier;
    job->state = AHEAD_RUNNING;
}

/* The next to be done, or NULL. */
static struct ahead_job *next(void)
{
    return queues[0].first != NULL ? queues[0].first : queues[1].first;
}

/* Takes a job and does it; the lock is held before and after, not while it runs. */
static void perform(struct ahead_job *job)
{
    take(job);
    pthread_mutex_unlock(&lock);
    job->run(job);
    pthread_mutex_lock(&lock);
    job->state = AHEAD_DONE;
}

static void *help(void *context)
{
    (void)context;
    pthread_mutex_lock(&lock);
    started = helped = true;
    pthread_cond_signal(&changed);
    for (;;) {
        while (next() == NULL && !leaving)
            pthread_cond_wait(&posted, &lock);
        if (next() == NULL)
            break;
        busy = true;
        perform(next());
        busy = false;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&lock);
    syscall(SYS_exit, 0); /* a jail allows nothing that the C library does at the end of a thread */
    return NULL;
}

bool ahead_start(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool ok;

    if (started)
        return true;
    mallopt(M_ARENA_MAX, 1); /* a second one would be sized by files the jail has not */
    if (pthread_attr_init(&attributes) != 0)
        return false;
    ok = pthread_attr_setstacksize(&attributes, STACK) == 0 &&
         pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
         pthread_create(&thread, &attributes, help, NULL) == 0;
    pthread_attr_destroy(&attributes);
    if (!ok)
        return false;
    pthread_mutex_lock(&lock);
    while (!started) /* it has made its own start's system calls when it says so */
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return true;
}

bool ahead_helped(void)
{
    return helped;
}

/* Returns when every job that is open is done. The lock is held. */
static void finish_all(void)
{
    while (next() != NULL || busy)
        if (next() != NULL)
            perform(next());
        else
            pthread_cond_wait(&changed, &lock);
}

void ahead_rest(bool rest)
{
    pthread_mutex_lock(&lock);
    if (rest)
        finish_all();
    helped = started && !rest && !leaving;
    pthread_mutex_unlock(&lock);
}

void ahead_end(void)
{
    if (!helped)
        return;
    pthread_mutex_lock(&lock);
    finish_all();
    helped = false;
    leaving = true;
    pthread_cond_signal(&posted);
    pthread_mutex_unlock(&lock);
}

void ahead_post(struct ahead_job *job)
{
    if (!helped)
        return;
    pthread_mutex_lock(&lock);
    add(job);
    pthread_cond_signal(&posted);
    pthread_cond_signal(&changed); /* who waits for another may do this one */
    pthread_mutex_unlock(&lock);
}

void ahead_post_late(struct ahead_job *job)
{
    job->late = true;
    ahead_post(job);
}

void ahead_finish(struct ahead_job *job)
{
    if (!helped) {
        if (job->state == AHEAD_IDLE)
            job->run(job);
        job->state = AHEAD_DONE;
        return;
    }
    pthread_mutex_lock(&lock);
    if (job->state == AHEAD_IDLE)
        add(job);
    if (job->state == AHEAD_QUEUED)
        perform(job);
    while (job->state != AHEAD_DONE)
        if (queues[0].first != NULL || (job->slow && next() != NULL))
            perform(next());
        else
            pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void ahead_forget(struct ahead_job *job)
{
    pthread_mutex_lock(&lock);
    if (job->state == AHEAD_QUEUED)
        take(job);
    else if (job->state == AHEAD_RUNNING)
        while (job->state != AHEAD_DONE)
            pthread_cond_wait(&changed, &lock);
    job->state = AHEAD_DONE;
    pthread_mutex_unlock(&lock);
}
