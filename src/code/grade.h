/*
 * Grades: how much is known of what an app does with something, from its
 * name standing somewhere to code that the platform can come to run while the
 * app holds what is asked for. Each includes the ones before it.
 */
#ifndef VETO_CODE_GRADE_H
#define VETO_CODE_GRADE_H

#include "base/bytes.h"

enum grade {
    GRADE_NONE,       /* not there at all */
    GRADE_PRESENT,    /* named anywhere */
    GRADE_REFERENCED, /* a reference to it exists that code could use */
    GRADE_CALLED,     /* an instruction calls, makes or loads it */
    GRADE_REACHABLE,  /* and such an instruction can be reached from an entry point that the platform invokes */
    GRADE_PERMITTED,  /* and the app holds what it needs for it */
};

/* "present" ... "permitted"; "none" for GRADE_NONE. */
const char *grade_name(enum grade g);
/* The grade of that name, GRADE_NONE for any other word. */
enum grade grade_of(struct bytes name);

#endif
