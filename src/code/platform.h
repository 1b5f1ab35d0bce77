/*
 * The platform's own classes: what extends what, and which methods a class
 * declares that an app may override. packs/platform/classes.tsv as tables
 * without pointers, made by tools/platform.c when veto is built: nothing is
 * parsed or allocated when it runs. A class is known by its row.
 */
#ifndef VETO_CODE_PLATFORM_H
#define VETO_CODE_PLATFORM_H

#include "base/bytes.h"

#define PLATFORM_NONE 0xffffu

struct platform_class {
    uint32_t name;       /* where its descriptor begins in platform_text */
    uint16_t size;       /* of the descriptor */
    uint16_t above;      /* superclass, PLATFORM_NONE for Object */
    uint32_t interfaces; /* in platform_interfaces */
    uint32_t methods;    /* in platform_methods */
    uint16_t method_count;
    uint8_t interface_count;
    uint8_t is_interface;
};
/* A method: the number of its name, and how many parameters it has, in one number that they are sorted by. */
#define PLATFORM_METHOD(name, parameters) ((uint32_t)(name) << 8 | (uint32_t)(parameters))

struct platform_name {
    uint32_t at; /* in platform_text */
    uint32_t size;
};

/* Made by tools/platform.c. Slots hold row + 1, 0 for an empty one; their number is a power of two. */
extern const char platform_text[];
extern const uint32_t platform_class_count, platform_name_count;
extern const struct platform_class platform_classes[];
extern const struct platform_name platform_names[];
extern const uint16_t platform_interfaces[];
extern const uint32_t platform_methods[];
extern const uint32_t platform_class_mask, platform_name_mask;
extern const uint16_t platform_class_slots[], platform_name_slots[];

/* FNV-1a: the tables are ours, nobody can make their chains long. */
static inline uint32_t platform_hash(const uint8_t *text, size_t size)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ text[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The class of that descriptor, or PLATFORM_NONE. */
uint32_t platform_find(struct bytes descriptor);
/* The number of a method name that some class declares, or PLATFORM_NONE. */
uint32_t platform_find_name(struct bytes name);
struct bytes platform_descriptor(uint32_t class);
/* Whether the class itself declares a method of that name and number of parameters. */
bool platform_declares(uint32_t class, uint32_t name, uint32_t parameters);

#endif
