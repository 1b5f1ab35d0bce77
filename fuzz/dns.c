/* Responses of resolvers: taken only as the answer to the question that was asked. The input is the response. */
#include <stdlib.h>

#include "fleet/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes message = bytes_of(data, size);
    struct dns_response r;
    struct buf query;

    buf_init(&query, DNS_QUERY_MOST);
    if (!dns_query(&query, (uint16_t)(bytes_get8(message, 0) << 8 | bytes_get8(message, 1)), BYTES("wechat.com")))
        abort();
    if (dns_response_read(message, buf_bytes(&query), &r) && (size < query.size || r.code > 15))
        abort();
    if (dns_response_alias(message, buf_bytes(&query), BYTES("walled.example")) && (r.answers == 0 || size < query.size + 12))
        abort();
    buf_free(&query);
    return 0;
}
