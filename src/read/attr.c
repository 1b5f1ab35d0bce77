#include "read/attr.h"

#include <string.h>

const char *attr_name(uint32_t id)
{
    size_t low = 0, high = attr_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (attrs[middle].id == id)
            return attrs[middle].name;
        if (attrs[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

uint32_t attr_id(const char *name)
{
    for (size_t i = 0; i < attr_count; i++)
        if (strcmp(attrs[i].name, name) == 0)
            return attrs[i].id;
    return 0;
}
