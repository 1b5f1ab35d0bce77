/*
 * The android: attributes of manifests by their resource ids, which are
 * public and never change. Taken from the platform's resource table by
 * tools/attr-table, in order of id.
 */
#ifndef VETO_READ_ATTR_H
#define VETO_READ_ATTR_H

#include <stddef.h>
#include <stdint.h>

struct attr {
    uint32_t id;
    const char *name;
};

/* The name of an attribute's id, or NULL for one that is not in the table. */
const char *attr_name(uint32_t id);
/* The id of an attribute's name, or 0. */
uint32_t attr_id(const char *name);

extern const struct attr attrs[];
extern const size_t attr_count;

#endif
