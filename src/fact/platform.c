/* The pack is sorted bytewise by name: a binary search over its text, no index to build. */
#include "fact/platform.h"

#include "base/pack.h"

/* Position of the start of the line that `at` lies in. */
static size_t line_start(struct bytes text, size_t at)
{
    while (at > 0 && text.data[at - 1] != '\n')
        at--;
    return at;
}

/* The tab-separated fields of the line at `at`; missing ones are empty. */
static void split(struct bytes text, size_t at, struct bytes *fields, size_t count)
{
    size_t end = bytes_find(text, '\n', at);

    for (size_t i = 0; i < count; i++) {
        size_t tab = bytes_find(text, '\t', at);
        if (tab > end)
            tab = end;
        bytes_slice(text, at, tab - at, &fields[i]);
        at = tab < end ? tab + 1 : end;
    }
}

static int32_t number(struct bytes text)
{
    int32_t value = 0;

    for (size_t i = 0; i < text.size && i < 6; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            value = value * 10 + (text.data[i] - '0');
    return value;
}

bool platform_permission(struct bytes name, struct platform_permission *out)
{
    const struct pack_file *pack = pack_find("permissions/android.tsv");
    size_t low = 0, high;

    if (pack == NULL)
        return false;
    while (low < pack->text.size && pack->text.data[low] == '#') /* the header */
        low = bytes_find(pack->text, '\n', low) + 1;
    high = pack->text.size;
    while (low < high) {
        size_t at = line_start(pack->text, low + (high - low) / 2);
        struct bytes fields[5];
        int order;
        split(pack->text, at, fields, 5);
        order = bytes_compare(name, fields[0]);
        if (order == 0) {
            *out = (struct platform_permission){name, fields[1], fields[2], number(fields[3]),
                                                number(fields[4])};
            return true;
        }
        if (order < 0)
            high = at;
        else
            low = bytes_find(pack->text, '\n', at) + 1;
    }
    return false;
}
