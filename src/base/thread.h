/* A thread that works beside its maker for a moment. */
#ifndef VETO_BASE_THREAD_H
#define VETO_BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/*
 * Makes a thread that the maker will join soon, on another processor than the maker's where it may use one: the
 * scheduler often begins a thread where its maker is, and there the one waits for the other. False: there is none.
 */
bool thread_beside(pthread_t *thread, void *(*run)(void *context), void *context);

#endif
