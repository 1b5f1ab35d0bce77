/* The platform's own permissions, from packs/permissions/android.tsv. */
#ifndef VETO_FACT_PLATFORM_H
#define VETO_FACT_PLATFORM_H

#include "base/bytes.h"

struct platform_permission {
    struct bytes name;
    struct bytes protection; /* "dangerous|runtimeOnly": base level, then flags */
    struct bytes group;      /* empty: none */
    int32_t since;           /* first level of the pack that has it */
    int32_t until;           /* last one; 0 while the newest still does */
};

/* False when the platform defines no permission of that name. Slices are of the pack. */
bool platform_permission(struct bytes name, struct platform_permission *out);

#endif
