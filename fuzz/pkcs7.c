/* PKCS #7 signature blocks: everything found lies inside the input. */
#include "read/pkcs7.h"

#include "base/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct bytes in, struct bytes part)
{
    if (part.size > 0 &&
        (part.data < in.data || part.size > in.size || (size_t)(part.data - in.data) > in.size - part.size))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = bytes_of(data, size);
    struct arena arena;
    struct pkcs7 p;
    struct ber value;

    arena_init(&arena, LIMIT_ARENA);
    if (pkcs7_read(&arena, in, &p) != (p.error == NULL))
        abort();
    if (p.certificate_count > LIMIT_PKCS7_ITEMS || p.signer_count > LIMIT_PKCS7_ITEMS)
        abort();
    for (size_t i = 0; i < p.certificate_count; i++)
        inside(in, p.certificates[i]);
    for (size_t i = 0; i < p.signer_count; i++) {
        inside(in, p.signers[i].issuer);
        inside(in, p.signers[i].signature);
        inside(in, p.signers[i].attributes_whole);
        if (pkcs7_attribute(&p.signers[i], BYTES("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"), &value) == 1)
            inside(in, value.content);
    }
    arena_free(&arena);
    return 0;
}
