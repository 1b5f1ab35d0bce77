#include "cmd/number.h"

#include <inttypes.h>
#include <stddef.h>

#include "cmd/cmd.h"

bool parse_number(const char *command, const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    uint64_t n = 0;
    size_t i = 0;

    if (text == NULL)
        return true;
    for (; text[i] >= '0' && text[i] <= '9' && n <= most; i++)
        n = n * 10 + (uint64_t)(text[i] - '0');
    if (i == 0 || text[i] != 0 || n < least || n > most) {
        complain("%s: %s takes a number from %" PRIu64 " to %" PRIu64 ", not %s", command, option, least, most, harmless(text));
        return false;
    }
    *out = n;
    return true;
}
