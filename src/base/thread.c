#include "base/thread.h"

#include <sched.h>

/* The processors that may be used but for this one; false where there is no other. */
static bool others(cpu_set_t *set)
{
    int here = sched_getcpu();

    if (here < 0 || here >= CPU_SETSIZE || sched_getaffinity(0, sizeof *set, set) != 0)
        return false;
    CPU_CLR((size_t)here, set);
    return CPU_COUNT(set) > 0;
}

bool thread_beside(pthread_t *thread, void *(*run)(void *context), void *context)
{
    pthread_attr_t attributes;
    cpu_set_t set;
    bool made;

    if (pthread_attr_init(&attributes) != 0)
        return false;
    made = others(&set) && pthread_attr_setaffinity_np(&attributes, sizeof set, &set) == 0 &&
           pthread_create(thread, &attributes, run, context) == 0;
    pthread_attr_destroy(&attributes);
    return made || pthread_create(thread, NULL, run, context) == 0;
}
