/* Policies as JSON, as either service's, whatever the bytes. */
#include "lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lint_bytes(bytes_of(data, size), FORMAT_AMAPI);
    return lint_bytes(bytes_of(data, size), FORMAT_GRAPH);
}
