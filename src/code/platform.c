#include "code/platform.h"

static struct bytes text_of(uint32_t at, uint32_t size)
{
    return bytes_of(&platform_text[at], size);
}

struct bytes platform_descriptor(uint32_t class)
{
    return text_of(platform_classes[class].name, platform_classes[class].size);
}

uint32_t platform_find(struct bytes descriptor)
{
    uint32_t slot = platform_hash(descriptor.data, descriptor.size);

    for (;; slot++) {
        uint32_t row = platform_class_slots[slot & platform_class_mask];
        if (row == 0)
            return PLATFORM_NONE;
        if (bytes_equal(platform_descriptor(row - 1), descriptor))
            return row - 1;
    }
}

uint32_t platform_find_name(struct bytes name)
{
    uint32_t slot = platform_hash(name.data, name.size);

    for (;; slot++) {
        uint32_t row = platform_name_slots[slot & platform_name_mask];
        if (row == 0)
            return PLATFORM_NONE;
        if (bytes_equal(text_of(platform_names[row - 1].at, platform_names[row - 1].size), name))
            return row - 1;
    }
}

bool platform_declares(uint32_t class, uint32_t name, uint32_t parameters)
{
    const struct platform_class *c = &platform_classes[class];
    uint32_t wanted = PLATFORM_METHOD(name, parameters), low = 0, high = c->method_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2, there = platform_methods[c->methods + middle];
        if (there == wanted)
            return true;
        if (there < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
