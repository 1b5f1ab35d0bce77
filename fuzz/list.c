/* Lists of names: hosts, dnsmasq, Pi-hole, and telling files apart: each over the same bytes. */
#include "lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum format formats[] = {FORMAT_HOSTS, FORMAT_DNSMASQ, FORMAT_PIHOLE, FORMAT_UNKNOWN};

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        lint_bytes(bytes_of(data, size), formats[i]);
    return 0;
}
