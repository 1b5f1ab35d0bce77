#include "code/grade.h"

static const char *const names[] = {"none", "present", "referenced", "called", "reachable", "permitted"};

const char *grade_name(enum grade g)
{
    return names[g];
}

enum grade grade_of(struct bytes name)
{
    for (unsigned g = GRADE_PRESENT; g <= GRADE_PERMITTED; g++)
        if (bytes_is(name, names[g]))
            return (enum grade)g;
    return GRADE_NONE;
}
