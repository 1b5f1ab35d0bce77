#include "base/pack.h"

size_t pack_from(const char *prefix)
{
    size_t low = 0, high = pack_file_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_compare(bytes_str(pack_files[middle].path), bytes_str(prefix)) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct pack_file *pack_find(const char *path)
{
    size_t i = pack_from(path);

    return i < pack_file_count && strcmp(pack_files[i].path, path) == 0 ? &pack_files[i] : NULL;
}
