/* Configuration profiles: XML and binary property lists, signed or not, whatever the bytes. */
#include "lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return lint_bytes(bytes_of(data, size), FORMAT_MOBILECONFIG);
}
